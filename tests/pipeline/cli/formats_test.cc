// One letter as every device sends it, the whole way into a dossier: a telephone's HEIC, a
// copier's multi-page TIFF, JPEG and PNG.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/measuring/program.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

fs::path TheDossierFile(const std::string& home) {
  for (const auto& e : fs::recursive_directory_iterator(home + "/dossiers"))
    if (e.path().filename() == "dossier.json") return e.path();
  return {};
}

}  // namespace

TEST_CASE("a letter comes into its dossier as HEIC, TIFF, JPEG and PNG", "[whole][slow][formats]") {
  const ScratchFolder scratch;
  struct Case {
    const char *letter, *type, *kind, *format;
    int pages;
  };
  for (const Case& c : {Case{"notification_mso-1", "notification_mso", "photo", "heic", 0},
                        Case{"notification_mso-1", "notification_mso", "scan300", "tif", 0},
                        Case{"decision_msap-1", "decision_msap", "photo", "jpg", 1},
                        Case{"decision_msap-1", "decision_msap", "scan200", "png", 1}}) {
    CAPTURE(c.letter, c.kind, c.format);
    const Ran made =
        RunMakeSamples({"scan", c.letter, scratch.path(), "--kinds", c.kind, "--format", c.format});
    INFO(made.err);
    REQUIRE(made.code == 0);
    REQUIRE_FALSE(made.lines().empty());
    const std::string file = scratch / made.lines().front();
    const std::string home = scratch / (std::string(c.letter) + c.format);
    const Ran ran = RunRiposte({"process", file, "--home", home, "--json"});
    INFO(ran.err << ran.out);
    REQUIRE((ran.code == 0 || ran.code == 4));
    const json outcome = json::parse(ran.lines().at(0));
    CHECK(outcome.at("letters").size() == 1);
    CHECK(outcome.at("letters").at(0).at("type") == c.type);
    CHECK(outcome.at("letters").at(0).at("dossier") != "");
    const fs::path dossier = TheDossierFile(home);
    REQUIRE_FALSE(dossier.empty());
    // The piece is a PDF that can be searched, with the pages of the original.
    int pieces = 0;
    for (const auto& e : fs::directory_iterator(dossier.parent_path() / "pieces")) {
      CHECK(e.path().extension() == ".pdf");
      const Ran text = Run("/usr/bin/pdftotext", {e.path(), "-"});
      CHECK(text.code == 0);
      CHECK(text.out.find("Docteur") != std::string::npos);
      ++pieces;
    }
    CHECK(pieces == 1);
  }
}

}  // namespace riposte
