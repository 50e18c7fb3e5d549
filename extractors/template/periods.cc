// The idea: full dates come from values/parse.h; here only the words that join two of them, and the
// forms without days, are looked at. Patterns run once over the text each.
#include "extractors/template/periods.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "extractors/values/fold.h"
#include "extractors/values/parse.h"

namespace riposte {
namespace {

using std::chrono::day;
using std::chrono::last;
using std::chrono::month;
using std::chrono::year;

constexpr char kMonths[] =
    "janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|"
    "d[ée]cembre";

std::optional<month> MonthNamed(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "janvier", "fevrier", "mars",      "avril",   "mai",      "juin",
      "juillet", "aout",    "septembre", "octobre", "novembre", "decembre"};
  const std::string plain = Plain(name);
  for (unsigned i = 0; i < kNames.size(); ++i)
    if (plain == kNames[i]) return month{i + 1};
  return std::nullopt;
}

Date FirstDay(int y, month m) { return year{y} / m / day{1}; }
Date LastDay(int y, month m) { return Date{year{y} / m / last}; }

size_t Offset(std::string_view text, const re2::StringPiece& piece) {
  return static_cast<size_t>(piece.data() - text.data());
}

Range RangeOf(std::string_view text, const re2::StringPiece& piece) {
  const size_t at = Offset(text, piece);
  return {at, at + piece.size()};
}

void FromDates(std::string_view text, std::vector<Period>* out) {
  static const RE2 joins(
      "(?i)^,?\\s*(?:inclus\\s*)?(?:jusqu['’]au|au|et\\s+le|et|à|a|-|–|—|→|>)\\s*(?:le\\s*)?"
      "(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\\s+)?$");
  static const RE2 open_first(std::string("(?i)\\b(1er|1ᵉʳ|[lt]er|[0-9]{1,2})\\s+(") + kMonths +
                              ")\\s+(?:au|et\\s+le|à|-|–|—)\\s*"
                              "(?:(?:lun|mar|mercre|jeu|vendre|same)di\\s+|dimanche\\s+)?$");
  static const RE2 cumul("(?i)(?:cumul[ée]?e?s?|arr[êe]t[ée]e?s?|situation)\\s+au\\s*$");
  const std::vector<Found> dates = FindAll(ValueType::kDate, text);
  for (size_t i = 0; i < dates.size(); ++i) {
    const Date* end = std::get_if<Date>(&dates[i].value);
    if (!end) continue;
    const Range end_range{dates[i].begin, dates[i].end};
    if (i > 0) {
      const Date* start = std::get_if<Date>(&dates[i - 1].value);
      const std::string_view between =
          text.substr(dates[i - 1].end, dates[i].begin - dates[i - 1].end);
      if (start && between.size() < 40 && RE2::FullMatch({between.data(), between.size()}, joins)) {
        Period p{{dates[i - 1].begin, dates[i].end},
                 {dates[i - 1].begin, dates[i - 1].end},
                 end_range,
                 *start,
                 *end,
                 dates[i - 1].doubts};
        p.doubts.insert(p.doubts.end(), dates[i].doubts.begin(), dates[i].doubts.end());
        out->push_back(std::move(p));
        continue;
      }
    }
    const size_t from = i > 0 ? dates[i - 1].end : 0;
    const re2::StringPiece before(text.data() + from, dates[i].begin - from);
    re2::StringPiece d, m;
    if (RE2::PartialMatch(before, open_first, &d, &m)) {
      std::optional<month> mm = MonthNamed({m.data(), m.size()});
      unsigned dd = 1;
      if (d.size() <= 2 && d[0] >= '0' && d[0] <= '9') {
        dd = 0;
        for (char c : d) dd = dd * 10 + static_cast<unsigned>(c - '0');
      }
      if (mm) {
        Date start{end->year(), *mm, day{dd}};
        if (start.ok() && start > *end)
          start = Date{end->year() - std::chrono::years{1}, *mm, day{dd}};
        const size_t at = Offset(text, d);
        if (start.ok())
          out->push_back({{at, dates[i].end},
                          {at, Offset(text, m) + m.size()},
                          end_range,
                          start,
                          *end,
                          dates[i].doubts});
      }
    } else if (RE2::PartialMatch(before, cumul)) {
      out->push_back({end_range, end_range, end_range, Date{end->year(), month{1}, day{1}}, *end,
                      dates[i].doubts});
    }
  }
}

void FromMonths(std::string_view text, std::vector<Period>* out) {
  static const RE2 pair(std::string("(?i)\\b(") + kMonths +
                        ")(?:\\s+([0-9]{4}))?\\s*(?:à|a|-|–|—|/|au mois d[e'’])\\s*(" + kMonths +
                        ")\\s+([0-9]{4})\\b");
  re2::StringPiece rest(text.data(), text.size());
  re2::StringPiece m1, y1, m2, y2;
  while (RE2::FindAndConsume(&rest, pair, &m1, &y1, &m2, &y2)) {
    std::optional<month> a = MonthNamed({m1.data(), m1.size()});
    std::optional<month> b = MonthNamed({m2.data(), m2.size()});
    if (!a || !b) continue;
    const int end_year = std::stoi(std::string(y2));
    int start_year = y1.empty() ? end_year : std::stoi(std::string(y1));
    if (y1.empty() && *a > *b) --start_year;
    Period p;
    p.start_range = {Offset(text, m1),
                     y1.empty() ? Offset(text, m1) + m1.size() : Offset(text, y1) + y1.size()};
    p.end_range = {Offset(text, m2), Offset(text, y2) + y2.size()};
    p.range = {p.start_range.begin, p.end_range.end};
    p.start = FirstDay(start_year, *a);
    p.end = LastDay(end_year, *b);
    // «5 mai à juin 2025»: the first is a day, which FromDates has read or refused.
    size_t b4 = p.range.begin;
    while (b4 > 0 && text[b4 - 1] == ' ') --b4;
    if (b4 > 0 && text[b4 - 1] >= '0' && text[b4 - 1] <= '9') continue;
    out->push_back(p);
  }
}

void FromParts(std::string_view text, std::vector<Period>* out) {
  static const RE2 part(
      "(?i)\\b(1er|premier|1|2nd|2nde|2e|2ème|2eme|second|deuxi[èe]me|3e|3ème|troisi[èe]me|4e|4ème|"
      "quatri[èe]me)\\s+(semestre|trimestre)\\s+(?:de\\s+l['’]année\\s+)?([0-9]{4})\\b");
  re2::StringPiece rest(text.data(), text.size());
  re2::StringPiece n, what, y;
  while (RE2::FindAndConsume(&rest, part, &n, &what, &y)) {
    const std::string plain = Plain({n.data(), n.size()});
    const unsigned i = plain[0] == '1' || plain[0] == 'p'                      ? 0
                       : plain[0] == '2' || plain[0] == 's' || plain[0] == 'd' ? 1
                       : plain[0] == '3' || plain[0] == 't'                    ? 2
                                                                               : 3;
    const unsigned months = (what[0] == 's' || what[0] == 'S') ? 6 : 3;
    if (i * months >= 12) continue;
    const int yy = std::stoi(std::string(y));
    Range r{Offset(text, n), Offset(text, y) + y.size()};
    out->push_back(
        {r, r, r, FirstDay(yy, month{i * months + 1}), LastDay(yy, month{(i + 1) * months}), {}});
  }
  static const RE2 whole(
      "(?i)(?:l['’]ann[ée]e|\\bann[ée]e(?:\\s+civile)?|\\bexercice)\\s*:?\\s*(20[0-9]{2})\\b");
  rest = re2::StringPiece(text.data(), text.size());
  while (RE2::FindAndConsume(&rest, whole, &y)) {
    const int yy = std::stoi(std::string(y));
    const Range r = RangeOf(text, y);
    out->push_back({r, r, r, FirstDay(yy, month{1}), LastDay(yy, month{12}), {}});
  }
}

}  // namespace

std::vector<Period> FindPeriods(std::string_view text) {
  std::vector<Period> all;
  FromDates(text, &all);
  FromMonths(text, &all);
  FromParts(text, &all);
  std::vector<Period> out;
  for (Period& p : all) {
    if (!p.start.ok() || !p.end.ok() || p.end < p.start) continue;
    const bool covered = std::any_of(out.begin(), out.end(),
                                     [&](const Period& o) { return o.range.Overlaps(p.range); });
    if (!covered) out.push_back(std::move(p));
  }
  std::sort(out.begin(), out.end(),
            [](const Period& a, const Period& b) { return a.range.begin < b.range.begin; });
  return out;
}

}  // namespace riposte
