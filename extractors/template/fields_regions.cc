// Where the value of an anchor may stand: directions, sentences, lines that go on, and the phrases
// that must or must not stand by.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cmath>

#include "extractors/template/fields.h"

namespace riposte {
namespace {

const char* const kTrimmedFront[] = {" ", ":", ";", ",", "-", "–", "—", ".",  "|",
                                     ")", "•", "▪", "■", "●", "◦", "→", "\n", "="};
const char* const kTrimmedBack[] = {" ", ":", ";", ",",  "-", "–", "—",
                                    "(", "|", "•", "\n", "«", "/"};

}  // namespace

bool FieldReader::PlaceFits(const Try& t, Range r) const {
  const TextLine& line = text_.lines()[static_cast<size_t>(text_.LineAt(r.begin))];
  if (t.page > 0 && line.page != t.page - 1) return false;
  return text_.InZone(line.box, line.page, t.zone);
}

Range FieldReader::Trimmed(Range r) const {
  bool again = true;
  while (again && !r.empty()) {
    again = false;
    const std::string_view s = text_.At(r);
    for (std::string_view c : kTrimmedFront)
      if (s.starts_with(c)) {
        r.begin += c.size();
        again = true;
        break;
      }
    if (again) continue;
    for (std::string_view c : kTrimmedBack)
      if (s.ends_with(c)) {
        r.end -= c.size();
        again = true;
        break;
      }
    // A full stop ends the sentence, not «bât. C» or «etc.»; a lone bracket is no part either.
    if (!again && s.ends_with(".") && !s.ends_with("..") && s.size() > 5) {
      --r.end;
      again = true;
    }
    if (!again && s.ends_with(")") && s.find('(') == std::string_view::npos) {
      --r.end;
      again = true;
    }
  }
  return r;
}

Range FieldReader::UpToNextLabel(Range whole) const {
  Range r = whole;
  const std::string_view bar = " | ";
  if (const size_t at = text_.At(r).find(bar, 1); at != std::string_view::npos)
    r.end = r.begin + at;
  for (const PhraseHit& label : text_.FindAny(impl_.common.labels)) {
    if (label.range.begin <= r.begin || label.range.begin >= r.end) continue;
    std::string_view before = text_.At({r.begin, label.range.begin});
    // «RPS/AM/26-118»: signs of a code, not between two labels.
    const bool spaced = before.ends_with(" ");
    while (before.ends_with(" ")) before.remove_suffix(1);
    std::string_view after = std::string_view(text_.text()).substr(label.range.end, 3);
    while (after.starts_with(" ") || after.starts_with(".")) after.remove_prefix(1);
    bool apart = after.starts_with(":");
    for (std::string_view c : {"|", "–", "—", "-", "•", "·", ";", "/"})
      apart |= before.ends_with(c) && (spaced || (c != "/" && c != "-"));
    if (apart) r.end = label.range.begin;
  }
  // A pattern may want the colon in front.
  if (r.end < whole.end) r.end = std::max(r.begin, Trimmed(r).end);
  return r;
}

// The text goes on over the next lines as long as each line was full.
Range FieldReader::ContinuedLines(const Try& t, Range first, Range anchor) {
  Range out = first;
  int l = text_.LineAt(first.begin);
  // In a form each row has its own label; under a heading the cells beside wrap as well.
  const bool in_form = t.direction != Direction::kBelow && l != text_.LineAt(anchor.begin);
  const int block = text_.lines()[static_cast<size_t>(l)].block;
  const double right = text_.blocks()[static_cast<size_t>(block)].box.right;
  for (int n = 0; n < 8 && l + 1 < static_cast<int>(text_.lines().size()); ++n, ++l) {
    const TextLine& line = text_.lines()[static_cast<size_t>(l)];
    const TextLine& next = text_.lines()[static_cast<size_t>(l) + 1];
    if (next.block != block || next.box.top - line.box.bottom > line.height * 2) break;
    const TextWord& word = text_.words()[next.first_word];
    const Box& box =
        text_.pages()[static_cast<size_t>(word.page)]->words.at(static_cast<size_t>(word.word)).box;
    double page_right = right;
    for (const TextLine& o : text_.lines())
      if (o.page == line.page && std::abs(o.box.left - next.box.left) < 12)
        page_right = std::max(page_right, o.box.right);
    // A frame may be narrower than the page; a new text starts with a capital.
    const std::string_view goes_on = text_.At(next.range);
    static const RE2 lower("^[\\p{Ll}(]");
    if (line.box.right + box.width() + 0.2 * line.height < page_right &&
        !RE2::PartialMatch({goes_on.data(), goes_on.size()}, lower))
      break;
    if (text_.Has(impl_.common.titles, next.range) && text_.WordsIn(next.range).size() <= 5) break;
    if (text_.Has(t.stop, next.range)) break;
    // «Année : 2026»: a label of its own, listed or not.
    static const RE2 label("^\\p{Lu}[\\p{L} '’°.]{1,25} :(?: |$)");
    const std::string_view says = text_.At(next.range);
    if (RE2::PartialMatch({says.data(), says.size()}, label)) break;
    // Another label below the one of this value: the next row of a form. A column beside may wrap.
    const Box label_box = text_.BoxOf(anchor);
    const bool new_row =
        in_form && std::any_of(text_.lines().begin(), text_.lines().end(), [&](const TextLine& o) {
          return o.page == next.page && o.row == next.row && o.box.right <= next.box.left &&
                 o.box.HorizontalOverlap(label_box) > 0 && !o.range.Overlaps(anchor) &&
                 o.box.top > line.box.center_y();
        });
    if (new_row) break;
    out.end = next.range.end;
  }
  return out;
}

std::vector<Range> FieldReader::Regions(const Try& t, const PhraseHit& anchor) {
  const int line_index = text_.LineAt(anchor.range.begin);
  const int last_index = text_.LineAt(anchor.range.end - 1);
  const TextLine& line = text_.lines()[static_cast<size_t>(line_index)];
  const TextLine& last_line = text_.lines()[static_cast<size_t>(last_index)];
  const Box box = text_.BoxOf(anchor.range);
  const double height = std::max(line.height, 4.0);
  // In running text the line says something else after the full stop.
  const Range same_line{anchor.range.end,
                        std::min(last_line.range.end, text_.Sentence(anchor.range.end - 1).end)};
  std::vector<Range> out;
  // Under «Le président de la commission» a name may stand flush right or centred on all of it.
  const auto in_line_with = [&](const TextLine& l) {
    return t.line_start && (std::abs(l.box.right - line.box.right) <= height ||
                            std::abs(l.box.center_x() - line.box.center_x()) <= height);
  };
  switch (t.direction) {
    case Direction::kSameLine:
      out.push_back(same_line);
      break;
    case Direction::kRightOf: {
      out.push_back(same_line);
      std::vector<int> rows;
      for (size_t i = 0; i < text_.lines().size(); ++i) {
        const TextLine& l = text_.lines()[i];
        if (l.page != line.page || static_cast<int>(i) == last_index) continue;
        if (l.box.left < box.right - 1) continue;
        // The anchor may wrap inside its cell: any line beside any of its lines counts.
        if (l.row != line.row && l.row != last_line.row && l.box.VerticalOverlap(box) < 0.5)
          continue;
        rows.push_back(static_cast<int>(i));
      }
      std::sort(rows.begin(), rows.end(), [&](int a, int b) {
        return text_.lines()[static_cast<size_t>(a)].box.left <
               text_.lines()[static_cast<size_t>(b)].box.left;
      });
      for (int i : rows) out.push_back(text_.lines()[static_cast<size_t>(i)].range);
      break;
    }
    case Direction::kBelow: {
      // «… les points obtenus sont le produit de …»: nothing stands below a word of a sentence.
      static const RE2 before("\\p{Ll},?\\s$"), after("^\\s\\p{Ll}");
      if (RE2::PartialMatch(text_.At({line.range.begin, anchor.range.begin}), before) &&
          RE2::PartialMatch(text_.At({anchor.range.end, last_line.range.end}), after))
        break;
      std::vector<std::pair<double, Range>> below;
      for (size_t i = 0; i < text_.lines().size(); ++i) {
        const TextLine& l = text_.lines()[i];
        if (l.page != line.page) continue;
        const double distance = (l.box.top - box.bottom) / height;
        if (l.box.center_y() <= box.bottom || distance > t.distance) continue;
        if (l.box.HorizontalOverlap(box) <= 0.1 && std::abs(l.box.left - box.left) > height &&
            !in_line_with(l))
          continue;
        below.emplace_back(distance, l.range);
      }
      std::sort(below.begin(), below.end(),
                [](const auto& a, const auto& b) { return a.first < b.first; });
      for (auto& [d, r] : below) out.push_back(r);
      break;
    }
    case Direction::kAbove: {
      double nearest = t.distance;
      Range above;
      for (const TextLine& l : text_.lines()) {
        if (l.page != line.page || l.box.center_y() >= box.top) continue;
        const double distance = (box.top - l.box.bottom) / height;
        if (distance > nearest) continue;
        if (l.box.HorizontalOverlap(box) <= 0.1 && std::abs(l.box.left - box.left) > height &&
            !in_line_with(l))
          continue;
        nearest = distance;
        above = l.range;
      }
      // A title of two lines.
      for (int l = text_.LineAt(above.begin) - 1; t.take == Take::kLines && l >= 0; --l) {
        const TextLine& o = text_.lines()[static_cast<size_t>(l)];
        if (above.empty() || o.block != text_.lines()[static_cast<size_t>(l) + 1].block) break;
        above.begin = o.range.begin;
      }
      out.push_back(above);
      // References above a title, in one block with it.
      if (const size_t title =
              text_.lines()[static_cast<size_t>(text_.LineAt(above.end))].range.begin;
          t.doubtful && !above.empty() && title > above.begin &&
          text_.At({title, above.end}).find(':') == std::string_view::npos)
        out.push_back({title, above.end});
      break;
    }
    case Direction::kInSection: {
      Range r{anchor.range.end, anchor.range.end};
      for (size_t i = static_cast<size_t>(last_index); i < text_.lines().size(); ++i) {
        const TextLine& l = text_.lines()[i];
        if (l.page != line.page) break;
        if ((l.box.top - box.bottom) / height > t.distance) break;
        r.end = l.range.end;
      }
      out.push_back(r);
      break;
    }
    case Direction::kInBlock:
      out.push_back(text_.blocks()[static_cast<size_t>(line.block)].range);
      break;
    case Direction::kAfter: {
      Range r{anchor.range.end, text_.Sentence(anchor.range.end - 1).end};
      // «Où écrire ? Secrétariat de la commission, …»: what follows answers.
      const Range block = text_.blocks()[static_cast<size_t>(line.block)].range;
      if (!r.empty() && text_.At(r).find('?') != std::string_view::npos &&
          PhraseKey(text_.At(r)).empty() && r.end + 1 < block.end)
        r = {r.end, text_.Sentence(r.end + 1).end};
      out.push_back(r);
      break;
    }
    case Direction::kBefore:
      out.push_back({text_.Sentence(anchor.range.begin).begin, anchor.range.begin});
      break;
    case Direction::kAnywhere:
      break;
  }
  // A stop phrase ends the search.
  for (const PhraseHit& stop : text_.FindAny(t.stop))
    for (Range& r : out)
      if (stop.range.begin >= r.begin && stop.range.begin < r.end) {
        // «RPS/AM/26-118»: a part of a code ends nothing.
        const char joint = stop.range.begin > r.begin ? text_.text()[stop.range.begin - 1] : ' ';
        if (joint == '/' || joint == '-' || joint == '_') continue;
        if (t.direction == Direction::kBefore)
          r.begin = stop.range.end;
        else
          r.end = stop.range.begin;
      }
  std::erase_if(out, [](const Range& r) { return r.empty(); });
  return out;
}

bool FieldReader::Accept(const Context& c, Range range, std::string* why_not) {
  const Try& t = c.t;
  if (!PlaceFits(t, range)) {
    *why_not = "outside the page or zone";
    return false;
  }
  if (t.unless) {
    const Range window = t.within == Take::kSentence ? text_.Sentence(range.begin)
                         : t.within == Take::kBlock
                             ? text_.blocks()[static_cast<size_t>(text_.BlockAt(range.begin))].range
                             : text_.Clause(range);
    const std::string_view said = text_.At(window);
    if (RE2::PartialMatch({said.data(), said.size()}, *t.unless)) {
      *why_not = "what stands by is of «unless»";
      return false;
    }
  }
  auto seen = [&](const Phrases& phrases) {
    Range window;
    switch (t.within) {
      case Take::kSentence:
        window = text_.Sentence(range.begin);
        window.end = std::max(window.end, range.end);
        break;
      case Take::kBlock:
        window = text_.blocks()[static_cast<size_t>(text_.BlockAt(range.begin))].range;
        break;
      case Take::kLine:
      case Take::kLines: {
        const TextLine& line = text_.lines()[static_cast<size_t>(text_.LineAt(range.begin))];
        for (const TextLine& l : text_.lines())
          if (l.page == line.page && l.row == line.row && text_.Has(phrases, l.range)) return true;
        return false;
      }
      case Take::kClause:
        window = text_.Clause(range);
        break;
    }
    return text_.Has(phrases, window);
  };
  if (!t.with.empty() && !seen(t.with)) {
    *why_not = "none of its <with> phrases stands by";
    return false;
  }
  if (!t.without.empty() && seen(t.without)) {
    *why_not = "a <without> phrase stands by";
    return false;
  }
  return true;
}

}  // namespace riposte
