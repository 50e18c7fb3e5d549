// The sheet that is printed is found again on every kind of paper, and nothing else is taken for
// it.
#include <leptonica/allheaders.h>

#include <catch2/catch.hpp>

#include "extractors/image/barcode.h"
#include "extractors/page/reader.h"
#include "extractors/reading/separator.h"
#include "pipeline/intake/separator_sheet.h"
#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

using namespace paper;

// A sheet is found without asking it.
struct NoEngine : OcrEngine {
  Result<std::vector<OcrWord>> Recognize(Pix*, const OcrRequest&) override {
    ++asked;
    return std::vector<OcrWord>();
  }
  Result<std::pair<int, double>> Orientation(Pix*) override { return std::pair(0, 0.0); }
  int asked = 0;
};

PixPtr Sheet(double dpi) {
  const std::string pdf = SeparatorSheet();
  Result<std::string> png = RenderCrop(AsBytes(pdf), 1, {}, dpi, {});
  REQUIRE(png.ok());
  const PixPtr page(pixReadMem(reinterpret_cast<const l_uint8*>(png->data()), png->size()));
  REQUIRE(page);
  return Grey(page.get());
}

bool Found(const std::string& file) {
  NoEngine engine;
  Result<PageReading> page = ReadPage(AsBytes(file), 1, engine, {});
  REQUIRE(page.ok());
  if (IsSeparator(*page)) {
    CHECK(engine.asked == 0);
    CHECK(page->words.empty());
  }
  return IsSeparator(*page);
}

}  // namespace

TEST_CASE("Code 128 of a known text", "[separator]") {
  // The example of ISO/IEC 15417's annex: «A», check character (104 + 33) mod 103 = 34.
  CHECK(Code128("A") ==
        "211214111323131123"
        "2331112");
}

TEST_CASE("a separator sheet is found on every kind of scan", "[separator]") {
  CHECK(Found(Jpeg(Sheet(300).get(), 300)));
  CHECK(Found(Jpeg(Sheet(200).get(), 200, 40)));
  CHECK(Found(Jpeg(Sheet(100).get(), 100)));
  const PixPtr sharp = Sheet(300);
  CHECK(Found(Jpeg(Shaded(sharp.get()).get(), 300)));
  for (const double lines : {196.0, 98.0}) {
    CAPTURE(lines);
    const PixPtr fax = Fax(sharp.get(), 204, lines);
    pixSetResolution(fax.get(), 204, static_cast<int>(lines));
    CHECK(Found(Tiff({fax.get()})));
  }
}

TEST_CASE("a separator sheet may be tilted or lie on any side", "[separator]") {
  const PixPtr grey = Sheet(200);
  for (const double degrees : {-5.0, -2.0, 2.0, 5.0}) {
    CAPTURE(degrees);
    CHECK(Found(Jpeg(Tilted(grey.get(), degrees).get(), 200)));
  }
  for (int quarter = 1; quarter <= 3; ++quarter) {
    CAPTURE(quarter);
    const PixPtr turned(pixRotateOrth(grey.get(), quarter));
    CHECK(Found(Jpeg(turned.get(), 200)));
  }
}

TEST_CASE("a separator sheet that was never on paper is told by its words", "[separator]") {
  CHECK(Found(SeparatorSheet()));
}

TEST_CASE("a letter is no separator, whatever barcode or word it bears", "[separator]") {
  CHECK_FALSE(Found(Letter()));
  const PixPtr letter = LetterPicture(200);
  CHECK_FALSE(HoldsBarcode(letter.get(), 200, kSeparatorText));
  // The sheet's own barcodes under another text's name.
  CHECK_FALSE(HoldsBarcode(Sheet(200).get(), 200, "1A00000000017"));
  PageReading page;
  page.words.assign(300, {.text = "mot"});
  page.words[40].text = kSeparatorText;
  CHECK_FALSE(SaysSeparator(page));
}

}  // namespace riposte
