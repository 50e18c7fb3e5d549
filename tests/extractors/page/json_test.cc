// Answers of a child are believed only if every value is in its range.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "extractors/page/reader.h"

namespace riposte {

TEST_CASE("a census comes back from its JSON", "[page]") {
  const Census census{
      .kind = "tiff", .pages = {{595.28, 841.89, true}, {0, 0, false}}, .warnings = {"repaired"}};
  const Census back = CensusFromJson(ToJson(census)).value();
  CHECK(back.kind == census.kind);
  REQUIRE(back.pages.size() == 2);
  CHECK(back.pages[0].width == Approx(595.28));
  CHECK(back.pages[0].has_text);
  CHECK(back.warnings == census.warnings);
  CHECK(ToJson(back) == ToJson(census));
}

TEST_CASE("a crop reading comes back from its JSON", "[page]") {
  const CropReading crop{
      .text = "21,8 % – œ", .confidence = 0.93, .commas = 1, .comma_at = {123.4567}, .ink = 0.12};
  const CropReading back = CropReadingFromJson(ToJson(crop)).value();
  CHECK(back.text == crop.text);
  CHECK(back.commas == 1);
  CHECK(back.comma_at == crop.comma_at);
  CHECK(ToJson(back) == ToJson(crop));
  // Broken UTF-8 from an engine does not stop the answer.
  CHECK(CropReadingFromJson(ToJson(CropReading{.text = "\xC3("})).ok());
}

TEST_CASE("what a stranger sends is checked", "[page]") {
  using Json = nlohmann::json;
  const Json census = Json::parse(ToJson(Census{.kind = "pdf", .pages = {{595, 842, true}}}));
  auto refused = [](Json json, const char* pointer, Json value) {
    json[Json::json_pointer(pointer)] = std::move(value);
    const Result<Census> r = CensusFromJson(json.dump());
    return !r.ok() && r.error().code == ErrorCode::kProtocol;
  };
  CHECK(refused(census, "/kind", "exe"));
  CHECK(refused(census, "/kind", 5));
  CHECK(refused(census, "/pages", Json::array()));
  CHECK(refused(census, "/pages", "two"));
  CHECK(refused(census, "/pages/0/width", -1));
  CHECK(refused(census, "/pages/0/width", 1e300));
  CHECK(refused(census, "/pages/0/height", "842"));
  CHECK(refused(census, "/pages/0/has_text", 1));
  CHECK(refused(census, "/warnings", {std::string(101, 'x')}));
  CHECK(refused(census, "/warnings", {1}));
  CHECK_FALSE(CensusFromJson("").ok());
  CHECK_FALSE(CensusFromJson("[]").ok());
  CHECK_FALSE(CensusFromJson("{\"kind\":\"pdf\"").ok());
  CHECK_FALSE(CensusFromJson(std::string(100'000, '[')).ok());

  const Json crop = Json::parse(ToJson(CropReading{.text = "1"}));
  auto crop_refused = [&](const char* pointer, Json value) {
    Json json = crop;
    json[Json::json_pointer(pointer)] = std::move(value);
    const Result<CropReading> r = CropReadingFromJson(json.dump());
    return !r.ok() && r.error().code == ErrorCode::kProtocol;
  };
  CHECK(crop_refused("/confidence", 1.5));
  CHECK(crop_refused("/commas", 2));  // but no places
  CHECK(crop_refused("/commas", -1));
  CHECK(crop_refused("/commas", 0.5));
  CHECK(crop_refused("/comma_at", {1e9}));
  CHECK(crop_refused("/ink", nullptr));
  CHECK(crop_refused("/text", std::string(20'001, 'x')));
  CHECK(crop_refused("/text", std::string("a\0b", 3)));
}

TEST_CASE("lists of crops cross the border, and nothing else does", "[page]") {
  const std::vector<CropRequest> requests = {
      {3, Box{1, 2, 3, 4.5}, CropRecipe::kLine, 90, -0.25},
      {3, Box{0, 0, 1, 1}, CropRecipe::kNumber, 0, 0, false}};
  const std::vector<CropRequest> back = CropRequestsFromJson(ToJson(requests)).value();
  REQUIRE(back.size() == 2);
  CHECK(back[0].page == 3);
  CHECK(back[0].box == requests[0].box);
  CHECK(back[0].recipe == CropRecipe::kLine);
  CHECK(back[0].turned == 90);
  CHECK(back[0].tilt == -0.25);
  CHECK(back[0].maybe_stamped);
  CHECK(back[1].recipe == CropRecipe::kNumber);
  CHECK_FALSE(back[1].maybe_stamped);
  CHECK_FALSE(CropRequestsFromJson("{}").ok());
  CHECK_FALSE(CropRequestsFromJson("[{}]").ok());

  CropReading read;
  read.text = "21,8 %";
  read.commas = 1;
  read.comma_at = {12.5};
  const std::vector<Result<CropReading>> crops = {read, Error{ErrorCode::kUsage, "beside the page"},
                                                  Error{ErrorCode::kTimeLimit, "lies"}};
  const auto again = CropReadingsFromJson(ToJson(crops)).value();
  REQUIRE(again.size() == 3);
  CHECK(again[0]->text == read.text);
  CHECK(again[0]->comma_at == read.comma_at);
  CHECK(again[1].error().code == ErrorCode::kUsage);
  // Only the zygote can tell that the clock ran out.
  CHECK(again[2].error().code == ErrorCode::kChildDied);
  for (const char* bad : {"", "{}", "[1]", "[{}]", "[{\"error\":1}]", "[[]]",
                          R"([{"text":"a","confidence":2,"commas":0,"comma_at":[],"ink":0}])"})
    CHECK_FALSE(CropReadingsFromJson(bad).ok());
}

}  // namespace riposte
