// Second readings: the crop is read upright and enlarged, and the comma witness sees what the
// engine may have dropped. fonts.pdf holds «21,8 %», «218 %» and their like in nine fonts.
#include <leptonica/allheaders.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>
#include <cmath>
#include <numbers>

#include "extractors/image/rules.h"
#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

using namespace paper;
using riposte::Box;

struct Cell {
  std::string text;
  Box box;
  int commas = 0;
};

// Cells of fonts.pdf: words of one row and one column (tab stops every 2.1 cm).
std::vector<Cell> Cells() {
  const std::string file = ReadFile("tests/fixtures/paper/fonts.pdf");
  const PageReading page = ReadPage(AsBytes(file), 1, Engine(), {}).value();
  std::vector<Cell> cells;
  int column = -1;
  for (const Word& w : page.words) {
    const int at = static_cast<int>((w.box.left - 39.5) / 59.53);
    if (at == column && w.box.VerticalOverlap(cells.back().box) > 0.5) {
      cells.back().text += " " + w.text;
      cells.back().box = cells.back().box.Union(w.box);
    } else {
      cells.push_back({w.text, w.box});
    }
    column = at;
  }
  // The widest monospaced row wraps.
  std::erase_if(cells, [](const Cell& c) { return c.box.top > 295; });
  for (Cell& c : cells) c.commas = static_cast<int>(std::count(c.text.begin(), c.text.end(), ','));
  return cells;
}

std::string Joined(std::string s) {
  std::erase(s, ' ');
  return s;
}

PixPtr FontsPicture(double dpi) {
  const std::string file = ReadFile("tests/fixtures/paper/fonts.pdf");
  const std::string png = RenderCrop(AsBytes(file), 1, {}, dpi, {}).value();
  return PixPtr(pixReadMemPng(reinterpret_cast<const l_uint8*>(png.data()), png.size()));
}

// The share of cells where the witness counts the commas right.
double WitnessRight(const std::string& file, const Transform& map, double tilt) {
  const std::vector<Cell> cells = Cells();
  REQUIRE(cells.size() > 120);
  // The witness needs no model: a fake engine keeps the test fast.
  struct Silent : OcrEngine {
    Result<std::vector<OcrWord>> Recognize(Pix*, const OcrRequest&) override {
      return std::vector<OcrWord>{};
    }
    Result<std::pair<int, double>> Orientation(Pix*) override { return std::pair<int, double>{}; }
  } silent;
  int right = 0;
  for (size_t i = 0; i < cells.size(); i += 2) {
    CropRequest request{.page = 1, .box = map.Apply(cells[i].box), .tilt = tilt};
    const CropReading crop = RereadCrop(AsBytes(file), request, silent, {}).value();
    right += crop.commas == cells[i].commas;
  }
  return double(right) / double((cells.size() + 1) / 2);
}

}  // namespace

TEST_CASE("the comma witness tells 21,8 % from 218 % in nine fonts", "[page][commas]") {
  SECTION("text layer, drawn for the purpose") {
    CHECK(WitnessRight(ReadFile("tests/fixtures/paper/fonts.pdf"), {}, 0) == 1);
  }
  SECTION("scan, 300 dpi, soft") {
    PixPtr grey = FontsPicture(300);
    PixPtr soft(pixBlockconvGray(grey.get(), nullptr, 1, 1));
    CHECK(WitnessRight(Png(soft.get(), 300), {}, 0) == 1);
  }
  SECTION("scan, 200 dpi, tilted, noisy, JPEG") {
    PixPtr grey = FontsPicture(200);
    PixPtr tilted = Tilted(grey.get(), 1.5);
    PixPtr noisy(pixAddGaussianNoise(tilted.get(), 8));
    const Transform map = Transform::Rotate(1.5 * std::numbers::pi / 180, 297.5, 421);
    CHECK(WitnessRight(Jpeg(noisy.get(), 200, 65), map, -1.5) > 0.95);
  }
  SECTION("fax") {
    PixPtr grey = FontsPicture(300);
    PixPtr fine = Fax(grey.get(), 204, 196), standard = Fax(grey.get(), 204, 98);
    CHECK(WitnessRight(Tiff({fine.get()}), {}, 0) > 0.97);
    CHECK(WitnessRight(Tiff({standard.get()}), {}, 0) > 0.92);
  }
}

TEST_CASE("Carlito at 10 points: the killer case", "[page][commas]") {
  const std::vector<Cell> cells = Cells();
  REQUIRE(cells.at(0).text == "21,8 %");
  REQUIRE(cells.at(1).text == "218 %");
  PixPtr grey = FontsPicture(300);
  const std::string scan = Png(grey.get(), 300);
  for (const std::string& file : {ReadFile("tests/fixtures/paper/fonts.pdf"), scan}) {
    const CropReading with =
        RereadCrop(AsBytes(file), {1, cells[0].box, CropRecipe::kNumber}, Engine(), {}).value();
    CHECK(with.commas == 1);
    REQUIRE(with.comma_at.size() == 1);
    CHECK(with.comma_at[0] > cells[0].box.left + 8);
    CHECK(with.comma_at[0] < cells[0].box.left + 14);
    CHECK(with.text.starts_with("21,8"));
    CHECK(with.confidence > 0.5);
    CHECK(with.ink > 0.02);
    const CropReading without =
        RereadCrop(AsBytes(file), {1, cells[1].box, CropRecipe::kNumber}, Engine(), {}).value();
    CHECK(without.commas == 0);
    CHECK(without.text.starts_with("218"));
  }
}

TEST_CASE("all three recipes read most numbers", "[page][slow]") {
  const std::vector<Cell> cells = Cells();
  PixPtr grey = FontsPicture(300);
  const std::string scan = Png(grey.get(), 300);
  int right[3] = {}, tried = 0;
  for (size_t i = 0; i < cells.size(); i += 4) {
    ++tried;
    for (int r = 0; r < 3; ++r) {
      const CropReading crop =
          RereadCrop(AsBytes(scan), {1, cells[i].box, static_cast<CropRecipe>(r)}, Engine(), {})
              .value();
      right[r] += Joined(crop.text) == Joined(cells[i].text);
    }
  }
  CHECK(right[0] >= tried * 9 / 10);
  CHECK(right[1] >= tried * 3 / 4);
  CHECK(right[2] >= tried * 7 / 10);
}

TEST_CASE("a crop of a page that lay on its side or upside down is read upright", "[page]") {
  const std::string letter = Letter();
  const PageReading truth = ReadPage(AsBytes(letter), 1, Engine(), {}).value();
  const Word name = *std::find_if(truth.words.begin(), truth.words.end(), [](const Word& w) {
    return w.text.size() >= 9 && w.text.size() < 14 &&
           std::all_of(w.text.begin(), w.text.end(), ::isalpha);
  });
  PixPtr grey = LetterPicture(200);
  for (const int turned : {90, 180, 270}) {
    INFO(turned);
    // The paper lies turned the other way.
    PixPtr lying(pixRotateOrth(grey.get(), (360 - turned) / 90));
    const std::string file = Jpeg(lying.get(), 200);
    const double w = truth.width, h = truth.height;
    const Transform map = turned == 270   ? Transform({0, -1, h, 1, 0, 0, 0, 0, 1})
                          : turned == 180 ? Transform({-1, 0, w, 0, -1, h, 0, 0, 1})
                                          : Transform({0, 1, 0, -1, 0, w, 0, 0, 1});
    CropRequest request{.page = 1, .box = map.Apply(name.box), .recipe = CropRecipe::kLine};
    request.turned = turned;
    CHECK(RereadCrop(AsBytes(file), request, Engine(), {}).value().text == name.text);
  }
}

TEST_CASE("the edges of a table cell are not read", "[page]") {
  // The middle cell of a grid of three by three.
  const std::string pdf =
      MakePdf({"1 w 40 672 180 54 re S 40 690 180 18 re S 100 672 60 54 re S "
               "BT /F1 10 Tf 105 695 Td (5 016) Tj ET"});
  const CropReading crop =
      RereadCrop(AsBytes(pdf), {1, Box{99, 133, 161, 153}, CropRecipe::kNumber}, Engine(), {})
          .value();
  CHECK(Joined(crop.text) == "5016");
  CHECK(crop.commas == 0);
}

TEST_CASE("the waist of two figures is no ruling line", "[page]") {
  // As soft as a photo: black between the two figures.
  const std::string pdf = MakePdf({"1.2 w BT 2 Tr /F1 11 Tf 100 700 Td -0.4 Tc (88) Tj ET"});
  const std::string png = RenderCrop(AsBytes(pdf), 1, {98, 131, 115, 144}, 180, {}).value();
  PixPtr drawn(pixReadMemPng(reinterpret_cast<const l_uint8*>(png.data()), png.size()));
  CleanPicture crop;
  crop.grey = Grey(drawn.get());
  crop.dpi = 180;
  PixPtr before(pixCopy(nullptr, crop.grey.get()));
  DropCropRules(crop);
  l_int32 same = 0;
  pixEqual(crop.grey.get(), before.get(), &same);
  CHECK(same == 1);
}

TEST_CASE("a crop gives the same answer alone and among others, in any order", "[page][slow]") {
  const std::vector<Cell> cells = Cells();
  PixPtr grey = FontsPicture(200);
  const std::string scan = Jpeg(grey.get(), 200, 60);
  std::vector<CropRequest> requests;
  for (size_t i = 0; i < cells.size(); i += 3)
    requests.push_back({1, cells[i].box, static_cast<CropRecipe>(i % 2)});
  for (const std::string& file : {scan, ReadFile("tests/fixtures/paper/fonts.pdf")}) {
    const auto together = RereadCrops(AsBytes(file), requests, Engine(), {}).value();
    REQUIRE(together.size() == requests.size());
    for (size_t i = requests.size(); i-- > 0;) {
      INFO(i);
      const CropReading alone = RereadCrop(AsBytes(file), requests[i], Engine(), {}).value();
      CHECK(ToJson(*together[i]) == ToJson(alone));
      CHECK_FALSE(alone.text.empty());
    }
  }
  CHECK(RereadCrops(AsBytes(scan), {}, Engine(), {}).value().empty());
  requests.push_back({2, Box{0, 0, 10, 10}});
  CHECK(RereadCrops(AsBytes(scan), requests, Engine(), {}).error().code == ErrorCode::kDefect);
  // One bad crop does not cost the others.
  requests.back() = {1, Box{5000, 5000, 5010, 5010}};
  const auto mixed = RereadCrops(AsBytes(scan), requests, Engine(), {}).value();
  CHECK(mixed.front().ok());
  CHECK(mixed.back().error().code == ErrorCode::kUsage);
}

TEST_CASE("crops are rendered at the size asked for", "[page]") {
  const std::string letter = Letter();
  auto size = [](const std::string& png) {
    l_int32 w = 0, h = 0;
    REQUIRE(readHeaderMemPng(reinterpret_cast<const l_uint8*>(png.data()), png.size(), &w, &h,
                             nullptr, nullptr, nullptr) == 0);
    return std::pair(w, h);
  };
  CHECK(size(RenderCrop(AsBytes(letter), 1, Box{72, 72, 144, 108}, 150, {}).value()) ==
        std::pair(150, 75));
  PixPtr grey = LetterPicture(200);
  const std::string jpeg = Jpeg(grey.get(), 200);
  const auto [w, h] = size(RenderCrop(AsBytes(jpeg), 1, Box{72, 72, 144, 108}, 150, {}).value());
  CHECK(w == Approx(150).margin(1));
  CHECK(h == Approx(75).margin(1));
  CHECK(size(RenderCrop(AsBytes(jpeg), 1, {}, 72, {}).value()).first == Approx(595).margin(1));
}

TEST_CASE("requests that make no sense are refused", "[page]") {
  const std::string letter = Letter();
  const Bytes file = AsBytes(letter);
  auto code = [&](const CropRequest& request) {
    return RereadCrop(file, request, Engine(), {}).error().code;
  };
  CHECK(code({.page = 9, .box = {0, 0, 10, 10}}) == ErrorCode::kUsage);
  CHECK(code({.page = 1, .box = {10, 10, 0, 0}}) == ErrorCode::kUsage);
  CHECK(code({.page = 1, .box = {5000, 5000, 5010, 5010}}) == ErrorCode::kUsage);
  CHECK(code({.page = 1, .box = {0, 0, NAN, 10}}) == ErrorCode::kUsage);
  CHECK(code({.page = 1, .box = {0, 0, 10, 10}, .turned = 45}) == ErrorCode::kUsage);
  CHECK(RenderCrop(file, 1, {}, 0, {}).error().code == ErrorCode::kUsage);
  CHECK(RenderCrop(file, 1, {}, 1e9, {}).error().code == ErrorCode::kUsage);
  CHECK(RenderCrop(file, 3, {}, 100, {}).error().code == ErrorCode::kUsage);
}

}  // namespace riposte
