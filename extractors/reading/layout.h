// Internal to reading/: a page straightened: words with baselines and sizes, grouped in printed
// rows.
//
// Coordinates are points of the page turned about its centre until its lines are level; a word's
// `index` leads back to PageReading::words, whose boxes are those of the page as displayed.
#pragma once

#include <string>
#include <vector>

#include "extractors/reading/reading.h"

namespace riposte::reading {

struct LaidWord {
  int index = 0;
  Box box;          // upright, levelled
  double base = 0;  // y of the baseline
  double em = 0;    // type size in points
};

struct LaidRow {
  std::vector<int> words;  // into Layout::words, left to right
  double base = 0, em = 0;
};

struct Layout {
  double tilt = 0;  // radians clockwise that the lines of the page fall to the right
  std::vector<LaidWord> words;
  std::vector<LaidRow> rows;  // top to bottom
  std::vector<Rule> rules;    // levelled
};

Layout LayOut(const PageReading& page);

// For tables: what OCR made of upright rules («|») leaves the rows and becomes a rule again.
void TakeRuleMarks(const PageReading& page, Layout& layout);

// For tables: a font that is drawings (Type 3) does not tell its size, and it is guessed too small.
// Where letters look wider than any are, all sizes of the page grow with them.
void MendSizes(const PageReading& page, Layout& layout);

// For each word of a row that stands in a run of five or more single letters («M I S E   E N
// D E M E U R E») and has one before it there, the gap between two letters of one word; 0
// elsewhere.
std::vector<double> LetterSpacing(const PageReading& page, const Layout& layout,
                                  const std::vector<int>& words);

// The texts of `words` (into layout.words) joined by one space; digits that touch are one number
// and get none. `offset`, if given, receives where each word begins.
std::string Joined(const PageReading& page, const Layout& layout, const std::vector<int>& words,
                   std::vector<size_t>* offset = nullptr);

// The upright box on the page as displayed around a levelled one.
Box OnPage(const PageReading& page, const Layout& layout, const Box& levelled);

// An upright rule stands between x1 and x2 at height y.
bool RuleBetween(const Layout& layout, double x1, double x2, double y);

}  // namespace riposte::reading
