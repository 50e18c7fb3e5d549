// Internal to reading/: where a header row stands and which cell is which column.
#pragma once

#include <string>
#include <vector>

#include "extractors/reading/layout.h"
#include "extractors/reading/tables.h"

namespace riposte::reading {

struct HeaderCell {
  int column = -1;    // of the spec; -1: a heading nobody asked for
  bool near = false;  // OCR read it nearly so: a sign or two are missing or other
  std::vector<int> words;
  Box box;               // levelled
  bool guessed = false;  // another column might be meant as well
};

struct TableHeader {
  std::vector<HeaderCell> cells;  // left to right
  Box box;                        // of all of them and their groups
  double lowest = 0;              // y of the middle of the lowest header row
  size_t next_row = 0;            // the first row below
  double em = 0;
  std::string title;
};

class HeadingPlaces;

// Top to bottom. Every required column is there, and two at least (one, if the spec has one). The
// columns have their keys.
std::vector<TableHeader> FindHeaders(const PageReading& page, const Layout& layout,
                                     const HeadingPlaces& places,
                                     const std::vector<ColumnSpec>& columns);

// The line above a header, or nothing.
void FindTitle(const PageReading& page, const Layout& layout, TableHeader& header);

// Words of a row from `first` on that stand together: the index after the last. The gap that parts
// is in type sizes.
size_t RunEnd(const Layout& layout, const LaidRow& row, size_t first, double gap = 0.8);

}  // namespace riposte::reading
