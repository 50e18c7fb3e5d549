// Column by column: the least distance of two lines is that of wrapped lines; what stands further
// apart is another cell. Baselines are set on a grid of pixels, so equal distances differ a little,
// and rows may stand hardly further apart: of several tolerances the one that leaves the fewest
// lines over is taken.
#include "extractors/reading/row_groups.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

namespace riposte::reading {
namespace {

constexpr double kWrapped = 18;  // points that the lines of a cell are apart at most

struct Cells {
  std::vector<int> row;  // by line: of the line of figures beside its cell, -1: none, -2: no words
};

std::optional<Cells> CellsOf(const std::vector<TableLine>& lines, size_t column, double slack) {
  Cells out{std::vector<int>(lines.size(), -2)};
  std::vector<size_t> at;
  double least = 1e300;
  size_t before = SIZE_MAX;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].apart) before = SIZE_MAX;
    if (lines[i].apart || !lines[i].words[column]) continue;
    if (before != SIZE_MAX) least = std::min(least, lines[i].base - lines[before].base);
    before = i;
    at.push_back(i);
  }
  const bool wraps = least < kWrapped;
  for (size_t k = 0; k < at.size();) {
    size_t end = k + 1;
    const auto parted = [&](size_t a, size_t b) {
      if (lines[b].base - lines[a].base > least + slack) return true;
      for (size_t i = a + 1; i < b; ++i)
        if (lines[i].apart) return true;
      return false;
    };
    while (wraps && end < at.size() && !parted(at[end - 1], at[end])) ++end;
    const double reach = end - k > 1 ? 0.3 * least : 2.5;
    const double top = lines[at[k]].base - reach, bottom = lines[at[end - 1]].base + reach;
    int row = -1;
    for (size_t i = 0; i < lines.size(); ++i) {
      if (!lines[i].figures || lines[i].base < top || lines[i].base > bottom) continue;
      if (row >= 0) return std::nullopt;
      row = static_cast<int>(i);
    }
    for (; k < end; ++k) out.row[at[k]] = row;
  }
  return out;
}

std::vector<int> RowsWith(const std::vector<TableLine>& lines, double slack) {
  if (lines.empty()) return {};
  std::vector<int> row(lines.size(), -1);
  bool wrapped = false;
  for (size_t i = 0; i < lines.size(); ++i)
    if (lines[i].figures) row[i] = static_cast<int>(i);
  for (size_t column = 0; column < lines[0].words.size(); ++column) {
    // Columns whose words always stand beside figures do not wrap.
    if (std::none_of(lines.begin(), lines.end(),
                     [&](const TableLine& l) { return !l.apart && !l.figures && l.words[column]; }))
      continue;
    const std::optional<Cells> cells = CellsOf(lines, column, slack);
    if (!cells) return {};
    for (size_t i = 0; i < lines.size(); ++i) {
      const int beside = cells->row[i];
      if (beside < 0 || lines[i].apart) continue;
      if (row[i] >= 0 && row[i] != beside) return {};
      wrapped |= row[i] < 0;
      row[i] = beside;
    }
  }
  if (!wrapped) return {};
  // Rows follow each other, and nothing else stands within one.
  int last = -1;
  bool between = false;
  for (const int r : row) {
    if (r < 0) {
      between = true;
      continue;
    }
    if (r < last || (r == last && between)) return {};
    last = r;
    between = false;
  }
  return row;
}

}  // namespace

std::vector<int> RowsOfLines(const std::vector<TableLine>& lines) {
  std::vector<int> best;
  size_t fewest = 0;
  for (int step = 20; step >= 2; --step) {
    std::vector<int> rows = RowsWith(lines, 0.1 * step);
    if (rows.empty()) continue;
    size_t none = 0;
    for (size_t i = 0; i < lines.size(); ++i) none += rows[i] < 0 && !lines[i].apart ? 1 : 0;
    if (!best.empty() && none >= fewest) continue;
    best = std::move(rows);
    fewest = none;
  }
  return best;
}

}  // namespace riposte::reading
