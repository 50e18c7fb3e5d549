// The audit against a small copy of a code, made here in the form of the npm package.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>

#include "tests/pipeline/law/law_testing.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

std::string Article(const std::string& num, const std::string& state, const std::string& versions,
                    const std::string& until = "32472144000000") {
  return R"({"type":"article","data":{"cid":"LEGIARTI000000000001","num":")" + num +
         R"(","etat":")" + state + R"(","dateDebut":1532822400000,"dateFin":)" + until +
         R"(,"articleVersions":[)" + versions +
         R"(],"lienModifications":[{"id":"x","num":"R999","dateDebut":1}],"id":"LEGIARTI000037262091"}})";
}

std::string Version(const std::string& id, const std::string& ms) {
  return R"({"id":")" + id + R"(","etat":"VIGUEUR","dateDebut":)" + ms + "}";
}

TEST_CASE("audit against a copy of the codes", "[law]") {
  std::random_device random;
  const fs::path dir = fs::temp_directory_path() / ("riposte-audit-" + std::to_string(random()));
  fs::create_directories(dir / "data");
  const auto write = [&](const std::string& text) {
    std::ofstream(dir / "data" / "LEGITEXT000006073189.json") << text;
  };
  const auto said = [](const std::vector<LawFinding>& findings, const std::string& subject) {
    std::string kinds;
    for (const LawFinding& f : findings)
      if (f.subject == subject) kinds += (kinds.empty() ? "" : " ") + f.kind;
    return kinds;
  };
  write(R"({"type":"code","data":{"id":"LEGITEXT000006073189","dateModif":"2026-03-14"},"children":[
    {"type":"section","data":{"id":"LEGISCTA1"},"children":[)" +
        Article("R148-1", "VIGUEUR",
                Version("LEGIARTI000024045197", "1306886400000") + "," +
                    Version("LEGIARTI000037262091", "1532822400000")) +
        "," +
        Article("R148-3", "VIGUEUR",
                Version("LEGIARTI000037262087", "1532822400000") + "," +
                    Version("LEGIARTI000099999999", "1790812800000")) +
        "," + Article("R148-4", "ABROGE", Version("LEGIARTI000024045206", "1306886400000")) + "," +
        Article("R148-5", "VIGUEUR", Version("LEGIARTI000000000005", "1532822400000"),
                "1793491200000") +
        "]}]}");
  const Result<std::vector<LawFinding>> findings = AuditLaw(TheLaw(), dir.string());
  INFO((findings.ok() ? "" : findings.error().ToString()));
  REQUIRE(findings.ok());
  CHECK(said(*findings, "CSS R.148-1").empty());
  CHECK(said(*findings, "CSS R.148-3") == "newer");
  CHECK(said(*findings, "CSS R.148-4") == "gone");
  CHECK(said(*findings, "CSS R.148-5") == "ending differs");
  CHECK(said(*findings, "CSS R.148-6") == "gone");
  CHECK(said(*findings, "CJA") == "unknown");
  CHECK(said(*findings, "CRPA") == "unknown");

  write("{\"data\": ");
  CHECK_FALSE(AuditLaw(TheLaw(), dir.string()).ok());
  fs::remove_all(dir);
}

TEST_CASE("what nobody checked for a year", "[law]") {
  CHECK(StaleArticles(TheLaw(), D("2027-11-21")).empty());
  CHECK(StaleArticles(TheLaw(), D("2027-11-22")).size() > 30);
}

TEST_CASE("list and text", "[law]") {
  const std::string list = ListRules(TheLaw());
  for (const std::string& id : TheLaw().rule_ids()) CHECK_THAT(list, Catch::Contains(id));
  // Its own version for fraud is not what it is by default.
  const size_t at = list.find("penalite.avis_commission");
  CHECK_THAT(list.substr(at, list.find('\n', at) - at), Catch::Contains(" P2M "));
  const std::string text =
      ToText(Compute({.rule = "mso.refus", .start = D("2026-03-20"), .start_kind = "lettre"}));
  CHECK_THAT(text, Catch::Contains("mardi 7 avril 2026") && Catch::Contains("Date provisoire") &&
                       Catch::Contains("R.148-3"));
}

// Needs the unpacked package: RIPOSTE_LEGI=DIR riposte_tests "[legi]"
TEST_CASE("audit against the real copy", "[legi]") {
  const char* dir = std::getenv("RIPOSTE_LEGI");
  if (!dir) return;
  const Result<std::vector<LawFinding>> findings = AuditLaw(TheLaw(), dir);
  REQUIRE(findings.ok());
  for (const LawFinding& f : *findings) {
    INFO(f.subject << " " << f.kind << " " << f.text);
    CHECK((f.kind == "copy" || f.kind == "unknown" || f.kind == "ending"));
  }
}

}  // namespace
}  // namespace riposte
