// Sheets drawn on a desk at known corners: the outline has to find them, and nothing else.
#include "extractors/image/outline.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

using namespace paper;
using riposte::Box;
using Corners = std::array<Point, 4>;

PTA* Points(const Corners& c) {
  PTA* pta = ptaCreate(4);
  for (const Point& p : c) ptaAddPt(pta, static_cast<float>(p.x), static_cast<float>(p.y));
  return pta;
}

Corners FullSheet(Pix* grey) {
  const double w = pixGetWidth(grey), h = pixGetHeight(grey);
  return {Point{0, 0}, Point{w, 0}, Point{w, h}, Point{0, h}};
}

// The sheet with its corners at `to` on a desk of the given brightness, lit from one side.
PixPtr OnDesk(Pix* grey, int w, int h, const Corners& to, int desk, double dark = 0.7) {
  PixPtr room(pixAddBorderGeneral(grey, 0, std::max(0, w - static_cast<int>(pixGetWidth(grey))), 0,
                                  std::max(0, h - static_cast<int>(pixGetHeight(grey))), 255));
  PixPtr cover(pixCreate(pixGetWidth(room.get()), pixGetHeight(room.get()), 8));
  pixRasterop(cover.get(), 0, 0, pixGetWidth(grey), pixGetHeight(grey), PIX_SET, nullptr, 0, 0);
  PTA *there = Points(to), *here = Points(FullSheet(grey));
  const PixPtr sheet(pixProjectivePta(room.get(), there, here, L_BRING_IN_WHITE));
  const PixPtr mask(pixProjectivePta(cover.get(), there, here, L_BRING_IN_BLACK));
  ptaDestroy(&there);
  ptaDestroy(&here);
  PixPtr photo(pixCreate(w, h, 8));
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      l_uint32 paper = 0, share = 0;
      pixGetPixel(sheet.get(), x, y, &paper);
      pixGetPixel(mask.get(), x, y, &share);
      const double ink = 30 + paper * 200.0 / 255;
      const double wood = desk + 6 * std::sin(y * 0.13) + 3 * std::sin(x * 0.011);
      const double light = 1 - (1 - dark) * x / w;
      const double v = (ink * share + wood * (255 - share)) / 255 * light;
      pixSetPixel(photo.get(), x, y, static_cast<l_uint32>(std::clamp(v, 0.0, 255.0)));
    }
  return photo;
}

double Farthest(const Corners& a, const Corners& b) {
  double most = 0;
  for (size_t i = 0; i < 4; ++i)
    most = std::max(most, std::hypot(a[i].x - b[i].x, a[i].y - b[i].y));
  return most;
}

CleanPicture Clean(PixPtr pix) {
  CleanPicture clean;
  clean.grey = std::move(pix);
  clean.dpi = 170;
  clean.to_page = Transform::Scale(72.0 / 170);
  return clean;
}

const Corners kLying = {Point{130, 110}, Point{1440, 170}, Point{1490, 2010}, Point{90, 2060}};

}  // namespace

TEST_CASE("the corners of a sheet on a desk are found", "[image]") {
  PixPtr letter = LetterPicture(170);
  for (const int desk : {40, 90, 130}) {
    INFO(desk);
    PixPtr photo = OnDesk(letter.get(), 1600, 2200, kLying, desk);
    const std::optional<Outline> outline = FindOutline(photo.get());
    REQUIRE(outline);
    CHECK_FALSE(outline->cut);
    CHECK(Farthest(outline->corners, kLying) < 6);
    CHECK_FALSE(PrintBeside(photo.get(), *outline));
  }
}

TEST_CASE("the grain of a desk is not the side of a sheet", "[image]") {
  PixPtr letter = LetterPicture(170);
  PixPtr photo = OnDesk(letter.get(), 1600, 2200, kLying, 90);
  // A darker board beside the sheet: its edge runs through the whole picture.
  for (int y = 0; y < 2200; ++y)
    for (int x = 0; x < 60; ++x) {
      l_uint32 v = 0;
      pixGetPixel(photo.get(), x, y, &v);
      pixSetPixel(photo.get(), x, y, v * 7 / 10);
    }
  const std::optional<Outline> outline = FindOutline(photo.get());
  REQUIRE(outline);
  CHECK(Farthest(outline->corners, kLying) < 6);
}

TEST_CASE("a sheet is laid flat, and the map leads back", "[image]") {
  PixPtr letter = LetterPicture(170);
  PixPtr photo = OnDesk(letter.get(), 1600, 2200, kLying, 80);
  CleanPicture clean = Clean(PixPtr(pixClone(photo.get())));
  REQUIRE(Flatten(clean, Outline{kLying}, 170));
  CHECK(clean.dpi == 300);
  CHECK(pixGetWidth(clean.grey.get()) == 2480);
  CHECK(pixGetHeight(clean.grey.get()) == 3508);
  const Corners back = {clean.to_page.Apply(Point{0, 0}), clean.to_page.Apply(Point{2479, 0}),
                        clean.to_page.Apply(Point{2479, 3507}),
                        clean.to_page.Apply(Point{0, 3507})};
  Corners want = kLying;
  for (Point& p : want) p = {p.x * 72 / 170, p.y * 72 / 170};
  CHECK(Farthest(back, want) < 0.1);
  // The flat sheet is the letter: nowhere does the ink of one stand on the paper of the other.
  PixPtr flat_ink = Binarise(clean.grey.get());
  PixPtr truth(pixScaleToSize(letter.get(), 2480, 3508));
  PixPtr thick(pixThresholdToBinary(truth.get(), 200));
  PixPtr around(pixDilateBrick(nullptr, thick.get(), 9, 9));
  l_int32 ink = 0, stray = 0;
  pixCountPixels(flat_ink.get(), &ink, nullptr);
  pixSubtract(flat_ink.get(), flat_ink.get(), around.get());
  pixCountPixels(flat_ink.get(), &stray, nullptr);
  CHECK(ink > 50'000);
  CHECK(stray < ink / 25);  // a sheet 5 pixels off leaves a third of the ink
}

TEST_CASE("no outline where no sheet stands out", "[image]") {
  PixPtr letter = LetterPicture(170);
  SECTION("the sheet fills the picture") { CHECK_FALSE(FindOutline(letter.get())); }
  SECTION("a desk as bright as paper") {
    PixPtr photo = OnDesk(letter.get(), 1600, 2200, kLying, 226);
    CHECK_FALSE(FindOutline(photo.get()));
  }
  SECTION("a hard shadow across the sheet is no border of it") {
    PixPtr shaded(pixCopy(nullptr, letter.get()));
    for (int y = 0; y < static_cast<int>(pixGetHeight(shaded.get())); ++y)
      for (int x = 0; x < 300; ++x) {
        l_uint32 v = 0;
        pixGetPixel(shaded.get(), x, y, &v);
        pixSetPixel(shaded.get(), x, y, v * 6 / 10);
      }
    CHECK_FALSE(FindOutline(shaded.get()));
  }
  SECTION("tiny, empty and black pictures") {
    for (const int size : {1, 50, 300}) {
      PixPtr pix(pixCreate(size, size, 8));
      CHECK_FALSE(FindOutline(pix.get()));
    }
  }
}

TEST_CASE("a sheet that runs out of the picture keeps all that is on it", "[image]") {
  PixPtr letter = LetterPicture(170);
  PixPtr whole = OnDesk(letter.get(), 1600, 2200, kLying, 80);
  BOX* box = boxCreate(0, 0, 1600, 1900);  // the foot of the sheet is cut off
  PixPtr photo(pixClipRectangle(whole.get(), box, nullptr));
  boxDestroy(&box);
  const std::optional<Outline> outline = FindOutline(photo.get());
  REQUIRE(outline);
  CHECK(outline->cut);
  CHECK(std::hypot(outline->corners[0].x - 130, outline->corners[0].y - 110) < 6);
  CHECK(outline->corners[2].y >= 1899);
  CHECK(outline->corners[3].y >= 1899);
}

TEST_CASE("print beside an outline is seen", "[image]") {
  PixPtr letter = LetterPicture(170);
  PixPtr photo = OnDesk(letter.get(), 1600, 2200, kLying, 80);
  // As if the upper half were the sheet.
  const Outline half{{Point{130, 110}, Point{1440, 170}, Point{1465, 1000}, Point{110, 1000}}};
  CHECK(PrintBeside(photo.get(), half));
}

}  // namespace riposte
