// Against an independent list of holidays; run by tests/pipeline/law/holidays/run, which makes the
// list. Every difference that is left is named here with its reason.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include "pipeline/law/calendar.h"
#include "tests/pipeline/law/law_testing.h"

namespace riposte {
namespace {

using Days = std::set<std::string>;

Days Minus(const Days& a, const Days& b) {
  Days rest;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(rest, rest.end()));
  return rest;
}

TEST_CASE("holidays against date-holidays", "[holidays]") {
  const char* path = std::getenv("RIPOSTE_HOLIDAYS_CSV");
  if (!path) return;  // the list is made by the script, which needs a registry
  std::ifstream in(path);
  std::map<std::string, std::map<int, Days>> theirs;
  for (std::string line; std::getline(in, line);) {
    const size_t at = line.find(';');
    REQUIRE(at != std::string::npos);
    const std::string date = line.substr(at + 1);
    theirs[line.substr(0, at)][std::stoi(date)].insert(date);
  }
  REQUIRE(theirs.size() == 9);
  size_t compared = 0;
  for (const auto& [zone, years] : theirs)
    for (const auto& [year, list] : years) {
      INFO(zone << " " << year);
      Days ours;
      for (Date d : Holidays(zone, year)) ours.insert(ToIso(d));
      const std::string good_friday =
          ToIso(Date(std::chrono::sys_days(EasterSunday(year)) - std::chrono::days(2)));
      Days explained;
      // A custom there, not in code du travail L.3422-2: no delay may rest on it.
      if (zone == "guadeloupe" || zone == "martinique") explained.insert(good_friday);
      // 27 May in the code, 28 May in the State's list: counted by neither.
      if (zone == "saint-martin") explained.insert(std::to_string(year) + "-05-27");
      // Ascension may fall on such a day (27 May 2049).
      CHECK(Minus(list, ours) == Minus(explained, ours));
      CHECK(Minus(ours, list) == Days{});
      ++compared;
    }
  CHECK(compared == 9 * 45);
}

}  // namespace
}  // namespace riposte
