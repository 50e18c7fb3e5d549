// The whole way, as a person goes it: the sample mail through the program, what lies in HOME
// afterwards.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "extractors/template/facts.h"
#include "tests/measuring/compare.h"
#include "tests/measuring/program.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::string kSamples = std::string(RIPOSTE_SOURCE_DIR) + "/samples/";
const char* const kTypes[] = {"notification_mso", "proposition_mso", "riap"};

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream s;
  s << in.rdbuf();
  return s.str();
}

std::string MailOf(const std::string& letter) { return kSamples + "mail/" + letter + ".pdf"; }

Comparison Extracted(const std::string& file, const std::string& letter) {
  const Ran ran = RunRiposte({"extract", file, "--format", "json"});
  INFO(ran.err);
  CHECK((ran.code == 0 || ran.code == 4));
  REQUIRE(ran.lines().size() == 1);
  Result<Letter> got = LetterFromJson(ran.lines().front());
  REQUIRE(got.ok());
  Result<Expected> expected = ExpectedFromFile(kSamples + "letters/" + letter + ".json");
  REQUIRE(expected.ok());
  return Compare(*expected, *got);
}

void AddUp(const Comparison& c, int& right, int& all) {
  for (const auto& [id, j] : c.fields) ++all, right += j.mark == Mark::kRight;
  for (const auto& [id, j] : c.cells) ++all, right += j.mark == Mark::kRight;
}

std::string TheDossier(const std::string& home, const std::string& begins) {
  for (const auto& year : fs::directory_iterator(home + "/dossiers"))
    for (const auto& entry : fs::directory_iterator(year))
      if (entry.path().filename().string().starts_with(begins)) return entry.path();
  return {};
}

// Every file below HOME: for what must not be there, and for rights.
std::vector<fs::path> AllFiles(const std::string& home) {
  std::vector<fs::path> all;
  for (const auto& e : fs::recursive_directory_iterator(home)) all.push_back(e.path());
  return all;
}

}  // namespace

TEST_CASE("letters with a text layer are read whole, and rightly", "[whole]") {
  for (const std::string type : kTypes)
    for (const char* n : {"-1", "-2", "-3"}) {
      const std::string letter = type + n;
      CAPTURE(letter);
      const Comparison c = Extracted(MailOf(letter), letter);
      CHECK(c.type_right);
      CHECK(c.type_sure);
      for (const auto& [id, j] : c.fields) {
        CAPTURE(id, j.expected, j.got);
        CHECK(j.mark == Mark::kRight);
      }
      for (const auto& [id, j] : c.cells) {
        CAPTURE(id, j.expected, j.got);
        CHECK(j.mark == Mark::kRight);
      }
      CHECK(c.WrongAndSure().empty());
    }
}

TEST_CASE("scans are read without a wrong value that is sure", "[whole]") {
  const ScratchFolder scratch;
  int right = 0, all = 0;
  for (const std::string type : kTypes)
    for (const std::string kind : {"scan300", "scan200"}) {
      const std::string letter = type + "-1";
      const Ran made = RunMakeSamples({"scan", letter, scratch.path(), "--kinds", kind});
      REQUIRE(made.code == 0);
      REQUIRE(made.lines().size() == 1);
      CAPTURE(letter, kind);
      const Comparison c = Extracted(scratch / made.lines().front(), letter);
      CHECK(c.type_right);
      for (const std::string& wrong : c.WrongAndSure()) FAIL_CHECK(wrong);
      AddUp(c, right, all);
    }
  CAPTURE(right, all);
  CHECK(right >= 0.94 * all);
}

TEST_CASE("one letter: dossier, worst case, receipt date, figures, reply", "[whole]") {
  const ScratchFolder scratch;
  const std::string home = scratch / "home";
  const Ran first = RunRiposte({"process", MailOf("notification_mso-1"), "--home", home, "--json"});
  INFO(first.err);
  REQUIRE(first.code == 0);
  const json outcome = json::parse(first.lines().at(0));
  CHECK(outcome.at("letters").at(0).at("type") == "notification_mso");
  const std::string folder = TheDossier(home, "MARTIN-Claire-mso-2025-06");
  REQUIRE(!folder.empty());
  for (const char* name :
       {"dossier.xml", "dossier.json", "echeances.ics", "reponse-observations.odt",
        "reponse-observations.pdf", "note-medecin.odt", "note-medecin.pdf"})
    CHECK(fs::exists(folder + "/" + name));
  CHECK(fs::exists(MailOf("notification_mso-1")));  // the source stays

  const std::string shown = RunRiposte({"dossier", "show", "MARTIN", "--home", home}).out;
  CHECK(shown.find("PROVISOIRE") != std::string::npos);
  CHECK(shown.find("vendredi 18 juillet 2025") != std::string::npos);
  CHECK(shown.find("2\u202F754") != std::string::npos);

  // The deadline stands on the note, never in the letter to the fund.
  const std::string letter =
      Run("/usr/bin/pdftotext", {"-layout", folder + "/reponse-observations.pdf", "-"}).out;
  CHECK(letter.find("DCGDR/MSO/2025-0412") != std::string::npos);
  CHECK(letter.find("PROJET") != std::string::npos);
  CHECK(letter.find("18 juillet 2025") == std::string::npos);
  const std::string note =
      Run("/usr/bin/pdftotext", {"-layout", folder + "/note-medecin.pdf", "-"}).out;
  CHECK(note.find("18 juillet 2025") != std::string::npos);

  const Ran set = RunRiposte(
      {"dossier", "set", "MARTIN", "date_remise", "2025-06-21", "--piece", "P1", "--home", home});
  INFO(set.err);
  REQUIRE(set.code == 0);
  CHECK(set.out.find("lundi 21 juillet 2025") != std::string::npos);

  // The same bytes again: linked, not answered twice.
  const Ran again = RunRiposte({"process", MailOf("notification_mso-1"), "--home", home, "--json"});
  CHECK(again.code == 0);
  CHECK(json::parse(again.lines().at(0)).at("duplicate") == true);
  CHECK(json::parse(again.lines().at(0)).at("letters").at(0).at("type_status") == "sure");
  CHECK(std::distance(fs::directory_iterator(folder + "/pieces"), {}) == 1);

  for (const fs::path& path : AllFiles(home)) {
    CAPTURE(path.string());
    CHECK((fs::status(path).permissions() & (fs::perms::group_all | fs::perms::others_all)) ==
          fs::perms::none);
  }
}

TEST_CASE("--received counts from the hand-over", "[whole]") {
  const ScratchFolder scratch;
  const std::string home = scratch / "home";
  REQUIRE(RunRiposte(
              {"process", MailOf("proposition_mso-1"), "--received", "2025-08-28", "--home", home})
              .code == 0);
  const std::string shown = RunRiposte({"dossier", "show", "LACAZE", "--home", home}).out;
  CHECK(shown.find("vendredi 12 septembre 2025") != std::string::npos);
  CHECK(shown.find("PROVISOIRE") == std::string::npos);
  CHECK(RunRiposte({"process", MailOf("riap-1"), MailOf("riap-2"), "--received", "2025-08-28",
                    "--home", home})
            .code == 1);
  CHECK(
      RunRiposte({"process", MailOf("riap-1"), "--received", "31/02/2025", "--home", home}).code ==
      1);
}

TEST_CASE("a refusal is written only once the doctor has decided", "[whole]") {
  const ScratchFolder scratch;
  const std::string home = scratch / "home";
  REQUIRE(RunRiposte({"process", MailOf("proposition_mso-1"), "--home", home}).code == 0);
  const std::string folder = TheDossier(home, "LACAZE");
  CHECK(fs::exists(folder + "/fiche-decision.pdf"));
  CHECK_FALSE(fs::exists(folder + "/reponse-refus-mso.odt"));
  const auto set = [&](const char* fact, const char* value) {
    return RunRiposte({"dossier", "set", "LACAZE", fact, value, "--piece", "P1", "--home", home});
  };
  REQUIRE(set("decision_medecin", "refus_mso").code == 0);
  CHECK(fs::exists(folder + "/reponse-refus-mso.odt"));

  // Without mandate and consent nothing is approved.
  CHECK(RunRiposte({"dossier", "approve", "LACAZE", "--kind", "refus_mso", "--home", home}).code ==
        4);
  const auto give = [&](const char* fact) {
    return RunRiposte({"dossier", "set", "LACAZE", fact, "2025-08-29", "--home", home}).code;
  };
  REQUIRE(give("mandat") == 0);
  REQUIRE(give("accord_traitement") == 0);
  REQUIRE(
      RunRiposte({"dossier", "approve", "LACAZE", "--kind", "refus_mso", "--home", home}).code ==
      0);
  const std::string text = Run("/usr/bin/pdftotext", {folder + "/reponse-refus-mso.pdf", "-"}).out;
  CHECK(text.find("PROJET") == std::string::npos);
  CHECK(text.find("MSO-33-2025/0187") != std::string::npos);
  const std::string approved = ReadFile(folder + "/reponse-refus-mso.pdf");
  const auto show = [&] {
    return json::parse(
        RunRiposte({"dossier", "show", "LACAZE", "--format", "json", "--home", home}).out);
  };
  const auto letter = [&] {
    const json shown = show();  // lives as long as the loop over its part
    for (const json& r : shown["replies"])
      if (r["kind"] == "refus_mso") return r;
    return json();
  };
  CHECK(letter()["state"] == "approuve");
  CHECK(letter()["sources"].size() > 5);
  bool read = false;
  const json bound = letter();
  for (const json& s : bound["sources"])
    read = read || (s.value("fact", "") == "date_lettre" && !s["spans"].empty());
  CHECK(read);
  // The facts change: the approval is withdrawn, what was approved stays beside the new version.
  REQUIRE(set("signataire_qualite", "directrice").code == 0);
  CHECK(letter()["state"] == "projet");
  CHECK(letter()["version"] == 2);
  CHECK(ReadFile(folder + "/reponse-refus-mso.pdf") == approved);
  CHECK(fs::exists(folder + "/reponse-refus-mso-2.odt"));
  const auto approve = [&](const char* step) {
    return RunRiposte({"dossier", "approve", "LACAZE", "--kind", "refus_mso", "--step", step,
                       "--home", home})
        .code;
  };
  CHECK(approve("signe") == 1);  // not approved again yet
  REQUIRE(approve("approuve") == 0);
  CHECK(approve("signe") == 1);  // the doctor has not agreed
  // Another decision: the letter supposes what is no longer true.
  REQUIRE(set("decision_medecin", "acceptation_mso").code == 0);
  CHECK(letter()["state"] == "projet");
  CHECK(approve("approuve") == 4);
  REQUIRE(set("decision_medecin", "refus_mso").code == 0);
  CHECK(letter()["state"] == "projet");
  REQUIRE(approve("approuve") == 0);
  CHECK(approve("accord_medecin") == 0);
  CHECK(RunRiposte({"dossier", "sent", "LACAZE", "--kind", "refus_mso", "--date", "2025-09-02",
                    "--home", home})
            .code == 1);  // not signed
  CHECK(approve("signe") == 0);
  CHECK(approve("accord_medecin") == 1);
  // Posted without a proof: said, and the deadline stays open.
  const auto due = [&] {
    const json shown = show();
    for (const json& l : shown["deadlines"])
      if (l["deadline"]["rule"] == "mso.refus") return l["state"].get<std::string>();
    return std::string();
  };
  std::vector<std::string> sent = {"dossier",       "sent",   "LACAZE",     "--kind",
                                   "refus_mso",     "--date", "2025-09-02", "--lrar",
                                   "1A00000000017", "--home", home};
  CHECK(RunRiposte(sent).code == 0);
  CHECK(letter()["state"] == "poste");
  CHECK(due() != "fait");
  std::ofstream(scratch / "depot.pdf") << "proof";
  sent.insert(sent.end(), {"--proof", scratch / "depot.pdf"});
  CHECK(RunRiposte(sent).code == 0);
  CHECK(due() == "fait");
}

TEST_CASE("the questionnaire goes out as JSON and comes back", "[whole]") {
  const ScratchFolder scratch;
  const std::string home = scratch / "home";
  REQUIRE(RunRiposte({"process", MailOf("notification_mso-1"), "--home", home}).code == 0);
  const std::string folder = TheDossier(home, "MARTIN");
  CHECK(fs::exists(folder + "/questionnaire.odt"));
  const Ran asked =
      RunRiposte({"dossier", "questions", "MARTIN", "--format", "json", "--home", home});
  REQUIRE(asked.code == 0);
  json answers = json::parse(asked.out);
  CHECK(answers.size() > 20);
  for (json& a : answers) {
    if (a["id"] == "reponse.remplacements") a["answer"] = "oui";
    if (a["id"] == "reponse.remplacements_jours") a["answer"] = 21;
  }
  std::ofstream(scratch / "a.json") << answers.dump();
  const auto give = [&](const std::string& file) {
    return RunRiposte({"dossier", "answer", "MARTIN", file, "--by", "Dr Martin", "--home", home})
        .code;
  };
  REQUIRE(give(scratch / "a.json") == 0);
  const std::string text =
      Run("/usr/bin/pdftotext", {folder + "/reponse-observations.pdf", "-"}).out;
  CHECK(text.find("21 jours") != std::string::npos);
  const std::string xml = ReadFile(folder + "/dossier.xml");
  CHECK(xml.find("auteur=\"Dr Martin\"") != std::string::npos);
  // A social-security number is refused, and nothing of that file is kept.
  std::ofstream(scratch / "b.json")
      << R"({"reponse.absences": "oui", "reponse.assistant": "M. X, 1 85 05 78 006 084 91"})";
  CHECK(give(scratch / "b.json") == 1);
  CHECK(ReadFile(folder + "/dossier.xml") == xml);
}

TEST_CASE("an edited letter is never overwritten", "[whole]") {
  const ScratchFolder scratch;
  const std::string home = scratch / "home";
  REQUIRE(RunRiposte({"process", MailOf("notification_mso-1"), "--home", home}).code == 0);
  const std::string folder = TheDossier(home, "MARTIN");
  const std::string odt = folder + "/reponse-observations.odt";
  fs::permissions(odt, fs::perms::owner_all);
  std::ofstream(odt, std::ios::app | std::ios::binary) << "edited";
  const std::string edited = ReadFile(odt);
  REQUIRE(RunRiposte({"dossier", "set", "MARTIN", "patients_actifs", "920", "--piece", "P1",
                      "--home", home})
              .code == 0);
  CHECK(ReadFile(odt) == edited);
  CHECK(fs::exists(folder + "/reponse-observations-2.odt"));
}

TEST_CASE("two letters answered by one kind of reply keep two files", "[whole]") {
  const ScratchFolder scratch;
  const std::string home = scratch / "home";
  REQUIRE(RunRiposte({"process", MailOf("notification_mso-1"), "--home", home}).code == 0);
  const std::string folder = TheDossier(home, "MARTIN");
  const std::string first = ReadFile(folder + "/note-medecin.odt");
  REQUIRE(!first.empty());
  REQUIRE(RunRiposte({"process", MailOf("convocation_audition-1"), "--home", home}).code == 0);
  CHECK(ReadFile(folder + "/note-medecin-P2.odt") != first);
  CHECK(fs::exists(folder + "/note-medecin-P2.pdf"));
  const Ran text = Run("/usr/bin/pdftotext", {folder + "/note-medecin.pdf", "-"});
  CHECK(text.out.find("La caisse ouvre une procédure") != std::string::npos);
  // What is learnt of the first letter reaches the first note.
  const std::string before = ReadFile(folder + "/note-medecin.odt");
  const std::string second = ReadFile(folder + "/note-medecin-P2.odt");
  REQUIRE(RunRiposte({"dossier", "set", "MARTIN", "date_remise", "2025-07-04", "--piece", "P1",
                      "--home", home})
              .code == 0);
  CHECK(ReadFile(folder + "/note-medecin.odt") != before);
  CHECK(ReadFile(folder + "/note-medecin-P2.odt") == second);
  // Which of the two is approved is said, never guessed.
  for (const char* consent : {"mandat", "accord_traitement"})
    REQUIRE(RunRiposte({"dossier", "set", "MARTIN", consent, "2025-06-20", "--home", home}).code ==
            0);
  const auto approve = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"dossier", "approve", "MARTIN", "--kind", "note_medecin"});
    more.insert(more.end(), {"--home", home});
    return RunRiposte(more);
  };
  const Ran either = approve({});
  CHECK(either.code == 1);
  CHECK(either.err.find("P1 (note-medecin.odt") != std::string::npos);
  CHECK(either.err.find("P2 (note-medecin-P2.odt") != std::string::npos);
  CHECK(approve({"--piece", "P3"}).code == 1);
  const auto pdf = [&](const std::string& name) { return ReadFile(folder + "/" + name + ".pdf"); };
  const std::string draft = pdf("note-medecin"), other = pdf("note-medecin-P2");
  CHECK(approve({"--piece", "P1"}).code == 0);
  CHECK(pdf("note-medecin") != draft);
  CHECK(pdf("note-medecin-P2") == other);
}

TEST_CASE("bad input goes to a-verifier with its reason and the rest is read", "[whole]") {
  const ScratchFolder scratch;
  const std::string home = scratch / "home";
  REQUIRE(RunMakeSamples({"bad", scratch / "bad"}).code == 0);
  fs::create_directories(home + "/inbox");
  std::vector<std::string> names;
  for (const auto& e : fs::directory_iterator(scratch / "bad")) {
    names.push_back(e.path().filename());
    fs::copy_file(e.path(), home + "/inbox/" + names.back());
  }
  REQUIRE(names.size() >= 8);
  fs::copy_file(MailOf("proposition_mso-1"), home + "/inbox/zz-lettre.pdf");
  const Ran ran = RunRiposte({"watch", "--once", "--home", home});
  INFO(ran.out << ran.err);
  CHECK((ran.code == 2 || ran.code == 4));
  CHECK(!TheDossier(home, "LACAZE").empty());
  int notes = 0;
  for (const auto& e : fs::directory_iterator(home + "/a-verifier"))
    if (e.path().extension() == ".txt") {
      ++notes;
      CHECK(ReadFile(e.path()).size() > 80);
    }
  CHECK(notes >= 7);
  // Nothing is left behind and nothing is lost: every original is in the store.
  int waiting = 0;
  for (const auto& e : fs::recursive_directory_iterator(home + "/inbox"))
    waiting += e.is_regular_file();
  CHECK(waiting == 0);
}

TEST_CASE("usage errors exit with 1 and name what exists", "[whole]") {
  CHECK(RunRiposte({}).code == 1);
  CHECK(RunRiposte({"--help"}).code == 0);
  CHECK(RunRiposte({"extract", "/nonexistent.pdf"}).code == 1);
  CHECK(RunRiposte({"deadline", "mso.nothing", "--start", "2026-01-30"}).code == 1);
  CHECK(RunRiposte({"deadline", "mso.observations", "--start", "2026-02-30"}).code == 1);
}

TEST_CASE("deadline speaks the contract's JSON", "[whole]") {
  const Ran ran =
      RunRiposte({"deadline", "mso.observations", "--start", "2026-01-30", "--format", "json"});
  REQUIRE(ran.code == 0);
  const json d = json::parse(ran.out);
  CHECK(d.at("raw") == "2026-02-28");
  CHECK(d.at("extended") == "2026-03-02");
  CHECK(d.at("prudent") == "2026-02-27");
  CHECK(d.at("side") == "praticien");
  CHECK(d.at("length") == "P1M");
  CHECK(d.at("rule_set") == "MSO-C");
}

}  // namespace riposte
