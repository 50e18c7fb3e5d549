// The lines of an address: which line is a street, which the town, what belongs to them. Private to
// the room. Ranges are of LetterText::text. Pure; one thread (see LetterText).
//
//   IsStreetLine("3 rue du Port");              // true
//   DepartmentOfPostalLine("20090 AJACCIO");    // «2A»
//   AddressUnder(text, line, end_of_name, true) // street and town under a name; empty: none
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "extractors/template/text.h"

namespace riposte {

// Street and postal line under (or after, on one line) a name on `line`. `over`: the part of the
// line that the others stand under, where a label opens it («DÉBITEUR : DOCTEUR MARTIN»).
std::vector<Range> AddressUnder(const LetterText& text, int line, size_t from, bool all_lines,
                                Range over = {});

// The street line right above a postal line of one address; empty if there is none.
Range StreetAbove(const LetterText& text, int postal_line);

inline const TextLine& LineOf(const LetterText& text, int line) {
  return text.lines()[static_cast<size_t>(line)];
}

// From the middle of a line to that of the next line of one address, in heights of print.
inline constexpr double kAddressReach = 2.6;

// The next line below on the same page that is aligned with `line` or `reference`; -1 when the gap
// is too large.
int NextBelow(const LetterText& text, int line, const Box& reference, double reach = kAddressReach);

// «3 rue du Port», «BP 12», «Résidence des Pins».
bool IsStreetLine(std::string_view line);
// A line between a name and a street that is no part of the address: «Médecin généraliste»,
// «RPPS 10001234567», «10001234567 / 631528094».
bool IsAsideLine(std::string_view line);
// «44958 Nantes Cedex 9».
bool IsPostalLine(std::string_view line);
// «44», «2A», «974» from the postal code of such a line; empty otherwise.
std::string DepartmentOfPostalLine(std::string_view line);

}  // namespace riposte
