// Which printed rows below a header belong to its table, which make one row of the grid, and which
// are sections: by ruling lines where there are any, else by the distances of baselines.
#include "extractors/reading/page_table.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>

#include "extractors/base/median.h"
#include "extractors/reading/row_groups.h"

namespace riposte::reading {
namespace {

constexpr size_t kMaxRows = 2000;

class PageTable {
 public:
  PageTable(const PageReading& page, const Layout& layout, const PieceDealer& dealer,
            const std::vector<ColumnSpec>& specs, double em, std::string section)
      : page_(page),
        layout_(layout),
        dealer_(dealer),
        columns_(dealer.columns()),
        specs_(specs),
        label_(dealer.label()),
        em_(em),
        unit_(em),
        section_(std::move(section)) {}

  // Reads rows [from, to) into the table; rules below `bottom` are not its own.
  void Read(size_t from, size_t to, double top, double bottom, GridTable& table) {
    limit_ = bottom;
    std::vector<Piece> pieces;
    for (size_t r = from; r < to; ++r) {
      Piece p = dealer_.Deal(layout_.rows[r]);
      if (p.filled > 0 && !dealer_.IsTrace(p)) pieces.push_back(std::move(p));
    }
    if (page_.source == PageSource::kOcr) JoinTorn(pieces);
    labels_bold_ = MostLabelsBold(pieces);
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
    if (rules.empty() || GoesOnBelow(pieces, k))
      ReadOpen({std::make_move_iterator(pieces.begin() + static_cast<std::ptrdiff_t>(k)),
                std::make_move_iterator(pieces.end())},
               above, table);
  }

  PartOfTable Part() const { return {section_, bottom_, crossing_}; }

 private:
  double Middle(const Piece& p) const { return p.base - 0.3 * p.row->em; }
  bool IsTitle(const Piece& p) const { return dealer_.LooksLikeTitle(p, em_, labels_bold_); }

  // Running text starts at piece k: it lies across the columns and no row of the table follows.
  bool EndsAt(const std::vector<Piece>& pieces, size_t k) const {
    const Piece& p = pieces[k];
    const bool one_run = RunEnd(layout_, *p.row, 0, 0.95) == p.row->words.size();
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

  // The weight of labels; «Total» and titles of sections are heavier than most.
  bool MostLabelsBold(const std::vector<Piece>& pieces) const {
    size_t labels = 0, bold = 0;
    for (const Piece& p : pieces) {
      if (p.crosses || label_ >= p.words.size() || p.words[label_].empty()) continue;
      ++labels;
      bold += dealer_.LabelIsBold(p) ? 1 : 0;
    }
    return 2 * bold > labels;
  }

  // The stars of a row stand nearer to the first line of its label than to its figures: what is
  // closer than lines of print can be, and has no column in common, is one row.
  void JoinTorn(std::vector<Piece>& pieces) const {
    std::vector<Piece> whole;
    for (Piece& p : pieces) {
      if (whole.empty() || whole.back().filled < 2 || whole.back().crosses || p.crosses ||
          p.base - whole.back().base > 0.75 * em_ || !Disjoint(whole.back(), p)) {
        whole.push_back(std::move(p));
        continue;
      }
      Piece& one = whole.back();
      for (size_t s = 0; s < p.words.size(); ++s)
        if (!p.words[s].empty()) one.words[s] = std::move(p.words[s]);
      if (p.figures > one.figures) {
        one.row = p.row;
        one.base = p.base;
      }
      one.filled += p.filled;
      one.figures += p.figures;
    }
    pieces = std::move(whole);
  }
  static bool Disjoint(const Piece& a, const Piece& b) {
    for (size_t s = 0; s < a.words.size(); ++s)
      if (!a.words[s].empty() && !b.words[s].empty()) return false;
    return true;
  }

  // A picture may have lost the last rules: rows like those above follow right below the last, or
  // below the title of a section.
  bool GoesOnBelow(const std::vector<Piece>& pieces, size_t k) const {
    if (page_.source != PageSource::kOcr || k == 0 || k >= pieces.size()) return false;
    const bool title = k + 1 < pieces.size() && pieces[k].figures == 0 &&
                       pieces[k].base - pieces[k - 1].base < 2.5 * unit_;
    if (title) ++k;
    const Piece& p = pieces[k];
    return p.filled > 2 && p.figures > 1 && 2 * p.filled > pieces[k - 1].filled && !p.crosses &&
           p.base - pieces[k - 1].base < 2.5 * unit_;
  }

  // The level rules that part or end the rows: each has rows of the table above it.
  std::vector<double> EndRules(const std::vector<Piece>& pieces, double top) {
    std::vector<double> chain;
    size_t k = 0;
    double above = top;
    for (double y : LevelRules(layout_, columns_.left, columns_.right, top - 1, limit_)) {
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
    for (double h : LevelRules(layout_, columns_.left, columns_.right, y + 2.5, limit_))
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
      const bool open = columns_.grid && !UprightInside(layout_, columns_, (top + bottom) / 2);
      const bool crosses =
          std::any_of(band.begin(), band.end(), [](const Piece& p) { return p.crosses; });
      if (open || crosses || (figures == 0 && band.size() == 1 && IsTitle(band[0]))) {
        Section(band);
        return;
      }
    }
    // The title of a section stands in the band of its first row.
    size_t titles = 0;
    while (titles + 1 < band.size() && band[titles].figures == 0 &&
           !(columns_.grid && UprightInside(layout_, columns_, Middle(band[titles]))) &&
           band[titles].only == static_cast<int>(label_) &&
           !band[titles + 1].words[label_].empty() && !EndsOpen(dealer_.Label(band[titles])) &&
           IsTitle(band[titles]) && !IsTitle(dealer_.Labelled(band[titles + 1])))
      ++titles;
    if (titles > 0) {
      Section({band.begin(), band.begin() + static_cast<std::ptrdiff_t>(titles)});
      band.erase(band.begin(), band.begin() + static_cast<std::ptrdiff_t>(titles));
    }
    for (Piece& p : band) Add(std::move(p));
    Finish(top, bottom, table);
  }

  void Section(const std::vector<Piece>& pieces) {
    section_.clear();
    for (const Piece& p : pieces) section_ += (section_.empty() ? "" : " ") + dealer_.WholeText(p);
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
    const bool unfinished = !open_.empty() && EndsOpen(dealer_.Label(open_.back()));
    if (unfinished && up < 1.5 * em_ && up < 1.05 * down) return Lone::kOfAbove;
    if (IsTitle(p)) return has_next ? Lone::kSection : Lone::kEnd;
    const bool next_unlabelled = next_full && pieces[k + 1].words[label_].empty();
    // «Prévention» over «Grippe, 65 ans et plus»: two labels.
    const bool next_opens =
        next_full && OpensLabel(dealer_.Label(pieces[k + 1])) && !EndsOpen(dealer_.Label(p));
    if (down < 1.5 * em_ && (next_unlabelled || (down < 0.85 * up && !next_opens)))
      return Lone::kOfBelow;
    if (open_.empty()) return has_next ? Lone::kSection : Lone::kEnd;
    const std::string text = dealer_.Label(p);
    const bool goes_on =
        unfinished || (!text.empty() && ((text[0] >= 'a' && text[0] <= 'z') || text[0] == '('));
    if (goes_on && up < 1.8 * em_) return Lone::kOfAbove;
    if (up < 1.5 * em_ && up < 0.85 * down) return Lone::kOfAbove;
    if (row_follows && down < 4 * em_) return Lone::kSection;
    return up < 1.5 * em_ ? Lone::kOfAbove : Lone::kEnd;
  }

  // By line, where distances tell which lines are one row (row_groups.h).
  // Not on a picture, where a line may be lost or torn.
  std::vector<int> ProvenRows(const std::vector<Piece>& pieces) const {
    if (page_.source == PageSource::kOcr) return {};
    bool bold = false, capitals = false;
    for (const Piece& p : pieces) {
      if (p.figures == 0 || p.words[label_].empty()) continue;
      bold = dealer_.LabelIsBold(p);
      capitals = IsTitle(dealer_.Labelled(p));
      break;
    }
    std::vector<TableLine> lines;
    for (size_t k = 0; k < pieces.size() && !EndsAt(pieces, k); ++k) {
      const Piece& p = pieces[k];
      TableLine line{p.base, p.figures > 0, p.crosses && p.figures == 0, {}};
      if (p.figures == 0 && p.only == static_cast<int>(label_))
        line.apart = !bold && !capitals && IsTitle(p);
      for (const auto& words : p.words) line.words.push_back(!words.empty());
      lines.push_back(std::move(line));
    }
    std::vector<int> rows = RowsOfLines(lines);
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

  static bool HasFigures(const std::vector<Piece>& pieces) {
    return std::any_of(pieces.begin(), pieces.end(), [](const Piece& p) { return p.figures > 0; });
  }

  void Add(Piece p) { open_.push_back(std::move(p)); }

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
      cell.area = OnPage(page_, layout_, {slot.left, top, slot.right, bottom});
      cell.text = dealer_.Text(words);
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

 private:
  const PageReading& page_;
  const Layout& layout_;
  const PieceDealer& dealer_;
  const Columns& columns_;
  const std::vector<ColumnSpec>& specs_;
  const size_t label_;
  const double em_;
  double limit_ = 1e300;
  double unit_;  // of distances between rows: larger than em_ where rows stand far apart
  std::string section_;
  std::vector<Piece> open_;
  bool labels_bold_ = false;
  double figures_at_ = 0, bottom_ = 0;
  int crossing_ = 0;
};

}  // namespace

PartOfTable ReadRows(const PageReading& page, const Layout& layout, const PieceDealer& dealer,
                     const std::vector<ColumnSpec>& specs, const PlaceOfTable& place,
                     std::string section, GridTable& table) {
  PageTable rows(page, layout, dealer, specs, place.em, std::move(section));
  rows.Read(place.from, place.to, place.top, place.bottom, table);
  return rows.Part();
}

}  // namespace riposte::reading
