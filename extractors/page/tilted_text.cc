// The idea: the longest stairs that end at each piece, from left to right; a stair is the next
// piece of the same size, a space away at most, as much higher or lower as the one before was.
#include "extractors/page/tilted_text.h"

#include <algorithm>
#include <cmath>

namespace riposte {
namespace {

constexpr size_t kMostPieces = 10'000;
constexpr double kLeastSlope = 0.04;
constexpr double kOtherSlope = 0.3;    // of the slope
constexpr double kSpace = 0.8;         // between two pieces, in sizes
constexpr double kHighestStep = 0.45;  // in sizes: the next line of a paragraph is further off
constexpr int kLeastSteps = 4;
constexpr double kBeside = 4;  // from the end of one line of a stamp to that of another, in sizes

struct Stairs {
  int steps = 1;
  double slope = 0;
  int before = -1;  // the piece
  double gap = 0;   // and how far off it ends
};

// 0: `b` is no next step after `a`.
double StepSlope(const TextPiece& a, const TextPiece& b) {
  const double size = std::max(a.size, b.size);
  const double gap = b.box.left - a.box.right, run = b.box.center_x() - a.box.center_x();
  if (std::abs(a.size - b.size) > 0.02 * size || gap < -0.1 * size || gap > kSpace * size ||
      run < 0.2 * size)
    return 0;
  const double rise = b.box.center_y() - a.box.center_y(), slope = rise / run;
  return std::abs(rise) > kHighestStep * size || std::abs(slope) < kLeastSlope ? 0 : slope;
}

}  // namespace

std::vector<bool> TiltedText(const std::vector<TextPiece>& pieces) {
  std::vector<bool> tilted(pieces.size(), false);
  if (pieces.size() > kMostPieces) return tilted;
  std::vector<size_t> order;
  for (size_t i = 0; i < pieces.size(); ++i)
    if (pieces[i].size > 0) order.push_back(i);
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return pieces[a].box.left < pieces[b].box.left; });
  std::vector<Stairs> best(pieces.size());
  for (size_t k = 0; k < order.size(); ++k) {
    const TextPiece& a = pieces[order[k]];
    const Stairs& so_far = best[order[k]];
    for (size_t n = k + 1; n < order.size(); ++n) {
      const TextPiece& b = pieces[order[n]];
      if (b.box.left > a.box.right + kSpace * a.size) break;
      const double slope = StepSlope(a, b);
      if (slope == 0) continue;
      const bool goes_on =
          so_far.steps > 1 && std::abs(slope - so_far.slope) < kOtherSlope * std::abs(so_far.slope);
      const Stairs longer{goes_on ? so_far.steps + 1 : 2, slope, static_cast<int>(order[k]),
                          std::abs(b.box.left - a.box.right)};
      Stairs& known = best[order[n]];
      if (longer.steps > known.steps || (longer.steps == known.steps && longer.gap < known.gap))
        known = longer;
    }
  }
  const auto mark = [&](size_t last) {
    int at = static_cast<int>(last);
    for (int steps = best[last].steps; steps > 0 && at >= 0; --steps) {
      tilted[static_cast<size_t>(at)] = true;
      at = best[static_cast<size_t>(at)].before;
    }
  };
  std::vector<size_t> ends;
  for (size_t i = 0; i < pieces.size(); ++i)
    if (best[i].steps >= kLeastSteps) ends.push_back(i);
  for (const size_t end : ends) mark(end);
  // «24 MARS 2026» below them rises as they do, in two steps or three.
  const auto beside = [&](size_t i) {
    return std::any_of(ends.begin(), ends.end(), [&](size_t end) {
      const double near = kBeside * pieces[end].size;
      return std::abs(best[i].slope - best[end].slope) < kOtherSlope * std::abs(best[end].slope) &&
             std::abs(pieces[i].box.center_y() - pieces[end].box.center_y()) < near &&
             std::abs(pieces[i].box.center_x() - pieces[end].box.center_x()) < 2 * near;
    });
  };
  for (size_t i = 0; i < pieces.size() && !ends.empty(); ++i)
    if (best[i].steps > 1 && best[i].steps < kLeastSteps && beside(i)) mark(i);
  // A page that was laid crookedly on a copier: its text layer is all there is.
  if (3 * std::count(tilted.begin(), tilted.end(), true) > static_cast<long>(pieces.size()))
    tilted.assign(pieces.size(), false);
  return tilted;
}

}  // namespace riposte
