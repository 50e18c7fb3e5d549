// Brick morphology in doubling steps against Leptonica's own, pixel for pixel: pixDilate and the
// like, which take any structuring element, are the library's still.
#include "extractors/image/bricks.h"

#include <leptonica/allheaders.h>

#include <catch2/catch.hpp>
#include <functional>
#include <random>

namespace riposte {
namespace {

PixPtr Noise(int w, int h, double ink, unsigned seed) {
  std::mt19937 random(seed);
  std::bernoulli_distribution dark(ink);
  PixPtr pix(pixCreate(w, h, 1));
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x)
      if (dark(random)) pixSetPixel(pix.get(), x, y, 1);
  return pix;
}

using WithSel = PIX* (*)(PIX*, PIX*, SEL*);

// One direction after the other, as pixDilateBrick and pixErodeBrick of the library do.
PixPtr ByElement(Pix* pix, WithSel op, int w, int h) {
  SEL* level = selCreateBrick(1, w, 0, w / 2, SEL_HIT);
  SEL* upright = selCreateBrick(h, 1, h / 2, 0, SEL_HIT);
  const PixPtr half(op(nullptr, pix, level));
  PixPtr whole(op(nullptr, half.get(), upright));
  selDestroy(&level);
  selDestroy(&upright);
  return whole;
}

bool Same(Pix* a, Pix* b) {
  l_int32 same = 0;
  return pixEqual(a, b, &same) == 0 && same != 0;
}

TEST_CASE("Bricks give the pixels that Leptonica gives", "[image][bricks]") {
  const int sizes[] = {1, 2, 3, 5, 31, 32, 33, 64, 65, 150, 400};
  unsigned seed = 0;
  for (const auto& [w, h] : {std::pair{1, 1}, {31, 40}, {32, 33}, {97, 70}, {200, 320}}) {
    for (const double ink : {0.1, 0.6, 0.97}) {
      const PixPtr pix = Noise(w, h, ink, ++seed);
      // Pixels beyond the width are not ink, whatever the bits there say.
      if (w % 32 != 0) *(pixGetData(pix.get()) + pixGetWpl(pix.get()) - 1) |= 1;
      for (const int bw : sizes) {
        for (const int bh : sizes) {
          if (bw > 5 && bh > 5 && bw != bh) continue;
          INFO(w << " x " << h << " ink " << ink << " brick " << bw << " x " << bh);
          const PixPtr fat = ByElement(pix.get(), pixDilate, bw, bh);
          const PixPtr thin = ByElement(pix.get(), pixErode, bw, bh);
          const PixPtr open = ByElement(thin.get(), pixDilate, bw, bh);
          const PixPtr closed = ByElement(fat.get(), pixErode, bw, bh);
          REQUIRE(Same(PixPtr(pixDilateBrick(nullptr, pix.get(), bw, bh)).get(), fat.get()));
          REQUIRE(Same(PixPtr(pixErodeBrick(nullptr, pix.get(), bw, bh)).get(), thin.get()));
          REQUIRE(Same(PixPtr(pixOpenBrick(nullptr, pix.get(), bw, bh)).get(), open.get()));
          REQUIRE(Same(PixPtr(pixCloseBrick(nullptr, pix.get(), bw, bh)).get(), closed.get()));
        }
      }
    }
  }
}

TEST_CASE("A safe closing loses nothing at the edge", "[image][bricks]") {
  const PixPtr pix = Noise(90, 50, 0.2, 7);
  const PixPtr wide(pixAddBorder(pix.get(), 64, 0));
  const PixPtr fat = ByElement(wide.get(), pixDilate, 41, 9);
  const PixPtr closed = ByElement(fat.get(), pixErode, 41, 9);
  const PixPtr cut(pixRemoveBorder(closed.get(), 64));
  CHECK(Same(PixPtr(pixCloseSafeBrick(nullptr, pix.get(), 41, 9)).get(), cut.get()));
}

TEST_CASE("Bricks work in place, into another picture, and refuse what they cannot take",
          "[image][bricks]") {
  const PixPtr pix = Noise(100, 60, 0.4, 9);
  const PixPtr right(pixDilateBrick(nullptr, pix.get(), 7, 5));
  const PixPtr other(pixCreate(10, 10, 1));
  CHECK(pixDilateBrick(other.get(), pix.get(), 7, 5) == other.get());
  CHECK(Same(other.get(), right.get()));
  const PixPtr own(pixCopy(nullptr, pix.get()));
  CHECK(pixDilateBrick(own.get(), own.get(), 7, 5) == own.get());
  CHECK(Same(own.get(), right.get()));
  const PixPtr grey(pixCreate(10, 10, 8));
  CHECK(pixOpenBrick(nullptr, grey.get(), 3, 3) == nullptr);
  CHECK(pixOpenBrick(nullptr, pix.get(), 0, 3) == nullptr);
  CHECK(pixOpenBrick(nullptr, nullptr, 3, 3) == nullptr);
}

}  // namespace
}  // namespace riposte
