// ROSP of a dossier: from the statement's reliable cells only, stored with where each came from.
#include <catch2/catch.hpp>

#include "pipeline/dossier/dossier.h"

namespace riposte {
namespace {

using namespace std::chrono_literals;

const std::string kTemplates = std::string(RIPOSTE_SOURCE_DIR) + "/templates";

Fact Read(const Value& value, bool sure = true) {
  Fact f;
  f.value = value;
  f.text = ToCanonical(value);
  f.spans = {{1, {1, 2, 3, 4}}};
  f.status = sure ? FactStatus::kSure : FactStatus::kToReview;
  return f;
}

Row Line(const std::string& label, Decimal start, Decimal found, Cents paid) {
  return {{"libelle", Read(label)},
          {"taux_depart", Read(start)},
          {"taux_suivi", Read(found)},
          {"objectif_intermediaire", Read(Decimal{54, 0})},
          {"objectif_cible", Read(Decimal{65, 0})},
          {"points", Read(Decimal{30, 0})},
          {"montant", Read(paid)}};
}

Dossier Statement() {
  Dossier d;
  d.id = "2022/MARTIN-Claire-rosp-2022-04";
  d.procedure = "rosp";
  Piece p;
  p.id = "P1";
  p.letter.type = {.value = "decompte_rosp", .status = FactStatus::kSure};
  p.letter.fields = {{"date_lettre", Read(2022y / 4 / 27)},
                     {"departement", Read(std::string("44"))},
                     {"annee", Read(int64_t{2021})},
                     {"patientele_mt", Read(int64_t{800})},
                     {"montant", Read(Cents{21000})}};
  p.letter.tables["indicateurs"] = {Line("un", {400, 1}, {650, 1}, Cents{21000}),
                                    Line("deux", {400, 1}, {600, 1}, Cents{0})};
  d.pieces = {p};
  return d;
}

void Run(Dossier& d) {
  static const Result<Law> law = Law::Load(kTemplates);
  static const Result<RospGrids> grids = RospGrids::Load(kTemplates);
  REQUIRE(law.ok());
  REQUIRE(grids.ok());
  REQUIRE(Recompute(d, *law, 2022y / 5 / 10, &*grids).ok());
}

TEST_CASE("a statement is recomputed and kept in its dossier", "[dossier][rosp]") {
  Dossier d = Statement();
  Run(d);
  REQUIRE(d.rosp);
  CHECK(d.rosp_piece == "P1");
  CHECK(*d.rosp->lignes.at(0).montant == Cents{21000});
  CHECK(d.rosp->lignes.at(1).montant->value == 14318);  // 0.3 + 0.7 × 6/11
  CHECK(d.rosp->reclamations.size() == 1);
  size_t cells = 0;
  bool year = false;
  for (const FigureInput& i : d.rosp_inputs) {
    CHECK(i.piece == "P1");
    CHECK(i.origin == "lu");
    CHECK(i.spans.size() == 1);
    cells += i.row > 0 ? 1 : 0;
    year = year || (i.id == "annee" && i.value == "2021");
  }
  CHECK(cells == 14);
  CHECK(year);
  const std::string xml = ToXml(d);
  const Result<Dossier> back = DossierFromXml(xml, "dossier.xml", kTemplates);
  INFO((back.ok() ? "" : back.error().ToString()));
  REQUIRE(back.ok());
  CHECK(ToXml(*back) == xml);
  CHECK(back->rosp_inputs.size() == d.rosp_inputs.size());
  CHECK(ToJson(*back).find("\"rosp_inputs\"") != std::string::npos);
}

TEST_CASE("a doubtful cell costs its line, not the statement", "[dossier][rosp]") {
  Dossier d = Statement();
  d.pieces[0].letter.tables["indicateurs"][1]["taux_depart"].status = FactStatus::kToReview;
  Run(d);
  REQUIRE(d.rosp);
  CHECK(*d.rosp->lignes.at(0).montant == Cents{21000});
  CHECK_FALSE(d.rosp->lignes.at(1).montant);
  CHECK(d.rosp->lignes.at(1).libelle == "deux");
  CHECK_FALSE(d.rosp->ecart);
  CHECK(d.rosp->reclamations.empty());
  // A person's word makes it whole.
  REQUIRE(SetGiven(d, {.id = "patientele_mt", .value = int64_t{1600}, .author = "s", .piece = "P1"})
              .ok());
  Run(d);
  CHECK(*d.rosp->lignes.at(0).montant == Cents{42000});
  for (const FigureInput& i : d.rosp_inputs)
    if (i.id == "patientele_mt") CHECK(i.origin == "donne");
}

TEST_CASE("without the list nothing is computed and it is said", "[dossier][rosp]") {
  Dossier d = Statement();
  d.pieces[0].letter.fields["patientele_mt"].status = FactStatus::kToReview;
  Run(d);
  CHECK_FALSE(d.rosp);
  bool said = false;
  for (const std::string& w : d.warnings) said = said || w.find("ROSP") != std::string::npos;
  CHECK(said);
}

TEST_CASE("the doctor's own list enters the figures with its origin", "[dossier][rosp]") {
  Dossier d = Statement();
  for (const auto& [id, text] :
       {std::pair{"patientele_mt_cabinet", "993"}, {"patientele_regime_general", "800"}})
    REQUIRE(SetGiven(d, {.id = std::string("reponse.") + id,
                         .value = std::string(text),
                         .author = "Dr Martin",
                         .piece = "P1"})
                .ok());
  Run(d);
  REQUIRE(d.rosp);
  const RospClaim* list = nullptr;
  for (const RospClaim& c : d.rosp->reclamations)
    if (c.id == "patientele") list = &c;
  REQUIRE(list);
  CHECK(list->texte.find("MSA") != std::string::npos);
  CHECK_FALSE(list->affirmable);
  size_t given = 0;
  for (const FigureInput& i : d.rosp_inputs) given += i.origin == "donne" ? 1 : 0;
  CHECK(given == 2);
  CHECK_FALSE(d.rosp->lignes.at(0).calcul.empty());
  const std::string xml = ToXml(d);
  const Result<Dossier> back = DossierFromXml(xml, "dossier.xml", kTemplates);
  REQUIRE(back.ok());
  CHECK(ToXml(*back) == xml);
}

TEST_CASE("a forfait statement is set beside the known sums", "[dossier][rosp]") {
  Dossier d = Statement();
  Piece& p = d.pieces[0];
  p.letter.type.value = "decompte_fmt";
  p.letter.fields = {{"date_lettre", Read(2026y / 4 / 15)},
                     {"departement", Read(std::string("84"))},
                     {"annee", Read(int64_t{2026})}};
  p.letter.tables["indicateurs"] = {{{"libelle", Read(std::string("Patients de moins de 7 ans"))},
                                     {"patients", Read(int64_t{63})},
                                     {"montant", Read(Cents{23625})}}};
  Run(d);
  REQUIRE(d.rosp);
  CHECK(d.rosp->regime == "fmt");
  CHECK(d.rosp->lignes.at(0).applique == "conforme");
  CHECK(d.rosp->reclamations.empty());
  const std::string xml = ToXml(d);
  REQUIRE(DossierFromXml(xml, "dossier.xml", kTemplates).ok());
}

}  // namespace
}  // namespace riposte
