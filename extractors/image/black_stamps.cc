// The frame's angle is the one at which most of its ink falls into few rows; all else is done on
// the frame laid straight, and each pixel of the page is looked up there, so that print is never
// turned and turned back.
#include "extractors/image/black_stamps.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

namespace riposte {
namespace {

constexpr double kMostTurned = 9, kTurnStep = 0.25;  // degrees
// Share of a side's length that its row of pixels must fill.
constexpr double kSide = 0.6;
// Inches: strokes of print are thinner, those of a stamp are not.
constexpr double kBroad = 0.022;
// Where more of the ink around the frame is as broad as a stamp's, print is bold.
constexpr double kBoldPrint = 0.3;

bool BlackAt(Pix* pix, int x, int y) {
  l_uint32 v = 0;
  return pixGetPixel(pix, x, y, &v) == 0 && v != 0;
}

struct FrameBox {
  int left, top, width, height;  // pixels
};

// The frame laid straight: a picture of the place around it, and the way there and back.
struct LaidFrame {
  PixPtr pix;  // 1 bit
  double cosine = 1, sine = 0, middle_x = 0, middle_y = 0;

  std::pair<int, int> From(int x, int y) const {  // of the page
    const double dx = x - middle_x, dy = y - middle_y;
    return {static_cast<int>(std::lround(dx * cosine + dy * sine + pixGetWidth(pix.get()) / 2.0)),
            static_cast<int>(std::lround(dy * cosine - dx * sine + pixGetHeight(pix.get()) / 2.0))};
  }
};

// Degrees by which the component's longest rows of ink are turned; none where it has no two of
// them apart, as a frame has.
std::optional<double> FrameTurn(Pix* component, double dpi) {
  const int w = pixGetWidth(component), h = pixGetHeight(component);
  std::vector<std::pair<int, int>> inks;
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x)
      if (BlackAt(component, x, y)) inks.emplace_back(x, y);
  std::optional<double> best;
  double most = 0;
  std::vector<int> rows;
  for (double turn = -kMostTurned; turn <= kMostTurned; turn += kTurnStep) {
    const double slope = std::tan(turn * std::numbers::pi / 180);
    const int rise = static_cast<int>(std::abs(slope) * w) + 2;
    rows.assign(static_cast<size_t>(h + 2 * rise), 0);
    for (const auto& [x, y] : inks)
      ++rows[static_cast<size_t>(std::clamp<int>(
          static_cast<int>(std::lround(y - slope * x)) + rise, 0, h + 2 * rise - 1))];
    double sum = 0;
    int first = -1, last = -1;
    for (size_t r = 0; r < rows.size(); ++r) {
      if (rows[r] < kSide * w) continue;
      sum += double(rows[r]) * rows[r];
      if (first < 0) first = static_cast<int>(r);
      last = static_cast<int>(r);
    }
    if (sum > most && last - first > 0.25 * dpi) {
      most = sum;
      best = turn;
    }
  }
  return best;
}

LaidFrame LayStraight(Pix* binary, const FrameBox& box, double turn, double dpi) {
  LaidFrame laid;
  const double radians = turn * std::numbers::pi / 180;
  laid.cosine = std::cos(radians);
  laid.sine = std::sin(radians);
  laid.middle_x = box.left + box.width / 2.0;
  laid.middle_y = box.top + box.height / 2.0;
  const int margin = static_cast<int>(dpi * 0.1);
  const int w = box.width + 2 * margin, h = box.height + 2 * margin;
  laid.pix.reset(pixCreate(w, h, 1));
  for (int y = 0; laid.pix && y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const double u = x - w / 2.0, v = y - h / 2.0;
      if (BlackAt(binary,
                  static_cast<int>(std::lround(laid.middle_x + u * laid.cosine - v * laid.sine)),
                  static_cast<int>(std::lround(laid.middle_y + u * laid.sine + v * laid.cosine))))
        pixSetPixel(laid.pix.get(), x, y, 1);
    }
  return laid;
}

struct SideSpan {
  int first, last;  // rows or columns
};

// Runs of rows filled over most of `length`, with the ragged rows beside them.
std::vector<SideSpan> Sides(const std::vector<int>& counts, int length) {
  std::vector<SideSpan> out;
  const int n = static_cast<int>(counts.size());
  const auto at = [&](int i) { return i < 0 || i >= n ? 0 : counts[static_cast<size_t>(i)]; };
  for (int i = 0; i < n; ++i) {
    if (at(i) < kSide * length) continue;
    SideSpan span{i, i};
    while (at(span.last + 1) >= kSide * length) ++span.last;
    i = span.last;
    for (int more = 0; more < 2 && at(span.first - 1) > kSide / 2 * length; ++more) --span.first;
    for (int more = 0; more < 2 && at(span.last + 1) > kSide / 2 * length; ++more) ++span.last;
    out.push_back(span);
  }
  return out;
}

// Takes the sides into `mask`, but for what goes on at both of their edges: strokes of print.
// `upright`: the sides stand.
void MaskSides(Pix* laid, const std::vector<SideSpan>& sides, bool upright, int from, int to,
               Pix* mask) {
  const auto ink = [&](int along, int across) {
    return upright ? BlackAt(laid, across, along) : BlackAt(laid, along, across);
  };
  // Two pixels on, a slanted stroke is one to the side.
  const auto goes_on = [&](int along, int edge, int step) {
    if (!ink(along, edge + step)) return false;
    for (int d = -1; d <= 1; ++d)
      if (ink(along + d, edge + 2 * step) && ink(along + d, edge + 3 * step)) return true;
    return false;
  };
  for (const SideSpan& side : sides)
    for (int along = from; along <= to; ++along) {
      bool above = false, below = false;
      for (int d = -2; d <= 2; ++d) {
        above |= goes_on(along + d, side.first, -1);
        below |= goes_on(along + d, side.last, 1);
      }
      if (above && below && (goes_on(along, side.first, -1) || goes_on(along, side.last, 1)))
        continue;
      for (int across = side.first - 1; across <= side.last + 1; ++across)
        pixSetPixel(mask, upright ? across : along, upright ? along : across, 1);
    }
}

long InkIn(Pix* pix) {
  l_int32 n = 0;
  pixCountPixels(pix, &n, nullptr);
  return n;
}

// The stamp's letters: strokes as broad as its own, grown to their edges. None where print is bold.
PixPtr StampLetters(Pix* laid, Pix* sides, const FrameBox& inside, double dpi) {
  const int broad = std::max(3, static_cast<int>(std::lround(dpi * kBroad)));
  PixPtr left(pixSubtract(nullptr, laid, sides));
  PixPtr core(left ? pixOpenBrick(nullptr, left.get(), broad, broad) : nullptr);
  if (!core) return nullptr;
  const int least = static_cast<int>(dpi * 0.055);
  PixPtr strokes(
      pixSelectBySize(core.get(), least, least, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GTE, nullptr));
  if (!strokes) return nullptr;
  PixPtr within(pixCreate(pixGetWidth(laid), pixGetHeight(laid), 1));
  if (!within) return nullptr;
  pixRasterop(within.get(), inside.left, inside.top, inside.width, inside.height, PIX_SET, nullptr,
              0, 0);
  PixPtr outside(pixSubtract(nullptr, left.get(), within.get()));
  PixPtr bold(pixSubtract(nullptr, strokes.get(), within.get()));
  if (!outside || !bold) return nullptr;
  if (InkIn(bold.get()) > kBoldPrint * double(InkIn(outside.get())) && InkIn(bold.get()) > 0)
    return nullptr;
  pixAnd(strokes.get(), strokes.get(), within.get());
  return PixPtr(pixDilateBrick(nullptr, strokes.get(), 5, 5));
}

std::vector<int> CountRows(Pix* pix, bool columns) {
  const int w = pixGetWidth(pix), h = pixGetHeight(pix);
  std::vector<int> counts(static_cast<size_t>(columns ? w : h));
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x)
      if (BlackAt(pix, x, y)) ++counts[static_cast<size_t>(columns ? x : y)];
  return counts;
}

// Takes one stamp out of `page`; false where the frame is none.
bool TakeStamp(Pix* binary, Pix* component, const FrameBox& box, double dpi, Pix* page) {
  const std::optional<double> turn = FrameTurn(component, dpi);
  if (!turn) return false;
  PixPtr alone(pixCreate(pixGetWidth(binary), pixGetHeight(binary), 1));
  if (!alone) return false;
  pixRasterop(alone.get(), box.left, box.top, box.width, box.height, PIX_SRC, component, 0, 0);
  const LaidFrame frame = LayStraight(alone.get(), box, *turn, dpi);
  const LaidFrame laid = LayStraight(binary, box, *turn, dpi);
  if (!frame.pix || !laid.pix) return false;
  const int w = pixGetWidth(laid.pix.get()), h = pixGetHeight(laid.pix.get());
  const double radians = std::abs(*turn) * std::numbers::pi / 180;
  const int wide = static_cast<int>(box.width * std::cos(radians) - box.height * std::sin(radians));
  const std::vector<SideSpan> level = Sides(CountRows(frame.pix.get(), false), wide);
  if (level.size() < 2 || level.back().last - level.front().first < 0.25 * dpi) return false;
  const int high = level.back().last - level.front().first;
  const std::vector<SideSpan> upright = Sides(CountRows(frame.pix.get(), true), high);
  if (upright.size() < 2 || upright.back().last - upright.front().first < dpi) return false;
  // Nothing but sides is as long; a table has more of them.
  if (level.size() > 4 || upright.size() > 4) return false;
  const FrameBox inside{upright.front().first, level.front().first,
                        upright.back().last - upright.front().first + 1, high + 1};
  PixPtr mask(pixCreate(w, h, 1));
  if (!mask) return false;
  MaskSides(laid.pix.get(), level, false, inside.left - 2, inside.left + inside.width + 1,
            mask.get());
  MaskSides(laid.pix.get(), upright, true, inside.top - 2, inside.top + inside.height + 1,
            mask.get());
  if (const PixPtr letters = StampLetters(laid.pix.get(), mask.get(), inside, dpi))
    pixOr(mask.get(), mask.get(), letters.get());
  const int margin = static_cast<int>(dpi * 0.1);
  for (int y = std::max(0, box.top - margin);
       y < std::min(pixGetHeight(page), box.top + box.height + margin); ++y)
    for (int x = std::max(0, box.left - margin);
         x < std::min(pixGetWidth(page), box.left + box.width + margin); ++x) {
      const auto [u, v] = laid.From(x, y);
      if (u >= 0 && v >= 0 && u < w && v < h && BlackAt(mask.get(), u, v))
        pixSetPixel(page, x, y, 0);
    }
  return true;
}

}  // namespace

std::optional<StampFree> WithoutBlackStamps(Pix* binary, double dpi) {
  if (binary == nullptr || pixGetDepth(binary) != 1 || dpi < 100 || dpi > 700) return std::nullopt;
  PIXA* found = nullptr;
  BOXA* boxes = pixConnCompPixa(binary, &found, 8);
  PixPtr page;
  StampFree free;
  for (int i = 0; boxes != nullptr && found != nullptr && i < boxaGetCount(boxes); ++i) {
    FrameBox b{};
    if (boxaGetBoxGeometry(boxes, i, &b.left, &b.top, &b.width, &b.height) != 0) continue;
    if (b.width < 1.1 * dpi || b.width > 4.2 * dpi || b.height < 0.3 * dpi ||
        b.height > 2.5 * dpi || free.places.size() == kMaxStamps)
      continue;
    const PixPtr component(pixaGetPix(found, i, L_CLONE));
    if (!component || InkShare(component.get()) > 0.6) continue;
    if (!page) page.reset(pixCopy(nullptr, binary));
    if (page && TakeStamp(binary, component.get(), b, dpi, page.get()))
      free.places.push_back(
          {double(b.left), double(b.top), double(b.left + b.width), double(b.top + b.height)});
  }
  boxaDestroy(&boxes);
  pixaDestroy(&found);
  if (free.places.empty()) return std::nullopt;
  free.pix = Grey(page.get());
  if (!free.pix) return std::nullopt;
  return free;
}

}  // namespace riposte
