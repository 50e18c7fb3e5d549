// A word goes to the slot that its middle lies in; a run of words over a border is one cell that
// lies across, unless its words stand further apart just there.
#include "extractors/reading/table_pieces.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "extractors/base/median.h"
#include "extractors/values/fold.h"
#include "extractors/values/parse.h"

namespace riposte::reading {

bool IsFigure(std::string_view text) {
  if (ParseWhole(ValueType::kDecimal, text)) return true;
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c == '*' || c == ' '; });
}

bool OpensLabel(std::string_view label) {
  if (label.empty()) return false;
  const auto at = [&](size_t i) { return i < label.size() ? static_cast<uint8_t>(label[i]) : 0; };
  return (at(0) >= 'A' && at(0) <= 'Z') || (at(0) == 0xC3 && at(1) >= 0x80 && at(1) <= 0x9E);
}

bool EndsOpen(const std::string& label) {
  const std::string plain = Plain(label);
  const std::string word = plain.substr(plain.find_last_of(' ') + 1);
  for (const char* w : {"de",   "du", "des", "d'",   "et",   "ou",   "en",   "a",   "au",
                        "aux",  "la", "le",  "les",  "par",  "pour", "avec", "sur", "dans",
                        "leur", "un", "une", "sans", "dont", ":",    "-",    "/"})
    if (word == w) return true;
  return plain.ends_with(",") || plain.ends_with("-");
}

PieceDealer::PieceDealer(const PageReading& page, const Layout& layout, Columns columns,
                         const std::vector<ColumnSpec>& specs)
    : page_(page), layout_(layout), columns_(std::move(columns)), specs_(specs) {
  const auto slot = [&](auto wanted) {
    size_t s = 0;
    while (s < columns_.slots.size() &&
           (columns_.slots[s].column < 0 || !wanted(specs_[columns_.slots[s].column])))
      ++s;
    return s;
  };
  label_ = slot([](const ColumnSpec& c) {
    return c.kind == ColumnKind::kText && c.contents.empty() &&
           std::find(c.headers.begin(), c.headers.end(), "") != c.headers.end();
  });
  if (label_ == columns_.slots.size()) label_ = slot([](const ColumnSpec&) { return true; });
}

Piece PieceDealer::Deal(const LaidRow& row) const {
  Piece p;
  p.row = &row;
  p.base = row.base;
  p.words.resize(columns_.slots.size());
  const double margin = columns_.grid ? 1.0 : 1e9;
  for (size_t k = 0; k < row.words.size();) {
    const size_t end = reading::RunEnd(layout_, row, k);
    size_t first = SIZE_MAX, last = 0;
    for (size_t i = k; i < end; ++i) {
      const int w = row.words[i];
      const Box& b = layout_.words[w].box;
      if (b.center_x() < columns_.left - margin || b.center_x() > columns_.right + margin) continue;
      const size_t s = SlotAt(b.center_x());
      p.words[s].push_back(w);
      first = std::min(first, s);
      last = std::max(last, s);
      // A word that itself lies over a border by half a type size on both sides.
      if (s + 1 < columns_.slots.size() && b.right > columns_.slots[s].right + 0.5 * row.em &&
          b.left < columns_.slots[s].right - 0.5 * row.em)
        p.crosses = true;
    }
    if (first != SIZE_MAX && last > first && !GapAtBorders(row, k, end)) p.crosses = true;
    k = end;
  }
  if (page_.source == PageSource::kOcr) DropSpecks(&p);
  for (size_t s = 0; s < p.words.size(); ++s) {
    if (p.words[s].empty()) continue;
    ++p.filled;
    p.only = static_cast<int>(s);
    const int column = columns_.slots[s].column;
    const bool code = column >= 0 && specs_[column].kind == ColumnKind::kCode;
    if (s != label_ && !code && IsFigure(Text(p.words[s]))) ++p.figures;
  }
  if (p.filled != 1) p.only = -1;
  return p;
}

bool PieceDealer::IsTrace(const Piece& p) const {
  constexpr double kHardly = 0.3;
  constexpr size_t kShort = 3;  // bytes
  if (page_.source != PageSource::kOcr || p.figures > 0) return false;
  for (const auto& words : p.words)
    for (const size_t w : words) {
      const Word& word = page_.words[layout_.words[w].index];
      if (word.confidence > kHardly || word.text.size() > kShort) return false;
    }
  return true;
}

// «durée   .»: the second line of a label, and what a fax leaves beside it.
void PieceDealer::DropSpecks(Piece* p) const {
  const auto only = [&](size_t s, const char* signs) {
    return Text(p->words[s]).find_first_not_of(signs) == std::string::npos;
  };
  constexpr const char* kSpecks = " .,:;'`·-~";
  for (size_t s = 0; s < p->words.size(); ++s)
    if (s != label_ && !only(s, kSpecks)) return;
  for (size_t s = 0; s < p->words.size(); ++s)
    if (s != label_) p->words[s].clear();
}

size_t PieceDealer::SlotAt(double x) const {
  size_t s = 0;
  while (s + 1 < columns_.slots.size() && x >= columns_.slots[s].right) ++s;
  return s;
}

std::string PieceDealer::Text(const std::vector<int>& words) const {
  return reading::Joined(page_, layout_, words);
}

// In a run over several slots: at every border between them the words stand further apart than
// elsewhere in the run, and than a narrow space. Then it is cells that stand close.
bool PieceDealer::GapAtBorders(const LaidRow& row, size_t k, size_t end) const {
  std::vector<double> inner;
  double border = 1e300;
  for (size_t i = k + 1; i < end; ++i) {
    const Box &a = layout_.words[row.words[i - 1]].box, &b = layout_.words[row.words[i]].box;
    const double gap = b.left - a.right;
    if (SlotAt(a.center_x()) == SlotAt(b.center_x()))
      inner.push_back(gap);
    else
      border = std::min(border, gap);
  }
  return border > 0.35 * row.em && (inner.empty() || border > 1.3 * Median(inner));
}

bool PieceDealer::LooksLikeTitle(const Piece& p, double label_em, bool labels_bold) const {
  bool bold = true;
  double em = 0;
  std::string text;
  for (const auto& cell : p.words)
    for (int w : cell) {
      bold &= page_.words[layout_.words[w].index].bold;
      em = std::max(em, layout_.words[w].em);
      text += page_.words[layout_.words[w].index].text;
    }
  if (bold && !labels_bold) return true;
  if (page_.source == PageSource::kTextLayer && em > 1.12 * label_em) return true;
  int capitals = 0, small = 0;
  for (char c : text) {
    capitals += c >= 'A' && c <= 'Z' ? 1 : 0;
    small += c >= 'a' && c <= 'z' ? 1 : 0;
  }
  return capitals >= 4 && small == 0;
}

std::string PieceDealer::WholeText(const Piece& p) const {
  std::vector<int> words;
  for (const auto& cell : p.words) words.insert(words.end(), cell.begin(), cell.end());
  return Text(words);
}

Piece PieceDealer::Labelled(const Piece& p) const {
  Piece label;
  label.row = p.row;
  label.base = p.base;
  label.words.resize(p.words.size());
  label.words[label_] = p.words[label_];
  return label;
}

bool PieceDealer::LabelIsBold(const Piece& p) const {
  return page_.words[layout_.words[p.words[label_].at(0)].index].bold;
}

}  // namespace riposte::reading
