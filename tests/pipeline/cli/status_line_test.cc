// What `riposte status` says of one dossier.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "pipeline/cli/commands.h"
#include "tests/measuring/program.h"

namespace riposte {

using namespace std::chrono_literals;

TEST_CASE("a date that is not counted from the receipt is shown as provisional", "[status]") {
  DossierRecord d{.id = "2025/A",
                  .etat = "ouvert",
                  .next_due = "2025-07-18",
                  .next_rule = "mso.observations",
                  .next_provisional = true};
  CHECK(
      StatusLine(d, 2025y / 7 / 1) ==
      "2025-07-18  mso.observations             2025/A — provisoire : date de réception inconnue");
  CHECK_THAT(StatusLine(d, 2025y / 7 / 19), Catch::Contains("PROVISOIRE, peut-être dépassé"));
  d.next_provisional = false;
  CHECK(StatusLine(d, 2025y / 7 / 18) == "2025-07-18  mso.observations             2025/A");
  CHECK_THAT(StatusLine(d, 2025y / 7 / 19), Catch::Contains("date prudente passée"));
  d.next_due = d.next_rule = "";
  CHECK(StatusLine(d, 2025y / 7 / 19) == "—           aucune échéance              2025/A");
}

TEST_CASE("what is due first stands first, nothing due last", "[status]") {
  std::vector<DossierRecord> d(3);
  d[0].id = "none";
  d[1] = {.id = "later", .next_due = "2025-08-01"};
  d[2] = {.id = "soon", .next_due = "2025-07-01"};
  SortByDue(&d);
  CHECK(d[0].id == "soon");
  CHECK(d[1].id == "later");
  CHECK(d[2].id == "none");
}

TEST_CASE("a secretary ticks off what waits by deleting it, an urgent one by a command",
          "[status][whole]") {
  namespace fs = std::filesystem;
  const ScratchFolder scratch;
  const std::string home = scratch / "home", aside = home + "/a-verifier/";
  std::ofstream(scratch / "liste.txt") << "lait, pain";
  std::ofstream(scratch / "scan.pdf") << "%PDF-1.4\ncut short";
  CHECK(RunRiposte({"process", scratch / "liste.txt", scratch / "scan.pdf", "--home", home}).code ==
        2);
  const auto status = [&] { return RunRiposte({"status", "--home", home}).out; };
  CHECK(status() ==
        "URGENT      a-verifier : scan.pdf (damaged)\n"
        "—           a-verifier : liste.txt (unsupported)\n");
  for (const char* name : {"liste.txt", "liste.txt.txt", "scan.pdf", "scan.pdf.txt"})
    REQUIRE(fs::remove(aside + name));
  CHECK_THAT(status(), Catch::StartsWith("URGENT      a-verifier : scan.pdf (damaged) — fichier "
                                         "supprimé, original : store/"));
  CHECK(status().find("liste") == std::string::npos);
  CHECK(RunRiposte({"status", "--home", home, "--done", "autre.pdf"}).code == 1);
  const Ran done = RunRiposte({"status", "--home", home, "--done", "scan.pdf"});
  CHECK(done.code == 0);
  CHECK(done.out.empty());
  // Dropped again, it is looked at again.
  RunRiposte({"process", scratch / "scan.pdf", "--home", home});
  CHECK_THAT(status(), Catch::StartsWith("URGENT"));
  CHECK(RunRiposte({"status", "--home", home, "--done", "scan.pdf"}).code == 0);
  CHECK_FALSE(fs::exists(aside + "scan.pdf"));
}

}  // namespace riposte
