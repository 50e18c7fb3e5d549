// Internal to reading/: headers of tables read by their meaning, where their wordings are not
// known.
//
// The figures come first: rows of figures under each other are a table, what stands upright above
// them is its header. A heading is compared by the senses of the columns (ColumnSpec::senses), by
// what its cells hold (figures, dates, per cents, words of a closed list), and by the group above
// it. Of all ways to part the header into groups, headings and wrapped lines the one that explains
// most is taken.
#pragma once

#include <string>
#include <vector>

#include "extractors/reading/table_blocks.h"
#include "extractors/reading/table_header.h"

namespace riposte::reading {

// The blocks of figures of a page with their strips, which no spec changes. Borrows both.
class Figures {
 public:
  struct Group {
    Block block;   // with strips for headings over columns that are empty in all rows
    Block filled;  // without
    std::vector<size_t> band;
  };
  Figures(const PageReading& page, const Layout& layout);
  const Body& body() const { return body_; }
  const std::vector<Group>& groups() const { return groups_; }

 private:
  const Body body_;
  std::vector<Group> groups_;
};

// Top to bottom; no header without its required columns and two known ones at least. A column that
// might as well be another is `guessed`. Bounded by the rows of the page.
std::vector<TableHeader> FindHeadersByMeaning(const PageReading& page, const Layout& layout,
                                              const Figures& figures,
                                              const std::vector<ColumnSpec>& columns);

// Of two readings of the same header the one that knows more columns; where they know as many and
// differ, the columns they differ in are guessed.
std::vector<TableHeader> Merge(std::vector<TableHeader> spelled, std::vector<TableHeader> meant,
                               const std::vector<ColumnSpec>& columns);

}  // namespace riposte::reading
