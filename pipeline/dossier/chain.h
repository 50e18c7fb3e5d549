// The links of a chain of clocks (internal to this room): when a clock of the fund's, the
// commission's, UNCAM's or the CRA's can have started at the latest, and what closed it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/dossier/case.h"

namespace riposte {

// Post that a letter sent in time may take: before that, nothing received says nothing.
inline constexpr std::chrono::days kPost{20};

inline Date Later(Date date, std::chrono::days n) { return Date(std::chrono::sys_days(date) + n); }

struct LatestStart {
  Date date;
  bool certain = true;  // a bound that holds; else the clock is watched only
  std::string note;     // French
  std::string zone;
  std::string piece;  // the letter that the chain began with
  std::optional<Date> letter_date;
};

struct Act {
  std::string piece;  // empty for an event
  std::optional<Date> earliest;
  bool doubtful = false;
  bool since = false;  // it shows that the step was done, not when
};

// One start a chain for a rule of the fund's (of several, the latest that applies); for a rule of
// the doctor's, those that a silence opens. Asks for the dates that are missing. The clocks that a
// start refers to must stand in the dossier already.
std::vector<LatestStart> StartsOf(Case& c, const std::vector<LawStep>& steps, const LawStep& step);

// What closes the step: the earliest letter of a closing type written since the chain began, or an
// event.
std::optional<Act> FindAct(const Case& c, const LawStep& step, const LatestStart& start);

}  // namespace riposte
