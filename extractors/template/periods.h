// Periods in French text: «du 1er janvier au 30 juin 2025», «entre le … et le …», «01/09/2024 -
// 28/02/2025», «de septembre 2024 à février 2025», «1er semestre 2025», «année 2024», «cumul au
// 30/06/2024». Private to the room.
//
//   FindPeriods("du 1er janvier au 30 juin 2025")[0].start == 2025-01-01
//
// A missing year of the first date is that of the second (the year before if the order asks for
// it); months give their first and last day. In text order, not overlapping. Pure; linear time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "extractors/template/phrase.h"
#include "extractors/values/value.h"

namespace riposte {

struct Period {
  Range range;
  Range start_range, end_range;  // where each date is printed; the whole when it is not
  Date start, end;
  std::vector<std::string> doubts;
};

std::vector<Period> FindPeriods(std::string_view text);

}  // namespace riposte
