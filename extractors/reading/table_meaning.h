// Internal to reading/: which column of the spec a heading over certain cells means.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extractors/reading/tables.h"

namespace riposte::reading {

// A column of the page: what stands in it, counted.
struct Strip {
  double left = 0, right = 0;
  size_t filled = 0, figures = 0, dates = 0, texts = 0, stars = 0, marks = 0, percents = 0,
         decimals = 0, large = 0, hundreds = 0, codes = 0, euros = 0, letters = 0;
  std::vector<std::string> words;  // folded cells, for closed lists
  bool summed = false;             // the last figure is the sum of the others
  double center() const { return (left + right) / 2; }
  // Short signs that number the rows; the last may say «Total».
  bool Codes() const { return codes > 0 && codes * 10 + 8 >= filled * 8; }
  bool Is(size_t part) const { return part > 0 && part * 10 >= filled * 6; }
  bool numeric() const { return Is(figures) || (figures > 0 && figures + marks == filled); }
};

struct HeadingText {
  std::string group, own;  // own: empty over a column without a heading
};

struct Assigned {
  std::vector<int> column;  // by strip, -1: none
  std::vector<bool> guessed;
  double worth = 0;  // how much it explains
  size_t known = 0;
};

// What headings mean by their words alone, for columns that have their keys. Every heading is
// compared with a column once. Borrows the columns; one thread.
class HeadingMeanings {
 public:
  explicit HeadingMeanings(const std::vector<ColumnSpec>& columns) : columns_(columns) {}
  const std::vector<ColumnSpec>& columns() const { return columns_; }
  // 0: the heading is not that column's.
  double Worth(const HeadingText& heading, size_t column);

 private:
  struct Known {
    std::string group_key, own_key, plain;
    std::vector<double> worth;  // by column, -1: not compared yet
  };
  const std::vector<ColumnSpec>& columns_;
  std::map<std::pair<std::string, std::string>, Known> known_;
};

// The best pairs first. A pair that might as well be another is `guessed`. The first column of
// words that may stand without a heading takes the widest words that are left.
Assigned AssignColumns(const std::vector<Strip>& strips, const std::vector<HeadingText>& headings,
                       HeadingMeanings& meanings);

// Its letters, and «%» where it has one: «Vous» is one column and «Vous %» another.
std::string HeadingSignKey(std::string_view phrase);

// Two columns at least, and all that the spec requires.
bool Complete(const Assigned& assigned, const std::vector<ColumnSpec>& columns);

}  // namespace riposte::reading
