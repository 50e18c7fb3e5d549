// Ruling lines: found in a picture and painted out of it, or gathered from the strokes of a PDF.
//
//   std::vector<Rule> rules = TakeRules(clean);   // after Straighten
//   MergeRules(rules);                            // pieces drawn cell by cell become one line
//
// Boxes in points of the page as displayed; on a tilted picture the box of a rule is the upright
// box around it, so its centre and its length are exact and its thickness is not. Deterministic;
// one thread.
#pragma once

#include <vector>

#include "extractors/image/clean.h"
#include "extractors/reading/reading.h"

namespace riposte {

// Finds long thin level and upright lines and paints them out of `clean.grey`; strokes of letters
// that cross them stay.
std::vector<Rule> TakeRules(CleanPicture& clean);

// For the crop of one line of print, which may hold the edges of its table cell: lines that run
// through nearly all of it are painted out. None of them is kept.
void DropCropRules(CleanPicture& crop);

// Joins rules that continue or repeat one another, and sorts them from top to bottom.
void MergeRules(std::vector<Rule>& rules);

}  // namespace riposte
