#include "extractors/reading/reading.h"

#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>

#include "page_maker.h"

namespace riposte {
namespace {

Reading Sample() {
  Reading r;
  r.sha256 = std::string(64, 'a');
  r.kind = "pdf";
  r.warnings = {"font_missing"};
  PageMaker page;
  page.Text(57, 100, "Nantes, le 18 juin 2025").Horizontal(57, 500, 120);
  page.Get().words[0].confidence = 0.1 + 0.2;  // no short decimal
  page.Get().words[1].bold = true;
  page.Get().words[2].font_size = 0;
  page.Get().tilt = -1.37;
  page.Get().turned = 90;
  page.Get().source = PageSource::kOcr;
  page.Get().recipe = "scan";
  page.Get().warnings = {"font_missing", "repaired"};
  page.Get().stamps = {Box{300, 120, 480.5, 190}};
  r.pages.push_back(page.Get());
  PageReading failed;
  failed.number = 2;
  failed.width = 595.276;
  failed.height = 841.89;
  failed.source = PageSource::kFailed;
  failed.failure = "time_limit";
  r.pages.push_back(failed);
  return r;
}

}  // namespace

TEST_CASE("a reading goes out and comes back the same", "[reading]") {
  const Reading r = Sample();
  const Result<Reading> back = ReadingFromJson(ToJson(r));
  REQUIRE(back.ok());
  CHECK(ToJson(*back) == ToJson(r));
  REQUIRE(back->pages.size() == 2);
  const PageReading& p = back->pages[0];
  CHECK(p.words[0].confidence == 0.1 + 0.2);
  CHECK(p.words[0].text == "Nantes,");
  CHECK(p.words[1].bold);
  CHECK(p.words[3].box.left == Approx(r.pages[0].words[3].box.left).margin(0.006));
  CHECK(p.tilt == -1.37);
  CHECK(p.source == PageSource::kOcr);
  CHECK(p.rules.at(0).horizontal);
  CHECK(p.warnings == r.pages[0].warnings);
  CHECK(p.stamps == r.pages[0].stamps);
  CHECK(back->pages[1].failure == "time_limit");
  CHECK(back->pages[1].width == 595.276);
  const Result<PageReading> page = PageReadingFromJson(ToJson(r.pages[0]));
  REQUIRE(page.ok());
  CHECK(ToJson(*page) == ToJson(r.pages[0]));
}

TEST_CASE("a stranger's reading is refused for anything odd", "[reading]") {
  using nlohmann::json;
  const auto refused = [](const std::function<void(json&)>& change) {
    json j = json::parse(ToJson(Sample()));
    change(j);
    const Result<Reading> r = ReadingFromJson(j.dump());
    return !r.ok() && r.error().code == ErrorCode::kProtocol;
  };
  CHECK_FALSE(refused([](json&) {}));
  CHECK(refused([](json& j) { j.erase("kind"); }));
  CHECK(refused([](json& j) { j["sha256"] = "../etc"; }));
  CHECK(refused([](json& j) { j["pages"] = 3; }));
  CHECK(refused([](json& j) { j["pages"][0]["number"] = 0; }));
  CHECK(refused([](json& j) { j["pages"][1]["number"] = 1; }));
  CHECK(refused([](json& j) { j["pages"][0]["number"] = 1.5; }));
  CHECK(refused([](json& j) { j["pages"][0]["width"] = -1; }));
  CHECK(refused([](json& j) { j["pages"][0]["width"] = nullptr; }));
  CHECK(refused([](json& j) { j["pages"][0]["source"] = "guess"; }));
  CHECK(refused([](json& j) { j["pages"][0]["turned"] = 45; }));
  CHECK(refused([](json& j) { j["pages"][0]["quality"] = 2; }));
  CHECK(refused([](json& j) { j["pages"][0]["recipe"] = std::string(65, 'x'); }));
  CHECK(refused([](json& j) { j["pages"][0]["words"][0][0] = ""; }));
  CHECK(refused([](json& j) { j["pages"][0]["words"][0][0] = "a b"; }));
  CHECK(refused([](json& j) { j["pages"][0]["words"][0][0] = "a\n"; }));
  CHECK(refused([](json& j) { j["pages"][0]["words"][0][0] = std::string(5000, 'x'); }));
  CHECK(refused([](json& j) { j["pages"][0]["words"][0][1] = 1e9; }));
  CHECK(refused([](json& j) { j["pages"][0]["words"][0][1] = "57"; }));
  CHECK(refused([](json& j) { j["pages"][0]["words"][0][3] = 1; }));  // right of left
  CHECK(refused([](json& j) { j["pages"][0]["words"][0][5] = 1.01; }));
  CHECK(refused([](json& j) { j["pages"][0]["words"][0].erase(5); }));
  CHECK(refused([](json& j) { j["pages"][0]["words"][0] = json::object(); }));
  CHECK(refused([](json& j) { j["pages"][0]["rules"][0][4] = 1; }));
  CHECK(refused([](json& j) { j["pages"][0]["stamps"][0][2] = 1e9; }));
  CHECK(refused([](json& j) { j["pages"][0]["stamps"][0] = json::object(); }));
  CHECK(refused([](json& j) { j["warnings"][0] = 1; }));
  CHECK(refused([](json& j) { j = json::array(); }));
  for (const char* text : {"", "{", "\"\xff\"", "[[[[[[[[[[[[[[1]]]]]]]]]]]]]]", "null"})
    CHECK_FALSE(ReadingFromJson(text).ok());
}

TEST_CASE("a reading with a byte changed is refused or harmless", "[reading]") {
  const std::string json = ToJson(Sample());
  std::mt19937 random(5);
  for (int i = 0; i < 20000; ++i) {
    std::string broken = json;
    broken[random() % broken.size()] = static_cast<char>(random());
    if (const Result<Reading> r = ReadingFromJson(broken); r.ok())
      for (const PageReading& p : r->pages)
        for (const Word& w : p.words) REQUIRE((w.confidence >= 0 && w.confidence <= 1));
  }
}

}  // namespace riposte
