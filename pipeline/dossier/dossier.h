// A dossier: one doctor and one procedure. Its documents with the facts read from them, the facts
// that a person gave, deadlines, figures and answers. `dossier.xml` (valid against
// templates/schema/dossier.rng) is its truth; dossier.json is the same content for other programs.
//
//   Result<Dossier> d = LoadDossier(home, "2025/MARTIN-Claire-mso-2025-06");
//   SetGiven(*d, {"date_remise", Date{2025y/6/20}, "secrétariat", …});
//   Recompute(*d, law);                              // deadlines, figures, questions
//   SaveDossier(home, *d);                           // .xml, .json, echeances.ics: durable, 0600
//
// A doctor is known by RPPS or AM number, or by a person's word; never by the name alone. Values a
// person corrects stand beside what was read and go before it. Everything but Load/Save is a pure
// function; Save is a function of the Dossier alone (same Dossier, same bytes). Fails with
// kStorage, kTemplate (an invalid file, file:line), kUsage (unknown id, wrong type). One thread a
// Dossier.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/template/facts.h"
#include "pipeline/ij/ij.h"
#include "pipeline/law/law.h"

namespace riposte {

struct Piece {
  std::string id;        // "P1", "P2", in the order they came
  std::string file;      // "pieces/2025-06-18-notification_mso.pdf"
  std::string received;  // when the office got it, ISO date
  Letter letter;         // facts with provenance
};

struct GivenFact {
  std::string id;  // "date_remise", "decision_medecin", "reponse.remplacements", or a field's id: a
                   // correction
  Value value;
  std::string author;
  std::string date;   // ISO date when it was given
  std::string proof;  // piece id or path, empty for none
  std::string piece;  // piece it corrects; empty: the dossier
};

struct DossierDeadline {
  Deadline deadline;
  std::string piece;         // the letter that opened it
  bool provisional = false;  // counted from the letter's date because no receipt is known
  std::string basis_note;    // French: which date was used and why
  std::string state;         // "a_faire", "fait", "depasse"
};

// A question to a person, with what it unlocks.
struct Question {
  std::string id;    // fact that answers it
  std::string text;  // French
};

struct ReplyRecord {
  std::string kind;      // "observations", "fiche_decision", "refus_mso", "note_medecin"
  std::string odt, pdf;  // files in the dossier's folder
  std::string state = "projet";
  std::string sha256;                // of the PDF, bound by approval
  std::vector<std::string> missing;  // fields that refuse the letter; then no file
  std::string message;               // French, why it was refused
};

struct Dossier {
  std::string id;         // "2025/MARTIN-Claire-mso-2025-06"
  std::string procedure;  // "mso", …
  std::string rpps, am, nom;
  std::vector<Piece> pieces;
  std::vector<GivenFact> given;
  std::vector<DossierDeadline> deadlines;
  std::optional<IjResult> figures;
  std::vector<Question> questions;
  std::vector<ReplyRecord> replies;
  std::string etat = "ouvert";

  const Piece* LatestOf(std::string_view document_type) const;
};

// The procedure a document type belongs to ("notification_mso" -> "mso"); empty for a `riap`, which
// joins the doctor's open dossier.
std::string ProcedureOf(std::string_view document_type);
// The folder name for a new dossier: year / FAMILY-Given-procedure-YYYY-MM, ASCII, safe as a path.
std::string NewDossierId(const Letter& letter, const std::string& procedure);

// The value that counts for a fact: a person's, else the read one of the latest piece that has it.
struct Effective {
  Value value;
  bool usable = false;  // sure, or confirmed by a person
  std::string text;
  std::string piece;  // empty: from a person
};
std::optional<Effective> EffectiveFact(const Dossier& dossier, std::string_view id);

Status SetGiven(Dossier& dossier, const GivenFact& fact);
// Deadlines, figures and questions from the documents and given facts. `today` only marks the
// state.
Status Recompute(Dossier& dossier, const Law& law, Date today);

std::string ToXml(const Dossier& dossier);
Result<Dossier> DossierFromXml(std::string_view xml, const std::string& file,
                               const std::string& templates_dir);
std::string ToJson(const Dossier& dossier);
Status SaveDossier(const std::string& home, const Dossier& dossier);
Result<Dossier> LoadDossier(const std::string& home, const std::string& id,
                            const std::string& templates_dir);
// French text for `riposte dossier show`.
std::string Describe(const Dossier& dossier, Date today);

}  // namespace riposte
