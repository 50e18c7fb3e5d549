// What `riposte status` says of one dossier.
#include <catch2/catch.hpp>

#include "pipeline/cli/commands.h"

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

}  // namespace riposte
