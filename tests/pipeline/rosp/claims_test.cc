// Against the statement: which calculation gave the printed sum, what is claimed, asked, or kept
// for the office.
#include "tests/pipeline/rosp/rosp_testing.h"

namespace riposte {
namespace {

// A line with everything printed, so that no figure of the grid is in it.
RospLineInput Printed(const std::string& label, int start, int found, int middle, int target,
                      int64_t cents) {
  RospLineInput l;
  l.libelle = label;
  l.patients = 50;
  l.patients_depart = 40;
  l.seuil = 10;
  if (start >= 0) l.taux_depart = Decimal{start * 10, 1};
  l.taux_suivi = Decimal{found * 10, 1};
  l.objectif_intermediaire = Decimal{middle, 0};
  l.objectif_cible = Decimal{target, 0};
  l.points = Decimal{30, 0};
  l.montant_verse = Cents{cents};
  return l;
}

TEST_CASE("a right statement claims nothing", "[rosp]") {
  RospInput in = Year(2014, "2011", 800);
  in.lignes = {Printed("a", 40, 60, 54, 65, 16227), Printed("b", 40, 47, 54, 65, 5250),
               Printed("c", 50, 48, 54, 65, 0), Printed("d", 20, 8, 11, 5, 15750)};
  in.total_verse = Cents{16227 + 5250 + 15750};
  const RospResult r = Computed(in);
  for (const RospLine& l : r.lignes) CHECK(l.applique == "conforme");
  CHECK(*r.ecart == Cents{0});
  CHECK(r.reclamations.empty());
  CHECK(r.bureau.empty());
}

struct Spoilt {
  const char* what;
  RospLineInput line;
  const char* applied;
  const char* claim;
  int rule;
  int64_t gap;
  bool assertable;
};

TEST_CASE("the branch that was applied, and the claim it gives", "[rosp]") {
  RospLineInput neutral = Printed("x", -1, 60, 54, 65, 0);
  RospLineInput small_start = Printed("x", 40, 60, 54, 65, 0);
  small_start.patients_depart = 4;
  RospLineInput few = Printed("x", 40, 60, 54, 65, 0);
  few.patients = 4;
  RospLineInput unsourced = Printed("x", 40, 60, 54, 65, 0);
  unsourced.seuil.reset();
  const Spoilt rows[] = {
      {"start level absent", neutral, "depart_neutralise", "objectif_atteint", 1, 16227, true},
      {"few patients at the start", small_start, "depart_neutralise", "objectif_atteint", 1, 16227,
       true},
      {"few patients now", few, "seuil", "seuil_a_demander", 0, 16227, false},
      {"threshold not known", unsourced, "non_paye", "calcul_a_demander", 0, 16227, false},
      // The way up from 10 to 54 at 60 would be over half of the points: capped at all of them.
      {"other palier", Printed("x", 40, 58, 54, 65, 11591), "autre_formule", "calcul", 0, 2727,
       true},
      // 100 - 20 = 80 read as the found level of an item that has to go down.
      {"turned round", Printed("x", 90, 25, 40, 10, 0), "non_paye", "calcul", 0, 15750, true},
      {"progression below the objective", Printed("x", 40, 47, 54, 65, 1000), "inexplique",
       "calcul_a_demander", 0, 4250, false},
      {"unexplained", Printed("x", 40, 60, 54, 65, 9000), "inexplique", "calcul", 0, 7227, true},
  };
  for (const Spoilt& row : rows) {
    RospInput in = Year(2014, "2011", 800);
    in.lignes = {row.line};
    const RospResult r = Computed(in);
    INFO(row.what);
    CHECK(r.lignes[0].applique == row.applied);
    REQUIRE(r.reclamations.size() == 1);
    CHECK(r.reclamations[0].id == row.claim);
    CHECK(r.reclamations[0].regle == row.rule);
    CHECK(r.reclamations[0].ecart->value == row.gap);
    CHECK(r.reclamations[0].affirmable == row.assertable);
    CHECK(r.net->value == row.gap);
    CHECK_FALSE(r.reclamations[0].voie.empty());
  }
}

TEST_CASE("nothing that rests on memory is asserted", "[rosp]") {
  RospInput in = Year(2014, "2011", 800);
  in.lignes = {Measured("CHR_STAT", {75, 0})};  // every cell of that row is from memory
  in.lignes[0].montant_verse = Cents{10000};
  const RospResult r = Computed(in);
  CHECK(r.lignes[0].confiance == RospTrust::kMemory);
  REQUIRE(r.reclamations.size() == 1);
  CHECK_FALSE(r.reclamations[0].affirmable);
  // Printed on the statement it may be.
  in.lignes[0].points = Decimal{35, 0};
  in.lignes[0].objectif_intermediaire = Decimal{65, 0};
  in.lignes[0].objectif_cible = Decimal{75, 0};
  CHECK(Computed(in).reclamations[0].affirmable);
  // Unless the reading itself is in doubt.
  in.a_verifier = {"indicateurs"};
  CHECK_FALSE(Computed(in).reclamations[0].affirmable);
}

TEST_CASE("a lower-is-better rate printed the wrong way round", "[rosp]") {
  RospInput in = Year(2014, "2011", 800);
  in.lignes = {Printed("BZD", 20, 92, 11, 5, 0)};  // 92 for 8
  const RospResult r = Computed(in);
  CHECK(r.lignes[0].branche == "nul");
  const RospClaim* c = FindClaim(r.reclamations, "sens_a_verifier");
  REQUIRE(c);
  CHECK(c->regle == 6);
  CHECK_FALSE(c->affirmable);
  CHECK(*c->ecart == Cents{15750});
  // The fund turned a right rate round: 8 % taken for 92 %.
  in.lignes = {Printed("BZD", 95, 8, 90, 5, 0)};
  in.lignes[0].montant_verse = Cents{0};
  CHECK(Computed(in).reclamations[0].regle == 0);
}

// 45 % read as its complement, 55 %: still a rate of achievement, and a lower one.
TEST_CASE("a lower-is-better rate that was paid the wrong way round", "[rosp]") {
  RospInput in = Year(2014, "2011", 800);
  in.lignes = {Printed("BZD", 90, 45, 60, 40, 13125)};  // 0.5 + 0.5 × 5/20, of 210 €
  const RospResult r = Computed(in);
  CHECK(*r.lignes[0].montant == Cents{18375});  // 0.5 + 0.5 × 15/20
  CHECK(r.lignes[0].applique == "taux_inverse");
  const RospClaim* c = FindClaim(r.reclamations, "sens_inverse");
  REQUIRE(c);
  CHECK(c->regle == 6);
  CHECK(c->affirmable);
  CHECK(*c->ecart == Cents{5250});
}

TEST_CASE("sums of all lines point to another list", "[rosp]") {
  RospInput in = Year(2014, "2011", 993);
  // Paid at 859 patients.
  in.lignes = {Printed("a", 40, 65, 54, 65, 22549), Printed("b", 20, 5, 11, 5, 22549)};
  in.lignes[0].taux_suivi = Decimal{700, 1};
  in.lignes[1].taux_suivi = Decimal{40, 1};
  const RospResult r = Computed(in);
  CHECK(r.lignes[0].applique == "liste");
  const RospClaim* c = FindClaim(r.reclamations, "patientele_ponderation");
  REQUIRE(c);
  CHECK(c->regle == 3);
  CHECK(c->ecart->value == 2 * (26066 - 22549));
  CHECK(r.lignes[0].explication.find("859") != std::string::npos);
}

TEST_CASE("the doctor's own list, other schemes left out", "[rosp]") {
  RospInput in = Year(2017, "2016", 859);
  in.lignes = {Printed("a", 40, 65, 54, 65, 22549)};
  in.patientele_propre = 993;
  in.patientele_regime_general = 859;
  const RospResult r = Computed(in);
  const RospClaim* c = FindClaim(r.reclamations, "patientele");
  REQUIRE(c);
  CHECK(c->regle == 3);
  CHECK_FALSE(c->affirmable);
  CHECK(*c->ecart == Cents{3518});  // 225.49 × 134 / 859
  CHECK(c->texte.find("MSA") != std::string::npos);
}

TEST_CASE("organisation refused", "[rosp]") {
  RospInput in = Year(2014, "2011", 800);
  in.cahier_des_charges = true;
  in.fse = Decimal{64, 2};
  for (const char* code : {"ORG_DMI", "ORG_LAP"}) {
    in.lignes.push_back(Met(code));
    in.lignes.back().montant_verse = Cents{0};
  }
  CHECK(Computed(in).reclamations.empty());  // under two thirds
  in.feuilles = RospClaims{.total = 5000,
                           .electroniques = 3200,
                           .ame = 150,
                           .moins_de_trois_mois = 60,
                           .sans_patient = 40,
                           .s3404 = 0};
  const RospResult r = Computed(in);  // 3200 / 4750 = 67.4 %
  const RospClaim* c = FindClaim(r.reclamations, "organisation");
  REQUIRE(c);
  CHECK(c->regle == 4);
  CHECK(*c->ecart == Cents{87500});
  CHECK(c->affirmable);

  in.lignes = {Met("ORG_SYNTHESE")};
  in.lignes[0].atteint = false;
  CHECK(Computed(in).reclamations.empty());
  in.synthese_en_mesure = true;
  const RospResult s = Computed(in);
  REQUIRE(FindClaim(s.reclamations, "synthese"));
  CHECK(FindClaim(s.reclamations, "synthese")->regle == 5);
  CHECK(*FindClaim(s.reclamations, "synthese")->ecart == Cents{105000});
}

TEST_CASE("new installers", "[rosp]") {
  RospInput in = Year(2014, "2011", 800);
  in.installation = Date{std::chrono::year(2013), std::chrono::May, std::chrono::day(1)};
  in.lignes = {Printed("a", 40, 47, 54, 65, 5250)};
  in.lignes[0].taux_depart_precedent = Decimal{400, 1};
  const RospResult r = Computed(in);
  REQUIRE(FindClaim(r.reclamations, "depart_non_actualise"));
  CHECK(FindClaim(r.reclamations, "depart_non_actualise")->regle == 2);
  CHECK(FindClaim(r.reclamations, "depart_non_actualise")->affirmable);
  REQUIRE(FindClaim(r.reclamations, "majoration"));
  CHECK_FALSE(FindClaim(r.reclamations, "majoration")->affirmable);
  CHECK_FALSE(FindClaim(r.reclamations, "majoration")->ecart);
}

TEST_CASE("what runs against the doctor stays in the office", "[rosp]") {
  RospInput in = Year(2014, "2011", 800);
  in.lignes = {Printed("a", -1, 60, 54, 65, 0), Printed("b", 40, 47, 54, 65, 10000)};
  RospResult r = Computed(in);  // +162.27 and -47.50
  CHECK(r.reclamations.size() == 1);
  REQUIRE(r.bureau.size() == 1);
  CHECK(r.bureau[0].ecart->value == -4750);
  CHECK(r.net->value == 16227 - 4750);
  in.lignes[1].montant_verse = Cents{25000};  // -197.50: together against him
  r = Computed(in);
  CHECK(r.reclamations.empty());
  CHECK(r.bureau.size() == 2);
  CHECK(r.net->value < 0);
  CHECK(r.conclusion.find("Aucune réclamation") != std::string::npos);
}

TEST_CASE("a question does not outweigh a sum against the doctor", "[rosp]") {
  RospInput in = Year(2014, "2011", 800);
  RospLineInput asked = Printed("a", 40, 60, 54, 65, 0);
  asked.seuil.reset();
  in.lignes = {asked, Printed("b", 40, 47, 54, 65, 10000)};
  const RospResult r = Computed(in);  // asked: +162.27; paid too much: 47.50
  CHECK(r.net->value > 0);
  CHECK(r.reclamations.empty());
  CHECK(r.bureau.size() == 2);
}

TEST_CASE("a statement that prints the points earned", "[rosp]") {
  RospInput in = Year(2014, "2011", 800);
  in.lignes = {Printed("a", 40, 60, 54, 65, 16226), Printed("b", 40, 47, 54, 65, 5250),
               Printed("c", 40, 70, 54, 65, 21000), Printed("d", 50, 48, 54, 65, 0)};
  const Decimal points[] = {{2318, 2}, {750, 2}, {3000, 2}, {0, 2}};
  const Decimal rates[] = {{773, 1}, {250, 1}, {1000, 1}, {0, 1}};
  for (size_t i = 0; i < 4; ++i) {
    in.lignes[i].points = points[i];
    in.lignes[i].taux_realisation = rates[i];
  }
  const RospResult r = Computed(in);
  CHECK(*r.lignes[0].montant == Cents{16227});
  CHECK(*r.lignes[1].montant == Cents{5250});
  CHECK(*r.lignes[2].montant == Cents{21000});
  CHECK_FALSE(r.lignes[3].montant);  // no rate to find the points by
  CHECK(r.reclamations.empty());
  CHECK(r.bureau.empty());
}

TEST_CASE("the printed total against the printed lines", "[rosp]") {
  RospInput in = Year(2014, "2011", 800);
  in.lignes = {Printed("a", 40, 60, 54, 65, 16227), Printed("b", 40, 47, 54, 65, 5250)};
  in.total_verse = Cents{16227};
  const RospResult r = Computed(in);
  REQUIRE(r.reclamations.size() == 1);
  CHECK(r.reclamations[0].id == "somme");
  CHECK(*r.reclamations[0].ecart == Cents{5250});
  in.total_verse = Cents{16227 + 5250 + 1};  // a cent is rounding
  CHECK(Computed(in).reclamations.empty());
}

TEST_CASE("old years are very likely barred", "[rosp]") {
  RospInput in = Year(2014, "2011", 800);
  const auto barred = [&in] {
    for (const std::string& w : Computed(in).avertissements)
      if (w.find("prescrite") != std::string::npos) return true;
    return false;
  };
  in.aujourdhui = Date{std::chrono::year(2020), std::chrono::April, std::chrono::day(30)};
  CHECK_FALSE(barred());
  in.aujourdhui = Date{std::chrono::year(2020), std::chrono::May, std::chrono::day(1)};
  CHECK(barred());
}

}  // namespace
}  // namespace riposte
