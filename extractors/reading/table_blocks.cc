// A row with figures and something beside them is a row of a table; such rows near each other are a
// block.
#include "extractors/reading/table_blocks.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "extractors/reading/table_header.h"
#include "extractors/values/fold.h"
#include "extractors/values/parse.h"

namespace riposte::reading {
namespace {

constexpr size_t kMaxBand = 10;

bool OnlyOf(std::string_view text, std::string_view signs) {
  return !text.empty() && text.find_first_not_of(signs) == std::string_view::npos;
}

// What four in five are not larger than. Lines that wrap within a cell are no rows: where they
// stand closer than the others, only the others count.
double Usual(std::vector<double> pitches) {
  const double least = *std::min_element(pitches.begin(), pitches.end());
  std::vector<double> rows;
  std::copy_if(pitches.begin(), pitches.end(), std::back_inserter(rows),
               [&](double d) { return d > 1.1 * least; });
  if (rows.size() >= 3) pitches = std::move(rows);
  const auto at = pitches.begin() + static_cast<std::ptrdiff_t>(pitches.size() * 4 / 5);
  std::nth_element(pitches.begin(), at, pitches.end());
  return *at;
}

// «A1», «P02», «12», «3/14», «ALD-3», «F2024-00123»: what numbers a row.
bool IsCode(std::string_view text) {
  if (text.empty() || text.size() > 14) return false;
  size_t digits = 0, capitals = 0, letters = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      ++digits;
    else if (c >= 'A' && c <= 'Z')
      ++capitals;
    else if (c >= 'a' && c <= 'z')
      ++letters;
    else if (c != '-' && c != '/' && c != '.' && c != ')')
      return false;
  }
  if (digits == 0) return letters == 0 && capitals > 0 && text.size() <= 6;
  return letters + capitals <= 5;
}

}  // namespace

void Classify(Run& run) {
  static const RE2 unit(R"(\s*(?:\*+|%|€|euros?|EUR|pts?|points?|jours?|j)\s*$)");
  static const RE2 sign(R"(^\s*[+±<>]\s*)");
  std::string text = run.text;
  run.code = IsCode(text);
  if (OnlyOf(text, "* ")) {
    run.mark = run.stars = true;
    return;
  }
  if (IsEmptyCell(text)) {
    run.mark = true;
    return;
  }
  run.percent = text.find('%') != std::string::npos;
  run.euro = text.find("€") != std::string::npos;
  while (RE2::Replace(&text, unit, "")) {
  }
  RE2::Replace(&text, sign, "");
  if (const std::optional<Found> f = ParseWhole(ValueType::kDecimal, text)) {
    run.figure = true;
    run.decimals = text.find(',') != std::string::npos;
    if (const auto* d = std::get_if<Decimal>(&f->value)) run.value = std::abs(d->ToDouble());
    return;
  }
  run.date = ParseWhole(ValueType::kDate, text).has_value();
}

namespace {

// A sum or a date close before words, «6,00  Visite non suivie», is a cell of its own.
size_t EndOfFigure(const PageReading& page, const Layout& layout, const LaidRow& row, size_t first,
                   size_t end) {
  static const RE2 figure(R"([+-]?[0-9]{1,3}(?:[ .]?[0-9]{3}){0,3},[0-9]{1,2}|[0-9./]{8,10})");
  for (size_t k = first; k < end; ++k) {
    const std::string& text = page.words[layout.words[row.words[k]].index].text;
    if (text != "€" && text != "%" && !RE2::FullMatch(text, figure)) return end;
    if (k + 1 >= end) return end;
    const Box &a = layout.words[row.words[k]].box, &b = layout.words[row.words[k + 1]].box;
    const std::string& next = page.words[layout.words[row.words[k + 1]].index].text;
    const char c = next.empty() ? '0' : next[0];
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c & 0x80) != 0;
    if (letter && next != "€" && b.left - a.right > 0.5 * row.em) return k + 1;
  }
  return end;
}

}  // namespace

Body::Body(const PageReading& page, const Layout& layout) : page_(page), layout_(layout) {
  rows_.resize(layout.rows.size());
  for (size_t r = 0; r < layout.rows.size(); ++r) {
    const LaidRow& row = layout.rows[r];
    for (size_t k = 0; k < row.words.size();) {
      const size_t end = EndOfFigure(page, layout, row, k, RunEnd(layout, row, k));
      Run run;
      for (size_t i = k; i < end; ++i) {
        const int w = row.words[i];
        run.box = run.words.empty() ? layout.words[w].box : run.box.Union(layout.words[w].box);
        run.words.push_back(w);
      }
      run.text = Joined(page, layout, run.words);
      Classify(run);
      rows_[r].push_back(std::move(run));
      k = end;
    }
  }
}

bool Body::HasValue(size_t r) const {
  return std::any_of(rows_[r].begin(), rows_[r].end(),
                     [](const Run& run) { return run.figure || run.date; });
}
// Figures beside something else; figures alone are a year or a page number.
bool Body::ValueRow(size_t r) const { return rows_[r].size() >= 2 && HasValue(r); }

std::vector<Block> Body::Blocks() const {
  std::vector<Block> blocks;
  size_t between = 0;
  std::vector<double> pitches;  // of the printed rows of the last block
  bool apart = false;           // white that is larger than what parts its rows
  for (size_t r = 0; r < rows_.size(); ++r) {
    if (!blocks.empty() && r > 0) {
      const double pitch = layout_.rows[r].base - layout_.rows[r - 1].base;
      apart |=
          pitches.size() >= 4 && pitch > 1.5 * Usual(pitches) && pitch > 2 * layout_.rows[r].em;
      pitches.push_back(pitch);
    }
    if (!ValueRow(r)) {
      // Two texts side by side without a figure may be the next header.
      between += rows_[r].size() >= 2 ? 100 : 1;
      continue;
    }
    const double em = layout_.rows[r].em;
    if (blocks.empty() || between > 5 || apart ||
        layout_.rows[r].base - layout_.rows[blocks.back().last].base > 7 * em) {
      blocks.push_back({r, r, em, {}});
      pitches.clear();
    }
    blocks.back().last = r;
    between = 0;
    apart = false;
  }
  return blocks;
}

// «Taux 2023», «Seuil 1»: words over the strips of figures, as many as there are figures that are
// no year.
bool Body::HeadingRow(const Block& block, size_t r) const {
  static const RE2 year(R"((?:(?:0?1|31)[./](?:01|12)[./]?)?(?:(?:19|20)[0-9]{2})?)");
  size_t years = 0, figures = 0, words = 0;
  for (const Run& run : rows_[r]) {
    if (run.mark) continue;
    if (!run.figure && !run.date)
      words += block.strips[Nearest(block, run.box.center_x())].numeric() ? 1 : 0;
    else
      ++(!run.text.empty() && RE2::FullMatch(run.text, year) ? years : figures);
  }
  return figures == 0 ? years >= 2 || words > 0 : words >= figures;
}

size_t Body::Nearest(const Block& block, double x) {
  size_t best = 0;
  double least = 1e300;
  for (size_t s = 0; s < block.strips.size(); ++s) {
    const Strip& t = block.strips[s];
    const double d = x < t.left ? t.left - x : x > t.right ? x - t.right : 0;
    if (d < least) {
      least = d;
      best = s;
    }
  }
  return best;
}

// Headings that stand almost as close as words: two spaces at least are twice the usual one.
bool Body::SpacedOut(const Run& run) const {
  std::vector<double> gaps;
  for (size_t k = 1; k < run.words.size(); ++k)
    gaps.push_back(layout_.words[run.words[k]].box.left -
                   layout_.words[run.words[k - 1]].box.right);
  if (gaps.size() < 4) return false;
  std::sort(gaps.begin(), gaps.end());
  const double usual = gaps[gaps.size() / 2];
  return gaps[gaps.size() - 2] > 2 * usual &&
         gaps[gaps.size() - 2] > 0.4 * layout_.words[run.words[0]].em;
}

// The rows above the block that may be its header, top to bottom.
std::vector<size_t> Body::Band(const Block& block) const {
  std::vector<size_t> band;
  double below = layout_.rows[block.first].base;
  const double width = block.strips.back().right - block.strips.front().left;
  for (size_t r = block.first; r-- > 0 && band.size() < kMaxBand;) {
    const LaidRow& row = layout_.rows[r];
    const double em = std::max(row.em, block.em);
    if (below - row.base > 4.2 * em || (HasValue(r) && !HeadingRow(block, r))) break;
    if (rows_[r].size() == 1 && rows_[r][0].words.size() > 8 &&
        rows_[r][0].box.right - rows_[r][0].box.left > 0.6 * width && !SpacedOut(rows_[r][0]))
      break;
    band.insert(band.begin(), r);
    below = row.base;
  }
  // Titles of sections between the header and the first row.
  while (band.size() > 1 && rows_[band.back()].size() == 1) {
    const Run& run = rows_[band.back()][0];
    const bool more =
        std::any_of(band.begin(), band.end() - 1, [&](size_t r) { return rows_[r].size() > 1; });
    const size_t at = Nearest(block, run.box.center_x());
    const Strip& s = block.strips[at];
    if (!more) break;
    if (s.numeric() && run.box.left > s.left - 3 * block.em &&
        run.box.right < s.right + 3 * block.em)
      break;
    band.pop_back();
  }
  return band;
}

}  // namespace riposte::reading
