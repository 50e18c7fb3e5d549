// Stars are told from other small marks by their arms.
#include "extractors/image/stars.h"

#include <leptonica/allheaders.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

namespace riposte {
namespace {

PixPtr Paper() {
  PixPtr pix(pixCreate(400, 200, 8));
  pixSetAllArbitrary(pix.get(), 250);
  return pix;
}

// `arms` strokes from the centre outwards, the first one upwards.
void Star(Pix* pix, int cx, int cy, double radius, int arms) {
  for (int arm = 0; arm < arms; ++arm) {
    const double angle = 2 * std::numbers::pi * arm / arms - std::numbers::pi / 2;
    for (double f = 0; f <= radius; f += 0.25)
      for (int dx = -1; dx <= 1; ++dx)
        for (int dy = -1; dy <= 1; ++dy)
          if (std::abs(dx) + std::abs(dy) < 2)
            pixSetPixel(pix, static_cast<int>(std::lround(cx + f * std::cos(angle))) + dx,
                        static_cast<int>(std::lround(cy + f * std::sin(angle))) + dy, 20);
  }
}

void Disc(Pix* pix, int cx, int cy, int radius) {
  for (int y = -radius; y <= radius; ++y)
    for (int x = -radius; x <= radius; ++x)
      if (x * x + y * y <= radius * radius) pixSetPixel(pix, cx + x, cy + y, 20);
}

PixPtr Crop(Pix* pix, int right) {
  BOX* box = boxCreate(85, 46, right - 65, 28);
  PixPtr cut(pixClipRectangle(pix, box, nullptr));
  boxDestroy(&box);
  return cut;
}

}  // namespace

TEST_CASE("stars of five and six arms are counted, in a crop and on a page", "[image]") {
  const int arms = GENERATE(5, 6);
  const int count = GENERATE(1, 2, 3, 4);
  PixPtr pix = Paper();
  for (int i = 0; i < count; ++i) Star(pix.get(), 100 + 19 * i, 60, 7, arms);
  CHECK(CountStars(Crop(pix.get(), 80 + 19 * count).get()) == count);
  const PixPtr ink = Binarise(pix.get());
  const std::vector<StarMark> marks = FindStars(pix.get(), ink.get(), 26);
  REQUIRE(marks.size() == 1);
  CHECK(marks[0].count == count);
  CHECK(marks[0].box.left == Approx(93).margin(4));
  CHECK(marks[0].box.bottom == Approx(68).margin(4));
}

TEST_CASE("a blot right beside a star may be another, one further off is none", "[image]") {
  // The closing of 26 * 0.45 pixels does not join them.
  const int apart = GENERATE(28, 60);
  PixPtr pix = Paper();
  Star(pix.get(), 100, 60, 7, 6);
  Disc(pix.get(), 100 + apart, 60, 4);
  const PixPtr ink = Binarise(pix.get());
  const std::vector<StarMark> marks = FindStars(pix.get(), ink.get(), 26);
  REQUIRE(marks.size() == (apart == 28 ? 2 : 1));
  CHECK(marks[0].sure);
  if (marks.size() == 2) CHECK_FALSE(marks[1].sure);
}

TEST_CASE("bullets, crosses and dashes are no stars", "[image]") {
  PixPtr pix = Paper();
  SECTION("a bullet") { Disc(pix.get(), 100, 60, 6); }
  SECTION("a plus sign") { Star(pix.get(), 100, 60, 7, 4); }
  SECTION("a dash") {
    for (int x = 90; x < 110; ++x)
      for (int y = 58; y < 61; ++y) pixSetPixel(pix.get(), x, y, 20);
  }
  SECTION("nothing") {}
  CHECK(CountStars(Crop(pix.get(), 100).get()) == 0);
  const PixPtr ink = Binarise(pix.get());
  CHECK(FindStars(pix.get(), ink.get(), 26).empty());
}

TEST_CASE("stars that stand in a word are the word's", "[image]") {
  PixPtr pix = Paper();
  Star(pix.get(), 120, 60, 7, 6);
  for (int letter = 0; letter < 5; ++letter)
    for (int y = 50; y < 76; ++y)
      for (int x = 0; x < 6; ++x) pixSetPixel(pix.get(), 60 + 10 * letter + x, y, 20);
  const PixPtr ink = Binarise(pix.get());
  CHECK(FindStars(pix.get(), ink.get(), 26).empty());
}

}  // namespace riposte
