#include "pipeline/reply/letter.h"

#include "pipeline/reply/filler.h"
#include "pipeline/reply/odt.h"

namespace riposte::reply {

Result<WrittenLetter> WriteLetter(const std::string& templates_dir, const Catalogue& catalogue,
                                  const std::string& kind, ValueSource& source,
                                  const LetterOptions& options) {
  const LetterRule* rule = catalogue.Find(kind);
  if (!rule) {
    std::string known;
    for (const LetterRule& l : catalogue.letters) known += (known.empty() ? "" : ", ") + l.kind.id;
    return Error{ErrorCode::kUsage, "no letter '" + kind + "'; there is: " + known};
  }
  Result<LetterTemplate> letter = LoadLetterTemplate(templates_dir, kind);
  if (!letter.ok()) return letter.error();
  for (const std::string& what : Unplaced(*letter, *rule))
    return TemplateError(catalogue.letters_file, rule->line,
                         what + " is declared for '" + kind + "', but its template has none");
  Resolver resolver(catalogue, source, options.piece, options.date);
  Result<Filled> filled = Fill(std::move(letter.value()), catalogue, *rule, resolver, options.draft,
                               options.arguments, options.pictures, options.facts);
  if (!filled.ok()) return filled.error();
  WrittenLetter out;
  out.missing = std::move(filled->missing);
  out.why = std::move(filled->why);
  out.used = std::move(filled->used);
  if (!out.missing.empty()) return out;
  Result<Lint> lint = Lint::Load(templates_dir);
  if (!lint.ok()) return lint.error();
  out.forbidden = lint->Check(WordsOf(filled->doc.get()));
  if (!out.forbidden.empty()) return out;
  Result<std::string> odt = PackOdt(filled->doc.get(), rule->kind.title);
  if (!odt.ok()) return odt.error();
  out.odt = std::move(odt.value());
  return out;
}

std::vector<std::string> MustHold(const std::map<std::string, std::string>& used) {
  std::vector<std::string> out;
  for (const char* id : {"reference", "numero_lrar", "praticien_nom"})
    if (const auto found = used.find(id); found != used.end()) out.push_back(found->second);
  return out;
}

}  // namespace riposte::reply
