// Digits share one height and one baseline; a comma is a small component that starts in the lowest
// third of the digits and ends below their baseline. Shares of the digit height were measured on
// eight fonts (tests/extractors/image/commas_test.cc); a full stop ends on the baseline.
#include "extractors/image/commas.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>

namespace riposte {
namespace {

struct Mark {
  double left, top, right, bottom;
  double height() const { return bottom - top; }
  double width() const { return right - left; }
};

double Median(std::vector<double> v) {
  if (v.empty()) return 0;
  std::nth_element(v.begin(), v.begin() + static_cast<long>(v.size() / 2), v.end());
  return v[v.size() / 2];
}

std::vector<Mark> Marks(Pix* binary) {
  std::vector<Mark> marks;
  BOXA* boxes = pixConnCompBB(binary, 8);
  for (int i = 0; boxes != nullptr && i < boxaGetCount(boxes) && i < 2000; ++i) {
    l_int32 x = 0, y = 0, w = 0, h = 0;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    marks.push_back({double(x), double(y), double(x + w), double(y + h)});
  }
  boxaDestroy(&boxes);
  std::sort(marks.begin(), marks.end(),
            [](const Mark& a, const Mark& b) { return a.left < b.left; });
  return marks;
}

}  // namespace

CommaWitness FindCommas(Pix* binary) {
  CommaWitness witness;
  if (binary == nullptr) return witness;
  const std::vector<Mark> marks = Marks(binary);
  const double line = pixGetHeight(binary);
  // Digits: the tall components. Ruling lines and brackets are cut off by the median.
  std::vector<double> heights;
  for (const Mark& m : marks) {
    if (m.height() > line * 0.25 && m.height() > m.width() * 0.5) heights.push_back(m.height());
  }
  const double tall = Median(heights);
  if (tall < 6) return witness;
  std::vector<Mark> digits;
  std::vector<double> bottoms;
  for (const Mark& m : marks) {
    if (m.height() < tall * 0.8 || m.height() > tall * 1.3 || m.width() < tall * 0.12) continue;
    digits.push_back(m);
    bottoms.push_back(m.bottom);
  }
  if (digits.size() < 2) return witness;
  const double baseline = Median(bottoms);
  witness.digit_height = tall;
  for (const Mark& m : marks) {
    if (m.height() < tall * 0.15 || m.height() > tall * 0.6 || m.width() > tall * 0.4) continue;
    if (m.top < baseline - tall * 0.4 || m.bottom < baseline + tall * 0.06) continue;
    const double x = (m.left + m.right) / 2;
    // Between two digits that stand close: not the comma of a sentence.
    const bool before = std::any_of(digits.begin(), digits.end(), [&](const Mark& d) {
      return d.right <= x + tall * 0.15 && x - d.right < tall * 0.6;
    });
    const bool after = std::any_of(digits.begin(), digits.end(), [&](const Mark& d) {
      return d.left >= x - tall * 0.15 && d.left - x < tall * 0.9;
    });
    if (before && after) witness.at.push_back(x);
  }
  return witness;
}

}  // namespace riposte
