// Cuts the pages of one file into letters. Private to the room.
//
//   for (const Cut& c : SplitLetters(reading, impl, {}, trace)) …  // c.first .. c.last, half open
//
// A separator sheet (reading/separator.h) ends a letter; neither it nor its empty back is in any.
// What a person says of a page (`told`: page number -> it opens a letter) goes before what the page
// shows. Else a first simple rule, replaceable as a whole: a page opens a letter when it says «Page
// 1/n» and the page before ended its own count, or when it has three of: a fund in its head, a date
// line, an addressee, a subject or a reference. Two of them are a warning, not a cut. A page that
// says «Page 2/2» never opens one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "extractors/template/model.h"

namespace riposte {

struct Cut {
  size_t first = 0, last = 0;  // indexes into Reading::pages, half open
  std::vector<std::string> warnings;
};

std::vector<Cut> SplitLetters(const Reading& reading, const Templates::Impl& impl,
                              const std::map<int, bool>& told, Trace* trace);

}  // namespace riposte
