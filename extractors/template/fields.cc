// The idea: an anchor and a direction give regions of text, nearest first; a typed value is picked
// among the values that stand there. Every refusal is told to the trace, since that is what a
// template's writer needs. Regions are in fields_regions.cc, texts in fields_text.cc, addresses in
// fields_addresses.cc, remedies in fields_sentences.cc, what has no anchor in fields_unanchored.cc,
// and what looks like a value of the field but is none in fields_refused.cc.
#include "extractors/template/fields.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cmath>

#include "extractors/template/names.h"
#include "extractors/template/vocabulary.h"

namespace riposte {
namespace {

bool Negative(std::string_view before) {
  while (!before.empty() && before.back() == ' ') before.remove_suffix(1);
  return before.ends_with("-") || before.ends_with("−") || before.ends_with("–");
}

}  // namespace

bool IsOfAnother(const FieldSpec& field, std::string_view text, const Range& at) {
  constexpr size_t kNear = 60;
  static const RE2 month(
      "(?i)^\\s(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|"
      "novembre|"
      "d[ée]cembre)\\b");
  static const RE2 out_of("(?i)\\bsur\\s(?:un (?:total|maximum) de\\s)?$");
  static const RE2 parts_two(
      "(?i)\\b(?:inf[ée]rieure?|sup[ée]rieure?|diff[ée]rence|[ée]cart|d[ée]passement|exc[èe]de|"
      "d[ée]pass[ée]e?|baisse|hausse|recul|gain)s?(?:\\s(?:\\p{Ll}+\\s){0,2}|,\\s)de\\s$");
  const size_t from = at.begin > kNear ? at.begin - kNear : 0;
  const std::string before(text.substr(from, at.begin - from)), after(text.substr(at.end, kNear));
  // «médecin traitant de l’adulte – année 2023»
  static const RE2 year("(?i)\\b(?:ann[ée]e|exercice|campagne|mill[ée]sime)\\s$"),
      four("20[0-9]{2}");
  if (field.type == ValueType::kInteger && field.id != "annee" &&
      RE2::FullMatch(std::string(text.substr(at.begin, at.end - at.begin)), four) &&
      RE2::PartialMatch(before, year))
    return true;
  // «patients de 16 ans et plus»
  static const RE2 age("(?i)^\\sans\\b");
  if (field.type == ValueType::kInteger && RE2::PartialMatch(after, age)) return true;
  const bool level =
      field.type == ValueType::kDecimal &&
      (field.id.find("par_patient") != std::string::npos || field.id == "moyenne_reference");
  return (field.id != "annee" && RE2::PartialMatch(after, month)) ||
         (field.id == "points" && RE2::PartialMatch(before, out_of)) ||
         (level && RE2::PartialMatch(before, parts_two));
}

FieldReader::FieldReader(const LetterText& text, const Templates::Impl& impl, Trace* trace)
    : text_(text),
      impl_(impl),
      trace_(trace),
      funds_(FindFunds(text, impl.funds)),
      addressee_(FindAddressee(text)),
      stamps_(StampLines(text, impl.common.stamps)) {}

const std::vector<FieldReader::Typed>& FieldReader::Values(ValueType type) {
  auto [it, is_new] = values_.try_emplace(type);
  if (is_new) it->second = PlacedValues(text_, type);
  return it->second;
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

void FieldReader::Add(const Context& c, Hit hit) {
  hit.rank = c.rank;
  hit.fallback = c.t.fallback;
  hit.doubtful |= c.t.doubtful || anchor_guessed_;
  // Where a group of words begins and ends in a sentence is a person's to say.
  hit.doubtful |= IsPhrase(c.field.id) && !hit.closed_list && !c.t.line_start;
  Tidy(c.field, &hit);
  if (const std::string why = WhyNot(c, hit); !why.empty()) {
    Say(3, fmt::format("rejected: «{}» {}", hit.text, why));
    return;
  }
  Doubt(c.field, &hit);
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
  // «Date et lieu» of a hearing, «Date limite» are no date of the letter.
  static const RE2 other_date(
      "^\\s+(?i:et\\s+(?:lieu|heure|horaire)|limite|d['’](?:entretien|audition|effet|entr[ée]e)|"
      "de\\s(?:naissance|s[ée]ance|r[ée]ception|l['’](?:audition|entretien))|pr[ée]vue)");
  const std::string_view led =
      text_.At({anchor.range.end,
                std::min(anchor.range.end + 24, std::max(anchor.range.end, text_.text().size()))});
  if (c.field.id == "date_lettre" && RE2::PartialMatch({led.data(), led.size()}, other_date)) {
    Say(3, "rejected: the date of something else");
    return false;
  }
  // A value that the width of its cell broke starts in the region and runs on below.
  const bool wraps = t.direction == Direction::kSameLine || t.direction == Direction::kRightOf;
  for (const Range& r : regions) {
    std::vector<const Typed*> here;
    for (const Typed& v : values)
      if (r.Contains(v.range) ||
          (wraps && r.begin <= v.range.begin && v.range.begin < r.end && v.range.end > r.end))
        here.push_back(&v);
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
  // «Date du courrier» over «18/03/2026»: what the row says further right is another thing.
  if (t.direction == Direction::kRightOf && c.field.type == ValueType::kDate) {
    const int at = text_.LineAt(anchor.range.end - 1);
    const TextLine& line = text_.lines()[static_cast<size_t>(at)];
    if (PhraseKey(text_.At({anchor.range.end, std::max(anchor.range.end, line.range.end)})).empty())
      for (const TextLine& l : text_.lines()) {
        const double gap = l.box.top - line.box.bottom;
        if (l.page != line.page || std::abs(l.box.left - line.box.left) > 3 ||
            gap < -0.3 * line.height || gap > 1.2 * line.height ||
            !ParseWhole(ValueType::kDate, text_.At(l.range)))
          continue;
        std::erase_if(found, [&](const Typed* v) { return !line.range.Contains(v->range); });
        break;
      }
  }
  std::erase_if(found, [&](const Typed* v) {
    return IsNumeric(c.field.type) && IsOfAnother(c.field, text_.text(), v->range);
  });
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

void FieldReader::ReadAtAnchor(const Context& c, const PhraseHit& anchor) {
  const std::vector<Range> regions = Regions(c.t, anchor);
  const bool as_text = IsText(c.field.type) || c.t.pattern || !c.t.options.empty();
  // «V/Réf.» of which only «Réf.» was made out is another label.
  constexpr double kGuess = 0.25;
  // Of three words and more the others say which it is.
  const std::vector<size_t> said = text_.WordsIn(anchor.range);
  for (size_t i : said.size() < 3 ? said : std::vector<size_t>{}) {
    const TextWord& w = text_.words()[i];
    const PageReading& page = *text_.pages()[static_cast<size_t>(w.page)];
    anchor_guessed_ |= page.source == PageSource::kOcr &&
                       page.words.at(static_cast<size_t>(w.word)).confidence < kGuess;
  }
  const bool ok = as_text ? ReadTextIn(c, anchor, regions) : ReadTypedIn(c, anchor, regions);
  anchor_guessed_ = false;
  if (!ok) Say(3, fmt::format("nothing at {}", Where(anchor)));
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
      // A bullet is often read as a letter.
      const std::string before = PhraseKey(text_.At({line.range.begin, h.range.begin}));
      const size_t bullet = text_.FromPicture(line.page) ? 1 : 0;
      const bool of_option = t.direction == Direction::kInSection && !t.options.empty();
      // «Date de la séance» is no «Date», «Motif de l’envoi» no «Motif».
      static const RE2 longer("^\\s+(?:de la|de l['’]|du|des|d['’]|de)\\s*\\p{L}");
      const std::string_view tail = text_.At({h.range.end, std::max(h.range.end, line.range.end)});
      const bool labels = t.direction == Direction::kSameLine ||
                          t.direction == Direction::kRightOf || t.direction == Direction::kBelow;
      if (t.line_start && labels && t.as == As::kTyped && t.options.empty() &&
          (c.field.type == ValueType::kDate || c.field.type == ValueType::kText) &&
          RE2::PartialMatch({tail.data(), tail.size()}, longer))
        return true;
      // «Objet | Points | Patients»: the heading of a column.
      if (labels && c.field.type == ValueType::kText && t.options.empty() &&
          text_.HeadsTable(text_.LineAt(h.range.begin)))
        return true;
      // «… porte sur la» and, on the next line, «créance IND-2A»: a sentence that goes on.
      static const RE2 small("^\\p{Ll}");
      const std::string_view said = text_.At(h.range);
      const int at = text_.LineAt(h.range.begin);
      const bool beside = t.direction == Direction::kSameLine || t.direction == Direction::kRightOf;
      if (t.line_start && beside && at > 0 &&
          text_.lines()[static_cast<size_t>(at) - 1].block == line.block && text_.Wraps(at - 1) &&
          RE2::PartialMatch({said.data(), said.size()}, small))
        return true;
      return (t.line_start && !of_option && before.size() > bullet) ||
             (t.whole_line && !PhraseKey(text_.At({h.range.end, line.range.end})).empty());
    });
    if (anchors.empty()) Say(3, "no anchor found");
    if (t.occurrence == Occurrence::kLast) std::reverse(anchors.begin(), anchors.end());
    const bool person = t.as == As::kPerson || t.as == As::kName;
    bool passed = false;  // an anchor whose name was not made out: the next one's may be another's
    for (const PhraseHit& h : anchors) {
      const size_t before = c.out->size();
      ReadAtAnchor(c, h);
      const int page = text_.lines()[static_cast<size_t>(text_.LineAt(h.range.begin))].page;
      for (size_t i = before; i < c.out->size(); ++i)
        (*c.out)[i].doubtful |= person && passed && text_.FromPicture(page);
      passed |= c.out->size() == before;
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
