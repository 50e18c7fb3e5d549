// Internal to reading/: the printed rows of a page as runs of words, the blocks of rows of figures
// among them, and the strips of ink that are their columns (table_strips.cc).
#pragma once

#include <string>
#include <vector>

#include "extractors/reading/layout.h"
#include "extractors/reading/table_meaning.h"

namespace riposte::reading {

// Words of a row that stand together, and what they are.
struct Run {
  std::vector<int> words;
  Box box;
  std::string text;
  bool figure = false, date = false, mark = false;  // mark: a dash or stars
  bool stars = false, percent = false, decimals = false, code = false, euro = false;
  double value = 0;
};

// What its text is; the words and the box are not looked at.
void Classify(Run& run);

// Rows of figures under each other.
struct Block {
  size_t first = 0, last = 0;  // rows
  double em = 10;
  std::vector<Strip> strips;
};

class Body {
 public:
  Body(const PageReading& page, const Layout& layout);

  const std::vector<std::vector<Run>>& rows() const { return rows_; }
  std::vector<Block> Blocks() const;
  // The columns of the block, from its ink.
  void Strips(Block& block) const;
  // The rows above the block that may be its header, top to bottom.
  std::vector<size_t> Band(const Block& block) const;
  // With the headings of `band`: a code close before a label is a column of its own.
  void PartStrips(Block& block, const std::vector<size_t>& band) const;
  // Headings over columns that are empty in all rows.
  void AddEmptyStrips(Block& block, const std::vector<size_t>& band) const;
  // The strip at x, or the nearest.
  static size_t Nearest(const Block& block, double x);

 private:
  bool HasValue(size_t r) const;
  bool ValueRow(size_t r) const;
  bool HeadingRow(const Block& block, size_t r) const;
  void InkOf(Block& block) const;
  bool SpacedOut(const Run& run) const;
  bool IsSign(int word) const;
  void PartAtRivers(Block& block) const;
  size_t PartedAt(const Block& block, size_t strip, double x) const;
  void Count(Block& block) const;
  std::vector<Run> Dealt(const Block& block, const std::vector<Run>& runs) const;

  const PageReading& page_;
  const Layout& layout_;
  std::vector<std::vector<Run>> rows_;
};

}  // namespace riposte::reading
