// Law files that are wrong: each names its file and line, and nothing is computed.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "tests/pipeline/law/law_testing.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

// A small law that is right; a case replaces one piece of it.
constexpr const char* kGood = R"(<law>
  <source id="S1" date="2026-03-27">Une source</source>
  <article id="R.1-1" code="CSS">
    <version from="2018-01-01" confidence="V" source="S1" checked="2026-11-21"/>
    <version from="2024-01-01" confidence="V" source="S1" checked="2026-11-21"/>
  </article>
  <chapter id="essai" title="Essai">
    <set id="E-A" from="2018-01-01" until="2023-12-31"/>
    <set id="E-B" from="2024-01-01"/>
  </chapter>
  <rule id="essai.un" chapter="essai" row="E1" side="praticien">
    <label>Un essai</label>
    <version sets="E-A E-B" length="P1M" extension="douteuse">
      <start kind="reception">la réception</start>
      <missed effect="suite">rien de plus</missed>
      <form>libre</form>
      <cite code="CSS" article="R.1-1"/>
    </version>
  </rule>
</law>
)";

class Folder {
 public:
  Folder() {
    std::random_device random;
    path_ = fs::temp_directory_path() / ("riposte-law-" + std::to_string(random()));
    fs::create_directories(path_ / "law");
    fs::create_directories(path_ / "schema");
    fs::copy(std::string(RIPOSTE_SOURCE_DIR) + "/templates/schema/law.rng", path_ / "schema");
  }
  ~Folder() { fs::remove_all(path_); }
  Result<Law> Load(const std::string& text) {
    std::ofstream(path_ / "law" / "essai.xml") << text;
    return Law::Load(path_.string());
  }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

std::string Replaced(const std::string& from, const std::string& to) {
  std::string s = kGood;
  const size_t at = s.find(from);
  REQUIRE(at != std::string::npos);
  return s.replace(at, from.size(), to);
}

TEST_CASE("the small law is right", "[law]") {
  Folder folder;
  const Result<Law> law = folder.Load(kGood);
  INFO((law.ok() ? "" : law.error().ToString()));
  REQUIRE(law.ok());
  CHECK(ToIso(law->Compute({.rule = "essai.un", .start = D("2026-01-30")})->raw) == "2026-02-28");
}

TEST_CASE("broken law files", "[law]") {
  struct Case {
    const char* from;
    const char* to;
    int line;
    const char* message;
  };
  const Case cases[] = {
      {"</law>", "", 21, "Premature end"},
      {"<law>", "<law><x/>", 1, "x"},
      {"<law>", "<!DOCTYPE law [<!ENTITY a \"b\">]><law>", 1, "DTD"},
      {"<form>libre</form>", "", 17, "cite"},
      {"<form>libre</form>", "<form></form>", 16, ""},
      {"side=\"praticien\"", "side=\"docteur\"", 11, ""},
      {"row=\"E1\"", "row=\"E1\" colour=\"red\"", 11, "colour"},
      {"length=\"P1M\"", "length=\"un mois\"", 13, "length"},
      {"length=\"P1M\"", "length=\"P\"", 13, "length"},
      {"from=\"2018-01-01\" until", "from=\"2018-02-30\" until", 8, ""},
      {"until=\"2023-12-31\"", "until=\"2024-01-15\"", 9, "overlap"},
      {"until=\"2023-12-31\"", "until=\"2023-12-30\"", 9, "gap between rule sets E-A and E-B"},
      {"until=\"2023-12-31\"", "until=\"2017-12-31\"", 8, "ends before it starts"},
      {"<set id=\"E-B\" from=\"2024-01-01\"/>",
       "<set id=\"E-B\" from=\"2024-01-01\" until=\"2025-01-01\"/>", 9, "none follows"},
      {"id=\"E-B\"", "id=\"E-A\"", 9, "rule set twice"},
      {"sets=\"E-A E-B\"", "sets=\"E-A\"", 11, "gap: no version for E-B"},
      {"sets=\"E-A E-B\"", "sets=\"E-A E-B E-B\"", 13, "versions overlap in E-B"},
      {"sets=\"E-A E-B\"", "fraud=\"true\" sets=\"E-A E-B\"", 11, "gap: no version for E-A"},
      {"sets=\"E-A E-B\"", "sets=\"E-A E-B E-C\"", 13, "unknown rule set: E-C"},
      {"chapter=\"essai\" row", "chapter=\"autre\" row", 11, "unknown chapter: autre"},
      {"article=\"R.1-1\"", "article=\"R.1-2\"", 17, "unknown article: CSS R.1-2"},
      {"version from=\"2018-01-01\"", "version from=\"2019-01-01\"", 17,
       "no version at 2018-01-01"},
      {"version from=\"2024-01-01\"", "version from=\"2018-01-01\"", 5, "overlaps"},
      {"confidence=\"V\" source=\"S1\"", "confidence=\"V\" source=\"S2\"", 4, "unknown source: S2"},
      {"confidence=\"V\" source=\"S1\"", "confidence=\"V\"", 4, "<version from"},
      {"confidence=\"V\"", "confidence=\"sûr\"", 4, "confidence"},
      {"checked=\"2026-11-21\"", "checked=\"2017-11-21\"", 4, "read before it was in force"},
      {"kind=\"reception\"", "kind=\"echeance\" of=\"essai.deux\"", 13, "unknown rule: essai.deux"},
      {"<source id", "<source id=\"S1\" date=\"2026-01-01\">Bis</source><source id", 2,
       "source twice: S1"},
  };
  for (const Case& c : cases) {
    INFO(c.from << " -> " << c.to);
    Folder folder;
    const Result<Law> law = folder.Load(Replaced(c.from, c.to));
    REQUIRE_FALSE(law.ok());
    const Error& e = law.error();
    INFO(e.ToString());
    CHECK(e.code == ErrorCode::kTemplate);
    CHECK(ExitCode(e.code) == 3);
    CHECK(e.file == folder.path() + "/law/essai.xml");
    CHECK(e.line == c.line);
    CHECK_THAT(e.ToString(), Catch::Contains(c.message));
  }
}

TEST_CASE("the same rule twice", "[law]") {
  Folder folder;
  std::string text = kGood;
  const size_t from = text.find("  <rule"), to = text.find("</law>");
  text.insert(to, text.substr(from, to - from));
  const Result<Law> law = folder.Load(text);
  REQUIRE_FALSE(law.ok());
  CHECK_THAT(law.error().ToString(), Catch::Contains("essai.xml:20: rule twice: essai.un"));
}

TEST_CASE("a statute that nobody checked for a year makes its rules stale", "[law]") {
  std::string text = Replaced("<set id=\"E-B\" from=\"2024-01-01\"/>",
                              "<set id=\"E-B\" from=\"2024-01-01\">"
                              "<statute code=\"CSS\" article=\"L.1-1\"/></set>");
  text.insert(text.find("  <chapter"),
              "<article id=\"L.1-1\" code=\"CSS\"><version from=\"2018-01-01\" confidence=\"V\" "
              "source=\"S1\" checked=\"2025-01-01\"/></article>");
  Folder folder;
  const Result<Law> law = folder.Load(text);
  INFO((law.ok() ? "" : law.error().ToString()));
  REQUIRE(law.ok());
  const auto stale = [&](const char* today) {
    return Warns(*law->Compute({.rule = "essai.un", .start = D("2025-12-01"), .today = D(today)}),
                 "il y a plus d’un an");
  };
  CHECK_FALSE(stale("2026-01-01"));
  CHECK(stale("2026-01-02"));
}

TEST_CASE("no law at all", "[law]") {
  const Result<Law> law = Law::Load("/nonexistent");
  REQUIRE_FALSE(law.ok());
  CHECK(law.error().code == ErrorCode::kTemplate);
}

}  // namespace
}  // namespace riposte
