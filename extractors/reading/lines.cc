// Rows are cut into lines at column gaps: a gap wider than any space between words, a gap that the
// rows above or below share (a river that is no accident), or a ruling line. Lines that stand under
// each other at even leading make a block, and blocks are put in reading order by cutting the page
// at its white bands, level ones first.
#include "extractors/reading/lines.h"

#include <algorithm>
#include <cmath>

#include "extractors/reading/layout.h"

namespace riposte {
namespace {

using reading::LaidRow;
using reading::LaidWord;
using reading::Layout;

// In type sizes. Justified print stretches its spaces to 1 at most.
constexpr double kSureGap = 1.7;
constexpr double kSharedGap = 0.9;

struct Gap {
  double left, right;
};

// Gaps that may be column gaps, row by row.
std::vector<std::vector<Gap>> WideGaps(const Layout& layout) {
  std::vector<std::vector<Gap>> gaps(layout.rows.size());
  for (size_t r = 0; r < layout.rows.size(); ++r) {
    const LaidRow& row = layout.rows[r];
    double right = -1e300;
    for (size_t k = 0; k < row.words.size(); ++k) {
      const LaidWord& w = layout.words[row.words[k]];
      if (k > 0 && w.box.left - right > kSharedGap * row.em) gaps[r].push_back({right, w.box.left});
      right = std::max(right, w.box.right);
    }
  }
  return gaps;
}

// The usual space of a row of running text; 0 for a row of few words or of figures. A typewriter
// has spaces of a type size, and justified ones are wider still.
double UsualSpace(const PageReading& page, const Layout& layout, const LaidRow& row) {
  constexpr size_t kLeastWords = 7;
  if (row.words.size() < kLeastWords) return 0;
  std::vector<double> spaces;
  size_t words = 0;
  for (size_t k = 0; k < row.words.size(); ++k) {
    const LaidWord& w = layout.words[row.words[k]];
    const std::string& text = page.words[w.index].text;
    words += std::none_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (k > 0) spaces.push_back(w.box.left - layout.words[row.words[k - 1]].box.right);
  }
  if (words * 4 < row.words.size() * 3) return 0;
  std::nth_element(spaces.begin(), spaces.begin() + spaces.size() / 2, spaces.end());
  return spaces[spaces.size() / 2];
}

// Where the cells of a row begin that stand under or over those of a row that is cut for sure:
// «N/Réf | V/Réf | Affaire suivie par», and below it codes and names that fill their columns. One
// such place may be chance, two are columns.
std::vector<double> CellStarts(const Layout& layout, const std::vector<std::vector<Gap>>& gaps,
                               size_t r) {
  constexpr double kLeastGap = 0.7, kAligned = 0.25;  // type sizes
  const LaidRow& row = layout.rows[r];
  std::vector<double> starts;
  for (const int d : {-1, 1}) {
    const int other = static_cast<int>(r) + d;
    if (other < 0 || other >= static_cast<int>(gaps.size())) continue;
    std::vector<double> here;
    const double least = kSureGap * layout.rows[static_cast<size_t>(other)].em;
    double right = -1e300;
    for (size_t k = 0; k < row.words.size(); ++k) {
      const LaidWord& w = layout.words[static_cast<size_t>(row.words[k])];
      // The gaps of a row stand left to right.
      const auto& there = gaps[static_cast<size_t>(other)];
      const auto near = std::lower_bound(there.begin(), there.end(), w.box.left - kAligned * row.em,
                                         [](const Gap& g, double x) { return g.right < x; });
      if (k > 0 && w.box.left - right > kLeastGap * row.em && near != there.end() &&
          near->right <= w.box.left + kAligned * row.em && near->right - near->left > least)
        here.push_back(w.box.left);
      right = std::max(right, w.box.right);
    }
    if (here.size() >= 2) starts.insert(starts.end(), here.begin(), here.end());
  }
  std::sort(starts.begin(), starts.end());
  return starts;
}

bool SharedBy(const std::vector<Gap>& gaps, const Gap& g, double least) {
  auto it = std::lower_bound(gaps.begin(), gaps.end(), g.left,
                             [](const Gap& x, double v) { return x.right < v; });
  return it != gaps.end() && std::min(it->right, g.right) - std::max(it->left, g.left) >= least;
}

std::vector<Line> CutRows(const PageReading& page, const Layout& layout) {
  const std::vector<std::vector<Gap>> gaps = WideGaps(layout);
  std::vector<Line> lines;
  for (size_t r = 0; r < layout.rows.size(); ++r) {
    const LaidRow& row = layout.rows[r];
    std::vector<int> run;
    const auto finish = [&] {
      if (run.empty()) return;
      Line line;
      line.page = page.number;
      line.row = static_cast<int>(r);
      std::vector<double> heights;
      for (int k : run) {
        const Word& word = page.words[layout.words[k].index];
        line.words.push_back(layout.words[k].index);
        line.box = heights.empty() ? word.box : line.box.Union(word.box);
        heights.push_back(word.box.height());
      }
      std::nth_element(heights.begin(), heights.begin() + heights.size() / 2, heights.end());
      line.height = heights[heights.size() / 2];
      line.text = reading::Joined(page, layout, run, &line.offset);
      lines.push_back(std::move(line));
      run.clear();
    };
    double right = -1e300;
    const double usual = UsualSpace(page, layout, row);
    const std::vector<double> starts = CellStarts(layout, gaps, r);
    const std::vector<double> spacing = reading::LetterSpacing(page, layout, row.words);
    for (size_t i = 0; i < row.words.size(); ++i) {
      const int k = row.words[i];
      const LaidWord& w = layout.words[k];
      if (!run.empty()) {
        const Gap gap{right, w.box.left};
        const double em = std::min(row.em, std::max(w.em, layout.words[run.back()].em));
        const double width = gap.right - gap.left;
        // A title in spaced letters has wider spaces still.
        const bool spaced = spacing[i] > 0 && width < 4.5 * spacing[i];
        bool cut = !spaced && width > kSureGap * em;
        if (!cut && !spaced && width > kSharedGap * em && width > 1.4 * usual) {
          int rows = 1;
          for (int d : {-2, -1, 1, 2}) {
            const int other = static_cast<int>(r) + d;
            if (other >= 0 && other < static_cast<int>(gaps.size()) &&
                SharedBy(gaps[other], gap, 0.6 * em))
              ++rows;
          }
          cut = rows >= 3;
        }
        if (!cut && !spaced && width > 1.4 * usual)
          cut = std::binary_search(starts.begin(), starts.end(), w.box.left);
        const double middle = row.base - 0.3 * row.em;
        if (!cut && width > 0) cut = reading::RuleBetween(layout, gap.left, gap.right, middle);
        if (cut) finish();
      }
      run.push_back(k);
      right = run.size() == 1 ? w.box.right : std::max(right, w.box.right);
    }
    finish();
  }
  return lines;
}

// A line on the straightened page, for the block geometry.
struct Placed {
  double left, right, top, bottom, base, em;
};

struct Block {
  std::vector<int> lines;
  double left, right, top, bottom;
  double leading = 0;  // 0: one line so far
};

// Largest distance of two lines of one paragraph, in type sizes: «interligne 1,5» of a font whose
// letters are small on their body.
constexpr double kWidestLeading = 2.4;

// Median distance, in type sizes, of a line to the nearest one above it in its column; that of a
// page of few lines is not known.
double UsualLeading(const std::vector<Placed>& placed) {
  std::vector<double> leadings;
  for (size_t i = 0; i < placed.size(); ++i)
    for (size_t k = i; k-- > 0 && i - k < 64;) {
      const Placed &a = placed[k], &b = placed[i];
      const double d = b.base - a.base;
      if (d < 0.6 * b.em || std::min(a.right, b.right) <= std::max(a.left, b.left)) continue;
      if (d < kWidestLeading * b.em) leadings.push_back(d / b.em);
      break;
    }
  if (leadings.size() < 6) return 1.9;
  std::nth_element(leadings.begin(), leadings.begin() + leadings.size() / 2, leadings.end());
  return leadings[leadings.size() / 2];
}

std::vector<Block> MakeBlocks(const std::vector<Line>& lines, const std::vector<Placed>& placed) {
  // A second line may stand a little further below the first than lines of the page usually do.
  const double usual = UsualLeading(placed);
  const double reach = std::min(usual > 1.55 ? kWidestLeading : 1.9, 1.25 * usual + 0.05);
  std::vector<Block> blocks;
  std::vector<int> open;  // blocks that may still grow
  for (int i = 0; i < static_cast<int>(lines.size()); ++i) {
    const Placed& p = placed[i];
    int best = -1;
    double best_overlap = 0;
    std::vector<int> still;
    std::vector<int> above;
    for (int b : open) {
      Block& block = blocks[b];
      const Placed& last = placed[block.lines.back()];
      const double d = p.base - last.base;
      if (d > 2.6 * std::max(p.em, last.em)) continue;  // too far up for all lines to come
      still.push_back(b);
      if (lines[block.lines.back()].row == lines[i].row) continue;
      const double overlap = std::min(p.right, last.right) - std::max(p.left, last.left);
      if (overlap <= 0) continue;
      above.push_back(b);
      const double size = std::max(p.em, last.em) / std::min(p.em, last.em);
      const bool aligned = std::abs(p.left - block.left) < 3 * p.em ||
                           std::abs(p.right - block.right) < 1.5 * p.em ||
                           std::abs((p.left + p.right) - (block.left + block.right)) < 3 * p.em;
      const bool even = block.leading == 0 ? d < reach * std::max(p.em, last.em)
                                           : std::abs(d - block.leading) < 0.3 * block.leading;
      if (size < 1.35 && aligned && even && overlap > best_overlap) {
        best = b;
        best_overlap = overlap;
      }
    }
    // A line under two blocks side by side belongs to neither.
    if (best >= 0)
      for (int b : above)
        if (b != best && placed[blocks[b].lines.back()].base >
                             placed[blocks[best].lines.back()].base - 0.5 * p.em) {
          best = -1;
          break;
        }
    if (best < 0) {
      best = static_cast<int>(blocks.size());
      blocks.push_back({{}, p.left, p.right, p.top, p.bottom});
      still.push_back(best);
    }
    Block& block = blocks[best];
    if (!block.lines.empty()) {
      const double d = p.base - placed[block.lines.back()].base;
      block.leading = block.leading == 0 ? d : 0.5 * (block.leading + d);
    }
    block.lines.push_back(i);
    block.left = std::min(block.left, p.left);
    block.right = std::max(block.right, p.right);
    block.top = std::min(block.top, p.top);
    block.bottom = std::max(block.bottom, p.bottom);
    if (still.size() > 64) still.erase(still.begin());  // no page has that many columns
    open = std::move(still);
  }
  return blocks;
}

// Recursive cuts at white bands; appends block numbers in reading order.
void ReadingOrder(const std::vector<Block>& blocks, std::vector<int> set, double em, int depth,
                  std::vector<int>& order) {
  const auto by_place = [&](int a, int b) {
    return blocks[a].top != blocks[b].top ? blocks[a].top < blocks[b].top
                                          : blocks[a].left < blocks[b].left;
  };
  std::sort(set.begin(), set.end(), by_place);
  if (set.size() <= 1 || depth > 24) {
    order.insert(order.end(), set.begin(), set.end());
    return;
  }
  for (bool level : {true, false}) {
    const auto near = [&](int b) { return level ? blocks[b].top : blocks[b].left; };
    const auto far = [&](int b) { return level ? blocks[b].bottom : blocks[b].right; };
    std::vector<int> sorted = set;
    std::stable_sort(sorted.begin(), sorted.end(), [&](int a, int b) { return near(a) < near(b); });
    std::vector<std::vector<int>> parts(1);
    double reached = far(sorted[0]);
    for (int b : sorted) {
      if (!parts.back().empty() && near(b) - reached > (level ? 0.3 : 0.8) * em)
        parts.emplace_back();
      parts.back().push_back(b);
      reached = std::max(reached, far(b));
    }
    if (parts.size() == 1) continue;
    for (auto& part : parts) ReadingOrder(blocks, std::move(part), em, depth + 1, order);
    return;
  }
  order.insert(order.end(), set.begin(), set.end());
}

}  // namespace

std::pair<size_t, size_t> Line::WordsAt(size_t begin, size_t end) const {
  if (offset.empty()) return {0, 0};
  const auto at = [&](size_t byte) {
    const auto it = std::upper_bound(offset.begin(), offset.end(), byte);
    return static_cast<size_t>(it - offset.begin()) - (it == offset.begin() ? 0 : 1);
  };
  const size_t first = at(begin);
  return {first, std::max(first, at(end > begin ? end - 1 : begin))};
}

std::vector<Line> BuildLines(const PageReading& page) {
  const Layout layout = reading::LayOut(page);
  std::vector<Line> lines = CutRows(page, layout);
  std::vector<Placed> placed;
  std::vector<double> sizes;
  for (const Line& line : lines) {
    Box box = layout.words[line.words.front()].box;
    for (int w : line.words) box = box.Union(layout.words[w].box);
    const LaidRow& row = layout.rows[line.row];
    double em = 0;
    for (int w : line.words) em = std::max(em, layout.words[w].em);
    placed.push_back(
        {box.left, box.right, row.base - 0.75 * em, row.base + 0.2 * em, row.base, em});
    sizes.push_back(em);
  }
  if (lines.empty()) return lines;
  std::nth_element(sizes.begin(), sizes.begin() + sizes.size() / 2, sizes.end());
  const std::vector<Block> blocks = MakeBlocks(lines, placed);
  std::vector<int> all(blocks.size()), order;
  for (size_t b = 0; b < blocks.size(); ++b) all[b] = static_cast<int>(b);
  ReadingOrder(blocks, std::move(all), sizes[sizes.size() / 2], 0, order);
  std::vector<Line> sorted;
  sorted.reserve(lines.size());
  for (size_t place = 0; place < order.size(); ++place)
    for (int i : blocks[order[place]].lines) {
      lines[i].block = static_cast<int>(place);
      sorted.push_back(std::move(lines[i]));
    }
  return sorted;
}

}  // namespace riposte
