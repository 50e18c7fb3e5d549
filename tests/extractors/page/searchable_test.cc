// The searchable PDF: invisible words where the picture shows them, the picture's bytes untouched.
#include <leptonica/allheaders.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "extractors/page/pdf.h"
#include "extractors/page/qpdf.h"
#include "extractors/page/text_layer.h"
#include "extractors/reading/secret.h"
#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

using namespace paper;
using riposte::Box;

// A reading with three words; the engine is not needed to place them.
Reading ThreeWords(double width, double height, double turned = 0) {
  PageReading page{.number = 1, .width = width, .height = height};
  page.source = PageSource::kOcr;
  page.turned = turned;
  const bool sideways = std::fmod(turned, 180) != 0;
  page.words = {
      {.text = "référence", .box = sideways ? Box{30, 40, 40, 120} : Box{30, 40, 110, 50}},
      {.text = "21,8", .box = sideways ? Box{60, 50, 72, 80} : Box{200, 60, 230, 72}},
      {.text = "œuvre", .box = sideways ? Box{80, 10, 94, 60} : Box{10, 90, 60, 104}}};
  Reading reading;
  reading.pages = {page};
  return reading;
}

std::vector<Word> Layer(const std::string& pdf, int number = 1) {
  auto file = PdfFile::Open(AsBytes(pdf), {});
  REQUIRE(file.ok());
  return ReadTextLayer((*file)->Page(number).value()).words;
}

void CheckPlaced(const std::string& pdf, const Reading& reading) {
  const std::vector<Word> layer = Layer(pdf);
  CHECK(layer.size() == reading.pages[0].words.size());
  for (const Word& want : reading.pages[0].words) {
    INFO(want.text);
    const auto it = std::find_if(layer.begin(), layer.end(),
                                 [&](const Word& w) { return w.text == want.text; });
    REQUIRE(it != layer.end());
    CHECK(it->box.left == Approx(want.box.left).margin(0.5));
    CHECK(it->box.right == Approx(want.box.right).margin(0.5));
    CHECK(it->box.top == Approx(want.box.top).margin(0.5));
    CHECK(it->box.bottom == Approx(want.box.bottom).margin(0.5));
  }
}

// The encoded bytes of every picture.
std::vector<std::string> Pictures(const std::string& file) {
  QPDF pdf;
  pdf.processMemoryFile("input", file.data(), file.size());
  std::vector<std::string> found;
  for (QPDFObjectHandle object : pdf.getAllObjects()) {
    if (!object.isStream() || !object.getDict().getKey("/Subtype").isNameAndEquals("/Image"))
      continue;
    const auto data = object.getRawStreamData();
    found.emplace_back(reinterpret_cast<const char*>(data->getBuffer()), data->getSize());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

TEST_CASE("words are where the picture shows them, whatever /Rotate and origin", "[page]") {
  PixPtr grey = LetterPicture(100, Box{0, 0, 595, 300});
  const std::string scan =
      PicturePdf(Jpeg(grey.get(), 100), pixGetWidth(grey.get()), pixGetHeight(grey.get()), 100);
  for (const bool odd : {false, true}) {
    for (const int degrees : {0, 90, 180, 270}) {
      for (const int turned : {0, 90, 180, 270}) {
        INFO(degrees << " turned " << turned);
        const std::string file = Rotated(scan, degrees, odd);
        const bool sideways = degrees % 180 != 0;
        const Reading reading = ThreeWords(sideways ? 300 : 595, sideways ? 595 : 300, turned);
        const std::string out = MakeSearchable(AsBytes(file), reading).value();
        CheckPlaced(out, reading);
        CHECK(Pictures(out) == Pictures(file));
      }
    }
  }
}

TEST_CASE("the picture looks the same as before", "[page]") {
  PixPtr grey = LetterPicture(100, Box{0, 0, 595, 300});
  // The page's own content leaves its state changed: it must not move the words.
  const std::string scan = PicturePdf(Jpeg(grey.get(), 100), pixGetWidth(grey.get()),
                                      pixGetHeight(grey.get()), 100, "2 0 0 2 50 50 cm 0.5 g");
  const Reading reading = ThreeWords(595, 300);
  const std::string out = MakeSearchable(AsBytes(scan), reading).value();
  CheckPlaced(out, reading);
  CHECK(RenderCrop(AsBytes(out), 1, {}, 72, {}).value() ==
        RenderCrop(AsBytes(scan), 1, {}, 72, {}).value());
}

TEST_CASE("the same input gives the same bytes", "[page]") {
  PixPtr grey = LetterPicture(100, Box{0, 0, 595, 300});
  const std::string jpeg = Jpeg(grey.get(), 100);
  const Reading reading = ThreeWords(595, 300);
  CHECK(MakeSearchable(AsBytes(jpeg), reading).value() ==
        MakeSearchable(AsBytes(jpeg), reading).value());
}

TEST_CASE("pages with text of their own stay as they are", "[page]") {
  const std::string letter = Letter();
  Reading reading;
  reading.pages = {ReadPage(AsBytes(letter), 1, Engine(), {}).value(),
                   ReadPage(AsBytes(letter), 2, Engine(), {}).value()};
  const std::string out = MakeSearchable(AsBytes(letter), reading).value();
  CHECK(out.find("GlyphLess") == std::string::npos);
  CHECK(Layer(out).size() == reading.pages[0].words.size());
}

TEST_CASE("picture files become PDF pages around the picture", "[page]") {
  PixPtr grey = LetterPicture(100, Box{0, 0, 595, 300});
  const int w = pixGetWidth(grey.get());
  SECTION("a JPEG goes in unchanged, its EXIF turn as the page shows it") {
    const std::string plain = Jpeg(grey.get(), 100);
    const Reading upright = ThreeWords(595, 300);
    const std::string out = MakeSearchable(AsBytes(plain), upright).value();
    CheckPlaced(out, upright);
    REQUIRE(Pictures(out).size() == 1);
    CHECK(Pictures(out)[0] == plain);
    // Orientations 2 to 8: what is displayed is always the same letter.
    const std::string shown = RenderCrop(AsBytes(out), 1, {}, 50, {}).value();
    PixPtr want(pixReadMemPng(reinterpret_cast<const l_uint8*>(shown.data()), shown.size()));
    for (int orientation = 2; orientation <= 8; ++orientation) {
      INFO(orientation);
      // The stored picture is the displayed one, undone.
      PixPtr stored(pixCopy(nullptr, grey.get()));
      const int back[9] = {0, 0, 0, 2, 2, 1, 3, 3, 1};
      if (back[orientation] != 0) stored.reset(pixRotateOrth(stored.get(), back[orientation]));
      if (orientation == 2 || orientation == 4 || orientation == 5 || orientation == 7)
        stored.reset(pixFlipLR(nullptr, stored.get()));
      const std::string file = WithOrientation(Jpeg(stored.get(), 100), orientation);
      const std::string pdf = MakeSearchable(AsBytes(file), upright).value();
      CHECK(Pictures(pdf).at(0) == file);
      for (const std::string& page : {RenderCrop(AsBytes(pdf), 1, {}, 50, {}).value(),
                                      RenderCrop(AsBytes(file), 1, {}, 50, {}).value()}) {
        PixPtr got(pixReadMemPng(reinterpret_cast<const l_uint8*>(page.data()), page.size()));
        l_float32 difference = 255;
        pixCompareGray(want.get(), got.get(), L_COMPARE_ABS_DIFF, 0, nullptr, &difference, nullptr,
                       nullptr);
        CHECK(difference < 6);
      }
    }
  }
  SECTION("PNG data go in as they are; palettes, interlace and transparency are decoded") {
    const std::string file = Png(grey.get(), 100);
    const std::string out = MakeSearchable(AsBytes(file), ThreeWords(595, 300)).value();
    CHECK(file.find(Pictures(out).at(0).substr(0, 500)) != std::string::npos);
    PixPtr colour(pixConvertTo32(grey.get()));
    pixSetSpp(colour.get(), 4);
    pixSetComponentArbitrary(colour.get(), L_ALPHA_CHANNEL, 255);
    const std::string clear = Png(colour.get(), 100);
    CHECK(TakeCensus(AsBytes(MakeSearchable(AsBytes(clear), {}).value()), {}).ok());
  }
  SECTION("a fax becomes group 4, pixel for pixel") {
    PixPtr sharp = LetterPicture(300, Box{0, 0, 595, 300});
    PixPtr fax = Fax(sharp.get(), 204, 196);
    const std::string file = Tiff({fax.get(), fax.get()});
    const std::string out = MakeSearchable(AsBytes(file), ThreeWords(595, 300)).value();
    const Census census = TakeCensus(AsBytes(out), {}).value();
    REQUIRE(census.pages.size() == 2);
    CHECK(census.pages[1].height == Approx(300).margin(1));
    CHECK(out.find("/CCITTFaxDecode") != std::string::npos);
    // Drawn at its own resolution it is the same picture.
    PixPtr again(pixThresholdToBinary(
        [&] {
          auto pdf = PdfFile::Open(AsBytes(out), {});
          const PdfPage page = (*pdf)->Page(2).value();
          return page.Render(72 * pixGetWidth(fax.get()) / page.width(),
                             72 * pixGetHeight(fax.get()) / page.height());
        }()
            .get(),
        128));
    l_int32 same = 0;
    pixEqual(again.get(), fax.get(), &same);
    l_float32 ink = 0;
    PixPtr difference(pixXor(nullptr, again.get(), fax.get()));
    pixForegroundFraction(difference.get(), &ink);
    CHECK((same == 1 || ink < 0.01));
  }
  SECTION("HEIC") {
    const std::string out = MakeSearchable(AsBytes(Heic(grey.get())), ThreeWords(w, 417)).value();
    CHECK(TakeCensus(AsBytes(out), {}).value().pages.at(0).width == Approx(w));
  }
}

TEST_CASE("a whole scan: what was read is found where it is printed", "[page]") {
  PixPtr grey = LetterPicture(300);
  PixPtr tilted = Tilted(grey.get(), 1);
  const std::string scan = PicturePdf(Jpeg(tilted.get(), 300), pixGetWidth(tilted.get()),
                                      pixGetHeight(tilted.get()), 300);
  Reading reading;
  reading.pages = {ReadPage(AsBytes(scan), 1, Engine(), {}).value()};
  REQUIRE(reading.pages[0].source == PageSource::kOcr);
  const std::string out = MakeSearchable(AsBytes(scan), reading).value();
  const std::vector<Word> layer = Layer(out);
  int found = 0, near = 0;
  for (const Word& want : reading.pages[0].words) {
    for (const Word& w : layer) {
      if (w.text != want.text || !want.box.Contains({w.box.center_x(), w.box.center_y()})) continue;
      ++found;
      near +=
          std::abs(w.box.left - want.box.left) < 1 && std::abs(w.box.right - want.box.right) < 1;
    }
  }
  const auto words = static_cast<int>(reading.pages[0].words.size());
  CHECK(found > words * 9 / 10);
  CHECK(near > found * 95 / 100);
  CHECK(Pictures(out) == Pictures(scan));
}

TEST_CASE("a reading of another file is refused", "[page]") {
  Reading reading = ThreeWords(595, 842);
  reading.pages[0].number = 7;
  CHECK(MakeSearchable(AsBytes(Letter()), reading).error().code == ErrorCode::kUsage);
}

TEST_CASE("pages are split off untouched and without the rest", "[page]") {
  const std::string letter = Letter();
  CHECK(SplitPages(AsBytes(letter), 1, 2).value() == letter);
  const std::string second = SplitPages(AsBytes(letter), 2, 1).value();
  CHECK(TakeCensus(AsBytes(second), {}).value().pages.size() == 1);
  CHECK(Layer(second).size() == Layer(letter, 2).size());
  CHECK(SplitPages(AsBytes(letter), 2, 2).error().code == ErrorCode::kUsage);
  CHECK(SplitPages(AsBytes(letter), 0, 1).error().code == ErrorCode::kUsage);
  CHECK(SplitPages(AsBytes(letter), 2, 2147483647).error().code == ErrorCode::kUsage);
  const std::string two =
      MakePdf({"BT /F1 12 Tf 72 700 Td (first) Tj ET", "BT /F1 12 Tf 72 700 Td (second) Tj ET"});
  const std::string one = SplitPages(AsBytes(two), 2, 1).value();
  CHECK(Layer(one).at(0).text == "second");
  QPDF pdf;
  pdf.processMemoryFile("input", one.data(), one.size());
  for (QPDFObjectHandle object : pdf.getAllObjects()) {
    if (!object.isStream()) continue;
    const auto data = object.getStreamData();
    CHECK(std::string(reinterpret_cast<const char*>(data->getBuffer()), data->getSize())
              .find("first") == std::string::npos);
  }
}

TEST_CASE("a page that names patients becomes a picture of itself", "[page][secret]") {
  const std::string two =
      MakePdf({"BT /F1 12 Tf 72 700 Td (first) Tj ET", "BT /F1 12 Tf 72 700 Td (second) Tj ET"});
  Reading reading;
  reading.pages = {{.number = 1, .width = 595, .height = 842},
                   {.number = 2, .width = 595, .height = 842}};
  Withhold(reading.pages[1]);
  const std::string out = MakeSearchable(AsBytes(two), reading).value();
  CHECK(Layer(out, 1).at(0).text == "first");
  CHECK(Layer(out, 2).empty());
  auto file = PdfFile::Open(AsBytes(out), {});
  REQUIRE(file.ok());
  PixPtr drawn = (*file)->Page(2)->Render(72, 72);
  l_int32 inked = 0;
  PixPtr binary(pixConvertTo1(drawn.get(), 160));
  pixCountPixels(binary.get(), &inked, nullptr);
  CHECK(inked > 50);  // it can still be looked at
  QPDF pdf;
  pdf.processMemoryFile("out", out.data(), out.size());
  for (QPDFObjectHandle object : pdf.getAllObjects()) {
    if (!object.isStream() || object.getDict().getKey("/Filter").isName()) continue;
    const auto data = object.getStreamData();
    CHECK(std::string(reinterpret_cast<const char*>(data->getBuffer()), data->getSize())
              .find("second") == std::string::npos);
  }
}

}  // namespace riposte
