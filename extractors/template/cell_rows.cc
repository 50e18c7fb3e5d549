// Sums are compared exactly: counts and cents. A span is proven by its middle.
#include "extractors/template/cell_rows.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

namespace riposte {

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

// The row is the total of all rows from `first` on: what stands below is another table.
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
  if (!centred) {
    if (filled.front() != 0) return;
    for (size_t i = 0; i < rows.size(); ++i)
      owner[i] = *(std::upper_bound(filled.begin(), filled.end(), i) - 1);
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    if (owner[i] == i) continue;
    Draft d = out->at(rows[owner[i]].row).at(column);
    if (!centred) d.evidence.found.doubts.push_back("table_doubt");
    out->at(rows[i].row)[column] = std::move(d);
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
