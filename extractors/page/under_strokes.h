// The words under a signature. A pen runs through the printed name of who signs, and the first
// reading makes rubbish of it or nothing; with the pen's strokes taken out (image/strokes.h) the
// lines there are read again, and of each line the better reading stands.
//
//   ReadUnderStrokes(clean.grey.get(), engine, words);   // after TakeRules; upright, near 300 dpi
//
// A word that came so has at most kUnderStrokes as its confidence: an erasure changed it, so that
// alone it makes no value sure. Pixels of `grey`, which is not changed. A page without such strokes
// costs 6 to 12 ms, a signature 40 to 290. An error of the engine changes nothing.
// Deterministic.
#pragma once

#include <vector>

#include "extractors/ocr/engine.h"

namespace riposte {

inline constexpr double kUnderStrokes = 0.5;

void ReadUnderStrokes(Pix* grey, OcrEngine& engine, std::vector<OcrWord>& words);

}  // namespace riposte
