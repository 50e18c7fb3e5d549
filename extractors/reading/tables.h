// Tables from words: found by a header row, with or without ruling lines.
//
//   TableSpec spec{{"sexe", {"Sexe"}}, {"patients", {"Patients", "Nb patients"}}};
//   for (const GridTable& t : FindTables(pages, spec)) …   t.rows[i].cells[k].text
//
// A header cell is matched on its folded key (values/fold.h), may wrap over several lines, and may
// span two columns. «Vous > Par patient» is a sub-header under a group header; the same sub-header
// may stand under several groups. The empty wording "" lets a column stand without a header: it is
// then the unheaded column right of the column before it in the spec, or, for the first of the
// spec, the one left of all others (the first column of the spec is looked for there in any case).
//
// Where no wording spells the headings, they are read by their meaning (table_sense.h).
//
// A header cell counts only if it stands by itself: words of a sentence are none. Headings that no
// spec asks for keep their columns, which are left out. Columns are placed from the header boxes,
// the ruling lines where there are any, and the gaps between the words below. Rows come from ruling
// lines, else from baselines; a cell that wraps joins its row. A line across the columns, or a
// label by itself in capitals, bold or larger type, is the section of the rows below; before the
// first one it is the title above the table. A table goes on over a page break when the header is
// repeated or the columns stand at the same place. It ends at a larger gap, at its last ruling
// line, at running text across the columns, at the next header, or at the end of the page.
//
// Whoever looks for several tables on the same pages asks a TableFinder: it lays the pages out once
// and remembers its answers.
//
//   TableFinder finder(pages);                            // pointers, borrowed
//   const TableColumns grid(spec);                        // folds the headings, once
//   for (const GridTable& t : finder.Find(grid)) …
//
// `score` (0 to 1) is low when words stand between columns or a row has several words in one
// numeric cell. Pure; thread-safe (a TableFinder: one thread); bounded to 2,000 rows.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/reading/lines.h"
#include "extractors/reading/reading.h"

namespace re2 {
class RE2;
}

namespace riposte {

// What a heading that no wording spells may still mean: RE2 patterns on its plain text, the group's
// words before its own («moyenne regionale par patient»). `with` and `also` must be found,
// `without` must not; empty ones do not count.
struct HeadingSense {
  std::shared_ptr<const re2::RE2> with, also, without;
};

// What the cells of a column are. A code is a few letters and digits: «P02», «12», «A-3».
enum class ColumnKind { kAny, kText, kCode, kNumber, kInteger, kPercent, kDate, kStars };

// A wording as it is compared: by its letters («Vous > Par patient»: group and own), and by its
// letters and whether it has a «%».
struct HeaderKeys {
  std::string group, own, group_sign, own_sign;
};

struct ColumnSpec {
  std::string id;                    // empty: headings that are known and not wanted
  std::vector<std::string> headers;  // accepted wordings, any of them
  bool required = false;
  std::vector<HeadingSense> senses = {};
  ColumnKind kind = ColumnKind::kAny;
  bool percent = false;                    // a number column whose cells may print «%»
  std::vector<std::string> contents = {};  // the words of its cells, where they are a closed list
  std::vector<HeaderKeys> keys = {};       // of `headers`; TableColumns makes them
};

struct GridCell {
  std::string text;  // lines joined by one space
  int page = 1;
  Box box;                 // of its words; empty when the cell is
  Box area;                // the place of the cell in the grid, also of an empty one: to read again
  std::vector<int> words;  // indexes into the page's words
};

struct GridRow {
  int page = 1;
  Box box;
  std::vector<GridCell>
      cells;  // one per ColumnSpec, in the spec's order; an absent column gives empty ones
  std::string section;  // text of the last line across the columns above this row, or empty
};

struct GridTable {
  std::vector<bool> present;   // per ColumnSpec: was its header found?
  std::vector<bool> doubtful;  // per ColumnSpec: OCR read its header only nearly so
  std::vector<bool> guessed;   // per ColumnSpec: what decided between two columns was their order
  std::vector<GridRow> rows;
  Box header;         // on the page of the first row
  std::string title;  // the line above the header, or empty
  int page = 1;
  double score = 1;
};

// What is looked for, made ready. Immutable: may be shared by threads.
class TableColumns {
 public:
  TableColumns() = default;
  explicit TableColumns(std::vector<ColumnSpec> columns);
  const std::vector<ColumnSpec>& columns() const { return columns_; }
  // Two with the same key find the same tables.
  const std::string& key() const { return key_; }

 private:
  std::vector<ColumnSpec> columns_;
  std::string key_;
};

class TableFinder {
 public:
  explicit TableFinder(std::vector<const PageReading*> pages);
  ~TableFinder();
  TableFinder(const TableFinder&) = delete;
  TableFinder& operator=(const TableFinder&) = delete;

  // Stays as long as the finder.
  const std::vector<GridTable>& Find(const TableColumns& columns);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// A cell that says that it has no value: «–», «n. c.», «s.o.», «sans objet», «non calculé», or
// nothing at all. With `signs_only` words are none («NC» may be a code).
bool IsEmptyCell(std::string_view text, bool signs_only = false);

std::vector<GridTable> FindTables(const std::vector<PageReading>& pages,
                                  const std::vector<ColumnSpec>& columns);

}  // namespace riposte
