// A name under a signature is read; where there is no pen nothing changes.
#include "extractors/page/under_strokes.h"

#include <fmt/format.h>
#include <leptonica/allheaders.h>

#include <catch2/catch.hpp>

#include "extractors/image/stroke_graph.h"
#include "extractors/image/strokes.h"
#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

using namespace paper;

// Capitals of 12 point Helvetica at 300 dpi, with a tail here and there.
constexpr double kCapitals = 36;

std::string LetterText() {
  std::string body;
  for (int y = 700; y > 400; y -= 16)
    body += "BT /F1 12 Tf 60 " + std::to_string(y) +
            " Td (La caisse vous informe que les actes ont fait l'objet d'une analyse.) Tj ET ";
  return body;
}

const char* const kClosing =
    "BT /F1 12 Tf 330 330 Td (Le directeur de la caisse) Tj ET "
    "BT /F1 12 Tf 330 290 Td (Ludovic TRANCHANT) Tj ET ";

// One long stroke of a pen: from above the name through it and up again, with two loops.
const char* const kPenOver =
    "1 w 1 J 1 j 318 310 m 360 330 400 322 410 300 c 414 280 396 274 396 290 c "
    "396 316 440 326 446 300 c 450 276 430 276 436 292 c 444 312 470 320 490 322 c S ";

PixPtr Drawn(const std::string& content, double dpi = 300) {
  const std::string pdf = MakePdf({content});
  const std::string png = RenderCrop(AsBytes(pdf), 1, {}, dpi, {}).value();
  const PixPtr drawn(pixReadMemPng(reinterpret_cast<const l_uint8*>(png.data()), png.size()));
  return Grey(drawn.get());
}

// Points from the foot of the page, as the text above is placed.
int GreyAt(Pix* pix, double x, double y) {
  l_uint32 v = 0;
  pixGetPixel(pix, static_cast<int>(x * 300 / 72), static_cast<int>((842 - y) * 300 / 72), &v);
  return static_cast<int>(v);
}

}  // namespace

TEST_CASE("crossing strokes go straight on", "[image][strokes]") {
  const PixPtr cross = Drawn("2 w 1 J 100 700 m 200 640 l S 100 640 m 200 700 l S");
  const PixPtr ink = Binarise(cross.get());
  BOX* box = boxCreate(380, 560, 500, 320);
  const PixPtr cut(pixClipRectangle(ink.get(), box, nullptr));
  const PixPtr grey(pixClipRectangle(cross.get(), box, nullptr));
  boxDestroy(&box);
  const StrokeGraph graph(cut.get(), grey.get());
  REQUIRE(graph.strokes().size() == 2);
  for (const Stroke& s : graph.strokes()) {
    CHECK(s.box.width() == Approx(417).margin(12));
    CHECK(s.box.height() == Approx(250).margin(12));
    CHECK(s.width == Approx(8.3).margin(3));
    CHECK(s.ink == Approx(8.3).margin(2));
  }
}

TEST_CASE("a pen's strokes are taken out and print stays", "[image][strokes]") {
  const PixPtr page = Drawn(LetterText() + kClosing + kPenOver);
  const std::optional<StrokeFree> free = WithoutStrokes(page.get(), kCapitals, {});
  REQUIRE(free);
  REQUIRE(free->places.size() == 1);
  const Box& b = free->places[0];
  CHECK(b.left * 72 / 300 == Approx(318).margin(4));
  CHECK(b.right * 72 / 300 == Approx(490).margin(4));
  // Where it begins and ends.
  for (const auto& [x, y] : {std::pair{318.3, 310.1}, {489.5, 321.9}}) {
    CHECK(GreyAt(page.get(), x, y) < 120);
    CHECK(GreyAt(free->grey.get(), x, y) > 200);
  }
  // The stem of the L, at the start of the name.
  CHECK(GreyAt(page.get(), 331.6, 294) < 120);
  CHECK(GreyAt(free->grey.get(), 331.6, 294) < 120);
  CHECK(GreyAt(free->lines.get(), 331.6, 294) < 120);
  CHECK(GreyAt(free->lines.get(), 489.5, 321.9) > 200);
}

TEST_CASE("print, headings and frames are no pen", "[image][strokes]") {
  CHECK_FALSE(WithoutStrokes(Drawn(LetterText() + kClosing).get(), kCapitals, {}));
  const std::string frame = "1 w 320 280 200 40 re S ";
  CHECK_FALSE(WithoutStrokes(Drawn(LetterText() + kClosing + frame).get(), kCapitals, {}));
  const PixPtr heading = Drawn(LetterText() + "BT /F1 40 Tf 60 330 Td (NOTIFICATION) Tj ET ");
  CHECK_FALSE(WithoutStrokes(
      heading.get(), kCapitals,
      {{60 * 300 / 72.0, (842 - 362) * 300 / 72.0, 1500, (842 - 328) * 300 / 72.0}}));
  // No letter has three hundred signatures: nothing is traced, in a bounded time.
  std::string many = "1 w ";
  for (int x = 50; x < 530; x += 24)
    for (int y = 90; y < 690; y += 40)
      many += fmt::format("{0} {2} m {1} {2} l {0} {3} l {1} {3} l S ", x, x + 12, y + 25, y);
  CHECK_FALSE(WithoutStrokes(Drawn(many).get(), kCapitals, {}));
  // Too small a print to be told from its remains.
  CHECK_FALSE(WithoutStrokes(Drawn(kPenOver).get(), 8, {}));
}

TEST_CASE("the name under a signature is read, and is not certain", "[page][strokes][slow]") {
  const PixPtr grey = Drawn(LetterText() + kClosing + kPenOver);
  // The pen is in the way, else nothing is shown here.
  const auto first = Engine().Recognize(grey.get(), {OcrMode::kSparse, OcrModel::kFrench, 300});
  REQUIRE(first.ok());
  for (const OcrWord& w : *first) CHECK(w.text != "TRANCHANT");
  const std::string pdf =
      PicturePdf(Jpeg(grey.get(), 300, 85), pixGetWidth(grey.get()), pixGetHeight(grey.get()), 300);
  const Result<PageReading> page = ReadPage(AsBytes(pdf), 1, Engine(), {});
  REQUIRE(page.ok());
  INFO(AllText(*page));
  for (const char* word : {"Ludovic", "TRANCHANT"}) {
    const std::vector<Word> found = Find(*page, word);
    REQUIRE(found.size() == 1);
    CHECK(found[0].box.center_y() == Approx(842 - 294).margin(3));
  }
  CHECK(Find(*page, "TRANCHANT")[0].confidence <= kUnderStrokes);
  CHECK(Find(*page, "directeur").size() == 1);
  // Nothing is made of the pen.
  CHECK(Find(*page, "caisse").size() == 20);
}

}  // namespace riposte
