// Takes the strokes of a signature out of a picture: a pen that runs through the printed name, and
// neither can be read. A stroke of a pen is traced: it is followed straight on through every
// crossing, and what reaches far above or below a line of print, or far along it, was no letter.
// Print that the pen crosses stays.
//
//   if (const std::optional<StrokeFree> free = WithoutStrokes(grey, 34, words))
//     for (const Box& place : free->places) …      // read again there, from free->grey
//
// Upright pictures near 300 dpi, their ruling lines taken out (rules.h). The picture given is not
// changed. None where no such strokes are: then it costs a few milliseconds. Where a stroke of pen
// runs along one of print, or leaves it at a sharp angle, remains stay or a part of the print goes:
// what is read from it is never certain. Deterministic; one thread.
#pragma once

#include <optional>
#include <vector>

#include "extractors/base/geometry.h"
#include "extractors/image/pix.h"

namespace riposte {

struct StrokeFree {
  PixPtr grey;              // 8 bit, the size of the picture given: the pen taken out
  PixPtr lines;             // only what of it lies outside the lines of print: letters are whole
  std::vector<Box> places;  // pixels: around the strokes taken out, at most kMaxSignatures
};

inline constexpr int kMaxSignatures = 3;

// `print`: pixels, the height of a line's words. `known`: boxes of words that read well: print as
// high as that is a heading.
std::optional<StrokeFree> WithoutStrokes(Pix* grey, double print, const std::vector<Box>& known);

}  // namespace riposte
