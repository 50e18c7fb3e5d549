// IJ of a dossier: the letter's figures with what the doctor answered and the RIAPs beside it, each
// with where it came from; and the pictures that are kept with them.
#include <catch2/catch.hpp>
#include <filesystem>

#include "pipeline/dossier/dossier.h"
#include "tests/pipeline/store/scratch.h"

namespace riposte {
namespace {

using namespace std::chrono_literals;

const std::string kTemplates = std::string(RIPOSTE_SOURCE_DIR) + "/templates";

Fact Read(const Value& value) {
  Fact f;
  f.value = value;
  f.text = ToCanonical(value);
  f.spans = {{1, {1, 2, 3, 4}}};
  f.status = FactStatus::kSure;
  return f;
}

Row Stratum(const char* sex, int64_t patients, int64_t ij, Decimal expected) {
  return {{"sexe", Read(std::string(sex))},
          {"patients", Read(patients)},
          {"ij", Read(ij)},
          {"ij_attendues", Read(expected)}};
}

Piece Riap(const char* id, Date until, int64_t ij) {
  Piece p;
  p.id = id;
  p.letter.type = {.value = "riap", .status = FactStatus::kSure};
  p.letter.fields = {{"periode_debut", Read(Date{until.year() / 1 / 1})},
                     {"periode_fin", Read(until)},
                     {"patients_differents", Read(int64_t{1300})}};
  p.letter.tables["lignes"] = {{{"rubrique", Read(std::string("prescriptions"))},
                                {"libelle", Read(std::string("IJ"))},
                                {"vous", Read(Decimal{ij, 0})},
                                {"vous_par_patient", Read(Decimal{430, 2})},
                                {"reference_par_patient", Read(Decimal{260, 2})}}};
  return p;
}

Dossier Launched() {
  Dossier d;
  d.id = "2025/MARTIN-Claire-mso-2025-06";
  d.procedure = "mso";
  Piece p;
  p.id = "P1";
  p.letter.type = {.value = "notification_mso", .status = FactStatus::kSure};
  p.letter.fields = {{"date_lettre", Read(2025y / 6 / 18)},
                     {"departement", Read(std::string("44"))},
                     {"patients_actifs", Read(int64_t{912})},
                     {"ij_prescrites", Read(int64_t{5016})},
                     {"ij_attendues_par_patient", Read(Decimal{248, 2})}};
  p.letter.tables["profil"] = {Stratum("F", 500, 2000, {10000, 1}),
                               Stratum("M", 412, 3016, {12618, 1})};
  d.pieces = {p};
  return d;
}

void Run(Dossier& d) {
  static const Result<Law> law = Law::Load(kTemplates);
  REQUIRE(law.ok());
  REQUIRE(Recompute(d, *law, 2025y / 6 / 25).ok());
}

void Answer(Dossier& d, const std::string& id, const std::string& text) {
  const Status s = SetGiven(d, {.id = "reponse." + id,
                                .value = text,
                                .author = "Dr Martin",
                                .date = "2025-06-24",
                                .piece = "P1"});
  INFO((s.ok() ? "" : s.error().ToString()));
  REQUIRE(s.ok());
}

bool Has(const std::vector<FigureInput>& inputs, const std::string& id, const std::string& origin) {
  for (const FigureInput& i : inputs)
    if (i.id == id && i.origin == origin) return true;
  return false;
}

bool Warned(const Dossier& d, const std::string& words) {
  for (const std::string& w : d.warnings)
    if (w.find(words) != std::string::npos) return true;
  return false;
}

TEST_CASE("the doctor's spells and parts enter the figures with their origin", "[dossier][ij]") {
  Dossier d = Launched();
  Run(d);
  REQUIRE(d.figures);
  CHECK_FALSE(d.figures->phi);
  Answer(d, "arrets_durees", "92x54 48");
  Answer(d, "ij_at_mp", "1254");
  Answer(d, "ij_cinq_patients", "9999");  // more than all days: not taken
  Run(d);
  CHECK(*d.figures->phi == Approx(91.58).epsilon(1e-3));
  CHECK(Has(d.figures_inputs, "reponse.arrets_durees", "donne"));
  CHECK(Has(d.figures_inputs, "reponse.ij_at_mp", "donne"));
  CHECK_FALSE(Has(d.figures_inputs, "reponse.ij_cinq_patients", "donne"));
  CHECK(Has(d.figures_inputs, "ij_prescrites", "lu"));
  bool part = false;
  for (const auto& s : d.figures->sensibilite)
    part = part || (s.part && *s.part == Approx(0.25) && s.sens_unique);
  CHECK(part);
  const std::string xml = ToXml(d);
  const Result<Dossier> back = DossierFromXml(xml, "dossier.xml", kTemplates);
  INFO((back.ok() ? "" : back.error().ToString()));
  REQUIRE(back.ok());
  CHECK(ToXml(*back) == xml);
  CHECK(back->figures->etapes == d.figures->etapes);

  Answer(d, "arrets_durees", "une trentaine");
  Run(d);
  CHECK_FALSE(d.figures->phi);
  CHECK(Warned(d, "durées d’arrêts n’est pas comprise"));
}

TEST_CASE("a target in days is one in days per patient", "[dossier][ij]") {
  Dossier d = Launched();
  Piece p;
  p.id = "P2";
  p.letter.type = {.value = "proposition_mso", .status = FactStatus::kSure};
  p.letter.fields = {{"date_lettre", Read(2025y / 7 / 28)},
                     {"objectif_nombre", Read(int64_t{4013})}};
  d.pieces.push_back(p);
  Run(d);
  REQUIRE(d.figures);
  REQUIRE(d.figures->objectif);
  CHECK(d.figures->objectif->ij == Approx(4013).margin(0.01));
  CHECK(d.figures->objectif->baisse == Approx(1003).margin(0.01));
  CHECK(Has(d.figures_inputs, "objectif_nombre", "lu"));
}

TEST_CASE("two RIAPs of one year stand beside the letter", "[dossier][ij]") {
  Dossier d = Launched();
  d.pieces.push_back(Riap("P2", 2025y / 6 / 30, 5600));
  d.pieces.push_back(Riap("P3", 2025y / 3 / 31, 2500));
  d.pieces.push_back(Riap("P4", 2024y / 12 / 31, 11000));
  Run(d);
  REQUIRE(d.figures);
  CHECK(*d.figures->ratio == Approx(5016 / 2261.8));  // the RIAP changes nothing of it
  CHECK(d.figures->riap.size() == 1);
  REQUIRE(d.figures->riap_entre);
  CHECK(*d.figures->riap_entre->periode_debut == 2025y / 4 / 1);
  CHECK(*d.figures->riap_entre->lignes.at(0).vous == Decimal{3100, 0});
  bool second = false, third = false, fourth = false;
  for (const FigureInput& i : d.figures_inputs) {
    second = second || i.piece == "P2";
    third = third || i.piece == "P3";
    fourth = fourth || i.piece == "P4";
  }
  CHECK((second && third && !fourth));
  const std::string xml = ToXml(d);
  const Result<Dossier> back = DossierFromXml(xml, "dossier.xml", kTemplates);
  INFO((back.ok() ? "" : back.error().ToString()));
  REQUIRE(back.ok());
  CHECK(ToXml(*back) == xml);
  REQUIRE(back->figures->riap_entre);
  CHECK(*back->figures->riap_entre->lignes.at(0).vous == Decimal{3100, 0});
}

TEST_CASE("the pictures of a dossier are kept with it and go with its figures", "[dossier][ij]") {
  const Scratch home;
  Dossier d = Launched();
  Answer(d, "arrets_durees", "92x54 48");
  Run(d);
  CHECK(PicturesOf(d).size() == 2);
  REQUIRE(SaveDossier(home.path(), d).ok());
  const std::string folder = home.path() + "/dossiers/" + d.id;
  CHECK(std::filesystem::exists(folder + "/ij-strates.svg"));
  CHECK(std::filesystem::exists(folder + "/ij-arrets.svg"));
  d.pieces[0].letter.tables.clear();
  Answer(d, "arrets_durees", "?");
  Run(d);
  CHECK(PicturesOf(d).empty());
  REQUIRE(SaveDossier(home.path(), d).ok());
  CHECK_FALSE(std::filesystem::exists(folder + "/ij-strates.svg"));
  CHECK_FALSE(std::filesystem::exists(folder + "/ij-arrets.svg"));
}

}  // namespace
}  // namespace riposte
