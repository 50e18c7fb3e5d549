// Blobs of ink higher than a line are looked for on a picture of half the size. Each is traced with
// what lies around it; strokes higher than any letter are the pen's. Erased is what only the pen
// covers: where it crosses print, the print's own stroke is drawn over it.
#include "extractors/image/strokes.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>

#include "extractors/image/stroke_graph.h"

namespace riposte {
namespace {

// In heights of print. Letters with a tail and brackets are 1.35 high.
constexpr double kHighBlob = 1.45, kHighStroke = 1.45, kWideStroke = 3;
constexpr double kHighest = 12, kWidest = 24;
constexpr double kThickest = 0.4;
// Above and below the letters of a line.
constexpr double kAccents = 0.25, kTails = 0.4;
// Pixels beside a stroke that are still grey of it.
constexpr double kFringe = 1.5;
// A page with more of them is no letter, and joining them takes the cube of it. So many are traced.
constexpr size_t kMostBlobs = 200, kMostTraced = 12;

int Pixels(double v) { return static_cast<int>(std::lround(v)); }

riposte::Box BoxAt(BOXA* boxes, int i) {
  l_int32 x = 0, y = 0, w = 0, h = 0;
  boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
  return {double(x), double(y), double(x + w), double(y + h)};
}

// Of the size of a signature, below the letterhead, and not a word that reads well.
std::vector<riposte::Box> HighBlobs(Pix* ink, double print,
                                    const std::vector<riposte::Box>& known) {
  std::vector<riposte::Box> found;
  PixPtr half(pixReduceRankBinary2(ink, 1, nullptr));
  if (!half) return found;
  const double w = pixGetWidth(ink), h = pixGetHeight(ink);
  BOXA* boxes = pixConnCompBB(half.get(), 8);
  for (int i = 0; boxes != nullptr && i < boxaGetCount(boxes); ++i) {
    const riposte::Box small = BoxAt(boxes, i);
    const riposte::Box b{2 * small.left, 2 * small.top, 2 * small.right, 2 * small.bottom};
    if (b.height() < kHighBlob * print || b.width() < print || b.height() > kHighest * print ||
        b.width() > kWidest * print || b.top < 0.15 * h)
      continue;
    if (b.left < 0.02 * w || b.right > 0.98 * w || b.bottom > 0.98 * h) continue;
    const bool heading = std::any_of(known.begin(), known.end(), [&](const riposte::Box& k) {
      const riposte::Box both = k.Intersect(b);
      return both.width() * both.height() > 0.8 * b.width() * b.height();
    });
    if (!heading) found.push_back(b);
  }
  boxaDestroy(&boxes);
  return found;
}

std::vector<riposte::Box> Joined(std::vector<riposte::Box> boxes, double near) {
  for (bool again = true; again;) {
    again = false;
    for (size_t i = 0; i < boxes.size() && !again; ++i)
      for (size_t j = i + 1; j < boxes.size() && !again; ++j) {
        const riposte::Box wide{boxes[i].left - near, boxes[i].top - near, boxes[i].right + near,
                                boxes[i].bottom + near};
        if (wide.Intersect(boxes[j]).empty()) continue;
        boxes[i] = boxes[i].Union(boxes[j]);
        boxes.erase(boxes.begin() + static_cast<long>(j));
        again = true;
      }
  }
  return boxes;
}

struct PrintLine {
  double top = 0, base = 0;
};

// The lines of print among what may be letters: at least three stand on one base.
std::vector<PrintLine> LinesOf(std::vector<riposte::Box> letters, double print) {
  std::erase_if(letters, [print](const riposte::Box& b) {
    return b.height() < 0.5 * print || b.height() > 1.35 * print || b.width() > 2 * print;
  });
  std::vector<PrintLine> lines;
  while (lines.size() < 8) {
    const riposte::Box* best = nullptr;
    long most = 0;
    const auto on = [print](const riposte::Box& line, const riposte::Box& b) {
      return std::abs(line.bottom - b.bottom) <= 0.1 * print;
    };
    for (const riposte::Box& b : letters) {
      const long n = std::count_if(letters.begin(), letters.end(),
                                   [&](const riposte::Box& o) { return on(b, o); });
      if (n > most) {
        most = n;
        best = &b;
      }
    }
    if (best == nullptr || most < 3) break;
    PrintLine line{best->bottom, best->bottom};
    std::vector<double> tops;
    for (const riposte::Box& b : letters)
      if (on(*best, b)) tops.push_back(b.top);
    // The second highest: the highest may be a piece of pen.
    std::nth_element(tops.begin(), tops.begin() + 1, tops.end());
    line.top = std::min(tops[1], line.base - 0.75 * print);
    lines.push_back(line);
    std::erase_if(letters, [&](const riposte::Box& b) {
      return b.bottom > line.top - 0.1 * print && b.bottom < line.base + 0.6 * print;
    });
  }
  return lines;
}

// Does it reach out of all lines, tails and accents allowed?
bool LeavesLines(const Stroke& s, const std::vector<PrintLine>& lines, double print) {
  for (const auto& part : s.parts)
    for (const StrokePoint& p : part)
      if (std::none_of(lines.begin(), lines.end(), [&](const PrintLine& l) {
            return p.y > l.top - kAccents * print && p.y < l.base + kTails * print;
          }))
        return true;
  return false;
}

PixPtr Cut(Pix* pix, const riposte::Box& b) {
  BOX* box = boxCreate(Pixels(b.left), Pixels(b.top), Pixels(b.width()), Pixels(b.height()));
  PixPtr cut(pixClipRectangle(pix, box, nullptr));
  boxDestroy(&box);
  return cut;
}

// What of the blobs lies where no print is, remains of blots among it.
PixPtr OutsideLines(Pix* blobs, const std::vector<PrintLine>& lines, double print) {
  PixPtr rest(pixDilateBrick(nullptr, blobs, 5, 5));
  if (!rest) return rest;
  for (const PrintLine& l : lines)
    pixRasterop(rest.get(), 0, Pixels(l.top - kAccents * print), pixGetWidth(rest.get()),
                Pixels(l.base - l.top + (kAccents + kTails) * print), PIX_CLR, nullptr, 0, 0);
  return rest;
}

// A frame or a rule: no hand draws a line so straight. Measured on pieces four times as long as
// print is high.
bool DrawnByRule(const Stroke& s, double print) {
  const size_t length = static_cast<size_t>(4 * print);
  for (const auto& part : s.parts)
    for (size_t i = 0; i + length < part.size(); i += 5) {
      const StrokePoint &a = part[i], &b = part[i + length];
      const double dx = b.x - a.x, dy = b.y - a.y, far = std::hypot(dx, dy);
      double most = 0;
      for (size_t k = 1; k < 4; ++k) {
        const StrokePoint& p = part[i + k * length / 4];
        most = std::max(most, std::abs(dx * (p.y - a.y) - dy * (p.x - a.x)) / std::max(far, 1.0));
      }
      if (far > 0.7 * static_cast<double>(length) && most < 1.5) return true;
    }
  return false;
}

// How much ink is across the strokes of print, most of it between `low` and `high`, and of the pen.
struct InkLevels {
  double low = 0, high = 0, pen = 0;
};

double ShareOf(std::vector<std::pair<double, double>> weighed, double share) {
  std::sort(weighed.begin(), weighed.end());
  double all = 0, sum = 0;
  for (const auto& [value, weight] : weighed) all += weight;
  for (const auto& [value, weight] : weighed)
    if ((sum += weight) >= share * all) return value;
  return 0;
}

// Another pen than the print's is told by how much ink it leaves.
bool InkOfPen(const Stroke& s, const InkLevels& levels, double print) {
  if (s.length < 0.25 * print || levels.low <= 0 || levels.pen <= 0) return false;
  if (levels.pen < 0.8 * levels.low) return s.ink < std::sqrt(levels.pen * levels.low);
  if (levels.pen > 1.25 * levels.high) return s.ink > std::sqrt(levels.pen * levels.high);
  return false;
}

// Paints the pen out of `grey` within the place; what was painted out, empty when there was none.
riposte::Box TakePen(Pix* ink, const riposte::Box& place, double print, Pix* grey, Pix* outside) {
  const PixPtr cut = Cut(ink, place), cut_grey = Cut(grey, place);
  // What the pen touches: print beside it is left alone.
  const PixPtr blobs(cut ? pixSelectBySize(cut.get(), 0, Pixels(kHighBlob * print), 8,
                                           L_SELECT_HEIGHT, L_SELECT_IF_GTE, nullptr)
                         : nullptr);
  if (!blobs || !cut_grey) return {};
  const StrokeGraph graph(blobs.get(), cut_grey.get());
  std::vector<bool> pen, other;
  std::vector<riposte::Box> letters;
  for (const Stroke& s : graph.strokes()) {
    if (DrawnByRule(s, print)) return {};
    const bool far = s.box.height() > kHighStroke * print || s.box.width() > kWideStroke * print;
    pen.push_back(far && s.width < kThickest * print);
    if (!pen.back())
      letters.push_back(
          {s.box.left, s.box.top - s.width / 2, s.box.right, s.box.bottom + s.width / 2});
  }
  // The lines of print around, and how they are printed.
  const riposte::Box around{std::max(0.0, place.left - 10 * print), place.top,
                            std::min<double>(pixGetWidth(ink), place.right + 10 * print),
                            place.bottom};
  const PixPtr strip = Cut(ink, around), strip_grey = Cut(grey, around);
  const PixPtr small(strip ? pixSelectBySize(strip.get(), 0, Pixels(kHighBlob * print), 8,
                                             L_SELECT_HEIGHT, L_SELECT_IF_LT, nullptr)
                           : nullptr);
  if (!small || !strip_grey) return {};
  BOXA* boxes = pixConnCompBB(small.get(), 8);
  for (int i = 0; boxes != nullptr && i < boxaGetCount(boxes); ++i)
    letters.push_back(BoxAt(boxes, i));
  boxaDestroy(&boxes);
  std::vector<std::pair<double, double>> print_ink;
  const StrokeGraph beside(small.get(), strip_grey.get());
  for (const Stroke& s : beside.strokes())
    if (s.length > 0.3 * print) print_ink.emplace_back(s.ink, s.length);
  const std::vector<PrintLine> lines = LinesOf(std::move(letters), print);
  std::vector<std::pair<double, double>> pen_ink;
  for (size_t i = 0; i < pen.size(); ++i) {
    const Stroke& s = graph.strokes()[i];
    if (!pen[i]) pen[i] = !lines.empty() && LeavesLines(s, lines, print);
    if (pen[i]) pen_ink.emplace_back(s.ink, s.length);
  }
  const InkLevels levels{ShareOf(print_ink, 0.15), ShareOf(print_ink, 0.85), ShareOf(pen_ink, 0.5)};
  riposte::Box all;
  double length = 0;
  for (size_t i = 0; i < pen.size(); ++i) {
    const Stroke& s = graph.strokes()[i];
    if (!pen[i]) pen[i] = InkOfPen(s, levels, print);
    other.push_back(!pen[i]);
    if (!pen[i]) continue;
    length += s.length;
    all = all.Union(s.box);
  }
  // Accents and tails of odd print.
  if (length < 2 * print) return {};
  PixPtr strokes = graph.Draw(pen, kFringe);
  PixPtr print_strokes = graph.Draw(other, 0.5);
  if (!strokes || !print_strokes) return {};
  pixSubtract(strokes.get(), strokes.get(), print_strokes.get());
  const auto paper = static_cast<l_uint32>(GreyLevel(grey, 0.75));
  const int x = Pixels(place.left), y = Pixels(place.top);
  if (!lines.empty())
    if (const PixPtr rest = OutsideLines(blobs.get(), lines, print)) {
      pixPaintThroughMask(outside, rest.get(), x, y, paper);
      pixOr(strokes.get(), strokes.get(), rest.get());
    }
  pixPaintThroughMask(grey, strokes.get(), x, y, paper);
  return {place.left + all.left, place.top + all.top, place.left + all.right,
          place.top + all.bottom};
}

}  // namespace

std::optional<StrokeFree> WithoutStrokes(Pix* grey, double print,
                                         const std::vector<riposte::Box>& known) {
  if (grey == nullptr || pixGetDepth(grey) != 8 || print < 12) return std::nullopt;
  PixPtr ink = Binarise(grey);
  if (!ink) return std::nullopt;
  const double w = pixGetWidth(grey), h = pixGetHeight(grey);
  std::vector<riposte::Box> blobs = HighBlobs(ink.get(), print, known);
  if (blobs.size() > kMostBlobs) return std::nullopt;
  blobs = Joined(std::move(blobs), print);
  std::stable_sort(blobs.begin(), blobs.end(), [](const riposte::Box& a, const riposte::Box& b) {
    return a.width() > b.width();
  });
  if (blobs.size() > kMostTraced) blobs.resize(kMostTraced);
  StrokeFree free;
  for (const riposte::Box& b : blobs) {
    if (free.places.size() >= kMaxSignatures) break;
    if (!free.grey) free.grey.reset(pixCopy(nullptr, grey));
    if (!free.lines) free.lines.reset(pixCopy(nullptr, grey));
    if (!free.grey || !free.lines) return std::nullopt;
    const riposte::Box place{std::max(0.0, b.left - print), std::max(0.0, b.top - print),
                             std::min(w, b.right + print), std::min(h, b.bottom + print)};
    const riposte::Box pen = TakePen(ink.get(), place, print, free.grey.get(), free.lines.get());
    if (!pen.empty()) free.places.push_back(pen);
  }
  if (free.places.empty()) return std::nullopt;
  return free;
}

}  // namespace riposte
