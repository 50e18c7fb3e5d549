// The forfait médecin traitant: facts with their source, set beside a statement and never asserted;
// the arithmetic of a line; values that a statement does not print.
#include "extractors/values/json.h"
#include "tests/pipeline/rosp/rosp_testing.h"

namespace riposte {
namespace {

RospLineInput Flat(const char* label, int64_t patients, int64_t cents) {
  RospLineInput l;
  l.libelle = label;
  l.patients = patients;
  l.montant_verse = Cents{cents};
  return l;
}

TEST_CASE("the sums of 2026 are facts with confidence and source", "[rosp]") {
  const RospResult r = Computed(Year(2026, "fmt", 900));
  REQUIRE(r.forfaits.size() == 12);
  for (const RospResult::Forfait& f : r.forfaits) {
    INFO(f.code);
    CHECK(f.montant.has_value() != f.majoration_pct.has_value());
    CHECK(f.confiance == RospTrust::kSecondary);
    CHECK_FALSE(f.source.empty());
  }
  CHECK(*r.forfaits[5].montant == Cents{10000});
  const Result<JsonNode> json = ParseJson(ToJson(r));
  REQUIRE(json.ok());
  CHECK(json->Find("forfaits")->items.at(5).Find("montant")->text == "100.00");
  CHECK_THAT(ToText(r), Catch::Contains("Patient en ALD de 80 ans et plus") &&
                            Catch::Contains("100,00") && Catch::Contains("ameli.fr FMT page"));
}

TEST_CASE("a statement of a quarter, under other names", "[rosp]") {
  RospInput in = Year(2026, "fmt", 900);
  in.lignes = {Flat("Patients de moins de 7 ans sans ALD", 63, 23625),
               Flat("7-74 ANS", 569, 71125),
               Flat("ALD < 80 ANS", 172, 236500),
               Flat("Patients en affection de longue durée de 80 ans et plus", 50, 125000),
               Flat("Bénéficiaires de la complémentaire santé solidaire (complément)", 132, 33000),
               Flat("Prévention : grippe", 214, 26750)};
  RospResult r = Computed(in);
  REQUIRE(r.lignes.size() == 6);
  for (size_t i = 0; i < 5; ++i) {
    INFO(r.lignes[i].libelle);
    CHECK(r.lignes[i].applique == "conforme");
    CHECK(*r.lignes[i].ecart == Cents{0});
    CHECK_THAT(r.lignes[i].calcul, Catch::Contains("1 versement sur 4"));
  }
  CHECK_FALSE(r.lignes[5].montant);  // no sum of that name
  CHECK(r.reclamations.empty());
  CHECK_FALSE(r.ecart);  // one line is not computed
  CHECK_FALSE(ToText(r).empty());

  // One line short: asked for, never asserted. One line over: for the office.
  in.lignes[2].montant_verse = Cents{200000};
  in.lignes[3].montant_verse = Cents{130000};
  r = Computed(in);
  REQUIRE(r.reclamations.size() == 1);
  CHECK_FALSE(r.reclamations[0].affirmable);
  CHECK(*r.reclamations[0].ecart == Cents{36500});
  REQUIRE(r.bureau.size() == 1);
  CHECK(*r.bureau[0].ecart == Cents{-5000});

  // A whole year.
  in.lignes = {Flat("Patients de moins de 7 ans", 88, 132000), Flat("C2S", 10, 10000)};
  CHECK_THAT(Computed(in).lignes[0].calcul, !Catch::Contains("versement"));
  CHECK(Computed(in).lignes[0].applique == "conforme");
  // Nothing that four quarters give.
  in.lignes = {Flat("Patients de moins de 7 ans", 88, 12345)};
  CHECK_FALSE(Computed(in).lignes[0].montant);
  CHECK(Computed(in).reclamations.empty());
}

TEST_CASE("every line shows its arithmetic", "[rosp]") {
  RospInput in = Year2014(900);
  in.lignes = {Measured("CHR_HBA1C_N", {60, 0}), Measured("CHR_HBA1C_85", {70, 0}), Met("ORG_DMI")};
  in.lignes[1].taux_depart = Decimal{66, 0};
  in.lignes[1].objectif_intermediaire = Decimal{80, 0};
  in.lignes[1].objectif_cible = Decimal{90, 0};
  const RospResult r = Computed(in);
  const auto plain = [&r](size_t i) {
    std::string s;
    for (size_t at = 0; at < r.lignes[i].calcul.size(); ++at)
      if (r.lignes[i].calcul.compare(at, 2, "\u00a0") == 0)
        s += " ", ++at;
      else
        s += r.lignes[i].calcul[at];
    return s;
  };
  CHECK(plain(0) ==
        "taux = 50 % + 50 % × (60 − 54) / (65 − 54) = 77,2727 % ; 30 points × 77,2727 % × 7,00 € × "
        "900 / 800 = 182,56 €");
  CHECK(plain(1) ==
        "taux = 50 % × (70 − 66) / (80 − 66) = 14,2857 % ; 15 points × 14,2857 % × 7,00 € × 900 / "
        "800 = 16,88 €");
  CHECK(plain(2) == "75 points × 100 % × 7,00 € = 525,00 €");
  CHECK_THAT(ToText(r), Catch::Contains("source secondaire"));  // what each figure rests on
}

TEST_CASE("values that a statement does not print", "[rosp]") {
  RospInput in = Year(2014, "2011", 900);
  REQUIRE(SetRospValue(&in, "patientele_propre", "1 012").ok());
  REQUIRE(SetRospValue(&in, "installation", "2013").ok());
  REQUIRE(SetRospValue(&in, "arrondi", "total").ok());
  CHECK(*in.patientele_propre == 1012);
  CHECK(static_cast<int>(in.installation->year()) == 2013);
  CHECK(in.arrondi == "total");
  CHECK(*in.patientele_mt == 900);
  CHECK(SetRospValue(&in, "patientele", "3").error().message == "no such value: patientele");
  CHECK(SetRospValue(&in, "fse", "beaucoup").error().message == "fse: not a number");
  CHECK(SetRospValue(&in, "total_verse", "-3").error().message == "total_verse: negative");
}

}  // namespace
}  // namespace riposte
