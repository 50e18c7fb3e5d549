// A page is laid out (layout.h), its headers are found (table_header.h), their columns placed
// (table_columns.h) and the rows below read (page_table.h). What remains is here: how a table goes
// on over a page break, and how good a grid it is.
#include "extractors/reading/tables.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>

#include "extractors/reading/heading_places.h"
#include "extractors/reading/page_table.h"
#include "extractors/reading/table_sense.h"
#include "extractors/values/fold.h"

namespace riposte {
namespace {

using reading::Columns;
using reading::IsFigure;
using reading::LaidRow;
using reading::Layout;
using reading::PieceDealer;
using reading::Slot;
using reading::TableHeader;

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

// All words from the top of a header down to its first row, known or not.
struct HeadingWords {
  std::vector<std::string> folded;
  std::vector<double> centres;  // of each
};

struct LaidPage {
  const PageReading* page;
  const Layout& layout;
  std::vector<TableHeader> headers;
  std::vector<HeadingWords> words;  // by header
  std::vector<Columns> columns;     // by header
  // By header: the cells of the one whose columns it shares.
  std::vector<std::vector<reading::HeaderCell>> lent;
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
    std::vector<LaidPage> laid;
    for (const auto& at : pages) {
      laid.push_back(
          {&at->page,
           at->layout,
           reading::Merge(reading::FindHeaders(at->page, at->layout, at->places, specs),
                          reading::FindHeadersByMeaning(at->page, at->layout, at->figures, specs),
                          specs),
           {},
           {},
           {}});
      LaidPage& p = laid.back();
      p.lent.resize(p.headers.size());
      for (size_t h = 0; h < p.headers.size(); ++h) {
        p.words.push_back(WordsOf(p, p.headers[h]));
        p.columns.push_back(reading::PlaceColumns(p.layout, p.headers[h], specs_, Limit(p, h)));
      }
    }
    ShareColumns(laid);
    for (const LaidPage& p : laid) ReadPage(p);
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
      const size_t limit = Limit(p, h);
      const Columns& columns = p.columns[h];
      GridTable fresh;
      fresh.present.resize(specs_.size());
      for (const Slot& s : columns.slots)
        if (s.column >= 0) fresh.present[s.column] = true;
      fresh.doubtful.resize(specs_.size());
      fresh.guessed.resize(specs_.size());
      for (const auto& cells : {header.cells, p.lent[h]})
        for (const auto& cell : cells) {
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

  // The first row that is the next header's.
  static size_t Limit(const LaidPage& p, size_t h) {
    return h + 1 < p.headers.size() ? RowOf(p, p.headers[h + 1]) : p.layout.rows.size();
  }

  static HeadingWords WordsOf(const LaidPage& p, const TableHeader& header) {
    HeadingWords out;
    for (size_t r = RowOf(p, header); r < header.next_row && r < p.layout.rows.size(); ++r)
      for (int w : p.layout.rows[r].words) {
        const auto& word = p.layout.words[w];
        out.folded.push_back(Plain(p.page->words[word.index].text));
        out.centres.push_back(word.box.center_x());
      }
    return out;
  }

  // Where x of a header stands in another with the same words.
  static double Moved(double x, const HeadingWords& from, const HeadingWords& to) {
    std::vector<std::pair<double, double>> pairs;
    for (size_t k = 0; k < from.centres.size(); ++k)
      pairs.emplace_back(from.centres[k], to.centres[k]);
    std::sort(pairs.begin(), pairs.end());
    const auto after = std::upper_bound(pairs.begin(), pairs.end(), std::pair{x, 1e300});
    if (after == pairs.begin()) return x + after->second - after->first;
    const auto& [x0, y0] = *(after - 1);
    if (after == pairs.end() || after->first - x0 < 1) return x + y0 - x0;
    return y0 + (x - x0) * (after->second - y0) / (after->first - x0);
  }

  // The same words: `b` in the order of `a`. On a picture nearly the same, but for letters, never
  // for the year, and in any order: a little tilt deals cells of several lines to other rows.
  static std::optional<HeadingWords> SameWords(const LaidPage& p, const HeadingWords& a,
                                               const HeadingWords& b) {
    const size_t n = a.folded.size();
    if (b.folded.size() != n) return std::nullopt;
    if (a.folded == b.folded) return b;
    constexpr size_t kMostWords = 200;
    if (p.page->source != PageSource::kOcr || n > kMostWords) return std::nullopt;
    size_t letters = 0;
    for (const std::string& word : a.folded) letters += word.size() + 1;
    int off = static_cast<int>(letters / 25);
    HeadingWords out;
    out.folded.resize(n);
    out.centres.resize(n);
    std::vector<bool> set(n), used(n);
    for (const bool exact : {true, false})
      for (size_t i = 0; i < n; ++i) {
        size_t best = n;
        for (size_t k = 0; k < n && !set[i]; ++k) {
          const bool fits = !used[k] && (exact ? a.folded[i] == b.folded[k]
                                               : Digits(a.folded[i]) == Digits(b.folded[k]));
          if (fits && (best == n || std::abs(b.centres[k] - a.centres[i]) <
                                        std::abs(b.centres[best] - a.centres[i])))
            best = k;
        }
        if (best == n) continue;
        if (!exact) off -= EditDistance(a.folded[i], b.folded[best], std::max(0, off));
        set[i] = used[best] = true;
        out.folded[i] = b.folded[best];
        out.centres[i] = b.centres[best];
      }
    const bool all = std::all_of(set.begin(), set.end(), [](bool found) { return found; });
    return all && off >= 0 ? std::optional(std::move(out)) : std::nullopt;
  }
  static std::string Digits(std::string text) {
    std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
    return text;
  }

  // The same distances from one heading to the next.
  static bool SamePlaces(const HeadingWords& a, const HeadingWords& b) {
    constexpr double kSame = 1.5;
    for (size_t k = 1; k < a.centres.size(); ++k)
      if (std::abs((a.centres[k] - a.centres[0]) - (b.centres[k] - b.centres[0])) > kSame)
        return false;
    return true;
  }

  // The same header again: where most rows are filled the columns tell themselves apart best, and
  // the others are like that one.
  static void ShareColumns(std::vector<LaidPage>& pages) {
    // Two slots may have been taken for one column.
    const auto known = [](const Columns& columns) {
      std::set<int> found;
      for (const Slot& slot : columns.slots)
        if (slot.column >= 0) found.insert(slot.column);
      return found.size();
    };
    struct Richest {
      HeadingWords words;
      Columns columns;
      std::vector<reading::HeaderCell> cells;
      std::pair<size_t, size_t> worth;  // known columns, then rows of the page below
    };
    std::vector<Richest> richest;
    const auto like = [&](const LaidPage& p, size_t h) {
      return std::find_if(richest.begin(), richest.end(), [&](const Richest& r) {
        return SameWords(p, r.words, p.words[h]).has_value();
      });
    };
    const auto worth = [&](const LaidPage& p, size_t h) {
      const size_t limit = Limit(p, h), next = p.headers[h].next_row;
      return std::pair{known(p.columns[h]), limit > next ? limit - next : 0};
    };
    for (const LaidPage& p : pages)
      for (size_t h = 0; h < p.headers.size(); ++h) {
        Richest one{p.words[h], p.columns[h], p.headers[h].cells, worth(p, h)};
        const auto known_one = like(p, h);
        if (known_one == richest.end())
          richest.push_back(std::move(one));
        else if (one.worth > known_one->worth)
          *known_one = std::move(one);
      }
    for (LaidPage& p : pages)
      for (size_t h = 0; h < p.headers.size(); ++h) {
        const auto found = like(p, h);
        if (found == richest.end()) continue;  // a nearly same one took its place
        const Richest& rich = *found;
        const HeadingWords words = *SameWords(p, rich.words, p.words[h]);
        const std::pair<size_t, size_t> own = worth(p, h);
        // As many columns elsewhere help only where they stand at the same places.
        if (rich.worth.first < own.first ||
            (rich.worth.first == own.first && !SamePlaces(rich.words, words)))
          continue;
        p.columns[h] = rich.columns;
        p.lent[h] = rich.cells;
        const auto moved = [&](double x) { return Moved(x, rich.words, words); };
        p.columns[h].left = moved(rich.columns.left);
        p.columns[h].right = moved(rich.columns.right);
        for (Slot& s : p.columns[h].slots) {
          s.left = moved(s.left);
          s.right = moved(s.right);
        }
      }
  }

  void Read(const LaidPage& p, const Columns& columns, double em, size_t from, size_t to,
            double top, double bottom, size_t t, const std::string& section, bool last) {
    const PieceDealer dealer(*p.page, p.layout, columns, specs_);
    const reading::PartOfTable part = reading::ReadRows(
        *p.page, p.layout, dealer, specs_, {from, to, top, bottom, em}, section, tables_[t]);
    crossing_[t] += part.crossing;
    if (last && !tables_[t].rows.empty() && OnlyFooterBelow(p, part.bottom))
      open_ = Open{t, columns, em, part.section};
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
    const PieceDealer dealer(*p.page, p.layout, open.columns, specs_);
    const size_t to = p.headers.empty() ? p.layout.rows.size() : RowOf(p, p.headers[0]);
    for (size_t r = 0; r < std::min<size_t>(to, 8); ++r) {
      const reading::Piece piece = dealer.Deal(p.layout.rows[r]);
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
