// The calendar against tables that were not computed by it, and the properties that every deadline
// has, for every rule, zone and thousands of starts.
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "pipeline/law/calendar.h"
#include "tests/pipeline/law/law_testing.h"

namespace riposte {
namespace {

std::vector<std::string> Iso(const std::vector<Date>& dates) {
  std::vector<std::string> s;
  for (Date d : dates) s.push_back(ToIso(d));
  return s;
}

// Easter Sundays as published (Bureau des longitudes and common tables); the early and late ends of
// the range of dates (22 March, 25 April) are among them as near as 1950-2100 has them.
TEST_CASE("Easter", "[law]") {
  const char* const dates[] = {
      "1950-04-09", "1954-04-18", "1961-04-02", "1967-03-26", "1972-04-02", "1981-04-19",
      "1989-03-26", "1999-04-04", "2000-04-23", "2004-04-11", "2005-03-27", "2008-03-23",
      "2011-04-24", "2016-03-27", "2019-04-21", "2020-04-12", "2021-04-04", "2022-04-17",
      "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16",
      "2029-04-01", "2030-04-21", "2031-04-13", "2032-03-28", "2033-04-17", "2034-04-09",
      "2035-03-25", "2038-04-25", "2049-04-18", "2050-04-10", "2076-04-19", "2100-03-28"};
  for (const char* iso : dates) CHECK(ToIso(EasterSunday(std::stoi(iso))) == iso);
}

// As published by the State for mainland France and for Alsace-Moselle.
TEST_CASE("published lists of holidays", "[law]") {
  const std::map<int, std::vector<std::string>> published = {
      {2024,
       {"2024-01-01", "2024-04-01", "2024-05-01", "2024-05-08", "2024-05-09", "2024-05-20",
        "2024-07-14", "2024-08-15", "2024-11-01", "2024-11-11", "2024-12-25"}},
      {2025,
       {"2025-01-01", "2025-04-21", "2025-05-01", "2025-05-08", "2025-05-29", "2025-06-09",
        "2025-07-14", "2025-08-15", "2025-11-01", "2025-11-11", "2025-12-25"}},
      {2026,
       {"2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25",
        "2026-07-14", "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25"}},
      // Ascension on 1 May: ten days.
      {2008,
       {"2008-01-01", "2008-03-24", "2008-05-01", "2008-05-08", "2008-05-12", "2008-07-14",
        "2008-08-15", "2008-11-01", "2008-11-11", "2008-12-25"}}};
  for (const auto& [year, dates] : published) CHECK(Iso(Holidays("metropole", year)) == dates);
  CHECK(Iso(Holidays("alsace-moselle-vendredi-saint", 2026)) ==
        std::vector<std::string>{"2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01",
                                 "2026-05-08", "2026-05-14", "2026-05-25", "2026-07-14",
                                 "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25",
                                 "2026-12-26"});
}

TEST_CASE("what each zone adds to the mainland", "[law]") {
  const std::map<std::string, std::vector<std::string>> added = {
      {"metropole", {}},
      {"alsace-moselle", {"2026-12-26"}},
      {"alsace-moselle-vendredi-saint", {"2026-04-03", "2026-12-26"}},
      {"guadeloupe", {"2026-05-27"}},
      {"martinique", {"2026-05-22"}},
      {"guyane", {"2026-06-10"}},
      {"reunion", {"2026-12-20"}},
      {"mayotte", {"2026-04-27"}},
      {"saint-martin", {}},
      {"saint-barthelemy", {"2026-10-09"}}};
  CHECK(added.size() == Zones().size());
  const std::vector<Date> base = Holidays("metropole", 2026);
  for (const std::string& zone : Zones()) {
    INFO(zone);
    std::vector<Date> extra;
    for (Date d : Holidays(zone, 2026))
      if (std::find(base.begin(), base.end(), d) == base.end()) extra.push_back(d);
    CHECK(Iso(extra) == added.at(zone));
    CHECK(Holidays(zone, 2026).size() == base.size() + extra.size());
  }
}

TEST_CASE("Saint-Martin: neither day extends, the prudent date avoids both", "[law]") {
  const Deadline d =
      Compute({.rule = "mso.observations", .start = D("2026-04-28"), .zone = "saint-martin"});
  CHECK(ToIso(d.raw) == "2026-05-28");
  CHECK(ToIso(d.extended) == "2026-05-28");
  CHECK(ToIso(d.prudent) == "2026-05-26");
  CHECK(Warns(d, "Saint-Martin"));
  CHECK_FALSE(
      Warns(Compute({.rule = "mso.observations", .start = D("2026-03-02"), .zone = "saint-martin"}),
            "Saint-Martin"));
}

TEST_CASE("zone of a département", "[law]") {
  const std::map<std::string, std::string> zones = {
      {"57", "alsace-moselle"}, {"67", "alsace-moselle"}, {"68", "alsace-moselle"},
      {"971", "guadeloupe"},    {"972", "martinique"},    {"973", "guyane"},
      {"974", "reunion"},       {"976", "mayotte"},       {"977", "saint-barthelemy"},
      {"978", "saint-martin"},  {"44", "metropole"},      {"2A", "metropole"},
      {"975", "metropole"},     {"", "metropole"},        {"xx", "metropole"}};
  const std::set<std::string> asked = {"57", "67", "68", "971"};
  for (const auto& [departement, zone] : zones) {
    INFO(departement);
    CHECK(ZoneOfDepartement(departement).zone == zone);
    CHECK(ZoneOfDepartement(departement).question.empty() != asked.contains(departement));
    const std::vector<std::string> possible = ZoneOfDepartement(departement).possible;
    CHECK(std::count(possible.begin(), possible.end(), zone) == 1);
    const std::set<std::string> unknown = {"975", "", "xx"};
    CHECK(possible.size() == (unknown.contains(departement) ? Zones().size()
                              : departement == "971"        ? 3
                              : asked.contains(departement) ? 2
                                                            : 1));
  }
}

TEST_CASE("months, days, month ends", "[law]") {
  struct {
    const char* start;
    Duration length;
    const char* end;
  } const cases[] = {{"2026-01-30", {1, 0}, "2026-02-28"},  {"2028-01-30", {1, 0}, "2028-02-29"},
                     {"2025-10-31", {1, 0}, "2025-11-30"},  {"2025-12-31", {2, 0}, "2026-02-28"},
                     {"2026-02-28", {1, 0}, "2026-03-28"},  {"2025-12-31", {6, 0}, "2026-06-30"},
                     {"2026-03-20", {0, 15}, "2026-04-04"}, {"2026-01-31", {1, 1}, "2026-03-01"},
                     {"2099-12-31", {2, 0}, "2100-02-28"},  {"1999-12-31", {2, 0}, "2000-02-29"}};
  for (const auto& c : cases) CHECK(ToIso(AddLegal(D(c.start), c.length)) == c.end);
}

TEST_CASE("properties of every deadline", "[law]") {
  using std::chrono::days;
  using std::chrono::sys_days;
  const sys_days first = D("2020-01-01"), last = D("2031-12-31");
  int64_t bad = 0, count = 0;
  for (const std::string& rule : TheLaw().rule_ids())
    for (const std::string& zone : Zones()) {
      std::optional<Deadline> before;
      // A step prime to 7 meets all weekdays and, over the rules, all days of the years.
      for (sys_days t = first + days(count % 5); t <= last; t += days(5)) {
        const Date start{t};
        const Result<Deadline> r = TheLaw().Compute({.rule = rule, .start = start, .zone = zone});
        if (!r.ok()) {
          ++bad;
          continue;
        }
        const Deadline& d = *r;
        const bool good = d.raw >= start && d.extended >= d.raw && d.prudent <= d.raw &&
                          IsWorkingDay(d.extended, zone) && IsWorkingDay(d.prudent, zone) &&
                          sys_days(d.extended) - sys_days(d.raw) <= days(6) &&
                          sys_days(d.raw) - sys_days(d.prudent) <= days(6) &&
                          (!before || (d.raw >= before->raw && d.extended >= before->extended &&
                                       d.prudent >= before->prudent));
        if (!good) {
          ++bad;
          UNSCOPED_INFO(rule << " " << zone << " " << ToIso(start));
        }
        before = d;
      }
      ++count;
    }
  CHECK(bad == 0);
  CHECK(count == 350);
}

}  // namespace
}  // namespace riposte
