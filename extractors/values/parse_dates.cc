// Dates, durations and times. RE2 finds the form (linear, every repetition bounded); code checks
// the calendar, the signs around and what OCR may have done to a word.
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "extractors/values/fold.h"
#include "extractors/values/scan.h"

namespace riposte::values {
namespace {

using re2::StringPiece;

RE2::Options Latin1() {
  RE2::Options o;
  o.set_encoding(RE2::Options::EncodingLatin1);
  o.set_case_sensitive(false);
  o.set_log_errors(false);
  return o;
}

int ToInt(StringPiece s) {
  int v = 0;
  std::from_chars(s.data(), s.data() + s.size(), v);
  return v;
}

// Calls `use` on every match; a match that `use` refuses is looked for again one sign later.
template <size_t Groups, class Use>
void ForEachMatch(const Scan& scan, const RE2& re, Use use) {
  std::array<StringPiece, Groups> g;
  size_t from = 0;
  const StringPiece text(scan.s);
  while (from < scan.s.size() &&
         re.Match(text, from, scan.s.size(), RE2::UNANCHORED, g.data(), Groups)) {
    const size_t begin = g[0].data() - scan.s.data(), end = begin + g[0].size();
    from = use(g, begin, end) ? std::max(end, begin + 1) : begin + 1;
  }
}

const std::array<const char*, 12> kMonths = {"janvier",   "fevrier", "mars",     "avril",
                                             "mai",       "juin",    "juillet",  "aout",
                                             "septembre", "octobre", "novembre", "decembre"};

struct Month {
  int number = 0;  // 0: none
  bool damaged = false;
};

Month MonthNamed(std::string_view printed) {
  const std::string word = Lower(printed);
  static const std::map<std::string, int, std::less<>> exact = [] {
    std::map<std::string, int, std::less<>> m = {{"janv", 1}, {"jan", 1},  {"fevr", 2}, {"fev", 2},
                                                 {"avr", 4},  {"juil", 7}, {"sept", 9}, {"oct", 10},
                                                 {"nov", 11}, {"dec", 12}};
    for (int i = 0; i < 12; ++i) m[kMonths[i]] = i + 1;
    return m;
  }();
  if (const auto it = exact.find(word); it != exact.end()) return {it->second, false};
  if (word.size() < 3) return {};
  // What OCR does to a month's name: one sign wrong at most, and only one month that near.
  const std::string key = FoldKey(word);
  int best = 0, distance = 3, ties = 0;
  for (int i = 0; i < 12; ++i) {
    const std::string month = FoldKey(kMonths[i]);
    const int limit = month.size() >= 4 && key.size() >= 4 ? 1 : 0;
    const int d = EditDistance(key, month, limit);
    if (d > limit || d > distance) continue;
    ties = d == distance ? ties + 1 : 0;
    distance = d;
    best = i + 1;
  }
  if (best == 0 || ties > 0) return {};
  return {best, true};
}

std::optional<Date> MakeDate(int y, int m, int d) {
  const Date date{std::chrono::year{y}, std::chrono::month{static_cast<unsigned>(m)},
                  std::chrono::day{static_cast<unsigned>(d)}};
  if (!date.ok() || y < 1900 || y > 2100) return std::nullopt;
  return date;
}

// «mercredi 18 juin 2025»: a weekday that does not fit is a witness against the date.
bool WeekdayDiffers(const Scan& scan, size_t begin, Date date) {
  static const std::array<const char*, 7> days = {"dimanche", "lundi",    "mardi", "mercredi",
                                                  "jeudi",    "vendredi", "samedi"};
  size_t end = begin;
  while (end > 0 && begin - end < 3 && scan.s[end - 1] == ' ') --end;
  size_t first = end;
  while (first > 0 && end - first < 9 && IsLetter(scan.s[first - 1])) --first;
  const std::string word = Lower(std::string_view(scan.s).substr(first, end - first));
  for (unsigned i = 0; i < 7; ++i)
    if (word == days[i]) return std::chrono::weekday{std::chrono::sys_days{date}}.c_encoding() != i;
  return false;
}

int FullYear(StringPiece digits) {
  const int y = ToInt(digits);
  return digits.size() == 4 ? y : (y < 80 ? 2000 : 1900) + y;
}

void FinishDate(const Scan& scan, Hit& hit, std::vector<Hit>& hits) {
  if (DigitsBefore(scan, hit.begin)) AddDoubt(hit.doubts, "ambiguous_separator");
  if (WeekdayDiffers(scan, hit.begin, std::get<Date>(hit.value)))
    AddDoubt(hit.doubts, "weekday_differs");
  hits.push_back(std::move(hit));
}

// The day as printed; damaged for «ler», «Ier», «ter» in place of «1er».
int DayOf(StringPiece printed, bool& damaged) {
  if (IsDigit(printed[0])) return ToInt(printed);
  damaged = Lower(std::string_view(printed.data(), printed.size())) != "premier";
  return 1;
}

void FindWrittenDates(const Scan& scan, std::vector<Hit>& hits) {
  static const RE2 re(
      R"((1 ?er|1\x81|\d{1,2}|[lit]er|premier)( {0,2})([a-z][a-z1|0]{2,9}|\|[a-z]{2,9})(\.?)( {0,2})(\d{4}))",
      Latin1());
  ForEachMatch<7>(scan, re, [&](const auto& g, size_t begin, size_t end) {
    if (!StandsFree(scan, begin, end)) return false;
    const Month month = MonthNamed(std::string_view(g[3].data(), g[3].size()));
    bool damaged = month.damaged || g[2].empty() || (g[4].empty() && g[5].empty());
    bool odd_day = false;
    const int day = DayOf(g[1], odd_day);
    const auto date = month.number ? MakeDate(ToInt(g[6]), month.number, day) : std::nullopt;
    if (!date) return false;
    Hit hit{begin, end, *date, {}};
    if (damaged || odd_day) AddDoubt(hit.doubts, "ocr_form");
    FinishDate(scan, hit, hits);
    return true;
  });
}

void FindNumericDates(const Scan& scan, std::vector<Hit>& hits) {
  static const RE2 re(R"((\d{1,2})( ?)([/.-])( ?)(\d{1,2})( ?)([/.-])( ?)(\d{4}|\d{2}))", Latin1());
  ForEachMatch<10>(scan, re, [&](const auto& g, size_t begin, size_t end) {
    if (!StandsFree(scan, begin, end)) return false;
    const char sign = g[3][0];
    // «12-1-15» is more often part of an article or a reference than a date.
    if (g[7][0] != sign || (sign == '-' && g[9].size() != 4)) return false;
    const auto date = MakeDate(FullYear(g[9]), ToInt(g[5]), ToInt(g[1]));
    if (!date) return false;
    Hit hit{begin, end, *date, {}};
    if (g[9].size() == 2) AddDoubt(hit.doubts, "two_digit_year");
    const bool spaced = !(g[2].empty() && g[4].empty() && g[6].empty() && g[8].empty());
    if (spaced && sign != '/') AddDoubt(hit.doubts, "ocr_form");
    FinishDate(scan, hit, hits);
    return true;
  });
  static const RE2 iso(R"((\d{4})-(\d{2})-(\d{2}))", Latin1());
  ForEachMatch<4>(scan, iso, [&](const auto& g, size_t begin, size_t end) {
    if (!StandsFree(scan, begin, end)) return false;
    const auto date = MakeDate(ToInt(g[1]), ToInt(g[2]), ToInt(g[3]));
    if (!date) return false;
    Hit hit{begin, end, *date, {}};
    FinishDate(scan, hit, hits);
    return true;
  });
  // The boxes of a form: «18 06 2025».
  static const RE2 boxes(R"((\d{2}) (\d{2}) (\d{4}))", Latin1());
  ForEachMatch<4>(scan, boxes, [&](const auto& g, size_t begin, size_t end) {
    if (!StandsFree(scan, begin, end) || DigitsBefore(scan, begin) || DigitsAfter(scan, end))
      return false;
    const auto date = MakeDate(ToInt(g[3]), ToInt(g[2]), ToInt(g[1]));
    if (!date) return false;
    Hit hit{begin, end, *date, {"ambiguous_separator"}};
    FinishDate(scan, hit, hits);
    return true;
  });
}

// «du 1er janvier au 30 juin 2025»: the first date takes the year of the second, with a doubt.
void FindDatesWithoutYear(const Scan& scan, std::vector<Hit>& hits) {
  static const RE2 re(
      R"((1 ?er|\d{1,2}|premier) {1,2}([a-z]{3,9})\.? {1,2}(?:au|et le|et au|jusqu'au) {1,2})",
      Latin1());
  std::map<size_t, Date> begins;
  for (const Hit& h : hits) begins.emplace(h.begin, std::get<Date>(h.value));
  ForEachMatch<3>(scan, re, [&](const auto& g, size_t begin, size_t end) {
    const auto next = begins.find(end);
    if (next == begins.end() || IsAlnum(scan.before(begin))) return false;
    const Month month = MonthNamed(std::string_view(g[2].data(), g[2].size()));
    bool odd_day = false;
    const int day = DayOf(g[1], odd_day);
    const auto date = month.number
                          ? MakeDate(static_cast<int>(next->second.year()), month.number, day)
                          : std::nullopt;
    if (!date || *date > next->second) return false;
    const size_t last = static_cast<size_t>(g[2].data() - scan.s.data()) + g[2].size();
    Hit hit{begin, last, *date, {"year_inferred"}};
    if (month.damaged || odd_day) AddDoubt(hit.doubts, "ocr_form");
    FinishDate(scan, hit, hits);
    return true;
  });
}

// «un» … «cent quatre-vingt-dix-neuf», hyphens as spaces.
const std::map<std::string, int, std::less<>>& NumberWords() {
  static const std::map<std::string, int, std::less<>> words = [] {
    const std::array<const char*, 20> small = {
        "",         "un",     "deux",  "trois",    "quatre",   "cinq",    "six",
        "sept",     "huit",   "neuf",  "dix",      "onze",     "douze",   "treize",
        "quatorze", "quinze", "seize", "dix sept", "dix huit", "dix neuf"};
    std::map<std::string, int, std::less<>> m;
    for (int i = 1; i < 20; ++i) m[small[i]] = i;
    const std::array<std::pair<const char*, int>, 5> tens = {
        {{"vingt", 20}, {"trente", 30}, {"quarante", 40}, {"cinquante", 50}, {"soixante", 60}}};
    for (const auto& [name, value] : tens) {
      m[name] = value;
      const int most = value == 60 ? 19 : 9;
      for (int i = 1; i <= most; ++i)
        m[std::string(name) + (i == 1 || i == 11 ? " et " : " ") + small[i]] = value + i;
    }
    m["quatre vingts"] = m["quatre vingt"] = 80;
    for (int i = 1; i < 20; ++i) m[std::string("quatre vingt ") + small[i]] = 80 + i;
    std::map<std::string, int, std::less<>> all = m;
    all["cent"] = 100;
    for (const auto& [name, value] : m) all["cent " + name] = 100 + value;
    // The feminine of «un»: «une année», «vingt et une semaines».
    for (const auto& [name, value] : std::map<std::string, int, std::less<>>(all))
      if (name.ends_with("un")) all[name + "e"] = value;
    return all;
  }();
  return words;
}

// The longest first, so that RE2's leftmost-first choice is the longest.
std::string NumberWordPattern() {
  std::vector<std::string> words;
  for (const auto& [name, value] : NumberWords()) words.push_back(name);
  std::sort(words.begin(), words.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::string pattern;
  for (const std::string& w : words) {
    if (!pattern.empty()) pattern += '|';
    for (char c : w) pattern += c == ' ' ? std::string("[ -]") : std::string(1, c);
  }
  return pattern;
}

int CountOf(StringPiece printed) {
  if (IsDigit(printed[0])) return ToInt(printed);
  std::string word = Lower(std::string_view(printed.data(), printed.size()));
  std::replace(word.begin(), word.end(), '-', ' ');
  const auto it = NumberWords().find(word);
  return it == NumberWords().end() ? 0 : it->second;
}

// «deux mille vingt-cinq», «2025»
int YearOf(StringPiece printed) {
  static const RE2 spelled("deux[ -]mille[ -](.*)", Latin1());
  StringPiece rest;
  return RE2::FullMatch(printed, spelled, &rest) ? 2000 + CountOf(rest) : ToInt(printed);
}

// «vingt-neuf juillet deux mille vingt-cinq», «vingt-neuf juillet 2025»; «l'an deux mille
// vingt-cinq et le neuf décembre» is how minutes begin.
void FindSpelledDates(const Scan& scan, std::vector<Hit>& hits) {
  static const std::string kDay = "((?:premier|" + NumberWordPattern() + "))";
  static const std::string kYear = "(deux[ -]mille[ -](?:" + NumberWordPattern() + ")|20[0-9]{2})";
  static const std::string kMonth = "([a-z]{3,9})";
  static const RE2 day_first(kDay + " {1,2}" + kMonth + " {1,2}" + kYear, Latin1());
  static const RE2 year_first(
      "l'an {1,2}" + kYear + ",? {1,2}(?:et {1,2})?le {1,2}" + kDay + " {1,2}" + kMonth, Latin1());
  for (const bool first : {true, false}) {
    ForEachMatch<4>(
        scan, first ? day_first : year_first, [&](const auto& g, size_t begin, size_t end) {
          if (!StandsFree(scan, begin, end)) return false;
          // «trente et un» of a month that has no such day.
          if (begin >= 5 && Lower(scan.s.substr(begin - 4, 4)) == " et ") {
            const size_t word = scan.s.find_last_of(" -", begin - 5) + 1;
            if (CountOf(StringPiece(scan.s).substr(word, begin - 4 - word)) > 0) return false;
          }
          const StringPiece day = g[first ? 1 : 2], name = g[first ? 2 : 3];
          const Month month = MonthNamed(std::string_view(name.data(), name.size()));
          const std::string said = Lower(std::string_view(day.data(), day.size()));
          const int number = said == "premier" ? 1 : CountOf(day);
          const int year = YearOf(g[first ? 3 : 1]);
          const auto date = month.number ? MakeDate(year, month.number, number) : std::nullopt;
          if (!date) return false;
          Hit hit{begin, end, *date, {}};
          if (month.damaged) AddDoubt(hit.doubts, "ocr_form");
          FinishDate(scan, hit, hits);
          return true;
        });
  }
}

bool DurationUnit(std::string unit, int count, Duration& d) {
  unit = Lower(unit);
  if (unit.ends_with("mois")) {
    d.months = count;
  } else if (unit.starts_with("rn")) {
    d.months = count;
  } else if (unit.starts_with("jour")) {
    d.days = count;
  } else if (unit.starts_with("semaine")) {
    d.days = 7 * count;
  } else {
    d.months = 12 * count;
  }
  return d.months <= 600 && d.days <= 3660;
}

// «quatorze heures trente», «9 heures et demie», «dix heures moins le quart», «deux heures de
// l'après-midi»: what figures alone say is another form.
void FindSpelledTimes(const Scan& scan, std::vector<Hit>& hits) {
  static const std::string kNumber = "(\\d{1,2}|" + NumberWordPattern() + ")";
  static const RE2 re(
      kNumber + " {1,2}heures?(?: {1,2}(et demie?|et (?:un )?quart|moins le quart|trois quarts|" +
          NumberWordPattern() +
          ")\\b(?: minutes?)?)?( {1,2}(?:de l'apres[ -]midi|du soir|du matin))?",
      Latin1());
  ForEachMatch<4>(scan, re, [&](const auto& g, size_t begin, size_t end) {
    if (!StandsFree(scan, begin, end)) return false;
    const std::string minutes = Lower(std::string_view(g[2].data(), g[2].size()));
    const std::string part = Lower(std::string_view(g[3].data(), g[3].size()));
    if (IsDigit(g[1][0]) && minutes.empty() && part.empty()) return false;
    int hour = CountOf(g[1]);
    if ((part.ends_with("midi") || part.ends_with("soir")) && hour < 12) hour += 12;
    int minute = 0;
    if (minutes.starts_with("et demi")) {
      minute = 30;
    } else if (minutes.starts_with("et ")) {
      minute = 15;
    } else if (minutes.starts_with("moins")) {
      --hour;
      minute = 45;
    } else if (minutes.starts_with("trois ")) {
      minute = 45;
    } else if (!minutes.empty()) {
      minute = CountOf(g[2]);
    }
    if (hour < 0 || hour > 23 || minute > 59) return true;  // «quarante-huit heures»
    Hit hit{begin, end, TimeOfDay{hour, minute}, {}};
    std::erase_if(hits, [&](const Hit& h) { return h.begin >= begin && h.end <= end; });
    hits.push_back(std::move(hit));
    return true;
  });
}

std::string_view WordAfter(const Scan& scan, size_t end) {
  size_t first = end;
  while (first < scan.s.size() && first - end < 3 && scan.s[first] == ' ') ++first;
  size_t last = first;
  while (last < scan.s.size() && last - first < 12 && IsLetter(scan.s[last])) ++last;
  return std::string_view(scan.s).substr(first, last - first);
}

}  // namespace

std::vector<Hit> FindDates(const Scan& scan) {
  std::vector<Hit> hits;
  FindWrittenDates(scan, hits);
  FindNumericDates(scan, hits);
  FindDatesWithoutYear(scan, hits);
  // Few texts spell a year or a day.
  static const RE2 may_be_spelled("mille|[a-z][ -]{1,2}[jfmasond][a-z]{2,8} {1,2}20[0-9]{2}",
                                  Latin1());
  if (RE2::PartialMatch(scan.s, may_be_spelled)) FindSpelledDates(scan, hits);
  return InOrder(std::move(hits));
}

std::vector<Hit> FindDurations(const Scan& scan) {
  static const std::string word = NumberWordPattern();
  static const RE2 re("(\\d{1,3}|" + word + ")(?: ?\\( ?(\\d{1,3}|" + word +
                          ") ?\\))? {0,2}(mois|rnois|jours?|semaines?|annees?|ans?)",
                      Latin1());
  static const RE2 within(
      R"((le mois) (?:qui suit|suivant|a compter|de (?:la|sa|cette) (?:reception|notification|signification)))",
      Latin1());
  std::vector<Hit> hits;
  ForEachMatch<4>(scan, re, [&](const auto& g, size_t begin, size_t end) {
    if (!StandsFree(scan, begin, end)) return false;
    const int count = CountOf(g[1]);
    Duration d;
    if (count == 0 || !DurationUnit(std::string(g[3].data(), g[3].size()), count, d)) return false;
    const std::string next = Lower(WordAfter(scan, end));
    if (next == "et" &&
        Lower(std::string_view(scan.s).substr(end, 9)).find("demi") != std::string::npos)
      return true;  // «deux mois et demi» is no legal duration: passed over, not shortened
    Hit hit{begin, end, d, {}};
    if (!g[2].empty() && CountOf(g[2]) != count) AddDoubt(hit.doubts, "number_words_differ");
    if (Lower(std::string_view(g[3].data(), g[3].size())) == "rnois")
      AddDoubt(hit.doubts, "ocr_form");
    if (next.starts_with("ouvr")) AddDoubt(hit.doubts, "working_days");
    if (DigitsBefore(scan, begin)) AddDoubt(hit.doubts, "ambiguous_separator");
    hits.push_back(std::move(hit));
    return true;
  });
  // «sous quinzaine», «dans la huitaine», «une quinzaine de jours»
  static const RE2 rounds(
      R"((?:sous|(?:dans |en |par |d'|de )(?:la|une)|une|la) {1,2}((quinzaine|huitaine)(?: de jours)?))",
      Latin1());
  ForEachMatch<3>(scan, rounds, [&](const auto& g, size_t begin, size_t end) {
    const std::string next = Lower(WordAfter(scan, end));
    if (!StandsFree(scan, begin, end) || (g[1].size() == g[2].size() && next == "de")) return false;
    const size_t first = static_cast<size_t>(g[1].data() - scan.s.data());
    const int days = Lower(std::string_view(g[2].data(), 1)) == "q" ? 15 : 8;
    hits.push_back({first, end, Duration{0, days}, {}});
    return true;
  });
  ForEachMatch<2>(scan, within, [&](const auto& g, size_t begin, size_t end) {
    if (!StandsFree(scan, begin, end)) return false;
    hits.push_back({begin, begin + g[1].size(), Duration{1, 0}, {}});
    return true;
  });
  hits = InOrder(std::move(hits));
  // «un mois et quinze jours» is one duration.
  std::vector<Hit> joined;
  for (Hit& h : hits) {
    if (!joined.empty()) {
      Hit& last = joined.back();
      auto& a = std::get<Duration>(last.value);
      const auto& b = std::get<Duration>(h.value);
      const std::string_view between =
          std::string_view(scan.s).substr(last.end, h.begin - last.end);
      if (Lower(between) == " et " && a.days == 0 && b.months == 0) {
        a.days = b.days;
        last.end = h.end;
        for (const std::string& d : h.doubts) AddDoubt(last.doubts, d.c_str());
        continue;
      }
    }
    joined.push_back(std::move(h));
  }
  return joined;
}

std::vector<Hit> FindTimes(const Scan& scan) {
  static const RE2 re(R"((\d{1,2}) ?(?:heures?|h)(?:\.? ?(\d{2}))?|(\d{1,2}):(\d{2}))", Latin1());
  std::vector<Hit> hits;
  ForEachMatch<5>(scan, re, [&](const auto& g, size_t begin, size_t end) {
    if (!StandsFree(scan, begin, end)) return false;
    const bool clock = g[1].empty();
    const int hour = ToInt(clock ? g[3] : g[1]);
    const StringPiece minutes = clock ? g[4] : g[2];
    const int minute = minutes.empty() ? 0 : ToInt(minutes);
    if (hour > 23 || minute > 59) return false;
    Hit hit{begin, end, TimeOfDay{hour, minute}, {}};
    // «14 h 3» or «1 4 h 30»: digits that do not belong, or that were torn off.
    if (DigitsBefore(scan, begin) || (minutes.empty() && DigitsAfter(scan, end)))
      AddDoubt(hit.doubts, "ambiguous_separator");
    hits.push_back(std::move(hit));
    return true;
  });
  if (Lower(scan.s).find("heure") != std::string::npos) FindSpelledTimes(scan, hits);
  return InOrder(std::move(hits));
}

}  // namespace riposte::values
