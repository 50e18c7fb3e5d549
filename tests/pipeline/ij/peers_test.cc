// Statistics against base R (r/run), the peers, the parts, the target, the RIAP and the pictures.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "extractors/template/xml.h"
#include "extractors/values/csv.h"
#include "pipeline/ij/ij.h"

namespace riposte {
namespace {

using namespace std::chrono_literals;

IjResult Computed(const IjInput& in) {
  const Result<IjResult> r = ComputeIj(in);
  INFO((r.ok() ? "" : r.error().ToString()));
  REQUIRE(r.ok());
  return *r;
}

// 5,016 observed for 2,261.76 expected.
IjInput Profile() {
  IjInput in;
  in.periode_debut = 2024y / 9 / 1;
  in.periode_fin = 2025y / 2 / 28;
  in.patients_actifs = 912;
  in.ij_prescrites = 5016;
  in.ij_attendues_par_patient = Decimal{248, 2};
  return in;
}

// The spells and peers of r/run.
IjInput Drawn() {
  IjInput in;
  in.patients_actifs = 10000;
  in.ij_prescrites = 52100;
  in.ij_attendues_par_patient = Decimal{2, 0};
  for (int i = 1; i <= 200; ++i) in.arrets.push_back(i * 7919 % 360 + 1);
  for (int k = 0; k < 60; ++k) {
    const int64_t e = 500 + 50 * k;
    const double o = static_cast<double>(e) * (0.5 + k * 37 % 60 / 50.0);
    in.pairs.push_back({Decimal{static_cast<int64_t>(std::nearbyint(o)), 0}, Decimal{e, 0}});
  }
  return in;
}

CsvTable Values(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  Result<CsvTable> table = ParseCsv(text.str(), "values.csv");
  REQUIRE(table.ok());
  return *table;
}

const char* const kKept = RIPOSTE_SOURCE_DIR "/tests/pipeline/ij/r/values.csv";

// What is compared below is what R computes now.
TEST_CASE("R computes the kept values again", "[ij][r]") {
  if (std::system("command -v Rscript >/dev/null 2>&1") != 0) {
    WARN("Rscript is not installed (r-base-core): the kept values are compared alone");
    return;
  }
  const std::string path =
      std::filesystem::temp_directory_path() / ("riposte-r-" + std::to_string(getpid()) + ".csv");
  const std::string run = RIPOSTE_SOURCE_DIR "/tests/pipeline/ij/r/run";
  REQUIRE(std::system(("Rscript --vanilla '" + run + "' '" + path + "'").c_str()) == 0);
  const CsvTable now = Values(path), kept = Values(kKept);
  std::filesystem::remove(path);
  REQUIRE(now.rows.size() == kept.rows.size());
  for (size_t i = 0; i < now.rows.size(); ++i) {
    INFO("row " << i + 1);
    CHECK(now.rows[i].cells.at(0) == kept.rows[i].cells.at(0));
    for (size_t c = 1; c < now.header.size(); ++c)
      CHECK(std::stod(now.rows[i].cells.at(c)) ==
            Approx(std::stod(kept.rows[i].cells.at(c))).epsilon(1e-10).margin(1e-12));
  }
}

TEST_CASE("statistics as base R computes them", "[ij][r]") {
  const CsvTable table = Values(kKept);
  const IjResult drawn = Computed(Drawn());
  REQUIRE(drawn.entonnoir);
  size_t seen = 0;
  for (const CsvRow& row : table.rows) {
    const std::string& name = row.cells.at(0);
    const auto number = [&row](size_t i) { return std::stod(row.cells.at(i)); };
    const double o = number(1), e = number(2), level = number(3), low = number(4), high = number(5);
    INFO(name << " " << o << " " << level);
    ++seen;
    if (name == "garwood" || name == "byar" || name == "surdispersion") {
      IjInput in;
      if (name == "surdispersion") in = Drawn();
      in.patients_actifs = 100;
      in.ij_prescrites = static_cast<int64_t>(o);
      in.ij_attendues_par_patient = Decimal{static_cast<int64_t>(std::llround(e * 10000)), 6};
      bool found = false;
      for (const IjInterval& i : Computed(in).intervalles) {
        if (i.methode != name || std::abs(i.niveau - level) > 1e-9) continue;
        found = true;
        CHECK(i.bas == Approx(low).epsilon(1e-9).margin(1e-12));
        CHECK(i.haut == Approx(high).epsilon(1e-9));
      }
      CHECK(found);
    } else if (name == "phi") {
      CHECK(*drawn.phi == Approx(low).epsilon(1e-9));
      CHECK(*drawn.z == Approx(high).epsilon(1e-9));
    } else if (name == "entonnoir") {
      CHECK(drawn.entonnoir->phi == Approx(low).epsilon(1e-9));
      CHECK(drawn.entonnoir->tau2 == Approx(high).epsilon(1e-9));
    } else if (name == "limites") {
      CHECK((level < 2 ? drawn.entonnoir->bas95 : drawn.entonnoir->bas998) ==
            Approx(low).epsilon(1e-9));
      CHECK((level < 2 ? drawn.entonnoir->haut95 : drawn.entonnoir->haut998) ==
            Approx(high).epsilon(1e-9));
    } else if (name == "retreci") {
      CHECK(*drawn.entonnoir->ratio_retreci == Approx(low).epsilon(1e-9));
    } else {
      FAIL("a row that no test knows");
    }
  }
  CHECK(seen == 39);
}

TEST_CASE("a shrunk ratio needs the spells, a funnel ten peers", "[ij]") {
  IjInput in = Drawn();
  in.arrets.clear();
  REQUIRE(Computed(in).entonnoir);
  CHECK_FALSE(Computed(in).entonnoir->ratio_retreci);
  in.pairs.resize(9);
  CHECK_FALSE(Computed(in).entonnoir);
  // Peers that vary no more than chance have no variance of their own.
  IjInput even = Drawn();
  for (IjPeer& p : even.pairs) p.observees = p.attendues;
  CHECK(Computed(even).entonnoir->tau2 == 0);
  CHECK_FALSE(Computed(even).entonnoir->ratio_retreci);
  even.pairs[3].attendues = Decimal{0, 0};
  CHECK(ComputeIj(even).error().message == "row 4, column attendues: zero or negative");
}

const Check* FindCheck(const IjResult& r, const std::string& id) {
  for (const Check& c : r.checks)
    if (c.id == id) return &c;
  return nullptr;
}

TEST_CASE("window and scope of the letter", "[ij]") {
  const std::string id = "période = période d’une campagne connue";
  struct Window {
    Date from, until;
    const char* status;
  };
  const Window rows[] = {{2024y / 9 / 1, 2025y / 2 / 28, "holds"},
                         {2025y / 1 / 1, 2025y / 6 / 30, "holds"},
                         {2022y / 11 / 1, 2023y / 2 / 28, "holds"},
                         {2024y / 9 / 1, 2025y / 1 / 31, "broken"},
                         {2019y / 9 / 1, 2020y / 2 / 29, "not_checkable"}};
  for (const Window& row : rows) {
    IjInput in = Profile();
    in.periode_debut = row.from;
    in.periode_fin = row.until;
    REQUIRE(FindCheck(Computed(in), id));
    CHECK(FindCheck(Computed(in), id)->status == row.status);
  }
  IjInput in = Profile();
  CHECK_FALSE(FindCheck(Computed(in), "périmètre = régime général"));
  in.perimetre_regime = "Régime général";
  CHECK(FindCheck(Computed(in), "périmètre = régime général")->status == "holds");
  in.perimetre_regime = "tous régimes";
  CHECK(FindCheck(Computed(in), "périmètre = régime général")->status == "broken");
}

TEST_CASE("parts of the days, one-sided unless the expected is redone", "[ij]") {
  IjInput in = Profile();
  in.parts = {{"at_mp", 1254, {}}, {"cinq_patients", 1003, Decimal{2000, 0}}};
  const IjResult r = Computed(in);
  REQUIRE(r.sensibilite.size() == 2);
  CHECK(*r.sensibilite[0].part == Approx(0.25));
  CHECK(r.sensibilite[0].sens_unique);
  CHECK(r.sensibilite[0].ratio == Approx(3762 / 2261.76));
  CHECK(r.sensibilite[0].sans.find("sens unique") != std::string::npos);
  CHECK_FALSE(r.sensibilite[1].sens_unique);
  CHECK(r.sensibilite[1].ratio == Approx(4013 / 2000.0));
  in.parts = {{"at_mp", 6000, {}}};
  CHECK(ComputeIj(in).error().message == "part at_mp, ij: more than ij_prescrites");
  in.parts = {{"autre", 6, {}}};
  CHECK(ComputeIj(in).error().message == "unknown part: autre");
}

TEST_CASE("strata merged by a trait leave both sides", "[ij]") {
  IjInput in;
  const auto add = [&in](const char* sex, const char* age, int64_t n, int64_t ij, Decimal rate) {
    in.strates.push_back(
        {.sexe = sex, .age = age, .patients = n, .ij = ij, .taux_reference = rate});
  };
  add("F", "16-29", 100, 500, {2, 0});
  add("F", "30-44", 100, 700, {3, 0});
  add("M", "16-29", 100, 200, {2, 0});
  add("M", "30-44", 100, 300, {3, 0});
  const IjResult r = Computed(in);  // 1,700 / 1,000
  const IjResult::Sensibilite* women = nullptr;
  for (const auto& s : r.sensibilite)
    if (s.sans == "les femmes") women = &s;
  REQUIRE(women);
  CHECK(women->ratio == Approx(1.0));  // 500 / 500
  CHECK(*women->part == Approx(1200 / 1700.0));
  CHECK_FALSE(women->sens_unique);
}

TEST_CASE("a target in days, and days a week", "[ij]") {
  IjInput in = Profile();
  in.objectif_ij_par_patient = Decimal{350, 2};
  const IjResult r = Computed(in);
  REQUIRE(r.objectif);
  CHECK(r.objectif->ij == Approx(3192));
  CHECK(r.objectif->baisse == Approx(1824));
  CHECK(*r.objectif->par_semaine == Approx(1824 * 7 / 181.0));
  in.objectif_ij_par_patient.reset();
  in.objectif_pct = Decimal{-20, 0};
  CHECK(Computed(in).objectif->baisse == Approx(5016 * 0.2));
  const Result<IjInput> read = ReadIjInput(
      R"({"patients_actifs": 912, "ij_prescrites": 5016, "objectif_pct": -20,
          "parts": [{"quoi": "at_mp", "ij": 100}],
          "pairs": [{"observees": 10, "attendues": 8.5}]})",
      "a.json");
  REQUIRE(read.ok());
  CHECK(*read->objectif_pct == Decimal{-20, 0});
  CHECK(read->parts.at(0).ij == 100);
  CHECK(read->pairs.at(0).attendues == Decimal{85, 1});
  CHECK(ReadIjInput(R"({"pairs": [{"observees": 1, "attendu": 2}]})", "a.json").error().message ==
        "pairs, row 1, column attendu: unknown column");
}

IjRiap Riap(Date until, int64_t days, int64_t patients) {
  IjRiap r;
  r.periode_debut = Date(until.year(), std::chrono::January, std::chrono::day(1));
  r.periode_fin = until;
  r.patients_differents = patients;
  IjRiapRow ij{.rubrique = "prescriptions", .libelle = "IJ"};
  ij.vous = Decimal{days, 0};
  ij.vous_par_patient = Decimal{600, 2};
  ij.reference = Decimal{days / 2, 0};
  ij.reference_par_patient = Decimal{260, 2};
  ij.etoiles = 4;
  IjRiapRow age{.rubrique = "patients", .libelle = "16 à 29 ans"};
  age.vous_pct = Decimal{194, 1};
  age.reference_pct = Decimal{142, 1};
  IjRiapRow seen{.rubrique = "patients", .libelle = "patients différents"};
  seen.vous = Decimal{patients, 0};
  r.lignes = {ij, age, seen};
  return r;
}

TEST_CASE("a RIAP is set beside the letter and never taken from it", "[ij]") {
  IjInput in = Profile();
  const IjResult without = Computed(in);
  in.riap = Riap(2024y / 12 / 31, 11472, 1912);
  const IjResult r = Computed(in);
  CHECK(*r.ratio == *without.ratio);
  CHECK(*r.observees == *without.observees);
  REQUIRE(r.riap.size() == 2);
  CHECK(r.riap[0].unite == "par_patient");
  CHECK(*r.riap[0].rapport == Approx(6.0 / 2.6));
  CHECK(r.riap[0].etoiles == 4);
  CHECK(r.riap[0].saillante);
  CHECK(r.riap[1].unite == "pct");
  CHECK_FALSE(r.riap[1].saillante);
  CHECK(r.riap_note.find("ne se retranchent pas") != std::string::npos);
  CHECK(r.riap_note.find("4 étoiles, dont aucun texte ne donne le sens") != std::string::npos);
}

TEST_CASE("two RIAPs give a period for volumes only", "[ij]") {
  const Result<IjRiap> r =
      RiapBetween(Riap(2024y / 3 / 31, 2500, 900), Riap(2024y / 6 / 30, 5600, 1300));
  REQUIRE(r.ok());
  CHECK(*r->periode_debut == 2024y / 4 / 1);
  CHECK(*r->periode_fin == 2024y / 6 / 30);
  CHECK_FALSE(r->patients_differents);
  REQUIRE(r->lignes.size() == 1);
  CHECK(*r->lignes[0].vous == Decimal{3100, 0});
  CHECK(*r->lignes[0].reference == Decimal{1550, 0});
  CHECK_FALSE(r->lignes[0].vous_par_patient);
  // September to February cannot be rebuilt.
  CHECK_FALSE(RiapBetween(Riap(2024y / 9 / 30, 9, 9), Riap(2025y / 3 / 31, 9, 9)).ok());
  CHECK_FALSE(RiapBetween(Riap(2024y / 6 / 30, 9, 9), Riap(2024y / 6 / 30, 9, 9)).ok());
  CHECK_FALSE(RiapBetween(Riap(2024y / 3 / 31, 10, 9), Riap(2024y / 6 / 30, 9, 9)).ok());
  IjRiap quarter = Riap(2024y / 6 / 30, 9, 9);
  quarter.periode_debut = 2024y / 4 / 1;
  CHECK_FALSE(RiapBetween(quarter, Riap(2024y / 9 / 30, 9, 9)).ok());
}

// Well-formed, in greys only, without anything that runs or loads.
void CheckSvg(const std::string& svg) {
  const Result<XmlFile> file = XmlFile::Parse(svg, "picture.svg");
  INFO((file.ok() ? "" : file.error().ToString()));
  REQUIRE(file.ok());
  CHECK(file->root().name() == "svg");
  CHECK(file->root().Child("title"));
  for (const char* banned : {"script", "href", "url(", "nan", "inf"})
    CHECK(svg.find(banned) == std::string::npos);
  for (size_t at = svg.find("=\"#"); at != std::string::npos; at = svg.find("=\"#", at + 1)) {
    const std::string colour = svg.substr(at + 3, 3);
    CHECK(colour[0] == colour[1]);
    CHECK(colour[1] == colour[2]);
  }
}

TEST_CASE("pictures", "[ij]") {
  const IjInput in = Drawn();
  const IjResult r = Computed(in);
  const std::string funnel = FunnelSvg(in, r);
  CheckSvg(funnel);
  size_t dots = 0;
  for (size_t at = funnel.find("<circle"); at != std::string::npos;
       at = funnel.find("<circle", at + 1))
    ++dots;
  CHECK(dots == 61);
  CheckSvg(SpellsSvg(in));
  IjInput strata;
  strata.strates.push_back({.sexe = "F",
                            .age = "<30 & plus \"x\"",
                            .patients = 10,
                            .ij = 90,
                            .attendues = Decimal{30, 0}});
  strata.strates.push_back(
      {.sexe = "M", .age = "30-44", .patients = 10, .ij = 10, .attendues = Decimal{30, 0}});
  const std::string bars = StrataSvg(Computed(strata));
  CheckSvg(bars);
  CHECK(bars.find("&lt;30 &amp; plus &quot;x&quot;") != std::string::npos);
  CHECK(bars.find(">+60<") != std::string::npos);
  // Nothing to draw.
  CHECK(FunnelSvg(Profile(), Computed(Profile())).empty());
  CHECK(StrataSvg(Computed(Profile())).empty());
  CHECK(SpellsSvg(Profile()).empty());
}

}  // namespace
}  // namespace riposte
