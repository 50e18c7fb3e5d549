// Expressions: a missing or doubtful fact never makes a condition true, nor its negation.
#include <catch2/catch.hpp>

#include "pipeline/dossier/dossier.h"
#include "pipeline/dossier/example.h"
#include "pipeline/dossier/expression.h"

namespace riposte {
namespace {

using namespace std::chrono_literals;
using Ids = std::vector<std::string>;

Fact Read(const Value& value, bool sure) {
  Fact f;
  f.value = value;
  f.status = sure ? FactStatus::kSure : FactStatus::kToReview;
  return f;
}

Dossier TwoLetters() {
  Dossier d;
  d.id = "2025/MARTIN-Claire-mso-2025-06";
  Piece p1, p2;
  p1.id = "P1";
  p1.letter.type = {.value = "notification_mso", .status = FactStatus::kSure};
  p1.letter.fields = {{"ratio", Read(Decimal{222, 2}, true)},
                      {"ij_prescrites", Read(int64_t{5016}, false)},
                      {"periode_debut", Read(Date{2024y / 9 / 1}, true)},
                      {"reference", Read(std::string("MSO/1"), true)},
                      {"objet", Read(std::string("Mise sous objectif"), false)},
                      {"voies_recours", Read(TextList{}, true)},
                      {"textes_cites", Read(TextList{"L.162-1-15", "R.148-1"}, true)}};
  p2.id = "P2";
  p2.letter.type = {.value = "bilan_mso", .status = FactStatus::kSure};
  p2.letter.fields = {{"objectif_atteint", Read(true, true)},
                      {"penalite_envisagee", Read(false, false)},
                      {"date_lettre", Read(Date{2026y / 3 / 10}, true)}};
  d.pieces = {p1, p2};
  return d;
}

Evaluator Make(const Dossier& d, const std::string& piece = "") {
  Result<Evaluator> e = Evaluator::Make(ToXml(d), piece);
  if (!e.ok()) FAIL(e.error().ToString());
  return std::move(e).value();
}

}  // namespace

TEST_CASE("truth table of sure, doubtful and missing facts", "[dossier]") {
  Evaluator e = Make(TwoLetters(), "P1");
  struct Case {
    const char* xpath;
    Evaluated::State state;
    bool boolean;
    Ids missing;
  };
  const Case cases[] = {
      {"r:nombre('ratio') > 2", Evaluated::kValue, true, {}},
      {"r:nombre('ratio') > 3", Evaluated::kValue, false, {}},
      {"not(r:nombre('ratio') > 3)", Evaluated::kValue, true, {}},
      {"r:nombre('ij_prescrites') > 2", Evaluated::kPossible, false, {"ij_prescrites"}},
      {"not(r:nombre('ij_prescrites') > 2)", Evaluated::kPossible, false, {"ij_prescrites"}},
      {"r:nombre('patients_actifs') > 2", Evaluated::kPossible, false, {"patients_actifs"}},
      {"not(r:nombre('patients_actifs') > 2)", Evaluated::kPossible, false, {"patients_actifs"}},
      {"r:nombre('patients_actifs') > 2 or true()",
       Evaluated::kPossible,
       false,
       {"patients_actifs"}},
      {"r:nombre('patients_actifs') > r:nombre('ij_prescrites')",
       Evaluated::kPossible,
       false,
       {"patients_actifs", "ij_prescrites"}},
      {"true() or r:nombre('patients_actifs') > 2", Evaluated::kValue, true, {}},
      {"r:vrai('objectif_atteint')", Evaluated::kValue, true, {}},
      {"not(r:vrai('penalite_envisagee'))", Evaluated::kPossible, false, {"penalite_envisagee"}},
      {"r:jour('periode_debut') = 19967", Evaluated::kValue, true, {}},
      {"r:texte('reference') = 'MSO/1'", Evaluated::kValue, true, {}},
      {"not(r:texte('objet') = 'x')", Evaluated::kPossible, false, {"objet"}},
      {"r:present('ratio')", Evaluated::kValue, true, {}},
      {"r:present('patients_actifs')", Evaluated::kValue, false, {}},
      {"not(r:present('patients_actifs'))", Evaluated::kValue, true, {}},
      {"r:present('objet')", Evaluated::kPossible, false, {"objet"}},
      {"not(r:present('objet'))", Evaluated::kPossible, false, {"objet"}},
      {"r:present('voies_recours')", Evaluated::kValue, false, {}},
      {"count(pieces/piece) = 2", Evaluated::kValue, true, {}},
      // Facts cannot be had around the functions.
      {"//fait or //@valeur or donnees", Evaluated::kValue, false, {}},
  };
  for (const Case& c : cases) {
    INFO(c.xpath);
    const Evaluated v = e.Boolean(c.xpath);
    INFO(v.error);
    CHECK(v.state == c.state);
    CHECK(v.boolean == c.boolean);
    CHECK(v.missing == c.missing);
  }
}

TEST_CASE("a person's word makes a doubtful or missing fact usable", "[dossier]") {
  Dossier d = TwoLetters();
  REQUIRE(SetGiven(d, {.id = "ij_prescrites", .value = int64_t{5010}, .author = "s"}).ok());
  REQUIRE(SetGiven(d, {.id = "patients_actifs", .value = int64_t{912}, .author = "s"}).ok());
  REQUIRE(SetGiven(d, {.id = "reponse.absences", .value = std::string("non")}).ok());
  Evaluator e = Make(d, "P1");
  CHECK(e.Text("r:nombre('ij_prescrites')").text == "5010");
  CHECK(e.Boolean("r:nombre('patients_actifs') = 912").boolean);
  CHECK(e.Boolean("r:texte('reponse.absences') = 'non'").boolean);
}

TEST_CASE("the context letter decides", "[dossier]") {
  const Dossier d = TwoLetters();
  Evaluator first = Make(d, "P1"), latest = Make(d);
  CHECK(latest.Boolean("r:jour('date_lettre') > 0").boolean);
  // A field of every letter is never taken from another one.
  CHECK(first.Boolean("r:jour('date_lettre') > 0").missing == Ids{"date_lettre"});
  CHECK(latest.Boolean("r:texte('reference') != ''").missing == Ids{"reference"});
  // Any other field is.
  CHECK(latest.Boolean("r:nombre('ratio') > 2").boolean);
  CHECK(first.Text("r:texte('textes_cites')").text == "L.162-1-15, R.148-1");
  CHECK(latest.Text("r:texte('textes_cites')").state == Evaluated::kPossible);
}

TEST_CASE("broken expressions are errors, not values", "[dossier]") {
  Evaluator e = Make(TwoLetters(), "P1");
  for (const char* xpath :
       {"", "1 +", "r:nombre()", "r:nombre('ratio', 2)", "r:inconnue('ratio')", "x:nombre('ratio')",
        "$a", "r:nombre('reference')", "r:jour('ratio')", "r:vrai('ratio')", "((((", "'a"}) {
    INFO(xpath);
    const Evaluated v = e.Boolean(xpath);
    CHECK(v.state == Evaluated::kError);
    CHECK(!v.error.empty());
    CHECK(!v.boolean);
  }
  CHECK(e.Text("number('x')").state == Evaluated::kError);
  CHECK(e.Text("1 div 0").state == Evaluated::kError);
  CHECK(e.Boolean(std::string(5000, '(')).state == Evaluated::kError);
  CHECK(e.Boolean(std::string(4000, '(')).state == Evaluated::kError);
  // Work is bounded.
  Evaluator full = Make(ExampleDossier());
  CHECK(full.Boolean("count(//node()[count(//node()[count(//node()) > 0]) > 0]) > 0").state ==
        Evaluated::kError);
  CHECK(full.Boolean("count(//piece) > 20").boolean);
  // And the evaluator still works afterwards.
  CHECK(e.Boolean("r:nombre('ratio') > 2").boolean);
}

TEST_CASE("CheckExpression knows ids, functions, types and names in every branch", "[dossier]") {
  for (const char* good :
       {"r:nombre('ratio') > 2 and r:present('periode_debut')", "r:vrai('fraude_alleguee')",
        "r:jour('date_remise') - r:jour('date_lettre') > 30", "r:texte('decision_medecin') = 'x'",
        "r:texte('reponse.nouvelle_question') = 'oui' or r:present('mandat')",
        "string(delais/delai[@regle='mso.observations']/@prudent)",
        "number(ij/@ratio) > 2 and ij/@observees div 2 * 3 > 4",
        "pieces/piece[@type='bilan_mso'] and not(/dossier/@etat = 'clos')",
        "concat(r:texte('caisse'), ' – ', substring(r:texte('reference'), 1, 3)) != ''",
        "count(//delai/descendant-or-self::node()) > 1", "r:nombre('montant') mod 2 = 0.5",
        "self::dossier and count(reponses/reponse[position() = last()]) = 1",
        "not(delais/delai[@etat = 'depasse'] and r:present('objet'))"}) {
    INFO(good);
    const Status s = CheckExpression(good, "arguments.xml", 12);
    if (!s.ok()) FAIL(s.error().ToString());
  }
  for (const char* bad : {"r:nombre('ratios') > 2",
                          "false() and r:nombre('ratios') > 2",
                          "r:nombre('date_lettre')",
                          "true() or r:vrai('ratio')",
                          "r:jour('ratio') > 1",
                          "r:nombre(ratio)",
                          "r:nombre('a', 'b')",
                          "r:nobre('ratio')",
                          "false() and inconnue()",
                          "//fait[@id='ratio']",
                          "donnees/fait",
                          "delais/delay",
                          "delai/@prudente",
                          "$ratio",
                          "1 +",
                          "'a",
                          "true() or not()",
                          "true() or contains('a')",
                          "r:present(concat('ra', 'tio'))",
                          "praticien/and/x",
                          "r:nombre('profil.1.patients')"}) {
    INFO(bad);
    const Status s = CheckExpression(bad, "arguments.xml", 12);
    REQUIRE(!s.ok());
    CHECK(s.error().code == ErrorCode::kTemplate);
    CHECK(s.error().file == "arguments.xml");
    CHECK(s.error().line == 12);
  }
}

TEST_CASE("every fact of the example can be read in every letter", "[dossier]") {
  const Dossier d = ExampleDossier();
  for (const Piece& p : d.pieces) {
    Evaluator e = Make(d, p.id);
    INFO(p.letter.type.value);
    CHECK(e.Boolean("r:nombre('ratio') > 2 and r:jour('date_lettre') > 0 and r:present('caisse')")
              .boolean);
  }
  CHECK(!Evaluator::Make(ToXml(d), "P99").ok());
  CHECK(!Evaluator::Make("<x/>").ok());
}

}  // namespace riposte
