// Boxes of a sheet that lies askew come back as they are on the sheet.
#include "extractors/reading/upright.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "page_maker.h"

namespace riposte {
namespace {

// A sheet photographed from below: 5 % smaller at its head, turned by `degrees`.
Transform Photo(double degrees) {
  const Transform leaning({1, 0.02, 10, 0.01, 1, 20, 0, -0.00006, 1.05});
  return leaning.Then(Transform::Scale(2.4))
      .Then(Transform::Rotate(degrees * std::numbers::pi / 180, 700, 1000));
}

PageReading OnPage(const PageReading& sheet, const Transform& to_page) {
  PageReading page = sheet;
  page.to_page = to_page;
  page.sheet_width = sheet.width;
  page.sheet_height = sheet.height;
  page.width = 1500;
  page.height = 2200;
  for (Word& w : page.words) w.box = to_page.Apply(w.box);
  for (Rule& r : page.rules) r.box = to_page.Apply(r.box);
  return page;
}

double Gap(const Box& a, const Box& b) {
  return std::max({std::abs(a.left - b.left), std::abs(a.top - b.top), std::abs(a.right - b.right),
                   std::abs(a.bottom - b.bottom)});
}

// Answers with a comma in the middle of the crop, and remembers what was asked.
class OneComma : public Rereader {
 public:
  Result<CropReading> Reread(const CropRequest& request) override {
    asked = request;
    CropReading r;
    r.text = "21,8";
    r.commas = 1;
    r.comma_at = {std::fmod(request.turned, 180) != 0 ? request.box.center_y()
                                                      : request.box.center_x()};
    return r;
  }
  CropRequest asked;
};

}  // namespace

TEST_CASE("words and rules of a slanted sheet come back to it", "[reading]") {
  PageMaker maker;
  maker.Text(57, 100, "Nantes, le 18 juin 2025").Text(300, 700, "Total 12 458");
  maker.Horizontal(57, 500, 120).Vertical(300, 120, 400);
  const PageReading sheet = maker.Get();
  for (const double degrees : {0.0, 3.0, 90.0, 178.0, 267.5}) {
    INFO(degrees);
    const PageReading page = OnPage(sheet, Photo(degrees));
    CHECK_FALSE(LiesUpright(page));
    const PageReading back = Upright(page);
    CHECK(LiesUpright(back));
    CHECK(back.width == sheet.width);
    REQUIRE(back.words.size() == sheet.words.size());
    for (size_t i = 0; i < sheet.words.size(); ++i)
      CHECK(Gap(back.words[i].box, sheet.words[i].box) < 0.2);
    for (size_t i = 0; i < sheet.rules.size(); ++i) {
      const Rule &was = sheet.rules[i], &is = back.rules[i];
      CHECK(std::abs(was.box.center_x() - is.box.center_x()) < (was.horizontal ? 4 : 0.5));
      CHECK(std::abs(was.box.center_y() - is.box.center_y()) < (was.horizontal ? 0.5 : 4));
    }
  }
}

TEST_CASE("a page that lies straight is what it was", "[reading]") {
  PageMaker maker;
  maker.Text(57, 100, "Nantes");
  const PageReading page = maker.Get();
  CHECK(LiesUpright(page));
  CHECK(ToJson(Upright(page)) == ToJson(page));
}

TEST_CASE("a second reading is asked for on the page and answered on the sheet", "[reading]") {
  PageMaker maker;
  maker.Text(57, 100, "Total 21,8 %");
  const Box line{57, 92, 120, 103};
  for (const double degrees : {0.0, 2.0, 91.0, 180.0, 272.0}) {
    INFO(degrees);
    const std::vector<PageReading> pages = {OnPage(maker.Get(), Photo(degrees))};
    OneComma engine;
    UprightRereader upright(pages, engine);
    const CropReading r = upright.Reread({.page = 1, .box = line}).value();
    CHECK(std::abs(engine.asked.tilt) < 5);
    CHECK(engine.asked.turned == std::fmod(360 - std::round(degrees / 90) * 90, 360));
    const Point middle = Photo(degrees).Apply(Point{line.center_x(), line.center_y()});
    CHECK(std::hypot(engine.asked.box.center_x() - middle.x,
                     engine.asked.box.center_y() - middle.y) < 1);
    CHECK(r.comma_at.at(0) == Approx(line.center_x()).margin(0.5));
  }
}

TEST_CASE("a place is looked at without a stamp's ink only where the page has a stamp",
          "[reading]") {
  PageMaker maker;
  maker.Text(57, 100, "Docteur Ludovic TRANCHANT");
  for (const double degrees : {0.0, 2.0, 180.0}) {
    INFO(degrees);
    std::vector<PageReading> pages = {OnPage(maker.Get(), Photo(degrees))};
    OneComma engine;
    const auto asked = [&](int page) {
      UprightRereader upright(pages, engine);
      REQUIRE(upright.Reread({.page = page, .box = {57, 92, 200, 103}}).ok());
      return engine.asked.maybe_stamped;
    };
    CHECK_FALSE(asked(1));
    CHECK(asked(2));  // nothing is known of it
    pages[0].stamps = {Photo(degrees).Apply(Box{190, 60, 300, 140})};
    CHECK(asked(1));
    pages[0].stamps = {Photo(degrees).Apply(Box{400, 600, 500, 700})};
    CHECK_FALSE(asked(1));
  }
}

TEST_CASE("the map of a sheet goes out and comes back, a stranger's odd one is refused",
          "[reading]") {
  PageMaker maker;
  maker.Text(57, 100, "Nantes");
  const PageReading page = OnPage(maker.Get(), Photo(3));
  const std::string json = ToJson(page);
  const PageReading back = PageReadingFromJson(json).value();
  CHECK(back.to_page.matrix() == page.to_page.matrix());
  CHECK(back.sheet_height == page.sheet_height);
  PageReading odd = page;
  odd.to_page = Transform({0, 0, 0, 0, 0, 0, 0, 0, 0});
  CHECK_FALSE(PageReadingFromJson(ToJson(odd)).ok());
  odd.to_page = Transform({1e8, 0, 0, 0, 1e8, 0, 0, 0, 1});  // far away
  CHECK_FALSE(PageReadingFromJson(ToJson(odd)).ok());
  odd.to_page =
      Transform({1, 0, 0, 0, 1, 0, 0, -1 / odd.sheet_height, 1});  // infinity on the sheet
  CHECK_FALSE(PageReadingFromJson(ToJson(odd)).ok());
  odd = page;
  odd.sheet_width = 0;
  CHECK_FALSE(PageReadingFromJson(ToJson(odd)).ok());
}

}  // namespace riposte
