// With upright rules at the header's height, they are the columns. Without, the words below tell:
// where no row has ink is a gap between columns; a heading over two stretches of ink owns both, two
// headings over one stretch part it where the fewest rows have ink.
#include "extractors/reading/table_columns.h"

#include <algorithm>
#include <cmath>

namespace riposte::reading {
namespace {

// The x of upright rules that cross height y, those closer than 2.5 points taken for one.
std::vector<double> UprightAt(const Layout& layout, double y) {
  std::vector<double> xs;
  if (layout.rules.size() > 5000) return xs;
  for (const Rule& r : layout.rules)
    if (!r.horizontal && r.box.top <= y && r.box.bottom >= y) xs.push_back(r.box.center_x());
  std::sort(xs.begin(), xs.end());
  std::vector<double> merged;
  for (double x : xs)
    if (merged.empty() || x - merged.back() > 2.5) merged.push_back(x);
  return merged;
}

bool PlaceByRules(const Layout& layout, const TableHeader& header, size_t last_row, Columns& out) {
  // A scan may have lost the rules at the header, and a section has none: the height with most.
  std::vector<double> xs = UprightAt(layout, header.lowest);
  for (size_t r = header.next_row; r < std::min(last_row, header.next_row + 5); ++r) {
    std::vector<double> below = UprightAt(layout, layout.rows[r].base - 0.3 * layout.rows[r].em);
    if (below.size() > xs.size()) xs = std::move(below);
  }
  if (xs.size() < 2) return false;
  // A side that is left open still has its column.
  if (header.cells.front().box.center_x() < xs.front())
    xs.insert(xs.begin(), header.cells.front().box.left - header.em);
  if (header.cells.back().box.center_x() > xs.back())
    xs.push_back(header.cells.back().box.right + header.em);
  std::vector<Slot> slots;
  for (size_t k = 0; k + 1 < xs.size(); ++k) slots.push_back({xs[k], xs[k + 1], -1});
  std::vector<int> headings(slots.size(), 0);
  for (const HeaderCell& c : header.cells) {
    const auto it = std::find_if(slots.begin(), slots.end(), [&](const Slot& s) {
      return c.box.center_x() > s.left && c.box.center_x() < s.right;
    });
    if (it == slots.end()) return false;
    if (c.column >= 0 && it->column >= 0) return false;  // two columns between the same rules
    if (c.column >= 0) it->column = c.column;
    ++headings[it - slots.begin()];
  }
  out.slots = std::move(slots);
  out.grid = true;
  out.left = xs.front();
  out.right = xs.back();
  for (size_t k = 0; k < out.slots.size(); ++k)
    if (out.slots[k].column < 0) out.slots[k].column = headings[k] > 0 ? -1 : -2;
  return true;
}

struct Stretch {  // of ink below the header
  double left, right;
  std::vector<size_t> headings;
};

// Rows directly below the header, up to a larger gap or running text: those with several cells, and
// lines of a label that stay left of the second heading, or under one further right.
std::vector<const LaidRow*> BodyRows(const Layout& layout, const TableHeader& header,
                                     size_t last_row) {
  std::vector<const LaidRow*> rows;
  double before = header.box.bottom;
  for (size_t r = header.next_row; r < last_row; ++r) {
    const LaidRow& row = layout.rows[r];
    const double gap = row.base - before;
    if (gap > (rows.empty() ? 5.0 : 4.0) * header.em) break;
    if (!IsFull(layout, row)) {
      const bool more = r + 1 < last_row && IsFull(layout, layout.rows[r + 1]) &&
                        layout.rows[r + 1].base - row.base < 4.0 * header.em;
      const bool label = row.words.size() < 12;
      if (!more && !label) break;
      before = row.base;
      const double left = layout.words[row.words.front()].box.left;
      const double right = layout.words[row.words.back()].box.right;
      const auto under = std::count_if(
          header.cells.begin(), header.cells.end(),
          [&](const HeaderCell& c) { return c.box.left < right && c.box.right > left; });
      if (header.cells.size() > 1 &&
          (right < header.cells[1].box.left || (left > header.cells[0].box.right && under == 1)))
        rows.push_back(&row);
      continue;
    }
    rows.push_back(&row);
    before = row.base;
    if (rows.size() >= 2000) break;
  }
  return rows;
}

void PlaceByInk(const Layout& layout, const TableHeader& header, size_t last_row, Columns& out) {
  const std::vector<const LaidRow*> rows = BodyRows(layout, header, last_row);
  const double em = header.em;
  double low = header.cells.front().box.left, high = header.cells.back().box.right;
  for (const LaidRow* row : rows)
    for (int w : row->words) {
      low = std::min(low, layout.words[w].box.left);
      high = std::max(high, layout.words[w].box.right);
    }
  high = std::min(high, low + 20'000);
  // Ink in steps of half a point: how many rows have it there. Spaces between words count as ink.
  const auto step = [&](double x) {
    return static_cast<size_t>(std::clamp((x - low) * 2, 0.0, 40'001.0));
  };
  std::vector<int> change(step(high) + 3, 0);
  for (const LaidRow* row : rows)
    for (size_t k = 0; k < row->words.size();) {
      const size_t end = RunEnd(layout, *row, k, 0.75);
      ++change[step(layout.words[row->words[k]].box.left)];
      double right = 0;
      for (size_t i = k; i < end; ++i)
        right = std::max(right, layout.words[row->words[i]].box.right);
      --change[std::min(step(right) + 1, change.size() - 1)];
      k = end;
    }
  // The same for words alone: between two cells that stand close, no word of any row.
  std::vector<int> word_change(change.size(), 0);
  for (const LaidRow* row : rows)
    for (int w : row->words) {
      ++word_change[step(layout.words[w].box.left)];
      --word_change[std::min(step(layout.words[w].box.right) + 1, word_change.size() - 1)];
    }
  std::vector<int> ink(change.size()), words(change.size());
  int level = 0, words_level = 0;
  for (size_t x = 0; x < change.size(); ++x) {
    ink[x] = level += change[x];
    words[x] = words_level += word_change[x];
  }
  const int noise = static_cast<int>(rows.size()) / 30;

  std::vector<Stretch> stretches;
  for (size_t x = 0; x < ink.size(); ++x) {
    if (ink[x] <= noise) continue;
    const double at = low + static_cast<double>(x) / 2;
    if (!stretches.empty() && at - stretches.back().right < 1.0)
      stretches.back().right = at;
    else
      stretches.push_back({at, at, {}});
  }
  // Every heading goes to the stretch it overlaps most; one without overlap to the nearest free one
  // within two and a half type sizes, else it has a column without ink.
  const size_t n = header.cells.size();
  std::vector<int> home(n, -1);
  for (size_t k = 0; k < n; ++k) {
    const Box& b = header.cells[k].box;
    double best = 0.5;
    for (size_t s = 0; s < stretches.size(); ++s) {
      const double overlap =
          std::min(b.right, stretches[s].right) - std::max(b.left, stretches[s].left);
      if (overlap > best) {
        best = overlap;
        home[k] = static_cast<int>(s);
      }
    }
    if (home[k] >= 0) stretches[home[k]].headings.push_back(k);
  }
  for (size_t k = 0; k < n; ++k) {
    if (home[k] >= 0) continue;
    const Box& b = header.cells[k].box;
    double best = 2.5 * em;
    int nearest = -1;
    for (size_t s = 0; s < stretches.size(); ++s) {
      if (!stretches[s].headings.empty()) continue;
      const double d = std::max(stretches[s].left - b.right, b.left - stretches[s].right);
      if (d < best) {
        best = d;
        nearest = static_cast<int>(s);
      }
    }
    if (nearest >= 0) {
      home[k] = nearest;
      stretches[nearest].headings.push_back(k);
    }
  }
  struct Part {
    double left, right;
    int column;
  };
  std::vector<Part> parts;
  for (size_t k = 0; k < n; ++k)
    if (home[k] < 0)
      parts.push_back(
          {header.cells[k].box.left, header.cells[k].box.right, header.cells[k].column});
  for (size_t s = 0; s < stretches.size(); ++s) {
    const Stretch& stretch = stretches[s];
    if (stretch.headings.empty()) {
      // Ink under the same wide heading as its neighbour, or a column without a heading.
      int owner = -2;
      for (size_t k = 0; k < n; ++k)
        if (std::min(header.cells[k].box.right, stretch.right) -
                std::max(header.cells[k].box.left, stretch.left) >
            0.6 * (stretch.right - stretch.left))
          owner = header.cells[k].column;
      parts.push_back({stretch.left, stretch.right, owner});
      continue;
    }
    double left = stretch.left;
    for (size_t h = 0; h < stretch.headings.size(); ++h) {
      const HeaderCell& cell = header.cells[stretch.headings[h]];
      double right = stretch.right;
      if (h + 1 < stretch.headings.size()) {
        // Between the two headings, where the fewest rows have ink, nearest to their middle.
        const Box& next = header.cells[stretch.headings[h + 1]].box;
        const double middle = (cell.box.right + next.left) / 2;
        double best = 1e300;
        right = middle;
        for (double x = cell.box.center_x(); x < next.center_x(); x += 0.5) {
          const size_t at = std::min(step(x), ink.size() - 1);
          // Where no row has a word at all, the spaces are a border.
          const double covered = words[at] == 0 ? 0 : ink[at] + 0.5 * words[at];
          const double cost = covered + std::abs(x - middle) / 1000;
          if (cost < best) {
            best = cost;
            right = x;
          }
        }
      }
      parts.push_back({left, right, cell.column});
      left = right;
    }
  }
  std::sort(parts.begin(), parts.end(),
            [](const Part& a, const Part& b) { return a.left + a.right < b.left + b.right; });
  out.left = low;
  out.right = high;
  for (size_t k = 0; k < parts.size(); ++k) {
    const double left = k == 0 ? low - em : out.slots.back().right;
    const double right = k + 1 == parts.size()
                             ? high + em
                             : std::max(left, (parts[k].right + parts[k + 1].left) / 2);
    // Neighbours of the same column are one.
    if (!out.slots.empty() && out.slots.back().column == parts[k].column && parts[k].column >= 0)
      out.slots.back().right = right;
    else
      out.slots.push_back({left, right, parts[k].column});
  }
}

// Columns that may stand without a heading take the unheaded slots (marked -2 until here).
void FillUnheaded(const std::vector<ColumnSpec>& specs, Columns& columns) {
  const auto slot_of = [&](int column) {
    return std::find_if(columns.slots.begin(), columns.slots.end(),
                        [&](const Slot& s) { return s.column == column; });
  };
  const auto unheaded = [&](const ColumnSpec& spec) {
    const auto& h = spec.headers;
    return h.empty() || std::find(h.begin(), h.end(), "") != h.end();
  };
  for (int c = 0; c < static_cast<int>(specs.size()); ++c) {
    if (slot_of(c) != columns.slots.end()) continue;
    if (c != 0 && !unheaded(specs[c])) continue;
    if (c == 0) {
      if (columns.slots.empty() || columns.slots.front().column != -2) continue;
      // One column without a heading is the one that may be so: labels rather than codes.
      const auto label = std::find_if(specs.begin(), specs.end(), unheaded);
      const auto at = static_cast<int>(label - specs.begin());
      const bool one = columns.slots.size() < 2 || columns.slots[1].column != -2;
      const bool labels = one && label != specs.end() && slot_of(at) == columns.slots.end();
      columns.slots.front().column = labels ? at : 0;
      continue;
    }
    const auto before = slot_of(c - 1);
    if (before != columns.slots.end() && before + 1 != columns.slots.end() &&
        (before + 1)->column == -2)
      (before + 1)->column = c;
  }
  for (Slot& s : columns.slots)
    if (s.column == -2) s.column = -1;
}

}  // namespace

bool IsFull(const Layout& layout, const LaidRow& row) {
  return RunEnd(layout, row, 0, 0.95) < row.words.size();
}

Columns PlaceColumns(const Layout& layout, const TableHeader& header,
                     const std::vector<ColumnSpec>& specs, size_t last_row) {
  Columns columns;
  if (!PlaceByRules(layout, header, last_row, columns))
    PlaceByInk(layout, header, last_row, columns);
  FillUnheaded(specs, columns);
  return columns;
}

std::vector<double> LevelRules(const Layout& layout, double left, double right, double top,
                               double bottom) {
  std::vector<std::pair<double, Box>> found;
  if (layout.rules.size() > 5000) return {};
  for (const Rule& r : layout.rules)
    if (r.horizontal && r.box.center_y() > top && r.box.center_y() < bottom && r.box.left < right &&
        r.box.right > left)
      found.emplace_back(r.box.center_y(), r.box);
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<double> heights;
  for (size_t k = 0; k < found.size();) {
    // Pieces at the same height are one rule.
    double covered = 0, reached = left;
    std::vector<Box> pieces;
    size_t end = k;
    while (end < found.size() && found[end].first - found[k].first < 2.5)
      pieces.push_back(found[end++].second);
    std::sort(pieces.begin(), pieces.end(),
              [](const Box& a, const Box& b) { return a.left < b.left; });
    for (const Box& p : pieces) {
      const double from = std::max(p.left, reached), to = std::min(p.right, right);
      if (to > from) {
        covered += to - from;
        reached = to;
      }
    }
    if (covered > 0.6 * (right - left)) heights.push_back(found[k].first);
    k = end;
  }
  return heights;
}

bool UprightInside(const Layout& layout, const Columns& columns, double y) {
  for (double x : UprightAt(layout, y))
    if (x > columns.left + 3 && x < columns.right - 3) return true;
  return false;
}

}  // namespace riposte::reading
