// The idea: what a first page has and an annexe has not.
#include "extractors/template/split.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include "extractors/reading/separator.h"
#include "extractors/template/finders.h"
#include "extractors/template/text.h"

namespace riposte {
namespace {

struct Marks {
  int number = 0, of = 0;  // «Page 2/3»; 0: none printed
  int count = 0;
  bool blank = false;
  std::string seen;
};

Marks MarksOf(const PageReading& page, const Templates::Impl& impl) {
  Marks m;
  const LetterText text({&page}, {});
  m.blank = text.words().empty();
  static const RE2 paging("(?i)\\bpage\\s*:?\\s*([0-9]{1,3})\\s*(?:/|sur)\\s*([0-9]{1,3})\\b");
  static const RE2 bare("^\\s*[-–]?\\s*([0-9]{1,2})\\s*/\\s*([0-9]{1,2})\\s*[-–]?\\s*$");
  static const RE2 date_line(
      "(?i)^(?:[^0-9]{2,40}\\s)?le\\s+(?:[0-9]{1,2}|1er)[\\s./-]+[^\\s]{1,10}[\\s./"
      "-]+[0-9]{4}\\.?$");
  static const RE2 label(
      "(?i)^\\s*(?:objet\\b|n\\s*/\\s*r[ée]f|nos? "
      "r[ée]f|r[ée]f\\.|r[ée]f\\s*:|r[ée]f[ée]rences?\\b)");
  bool date = false, labels = false;
  for (const TextLine& line : text.lines()) {
    const std::string_view s = text.At(line.range);
    const re2::StringPiece piece(s.data(), s.size());
    int n = 0, of = 0;
    const double y = page.height > 0 ? line.box.center_y() / page.height : 0.5;
    const bool margin = y < 0.08 || y > 0.9;
    if ((RE2::PartialMatch(piece, paging, &n, &of) ||
         (margin && RE2::FullMatch(piece, bare, &n, &of))) &&
        n >= 1 && n <= of) {
      m.number = n;
      m.of = of;
    }
    if (y < 0.55) {
      date |= RE2::PartialMatch(piece, date_line);
      labels |= RE2::PartialMatch(piece, label);
    }
  }
  auto mark = [&](bool there, const char* what) {
    if (!there) return;
    ++m.count;
    m.seen += (m.seen.empty() ? "" : ", ") + std::string(what);
  };
  bool fund = false;
  for (const FundHit& f : FindFunds(text, impl.funds)) {
    const TextLine& line = text.lines()[static_cast<size_t>(text.LineAt(f.range.begin))];
    fund |= text.InZone(line.box, line.page, Zone::kLetterhead);
  }
  mark(fund, "a fund in its head");
  mark(date, "a date line");
  mark(labels, "a subject or reference");
  mark(FindAddressee(text).has_value(), "an addressee");
  return m;
}

}  // namespace

std::vector<Cut> SplitLetters(const Reading& reading, const Templates::Impl& impl,
                              const std::map<int, bool>& told, Trace* trace) {
  std::vector<Cut> out;
  int last_number = 0, last_of = 0;
  bool open = false;  // a letter that the next page may go on with
  const auto begin = [&](size_t i) {
    out.push_back({i, i, {}});
    open = true;
  };
  for (size_t i = 0; i < reading.pages.size(); ++i) {
    const int number = reading.pages[i].number;
    if (IsSeparator(reading.pages[i])) {
      open = false;
      last_number = last_of = 0;
      if (trace) trace->Add(0, fmt::format("page {} is a separator sheet", number));
      continue;
    }
    const Marks m = MarksOf(reading.pages[i], impl);
    const auto person = told.find(number);
    if (!open) {
      // The empty back of a sheet that lies between letters.
      if (m.blank && i > 0 && reading.pages[i].source == PageSource::kBlank) continue;
      begin(i);
    } else if (person != told.end()) {
      if (person->second) begin(i);
      if (trace)
        trace->Add(0, fmt::format("page {} {} a letter: a person says so", number,
                                  person->second ? "opens" : "does not open"));
    } else {
      const bool counted_on = m.number > 1;
      const bool first_of_count = m.number == 1 && (m.of > 1 || last_number > 0);
      const bool cut = !counted_on && (first_of_count || m.count >= 3);
      if (cut) {
        begin(i);
        if (trace)
          trace->Add(0, fmt::format("page {} opens a letter: {}", number,
                                    first_of_count ? fmt::format("page 1/{}", m.of) : m.seen));
        if (last_of > 0 && last_number < last_of)
          out[out.size() - 2].warnings.push_back(
              fmt::format("pages_missing: {} of {}", last_number, last_of));
      } else if (!counted_on && m.count == 2) {
        out.back().warnings.push_back(fmt::format("cut_uncertain: page {}", number));
        if (trace) trace->Add(0, fmt::format("page {} may open a letter: {}", number, m.seen));
      }
    }
    if (!m.blank) {
      last_number = m.number;
      last_of = m.of;
    }
    out.back().last = i + 1;
  }
  // A file of sheets alone is kept as it came.
  if (out.empty() && !reading.pages.empty()) out.push_back({0, reading.pages.size(), {}});
  return out;
}

}  // namespace riposte
