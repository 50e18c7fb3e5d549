// How far the ink reaches from the centre of a mark, all around, is a wave: its harmonics are the
// number of arms. Discs have none, digits two, crosses four, stars five or six, and seven where
// two of them touch. Each mark is cut at
// a level of grey of its own: the arms are thin, and one threshold for the page takes them off.
#include "extractors/image/stars.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <optional>

namespace riposte {
namespace {

constexpr int kMostStars = 4;
constexpr int kLeastPixels = 7;  // of height: below it arms cannot be told
constexpr int kMostMarks = 400;
// Wave of the arms against the mean reach: 0.12 to 0.35 were measured, dust 0.06. Letters have
// more, but still more of the lower waves.
constexpr double kStarlike = 0.1, kStar = 0.13;
// From paper to ink.
constexpr double kCut = 0.6;

constexpr int kRays = 72, kHarmonics = 8;
using Waves = std::array<double, kHarmonics>;

// Of the ink inside left to right, over the whole height.
Waves WavesOf(Pix* ink, double left, double right) {
  const int w = pixGetWidth(ink), h = pixGetHeight(ink);
  const double cx = (left + right) / 2 - 0.5, cy = h / 2.0 - 0.5;
  const double ax = (right - left) / 2, ay = h / 2.0;
  std::array<double, kRays> reach{};
  double mean = 0;
  for (int ray = 0; ray < kRays; ++ray) {
    const double angle = 2 * std::numbers::pi * ray / kRays;
    for (double f = 1.05; f > 0; f -= 0.03) {
      const int x = static_cast<int>(std::lround(cx + f * ax * std::cos(angle)));
      const int y = static_cast<int>(std::lround(cy + f * ay * std::sin(angle)));
      l_uint32 value = 0;
      if (x < 0 || y < 0 || x >= w || y >= h || pixGetPixel(ink, x, y, &value) != 0 || value == 0)
        continue;
      reach[static_cast<size_t>(ray)] = f;
      break;
    }
    mean += reach[static_cast<size_t>(ray)] / kRays;
  }
  Waves waves{};
  if (mean <= 0) return waves;
  for (int k = 2; k < kHarmonics; ++k) {
    std::complex<double> sum = 0;
    for (int ray = 0; ray < kRays; ++ray)
      sum += reach[static_cast<size_t>(ray)] *
             std::polar(1.0, -2 * std::numbers::pi * k * ray / kRays);
    waves[static_cast<size_t>(k)] = 2 * std::abs(sum) / kRays / mean;
  }
  return waves;
}

struct Starlike {
  int count = 0;
  double arms = 0;
  riposte::Box box;  // of the ink, in pixels of the cut
};

// One mark and a margin around it.
std::optional<Starlike> Judge(Pix* cut, int paper) {
  l_int32 darkest = paper;
  if (pixGetExtremeValue(cut, 1, L_SELECT_MIN, nullptr, nullptr, nullptr, &darkest) != 0)
    return std::nullopt;
  if (paper - darkest < 40) return std::nullopt;
  PixPtr ink(pixThresholdToBinary(cut, darkest + static_cast<int>(kCut * (paper - darkest))));
  if (ink) ink = WithoutSpecks(ink.get(), pixGetHeight(cut) / 5);
  PIX* foreground = nullptr;
  BOX* place = nullptr;
  if (!ink || pixClipToForeground(ink.get(), &foreground, &place) != 0) return std::nullopt;
  PixPtr mark(foreground);
  l_int32 left = 0, top = 0, wide = 0, high = 0;
  boxGetGeometry(place, &left, &top, &wide, &high);
  boxDestroy(&place);
  const double w = wide, h = high;
  if (!mark || h < kLeastPixels || w < 0.7 * h) return std::nullopt;
  const int count = std::max(1, static_cast<int>(std::lround(w / (1.15 * h))));
  if (count > kMostStars) return std::nullopt;
  const double star = std::min(1.1 * h, w / count);
  const double step = count == 1 ? 0 : (w - star) / (count - 1);
  Waves mean{};
  for (int i = 0; i < count; ++i) {
    const Waves waves =
        WavesOf(mark.get(), count == 1 ? 0 : i * step, count == 1 ? w : i * step + star);
    for (size_t k = 0; k < mean.size(); ++k) mean[k] += waves[k] / count;
  }
  const double arms = std::hypot(mean[5], mean[6], mean[7]);
  const double other = std::hypot(mean[2], mean[3], mean[4]);
  if (arms < kStarlike || arms < 1.25 * other) return std::nullopt;
  return Starlike{count, arms, {double(left), double(top), double(left) + w, double(top) + h}};
}

PixPtr CutOut(Pix* grey, const riposte::Box& box) {
  BOX* part = boxCreate(static_cast<int>(box.left), static_cast<int>(box.top),
                        static_cast<int>(box.width()), static_cast<int>(box.height()));
  PixPtr cut(pixClipRectangle(grey, part, nullptr));
  boxDestroy(&part);
  return cut;
}

}  // namespace

std::vector<StarMark> FindStars(Pix* grey, Pix* all, double print) {
  std::vector<StarMark> found;
  if (grey == nullptr || all == nullptr || pixGetDepth(grey) != 8) return found;
  // Stars of one mark are joined, and with them whatever stands near.
  PixPtr joined(pixCloseSafeBrick(nullptr, all, static_cast<int>(std::lround(print * 0.45)), 1));
  if (!joined) return found;
  const int paper = GreyLevel(grey, 0.8);
  double arms = 0;
  int judged = 0;
  std::vector<riposte::Box> blots;
  BOXA* boxes = pixConnCompBB(joined.get(), 8);
  for (int i = 0; boxes != nullptr && i < boxaGetCount(boxes) && judged < kMostMarks; ++i) {
    l_int32 x = 0, y = 0, w = 0, h = 0;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    constexpr int kMargin = 3;
    const riposte::Box box{double(x - kMargin), double(y - kMargin), double(x + w + kMargin),
                           double(y + h + kMargin)};
    if (box.left < 0 || box.top < 0 || box.right > pixGetWidth(grey) ||
        box.bottom > pixGetHeight(grey))
      continue;
    if (h > 0.12 * print && h < print && w < print) blots.push_back(box);
    // A star is half as high as the capitals.
    if (h < 0.25 * print || h > 0.75 * print || w < 0.6 * h || w > 5.5 * h) continue;
    ++judged;
    const PixPtr cut = CutOut(grey, box);
    const std::optional<Starlike> star = cut ? Judge(cut.get(), paper) : std::nullopt;
    if (!star) continue;
    arms += star->arms;
    found.push_back({{box.left + star->box.left, box.top + star->box.top,
                      box.left + star->box.right, box.top + star->box.bottom},
                     star->count});
  }
  boxaDestroy(&boxes);
  if (arms < kStar * static_cast<double>(found.size())) found.clear();
  const size_t stars = found.size();
  for (const riposte::Box& blot : blots) {
    if (std::any_of(found.begin(), found.end(),
                    [&](const StarMark& m) { return !m.box.Intersect(blot).empty(); }))
      continue;
    for (size_t k = 0; k < stars; ++k) {
      const riposte::Box& star = found[k].box;
      const double gap = std::max(star.left - blot.right, blot.left - star.right);
      if (gap < 0 || found[k].count > 1 || gap > 1.3 * star.height() ||
          std::abs(blot.center_y() - star.center_y()) > 0.35 * star.height() ||
          blot.width() > 2 * star.width() || blot.height() > 2 * star.height())
        continue;
      found.push_back({blot, 1, false});
      break;
    }
  }
  return found;
}

int CountStars(Pix* grey) {
  if (grey == nullptr || pixGetDepth(grey) != 8) return 0;
  const std::optional<Starlike> star = Judge(grey, GreyLevel(grey, 0.8));
  return star && star->arms >= kStarlike ? star->count : 0;
}

}  // namespace riposte
