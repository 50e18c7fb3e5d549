// A morning's mail in one file: separator sheets as a copier sees them, and cuts that a person
// corrects.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "extractors/template/facts.h"
#include "tests/measuring/program.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::string kMail = std::string(RIPOSTE_SOURCE_DIR) + "/samples/mail/";

std::vector<Letter> LettersOf(const std::string& file) {
  std::vector<Letter> letters;
  const Ran ran = RunRiposte({"extract", file, "--format", "json"});
  INFO(ran.err);
  CHECK((ran.code == 0 || ran.code == 4));
  for (const std::string& line : ran.lines()) {
    Result<Letter> letter = LetterFromJson(line);
    REQUIRE(letter.ok());
    letters.push_back(std::move(*letter));
  }
  return letters;
}

json Process(const std::vector<std::string>& arguments) {
  const Ran ran = RunRiposte(arguments);
  INFO(ran.err);
  CHECK((ran.code == 0 || ran.code == 4));
  REQUIRE(ran.lines().size() == 1);
  return json::parse(ran.lines().front());
}

}  // namespace

TEST_CASE("separator sheets part the letters of a copier's batch", "[whole][batch]") {
  const ScratchFolder scratch;
  const std::string sheet = scratch / "separateur.pdf";
  REQUIRE(RunRiposte({"separator", sheet}).code == 0);
  const Ran made = RunMakeSamples(
      {"batch", scratch.path(), "--match", "abandon_procedure", "--separator", sheet});
  INFO(made.err);
  REQUIRE(made.code == 0);
  std::ifstream in(scratch / "lots.json");
  const json lots = json::parse(in);
  // The first lot is one side at 200 dpi, tilted; the second both sides at 300 dpi.
  for (size_t lot = 0; lot < 2; ++lot) {
    const json& items = lots.at(lot).at("items");
    const std::vector<Letter> letters = LettersOf(scratch / lots.at(lot).at("file"));
    CAPTURE(lot);
    REQUIRE(letters.size() == items.size());
    for (size_t i = 0; i < items.size(); ++i)
      CHECK(letters[i].first_page == items[i].at("first_page").get<int>());
  }
}

TEST_CASE("a cut is undone and made again, and nothing is lost", "[whole][batch]") {
  const ScratchFolder scratch;
  const std::string file = scratch / "lot.pdf", home = scratch / "home";
  REQUIRE(Run("/usr/bin/pdfunite",
              {kMail + "notification_mso-1.pdf", kMail + "decision_msap-1.pdf", file})
              .code == 0);
  const std::vector<Letter> letters = LettersOf(file);
  REQUIRE(letters.size() == 2);
  const std::string second = std::to_string(letters[1].first_page);

  const json first = Process({"process", file, "--home", home, "--json"});
  REQUIRE(first.at("letters").size() == 2);
  const std::string id = first.at("letters")[1].at("dossier");
  const fs::path folder = fs::path(home) / "dossiers" / id;
  REQUIRE(fs::exists(folder));
  const auto files_in = [&] {
    int n = 0;
    for (const auto& e : fs::directory_iterator(folder / "pieces")) n += e.is_regular_file();
    return n;
  };
  const int before = files_in();

  const json joined = Process({"process", file, "--home", home, "--json", "--join", second});
  CHECK(joined.at("letters").size() == 1);
  CHECK(joined.at("letters")[0].at("dossier") == first.at("letters")[0].at("dossier"));
  CHECK(files_in() == before);
  // It is kept: the same file again is cut as the person said.
  CHECK(Process({"process", file, "--home", home, "--json"}).at("letters").size() == 1);

  const Ran again = RunRiposte({"dossier", "recut", first.at("letters")[0].at("dossier"), "--piece",
                                "P1", "--cut", second, "--home", home, "--format", "json"});
  INFO(again.err);
  const json cut = json::parse(again.lines().front());
  REQUIRE(cut.at("letters").size() == 2);
  CHECK(cut.at("letters")[1].at("type") == "decision_msap");
  CHECK_FALSE(cut.at("letters")[1].at("dossier").get<std::string>().empty());
}

TEST_CASE("a cut that cannot be is refused", "[whole][batch]") {
  const ScratchFolder scratch;
  const std::string file = kMail + "decision_msap-1.pdf", home = scratch / "home";
  CHECK(RunRiposte({"process", file, "--home", home, "--cut", "1"}).code == 1);
  CHECK(RunRiposte({"process", file, "--home", home, "--cut", "90"}).code == 1);
  CHECK(RunRiposte({"process", file, "--home", home, "--cut", "2", "--join", "2"}).code == 1);
  CHECK(RunRiposte({"process", file, file, "--home", home, "--cut", "2"}).code == 1);
  // Nothing of it was taken in: no later command goes on with it uncut.
  CHECK(RunRiposte({"watch", "--once", "--home", home}).lines().empty());
  CHECK(RunRiposte({"status", "--home", home}).out.empty());
}

TEST_CASE("a letter of a pile that nobody knows heads the list", "[whole][batch]") {
  const ScratchFolder scratch;
  const std::string file = scratch / "lot.pdf", home = scratch / "home";
  // A formal notice of one page, then a complaint that has a clock, which riposte does not know.
  REQUIRE(Run("/usr/bin/pdfunite", {kMail + "mise_en_demeure-1.pdf", kMail + "inconnu-8.pdf", file})
              .code == 0);
  const json done = Process({"process", file, "--home", home, "--json"});
  REQUIRE(done.at("letters").size() == 2);
  CHECK_FALSE(done.at("letters")[0].at("dossier").get<std::string>().empty());
  CHECK(done.at("letters")[1].at("urgent") == true);
  const Ran status = RunRiposte({"status", "--home", home});
  REQUIRE(status.lines().size() == 2);
  CHECK(status.lines()[0] == "URGENT      a-verifier : lot.pdf, page 2 (inconnu)");
  std::ifstream in(home + "/a-verifier/lot.pdf.txt");
  const std::string note{std::istreambuf_iterator<char>(in), {}};
  CHECK(note.find("Pages concernées\u00A0: 2") != std::string::npos);
}

TEST_CASE("an uncertain cut is shown until a person decides", "[whole][batch]") {
  const ScratchFolder scratch;
  const std::string file = scratch / "lot.pdf", home = scratch / "home";
  // A patient's letter behind the fund's: a salutation is all that it has of a letter's head.
  REQUIRE(Run("/usr/bin/pdfunite", {kMail + "mise_en_demeure-1.pdf", kMail + "inconnu-6.pdf", file})
              .code == 0);
  const json done = Process({"process", file, "--home", home, "--json"});
  REQUIRE(done.at("letters").size() == 1);
  CHECK(done.at("letters")[0].at("maybe_cut") == json::array({2}));
  CHECK(done.at("letters")[0].at("needs_person") == true);
  const auto status = [&] { return RunRiposte({"status", "--home", home}).out; };
  CHECK(status().find("À DÉCOUPER  lot.pdf : un autre courrier commence peut-être page 2") == 0);
  (void)Process({"process", file, "--home", home, "--json", "--join", "2"});
  CHECK(status().find("DÉCOUPER") == std::string::npos);
  (void)Process({"process", file, "--home", home, "--json", "--cut", "2"});
  CHECK(status().find("DÉCOUPER") == std::string::npos);
  CHECK(status().find("a-verifier : lot.pdf, page 2 (inconnu)") != std::string::npos);
}

}  // namespace riposte
