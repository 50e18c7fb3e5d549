// On the sample mail: exactly the pages that name patients are withheld, and their text is gone.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "extractors/page/source.h"
#include "extractors/reading/secret.h"
#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

using namespace paper;
namespace fs = std::filesystem;

TEST_CASE("the pages of the samples that name patients, and no others", "[page][secret][slow]") {
  int withheld = 0, kept = 0;
  for (const auto& entry : fs::directory_iterator(RIPOSTE_SOURCE_DIR "/samples/letters")) {
    if (entry.path().extension() != ".json") continue;
    const std::string name = entry.path().stem();
    const nlohmann::json truth = nlohmann::json::parse(std::ifstream(entry.path()));
    std::vector<int> secret;
    if (truth.contains("secret_medical")) secret = truth["secret_medical"].get<std::vector<int>>();
    const std::string file = ReadFile("samples/mail/" + name + ".pdf");
    const Result<Census> census = TakeCensus(AsBytes(file), {});
    REQUIRE(census.ok());
    for (int number = 1; number <= static_cast<int>(census->pages.size()); ++number) {
      INFO(name << ", page " << number);
      const PageReading page = ReadPage(AsBytes(file), number, Engine(), {}).value();
      const bool expected = std::count(secret.begin(), secret.end(), number) > 0;
      CHECK(Withheld(page) == expected);
      CHECK(page.words.empty() == expected);
      ++(expected ? withheld : kept);
    }
  }
  CHECK(withheld >= 2);
  CHECK(kept > 100);
}

}  // namespace
}  // namespace riposte
