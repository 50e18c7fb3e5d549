// Sentences of arguments with the numbers that doctors give: agreement, typography.
#include <catch2/catch.hpp>
#include <regex>

#include "pipeline/dossier/example.h"
#include "pipeline/reply/reply.h"
#include "tests/pipeline/reply/support.h"

namespace riposte::reply {
namespace {

std::string LetterOf(const Dossier& d, const std::string& kind, const std::string& type) {
  ReplyMaker maker(kTemplates);
  const Result<ReplyFiles> made =
      maker.Make(ToXml(d), kind, {.pdf = false, .piece = PieceOfType(d, type)});
  if (!made.ok()) FAIL(made.error().ToString());
  return TextOf(made->odt);
}

Dossier WithNumber(const std::string& n) {
  Dossier d = AnsweredDossier();
  Answer(d, {{"remplacements_jours", n},
             {"absences", "oui"},
             {"absences_jours", n},
             {"arrets_en_cours", n},
             {"attentes_soins", n},
             {"arrets_psy_tms", n},
             {"arrets_cancer", n},
             {"gros_employeur_patients", n},
             {"patients_repris", n},
             {"riap_meme_periode", "oui"},
             {"riap_ij_par_patient", "1.5"},
             {"indu_lignes_contestees", n},
             {"rosp_indicateurs_contestes", n}});
  return d;
}

TEST_CASE("the sentences of arguments agree with the doctor's numbers", "[reply][arguments]") {
  const std::vector<std::pair<std::string, std::string>> letters = {
      {"observations", "notification_mso"}, {"reclamation_rosp", "decompte_rosp"}};
  for (const auto& [kind, type] : letters) {
    INFO(kind);
    const std::string one = LetterOf(WithNumber("1"), kind, type);
    const std::string many = LetterOf(WithNumber("3"), kind, type);
    // No plural beside one, no singular beside three.
    static const std::regex wrong_one(
        "(^|[^0-9,])1\u00A0(jours|arrêts|patients|indicateurs|de mes [a-z ]+ent )");
    static const std::regex wrong_many("[^0-9,]3\u00A0(jour|arrêt|patient|indicateur)[^s]");
    std::smatch found;
    CHECK_FALSE(std::regex_search(one, found, wrong_one));
    INFO(found.str());
    CHECK_FALSE(std::regex_search(many, wrong_many));
  }
  const std::string one = LetterOf(WithNumber("1"), "observations", "notification_mso");
  for (const char* said :
       {"pendant 1\u00A0jour de la période", "a duré 1\u00A0jour de la période",
        "au moins 1\u00A0arrêt était déjà en cours",
        "1\u00A0arrêt de la période concerne un patient", "1\u00A0arrêt de la période tient",
        "1\u00A0de mes arrêts longs tient ", "1\u00A0de mes patients travaille ",
        "1\u00A0patient d’un confrère", "1,5\u00A0indemnité journalière par patient"}) {
    INFO(said);
    CHECK(one.find(said) != std::string::npos);
  }
  const std::string many = LetterOf(WithNumber("1200"), "observations", "notification_mso");
  CHECK(many.find("1\u202F200\u00A0de mes patients travaillent") != std::string::npos);
  CHECK(many.find("1200") == std::string::npos);
}

}  // namespace
}  // namespace riposte::reply
