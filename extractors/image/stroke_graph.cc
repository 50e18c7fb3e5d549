// Pixels of the skeleton around a branch, as far as the ink is wide there, make a crossing; the
// paths between crossings are the pieces. At a crossing the two pieces that go on most nearly
// straight belong together, then the next two: a pen and the letter under it both go straight on.
#include "extractors/image/stroke_graph.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>

namespace riposte {
namespace {

// Bends of more than that do not go on. Radians.
constexpr double kMostBend = 0.8;
// Over how many pixels the direction of a piece's end is taken, in widths of its ink.
constexpr double kDirection = 3;

constexpr std::array<std::pair<int, int>, 8> kAround = {
    {{1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}}};

// A picture with a border of one pixel, so that neighbours need no checks.
class InkGrid {
 public:
  InkGrid(int width, int height)
      : across_(width + 2),
        cells_(static_cast<size_t>(across_) * static_cast<size_t>(height + 2)) {}
  int& at(int x, int y) {
    return cells_.at(static_cast<size_t>(y + 1) * static_cast<size_t>(across_) +
                     static_cast<size_t>(x + 1));
  }

 private:
  int across_;
  std::vector<int> cells_;
};

struct PieceEnd {
  size_t piece = 0;
  bool last = false;  // else its first point
};

using StrokePiece = std::vector<StrokePoint>;

struct Direction {
  double x = 0, y = 0;
};

// Out of the piece at that end, of length 1.
Direction Leaving(const StrokePiece& piece, bool last) {
  const StrokePoint& end = last ? piece.back() : piece.front();
  const size_t far =
      std::min(piece.size() - 1, static_cast<size_t>(std::max(4.0, 2 * kDirection * end.half)));
  const StrokePoint& from = last ? piece[piece.size() - 1 - far] : piece[far];
  const double dx = end.x - from.x, dy = end.y - from.y, n = std::hypot(dx, dy);
  return n > 0 ? Direction{dx / n, dy / n} : Direction{};
}

double AngleBetween(Direction a, Direction b) {
  return std::acos(std::clamp(a.x * b.x + a.y * b.y, -1.0, 1.0));
}

double MedianOf(const StrokePiece& piece, double StrokePoint::*what) {
  std::vector<double> values;
  values.reserve(piece.size());
  for (const StrokePoint& p : piece) values.push_back(p.*what);
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

// How little two pieces that meet go on into one another: 0 is straight on.
double Bend(const StrokePiece& a, bool a_last, const StrokePiece& b, bool b_last) {
  const Direction out = Leaving(a, a_last), in = Leaving(b, b_last);
  if ((out.x == 0 && out.y == 0) || (in.x == 0 && in.y == 0)) return 9;
  double bend = AngleBetween(out, {-in.x, -in.y});
  const StrokePoint& from = a_last ? a.back() : a.front();
  const StrokePoint& to = b_last ? b.back() : b.front();
  const double dx = to.x - from.x, dy = to.y - from.y, gap = std::hypot(dx, dy);
  if (gap > 3) {
    const Direction over{dx / gap, dy / gap};
    bend = std::max({bend, AngleBetween(out, over), AngleBetween(over, {-in.x, -in.y})});
  }
  // A pen is as wide and as dark after a crossing as before.
  const double wa = MedianOf(a, &StrokePoint::ink), wb = MedianOf(b, &StrokePoint::ink);
  return bend + 0.8 * std::abs(std::log((wa + 0.5) / (wb + 0.5)));
}

class Tracer {
 public:
  Tracer(Pix* ink, Pix* grey, int width, int height)
      : width_(width),
        height_(height),
        skeleton_(width, height),
        half_(width, height),
        dark_(width, height) {
    PixPtr thin(pixThinConnected(ink, L_THIN_FG, 8, 0));
    PixPtr far(pixDistanceFunction(ink, 8, 8, L_BOUNDARY_BG));
    if (!thin || !far) return;
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        l_uint32 v = 0;
        pixGetPixel(thin.get(), x, y, &v);
        skeleton_.at(x, y) = static_cast<int>(v);
        pixGetPixel(far.get(), x, y, &v);
        half_.at(x, y) = static_cast<int>(v);
        pixGetPixel(grey, x, y, &v);
        dark_.at(x, y) = 255 - static_cast<int>(std::min<l_uint32>(v, 255));
      }
  }

  std::vector<Stroke> Strokes() {
    MarkCrossings();
    CutPieces();
    Join();
    return Gather();
  }

 private:
  static constexpr int kCrossing = 2;

  int Branches(int x, int y) {
    int changes = 0;
    for (size_t i = 0; i < 8; ++i) {
      const auto& [ax, ay] = kAround[i];
      const auto& [bx, by] = kAround[(i + 1) % 8];
      changes += skeleton_.at(x + ax, y + ay) == 0 && skeleton_.at(x + bx, y + by) != 0;
    }
    return changes;
  }

  void MarkCrossings() {
    std::vector<StrokePoint> branches;
    for (int y = 0; y < height_; ++y)
      for (int x = 0; x < width_; ++x)
        if (skeleton_.at(x, y) != 0 && Branches(x, y) > 2)
          branches.push_back({x, y, double(half_.at(x, y))});
    for (const StrokePoint& b : branches) {
      const int r = std::max(1, static_cast<int>(std::lround(b.half)));
      for (int y = std::max(0, b.y - r); y <= std::min(height_ - 1, b.y + r); ++y)
        for (int x = std::max(0, b.x - r); x <= std::min(width_ - 1, b.x + r); ++x)
          if (skeleton_.at(x, y) != 0) skeleton_.at(x, y) = kCrossing;
    }
  }

  // Numbers the crossings and walks along the paths between them.
  void CutPieces() {
    InkGrid crossing(width_, height_), walked(width_, height_);
    for (int y = 0; y < height_; ++y)
      for (int x = 0; x < width_; ++x)
        if (skeleton_.at(x, y) == kCrossing && crossing.at(x, y) == 0)
          Number(x, y, static_cast<int>(++crossings_), crossing);
    ends_.resize(crossings_ + 1);
    const auto walk = [&](int x, int y) {
      StrokePiece piece;
      for (bool on = true; on;) {
        walked.at(x, y) = 1;
        piece.push_back({x, y, double(half_.at(x, y))});
        on = false;
        // Level and upright steps first: a stair is one path.
        for (const size_t i : {0, 2, 4, 6, 1, 3, 5, 7}) {
          const auto& [dx, dy] = kAround[i];
          if (skeleton_.at(x + dx, y + dy) == 1 && walked.at(x + dx, y + dy) == 0) {
            x += dx;
            y += dy;
            on = true;
            break;
          }
        }
      }
      Weigh(piece);
      pieces_.push_back(std::move(piece));
    };
    const auto next_to = [&](int x, int y) {
      int n = 0;
      for (const auto& [dx, dy] : kAround)
        n += skeleton_.at(x + dx, y + dy) == 1 && walked.at(x + dx, y + dy) == 0;
      return n;
    };
    // Paths with ends first, then rings.
    for (const int most : {1, 8})
      for (int y = 0; y < height_; ++y)
        for (int x = 0; x < width_; ++x)
          if (skeleton_.at(x, y) == 1 && walked.at(x, y) == 0 && next_to(x, y) <= most) walk(x, y);
    for (size_t i = 0; i < pieces_.size(); ++i)
      for (const bool last : {false, true}) {
        const StrokePoint& p = last ? pieces_[i].back() : pieces_[i].front();
        for (const auto& [dx, dy] : kAround)
          if (const int c = crossing.at(p.x + dx, p.y + dy); c > 0) {
            ends_.at(static_cast<size_t>(c)).push_back({i, last});
            break;
          }
      }
  }

  // The ink across the piece at each of its points, as far as the stroke goes.
  void Weigh(StrokePiece& piece) {
    const size_t n = piece.size();
    for (size_t i = 0; i < n; ++i) {
      const StrokePoint &a = piece[i > 3 ? i - 3 : 0], &b = piece[std::min(n - 1, i + 3)];
      StrokePoint& p = piece[i];
      const double dx = b.x - a.x, dy = b.y - a.y, far = std::hypot(dx, dy);
      const double nx = far > 0 ? -dy / far : 1, ny = far > 0 ? dx / far : 0;
      p.ink = DarkAt(p.x, p.y);
      for (const int side : {-1, 1})
        for (int d = 1; d <= static_cast<int>(p.half) + 3; ++d) {
          const double dark = DarkAt(static_cast<int>(std::lround(p.x + side * d * nx)),
                                     static_cast<int>(std::lround(p.y + side * d * ny)));
          if (dark < 0.08) break;
          p.ink += dark;
        }
    }
  }
  double DarkAt(int x, int y) {
    return x < 0 || y < 0 || x >= width_ || y >= height_ ? 0 : dark_.at(x, y) / 255.0;
  }

  void Number(int x, int y, int number, InkGrid& crossing) {
    std::vector<std::pair<int, int>> open{{x, y}};
    crossing.at(x, y) = number;
    while (!open.empty()) {
      const auto [cx, cy] = open.back();
      open.pop_back();
      for (const auto& [dx, dy] : kAround)
        if (skeleton_.at(cx + dx, cy + dy) == kCrossing && crossing.at(cx + dx, cy + dy) == 0) {
          crossing.at(cx + dx, cy + dy) = number;
          open.emplace_back(cx + dx, cy + dy);
        }
    }
  }

  void Join() {
    stroke_of_.resize(pieces_.size());
    std::iota(stroke_of_.begin(), stroke_of_.end(), size_t{0});
    for (std::vector<PieceEnd>& ends : ends_) {
      // A speck of pen and print holds no more; what does is a blot.
      if (ends.size() > 16) continue;
      struct Pair {
        double bend;
        size_t a, b;
      };
      std::vector<Pair> pairs;
      for (size_t a = 0; a < ends.size(); ++a)
        for (size_t b = a + 1; b < ends.size(); ++b) {
          if (ends[a].piece == ends[b].piece) continue;
          const double bend =
              Bend(pieces_[ends[a].piece], ends[a].last, pieces_[ends[b].piece], ends[b].last);
          if (bend < kMostBend) pairs.push_back({bend, a, b});
        }
      std::stable_sort(pairs.begin(), pairs.end(),
                       [](const Pair& p, const Pair& q) { return p.bend < q.bend; });
      std::vector<bool> used(ends.size());
      for (const Pair& p : pairs) {
        if (used[p.a] || used[p.b]) continue;
        used[p.a] = used[p.b] = true;
        const StrokePiece &one = pieces_[ends[p.a].piece], &other = pieces_[ends[p.b].piece];
        const StrokePoint& from = ends[p.a].last ? one.back() : one.front();
        const StrokePoint& to = ends[p.b].last ? other.back() : other.front();
        bridges_.push_back({ends[p.a].piece, Bridge(from, to)});
        const size_t x = Root(ends[p.a].piece), y = Root(ends[p.b].piece);
        stroke_of_[std::max(x, y)] = std::min(x, y);
      }
      // The others end on a stroke that goes on: up to its middle.
      for (size_t i = 0; i < ends.size(); ++i)
        if (!used[i]) Lengthen(ends[i]);
    }
  }

  void Lengthen(const PieceEnd& end) {
    const StrokePiece& piece = pieces_[end.piece];
    const StrokePoint& from = end.last ? piece.back() : piece.front();
    const Direction out = Leaving(piece, end.last);
    const double far = 2 * from.half;
    const StrokePoint to{
        std::clamp(static_cast<int>(std::lround(from.x + far * out.x)), 0, width_ - 1),
        std::clamp(static_cast<int>(std::lround(from.y + far * out.y)), 0, height_ - 1), from.half,
        from.ink};
    bridges_.push_back({end.piece, Bridge(from, to)});
  }

  static StrokePiece Bridge(const StrokePoint& from, const StrokePoint& to) {
    StrokePiece bridge;
    const int steps = std::max({1, std::abs(to.x - from.x), std::abs(to.y - from.y)});
    for (int i = 1; i < steps; ++i) {
      const double t = double(i) / steps;
      bridge.push_back({static_cast<int>(std::lround(from.x + t * (to.x - from.x))),
                        static_cast<int>(std::lround(from.y + t * (to.y - from.y))),
                        from.half + t * (to.half - from.half), from.ink + t * (to.ink - from.ink)});
    }
    return bridge;
  }

  size_t Root(size_t piece) const {
    while (stroke_of_[piece] != piece) piece = stroke_of_[piece];
    return piece;
  }

  std::vector<Stroke> Gather() {
    std::vector<Stroke> all(pieces_.size());
    for (auto& [piece, bridge] : bridges_)
      if (!bridge.empty()) all[Root(piece)].parts.push_back(std::move(bridge));
    for (size_t i = 0; i < pieces_.size(); ++i) all[Root(i)].parts.push_back(std::move(pieces_[i]));
    std::erase_if(all, [](const Stroke& s) { return s.parts.empty(); });
    for (Stroke& s : all) {
      StrokePiece points;
      for (const StrokePiece& part : s.parts) points.insert(points.end(), part.begin(), part.end());
      s.length = static_cast<double>(points.size());
      s.width = 2 * MedianOf(points, &StrokePoint::half);
      s.ink = MedianOf(points, &StrokePoint::ink);
      s.box = {double(points[0].x), double(points[0].y), double(points[0].x), double(points[0].y)};
      for (const StrokePoint& p : points)
        s.box = {std::min<double>(s.box.left, p.x), std::min<double>(s.box.top, p.y),
                 std::max<double>(s.box.right, p.x), std::max<double>(s.box.bottom, p.y)};
    }
    return all;
  }

  int width_, height_;
  InkGrid skeleton_, half_, dark_;  // dark: 0 paper to 255
  size_t crossings_ = 0;
  std::vector<StrokePiece> pieces_;
  std::vector<std::vector<PieceEnd>> ends_;  // of each crossing
  std::vector<size_t> stroke_of_;
  std::vector<std::pair<size_t, StrokePiece>> bridges_;
};

}  // namespace

StrokeGraph::StrokeGraph(Pix* ink, Pix* grey)
    : width_(pixGetWidth(ink)), height_(pixGetHeight(ink)) {
  strokes_ = Tracer(ink, grey, width_, height_).Strokes();
}

PixPtr StrokeGraph::Draw(const std::vector<bool>& chosen, double more) const {
  PixPtr drawn(pixCreate(width_, height_, 1));
  if (!drawn) return drawn;
  for (size_t i = 0; i < strokes_.size() && i < chosen.size(); ++i) {
    if (!chosen[i]) continue;
    for (const auto& part : strokes_[i].parts)
      for (const StrokePoint& p : part) {
        const double r = p.half + more;
        const int whole = static_cast<int>(r);
        for (int y = std::max(0, p.y - whole); y <= std::min(height_ - 1, p.y + whole); ++y)
          for (int x = std::max(0, p.x - whole); x <= std::min(width_ - 1, p.x + whole); ++x)
            if ((x - p.x) * (x - p.x) + (y - p.y) * (y - p.y) <= r * r)
              pixSetPixel(drawn.get(), x, y, 1);
      }
  }
  return drawn;
}

}  // namespace riposte
