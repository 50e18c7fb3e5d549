// The column says how many decimals there are, the picture whether there is a comma: neither is
// believed without the other. Where in the cell the comma should stand follows from the widths of
// print: a comma takes half a digit, a percent sign one and a half.
#include "extractors/template/lost_commas.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace riposte {
namespace {

constexpr size_t kLeastCells = 3;  // with decimals, before a column has a number of them
constexpr size_t kMostDigits = 9;

std::string DigitsIn(std::string_view s) {
  std::string out;
  for (const char c : s)
    if (c >= '0' && c <= '9') out += c;
  return out;
}

const Decimal* FromPicture(const Draft& d) {
  return d.evidence.source == PageSource::kOcr ? std::get_if<Decimal>(&d.fact.value) : nullptr;
}

bool Doubted(const Draft& d, const char* doubt) {
  const std::vector<std::string>& all = d.evidence.found.doubts;
  return std::find(all.begin(), all.end(), doubt) != all.end();
}

// Of the column; 0: they differ, or are few. Cells without decimals may all have lost them: the
// picture is asked for each.
int UsualScale(const std::vector<DraftRow>& rows, const std::string& column) {
  std::map<int, size_t> scales;
  size_t with_decimals = 0;
  for (const DraftRow& row : rows) {
    const auto cell = row.find(column);
    if (cell == row.end()) continue;
    const auto* value = std::get_if<Decimal>(&cell->second.fact.value);
    if (value == nullptr || value->scale == 0) continue;
    ++with_decimals;
    ++scales[value->scale];
  }
  for (const auto& [scale, cells] : scales)
    if (cells >= kLeastCells && cells * 2 > with_decimals) return scale;
  return 0;
}

bool MayLackComma(const Draft& d, int scale) {
  const Decimal* value = FromPicture(d);
  if (value == nullptr || value->scale != 0 || d.places.size() != 1 || !Doubted(d, "no_decimals"))
    return false;
  const size_t digits = DigitsIn(d.fact.text).size();
  return digits > static_cast<size_t>(scale) && digits <= kMostDigits;
}

// Does a comma at `x` stand before the last `scale` digits of what is printed in `box`?
bool StandsThere(const Box& box, double x, std::string_view printed, size_t digits, int scale) {
  constexpr double kComma = 0.5, kPercent = 1.9;  // in digits; the sign with its space
  const bool percent = printed.find('%') != std::string_view::npos;
  const double width = static_cast<double>(digits) + kComma + (percent ? kPercent : 0);
  if (box.width() <= 0) return false;
  const double at = (x - box.left) / box.width() * width;
  const double expected = static_cast<double>(digits) - scale + kComma / 2;
  return std::abs(at - expected) < 0.6;
}

}  // namespace

void PutBackCommas(std::vector<DraftRow>* rows, Desk* desk) {
  std::set<std::string> columns;
  for (const DraftRow& row : *rows)
    for (const auto& [column, cell] : row)
      if (Doubted(cell, "no_decimals") && FromPicture(cell)) columns.insert(column);
  std::vector<std::pair<Draft*, int>> suspects;
  std::vector<CropWish> wishes;
  for (const std::string& column : columns) {
    const int scale = UsualScale(*rows, column);
    if (scale == 0) continue;
    for (DraftRow& row : *rows) {
      const auto cell = row.find(column);
      if (cell == row.end() || !MayLackComma(cell->second, scale)) continue;
      suspects.emplace_back(&cell->second, scale);
      wishes.push_back({cell->second.places.front(), CropRecipe::kNumber});
    }
  }
  desk->Fetch(wishes);
  for (const auto& [draft, scale] : suspects) {
    const std::optional<CropReading> again = desk->Read(draft->places.front(), CropRecipe::kNumber);
    const std::string digits = DigitsIn(draft->fact.text);
    if (!again || again->commas != 1 || again->comma_at.size() != 1 ||
        DigitsIn(again->text) != digits ||
        !StandsThere(draft->places.front().value, again->comma_at.front(), draft->fact.text,
                     digits.size(), scale))
      continue;
    Fact& fact = draft->fact;
    const Decimal mended{std::get<Decimal>(fact.value).digits, scale};
    fact.candidates.insert(fact.candidates.begin(), {fact.value, fact.text, fact.spans});
    fact.value = mended;
    draft->evidence.found.value = mended;
    std::vector<std::string>& doubts = draft->evidence.found.doubts;
    std::erase(doubts, "no_decimals");
    const std::vector<Found> said = FindAll(draft->evidence.type, again->text);
    if (said.size() != 1 || said.front().value != fact.value) doubts.push_back("comma_doubt");
  }
}

}  // namespace riposte
