// The dossier behind the letters, and the office behind the PDF.
#include "pipeline/reply/reply.h"

#include <re2/re2.h>

#include <algorithm>
#include <set>
#include <utility>

#include "pipeline/dossier/expression.h"
#include "pipeline/reply/arguments_used.h"
#include "pipeline/reply/catalogue.h"
#include "pipeline/reply/dossier_source.h"
#include "pipeline/reply/edited.h"
#include "pipeline/reply/letter.h"
#include "pipeline/reply/odt.h"
#include "pipeline/reply/office.h"
#include "pipeline/reply/pdf.h"
#include "pipeline/reply/values.h"

namespace riposte {
namespace {

// What a person is told when there is an ODT but no PDF.
std::string WarningFor(const Error& error) {
  if (error.code == ErrorCode::kUnsupported)
    return "Le PDF n’a pas été produit : LibreOffice n’est pas installé. Installez le paquet "
           "« libreoffice-writer-nogui », puis relancez.";
  if (error.code == ErrorCode::kTimeLimit)
    return "Le PDF n’a pas été produit : LibreOffice n’a pas répondu à temps. Relancez, ou ouvrez "
           "le fichier ODT et exportez-le en PDF.";
  return "Le PDF n’a pas été produit : LibreOffice a échoué ou son PDF n’est pas conforme. Ouvrez "
         "le fichier ODT et exportez-le en PDF.";
}

// The given piece, or the dossier's latest of a type that this letter answers.
Result<std::string> AnsweredPiece(const reply::Catalogue& catalogue, const std::string& dossier_xml,
                                  const std::string& kind, const std::string& given) {
  const reply::LetterRule* rule = catalogue.Find(kind);
  if (!given.empty() || !rule) return given;
  Result<Evaluator> evaluator = Evaluator::Make(dossier_xml);
  if (!evaluator.ok()) return evaluator.error();
  std::string types;
  for (const std::string& type : rule->kind.for_types)
    types += (types.empty() ? "@type='" : " or @type='") + type + "'";
  const Evaluated id = evaluator->Text("string(pieces/piece[" + types + "][last()]/@id)");
  if (id.state != Evaluated::kValue || id.text.empty())
    return Error{ErrorCode::kUsage, "the dossier has no letter that '" + kind + "' answers"};
  return id.text;
}

}  // namespace

struct ReplyMaker::Impl {
  std::string templates_dir;
  reply::Office office;

  Impl(std::string dir, OfficeSetup setup)
      : templates_dir(std::move(dir)),
        office({.program = std::move(setup.program), .install = std::move(setup.install)}) {}

  struct Written {
    reply::Catalogue catalogue;
    reply::WrittenLetter letter;
    std::vector<std::string> facts;
    std::set<reply::Origin> origins;

    std::string LabelOf(const std::string& id) const {
      const auto why = letter.why.find(id);
      return LabelIn(catalogue, id) + (why == letter.why.end() ? "" : " : " + why->second);
    }
  };
  Result<Written> Write(const std::string& dossier_xml, const std::string& kind,
                        const ReplyOptions& options) {
    Result<reply::Catalogue> catalogue = reply::Catalogue::Load(templates_dir);
    if (!catalogue.ok()) return catalogue.error();
    Result<std::string> piece = AnsweredPiece(*catalogue, dossier_xml, kind, options.piece);
    if (!piece.ok()) return piece.error();
    const reply::LetterRule* rule = catalogue->Find(kind);
    Result<Evaluator> evaluator = rule && !rule->whole_dossier
                                      ? Evaluator::OnlyFactsOf(dossier_xml, *piece)
                                      : Evaluator::Make(dossier_xml, *piece);
    if (!evaluator.ok()) return evaluator.error();
    reply::DossierSource source(*evaluator);
    reply::UsedArguments used;
    if (rule) {
      Result<reply::UsedArguments> found =
          reply::ArgumentsFor(templates_dir, *catalogue, dossier_xml, *evaluator, *rule, *piece);
      if (!found.ok()) return found.error();
      used = std::move(found.value());
    }
    Result<reply::WrittenLetter> letter =
        reply::WriteLetter(templates_dir, *catalogue, kind, source,
                           {.draft = options.draft,
                            .piece = *piece,
                            .date = options.date,
                            .arguments = used.placed,
                            .facts = used.stated,
                            .pictures = options.pictures});
    if (!letter.ok()) return letter.error();
    Written out{std::move(catalogue.value()), std::move(letter.value()), source.facts(),
                source.origins()};
    if (!used.missing.empty()) out.letter.odt.clear();
    for (const std::string& id : used.missing) out.letter.missing.push_back(id);
    for (const std::string& id : used.facts) out.facts.push_back(id);
    out.origins.insert(used.origins.begin(), used.origins.end());
    std::sort(out.facts.begin(), out.facts.end());
    out.facts.erase(std::unique(out.facts.begin(), out.facts.end()), out.facts.end());
    return out;
  }
};

ReplyMaker::ReplyMaker(std::string templates_dir, OfficeSetup office)
    : impl_(std::make_unique<Impl>(std::move(templates_dir), std::move(office))) {}
ReplyMaker::~ReplyMaker() = default;

Result<std::vector<ReplyKind>> ReplyMaker::Kinds() {
  Result<reply::Catalogue> catalogue = reply::Catalogue::Load(impl_->templates_dir);
  if (!catalogue.ok()) return catalogue.error();
  std::vector<ReplyKind> kinds;
  for (const reply::LetterRule& l : catalogue->letters) kinds.push_back(l.kind);
  return kinds;
}

Result<FieldNeeds> ReplyMaker::Needs() {
  Result<reply::Catalogue> loaded = reply::Catalogue::Load(impl_->templates_dir);
  if (!loaded.ok()) return loaded.error();
  auto catalogue = std::make_shared<const reply::Catalogue>(std::move(loaded.value()));
  return FieldNeeds([catalogue](Evaluator& evaluator, const std::string& piece,
                                const std::string& field) -> Result<std::vector<std::string>> {
    reply::DossierSource source(evaluator);
    Result<reply::Resolved> text = reply::Resolver(*catalogue, source, piece).Field(field);
    if (!text.ok()) return text.error();
    return std::move(text->missing);
  });
}

Result<std::vector<MissingValue>> ReplyMaker::Missing(const std::string& dossier_xml,
                                                      const std::string& kind,
                                                      const ReplyOptions& options) {
  Result<Impl::Written> written = impl_->Write(dossier_xml, kind, options);
  if (!written.ok()) return written.error();
  std::vector<MissingValue> missing;
  for (const std::string& id : written->letter.missing)
    missing.push_back({id, written->LabelOf(id)});
  return missing;
}

Result<ReplyFiles> ReplyMaker::Make(const std::string& dossier_xml, const std::string& kind,
                                    const ReplyOptions& options) {
  Result<Impl::Written> written = impl_->Write(dossier_xml, kind, options);
  if (!written.ok()) return written.error();
  reply::WrittenLetter& letter = written->letter;
  if (!letter.missing.empty()) {
    std::string list;
    for (const std::string& id : letter.missing)
      list += (list.empty() ? "" : ", ") + id + " (" + written->LabelOf(id) + ")";
    return Error{ErrorCode::kNeedsPerson,
                 "letter '" + kind + "' is refused: missing or not confirmed: " + list,
                 "give or confirm them with `riposte dossier set`"};
  }
  if (!letter.forbidden.empty()) return reply::Forbidden(letter.forbidden);
  ReplyFiles files;
  files.facts = std::move(written->facts);
  for (const reply::Origin& o : written->origins) files.origins.push_back({o.fact, o.rule});
  files.odt = std::move(letter.odt);
  if (!options.pdf) return files;
  Result<std::string> raw = impl_->office.Convert(files.odt);
  if (!raw.ok()) {
    files.warning = WarningFor(raw.error());
    return files;
  }
  Result<reply::FinishedPdf> pdf = reply::FinishPdf(*raw, reply::MustHold(letter.used));
  if (!pdf.ok()) {
    files.warning = WarningFor(pdf.error());
    return files;
  }
  files.pdf = std::move(pdf->bytes);
  files.pages = pdf->pages;
  const int limit = written->catalogue.Find(kind)->max_pages;
  if (limit > 0 && files.pages > limit)
    files.warning = "Cette lettre dépasse " + std::to_string(limit) +
                    (limit > 1 ? " pages" : " page") + " : vérifiez sa mise en page.";
  return files;
}

Result<std::string> ReplyMaker::PdfOf(const std::string& odt, const std::string& date) {
  Result<Lint> lint = Lint::Load(impl_->templates_dir);
  if (!lint.ok()) return lint.error();
  Result<std::string> ready = reply::FinishEdited(odt, date, *lint);
  if (!ready.ok()) return ready;
  Result<std::string> raw = impl_->office.Convert(*ready);
  if (!raw.ok()) return raw;
  Result<reply::FinishedPdf> pdf = reply::FinishPdf(*raw, {});
  if (!pdf.ok()) return pdf.error();
  return std::move(pdf->bytes);
}

}  // namespace riposte
