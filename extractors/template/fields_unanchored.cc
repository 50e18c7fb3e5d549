// What no label announces: funds, the addressee, all articles, and patterns that stand anywhere.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "extractors/template/fields.h"

namespace riposte {
namespace {

// No letter cites as many articles; their order is not worth more time than that.
constexpr size_t kMaxSorted = 200;

}  // namespace

void FieldReader::ReadAll(const Context& c) {
  Hit hit;
  TextList list;
  std::vector<Typed> places = Values(ValueType::kTextList);
  // A title or the cell of a table may come after the paragraph below it: what stands above comes
  // first.
  const auto above = [&](const Typed& a, const Typed& b) {
    const TextLine& x = text_.lines()[static_cast<size_t>(text_.LineAt(a.range.begin))];
    const TextLine& y = text_.lines()[static_cast<size_t>(text_.LineAt(b.range.begin))];
    return x.page == y.page && x.box.bottom < y.box.center_y() && x.box.left < y.box.right &&
           y.box.left < x.box.right;
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
          // Only the raised «er» of «Bâtiment B – 1er étage» was taken.
          static const RE2 scrap("\\p{Ll}{1,3}");
          if (RE2::FullMatch({s.data(), s.size()}, scrap)) hit.doubts.push_back("incomplete_text");
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

}  // namespace riposte
