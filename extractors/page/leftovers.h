// What the engine passed over: sparse-text mode reads columns apart as it should, but drops short
// words that stand alone, above all one- and two-digit numbers in table cells (30 of 347 words of a
// ROSP statement at 200 dpi). Ink of letter size that no word covers is read again, place by place.
//
//   std::vector<OcrWord> more = ReadLeftovers(grey, words, engine);
//
// Only ink that stands clear of every word is taken: beside a word it may be a letter whose box
// came out short, and reading it again would add a digit to a number. A percent sign alone is taken
// there too: heads of columns consist of one. Pixels of `grey`; about 5 ms
// a place, 150 places at most. An error of the engine ends the search: what was found so far
// stands.
#pragma once

#include <vector>

#include "extractors/ocr/engine.h"

namespace riposte {

// `words` after ReadStars: stars (image/stars.h) that the engine passed over or took for letters
// are words of their own there, «**», where they stand clear of other words.
// «L», «s» beside a word and not half as high, hanging at its foot: the lower half of a semicolon,
// which alone has a space before it.
void ReadLowMarks(std::vector<OcrWord>& words);
// Letters and figures not a quarter as high as print («es», «7» off the dots of a rule), and other
// flat signs that the engine itself doubts, but for a dash, which may be a cell's, are no words.
void DropFlatWords(std::vector<OcrWord>& words);
// Boxes that are too large, by the dots of a rule below the word, are those of its letters.
void TightenBoxes(Pix* grey, std::vector<OcrWord>& words);
void ReadStars(Pix* grey, std::vector<OcrWord>& words);
std::vector<OcrWord> ReadLeftovers(Pix* grey, const std::vector<OcrWord>& words, OcrEngine& engine);

}  // namespace riposte
