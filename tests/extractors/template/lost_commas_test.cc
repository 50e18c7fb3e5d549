// Commas that the engine dropped come back where column, second reading and picture say so.
#include "extractors/template/lost_commas.h"

#include <catch2/catch.hpp>

namespace riposte {
namespace {

struct Picture : Rereader {
  std::string text;
  std::vector<double> comma_at;
  int asked = 0;
  Result<CropReading> Reread(const CropRequest&) override {
    ++asked;
    return CropReading{.text = text,
                       .confidence = 0.9,
                       .commas = static_cast<int>(comma_at.size()),
                       .comma_at = comma_at,
                       .ink = 0.1};
  }
};

// Four rates with a decimal and «21,8 %» without its comma, 54 points wide: ten a digit.
struct Rates {
  PageReading page;
  std::vector<DraftRow> rows;

  Rates() {
    page.source = PageSource::kOcr;
    page.width = page.height = 500;
    for (const int64_t rate : {615, 402, 733, 96}) Add(Decimal{rate, 1}, "", {});
    Add(Decimal{218, 0}, "218 %", {"no_decimals"});
  }
  void Add(Decimal value, std::string text, std::vector<std::string> doubts) {
    Draft d;
    d.fact.value = value;
    d.fact.text = text;
    d.evidence.type = ValueType::kPercent;
    d.evidence.source = PageSource::kOcr;
    d.evidence.text = text;
    d.evidence.found = {0, text.size(), value, std::move(doubts)};
    const Box box{100, 100, 154, 110};
    d.places.push_back({&page, box, box});
    DraftRow row;
    row.emplace("taux", std::move(d));
    rows.push_back(std::move(row));
  }
  Draft& last() { return rows.back().at("taux"); }
};

}  // namespace

TEST_CASE("a comma that picture and column know of comes back, and goes to a person",
          "[template]") {
  Rates rates;
  Picture picture;
  picture.text = "218 %";
  picture.comma_at = {122.5};
  Desk desk(picture);
  PutBackCommas(&rates.rows, &desk);
  CHECK(picture.asked == 1);
  CHECK(rates.last().fact.value == Value(Decimal{218, 1}));
  REQUIRE(rates.last().fact.candidates.size() == 1);
  CHECK(rates.last().fact.candidates[0].value == Value(Decimal{218, 0}));
  JudgeDraft(&rates.last(), &desk);
  CHECK(rates.last().fact.status == FactStatus::kToReview);
  CHECK(rates.last().fact.why == std::vector<std::string>{"comma_doubt"});
  SECTION("arithmetic that holds with it settles it") {
    rates.last().evidence.arithmetic_holds = true;
    JudgeDraft(&rates.last(), &desk);
    CHECK(rates.last().fact.status == FactStatus::kSure);
  }
}

TEST_CASE("a second reading that prints the comma speaks for it", "[template]") {
  Rates rates;
  Picture picture;
  picture.text = "21,8 %";
  picture.comma_at = {122.5};
  Desk desk(picture);
  PutBackCommas(&rates.rows, &desk);
  JudgeDraft(&rates.last(), &desk);
  CHECK(rates.last().fact.value == Value(Decimal{218, 1}));
  CHECK(rates.last().fact.status == FactStatus::kSure);
}

TEST_CASE("no comma is made up", "[template]") {
  Rates rates;
  Picture picture;
  picture.text = "218 %";
  SECTION("none is seen") {}
  SECTION("it is seen elsewhere") { picture.comma_at = {109}; }
  SECTION("two are seen") { picture.comma_at = {109, 122.5}; }
  SECTION("the cell read again has other digits") {
    picture.text = "213 %";
    picture.comma_at = {122.5};
  }
  SECTION("the column has no usual number of decimals") {
    picture.comma_at = {122.5};
    rates.rows[0].at("taux").fact.value = Decimal{61, 0};
    rates.rows[1].at("taux").fact.value = Decimal{40, 0};
  }
  SECTION("the page has its own text") {
    picture.comma_at = {122.5};
    rates.last().evidence.source = PageSource::kTextLayer;
  }
  Desk desk(picture);
  PutBackCommas(&rates.rows, &desk);
  CHECK(rates.last().fact.value == Value(Decimal{218, 0}));
  CHECK(rates.last().fact.candidates.empty());
}

TEST_CASE("three cells with decimals speak for a column that lost most of its commas",
          "[template]") {
  Rates rates;
  rates.rows.erase(rates.rows.begin());
  for (int i = 0; i < 5; ++i) rates.Add(Decimal{218, 0}, "218", {"no_decimals"});
  Picture picture;
  picture.text = "218 %";
  picture.comma_at = {122.5};
  Desk desk(picture);
  PutBackCommas(&rates.rows, &desk);
  CHECK(rates.rows[3].at("taux").fact.value == Value(Decimal{218, 1}));
}

}  // namespace riposte
