// Print under an office stamp is read; where there is no stamp nothing changes.
#include <leptonica/allheaders.h>

#include <catch2/catch.hpp>

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

}  // namespace riposte
