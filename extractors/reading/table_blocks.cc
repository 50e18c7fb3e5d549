// A row with figures and something beside them is a row of a table; such rows near each other are a
// block. Where no row of a block has ink is a border between columns.
#include "extractors/reading/table_blocks.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iterator>
#include <numeric>
#include <set>

#include "extractors/reading/table_header.h"
#include "extractors/values/fold.h"
#include "extractors/values/parse.h"

namespace riposte::reading {
namespace {

constexpr size_t kMaxBand = 7, kMaxBlockRows = 500, kMaxStrips = 40;
constexpr double kMaxWidth = 5000;  // points

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

}  // namespace

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

namespace {

// Ink of at least `least` rows, in steps of half a point.
std::vector<Strip> Ink(const std::vector<int>& cover, double left, int least) {
  std::vector<Strip> strips;
  for (size_t x = 0; x < cover.size(); ++x) {
    if (cover[x] < least) continue;
    const double at = left + 0.5 * static_cast<double>(x);
    if (!strips.empty() && at - strips.back().right < 0.75)
      strips.back().right = at;
    else
      strips.push_back({at, at});
  }
  return strips;
}

}  // namespace

void Body::Strips(Block& block) const {
  InkOf(block);
  PartAtRivers(block);
  // The lower lines of headings may hold figures.
  const size_t first = block.first;
  while (block.first < block.last && block.first < first + 4 && HeadingRow(block, block.first)) do
      ++block.first;
    while (block.first < block.last && !ValueRow(block.first));
  if (block.first != first) {
    InkOf(block);
    PartAtRivers(block);
  }
  // «Total» at the right edge of the labels is no column.
  for (size_t s = 1; s < block.strips.size(); ++s) {
    const Strip& t = block.strips[s];
    if (t.texts != t.filled || block.strips[s - 1].texts == 0) continue;
    if (!std::all_of(t.words.begin(), t.words.end(), [](const std::string& w) {
          return w.starts_with("total") || w == "totaux" || w == "ensemble" ||
                 w.starts_with("soustotal") || w.starts_with("nettotal");
        }))
      continue;
    block.strips[s - 1].right = t.right;
    block.strips.erase(block.strips.begin() + static_cast<std::ptrdiff_t>(s));
    Count(block);
    break;
  }
}

// Columns that stand as close as words («VG+MD 60,00», «60 ans et plus F»): white that no word of
// any row covers, and on one side of it nothing but figures, or dates, or the same few short words.
void Body::PartAtRivers(Block& block) const {
  for (size_t s = 0; s < block.strips.size() && block.strips.size() < kMaxStrips; ++s) {
    const Strip strip = block.strips[s];
    std::vector<Box> words;
    size_t rows = 0;
    for (size_t r = block.first; r <= block.last; ++r) {
      if (!ValueRow(r)) continue;
      const size_t before = words.size();
      for (const Run& run : rows_[r])
        for (int w : run.words)
          if (Nearest(block, layout_.words[w].box.center_x()) == s)
            words.push_back(layout_.words[w].box);
      rows += words.size() > before ? 1 : 0;
      if (rows >= kMaxBlockRows) break;
    }
    if (rows < 4) continue;
    std::sort(words.begin(), words.end(),
              [](const Box& a, const Box& b) { return a.left < b.left; });
    double reached = words[0].right;
    for (size_t k = 1; k < words.size(); ++k) {
      const double left = words[k].left;
      if (left - reached < 0.4 * block.em) {
        reached = std::max(reached, words[k].right);
        continue;
      }
      const size_t at = PartedAt(block, s, (reached + left) / 2);
      if (at == 0) {
        reached = std::max(reached, words[k].right);
        continue;
      }
      block.strips[s] = Strip{strip.left, reached};
      block.strips.insert(block.strips.begin() + static_cast<std::ptrdiff_t>(s) + 1,
                          Strip{left, strip.right});
      Count(block);
      break;
    }
  }
}

// In how many rows cells stand on both sides of x, those of one side all of a kind; 0: they are
// not.
size_t Body::PartedAt(const Block& block, size_t strip, double x) const {
  size_t both = 0, cells[2] = {0, 0}, figures[2] = {0, 0}, dates[2] = {0, 0};
  std::set<std::string> words[2];
  for (size_t r = block.first; r <= block.last; ++r) {
    if (!ValueRow(r)) continue;
    Run side[2];
    for (const Run& run : rows_[r])
      for (int w : run.words)
        if (const double at = layout_.words[w].box.center_x(); Nearest(block, at) == strip)
          side[at < x ? 0 : 1].words.push_back(w);
    both += !side[0].words.empty() && !side[1].words.empty() ? 1 : 0;
    for (const int i : {0, 1}) {
      if (side[i].words.empty()) continue;
      side[i].text = Joined(page_, layout_, side[i].words);
      Classify(side[i]);
      if (side[i].mark) continue;
      ++cells[i];
      figures[i] += side[i].figure ? 1 : 0;
      dates[i] += side[i].date ? 1 : 0;
      words[i].insert(side[i].text.size() < 10 ? side[i].text : "long " + std::to_string(r));
    }
  }
  if (both < 3) return 0;
  for (const int i : {0, 1})
    if (cells[i] > 2 &&
        (figures[i] == cells[i] || dates[i] == cells[i] || (cells[i] > 5 && words[i].size() < 4)))
      return both;
  return 0;
}

// A row that alone lies across two columns («Total A + B») tells nothing of them.
void Body::InkOf(Block& block) const {
  std::vector<const std::vector<Run>*> rows;
  for (size_t r = block.first; r <= block.last && rows.size() < kMaxBlockRows; ++r)
    if (ValueRow(r)) rows.push_back(&rows_[r]);
  double left = 1e9, right = -1e9;
  for (const auto* row : rows)
    for (const Run& run : *row) {
      left = std::min(left, run.box.left);
      right = std::max(right, run.box.right);
    }
  right = std::min(right, left + kMaxWidth);
  size_t may_go = rows.size() < 3 ? 0 : std::max<size_t>(1, rows.size() / 8);
  for (;;) {
    std::vector<int> cover(static_cast<size_t>(2 * (right - left)) + 2);
    const auto step = [&](double x) {
      return static_cast<size_t>(std::clamp(2 * (x - left), 0.0, cover.size() - 1.0));
    };
    for (const auto* row : rows)
      for (const Run& run : *row)
        for (size_t x = step(run.box.left); x <= step(run.box.right); ++x) ++cover[x];
    block.strips = Ink(cover, left, 1);
    if (may_go-- == 0) break;
    const std::vector<Strip> firm = Ink(cover, left, 2);
    // Between two firm strips of one strip: the row that fills the gap.
    auto across = rows.end();
    for (size_t f = 0; f + 1 < firm.size() && across == rows.end(); ++f) {
      const double gap = (firm[f].right + firm[f + 1].left) / 2;
      if (cover[step(gap)] == 0) continue;
      across = std::find_if(rows.begin(), rows.end(), [&](const auto* row) {
        return std::any_of(row->begin(), row->end(), [&](const Run& run) {
          return run.box.left < firm[f].right && run.box.right > firm[f + 1].left;
        });
      });
    }
    if (across == rows.end()) break;
    rows.erase(across);
  }
  Count(block);
}

void Body::Count(Block& block) const {
  for (Strip& s : block.strips) s = Strip{s.left, s.right};
  std::vector<std::vector<double>> values(block.strips.size());
  std::vector<size_t> bare(
      block.strips.size());  // «402», «1000»: on a picture perhaps «40,2», «100,0»
  for (size_t r = block.first; r <= block.last; ++r) {
    if (!ValueRow(r)) continue;
    for (const Run& run : Dealt(block, rows_[r])) {
      const size_t at = Nearest(block, run.box.center_x());
      Strip& t = block.strips[at];
      ++t.filled;
      t.figures += run.figure ? 1 : 0;
      t.dates += run.date ? 1 : 0;
      t.marks += run.mark ? 1 : 0;
      t.stars += run.stars ? 1 : 0;
      t.percents += run.percent ? 1 : 0;
      t.decimals += run.figure && run.decimals ? 1 : 0;
      t.large += run.figure && run.value > 250 ? 1 : 0;
      t.hundreds += run.figure && run.value > 100 ? 1 : 0;
      bare[at] += run.figure && !run.decimals && run.value > 250 && run.value <= 1000 ? 1 : 0;
      t.codes += run.code ? 1 : 0;
      t.euros += run.figure && run.euro ? 1 : 0;
      if (run.figure) values[at].push_back(run.value);
      if (!run.figure && !run.date && !run.mark) {
        ++t.texts;
        t.letters += run.text.size();
      }
      std::string key;
      for (const std::string& w : FoldWords(run.text)) key += w;
      t.words.push_back(std::move(key));
    }
  }
  for (size_t s = 0; s < values.size(); ++s) {
    // Beside figures with decimals these are no proof of anything large.
    Strip& t = block.strips[s];
    if (page_.source == PageSource::kOcr && t.decimals > 1 && t.decimals * 4 >= t.figures) {
      t.large -= bare[s];
      t.hundreds -= bare[s];
    }
    if (values[s].size() < 4) continue;
    const double sum = std::accumulate(values[s].begin(), values[s].end() - 1, 0.0);
    t.summed = sum > 0 && std::abs(sum - values[s].back()) < 0.006;
  }
}

// The runs of a row, parted where two strips meet inside one.
std::vector<Run> Body::Dealt(const Block& block, const std::vector<Run>& runs) const {
  std::vector<Run> out;
  for (const Run& run : runs) {
    std::vector<Run> parts;
    size_t last = SIZE_MAX;
    for (int w : run.words) {
      const Box& box = layout_.words[w].box;
      const size_t at = Nearest(block, box.center_x());
      if (at != last) parts.emplace_back();
      last = at;
      Run& part = parts.back();
      part.box = part.words.empty() ? box : part.box.Union(box);
      part.words.push_back(w);
    }
    if (parts.size() == 1) {
      out.push_back(run);
      continue;
    }
    for (Run& part : parts) {
      part.text = Joined(page_, layout_, part.words);
      Classify(part);
      out.push_back(std::move(part));
    }
  }
  return out;
}

// A code or a number close before a label: one strip of ink, two headings over it.
bool Body::IsSign(int word) const {
  const std::string& text = page_.words[layout_.words[word].index].text;
  return page_.source == PageSource::kOcr &&
         std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return std::isalnum(c) != 0; });
}

void Body::PartStrips(Block& block, const std::vector<size_t>& band) const {
  static const RE2 code(R"((?i)^[a-z]{0,4}[-.]?[0-9]{1,4}[a-z]?[.)]?$)");
  for (size_t s = 0; s < block.strips.size(); ++s) {
    if (block.strips[s].texts == 0) continue;
    std::vector<double> lefts;
    size_t rows = 0;
    double first_right = 0;
    for (size_t r = block.first; r <= block.last; ++r) {
      if (!ValueRow(r)) continue;
      for (const Run& run : rows_[r]) {
        if (Nearest(block, run.box.center_x()) != s) continue;
        ++rows;
        if (run.words.size() < 2) continue;
        const LaidWord& one = layout_.words[run.words[0]];
        if (!RE2::FullMatch(page_.words[one.index].text, code)) continue;
        // Past the speck that a picture has between the two.
        const bool speck = run.words.size() > 2 && IsSign(run.words[1]);
        lefts.push_back(layout_.words[run.words[speck ? 2 : 1]].box.left);
        first_right = std::max(first_right, one.box.right);
      }
    }
    // A picture misreads some («PRS» for «PR5»).
    const size_t least = page_.source == PageSource::kOcr ? 6 : 8;
    if (lefts.size() < 2 || lefts.size() * 10 < rows * least) continue;
    std::sort(lefts.begin(), lefts.end());
    const double at = lefts[lefts.size() / 2];
    const size_t level =
        std::count_if(lefts.begin(), lefts.end(), [&](double x) { return std::abs(x - at) < 1.5; });
    if (level * 10 < lefts.size() * 9 || first_right > at) continue;
    bool headed = false;
    for (size_t r : band)
      for (const Run& run : rows_[r])
        for (size_t k = 0; k < run.words.size(); ++k) {
          // A word within running text heads nothing.
          const Box& box = layout_.words[run.words[k]].box;
          headed |=
              std::abs(box.left - at) < 2.5 &&
              (k == 0 || box.left - layout_.words[run.words[k - 1]].box.right > 0.4 * block.em);
        }
    if (!headed) continue;
    Strip label = block.strips[s];
    label.left = at;
    block.strips[s].right = first_right;
    block.strips.insert(block.strips.begin() + static_cast<std::ptrdiff_t>(s) + 1, label);
    Count(block);
    return;
  }
}

// Headings over columns that are empty in all rows.
void Body::AddEmptyStrips(Block& block, const std::vector<size_t>& band) const {
  std::vector<Strip> empty;
  for (size_t r : band) {
    if (rows_[r].size() < 3) continue;
    for (const Run& run : rows_[r]) {
      const Strip& near = block.strips[Nearest(block, run.box.center_x())];
      const auto covers = [&](const Run& other, const Strip& s) {
        return std::min(other.box.right, s.right) > std::max(other.box.left, s.left);
      };
      const bool over = std::any_of(block.strips.begin(), block.strips.end(),
                                    [&](const Strip& s) { return covers(run, s); });
      const bool near_headed = std::any_of(rows_[r].begin(), rows_[r].end(), [&](const Run& other) {
        return &other != &run && covers(other, near);
      });
      const bool known =
          std::any_of(empty.begin(), empty.end(), [&](const Strip& s) { return covers(run, s); });
      if (!over && !known && near_headed) empty.push_back({run.box.left, run.box.right});
    }
  }
  for (Strip& s : empty) block.strips.push_back(std::move(s));
  std::sort(block.strips.begin(), block.strips.end(),
            [](const Strip& a, const Strip& b) { return a.left < b.left; });
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
