// The test profile of the domain sheet, limits against values computed elsewhere, what is concluded
// and what is never concluded.
#include "pipeline/ij/ij.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "extractors/values/json.h"

namespace riposte {
namespace {

IjInput Profile() {
  IjInput in;
  in.periode_debut = *DateFromIso("2024-09-01");
  in.periode_fin = *DateFromIso("2025-02-28");
  in.patients_actifs = 912;
  in.ij_prescrites = 5016;
  in.ij_par_patient = Decimal{550, 2};
  in.ij_attendues_par_patient = Decimal{248, 2};
  return in;
}

IjResult Computed(const IjInput& in) {
  const Result<IjResult> r = ComputeIj(in);
  INFO((r.ok() ? "" : r.error().ToString()));
  REQUIRE(r.ok());
  return *r;
}

const IjInterval& Interval(const IjResult& r, const std::string& method, double level) {
  for (const IjInterval& i : r.intervalles)
    if (i.methode == method && i.niveau == level) return i;
  FAIL("no interval " << method);
  std::abort();
}

std::string StatusOf(const IjResult& r, const std::string& id) {
  for (const Check& c : r.checks)
    if (c.id == id) return c.status;
  return "absent";
}

// 54 spells of 92 days and one of 48: 5016 days, φ = 91.6.
std::vector<int> SpellsOfPhi92() {
  std::vector<int> spells(54, 92);
  spells.push_back(48);
  return spells;
}

TEST_CASE("the test profile", "[ij]") {
  const IjResult r = Computed(Profile());
  CHECK(*r.observees == 5016);
  CHECK(*r.attendues == Approx(2261.76).epsilon(1e-12));
  CHECK(*r.ratio == Approx(2.21774).epsilon(1e-5));
  CHECK(*r.exces == Approx(2754.24).epsilon(1e-12));
  CHECK(*r.par_patient_constate == Approx(5.5));
  CHECK(*r.par_patient_attendu == Approx(2.48));
  const IjInterval& byar = Interval(r, "byar", 0.95);
  CHECK(std::round(byar.bas * 100) == 216);
  CHECK(std::round(byar.haut * 100) == 228);
  CHECK_FALSE(byar.valable);
  CHECK_THAT(byar.pourquoi, Catch::Contains("par arrêts"));
  CHECK_FALSE(Interval(r, "garwood", 0.95).valable);
  CHECK(StatusOf(r, "ij_par_patient = ij_prescrites / patients_actifs") == "holds");
  CHECK(StatusOf(r, "ratio = ij_par_patient / ij_attendues_par_patient") == "not_checkable");
  CHECK_FALSE(r.diffusable);
}

TEST_CASE("over-dispersion from the doctor's spells", "[ij]") {
  IjInput in = Profile();
  in.arrets = SpellsOfPhi92();
  const IjResult r = Computed(in);
  REQUIRE(r.phi);
  CHECK(*r.phi == Approx(91.58).epsilon(1e-3));
  const IjInterval& i = Interval(r, "surdispersion", 0.95);
  CHECK(std::round(i.bas * 100) == 170);
  CHECK(std::round(i.haut * 100) == 289);
  CHECK(i.valable);
  CHECK(StatusOf(r, "ij_prescrites = somme des arrets") == "holds");
  // Excludes 1: it concedes what the statute asks, so it stays in the office.
  CHECK_FALSE(r.diffusable);
  CHECK_THAT(r.conclusion, Catch::Contains("le hasard seul n’explique sans doute pas"));
}

// exp(ln R ± z √(φ/O)) at the φ of the domain sheet.
TEST_CASE("limits at a given φ", "[ij]") {
  struct {
    int length;
    int count;
    double low, high;
  } const cases[] = {{50, 100, 1.82, 2.70}, {92, 54, 1.70, 2.89}, {140, 36, 1.60, 3.08}};
  for (const auto& c : cases) {
    IjInput in = Profile();
    in.arrets.assign(c.count, c.length);
    const IjResult r = Computed(in);
    CHECK(*r.phi == Approx(c.length));
    const IjInterval& i = Interval(r, "surdispersion", 0.95);
    CHECK(std::round(i.bas * 100) == std::round(c.low * 100));
    CHECK(std::round(i.haut * 100) == std::round(c.high * 100));
  }
}

TEST_CASE("spells that do not carry the interval", "[ij]") {
  IjInput in = Profile();
  in.arrets = {3, 7, 181, 14};
  const IjResult part = Computed(in);
  CHECK(*part.phi == Approx(33015.0 / 205));
  CHECK_FALSE(Interval(part, "surdispersion", 0.95).valable);
  CHECK_THAT(Interval(part, "surdispersion", 0.95).pourquoi, Catch::Contains("205 jours"));
  CHECK(StatusOf(part, "ij_prescrites = somme des arrets") == "broken");
  in.arrets = {2500, 2516};
  CHECK_THAT(Interval(Computed(in), "surdispersion", 0.95).pourquoi,
             Catch::Contains("Trop peu d’arrêts"));
  // Without any spell, published values are a range and not valid.
  int assumed = 0;
  for (const IjInterval& i : Computed(Profile()).intervalles)
    if (i.methode == "surdispersion") {
      ++assumed;
      CHECK_FALSE(i.valable);
    }
  CHECK(assumed == 2);
}

// Exact Poisson limits of published tables (Garwood 1936; Breslow & Day 1987, table 2.10) and of
// R's poisson.test.
TEST_CASE("exact limits", "[ij]") {
  struct {
    int64_t o;
    double low, high;
  } const cases[] = {{0, 0, 3.6889},        {1, 0.0253, 5.5716},    {5, 1.6235, 11.6683},
                     {10, 4.7954, 18.3904}, {50, 37.1110, 65.9188}, {100, 81.3639, 121.6273}};
  for (const auto& c : cases) {
    IjInput in;
    in.patients_actifs = 1;
    in.ij_attendues_par_patient = Decimal{1, 0};
    in.ij_prescrites = c.o;
    const IjResult r = Computed(in);
    CHECK(Interval(r, "garwood", 0.95).bas == Approx(c.low).margin(6e-5));
    CHECK(Interval(r, "garwood", 0.95).haut == Approx(c.high).margin(6e-5));
    // Byar is good to a per cent from ten events on.
    if (c.o >= 10) {
      CHECK(Interval(r, "byar", 0.95).bas == Approx(c.low).epsilon(0.01));
      CHECK(Interval(r, "byar", 0.95).haut == Approx(c.high).epsilon(0.01));
    }
  }
}

TEST_CASE("printed figures and their rounding", "[ij]") {
  const auto rate = [](Decimal printed) {
    IjInput in = Profile();
    in.ij_prescrites = 5019;  // 5019 / 912 = 5.50329
    in.ij_par_patient = printed;
    return StatusOf(Computed(in), "ij_par_patient = ij_prescrites / patients_actifs");
  };
  CHECK(rate({550, 2}) == "holds");
  CHECK(rate({55, 1}) == "holds");
  CHECK(rate({5503, 3}) == "holds");
  CHECK(rate({5504, 3}) == "broken");
  CHECK(rate({551, 2}) == "broken");
  CHECK(rate({549, 2}) == "broken");
  const auto ratio = [](Decimal printed) {
    IjInput in = Profile();
    in.ratio = printed;
    return StatusOf(Computed(in), "ratio = ij_par_patient / ij_attendues_par_patient");
  };
  CHECK(ratio({22, 1}) == "holds");
  CHECK(ratio({222, 2}) == "holds");
  CHECK(ratio({221, 2}) == "holds");  // 2.2178 cut off
  CHECK(ratio({2, 0}) == "holds");
  CHECK(ratio({23, 1}) == "broken");
  CHECK(ratio({25, 1}) == "broken");
  CHECK(ratio({122, 0}) == "broken");
}

IjStratum Stratum(const char* sexe, const char* age, int64_t patients, int64_t ij,
                  std::optional<Decimal> rate) {
  IjStratum s;
  s.sexe = sexe;
  s.age = age;
  s.patients = patients;
  s.ij = ij;
  s.taux_reference = rate;
  return s;
}

TEST_CASE("indirect standardisation over strata", "[ij]") {
  IjInput in;
  in.patients_actifs = 100;
  in.ij_prescrites = 500;
  in.strates = {Stratum("F", "30-44", 40, 120, Decimal{29, 1}),
                Stratum("M", "45-59", 60, 380, Decimal{35, 1})};
  const IjResult r = Computed(in);
  CHECK(*r.attendues == Approx(40 * 2.9 + 60 * 3.5));
  CHECK(*r.ratio == Approx(500.0 / 326));
  CHECK(StatusOf(r, "ij_prescrites = somme des strates") == "holds");
  CHECK(StatusOf(r, "patients_actifs = somme des strates") == "holds");
  REQUIRE(r.contributions.size() == 2);
  CHECK(r.contributions[0].strate == "hommes, 45-59");
  CHECK(r.contributions[0].exces == Approx(170));
  CHECK(r.contributions[1].exces == Approx(4));
  REQUIRE(!r.sensibilite.empty());
  CHECK(r.sensibilite[0].ratio == Approx(120 / 116.0));

  SECTION("totals that disagree are said") {
    in.ij_prescrites = 520;
    in.ij_attendues_par_patient = Decimal{4, 0};  // 3.5 to 4.5 at most: 326 is out of reach
    const IjResult broken = Computed(in);
    CHECK(StatusOf(broken, "ij_prescrites = somme des strates") == "broken");
    CHECK(StatusOf(broken, "ij_attendues_par_patient × patients_actifs = somme des strates") ==
          "broken");
    CHECK_THAT(broken.conclusion, Catch::Contains("ne concordent pas"));
  }
  SECTION("a stratum without a reference takes the strata out of the expected") {
    in.strates[1].taux_reference.reset();
    in.ij_attendues_par_patient = Decimal{326, 2};
    const IjResult part = Computed(in);
    CHECK(*part.attendues == Approx(326));
    CHECK(part.contributions.empty());
    CHECK(StatusOf(part, "ij_attendues_par_patient × patients_actifs = somme des strates") ==
          "not_checkable");
    CHECK_THAT(part.conclusion, Catch::Contains("1 strate(s) sans valeur attendue"));
  }
  SECTION("strata that do not cover all patients do not carry the expected") {
    in.patients_actifs = 120;
    in.ij_attendues_par_patient = Decimal{326, 2};
    CHECK(*Computed(in).attendues == Approx(3.26 * 120));
  }
  SECTION("strata alone are enough") {
    in.patients_actifs.reset();
    in.ij_prescrites.reset();
    CHECK(*Computed(in).ratio == Approx(500.0 / 326));
  }
}

TEST_CASE("what is missing is said and nothing is made up", "[ij]") {
  IjInput in = Profile();
  in.ij_attendues_par_patient.reset();
  const IjResult r = Computed(in);
  CHECK_FALSE(r.ratio);
  CHECK_FALSE(r.attendues);
  CHECK(r.intervalles.empty());
  CHECK_THAT(r.conclusion, Catch::Contains("ne peut pas être calculé"));
  CHECK_THAT(ToJson(r), Catch::Contains("\"ratio\": null") || Catch::Contains("\"ratio\":null"));
  CHECK_THAT(Computed(IjInput{}).conclusion, Catch::Contains("ne peut pas être calculé"));
  // Rates alone give the ratio, not the numbers.
  IjInput rates;
  rates.ij_par_patient = Decimal{550, 2};
  rates.ij_attendues_par_patient = Decimal{248, 2};
  CHECK(*Computed(rates).ratio == Approx(2.21774).epsilon(1e-5));
  CHECK_FALSE(Computed(rates).exces);
}

TEST_CASE("never more than the figures say", "[ij]") {
  IjInput in = Profile();
  in.ij_attendues_par_patient = Decimal{400, 2};  // ratio 1.375
  CHECK_THAT(Computed(in).conclusion,
             Catch::Contains("ne disent pas si le hasard explique l’écart"));
  in.arrets.assign(36, 140);  // wide: 1 is inside
  const IjResult chance = Computed(in);
  CHECK_THAT(chance.conclusion, Catch::Contains("le hasard peut suffire"));
  CHECK(chance.diffusable);
  in.ij_attendues_par_patient = Decimal{600, 2};
  CHECK_THAT(Computed(in).conclusion, Catch::Contains("ne dépasse pas l’attendu"));
  CHECK_THAT(Computed(Profile()).conclusion,
             Catch::Contains("le hasard seul n’explique d’ordinaire pas"));
  // Twice the expected on a small list: a dozen spells could do it.
  IjInput small;
  small.patients_actifs = 100;
  small.ij_prescrites = 400;
  small.ij_attendues_par_patient = Decimal{180, 2};
  CHECK_THAT(Computed(small).conclusion,
             Catch::Contains("ne disent pas si le hasard explique l’écart"));
  IjInput doubtful = Profile();
  doubtful.a_verifier = {"patients_actifs"};
  CHECK_THAT(Computed(doubtful).conclusion,
             Catch::Contains("Provisoire") && Catch::Contains("patients_actifs"));
}

TEST_CASE("impossible figures name row and column", "[ij]") {
  const auto refused = [](const IjInput& in) {
    const Result<IjResult> r = ComputeIj(in);
    REQUIRE_FALSE(r.ok());
    CHECK(r.error().code == ErrorCode::kUsage);
    return r.error().message;
  };
  IjInput in = Profile();
  in.patients_actifs = 0;
  CHECK(refused(in) == "column patients_actifs: zero");
  in.patients_actifs = -1;
  CHECK(refused(in) == "column patients_actifs: negative");
  in = Profile();
  in.ij_par_patient = Decimal{-1, 2};
  CHECK(refused(in) == "column ij_par_patient: negative");
  in = Profile();
  in.strates = {Stratum("F", "30-44", 40, 120, {}), Stratum("F", "30-44", 10, 12, {})};
  CHECK(refused(in) == "row 2: the same stratum twice");
  in.strates[1] = Stratum("M", "30-44", 0, 12, {});
  CHECK(refused(in) == "row 2, column patients: zero, but there are IJ");
  in.strates[1] = Stratum("M", "30-44", 5, -12, {});
  CHECK(refused(in) == "row 2, column ij: negative");
  in.strates = {Stratum("M", "30-44", 0, 0, {})};
  CHECK(refused(in) == "column patients: zero in every row");
  in.strates.clear();
  in.arrets = {3, 0};
  CHECK(refused(in) == "row 2, column arrets: not between 1 and 36500 days");
}

TEST_CASE("output of the contract", "[ij]") {
  const Result<JsonNode> json = ParseJson(ToJson(Computed(Profile())));
  REQUIRE(json.ok());
  std::vector<std::string> keys;
  for (const auto& [key, value] : json->members) keys.push_back(key);
  CHECK(keys == std::vector<std::string>{"observees", "attendues", "ratio", "exces", "par_patient",
                                         "intervalles", "checks", "sensibilite", "conclusion"});
  CHECK(json->Find("observees")->text == "5016");
  CHECK(json->Find("attendues")->text == "2261.76");
  CHECK(json->Find("ratio")->text == "2.218");
  CHECK(json->Find("exces")->text == "2754.24");
  CHECK(json->Find("par_patient")->Find("constate")->text == "5.5");
  CHECK(json->Find("par_patient")->Find("attendu")->text == "2.48");
  const JsonNode& byar = json->Find("intervalles")->items.at(0);
  CHECK(byar.Find("methode")->text == "byar");
  CHECK(byar.Find("niveau")->text == "0.95");
  CHECK(byar.Find("bas")->text == "2.16");
  CHECK(byar.Find("haut")->text == "2.28");
  CHECK_FALSE(byar.Find("valable")->boolean);
  const std::string text = ToText(Computed(Profile()));
  CHECK_THAT(text, Catch::Contains("IJ observées") && Catch::Contains("non valable") &&
                       Catch::Contains("2,22"));
}

}  // namespace
}  // namespace riposte
