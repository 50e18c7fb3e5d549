// Where no row of a block has ink is a border between columns; rivers of white and headings part
// what the ink alone leaves together.
#include "extractors/reading/table_blocks.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace riposte::reading {
namespace {

constexpr size_t kMaxBlockRows = 500, kMaxStrips = 40;
constexpr double kMaxWidth = 5000;  // points

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
  // «402», «1000»: on a picture perhaps «40,2», «100,0».
  std::vector<size_t> bare(block.strips.size());
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

bool Body::IsSign(int word) const {
  const std::string& text = page_.words[layout_.words[word].index].text;
  return page_.source == PageSource::kOcr &&
         std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return std::isalnum(c) != 0; });
}

// A code or a number close before a label: one strip of ink, two headings over it.
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

}  // namespace riposte::reading
