// Dark bands with white print, as heads of tables have them: turned into dark print on white, since
// the engine takes them for pictures and passes over them.
//
//   int bands = InvertBands(clean);      // after Straighten, before TakeRules
//
// A band is dark, level, at least half an inch long and as high as a line of small print; a line
// of bold capitals is none, because paper shows between its letters. Deterministic; one thread.
#pragma once

#include "extractors/image/clean.h"

namespace riposte {

// How many bands were turned. `clean.grey` is copied before it is written to.
int InvertBands(CleanPicture& clean);

}  // namespace riposte
