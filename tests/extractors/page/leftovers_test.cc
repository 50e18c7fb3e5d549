// Ink that no word covers is read again, but never beside a word.
#include "extractors/page/leftovers.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

using namespace paper;

// Says «20» to every place and remembers how many it was asked.
struct Twenty : OcrEngine {
  int asked = 0;
  std::string says = "20";
  Result<std::vector<OcrWord>> Recognize(Pix* image, const OcrRequest& request) override {
    ++asked;
    CHECK(request.mode == OcrMode::kLine);
    const double w = pixGetWidth(image), h = pixGetHeight(image);
    return std::vector<OcrWord>{{says, {16, 16, w - 16, h - 16}, 0.9}};
  }
  Result<std::pair<int, double>> Orientation(Pix*) override { return std::pair<int, double>{}; }
};

// Twelve rows of print: a word at x = 100 and a number of two digits at `number_at`.
PixPtr Rows(std::vector<OcrWord>& words, int number_at) {
  PixPtr pix(pixCreate(1200, 1000, 8));
  pixSetAllArbitrary(pix.get(), 255);
  auto stroke = [&](int x, int y, int w, int h) {
    for (int j = y; j < y + h; ++j)
      for (int i = x; i < x + w; ++i) pixSetPixel(pix.get(), i, j, 0);
  };
  for (int row = 0; row < 12; ++row) {
    const int y = 100 + 60 * row;
    for (int letter = 0; letter < 6; ++letter) stroke(100 + 20 * letter, y, 14, 28);
    words.push_back({"prescr", {100, double(y), 214, double(y + 28)}, 0.9});
    stroke(number_at, y, 14, 28);
    stroke(number_at + 18, y, 14, 28);
  }
  return pix;
}

}  // namespace

TEST_CASE("numbers that stand alone are read again", "[page]") {
  std::vector<OcrWord> words;
  PixPtr page = Rows(words, 600);
  Twenty engine;
  const std::vector<OcrWord> found = ReadLeftovers(page.get(), words, engine);
  CHECK(engine.asked == 12);
  REQUIRE(found.size() == 12);
  CHECK(found[0].text == "20");
  CHECK(found[0].box.left == Approx(600).margin(12));
  CHECK(found[0].box.top == Approx(100).margin(12));
  SECTION("once they are words, nothing is left") {
    words.insert(words.end(), found.begin(), found.end());
    CHECK(ReadLeftovers(page.get(), words, engine).empty());
  }
  SECTION("what looks wrong is dropped") {
    engine.says = "\xEF\xBF\xBD|";
    CHECK(ReadLeftovers(page.get(), words, engine).empty());
  }
}

TEST_CASE("ink beside a word may be a letter of it: only a percent sign is taken", "[page]") {
  std::vector<OcrWord> words;
  PixPtr page = Rows(words, 222);
  Twenty engine;
  CHECK(ReadLeftovers(page.get(), words, engine).empty());
  // A percent sign belongs to no number and spoils none.
  engine.says = "%";
  CHECK(ReadLeftovers(page.get(), words, engine).size() == 12);
}

TEST_CASE("the lower half of a semicolon is no letter", "[page]") {
  std::vector<OcrWord> words;
  PixPtr page = Rows(words, 600);
  words.push_back({"L", {232, 120, 238, 132}, 0.7});
  words.push_back({"y", {400, 180, 412, 206}, 0.7});  // a letter, by its height
  words.push_back({"s", {232, 221, 238, 228}, 0.7});  // a dot above the line
  ReadLowMarks(words);
  CHECK(words[12].text == ";");
  CHECK(words[13].text == "y");
  CHECK(words[14].text == "s");
}

TEST_CASE("the short cells of a statement come through a 200 dpi scan", "[page]") {
  const std::string file = ReadFile("samples/mail/decompte_rosp-2.pdf");
  const PageReading truth = ReadPage(AsBytes(file), 1, Engine(), {}).value();
  const std::string png = RenderCrop(AsBytes(file), 1, {}, 200, {}).value();
  PixPtr grey(pixReadMemPng(reinterpret_cast<const l_uint8*>(png.data()), png.size()));
  PixPtr noisy(pixAddGaussianNoise(grey.get(), 6));
  const PageReading read = ReadPage(AsBytes(Jpeg(noisy.get(), 200, 65)), 1, Engine(), {}).value();
  int cells = 0, found = 0;
  for (const Word& w : truth.words) {
    if (w.text.size() > 2 || !std::all_of(w.text.begin(), w.text.end(), ::isdigit)) continue;
    ++cells;
    found += std::any_of(read.words.begin(), read.words.end(), [&](const Word& r) {
      return r.text.find(w.text) != std::string::npos &&
             w.box.Contains({r.box.center_x(), r.box.center_y()});
    });
  }
  CHECK(cells > 50);
  CHECK(found >= cells * 93 / 100);
}

TEST_CASE("the dots of a rule are no words", "[page]") {
  std::vector<OcrWord> words;
  Rows(words, 600);
  words.push_back({"es", {300, 140, 340, 143}, 0.7});
  words.push_back({"\u2026", {400, 140, 440, 143}, 0.2});
  words.push_back({"\u2013", {500, 110, 512, 112}, 0.3});  // a dash may be a cell's
  words.push_back({"-\u2014", {700, 110, 712, 112}, 0.42});
  DropFlatWords(words);
  REQUIRE(words.size() == 14);
  CHECK(words[12].text == "\u2013");
  CHECK(words[13].text == "\u2013");
}

TEST_CASE("a box that the dots of a rule made too large is that of its digits", "[page]") {
  std::vector<OcrWord> words;
  PixPtr page = Rows(words, 600);
  for (int x = 560; x < 760; x += 6)
    for (int i = 0; i < 3; ++i) pixSetPixel(page.get(), x + i, 136, 0);
  words.push_back({"20", {560, 100, 760, 138}, 0.9});
  const OcrWord label = words.front();
  TightenBoxes(page.get(), words);
  CHECK(words.back().box.left == Approx(600).margin(3));
  CHECK(words.back().box.right == Approx(632).margin(3));
  CHECK(words.back().box.bottom == Approx(128).margin(3));
  CHECK(words.front().box == label.box);
}

}  // namespace riposte
