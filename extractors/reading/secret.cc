// The idea: what is withheld without need costs a person one look at the paper, what is let through
// cannot be taken back; so the patterns lean to withholding. Digits are looked for along printed
// rows, because a NIR's groups stand far apart in a table's cell.
#include "extractors/reading/secret.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "extractors/reading/lines.h"
#include "extractors/reading/upright.h"
#include "extractors/values/nir.h"

namespace riposte {
namespace {

// «DUPONT Jeanne 16/04/1966», «3 Mme LE SCOUL Yvonig 60,00»: a surname in capitals, a given name,
// then something with a digit.
const RE2& NamedRow() {
  static const RE2 row(
      "^(?:[0-9]{1,3}[.)]?\\s+)?(?:(?:M\\.|MM\\.|Mme|Mlle|Monsieur|Madame)\\s+)?"
      "(?:\\p{Lu}[\\p{Lu}'’-]+\\s+){1,4}\\p{Lu}\\p{Ll}[\\p{L}'’-]*\\b.*[0-9]");
  return row;
}

// The same the other way round: «Jeanne DUPONT 16/04/1966».
const RE2& NamedRowGivenFirst() {
  static const RE2 row(
      "^(?:[0-9]{1,3}[.)]?\\s+)?(?:(?:M\\.|Mme|Mlle|Monsieur|Madame)\\s+)?"
      "(?:\\p{Lu}\\p{Ll}[\\p{L}'’-]*\\s+){1,3}\\p{Lu}[\\p{Lu}'’-]{1,}\\b.*[0-9]");
  return row;
}

// A heading that only a list of people has.
const RE2& SureHeading() {
  static const RE2 heading(
      "(?i)\\b(?:pr[ée]noms?\\b|n[ée]e?(?:\\(e\\))?\\s+le\\b|naissance\\b|"
      "noms?\\s+(?:du|des|de\\s+la|de\\s+l['’])\\s*(?:patient|assur|b[ée]n[ée]f))");
  return heading;
}

// One that tables of figures have too: its rows must have dates.
const RE2& LooseHeading() {
  static const RE2 heading(
      "(?i)\\b(?:noms?|patient(?:e|\\(e\\))?s?|assur[ée](?:e|\\(e\\))?s?|b[ée]n[ée]ficiaires?)\\b");
  return heading;
}

const RE2& DayInDigits() {
  static const RE2 day("\\b[0-3]?[0-9][/.-][01]?[0-9][/.-](?:19|20)?[0-9]{2}\\b");
  return day;
}

// Rows as printed: the lines of all columns, left to right.
std::vector<std::string> PrintedRows(const PageReading& page) {
  std::map<int, std::vector<Line>> rows;
  for (Line& line : BuildLines(page)) rows[line.row].push_back(std::move(line));
  std::vector<std::pair<double, std::string>> out;
  for (auto& [row, lines] : rows) {
    std::sort(lines.begin(), lines.end(),
              [](const Line& a, const Line& b) { return a.box.left < b.box.left; });
    std::string text;
    for (const Line& line : lines) text += (text.empty() ? "" : " ") + line.text;
    out.emplace_back(lines.front().box.center_y(), std::move(text));
  }
  std::sort(out.begin(), out.end());
  std::vector<std::string> texts;
  for (auto& [y, text] : out) texts.push_back(std::move(text));
  return texts;
}

bool TableOfPeople(const std::vector<std::string>& rows) {
  // A heading holds for the rows of its page; sentences speak of patients too, but are no heading.
  constexpr std::ptrdiff_t kHeadingSpaces = 11;
  bool sure = false, loose = false;
  int named = 0;
  for (const std::string& row : rows) {
    if (RE2::PartialMatch(row, NamedRow()) || RE2::PartialMatch(row, NamedRowGivenFirst())) {
      const bool one = sure || (loose && RE2::PartialMatch(row, DayInDigits()));
      if (one && ++named >= 2) return true;
      continue;
    }
    if (std::count(row.begin(), row.end(), ' ') > kHeadingSpaces) continue;
    if (row.find_first_of(";") != std::string::npos) continue;
    sure = sure || RE2::PartialMatch(row, SureHeading());
    loose = loose || RE2::PartialMatch(row, LooseHeading());
  }
  return false;
}

}  // namespace

bool NamesPatients(const PageReading& page) {
  if (page.words.empty()) return false;
  const std::vector<std::string> rows = PrintedRows(Upright(page));
  return std::any_of(rows.begin(), rows.end(),
                     [](const std::string& r) { return LooksLikeNir(r); }) ||
         TableOfPeople(rows);
}

void Withhold(PageReading& page) {
  page.words.clear();
  page.rules.clear();
  if (!Withheld(page)) page.warnings.emplace_back(kSecretWarning);
}

bool Withheld(const PageReading& page) {
  return std::find(page.warnings.begin(), page.warnings.end(), kSecretWarning) !=
         page.warnings.end();
}

}  // namespace riposte
