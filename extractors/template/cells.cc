// The idea: a numeric cell holds one number and nothing else but units and stars; whatever else
// stands there is a doubt, never dropped in silence. Titles of sections are looked for by
// themselves, since they may stand above a repeated header as well as between rows.
#include "extractors/template/cells.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "extractors/reading/tables.h"
#include "extractors/template/cell_rows.h"
#include "extractors/template/cell_titles.h"
#include "extractors/template/misread.h"
#include "extractors/values/fold.h"
#include "extractors/values/parse.h"

namespace riposte {
namespace {

int CountStars(std::string* s) {
  int n = 0;
  std::string out;
  for (char c : *s) {
    if (c == '*')
      ++n;
    else
      out += c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  *s = out;
  return n;
}

struct CellSource {
  const PageReading* page = nullptr;
  Box box;                 // of what is printed; empty when the cell is
  Box area;                // of the cell
  std::vector<Box> lines;  // of its printed lines, top to bottom
  double confidence = 1;
};

CellSource SourceOf(const LetterText& text, const GridCell& cell) {
  CellSource s;
  s.box = cell.box;
  s.area = cell.area.empty() ? cell.box : cell.area;
  for (const PageReading* p : text.pages())
    if (p->number == cell.page) s.page = p;
  if (!s.page) return s;
  for (int w : cell.words) {
    const Word& word = s.page->words.at(static_cast<size_t>(w));
    s.confidence = std::min(s.confidence, word.confidence);
    auto line = std::find_if(s.lines.begin(), s.lines.end(),
                             [&](const Box& b) { return b.VerticalOverlap(word.box) > 0.5; });
    if (line == s.lines.end())
      s.lines.push_back(word.box);
    else
      *line = line->Union(word.box);
  }
  std::sort(s.lines.begin(), s.lines.end(),
            [](const Box& x, const Box& y) { return x.top < y.top; });
  return s;
}

Draft MakeCell(ValueType type, const std::string& printed, const CellSource& source,
               std::optional<Found> found, std::vector<std::string> doubts, bool closed) {
  Draft d;
  d.fact.text = printed;
  if (found) d.fact.value = found->value;
  if (!source.box.empty() && source.page) {
    d.fact.spans.push_back({source.page->number, source.box});
  }
  if (source.page) {
    // What is printed is read again line by line, without the ruling lines around it.
    for (const Box& line : source.lines) d.places.push_back({source.page, line, line});
    if (source.lines.empty() && !source.area.empty())
      d.places.push_back({source.page, source.area, source.area});
    d.evidence.source = source.page->source;
    d.evidence.page_quality = source.page->quality;
    d.evidence.bilevel = source.page->recipe == "fax";
  }
  d.evidence.type = type;
  d.evidence.text = printed;
  d.evidence.word_confidence = source.confidence;
  d.evidence.closed_list = closed;
  if (found) d.evidence.found = *found;
  for (std::string& s : doubts) d.evidence.found.doubts.push_back(std::move(s));
  return d;
}

// What numbers a row: «P02», «ALD-3», «SST», «2024-0311», «n° 3», «IV». Words there are the label
// of their row.
bool LooksLikeCode(const std::string& s) {
  static const RE2 code(
      R"((?:[Nn]° ?)?[A-Za-zÀ-ÿ]{0,5}[ ./-]?[0-9]{1,6}(?:[ ./-]?[0-9]{1,6}|[./-][A-Za-z0-9]{1,8})?)"
      R"((?:[./-][A-Za-z0-9]{1,8})?[A-Za-z]?[.)]?|[A-ZÀ-Þ]{1,6}|[a-z][.)]?)");
  return RE2::FullMatch(s, code);
}

// Columns that number their rows.
bool IsCodeColumn(const Column& c) { return c.id == "code" || c.id == "ligne"; }

// The words of its rows: the first column of free text.
const Column* LabelColumn(const TableSpec& spec) {
  for (const Column& c : spec.columns)
    if (c.type == ValueType::kText && !IsCodeColumn(c) && c.options.empty()) return &c;
  return nullptr;
}

// A typed cell: its value, and what is odd about it.
Draft ReadCell(const Column& column, const std::string& content, const CellSource& source,
               bool weak_grid) {
  std::vector<std::string> doubts;
  if (weak_grid) doubts.push_back("table_doubt");
  const bool ocr = source.page != nullptr && source.page->source == PageSource::kOcr;
  if (column.type == ValueType::kText && ocr)
    for (std::string& why : OddInPicture(content, false)) doubts.push_back(std::move(why));
  if (IsEmptyCell(content, IsCodeColumn(column))) {
    Draft d = MakeCell(column.type, content, source, std::nullopt, {}, false);
    return d;
  }
  if (!column.options.empty()) {
    const std::string key = PhraseKey(content);
    for (const Option& o : column.options)
      for (const Phrase& p : o.phrases)
        if (p.key == key) {
          Found f{
              0, content.size(), FromCanonical(column.type, o.value).value_or(Value(o.value)), {}};
          return MakeCell(column.type, content, source, f, doubts, true);
        }
    doubts.push_back("not_in_list");
    Found f{0, content.size(), Value{}, {}};
    if (column.type == ValueType::kText) f.value = content;
    return MakeCell(column.type, content, source, f, doubts, false);
  }
  if (column.type == ValueType::kText) {
    if (IsCodeColumn(column) && !LooksLikeCode(content)) doubts.push_back("not_in_list");
    // A label ends at its last letter, as every text does; «…» is printed to say that it does not.
    std::string_view closed = content;
    while (closed.size() > 1 && (closed.back() == '.' || closed.back() == ';') &&
           closed[closed.size() - 2] != '.')
      closed.remove_suffix(1);
    Found f{0, closed.size(), std::string(closed), {}};
    if (ocr) f.value = IsCodeColumn(column) ? MendedRowCode(closed) : Mended(closed);
    return MakeCell(column.type, content, source, f, doubts, false);
  }
  if (std::optional<Found> whole = ParseWhole(column.type, content))
    return MakeCell(column.type, content, source, whole, doubts, false);
  std::vector<Found> all = FindAll(column.type, content);
  if (all.size() == 1) {
    std::string rest = content.substr(0, all[0].begin) + content.substr(all[0].end);
    static const RE2 units("^(?:[\\s%€*.,;:]|euros?|IJ|jours?)*$");
    if (!RE2::FullMatch(rest, units)) doubts.push_back("extra_text");
    return MakeCell(column.type, content, source, all[0], doubts, false);
  }
  doubts.push_back(all.empty() ? "unreadable_cell" : "several_values");
  return MakeCell(column.type, content, source, std::nullopt, doubts, false);
}

// A heading of the table is one of these: it names people, say. A heading may wrap, so the band of
// the header row is looked at, a little larger.
bool Refused(const LetterText& text, const GridTable& grid, const Phrases& phrases) {
  for (const PhraseHit& h : text.FindAny(phrases)) {
    const TextLine& line = text.lines()[static_cast<size_t>(text.LineAt(h.range.begin))];
    if (text.pages()[static_cast<size_t>(line.page)]->number != grid.page) continue;
    const double y = text.BoxOf(h.range).center_y();
    if (y > grid.header.top - line.height && y < grid.header.bottom + line.height) return true;
  }
  return false;
}

// Of five columns of figures and more one figure: the title of a section, beside which that of the
// row above was read.
bool LoneFigure(const DraftRow& cells) {
  constexpr size_t kMany = 5;
  size_t columns = 0, figures = 0;
  for (const auto& [id, cell] : cells) {
    if (!IsNumeric(cell.evidence.type)) continue;
    ++columns;
    figures += std::holds_alternative<std::monostate>(cell.fact.value) ? 0 : 1;
  }
  return columns >= kMany && figures == 1;
}

// «Parcours de soins (en %) | Vous | Région»: the heading over the labels names the unit of all. A
// line that reaches over the figures is made of their headings.
bool LabelsInPercent(const LetterText& text, const GridTable& grid,
                     const std::vector<const Column*>& columns) {
  double figures = 1e300;
  for (const GridRow& row : grid.rows)
    for (size_t k = 0; k < columns.size() && k < row.cells.size(); ++k)
      if (const Box& area = row.cells[k].area;
          row.page == grid.page && IsNumeric(columns[k]->type) && !area.empty())
        figures = std::min(figures, area.left);
  return std::any_of(text.lines().begin(), text.lines().end(), [&](const TextLine& line) {
    return text.pages()[static_cast<size_t>(line.page)]->number == grid.page &&
           line.box.center_y() > grid.header.top && line.box.center_y() < grid.header.bottom &&
           line.box.left < grid.header.left + 0.5 * line.height &&
           line.box.right < figures + line.height && SaysPercent(text.At(line.range));
  });
}

// «20   318»: two figures further apart than the groups of one number are; «1 840» is one, though a
// 1 has white on both sides.
bool SeveralFigures(const LetterText& text, const GridCell& cell) {
  for (const PageReading* page : text.pages()) {
    if (page->number != cell.page) continue;
    for (size_t i = 1; i < cell.words.size(); ++i) {
      const Word& a = page->words.at(static_cast<size_t>(cell.words[i - 1]));
      const Word& b = page->words.at(static_cast<size_t>(cell.words[i]));
      const auto digit = [](char c) { return c >= '0' && c <= '9'; };
      if (!a.text.empty() && !b.text.empty() && digit(a.text.back()) && digit(b.text.front()) &&
          a.box.VerticalOverlap(b.box) > 0.5 &&
          b.box.left - a.box.right >
              (a.text.size() <= 3 && b.text.size() == 3 ? 0.75 : 0.5) * a.box.height())
        return true;
    }
  }
  return false;
}

ColumnKind KindOf(const Column& c) {
  if (c.stars) return ColumnKind::kStars;
  if (IsCodeColumn(c)) return ColumnKind::kCode;
  switch (c.type) {
    case ValueType::kText:
    case ValueType::kBoolean:
      return ColumnKind::kText;
    case ValueType::kDate:
      return ColumnKind::kDate;
    case ValueType::kInteger:
      return ColumnKind::kInteger;
    case ValueType::kPercent:
      return ColumnKind::kPercent;
    case ValueType::kDecimal:
    case ValueType::kAmount:
      return ColumnKind::kNumber;
    default:
      return ColumnKind::kAny;
  }
}

// Do most figures of most rows stand in no cell, under headings that are not known? Then what was
// taken for a known column may be its neighbour's.
bool MostlyUnknown(const std::vector<const PageReading*>& pages, const GridTable& grid) {
  size_t rows = 0;
  for (const GridRow& row : grid.rows) {
    const auto page = std::find_if(pages.begin(), pages.end(),
                                   [&](const PageReading* p) { return p->number == row.page; });
    if (page == pages.end()) continue;
    int known = 0, unknown = 0;
    for (size_t i = 0; i < (*page)->words.size(); ++i) {
      const Word& w = (*page)->words[i];
      if (w.text.find_first_of("0123456789") != 0) continue;
      if (w.box.center_y() < row.box.top || w.box.center_y() > row.box.bottom) continue;
      const bool in_cell =
          std::any_of(row.cells.begin(), row.cells.end(), [&](const GridCell& cell) {
            return cell.page == row.page &&
                   std::count(cell.words.begin(), cell.words.end(), static_cast<int>(i)) > 0;
          });
      ++(in_cell ? known : unknown);
    }
    rows += unknown > known;
  }
  return rows >= 2 && rows * 2 >= grid.rows.size();
}

// For --explain: the columns that were found, guessed ones with a question mark.
std::string Present(const std::vector<const Column*>& columns, const GridTable& grid) {
  std::string out;
  for (size_t k = 0; k < columns.size() && k < grid.present.size(); ++k)
    if (grid.present[k])
      out += (out.empty() ? "" : " ") + columns[k]->id +
             (k < grid.guessed.size() && grid.guessed[k] ? "?" : "");
  return out;
}

// Notices that a heading between rows was not made out, or that a table stands under one that is
// not known: the rows below it do not belong to the heading before.
class TitleWatch {
 public:
  TitleWatch(const TableSpec& spec, const LetterText& text) : spec_(spec), text_(text) {}

  bool OnPicture(int page) const {
    return std::any_of(text_.pages().begin(), text_.pages().end(), [&](const PageReading* p) {
      return p->number == page && p->source == PageSource::kOcr;
    });
  }

  // A line across the rows, or one without figures.
  void PassHeading(int page, const std::string& words) {
    if (words == last_ || words.empty() || !OnPicture(page)) return;
    last_ = words;
    const std::string key = PhraseKey(words);
    for (const SectionRule& rule : spec_.sections)
      for (const Phrase& p : rule.phrases)
        if (key.find(p.key) != std::string::npos) return;
    lost_ = true;
  }

  // The line over the headings of a table: unless a known heading comes first, it is one itself.
  void PassTitle(const std::string& words) {
    static const RE2 sentence(R"(.*[.;:,]\s*|\P{Lu}.*|.*\b(?i:page|suite)\b.*)");
    if (!words.empty() && !RE2::FullMatch(words, sentence)) lost_ = true;
  }

  // Is the heading of the row at hand another than the last that was found?
  bool Lost(const Title* title) {
    if (title != title_) lost_ = false;
    title_ = title;
    return lost_;
  }

 private:
  const TableSpec& spec_;
  const LetterText& text_;
  const Title* title_ = nullptr;
  std::string last_;
  bool lost_ = false;
};

}  // namespace

std::vector<ColumnSpec> GridColumns(const TableSpec& spec) {
  std::vector<ColumnSpec> columns;
  for (const Column& c : spec.columns) {
    ColumnSpec column{c.id, c.headers, c.required};
    if (c.unheaded) column.headers.push_back("");
    column.senses = c.senses;
    column.kind = KindOf(c);
    column.percent = !c.percent.empty() || c.type == ValueType::kPercent ||
                     std::any_of(spec.columns.begin(), spec.columns.end(),
                                 [&](const Column& o) { return o.percent == c.id; });
    for (const Option& o : c.options)
      for (const Phrase& p : o.phrases) {
        std::string key;
        for (const std::string& w : FoldWords(p.text)) key += w;
        column.contents.push_back(std::move(key));
      }
    columns.push_back(std::move(column));
  }
  if (!spec.others.empty()) columns.push_back({"", {}, false, spec.others});
  return columns;
}

std::vector<DraftRow> ReadTable(const LetterText& text, const TableSpec& spec, Trace* trace,
                                std::vector<std::string>* warnings, std::vector<DraftRow>* totals) {
  std::vector<const Column*> of;
  for (const Column& c : spec.columns) of.push_back(&c);
  const Column* stars = nullptr;
  for (const Column& c : spec.columns)
    if (c.stars) stars = &c;
  const std::vector<Title> titles = Titles(text, spec);
  if (trace) trace->Add(1, "table " + spec.id);

  std::vector<DraftRow> out;
  std::vector<size_t> firsts;  // rows of the result that begin a table
  std::vector<size_t> summed;  // rows of the result right below a total that was taken out
  bool any_stars = false;
  // On a picture: the rows below a heading that was not made out belong to no known one.
  TitleWatch watch(spec, text);
  const std::vector<GridTable>& grids = text.Tables(spec.looked_for);
  size_t most = 0;
  for (const GridTable& grid : grids) most = std::max(most, grid.rows.size());
  // Most rows of a table say what they count; on a picture the name of one may be lost.
  const bool labelled = std::any_of(of.begin(), of.end(), [](const Column* c) {
    return c->type == ValueType::kText && !IsCodeColumn(*c) && c->options.empty();
  });
  for (const GridTable& grid : grids) {
    // A box of key figures («Vos points», «Vous recevez») may look like a row.
    const bool nameless = std::all_of(grid.rows.begin(), grid.rows.end(), [&](const GridRow& row) {
      for (size_t k = 0; k < of.size() && k < row.cells.size(); ++k)
        if (of[k]->type == ValueType::kText && !row.cells[k].text.empty()) return false;
      return true;
    });
    // So may «Région de comparaison | Patients vus | dont médecin traitant» over the tables.
    const bool one_figure =
        grid.rows.size() == 1 &&
        std::count_if(grid.rows[0].cells.begin(), grid.rows[0].cells.end(), [](const GridCell& c) {
          return c.text.find_first_of("0123456789") != std::string::npos;
        }) == 1;
    if (labelled && most >= 6 && (one_figure || (nameless && grid.rows.size() <= 2))) {
      if (trace) trace->Add(2, fmt::format("page {}: key figures, no rows", grid.page));
      continue;
    }
    if (trace)
      trace->Add(2, fmt::format("page {}: {} rows, score {:.2f}, «{}», columns {}", grid.page,
                                grid.rows.size(), grid.score, grid.title, Present(of, grid)));
    if (Refused(text, grid, spec.refuse)) {
      if (trace) trace->Add(2, "refused: a heading says what is not to be read");
      warnings->push_back("table_refused: " + spec.id);
      continue;
    }
    bool absent = false;  // a column of figures that was not found
    for (size_t k = 0; k < of.size() && k < grid.present.size(); ++k)
      absent |= IsNumeric(of[k]->type) && !grid.present[k];
    const bool weak = grid.score < 0.7 || (absent && MostlyUnknown(text.pages(), grid));
    if (weak) warnings->push_back("table_doubt: " + spec.id);
    const bool picture = watch.OnPicture(grid.page);
    watch.PassTitle(grid.title);
    const bool heading_percent = LabelsInPercent(text, grid, of);
    std::map<size_t, std::vector<Spanned>> spans;  // by column
    const size_t first_row = out.size();
    firsts.push_back(first_row);
    // Rows up to the last total of all of them: «Total du socle», then «Total du versement».
    std::optional<size_t> whole;
    for (const GridRow& row : grid.rows) {
      std::string label;
      for (size_t k = 0; k < of.size() && k < row.cells.size(); ++k)
        if (of[k]->type == ValueType::kText && !row.cells[k].text.empty()) {
          label = row.cells[k].text;
          break;
        }
      // The label of a total may lie over several cells of words.
      std::string words;
      for (size_t k = 0; k < of.size() && k < row.cells.size(); ++k)
        if (of[k]->type == ValueType::kText && !row.cells[k].text.empty())
          words += (words.empty() ? "" : " ") + row.cells[k].text;
      const std::string label_key = PhraseKey(label), words_key = PhraseKey(words);
      auto same = [&](const Phrases& phrases) {
        if (!phrases.empty() && label_key.starts_with("soustotal")) return true;
        return std::any_of(phrases.begin(), phrases.end(), [&](const Phrase& p) {
          if (p.key == label_key || p.key == words_key) return true;
          // «Total A + B», «Total (15 indicateurs)», «Total du socle», «Total ROSP 2023»
          static const RE2 remark(
              R"(\s*(?:[:(].*|[A-Z0-9]{1,3}(?:\s*(?:[+,/&]|et)\s*[A-Z0-9]{1,3})*|)"
              R"(\s(?:de\s(?:la|l['’])?|d['’]|du|des)\s?[^\s0-9]+|)"
              R"((?:\s[A-Z]{2,6})?\s20[0-9]{2}))");
          return label.size() > p.text.size() &&
                 PhraseKey(label.substr(0, p.text.size())) == p.key &&
                 RE2::FullMatch(label.substr(p.text.size()), remark);
        });
      };
      const bool skipped = same(spec.skip);
      if (skipped && trace) trace->Add(3, "row «" + label + "» skipped");
      if (skipped && totals == nullptr) continue;
      const Title* title = nullptr;
      for (const Title& t : titles) {
        const int number = text.pages()[static_cast<size_t>(t.page)]->number;
        if (number < row.page || (number == row.page && t.y < row.box.center_y())) title = &t;
      }
      const bool in_percent =
          heading_percent || SaysPercent(label) || (title != nullptr && title->percent);
      DraftRow cells;
      int row_stars = 0;
      CellSource star_cell;
      bool odd = false;  // a cell holds what is no number: perhaps a star that was misread
      bool any_value = false, any_number_column = false;
      size_t dashes = 0;  // cells that say that they are empty
      for (size_t k = 0; k < of.size() && k < row.cells.size(); ++k) {
        if (k < grid.present.size() && !grid.present[k]) continue;
        const Column& column = *of[k];
        std::string content = row.cells[k].text;
        if (column.type == ValueType::kText) {
          // «au-» at the end of a line, «delà» on the next.
          static const RE2 broken(R"((\pL-) (\p{Ll}))");
          RE2::GlobalReplace(&content, broken, R"(\1\2)");
          CutTitle(titles, text, row.cells[k], &content);
          // «2025-» over «002»
          static const RE2 wrapped(R"((\d[-/.]) (\d))");
          if (IsCodeColumn(column)) RE2::GlobalReplace(&content, wrapped, R"(\1\2)");
        }
        if (IsNumeric(column.type)) {
          any_number_column = true;
          const int n = CountStars(&content);
          row_stars += n;
          if (n > 0 || (column.stars && row_stars == 0)) star_cell = SourceOf(text, row.cells[k]);
          if (column.stars) {
            odd |= !IsEmptyCell(content);
            continue;
          }
        }
        const CellSource source = SourceOf(text, row.cells[k]);
        const bool guessed = k < grid.guessed.size() && grid.guessed[k];
        Draft cell = ReadCell(column, content, source, weak || guessed);
        if (IsNumeric(column.type) && SeveralFigures(text, row.cells[k]))
          cell.evidence.found.doubts.push_back("several_values");
        for (const std::string& d : cell.evidence.found.doubts)
          odd |= d == "extra_text" || d == "unreadable_cell" || d == "several_values";
        dashes += IsNumeric(column.type) && !content.empty() && IsEmptyCell(content) ? 1 : 0;
        any_value |=
            IsNumeric(column.type) && std::any_of(content.begin(), content.end(),
                                                  [](char c) { return c >= '0' && c <= '9'; });
        const auto rates = std::find_if(of.begin(), of.end(), [&](const Column* c) {
          return !column.percent.empty() && c->id == column.percent;
        });
        const bool rate_beside =
            rates != of.end() && !row.cells[static_cast<size_t>(rates - of.begin())].text.empty();
        if (!column.percent.empty() && (content.find('%') != std::string::npos ||
                                        (in_percent && !content.empty() && !rate_beside))) {
          // The header says «par patient ou %»: the sign says which, or the title or the label.
          cells[column.percent] = std::move(cell);
          continue;
        }
        cells[column.id] = std::move(cell);
      }
      const bool said_empty = !label.empty() && !picture && dashes > 0;
      if (any_number_column && !any_value && !said_empty) {
        if (trace) trace->Add(3, "row «" + label + "» has no figures: dropped");
        watch.PassHeading(row.page, words);
        // «traitant»: the end of the label above, on a picture.
        static const RE2 amid("^\\p{Ll}");
        if (picture && out.size() > first_row && RE2::PartialMatch(words, amid))
          if (const auto above = out.back().find(of[0]->id);
              above != out.back().end() && of[0]->type == ValueType::kText)
            above->second.evidence.found.doubts.emplace_back("incomplete_text");
        continue;
      }
      // «Total» may stand where no column is.
      if (skipped || (words.empty() && totals != nullptr && !spec.skip.empty() &&
                      EndsTable(cells, out, first_row))) {
        const bool ends = !label_key.starts_with("soustotal") && EndsTable(cells, out, first_row);
        totals->push_back(std::move(cells));
        summed.push_back(out.size());
        if (ends) whole = out.size();
        continue;
      }
      watch.PassHeading(row.page, row.section);
      const bool lost = watch.Lost(title);
      // A total whose label stands under no heading.
      const bool bare = label.empty() && labelled;
      if ((bare && LoneFigure(cells)) || (picture && (bare || LoneFigure(cells))))
        for (auto& [id, cell] : cells)
          if (!std::holds_alternative<std::monostate>(cell.fact.value))
            cell.evidence.found.doubts.push_back("table_doubt");
      if (title) {
        Draft d;
        d.fact.value = title->rule->value;
        d.fact.text = title->rule->phrases[0].text;
        d.evidence.type = ValueType::kText;
        d.evidence.text = d.fact.text;
        d.evidence.found = {0, d.fact.text.size(), d.fact.value, {}};
        d.evidence.closed_list = true;
        if (lost || (picture && weak)) d.evidence.found.doubts.push_back("table_doubt");
        cells[title->rule->column] = std::move(d);
      }
      if (stars) {
        any_stars |= row_stars > 0;
        std::optional<Found> f;
        if (row_stars > 0) f = Found{0, 0, static_cast<int64_t>(row_stars), {}};
        std::vector<std::string> doubts;
        if (odd && row_stars == 0) doubts.push_back("extra_text");
        cells[stars->id] =
            MakeCell(ValueType::kInteger, std::string(static_cast<size_t>(row_stars), '*'),
                     star_cell, f, doubts, false);
        cells[stars->id].look_again = true;
      }
      for (size_t k = 0; k < of.size() && k < row.cells.size(); ++k)
        if (k < grid.present.size() && grid.present[k] && !of[k]->options.empty() &&
            of[k]->type == ValueType::kText && row.page == grid.page)
          spans[k].push_back({out.size(), row.box, row.cells[k].box});
      out.push_back(std::move(cells));
    }
    if (whole && *whole < out.size() && !TableGoesOn(out, first_row, *whole)) {
      if (trace) trace->Add(3, fmt::format("{} rows below the total dropped", out.size() - *whole));
      out.resize(*whole);
      for (auto& [k, rows] : spans)
        std::erase_if(rows, [&](const Spanned& s) { return s.row >= *whole; });
    }
    for (const auto& [k, rows] : spans) FillSpans(of[k]->id, rows, &out);
    for (const Column* column : of)
      if (picture && column->type == ValueType::kText && column->options.empty())
        DoubtTornCells(column->id, first_row, &out);
  }
  if (!spec.skip.empty() && totals != nullptr) {
    TakeOutSummary(&out, totals, firsts, &summed);
    TakeOutTotals(&out, totals, summed);
  }
  if (const Column* label = LabelColumn(spec))
    for (const Column& c : spec.columns)
      if (c.id == "code") PartCodes(c.id, label->id, &out);
  if (stars && !any_stars)
    for (DraftRow& row : out) row.erase(stars->id);
  return out;
}

}  // namespace riposte
