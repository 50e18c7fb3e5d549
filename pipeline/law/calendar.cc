// Holidays are those of the codes as they stand today (code du travail L.3133-1, L.3134-13,
// L.3422-2), applied to every year: the rules start in 2018, so how the lists differed before that
// serves no rule. Movable days hang on Easter, by the anonymous Gregorian computus.
#include "pipeline/law/calendar.h"

#include <algorithm>

#include "pipeline/law/law.h"

namespace riposte {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::last;
using std::chrono::month;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year;

Date Ymd(int y, unsigned m, unsigned d) { return Date(year(y), month(m), day(d)); }
Date Plus(Date date, int n) { return Date(sys_days(date) + days(n)); }

bool IsIn(const std::vector<Date>& dates, Date date) {
  return std::find(dates.begin(), dates.end(), date) != dates.end();
}

bool IsSurelyWorked(Date date, const std::string& zone) {
  return IsWorkingDay(date, zone) &&
         !IsIn(DoubtfulHolidays(zone, static_cast<int>(date.year())), date);
}

using Possible = std::vector<std::string>;

// "01" to "95", "2A", "2B".
bool IsMainland(const std::string& departement) {
  if (departement == "2A" || departement == "2B") return true;
  if (departement.size() != 2) return false;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return digit(departement[0]) && digit(departement[1]) && departement >= "01" &&
         departement <= "95";
}

}  // namespace

const std::vector<std::string>& Zones() {
  static const std::vector<std::string> zones = {
      "metropole",       "alsace-moselle", "alsace-moselle-vendredi-saint",
      "guadeloupe",      "martinique",     "guyane",
      "reunion",         "mayotte",        "saint-martin",
      "saint-barthelemy"};
  return zones;
}

bool IsZone(const std::string& zone) {
  return std::find(Zones().begin(), Zones().end(), zone) != Zones().end();
}

ZoneGuess ZoneOfDepartement(const std::string& departement) {
  if (departement == "57" || departement == "67" || departement == "68")
    return {"alsace-moselle",
            "La commune du destinataire a-t-elle un temple protestant ou une église mixte ? Si "
            "oui, le Vendredi saint y est un jour chômé (zone alsace-moselle-vendredi-saint).",
            {"alsace-moselle", "alsace-moselle-vendredi-saint"}};
  if (departement == "971")
    return {"guadeloupe",
            "Le destinataire a-t-il son siège à Saint-Martin ou à Saint-Barthélemy ? Les jours "
            "fériés n’y sont pas ceux de la Guadeloupe.",
            {"guadeloupe", "saint-martin", "saint-barthelemy"}};
  if (departement == "972") return {"martinique", "", {"martinique"}};
  if (departement == "973") return {"guyane", "", {"guyane"}};
  if (departement == "974") return {"reunion", "", {"reunion"}};
  if (departement == "976") return {"mayotte", "", {"mayotte"}};
  if (departement == "977") return {"saint-barthelemy", "", {"saint-barthelemy"}};
  if (departement == "978") return {"saint-martin", "", {"saint-martin"}};
  return {"metropole", "", IsMainland(departement) ? Possible{"metropole"} : Zones()};
}

Date EasterSunday(int y) {
  const int a = y % 19, b = y / 100, c = y % 100, d = b / 4, e = b % 4;
  const int f = (b + 8) / 25, g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30;
  const int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
  return Ymd(y, n / 31, n % 31 + 1);
}

std::vector<Date> Holidays(const std::string& zone, int y) {
  const Date easter = EasterSunday(y);
  std::vector<Date> dates = {Ymd(y, 1, 1),      // Jour de l'an
                             Plus(easter, 1),   // lundi de Pâques
                             Ymd(y, 5, 1),      // fête du Travail
                             Ymd(y, 5, 8),      // 8 mai 1945
                             Plus(easter, 39),  // Ascension
                             Plus(easter, 50),  // lundi de Pentecôte
                             Ymd(y, 7, 14),     // fête nationale
                             Ymd(y, 8, 15),     // Assomption
                             Ymd(y, 11, 1),     // Toussaint
                             Ymd(y, 11, 11),    // 11 novembre 1918
                             Ymd(y, 12, 25)};   // Noël
  if (zone.starts_with("alsace-moselle")) dates.push_back(Ymd(y, 12, 26));
  if (zone == "alsace-moselle-vendredi-saint") dates.push_back(Plus(easter, -2));
  // Commemoration of the abolition of slavery. Saint-Martin: see DoubtfulHolidays.
  if (zone == "mayotte") dates.push_back(Ymd(y, 4, 27));
  if (zone == "martinique") dates.push_back(Ymd(y, 5, 22));
  if (zone == "guadeloupe") dates.push_back(Ymd(y, 5, 27));
  if (zone == "guyane") dates.push_back(Ymd(y, 6, 10));
  if (zone == "saint-barthelemy") dates.push_back(Ymd(y, 10, 9));
  if (zone == "reunion") dates.push_back(Ymd(y, 12, 20));
  std::sort(dates.begin(), dates.end());
  // 1 May and Ascension may be one day (2008), as may 8 May and Ascension (1997).
  dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
  return dates;
}

std::vector<Date> DoubtfulHolidays(const std::string& zone, int y) {
  // The code as read says 27 May, the State's open list of holidays says 28 May since 2018.
  if (zone == "saint-martin") return {Ymd(y, 5, 27), Ymd(y, 5, 28)};
  return {};
}

bool IsWorkingDay(Date date, const std::string& zone) {
  const weekday w{sys_days(date)};
  if (w == std::chrono::Saturday || w == std::chrono::Sunday) return false;
  return !IsIn(Holidays(zone, static_cast<int>(date.year())), date);
}

Date NextWorkingDay(Date date, const std::string& zone) {
  while (!IsWorkingDay(date, zone)) date = Plus(date, 1);
  return date;
}

Date PrudentDay(Date date, const std::string& zone) {
  while (!IsSurelyWorked(date, zone)) date = Plus(date, -1);
  return date;
}

Date LatestDay(Date date, const std::string& zone) {
  while (!IsSurelyWorked(date, zone)) date = Plus(date, 1);
  return date;
}

Date AddLegal(Date start, Duration length) {
  Date date = start + months(length.months);
  if (!date.ok()) date = Date(date.year() / date.month() / last);
  return Plus(date, length.days);
}

}  // namespace riposte
