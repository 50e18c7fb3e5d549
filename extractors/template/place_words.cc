// The idea: counts are kept as they are, so that letters can be added to them; weights follow from
// counts.
#include "extractors/template/place_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace riposte {
namespace {

constexpr std::string_view kAllValues = "(valeurs)";  // the row of a field's own counts
constexpr double kSmoothing = 0.5;
constexpr double kHeaviest = 3;  // one mark alone decides nothing
constexpr double kSaysNothing = 0.4;
constexpr int kFewValues = 5;
constexpr int kMostValues = 10'000'000;
constexpr size_t kLongestMark = 48;

bool ToCount(std::string_view s, int* out) {
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), *out);
  return ec == std::errc() && end == s.data() + s.size() && *out >= 0 && *out <= kMostValues;
}

}  // namespace

Result<PlaceWords> PlaceWords::Parse(std::string_view tsv, const std::string& name) {
  PlaceWords out;
  int number = 0;
  const auto wrong = [&](const std::string& message) {
    return Error{.code = ErrorCode::kTemplate,
                 .message = fmt::format("line {}: {}", number, message),
                 .hint = "make it anew with `riposte templates learn`",
                 .file = name};
  };
  while (!tsv.empty()) {
    const size_t end = std::min(tsv.find('\n'), tsv.size());
    std::string_view line = tsv.substr(0, end);
    tsv.remove_prefix(std::min(end + 1, tsv.size()));
    ++number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || number == 1) continue;  // the heading
    std::string_view cells[4];
    size_t n = 0;
    for (; n < 4; ++n) {
      const size_t tab = n < 3 ? line.find('\t') : line.size();
      if (tab == std::string_view::npos) break;
      cells[n] = line.substr(0, tab);
      line.remove_prefix(std::min(tab + 1, line.size()));
    }
    Count count;
    if (n < 4 || !ToCount(cells[2], &count.yes) || !ToCount(cells[3], &count.no))
      return wrong("a row is: field, mark, two numbers");
    if (cells[0].empty() || cells[1].empty() || cells[1].size() > kLongestMark)
      return wrong("no field or no mark");
    Field& field = out.fields_[std::string(cells[0])];
    if (cells[1] == kAllValues) {
      field.all = count;
      continue;
    }
    if (count.yes > field.all.yes || count.no > field.all.no)
      return wrong(fmt::format("the mark «{}» stands more often than there are values", cells[1]));
    field.marks.emplace(cells[1], count);
  }
  return out;
}

bool PlaceWords::Knows(std::string_view field) const {
  const auto known = fields_.find(field);
  return known != fields_.end() && known->second.all.yes >= kFewValues;
}

// How much more often than by chance near the field's values, less the same for the others. What
// was seen a few times near one of many values says nothing yet: chance is given half a sighting.
double PlaceWords::Weight(const Field& field, const Count& count) {
  const double values = field.all.yes + field.all.no;
  if (values == 0) return 0;
  const double share = (count.yes + count.no) / values;
  const double yes = (count.yes + kSmoothing) / (field.all.yes * share + kSmoothing);
  const double no = (count.no + kSmoothing) / (field.all.no * share + kSmoothing);
  return std::clamp(std::log(yes / no), -kHeaviest, kHeaviest);
}

double PlaceWords::Score(std::string_view field, const std::vector<std::string>& marks) const {
  const auto known = fields_.find(field);
  if (known == fields_.end()) return 0;
  double sum = 0;
  for (const std::string& mark : marks)
    if (const auto count = known->second.marks.find(mark); count != known->second.marks.end())
      sum += Weight(known->second, count->second);
  return sum;
}

void PlaceWords::Add(const std::string& field, const std::vector<std::string>& marks,
                     bool is_field) {
  Field& f = fields_[field];
  ++(is_field ? f.all.yes : f.all.no);
  for (const std::string& mark : marks) {
    if (mark.size() > kLongestMark) continue;
    Count& count = f.marks[mark];
    ++(is_field ? count.yes : count.no);
  }
}

std::string PlaceWords::ToTsv(int fewest) const {
  std::string out = "champ\tabord\toui\tnon\n";
  for (const auto& [id, field] : fields_) {
    out += fmt::format("{}\t{}\t{}\t{}\n", id, kAllValues, field.all.yes, field.all.no);
    for (const auto& [mark, count] : field.marks)
      if (count.yes + count.no >= fewest && std::abs(Weight(field, count)) >= kSaysNothing)
        out += fmt::format("{}\t{}\t{}\t{}\n", id, mark, count.yes, count.no);
  }
  return out;
}

}  // namespace riposte
