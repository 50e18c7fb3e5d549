// Two things are made equal here. A text layer's boxes span ascender to descender whatever the
// word; OCR boxes are as tight as the ink, so «aucune» and «Âgé» stand at different heights:
// baseline and size are derived from which letters have ascenders and descenders. And a page that
// lay askew on the glass has falling lines: the angle at which the baselines pile up most sharply
// is taken out.
#include "extractors/reading/layout.h"

#include <re2/re2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "extractors/base/median.h"

namespace riposte::reading {
namespace {

// Shares of the type size, means of text faces (Liberation, DejaVu, Carlito: 0.50-0.55, 0.70-0.73,
// 0.21-0.24).
constexpr double kXHeight = 0.52, kAscent = 0.72, kDescent = 0.21;

struct Shape {
  bool text = false;  // letters or digits: else a sign, whose height says nothing
  bool tall = false, deep = false;
};

Shape ShapeOf(const std::string& s) {
  Shape shape;
  const int32_t n = static_cast<int32_t>(s.size());
  for (int32_t i = 0; i < n;) {
    UChar32 c;
    U8_NEXT(s.data(), i, n, c);
    if (c < 0) continue;
    if (u_isalnum(c)) shape.text = true;
    if (u_isdigit(c) || u_isupper(c)) shape.tall = true;
    if (c < 0x80) {
      const char a = static_cast<char>(c);
      if (std::string_view("bdfhijklt()[]/|%&!?'\"*").find(a) != std::string_view::npos)
        shape.tall = true;
      if (std::string_view("gjpqy(),;[]/|Q").find(a) != std::string_view::npos) shape.deep = true;
    } else if (u_isalpha(c)) {
      shape.tall = true;  // accents
      if (c == 0xE7) {    // ç
        shape.tall = shape.tall && u_isupper(c);
        shape.deep = true;
      }
    }
  }
  return shape;
}

struct Measured {
  double base, em;
};

Measured Measure(const Word& w, const Box& level, PageSource source) {
  const double h = std::max(level.height(), 0.1);
  if (source == PageSource::kOcr) {
    const Shape s = ShapeOf(w.text);
    const double below = s.deep ? kDescent : 0, above = s.tall ? kAscent : kXHeight;
    if (s.text) {
      const double em = h / (above + below);
      return {level.bottom - below * em, em};
    }
    return {level.bottom, 0};
  }
  const bool plausible = w.font_size > 0.4 * h && w.font_size < 1.6 * h;
  const double em = plausible ? w.font_size : 0.85 * h;
  return {level.bottom - std::min(kDescent * em, 0.5 * h), em};
}

Point Turn(double x, double y, double cx, double cy, double s, double c) {
  return {cx + (x - cx) * c + (y - cy) * s, cy - (x - cx) * s + (y - cy) * c};
}

// How sharply baselines pile up when the page is turned by `angle`: the sum of squares of a
// histogram with bins of a quarter of the type size.
double Sharpness(const std::vector<Point>& points, double angle, double bin,
                 std::vector<double>& histogram) {
  const double t = std::tan(angle);
  double least = 1e300;
  for (const Point& p : points) least = std::min(least, p.y - p.x * t);
  std::fill(histogram.begin(), histogram.end(), 0.0);
  for (const Point& p : points) {
    // Each point is shared by two bins, else the score jumps with the phase of the bins.
    const double at = (p.y - p.x * t - least) / bin;
    const size_t k = static_cast<size_t>(at);
    const double part = at - static_cast<double>(k);
    if (k + 1 >= histogram.size()) continue;
    histogram[k] += 1 - part;
    histogram[k + 1] += part;
  }
  double sum = 0;
  for (double v : histogram) sum += v * v;
  return sum;
}

double EstimateTilt(const PageReading& page) {
  std::vector<Point> points;
  std::vector<double> sizes;
  for (const Word& w : page.words) {
    const Measured m = Measure(w, w.box, page.source);
    if (m.em <= 0 || w.box.width() <= 0) continue;
    points.push_back({w.box.center_x(), m.base});
    sizes.push_back(m.em);
  }
  if (points.size() < 12) {
    // Too few baselines to pile up: what the reader straightened is the best guess of size, and the
    // short lines of such a page bear it either way.
    return 0;
  }
  const double em = std::max(1.0, Median(sizes, 10));
  const double bin = em / 4;
  const double reach = (page.height + page.width) * 1.5 + 200;
  std::vector<double> histogram(
      static_cast<size_t>(std::min(200'000.0, std::max(100.0, reach / bin))) + 2);
  const double degree = std::numbers::pi / 180;
  const double most = std::max(3.0, std::abs(page.tilt) + 1.0);
  const double level = Sharpness(points, 0, bin, histogram);
  double best = 0, score = level;
  const auto probe = [&](double angle) {
    const double s = Sharpness(points, angle, bin, histogram);
    if (s > score) {
      score = s;
      best = angle;
    }
  };
  if (most <= 15)
    for (double a = -most; a <= most; a += 0.2) probe(a * degree);
  for (double around : {page.tilt, -page.tilt}) probe(around * degree);
  const double coarse = best;
  for (double a = -0.2; a <= 0.2; a += 0.04) probe(coarse + a * degree);
  // A level page stays exactly level: an angle must earn its keep.
  return score > 1.04 * level ? best : 0;
}

void GroupRows(Layout& layout) {
  std::vector<int> order, signs;
  std::vector<double> heights;
  for (const LaidWord& w : layout.words) heights.push_back(w.box.height());
  const double usual = Median(heights, 10);
  std::vector<int> upright;  // text that runs up or down the margin
  for (int i = 0; i < static_cast<int>(layout.words.size()); ++i) {
    const LaidWord& w = layout.words[i];
    if (w.box.height() > 2.5 * usual && w.box.height() > 1.5 * w.box.width())
      upright.push_back(i);
    else
      (w.em > 0 ? order : signs).push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    const LaidWord &x = layout.words[a], &y = layout.words[b];
    return x.base != y.base ? x.base < y.base : a < b;
  });
  double sum = 0, sum_em = 0;
  for (int i : order) {
    const LaidWord& w = layout.words[i];
    if (!layout.rows.empty()) {
      LaidRow& row = layout.rows.back();
      const double n = static_cast<double>(row.words.size());
      if (w.base - sum / n <= 0.4 * std::min(w.em * 1.5, std::max(w.em, sum_em / n))) {
        row.words.push_back(i);
        sum += w.base;
        sum_em += w.em;
        row.base = sum / (n + 1);
        row.em = sum_em / (n + 1);
        continue;
      }
    }
    layout.rows.push_back({{i}, w.base, w.em});
    sum = w.base;
    sum_em = w.em;
  }
  const auto by_place = [&](int a, int b) {
    const Box &x = layout.words[a].box, &y = layout.words[b].box;
    return x.left != y.left ? x.left < y.left : a < b;
  };
  for (LaidRow& row : layout.rows) std::sort(row.words.begin(), row.words.end(), by_place);
  // «68,7 %»: a word of the row ends right before the sign, at its height.
  const auto follows = [&](const LaidRow& row, int sign) {
    const Box& box = layout.words[sign].box;
    const auto next = std::lower_bound(row.words.begin(), row.words.end(), sign, by_place);
    if (next == row.words.begin()) return false;
    const Box& before = layout.words[*(next - 1)].box;
    return box.left - before.right < 0.8 * row.em &&
           std::min(box.bottom, before.bottom) - std::max(box.top, before.top) > 0.6 * box.height();
  };
  // A dash or a star floats: it belongs to the row whose band holds its middle.
  const size_t printed = layout.rows.size();
  std::vector<std::pair<size_t, int>> floating;  // row, sign
  for (int i : signs) {
    LaidWord& w = layout.words[i];
    const double y = w.box.center_y();
    const auto end = layout.rows.begin() + static_cast<std::ptrdiff_t>(printed);
    auto it = std::lower_bound(layout.rows.begin(), end, y,
                               [](const LaidRow& r, double v) { return r.base < v; });
    const bool own = it != end && y > it->base - it->em && follows(*it, i);
    if (it != layout.rows.begin() && !own &&
        (it == end || y - (it - 1)->base < 0.25 * (it - 1)->em))
      --it;
    if (it != end && y > it->base - 1.0 * it->em && y < it->base + 0.35 * it->em) {
      w.em = it->em;
      floating.emplace_back(it - layout.rows.begin(), i);
    } else {
      w.em = std::max(1.0, w.box.height());
      layout.rows.push_back({{i}, w.box.bottom, w.em});
    }
  }
  for (const auto& [row, sign] : floating) layout.rows[row].words.push_back(sign);
  for (int i : upright) {
    layout.words[i].em = std::max(1.0, layout.words[i].box.width());
    layout.rows.push_back({{i}, layout.words[i].box.bottom, layout.words[i].em});
  }
  std::stable_sort(layout.rows.begin(), layout.rows.end(),
                   [](const LaidRow& a, const LaidRow& b) { return a.base < b.base; });
  for (LaidRow& row : layout.rows) std::sort(row.words.begin(), row.words.end(), by_place);
}

// Digits and the signs inside numbers: «12» «458» that touch are one number.
bool NumberEnd(char c) { return (c >= '0' && c <= '9') || c == ',' || c == '.'; }
bool NumberBegin(char c) { return (c >= '0' && c <= '9') || c == ','; }

}  // namespace

Layout LayOut(const PageReading& page) {
  Layout layout;
  layout.tilt = EstimateTilt(page);
  const double s = std::sin(layout.tilt), c = std::cos(layout.tilt);
  const double cx = page.width / 2, cy = page.height / 2;
  const double slope = std::abs(std::tan(layout.tilt));
  const auto level = [&](const Box& b) {
    if (layout.tilt == 0) return b;
    const Point m = Turn(b.center_x(), b.center_y(), cx, cy, s, c);
    // The upright box of a tilted word is taller by its length times the slope.
    const double h = std::max(0.5 * b.height(), b.height() - b.width() * slope);
    return Box{m.x - b.width() / 2, m.y - h / 2, m.x + b.width() / 2, m.y + h / 2};
  };
  for (int i = 0; i < static_cast<int>(page.words.size()); ++i) {
    const Box box = level(page.words[i].box);
    const Measured m = Measure(page.words[i], box, page.source);
    layout.words.push_back({i, box, m.base, m.em});
  }
  for (const Rule& r : page.rules) {
    Rule levelled = r;
    if (layout.tilt != 0) {
      const Point m = Turn(r.box.center_x(), r.box.center_y(), cx, cy, s, c);
      const double w = r.horizontal ? r.box.width() : std::min(r.box.width(), 1.0);
      const double h = r.horizontal ? std::min(r.box.height(), 1.0) : r.box.height();
      levelled.box = {m.x - w / 2, m.y - h / 2, m.x + w / 2, m.y + h / 2};
    }
    layout.rules.push_back(levelled);
  }
  GroupRows(layout);
  return layout;
}

void TakeRuleMarks(const PageReading& page, Layout& layout) {
  if (page.source != PageSource::kOcr) return;
  for (LaidRow& row : layout.rows)
    std::erase_if(row.words, [&](int k) {
      const LaidWord& w = layout.words[k];
      const std::string& text = page.words[w.index].text;
      if (text.find_first_not_of("|[]{}¦") != std::string::npos) return false;
      const double x = w.box.center_x();
      layout.rules.push_back(
          {{x - 0.3, row.base - row.em, x + 0.3, row.base + 0.3 * row.em}, false});
      return true;
    });
  std::erase_if(layout.rows, [](const LaidRow& row) { return row.words.empty(); });
}

namespace {

bool IsDots(std::string_view word) {
  for (size_t i = 0; i < word.size();) {
    if (word[i] == '.' || word[i] == '_')
      ++i;
    else if (word.substr(i).starts_with("…"))
      i += std::string_view("…").size();
    else
      return false;
  }
  return !word.empty();
}

}  // namespace

void MendSizes(const PageReading& page, Layout& layout) {
  constexpr double kUsual = 0.5, kWidest = 0.72;  // width of a letter in type sizes
  if (page.source == PageSource::kOcr) return;
  double width = 0, sizes = 0;
  for (const LaidWord& w : layout.words) {
    const std::string& text = page.words[w.index].text;
    const auto letters = std::count_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    });
    const auto small =
        std::count_if(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (letters < 4 || small < 2) continue;
    width += w.box.width();
    sizes += static_cast<double>(letters) * w.em;
  }
  if (sizes <= 0 || width < kWidest * sizes) return;
  const double factor = std::min(2.5, width / sizes / kUsual);
  for (LaidWord& w : layout.words) w.em *= factor;
  for (LaidRow& row : layout.rows) row.em *= factor;
}

std::vector<double> LetterSpacing(const PageReading& page, const Layout& layout,
                                  const std::vector<int>& words) {
  static const RE2 letter("\\p{L}");
  std::vector<double> spacing(words.size(), 0);
  const auto is_letter = [&](size_t k) {
    return RE2::FullMatch(page.words[layout.words[words[k]].index].text, letter);
  };
  for (size_t k = 0; k < words.size();) {
    size_t end = k;
    while (end < words.size() && is_letter(end)) ++end;
    if (end - k >= 5) {
      std::vector<double> gaps;
      for (size_t i = k + 1; i < end; ++i)
        gaps.push_back(layout.words[words[i]].box.left - layout.words[words[i - 1]].box.right);
      const auto usual = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 3);
      std::nth_element(gaps.begin(), usual, gaps.end());
      // Letters further apart head columns.
      for (size_t i = k + 1; i < end && *usual < 1.2 * layout.words[words[k]].em; ++i)
        spacing[i] = std::max(*usual, 0.01);
    }
    k = std::max(end, k + 1);
  }
  return spacing;
}

std::string Joined(const PageReading& page, const Layout& layout, const std::vector<int>& words,
                   std::vector<size_t>* offset) {
  std::string text;
  // The ink of two digits of one number is never a tenth of the size apart; boxes of a text layer
  // hold the side bearings and touch.
  const std::vector<double> spacing = LetterSpacing(page, layout, words);
  bool leads = false;
  const double touch = page.source == PageSource::kOcr ? 0.1 : 0.04;
  for (size_t k = 0; k < words.size(); ++k) {
    const LaidWord& w = layout.words[words[k]];
    const std::string& t = page.words[w.index].text;
    // «PRINCIPAL ........ : 12,00»: dots that lead from a label to its value say nothing.
    std::string_view next;
    if (k + 1 < words.size()) next = page.words[layout.words[words[k + 1]].index].text;
    leads = IsDots(t) && (leads || t.size() >= 4 || next.starts_with(":") || IsDots(next));
    if (leads) {
      if (offset != nullptr) offset->push_back(text.size());
      continue;
    }
    if (k > 0) {
      const LaidWord& before = layout.words[words[k - 1]];
      const double gap = w.box.left - before.box.right;
      const bool same_row = std::abs(w.base - before.base) < 0.3 * std::max(w.em, before.em);
      const bool one = same_row && gap < touch * std::min(w.em, before.em) && !text.empty() &&
                       !t.empty() && NumberEnd(text.back()) && NumberBegin(t.front());
      const bool letters = spacing[k] > 0 && gap <= 1.5 * spacing[k] + 0.1 * w.em;
      if (!one && !letters && !text.empty()) text += ' ';
    }
    if (offset != nullptr) offset->push_back(text.size());
    text += t;
  }
  return text;
}

Box OnPage(const PageReading& page, const Layout& layout, const Box& b) {
  if (layout.tilt == 0) return b;
  const double s = std::sin(-layout.tilt), c = std::cos(-layout.tilt);
  const double cx = page.width / 2, cy = page.height / 2;
  const Point m = Turn(b.center_x(), b.center_y(), cx, cy, s, c);
  const double h = b.height() + b.width() * std::abs(std::tan(layout.tilt));
  return {m.x - b.width() / 2, m.y - h / 2, m.x + b.width() / 2, m.y + h / 2};
}

bool RuleBetween(const Layout& layout, double x1, double x2, double y) {
  if (layout.rules.size() > 5000) return false;  // a picture taken for rules
  for (const Rule& r : layout.rules)
    if (!r.horizontal && r.box.center_x() >= x1 && r.box.center_x() <= x2 && r.box.top <= y &&
        r.box.bottom >= y)
      return true;
  return false;
}

}  // namespace riposte::reading
