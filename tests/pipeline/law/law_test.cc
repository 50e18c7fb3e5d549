// The worked cases and sanity cases of the domain sheet on delays (section 7), what chooses the
// rule set, what is warned of, and what is refused.
#include "pipeline/law/law.h"

#include <catch2/catch.hpp>

#include "extractors/values/format.h"
#include "tests/pipeline/law/law_testing.h"

namespace riposte {
namespace {

struct Case {
  const char* name;
  const char* rule;
  const char* start;
  const char* zone;
  const char* raw;
  const char* extended;
  const char* prudent;  // null: none stated
};

const Case kCases[] = {
    {"1 no 30 February", "mso.observations", "2026-01-30", "metropole", "2026-02-28", "2026-03-02",
     "2026-02-27"},
    {"2 leap year", "mso.observations", "2028-01-31", "metropole", "2028-02-29", "2028-02-29",
     "2028-02-29"},
    {"2b", "mso.observations", "2027-01-29", "metropole", "2027-02-28", "2027-03-01", "2027-02-26"},
    {"2c", "mso.observations", "2027-01-30", "metropole", "2027-02-28", "2027-03-01", "2027-02-26"},
    {"2d", "mso.observations", "2027-01-31", "metropole", "2027-02-28", "2027-03-01", "2027-02-26"},
    {"3 Easter", "mso.refus", "2026-03-20", "metropole", "2026-04-04", "2026-04-07", "2026-04-03"},
    {"4 Easter Sunday", "penalite.observations", "2026-03-05", "metropole", "2026-04-05",
     "2026-04-07", "2026-04-03"},
    {"5 Strasbourg", "mso.observations", "2026-03-03", "alsace-moselle-vendredi-saint",
     "2026-04-03", "2026-04-07", "2026-04-02"},
    {"5b elsewhere in Alsace", "mso.observations", "2026-03-03", "alsace-moselle", "2026-04-03",
     "2026-04-03", "2026-04-03"},
    {"5c elsewhere", "mso.observations", "2026-03-03", "metropole", "2026-04-03", "2026-04-03",
     "2026-04-03"},
    {"6 Saint-Étienne", "mso.refus", "2025-12-11", "alsace-moselle", "2025-12-26", "2025-12-29",
     "2025-12-24"},
    {"6b elsewhere", "mso.refus", "2025-12-11", "metropole", "2025-12-26", "2025-12-26",
     "2025-12-26"},
    {"7 Martinique", "mso.observations", "2026-04-22", "martinique", "2026-05-22", "2026-05-26",
     "2026-05-21"},
    {"7b mainland", "mso.observations", "2026-04-22", "metropole", "2026-05-22", "2026-05-22",
     "2026-05-22"},
    {"7c La Réunion", "mso.observations", "2027-11-20", "reunion", "2027-12-20", "2027-12-21",
     "2027-12-17"},
    {"8 Friday 1 May", "mso.refus", "2026-04-16", "metropole", "2026-05-01", "2026-05-04",
     "2026-04-30"},
    {"9 two months", "indu.paiement", "2025-12-31", "metropole", "2026-02-28", "2026-03-02",
     "2026-02-27"},
    {"9b to the CRA", "indu.cra", "2025-12-31", "metropole", "2026-02-28", "2026-03-02",
     "2026-02-27"},
    {"9c leap year", "indu.cra", "2027-12-31", "metropole", "2028-02-29", "2028-02-29",
     "2028-02-29"},
    {"10 silence of the CRA", "cra.silence", "2026-05-15", "metropole", "2026-07-15", "2026-07-15",
     "2026-07-15"},
    {"10b then the court", "cra.tribunal", "2026-07-15", "metropole", "2026-09-15", "2026-09-15",
     "2026-09-15"},
    {"11 holidays inside", "contrainte.opposition", "2026-10-30", "metropole", "2026-11-14",
     "2026-11-16", "2026-11-13"},
    {"12 Ascension", "controle.compte_rendu", "2026-04-29", "metropole", "2026-05-14", "2026-05-15",
     "2026-05-13"},
    {"13 the director", "mso.suite_directeur", "2025-07-30", "metropole", "2025-08-30",
     "2025-09-01", nullptr},
    {"13b after a hearing", "mso.suite_directeur", "2025-08-01", "metropole", "2025-09-01",
     "2025-09-01", nullptr},
    {"15 franc", "msap.recours", "2025-12-12", "metropole", "2026-02-12", "2026-02-13",
     "2026-02-12"},
    {"sanity: D.315-3", "controle.suites", "2026-05-15", "metropole", "2026-08-15", "2026-08-17",
     nullptr},
    {"sanity: 15 August", "mso.refus", "2025-07-31", "metropole", "2025-08-15", "2025-08-18",
     "2025-08-14"},
};

TEST_CASE("worked cases", "[law]") {
  for (const Case& c : kCases) {
    INFO(c.name);
    const Deadline d = Compute({.rule = c.rule, .start = D(c.start), .zone = c.zone});
    CHECK(ToIso(d.raw) == c.raw);
    CHECK(ToIso(d.extended) == c.extended);
    if (c.prudent) CHECK(ToIso(d.prudent) == c.prudent);
  }
}

TEST_CASE("14: first presentation and hand-over are kept apart", "[law]") {
  const Deadline d =
      Compute({.rule = "mso.observations", .start = D("2026-06-15"), .presented = D("2026-06-01")});
  CHECK(ToIso(d.raw) == "2026-07-15");
  CHECK(ToIso(d.extended) == "2026-07-15");
  CHECK(ToIso(d.prudent) == "2026-07-01");
  CHECK(d.rule_set == "MSO-C");
  CHECK(Warns(d, "présenté le 1er juin 2026 et remis le 15 juin 2026"));
  CHECK(Warns(d, "Le droit a changé pendant ce délai"));
}

TEST_CASE("a later presentation is not used", "[law]") {
  const Deadline d =
      Compute({.rule = "mso.refus", .start = D("2026-03-20"), .presented = D("2026-03-25")});
  CHECK(ToIso(d.prudent) == "2026-04-03");
  CHECK(Warns(d, "n’est pas prise en compte"));
}

TEST_CASE("the letter's date chooses the rule set, else the start does", "[law]") {
  struct {
    const char* date;
    const char* set;
    bool warned;
  } const cases[] = {
      {"2018-07-29", "MSO-A", false}, {"2022-12-24", "MSO-A", false},
      {"2022-12-25", "MSO-B", false}, {"2023-12-27", "MSO-B", false},
      {"2023-12-28", "MSO-C0", true}, {"2024-01-31", "MSO-C0", true},
      {"2024-02-01", "MSO-C", false}, {"2026-06-26", "MSO-C", false},
      {"2026-06-27", "MSO-D", true},  {"2027-01-04", "MSO-D", true},
  };
  for (const auto& c : cases) {
    INFO(c.date);
    const Deadline by_start = Compute({.rule = "mso.refus", .start = D(c.date)});
    CHECK(by_start.rule_set == c.set);
    const Deadline by_letter = Compute({.rule = "mso.refus",
                                        .start = D("2027-06-01"),
                                        .letter_date = D(c.date),
                                        .today = D("2026-11-21")});
    CHECK(by_letter.rule_set == c.set);
    CHECK(ToIso(by_letter.raw) == "2027-06-16");
    CHECK((Warns(by_letter, "n’est pas connu") || Warns(by_letter, "n’a pas été lue")) == c.warned);
    CHECK(Warns(by_letter, "Il n’est pas certain que la proposition puisse encore être refusée") ==
          (std::string(c.set) == "MSO-D"));
  }
}

TEST_CASE("the basis is the version in force at the letter's date", "[law]") {
  const Deadline c = Compute({.rule = "mso.observations", .start = D("2026-01-30")});
  REQUIRE(c.basis.size() == 3);
  CHECK(c.basis[0].article == "R.148-1");
  CHECK(c.basis[0].code == "CSS");
  CHECK(c.basis[0].confidence == "V-aug");
  CHECK(c.basis[0].paragraph == "I");
  CHECK(ToIso(c.basis[0].version) == "2018-07-29");
  CHECK(c.basis[2].article == "L.162-1-15");
  CHECK(c.basis[2].confidence == "V");
  CHECK(ToIso(c.basis[2].version) == "2024-02-01");
  const Deadline d = Compute({.rule = "mso.observations", .start = D("2026-07-01")});
  CHECK(d.basis[2].confidence == "X");
}

TEST_CASE("a delay that the letter announces", "[law]") {
  const DeadlineQuery query{.rule = "mso.observations", .start = D("2026-03-02")};
  SECTION("the same says nothing") {
    DeadlineQuery q = query;
    q.announced = Duration{1, 0};
    CHECK(Compute(q).warnings.size() == Compute(query).warnings.size());
  }
  SECTION("shorter is used and said") {
    DeadlineQuery q = query;
    q.announced = Duration{0, 15};
    const Deadline d = Compute(q);
    CHECK(d.length == Duration{0, 15});
    CHECK(d.rule_length == Duration{1, 0});
    CHECK(ToIso(d.raw) == "2026-03-17");
    CHECK(Warns(d, "annonce un délai de " + FrenchDuration({0, 15}) + ", la règle donne "));
  }
  SECTION("longer is shown and not used") {
    DeadlineQuery q = query;
    q.announced = Duration{2, 0};
    const Deadline d = Compute(q);
    CHECK(ToIso(d.raw) == "2026-04-02");
    CHECK(Warns(d, "annonce un délai de " + FrenchDuration({2, 0})));
  }
  SECTION("30 days and a month are compared by their end") {
    DeadlineQuery q = query;
    q.announced = Duration{0, 30};
    CHECK(ToIso(Compute(q).raw) == "2026-04-01");  // March has 31 days
    q.start = D("2026-01-30");
    CHECK(ToIso(Compute(q).raw) == "2026-02-28");  // the month ends before 30 days do
  }
  SECTION("it does not bind the fund") {
    DeadlineQuery q = query;
    q.rule = "mso.suite_directeur";
    q.announced = Duration{0, 15};
    CHECK(ToIso(Compute(q).raw) == "2026-04-02");
  }
}

TEST_CASE("how the start is known is said", "[law]") {
  CHECK(Warns(Compute({.rule = "mso.refus", .start = D("2026-03-20"), .start_kind = "lettre"}),
              "Date provisoire"));
  CHECK(Compute({.rule = "mso.refus", .start = D("2026-03-16")}).warnings.empty());
  CHECK(Compute({.rule = "mso.refus", .start = D("2026-03-16")}).start_kind == "remise");
  CHECK(Compute({.rule = "mso.suite_directeur", .start = D("2026-03-16")}).start_kind ==
        "echeance");
  CHECK(Warns(
      Compute({.rule = "mso.refus", .start = D("2026-03-20"), .letter_date = D("2026-03-25")}),
      "l’une des deux dates est fausse"));
}

TEST_CASE("a rule that nobody checked for a year is said", "[law]") {
  DeadlineQuery q{.rule = "mso.refus", .start = D("2026-03-16"), .today = D("2027-11-21")};
  CHECK(!Warns(Compute(q), "il y a plus d’un an"));
  q.today = D("2027-11-22");
  CHECK(Warns(Compute(q), "il y a plus d’un an"));
}

TEST_CASE("bad questions list what exists", "[law]") {
  const auto refused = [](const DeadlineQuery& q) {
    const Result<Deadline> d = TheLaw().Compute(q);
    REQUIRE_FALSE(d.ok());
    CHECK(d.error().code == ErrorCode::kUsage);
    return d.error().ToString();
  };
  CHECK_THAT(refused({.rule = "mso.refuse", .start = D("2026-03-20")}),
             Catch::Contains("unknown rule: mso.refuse") && Catch::Contains("mso.refus"));
  CHECK_THAT(refused({.rule = "mso.refus", .start = D("2026-03-20"), .zone = "corse"}),
             Catch::Contains("unknown zone: corse") && Catch::Contains("saint-barthelemy"));
  CHECK_THAT(refused({.rule = "mso.refus", .start = D("2026-03-20"), .start_kind = "cachet"}),
             Catch::Contains("presentation"));
  CHECK_THAT(refused({.rule = "mso.refus", .start = D("2018-07-28")}),
             Catch::Contains("MSO-A, from 2018-07-29"));
  using namespace std::chrono_literals;
  refused({.rule = "mso.refus", .start = Date(2026y / 2 / 30)});
  refused({.rule = "mso.refus", .start = Date(2101y / 1 / 1)});
  refused({.rule = "mso.refus", .start = D("2026-03-20"), .presented = Date(2026y / 13 / 1)});
  refused({.rule = "mso.refus", .start = D("2026-03-20"), .announced = Duration{0, 0}});
  refused({.rule = "mso.refus", .start = D("2026-03-20"), .announced = Duration{0, -3}});
}

TEST_CASE("document types open rules for the doctor", "[law]") {
  using List = std::vector<std::string>;
  CHECK(TheLaw().RulesOpenedBy("notification_mso") == List{"mso.observations"});
  CHECK(TheLaw().RulesOpenedBy("proposition_mso") == List{"mso.refus"});
  CHECK(TheLaw().RulesOpenedBy("decision_msap") == List{"msap.recours"});
  CHECK(TheLaw().RulesOpenedBy("decision_penalite") ==
        List{"penalite.paiement", "penalite.recours"});
  CHECK(TheLaw().RulesOpenedBy("notification_indu") == List{"indu.paiement", "indu.cra"});
  CHECK(TheLaw().RulesOpenedBy("contrainte") == List{"contrainte.opposition"});
  CHECK(TheLaw().RulesOpenedBy("mise_en_demeure") ==
        List{"indu.mise_en_demeure", "penalite.mise_en_demeure", "indu.cra_mise_en_demeure"});
  CHECK(TheLaw().RulesOpenedBy("riap").empty());
  CHECK(TheLaw().RulesOpenedBy("saisine_commission", "penalite").empty());
  CHECK(TheLaw().RulesOpenedBy("saisine_commission", "msap") ==
        List{"msap.observations_commission"});
}

// Every rule of contract/cli.md, with its side, length, effect and whether it is franc.
TEST_CASE("the rules of the contract", "[law]") {
  struct Rule {
    const char* id;
    const char* side;
    const char* length;
    const char* effect;
  };
  const Rule rules[] = {
      {"mso.observations", "praticien", "P1M", "suite"},
      {"mso.suite_directeur", "caisse", "P1M", "abandon"},
      {"mso.refus", "praticien", "P15D", "acceptation"},
      {"mso.bilan", "caisse", "P6M", "sans_effet"},
      {"msap.observations_commission", "praticien", "P1M", "suite"},
      {"msap.avis_commission", "commission", "P2M", "avis_rendu"},
      {"msap.saisine_uncam", "caisse", "P15D", "abandon"},
      {"msap.avis_uncam", "uncam", "P1M", "avis_favorable"},
      {"msap.decision", "caisse", "P15D", "abandon"},
      {"msap.recours", "praticien", "P2M", "forclusion"},
      {"penalite.observations", "praticien", "P1M", "suite"},
      {"penalite.suite_directeur", "caisse", "P15D", "sans_effet"},
      {"penalite.avis_commission", "commission", "P2M", "avis_rendu"},
      {"penalite.saisine_uncam", "caisse", "P15D", "abandon"},
      {"penalite.avis_uncam", "uncam", "P1M", "avis_favorable"},
      {"penalite.decision", "caisse", "P15D", "abandon"},
      {"penalite.paiement", "praticien", "P2M", "recouvrement"},
      {"penalite.mise_en_demeure", "praticien", "P1M", "recouvrement"},
      {"penalite.recours", "praticien", "P2M", "forclusion"},
      {"contrainte.opposition", "praticien", "P15D", "forclusion"},
      {"indu.paiement", "praticien", "P2M", "recouvrement"},
      {"indu.cra", "praticien", "P2M", "forclusion"},
      {"cra.silence", "cra", "P2M", "rejet_implicite"},
      {"cra.tribunal", "praticien", "P2M", "forclusion"},
      {"indu.mise_en_demeure", "praticien", "P1M", "recouvrement"},
      {"controle.audition", "praticien", "P1M", "suite"},
      {"controle.compte_rendu", "praticien", "P15D", "approbation"},
      {"controle.suites", "caisse", "P3M", "renonciation"},
      {"rosp.cra", "praticien", "P2M", "forclusion"},
      {"donnees.silence", "caisse", "P1M", "rejet_implicite"},
      {"donnees.cada", "praticien", "P2M", "forclusion"},
      // Beyond it: both sides of a claim for repayment.
      {"indu.prescription", "caisse", "P36M", "prescription"},
      {"indu.cra_mise_en_demeure", "praticien", "P2M", "forclusion"},
      {"penalite.prescription", "caisse", "P24M", "prescription"},
      {"controle.envoi_compte_rendu", "caisse", "P15D", "sans_effet"},
  };
  CHECK(TheLaw().rule_ids().size() == std::size(rules));
  for (const Rule& r : rules) {
    INFO(r.id);
    const Deadline d = Compute({.rule = r.id, .start = D("2026-02-16")});
    CHECK(d.side == r.side);
    CHECK(ToCanonical(Value(d.length)) == r.length);
    CHECK(d.effect == r.effect);
    CHECK(d.franc == (std::string(r.id) == "msap.recours"));
    CHECK(!d.if_missed.empty());
    CHECK(!d.form.empty());
    CHECK(!d.basis.empty());
    for (const Basis& b : d.basis) CHECK((b.confidence == "V" || b.confidence == "V-aug"));
    const Result<std::string> text = TheLaw().Describe(r.id);
    REQUIRE(text.ok());
    CHECK_THAT(*text, Catch::Contains(d.label) && Catch::Contains(d.if_missed) &&
                          Catch::Contains(d.rule_set) && Catch::Contains(d.basis[0].article));
  }
  CHECK_FALSE(TheLaw().Describe("mso").ok());
}

TEST_CASE("letters from 27 June 2026 are warned of wherever the statute changed", "[law]") {
  for (const std::string& id : TheLaw().rule_ids()) {
    INFO(id);
    const Deadline d = Compute({.rule = id, .start = D("2026-07-20")});
    const bool changed = !id.starts_with("donnees.") && !id.starts_with("cra.") &&
                         id != "rosp.cra" && !id.starts_with("indu.cra");
    CHECK(Warns(d, "n’est pas connu ici") == changed);
  }
  CHECK(Warns(Compute({.rule = "cra.tribunal", .start = D("2026-11-02")}), "L. 142-1"));
}

TEST_CASE("where a fraud is alleged the clocks of a penalty are others", "[law]") {
  const Deadline opinion = Compute({.rule = "penalite.avis_commission", .start = D("2026-03-02")});
  CHECK(ToCanonical(Value(opinion.length)) == "P2M");
  CHECK(Warns(opinion, "peut être prolongé"));
  const Deadline hurried =
      Compute({.rule = "penalite.avis_commission", .start = D("2026-03-02"), .fraud = true});
  CHECK(ToIso(hurried.raw) == "2026-03-17");
  CHECK_FALSE(Warns(hurried, "peut être prolongé"));
  CHECK(hurried.basis.at(0).article == "R.147-11-2");
  const Deadline referral =
      Compute({.rule = "penalite.saisine_uncam", .start = D("2026-04-07"), .fraud = true});
  CHECK(ToIso(referral.raw) == "2026-04-22");
  CHECK(Warns(referral, "selon le cas"));
  // A rule without a version of its own for it stays as it is.
  CHECK(ToIso(Compute({.rule = "mso.refus", .start = D("2026-03-16"), .fraud = true}).raw) ==
        "2026-03-31");
  const Result<std::string> text = TheLaw().Describe("penalite.avis_commission");
  REQUIRE(text.ok());
  CHECK_THAT(*text, Catch::Contains("SI UNE FRAUDE EST ALLÉGUÉE") &&
                        Catch::Contains("Source LD-2026 : SocialGouv/legi-data"));
}

TEST_CASE("the delay for paying is not the delay for contesting", "[law]") {
  const Deadline d = Compute(
      {.rule = "indu.cra_mise_en_demeure", .start = D("2026-03-02"), .announced = Duration{1, 0}});
  CHECK(ToIso(d.raw) == "2026-05-02");
  CHECK(ToIso(d.prudent) == "2026-04-30");  // Saturday, then 1 May
  CHECK_FALSE(Warns(d, "La lettre annonce"));
}

TEST_CASE("thirty days and a month: the prudent date is before both ends", "[law]") {
  // From 2 March a month ends after thirty days, from 27 February before.
  const Deadline d = Compute({.rule = "mso.observations",
                              .start = D("2026-03-02"),
                              .presented = D("2026-02-26"),
                              .announced = Duration{0, 30}});
  CHECK(ToIso(d.raw) == "2026-04-01");
  CHECK(ToIso(d.prudent) == "2026-03-26");
}

TEST_CASE("a seat that may be in several zones", "[law]") {
  DeadlineQuery q{.rule = "mso.observations", .start = D("2026-03-03"), .zone = "alsace-moselle"};
  CHECK(ToIso(Compute(q).prudent) == "2026-04-03");
  q.also = {"alsace-moselle-vendredi-saint"};
  CHECK(ToIso(Compute(q).prudent) == "2026-04-02");
  CHECK(ToIso(Compute(q).extended) == "2026-04-03");
  q.also = {"corse"};
  CHECK_FALSE(TheLaw().Compute(q).ok());
}

TEST_CASE("the last day that a delay can have", "[law]") {
  // Thursday 28 May may be a holiday in Saint-Martin.
  CHECK(ToIso(Law::LatestEnd(D("2026-04-28"), Duration{1, 0}, false, "saint-martin")) ==
        "2026-05-29");
  CHECK(ToIso(Law::LatestEnd(D("2026-04-28"), Duration{1, 0}, false, "guadeloupe")) ==
        "2026-05-28");
  CHECK(ToIso(Law::LatestEnd(D("2025-12-12"), Duration{2, 0}, true, "metropole")) == "2026-02-13");
}

TEST_CASE("JSON of the contract", "[law]") {
  const std::string json = ToJson(Compute({.rule = "mso.observations", .start = D("2026-01-30")}));
  CHECK_THAT(json, Catch::StartsWith(R"({"rule":"mso.observations","side":"praticien",)") ||
                       Catch::StartsWith(R"({"rule": "mso.observations", "side": "praticien", )"));
  CHECK_THAT(json, Catch::Contains("2026-02-28") && Catch::Contains("\"rule_set\"") &&
                       !Catch::Contains("franc"));
  CHECK_THAT(ToJson(Compute({.rule = "msap.recours", .start = D("2025-12-12")})),
             Catch::Contains("\"franc\""));
}

}  // namespace
}  // namespace riposte
