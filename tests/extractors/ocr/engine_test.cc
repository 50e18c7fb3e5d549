// The engine on small pictures: words, boxes in pixels, both models, orientation.
#include "extractors/ocr/engine.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

using namespace paper;

}  // namespace

TEST_CASE("a line is read by both models", "[ocr]") {
  const std::string pdf =
      MakePdf({"BT /F1 11 Tf 72 700 Td (Votre relev\\351 du 18/06/2025) Tj ET"});
  const std::string png =
      RenderCrop(AsBytes(pdf), 1, riposte::Box{60, 125, 300, 155}, 300, {}).value();
  PixPtr pix(pixReadMemPng(reinterpret_cast<const l_uint8*>(png.data()), png.size()));
  auto french = Engine().Recognize(pix.get(), {OcrMode::kLine, OcrModel::kFrench, 300}).value();
  REQUIRE(french.size() == 4);
  CHECK(french[1].text == "relevé");
  CHECK(french[3].text == "18/06/2025");
  CHECK(french[3].confidence > 0.7);
  CHECK(french[3].confidence <= 1);
  CHECK(french[0].box.left == Approx(50).margin(6));  // 12 points from the edge
  CHECK(french[0].box.right < french[1].box.left);
  auto english = Engine().Recognize(pix.get(), {OcrMode::kLine, OcrModel::kEnglish, 300}).value();
  REQUIRE(english.size() == 4);
  CHECK(english[3].text == "18/06/2025");
}

TEST_CASE("nothing to read is no error", "[ocr]") {
  PixPtr white(pixCreate(400, 300, 8));
  pixSetAllArbitrary(white.get(), 255);
  CHECK(Engine().Recognize(white.get(), {}).value().empty());
  PixPtr dot(pixCreate(1, 1, 8));
  CHECK(Engine().Recognize(dot.get(), {}).value().empty());
  CHECK(Engine().Recognize(nullptr, {}).value().empty());
  CHECK(Engine().Orientation(white.get()).value().second == 0);
}

TEST_CASE("the orientation model says how to turn the picture", "[ocr][slow]") {
  PixPtr grey = LetterPicture(150);
  for (const int lying : {0, 1, 2, 3}) {
    PixPtr turned(pixRotateOrth(grey.get(), lying));
    const auto [degrees, sureness] = Engine().Orientation(turned.get()).value();
    CHECK(degrees == (4 - lying) % 4 * 90);
    CHECK(sureness > 0.1);
  }
}

}  // namespace riposte
