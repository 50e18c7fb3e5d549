// The idea: an anchor and a direction give regions of text, nearest first; a typed value is picked
// among the values that stand there, a text is what is left of the region after `stop` and
// `pattern`. Every refusal is told to the trace, since that is what a template's writer needs.
#include "extractors/template/fields.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cmath>

#include "extractors/values/fold.h"

namespace riposte {
namespace {

bool IsNumeric(ValueType t) {
  return t == ValueType::kInteger || t == ValueType::kDecimal || t == ValueType::kPercent ||
         t == ValueType::kAmount;
}

bool IsText(ValueType t) { return t == ValueType::kText; }

const char* const kTrimmedFront[] = {" ", ":", ";", ",", "-",  "–", "—",
                                     ".", "|", ")", "•", "\n", "="};
const char* const kTrimmedBack[] = {" ", ":", ";", ",", "-", "–", "—", "(", "|", "•", "\n", "«"};

bool Negative(std::string_view before) {
  while (!before.empty() && before.back() == ' ') before.remove_suffix(1);
  return before.ends_with("-") || before.ends_with("−") || before.ends_with("–");
}

}  // namespace

FieldReader::FieldReader(const LetterText& text, const Templates::Impl& impl, Trace* trace)
    : text_(text),
      impl_(impl),
      trace_(trace),
      funds_(FindFunds(text, impl.funds)),
      addressee_(FindAddressee(text)),
      stamps_(StampLines(text, impl.common.stamps)) {}

const std::vector<FieldReader::Typed>& FieldReader::Values(ValueType type) {
  auto [it, is_new] = values_.try_emplace(type);
  std::vector<Typed>& out = it->second;
  if (!is_new) return out;
  for (const TextBlock& block : text_.blocks()) {
    std::vector<Typed> wrapped;
    for (Found& f : FindAll(type, text_.At(block.range))) {
      const Range r{block.range.begin + f.begin, block.range.begin + f.end};
      const int first = text_.LineAt(r.begin), last = text_.LineAt(r.end - 1);
      if (first == last) continue;
      bool runs_on = true;
      for (int l = first; l < last; ++l) {
        const TextLine& line = text_.lines()[static_cast<size_t>(l)];
        if (!text_.Wraps(l)) runs_on = false;
        // Figures below each other are a column, not a wrapped number.
        if (IsNumeric(type) && line.last_word - line.first_word < 3) runs_on = false;
      }
      if (!runs_on) continue;
      if (IsNumeric(type)) f.doubts.push_back("wrapped");
      wrapped.push_back({r, std::move(f)});
    }
    for (int l = block.first_line; l < block.last_line; ++l) {
      const Range line = text_.lines()[static_cast<size_t>(l)].range;
      for (Found& f : FindAll(type, text_.At(line))) {
        const Range r{line.begin + f.begin, line.begin + f.end};
        const bool part = std::any_of(wrapped.begin(), wrapped.end(),
                                      [&](const Typed& w) { return w.range.Overlaps(r); });
        if (!part) out.push_back({r, std::move(f)});
      }
    }
    for (Typed& w : wrapped) out.push_back(std::move(w));
  }
  std::sort(out.begin(), out.end(),
            [](const Typed& a, const Typed& b) { return a.range.begin < b.range.begin; });
  return out;
}

std::vector<FieldReader::Typed> FieldReader::PeriodValues(As as) {
  std::vector<Typed> out;
  for (const TextBlock& block : text_.blocks())
    for (const Period& p : FindPeriods(text_.At(block.range))) {
      const Range& where = as == As::kPeriodStart ? p.start_range : p.end_range;
      Typed t;
      t.range = {block.range.begin + where.begin, block.range.begin + where.end};
      t.found.value = as == As::kPeriodStart ? p.start : p.end;
      t.found.doubts = p.doubts;
      out.push_back(std::move(t));
    }
  return out;
}

const std::vector<FieldReader::Typed>& FieldReader::ValuesFor(const Context& c) {
  if (c.t.as != As::kPeriodStart && c.t.as != As::kPeriodEnd) return Values(c.field.type);
  auto [it, is_new] = periods_.try_emplace(c.t.as);
  if (is_new) it->second = PeriodValues(c.t.as);
  return it->second;
}

std::string FieldReader::Where(const PhraseHit& anchor) const {
  const std::vector<Span> spans = text_.Spans(anchor.range);
  if (spans.empty()) return "";
  const Box& b = spans[0].box;
  return fmt::format("anchor «{}» page {} [{:.0f} {:.0f} {:.0f} {:.0f}]{}", text_.At(anchor.range),
                     spans[0].page, b.left, b.top, b.right, b.bottom,
                     anchor.errors > 0 ? fmt::format(", {} letters off", anchor.errors) : "");
}

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

// The text goes on over the next lines as long as each line was full.
Range FieldReader::ContinuedLines(const Try& t, Range first) {
  Range out = first;
  int l = text_.LineAt(first.begin);
  const int block = text_.lines()[static_cast<size_t>(l)].block;
  const double right = text_.blocks()[static_cast<size_t>(block)].box.right;
  for (int n = 0; n < 8 && l + 1 < static_cast<int>(text_.lines().size()); ++n, ++l) {
    const TextLine& line = text_.lines()[static_cast<size_t>(l)];
    const TextLine& next = text_.lines()[static_cast<size_t>(l) + 1];
    if (next.block != block || next.box.top - line.box.bottom > line.height * 1.2) break;
    const TextWord& word = text_.words()[next.first_word];
    const Box& box =
        text_.pages()[static_cast<size_t>(word.page)]->words.at(static_cast<size_t>(word.word)).box;
    double page_right = right;
    for (const TextLine& o : text_.lines())
      if (o.page == line.page && std::abs(o.box.left - next.box.left) < 12)
        page_right = std::max(page_right, o.box.right);
    if (line.box.right + box.width() + 0.2 * line.height < page_right) break;
    if (text_.Has(impl_.common.titles, next.range) && text_.WordsIn(next.range).size() <= 5) break;
    if (text_.Has(t.stop, next.range)) break;
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
      std::vector<std::pair<double, Range>> below;
      for (size_t i = 0; i < text_.lines().size(); ++i) {
        const TextLine& l = text_.lines()[i];
        if (l.page != line.page) continue;
        const double distance = (l.box.top - box.bottom) / height;
        if (l.box.center_y() <= box.bottom || distance > t.distance) continue;
        if (l.box.HorizontalOverlap(box) <= 0.1 && std::abs(l.box.left - box.left) > height)
          continue;
        below.emplace_back(distance, l.range);
      }
      std::sort(below.begin(), below.end(),
                [](const auto& a, const auto& b) { return a.first < b.first; });
      for (auto& [d, r] : below) out.push_back(r);
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
    case Direction::kAfter:
      out.push_back({anchor.range.end, text_.Sentence(anchor.range.end - 1).end});
      break;
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

void FieldReader::Add(const Context& c, Hit hit) {
  hit.rank = c.rank;
  hit.fallback = c.t.fallback;
  hit.doubtful = c.t.doubtful;
  for (Hit& o : *c.out)
    if (o.ranges == hit.ranges && o.value == hit.value) return;  // the same place by another way
  Say(3, fmt::format("taken: «{}» = {} ({})", hit.text, ToCanonical(hit.value), hit.where));
  c.out->push_back(std::move(hit));
}

bool FieldReader::AddTyped(const Context& c, const Typed& typed, double score,
                           const std::string& where) {
  Hit hit;
  hit.value = typed.found.value;
  hit.text = std::string(text_.At(typed.range));
  hit.ranges = {typed.range};
  hit.doubts = typed.found.doubts;
  hit.score = score;
  hit.where = where;
  if (c.t.as == As::kReduction) {
    if (auto* d = std::get_if<Decimal>(&hit.value)) {
      static const RE2 falls("(?i)r[ée]dui|r[ée]duc|baiss|diminu");
      const TextLine& line = text_.lines()[static_cast<size_t>(text_.LineAt(typed.range.begin))];
      std::string row;
      for (const TextLine& l : text_.lines())
        if (l.page == line.page && l.row == line.row) row += std::string(text_.At(l.range)) + " ";
      const std::string_view clause = text_.At(text_.Clause(typed.range));
      const bool said =
          RE2::PartialMatch({clause.data(), clause.size()}, falls) || RE2::PartialMatch(row, falls);
      const bool minus = Negative(std::string_view(text_.text()).substr(0, typed.range.begin));
      if (d->digits > 0 && (said || minus)) d->digits = -d->digits;
      // «réduction de − 25 %»: the word settles what the dash is.
      if (said) std::erase(hit.doubts, "ambiguous_sign");
    }
  }
  Add(c, std::move(hit));
  return true;
}

bool FieldReader::ReadTypedIn(const Context& c, const PhraseHit& anchor,
                              const std::vector<Range>& regions) {
  const Try& t = c.t;
  const std::vector<Typed>& values = ValuesFor(c);
  std::vector<const Typed*> found;
  for (const Range& r : regions) {
    std::vector<const Typed*> here;
    for (const Typed& v : values)
      if (r.Contains(v.range)) here.push_back(&v);
    if (t.direction == Direction::kBefore) std::reverse(here.begin(), here.end());
    found.insert(found.end(), here.begin(), here.end());
  }
  const Box anchor_box = text_.BoxOf(anchor.range);
  if (t.direction == Direction::kBelow) {
    std::erase_if(found, [&](const Typed* v) {
      const Box b = text_.BoxOf(v->range);
      return b.HorizontalOverlap(anchor_box) <= 0 && std::abs(b.left - anchor_box.left) > 8;
    });
  }
  if (!t.under.empty()) {
    std::erase_if(found, [&](const Typed* v) {
      // The header nearest above that overlaps the value.
      const int page = text_.lines()[static_cast<size_t>(text_.LineAt(v->range.begin))].page;
      const Box b = text_.BoxOf(v->range);
      for (const PhraseHit& h : text_.FindAny(t.under)) {
        const TextLine& hl = text_.lines()[static_cast<size_t>(text_.LineAt(h.range.begin))];
        const Box hb = text_.BoxOf(h.range);
        if (hl.page == page && hb.bottom <= b.top + 2 &&
            (b.HorizontalOverlap(hb) > 0 || b.HorizontalOverlap(hl.box) > 0))
          return false;
      }
      return true;
    });
  }
  int nth = 0;
  for (const Typed* v : found) {
    const int line = text_.LineAt(v->range.begin);
    if (c.field.type == ValueType::kDate && stamps_[static_cast<size_t>(line)]) {
      Say(3, fmt::format("rejected: «{}» stands in a stamp", text_.At(v->range)));
      continue;
    }
    const bool in_sentence = t.direction == Direction::kBefore || t.direction == Direction::kAfter;
    const int gap = t.direction == Direction::kBefore
                        ? text_.WordsBetween(v->range.end, anchor.range.begin)
                        : text_.WordsBetween(anchor.range.end, v->range.begin);
    if (in_sentence && gap > t.gap) {
      Say(3, fmt::format("rejected: «{}» stands {} words away, over {}", text_.At(v->range), gap,
                         t.gap));
      return false;
    }
    if (++nth < t.nth) continue;
    // The sentence window holds anchor and value; elsewhere each has its own.
    Range context = v->range;
    if (in_sentence)
      context = {std::min(v->range.begin, anchor.range.begin),
                 std::max(v->range.end, anchor.range.end)};
    std::string why_not;
    if (!Accept(c, context, &why_not)) {
      Say(3, fmt::format("rejected: «{}»: {}", text_.At(v->range), why_not));
      if (t.direction == Direction::kInSection || t.direction == Direction::kInBlock) continue;
      return false;
    }
    double score = gap;
    if (!in_sentence && t.direction != Direction::kSameLine) {
      const Box b = text_.BoxOf(v->range);
      score = t.direction == Direction::kBelow
                  ? (b.top - anchor_box.bottom) / std::max(4.0, anchor_box.height())
                  : 0;
    }
    return AddTyped(c, *v, std::max(0.0, score) + 2 * anchor.errors,
                    fmt::format("{}, {} words away", Where(anchor), gap));
  }
  return false;
}

bool FieldReader::ReadPattern(const Context& c, Range region, const std::string& where) {
  re2::StringPiece rest(text_.text().data() + region.begin, region.end - region.begin);
  re2::StringPiece group;
  const bool grouped = c.t.pattern->NumberOfCapturingGroups() == 1;
  re2::StringPiece m[2];
  size_t pos = 0;
  while (pos <= rest.size() &&
         c.t.pattern->Match(rest, pos, rest.size(), RE2::UNANCHORED, m, grouped ? 2 : 1)) {
    const re2::StringPiece& piece = grouped ? m[1] : m[0];
    pos = static_cast<size_t>(m[0].data() - rest.data()) + std::max<size_t>(1, m[0].size());
    if (!piece.data() || piece.empty()) continue;
    const size_t at = static_cast<size_t>(piece.data() - text_.text().data());
    Range r{at, at + piece.size()};
    if (c.field.type == ValueType::kDate && stamps_[static_cast<size_t>(text_.LineAt(at))]) {
      Say(3, fmt::format("rejected: «{}» stands in a stamp", text_.At(r)));
      continue;
    }
    Hit hit;
    if (IsText(c.field.type)) {
      r = Trimmed(r);
      if (r.empty()) continue;
      hit.text = std::string(text_.At(r));
      std::replace(hit.text.begin(), hit.text.end(), '\n', ' ');
      hit.value = hit.text;
    } else {
      std::optional<Found> f = ParseWhole(c.field.type, text_.At(r));
      if (!f) {
        Say(3, fmt::format("rejected: «{}» is no {}", text_.At(r), Name(c.field.type)));
        continue;
      }
      hit.text = std::string(text_.At(r));
      hit.value = f->value;
      hit.doubts = f->doubts;
    }
    std::string why_not;
    if (!Accept(c, r, &why_not)) {
      Say(3, fmt::format("rejected: «{}»: {}", text_.At(r), why_not));
      continue;
    }
    hit.ranges = {r};
    hit.where = where;
    Add(c, std::move(hit));
    return true;
  }
  return false;
}

bool FieldReader::ReadOptions(const Context& c, Range region, const std::string& where) {
  bool any = false;
  for (const Option& o : c.t.options) {
    for (const PhraseHit& h : text_.FindAny(o.phrases)) {
      if (!region.Contains(h.range)) continue;
      std::string why_not;
      if (!Accept(c, h.range, &why_not)) {
        Say(3, fmt::format("rejected: «{}»: {}", text_.At(h.range), why_not));
        continue;
      }
      Hit hit;
      hit.value = FromCanonical(c.field.type, o.value).value_or(Value(o.value));
      hit.text = std::string(text_.At(h.range));
      hit.ranges = {h.range};
      hit.closed_list = true;
      hit.score = 2 * h.errors;
      hit.where = where;
      Add(c, std::move(hit));
      any = true;
      break;
    }
  }
  return any;
}

bool FieldReader::ReadTextIn(const Context& c, const PhraseHit& anchor,
                             const std::vector<Range>& regions) {
  const Try& t = c.t;
  const std::string where = Where(anchor);
  for (Range r : regions) {
    if (t.as == As::kAddress) {
      const int line = text_.LineAt(r.begin);
      std::vector<Range> address;
      const Range here = Trimmed(r);
      if (!here.empty() && !IsPostalLine(text_.At(here)) && t.direction != Direction::kBelow)
        address.push_back(here);
      if (t.direction == Direction::kBelow) {
        address.push_back(text_.lines()[static_cast<size_t>(line)].range);
        if (!IsPostalLine(text_.At(address[0])))
          for (const Range& a : AddressUnder(text_, line, address[0].end, true))
            address.push_back(a);
      } else {
        for (const Range& a : AddressUnder(text_, line, here.begin, true)) address.push_back(a);
      }
      if (address.empty() || !IsPostalLine(text_.At(address.back()))) continue;
      Hit hit;
      for (const Range& a : address)
        hit.text += (hit.text.empty() ? "" : " / ") + std::string(text_.At(a));
      hit.value = hit.text;
      hit.ranges = address;
      hit.where = where;
      Add(c, std::move(hit));
      return true;
    }
    if (t.as == As::kPerson) {
      const std::string_view s = text_.At(r);
      std::optional<Person> p;
      size_t shift = 0;
      if (t.direction == Direction::kBefore) {
        p = FindTitledPerson(s, true);
      } else {
        const Range trimmed = Trimmed(r);
        shift = trimmed.begin - r.begin;
        p = ParsePerson(text_.At(trimmed));
        const std::string_view whole = text_.At(trimmed);
        // Without a title, a name under a signature fills its line and has two words.
        if (p && !p->titled && t.direction == Direction::kBelow &&
            (p->range.end - p->range.begin + 3 < whole.size() ||
             p->name.find(' ') == std::string::npos))
          p.reset();
        if (!p && t.direction != Direction::kBelow) {
          p = FindTitledPerson(s, false);
          shift = 0;
        }
      }
      if (!p) {
        Say(3, fmt::format("rejected: «{}» is no name", s.substr(0, 60)));
        continue;
      }
      const Range at{r.begin + shift + p->range.begin, r.begin + shift + p->range.end};
      std::string why_not;
      if (!Accept(c, at, &why_not)) {
        Say(3, fmt::format("rejected: «{}»: {}", text_.At(at), why_not));
        continue;
      }
      Hit hit;
      hit.value = p->name;
      hit.text = std::string(text_.At(at));
      hit.ranges = {at};
      hit.doubts = p->doubts;
      hit.where = where;
      hit.score = 2 * anchor.errors;
      Add(c, std::move(hit));
      return true;
    }
    if (t.as == As::kDepartment) {
      const std::string department = DepartmentOfPostalLine(text_.At(r));
      if (department.empty()) continue;
      Hit hit;
      hit.value = department;
      hit.text = std::string(text_.At(r));
      hit.ranges = {r};
      hit.closed_list = true;
      hit.where = where;
      Add(c, std::move(hit));
      return true;
    }
    if (!t.options.empty()) {
      if (ReadOptions(c, r, where)) return true;
      continue;
    }
    if (t.take == Take::kLine && text_.At(r).ends_with("-")) {
      // «MSAP-25-» and «02»: a code that the width of its column broke.
      const size_t next = static_cast<size_t>(text_.LineAt(r.end - 1)) + 1;
      if (next < text_.lines().size() && text_.lines()[next].block == text_.lines()[next - 1].block)
        r.end = text_.lines()[next].range.end;
    }
    if (t.take == Take::kLines && t.direction != Direction::kInBlock) r = ContinuedLines(t, r);
    if (t.take == Take::kClause && (t.direction == Direction::kAfter))
      r.end = std::min(r.end, std::max(r.begin, text_.Clause({r.begin, r.begin}).end));
    if (t.take == Take::kSentence) r.end = std::max(r.begin, text_.Sentence(r.begin).end);
    if (t.pattern) {
      if (ReadPattern(c, r, where)) return true;
      continue;
    }
    r = Trimmed(r);
    if (r.empty()) continue;
    std::string why_not;
    if (!Accept(c, r, &why_not)) {
      Say(3, fmt::format("rejected: «{}»: {}", text_.At(r), why_not));
      continue;
    }
    Hit hit;
    hit.text = std::string(text_.At(r));
    std::replace(hit.text.begin(), hit.text.end(), '\n', ' ');
    hit.value = hit.text;
    hit.ranges = {r};
    hit.where = where;
    hit.score = 2 * anchor.errors;
    Add(c, std::move(hit));
    return true;
  }
  return false;
}

void FieldReader::ReadAtAnchor(const Context& c, const PhraseHit& anchor) {
  const std::vector<Range> regions = Regions(c.t, anchor);
  const bool as_text = IsText(c.field.type) || c.t.pattern || !c.t.options.empty();
  const bool ok = as_text ? ReadTextIn(c, anchor, regions) : ReadTypedIn(c, anchor, regions);
  if (!ok) Say(3, fmt::format("nothing at {}", Where(anchor)));
}

void FieldReader::ReadAll(const Context& c) {
  Hit hit;
  TextList list;
  for (const Typed& v : Values(ValueType::kTextList)) {
    const auto* one = std::get_if<TextList>(&v.found.value);
    std::string why_not;
    if (!one || !Accept(c, v.range, &why_not)) continue;
    for (const std::string& s : *one) {
      if (std::find(list.begin(), list.end(), s) != list.end()) continue;
      list.push_back(s);
      hit.ranges.push_back(v.range);
      hit.text += (hit.text.empty() ? "" : " ; ") + std::string(text_.At(v.range));
      for (const std::string& d : v.found.doubts)
        if (std::find(hit.doubts.begin(), hit.doubts.end(), d) == hit.doubts.end())
          hit.doubts.push_back(d);
    }
  }
  if (list.empty()) return;
  hit.value = std::move(list);
  hit.where = "whole letter";
  Add(c, std::move(hit));
}

void FieldReader::ReadSentences(const Context& c) {
  Hit hit;
  TextList list;
  for (const PhraseHit& h : text_.FindAny(c.t.with)) {
    const Range r = Trimmed(text_.Sentence(h.range.begin));
    if (r.empty() || !PlaceFits(c.t, r) ||
        std::find(hit.ranges.begin(), hit.ranges.end(), r) != hit.ranges.end())
      continue;
    hit.ranges.push_back(r);
    list.emplace_back(text_.At(r));
    hit.text += (hit.text.empty() ? "" : " ; ") + list.back();
  }
  if (list.empty()) return;
  hit.value = std::move(list);
  hit.where = "whole letter";
  Add(c, std::move(hit));
}

void FieldReader::ReadUnanchored(const Context& c) {
  const Try& t = c.t;
  switch (t.as) {
    case As::kFund:
    case As::kDepartment:
    case As::kFundAddress: {
      for (const FundHit& f : funds_) {
        if (!PlaceFits(t, f.range)) continue;
        Hit hit;
        hit.where = "closed list of funds";
        hit.closed_list = true;
        hit.score = 2 * f.errors;
        hit.ranges = {f.range};
        hit.text = std::string(text_.At(f.range));
        std::replace(hit.text.begin(), hit.text.end(), '\n', ' ');
        if (t.as == As::kFund) {
          hit.value = f.name;
        } else if (t.as == As::kDepartment) {
          hit.value = f.fund->department;
        } else {
          const std::vector<Range> lines =
              AddressUnder(text_, text_.LineAt(f.range.end - 1), f.range.end, false);
          if (lines.empty()) continue;
          hit.closed_list = false;
          hit.text.clear();
          for (const Range& r : lines)
            hit.text += (hit.text.empty() ? "" : " / ") + std::string(text_.At(r));
          hit.ranges = lines;
          hit.value = hit.text;
        }
        Add(c, std::move(hit));
        if (t.as == As::kFundAddress) return;
      }
      return;
    }
    case As::kPerson:
    case As::kAddress: {
      if (!addressee_ || !PlaceFits(t, addressee_->name)) return;
      Hit hit;
      hit.where = "address block";
      if (t.as == As::kPerson) {
        hit.value = addressee_->person.name;
        hit.text = std::string(text_.At(addressee_->name));
        hit.ranges = {addressee_->name};
        hit.doubts = addressee_->person.doubts;
      } else {
        // A specialty printed under the name is a field of its own.
        static const RE2 specialty("(?i)^(?:m[ée]decin|sp[ée]cialiste|m[ée]decine)\\b");
        for (const Range& r : addressee_->address) {
          const std::string_view s = text_.At(r);
          if (RE2::PartialMatch({s.data(), s.size()}, specialty)) continue;
          hit.text += (hit.text.empty() ? "" : " / ") + std::string(s);
          hit.ranges.push_back(r);
        }
        if (hit.ranges.empty()) return;
        hit.value = hit.text;
      }
      Add(c, std::move(hit));
      return;
    }
    case As::kAll:
      ReadAll(c);
      return;
    case As::kSentences:
      ReadSentences(c);
      return;
    default:
      break;
  }
  if (t.pattern || !t.options.empty()) {
    std::vector<Range> pieces;
    if (t.take == Take::kLine)
      for (const TextLine& line : text_.lines()) pieces.push_back(line.range);
    else
      for (const TextBlock& block : text_.blocks()) pieces.push_back(block.range);
    for (const Range& piece : pieces) {
      const bool found =
          t.pattern ? ReadPattern(c, piece, "pattern") : ReadOptions(c, piece, "option");
      if (found && t.occurrence == Occurrence::kFirst) return;
    }
    return;
  }
  int n = 0;
  for (const Typed& v : ValuesFor(c)) {
    const int line = text_.LineAt(v.range.begin);
    if (c.field.type == ValueType::kDate && stamps_[static_cast<size_t>(line)]) {
      Say(3, fmt::format("rejected: «{}» stands in a stamp", text_.At(v.range)));
      continue;
    }
    std::string why_not;
    if (!Accept(c, v.range, &why_not)) {
      if (++n <= 20) Say(3, fmt::format("rejected: «{}»: {}", text_.At(v.range), why_not));
      continue;
    }
    AddTyped(c, v, 0, "anywhere");
    if (t.occurrence == Occurrence::kFirst) break;
  }
}

void FieldReader::ReadTry(const Context& c) {
  const Try& t = c.t;
  if (t.direction == Direction::kAnywhere) {
    ReadUnanchored(c);
  } else {
    std::vector<PhraseHit> anchors = text_.FindAny(t.anchors);
    std::erase_if(anchors, [&](const PhraseHit& h) {
      if (!PlaceFits(t, h.range)) return true;
      const TextLine& line = text_.lines()[static_cast<size_t>(text_.LineAt(h.range.begin))];
      return t.line_start && !PhraseKey(text_.At({line.range.begin, h.range.begin})).empty();
    });
    if (anchors.empty()) Say(3, "no anchor found");
    if (t.occurrence == Occurrence::kLast) std::reverse(anchors.begin(), anchors.end());
    for (const PhraseHit& h : anchors) {
      const size_t before = c.out->size();
      ReadAtAnchor(c, h);
      if (t.occurrence != Occurrence::kAll && c.out->size() > before) break;
    }
  }
}

std::vector<Hit> FieldReader::Read(const FieldSpec& field) {
  Say(1, "field " + field.id);
  std::vector<Hit> out;
  for (size_t i = 0; i < field.tries.size(); ++i) {
    const Try& t = field.tries[i];
    if (t.fallback && !out.empty()) continue;
    Say(2, fmt::format("try {} (line {})", i + 1, t.line));
    std::vector<Hit> hits;
    ReadTry({field, t, static_cast<int>(i), &hits});
    if (t.occurrence == Occurrence::kLast && hits.size() > 1 && t.direction == Direction::kAnywhere)
      hits.erase(hits.begin(), hits.end() - 1);
    for (Hit& h : hits) {
      const bool known = std::any_of(out.begin(), out.end(), [&](const Hit& o) {
        return o.ranges == h.ranges && o.value == h.value;
      });
      if (!known) out.push_back(std::move(h));
    }
  }
  auto out_of_range = [&](const Hit& h) {
    double v = 0;
    if (const auto* i = std::get_if<int64_t>(&h.value))
      v = static_cast<double>(*i);
    else if (const auto* d = std::get_if<Decimal>(&h.value))
      v = d->ToDouble();
    else if (const auto* m = std::get_if<Cents>(&h.value))
      v = static_cast<double>(m->value) / 100;
    else
      return false;
    return (field.min && v < *field.min) || (field.max && v > *field.max);
  };
  std::stable_sort(out.begin(), out.end(), [&](const Hit& a, const Hit& b) {
    const bool oa = out_of_range(a), ob = out_of_range(b);
    if (oa != ob) return ob;
    if (a.rank != b.rank) return a.rank < b.rank;
    return a.score < b.score;
  });
  return out;
}

}  // namespace riposte
