// White print on a dark ground is turned; dark print on paper never is.
#include "extractors/image/bands.h"

#include <leptonica/allheaders.h>

#include <catch2/catch.hpp>

#include "extractors/image/rules.h"
#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

using namespace paper;

CleanPicture Clean(PixPtr pix) {
  CleanPicture clean;
  clean.grey = std::move(pix);
  clean.dpi = 300;
  clean.to_page = Transform::Scale(72.0 / 300);
  return clean;
}

PixPtr Drawn(const std::string& content) {
  const std::string png = RenderCrop(AsBytes(MakePdf({content})), 1, {}, 300, {}).value();
  PixPtr pix(pixReadMemPng(reinterpret_cast<const l_uint8*>(png.data()), png.size()));
  return Grey(pix.get());
}

const char* const kHead =
    "60 700 400 22 re f 1 g BT /F1 10 Tf 66 707 Td (Sexe Tranche Patients Attendues) Tj ET 0 g ";
const char* const kRow = "BT /F1 10 Tf 66 680 Td (Femmes moins de trente ans) Tj ET ";

std::string Read(CleanPicture& clean) {
  std::string all;
  const std::vector<OcrWord> words =
      Engine().Recognize(clean.grey.get(), {OcrMode::kSparse, OcrModel::kFrench, 300}).value();
  for (const OcrWord& w : words) all += w.text + " ";
  return all;
}

}  // namespace

TEST_CASE("the white head of a table is turned and read", "[image][slow]") {
  for (const char* ground : {"0 g ", "0.1 0.25 0.5 rg "}) {
    INFO(ground);
    PixPtr page = Drawn(std::string(ground) + kHead + kRow);
    PixPtr before(pixCopy(nullptr, page.get()));
    CleanPicture clean = Clean(PixPtr(pixClone(page.get())));
    CHECK(InvertBands(clean) == 1);
    CHECK(TakeRules(clean).empty());  // nothing of the ground is left as a frame
    CHECK(Read(clean) == "Sexe Tranche Patients Attendues Femmes moins de trente ans ");
    l_int32 same = 0;
    pixEqual(page.get(), before.get(), &same);
    CHECK(same == 1);  // the picture that was given is untouched
  }
}

TEST_CASE("a head and the section under it are turned each by its own tone", "[image][slow]") {
  const std::string section =
      "0.48 g 60 682 400 18 re f 1 g BT /F1 9 Tf 66 688 Td (Honoraires) Tj ET 0 g ";
  PixPtr page = Drawn("0.28 g " + std::string(kHead) + section);
  CleanPicture clean = Clean(PixPtr(pixClone(page.get())));
  CHECK(InvertBands(clean) == 2);
  CHECK(Read(clean) == "Sexe Tranche Patients Attendues Honoraires ");
}

TEST_CASE("two words on a long band are turned and read", "[image][slow]") {
  PixPtr page = Drawn("0.48 g 40 682 520 18 re f 1 g BT /F1 9 Tf 46 688 Td (Total) Tj ET 0 g ");
  CleanPicture clean = Clean(PixPtr(pixClone(page.get())));
  CHECK(InvertBands(clean) == 1);
  CHECK(Read(clean) == "Total ");
}

TEST_CASE("a box that hangs on a bar over the page is turned and read", "[image][slow]") {
  PixPtr page = Drawn(
      "0.3 g 40 760 520 10 re f 380 700 180 66 re f 1 g BT /F1 9 Tf 388 748 Td "
      "(Cellule Proc\\351dures) Tj 0 -14 Td (04 26 99 48 15) Tj ET 0 g " +
      std::string(kRow));
  CleanPicture clean = Clean(PixPtr(pixClone(page.get())));
  CHECK(InvertBands(clean) >= 1);
  CHECK(Read(clean).find("Cellule Procédures 04 26 99 48 15 ") != std::string::npos);
}

TEST_CASE("evening the light of a photo keeps a dark head dark", "[image][slow]") {
  // Dark blue, and lit from the right: brighter than the ink of print, so that its ground might be
  // taken for paper in the shade.
  PixPtr page = Drawn(std::string("0.22 0.32 0.5 rg ") + kHead + kRow);
  const int w = pixGetWidth(page.get()), h = pixGetHeight(page.get());
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      l_uint32 v = 0;
      pixGetPixel(page.get(), x, y, &v);
      const double light = 0.55 + 0.35 * x / w;
      pixSetPixel(page.get(), x, y, static_cast<l_uint32>((20 + v * 215.0 / 255) * light));
    }
  Picture photo{.pix = std::move(page), .x_dpi = 300, .y_dpi = 300, .camera = true};
  Result<CleanPicture> clean = Prepare(photo, Recipe::kWhole);
  REQUIRE(clean.ok());
  CHECK(InvertBands(*clean) == 1);
  CHECK(Read(*clean) == "Sexe Tranche Patients Attendues Femmes moins de trente ans ");
}

TEST_CASE("print on paper stays as it is", "[image][slow]") {
  for (const std::string& content :
       {std::string("0 g ") + kRow,
        std::string("0 g BT /F1 24 Tf 2 Tr 1.5 w 60 700 Td (RELEVE INDIVIDUEL) Tj ET"),
        std::string("0.85 g 60 700 400 22 re f 0 g BT /F1 10 Tf 66 707 Td (Sexe) Tj ET"),
        std::string("0 g 60 600 90 90 re f")}) {
    INFO(content);
    CleanPicture clean = Clean(Drawn(content));
    PixPtr before(pixCopy(nullptr, clean.grey.get()));
    CHECK(InvertBands(clean) == 0);
    l_int32 same = 0;
    pixEqual(clean.grey.get(), before.get(), &same);
    CHECK(same == 1);
  }
}

}  // namespace riposte
