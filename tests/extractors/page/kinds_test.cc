// Every kind of file: told by its bytes, measured without decoding, read.
#include <leptonica/allheaders.h>

#include <catch2/catch.hpp>

#include "extractors/page/kind.h"
#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

using namespace paper;

// The head of the sample letter, 595 x 180 points: enough words for a quick reading.
const riposte::Box kHead{0, 0, 595, 180};

PageReading Read(const std::string& file, int page = 1) {
  Result<PageReading> reading = ReadPage(AsBytes(file), page, Engine(), {});
  INFO((reading.ok() ? "" : reading.error().ToString()));
  REQUIRE(reading.ok());
  return *reading;
}

int Common(const PageReading& a, const PageReading& b) {
  int n = 0;
  for (const Word& w : a.words) n += !Find(b, w.text).empty();
  return n;
}

PageReading Truth() {
  static const PageReading whole = Read(Letter());
  PageReading head = whole;
  std::erase_if(head.words, [](const Word& w) { return w.box.bottom > kHead.bottom; });
  return head;
}

}  // namespace

TEST_CASE("a kind is told by magic bytes", "[page]") {
  using namespace std::string_literals;
  CHECK(FileKindOf(AsBytes("%PDF-1.7\n"s)) == FileKind::kPdf);
  CHECK(FileKindOf(AsBytes("\r\nprinter job\n%PDF-1.4"s)) == FileKind::kPdf);
  CHECK(FileKindOf(AsBytes("II*\0\10\0\0\0"s)) == FileKind::kTiff);
  CHECK(FileKindOf(AsBytes("MM\0*\0\0\0\10"s)) == FileKind::kTiff);
  CHECK(FileKindOf(AsBytes("\xFF\xD8\xFF\xE0"s)) == FileKind::kJpeg);
  CHECK(FileKindOf(AsBytes("\x89PNG\r\n\x1A\n"s)) == FileKind::kPng);
  CHECK(FileKindOf(AsBytes("\0\0\0\x18"s + "ftypheic"s)) == FileKind::kHeic);
  CHECK(FileKindOf(AsBytes("PK\3\4"s)) == FileKind::kUnknown);
  CHECK(FileKindOf(AsBytes("PDF"s)) == FileKind::kUnknown);
  CHECK(FileKindOf(AsBytes(std::string(2000, ' ') + "%PDF-1.7")) == FileKind::kUnknown);
}

TEST_CASE("a text layer keeps its words, sizes, bold and rules", "[page]") {
  const std::string letter = Letter();
  const Census census = TakeCensus(AsBytes(letter), {}).value();
  CHECK(census.kind == "pdf");
  REQUIRE(census.pages.size() == 2);
  CHECK(census.pages[0].has_text);
  CHECK(census.pages[0].width == Approx(595).margin(1));
  CHECK(census.pages[0].height == Approx(842).margin(1));
  const PageReading page = Read(letter, 2);
  CHECK(page.source == PageSource::kTextLayer);
  CHECK(page.recipe == "none");
  CHECK(page.words.size() > 100);
  CHECK(page.rules.size() > 10);  // the grid of its table
  CHECK(std::any_of(page.words.begin(), page.words.end(), [](const Word& w) { return w.bold; }));
  CHECK(std::any_of(page.words.begin(), page.words.end(), [](const Word& w) { return !w.bold; }));
  for (const Word& w : page.words) {
    CHECK(w.font_size > 5);
    CHECK(w.font_size < 30);
    CHECK(w.confidence == 1);
    CHECK(w.text.find(' ') == std::string::npos);
  }
}

TEST_CASE("JPEG, PNG, TIFF and HEIC are measured and read", "[page]") {
  PixPtr grey = LetterPicture(200, kHead);
  const PageReading truth = Truth();
  const int enough = static_cast<int>(truth.words.size() * 8 / 10);
  const int w = pixGetWidth(grey.get()), h = pixGetHeight(grey.get());
  SECTION("JPEG with a resolution") {
    const std::string file = Jpeg(grey.get(), 200);
    const Census census = TakeCensus(AsBytes(file), {}).value();
    CHECK(census.kind == "jpeg");
    CHECK(census.pages.at(0).width == Approx(w * 72.0 / 200));
    CHECK_FALSE(census.pages.at(0).has_text);
    const PageReading page = Read(file);
    CHECK(page.source == PageSource::kOcr);
    CHECK(page.width == Approx(595).margin(1));
    CHECK(Common(truth, page) >= enough);
  }
  SECTION("JPEG without a resolution counts 72 dpi; EXIF turns it") {
    // Orientation 6: the camera was turned, the picture has to be turned by 90 degrees clockwise.
    PixPtr stored(pixRotateOrth(grey.get(), 3));
    const std::string file = WithOrientation(Jpeg(stored.get(), 0), 6);
    const Census census = TakeCensus(AsBytes(file), {}).value();
    CHECK(census.pages.at(0).width == Approx(w));
    CHECK(census.pages.at(0).height == Approx(h));
    const PageReading page = Read(file);
    CHECK(page.turned == 0);
    CHECK(Common(truth, page) >= enough);
  }
  SECTION("PNG") {
    const std::string file = Png(grey.get(), 200);
    const Census census = TakeCensus(AsBytes(file), {}).value();
    CHECK(census.kind == "png");
    CHECK(census.pages.at(0).width == Approx(w * 72.0 / 200));
    CHECK(Common(truth, Read(file)) >= enough);
  }
  SECTION("TIFF of three pages: grey, 1-bit, fax with oblong pixels") {
    PixPtr sharp = LetterPicture(300, kHead);
    PixPtr fax = Fax(sharp.get(), 204, 98);
    PixPtr line(pixThresholdToBinary(sharp.get(), 150));
    pixSetResolution(line.get(), 300, 300);
    pixSetResolution(grey.get(), 200, 200);
    const std::string file = Tiff({grey.get(), line.get(), fax.get()});
    const Census census = TakeCensus(AsBytes(file), {}).value();
    CHECK(census.kind == "tiff");
    REQUIRE(census.pages.size() == 3);
    for (const PageCensus& page : census.pages) {
      CHECK(page.width == Approx(595).margin(1));
      CHECK(page.height == Approx(180).margin(1));
    }
    const PageReading second = Read(file, 2), third = Read(file, 3);
    CHECK(second.recipe == "scan");
    CHECK(Common(truth, second) >= enough);
    CHECK(third.recipe == "fax");
    CHECK(Common(truth, third) >= enough);
    CHECK(ReadPage(AsBytes(file), 4, Engine(), {}).error().code == ErrorCode::kUsage);
  }
  SECTION("HEIC") {
    const std::string file = Heic(grey.get());
    REQUIRE_FALSE(file.empty());
    const Census census = TakeCensus(AsBytes(file), {}).value();
    CHECK(census.kind == "heic");
    CHECK(census.pages.at(0).width == Approx(w));
    CHECK(Common(truth, Read(file)) >= enough);
  }
}

}  // namespace riposte
