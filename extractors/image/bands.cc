// On a quarter of the size, white strokes inside a band close and dark strokes on paper open; what
// is left is dark ground.
#include "extractors/image/bands.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <vector>

namespace riposte {
namespace {

double ShareOf(Pix* binary, int x, int y, int w, int h) {
  BOX* box = boxCreate(x, y, w, h);
  const PixPtr cut(pixClipRectangle(binary, box, nullptr));
  boxDestroy(&box);
  return cut ? InkShare(cut.get()) : 0;
}

// The same ground to the pixel: grown while the next row or column is mostly dark.
riposte::Box Exact(Pix* binary, riposte::Box g) {
  constexpr int kMost = 20;
  const auto dark = [&](double x, double y, double w, double h) {
    return ShareOf(binary, static_cast<int>(x), static_cast<int>(y), static_cast<int>(w),
                   static_cast<int>(h)) > 0.5;
  };
  for (int i = 0; i < kMost && dark(g.left - 1, g.top, 1, g.height()); ++i) --g.left;
  for (int i = 0; i < kMost && dark(g.right, g.top, 1, g.height()); ++i) ++g.right;
  for (int i = 0; i < kMost && dark(g.left, g.top - 1, g.width(), 1); ++i) --g.top;
  for (int i = 0; i < kMost && dark(g.left, g.bottom, g.width(), 1); ++i) ++g.bottom;
  // The outermost pixels are half ground and half paper.
  return {g.left + 2, g.top + 2, g.right - 2, g.bottom - 2};
}

// The components of `open` that are rectangles, no blots; of one with corners («a bar over the page
// with a box hanging on it») its largest ones.
std::vector<riposte::Box> Rectangles(Pix* open, int least_width, int least_height) {
  constexpr int kMostParts = 3;
  std::vector<riposte::Box> found;
  PIXA* parts = nullptr;
  BOXA* boxes = open == nullptr ? nullptr : pixConnComp(open, &parts, 8);
  for (int i = 0; boxes != nullptr && i < boxaGetCount(boxes); ++i) {
    l_int32 x = 0, y = 0, w = 0, h = 0;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    const PixPtr part(pixaGetPix(parts, i, L_COPY));
    if (!part) continue;
    if (InkShare(part.get()) >= 0.85) {
      found.push_back({double(x), double(y), double(x + w), double(y + h)});
      continue;
    }
    for (int k = 0; k < kMostParts; ++k) {
      BOX* largest = nullptr;
      l_int32 px = 0, py = 0, pw = 0, ph = 0;
      if (pixFindLargestRectangle(part.get(), 1, &largest, nullptr) != 0) break;
      boxGetGeometry(largest, &px, &py, &pw, &ph);
      boxDestroy(&largest);
      if (pw < least_width || ph < least_height) break;
      found.push_back({double(x + px), double(y + py), double(x + px + pw), double(y + py + ph)});
      pixRasterop(part.get(), px, py, pw, ph, PIX_CLR, nullptr, 0, 0);
    }
  }
  boxaDestroy(&boxes);
  pixaDestroy(&parts);
  return found;
}

// Dark grounds, in pixels of the whole picture.
std::vector<riposte::Box> Grounds(Pix* binary, double dpi) {
  std::vector<riposte::Box> grounds;
  constexpr int kLess = 4;
  PixPtr small(pixReduceRankBinaryCascade(binary, 2, 2, 0, 0));
  if (!small) return grounds;
  const auto part = [&](double inch) {
    // Odd: an even brick moves what it opens.
    return std::max(3, static_cast<int>(std::lround(dpi * inch / kLess)) | 1);
  };
  // White strokes are under 0.035 inch, a band is higher than 0.11 inch.
  PixPtr closed(pixCloseSafeBrick(nullptr, small.get(), part(0.04), part(0.04)));
  PixPtr open(closed ? pixOpenBrick(nullptr, closed.get(), part(0.5), part(0.11)) : nullptr);
  for (const riposte::Box& g : Rectangles(open.get(), part(0.5), part(0.11))) {
    const int x = static_cast<int>(g.left), y = static_cast<int>(g.top);
    const int w = static_cast<int>(g.width()), h = static_cast<int>(g.height());
    // Closing has not made it of print on paper.
    if (ShareOf(small.get(), x, y, w, h) < 0.55) continue;
    // Ground above and below the print: a bold heading has paper there.
    // Its own edge may be ragged: the second row counts as well as the first.
    const int rim = part(0.015);
    const auto ground = [&](int at) {
      return std::max(ShareOf(small.get(), x, at, w, rim),
                      ShareOf(small.get(), x, at + (at > y ? -1 : 1), w, rim)) >= 0.8;
    };
    if (!ground(y) || !ground(y + h - rim)) continue;
    grounds.push_back(Exact(binary, {double(x) * kLess + 2, double(y) * kLess + 2,
                                     double(x + w) * kLess - 2, double(y + h) * kLess - 2}));
  }
  return grounds;
}

PixPtr Clipped(Pix* grey, int x, int y, int w, int h) {
  BOX* box = boxCreate(x, y, w, h);
  PixPtr cut(pixClipRectangle(grey, box, nullptr));
  boxDestroy(&box);
  return cut;
}

// A head and the title of the first section under it touch, each in a tone of its own: one box
// each.
std::vector<riposte::Box> Tones(Pix* grey, const riposte::Box& g, double dpi) {
  constexpr int kStep = 4, kOther = 20;
  std::vector<int> tones;
  for (int y = static_cast<int>(g.top); y + kStep <= static_cast<int>(g.bottom); y += kStep) {
    const PixPtr row =
        Clipped(grey, static_cast<int>(g.left), y, static_cast<int>(g.width()), kStep);
    if (!row) return {g};
    tones.push_back(GreyLevel(row.get(), 0.3));
  }
  // A tone holds for the height of a line of print, or it is a rule between two.
  const size_t least = static_cast<size_t>(std::max(2.0, dpi * 0.08 / kStep));
  std::vector<riposte::Box> parts = {g};
  size_t start = 0;
  for (size_t i = least; i + least <= tones.size(); ++i) {
    if (i < start + least) continue;
    const int before = tones[start + least / 2], after = tones[i + least / 2];
    if (std::abs(tones[i] - before) <= kOther || std::abs(after - before) <= kOther) continue;
    const double y = g.top + static_cast<double>(i) * kStep;
    parts.back().bottom = y;
    parts.push_back({g.left, y, g.right, g.bottom});
    start = i;
  }
  return parts;
}

// The grey of print: of the brighter third of what stands out from the ground, which in a long band
// with two words is a hundredth of it. Nothing stands out: nothing is printed on it.
std::optional<int> PrintLevel(Pix* grey, int ground) {
  constexpr int kApart = 40;
  const PixPtr dark(pixThresholdToBinary(grey, std::min(255, ground + kApart)));
  if (!dark) return std::nullopt;
  const double print = 1 - InkShare(dark.get());
  if (print < 0.001) return std::nullopt;
  return GreyLevel(grey, std::max(0.97, 1 - print / 3));
}

}  // namespace

int InvertBands(CleanPicture& clean) {
  PixPtr binary = Binarise(clean.grey.get());
  if (!binary) return 0;
  const std::vector<riposte::Box> grounds = Grounds(binary.get(), clean.dpi);
  if (grounds.empty()) return 0;
  PixPtr own(pixCopy(nullptr, clean.grey.get()));
  if (!own) return 0;
  int turned = 0;
  constexpr int kFrame = 6;
  const int w = pixGetWidth(own.get()), h = pixGetHeight(own.get());
  std::vector<riposte::Box> parts;
  for (const riposte::Box& g : grounds)
    for (const riposte::Box& part : Tones(own.get(), g, clean.dpi)) parts.push_back(part);
  for (const riposte::Box& g : parts) {
    const int x = std::max(0, static_cast<int>(g.left)), y = std::max(0, static_cast<int>(g.top));
    const PixPtr cut = Clipped(own.get(), x, y, std::min(w, static_cast<int>(g.right)) - x,
                               std::min(h, static_cast<int>(g.bottom)) - y);
    if (!cut) continue;
    // Ground to white and print to black, as the paper around it is.
    const int ground = GreyLevel(cut.get(), 0.3);
    const std::optional<int> print = PrintLevel(cut.get(), ground);
    if (!print) continue;
    pixInvert(cut.get(), cut.get());
    pixGammaTRC(cut.get(), cut.get(), 1.0F, 255 - *print, 255 - ground - (*print - ground) / 8);
    // Its ragged edge would be a frame; nothing is printed that near.
    pixRasterop(own.get(), x - kFrame, y - kFrame, pixGetWidth(cut.get()) + 2 * kFrame,
                pixGetHeight(cut.get()) + 2 * kFrame, PIX_SET, nullptr, 0, 0);
    pixRasterop(own.get(), x, y, pixGetWidth(cut.get()), pixGetHeight(cut.get()), PIX_SRC,
                cut.get(), 0, 0);
    ++turned;
  }
  if (turned > 0) clean.grey = std::move(own);
  return turned;
}

}  // namespace riposte
