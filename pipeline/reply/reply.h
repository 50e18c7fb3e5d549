// Replies: ODT from a Writer template, PDF/A-2b through LibreOfficeKit.
//
//   ReplyMaker maker("templates");                              // starts no office yet
//   Result<ReplyFiles> r = maker.Make(dossier_xml, "observations", {.draft = true, .piece = "P1"});
//   r->odt, r->pdf                                              // bytes; same input, same bytes
//
// Templates (templates/replies/KIND.fodt) are made and edited in Writer: values are ODF user fields
// named after the vocabulary or after an id of templates/replies/valeurs.xml; optional and repeated
// parts are named sections, repeated rows named tables. The product is plain valid ODF 1.3: fields
// become text, unused sections go, declarations and foreign attributes go. A missing, to_review or
// empty value refuses the letter (kNeedsPerson, the message names what to confirm; Missing() gives
// the ids): it never leaves a hole. Text from a scan is data: it can inject no field, no link, no
// XML.
//
// Arguments that the dossier says are used (pipeline/arguments) stand where the template has a
// section «arguments_GROUP» (or «arguments» for all groups) with a section «argument» in it, once
// each, in the field «argument.texte»; enclosures that a person ticked in «arguments_pieces». Every
// letter is looked through for forbidden wordings (arguments/lint.h): kNeedsPerson.
//
// The PDF is made by one warm LibreOfficeKit process with its own profile, checked (opens, pages,
// the reference is in its text, PDF/A marker, fonts embedded) and normalised, so that bytes repeat.
// Without LibreOffice, or when it fails on a letter, `pdf` is empty and `warning` says why and what
// to do. Templates are read anew for each letter, so an edit in Writer counts at once. Not
// thread-safe; the process ends with the maker.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "pipeline/arguments/arguments.h"

namespace riposte {

struct ReplyOptions {
  bool draft = true;  // the visible «PROJET» mark
  bool pdf = true;
  std::string piece;  // id of the letter that is answered («P1»); empty: the whole dossier
  std::string date;   // ISO, of the approval: «le 18 juin 2025»; empty: left to the pen
  // SVG by file name («ij-strates.svg»); stands where the template has the field
  // «image.ij-strates».
  std::map<std::string, std::string> pictures;
};

// What a figure of a letter comes from. A fact or a cell («ij_prescrites»,
// «indicateurs.3.montant»); the rule that computed the figure («mso.refus»,
// «rosp.objectif_atteint») or the argument whose sentence the fact stands in («argument.ID»).
struct FigureOrigin {
  std::string fact, rule;  // one of them may be empty
};

struct ReplyFiles {
  std::string odt;
  std::string pdf;                    // empty without LibreOffice
  std::string warning;                // French, empty for none
  int pages = 0;                      // of the PDF
  std::vector<std::string> facts;     // facts whose values stand in the letter, sorted
  std::vector<FigureOrigin> origins;  // what each figure comes from, sorted
};

// A value that refuses a letter.
struct MissingValue {
  std::string id;     // fact or derived value: "ij_prescrites"
  std::string label;  // French: "IJ prescrites"
};

struct ReplyKind {
  std::string id;                      // "observations"
  std::string title;                   // French
  std::vector<std::string> for_types;  // document types it answers
  std::string base_name;               // "reponse-observations"
  std::string condition;               // XPath over the dossier: drafted by `process` only if true
  // XPath without which the letter is not approved, and whose end withdraws an approval; may be
  // empty.
  std::string required;
  bool to_fund = false;         // a letter of the doctor to the fund
  std::string event = "autre";  // of dossier/dossier.h: what its posting is
  // From which step on an argument may stand in it: "observations", "commission", "recours".
  std::string moment = "observations";
};

// How the office process is started. `program` is started with `--office-child` and must then call
// OfficeChildMain.
struct OfficeSetup {
  std::string program = "/proc/self/exe";
  std::string install = "/usr/lib/libreoffice/program";
};

class ReplyMaker {
 public:
  explicit ReplyMaker(std::string templates_dir, OfficeSetup office = {});
  ~ReplyMaker();
  // The kinds of templates/replies/lettres.xml. kTemplate with file and line.
  Result<std::vector<ReplyKind>> Kinds();
  // What a field of an argument's text needs, for Judge: as the templates are now.
  Result<FieldNeeds> Needs();
  // kUsage: no such kind. kNeedsPerson: see Missing. kTemplate, kDefect.
  Result<ReplyFiles> Make(const std::string& dossier_xml, const std::string& kind,
                          const ReplyOptions& options);
  // What refuses this letter, in the order it stands there; empty: nothing does.
  Result<std::vector<MissingValue>> Missing(const std::string& dossier_xml, const std::string& kind,
                                            const ReplyOptions& options);
  // The PDF of an ODT that a person has edited, as it is approved on `date` (ISO): without the
  // draft mark, dated where the day is still left to the pen. The ODT itself stays as it is.
  // kNeedsPerson for a forbidden wording in its text, header or footer, and for tracked changes.
  Result<std::string> PdfOf(const std::string& odt, const std::string& date);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Every template on an invented full dossier: unknown fields, sections, broken expressions.
// kTemplate with file and line.
Status CheckReplies(const std::string& templates_dir);

// Entry of the office process (`riposte --office-child`); not for other callers.
int OfficeChildMain();

}  // namespace riposte
