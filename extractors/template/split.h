// Cuts the pages of one file into letters. Private to the room.
//
//   for (const Cut& c : SplitLetters(reading, impl, {}, jobs, trace)) …  // c.first .. c.last, half
//   open
//
// A separator sheet (reading/separator.h) ends a letter; neither it nor its empty back is in any,
// nor is an empty side after a letter's last page. What a person says of a page (`told`: page
// number
// -> it opens a letter) goes before what the page shows. Else a page opens a letter
// - when it says «Page 1/n» and the page before ended its own count,
// - when it has three of: a fund in its head, a date line, an addressee, a subject or reference, a
//   salutation,
// - when it alone is surely a letter of another type than the letter before, or of the same type
//   with two of these.
// Less than that, or any page after the formula that ends a letter without annexes, is a warning
// («cut_uncertain: page 3»), not a cut. A page that says «Page 2/2» never opens one.
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
                              const std::map<int, bool>& told, int jobs, Trace* trace);

}  // namespace riposte
