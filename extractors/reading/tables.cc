// A page is laid out (layout.h), its headers are found (table_header.h) and their columns placed
// (table_columns.h). What remains is here: which rows below belong to the table, which printed rows
// make one row of the grid, which are sections, and how a table goes on over a page break.
#include "extractors/reading/tables.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "extractors/reading/heading_places.h"
#include "extractors/reading/row_groups.h"
#include "extractors/reading/table_columns.h"
#include "extractors/reading/table_sense.h"
#include "extractors/values/fold.h"
#include "extractors/values/parse.h"

namespace riposte {
namespace {

using reading::Columns;
using reading::LaidRow;
using reading::Layout;
using reading::Slot;
using reading::TableHeader;

constexpr size_t kMaxRows = 2000;

// A number and nothing else but its unit, a dash or stars: what a column of figures holds.
bool IsFigure(std::string_view text) {
  if (ParseWhole(ValueType::kDecimal, text)) return true;
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c == '*' || c == ' '; });
}

// One printed row, its words dealt to the slots.
struct Piece {
  const LaidRow* row = nullptr;
  std::vector<std::vector<int>> words;  // by slot, laid words
  size_t filled = 0, figures = 0;
  bool crosses = false;  // a run lies over a border of columns
  int only = -1;         // the one slot that is filled
  double base = 0;
};

class PageTable {
 public:
  PageTable(const PageReading& page, const Layout& layout, Columns columns,
            const std::vector<ColumnSpec>& specs)
      : page_(page), layout_(layout), columns_(std::move(columns)), specs_(specs) {
    // The labels: the column that may stand without a heading, else the first that is known.
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

  // Reads rows [from, to) into the table; rules below `bottom` are not its own.
  void Read(size_t from, size_t to, double top, double bottom, double em, GridTable& table,
            std::string section) {
    em_ = em;
    unit_ = em;
    limit_ = bottom;
    section_ = std::move(section);
    std::vector<Piece> pieces;
    for (size_t r = from; r < to; ++r) {
      Piece p = Deal(layout_.rows[r]);
      if (p.filled > 0 && !IsTrace(p)) pieces.push_back(std::move(p));
    }
    unit_ = std::max(em_, 0.45 * UsualPitch(pieces));
    const std::vector<double> rules = EndRules(pieces, top);
    size_t k = 0;
    double above = top;
    for (double y : rules) {
      std::vector<Piece> band;
      while (k < pieces.size() && Middle(pieces[k]) < y) band.push_back(std::move(pieces[k++]));
      ReadBand(std::move(band), above, y, rules.size() > 1, table);
      above = y;
    }
    if (rules.empty()) ReadOpen(std::move(pieces), top, table);
  }

  const std::string& section() const { return section_; }
  // y below which nothing of the page was taken.
  double bottom() const { return bottom_; }
  Piece Deal(const LaidRow& row) const {
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
        if (b.center_x() < columns_.left - margin || b.center_x() > columns_.right + margin)
          continue;
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

  // «e», «ee», hardly read: a thin rule of the table, taken for letters.
  bool IsTrace(const Piece& p) const {
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
  void DropSpecks(Piece* p) const {
    const auto only = [&](size_t s, const char* signs) {
      return Text(p->words[s]).find_first_not_of(signs) == std::string::npos;
    };
    constexpr const char* kSpecks = " .,:;'`·-~";
    for (size_t s = 0; s < p->words.size(); ++s)
      if (s != label_ && !only(s, kSpecks)) return;
    for (size_t s = 0; s < p->words.size(); ++s)
      if (s != label_) p->words[s].clear();
  }

 private:
  size_t SlotAt(double x) const {
    size_t s = 0;
    while (s + 1 < columns_.slots.size() && x >= columns_.slots[s].right) ++s;
    return s;
  }
  std::string Text(const std::vector<int>& words) const {
    return reading::Joined(page_, layout_, words);
  }
  double Middle(const Piece& p) const { return p.base - 0.3 * p.row->em; }

  // In a run over several slots: at every border between them the words stand further apart than
  // elsewhere in the run, and than a narrow space. Then it is cells that stand close.
  bool GapAtBorders(const LaidRow& row, size_t k, size_t end) const {
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

  // A title by its looks: capitals, or heavier or larger than the labels around it.
  bool LooksLikeTitle(const Piece& p) const {
    bool bold = true;
    double em = 0;
    std::string text;
    for (const auto& cell : p.words)
      for (int w : cell) {
        bold &= page_.words[layout_.words[w].index].bold;
        em = std::max(em, layout_.words[w].em);
        text += page_.words[layout_.words[w].index].text;
      }
    if (bold && !labels_bold_) return true;
    if (page_.source == PageSource::kTextLayer && em > 1.12 * em_) return true;
    int capitals = 0, small = 0;
    for (char c : text) {
      capitals += c >= 'A' && c <= 'Z' ? 1 : 0;
      small += c >= 'a' && c <= 'z' ? 1 : 0;
    }
    return capitals >= 4 && small == 0;
  }

  std::string WholeText(const Piece& p) const {
    std::vector<int> words;
    for (const auto& cell : p.words) words.insert(words.end(), cell.begin(), cell.end());
    return Text(words);
  }

  // Running text starts at piece k: it lies across the columns and no row of the table follows.
  bool EndsAt(const std::vector<Piece>& pieces, size_t k) const {
    const Piece& p = pieces[k];
    const bool one_run = reading::RunEnd(layout_, *p.row, 0, 0.95) == p.row->words.size();
    if (!p.crosses || (p.filled > 1 && p.figures > 0 && !one_run)) return false;
    return !RowFollows(pieces, k);
  }

  // The next piece is a row, or the first lines of a label that wraps and then a row.
  bool RowFollows(const std::vector<Piece>& pieces, size_t k) const {
    for (size_t i = k + 1; i < pieces.size() && i < k + 6; ++i) {
      const double reach = i == k + 1 ? 4 * unit_ : 1.7 * em_;
      if (pieces[i].crosses || pieces[i].base - pieces[i - 1].base > reach) return false;
      if (pieces[i].filled > 1) return true;
      if (pieces[i].only != static_cast<int>(label_)) return false;
    }
    return false;
  }

  // The level rules that part or end the rows: each has rows of the table above it.
  std::vector<double> EndRules(const std::vector<Piece>& pieces, double top) {
    std::vector<double> chain;
    size_t k = 0;
    double above = top;
    for (double y : reading::LevelRules(layout_, columns_.left, columns_.right, top - 1, limit_)) {
      size_t rows = 0, full = 0;
      bool ends = false;
      double last = above;
      while (k < pieces.size() && Middle(pieces[k]) < y) {
        ends |= EndsAt(pieces, k);
        ends |= pieces[k].base - last > 6 * unit_ && !columns_.grid;
        last = pieces[k].base;
        full += pieces[k].filled > 1 ? 1 : 0;
        ++rows;
        ++k;
      }
      if (rows == 0) {
        above = y;
        if (!chain.empty() && y - chain.back() < 4 * em_) chain.push_back(y);  // an empty band
        continue;
      }
      // A title of one line may stand in a band of its own, if the rules go on right after it.
      if (ends || (full == 0 && rows > 3)) break;
      if (full == 0 && !columns_.grid && !RuleWithin(y, 3.5 * unit_)) break;
      chain.push_back(y);
      above = y;
    }
    while (!chain.empty() && !HasRows(pieces, chain)) chain.pop_back();
    return chain;
  }
  // What parts the rows where most are as far apart as each other; 0: they are not, or too few.
  static double UsualPitch(const std::vector<Piece>& pieces) {
    std::vector<double> pitches;
    const Piece* before = nullptr;
    for (const Piece& p : pieces) {
      if (p.filled < 2 || p.figures == 0 || p.crosses) continue;
      if (before != nullptr) pitches.push_back(p.base - before->base);
      before = &p;
      if (pitches.size() >= 30) break;
    }
    if (pitches.size() < 3) return 0;
    const double usual = Median(pitches);
    const auto alike = std::count_if(pitches.begin(), pitches.end(),
                                     [&](double d) { return std::abs(d - usual) < 0.15 * usual; });
    return 2 * alike > static_cast<std::ptrdiff_t>(pitches.size()) ? usual : 0;
  }
  bool RuleWithin(double y, double reach) const {
    for (double h : reading::LevelRules(layout_, columns_.left, columns_.right, y + 2.5, limit_))
      return h - y < reach;
    return false;
  }
  bool HasRows(const std::vector<Piece>& pieces, const std::vector<double>& chain) const {
    const double from = chain.size() > 1 ? chain[chain.size() - 2] : -1e300;
    return std::any_of(pieces.begin(), pieces.end(), [&](const Piece& p) {
      return Middle(p) > from && Middle(p) < chain.back();
    });
  }

  void ReadBand(std::vector<Piece> band, double top, double bottom, bool parted, GridTable& table) {
    if (band.empty()) return;
    const size_t full =
        std::count_if(band.begin(), band.end(), [](const Piece& p) { return p.filled > 1; });
    const size_t figures =
        std::count_if(band.begin(), band.end(), [](const Piece& p) { return p.figures > 0; });
    if (!parted || full > 1 || figures > 1) {
      ReadOpen(std::move(band), top, table);
      return;
    }
    if (full == 0) {
      const bool open =
          columns_.grid && !reading::UprightInside(layout_, columns_, (top + bottom) / 2);
      const bool crosses =
          std::any_of(band.begin(), band.end(), [](const Piece& p) { return p.crosses; });
      if (open || crosses || (figures == 0 && band.size() == 1 && LooksLikeTitle(band[0]))) {
        Section(band);
        return;
      }
    }
    // The title of a section stands in the band of its first row.
    size_t titles = 0;
    while (titles + 1 < band.size() && band[titles].figures == 0 &&
           !(columns_.grid && reading::UprightInside(layout_, columns_, Middle(band[titles]))) &&
           band[titles].only == static_cast<int>(label_) &&
           !band[titles + 1].words[label_].empty() && !EndsOpen(Text(band[titles].words[label_])) &&
           LooksLikeTitle(band[titles]) && !LooksLikeTitle(Labelled(band[titles + 1])))
      ++titles;
    if (titles > 0) {
      Section({band.begin(), band.begin() + static_cast<std::ptrdiff_t>(titles)});
      band.erase(band.begin(), band.begin() + static_cast<std::ptrdiff_t>(titles));
    }
    for (Piece& p : band) Add(std::move(p));
    Finish(top, bottom, table);
  }

  // The piece's label by itself.
  Piece Labelled(const Piece& p) const {
    Piece label;
    label.row = p.row;
    label.base = p.base;
    label.words.resize(p.words.size());
    label.words[label_] = p.words[label_];
    return label;
  }

  void Section(const std::vector<Piece>& pieces) {
    section_.clear();
    for (const Piece& p : pieces) section_ += (section_.empty() ? "" : " ") + WholeText(p);
    bottom_ = std::max(bottom_, pieces.back().base + 0.3 * em_);
  }

  // What a piece alone in its row is, by its distances and words.
  enum class Lone { kSection, kOfAbove, kOfBelow, kRow, kEnd };
  Lone Weigh(const std::vector<Piece>& pieces, size_t k, double above) const {
    const Piece& p = pieces[k];
    const bool has_next = k + 1 < pieces.size();
    const double up = p.base - above;
    const double down = has_next ? pieces[k + 1].base - p.base : 1e9;
    const bool next_full = has_next && pieces[k + 1].filled > 1 && !pieces[k + 1].crosses;
    const bool row_follows = RowFollows(pieces, k);
    const bool lone_label = p.only == static_cast<int>(label_);
    if (p.figures > 0) return Lone::kRow;
    if (p.crosses || p.filled > 1)
      return next_full || row_follows || !open_.empty() ? Lone::kSection : Lone::kEnd;
    if (!lone_label)
      return open_.empty() ? Lone::kRow : (up < 1.8 * em_ ? Lone::kOfAbove : Lone::kRow);
    const bool unfinished = !open_.empty() && EndsOpen(Text(open_.back().words[label_]));
    if (unfinished && up < 1.5 * em_ && up < 1.05 * down) return Lone::kOfAbove;
    if (LooksLikeTitle(p)) return has_next ? Lone::kSection : Lone::kEnd;
    const bool next_unlabelled = next_full && pieces[k + 1].words[label_].empty();
    // «Prévention» over «Grippe, 65 ans et plus»: two labels.
    const bool next_opens = next_full && OpensLabel(Text(pieces[k + 1].words[label_])) &&
                            !EndsOpen(Text(p.words[label_]));
    if (down < 1.5 * em_ && (next_unlabelled || (down < 0.85 * up && !next_opens)))
      return Lone::kOfBelow;
    if (open_.empty()) return has_next ? Lone::kSection : Lone::kEnd;
    const std::string text = Text(p.words[label_]);
    const bool goes_on =
        unfinished || (!text.empty() && ((text[0] >= 'a' && text[0] <= 'z') || text[0] == '('));
    if (goes_on && up < 1.8 * em_) return Lone::kOfAbove;
    if (up < 1.5 * em_ && up < 0.85 * down) return Lone::kOfAbove;
    if (row_follows && down < 4 * em_) return Lone::kSection;
    return up < 1.5 * em_ ? Lone::kOfAbove : Lone::kEnd;
  }

  // It starts with a capital.
  static bool OpensLabel(const std::string& label) {
    if (label.empty()) return false;
    const auto at = [&](size_t i) { return i < label.size() ? static_cast<uint8_t>(label[i]) : 0; };
    return (at(0) >= 'A' && at(0) <= 'Z') || (at(0) == 0xC3 && at(1) >= 0x80 && at(1) <= 0x9E);
  }

  // «Actes de», «d’indemnités -»: the label is not at its end.
  static bool EndsOpen(const std::string& label) {
    const std::string plain = Plain(label);
    const std::string word = plain.substr(plain.find_last_of(' ') + 1);
    for (const char* w : {"de",   "du", "des", "d'",   "et",   "ou",   "en",   "a",   "au",
                          "aux",  "la", "le",  "les",  "par",  "pour", "avec", "sur", "dans",
                          "leur", "un", "une", "sans", "dont", ":",    "-",    "/"})
      if (word == w) return true;
    return plain.ends_with(",") || plain.ends_with("-");
  }

  // By line, where distances tell which lines are one row (row_groups.h).
  // Not on a picture, where a line may be lost or torn.
  std::vector<int> ProvenRows(const std::vector<Piece>& pieces) const {
    if (page_.source == PageSource::kOcr) return {};
    bool bold = false, capitals = false;
    for (const Piece& p : pieces) {
      if (p.figures == 0 || p.words[label_].empty()) continue;
      bold = page_.words[layout_.words[p.words[label_][0]].index].bold;
      capitals = LooksLikeTitle(Labelled(p));
      break;
    }
    std::vector<reading::TableLine> lines;
    for (size_t k = 0; k < pieces.size() && !EndsAt(pieces, k); ++k) {
      const Piece& p = pieces[k];
      reading::TableLine line{p.base, p.figures > 0, p.crosses && p.figures == 0, {}};
      if (p.figures == 0 && p.only == static_cast<int>(label_))
        line.apart = !bold && !capitals && LooksLikeTitle(p);
      for (const auto& words : p.words) line.words.push_back(!words.empty());
      lines.push_back(std::move(line));
    }
    std::vector<int> rows = reading::RowsOfLines(lines);
    if (!rows.empty()) rows.resize(pieces.size(), -1);
    return rows;
  }

  // Rows without rules between them: by baselines.
  void ReadOpen(std::vector<Piece> pieces, double top, GridTable& table) {
    double above = top + 0.6 * em_;
    std::vector<double> pitches;
    std::vector<Piece> waiting;  // lines of a label that belong to the row below
    double row_top = top;
    const std::vector<int> proven = ProvenRows(pieces);
    int row = -1;  // the proven one that is open
    const auto finish = [&](double bottom) {
      if (open_.empty()) return;
      Finish(row_top, bottom, table);
      row_top = bottom;
    };
    for (size_t k = 0; k < pieces.size() && table.rows.size() < kMaxRows; ++k) {
      Piece& p = pieces[k];
      const double up = p.base - above;
      const double pitch = pitches.empty() ? 0 : Median(pitches);
      if (up > std::max((table.rows.empty() && open_.empty() ? 4.5 : 3.2) * unit_, 2.1 * pitch))
        break;
      if (EndsAt(pieces, k)) break;
      const double between = above + 0.3 * up;
      if (!proven.empty()) {
        const bool more = std::any_of(proven.begin() + static_cast<std::ptrdiff_t>(k), proven.end(),
                                      [](int r) { return r >= 0; });
        if (proven[k] != row || row < 0) finish(between);
        row = proven[k];
        if (row < 0 && !more) return;
        if (row < 0) {
          size_t last = k;
          while (last + 1 < pieces.size() && proven[last + 1] < 0 && !pieces[last + 1].crosses &&
                 pieces[last + 1].base - pieces[last].base < 1.5 * em_)
            ++last;
          Section({pieces.begin() + static_cast<std::ptrdiff_t>(k),
                   pieces.begin() + static_cast<std::ptrdiff_t>(last) + 1});
          k = last;
          above = pieces[last].base;
          row_top = above + 0.3 * em_;
          figures_at_ = 0;
          continue;
        }
        if (p.figures > 0 && figures_at_ > 0) pitches.push_back(p.base - figures_at_);
        if (p.figures > 0) figures_at_ = p.base;
        above = p.base;
        Add(std::move(p));
        continue;
      }
      if (p.filled > 1 && !(p.crosses && p.figures == 0)) {
        // Two wrapped text cells under a row of figures go on with it.
        const bool wraps = p.figures == 0 && !open_.empty() && up < 1.4 * em_ &&
                           (pitch == 0 || up < 0.8 * pitch) && waiting.empty() && HasFigures(open_);
        if (!wraps) {
          finish(between);
          if (figures_at_ > 0 && p.figures > 0 && waiting.empty())
            pitches.push_back(p.base - figures_at_);
          if (p.figures > 0) figures_at_ = p.base;
          for (Piece& w : waiting) Add(std::move(w));
          waiting.clear();
        }
        above = p.base;
        Add(std::move(p));
        continue;
      }
      switch (Weigh(pieces, k, above)) {
        case Lone::kSection:
          finish(between);
          Section({p});
          row_top = p.base + 0.3 * em_;
          figures_at_ = 0;
          break;
        case Lone::kOfAbove:
          above = p.base;
          Add(std::move(p));
          continue;
        case Lone::kOfBelow:
          if (waiting.empty()) finish(between);
          above = p.base;
          waiting.push_back(std::move(p));
          continue;
        case Lone::kRow:
          finish(between);
          above = p.base;
          Add(std::move(p));
          continue;
        case Lone::kEnd:
          finish(between);
          return;
      }
      above = p.base;
    }
    finish(above + 0.4 * em_);
  }

  static double Median(std::vector<double> v) {
    std::nth_element(v.begin(), v.begin() + v.size() / 2, v.end());
    return v[v.size() / 2];
  }
  static bool HasFigures(const std::vector<Piece>& pieces) {
    return std::any_of(pieces.begin(), pieces.end(), [](const Piece& p) { return p.figures > 0; });
  }

  void Add(Piece p) {
    // The weight of labels: the first row that has figures tells.
    if (p.figures > 0 && label_ < p.words.size() && !p.words[label_].empty() && !labels_known_) {
      labels_known_ = true;
      labels_bold_ = page_.words[layout_.words[p.words[label_][0]].index].bold;
    }
    open_.push_back(std::move(p));
  }

  void Finish(double top, double bottom, GridTable& table) {
    if (open_.empty() || table.rows.size() >= kMaxRows) return;
    GridRow row;
    row.page = page_.number;
    row.section = section_;
    row.cells.resize(specs_.size());
    for (GridCell& c : row.cells) c.page = page_.number;
    for (size_t s = 0; s < columns_.slots.size(); ++s) {
      const Slot& slot = columns_.slots[s];
      std::vector<int> words;
      for (const Piece& p : open_) words.insert(words.end(), p.words[s].begin(), p.words[s].end());
      for (int w : words) {
        const Box& b = page_.words[layout_.words[w].index].box;
        row.box = row.box.empty() ? b : row.box.Union(b);
      }
      if (slot.column < 0) continue;
      GridCell& cell = row.cells[slot.column];
      cell.area = reading::OnPage(page_, layout_, {slot.left, top, slot.right, bottom});
      cell.text = Text(words);
      for (int w : words) {
        const Box& b = page_.words[layout_.words[w].index].box;
        cell.box = cell.words.empty() ? b : cell.box.Union(b);
        cell.words.push_back(layout_.words[w].index);
      }
    }
    for (const Piece& p : open_) crossing_ += p.crosses ? 1 : 0;
    bottom_ = std::max(bottom_, bottom);
    table.rows.push_back(std::move(row));
    open_.clear();
  }

 public:
  int crossing() const { return crossing_; }

 private:
  const PageReading& page_;
  const Layout& layout_;
  const Columns columns_;
  const std::vector<ColumnSpec>& specs_;
  size_t label_ = 0;
  double em_ = 10, limit_ = 1e300;
  double unit_ = 10;  // of distances between rows: larger than em_ where rows stand far apart
  std::string section_;
  std::vector<Piece> open_;
  bool labels_known_ = false, labels_bold_ = false;
  double figures_at_ = 0, bottom_ = 0;
  int crossing_ = 0;
};

// One number, however badly read: most of its signs are digits, and no second number stands there.
bool IsOneFigure(std::string_view text) {
  if (IsFigure(text) || IsEmptyCell(text)) return true;
  size_t digits = 0, letters = 0, numbers = 0;
  bool in_word = false, has_digit = false;
  for (size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    const bool digit = c >= '0' && c <= '9';
    digits += digit ? 1 : 0;
    letters += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? 1 : 0;
    if (c == ' ') {
      numbers += in_word && has_digit ? 1 : 0;
      in_word = has_digit = false;
    } else {
      in_word = true;
      has_digit |= digit;
    }
  }
  return numbers <= 1 && digits > 0 && letters <= digits + 3;
}

// Share of cells that are what their column is: in a column of figures, one figure.
double Score(const GridTable& table, int crossing) {
  double good = 0, all = 0;
  for (size_t c = 0; c < table.present.size(); ++c) {
    size_t filled = 0, plain = 0, one = 0;
    for (const GridRow& row : table.rows) {
      if (row.cells[c].text.empty()) continue;
      ++filled;
      plain += IsFigure(row.cells[c].text) ? 1 : 0;
      one += IsOneFigure(row.cells[c].text) ? 1 : 0;
    }
    if (filled == 0 || static_cast<double>(plain) < 0.6 * static_cast<double>(filled)) continue;
    good += static_cast<double>(one);
    all += static_cast<double>(filled);
  }
  double score = all > 0 ? good / all : 1;
  // Errors among figures weigh: a tenth of them wrong is a bad grid.
  score = std::max(0.0, 1 - 3 * (1 - score));
  if (!table.rows.empty()) score -= 0.5 * crossing / static_cast<double>(table.rows.size());
  return std::clamp(score, 0.0, 1.0);
}

// A page with all that no spec changes.
struct PreparedPage {
  explicit PreparedPage(const PageReading& p)
      : page(p), layout(LaidWithRules(p)), places(p, layout), figures(p, layout) {}
  static Layout LaidWithRules(const PageReading& page) {
    Layout layout = reading::LayOut(page);
    reading::TakeRuleMarks(page, layout);
    reading::MendSizes(page, layout);
    return layout;
  }
  const PageReading& page;
  const Layout layout;
  const reading::HeadingPlaces places;
  const reading::Figures figures;
};

struct LaidPage {
  const PageReading* page;
  const Layout& layout;
  std::vector<TableHeader> headers;
};

// Nothing but a footer below: two rows at most, or what stands in the lowest eighth of the page.
bool OnlyFooterBelow(const LaidPage& p, double y) {
  size_t rows = 0;
  for (const LaidRow& row : p.layout.rows)
    if (row.base > y + 0.5 * row.em && row.base < 0.88 * p.page->height) ++rows;
  return rows <= 2;
}

// A table that was open at the end of the last page.
struct Open {
  size_t table;
  Columns columns;
  double em;
  std::string section;
};

class Book {
 public:
  Book(const std::vector<std::unique_ptr<const PreparedPage>>& pages,
       const std::vector<ColumnSpec>& specs)
      : specs_(specs) {
    for (const auto& at : pages) {
      const LaidPage p{
          &at->page, at->layout,
          reading::Merge(reading::FindHeaders(at->page, at->layout, at->places, specs),
                         reading::FindHeadersByMeaning(at->page, at->layout, at->figures, specs),
                         specs)};
      ReadPage(p);
    }
    for (size_t t = 0; t < tables_.size(); ++t) tables_[t].score = Score(tables_[t], crossing_[t]);
    std::erase_if(tables_, [](const GridTable& t) { return t.rows.empty(); });
  }
  std::vector<GridTable> Take() { return std::move(tables_); }

 private:
  void ReadPage(const LaidPage& p) {
    std::optional<Open> open = std::move(open_);
    open_.reset();
    if (open && (p.headers.empty() || RowsAbove(p, p.headers[0]) > 6)) GoOn(p, *open);
    for (size_t h = 0; h < p.headers.size(); ++h) {
      const TableHeader& header = p.headers[h];
      const size_t limit =
          h + 1 < p.headers.size() ? RowOf(p, p.headers[h + 1]) : p.layout.rows.size();
      Columns columns = reading::PlaceColumns(p.layout, header, specs_, limit);
      GridTable fresh;
      fresh.present.resize(specs_.size());
      for (const Slot& s : columns.slots)
        if (s.column >= 0) fresh.present[s.column] = true;
      fresh.doubtful.resize(specs_.size());
      fresh.guessed.resize(specs_.size());
      for (const auto& cell : header.cells) {
        if (cell.near && cell.column >= 0) fresh.doubtful[cell.column] = true;
        if (cell.guessed && cell.column >= 0) fresh.guessed[cell.column] = true;
      }
      fresh.page = p.page->number;
      fresh.title = header.title;
      fresh.header = reading::OnPage(*p.page, p.layout, header.box);
      const bool again =
          h == 0 && open && header.title.empty() && tables_[open->table].present == fresh.present;
      const size_t t = again ? open->table : tables_.size();
      if (again)
        for (size_t c = 0; c < specs_.size(); ++c)
          if (fresh.doubtful[c]) tables_[t].doubtful[c] = true;
      if (again)
        for (size_t c = 0; c < specs_.size(); ++c)
          if (fresh.guessed[c]) tables_[t].guessed[c] = true;
      if (!again) {
        tables_.push_back(std::move(fresh));
        crossing_.push_back(0);
      }
      // A rule just above the next header is that header's, unless a row of figures is over it.
      double bottom = 1e300;
      if (h + 1 < p.headers.size()) {
        const TableHeader& next = p.headers[h + 1];
        const bool close = limit > 0 && reading::IsFull(p.layout, p.layout.rows[limit - 1]);
        bottom = next.box.top - (close ? 0.0 : 1.2 * next.em);
      }
      Read(p, columns, header.em, header.next_row, limit, header.box.bottom, bottom, t,
           again ? open->section : header.title, h + 1 == p.headers.size());
    }
  }

  void Read(const LaidPage& p, const Columns& columns, double em, size_t from, size_t to,
            double top, double bottom, size_t t, const std::string& section, bool last) {
    PageTable reader(*p.page, p.layout, columns, specs_);
    reader.Read(from, to, top, bottom, em, tables_[t], section);
    crossing_[t] += reader.crossing();
    if (last && !tables_[t].rows.empty() && OnlyFooterBelow(p, reader.bottom()))
      open_ = Open{t, columns, em, reader.section()};
  }

  static size_t RowOf(const LaidPage& p, const TableHeader& header) {
    size_t r = 0;
    while (r < p.layout.rows.size() && p.layout.rows[r].base < header.box.top) ++r;
    return r;
  }
  static size_t RowsAbove(const LaidPage& p, const TableHeader& header) { return RowOf(p, header); }

  // No header: the rows at the top go on if figures stand where the columns of figures are.
  void GoOn(const LaidPage& p, const Open& open) {
    GridTable& table = tables_[open.table];
    std::vector<bool> figures(specs_.size());
    for (size_t c = 0; c < specs_.size(); ++c) {
      size_t filled = 0, good = 0;
      for (const GridRow& row : table.rows) {
        if (row.cells[c].text.empty()) continue;
        ++filled;
        good += IsFigure(row.cells[c].text) ? 1 : 0;
      }
      figures[c] = filled > 0 && 2 * good > filled;
    }
    PageTable reader(*p.page, p.layout, open.columns, specs_);
    const size_t to = p.headers.empty() ? p.layout.rows.size() : RowOf(p, p.headers[0]);
    for (size_t r = 0; r < std::min<size_t>(to, 8); ++r) {
      const Piece piece = reader.Deal(p.layout.rows[r]);
      if (piece.crosses || piece.filled < 2) continue;
      size_t right = 0, wrong = 0;
      for (size_t s = 0; s < piece.words.size(); ++s) {
        const int c = open.columns.slots[s].column;
        if (c < 0 || piece.words[s].empty()) continue;
        const bool figure = IsFigure(reading::Joined(*p.page, p.layout, piece.words[s]));
        if (figures[c]) (figure ? right : wrong)++;
      }
      if (right == 0 || wrong > 0) continue;
      const double top = p.layout.rows[r].base - 1.2 * open.em;
      // A label that wrapped above its figures, or a section, stands one row higher.
      const bool higher = r > 0 &&
                          p.layout.rows[r].base - p.layout.rows[r - 1].base < 2.5 * open.em &&
                          !reading::IsFull(p.layout, p.layout.rows[r - 1]);
      Read(p, open.columns, open.em, higher ? r - 1 : r, to,
           higher ? p.layout.rows[r - 1].base - 1.2 * open.em : top,
           p.headers.empty() ? 1e300 : p.headers[0].box.top - 1.2 * open.em, open.table,
           open.section, p.headers.empty());
      return;
    }
  }

  const std::vector<ColumnSpec>& specs_;
  std::vector<GridTable> tables_;
  std::vector<int> crossing_;
  std::optional<Open> open_;
};

}  // namespace

TableColumns::TableColumns(std::vector<ColumnSpec> columns) : columns_(std::move(columns)) {
  for (ColumnSpec& c : columns_) {
    c.keys.clear();
    key_ += fmt::format("{}\n{} {} {}\n", c.id, c.required, static_cast<int>(c.kind), c.percent);
    for (const std::string& h : c.headers) {
      const size_t cut = h.find(" > ");
      const std::string group = cut == std::string::npos ? "" : h.substr(0, cut);
      const std::string own = cut == std::string::npos ? h : h.substr(cut + 3);
      c.keys.push_back({reading::HeadingPhraseKey(group), reading::HeadingPhraseKey(own),
                        reading::HeadingSignKey(group), reading::HeadingSignKey(own)});
      key_ += h + "\n";
    }
    for (const HeadingSense& sense : c.senses)
      for (const auto& re : {sense.with, sense.also, sense.without})
        key_ += (re ? re->pattern() : "") + "\n";
    for (const std::string& word : c.contents) key_ += word + "\n";
  }
}

struct TableFinder::Impl {
  std::vector<const PageReading*> pages;
  std::vector<std::unique_ptr<const PreparedPage>> prepared;  // when first asked
  std::map<std::string, std::vector<GridTable>> found;
};

TableFinder::TableFinder(std::vector<const PageReading*> pages)
    : impl_(std::make_unique<Impl>(Impl{std::move(pages), {}, {}})) {}
TableFinder::~TableFinder() = default;

const std::vector<GridTable>& TableFinder::Find(const TableColumns& columns) {
  const auto [known, is_new] = impl_->found.try_emplace(columns.key());
  if (!is_new) return known->second;
  if (impl_->prepared.empty())
    for (const PageReading* page : impl_->pages)
      impl_->prepared.push_back(std::make_unique<const PreparedPage>(*page));
  known->second = Book(impl_->prepared, columns.columns()).Take();
  return known->second;
}

bool IsEmptyCell(std::string_view text, bool signs_only) {
  static const RE2 signs(R"([\s\-–—−./…]*)");
  if (RE2::FullMatch({text.data(), text.size()}, signs)) return true;
  if (signs_only || text.size() > 40) return false;
  std::string key;
  for (const char c : Plain(text)) {
    if (c >= '0' && c <= '9') return false;
    if (c >= 'a' && c <= 'z') key += c;
  }
  static const RE2 words(
      "nc|nd|ns|na|so|neant|sansobjet|(?:non|pas)(?:calcul|communiqu|determin|disponible|"
      "applicable|concern|significati|renseign|retenu|eligible|evalu)[a-z]{0,3}|"
      "(?:effectif|nombre)?insuffisant|nondisp|noncalc");
  return RE2::FullMatch(key, words);
}

std::vector<GridTable> FindTables(const std::vector<PageReading>& pages,
                                  const std::vector<ColumnSpec>& columns) {
  std::vector<const PageReading*> borrowed;
  for (const PageReading& page : pages) borrowed.push_back(&page);
  return TableFinder(std::move(borrowed)).Find(TableColumns(columns));
}

}  // namespace riposte
