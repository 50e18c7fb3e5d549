// Stars: «*» to «****» beside a line of a table say how far it stands from the average (RIAP). The
// engine passes over them or takes them for letters, so their shape is asked: five or six arms.
//
//   for (const StarMark& m : FindStars(grey, ink, 24)) …
//   int stars = CountStars(crop);                             // 0: not stars and nothing else
//
// Pixels of the picture given, which is upright and not changed. A page whose marks are all faintly
// starlike has none: dust. Deterministic; one thread; under 1 ms a mark.
#pragma once

#include <vector>

#include "extractors/base/geometry.h"
#include "extractors/image/pix.h"

namespace riposte {

struct StarMark {
  Box box;
  int count = 1;  // 1 to 4
  bool sure = true;
};

// `ink`: 1 bit, the size of `grey` (8 bit). `print`: the usual height of words. What has the size
// of a star, stands right beside one and shows no arms is a star that is not sure.
std::vector<StarMark> FindStars(Pix* grey, Pix* ink, double print);

// Of the crop of a cell.
int CountStars(Pix* grey);

}  // namespace riposte
