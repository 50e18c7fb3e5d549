// The worked examples that were published, the formula around every threshold, properties over many
// drawn lines, and a second, straight implementation in floating point.
#include <cmath>
#include <random>

#include "tests/pipeline/rosp/rosp_testing.h"

namespace riposte {
namespace {

// Dr Moyen 2016, CNAMTS notice, Le Quotidien du Médecin, ameli: see the sources in templates/rosp.
TEST_CASE("published sums of the 2011 grid", "[rosp]") {
  const std::vector<std::string> fixed = {"ORG_DMI", "ORG_LAP", "ORG_TELE", "ORG_AFFICHAGE"};
  const std::vector<std::string> declared = {"CHR_HBA1C_85", "CHR_HBA1C_75", "CHR_LDL_150",
                                             "CHR_LDL_130",  "CHR_TA",       "ORG_AFFICHAGE",
                                             "ORG_SYNTHESE"};
  const std::vector<std::pair<std::string, int64_t>> all = {
      {"CHR_HBA1C_N", 100}, {"CHR_HBA1C_85", 100}, {"CHR_HBA1C_75", 100},  {"CHR_LDL_150", 100},
      {"CHR_LDL_130", 100}, {"CHR_FO", 100},       {"CHR_STAT", 100},      {"CHR_ASPSTAT", 100},
      {"CHR_TA", 100},      {"PRE_GRIPPE65", 100}, {"PRE_GRIPPEALD", 100}, {"PRE_SEIN", 100},
      {"PRE_COL", 100},     {"PRE_VASO", 0},       {"PRE_BZD_DVL", 0},     {"PRE_BZD_DUREE", 0},
      {"PRE_ATB", 0},       {"EFF_ATB", 100},      {"EFF_IPP", 100},       {"EFF_STAT", 100},
      {"EFF_HTA", 100},     {"EFF_ATD", 100},      {"EFF_IEC", 100},       {"EFF_AAP", 100}};
  const auto total = [](RospInput in, const std::vector<std::string>& codes) {
    for (const std::string& code : codes)
      in.lignes.push_back(code.starts_with("ORG") ? Met(code) : Measured(code, {100, 0}));
    return Computed(in).total->value;
  };
  std::vector<std::string> five = fixed;
  five.push_back("ORG_SYNTHESE");
  CHECK(total(Year2014(800), five) == 280000);
  CHECK(total(Year2014(800), fixed) == 175000);
  CHECK(total(Year2014(1500), fixed) == 175000);  // the list does not weight them
  RospInput sejourne = Year2014(698);
  sejourne.annee = 2013;
  CHECK(total(sejourne, {"ORG_DMI", "ORG_LAP"}) == 87500);
  CHECK(total(Year2014(800), declared) == 220500);
  CHECK(total(Year2014(800), {"ORG_DMI", "ORG_LAP", "ORG_TELE"}) == 140000);

  RospInput in = Year2014(800);
  for (const std::string& code : five) in.lignes.push_back(Met(code));
  for (const auto& [code, found] : all) in.lignes.push_back(Measured(code, {found, 0}));
  const RospResult full = Computed(in);
  CHECK(in.lignes.size() == 29);
  CHECK(*full.total == Cents{910000});
  CHECK(*full.maximum == Cents{910000});
}

TEST_CASE("published sums of later regimes", "[rosp]") {
  const auto maximum = [](int year, const char* regime, int64_t list) {
    return Computed(Year(year, regime, list)).maximum->value;
  };
  CHECK(maximum(2021, "2016-adulte", 800) == 658000);
  CHECK(maximum(2021, "2016-enfant", 600) == 213500);
  CHECK(maximum(2021, "forfait-structure", 800) == 619500);
  CHECK(maximum(2021, "2016-cardiologie", 800) == 238000);
  CHECK(maximum(2021, "2016-gastroenterologie", 1100) == 210000);
  CHECK(maximum(2026, "donum", 800) == 294000);
  // TJ Vannes, 16 June 2025: structure, adult and child.
  CHECK(maximum(2021, "forfait-structure", 800) + maximum(2021, "2016-adulte", 800) +
            maximum(2021, "2016-enfant", 600) ==
        1491000);
}

struct Worked {
  int year;
  const char* regime;
  int64_t list;
  const char* code;
  std::optional<Decimal> start;
  Decimal found;
  const char* branch;
  int64_t cents;
};

TEST_CASE("worked lines", "[rosp]") {
  const Worked rows[] = {
      {2014, "2011", 900, "CHR_HBA1C_N", {}, {60, 0}, "entre", 18256},
      {2014, "2011", 900, "CHR_HBA1C_N", {}, {65, 0}, "cible", 23625},
      {2014, "2011", 900, "CHR_HBA1C_N", {}, {54, 0}, "entre", 11813},
      {2014, "2011", 900, "CHR_HBA1C_N", Decimal{40, 0}, {47, 0}, "progression", 5906},
      {2014, "2011", 900, "CHR_HBA1C_N", Decimal{50, 0}, {48, 0}, "nul", 0},
      {2014, "2011", 900, "CHR_HBA1C_N", Decimal{48, 0}, {48, 0}, "nul", 0},
      {2014, "2011", 900, "CHR_HBA1C_N", Decimal{60, 0}, {50, 0}, "nul", 0},
      {2014, "2011", 900, "CHR_HBA1C_N", {}, {50, 0}, "neutralise", 0},
      {2014, "2011", 800, "PRE_ATB", {}, {40, 0}, "entre", 18375},
      {2014, "2011", 800, "PRE_ATB", Decimal{48, 0}, {455, 1}, "progression", 6125},
      {2014, "2011", 800, "PRE_ATB", Decimal{44, 0}, {45, 0}, "nul", 0},
      {2024, "2016-adulte", 800, "CHR_HBA1C_V2", {}, {83, 0}, "entre", 13650},
      {2024, "2016", 800, "CHR_HBA1C_V2", Decimal{60, 0}, {67, 0}, "progression", 3150},
      {2019, "2016-enfant", 300, "CHD_ASTHME_CSI", {}, {565, 1}, "entre", 7963},
  };
  for (const Worked& row : rows) {
    RospInput in = Year(row.year, row.regime, row.list);
    in.lignes = {Measured(row.code, row.found)};
    in.lignes[0].taux_depart = row.start;
    const RospResult r = Computed(in);
    INFO(row.code << " " << row.found.ToDouble() << " " << row.year);
    CHECK(r.lignes[0].branche == row.branch);
    CHECK(r.lignes[0].montant->value == row.cents);
    CHECK(*r.total == *r.lignes[0].montant);
  }
}

// The same text, written a second time, in doubles and without the house's types.
double Straight(double points, double found, std::optional<double> start, double middle,
                double target, double palier, double list, double reference) {
  const bool lower = target < middle;
  if (lower ? found <= target : found >= target) return points * 7 * list / reference;
  double rate = 0;
  if (lower ? found <= middle : found >= middle) {
    rate = palier + (1 - palier) * (found - middle) / (target - middle);
  } else if (start &&
             (lower ? found<*start&& * start> middle : found > *start && *start < middle)) {
    rate = palier * (found - *start) / (middle - *start);
  }
  return points * rate * 7 * list / reference;
}

TEST_CASE("against a second implementation, and what must always hold", "[rosp]") {
  std::mt19937 random(20141);
  const auto draw = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  for (int round = 0; round < 400; ++round) {
    const bool old = draw(0, 1) == 0;
    RospInput in = old ? Year(2014, "2011", draw(1, 3000)) : Year(2021, "2016", draw(1, 3000));
    in.arrondi = draw(0, 1) == 0 ? "ligne" : "total";
    const int n = draw(1, 12);
    double sum = 0, points = 0;
    for (int i = 0; i < n; ++i) {
      RospLineInput l;
      l.libelle = "indicateur " + std::to_string(i);
      int middle = draw(20, 800), target = draw(20, 800);
      if (middle == target) ++target;
      l.objectif_intermediaire = Decimal{middle, 1};
      l.objectif_cible = Decimal{target, 1};
      l.points = Decimal{draw(1, 60), 0};
      l.taux_suivi = Decimal{draw(0, 1000), 1};
      if (draw(0, 3) > 0) l.taux_depart = Decimal{draw(0, 1000), 1};
      const std::optional<double> start =
          l.taux_depart ? std::optional<double>(l.taux_depart->ToDouble()) : std::nullopt;
      sum += Straight(l.points->ToDouble(), l.taux_suivi->ToDouble(), start, middle / 10.0,
                      target / 10.0, old ? 0.5 : 0.3, static_cast<double>(*in.patientele_mt), 800);
      points += l.points->ToDouble();
      in.lignes.push_back(std::move(l));
    }
    const RospResult r = Computed(in);
    int64_t lines = 0;
    for (size_t i = 0; i < r.lignes.size(); ++i) {
      const RospLine& l = r.lignes[i];
      lines += l.montant->value;
      CHECK(l.montant->value >= 0);
      CHECK(*l.taux_realisation <= 100);
      CHECK(*l.points_acquis <= in.lignes[i].points->ToDouble());
      CHECK(l.bas->value <= l.montant->value);
      CHECK(l.montant->value <= l.haut->value);
    }
    if (in.arrondi == "ligne") CHECK(r.total->value == lines);
    CHECK(std::abs(static_cast<double>(r.total->value) / 100 - sum) <= 0.005 * n + 1e-6);
    CHECK(static_cast<double>(r.total->value) <=
          100 * points * 7 * static_cast<double>(*in.patientele_mt) / 800 + n);
  }
}

TEST_CASE("continuous at the objectives and monotone in the result", "[rosp]") {
  for (const bool lower : {false, true})
    for (const int year : {2014, 2021}) {
      int64_t before = -1;
      for (int tenth = 0; tenth <= 1000; ++tenth) {
        RospInput in = Year(year, year == 2014 ? "2011" : "2016", 800);
        RospLineInput l;
        l.libelle = "essai";
        l.points = Decimal{40, 0};
        l.taux_depart = lower ? Decimal{80, 0} : Decimal{20, 0};
        l.objectif_intermediaire = lower ? Decimal{50, 0} : Decimal{50, 0};
        l.objectif_cible = lower ? Decimal{20, 0} : Decimal{80, 0};
        l.taux_suivi = Decimal{lower ? 1000 - tenth : tenth, 1};
        in.lignes = {l};
        const int64_t now = Computed(in).lignes[0].montant->value;
        if (before >= 0) {
          CHECK(now >= before);
          CHECK(now - before <= 80);  // no step: at most 70 % of 280 € over 30 points, by tenths
        }
        before = now;
      }
      CHECK(before == 28000);
    }
}

TEST_CASE("the doors of the organisation part", "[rosp]") {
  const auto paid = [](const std::optional<Decimal>& fse, const std::optional<bool>& equipment) {
    RospInput in = Year(2014, "2011", 800);
    in.fse = fse;
    in.cahier_des_charges = equipment;
    in.lignes = {Met("ORG_DMI"), Met("ORG_SYNTHESE"), Measured("CHR_HBA1C_N", {65, 0})};
    return Computed(in);
  };
  CHECK(*paid(Decimal{67, 2}, true).total == Cents{52500 + 105000 + 21000});
  CHECK(*paid(Decimal{82, 0}, true).total == Cents{52500 + 105000 + 21000});  // percent
  // Two thirds is 0.66666…: 0.6666 is under it, 0.6667 over.
  CHECK(*paid(Decimal{6667, 4}, true).total == Cents{52500 + 105000 + 21000});
  const RospResult closed = paid(Decimal{6666, 4}, true);
  CHECK(*closed.total == Cents{21000});
  CHECK(closed.lignes[0].branche == "neutralise");
  CHECK(closed.lignes[1].branche == "neutralise");
  CHECK(*paid(Decimal{82, 2}, false).total == Cents{21000});
  // Not known: computed as open, and never asserted.
  CHECK(paid({}, {}).lignes[0].confiance == RospTrust::kUnknown);
}

TEST_CASE("thresholds under both readings", "[rosp]") {
  RospInput in = Year(2014, "2011", 800);
  in.lignes = {Measured("CHR_HBA1C_N", {65, 0})};
  in.lignes[0].patients = 42;
  in.lignes[0].patients_depart = 5;  // the threshold is 10
  in.lignes[0].taux_depart = Decimal{40, 0};
  RospResult r = Computed(in);
  CHECK(r.lignes[0].branche == "cible");
  CHECK(*r.total == Cents{21000});
  CHECK(*r.total_autre_lecture == Cents{0});
  in.lecture_seuil = "deux";
  r = Computed(in);
  CHECK(r.lignes[0].branche == "neutralise");
  CHECK(*r.total == Cents{0});
  CHECK(*r.total_autre_lecture == Cents{21000});
  // Short of the objective a neutralised start level leaves nothing to progress from.
  in.lecture_seuil = "depart";
  in.lignes[0].taux_suivi = Decimal{50, 0};
  CHECK(Computed(in).lignes[0].branche == "neutralise");
  in.lignes[0].patients_depart = 10;
  CHECK(Computed(in).lignes[0].branche == "progression");
}

TEST_CASE("rounding is explicit", "[rosp]") {
  RospInput in = Year(2014, "2011", 801);
  for (int i = 0; i < 3; ++i) {
    RospLineInput l = Measured("", {60, 0});
    l.libelle = "essai " + std::to_string(i);
    l.objectif_intermediaire = Decimal{54, 0};
    l.objectif_cible = Decimal{65, 0};
    l.points = Decimal{30, 0};
    in.lignes.push_back(l);
  }
  const auto total = [&in](const char* rule) {
    in.arrondi = rule;
    return Computed(in).total->value;
  };
  // 30 × 17/22 × 7 × 801/800 = 162.4756 €
  CHECK(total("ligne") == 3 * 16248);
  CHECK(total("total") == 48743);
  CHECK(total("taux") == 3 * 16247);    // 77.27 %
  CHECK(total("points") == 3 * 16246);  // 23.18 points
}

TEST_CASE("new installers, the exception of 2020 and the safeguard", "[rosp]") {
  RospInput in = Year(2014, "2011", 800);
  in.installation = Date{std::chrono::year(2013), std::chrono::May, std::chrono::day(1)};
  in.lignes = {Measured("CHR_HBA1C_N", {65, 0})};
  in.lignes[0].patients = 42;
  in.lignes[0].patients_depart = 5;
  CHECK(Computed(in).lignes[0].branche == "neutralise");  // both denominators
  in.lignes[0].patients_depart = 12;
  in.majoration = Decimal{15, 0};
  CHECK(*Computed(in).total == Cents{24150});
  in.annee = 2016;  // fourth year
  in.majoration.reset();
  in.lignes[0].patients_depart = 5;
  CHECK(Computed(in).lignes[0].branche == "cible");

  RospInput covid = Year(2020, "2016-enfant", 600);
  covid.lignes = {Measured("CHD_ASTHME_CSI", {70, 0})};
  CHECK_FALSE(Computed(covid).avertissements.empty());
  covid.coefficient = Decimal{105, 2};
  CHECK(*Computed(covid).total == Cents{25725});

  RospInput before = Year(2017, "2016-enfant", 600);
  before.lignes = {Measured("CHD_ASTHME_CSI", {70, 0})};  // 245.00 €
  before.montant_annee_precedente = Cents{30000};
  const RospResult r = Computed(before);
  REQUIRE(r.sauvegarde);
  CHECK(r.sauvegarde->a_90 == Cents{2500});
  CHECK(r.sauvegarde->a_100 == Cents{5500});
  before.montant_annee_precedente = Cents{27222};  // 245.00 is 90 % of it
  CHECK_FALSE(Computed(before).sauvegarde);
}

TEST_CASE("a grid cell holds for its years only", "[rosp]") {
  RospInput in = Year(2018, "2016", 800);
  in.lignes = {Measured("CHR_HBA1C", {95, 0})};  // the cells date from 2019
  CHECK_FALSE(Computed(in).lignes[0].montant);
  in.annee = 2019;
  CHECK(*Computed(in).lignes[0].montant == Cents{21000});
}

TEST_CASE("impossible ROSP figures name row and column", "[rosp]") {
  struct Bad {
    void (*spoil)(RospInput*);
    const char* message;
  };
  const Bad rows[] = {
      {[](RospInput* in) { in->annee.reset(); }, "column annee: missing"},
      {[](RospInput* in) { in->annee = 2031; }, "column annee: 2031 is outside regime 2011"},
      {[](RospInput* in) { in->regime = "2018"; }, "column regime: unknown: 2018"},
      {[](RospInput* in) { in->patientele_mt = 0; }, "column patientele_mt: zero"},
      {[](RospInput* in) { in->patientele_mt = -5; }, "column patientele_mt: negative"},
      {[](RospInput* in) { in->patientele_mt.reset(); }, "column patientele_mt: missing"},
      {[](RospInput* in) {
         in->fse = Decimal{101, 0};
       },
       "column fse: over 100"},
      {[](RospInput* in) {
         in->lignes[1].taux_suivi = Decimal{1001, 1};
       },
       "row 2, column taux_suivi: over 100"},
      {[](RospInput* in) {
         in->lignes[1].taux_depart = Decimal{-1, 0};
       },
       "row 2, column taux_depart: negative"},
      {[](RospInput* in) { in->lignes[0].patients = 0; }, "row 1, column patients: zero"},
      {[](RospInput* in) { in->lignes[0].montant_verse = Cents{-1}; },
       "row 1, column montant_verse: negative"},
      {[](RospInput* in) { in->lignes[1].code = "CHR_HBA1C_N"; },
       "row 2, column code: the same indicator twice"},
      {[](RospInput* in) { in->lignes[1].code = ""; }, "row 2, column code: empty"},
      {[](RospInput* in) { in->lignes[1].sens = "haut"; }, "row 2, column sens: not hausse"},
      {[](RospInput* in) {
         in->lignes[1].sens = "hausse";
         in->lignes[1].objectif_intermediaire = Decimal{11, 0};
         in->lignes[1].objectif_cible = Decimal{5, 0};
       },
       "row 2, column sens: the objectives run the other way"},
      {[](RospInput* in) { in->arrondi = "cent"; }, "column arrondi"},
  };
  for (const Bad& row : rows) {
    RospInput in = Year2014(800);
    in.lignes = {Measured("CHR_HBA1C_N", {60, 0}), Measured("PRE_BZD_DVL", {8, 0})};
    row.spoil(&in);
    const Result<RospResult> r = ComputeRosp(in, Grids());
    INFO(row.message);
    REQUIRE_FALSE(r.ok());
    CHECK(r.error().code == ErrorCode::kUsage);
    CHECK(r.error().message.find(row.message) == 0);
  }
  RospInput in = Year2014(800);
  in.lignes = {Measured("PRE_ATB", {140, 0})};  // per 100 patients: may be over 100
  CHECK(ComputeRosp(in, Grids()).ok());
}

}  // namespace
}  // namespace riposte
