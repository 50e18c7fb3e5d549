// Digits stand on their baseline; a comma is what reaches below it between two of them. Its tail is
// looked for in a strip under the baseline, not as a component of its own: in print at 9 or 10
// points commas often touch the digit before them. Shares of the digit height were measured on nine
// fonts (tests/extractors/image/commas_test.cc); a full stop does not reach into the strip.
#include "extractors/image/commas.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>

#include "extractors/base/median.h"

namespace riposte {
namespace {

struct Mark {
  double left, top, right, bottom;
  double height() const { return bottom - top; }
  double width() const { return right - left; }
};

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

// Is there ink in a part of the picture?
class Ink {
 public:
  explicit Ink(Pix* binary) : binary_(binary) {}
  bool Any(double left, double top, double right, double bottom) const {
    const int w = pixGetWidth(binary_), h = pixGetHeight(binary_);
    const int x0 = std::clamp(static_cast<int>(std::floor(left)), 0, w);
    const int x1 = std::clamp(static_cast<int>(std::ceil(right)), 0, w);
    const int y0 = std::clamp(static_cast<int>(std::floor(top)), 0, h);
    const int y1 = std::clamp(static_cast<int>(std::ceil(bottom)), 0, h);
    for (int y = y0; y < y1; ++y) {
      const l_uint32* row = pixGetData(binary_) + static_cast<ptrdiff_t>(y) * pixGetWpl(binary_);
      for (int x = x0; x < x1; ++x)
        if (GET_DATA_BIT(row, x)) return true;
    }
    return false;
  }

 private:
  Pix* binary_;
};

// The components of the strip between two rows.
std::vector<Mark> Tails(Pix* binary, int top, int end) {
  const int h = pixGetHeight(binary);
  if (top >= h || end <= top) return {};
  BOX* box = boxCreate(0, top, pixGetWidth(binary), std::min(end, h) - top);
  PixPtr strip(pixClipRectangle(binary, box, nullptr));
  boxDestroy(&box);
  return strip ? Marks(strip.get()) : std::vector<Mark>{};
}

// Digits stand close on both sides, seen by their upper halves: not the comma of a sentence.
bool BetweenDigits(const Ink& ink, double x, double tall, double baseline) {
  const double top = baseline - tall * 0.95, end = baseline - tall * 0.55;
  return ink.Any(x - tall * 0.8, top, x - tall * 0.1, end) &&
         ink.Any(x + tall * 0.1, top, x + tall * 0.8, end);
}

// Whatever reaches below the baseline, attached to a digit or not.
std::vector<double> HangingTails(Pix* binary, const std::vector<Mark>& marks, double tall,
                                 double baseline) {
  std::vector<double> at;
  const Ink ink(binary);
  const int top = static_cast<int>(std::lround(baseline + std::max(1.0, tall * 0.06)));
  const int end = static_cast<int>(std::lround(baseline + tall * 0.2)) + 1;
  for (const Mark& tail : Tails(binary, top, end)) {
    if (tail.width() > tall * 0.4) continue;
    const double x = (tail.left + tail.right) / 2;
    // Ink leads up from it to the baseline: it is no speck.
    const bool hangs = ink.Any(tail.left - tall * 0.05, baseline - tall * 0.12,
                               tail.right + tall * 0.25, baseline - 1) &&
                       ink.Any(tail.left - 1, baseline - 1, tail.right + tall * 0.15, top);
    // Brackets, bars and strokes are higher than digits, or as high and thin.
    const bool stroke = std::any_of(marks.begin(), marks.end(), [&](const Mark& m) {
      return m.left <= x && m.right >= x && m.top < baseline - tall * 0.6 &&
             m.bottom > baseline + tall * 0.04 &&
             (m.height() > tall * 1.3 || m.width() < tall * 0.35);
    });
    if (hangs && !stroke && BetweenDigits(ink, x, tall, baseline)) at.push_back(x);
  }
  return at;
}

// Small components that start in the lower half and end below the baseline. On coarse pixels the
// feet of digits differ by a whole one, so nothing attached to a digit can be told from it.
std::vector<double> LooseCommas(const Ink& ink, const std::vector<Mark>& marks, double tall,
                                double baseline) {
  std::vector<double> at;
  for (const Mark& m : marks) {
    if (m.height() < tall * 0.15 || m.height() > tall * 0.6 || m.width() > tall * 0.45) continue;
    if (m.top < baseline - tall * 0.45 || m.bottom < baseline + tall * 0.06) continue;
    const double x = (m.left + m.right) / 2;
    if (BetweenDigits(ink, x, tall, baseline)) at.push_back(x);
  }
  return at;
}

// The stroke of «%» may end above the baseline: one of the two rings stands at its side.
bool IsPercentStroke(const Mark& m, const std::vector<Mark>& marks, double tall) {
  return std::any_of(marks.begin(), marks.end(), [&](const Mark& ring) {
    if (ring.height() < tall * 0.38 || ring.height() > tall * 0.65 || ring.width() < tall * 0.3 ||
        ring.width() > tall * 0.65)
      return false;
    const bool upper =
        ring.top < m.top + tall * 0.2 && ring.left < m.left && ring.right > m.left - tall * 0.15;
    const bool lower = ring.bottom > m.bottom - tall * 0.2 && ring.right > m.right &&
                       ring.left < m.right + tall * 0.15;
    return upper || lower;
  });
}

}  // namespace

CommaWitness FindCommas(Pix* binary, bool coarse) {
  CommaWitness witness;
  if (binary == nullptr) return witness;
  const std::vector<Mark> marks = Marks(binary);
  const double line = pixGetHeight(binary);
  std::vector<double> heights;
  for (const Mark& m : marks) {
    if (m.height() > line * 0.25 && m.height() > m.width() * 0.5) heights.push_back(m.height());
  }
  const double tall = Median(heights);
  if (tall < 6) return witness;
  std::vector<double> bottoms;
  for (const Mark& m : marks) {
    if (m.height() > tall * 0.8 && m.height() < tall * 1.3 && m.width() > tall * 0.12 &&
        !IsPercentStroke(m, marks, tall))
      bottoms.push_back(m.bottom);
  }
  if (bottoms.size() < 2) return witness;
  // The lower quarter: a digit with a comma attached ends lower than the others.
  std::sort(bottoms.begin(), bottoms.end());
  const double baseline = bottoms[(bottoms.size() - 1) / 4];
  witness.digit_height = tall;
  witness.at = coarse ? LooseCommas(Ink(binary), marks, tall, baseline)
                      : HangingTails(binary, marks, tall, baseline);
  return witness;
}

}  // namespace riposte
