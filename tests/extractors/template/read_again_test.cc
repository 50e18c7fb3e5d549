// Numbers that were misread beyond their form are read again beside their label.
#include "extractors/template/read_again.h"

#include <catch2/catch.hpp>

#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

struct Crops : Rereader {
  std::string number, line;
  int asked = 0;
  Result<CropReading> Reread(const CropRequest& request) override {
    ++asked;
    return CropReading{.text = request.recipe == CropRecipe::kNumber ? number : line,
                       .confidence = 0.9,
                       .ink = 0.1};
  }
};

FieldSpec Spec(const char* id, ValueType type, const char* label) {
  FieldSpec f;
  f.id = id;
  f.type = type;
  Try t;
  t.direction = Direction::kSameLine;
  t.anchors.push_back({label, PhraseKey(label)});
  f.tries.push_back(t);
  return f;
}

std::map<std::string, Draft> ReadAgainOn(PageReading page, const FieldSpec& field, Crops* crops) {
  page.quality = 0.9;
  Desk desk(*crops);
  const LetterText text({&page}, {});
  std::map<std::string, Draft> drafts;
  ReadAgain(text, {field}, &desk, &drafts, nullptr);
  for (auto& [id, draft] : drafts) JudgeDraft(&draft, &desk);
  return drafts;
}

}  // namespace

TEST_CASE("an RPPS number with a doubled figure is read again", "[template][again]") {
  PageBuilder b(1, PageSource::kOcr);
  b.Line(60, 100, "N° RPPS");
  b.Line(140, 100, "109066199376", 0.01);
  const FieldSpec rpps = Spec("praticien_rpps", ValueType::kRpps, "RPPS");
  Crops crops;
  SECTION("the new reading has the key") {
    crops.number = "10906199376";
    const auto drafts = ReadAgainOn(b.page(), rpps, &crops);
    REQUIRE(drafts.contains("praticien_rpps"));
    const Fact& fact = drafts.at("praticien_rpps").fact;
    CHECK(fact.value == Value(std::string("10906199376")));
    CHECK(fact.status == FactStatus::kSure);
    // Twelve figures are no RPPS number: a letter that has them as one cannot be read back.
    CHECK(fact.candidates.empty());
  }
  SECTION("the other model has it") {
    crops.number = "109066199376";
    crops.line = "10906199376";
    CHECK(ReadAgainOn(b.page(), rpps, &crops).contains("praticien_rpps"));
  }
  SECTION("without its key, or too far off, it is no such number") {
    for (const char* said : {"10906199375", "10977120962", "", "10906199376 10906199376"}) {
      CAPTURE(said);
      crops.number = crops.line = said;
      CHECK(ReadAgainOn(b.page(), rpps, &crops).empty());
    }
  }
}

TEST_CASE("figures elsewhere and text layers are not read again", "[template][again]") {
  const FieldSpec rpps = Spec("praticien_rpps", ValueType::kRpps, "RPPS");
  Crops crops;
  crops.number = crops.line = "10906199376";
  PageBuilder far(1, PageSource::kOcr);
  far.Line(60, 100, "N° RPPS");
  far.Line(60, 160, "109066199376");
  CHECK(ReadAgainOn(far.page(), rpps, &crops).empty());
  PageBuilder printed(1, PageSource::kTextLayer);
  printed.Line(60, 100, "N° RPPS 109066199376");
  CHECK(ReadAgainOn(printed.page(), rpps, &crops).empty());
  CHECK(crops.asked == 0);
}

TEST_CASE("a posted number that lost its letter goes to a person", "[template][again]") {
  PageBuilder b(1, PageSource::kOcr);
  b.Line(60, 100, "LRAR n° 217766301924", 0.3);
  const FieldSpec lrar = Spec("numero_lrar", ValueType::kLrar, "LRAR");
  Crops crops;
  crops.number = "2C17766301924";
  const auto drafts = ReadAgainOn(b.page(), lrar, &crops);
  REQUIRE(drafts.contains("numero_lrar"));
  CHECK(drafts.at("numero_lrar").fact.value == Value(std::string("2C17766301924")));
  CHECK(drafts.at("numero_lrar").fact.status == FactStatus::kToReview);
}

TEST_CASE("a ruling line between the groups of a posted number", "[template][again]") {
  PageBuilder b(1, PageSource::kOcr);
  b.Line(60, 100, "LRAR 1A 193 500 8827 — 4");
  Crops crops;
  crops.number = crops.line = "1A 193 500 8827 =4";
  const auto drafts = ReadAgainOn(b.page(), Spec("numero_lrar", ValueType::kLrar, "LRAR"), &crops);
  REQUIRE(drafts.contains("numero_lrar"));
  CHECK(drafts.at("numero_lrar").fact.value == Value(std::string("1A19350088274")));
}

}  // namespace riposte
