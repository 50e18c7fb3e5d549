// A first template, drafted from a letter as a new user would, and accepted by `templates check`.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/measuring/program.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

const std::string kSource = std::string(RIPOSTE_SOURCE_DIR);

// The templates in use, without those of that type; samples where the templates look for them.
void Copy(const ScratchFolder& scratch, const std::string& without) {
  fs::copy(kSource + "/templates", scratch / "templates", fs::copy_options::recursive);
  fs::remove(scratch / ("templates/letters/" + without + ".xml"));
  fs::create_directory_symlink(kSource + "/samples", scratch / "samples");
}

std::string Slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream s;
  s << in.rdbuf();
  return s.str();
}

}  // namespace

TEST_CASE("a drafted template is accepted by the check", "[whole][draft]") {
  for (const std::string type : {"decision_msap"}) {
    CAPTURE(type);
    const ScratchFolder scratch;
    Copy(scratch, type);
    const std::string letter = scratch / "lettre.pdf";
    fs::copy_file(kSource + "/samples/mail/" + type + "-1.pdf", letter);
    const std::string templates = scratch / "templates";

    const Ran draft =
        RunRiposte({"templates", "draft", letter, "--type", type, "--dir", templates});
    INFO(draft.out + draft.err);
    REQUIRE(draft.code == 0);
    const std::string xml = Slurp(templates + "/letters/" + type + ".xml");
    CHECK(xml.find("<cue weight=\"4\" required=\"yes\">") != std::string::npos);
    CHECK(fs::exists(scratch / "lettre.json"));
    const Ran check = RunRiposte({"templates", "check", templates});
    INFO(check.err);
    CHECK(check.code == 0);
  }
}

TEST_CASE("a draft looks for what a person says that the letter says", "[whole][draft]") {
  const ScratchFolder scratch;
  Copy(scratch, "decision_msap");
  const std::string templates = scratch / "templates";
  const Ran draft = RunRiposte({"templates", "draft", kSource + "/samples/mail/decision_msap-1.pdf",
                                "--type", "decision_msap", "--dir", templates, "--expected",
                                kSource + "/samples/letters/decision_msap-1.json"});
  INFO(draft.out + draft.err);
  REQUIRE(draft.code == 0);
  const std::string xml = Slurp(templates + "/letters/decision_msap.xml");
  CHECK(xml.find("<field id=\"mesure_debut\">") != std::string::npos);
  // Ids that the person did not give are not invented.
  CHECK(xml.find("<field id=\"motif\">") == std::string::npos);
}

TEST_CASE("a draft finds the texts and tables that a person says", "[whole][draft]") {
  const ScratchFolder scratch;
  Copy(scratch, "notification_indu");
  const std::string templates = scratch / "templates";
  const std::string letter = kSource + "/samples/mail/notification_indu-2.pdf";
  const Ran draft =
      RunRiposte({"templates", "draft", letter, "--type", "notification_indu", "--dir", templates,
                  "--expected", kSource + "/samples/letters/notification_indu-2.json"});
  INFO(draft.out + draft.err);
  REQUIRE(draft.code == 0);
  const std::string xml = Slurp(templates + "/letters/notification_indu.xml");
  INFO(xml);
  CHECK(xml.find("<table id=\"lignes_indu\">") != std::string::npos);
  CHECK(xml.find("<column id=\"montant\"><header>") != std::string::npos);
  CHECK(xml.find("take=\"") != std::string::npos);
}

TEST_CASE("a draft of a type that has a template says what that does not read", "[whole][draft]") {
  const ScratchFolder scratch;
  Copy(scratch, "none");
  const std::string letter = scratch / "lettre.pdf", json = scratch / "lettre.json";
  fs::copy_file(kSource + "/samples/mail/decision_msap-1.pdf", letter);
  fs::copy_file(kSource + "/samples/letters/decision_msap-1.json", json);
  const std::string before = Slurp(scratch / "templates/letters/decision_msap.xml");
  const auto draft = [&] {
    fs::remove(scratch / "lettre.xml");
    return RunRiposte(
        {"templates", "draft", letter, "--type", "decision_msap", "--dir", scratch / "templates"});
  };
  Ran ran = draft();
  INFO(ran.out + ran.err);
  REQUIRE(ran.code == 0);
  CHECK(ran.out.find("nothing is to be done") != std::string::npos);
  std::string told = Slurp(json);
  const std::string end = ", initiales et de prolongation";
  const size_t at = told.find(end);
  REQUIRE(at != std::string::npos);
  std::ofstream(json) << told.erase(at, end.size());
  ran = draft();
  INFO(ran.out + ran.err);
  CHECK(ran.out.find("does not read as you say: prescriptions_visees:") != std::string::npos);
  CHECK(Slurp(scratch / "templates/letters/decision_msap.xml") == before);
}

TEST_CASE("a draft needs no expected values, whatever the folder one stands in", "[whole][draft]") {
  const ScratchFolder scratch;
  Copy(scratch, "none");
  fs::copy_file(kSource + "/samples/mail/reponse_rosp-1.pdf", scratch / "lettre.pdf");
  const Ran draft =
      Run("/bin/sh", {"-c", "cd '" + scratch.path() + "' && exec '" + std::string(RIPOSTE_PROGRAM) +
                                "' templates draft lettre.pdf --type reponse_rosp "
                                "--dir templates"});
  INFO(draft.out + draft.err);
  REQUIRE(draft.code == 0);
  CHECK(Slurp(scratch / "lettre.xml").find("expected=\"../lettre.json\"") != std::string::npos);
  CHECK(fs::exists(scratch / "lettre.json"));
  // A year has no thousands.
  const Ran read = RunRiposte({"extract", scratch / "lettre.pdf"});
  CHECK(read.out.find("année : 20") != std::string::npos);
}

TEST_CASE("a draft of a type that is none names those that are", "[whole][draft]") {
  const ScratchFolder scratch;
  Copy(scratch, "decision_msap");
  const Ran draft = RunRiposte({"templates", "draft", kSource + "/samples/mail/decision_msap-1.pdf",
                                "--type", "facture", "--dir", scratch / "templates"});
  CHECK(draft.code == 1);
  CHECK(draft.err.find("decision_msap") != std::string::npos);
  CHECK_FALSE(fs::exists(scratch / "templates/letters/facture.xml"));
}

}  // namespace riposte
