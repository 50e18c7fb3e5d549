// The idea: what a first page has and an annexe has not; and a page that, read alone, is surely a
// letter of some type is no annexe.
#include "extractors/template/split.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <optional>

#include "extractors/base/parallel.h"
#include "extractors/reading/separator.h"
#include "extractors/template/choose.h"
#include "extractors/template/fields.h"
#include "extractors/template/finders.h"
#include "extractors/template/text.h"

namespace riposte {
namespace {

struct Marks {
  int number = 0, of = 0;  // «Page 2/3»; 0: none printed
  int count = 0;
  bool blank = false;
  bool labels_only = false;  // the one mark is a subject or reference, which annexes have too
  bool closing = false;      // «Veuillez agréer…»
  bool annexes = false;      // speaks of annexes or enclosures
  std::string seen;
};

Marks MarksOf(const PageReading& page, const Templates::Impl& impl) {
  Marks m;
  const LetterText text({&page}, {});
  m.blank = text.words().empty();
  static const RE2 paging("(?i)\\bpage\\s*:?\\s*([0-9]{1,3})\\s*(?:/|sur)\\s*([0-9]{1,3})\\b");
  // «1/2», «1 | 2», «DFC/PS – 1/2»
  static const RE2 bare(
      "^(?:[^/|]{2,60}\\s[-–·|]|[A-Z]{2,5}/[A-Z]{2,5}\\s[-–])?\\s*[-–]?\\s*([1-9][0-9]?)\\s*[/"
      "|]\\s*"
      "([1-9][0-9]?)\\s*[-–]?\\s*$");
  static const RE2 date_line(
      "(?i)^(?:[^0-9]{2,40}\\s)?le\\s+(?:[0-9]{1,2}|1er)[\\s./-]+[^\\s]{1,10}[\\s./"
      "-]+[0-9]{4}\\.?$");
  static const RE2 label(
      "(?i)^\\s*(?:objet\\b|n\\s*/\\s*r[ée]f|nos? "
      "r[ée]f|r[ée]f\\.|r[ée]f\\s*:|r[ée]f[ée]rences?\\b)");
  static const RE2 salutation(
      "(?i)^\\s*(?:(?:ma|mon)?\\s*ch[eè]re?s?\\s+(?:docteur|confr[eè]re|client|madame|monsieur)"
      ".{0,30}|(?:madame|monsieur|docteure?)(?:,?\\s+(?:et|ou|le|la|ch[eè]re?|madame|monsieur|"
      "docteure?|confr[eè]re|cons(?:œ|oe)ur)\\b){0,4}(?:\\s+[\\p{L}'’-]+){0,3})\\s*,\\s*$");
  static const RE2 closing(
      "(?i)\\b(?:veuillez|prie|priant|prions)\\b.{0,60}\\b(?:agr[ée]er|recevoir|croire|accepter)"
      "\\b|"
      "\\b(?:salutations|sentiments|consid[ée]ration)\\s+(?:distingu|les\\s+meilleur|confraternel|"
      "la\\s+plus|respectueu)");
  static const RE2 annexes(
      "(?i)\\bannex(?:e|é)|\\bpi[èe]ces?\\s+jointes?\\b|\\bP\\.?\\s?J\\b|\\b(?:ci-)?jointe?s?\\b|"
      "\\bvoies?\\s+(?:et\\s+d[ée]lais?\\s+)?de\\s+recours\\b|\\bnotice\\b|\\bsuite\\b|"
      "\\bau verso\\b|\\ben page 2\\b");
  bool date = false, labels = false, salutes = false;
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
    m.closing |= RE2::PartialMatch(piece, closing);
    m.annexes |= RE2::PartialMatch(piece, annexes);
    if (y < 0.7) salutes |= RE2::FullMatch(piece, salutation);
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
  mark(salutes, "a salutation");
  m.labels_only = labels && m.count == 1;
  return m;
}

// The type of which the page is surely a letter when it is read alone; empty: of none.
std::string TypeOf(const PageReading& page, const Templates::Impl& impl) {
  const LetterText text({&page}, impl.common.breaks);
  FieldReader reader(text, impl, nullptr);
  const Choice choice = ChooseTemplate(text, impl, &reader, std::nullopt, nullptr);
  return choice.best && choice.sure ? choice.best->id : "";
}

constexpr int kManyMarks = 3;  // that a page opens a letter is then certain

// The marks and types of pages, each worked out once; those that will be asked for side by side.
class Looks {
 public:
  Looks(const Reading& reading, const Templates::Impl& impl, int jobs)
      : reading_(reading), impl_(impl), marks_(reading.pages.size()), types_(marks_.size()) {
    ForEach(marks_.size(), jobs, [&](size_t i) {
      if (IsSeparator(reading.pages[i])) return;
      const Marks& m = marks_[i] = riposte::MarksOf(reading.pages[i], impl);
      if (jobs > 1 && i > 0 && m.number == 0 && m.count < kManyMarks && !m.blank) (void)TypeOf(i);
    });
  }
  const Marks& MarksOf(size_t page) const { return marks_[page]; }
  const std::string& TypeOf(size_t page) const {
    std::optional<std::string>& type = types_[page];
    if (!type) type = riposte::TypeOf(reading_.pages[page], impl_);
    return *type;
  }

 private:
  const Reading& reading_;
  const Templates::Impl& impl_;
  std::vector<Marks> marks_;
  mutable std::vector<std::optional<std::string>> types_;
};

}  // namespace

std::vector<Cut> SplitLetters(const Reading& reading, const Templates::Impl& impl,
                              const std::map<int, bool>& told, int jobs, Trace* trace) {
  std::vector<Cut> out;
  const Looks looks(reading, impl, jobs);
  int last_number = 0, last_of = 0;
  bool open = false;     // a letter that the next page may go on with
  bool closed = false;   // the letter has ended politely,
  bool annexes = false;  // and spoke of annexes
  const auto begin = [&](size_t i) {
    out.push_back({i, i, {}});
    open = true;
    closed = annexes = false;
  };
  for (size_t i = 0; i < reading.pages.size(); ++i) {
    const PageReading& page = reading.pages[i];
    const int number = page.number;
    if (IsSeparator(page)) {
      open = false;
      last_number = last_of = 0;
      if (trace) trace->Add(0, fmt::format("page {} is a separator sheet", number));
      continue;
    }
    const Marks& m = looks.MarksOf(i);
    const bool empty_side = m.blank && page.source == PageSource::kBlank;
    const auto person = told.find(number);
    if (!open) {
      // The empty back of a sheet that lies between letters.
      if (empty_side && i > 0) continue;
      begin(i);
    } else if (person != told.end()) {
      if (person->second) begin(i);
      if (trace)
        trace->Add(0, fmt::format("page {} {} a letter: a person says so", number,
                                  person->second ? "opens" : "does not open"));
    } else if (empty_side) {
      continue;  // a letter's last sheet has an empty back; within a letter it is taken along
    } else if (m.number <= 1) {
      const bool first_of_count = m.number == 1 && (m.of > 1 || last_number > 0);
      bool cut = first_of_count || m.count >= kManyMarks;
      std::string why = first_of_count ? fmt::format("page 1/{}", m.of) : m.seen;
      std::string maybe = m.count >= 2 || (m.count == 1 && !m.labels_only) ? m.seen : "";
      if (!cut && !m.blank) {
        const std::string& type = looks.TypeOf(i);
        // The head of a statement may stand on each of its pages.
        cut = !type.empty() && (m.count >= 2 || type != looks.TypeOf(out.back().first));
        if (!type.empty()) why = maybe = "it reads as " + type;
      }
      if (maybe.empty() && closed && !annexes && !m.annexes && !m.blank)
        maybe = "the letter before has ended";
      if (cut) {
        begin(i);
        if (trace) trace->Add(0, fmt::format("page {} opens a letter: {}", number, why));
        if (last_of > 0 && last_number < last_of)
          out[out.size() - 2].warnings.push_back(
              fmt::format("pages_missing: {} of {}", last_number, last_of));
      } else if (!maybe.empty()) {
        out.back().warnings.push_back(fmt::format("cut_uncertain: page {}", number));
        if (trace) trace->Add(0, fmt::format("page {} may open a letter: {}", number, maybe));
      }
    }
    if (!m.blank) {
      last_number = m.number;
      last_of = m.of;
    }
    closed |= m.closing;
    annexes |= m.annexes;
    out.back().last = i + 1;
  }
  // A file of sheets alone is kept as it came.
  if (out.empty() && !reading.pages.empty()) out.push_back({0, reading.pages.size(), {}});
  return out;
}

}  // namespace riposte
