// The idea: what is withheld without need costs a person one look at the paper, what is let through
// cannot be taken back; so the patterns lean to withholding. Digits are looked for along printed
// rows, because a NIR's groups stand far apart in a table's cell.
#include "extractors/reading/secret.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "extractors/reading/lines.h"
#include "extractors/reading/upright.h"
#include "extractors/values/fold.h"
#include "extractors/values/given_names.h"
#include "extractors/values/nir.h"

namespace riposte {
namespace {

// How a row of a list begins: «3. Mme LE SCOUL Yvonig 60,00».
struct Person {
  bool named = false;   // a surname in capitals beside a given name, whatever their order
  bool likely = false;  // the same in one case («Duvallon Jeanne»), with a known given name, or an
                        // initial for it
  bool known = false;   // one of the words is a known given name
  bool titled = false;  // a title and a name
};

Person PersonAt(const std::string& row) {
  static const RE2 lead("^(?:[0-9]{1,3}[.)]?|[-–•*])$");
  static const RE2 title("^(?:M\\.|MM\\.|Mme|Mlle|Monsieur|Madame)$");
  static const RE2 capitals("^(\\p{Lu}[\\p{Lu}'’-]+),?$");
  static const RE2 proper("^(\\p{Lu}\\p{Ll}[\\p{L}'’-]*)[,:;.]?$");
  static const RE2 initial("^\\p{Lu}(?:-\\p{Lu})?\\.$");
  constexpr size_t kMaxWords = 5;
  Person p;
  std::string form;  // C: capitals, p: proper, i: an initial
  std::istringstream words(row);
  std::string word;
  bool titled = false;
  for (bool first = true; form.size() < kMaxWords && words >> word; first = false) {
    std::string bare;
    if (first && RE2::FullMatch(word, lead)) continue;
    if (form.empty() && !titled && RE2::FullMatch(word, title)) {
      titled = true;
      continue;
    }
    if (RE2::FullMatch(word, initial)) {
      form += 'i';
    } else if (RE2::FullMatch(word, capitals, &bare)) {
      form += 'C';
    } else if (RE2::FullMatch(word, proper, &bare)) {
      form += 'p';
    } else {
      break;
    }
    if (!bare.empty()) p.known = p.known || IsGivenName(Plain(bare.substr(0, bare.find('-'))));
    if (form.ends_with("p") && word.back() != bare.back()) break;
  }
  static const RE2 both("^(?:C{1,4}p|p{1,3}C)"), one_case("^(?:C{2,4}|p{2,4})$"),
      short_name("^(?:[Cp]{1,3}i|i[Cp])");
  p.named = RE2::PartialMatch(form, both);
  p.likely = (RE2::PartialMatch(form, one_case) && p.known) || RE2::PartialMatch(form, short_name);
  p.titled = titled && !form.empty();
  return p;
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

// A heading holds for the rows of its page; sentences speak of patients too, but are no heading.
bool MayBeHeading(const std::string& row) {
  constexpr std::ptrdiff_t kHeadingSpaces = 11;
  return std::count(row.begin(), row.end(), ' ') <= kHeadingSpaces &&
         row.find(';') == std::string::npos;
}

bool TableOfPeople(const std::vector<std::string>& rows) {
  static const RE2 digit("[0-9]"), born("(?i)\\bn[ée](?:e|\\(e\\))?\\s+(?:le|en)\\s+[0-9]");
  bool sure = false, loose = false;
  int headed = 0, bare = 0, births = 0;
  for (const std::string& row : rows) {
    const Person p = PersonAt(row);
    const bool person = p.named || p.likely || p.titled;
    if (person && RE2::PartialMatch(row, digit)) {
      const bool day = RE2::PartialMatch(row, DayInDigits());
      if ((p.named && (sure || (loose && day))) ||
          (p.likely && ((sure && p.known) || ((sure || loose) && day))) ||
          (p.titled && (sure || loose)))
        ++headed;
      // A list that goes on from the page before has no heading.
      if (day && (p.titled || (p.known && (p.named || p.likely)))) ++bare;
      if (RE2::PartialMatch(row, born)) ++births;
      if (headed >= 2 || bare >= 3 || births >= 2) return true;
      continue;
    }
    if (!MayBeHeading(row)) continue;
    sure = sure || RE2::PartialMatch(row, SureHeading());
    loose = loose || RE2::PartialMatch(row, LooseHeading());
  }
  return false;
}

// «NIR», «n° de sécurité sociale», «n° SS»: what follows is one, though it has no key, or lies in
// two pieces in a narrow cell.
bool LabelledNirs(const std::vector<std::string>& rows) {
  static const RE2 label(
      "\\bNIR\\b|(?i:\\b(?:n\\s?[°º]|num[ée]ros?)\\s*(?:de\\s+|d\\s?['’]\\s*)?"
      "(?:s[ée]c(?:u(?:rit[ée])?|\\.)?\\s*soc|s\\.?\\s?s\\b|immatriculation|assur[ée]))|"
      "(?i:\\bmatricules?\\b)");
  static const RE2 digits("\\b([1-478][0-9]{6,14})\\b"),
      own("(?i)\\b(?:RPPS|AM|ADELI|SIRET|FINESS)\\b");
  bool named = false, heading = false;
  int pieces = 0;
  for (const std::string& row : rows) {
    if (RE2::PartialMatch(row, label)) {
      named = true;
      static const RE2 nir("\\bNIR\\b|(?i:soc)");
      heading = heading || (MayBeHeading(row) && RE2::PartialMatch(row, nir));
    }
    if (named && MayBeNir(row)) return true;
    if (heading && !RE2::PartialMatch(row, own) && RE2::PartialMatch(row, digits) && ++pieces >= 2)
      return true;
  }
  return false;
}

}  // namespace

bool NamesPatients(const PageReading& page) {
  if (page.words.empty()) return false;
  const std::vector<std::string> rows = PrintedRows(Upright(page));
  return std::any_of(rows.begin(), rows.end(),
                     [](const std::string& r) { return LooksLikeNir(r); }) ||
         LabelledNirs(rows) || TableOfPeople(rows);
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
