// Print under an office stamp is read; where there is no stamp nothing changes.
#include <leptonica/allheaders.h>

#include <catch2/catch.hpp>

#include "extractors/image/black_stamps.h"
#include "extractors/image/stamps.h"
#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

using namespace paper;

const char* const kPrint =
    "BT /F1 10 Tf 330 700 Td (Docteur Ludovic TRANCHANT) Tj ET "
    "BT /F1 10 Tf 330 686 Td (Maison du Port) Tj ET "
    "BT /F1 10 Tf 330 672 Td (2 quai des Sauniers) Tj ET "
    "BT /F1 10 Tf 330 658 Td (17390 LA TREMBLADE) Tj ET "
    "BT /F1 10 Tf 60 560 Td (Vos prescriptions de la semaine sont arriv\\351es au service.) Tj ET ";

// A violet stamp over the right half of the address; ink lets print show through, so print comes
// last.
std::string Stamped(const char* ink) {
  std::string body;  // a letter has more words than its stamp
  for (int y = 540; y > 200; y -= 14)
    body += "BT /F1 10 Tf 60 " + std::to_string(y) +
            " Td (La caisse vous informe que les actes qui suivent ont fait l'objet d'une "
            "analyse de votre dossier.) Tj ET ";
  return body + ink + " rg " + ink +
         " RG 2.4 w 395 652 144 50 re S 397.5 654.5 139 45 re S "
         "0.6 w BT 2 Tr /F1 12 Tf 406 684 Td (COURRIER ARRIV\\311) Tj ET "
         "BT /F1 13 Tf 426 663 Td (07 OCT 2025) Tj 0 Tr ET 0 g " +
         kPrint;
}

// As a scanner gives it: grey or in colour, ink and paper not quite black and white.
Picture Scanned(const std::string& content, double dpi, bool colour) {
  std::string pdf = MakePdf({content});
  const std::string png = RenderCrop(AsBytes(pdf), 1, {}, dpi, {}).value();
  PixPtr drawn(pixReadMemPng(reinterpret_cast<const l_uint8*>(png.data()), png.size()));
  Picture picture;
  picture.x_dpi = picture.y_dpi = dpi;
  if (colour && pixGetDepth(drawn.get()) == 32) {
    picture.pix = std::move(drawn);
    return picture;
  }
  PixPtr grey = Grey(drawn.get());
  picture.pix.reset(pixCopy(nullptr, grey.get()));
  for (int y = 0; y < pixGetHeight(picture.pix.get()); ++y) {
    l_uint32* row = pixGetData(picture.pix.get()) +
                    static_cast<std::ptrdiff_t>(y) * pixGetWpl(picture.pix.get());
    for (int x = 0; x < pixGetWidth(picture.pix.get()); ++x)
      SET_DATA_BYTE(row, x, 30 + static_cast<int>(GET_DATA_BYTE(row, x)) * 215 / 255);
  }
  return picture;
}

}  // namespace

TEST_CASE("a grey or coloured stamp is found and taken out", "[image][stamps]") {
  for (const double dpi : {200.0, 300.0}) {
    INFO(dpi);
    const Picture picture = Scanned(Stamped("0.35 0.2 0.55"), dpi, false);
    const std::optional<StampFree> free = WithoutStamps(picture, dpi);
    REQUIRE(free);
    REQUIRE(free->places.size() == 1);
    // In points from the top: 842 - 702 to 842 - 652.
    const Box& b = free->places[0];
    CHECK(b.left * 72 / dpi == Approx(395).margin(15));
    CHECK(b.right * 72 / dpi == Approx(539).margin(15));
    CHECK(b.top * 72 / dpi == Approx(140).margin(15));
    CHECK(b.bottom * 72 / dpi == Approx(190).margin(15));
    // The frame's right side has gone.
    const int x = static_cast<int>(539 * dpi / 72), y = static_cast<int>(165 * dpi / 72);
    l_uint32 before = 0, after = 0;
    pixGetPixel(picture.pix.get(), x, y, &before);
    pixGetPixel(free->pix.get(), x, y, &after);
    CHECK(before < 130);
    CHECK(after > 180);
  }
}

namespace {

// Darker than half way from ink to paper, at a point of the page (72 an inch, y upward).
bool DarkAt(Pix* pix, double dpi, double x, double y) {
  l_uint32 v = 255;
  pixGetPixel(pix, static_cast<int>(x * dpi / 72), static_cast<int>((842 - y) * dpi / 72), &v);
  return v < 130;
}

// A room's light: the picture darkens from left to right, to less than half.
void Shade(Pix* grey) {
  for (int y = 0; y < pixGetHeight(grey); ++y) {
    l_uint32* row = pixGetData(grey) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(grey);
    for (int x = 0; x < pixGetWidth(grey); ++x)
      SET_DATA_BYTE(row, x, GET_DATA_BYTE(row, x) * (100 - 55 * x / pixGetWidth(grey)) / 100);
  }
}

// A stamp of other words and form: a round one with a straight «REÇU» and a day, set askew.
std::string RoundStamp() {
  std::string body = Stamped("1 1 1");
  return body +
         " q 0.9962 0.0872 -0.0872 0.9962 470 675 cm 0.45 g 0.45 G 2.6 w "
         "0 36 m 20 36 36 20 36 0 c 36 -20 20 -36 0 -36 c -20 -36 -36 -20 -36 0 c "
         "-36 20 -20 36 0 36 c S 0.6 w BT 2 Tr /F1 13 Tf -20 6 Td (RE\\307U) Tj ET "
         "BT 2 Tr /F1 10 Tf -28 -10 Td (3 juin 2025) Tj 0 Tr ET Q 0 g " +
         kPrint;
}

PixPtr OneBlack(const std::string& content, double dpi) {
  const Picture grey = Scanned(content, dpi, false);
  return PixPtr(pixThresholdToBinary(grey.pix.get(), 170));
}

}  // namespace

TEST_CASE("a stamp in a room's light is found", "[image][stamps]") {
  Picture picture = Scanned(Stamped("0.35 0.2 0.55"), 200, false);
  Shade(picture.pix.get());
  const std::optional<StampFree> free = WithoutStamps(picture, 200);
  REQUIRE(free);
  CHECK(std::any_of(free->places.begin(), free->places.end(), [](const Box& b) {
    return std::abs(b.left * 72 / 200 - 395) < 15 && std::abs(b.right * 72 / 200 - 539) < 15;
  }));
}

TEST_CASE("the dark head of a table does not hide a stamp", "[image][stamps]") {
  // More ink than the stamp, and of another grey.
  const std::string head =
      "0.42 g 40 566 500 24 re f 1 g BT /F1 10 Tf 66 573 Td (Dossiers) Tj ET 0 g ";
  const Picture picture = Scanned(Stamped("0.35 0.2 0.55") + head, 200, false);
  const std::optional<StampFree> free = WithoutStamps(picture, 200);
  REQUIRE(free);
  CHECK(std::any_of(free->places.begin(), free->places.end(), [](const Box& b) {
    return std::abs(b.left * 72 / 200 - 395) < 15 && std::abs(b.top * 72 / 200 - 140) < 15;
  }));
}

TEST_CASE("a frame of the print's own black is taken out", "[image][stamps]") {
  for (const double dpi : {200.0, 300.0}) {
    INFO(dpi);
    const PixPtr page = OneBlack(Stamped("0 0 0"), dpi);
    const std::optional<StampFree> free = WithoutBlackStamps(page.get(), dpi);
    REQUIRE(free);
    REQUIRE(free->places.size() == 1);
    CHECK(free->places[0].right * 72 / dpi == Approx(540).margin(4));
    CHECK(free->places[0].bottom * 72 / dpi == Approx(190).margin(4));
    PixPtr before = Grey(page.get());
    CHECK(DarkAt(before.get(), dpi, 538.7, 677));
    CHECK_FALSE(DarkAt(free->pix.get(), dpi, 538.7, 677));
  }
  CHECK_FALSE(WithoutBlackStamps(OneBlack(kPrint, 200).get(), 200));
  // A table has more sides than a stamp.
  std::string table = "1 w ";
  for (int x = 100; x <= 300; x += 40)
    table += std::to_string(x) + " 500 m " + std::to_string(x) + " 600 l S ";
  for (int y = 500; y <= 600; y += 20)
    table += "100 " + std::to_string(y) + " m 300 " + std::to_string(y) + " l S ";
  CHECK_FALSE(WithoutBlackStamps(OneBlack(table, 200).get(), 200));
  CHECK_FALSE(WithoutBlackStamps(nullptr, 200));
}

TEST_CASE("a page without a stamp has none", "[image][stamps]") {
  for (const double dpi : {200.0, 300.0})
    CHECK_FALSE(WithoutStamps(Scanned(kPrint, dpi, false), dpi));
  // The dark head of a table is filled, not written.
  const std::string head =
      std::string(
          "0.3 g 60 600 300 22 re f 1 g BT /F1 10 Tf 66 607 Td (Sexe Patients) Tj ET 0 g ") +
      kPrint;
  CHECK_FALSE(WithoutStamps(Scanned(head, 200, false), 200));
  Picture drawn = Scanned(Stamped("0.35 0.2 0.55"), 200, false);
  drawn.drawn = true;
  CHECK_FALSE(WithoutStamps(drawn, 200));
}

TEST_CASE("the address under a stamp is read, the day of arrival is not", "[page][stamps][slow]") {
  const Picture picture = Scanned(Stamped("0.35 0.2 0.55"), 300, false);
  const std::string pdf =
      PicturePdf(Jpeg(picture.pix.get(), 300, 85), pixGetWidth(picture.pix.get()),
                 pixGetHeight(picture.pix.get()), 300);
  const Result<PageReading> page = ReadPage(AsBytes(pdf), 1, Engine(), {});
  REQUIRE(page.ok());
  INFO(AllText(*page));
  for (const char* word : {"TRANCHANT", "Port", "Sauniers", "TREMBLADE", "prescriptions"})
    CHECK(Find(*page, word).size() == 1);
  CHECK(Find(*page, "ARRIVÉ").empty());
  const std::vector<Word> name = Find(*page, "TRANCHANT");
  if (!name.empty()) CHECK(name[0].box.center_y() == Approx(842 - 703.5).margin(2));
}

TEST_CASE("a round stamp of other words goes, the address stays", "[page][stamps][slow]") {
  const Picture picture = Scanned(RoundStamp(), 300, false);
  const std::string pdf =
      PicturePdf(Jpeg(picture.pix.get(), 300, 85), pixGetWidth(picture.pix.get()),
                 pixGetHeight(picture.pix.get()), 300);
  const Result<PageReading> page = ReadPage(AsBytes(pdf), 1, Engine(), {});
  REQUIRE(page.ok());
  INFO(AllText(*page));
  for (const char* word : {"TRANCHANT", "Port", "Sauniers", "TREMBLADE"})
    CHECK(Find(*page, word).size() == 1);
  CHECK(Find(*page, "REÇU").empty());
  CHECK(Find(*page, "juin").empty());
}

TEST_CASE("under a stamp of one black what stays is read, and in doubt", "[page][stamps][slow]") {
  const PixPtr binary = OneBlack(Stamped("0 0 0"), 200);
  const PixPtr grey = Grey(binary.get());
  const std::string pdf =
      PicturePdf(Jpeg(grey.get(), 200, 95), pixGetWidth(grey.get()), pixGetHeight(grey.get()), 200);
  const Result<PageReading> page = ReadPage(AsBytes(pdf), 1, Engine(), {});
  REQUIRE(page.ok());
  INFO(AllText(*page));
  CHECK(Find(*page, "Maison").size() == 1);
  CHECK(Find(*page, "ARRIVÉ").empty());
  for (const char* cut : {"TRANCHANT", "Sauniers"})
    for (const Word& w : Find(*page, cut)) CHECK(w.confidence < 0.85);
}

TEST_CASE("the sides of a stamp's frame are no rules of the page", "[page][stamps][slow]") {
  const Picture picture = Scanned(Stamped("0.35 0.2 0.55"), 300, false);
  const std::string pdf =
      PicturePdf(Jpeg(picture.pix.get(), 300, 85), pixGetWidth(picture.pix.get()),
                 pixGetHeight(picture.pix.get()), 300);
  const Result<PageReading> page = ReadPage(AsBytes(pdf), 1, Engine(), {});
  REQUIRE(page.ok());
  for (const Rule& rule : page->rules) {
    INFO(rule.box.left << " " << rule.box.top << " " << rule.box.right << " " << rule.box.bottom);
    CHECK(rule.box.Intersect({390, 138, 545, 192}).empty());
  }
}

TEST_CASE("a place under a stamp reads the same without it", "[page][stamps][slow]") {
  const Picture picture = Scanned(Stamped("0.35 0.2 0.55"), 300, false);
  const std::string pdf =
      PicturePdf(Jpeg(picture.pix.get(), 300, 85), pixGetWidth(picture.pix.get()),
                 pixGetHeight(picture.pix.get()), 300);
  // «Docteur Ludovic TRANCHANT», of which the frame crosses the second half.
  CropRequest request{.page = 1, .box = {330, 133, 465, 142.5}};
  const Result<CropReading> reading = RereadCrop(AsBytes(pdf), request, Engine(), {});
  REQUIRE(reading.ok());
  CHECK(reading->text == "Docteur Ludovic TRANCHANT");
  // The page's own reading says where a stamp is to be looked for.
  const Result<PageReading> page = ReadPage(AsBytes(pdf), 1, Engine(), {});
  REQUIRE(page.ok());
  REQUIRE(page->stamps.size() == 1);
  CHECK_FALSE(page->stamps.front().Intersect(request.box).empty());
  request.maybe_stamped = false;
  const Result<CropReading> with_ink = RereadCrop(AsBytes(pdf), request, Engine(), {});
  REQUIRE(with_ink.ok());
  CHECK(with_ink->text != "Docteur Ludovic TRANCHANT");
}

}  // namespace riposte
