// Calendar helpers of the law room that are not part of its public header.
//
//   NextWorkingDay(2026y/2/28, "metropole")  == 2026y/3/2   // itself when it is a working day
//   PrudentDay(2026y/5/28, "saint-martin")   == 2026y/5/26  // avoids doubtful holidays too
//
// Years 1900 to 2199. Pure; thread-safe; nothing fails.
#pragma once

#include <string>
#include <vector>

#include "extractors/values/value.h"

namespace riposte {

bool IsZone(const std::string& zone);

// Days that may or may not be holidays there: no extension rests on them, no prudent date falls on
// them.
std::vector<Date> DoubtfulHolidays(const std::string& zone, int year);

Date NextWorkingDay(Date date, const std::string& zone);  // first working day from `date` on
Date PrudentDay(Date date, const std::string& zone);      // last day up to `date`, surely worked
Date LatestDay(Date date, const std::string& zone);       // first day from `date` on, surely worked

Date EasterSunday(int year);  // Gregorian

}  // namespace riposte
