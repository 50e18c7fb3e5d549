// Internal to reading/: the printed rows of a page dealt to the columns of one table, and what
// their looks say of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "extractors/reading/table_columns.h"
#include "extractors/reading/tables.h"

namespace riposte::reading {

// A number and nothing else but its unit, a dash or stars: what a column of figures holds.
bool IsFigure(std::string_view text);
// A label that starts with a capital; one that is not at its end: «Actes de», «d’indemnités -».
bool OpensLabel(std::string_view label);
bool EndsOpen(const std::string& label);

// One printed row, its words dealt to the slots.
struct Piece {
  const LaidRow* row = nullptr;
  std::vector<std::vector<int>> words;  // by slot, laid words
  size_t filled = 0, figures = 0;
  bool crosses = false;  // a run lies over a border of columns
  int only = -1;         // the one slot that is filled
  double base = 0;
};

// Page, layout and specs are borrowed.
class PieceDealer {
 public:
  PieceDealer(const PageReading& page, const Layout& layout, Columns columns,
              const std::vector<ColumnSpec>& specs);

  Piece Deal(const LaidRow& row) const;
  // «e», «ee», hardly read: a thin rule of the table, taken for letters.
  bool IsTrace(const Piece& p) const;
  // A title by its looks: capitals, or heavier or larger than labels of type size `label_em`.
  bool LooksLikeTitle(const Piece& p, double label_em, bool labels_bold) const;
  // The piece's label by itself, and whether it (it has one) is bold.
  Piece Labelled(const Piece& p) const;
  bool LabelIsBold(const Piece& p) const;

  std::string Text(const std::vector<int>& words) const;
  std::string WholeText(const Piece& p) const;
  std::string Label(const Piece& p) const { return Text(p.words[label_]); }

  const Columns& columns() const { return columns_; }
  // The slot of the labels: of the column that may stand without a heading, else of the first that
  // is known. As many as there are slots: none.
  size_t label() const { return label_; }

 private:
  void DropSpecks(Piece* p) const;
  size_t SlotAt(double x) const;
  bool GapAtBorders(const LaidRow& row, size_t k, size_t end) const;

  const PageReading& page_;
  const Layout& layout_;
  const Columns columns_;
  const std::vector<ColumnSpec>& specs_;
  size_t label_ = 0;
};

}  // namespace riposte::reading
