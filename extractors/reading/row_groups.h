// Internal to reading/: which printed lines make one row of a table that has no ruling lines.
//
// A cell that wraps has its lines closer together than rows are. So the lines of a column of words
// fall into cells, and every cell goes with the one line of figures at its height: its first line,
// its last, or its middle, as the cells are aligned. Where that holds for the whole table it is
// proven; where two lines of figures stand beside one cell it is not.
#pragma once

#include <vector>

namespace riposte::reading {

struct TableLine {
  double base = 0;          // y of the baseline, in points
  bool figures = false;     // it begins or is a row of its own: it holds figures
  bool apart = false;       // a title, or running text: in no row
  std::vector<bool> words;  // by column: something stands there
};

// For each line (top to bottom) the number of its row, -1: in none. Empty if nothing wraps or the
// lines do not prove it.
std::vector<int> RowsOfLines(const std::vector<TableLine>& lines);

}  // namespace riposte::reading
