// The comma witness: does the picture of a number hold a decimal comma that the engine dropped?
// A sharp «21,8 %» is read «218%» at confidence 96, so the picture itself is asked: small marks
// between two digits that hang below the baseline are commas. Needs no model, costs under 1 ms.
//
//   CommaWitness w = FindCommas(binary);   // 1-bit, upright, one line of print
//   w.at                                   // x of each comma, pixels of `binary`
//
// Pure function of its input; a null picture holds no comma.
#pragma once

#include <vector>

#include "extractors/image/pix.h"

namespace riposte {

struct CommaWitness {
  std::vector<double> at;   // centre of each comma, pixels, left to right
  double digit_height = 0;  // pixels; 0: no line of print was found
};

// `coarse`: the paper's picture is a fax or the like, black or white at under 250 dpi: the feet of
// digits differ by a whole pixel, so that only marks that touch no digit count.
CommaWitness FindCommas(Pix* binary, bool coarse = false);

}  // namespace riposte
