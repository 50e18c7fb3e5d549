// Sums are compared exactly: counts and cents. A span is proven by its middle.
#include "extractors/template/cell_rows.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>

#include "extractors/template/model.h"

namespace riposte {

// The row is the total of all rows from `first` on: what stands below may be another table.
bool EndsTable(const DraftRow& total, const std::vector<DraftRow>& rows, size_t first) {
  if (rows.size() < first + 3) return false;
  for (const auto& [id, draft] : total) {
    const auto* printed = std::get_if<Cents>(&draft.fact.value);
    if (printed == nullptr || printed->value == 0) continue;
    int64_t sum = 0;
    for (size_t r = first; r < rows.size(); ++r)
      if (const auto cell = rows[r].find(id); cell != rows[r].end())
        if (const auto* amount = std::get_if<Cents>(&cell->second.fact.value)) sum += amount->value;
    if (sum == printed->value) return true;
  }
  return false;
}

namespace {

// Do the labels stand at equal distances from the first row on, and do the words of another column
// come again below each?
bool Repeats(const std::string& column, const std::vector<Spanned>& rows,
             const std::vector<size_t>& filled, const std::vector<DraftRow>& out) {
  if (filled.size() < 2 || filled[0] != 0) return false;
  const size_t period = filled[1];
  if (period < 2 || rows.size() != filled.size() * period) return false;
  for (size_t k = 0; k < filled.size(); ++k)
    if (filled[k] != k * period) return false;
  const auto said = [&](size_t i, const std::string& id) -> std::string {
    const DraftRow& row = out.at(rows[i].row);
    const auto cell = row.find(id);
    return cell == row.end() || cell->second.evidence.type != ValueType::kText
               ? ""
               : cell->second.fact.text;
  };
  for (const auto& [id, cell] : out.at(rows[0].row)) {
    if (id == column || cell.evidence.type != ValueType::kText) continue;
    bool again = true, varies = false;
    for (size_t i = 0; i < rows.size(); ++i) {
      again &= !said(i, id).empty() && said(i, id) == said(i % period, id);
      varies |= said(i, id) != said(0, id);
    }
    if (again && varies) return true;
  }
  return false;
}

// The row is the sum of the others: in one column at least, and in every one that it has of sums
// and counts. Statements set it last, tables of a profile first as well.
bool IsTotal(const std::vector<DraftRow>& rows, size_t which) {
  if (rows.size() < 4) return false;
  const auto exact = [](const Value& v) -> std::optional<int64_t> {
    if (const auto* n = std::get_if<int64_t>(&v)) return *n;
    if (const auto* c = std::get_if<Cents>(&v)) return c->value;
    return std::nullopt;
  };
  size_t agree = 0;
  for (const auto& [id, draft] : rows.at(which)) {
    const std::optional<int64_t> total = exact(draft.fact.value);
    if (!total || *total == 0) continue;
    int64_t sum = 0;
    for (size_t r = 0; r < rows.size(); ++r)
      if (const auto cell = rows[r].find(id); r != which && cell != rows[r].end())
        sum += exact(cell->second.fact.value).value_or(0);
    if (sum != *total) return false;
    ++agree;
  }
  return agree > 0;
}

bool IsNothing(const Draft& cell) {
  return std::holds_alternative<std::monostate>(cell.fact.value);
}

ptrdiff_t Figures(const DraftRow& row) {
  return std::count_if(row.begin(), row.end(), [](const auto& cell) {
    return IsNumeric(cell.second.evidence.type) && !IsNothing(cell.second);
  });
}

}  // namespace

// «Femmes» in the middle of the four rows that it spans, or beside the first of them: the rows that
// it is meant for. Of the middle each stretch of rows must prove it; below the first it is a guess.
void FillSpans(const std::string& column, const std::vector<Spanned>& rows,
               std::vector<DraftRow>* out) {
  std::vector<size_t> filled;
  for (size_t i = 0; i < rows.size(); ++i)
    if (!rows[i].cell.empty()) filled.push_back(i);
  if (filled.empty() || filled.size() == rows.size()) return;
  std::vector<size_t> owner(rows.size());
  size_t next = 0;
  bool centred = true;
  for (const size_t f : filled) {
    if (next >= rows.size()) centred = false;
    if (!centred) break;
    const double end = 2 * rows[f].cell.center_y() - rows[next].box.top;
    const size_t first = next;
    while (next < rows.size() && rows[next].box.center_y() < end) owner[next++] = f;
    centred =
        next > first && std::abs(rows[next - 1].box.bottom - end) < 0.6 * rows[f].cell.height();
  }
  centred &= next == rows.size();
  // Twelve rows of women and twelve of men, named beside the first of each: «Hommes» also stands in
  // the middle of all rows below the first.
  const bool of_first = Repeats(column, rows, filled, *out);
  const bool proven = centred || of_first;
  if (of_first) centred = false;
  if (!centred) {
    if (filled.front() != 0) return;
    for (size_t i = 0; i < rows.size(); ++i)
      owner[i] = *(std::upper_bound(filled.begin(), filled.end(), i) - 1);
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    if (owner[i] == i) continue;
    Draft d = out->at(rows[owner[i]].row).at(column);
    if (!proven) d.evidence.found.doubts.push_back("table_doubt");
    out->at(rows[i].row)[column] = std::move(d);
  }
}

bool TableGoesOn(const std::vector<DraftRow>& rows, size_t first, size_t total) {
  const auto median = [&](size_t begin, size_t end) {
    std::vector<ptrdiff_t> figures;
    for (size_t r = begin; r < end; ++r) figures.push_back(Figures(rows[r]));
    std::sort(figures.begin(), figures.end());
    return figures[figures.size() / 2];
  };
  constexpr ptrdiff_t kColumns = 3;
  return first < total && total < rows.size() && median(total, rows.size()) >= kColumns &&
         median(total, rows.size()) >= median(first, total);
}

namespace {

// A subtotal is empty but for its label and amount, which is the sum of the rows above it, back to
// the subtotal before. One group of two rows at least must add up, and so must all that look like
// one.
bool TakeOutSubtotals(std::vector<DraftRow>* rows, std::vector<DraftRow>* subtotals,
                      const std::vector<size_t>& summed) {
  const auto amount = [](const DraftRow& row) -> std::optional<int64_t> {
    for (const auto& [id, cell] : row)
      if (const auto* cents = std::get_if<Cents>(&cell.fact.value)) return cents->value;
    return std::nullopt;
  };
  std::vector<size_t> found;
  int64_t sum = 0;
  size_t since = 0, largest = 0;
  for (size_t r = 0; r < rows->size(); ++r) {
    if (std::find(summed.begin(), summed.end(), r) != summed.end()) sum = 0, since = 0;
    const std::optional<int64_t> said = amount((*rows)[r]);
    const bool bare = said && Figures((*rows)[r]) == 1;
    if (bare && since > 0 && *said == sum && sum != 0) {
      found.push_back(r);
      largest = std::max(largest, since);
      sum = 0;
      since = 0;
    } else {
      // A row of one figure that is no sum of those before it is a row like others.
      sum += said.value_or(0);
      ++since;
    }
  }
  const auto whole = std::count_if(rows->begin(), rows->end(),
                                   [](const DraftRow& row) { return Figures(row) > 1; });
  if (largest < 2 || static_cast<size_t>(whole) < 2 * found.size()) return false;
  for (size_t k = found.size(); k-- > 0;) {
    subtotals->push_back(std::move((*rows)[found[k]]));
    rows->erase(rows->begin() + static_cast<std::ptrdiff_t>(found[k]));
  }
  return true;
}

// Where the total stood.
std::optional<size_t> TakeOutTotal(std::vector<DraftRow>* rows, std::vector<DraftRow>* totals) {
  if (rows->empty()) return std::nullopt;
  for (const size_t which : {rows->size() - 1, size_t{0}})
    if (IsTotal(*rows, which)) {
      totals->push_back(std::move((*rows)[which]));
      rows->erase(rows->begin() + static_cast<std::ptrdiff_t>(which));
      return which;
    }
  return std::nullopt;
}

}  // namespace

void TakeOutTotals(std::vector<DraftRow>* rows, std::vector<DraftRow>* totals,
                   std::vector<size_t> summed) {
  const std::optional<size_t> found = TakeOutTotal(rows, totals);
  if (found == size_t{0})
    for (size_t& row : summed) row -= std::min<size_t>(row, 1);
  // Without its subtotals the last row may be the total of what is left.
  if (TakeOutSubtotals(rows, totals, summed) && !found) TakeOutTotal(rows, totals);
}

// «P3 Cancer du sein» under one heading for both.
void TakeOutSummary(std::vector<DraftRow>* rows, std::vector<DraftRow>* totals,
                    const std::vector<size_t>& firsts, std::vector<size_t>* summed) {
  // The sums of cents of a table, by column.
  const auto sums = [&](size_t first, size_t end) {
    std::map<std::string, int64_t> out;
    for (size_t r = first; r < end; ++r)
      for (const auto& [id, cell] : (*rows)[r])
        if (const auto* cents = std::get_if<Cents>(&cell.fact.value)) out[id] += cents->value;
    return out;
  };
  const auto end_of = [&](size_t t) {
    return t + 1 < firsts.size() ? firsts[t + 1] : rows->size();
  };
  for (size_t t = firsts.size(); t-- > 0;) {
    const size_t first = firsts[t], end = end_of(t);
    if (end - first < 2) continue;
    const auto own = sums(first, end);
    for (size_t o = 0; o < firsts.size(); ++o) {
      if (o == t || end_of(o) - firsts[o] < 2 * (end - first)) continue;
      const auto others = sums(firsts[o], end_of(o));
      const bool same = std::any_of(own.begin(), own.end(), [&](const auto& sum) {
        const auto other = others.find(sum.first);
        // Or twice it: its own total is still in the table.
        return sum.second != 0 && other != others.end() &&
               (other->second == sum.second || other->second == 2 * sum.second);
      });
      if (!same) continue;
      const auto from = rows->begin() + static_cast<std::ptrdiff_t>(first);
      const auto to = rows->begin() + static_cast<std::ptrdiff_t>(end);
      totals->insert(totals->end(), std::make_move_iterator(from), std::make_move_iterator(to));
      rows->erase(from, to);
      for (size_t& row : *summed)
        if (row >= end) row -= end - first;
      return;
    }
  }
}

void PartCodes(const std::string& code, const std::string& label, std::vector<DraftRow>* rows) {
  static const RE2 both(R"(([A-Z]{1,3}[0-9]{1,2})(?:\s*[-–:.])?\s+(\pL.*))");
  constexpr size_t kFewest = 3;
  const auto filled = [&](const std::string& column) {
    return std::any_of(rows->begin(), rows->end(), [&](const DraftRow& row) {
      const auto cell = row.find(column);
      return cell != row.end() && !IsNothing(cell->second);
    });
  };
  // «Code Indicateur» in a narrow head may have been taken for either.
  if (filled(code) && filled(label)) return;
  const std::string& printed = filled(code) ? code : label;
  std::set<std::string> codes;
  size_t labelled = 0;
  for (const DraftRow& row : *rows) {
    const auto said = row.find(printed);
    if (said == row.end() || IsNothing(said->second)) continue;
    ++labelled;
    std::string first;
    if (RE2::FullMatch(said->second.fact.text, both, &first, nullptr)) codes.insert(first);
  }
  // Each has its own; «T2A …» on two rows is a word.
  if (codes.size() < kFewest || codes.size() * 10 < labelled * 9) return;
  for (DraftRow& row : *rows) {
    const auto said = row.find(printed);
    std::string first, rest;
    if (said == row.end() || !RE2::FullMatch(said->second.fact.text, both, &first, &rest)) continue;
    const Draft whole = std::move(said->second);
    row.erase(said);
    for (const auto& [column, text] : {std::pair{&code, &first}, std::pair{&label, &rest}}) {
      Draft part = whole;
      part.fact.text = part.evidence.text = *text;
      part.fact.value = part.evidence.found.value = *text;
      part.evidence.found.begin = 0;
      part.evidence.found.end = text->size();
      std::erase(part.evidence.found.doubts, "not_in_list");
      row[*column] = std::move(part);
    }
  }
}

void DoubtTornCells(const std::string& column, size_t first, std::vector<DraftRow>* rows) {
  static const RE2 amid("^(?:[-–—•] ?)?\\p{Ll}");
  std::vector<size_t> filled, torn;
  for (size_t r = first; r < rows->size(); ++r) {
    const auto cell = (*rows)[r].find(column);
    if (cell == (*rows)[r].end() || cell->second.fact.text.empty()) continue;
    if (RE2::PartialMatch(cell->second.fact.text, amid)) torn.push_back(filled.size());
    filled.push_back(r);
  }
  // Where many begin so it is their manner.
  if (torn.size() * 4 > filled.size()) return;
  const auto doubt = [&](size_t at) {
    std::vector<std::string>& doubts = (*rows)[filled[at]].at(column).evidence.found.doubts;
    if (std::find(doubts.begin(), doubts.end(), "incomplete_text") == doubts.end())
      doubts.emplace_back("incomplete_text");
  };
  for (const size_t at : torn) {
    doubt(at);
    if (at > 0) doubt(at - 1);
  }
}

void CountRepeated(std::vector<std::map<std::string, Draft>>* rows) {
  constexpr size_t kLeastLetters = 12;
  std::map<std::pair<std::string, std::string>, int> times;
  const auto key = [](const std::string& column, const Draft& d) {
    return std::make_pair(column, d.fact.text);
  };
  const auto counts = [](const Draft& d) {
    return d.evidence.type == ValueType::kText && d.evidence.source == PageSource::kOcr &&
           d.fact.text.size() >= kLeastLetters && d.fact.text.find(' ') != std::string::npos;
  };
  for (const auto& row : *rows)
    for (const auto& [column, cell] : row)
      if (counts(cell)) ++times[key(column, cell)];
  for (auto& row : *rows)
    for (auto& [column, cell] : row)
      if (counts(cell)) cell.evidence.agreeing_places += times[key(column, cell)] - 1;
}

}  // namespace riposte
