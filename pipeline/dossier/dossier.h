// A dossier: one doctor and one procedure. Its documents with the facts read from them, the facts
// that a person gave, deadlines, figures and answers. `dossier.xml` (valid against
// templates/schema/dossier.rng) is its truth; dossier.json is the same content for other programs.
//
//   Result<Dossier> d = LoadDossier(home, "2025/MARTIN-Claire-mso-2025-06", "templates");
//   SetGiven(*d, {.id = "date_remise", .value = Date{2025y/6/20}, .author = "secrétariat",
//                 .date = "2025-06-23", .piece = "P1"});
//   Recompute(*d, law, today);                       // deadlines, figures, questions
//   SaveDossier(home, *d);                           // .xml, .json, echeances.ics: durable, 0600
//
// A doctor is known by RPPS or AM number, or by a person's word; never by the name alone. Values a
// person corrects stand beside what was read and go before it. Everything but Load/Save is a pure
// function; Save is a function of the Dossier alone (same Dossier, same bytes). Dates kept as text
// are ISO 8601. Fails with kStorage, kTemplate (an invalid file, file:line), kUsage (unknown id,
// wrong type). One thread a Dossier.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/template/facts.h"
#include "pipeline/ij/ij.h"
#include "pipeline/law/finding.h"
#include "pipeline/law/law.h"
#include "pipeline/rosp/rosp.h"

namespace riposte {

// The same letter in other bytes: a scan of what also came as a PDF.
struct Copy {
  std::string file;      // as Piece::file
  std::string received;  // ISO date
  std::string sha256;
  int item = 1;
};

struct Piece {
  std::string id;        // "P1", "P2", in the order they came
  std::string file;      // "pieces/2025-06-18-notification_mso.pdf"
  std::string received;  // when the office got it, ISO date
  Letter letter;         // facts with provenance
  std::vector<Copy> copies;
};

// A value that a person gave before the present one: what was replaced is never forgotten.
struct GivenBefore {
  Value value;
  std::string author, date, proof;
};

struct GivenFact {
  // A given fact of the vocabulary ("date_remise", "decision_medecin", "reponse.remplacements"), or
  // a correction: a field's id, or "TABLE.ROW.COLUMN" with the row from 1 ("profil.2.patients").
  std::string id;
  Value value;
  std::string author;
  std::string date;                 // ISO date when it was given
  std::string proof;                // piece id or path, empty for none
  std::string piece;                // piece it is about; empty: the dossier
  std::vector<GivenBefore> before;  // oldest first
};

// Something that happened and that no letter tells: observations sent, a hearing held, a call.
struct Event {
  std::string kind;  // an id of EventKinds()
  std::string date;  // when it happened, ISO date
  std::string proof;
  std::string piece;            // letter that it answers, empty for none
  std::string author, entered;  // who said so, and on which ISO date
  std::string text;             // French, free
};
// "observations_envoyees", "audition_demandee", "audition_tenue", "refus_envoye", …; one of them,
// "silence_confirme", is the doctor's word that nothing had come from the fund by that date.
const std::vector<std::string>& EventKinds();

struct DossierDeadline {
  Deadline deadline;
  std::string piece;         // the letter that opened it
  bool provisional = false;  // counted from a date that is not the proven receipt
  std::string basis_note;    // French: which date was used and why
  // The doctor's: "a_faire", "fait"; "depasse" (past the extended date); "a_verifier" (past it too,
  // but counted from a provisional start: only the receipt date can tell).
  // The others': "a_surveiller" (running, or past: that no letter is in the dossier is no proof of
  // silence); "fait" (in time); "repute_abandonne" (the fund acted after the latest end there can
  // be, or the doctor confirms its silence: the procedure is deemed abandoned or given up);
  // "repute_acquis" (an opinion deemed given, an implied rejection); "depasse" (late, and no text
  // says what follows); "a_verifier" (a date is missing or doubtful).
  std::string state;
  std::string since;     // ISO date since when it is deemed so or late
  std::string act;       // the letter that did what the clock asks for
  std::string act_date;  // ISO, the earliest that act can have
  int late_days = 0;     // from the extended date to act_date, 0 in time
};

// A question to a person, with what it unlocks.
struct Question {
  std::string id;     // fact that answers it
  std::string text;   // French
  std::string piece;  // letter it is about, empty for the dossier
};

// A step of the procedure: a letter that came, an event, a clock of either side.
struct Step {
  std::string date;  // ISO date; empty: unknown
  std::string what;  // document type, event kind, or rule id
  std::string side;  // "praticien", "caisse", …; empty for none
  // "fait", "en_cours", "du", "manque", "repute_abandonne", "repute_acquis", "a_surveiller",
  // "inconnu" (a date is missing)
  std::string state;
  std::string since;  // ISO date since when it is so, where it matters
  std::string piece;
  std::string note;   // French
  std::string limit;  // of a clock: the day that counts (the doctor's: prudent; others': latest)
  std::string act;    // the letter that did it
};

// An argument of templates/arguments/ as it stands for this dossier.
struct ArgumentRecord {
  std::string id;
  std::string state;                 // "retenu", "possible", "garde", "sans_objet", "ecarte"
  std::vector<std::string> missing;  // fact ids: « possible si … »
  std::string note;                  // French: why
  std::string title;                 // French
  std::string piece;                 // the letter it answers
  std::vector<std::string> letters;  // kinds of replies that print it now; empty unless "retenu"
  std::string moment;                // "observations", "commission", "recours", "interne"
  std::string strength;              // "forte", "moyenne", "faible"
  std::string risk;                  // French, one sentence: what it may cost to raise it
  std::vector<std::string> authorities;  // French, with how surely each was read
};

// A step in the life of a letter: "projet", "approuve", "accord_medecin", "signe", "poste", "recu".
struct ReplyStep {
  std::string state, date, author;
  std::string sha256;       // bound by an approval
  std::string numero_lrar;  // of a posting
  std::string proof;
};

// Where a figure of a letter comes from.
struct ReplySource {
  std::string fact;  // id of the vocabulary, empty for a computed figure
  std::string rule;  // of templates/law or the calculator, empty for a read value
  std::string piece;
  std::vector<Span> spans;
};

struct ReplyRecord {
  std::string kind;   // "observations", "fiche_decision", "refus_mso", "note_medecin"
  std::string piece;  // the letter it answers
  int version = 1;
  std::string odt, pdf;  // files in the dossier's folder
  std::string state = "projet";
  std::string sha256;                // of the PDF, bound by approval
  std::string odt_sha256;            // of the ODT as last written; another one: a person edited it
  std::string drafted_sha256;        // of the draft that the facts last gave
  std::string approved_odt_sha256;   // of the ODT that approval bound; empty for a draft
  std::vector<std::string> missing;  // fields that refuse the letter; then no file
  std::string message;               // French, why it was refused
  std::vector<ReplyStep> history;
  std::vector<ReplySource> sources;
};

// A value that a calculator was given, and where it comes from.
struct FigureInput {
  std::string id;      // of the vocabulary; of a table where `row` > 0
  int row = 0;         // 1-based; 0: a field
  std::string column;  // of that table
  std::string piece, value;
  std::string origin;  // "lu", "donne" (by a person)
  std::vector<Span> spans;
};

struct Dossier {
  std::string id;         // "2025/MARTIN-Claire-mso-2025-06"
  std::string procedure;  // "mso", …
  std::string rpps, am, nom;
  std::vector<Piece> pieces;
  std::vector<GivenFact> given;
  std::vector<Event> events;
  std::vector<DossierDeadline> deadlines;
  std::optional<IjResult> figures;
  std::string figures_piece;  // the letter whose figures they are
  std::vector<FigureInput> figures_inputs;
  std::optional<RospResult> rosp;
  std::string rosp_piece;  // the statement
  std::vector<FigureInput> rosp_inputs;
  std::vector<Step> timeline;
  std::vector<Finding> findings;  // what the letters had to contain
  std::vector<ArgumentRecord> arguments;
  std::vector<Question> questions;
  std::vector<ReplyRecord> replies;
  std::vector<std::string> warnings;  // French sentences about the whole
  std::string etat = "ouvert";        // "ouvert", "clos"

  const Piece* LatestOf(std::string_view document_type) const;
  const Piece* FindPiece(std::string_view piece_id) const;
};

// The procedure a document type belongs to ("notification_mso" -> "mso"); empty for a `riap`, which
// joins the doctor's open dossier, and for what is filed otherwise (`avis_reception`, `inconnu`).
std::string ProcedureOf(std::string_view document_type);
// The folder name for a new dossier: year / FAMILY-Given-procedure-YYYY-MM, ASCII, safe as a path,
// at most 120 bytes. A collision is the caller's ("-2").
std::string NewDossierId(const Letter& letter, const std::string& procedure);
// Of the form that NewDossierId gives, "-2" included: safe below HOME/dossiers.
bool IsDossierId(std::string_view id);

// The value that counts for a fact. Looked for among the facts given for the context piece, those
// given for the dossier, then as read in the context piece; then, only for what is neither a field
// of every letter nor about its receipt, in the latest other piece that has it (given, then read).
struct Effective {
  Value value;
  bool usable = false;  // sure, or confirmed by a person
  std::string text;
  std::string piece;  // that it belongs to; empty: the dossier
  bool from_person = false;
  const Fact* read = nullptr;  // what was read, null for a person's word; belongs to the dossier
};
// `piece`: the context; empty: the latest piece. None when nobody knows it, or it was read as
// empty.
std::optional<Effective> EffectiveFact(const Dossier& dossier, std::string_view id,
                                       const std::string& piece = "");
// The value that counts in a table cell of a piece; `row` from 0.
std::optional<Effective> EffectiveCell(const Dossier& dossier, const std::string& piece,
                                       const std::string& table, size_t row,
                                       const std::string& column);

// Records a person's word. What is about one letter (its fields, its receipt) belongs to a piece:
// without one it is bound to the only piece, and refused (kUsage, pieces listed) where there are
// several. An earlier value of the same id and piece moves to `before`.
Status SetGiven(Dossier& dossier, const GivenFact& fact);
Status AddEvent(Dossier& dossier, const Event& event);
// Replaces the mentions found on a piece; those of other letters, and figures, stay.
void SetMentions(Dossier& dossier, const std::string& piece, const std::vector<Finding>& mentions);
// Deadlines, figures, timeline and questions from the documents, given facts and events, and the
// doctor's numbers and name where a person gave them. `today` only marks the state. Questions whose
// id starts with "reponse." stay until they are answered. Without `grids` no ROSP is computed.
Status Recompute(Dossier& dossier, const Law& law, Date today, const RospGrids* grids = nullptr);

// The pictures that its figures give, SVG by file name («ij-strates.svg»): made with the letters
// and kept in its folder.
std::map<std::string, std::string> PicturesOf(const Dossier& dossier);

std::string ToXml(const Dossier& dossier);
// `file` is for messages. No network, no entity, no DOCTYPE, at most 64 MiB.
Result<Dossier> DossierFromXml(std::string_view xml, const std::string& file,
                               const std::string& templates_dir);
std::string ToJson(const Dossier& dossier);
// Running deadlines and the meetings that letters fix as iCalendar; neither name nor figure (it
// ends in a cloud calendar).
std::string ToCalendar(const Dossier& dossier);
Status SaveDossier(const std::string& home, const Dossier& dossier);
Result<Dossier> LoadDossier(const std::string& home, const std::string& id,
                            const std::string& templates_dir);
// French text for `riposte dossier show`, 100 columns.
std::string Describe(const Dossier& dossier, Date today);

}  // namespace riposte
