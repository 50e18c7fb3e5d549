// Rules of the templates are as good as their record on sample letters.
#include "extractors/template/rule_proofs.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "extractors/template/extract.h"
#include "extractors/template/xml.h"
#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

std::string KeyOf(const std::string& xml) {
  Result<XmlFile> file = XmlFile::Parse(xml, "riap.xml");
  REQUIRE(file.ok());
  return RuleKey(file->root(), "riap.xml", "region");
}

// Templates of which `region` has three rules, and a table of proofs written for the third.
class ThreeRules {
 public:
  ThreeRules() : dir_(fs::temp_directory_path() / ("riposte-proofs-" + std::to_string(getpid()))) {
    const fs::path source = fs::path(RIPOSTE_SOURCE_DIR) / "templates";
    fs::remove_all(dir_);
    fs::create_directories(dir_ / "letters");
    fs::create_directories(dir_ / "schema");
    fs::copy(source / "schema/letters.rng", dir_ / "schema/letters.rng");
    for (const char* f : {"commun.xml", "caisses.xml"})
      fs::copy(source / "letters" / f, dir_ / "letters" / f);
    std::ofstream(dir_ / "letters/riap.xml")
        << "<template id=\"riap\" version=\"1\"><sample file=\"x.pdf\"/>"
           "<type possible=\"1\" sure=\"1\"><cue><text>relevé</text></cue></type>"
           "<field id=\"region\"><try direction=\"same-line\"><anchor>Région</anchor></try>"
           "<try direction=\"same-line\"><anchor>Territoire</anchor></try>" +
               std::string(kThird) + "</field></template>";
  }
  ~ThreeRules() { fs::remove_all(dir_); }

  void Proofs(const std::string& rows) const {
    std::ofstream(dir_ / "letters/epreuves.tsv") << "regle\tjuste\tfaux\n" + rows;
  }
  static std::string Third() { return KeyOf(kThird); }

  Fact Region(const std::vector<std::string>& lines) const {
    Result<Templates> templates = Templates::Load(dir_.string());
    INFO((templates.ok() ? "" : templates.error().ToString()));
    REQUIRE(templates.ok());
    PageBuilder b;
    b.Line(57, 60, "Relevé");
    b.Lines(57, 320, lines);
    NeverReread never;
    const Letter letter = Extract(ReadingOf({b.page()}), *templates, never, {"x.pdf"}).at(0);
    const Fact* region = letter.Field("region");
    REQUIRE(region);
    return *region;
  }
  bool Sure(const std::vector<std::string>& lines) const {
    return Region(lines).status == FactStatus::kSure;
  }

 private:
  static constexpr const char* kThird =
      "<try direction=\"same-line\"><anchor>Comparé à</anchor></try>";
  fs::path dir_;
};

}  // namespace

TEST_CASE("a rule's key is what it says", "[template][rule_proofs]") {
  const std::string rule = "<try direction=\"below\"><anchor>Région</anchor></try>";
  const std::string key = KeyOf(rule);
  CHECK(key.starts_with("riap.xml region "));
  CHECK(KeyOf("<try direction=\"below\">\n  <!-- new -->\n  <anchor>Région</anchor>\n</try>") ==
        key);
  CHECK(KeyOf("<try direction=\"above\"><anchor>Région</anchor></try>") != key);
  CHECK(KeyOf("<try direction=\"below\"><anchor>Régions</anchor></try>") != key);
  CHECK(KeyOf("<try direction=\"below\"><with>Région</with></try>") != key);
}

TEST_CASE("a table of proofs is written as it was read", "[template][rule_proofs]") {
  RuleProofs proofs;
  proofs.Add("riap.xml region 0a", true);
  proofs.Add("riap.xml region 0a", false);
  proofs.Add("commun.xml objet 0b", true);
  const std::string tsv =
      "regle\tjuste\tfaux\ncommun.xml objet 0b\t1\t0\nriap.xml region 0a\t1\t1\n";
  CHECK(proofs.ToTsv() == tsv);
  const Result<RuleProofs> again = RuleProofs::Parse(tsv, "epreuves.tsv");
  REQUIRE(again.ok());
  CHECK(again->ToTsv() == tsv);
  CHECK(again->Count("riap.xml region 0a").wrong == 1);
  CHECK(again->Count("another").right == 0);
  for (const char* bad : {"regle\n\t1\t2\n", "regle\nriap.xml\t1\n", "regle\nriap.xml\t1\t-2\n",
                          "regle\nriap.xml\tx\t2\n", "regle\nriap.xml\n"}) {
    const Result<RuleProofs> refused = RuleProofs::Parse(bad, "epreuves.tsv");
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().file == "epreuves.tsv");
    CHECK(refused.error().message.starts_with("line 2: "));
  }
}

TEST_CASE("a late rule that few letters have met is never sure alone", "[template][rule_proofs]") {
  const ThreeRules t;
  const std::vector<std::string> late = {"Comparé à : Centre-Val de Loire"};
  CHECK(t.Sure(late));  // nothing was counted: rules are trusted
  t.Proofs(ThreeRules::Third() + "\t9\t0\n");
  CHECK_FALSE(t.Sure(late));
  CHECK(t.Region(late).why == std::vector<std::string>{"weak_anchor"});
  t.Proofs(ThreeRules::Third() + "\t10\t0\n");
  CHECK(t.Sure(late));
  t.Proofs(ThreeRules::Third() + "\t19\t1\n");
  CHECK_FALSE(t.Sure(late));
  t.Proofs(ThreeRules::Third() + "\t20\t1\n");
  CHECK(t.Sure(late));
  t.Proofs("riap.xml region 00000000\t99\t0\n");  // a rule that was changed since
  CHECK_FALSE(t.Sure(late));
  // The first two rules of a field are how it is mostly said; and two places prove each other.
  CHECK(t.Sure({"Région : Bretagne"}));
  CHECK(t.Sure({"Territoire : Bretagne"}));
  CHECK(t.Sure({"Comparé à : Bretagne", "", "Comparé à : Bretagne"}));
}

}  // namespace riposte
