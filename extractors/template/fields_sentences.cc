// Reads the sentences that name a body: what was done there, or is not open, is refused by
// `without` and `unless`; of two sentences about the same body the one that says when or where.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "extractors/template/fields.h"
#include "extractors/values/fold.h"

namespace riposte {
namespace {

// «…, dans les deux mois ; il n’y a pas lieu de saisir la commission» goes on after its semicolon;
// the items of a list have a line each.
bool EndsInline(const LetterText& text, Range part) {
  size_t end = part.end;
  while (end > part.begin && text.text()[end - 1] == ' ') --end;
  if (end == part.begin || text.text()[end - 1] != ';') return false;
  const int line = text.LineAt(end - 1);
  return end < text.lines()[static_cast<size_t>(line)].range.end || text.Wraps(line);
}

struct Remedy {
  Range range;
  std::string body;  // key of the first phrase that names it
  int weight = 0;
};

}  // namespace

void FieldReader::ReadSentences(const Context& c) {
  const Try& t = c.t;
  const std::vector<Typed>& delays = Values(ValueType::kDuration);
  const auto delayed = [&](Range part) {
    return std::any_of(delays.begin(), delays.end(),
                       [&](const Typed& d) { return part.Contains(d.range); });
  };
  const auto open = [&](Range part) {
    const std::string_view said = text_.At(part);
    return (t.without.empty() || !text_.Has(t.without, part)) &&
           (!t.unless || !RE2::PartialMatch({said.data(), said.size()}, *t.unless));
  };
  // Two remedies in one sentence each have their own delay.
  const auto own = [&](Range part) {
    return text_.Has(t.with, part) && open(part) && delayed(part);
  };
  std::vector<Remedy> found;
  size_t last_end = 0;
  for (const PhraseHit& h : text_.FindAny(t.with)) {
    Range whole = text_.Sentence(h.range.begin);
    if (whole.end <= last_end) continue;
    if (!open(whole)) {
      Say(3, fmt::format("rejected: «{}»: what it says is not open", text_.At(whole)));
      continue;
    }
    const bool alone = own(whole);
    const size_t block_begin =
        text_.blocks()[static_cast<size_t>(text_.BlockAt(whole.begin))].range.begin;
    while (EndsInline(text_, whole)) {
      const Range next = text_.Sentence(whole.end);
      if (next.end <= whole.end || (alone && own(next))) break;
      whole.end = next.end;
    }
    while (whole.begin > block_begin && whole.begin > last_end) {
      const Range before = text_.Sentence(whole.begin - 1);
      if (before.begin >= whole.begin || !EndsInline(text_, before) || (alone && own(before)))
        break;
      whole.begin = before.begin;
    }
    Range r = Trimmed(whole);
    // «4. Le tribunal…»: the number of an article or item is no part of its sentence.
    // Nor is «Article 3 –» or a heading that stands before it on its line, «VOIES DE RECOURS. –».
    static const RE2 numbered(
        "^(?:(?:[0-9]{1,2}(?:[.)°]|\\s?[–—-])|[IVX]{1,4}[.)]|[a-h]\\))|"
        "(?i:article|art\\.?) (?:[0-9]{1,2}|1er|premier)\\s?[.:–—-]+|"
        "(?:\\p{Lu}\\p{Lu}[\\p{Lu} '’]+|(?i:voies?|d[ée]lais?)[\\p{Ll} '’]+)\\s?[.:]?\\s?"
        "(?:[–—-]+|:))\\s+");
    re2::StringPiece item(text_.text().data() + r.begin, r.end - r.begin);
    if (RE2::Consume(&item, numbered))
      r.begin = static_cast<size_t>(item.data() - text_.text().data());
    // «Vu la mise en demeure…»: what was done before. «La saisine … n’est pas requise»: not open.
    static const RE2 no_remedy(
        "^(?:Vu|VU)\\s|n['’](?:est|y a) (?:pas|plus|nullement) (?:requise?|n[ée]cessaire|"
        "obligatoire|exig[ée]e?|besoin)");
    const std::string_view spoken = text_.At(r);
    if (RE2::PartialMatch({spoken.data(), spoken.size()}, no_remedy)) {
      Say(3, fmt::format("rejected: «{}»: no remedy", spoken));
      continue;
    }
    if (r.empty() || !PlaceFits(t, r)) continue;
    if (t.pattern) {
      const std::string_view s = text_.At(r);
      re2::StringPiece m[2];
      const int groups = t.pattern->NumberOfCapturingGroups() + 1;
      if (!t.pattern->Match({s.data(), s.size()}, 0, s.size(), RE2::UNANCHORED, m, groups)) {
        Say(3, fmt::format("rejected: «{}»: not of the pattern", s));
        continue;
      }
      const re2::StringPiece& piece = m[groups - 1];
      const size_t at = r.begin + static_cast<size_t>(piece.data() - s.data());
      const Range cut = Trimmed({at, at + piece.size()});
      // What was cut away must not be the body that makes it a remedy.
      if (piece.data() && !cut.empty() && text_.Has(t.with, cut) &&
          !text_.Has(t.with, {r.begin, cut.begin}))
        r = cut;
    }
    last_end = whole.end;
    static const RE2 postal("\\b[0-9]{5} \\p{L}");
    const std::string_view said = text_.At(r);
    found.push_back(
        {r, PhraseKey(text_.At(h.range)),
         (delayed(r) ? 2 : 0) + (RE2::PartialMatch({said.data(), said.size()}, postal) ? 2 : 0)});
  }
  Hit hit;
  TextList list;
  // A full stop lost between two sentences of a picture.
  static const RE2 run_on(
      "\\p{Ll} (?:Vous|Votre|Vos|La|Le|Les|Il|Elle|En|Si|Pour|Cette|Ce|Un|Une|À|Dans|Toute) ");
  for (size_t i = 0; i < found.size(); ++i) {
    bool better = false;
    for (size_t j = 0; j < found.size(); ++j)
      if (j != i && found[j].body == found[i].body &&
          (found[j].weight > found[i].weight || (found[j].weight == found[i].weight && j < i)))
        better = true;
    if (better) {
      Say(3, fmt::format("rejected: «{}»: another sentence says more of the same body",
                         text_.At(found[i].range)));
      continue;
    }
    const Range r = found[i].range;
    const TextLine& line = text_.lines()[static_cast<size_t>(text_.LineAt(r.begin))];
    // A heading whose letters stand apart runs on into the sentence.
    if (text_.At(r).find(" . ") != std::string_view::npos) hit.doubts.push_back("incomplete_text");
    if (text_.FromPicture(line.page)) {
      // A paragraph that was cut in two, or a full stop lost between two sentences.
      const Range block = text_.blocks()[static_cast<size_t>(line.block)].range;
      const std::string_view said = text_.At(r);
      // Nothing but a full stop ends it: «…de Strasbourg», and the line goes on in another block.
      const size_t next = text_.text().find_first_not_of(" )”»\"", r.end);
      const bool stopped = next < block.end && std::string_view(".;:!?\n").find(
                                                   text_.text()[next]) != std::string_view::npos;
      const bool cut =
          !stopped || (r.begin == block.begin && Plain(said.substr(0, 1)) == said.substr(0, 1));
      if (cut || RE2::PartialMatch({said.data(), said.size()}, run_on))
        hit.doubts.push_back("incomplete_text");
    }
    hit.ranges.push_back(found[i].range);
    std::string_view sentence = text_.At(found[i].range);
    while (sentence.ends_with(".")) sentence.remove_suffix(1);
    list.emplace_back(sentence);
    hit.text += (hit.text.empty() ? "" : " ; ") + list.back();
  }
  if (list.empty()) return;
  hit.value = std::move(list);
  hit.where = "whole letter";
  Add(c, std::move(hit));
}

}  // namespace riposte
