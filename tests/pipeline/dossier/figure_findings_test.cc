// Figures that the law allows or not, around every threshold.
#include <algorithm>
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

TEST_CASE("payments claimed back after three years", "[findings]") {
  const auto state = [](Date paid, std::map<std::string, Fact> fields, bool sure = true,
                        Date letter = 2026y / 3 / 2) {
    Dossier d = With("notification_indu", std::move(fields), letter);
    d.pieces.back().letter.tables["lignes_indu"] = {
        {{"ligne", Read(std::string("1"))}, {"date_paiement", Read(paid, sure)}},
        {{"ligne", Read(std::string("2"))}, {"date_paiement", Read(Date{2025y / 9 / 1})}}};
    return Found(d, "notification_indu.prescription").state;
  };
  const std::map<std::string, Fact> no_fraud = {{"fraude_alleguee", Read(false)}};
  CHECK(state(2023y / 3 / 2, no_fraud) == "conforme");
  // Paid on Wednesday 1 March 2023: until Sunday 1 March 2026, at the latest Monday 2.
  CHECK(state(2023y / 3 / 1, no_fraud) == "conforme");
  CHECK(state(2023y / 3 / 1, no_fraud, true, 2026y / 3 / 3) == "contraire");
  CHECK(state(2023y / 2 / 24, no_fraud) == "contraire");
  CHECK(state(2023y / 2 / 24, no_fraud, false) == "douteux");
  // What the letter does not say is asked; a fraud has no such limit.
  CHECK(state(2023y / 2 / 24, {}) == "douteux");
  CHECK(state(2023y / 2 / 24, {{"fraude_alleguee", Read(true)}}) == "non_verifiable");
  CHECK(state(2023y / 2 / 24, no_fraud, true, 2026y / 7 / 1) == "non_verifiable");

  Dossier d = With("notification_indu", {}, 2026y / 3 / 2);
  const auto asked = [&] {
    REQUIRE(Recompute(d, TheLaw(), 2026y / 3 / 9).ok());
    return std::any_of(d.questions.begin(), d.questions.end(),
                       [](const Question& q) { return q.id == "fraude_alleguee"; });
  };
  d.pieces.back().letter.tables["lignes_indu"] = {{{"date_paiement", Read(Date{2023y / 2 / 24})}}};
  CHECK(asked());
  d.pieces.back().letter.tables.clear();
  CHECK_FALSE(asked());
  for (const Finding& f : d.findings) CHECK(f.id != "notification_indu.prescription");
}

TEST_CASE("a delegation of signature is asked for, not found missing", "[findings]") {
  Dossier d = With("decision_msap", {{"signataire", Read(std::string("Jeanne LEROY"))},
                                     {"signataire_qualite", Read(std::string("delegation"))}});
  const Finding f = Found(d, "decision_msap.delegation_signature");
  CHECK(f.kind == "demande");
  CHECK(f.state == "a_demander");
  CHECK(f.note.find("Jeanne LEROY") != std::string::npos);
  CHECK(Describe(d, 2025y / 9 / 1).find("à demander à la caisse") != std::string::npos);
  const Result<Dossier> back =
      DossierFromXml(ToXml(d), "dossier.xml", std::string(RIPOSTE_SOURCE_DIR) + "/templates");
  if (!back.ok()) FAIL(back.error().ToString());
  // Once for a letter, however often it is recomputed; not of what the director signed himself.
  REQUIRE(Recompute(d, TheLaw(), 2025y / 9 / 2).ok());
  const auto count = [](const Dossier& dossier) {
    return std::count_if(dossier.findings.begin(), dossier.findings.end(),
                         [](const Finding& g) { return g.kind == "demande"; });
  };
  CHECK(count(d) == 1);
  Dossier himself = With("decision_msap", {{"signataire_qualite", Read(std::string("directeur"))}});
  REQUIRE(Recompute(himself, TheLaw(), 2025y / 9 / 1).ok());
  CHECK(count(himself) == 0);
  Dossier invitation =
      With("invitation_entretien", {{"signataire_qualite", Read(std::string("delegation"))}});
  REQUIRE(Recompute(invitation, TheLaw(), 2025y / 9 / 1).ok());
  CHECK(count(invitation) == 0);
}

}  // namespace riposte
