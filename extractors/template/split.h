// Cuts the pages of one file into letters. Private to the room.
//
//   for (const Cut& c : SplitLetters(reading, impl)) …      // c.first .. c.last, half open,
//   indexes
//
// A first simple rule, replaceable as a whole: a page opens a letter when it says «Page 1/n» and
// the page before ended its own count, or when it has three of: a fund in its head, a date line,
// an addressee, a subject or a reference. Two of them are a warning, not a cut. A page that says
// «Page 2/2» never opens one.
#pragma once

#include <string>
#include <vector>

#include "extractors/template/model.h"

namespace riposte {

struct Cut {
  size_t first = 0, last = 0;  // indexes into Reading::pages, half open
  std::vector<std::string> warnings;
};

std::vector<Cut> SplitLetters(const Reading& reading, const Templates::Impl& impl, Trace* trace);

}  // namespace riposte
