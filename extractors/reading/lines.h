// Lines and columns from words. Tesseract's and PDF producers' own lines join columns («CEDEX Le
// Docteur»), so ours come from the boxes alone, the same way for text layers and OCR.
//
//   std::vector<Line> lines = BuildLines(page);
//   lines[3].text == "Date : 18 juin 2025"   // tokens rejoined: «1 234», «L. 162-1-15», a split
//   LRAR lines[3].words[i], lines[3].offset[i]    // word i starts at byte offset[i] of text
//
// A Line is a run of words that share a baseline and stand closer than a column gap; one printed
// row with two columns gives two Lines with the same `row`. Lines are sorted by block, then row. A
// tilt left over of up to 2 degrees is followed. Boxes in points. Pure functions of their input;
// O(n log n); thread-safe.
#pragma once

#include <string>
#include <vector>

#include "extractors/reading/reading.h"

namespace riposte {

struct Line {
  int page = 1;
  int row = 0;  // lines with the same row stand on one printed row of the page
  int block =
      0;  // paragraph-like group: same column, even leading; wrapped values stay in one block
  Box box;
  std::vector<int> words;      // indexes into PageReading::words, left to right
  std::vector<size_t> offset;  // byte offset in `text` of each word
  std::string text;            // words joined by one space
  double height = 0;           // line height in points (median word height)

  // The words that the bytes [begin, end) of `text` touch, as indexes into `words` (first, last).
  std::pair<size_t, size_t> WordsAt(size_t begin, size_t end) const;
};

std::vector<Line> BuildLines(const PageReading& page);

}  // namespace riposte
