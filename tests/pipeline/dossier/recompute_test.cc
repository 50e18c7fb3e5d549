// Deadlines, figures and questions from letters, given facts and events, with the real law files.
#include <catch2/catch.hpp>

#include "extractors/template/vocabulary.h"
#include "pipeline/dossier/dossier.h"
#include "pipeline/dossier/example.h"
#include "pipeline/dossier/expression.h"

namespace riposte {
namespace {

using namespace std::chrono_literals;

const std::string kTemplates = std::string(RIPOSTE_SOURCE_DIR) + "/templates";

const Law& TheLaw() {
  static const Result<Law> law = Law::Load(kTemplates);
  REQUIRE(law.ok());
  return *law;
}

Fact Read(const Value& value, bool sure = true) {
  Fact f;
  f.value = value;
  f.text = ToCanonical(value);
  f.spans = {{1, {1, 2, 3, 4}}};
  f.status = sure ? FactStatus::kSure : FactStatus::kToReview;
  return f;
}

Piece LetterOf(const std::string& id, const std::string& type, Date date) {
  Piece p;
  p.id = id;
  p.letter.type = {.value = type, .status = FactStatus::kSure};
  p.letter.fields = {{"date_lettre", Read(date)}, {"departement", Read(std::string("44"))}};
  return p;
}

Dossier Launch(Date date = 2025y / 6 / 18) {
  Dossier d;
  d.id = "2025/MARTIN-Claire-mso-2025-06";
  d.procedure = "mso";
  Piece p = LetterOf("P1", "notification_mso", date);
  p.letter.fields["ij_prescrites"] = Read(int64_t{5016});
  p.letter.fields["patients_actifs"] = Read(int64_t{912});
  p.letter.fields["ij_par_patient"] = Read(Decimal{550, 2});
  p.letter.fields["ij_attendues_par_patient"] = Read(Decimal{248, 2});
  d.pieces = {p};
  return d;
}

void Give(Dossier& d, const std::string& id, const Value& value, const std::string& piece = "") {
  const Status s = SetGiven(d, {.id = id, .value = value, .author = "s", .piece = piece});
  if (!s.ok()) FAIL(s.error().ToString());
}

void Run(Dossier& d, Date today) { REQUIRE(Recompute(d, TheLaw(), today).ok()); }

const DossierDeadline* Find(const Dossier& d, const std::string& rule) {
  for (const DossierDeadline& l : d.deadlines)
    if (l.deadline.rule == rule) return &l;
  return nullptr;
}

const Question* Asked(const Dossier& d, const std::string& id) {
  for (const Question& q : d.questions)
    if (q.id == id) return &q;
  return nullptr;
}

bool Says(const std::vector<std::string>& texts, const std::string& part) {
  for (const std::string& t : texts)
    if (t.find(part) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("without a receipt date the worst case is counted, and asked", "[dossier]") {
  Dossier d = Launch();
  Run(d, 2025y / 6 / 25);
  const DossierDeadline* l = Find(d, "mso.observations");
  REQUIRE(l != nullptr);
  CHECK(l->provisional);
  CHECK(l->deadline.start == 2025y / 6 / 18);
  CHECK(l->deadline.start_kind == "lettre");
  CHECK(l->deadline.raw == 2025y / 7 / 18);
  CHECK(l->deadline.prudent == 2025y / 7 / 18);
  CHECK(l->basis_note.find("provisoire") != std::string::npos);
  CHECK(l->state == "a_faire");
  REQUIRE(Asked(d, "date_remise") != nullptr);
  CHECK(Asked(d, "date_remise")->piece == "P1");
  CHECK(Asked(d, "date_remise")
            ->text.starts_with("À quelle date le médecin a-t-il reçu ce courrier"));
}

TEST_CASE("a stamp is never a start", "[dossier]") {
  Dossier d = Launch();
  Give(d, "date_tampon", Date{2025y / 6 / 24});
  Run(d, 2025y / 6 / 25);
  const DossierDeadline* l = Find(d, "mso.observations");
  CHECK(l->provisional);
  CHECK(l->deadline.start == 2025y / 6 / 18);
  CHECK(l->basis_note.find("tampon du 24 juin 2025") != std::string::npos);
  CHECK(Asked(d, "date_remise") != nullptr);
}

TEST_CASE("the hand-over counts, the first presentation makes the prudent date", "[dossier]") {
  Dossier d = Launch(2026y / 5 / 28);
  Give(d, "date_presentation", Date{2026y / 6 / 1});
  Run(d, 2026y / 6 / 10);
  const DossierDeadline* l = Find(d, "mso.observations");
  CHECK(l->provisional);
  CHECK(l->deadline.start_kind == "presentation");
  CHECK(l->deadline.raw == 2026y / 7 / 1);
  CHECK(Asked(d, "date_remise") != nullptr);

  Give(d, "date_remise", Date{2026y / 6 / 15});
  Run(d, 2026y / 6 / 20);
  l = Find(d, "mso.observations");
  CHECK(!l->provisional);
  CHECK(l->deadline.raw == 2026y / 7 / 15);
  CHECK(l->deadline.prudent == 2026y / 7 / 1);
  CHECK(Asked(d, "date_remise") == nullptr);
}

TEST_CASE("a returned slip with the letter's number tells its receipt", "[dossier]") {
  Dossier d = Launch();
  d.pieces.at(0).letter.fields["numero_lrar"] = Read(std::string("2C14567890123"));
  Piece slip = LetterOf("P2", "avis_reception", 2025y / 6 / 23);
  slip.letter.fields["numero_lrar"] = Read(std::string("2C14567890123"));
  slip.letter.fields["date_remise"] = Read(Date{2025y / 6 / 23});
  d.pieces.push_back(slip);
  Run(d, 2025y / 6 / 25);
  CHECK(!Find(d, "mso.observations")->provisional);
  CHECK(Find(d, "mso.observations")->deadline.start == 2025y / 6 / 23);
  d.pieces.at(1).letter.fields["numero_lrar"] = Read(std::string("2C14567890124"));
  Run(d, 2025y / 6 / 25);
  CHECK(Find(d, "mso.observations")->provisional);
}

TEST_CASE("past dates: missed only when the receipt is known", "[dossier]") {
  Dossier d = Launch();
  Run(d, 2025y / 7 / 18);
  CHECK(Find(d, "mso.observations")->state == "a_faire");
  Run(d, 2025y / 7 / 19);
  CHECK(Find(d, "mso.observations")->state == "a_verifier");
  Give(d, "date_remise", Date{2025y / 6 / 18});
  Run(d, 2025y / 7 / 19);
  CHECK(Find(d, "mso.observations")->state == "depasse");
  // Said, not proven: it stays open and says what is missing.
  REQUIRE(AddEvent(d, {.kind = "observations_envoyees", .date = "2025-07-10"}).ok());
  Run(d, 2025y / 7 / 19);
  CHECK(Find(d, "mso.observations")->state == "depasse");
  CHECK(Find(d, "mso.observations")->deadline.warnings.back().find("sans preuve de dépôt") !=
        std::string::npos);
  REQUIRE(AddEvent(d, {.kind = "observations_envoyees", .date = "2025-07-11", .proof = "depot.pdf"})
              .ok());
  Run(d, 2025y / 7 / 19);
  CHECK(Find(d, "mso.observations")->state == "fait");
  CHECK(Find(d, "mso.observations")->act_date == "2025-07-11");
  for (const std::string& w : Find(d, "mso.observations")->deadline.warnings)
    CHECK(w.find("sans preuve") == std::string::npos);
}

TEST_CASE("the director's month starts at the latest end of the doctor's", "[dossier]") {
  // Launch letter received on Monday 30 June 2025 (worked case 13).
  Dossier d = Launch(2025y / 6 / 26);
  Give(d, "date_remise", Date{2025y / 6 / 30});
  Run(d, 2025y / 9 / 2);
  const DossierDeadline* l = Find(d, "mso.suite_directeur");
  REQUIRE(l != nullptr);
  CHECK(l->deadline.side == "caisse");
  CHECK(l->deadline.start == 2025y / 7 / 30);
  CHECK(l->deadline.raw == 2025y / 8 / 30);
  CHECK(l->deadline.extended == 2025y / 9 / 1);
  // No letter in the dossier is no proof of silence.
  CHECK(l->state == "a_surveiller");

  REQUIRE(AddEvent(d, {.kind = "audition_tenue", .date = "2025-07-31"}).ok());
  Run(d, 2025y / 9 / 2);
  l = Find(d, "mso.suite_directeur");
  CHECK(l->deadline.start == 2025y / 8 / 1);
  CHECK(l->deadline.extended == 2025y / 9 / 1);
  CHECK(l->basis_note.find("lendemain de l’audition") != std::string::npos);

  d.pieces.push_back(LetterOf("P2", "proposition_mso", 2025y / 8 / 20));
  Run(d, 2025y / 9 / 2);
  CHECK(Find(d, "mso.suite_directeur")->state == "fait");
  REQUIRE(Find(d, "mso.refus") != nullptr);
  CHECK(Find(d, "mso.refus")->piece == "P2");
  CHECK(Find(d, "mso.refus")->provisional);
  CHECK(Asked(d, "decision_medecin") != nullptr);
  Give(d, "decision_medecin", std::string("refus_mso"));
  Run(d, 2025y / 9 / 2);
  CHECK(Asked(d, "decision_medecin") == nullptr);
}

TEST_CASE("a doubtful letter date counts as its earliest reading", "[dossier]") {
  Dossier d = Launch();
  Fact& date = d.pieces.at(0).letter.fields.at("date_lettre");
  date.status = FactStatus::kToReview;
  date.candidates = {{Value(Date{2025y / 6 / 13}), "13 juin 2025", {}},
                     {Value(Date{1925y / 6 / 13}), "13 juin 1925", {}}};
  Run(d, 2025y / 6 / 25);
  CHECK(Find(d, "mso.observations")->deadline.start == 2025y / 6 / 13);
  CHECK(Find(d, "mso.observations")->basis_note.find("à vérifier") != std::string::npos);
}

TEST_CASE("a letter without any date opens no false deadline, and says so", "[dossier]") {
  Dossier d = Launch();
  d.pieces.at(0).letter.fields.erase("date_lettre");
  Run(d, 2025y / 6 / 25);
  CHECK(d.deadlines.empty());
  CHECK(Asked(d, "date_remise") != nullptr);
  CHECK(Says(d.warnings, "n’a pas pu être calculé"));
  CHECK(std::any_of(d.timeline.begin(), d.timeline.end(), [](const Step& s) {
    return s.what == "mso.observations" && s.state == "inconnu";
  }));
}

TEST_CASE("the fund's département gives the zone", "[dossier]") {
  // Worked case 5: received on 3 March 2026, one month, Good Friday on 3 April.
  Dossier d = Launch(2026y / 2 / 27);
  Give(d, "date_remise", Date{2026y / 3 / 3});
  d.pieces.at(0).letter.fields["departement"] = Read(std::string("67"));
  Run(d, 2026y / 3 / 4);
  CHECK(Find(d, "mso.observations")->deadline.zone == "alsace-moselle");
  CHECK(Find(d, "mso.observations")->deadline.extended == 2026y / 4 / 3);
  REQUIRE(Asked(d, "reponse.zone_feries") != nullptr);
  Give(d, "reponse.zone_feries", std::string("alsace-moselle-vendredi-saint"));
  Run(d, 2026y / 3 / 4);
  CHECK(Find(d, "mso.observations")->deadline.extended == 2026y / 4 / 7);
  CHECK(Find(d, "mso.observations")->deadline.prudent == 2026y / 4 / 2);
  CHECK(Asked(d, "reponse.zone_feries") == nullptr);

  d.pieces.at(0).letter.fields["departement"] = Read(std::string("972"), false);
  d.given.clear();
  Run(d, 2026y / 3 / 4);
  CHECK(Find(d, "mso.observations")->deadline.zone == "metropole");
  CHECK(Asked(d, "departement") != nullptr);
}

TEST_CASE("a shorter announced delay is taken, even a doubtful one", "[dossier]") {
  Dossier d = Launch();
  Give(d, "date_remise", Date{2025y / 6 / 20});
  d.pieces.at(0).letter.fields["delai_annonce"] = Read(Duration{0, 15}, false);
  Run(d, 2025y / 6 / 25);
  CHECK(Find(d, "mso.observations")->deadline.raw == 2025y / 7 / 5);
  CHECK(Says(Find(d, "mso.observations")->deadline.warnings, "lui-même à vérifier"));
}

TEST_CASE("figures rest on what is sure or confirmed", "[dossier]") {
  Dossier d = Launch();
  Run(d, 2025y / 6 / 25);
  REQUIRE(d.figures);
  CHECK(d.figures_piece == "P1");
  CHECK(*d.figures->observees == 5016);
  CHECK(*d.figures->attendues == Approx(2261.76));
  CHECK(*d.figures->ratio == Approx(2.218).margin(0.001));

  d.pieces.at(0).letter.fields["ij_attendues_par_patient"] = Read(Decimal{248, 0}, false);
  Run(d, 2025y / 6 / 25);
  CHECK((!d.figures || !d.figures->ratio));
  CHECK(Says(d.warnings, "IJ attendues par patient"));
  Give(d, "ij_attendues_par_patient", Decimal{248, 2});
  Run(d, 2025y / 6 / 25);
  REQUIRE(d.figures);
  CHECK(*d.figures->ratio == Approx(2.218).margin(0.001));
}

TEST_CASE("required values that are doubtful or missing are asked", "[dossier]") {
  Dossier d = Launch();
  Letter& letter = d.pieces.at(0).letter;
  letter.required = {"ij_prescrites", "patients_actifs", "reference"};
  letter.missing = {"reference"};
  letter.fields["patients_actifs"] = Read(int64_t{912}, false);
  letter.fields["patients_actifs"].why = {"second_reading_differs"};
  Run(d, 2025y / 6 / 25);
  CHECK(Asked(d, "ij_prescrites") == nullptr);
  REQUIRE(Asked(d, "patients_actifs") != nullptr);
  CHECK(Asked(d, "patients_actifs")->text.find("une seconde lecture diffère") != std::string::npos);
  REQUIRE(Asked(d, "reference") != nullptr);
  Give(d, "patients_actifs", int64_t{912});
  Give(d, "reference", std::string("MSO/1"));
  Run(d, 2025y / 6 / 25);
  CHECK(Asked(d, "patients_actifs") == nullptr);
  CHECK(Asked(d, "reference") == nullptr);
}

TEST_CASE("a person's word says who the doctor is", "[dossier]") {
  Dossier d = Launch();
  d.rpps = "10009876544";
  Give(d, "praticien_rpps", std::string("10003456786"));
  Run(d, 2025y / 6 / 25);
  CHECK(d.rpps == "10003456786");
}

TEST_CASE("questions of others stay until they are answered", "[dossier]") {
  Dossier d = Launch();
  d.questions = {{"reponse.rattachement", "?", ""}};
  Run(d, 2025y / 6 / 25);
  CHECK(Asked(d, "reponse.rattachement") != nullptr);
  Give(d, "reponse.rattachement", std::string("à sa place"));
  Run(d, 2025y / 6 / 25);
  CHECK(Asked(d, "reponse.rattachement") == nullptr);
}

TEST_CASE("every letter type recomputes, twice the same, and stays valid", "[dossier]") {
  Dossier d = ExampleDossier();
  Run(d, 2025y / 7 / 1);
  const std::string xml = ToXml(d);
  Run(d, 2025y / 7 / 1);
  CHECK(ToXml(d) == xml);
  const Result<Dossier> back = DossierFromXml(xml, "dossier.xml", kTemplates);
  if (!back.ok()) FAIL(back.error().ToString());
  CHECK(ToXml(*back) == xml);
  for (const std::string& type : DocumentTypes()) {
    if (type == "saisine_commission" || type == "avis_commission") continue;
    for (const std::string& rule : TheLaw().RulesOpenedBy(type)) {
      INFO(type << " " << rule);
      CHECK(Find(d, rule) != nullptr);
    }
  }
  Result<Evaluator> e = Evaluator::Make(xml);
  REQUIRE(e.ok());
  CHECK(e->Text("delais/delai[@regle='mso.observations']/@prudent").text == "2025-07-18");
  CHECK(e->Boolean("number(ij/@ratio) > 2.2 and ij/@exces > 2700").boolean);
}

}  // namespace riposte
