// Filing: who, then what. Two doctors never share a dossier.
#include "pipeline/dossier/filing.h"

#include <catch2/catch.hpp>

namespace riposte {
namespace {

using namespace std::chrono_literals;

const std::string kRpps = "10003456786", kOther = "10009876544";

Fact Text(const std::string& text, bool sure = true) {
  Fact f;
  f.value = text;
  f.text = text;
  f.status = sure ? FactStatus::kSure : FactStatus::kToReview;
  return f;
}

Letter Of(const std::string& type, const std::string& rpps, bool rpps_sure = true,
          const std::string& am = "", bool am_sure = true) {
  Letter l;
  l.type = {.value = type, .status = FactStatus::kSure};
  l.fields["praticien_nom"] = Text("Claire MARTIN");
  if (!rpps.empty()) l.fields["praticien_rpps"] = Text(rpps, rpps_sure);
  if (!am.empty()) l.fields["praticien_am"] = Text(am, am_sure);
  return l;
}

DossierRecord Record(const std::string& id, const std::string& procedure, const std::string& rpps,
                     const std::string& am = "", const std::string& etat = "ouvert") {
  return {.id = id,
          .procedure = procedure,
          .rpps = rpps,
          .am = am,
          .nom = "Claire MARTIN",
          .etat = etat};
}

const std::string kMso = "2025/MARTIN-Claire-mso-2025-06";

}  // namespace

TEST_CASE("same doctor and procedure joins, else a new dossier", "[dossier]") {
  using F = FilingDecision;
  struct Case {
    const char* what;
    Letter letter;
    std::vector<DossierRecord> known;
    F::Action action;
    std::string dossier, procedure;
    bool question;
  };
  const Case cases[] = {
      {"first letter", Of("notification_mso", kRpps), {}, F::kOpen, "", "mso", false},
      {"same RPPS",
       Of("proposition_mso", kRpps),
       {Record(kMso, "mso", kRpps)},
       F::kJoin,
       kMso,
       "mso",
       false},
      {"same RPPS, another AM: the practice moved",
       Of("proposition_mso", kRpps, true, "441099999"),
       {Record(kMso, "mso", kRpps, "441012345")},
       F::kJoin,
       kMso,
       "mso",
       false},
      {"closed",
       Of("proposition_mso", kRpps),
       {Record(kMso, "mso", kRpps, "", "clos")},
       F::kOpen,
       "",
       "mso",
       false},
      {"another doctor of the same name",
       Of("proposition_mso", kOther),
       {Record(kMso, "mso", kRpps)},
       F::kOpen,
       "",
       "mso",
       false},
      {"another procedure",
       Of("notification_indu", kRpps),
       {Record(kMso, "mso", kRpps)},
       F::kOpen,
       "",
       "indu",
       false},
      {"AM alone",
       Of("proposition_mso", "", true, "441012345"),
       {Record(kMso, "mso", kRpps, "441012345")},
       F::kJoin,
       kMso,
       "mso",
       false},
      {"doubtful AM alone",
       Of("proposition_mso", "", true, "441012345", false),
       {Record(kMso, "mso", kRpps, "441012345")},
       F::kOpen,
       "",
       "mso",
       true},
      {"name alone",
       Of("proposition_mso", ""),
       {Record(kMso, "mso", kRpps)},
       F::kOpen,
       "",
       "mso",
       true},
      {"name alone, and a dossier without numbers",
       Of("proposition_mso", ""),
       {Record(kMso, "mso", "")},
       F::kOpen,
       "",
       "mso",
       true},
      {"sure RPPS and AM disagree",
       Of("proposition_mso", kOther, true, "441012345"),
       {Record(kMso, "mso", kRpps, "441012345")},
       F::kOpen,
       "",
       "mso",
       true},
      {"doubtful RPPS and AM disagree",
       Of("proposition_mso", "10003456780", false, "441012345"),
       {Record(kMso, "mso", kRpps, "441012345")},
       F::kOpen,
       "",
       "mso",
       true},
      {"doubtful RPPS of the dossier, AM of another",
       Of("proposition_mso", kRpps, false, "441099999"),
       {Record(kMso, "mso", kRpps, "441012345")},
       F::kOpen,
       "",
       "mso",
       true},
      {"doubtful RPPS, AM agrees",
       Of("proposition_mso", kRpps, false, "441012345"),
       {Record(kMso, "mso", kRpps, "441012345")},
       F::kJoin,
       kMso,
       "mso",
       false},
      {"doubtful RPPS of the dossier with its name",
       Of("proposition_mso", kRpps, false),
       {Record(kMso, "mso", kRpps)},
       F::kJoin,
       kMso,
       "mso",
       true},
      {"doubtful RPPS with a broken key",
       Of("proposition_mso", "10003456780", false),
       {Record(kMso, "mso", "10003456780")},
       F::kOpen,
       "",
       "mso",
       true},
      {"RIAP joins", Of("riap", kRpps), {Record(kMso, "mso", kRpps)}, F::kJoin, kMso, "mso", false},
      {"RIAP alone", Of("riap", kRpps), {}, F::kOpen, "", "riap", false},
      {"RIAP prefers the MSO",
       Of("riap", kRpps),
       {Record("2025/MARTIN-Claire-indu-2025-09", "indu", kRpps), Record(kMso, "mso", kRpps)},
       F::kJoin,
       kMso,
       "mso",
       false},
      {"a MSO takes over the RIAP's dossier",
       Of("notification_mso", kRpps),
       {Record("2025/MARTIN-Claire-riap-2025-02", "riap", kRpps)},
       F::kJoin,
       "2025/MARTIN-Claire-riap-2025-02",
       "mso",
       false},
      {"an indu does not",
       Of("notification_indu", kRpps),
       {Record("2025/MARTIN-Claire-riap-2025-02", "riap", kRpps)},
       F::kOpen,
       "",
       "indu",
       false},
      {"a contrainte follows the penalty",
       Of("contrainte", kRpps),
       {Record("2025/MARTIN-Claire-penalite-2025-02", "penalite", kRpps)},
       F::kJoin,
       "2025/MARTIN-Claire-penalite-2025-02",
       "penalite",
       false},
      {"a contrainte that may be either is asked",
       Of("contrainte", kRpps),
       {Record("2025/MARTIN-Claire-penalite-2025-02", "penalite", kRpps),
        Record("2025/MARTIN-Claire-indu-2025-01", "indu", kRpps)},
       F::kJoin,
       "2025/MARTIN-Claire-indu-2025-01",
       "indu",
       true},
      {"the latest of two",
       Of("proposition_mso", kRpps),
       {Record("2025/MARTIN-Claire-mso-2025-10", "mso", kRpps), Record(kMso, "mso", kRpps)},
       F::kJoin,
       "2025/MARTIN-Claire-mso-2025-10",
       "mso",
       true},
      {"unknown", Of("inconnu", kRpps), {Record(kMso, "mso", kRpps)}, F::kAside, "", "", false},
  };
  for (const Case& c : cases) {
    INFO(c.what);
    const FilingDecision f = Decide(c.letter, c.known);
    CHECK(f.action == c.action);
    CHECK(f.dossier == c.dossier);
    CHECK(f.procedure == c.procedure);
    CHECK(f.questions.empty() == !c.question);
    CHECK(!f.why.empty());
    CHECK(f.why.find("MARTIN") == std::string::npos);
  }
}

TEST_CASE("the letter's own procedure chooses the dossier of a commission", "[dossier]") {
  const std::vector<DossierRecord> known = {
      Record(kMso, "mso", kRpps), Record("2025/MARTIN-Claire-penalite-2025-02", "penalite", kRpps)};
  Letter l = Of("saisine_commission", kRpps);
  l.fields["procedure"] = Text("penalite");
  CHECK(Decide(l, known).dossier == known.at(1).id);
  l.fields["procedure"] = Text("msap");
  CHECK(Decide(l, known).dossier == kMso);
  l.fields["procedure"] = Text("penalite", false);
  CHECK(!Decide(l, known).questions.empty());
}

TEST_CASE("the cited articles tell a penalty's notice to pay from an indu's", "[dossier]") {
  Letter l = Of("contrainte", kRpps);
  CHECK(Decide(l, {}).procedure == "indu");
  Fact cited;
  cited.value = TextList{"L.133-4", "R.133-9-1"};
  cited.status = FactStatus::kSure;
  l.fields["textes_cites"] = cited;
  CHECK(Decide(l, {}).procedure == "indu");
  cited.value = TextList{"L.114-17-2", "R.147-2", "L.133-4"};
  l.fields["textes_cites"] = cited;
  CHECK(Decide(l, {}).procedure == "penalite");
  const std::vector<DossierRecord> both = {
      Record("2025/MARTIN-Claire-indu-2025-02", "indu", kRpps),
      Record("2025/MARTIN-Claire-penalite-2025-02", "penalite", kRpps)};
  CHECK(Decide(l, both).dossier == both.at(1).id);
  l.fields["textes_cites"].status = FactStatus::kToReview;
  CHECK(Decide(l, {}).procedure == "indu");
}

TEST_CASE("a slip goes where its letter went", "[dossier]") {
  const Letter slip = Of("avis_reception", "");
  CHECK(Decide(slip, {Record(kMso, "mso", kRpps)}).action == FilingDecision::kAside);
  const LetterRecord known{.type = "notification_mso", .dossier = kMso};
  const FilingDecision f = Decide(slip, {Record(kMso, "mso", kRpps)}, known);
  CHECK(f.action == FilingDecision::kJoin);
  CHECK(f.dossier == kMso);
  CHECK(f.procedure == "mso");
}

TEST_CASE("a letter gets in once and completes the doctor from what is sure", "[dossier]") {
  Dossier d;
  Letter l = Of("notification_mso", kRpps, false, "441012345");
  l.sha256 = std::string(64, 'a');
  CHECK(AddLetter(d, l, "pieces/a.pdf", "2025-06-20").value() == "P1");
  CHECK(d.rpps.empty());
  CHECK(d.am == "441012345");
  CHECK(d.nom == "Claire MARTIN");
  l.fields["praticien_rpps"] = Text(kRpps);
  CHECK(AddLetter(d, l, "", "2025-06-21").value() == "P1");
  CHECK(d.pieces.size() == 1);
  CHECK(d.pieces.at(0).file == "pieces/a.pdf");
  CHECK(d.rpps == kRpps);
  l.item = 2;
  CHECK(AddLetter(d, l, "pieces/b.pdf", "2025-06-21").value() == "P2");
  Ask(d, {{"reponse.rattachement", "?", ""}});
  Ask(d, {{"reponse.rattachement", "?", ""}});
  CHECK(d.questions.size() == 1);
}

TEST_CASE("a letter that comes again in other bytes is a copy", "[dossier]") {
  Letter scan = Of("notification_mso", kRpps, false, "441012345");
  scan.sha256 = std::string(64, 'a');
  scan.fields["date_lettre"].value =
      Date{std::chrono::year{2025}, std::chrono::month{6}, std::chrono::day{18}};
  scan.fields["reference"] = Text("MSO/25/118");
  Letter pdf = scan;
  pdf.sha256 = std::string(64, 'b');
  pdf.fields["objet"] = Text("votre activité");
  Dossier d;
  CHECK(AddLetter(d, scan, "pieces/a.pdf", "2025-06-20").value() == "P1");
  CHECK(AddLetter(d, pdf, "pieces/b.pdf", "2025-06-25").value() == "P1");
  REQUIRE(d.pieces.size() == 1);
  // The better reading is kept, and the day when the letter was there first.
  CHECK(d.pieces.at(0).file == "pieces/b.pdf");
  CHECK(d.pieces.at(0).letter.sha256 == pdf.sha256);
  CHECK(d.pieces.at(0).received == "2025-06-20");
  REQUIRE(d.pieces.at(0).copies.size() == 1);
  CHECK(d.pieces.at(0).copies.at(0).file == "pieces/a.pdf");
  // The scan once more.
  CHECK(AddLetter(d, scan, "pieces/a.pdf", "2025-06-26").value() == "P1");
  CHECK(d.pieces.at(0).copies.size() == 1);

  SECTION("not with another number, another date or a value that is sure and differs") {
    Letter other = pdf;
    other.sha256 = std::string(64, 'c');
    SECTION("number") { other.fields["reference"] = Text("MSO/25/119"); }
    SECTION("date") {
      other.fields["date_lettre"].value =
          Date{std::chrono::year{2025}, std::chrono::month{7}, std::chrono::day{18}};
    }
    SECTION("value") { other.fields["objet"] = Text("votre demande"); }
    CHECK(AddLetter(d, other, "pieces/c.pdf", "2025-06-27").value() == "P2");
  }
}

TEST_CASE("the register's line shows the nearest prudent date", "[dossier]") {
  Dossier d;
  d.id = kMso;
  const auto add = [&](const char* rule, const char* side, Date prudent, const char* state) {
    DossierDeadline l;
    l.deadline.rule = rule;
    l.deadline.side = side;
    l.deadline.prudent = prudent;
    l.state = state;
    d.deadlines.push_back(l);
  };
  add("mso.suite_directeur", "caisse", 2025y / 7 / 1, "a_surveiller");
  add("mso.observations", "praticien", 2025y / 7 / 2, "fait");
  add("mso.refus", "praticien", 2025y / 9 / 2, "a_faire");
  add("msap.recours", "praticien", 2025y / 8 / 2, "a_verifier");
  CHECK(RecordOf(d).next_due == "2025-08-02");
  CHECK(RecordOf(d).next_rule == "msap.recours");
  CHECK_FALSE(RecordOf(d).next_provisional);
  d.deadlines.back().provisional = true;
  CHECK(RecordOf(d).next_provisional);
}

}  // namespace riposte
