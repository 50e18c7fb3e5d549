// The outline of a sheet in a photo: where its four corners lie, and the sheet laid flat.
//
//   std::optional<Outline> outline = FindOutline(grey);     // none: no sheet stands out
//   Flatten(clean, *outline);                               // a flat A4 at 300 dpi
//
// Only the border between paper and desk counts: print is closed away first, and paper has to be
// brighter than what lies beside it all along a side. One side may run out of the picture. A sheet
// whose outline is wrong would lose text, so `PrintBeside` asks for marks of the size of print
// beside the sheet: then the whole picture has to be read as well.
//
// Units: pixels of the picture that was given. Deterministic (its random numbers have a fixed
// seed); one thread; about 60 ms for a photo of 4 million pixels.
#pragma once

#include <array>
#include <optional>

#include "extractors/base/geometry.h"
#include "extractors/image/clean.h"

namespace riposte {

struct Outline {
  std::array<Point, 4> corners;  // top left, then clockwise, as the sheet lies in the picture
  bool cut = false;              // one side runs out of the picture: its place is assumed
};

std::optional<Outline> FindOutline(Pix* grey);

// Lays the sheet flat at 300 dpi. A sheet of nearly A4's proportions is A4; another one keeps its
// proportions and the resolution that `dpi` (of the picture, against the true paper) gives it.
// False when memory fails or the corners make no quadrangle; `clean` is then as it was.
bool Flatten(CleanPicture& clean, const Outline& outline, double dpi);

// Are there marks of the size of print beside the sheet, a tenth of those on it or more?
// `grey`: its light evened.
bool PrintBeside(Pix* grey, const Outline& outline);

}  // namespace riposte
