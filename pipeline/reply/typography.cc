// Each rule is one pattern around a plain space; a text node may begin or end with that space, so
// that a rule also holds where a field or a bold word stood beside it.
#include "pipeline/reply/typography.h"

#include <re2/re2.h>

#include <vector>

#include "pipeline/reply/xml.h"

namespace riposte::reply {
namespace {

struct Rule {
  RE2 pattern;
  const char* rewrite;
};

void ForEachText(xmlNode* node, bool in_paragraph, std::string (*change)(std::string_view)) {
  for (xmlNode* c = node->children; c; c = c->next) {
    if (c->type == XML_TEXT_NODE && in_paragraph && c->content) {
      const std::string_view was = reinterpret_cast<const char*>(c->content);
      if (const std::string now = change(was); now != was)
        xmlNodeSetContent(c, BAD_CAST now.c_str());
    } else if (c->type == XML_ELEMENT_NODE) {
      ForEachText(c, in_paragraph || Is(c, kText, "p") || Is(c, kText, "h"), change);
    }
  }
}

}  // namespace

std::string NoBreakSpaces(std::string_view text) {
  static const Rule rules[] = {
      {RE2("[ \u202F]([:;!?»%€])"), "\u00A0\\1"},
      {RE2("« "), "«\u00A0"},
      {RE2(R"((\b[nN]°|§) )"), "\\1\u00A0"},
      {RE2("(°) (RPPS|Assurance|\\d)"), "\\1\u00A0\\2"},
      // Articles of codes: L. 162-1-15, R. 148-1, D. 315-2, A. 1.
      {RE2(R"(\b([LRDA]\.) (\d))"), "\\1\u00A0\\2"},
      {RE2(R"(\b(art\.|articles?|page|pages|p\.) (\d|[IVX]+\b))"), "\\1\u00A0\\2"},
      {RE2("\\b(1er|\\d{1,2}) (janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|"
           "novembre|décembre)\\b"),
       "\\1\u00A0\\2"},
      {RE2("\\b(janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|"
           "décembre) (\\d{4})\\b"),
       "\\1\u00A0\\2"},
  };
  std::string out(text);
  if (out.find(' ') == std::string::npos && out.find("\u202F") == std::string::npos) return out;
  for (const Rule& r : rules) RE2::GlobalReplace(&out, r.pattern, r.rewrite);
  return out;
}

std::string CurlyApostrophes(std::string_view text) {
  static const RE2 between(R"((\p{L})'(\p{L}))");
  // Before a quotation, a number or a field.
  static const RE2 elided(R"((?i)(\b(?:[cdjlmnst]|(?:jus|lors|puis)?qu))'([ «\d]|$))");
  std::string out(text);
  RE2::GlobalReplace(&out, between, "\\1’\\2");
  RE2::GlobalReplace(&out, elided, "\\1’\\2");
  return out;
}

void SetNoBreakSpaces(xmlNode* root) { ForEachText(root, false, NoBreakSpaces); }
void SetCurlyApostrophes(xmlNode* root) { ForEachText(root, false, CurlyApostrophes); }

}  // namespace riposte::reply
