// Small tools on Leptonica's pictures that every cleaning step shares.
#include "extractors/image/pix.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>

namespace riposte {

void PixDeleter::operator()(Pix* pix) const { pixDestroy(&pix); }

PixPtr Grey(Pix* pix) {
  if (pixGetDepth(pix) == 8 && pixGetColormap(pix) == nullptr) return PixPtr(pixClone(pix));
  return PixPtr(pixConvertTo8(pix, 0));
}

int GreyLevel(Pix* grey, double share) {
  const double pixels = double(pixGetWidth(grey)) * pixGetHeight(grey);
  const int step = std::max(1, static_cast<int>(std::sqrt(pixels / 250'000)));
  NUMA* histogram = pixGetGrayHistogram(grey, step);
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
  NUMA* histogram = pixGetGrayHistogram(grey, step);
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
  NUMA* histogram = pixGetGrayHistogram(grey.get(), 4);
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
