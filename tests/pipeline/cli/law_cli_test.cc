// What a person sees of the law at a terminal: bad input names what exists, a broken file computes
// nothing.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/measuring/program.h"

namespace riposte {

namespace fs = std::filesystem;
using Catch::Contains;

namespace {

// Another templates folder for the programs that are run, as long as it lives.
class OtherTemplates {
 public:
  explicit OtherTemplates(const std::string& dir) { setenv("RIPOSTE_TEMPLATES", dir.c_str(), 1); }
  ~OtherTemplates() { unsetenv("RIPOSTE_TEMPLATES"); }
};

}  // namespace

TEST_CASE("a bad deadline names what exists", "[whole]") {
  const auto refused = [](const std::vector<std::string>& arguments) {
    const Ran ran = RunRiposte(arguments);
    CHECK(ran.code == 1);
    CHECK(ran.out.empty());
    return ran.err;
  };
  CHECK_THAT(refused({"deadline", "mso.nothing", "--start", "2026-01-30"}),
             Contains("mso.observations") && Contains("cra.tribunal"));
  CHECK_THAT(refused({"deadline", "mso.refus", "--start", "2026-01-30", "--zone", "corse"}),
             Contains("alsace-moselle-vendredi-saint") && Contains("saint-martin"));
  CHECK_THAT(refused({"deadline", "mso.refus", "--start", "2011-01-30"}),
             Contains("MSO-A, from 2018-07-29"));
  CHECK_THAT(refused({"deadline", "mso.refus", "--start", "2026-02-30"}), Contains("2026-02-30"));
  CHECK_THAT(refused({"law", "show", "mso.nothing"}), Contains("mso.refus"));
  CHECK_THAT(refused({"law", "show", "riap"}), Contains("notification_mso"));
}

TEST_CASE("a deadline as a person reads it", "[whole]") {
  const Ran refusal = RunRiposte({"deadline", "mso.refus", "--start", "2026-07-30"});
  CHECK(refusal.code == 0);
  CHECK_THAT(refusal.out, Contains("vendredi 14 août 2026") && Contains("TEXTE NON LU") &&
                              Contains("ne pas présenter le refus comme un droit acquis"));
  // The fund's has nothing for the doctor to do.
  const Ran theirs = RunRiposte({"deadline", "mso.suite_directeur", "--start", "2025-07-30"});
  CHECK_THAT(theirs.out, Contains("lundi 1er septembre 2025") && !Contains("À faire"));
  const Ran fraud =
      RunRiposte({"deadline", "penalite.avis_commission", "--start", "2026-03-02", "--fraud"});
  CHECK_THAT(fraud.out, Contains("mardi 17 mars 2026") && Contains("R.147-11-2"));
}

TEST_CASE("with a broken law file nothing is computed", "[whole]") {
  const ScratchFolder scratch;
  const fs::path templates = scratch / "templates";
  fs::copy(fs::path(RIPOSTE_SOURCE_DIR) / "templates", templates, fs::copy_options::recursive);
  const fs::path file = templates / "law" / "mso.xml";
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  std::string law = text.str();
  const std::string from = "until=\"2022-12-24\"";
  law.replace(law.find(from), from.size(), "until=\"2022-12-23\"");
  std::ofstream(file) << law;
  const OtherTemplates other(templates.string());
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"deadline", "indu.cra", "--start", "2026-01-30"},
        {"law", "check"},
        {"law", "show", "mso.refus"},
        {"process", std::string(RIPOSTE_SOURCE_DIR) + "/samples/mail/notification_mso-1.pdf",
         "--home", scratch / "home"}}) {
    INFO(arguments.front());
    const Ran ran = RunRiposte(arguments);
    CHECK(ran.code == 3);
    CHECK(ran.out.empty());
    CHECK_THAT(ran.err, Contains("law/mso.xml:9: gap between rule sets MSO-A and MSO-B"));
  }
}

}  // namespace riposte
