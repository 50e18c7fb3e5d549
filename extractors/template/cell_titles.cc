// A title stands by itself in its line, perhaps numbered, and no row's label goes on below it.
#include "extractors/template/cell_titles.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>

#include "extractors/values/fold.h"

namespace riposte {
namespace {

// The words go on with what stands before them: «et honoraires (€)», «(nombre)».
bool GoesOn(std::string_view words) {
  static const RE2 on(R"(\s*(?:\p{Ll}|\().*)"), part(R"(\s*dont\b.*)");
  return RE2::FullMatch({words.data(), words.size()}, on) &&
         !RE2::FullMatch({words.data(), words.size()}, part);
}

// «Prescriptions» over «et honoraires (€)» is the first line of a label.
bool LabelGoesOn(const LetterText& text, const TextLine& line) {
  return std::any_of(text.lines().begin(), text.lines().end(), [&](const TextLine& below) {
    const double down = below.box.center_y() - line.box.center_y();
    return below.page == line.page && std::abs(below.box.left - line.box.left) < 1.5 &&
           down > 0.5 * line.height && down < std::max(1.8 * line.height, 13.0) &&
           GoesOn(text.At(below.range));
  });
}

// In the header of a table, right of what heads its labels: «patient», of «Par patient».
bool HeadsFigures(const LetterText& text, const std::vector<GridTable>& grids,
                  const TextLine& line) {
  return std::any_of(grids.begin(), grids.end(), [&](const GridTable& g) {
    const auto inside = [&](const TextLine& l) {
      return text.pages()[static_cast<size_t>(l.page)]->number == g.page &&
             l.box.center_y() > g.header.top && l.box.center_y() < g.header.bottom;
    };
    return inside(line) &&
           std::any_of(text.lines().begin(), text.lines().end(), [&](const TextLine& l) {
             return inside(l) && l.box.right <= line.box.left;
           });
  });
}

}  // namespace

// «Vos patients (en %)», «Part des actes, en %».
bool SaysPercent(std::string_view words) {
  static const RE2 percent(R"((?i)(?:\ben |\()(?:%|pour ?centages?\b|pour cent\b))");
  return RE2::PartialMatch({words.data(), words.size()}, percent);
}

// Lines that are a section's title and nothing else.
std::vector<Title> Titles(const LetterText& text, const TableSpec& spec) {
  std::vector<Title> out;
  if (spec.sections.empty()) return out;
  const std::vector<GridTable>& grids = text.Tables(spec.looked_for);
  for (const SectionRule& rule : spec.sections) {
    for (const PhraseHit& h : text.FindAny(rule.phrases)) {
      const TextLine& line = text.lines()[static_cast<size_t>(text.LineAt(h.range.begin))];
      // «II. –» before it, «(montants en euros)», «: que faites-vous ?» after it are no words of
      // the title.
      const std::string before(text.At({line.range.begin, h.range.begin}));
      const std::string rest(text.At({h.range.end, line.range.end}));
      static const RE2 number(R"([\s(]*(?:[0-9]{1,2}|[IVX]{1,4}|[A-Ha-h])?[°.)\s–—-]*)");
      // «IL. –», «HE. -»: what a picture makes of it.
      static const RE2 misread_number(R"([\s(]*[\pL0-9|!]{1,4}\s?[°.)–—-][°.)\s–—-]*)");
      // «par patient», the second line of a heading, is no «Patients».
      static const RE2 preposition(
          R"((?:.*\s)?(?:par|de|des|du|aux?|pour|sur|chez|en|et|ou|/)\s*)");
      static const RE2 remark(R"(\s*[:–—-]?\s*\(.*\)\s*:?|\s*[:,–—-][^0-9]*\?)");
      if (RE2::FullMatch(Plain(before), preposition)) continue;
      if (text.FromPicture(line.page) && HeadsFigures(text, grids, line)) continue;
      if (!RE2::FullMatch(before, number) &&
          !(text.FromPicture(line.page) && RE2::FullMatch(before, misread_number)) &&
          text.WordsBetween(line.range.begin, h.range.begin) > 1)
        continue;
      // «4. Coût total pour l’Assurance Maladie»: a number opens a title, not a label.
      static const RE2 numbered(R"(\s*(?:[0-9]{1,2}|[IVX]{1,4}|[A-H])\s?[.)–—-][.)\s–—-]*)");
      // «Coût total de vos soins et prescriptions» right over the headings of a table.
      const std::string whole(text.At(line.range));
      const bool heads = std::any_of(grids.begin(), grids.end(),
                                     [&](const GridTable& g) { return g.title == whole; });
      const int most_words = heads || RE2::FullMatch(before, numbered) ? 6 : 2;
      static const RE2 unit(R"(\s*\([^()]*\)\s*:?\s*$)");
      std::string words = rest;
      if (heads) RE2::Replace(&words, unit, "");
      if (!RE2::FullMatch(rest, remark) &&
          text.WordsBetween(h.range.end, h.range.end + words.size()) > most_words)
        continue;
      // A row whose label is the same words has figures beside it.
      bool figures = false;
      for (int i : text.RowRightOf(line.page, line.row, line.box.right - 1)) {
        const std::string_view s = text.At(text.lines()[static_cast<size_t>(i)].range);
        figures |= std::any_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
      }
      const std::string_view after = text.At({h.range.end, line.range.end});
      figures |=
          std::any_of(after.begin(), after.end(), [](char c) { return c >= '0' && c <= '9'; });
      if (!figures && !LabelGoesOn(text, line))
        out.push_back({line.page, line.box.center_y(), &rule, SaysPercent(before + rest)});
    }
  }
  std::sort(out.begin(), out.end(), [](const Title& a, const Title& b) {
    return a.page != b.page ? a.page < b.page : a.y < b.y;
  });
  return out;
}

// «VOS PATIENTS Moins de 16 ans»: the title over the row stands in the box of its label.
void CutTitle(const std::vector<Title>& titles, const LetterText& text, const GridCell& cell,
              std::string* label) {
  for (const Title& t : titles) {
    if (text.pages()[static_cast<size_t>(t.page)]->number != cell.page || t.y < cell.box.top ||
        t.y > cell.box.center_y())
      continue;
    for (size_t at = label->find(' '); at != std::string::npos; at = label->find(' ', at + 1)) {
      const std::string key = PhraseKey(label->substr(0, at));
      if (std::none_of(t.rule->phrases.begin(), t.rule->phrases.end(),
                       [&](const Phrase& p) { return p.key == key; }))
        continue;
      if (!GoesOn(std::string_view(*label).substr(at + 1))) label->erase(0, at + 1);
      return;
    }
  }
}

}  // namespace riposte
