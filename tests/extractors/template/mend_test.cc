#include "extractors/template/mend.h"

#include <catch2/catch.hpp>

namespace riposte {
namespace {

// Rows of one amount each, on a page read by OCR; the second readings are given.
struct Statement {
  explicit Statement(const std::vector<std::pair<int64_t, const char*>>& rows, int64_t total) {
    page.source = PageSource::kOcr;
    page.width = 595;
    page.height = 842;
    double y = 100;
    for (const auto& [cents, again] : rows) {
      Draft d;
      d.evidence.type = ValueType::kAmount;
      d.evidence.source = PageSource::kOcr;
      d.fact.value = Cents{cents};
      d.evidence.found.value = d.fact.value;
      const Box box{400, y, 450, y + 10};
      d.places.push_back({&page, box, box});
      texts.emplace_back(y, again);
      letter.tables["lignes_indu"].push_back({{"montant", d.fact}});
      drafts.push_back(std::move(d));
      y += 15;
    }
    letter.fields["montant"].value = Cents{total};
  }

  CheckResult Mend() {
    struct Second : Rereader {
      explicit Second(const Statement& s) : statement(s) {}
      Result<CropReading> Reread(const CropRequest& request) override {
        CropReading r;
        for (const auto& [y, text] : statement.texts)
          if (request.box.top == y) r.text = text;
        return r;
      }
      const Statement& statement;
    } second(*this);
    Desk desk(second);
    const std::string id = "sum(lignes_indu.montant) = montant";
    const CheckSpec spec{id, *ParseEquation(id)};
    return MendByCheck(
        spec, RunCheck(id, *spec.equation, letter), &letter,
        [this](const CheckedPlace& p) {
          return p.table.empty() ? nullptr : &drafts.at(static_cast<size_t>(p.row));
        },
        &desk);
  }

  PageReading page;
  Letter letter;
  std::vector<Draft> drafts;
  std::vector<std::pair<double, std::string>> texts;
};

}  // namespace

TEST_CASE("the cell whose second reading mends the sum is to blame alone", "[template][mend]") {
  Statement s({{12'345, "123,45"}, {8'000, "60,00"}, {700, "7,00"}}, 19'045);
  const CheckResult r = s.Mend();
  CHECK(r.check.status == "holds");
  CHECK(r.broken.empty());
  CHECK(std::get<Cents>(s.drafts[1].fact.value).value == 6'000);
  REQUIRE(s.drafts[1].fact.candidates.size() == 1);
  CHECK(std::get<Cents>(s.drafts[1].fact.candidates[0].value).value == 8'000);
  CHECK(s.drafts[1].evidence.found.doubts == std::vector<std::string>{"second_reading_differs"});
  CHECK(std::get<Cents>(s.letter.tables["lignes_indu"][1]["montant"].value).value == 6'000);
  CHECK(std::get<Cents>(s.drafts[0].fact.value).value == 12'345);
}

TEST_CASE("where no second reading mends a sum, or two do, all stay blamed", "[template][mend]") {
  // None differs.
  Statement same({{12'345, "123,45"}, {8'000, "80,00"}, {700, "7,00"}}, 19'045);
  CHECK(same.Mend().check.status == "broken");
  CHECK(same.drafts[1].fact.candidates.empty());
  // Either of two would do.
  Statement two({{8'000, "60,00"}, {8'000, "60,00"}, {700, "7,00"}}, 14'700);
  const CheckResult r = two.Mend();
  CHECK(r.check.status == "broken");
  CHECK(r.broken.size() == 4);
  CHECK(std::get<Cents>(two.drafts[0].fact.value).value == 8'000);
  // What differs does not mend.
  Statement wrong({{12'345, "123,45"}, {8'000, "50,00"}, {700, "7,00"}}, 19'045);
  CHECK(wrong.Mend().check.status == "broken");
  CHECK(std::get<Cents>(wrong.drafts[1].fact.value).value == 8'000);
}

}  // namespace riposte
