// Cleaning steps on pictures whose right answer is known.
#include <leptonica/allheaders.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "extractors/image/rules.h"
#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

using namespace paper;
using riposte::Box;

CleanPicture Clean(PixPtr pix, double dpi) {
  CleanPicture clean;
  clean.grey = std::move(pix);
  clean.dpi = dpi;
  clean.to_page = Transform::Scale(72 / dpi);
  return clean;
}

double MeanGrey(Pix* pix, int x, int y, int w, int h) {
  BOX* box = boxCreate(x, y, w, h);
  l_float32 mean = 0;
  pixGetAverageMasked(PixPtr(pixClipRectangle(pix, box, nullptr)).get(), nullptr, 0, 0, 1,
                      L_MEAN_ABSVAL, &mean);
  boxDestroy(&box);
  return mean;
}

// White, with black boxes.
PixPtr Sheet(int w, int h, const std::vector<Box>& ink) {
  PixPtr pix(pixCreate(w, h, 8));
  pixSetAllArbitrary(pix.get(), 255);
  for (const Box& b : ink)
    for (int y = static_cast<int>(b.top); y < b.bottom; ++y)
      for (int x = static_cast<int>(b.left); x < b.right; ++x) pixSetPixel(pix.get(), x, y, 0);
  return pix;
}

}  // namespace

TEST_CASE("turns, tilts, cuts and borders keep the map to the page", "[image]") {
  // A black mark at a known place must be found where the map says.
  const Box mark{400, 100, 420, 120};
  for (const int degrees : {0, 90, 180, 270}) {
    CleanPicture clean = Clean(Sheet(600, 900, {mark}), 100);
    Turn(clean, degrees);
    Rotate(clean, 3);
    Resize(clean, 1.5);
    Clip(clean, {20, 30, 4000, 4000});
    AddBorder(clean, 25);
    CHECK(clean.turned == degrees);
    CHECK(clean.tilt == 3);
    PixPtr ink(pixThresholdToBinary(clean.grey.get(), 100));
    BOXA* boxes = pixConnCompBB(ink.get(), 8);
    REQUIRE(boxaGetCount(boxes) == 1);
    l_int32 x = 0, y = 0, w = 0, h = 0;
    boxaGetBoxGeometry(boxes, 0, &x, &y, &w, &h);
    boxaDestroy(&boxes);
    const Point p = clean.to_page.Apply(Point{x + w / 2.0, y + h / 2.0});
    CHECK(p.x == Approx(410 * 0.72).margin(0.8));
    CHECK(p.y == Approx(110 * 0.72).margin(0.8));
  }
}

TEST_CASE("the turn is found from ascenders, the tilt from lines", "[image][slow]") {
  PixPtr grey = LetterPicture(300);
  PixPtr ink = Binarise(grey.get());
  CHECK(FindTurn(ink.get()) == 0);
  for (const int lying : {1, 2, 3}) {
    PixPtr turned(pixRotateOrth(ink.get(), lying));
    CHECK(FindTurn(turned.get()) == (4 - lying) * 90);
  }
  for (const double tilt : {-4.0, -1.5, 0.4, 2.0}) {
    CleanPicture clean = Clean(Tilted(grey.get(), tilt), 300);
    CHECK(Straighten(clean) == Approx(-tilt).margin(0.1));
  }
  CleanPicture straight = Clean(PixPtr(pixClone(grey.get())), 300);
  CHECK(Straighten(straight) == 0);
}

TEST_CASE("a page of figures stands upright", "[image][slow]") {
  for (const char* name : {"riap-6", "decompte_rosp-6"}) {
    INFO(name);
    const std::string pdf = paper::ReadFile(std::string("samples/mail/") + name + ".pdf");
    const std::string png = RenderCrop(paper::AsBytes(pdf), 1, {}, 300, {}).value();
    PixPtr page(pixReadMemPng(reinterpret_cast<const l_uint8*>(png.data()), png.size()));
    REQUIRE(page);
    PixPtr grey(pixConvertTo8(page.get(), 0));
    PixPtr ink = Binarise(grey.get());
    CHECK(FindTurn(ink.get()) == 0);
    PixPtr over(pixRotateOrth(ink.get(), 2));
    CHECK(FindTurn(over.get()) == 180);
  }
}

TEST_CASE("ruling lines go, strokes that cross them stay, rules come out in points", "[image]") {
  // A cell of 400 x 80 pixels at 300 dpi, a stem that crosses its lower edge, and a bar that is no
  // line.
  std::vector<Box> ink = {{100, 100, 500, 103}, {100, 180, 500, 183}, {100, 100, 103, 260},
                          {500, 100, 503, 260}, {300, 150, 305, 200}, {100, 400, 500, 440}};
  PixPtr sheet = Sheet(700, 500, ink);
  PixPtr before(pixCopy(nullptr, sheet.get()));
  CleanPicture clean = Clean(PixPtr(pixClone(sheet.get())), 300);
  const std::vector<Rule> rules = TakeRules(clean);
  REQUIRE(rules.size() == 4);
  CHECK(std::count_if(rules.begin(), rules.end(), [](const Rule& r) { return r.horizontal; }) == 2);
  CHECK(rules[0].box.top == Approx(24).margin(0.3));
  CHECK(MeanGrey(clean.grey.get(), 110, 98, 180, 8) > 250);  // the upper edge is gone
  CHECK(MeanGrey(clean.grey.get(), 98, 110, 8, 60) > 250);   // the left edge too
  CHECK(MeanGrey(clean.grey.get(), 301, 152, 3, 46) < 5);    // the stem is whole
  CHECK(MeanGrey(clean.grey.get(), 150, 405, 300, 30) < 5);  // the bar stays
  l_int32 same = 0;
  pixEqual(sheet.get(), before.get(), &same);
  CHECK(same == 1);  // the picture that was given is untouched
}

TEST_CASE("the pieces of a broken rule go, hyphens between digits stay", "[image]") {
  std::vector<Box> ink;
  for (int i = 0; i < 40; ++i)  // a faint line: dashes that drift by a pixel
    ink.push_back({100.0 + 25 * i, 300.0 + i % 3, 112.0 + 25 * i, 304.0 + i % 3});
  for (int i = 0; i < 20; ++i) {  // «1-1-1-1»
    ink.push_back({100.0 + 50 * i, 385, 108.0 + 50 * i, 415});
    ink.push_back({125.0 + 50 * i, 400, 137.0 + 50 * i, 404});
  }
  CleanPicture clean = Clean(Sheet(1300, 600, ink), 300);
  const std::vector<Rule> rules = TakeRules(clean);
  REQUIRE(rules.size() == 1);
  CHECK(rules[0].horizontal);
  CHECK(rules[0].box.top == Approx(72).margin(1.5));
  CHECK(MeanGrey(clean.grey.get(), 90, 290, 1050, 30) > 254);
  CHECK(MeanGrey(clean.grey.get(), 126, 401, 10, 2) < 5);
}

TEST_CASE("the edge of the sheet is no rule", "[image]") {
  CleanPicture clean = Clean(Sheet(1300, 900, {{4, 50, 8, 850}, {100, 100, 1200, 104}}), 300);
  const std::vector<Rule> rules = TakeRules(clean);
  REQUIRE(rules.size() == 1);
  CHECK(rules[0].horizontal);
}

TEST_CASE("specks away from print go, dots and colons stay", "[image]") {
  // Two letters with a full stop and, a space away, a colon; a speck below and one far off.
  const std::vector<Box> keep = {{100, 100, 108, 128},
                                 {114, 100, 122, 128},
                                 {124, 125, 127, 128},
                                 {132, 112, 135, 115},
                                 {132, 125, 135, 128}};
  std::vector<Box> ink = keep;
  ink.push_back({110, 145, 114, 148});
  ink.push_back({300, 200, 303, 204});
  PixPtr all = Binarise(Sheet(400, 300, ink).get()), want = Binarise(Sheet(400, 300, keep).get());
  l_int32 same = 0;
  pixEqual(WithoutStraySpecks(all.get(), 200, 200).get(), want.get(), &same);
  CHECK(same == 1);
}

TEST_CASE("pieces of a rule are joined", "[image]") {
  std::vector<Rule> rules = {{{10, 20, 50, 20.5}, true},  {{50, 20.1, 90, 20.6}, true},
                             {{10, 20, 50, 20.5}, true},  {{10, 40, 90, 40.5}, true},
                             {{10, 20, 10.5, 40}, false}, {{10, 40, 10.5, 60}, false},
                             {{120, 20, 160, 20.5}, true}};
  MergeRules(rules);
  REQUIRE(rules.size() == 4);
  CHECK(rules[0].box.left == 10);
  CHECK(std::count_if(rules.begin(), rules.end(), [](const Rule& r) {
          return r.horizontal && r.box.left == 10 && r.box.right == 90;
        }) == 2);
  CHECK(std::count_if(rules.begin(), rules.end(), [](const Rule& r) {
          return !r.horizontal && r.box.top == 20 && r.box.bottom == 60;
        }) == 1);
}

TEST_CASE("the recipe follows the paper", "[image][slow]") {
  auto recipe = [](PixPtr pix, double dpi, bool camera = false) {
    return ChooseRecipe(Picture{std::move(pix), dpi, dpi, camera, false});
  };
  CHECK(recipe(LetterPicture(300), 300) == Recipe::kScan);
  CHECK(recipe(LetterPicture(200), 200) == Recipe::kUpscaled);
  PixPtr grey = LetterPicture(300);
  CHECK(recipe(Fax(grey.get(), 204, 196), 204) == Recipe::kFax);
  CHECK(recipe(Fax(grey.get(), 300, 300), 300) == Recipe::kScan);
  CHECK(recipe(Shaded(grey.get()), 300) == Recipe::kPhoto);
  CHECK(ChooseRecipe(Picture{LetterPicture(300), 300, 300, false, true}) == Recipe::kNone);
  // A dark margin from top to bottom, where some print the fund's address, is no shadow; the desk
  // around a sheet is.
  const int w = pixGetWidth(grey.get()), h = pixGetHeight(grey.get());
  const auto darkened = [&](int x, int y, int width, int height) {
    PixPtr pix(pixCopy(nullptr, grey.get()));
    for (int r = y; r < y + height; ++r)
      for (int c = x; c < x + width; ++c) pixSetPixel(pix.get(), c, r, 70);
    return pix;
  };
  CHECK(recipe(darkened(w * 4 / 5, 0, w - w * 4 / 5, h), 300) == Recipe::kScan);
  PixPtr desk(pixAddBorder(grey.get(), w / 8, 70));
  CHECK(recipe(std::move(desk), 300) == Recipe::kPhoto);
}

TEST_CASE("light is evened and paper becomes white", "[image]") {
  PixPtr grey = LetterPicture(200);
  const Picture photo{Shaded(grey.get()), 72, 72, true, false};
  const CleanPicture clean = Prepare(photo, Recipe::kPhoto).value();
  CHECK(clean.dpi == Approx(300));
  CHECK(GreyLevel(clean.grey.get(), 0.3) > 240);
  CHECK(GreyLevel(clean.grey.get(), 0.01) < 90);
  // 200 dpi on A4 is what the picture's size says, whatever it declares.
  CHECK(pixGetWidth(clean.grey.get()) == Approx(2480).margin(10));
}

TEST_CASE("an empty page stays empty when it is binarised", "[image]") {
  PixPtr paper(pixCreate(800, 800, 8));
  pixSetAllArbitrary(paper.get(), 230);
  PixPtr noisy(pixAddGaussianNoise(paper.get(), 8));
  CHECK(InkShare(Binarise(noisy.get()).get()) < 1e-4);
  PixPtr specks = Sheet(100, 100, {{10, 10, 12, 12}, {50, 50, 53, 51}});
  PixPtr ink = Binarise(specks.get());
  CHECK(InkShare(WithoutSpecks(ink.get(), 2).get()) == Approx(3.0 / 10000));
}

}  // namespace riposte
