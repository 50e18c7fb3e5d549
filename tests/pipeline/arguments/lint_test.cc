// Forbidden wordings and the ordinary sentences beside them; the NIR; answers.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "extractors/values/nir.h"
#include "pipeline/arguments/lint.h"
#include "pipeline/arguments/questions.h"

namespace riposte {
namespace {

const std::string kTemplates = std::string(RIPOSTE_SOURCE_DIR) + "/templates";

std::string Found(const std::string& text) {
  static const Lint lint = Lint::Load(kTemplates).value();
  const std::vector<LintFinding> found = lint.Check(text);
  return found.empty() ? "" : found.front().id;
}

TEST_CASE("forbidden wordings are found however they are typed", "[arguments][lint]") {
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"Personne ne peut être inquiété pour un « délit statistique ».", "delit_statistique"},
      {"UN DELIT\u00A0STATISTIQUE", "delit_statistique"},
      {"Je dénonce ce harcèlement.", "harcelement"},
      {"Vous me harcelez.", "harcelement"},
      {"M. Leroux est d’une mauvaise foi totale.", "accusation"},
      {"Ces chiffres sont mensongers.", "accusation"},
      {"Je reconnais avoir prescrit des arrêts trop longs.", "aveu"},
      {"J’ai trop prescrit pendant cette période.", "aveu"},
      {"Mes prescriptions étaient excessives.", "aveu"},
      {"Je porterai plainte contre vous.", "menace"},
      {"Je me déconventionnerai.", "menace"},
      {"Je m’engage à réduire mes prescriptions.", "promesse"},
      {"Je veillerai désormais à prescrire moins d’arrêts.", "promesse"},
      {"J’accepte l’objectif.", "promesse"},
      {"Selon le Conseil d’État, 10 décembre 2024, n° 491301", "decision_de_justice"},
      {"CAA Marseille, 8 octobre 2020, n° 19MA02919", "decision_de_justice"},
      {"au mépris de mon indépendance professionnelle", "independance"},
      {"Ma liberté de prescription est atteinte.", "independance"},
      {"contraire à l’article R. 4127‑8", "independance"},
      {"selon l’article L. 162‑2 du code", "independance"},
      {"Nul ne peut être inquiété pour une statistique.", "independance"},
      {"Un délit sta\u00ADtis\u200Btique.", "delit_statistique"},
      {"Quel acharnement !", "harcelement"},
      {"Madame Leroux a menti.", "accusation"},
      {"Votre médecin-conseil a falsifié les chiffres.", "accusation"},
      {"J’ai commis une erreur.", "aveu"},
      {"Je regrette d’avoir prescrit ces arrêts.", "aveu"},
      {"Je m’engage, dès ce jour (et pour l’avenir), à limiter mes arrêts.", "promesse"},
      {"Je suis prêt à prescrire moins.", "promesse"},
      {"Patient : 1 85 05 78 006 084 90", "nir"},
      {"Patient : 1 85 05 78 006 084 91", "nir"},
  };
  for (const auto& [text, id] : bad) {
    INFO(text);
    CHECK(Found(text) == id);
  }
}

TEST_CASE("a decision is cited once a person answers for it, and in those words",
          "[arguments][lint]") {
  namespace fs = std::filesystem;
  const fs::path dir = fs::temp_directory_path() / "riposte-signed-decision";
  fs::remove_all(dir);
  fs::create_directories(dir);
  for (const char* part : {"arguments", "schema"})
    fs::copy(kTemplates + "/" + part, dir / part, fs::copy_options::recursive);
  const auto signed_off = [&](const std::string& attributes) {
    std::ofstream(dir / "arguments/essai.xml") << R"(<?xml version="1.0" encoding="UTF-8"?>
<arguments>
  <argument id="essai" courriers="decision_msap" lettres="dossier_msap" groupe="procedure"
            moment="recours" force="forte">
    <titre>Essai</titre><si>true()</si><sinon>–</sinon>
    <decision juridiction="Cour administrative d’appel de Marseille" )"
                                               << attributes << R"(>Annulation.</decision>
    <risque>Aucun.</risque><texte>Voir.</texte>
  </argument>
</arguments>
)";
    return Lint::Load(dir.string()).value();
  };
  const std::string cited =
      "Voir Cour administrative d’appel de Marseille, 8 octobre 2020, n°\u00A019MA02919.";
  const std::string known = R"(date="2020-10-08" numero="19MA02919")";
  CHECK_FALSE(signed_off(known).Check(cited).empty());
  const Lint lint = signed_off(known + R"( signe_par="Me Garnier")");
  CHECK(lint.Check(cited).empty());
  CHECK_FALSE(lint.Check("Voir CAA Marseille, 8 octobre 2020, n° 19MA02919.").empty());
  CHECK_FALSE(lint.Check(cited + " Et Conseil d’État, 10 décembre 2024, n° 491301.").empty());
  fs::remove_all(dir);
}

TEST_CASE("ordinary sentences pass", "[arguments][lint]") {
  for (const char* text :
       {"Je ne reconnais ni la matérialité des faits, ni leur qualification.",
        "Les citer ne vaut pas reconnaissance de leur exactitude.",
        "Elles ne valent ni acceptation des chiffres, ni accord sur une mesure.",
        "le caractère significatif de l’écart statistique", "Je refuse cette proposition.",
        "N° RPPS : 10003456786, recommandé n° 1A 000 000 0001 7", "Vos références : MSO/2025/0417",
        "Tél. 02 40 12 34 56", "la commission d’accès aux documents administratifs",
        "tribunal judiciaire de Nantes", "l’article L. 162‑2‑1 du code", "le montant réclamé",
        "un commencement de preuve", "Je suis prêt à en parler avec un médecin-conseil."}) {
    INFO(text);
    CHECK(Found(text) == "");
  }
}

TEST_CASE("a social-security number is known by its form and key", "[arguments][nir]") {
  CHECK(HoldsNir("1 85 05 78 006 084 91"));
  CHECK(HoldsNir("n° 185057800608491"));
  CHECK(HoldsNir("185057800608491"));
  CHECK(HoldsNir("1.85.05.78.006.084"));  // without its key
  CHECK(HoldsNir("2\u00A069\u00A005\u00A049\u00A0588\u00A0157\u00A080"));
  CHECK(HoldsNir("185052A006084 28") == HoldsNir("185052A00608428"));
  CHECK_FALSE(HoldsNir("1 85 05 78 006 084 90"));  // wrong key
  CHECK_FALSE(HoldsNir("10003456786"));            // RPPS
  CHECK_FALSE(HoldsNir("1A00000000017"));          // LRAR
  CHECK_FALSE(HoldsNir("5016 IJ, 912 patients, 44 1 01234 5"));
}

TEST_CASE("answers are of the form that their question takes", "[arguments][questions]") {
  const Result<Questionnaire> q = Questionnaire::Load(kTemplates);
  REQUIRE(q.ok());
  CHECK(q->CheckAnswer("reponse.remplacements", "oui").ok());
  CHECK_FALSE(q->CheckAnswer("reponse.remplacements", "peut-être").ok());
  CHECK(q->CheckAnswer("reponse.remplacements_jours", "12").ok());
  CHECK_FALSE(q->CheckAnswer("reponse.remplacements_jours", "douze").ok());
  CHECK_FALSE(q->CheckAnswer("reponse.remplacements_jours", "-3").ok());
  CHECK(q->CheckAnswer("reponse.installation_date", "2023-01-09").ok());
  CHECK_FALSE(q->CheckAnswer("reponse.installation_date", "janvier 2023").ok());
  CHECK_FALSE(q->CheckAnswer("reponse.recu_comment", "pigeon").ok());
  CHECK_FALSE(q->CheckAnswer("reponse.assistant", "Mme X, 1 85 05 78 006 084 91").ok());
  CHECK_FALSE(q->CheckAnswer("decision_medecin", "1 85 05 78 006 084 91").ok());
  CHECK_FALSE(q->CheckAnswer("reponse.argument_remplacants", "demain").ok());
  CHECK(q->CheckAnswer("reponse.argument_remplacants", "recours").ok());
  CHECK_FALSE(q->CheckAnswer("reponse.joindre_riap", "si possible").ok());
}

}  // namespace
}  // namespace riposte
