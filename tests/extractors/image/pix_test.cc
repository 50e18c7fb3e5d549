// Small tools on pictures, against Leptonica's own.
#include "extractors/image/pix.h"

#include <leptonica/allheaders.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <random>

namespace riposte {
namespace {

PixPtr GreyNoise(int w, int h, unsigned seed) {
  std::mt19937 random(seed);
  PixPtr pix(pixCreate(w, h, 8));
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) pixSetPixel(pix.get(), x, y, random() % 256);
  return pix;
}

TEST_CASE("A blur is the rounded mean of nine pixels", "[image]") {
  for (const int w : {3, 30, 33, 61}) {
    const PixPtr pix = GreyNoise(w, 40, static_cast<unsigned>(w));
    const PixPtr blurred = Blur(pix.get());
    REQUIRE(blurred);
    for (int y = 1; y < 39; ++y) {
      for (int x = 1; x < w - 1; ++x) {
        int sum = 0;
        for (int i = 0; i < 9; ++i) {
          l_uint32 v = 0;
          pixGetPixel(pix.get(), x - 1 + i % 3, y - 1 + i / 3, &v);
          sum += static_cast<int>(v);
        }
        l_uint32 got = 0;
        pixGetPixel(blurred.get(), x, y, &got);
        REQUIRE(static_cast<int>(got) == (2 * sum + 9) / 18);
      }
    }
    // At the edge the outermost pixel counts twice.
    l_uint32 a = 0, b = 0, c = 0, d = 0, corner = 0;
    pixGetPixel(pix.get(), 0, 0, &a);
    pixGetPixel(pix.get(), 1, 0, &b);
    pixGetPixel(pix.get(), 0, 1, &c);
    pixGetPixel(pix.get(), 1, 1, &d);
    pixGetPixel(blurred.get(), 0, 0, &corner);
    CHECK(corner == (2 * (4 * a + 2 * b + 2 * c + d) + 9) / 18);
  }
  const PixPtr tiny = GreyNoise(2, 2, 5);
  l_int32 same = 0;
  pixEqual(tiny.get(), Blur(tiny.get()).get(), &same);
  CHECK(same == 1);
}

TEST_CASE("A level of grey is the one that Leptonica's histogram gives", "[image]") {
  const PixPtr pix = GreyNoise(301, 200, 3);
  for (const double share : {0.01, 0.3, 0.75, 0.97}) {
    NUMA* histogram = pixGetGrayHistogram(pix.get(), 1);
    l_float32 level = 0;
    numaHistogramGetValFromRank(histogram, static_cast<l_float32>(share), &level);
    numaDestroy(&histogram);
    CHECK(std::abs(GreyLevel(pix.get(), share) - level) <= 0.5);
  }
}

}  // namespace
}  // namespace riposte
