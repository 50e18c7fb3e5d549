// Whatever is done to a picture to read it, its words land on the page as displayed: the boxes of
// the text layer are the truth.
#include <leptonica/allheaders.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

using namespace paper;
using riposte::Box;

PageReading Read(const std::string& file, int page = 1) {
  return ReadPage(AsBytes(file), page, Engine(), {}).value();
}

// Compares along the line only: across it, a text layer's box is as high as the font and an OCR box
// as high as the ink. `map` takes the letter's page to the page that was read.
struct Gaps {
  int words = 0, far = 0;
  double median = 0;
};

Gaps Compare(const PageReading& truth, const PageReading& read, const Transform& map, bool sideways,
             double scale) {
  Gaps gaps;
  std::vector<double> all;
  for (const Word& w : truth.words) {
    if (w.text.size() < 4) continue;
    const Box want = map.Apply(w.box);
    for (const Word& r : read.words) {
      if (r.text != w.text || !want.Contains({r.box.center_x(), r.box.center_y()})) continue;
      const double gap =
          sideways ? std::max(std::abs(r.box.top - want.top), std::abs(r.box.bottom - want.bottom))
                   : std::max(std::abs(r.box.left - want.left), std::abs(r.box.right - want.right));
      all.push_back(gap / scale);
      // The ink lies inside the font's box.
      const double over = sideways ? std::max(want.left - r.box.left, r.box.right - want.right)
                                   : std::max(want.top - r.box.top, r.box.bottom - want.bottom);
      CHECK(over / scale < 2);
    }
  }
  std::sort(all.begin(), all.end());
  gaps.words = static_cast<int>(all.size());
  gaps.far =
      static_cast<int>(std::count_if(all.begin(), all.end(), [](double g) { return g > 1; }));
  if (!all.empty()) gaps.median = all[all.size() / 2];
  return gaps;
}

}  // namespace

TEST_CASE("boxes of a text layer are as displayed whatever /Rotate and origin", "[page]") {
  const std::string letter = Letter();
  const PageReading truth = Read(letter);
  for (const bool odd : {false, true}) {
    for (const int degrees : {90, 180, 270}) {
      INFO(degrees << (odd ? " odd origin" : ""));
      const PageReading page = Read(Rotated(letter, degrees, odd));
      CHECK(page.source == PageSource::kTextLayer);
      CHECK(page.turned == (360 - degrees) % 360);
      const double w = truth.width, h = truth.height;
      const Transform map = degrees == 90    ? Transform({0, -1, h, 1, 0, 0, 0, 0, 1})
                            : degrees == 180 ? Transform({-1, 0, w, 0, -1, h, 0, 0, 1})
                                             : Transform({0, 1, 0, -1, 0, w, 0, 0, 1});
      CHECK(page.width == Approx(degrees == 180 ? w : h));
      REQUIRE(page.words.size() == truth.words.size());
      REQUIRE(page.rules.size() == truth.rules.size());
      for (const Word& word : truth.words) {
        const Box want = map.Apply(word.box);
        CHECK(std::any_of(page.words.begin(), page.words.end(), [&](const Word& r) {
          return r.text == word.text && std::abs(r.box.left - want.left) < 0.5 &&
                 std::abs(r.box.top - want.top) < 0.5 && std::abs(r.box.right - want.right) < 0.5 &&
                 std::abs(r.box.bottom - want.bottom) < 0.5;
        }));
      }
      for (const Rule& rule : truth.rules) {
        const Box want = map.Apply(rule.box);
        CHECK(std::any_of(page.rules.begin(), page.rules.end(), [&](const Rule& r) {
          return r.horizontal == (rule.horizontal == (degrees == 180)) &&
                 std::abs(r.box.left - want.left) < 0.5 &&
                 std::abs(r.box.bottom - want.bottom) < 0.5;
        }));
      }
    }
  }
}

TEST_CASE("boxes of a picture that lies sideways and tilted come back within a point", "[page]") {
  const PageReading truth = Read(Letter());
  PixPtr grey = LetterPicture(300);
  // The sheet lay on its side, 1.5 degrees off.
  PixPtr side(pixRotateOrth(grey.get(), 1));
  PixPtr tilted = Tilted(side.get(), 1.5);
  const PageReading page = Read(Png(tilted.get(), 300));
  CHECK(page.source == PageSource::kOcr);
  CHECK(page.turned == 270);
  CHECK(page.tilt == Approx(-1.5).margin(0.1));
  CHECK(page.quality > 0.85);
  const Transform map =
      Transform({0, -1, truth.height, 1, 0, 0, 0, 0, 1})
          .Then(Transform::Rotate(1.5 * std::numbers::pi / 180, page.width / 2, page.height / 2));
  const Gaps gaps = Compare(truth, page, map, true, 1);
  CHECK(gaps.words > 150);
  CHECK(gaps.median < 0.8);
  CHECK(gaps.far <= gaps.words / 12);
}

TEST_CASE("boxes of a fax and of a photo come back too", "[page]") {
  const PageReading truth = Read(Letter());
  SECTION("fax: oblong pixels") {
    PixPtr grey = LetterPicture(300);
    PixPtr fax = Fax(grey.get(), 204, 98);
    const PageReading page = Read(Tiff({fax.get()}));
    CHECK(page.recipe == "fax");
    const Gaps gaps = Compare(truth, page, Transform(), false, 1);
    CHECK(gaps.words > 150);
    CHECK(gaps.median < 0.7);
    CHECK(gaps.far <= gaps.words / 15);
    CHECK(page.rules.size() >= truth.rules.size() - 1);
  }
  SECTION("photo: upside down, uneven light, no resolution") {
    PixPtr grey = LetterPicture(170);
    PixPtr dim = Shaded(grey.get());
    PixPtr down(pixRotateOrth(dim.get(), 2));
    const PageReading page = Read(Jpeg(down.get(), 0));
    CHECK(page.recipe == "photo");
    CHECK(page.turned == 180);
    const double scale = 170.0 / 72;
    const Transform map =
        Transform::Scale(scale).Then(Transform({-1, 0, page.width, 0, -1, page.height, 0, 0, 1}));
    const Gaps gaps = Compare(truth, page, map, false, scale);
    CHECK(gaps.words > 150);
    CHECK(gaps.median < 0.7);
    CHECK(gaps.far <= gaps.words / 15);
  }
}

TEST_CASE("a sheet in perspective on a desk is laid flat, its boxes stay on the photo", "[page]") {
  const PageReading truth = Read(Letter());
  PixPtr grey = LetterPicture(180);
  const int w = pixGetWidth(grey.get()), h = pixGetHeight(grey.get());
  PTA *here = ptaCreate(4), *there = ptaCreate(4);
  const double from[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  const double to[4][2] = {{130, 90}, {w - 170.0, 130}, {w - 80.0, h - 90.0}, {60, h - 140.0}};
  for (int i = 0; i < 4; ++i) {
    ptaAddPt(here, static_cast<float>(from[i][0] * w), static_cast<float>(from[i][1] * h));
    ptaAddPt(there, static_cast<float>(to[i][0]), static_cast<float>(to[i][1]));
  }
  PixPtr dim = Shaded(grey.get());
  PixPtr lying(pixProjectivePta(dim.get(), there, here, L_BRING_IN_BLACK));  // a dark desk
  l_float32* c = nullptr;
  REQUIRE(getProjectiveXformCoeffs(here, there, &c) == 0);
  const Transform map = Transform::Scale(180.0 / 72)
                            .Then(Transform({c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], 1}));
  lept_free(c);
  ptaDestroy(&here);
  ptaDestroy(&there);
  const PageReading page = Read(Jpeg(lying.get(), 0));
  CHECK(page.recipe == "photo");
  CHECK(page.sheet_width == Approx(595).margin(1));
  CHECK(page.to_page.matrix()[7] != 0);
  CHECK(page.quality > 0.85);
  int found = 0;
  for (const Word& word : truth.words) {
    if (word.text.size() < 4) continue;
    const Box want = map.Apply(word.box);
    for (const Word& r : page.words)
      if (r.text == word.text && want.Contains({r.box.center_x(), r.box.center_y()})) {
        ++found;
        CHECK(r.box.left == Approx(want.left).margin(8));  // pixels of the photo: 3 points
        CHECK(r.box.right == Approx(want.right).margin(8));
      }
  }
  CHECK(found > 150);
}

TEST_CASE("a fixed seed of wear: the same picture gives the same words", "[page]") {
  PixPtr grey = LetterPicture(200, Box{0, 0, 595, 150});
  const std::string file = Jpeg(grey.get(), 200);
  const PageReading a = Read(file), b = Read(file);
  REQUIRE(a.words.size() == b.words.size());
  for (size_t i = 0; i < a.words.size(); ++i) {
    CHECK(a.words[i].text == b.words[i].text);
    CHECK(a.words[i].box == b.words[i].box);
    CHECK(a.words[i].confidence == b.words[i].confidence);
  }
}

}  // namespace riposte
