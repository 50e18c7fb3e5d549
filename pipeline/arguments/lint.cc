// Text is folded to lower case without accents or typography before it is looked through, so that
// one pattern meets every way of writing.
#include "pipeline/arguments/lint.h"

#include <re2/re2.h>

#include "extractors/values/fold.h"
#include "extractors/values/nir.h"
#include "pipeline/arguments/arguments.h"
#include "pipeline/xml/xml.h"

namespace riposte {
namespace {

// Apostrophes and no-break marks as on a keyboard; then without accents, in lower case.
std::string Folded(std::string_view text) {
  std::string s(text);
  // What hyphenates a word or is not seen at all hides no word.
  for (const char* unseen : {"\u00AD", "\u200B", "\u200C", "\u200D", "\u2060", "\uFEFF"})
    for (size_t at = s.find(unseen); at != std::string::npos; at = s.find(unseen, at))
      s.erase(at, std::string_view(unseen).size());
  for (const auto& [from, to] : {std::pair("’", "'"), std::pair("\u2011", "-"), std::pair("–", "-"),
                                 std::pair("\u00A0", " "), std::pair("\u202F", " "),
                                 std::pair("«", " "), std::pair("»", " ")})
    for (size_t at = s.find(from); at != std::string::npos; at = s.find(from, at))
      s.replace(at, std::string_view(from).size(), to);
  return Plain(s);
}

}  // namespace

struct Lint::Pattern {
  std::string id, why;
  RE2 words, except;
  Pattern(std::string id, std::string why, const std::string& words, const std::string& except)
      : id(std::move(id)), why(std::move(why)), words("(" + words + ")"), except(except) {}
};

Result<Lint> Lint::Load(const std::string& dir) {
  const std::string file = dir + "/arguments/interdits.xml";
  Result<xml::XmlDoc> doc = xml::ReadXml(file);
  if (!doc.ok()) return doc.error();
  if (Status s = xml::ValidateXml(doc->get(), file, dir + "/schema/interdits.rng"); !s.ok())
    return s.error();
  Lint lint;
  for (const xmlNode* n : xml::Elements(xmlDocGetRootElement(doc->get()))) {
    std::string except = xml::Attribute(n, "sauf");
    auto pattern = std::make_shared<Pattern>(xml::Attribute(n, "id"), xml::FlowedText(n),
                                             xml::Attribute(n, "motif"), except);
    for (const RE2* re : {&pattern->words, &pattern->except})
      if (!re->ok())
        return xml::TemplateError(file, xml::LineOf(n), "not a pattern: " + re->error());
    lint.patterns_.push_back(std::move(pattern));
  }
  Result<std::vector<Argument>> arguments = ReadArguments(dir);
  if (!arguments.ok()) return arguments.error();
  for (const Argument& a : *arguments)
    for (const ArgumentDecision& d : a.decisions)
      if (const std::string citation = CitationOf(d); !citation.empty())
        lint.citations_.push_back(Folded(citation));
  return lint;
}

std::vector<LintFinding> Lint::Check(std::string_view text) const {
  std::vector<LintFinding> out;
  if (HoldsNir(text) || LooksLikeNir(text))
    out.push_back({"nir", "Un numéro de sécurité sociale ne doit figurer dans aucune lettre.", ""});
  std::string folded = Folded(text);
  for (const std::string& citation : citations_)
    for (size_t at = folded.find(citation); at != std::string::npos; at = folded.find(citation, at))
      folded.erase(at, citation.size());
  for (const auto& p : patterns_) {
    re2::StringPiece rest(folded);
    std::string words;
    while (RE2::FindAndConsume(&rest, p->words, &words)) {
      if (!p->except.pattern().empty() && RE2::PartialMatch(words, p->except)) continue;
      out.push_back({p->id, p->why, words});
      break;
    }
  }
  return out;
}

}  // namespace riposte
