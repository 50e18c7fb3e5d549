// What further files add (spells, peers, parts, RIAPs), what a RIAP says on its own and two of one
// year together, which strata are missing, and the steps behind the figures.
#include <catch2/catch.hpp>

#include "extractors/values/json.h"
#include "pipeline/ij/ij.h"

namespace riposte {
namespace {

using namespace std::chrono_literals;

IjInput Good(const std::string& text, const std::string& name) {
  const Result<IjInput> in = ReadIjInput(text, name);
  INFO((in.ok() ? "" : in.error().ToString()));
  REQUIRE(in.ok());
  return *in;
}

IjResult Computed(const IjInput& in) {
  const Result<IjResult> r = ComputeIj(in);
  INFO((r.ok() ? "" : r.error().ToString()));
  REQUIRE(r.ok());
  return *r;
}

const char* const kLetter =
    R"({"periode_debut": "2024-09-01", "periode_fin": "2025-02-28", "patients_actifs": 912,
        "ij_prescrites": 5016, "ij_attendues_par_patient": 2.48})";

// As a French spreadsheet saves it.
std::string RiapCsv(const char* until, int patients, int ij) {
  return "\xEF\xBB\xBFperiode_debut;periode_fin;patients_differents;rubrique;libelle;vous;"
         "vous_par_patient;vous_pct;reference;reference_par_patient;reference_pct;etoiles\r\n"
         "01/01/2024;" +
         std::string(until) + ";" + std::to_string(patients) +
         ";activite;Visites;214;0,11;;400;0,25;;\r\n"
         ";;;prescriptions;Nombre d’IJ;" +
         std::to_string(ij) +
         ";6,00;;4160;2,60;;****\r\n"
         ";;;patients;Patients différents;" +
         std::to_string(patients) +
         ";;;1600;;;\r\n"
         ";;;patients;Bénéficiaires de la C2S;;;19,8;;;10,9;3\r\n"
         ";;;patients;Patients en ALD;;;24,0;;;24,6;\r\n";
}

TEST_CASE("several files are one practice", "[ij]") {
  IjInput in = Good(kLetter, "lettre.json");
  REQUIRE(AddIjInput(Good("arrets\n92\n92\n48\n", "arrets.csv"), &in).ok());
  REQUIRE(AddIjInput(Good("observees;attendues\n10,5;8\n9;12\n", "pairs.csv"), &in).ok());
  REQUIRE(AddIjInput(Good("quoi;ij;attendues_sans\nat_mp;1 254;\n", "parts.csv"), &in).ok());
  REQUIRE(AddIjInput(Good(RiapCsv("30/06/2024", 1300, 5600), "juin.csv"), &in).ok());
  CHECK(*in.ij_prescrites == 5016);
  CHECK(in.arrets == std::vector<int>{92, 92, 48});
  CHECK(in.pairs.at(0).observees == Decimal{105, 1});
  CHECK(in.parts.at(0).ij == 1254);
  CHECK(*in.riap->periode_fin == 2024y / 6 / 30);
  CHECK(in.riap->lignes.at(1).etoiles == 4);
  CHECK(in.riap->lignes.at(3).etoiles == 3);
  CHECK(*in.riap->lignes.at(3).vous_pct == Decimal{198, 1});
  // The RIAP has its own period and patients: the letter's stay.
  CHECK(*in.periode_debut == 2024y / 9 / 1);

  CHECK(AddIjInput(Good("patients_actifs\n913\n", "a.csv"), &in).error().message ==
        "two files give another patients_actifs");
  CHECK(AddIjInput(Good("arrets\n3\n", "a.csv"), &in).error().message == "two files give arrets");
  CHECK(AddIjInput(Good("patients_actifs\n912\n", "a.csv"), &in).ok());
  // The earlier RIAP goes before the later one, in whatever order they come.
  REQUIRE(AddIjInput(Good(RiapCsv("31/03/2024", 900, 2500), "mars.csv"), &in).ok());
  CHECK(*in.riap->periode_fin == 2024y / 6 / 30);
  CHECK(*in.riap_avant->periode_fin == 2024y / 3 / 31);
  CHECK(AddIjInput(Good(RiapCsv("30/09/2024", 1500, 8000), "a.csv"), &in).error().message ==
        "more than two RIAPs");
}

TEST_CASE("a RIAP alone is held against its own reference", "[ij]") {
  const IjResult r = Computed(Good(RiapCsv("31/12/2024", 1912, 11472), "riap.csv"));
  CHECK_FALSE(r.ratio);
  CHECK(r.checks.empty());
  REQUIRE(r.riap.size() == 4);
  CHECK(r.riap[1].saillante);
  CHECK(*r.riap[1].par_mois == Approx(956));
  CHECK(*r.riap[1].reference_par_mois == Approx(4160 / 12.0));
  CHECK_FALSE(r.riap[2].par_mois);
  // (6.00 − 2.60) × 1,912, and the one share of patients that is far from the reference.
  CHECK_THAT(r.riap_note, Catch::Contains("6\u202f501 de plus qu’au taux de la référence"));
  CHECK_THAT(r.riap_note, Catch::Contains("«\u00a0Bénéficiaires de la C2S\u00a0» 19,8"));
  CHECK_THAT(r.riap_note, !Catch::Contains("ALD"));
  CHECK_THAT(r.conclusion, Catch::Contains("Un RIAP seul ne donne pas d’attendu"));
  CHECK_THAT(ToText(r), Catch::Contains("Vos prescriptions") && Catch::Contains("956 par mois"));
  // The JSON of an extracted RIAP reads the same way.
  const IjInput json = Good(R"({"riap": {"periode_debut": "2024-01-01", "periode_fin": "2024-12-31",
      "patients_differents": 1912, "lignes": [{"rubrique": "prescriptions", "libelle": "IJ",
      "vous": 11472, "vous_par_patient": 6.00, "reference_par_patient": 2.60, "etoiles": 4}]}})",
                            "riap.json");
  CHECK(*Computed(json).riap.at(0).par_mois == Approx(956));
}

TEST_CASE("what rounding can explain does not stand out", "[ij]") {
  IjRiap riap;
  const auto add = [&riap](const char* label, Decimal vous, Decimal reference) {
    IjRiapRow row{.rubrique = "activite", .libelle = label};
    row.vous_par_patient = vous;
    row.reference_par_patient = reference;
    riap.lignes.push_back(row);
  };
  add("rare", {2, 2}, {1, 2});         // 0.02 against 0.01: 1.0 to 5 times
  add("nette", {310, 2}, {275, 2});    // 1.12 at the least
  add("en dessous", {9, 2}, {25, 2});  // below
  IjInput in;
  in.riap = riap;
  const IjResult r = Computed(in);
  CHECK_FALSE(r.riap.at(0).saillante);
  CHECK(r.riap.at(1).saillante);
}

TEST_CASE("two RIAPs of a year give the months between, two years do not", "[ij]") {
  IjInput in = Good(RiapCsv("30/06/2024", 1300, 5600), "juin.csv");
  REQUIRE(AddIjInput(Good(RiapCsv("31/03/2024", 900, 2500), "mars.csv"), &in).ok());
  IjResult r = Computed(in);
  REQUIRE(r.riap_entre);
  CHECK(*r.riap_entre->periode_debut == 2024y / 4 / 1);
  CHECK(*r.riap_entre->periode_fin == 2024y / 6 / 30);
  REQUIRE(r.riap_entre->lignes.size() == 2);  // patients are not taken from each other
  CHECK(*r.riap_entre->lignes[1].vous == Decimal{3100, 0});
  CHECK_FALSE(r.riap_entre->lignes[1].vous_par_patient);
  CHECK_THAT(r.riap_entre_note, Catch::Contains("des volumes seulement"));
  const Result<JsonNode> json = ParseJson(ToJson(r));
  REQUIRE(json.ok());
  const JsonNode* between = json->Find("riap_entre");
  REQUIRE(between);
  CHECK(between->Find("periode_debut")->text == "2024-04-01");
  CHECK(between->Find("lignes")->items.at(1).Find("vous")->text == "3100");
  CHECK_THAT(ToText(r), Catch::Contains("3\u202f100, 1\u202f033 par mois"));

  in.riap_avant->periode_debut = 2023y / 1 / 1;
  in.riap_avant->periode_fin = 2023y / 9 / 30;
  r = Computed(in);
  CHECK_FALSE(r.riap_entre);
  CHECK_THAT(r.riap_entre_note, Catch::Contains("septembre à février ne se reconstitue pas"));
}

TEST_CASE("calendar months", "[ij]") {
  CHECK(MonthsOf(2024y / 1 / 1, 2024y / 12 / 31) == 12);
  CHECK(MonthsOf(2024y / 1 / 1, 2024y / 2 / 29) == 2);
  CHECK(MonthsOf(2024y / 9 / 1, 2025y / 2 / 28) == 6);
  CHECK(MonthsOf(2024y / 1 / 1, 2024y / 1 / 15) == Approx(15 / 30.4375));
}

TEST_CASE("a list of spells as a person types it", "[ij]") {
  CHECK(*SpellsOf("3, 7;181\n14") == std::vector<int>{3, 7, 181, 14});
  CHECK(*SpellsOf("14×3 7x2") == std::vector<int>{14, 14, 14, 7, 7});
  for (const char* bad : {"", " , ", "3 jours", "0", "40000", "14x0", "14x", "x3", "-3", "1x999999",
                          "184127511600123"})
    CHECK_FALSE(SpellsOf(bad).ok());
}

TEST_CASE("strata that the table lacks are named", "[ij]") {
  IjInput in;
  const auto add = [&in](const char* sex, const char* age, std::optional<Decimal> rate) {
    in.strates.push_back(
        {.sexe = sex, .age = age, .patients = 10, .ij = 30, .taux_reference = rate});
  };
  add("F", "16-29", Decimal{2, 0});
  add("M", "16-29", Decimal{2, 0});
  add("F", "30-44", Decimal{3, 0});
  const auto detail = [&in](const std::string& id) {
    for (const Check& c : Computed(in).checks)
      if (c.id == id) return c.detail;
    return std::string("absent");
  };
  CHECK_THAT(detail("toutes les strates figurent au tableau"),
             Catch::EndsWith(": hommes, 30-44") || Catch::EndsWith("\u00a0: hommes, 30-44"));
  add("M", "30-44", std::nullopt);
  CHECK(detail("toutes les strates figurent au tableau") == "absent");
  CHECK_THAT(Computed(in).conclusion,
             Catch::Contains("1 strate(s) sans valeur attendue (hommes, 30-44)"));
}

TEST_CASE("every figure comes with its arithmetic", "[ij]") {
  IjInput in = Good(kLetter, "lettre.json");
  for (int i = 0; i < 54; ++i) in.arrets.push_back(92);
  in.arrets.push_back(48);
  const IjResult r = Computed(in);
  std::string steps;
  for (const std::string& s : r.etapes) steps += s + "\n";
  CHECK_THAT(steps, Catch::Contains("2,48 × 912 patients = 2\u202f261,76") &&
                        Catch::Contains("5\u202f016 / 2\u202f261,76 = 2,218") &&
                        Catch::Contains("459\u202f360 / 5\u202f016 = 91,6 (55 arrêts)"));
  CHECK_THAT(ToText(r), Catch::Contains("À garder au bureau"));
}

struct Bad {
  const char* text;
  const char* name;
  int line;
  const char* message;
};

TEST_CASE("impossible years, shares over 100 and odd rows name their place", "[ij]") {
  const Bad cases[] = {
      {"periode_debut\n01/09/2204\n", "a.csv", 0, "column periode_debut: impossible year 2204"},
      {"{\"periode_fin\": \"1024-09-01\"}", "a.json", 0,
       "column periode_fin: impossible year 1024"},
      {"periode_debut;periode_fin\n01/09/2024;28/02/2024\n", "a.csv", 0,
       "column periode_fin: before periode_debut"},
      {"rubrique;libelle;vous_pct\npatients;ALD;101\n", "a.csv", 2,
       "row 1, column vous_pct: over 100"},
      {"rubrique;libelle;vous\nactivite;Visites;-3\n", "a.csv", 2, "row 1, column vous: negative"},
      {"rubrique;libelle;etoiles\nactivite;Visites;beaucoup\n", "a.csv", 2,
       "row 1, column etoiles: neither stars nor a count"},
      {"rubrique;libelle\nactivite;\n", "a.csv", 2, "row 1, column libelle: empty"},
      {"rubrique;vous\nactivite;3\n", "a.csv", 1, "missing column: libelle"},
      {"rubrique;libelle;votre\na;b;3\n", "a.csv", 1, "unknown column: votre"},
      {"rubrique;libelle;patients_differents\na;b;0\n", "a.csv", 0,
       "column patients_differents: zero"},
      {"rubrique;libelle;periode_fin\na;b;31/12/2204\n", "a.csv", 0,
       "column periode_fin: impossible year 2204"},
      {"observees\n3\n", "a.csv", 1, "missing column: attendues"},
      {"observees;attendues\n3;\n", "a.csv", 2, "row 1, column attendues: empty"},
      {"observees;attendues\n3;0\n", "a.csv", 0, "row 1, column attendues: zero or negative"},
      {"quoi;ij\nat_mp;-1\n", "a.csv", 2, "row 1, column ij: negative"},
      {"quoi;ij\nautre;1\n", "a.csv", 0, "unknown part: autre"},
      {"{\"riap\": {\"lignes\": [{\"libelle\": \"a\", \"vous_pct\": 120}]}}", "a.json", 0,
       "riap, row 1, column vous_pct: over 100"},
      {"{\"riap\": {\"ligne\": 3}}", "a.json", 0, "unknown column: ligne"},
  };
  for (const Bad& c : cases) {
    INFO(c.text);
    const Result<IjInput> in = ReadIjInput(c.text, c.name);
    REQUIRE_FALSE(in.ok());
    INFO(in.error().ToString());
    CHECK(in.error().code == ErrorCode::kUsage);
    CHECK(in.error().file == c.name);
    CHECK(in.error().line == c.line);
    CHECK(in.error().message.find(c.message) == 0);
  }
}

}  // namespace
}  // namespace riposte
