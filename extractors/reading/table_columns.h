// Internal to reading/: the columns of one table and the horizontal rules that end or part its
// rows.
#pragma once

#include <string>
#include <vector>

#include "extractors/reading/table_header.h"

namespace riposte::reading {

struct Slot {
  double left = 0, right = 0;  // levelled; slots touch, the outer ones reach the table's edge
  int column = -1;             // of the spec; -1: left out
};

struct Columns {
  std::vector<Slot> slots;
  bool grid = false;  // from upright rules
  double left = 0, right = 0;
};

// `last_row`: the first row that surely is not of the table (the next header, or the page's end).
Columns PlaceColumns(const Layout& layout, const TableHeader& header,
                     const std::vector<ColumnSpec>& specs, size_t last_row);

// Heights of the rules across three fifths of [left, right] between `top` and `bottom`.
std::vector<double> LevelRules(const Layout& layout, double left, double right, double top,
                               double bottom);
// Do upright rules inside the table stand at height y?
bool UprightInside(const Layout& layout, const Columns& columns, double y);

// Two runs of words or more.
bool IsFull(const Layout& layout, const LaidRow& row);

}  // namespace riposte::reading
