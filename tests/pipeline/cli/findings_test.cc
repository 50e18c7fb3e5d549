// What the sample letters lack, from the PDF to dossier.json. Which mentions each letter lacks was
// read on it by a person.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/measuring/program.h"

namespace riposte {

namespace fs = std::filesystem;
using nlohmann::json;

TEST_CASE("mentions that a letter lacks are found missing and no other", "[whole]") {
  const struct {
    const char* letter;
    std::set<std::string> absent;
  } cases[] = {
      {"notification_mso-1", {}},
      {"notification_mso-3", {"notification_mso.assistance"}},
      {"proposition_mso-1", {}},
      {"decision_msap-1", {}},
      {"decision_msap-3",
       {"decision_msap.motifs", "decision_msap.modalites_patients", "decision_msap.voies_recours"}},
      {"notification_indu-1", {}},
      {"notification_indu-3", {"notification_indu.dates_paiements"}},
      {"controle_activite-1", {}},
      {"decision_penalite-2", {}},
      {"mise_en_demeure-2", {}},
      {"contrainte-3", {}},
      // The same said in plain words, or under other headings.
      {"notification_mso-13", {}},
      {"saisine_commission-7", {}},
      {"mise_en_demeure-13", {}},
      {"contrainte-14", {}},
  };
  const ScratchFolder scratch;
  int n = 0;
  for (const auto& c : cases) {
    CAPTURE(c.letter);
    const std::string home = scratch / ("home" + std::to_string(++n));
    const Ran ran = RunRiposte(
        {"process", std::string(RIPOSTE_SOURCE_DIR) + "/samples/mail/" + c.letter + ".pdf",
         "--home", home});
    INFO(ran.err);
    std::set<std::string> absent;
    size_t mentions = 0;
    for (const auto& e : fs::recursive_directory_iterator(home)) {
      if (e.path().filename() != "dossier.json") continue;
      std::ifstream in(e.path());
      const json dossier = json::parse(in);
      for (const json& f : dossier.at("findings")) {
        mentions += f.at("kind") == "mention" ? 1 : 0;
        if (f.at("state") == "absent") absent.insert(f.at("id").get<std::string>());
        CHECK_FALSE(f.at("basis").empty());
      }
    }
    // The list of a referral is short.
    CHECK(mentions >= (std::string(c.letter).starts_with("saisine") ? 2U : 5U));
    CHECK(absent == c.absent);
  }
}

}  // namespace riposte
