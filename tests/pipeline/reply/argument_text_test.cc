// Sentences of arguments with the numbers that doctors give: agreement, typography.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "pipeline/arguments/arguments.h"
#include "pipeline/dossier/example.h"
#include "pipeline/law/law.h"
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

// A folder where the sentence of an argument prints a value that rests on another answer.
TEST_CASE("an argument waits for what a value of its text needs; the letter goes without it",
          "[reply][arguments]") {
  namespace fs = std::filesystem;
  std::string path = (fs::temp_directory_path() / "riposte-needs-XXXXXX").string();
  REQUIRE(mkdtemp(path.data()));
  fs::copy(kTemplates, path, fs::copy_options::recursive);
  const auto edit = [&](const std::string& file, const std::string& from, const std::string& to) {
    std::stringstream text;
    text << std::ifstream(path + file).rdbuf();
    std::string all = text.str();
    REQUIRE(all.find(from) != std::string::npos);
    all.replace(all.find(from), from.size(), to);
    std::ofstream(path + file) << all;
  };
  edit("/replies/valeurs.xml", "</valeurs>",
       "<valeur id=\"essai_absences\" libelle=\"jours d’absence\" "
       "lire=\"r:texte('reponse.absences_jours')\"/></valeurs>");
  edit(
      "/arguments/mso_faits.xml", "<texte>Mon remplacement a été assuré pendant ",
      "<texte>Absent <champ id=\"essai_absences\"/> jours. Mon remplacement a été assuré pendant ");
  const Law law = Law::Load(path).value();
  const Arguments arguments = Arguments::Load(path, law).value();
  ReplyMaker maker(path);
  std::vector<ArgumentLetter> letters;
  const std::vector<ReplyKind> kinds = maker.Kinds().value();
  for (const ReplyKind& k : kinds) letters.push_back({k.id, k.moment, k.for_types, k.to_fund});
  const FieldNeeds needs = maker.Needs().value();
  Dossier d = AnsweredDossier();
  const auto record = [&] {
    REQUIRE(Judge(d, arguments, law, letters, needs).ok());
    for (const ArgumentRecord& r : d.arguments)
      if (r.id == "remplacants") return r;
    return ArgumentRecord{};
  };
  const auto letter = [&] {
    return maker.Make(ToXml(d), "observations",
                      {.pdf = false, .piece = PieceOfType(d, "notification_mso")});
  };
  std::erase_if(d.given, [](const GivenFact& f) { return f.id == "reponse.absences_jours"; });
  CHECK(record().state == "possible");
  CHECK(record().missing == std::vector<std::string>{"reponse.absences_jours"});
  CHECK(std::count_if(d.questions.begin(), d.questions.end(),
                      [](const Question& q) { return q.id == "reponse.absences_jours"; }) == 1);
  Result<ReplyFiles> made = letter();
  INFO((made.ok() ? "" : made.error().ToString()));
  REQUIRE(made.ok());
  CHECK(TextOf(made->odt).find("Mon remplacement") == std::string::npos);
  d.given.push_back(
      {.id = "reponse.absences_jours", .value = "4", .author = "x", .date = "2025-06-27"});
  CHECK(record().state == "retenu");
  made = letter();
  REQUIRE(made.ok());
  CHECK(TextOf(made->odt).find("Absent 4") != std::string::npos);
  // What the letter itself needs still refuses it.
  Forget(d, "notification_mso", "praticien_nom");
  CHECK_FALSE(letter().ok());
  fs::remove_all(path);
}

}  // namespace
}  // namespace riposte::reply
