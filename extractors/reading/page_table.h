// Internal to reading/: the rows of one table on one page.
#pragma once

#include <string>
#include <vector>

#include "extractors/reading/table_pieces.h"

namespace riposte::reading {

// Where a table may lie: printed rows [from, to) below the height `top`. Rules below `bottom` are
// not its own. `em`: the type size of its header.
struct PlaceOfTable {
  size_t from = 0, to = 0;
  double top = 0, bottom = 1e300, em = 10;
};

struct PartOfTable {
  std::string section;  // of the last row, for the next page
  double bottom = 0;    // height below which nothing of the page was taken
  int crossing = 0;     // rows with words across the columns
};

// Adds its rows to `table`. `section`: of its first rows.
PartOfTable ReadRows(const PageReading& page, const Layout& layout, const PieceDealer& dealer,
                     const std::vector<ColumnSpec>& specs, const PlaceOfTable& place,
                     std::string section, GridTable& table);

}  // namespace riposte::reading
