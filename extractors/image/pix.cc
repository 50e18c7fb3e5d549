// Small tools on Leptonica's pictures that every cleaning step shares.
#include "extractors/image/pix.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

// GCC takes many pixels at once from -O3 on only; Clang does so as it is.
#ifdef __clang__
#define RIPOSTE_VECTORISED
#else
#define RIPOSTE_VECTORISED [[gnu::optimize("O3")]]
#endif

namespace riposte {
namespace {

// As pixGetGrayHistogram, on every `step`-th pixel of every `step`-th row, ten times as fast. Null
// when memory fails or the picture has not 8 bits.
NUMA* Histogram(Pix* grey, int step) {
  if (pixGetDepth(grey) != 8 || pixGetColormap(grey) != nullptr)
    return pixGetGrayHistogram(grey, step);
  const int w = pixGetWidth(grey), h = pixGetHeight(grey), words = pixGetWpl(grey);
  std::array<l_int32, 256> counts{};
  for (int y = 0; y < h; y += step) {
    const l_uint32* row = pixGetData(grey) + static_cast<std::ptrdiff_t>(y) * words;
    for (int x = 0; x < w; x += step) ++counts[GET_DATA_BYTE(row, x)];
  }
  NUMA* histogram = numaCreate(256);
  for (const l_int32 n : counts)
    if (histogram != nullptr) numaAddNumber(histogram, static_cast<l_float32>(n));
  return histogram;
}

// The mean of three rows and three columns; at the edge the outermost pixel counts twice. Bytes in
// the order of pixels, so that the compiler can take many at once.
RIPOSTE_VECTORISED void BlurRow(const l_uint8* __restrict above, const l_uint8* __restrict here,
                                const l_uint8* __restrict below, int w, l_uint16* __restrict sums,
                                l_uint8* __restrict out) {
  for (int x = 0; x < w; ++x) sums[x] = static_cast<l_uint16>(above[x] + here[x] + below[x]);
  // (n + 4) / 9 for n up to 9 * 255, rounded to the nearest.
  const auto mean = [](int n) { return static_cast<l_uint8>(((n + 4) * 7282) >> 16); };
  out[0] = mean(2 * sums[0] + sums[1]);
  for (int x = 1; x < w - 1; ++x) out[x] = mean(sums[x - 1] + sums[x] + sums[x + 1]);
  out[w - 1] = mean(sums[w - 2] + 2 * sums[w - 1]);
}

}  // namespace

void PixDeleter::operator()(Pix* pix) const { pixDestroy(&pix); }

PixPtr Grey(Pix* pix) {
  if (pixGetDepth(pix) == 8 && pixGetColormap(pix) == nullptr) return PixPtr(pixClone(pix));
  return PixPtr(pixConvertTo8(pix, 0));
}

int GreyLevel(Pix* grey, double share) {
  const double pixels = double(pixGetWidth(grey)) * pixGetHeight(grey);
  const int step = std::max(1, static_cast<int>(std::sqrt(pixels / 250'000)));
  NUMA* histogram = Histogram(grey, step);
  if (histogram == nullptr) return 255;
  l_float32 level = 255;
  numaHistogramGetValFromRank(histogram, static_cast<l_float32>(share), &level);
  numaDestroy(&histogram);
  return std::clamp(static_cast<int>(std::lround(level)), 0, 255);
}

PixPtr Binarise(Pix* grey) {
  if (pixGetDepth(grey) == 1) return PixPtr(pixCopy(nullptr, grey));
  const double pixels = double(pixGetWidth(grey)) * pixGetHeight(grey);
  const int step = std::max(1, static_cast<int>(std::sqrt(pixels / 1'000'000)));
  NUMA* histogram = Histogram(grey, step);
  int threshold = 128;
  if (histogram != nullptr) {
    l_int32 split = 128;
    if (numaSplitDistribution(histogram, 0.1F, &split, nullptr, nullptr, nullptr, nullptr,
                              nullptr) == 0) {
      threshold = split;
    }
    numaDestroy(&histogram);
  }
  const int paper = GreyLevel(grey, 0.75);
  threshold = std::clamp(threshold, 40, std::max(41, static_cast<int>(paper * 0.8)));
  return PixPtr(pixThresholdToBinary(grey, threshold));
}

bool IsBilevel(Pix* pix) {
  if (pixGetDepth(pix) == 1) return true;
  PixPtr grey = Grey(pix);
  if (!grey) return false;
  NUMA* histogram = Histogram(grey.get(), 4);
  if (histogram == nullptr) return false;
  double ends = 0, all = 0;
  for (int i = 0; i < 256; ++i) {
    l_float32 n = 0;
    numaGetFValue(histogram, i, &n);
    all += n;
    if (i < 8 || i > 247) ends += n;
  }
  numaDestroy(&histogram);
  return all > 0 && ends / all > 0.995;
}

PixPtr Blur(Pix* grey) {
  const int w = pixGetWidth(grey), h = pixGetHeight(grey);
  PixPtr from(pixEndianByteSwapNew(grey)), to(pixCopy(nullptr, grey));
  if (!from || !to || pixGetDepth(grey) != 8 || w < 3 || h < 3) return to;
  const size_t bytes = static_cast<size_t>(pixGetWpl(grey)) * 4;
  const auto* source = reinterpret_cast<const l_uint8*>(pixGetData(from.get()));
  auto* target = reinterpret_cast<l_uint8*>(pixGetData(to.get()));
  std::vector<l_uint16> sums(static_cast<size_t>(w));
  for (int y = 0; y < h; ++y) {
    const l_uint8* above = source + bytes * static_cast<size_t>(std::max(0, y - 1));
    const l_uint8* here = source + bytes * static_cast<size_t>(y);
    const l_uint8* below = source + bytes * static_cast<size_t>(std::min(h - 1, y + 1));
    BlurRow(above, here, below, w, sums.data(), target + bytes * static_cast<size_t>(y));
  }
  pixEndianByteSwap(to.get());
  return to;
}

double InkShare(Pix* binary) {
  l_float32 share = 0;
  if (pixForegroundFraction(binary, &share) != 0) return 0;
  return share;
}

PixPtr WithoutSpecks(Pix* binary, int size) {
  return PixPtr(
      pixSelectBySize(binary, size + 1, size + 1, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GTE, nullptr));
}

PixPtr WithoutStraySpecks(Pix* binary, double x_dpi, double y_dpi) {
  const auto part = [](double dpi, double inch, int least) {
    return std::max(least, static_cast<int>(std::lround(dpi * inch)));
  };
  PixPtr small(pixSelectBySize(binary, part(x_dpi, 0.02, 3), part(y_dpi, 0.02, 3), 8,
                               L_SELECT_IF_BOTH, L_SELECT_IF_LTE, nullptr));
  PixPtr print(pixSelectBySize(binary, 0, part(y_dpi, 0.035, 4), 8, L_SELECT_HEIGHT,
                               L_SELECT_IF_GTE, nullptr));
  if (!small || !print) return PixPtr(pixCopy(nullptr, binary));
  // A French colon stands a space away from its word.
  PixPtr around(pixDilateBrick(nullptr, print.get(), 2 * part(x_dpi, 0.06, 6) + 1,
                               2 * part(y_dpi, 0.025, 2) + 1));
  if (!around) return PixPtr(pixCopy(nullptr, binary));
  pixAnd(around.get(), around.get(), small.get());
  PixPtr near(pixSeedfillBinary(nullptr, around.get(), small.get(), 8));
  if (!near) return PixPtr(pixCopy(nullptr, binary));
  pixSubtract(small.get(), small.get(), near.get());
  return PixPtr(pixSubtract(nullptr, binary, small.get()));
}

}  // namespace riposte
