// Text that runs up or down hill across a PDF page: an office's stamp «COURRIER ARRIVÉ», a «COPIE».
// Between the level lines of a letter its pieces would be read as words of the address below it.
//
//   std::vector<bool> tilted = TiltedText(pieces);   // one for each
//
// Pieces as a PDF library cuts such text: it takes lines for level and breaks them wherever they
// have risen too far, so that the pieces stand like stairs. Found from 2.3 degrees on, in four
// steps at least, where less than a third of the page is tilted. Nothing is found on pages of over
// 10,000 pieces. Pure.
#pragma once

#include <vector>

#include "extractors/base/geometry.h"

namespace riposte {

struct TextPiece {
  Box box;
  double size = 0;  // of the font, points; 0: unknown
};

std::vector<bool> TiltedText(const std::vector<TextPiece>& pieces);

}  // namespace riposte
