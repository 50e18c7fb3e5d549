// Figures that the law allows or not, around every threshold.
#include <catch2/catch.hpp>

#include "pipeline/dossier/dossier.h"

namespace riposte {
namespace {

using namespace std::chrono_literals;

const Law& TheLaw() {
  static const Result<Law> law = Law::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates");
  REQUIRE(law.ok());
  return *law;
}

Fact Read(const Value& value, bool sure = true) {
  return {.value = value,
          .text = ToCanonical(value),
          .status = sure ? FactStatus::kSure : FactStatus::kToReview};
}

Dossier With(const std::string& type, std::map<std::string, Fact> fields,
             Date letter = 2025y / 8 / 20) {
  Dossier d;
  d.id = "2025/MARTIN-Claire-mso-2025-06";
  d.procedure = "mso";
  Piece p;
  p.id = "P1";
  p.letter.type = {.value = type, .status = FactStatus::kSure};
  p.letter.fields = std::move(fields);
  p.letter.fields["date_lettre"] = Read(letter);
  p.letter.fields["departement"] = Read(std::string("44"));
  d.pieces = {p};
  return d;
}

Finding Found(Dossier& d, const std::string& id) {
  REQUIRE(Recompute(d, TheLaw(), 2025y / 9 / 1).ok());
  for (const Finding& f : d.findings)
    if (f.id == id) return f;
  FAIL("no finding " << id);
  return {};
}

std::string State(const std::string& type, std::map<std::string, Fact> fields,
                  const std::string& id, Date letter = 2025y / 8 / 20) {
  Dossier d = With(type, std::move(fields), letter);
  return Found(d, type + "." + id).state;
}

}  // namespace

TEST_CASE("the perimeter of the comparison", "[findings]") {
  const auto state = [](const char* where, bool sure = true, Date letter = 2025y / 6 / 18) {
    return State("notification_mso", {{"perimetre_comparaison", Read(std::string(where), sure)}},
                 "perimetre", letter);
  };
  CHECK(state("ars") == "conforme");
  CHECK(state("caisse") == "conforme");
  CHECK(state("departement") == "contraire");
  CHECK(state("france") == "contraire");
  CHECK(state("autre") == "non_verifiable");
  CHECK(state("departement", false) == "douteux");
  // The statute's wording is not known from 27 June 2026 on.
  CHECK(state("departement", true, 2026y / 6 / 26) == "contraire");
  CHECK(state("departement", true, 2026y / 6 / 27) == "non_verifiable");
  CHECK(State("notification_mso", {}, "perimetre") == "non_verifiable");
}

TEST_CASE("a target against the mean, in the printed unit only", "[findings]") {
  const auto state = [](Decimal target, Decimal mean, bool sure = true) {
    return State(
        "proposition_mso",
        {{"objectif_ij_par_patient", Read(target)}, {"moyenne_reference", Read(mean, sure)}},
        "objectif_moyenne");
  };
  CHECK(state({247, 2}, {248, 2}) == "contraire");
  CHECK(state({248, 2}, {248, 2}) == "conforme");
  CHECK(state({25, 1}, {248, 2}) == "conforme");
  CHECK(state({247, 2}, {248, 2}, false) == "douteux");
  CHECK(
      State("proposition_mso",
            {{"objectif_pct", Read(Decimal{-200, 1})}, {"moyenne_reference", Read(Decimal{2, 0})}},
            "objectif_moyenne") == "non_verifiable");
}

TEST_CASE("a period of four to six months", "[findings]") {
  const auto state = [](Date from, Date to) {
    return State("proposition_mso", {{"mesure_debut", Read(from)}, {"mesure_fin", Read(to)}},
                 "periode_duree");
  };
  CHECK(state(2025y / 9 / 1, 2026y / 2 / 28) == "conforme");
  CHECK(state(2025y / 9 / 1, 2026y / 3 / 1) == "conforme");
  CHECK(state(2025y / 9 / 1, 2026y / 3 / 2) == "contraire");
  CHECK(state(2025y / 9 / 1, 2025y / 12 / 31) == "conforme");
  CHECK(state(2025y / 9 / 1, 2025y / 12 / 30) == "contraire");
  CHECK(State("proposition_mso", {}, "periode_duree") == "non_verifiable");
}

TEST_CASE("a period counted from the receipt", "[findings]") {
  Dossier d = With("proposition_mso", {{"mesure_debut", Read(Date{2025y / 9 / 1})}});
  CHECK(Found(d, "proposition_mso.periode_depart").state == "douteux");
  CHECK(Found(d, "proposition_mso.periode_depart").missing ==
        std::vector<std::string>{"date_remise"});
  REQUIRE(SetGiven(d, {.id = "date_remise", .value = Date{2025y / 8 / 25}, .piece = "P1"}).ok());
  CHECK(Found(d, "proposition_mso.periode_depart").state == "contraire");
  REQUIRE(SetGiven(d, {.id = "date_remise", .value = Date{2025y / 9 / 1}, .piece = "P1"}).ok());
  CHECK(Found(d, "proposition_mso.periode_depart").state == "conforme");
  // Whenever it was received, it cannot have been on that day.
  CHECK(State("proposition_mso", {{"mesure_debut", Read(Date{2025y / 8 / 1})}}, "periode_depart") ==
        "contraire");
}

TEST_CASE("prior agreement for six months at most", "[findings]") {
  const auto state = [](Date to) {
    return State("decision_msap",
                 {{"mesure_debut", Read(Date{2025y / 9 / 1})}, {"mesure_fin", Read(to)}}, "duree");
  };
  CHECK(state(2026y / 2 / 28) == "conforme");
  CHECK(state(2026y / 3 / 1) == "conforme");
  CHECK(state(2026y / 3 / 2) == "contraire");
}

TEST_CASE("an announced delay against the rule's", "[findings]") {
  const auto state = [](Duration announced, bool sure = true) {
    return State("notification_mso", {{"delai_annonce", Read(announced, sure)}}, "delai_annonce");
  };
  CHECK(state({1, 0}) == "conforme");
  CHECK(state({2, 0}) == "conforme");
  CHECK(state({0, 15}) == "contraire");
  CHECK(state({0, 15}, false) == "douteux");
}

}  // namespace riposte
