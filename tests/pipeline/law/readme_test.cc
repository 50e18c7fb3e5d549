// A new version of an article, added as templates/law/README.md says, with an editor alone: the
// pieces of XML are those of that page.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <regex>
#include <sstream>

#include "tests/pipeline/law/law_testing.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

const fs::path kTemplates = fs::path(RIPOSTE_SOURCE_DIR) / "templates";

std::string Text(const fs::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// An edit of one place of a file.
void Edit(const fs::path& file, const std::string& from, const std::string& to) {
  std::string text = Text(file);
  const size_t at = text.find(from);
  INFO(from);
  REQUIRE(at != std::string::npos);
  std::ofstream(file) << text.replace(at, from.size(), to);
}

TEST_CASE("the statute of 27 June 2026 once it has been read", "[law]") {
  const std::string page = Text(kTemplates / "law" / "README.md");
  const auto shown = [&](const std::string& xml) {
    INFO(xml);
    REQUIRE(page.find(xml) != std::string::npos);
    return xml;
  };
  const fs::path dir =
      fs::temp_directory_path() / ("riposte-readme-" + std::to_string(std::random_device()()));
  fs::create_directories(dir);
  fs::copy(kTemplates / "law", dir / "law", fs::copy_options::recursive);
  fs::copy(kTemplates / "schema", dir / "schema");
  const fs::path law = dir / "law";

  Edit(law / "sources.xml", "</law>",
       shown(R"(<source id="LF-2027" date="2027-01-12">Légifrance, code de la sécurité sociale)"
             "</source>") +
           "</law>");
  const std::string articles = Text(law / "articles.xml");
  const size_t from = articles.find(R"(<version from="2026-06-27" legi="LEGIARTI000054335791")");
  REQUIRE(from != std::string::npos);
  Edit(law / "articles.xml", articles.substr(from, articles.find('\n', from) - from),
       shown(R"(<version from="2026-06-27" legi="LEGIARTI000054335791" confidence="V" )"
             R"(source="LF-2027" checked="2027-01-12"/>)"));

  // The set's warning goes, a set of a later text follows, the refusal is now another.
  const std::string mso = Text(law / "mso.xml");
  const size_t set = mso.find(R"(<set id="MSO-D" from="2026-06-27">)");
  REQUIRE(set != std::string::npos);
  const std::string statute = R"(<statute code="CSS" article="L.162-1-15"/></set>)";
  Edit(law / "mso.xml", mso.substr(set, mso.find("</set>", set) + 6 - set),
       R"(<set id="MSO-D" from="2026-06-27" until="2027-06-30">)" + statute +
           R"(<set id="MSO-E" from="2027-07-01">)" + statute);
  shown(R"(<set id="MSO-D" from="2026-06-27" until="2027-06-30"> … </set>)");
  std::string text = Text(law / "mso.xml");
  const std::string all = R"(sets="MSO-A MSO-B MSO-C0 MSO-C MSO-D")";
  for (size_t at = 0; (at = text.find(all, at)) != std::string::npos; at += all.size())
    text.insert(at + all.size() - 1, " MSO-E");
  std::ofstream(law / "mso.xml") << text;
  const size_t rule = text.find(R"(<rule id="mso.refus")");
  const size_t version = text.find("<version", rule);
  const std::string old = text.substr(version, text.find("</version>", version) + 10 - version);
  const size_t warning = old.find("<warning"), end = old.find("</warning>") + 10;
  REQUIRE(warning != std::string::npos);
  std::string kept = old;
  kept.erase(warning, end - warning);
  std::string now = kept;
  const std::string head = kept.substr(0, kept.find('>') + 1);
  shown(R"(<version sets="MSO-A MSO-B MSO-C0 MSO-C" length="P15D" extension="douteuse">)");
  kept.replace(0, head.size(),
               R"(<version sets="MSO-A MSO-B MSO-C0 MSO-C" length="P15D" extension="douteuse">)");
  shown(R"(<version sets="MSO-D" length="P1M" extension="douteuse">)");
  now.replace(0, head.size(), R"(<version sets="MSO-D MSO-E" length="P1M" extension="douteuse">)");
  Edit(law / "mso.xml", old, kept + now);

  const Result<Law> changed = Law::Load(dir.string());
  INFO((changed.ok() ? "" : changed.error().ToString()));
  REQUIRE(changed.ok());
  const auto refusal = [&](const char* date) {
    return *changed->Compute({.rule = "mso.refus", .start = D(date)});
  };
  CHECK(ToIso(refusal("2026-06-26").raw) == "2026-07-11");
  CHECK(ToIso(refusal("2026-07-01").raw) == "2026-08-01");
  CHECK(refusal("2026-07-01").basis.back().confidence == "V");
  CHECK_FALSE(Warns(refusal("2026-07-01"), "n’est pas connu"));
  CHECK(refusal("2027-07-01").rule_set == "MSO-E");
  fs::remove_all(dir);
}

// A rule has a dot in its id and an argument has none, so that neither can be taken for the other.
TEST_CASE("ids of steps and of arguments are apart", "[law]") {
  const std::vector<std::string> rules = TheLaw().rule_ids();
  for (const std::string& id : rules) CHECK(id.find('.') != std::string::npos);
  size_t arguments = 0;
  const std::regex argument("<argument id=\"([^\"]*)\"");
  for (const auto& file : fs::directory_iterator(kTemplates / "arguments")) {
    const std::string text = Text(file.path());
    for (std::sregex_iterator it(text.begin(), text.end(), argument), end; it != end; ++it) {
      ++arguments;
      CHECK((*it)[1].str().find('.') == std::string::npos);
    }
  }
  CHECK(arguments > 50);
}

}  // namespace
}  // namespace riposte
