// When is a text layer believed, and what becomes of its characters?
#include <leptonica/allheaders.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "extractors/page/content.h"
#include "extractors/page/looks.h"
#include "extractors/page/pdf.h"
#include "extractors/page/qpdf.h"
#include "extractors/page/source.h"
#include "extractors/page/text_pages.h"
#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

using namespace paper;

const riposte::Box kHead{0, 0, 595, 180};

PageReading Read(const std::string& file) {
  Result<PageReading> reading = ReadPage(AsBytes(file), 1, Engine(), {});
  INFO((reading.ok() ? "" : reading.error().ToString()));
  REQUIRE(reading.ok());
  return *reading;
}

bool Warned(const PageReading& page, const char* id) {
  return std::count(page.warnings.begin(), page.warnings.end(), id) > 0;
}

}  // namespace

TEST_CASE("small capitals are one word, what is raised or stands apart is not", "[page]") {
  const PageReading page =
      Read(MakePdf({"BT /F1 12 Tf 72 700 Td (Madame, Monsieur, le M) Tj /F1 9 Tf (OTIF) Tj "
                    "/F1 12 Tf ( et le 1) Tj 4 Ts /F1 8 Tf (er) Tj 0 Ts /F1 12 Tf ( point D) Tj "
                    "4 Ts /F1 8 Tf (r) Tj ET"}));
  CHECK(Find(page, "MOTIF").size() == 1);
  CHECK(Find(page, "OTIF").empty());
  CHECK(Find(page, "Dr").empty());
}

TEST_CASE("capitals that kerning parts are one word, words are not", "[page]") {
  const PageReading page = Read(
      MakePdf({"BT /F1 12 Tf 72 700 Td [(31460 CAR) -110 (AMAN)] TJ 0 -20 Td [(DE LA) -250 (MER)] "
               "TJ 0 -20 Td [(IS) -110 (-SUR-TILLE)] TJ 0 -20 Td [(CR) -110 (A16-2026-102)] TJ "
               "0 -20 Td (Madame, veuillez recevoir) Tj ET"}));
  CHECK(Find(page, "CARAMAN").size() == 1);
  CHECK(Find(page, "IS-SUR-TILLE").size() == 1);
  CHECK(Find(page, "CRA16-2026-102").size() == 1);
  CHECK(Find(page, "MER").size() == 1);
  CHECK(Find(page, "LA").size() == 1);
}

TEST_CASE("pages with text are the same many at a time, and the others are left", "[page]") {
  PixPtr grey = LetterPicture(100);
  const std::string text = "BT /F1 12 Tf 72 700 Td (Madame, Monsieur, veuillez recevoir) Tj ET";
  const std::string ascii = "BT /F1 12 Tf 72 700 Td (Le ratio est de 21,8 %) Tj ET";
  const std::string file = MakePdf({text, "", ascii, "0 0 m 9 9 l S"});
  const auto pages = ReadTextPages(AsBytes(file), 1, 4, {}).value();
  REQUIRE(pages.size() == 4);
  for (const int number : {1, 2, 3, 4}) {
    INFO(number);
    const PageReading alone = ReadPage(AsBytes(file), number, Engine(), {}).value();
    const auto& among = pages.at(static_cast<size_t>(number) - 1);
    CHECK(among.has_value() == (alone.source == PageSource::kTextLayer));
    if (among) CHECK(ToJson(*among) == ToJson(alone));
  }
  CHECK(pages[0].has_value());
  CHECK(pages[2].has_value());
  CHECK_FALSE(pages[1].has_value());
  // Beyond the last page there is none; across the border everything is the same.
  const auto more = ReadTextPages(AsBytes(file), 3, 3, {}).value();
  REQUIRE(more.size() == 3);
  CHECK(more[0].has_value());
  CHECK_FALSE(more[2].has_value());
  const auto crossed = PagesFromLines(ToLines(pages)).value();
  REQUIRE(crossed.size() == 4);
  CHECK(ToJson(*crossed[0]) == ToJson(*pages[0]));
  CHECK_FALSE(crossed[1].has_value());
  CHECK(PagesFromLines("").value().empty());
  CHECK_FALSE(PagesFromLines("{}\n").ok());
  CHECK_FALSE(PagesFromLines("x").ok());
  CHECK(ReadTextPages(AsBytes(Jpeg(grey.get(), 100)), 1, 1, {}).error().code ==
        ErrorCode::kUnsupported);
  CHECK(ReadTextPages(AsBytes("%PDF-1.4 nothing"), 1, 1, {}).error().code == ErrorCode::kDamaged);
}

TEST_CASE("words look right or wrong by their shape", "[page]") {
  for (const char* s : {"l’assurance", "CPAM", "1er", "2025", "21,8", "L.162-1-15", "R148-1", "Mme",
                        "d'Ille-et-Vilaine", "7000,00", "44000", "a@b.fr", "MSO", "où", "N°12"})
    CHECK(LookOf(s) == Look::kRight);
  for (const char* s : {"\xEF\xBF\xBD\xEF\xBF\xBD", "\x01\x02", "lLiIlL", "a1b2c3d4", "\xC3",
                        "\xEE\x80\x81", "bcdfgh", "ЖД"})
    CHECK(LookOf(s) == Look::kWrong);
  for (const char* s : {":", "–", "«", "..."}) CHECK(LookOf(s) == Look::kNeutral);
}

TEST_CASE("spaces of every kind split words, soft hyphens vanish", "[page]") {
  // WinAnsi 0xA0 is a no-break space; code 1 is made a soft hyphen.
  std::string pdf =
      MakePdf({"BT /F1 12 Tf 72 700 Td (1\\240234,50 \\200) Tj 0 -20 Td (pre\\001scription de "
               "transports) Tj ET"});
  const std::string plain = "/Encoding /WinAnsiEncoding";
  const std::string made =
      "/Encoding << /BaseEncoding /WinAnsiEncoding /Differences [1 /softhyphen] >>";
  for (size_t at = pdf.find(plain); at != std::string::npos; at = pdf.find(plain, at + 1))
    pdf.replace(at, plain.size(), made);
  const PageReading page = Read(pdf);  // its cross-reference table is repaired on the way
  CHECK(AllText(page) == "1 234,50 € prescription de transports ");
  const Word one = Find(page, "1").at(0), rest = Find(page, "234,50").at(0);
  CHECK(one.box.right <= rest.box.left);
  CHECK(one.box.left == Approx(72).margin(0.5));
  CHECK(one.font_size == Approx(12));
}

TEST_CASE("text sideways on the page says how to turn it", "[page]") {
  CHECK(Read(MakePdf({"BT /F1 12 Tf 0 1 -1 0 300 100 Tm (Le compte individuel) Tj ET"})).turned ==
        90);
  CHECK(Read(MakePdf({"BT /F1 12 Tf 0 -1 1 0 300 700 Tm (Le compte individuel) Tj ET"})).turned ==
        270);
  CHECK(Read(MakePdf({"BT /F1 12 Tf -1 0 0 -1 300 700 Tm (Le compte individuel) Tj ET"})).turned ==
        180);
}

TEST_CASE("a text layer that lies over a picture is not believed", "[page]") {
  PixPtr grey = LetterPicture(200, kHead);
  const int w = pixGetWidth(grey.get()), h = pixGetHeight(grey.get());
  const std::string jpeg = Jpeg(grey.get(), 200);
  SECTION("garbage") {
    const PageReading page = Read(
        PicturePdf(jpeg, w, h, 200, "BT /F1 10 Tf 20 100 Td (\\001\\002x#~ @@{}^ qz0x1k9) Tj ET"));
    CHECK(page.source == PageSource::kOcr);
    CHECK(Warned(page, "text_layer_distrusted"));
    CHECK_FALSE(Find(page, "CPAM").empty());
  }
  SECTION("hidden text, however good: somebody else's OCR") {
    const PageReading page =
        Read(PicturePdf(jpeg, w, h, 200,
                        "BT 3 Tr /F1 10 Tf 20 100 Td (Vous avez prescrit 999 IJ par patient) Tj "
                        "ET"));
    CHECK(page.source == PageSource::kOcr);
    CHECK(Find(page, "999").empty());
  }
  SECTION("a visible line over a scan: the scan has more to say") {
    const PageReading page = Read(PicturePdf(
        jpeg, w, h, 200, "BT /F1 8 Tf 20 5 Td (Document transmis par la messagerie) Tj ET"));
    CHECK(page.source == PageSource::kOcr);
    CHECK_FALSE(Find(page, "CPAM").empty());
  }
  SECTION("no text at all") {
    const PageReading page = Read(PicturePdf(jpeg, w, h, 200));
    CHECK(page.source == PageSource::kOcr);
    CHECK(page.recipe == "upscaled");
    CHECK(page.warnings.empty());
  }
}

TEST_CASE("visible text over an empty ground is believed", "[page]") {
  PixPtr ground(pixCreate(300, 400, 8));
  pixSetAllArbitrary(ground.get(), 245);
  const PageReading page =
      Read(PicturePdf(Jpeg(ground.get(), 72), 300, 400, 72,
                      "BT /F1 10 Tf 20 300 Td (Nous vous informons que votre dossier est "
                      "disponible) Tj ET"));
  CHECK(page.source == PageSource::kTextLayer);
  CHECK_FALSE(Find(page, "informons").empty());
}

TEST_CASE("a font with a shifted encoding gives words without meaning: the page is drawn and read",
          "[page]") {
  std::vector<Word> shifted, good;
  for (int i = 0; i < 30; ++i) {
    for (const char* s : {"wous", "bwez", "qsftdsju", "npotjfvs", "ebot"})
      shifted.push_back({.text = s});
    for (const char* s : {"vous", "avez", "prescrit", "monsieur", "dans"})
      good.push_back({.text = s});
  }
  CHECK_FALSE(Readable(shifted));
  CHECK(Readable(good));
  CHECK_FALSE(Readable({}));
}

TEST_CASE("content is scanned: pictures, rules, hidden text", "[page]") {
  const std::string pdf =
      MakePdf({"q 0.5 w 100 700 m 300 700 l S 100 600 200 0.6 re f "
               "100 500 200 50 re S 1 G 100 400 m 300 400 l S Q "
               "BT /F1 12 Tf (seen) Tj 3 Tr (hidden) Tj ET"});
  const PageContent content = ScanContent(AsBytes(pdf), 1).value();
  CHECK(content.complete);
  CHECK(content.shown_bytes == 4);
  CHECK(content.hidden_bytes == 6);
  CHECK(content.picture_share == 0);
  // One line, one thin rectangle, four edges of a box; the white line is none.
  REQUIRE(content.rules.size() == 6);
  CHECK(content.rules[0].horizontal);
  CHECK(content.rules[0].box.left == Approx(100));
  CHECK(content.rules[0].box.right == Approx(300));
  CHECK(content.rules[0].box.center_y() == Approx(842 - 700));
  CHECK(content.rules[0].box.height() == Approx(0.5));
  CHECK_FALSE(ScanContent(AsBytes(pdf), 2));
}

TEST_CASE("a page that is one JPEG is decoded instead of drawn, to the same picture", "[page]") {
  PixPtr grey = LetterPicture(150, kHead);
  const int w = pixGetWidth(grey.get()), h = pixGetHeight(grey.get());
  const std::string jpeg = Jpeg(grey.get(), 150, 90);
  const std::string plain = PicturePdf(jpeg, w, h, 150);
  auto scanned = [](const std::string& pdf) { return ScanContent(AsBytes(pdf), 1).value(); };
  CHECK(scanned(plain).jpeg == jpeg);
  CHECK(scanned(plain).picture_share == Approx(1));
  CHECK(scanned(PicturePdf(jpeg, w, h, 150, "BT 3 Tr /F1 9 Tf (hidden) Tj ET")).jpeg == jpeg);
  CHECK(scanned(PicturePdf(jpeg, w, h, 150, "BT /F1 9 Tf (seen) Tj ET")).jpeg.empty());
  CHECK(scanned(PicturePdf(jpeg, w, h, 150, "0 0 50 50 re f")).jpeg.empty());
  CHECK(scanned(Rotated(plain, 180)).jpeg.empty());
  auto pdf = PdfFile::Open(AsBytes(plain), {});
  const PdfPage page = (*pdf)->Page(1).value();
  l_float32 loss = 255;
  pixCompareGray(PictureOf(page, scanned(plain)).value().pix.get(), grey.get(), L_COMPARE_ABS_DIFF,
                 0, nullptr, &loss, nullptr, nullptr);
  CHECK(loss < 1);  // of the JPEG
  for (const riposte::Box& part : {riposte::Box{}, riposte::Box{72, 36, 144, 72}}) {
    const Picture decoded = PictureOf(page, scanned(plain), part).value();
    PixPtr drawn = page.Render(150, 150, part);
    REQUIRE(pixGetWidth(decoded.pix.get()) == pixGetWidth(drawn.get()));
    REQUIRE(pixGetHeight(decoded.pix.get()) == pixGetHeight(drawn.get()));
    l_float32 difference = 255;
    pixCompareGray(decoded.pix.get(), drawn.get(), L_COMPARE_ABS_DIFF, 0, nullptr, &difference,
                   nullptr, nullptr);
    CHECK(difference < 6);  // Poppler resamples, a fraction of a pixel off
  }
}

TEST_CASE("a form that draws itself for ever is cut", "[page]") {
  QPDF pdf;
  const std::string plain = MakePdf({"/Fm Do"});
  pdf.processMemoryFile("input", plain.data(), plain.size());
  QPDFObjectHandle form = QPDFObjectHandle::newStream(&pdf, "0 0 m 100 0 l S /Fm Do /Fm Do");
  form.getDict().replaceKey("/Subtype", QPDFObjectHandle::newName("/Form"));
  QPDFObjectHandle resources = QPDFObjectHandle::parse("<< /XObject << >> >>");
  resources.getKey("/XObject").replaceKey("/Fm", form);
  form.getDict().replaceKey("/Resources", resources);
  QPDFObjectHandle page = pdf.getAllPages().at(0);
  page.replaceKey("/Resources", resources);
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setStaticID(true);
  writer.write();
  const std::unique_ptr<Buffer> buffer(writer.getBuffer());
  const PageContent content = ScanContent({buffer->getBuffer(), buffer->getSize()}, 1).value();
  CHECK_FALSE(content.complete);
}

}  // namespace riposte
