// The idea: an anchor and a direction give regions of text, nearest first; a typed value is picked
// among the values that stand there. Every refusal is told to the trace, since that is what a
// template's writer needs. Regions are in fields_regions.cc, texts in fields_text.cc, remedies in
// fields_sentences.cc.
#include "extractors/template/fields.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cmath>

#include "extractors/template/names.h"
#include "extractors/template/vocabulary.h"

namespace riposte {
namespace {

// No letter cites as many articles; their order is not worth more time than that.
constexpr size_t kMaxSorted = 200;

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
  hit.doubtful = c.t.doubtful || anchor_guessed_;
  // Where a group of words begins and ends in a sentence is a person's to say.
  hit.doubtful |= IsPhrase(c.field.id) && !hit.closed_list && !c.t.line_start;
  // The number of the registered letter is no reference of the file, nor a town below the label.
  static const RE2 other("^0[1-9](?:[ .]?[0-9]{2}){4}$|^[0-9]{5} \\p{Lu}[\\p{L}'’ -]+[0-9]{0,2}$");
  if (c.field.id == "reference" &&
      (!FindAll(ValueType::kLrar, hit.text).empty() || RE2::PartialMatch(hit.text, other))) {
    Say(3, fmt::format("rejected: «{}» is the number of a registered letter, a telephone or a town",
                       hit.text));
    return;
  }
  if (c.field.id == "reference" && !hit.ranges.empty()) {
    const std::vector<Typed>& posted = Values(ValueType::kLrar);
    if (std::any_of(posted.begin(), posted.end(),
                    [&](const Typed& v) { return v.range.Overlaps(hit.ranges[0]); })) {
      Say(3,
          fmt::format("rejected: «{}» is a part of the number of a registered letter", hit.text));
      return;
    }
  }
  // «Référence VC | VC/83-25-017»: the label's last word says what the code begins with.
  if (c.field.id == "reference" && hit.ranges.size() == 1) {
    const size_t space = hit.text.find(' ');
    const std::string_view rest =
        std::string_view(hit.text).substr(space == std::string::npos ? hit.text.size() : space + 1);
    if (space != std::string::npos && rest.size() > space &&
        rest.starts_with(std::string_view(hit.text).substr(0, space)) &&
        std::string_view("/-._").find(rest[space]) != std::string_view::npos) {
      hit.ranges[0].begin += space + 1;
      hit.text.erase(0, space + 1);
      hit.value = hit.text;
    }
  }
  // A group of words stands without the article before it.
  static const RE2 article("(?i)^(?:les|des|aux)\\s+");
  if (c.field.id == "prescriptions_visees" || c.field.id == "groupe_comparaison" ||
      c.field.id == "exclusions") {
    re2::StringPiece rest(hit.text);
    if (hit.ranges.size() == 1 && RE2::Consume(&rest, article)) {
      hit.ranges[0].begin += hit.text.size() - rest.size();
      hit.text = std::string(rest.data(), rest.size());
      hit.value = hit.text;
    }
  }
  // Whom to ask is somebody at the fund's desk, whatever doctor a label names.
  if (c.field.id == "interlocuteur" && StartsWithDoctor(hit.text)) {
    Say(3, fmt::format("rejected: «{}» is a doctor", hit.text));
    return;
  }
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
  for (size_t i : text_.WordsIn(anchor.range)) {
    const TextWord& w = text_.words()[i];
    const PageReading& page = *text_.pages()[static_cast<size_t>(w.page)];
    anchor_guessed_ |= page.source == PageSource::kOcr &&
                       page.words.at(static_cast<size_t>(w.word)).confidence < kGuess;
  }
  const bool ok = as_text ? ReadTextIn(c, anchor, regions) : ReadTypedIn(c, anchor, regions);
  anchor_guessed_ = false;
  if (!ok) Say(3, fmt::format("nothing at {}", Where(anchor)));
}

void FieldReader::ReadAll(const Context& c) {
  Hit hit;
  TextList list;
  std::vector<Typed> places = Values(ValueType::kTextList);
  // On a picture a title may come after the paragraph below it: what stands above comes first.
  const auto above = [&](const Typed& a, const Typed& b) {
    const TextLine& x = text_.lines()[static_cast<size_t>(text_.LineAt(a.range.begin))];
    const TextLine& y = text_.lines()[static_cast<size_t>(text_.LineAt(b.range.begin))];
    return text_.FromPicture(x.page) && x.page == y.page && x.box.bottom < y.box.center_y() &&
           x.box.left < y.box.right && y.box.left < x.box.right;
  };
  for (size_t i = 1; i < places.size() && places.size() <= kMaxSorted; ++i)
    for (size_t j = i; j > 0 && above(places[j], places[j - 1]); --j)
      std::swap(places[j], places[j - 1]);
  for (const Typed& v : places) {
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
  // «l’article R.» whose number stands in another block, below a footnote's mark.
  static const RE2 dangling("(?i)\\barticles? (?:LO|[LRD])\\.?(?: [0-9])?\\s*$");
  for (const TextBlock& block : text_.blocks()) {
    const std::string_view said = text_.At(block.range);
    if (RE2::PartialMatch({said.data(), said.size()}, dangling))
      hit.doubts.push_back("incomplete_text");
  }
  // «R. 147-2 et 147.820»: on a picture the list goes on with what is no article.
  static const RE2 goes_on(
      "^\\s*(?:,|;|/"
      "|et|ou|à)\\s*(?:l['’])?(?:\\pL{1,3}[.,]?\\s?)?([0-9]{2,4}[.,\\s-]*[-.][0-9]{1,4}\\S*)");
  for (const Range& r : hit.ranges) {
    const TextLine& line = text_.lines()[static_cast<size_t>(text_.LineAt(r.begin))];
    if (!text_.FromPicture(line.page)) continue;
    const size_t end = text_.blocks()[static_cast<size_t>(line.block)].range.end;
    // «R. 147-2 et», and the rest of the row lies in another block.
    static const RE2 open_end("^\\s*(?:,|;|et|ou)\\s*$");
    const std::string_view tail = text_.At({r.end, std::max(r.end, line.range.end)});
    if (RE2::FullMatch({tail.data(), tail.size()}, open_end) &&
        (line.range.end >= end ||
         !text_.RowRightOf(line.page, line.row, line.box.right - 1).empty()))
      hit.doubts.push_back("incomplete_text");
    if (r.end >= end) continue;
    const std::string_view rest = text_.At({r.end, std::min(end, r.end + 60)});
    re2::StringPiece number;
    if (!RE2::PartialMatch({rest.data(), rest.size()}, goes_on, &number)) continue;
    const size_t at = r.end + static_cast<size_t>(number.data() - rest.data());
    const bool known = std::any_of(hit.ranges.begin(), hit.ranges.end(), [&](const Range& o) {
      return o.Overlaps({at, at + number.size()});
    });
    const bool date = ParseWhole(ValueType::kDate, {number.data(), number.size()}).has_value();
    if (!known && !date) hit.doubts.push_back("incomplete_text");
  }
  // «L. 162-1-» at the end of a line whose second half was not joined reads as another article.
  for (const std::string& a : list)
    for (const std::string& b : list)
      if (b.size() > a.size() && b.starts_with(a + "-")) hit.doubts.push_back("cut_article");
  hit.value = std::move(list);
  hit.where = "whole letter";
  Add(c, std::move(hit));
}

// «12 rue des Meuniers • 77951 MAINCY CEDEX»: a line that is an address of the fund's département
// and nothing else, away from the fund's name. Outside a letter's edges only large offices count:
// they have a CEDEX.
void FieldReader::ReadBareFundAddress(const Context& c) {
  if (funds_.empty()) return;
  static const RE2 cedex("(?i)\\bcedex\\b");
  static const RE2 alone("^[0-9]{5} [^0-9,;:(]+?(?: (?i:cedex)(?: [0-9]{1,2})?)?$");
  static const RE2 court("(?i)tribunal|greffe|cour d|minist[èe]re");
  for (size_t i = 0; i < text_.lines().size(); ++i) {
    const Range line = text_.lines()[i].range;
    const std::string_view said = text_.At(line);
    if (!PlaceFits(c.t, line) || DepartmentOfPostalLine(said) != funds_[0].fund->department)
      continue;
    if (c.t.zone == Zone::kAny && !RE2::PartialMatch({said.data(), said.size()}, cedex)) continue;
    // The end of a sentence: somebody else's address.
    const bool runs_on = i > 0 && text_.lines()[i - 1].block == text_.lines()[i].block &&
                         text_.Sentence(line.begin).begin < line.begin &&
                         text_.Wraps(static_cast<int>(i) - 1);
    std::vector<Range> parts;
    if (RE2::FullMatch({said.data(), said.size()}, alone)) {
      const Range street = StreetAbove(text_, static_cast<int>(i));
      if (!street.empty()) parts = {street, line};
    } else if (!runs_on && !said.ends_with(".")) {
      parts = AddressUnder(text_, static_cast<int>(i), line.begin, false);
    }
    if (parts.size() != 2 || !IsStreetLine(text_.At(parts[0]))) continue;
    if (addressee_ &&
        std::any_of(addressee_->address.begin(), addressee_->address.end(),
                    [&](const Range& a) { return a.Overlaps(parts[0]) || a.Overlaps(parts[1]); }))
      continue;
    const std::string_view before =
        text_.At(text_
                     .blocks()[static_cast<size_t>(
                         text_.lines()[static_cast<size_t>(text_.LineAt(parts[0].begin))].block)]
                     .range);
    if (RE2::PartialMatch({before.data(), before.size()}, court)) continue;
    Hit hit;
    hit.where = "address of the fund's département";
    for (const Range& r : parts)
      hit.text += (hit.text.empty() ? "" : " / ") + std::string(text_.At(r));
    hit.ranges = parts;
    hit.value = hit.text;
    Add(c, std::move(hit));
  }
}

// «à l’encontre du docteur X, 26 route de l’Izoard, 05600 GUILLESTRE (RPPS …)»: a letter without an
// address block. Other doctors and their addresses stand in sentences too, so that only one who is
// clearly meant is read surely.
void FieldReader::ReadAddressBesideDoctor(const Context& c) {
  static const RE2 beside(
      "((?i:encontre|contre|concern\\p{L}+|en cause|praticien(?:ne)?|destinataire|d[ée]bit\\p{L}+|"
      "entendue?|signature)\\s?:?\\s(?:(?i:d[eu]|le|au|à|de la)\\s)?)?"
      "(?:[Dd]octeure?|DOCTEUR|Dr\\.?|DR)\\s\\p{Lu}[\\p{L}.'’-]+(?:\\s(?:d[eu] |de la |d['’])?"
      "\\p{Lu}[\\p{L}'’-]+){0,3}\\s?,\\s(?:(?i:m[ée]decine? [^,;:0-9]{4,40}|\\p{L}+ologue|"
      "g[ée]n[ée]raliste),\\s)?(?:(?:dont le |ayant son |son )?(?:cabinet )?(?:est )?"
      "(?:situ[ée]|sis|install[ée]|domicili[ée]|demeurant|exer[çc]ant)e?\\s(?:au\\s)?)?"
      "((?:[1-9]|(?:Au|Le|La|Les|Rue|Place|R[ée]sidence|Lieu|Lotissement|Quartier|Route|Immeuble|"
      "Cit[ée]|Zone|Parc|Villa|Domaine|Centre|Cabinet|Maison|rue|place|route|lieu-dit|avenue)\\b)"
      "[^;:()@]{2,90}?)[\\s,–—-]+"
      "([0-9]{5}\\s(?:\\p{Lu}[\\p{Lu}'’ -]*\\p{Lu}\\b|\\p{Lu}[\\p{L}'’-]+))");
  static const RE2 office("(?i)\\bcedex\\b|tribunal|greffe|caisse|commission");
  for (const TextBlock& block : text_.blocks()) {
    const std::string_view said = text_.At(block.range);
    re2::StringPiece m[4];
    if (!beside.Match({said.data(), said.size()}, 0, said.size(), RE2::UNANCHORED, m, 4) ||
        RE2::PartialMatch(m[2], office) || RE2::PartialMatch(m[3], office))
      continue;
    const std::string_view after = said.substr(static_cast<size_t>(m[0].end() - said.data()));
    if (RE2::PartialMatch({after.data(), std::min<size_t>(after.size(), 8)}, office)) continue;
    Hit hit;
    for (int part : {2, 3}) {
      const size_t at = block.range.begin + static_cast<size_t>(m[part].data() - said.data());
      hit.ranges.push_back(Trimmed({at, at + m[part].size()}));
      hit.text += (hit.text.empty() ? "" : " / ") + std::string(text_.At(hit.ranges.back()));
    }
    if (!PlaceFits(c.t, hit.ranges.front())) continue;
    std::replace(hit.text.begin(), hit.text.end(), '\n', ' ');
    hit.value = hit.text;
    hit.where = "beside a doctor's name";
    if (m[1].empty()) hit.doubts.push_back("weak_anchor");
    Add(c, std::move(hit));
    return;
  }
}

void FieldReader::ReadUnanchored(const Context& c) {
  const Try& t = c.t;
  switch (t.as) {
    case As::kFund:
    case As::kDepartment:
    case As::kFundAddress: {
      for (const FundHit& f : funds_) {
        if (!PlaceFits(t, f.range)) continue;
        const Range line = text_.lines()[static_cast<size_t>(text_.LineAt(f.range.begin))].range;
        // In a sentence the next address may be anybody's; after a label it is the fund's.
        static const RE2 label(R"(^\p{Lu}[^.,;:]{0,40}:\s*$)");
        const std::string_view led = text_.At({line.begin, std::max(line.begin, f.range.begin)});
        if (t.as == As::kFundAddress && t.zone == Zone::kAny &&
            text_.WordsBetween(line.begin, f.range.begin) > 1 &&
            !RE2::FullMatch({led.data(), led.size()}, label))
          continue;
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
          // The next town below may be the doctor's: a large office has a CEDEX, any has a street.
          // Where the doctor's is known, another under the letterhead is the fund's.
          const bool letterhead = addressee_ && t.zone == Zone::kLetterhead && lines.size() > 1;
          static const RE2 cedex("(?i)\\bcedex\\b");
          const std::string_view town = text_.At(lines.back());
          if (!letterhead && !RE2::PartialMatch({town.data(), town.size()}, cedex) &&
              !(lines.size() > 1 && IsStreetLine(text_.At(lines[lines.size() - 2]))))
            continue;
          if (addressee_ && std::any_of(addressee_->address.begin(), addressee_->address.end(),
                                        [&](const Range& a) { return a.Overlaps(lines.back()); }))
            continue;
          hit.closed_list = false;
          hit.text.clear();
          // The number of a letter beside the head is no street.
          if (std::any_of(lines.begin(), lines.end(),
                          [&](const Range& r) { return IsAsideLine(text_.At(r)); }))
            continue;
          for (const Range& r : lines)
            hit.text += (hit.text.empty() ? "" : " / ") + std::string(text_.At(r));
          hit.ranges = lines;
          hit.value = hit.text;
        }
        Add(c, std::move(hit));
        if (t.as == As::kFundAddress) return;
      }
      if (t.as == As::kFundAddress) ReadBareFundAddress(c);
      return;
    }
    case As::kPerson:
    case As::kAddress: {
      if (t.as == As::kAddress && (!addressee_ || addressee_->address.empty()))
        return ReadAddressBesideDoctor(c);
      if (!addressee_ || !PlaceFits(t, addressee_->name)) return;
      Hit hit;
      hit.where = "address block";
      if (t.as == As::kPerson) {
        hit.value = addressee_->person.name;
        hit.text = std::string(text_.At(addressee_->name));
        hit.ranges = {addressee_->name};
        hit.doubts = addressee_->person.doubts;
        // A given and a family name: of one word, the rest was lost, under a stamp perhaps.
        if (CutShort(addressee_->person, addressee_->name) ||
            addressee_->person.name.find(' ') == std::string::npos)
          hit.doubts.push_back("incomplete_text");
      } else {
        // A specialty or number printed under the name is a field of its own.
        for (const Range& r : addressee_->address) {
          const std::string_view s = text_.At(r);
          if (IsAsideLine(s)) continue;
          const Range kept = s.ends_with(",") ? Trimmed(r) : r;
          hit.text += (hit.text.empty() ? "" : " / ") + std::string(text_.At(kept));
          hit.ranges.push_back(kept);
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
    case As::kPrincipal:
    case As::kSurcharge:
      ReadSurcharged(c);
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
