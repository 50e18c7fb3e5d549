// On a small copy without print, every row and column tells where it steps from desk to paper; a
// side is the straight line through most of these places (RANSAC, then least squares), and the
// corners are where the sides meet.
#include "extractors/image/outline.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace riposte {
namespace {

constexpr double kSmall = 800;      // pixels of the longer side that edges are looked for on
constexpr double kStep = 0.14;      // logarithm of brightness, paper against desk: 15 %
constexpr double kReach = 1.5;      // pixels between a place and its line
constexpr double kSteepest = 0.45;  // of a side against the picture's own, as a slope: 24 degrees
constexpr double kA4 = 297.0 / 210;

// A side as across = at + slope * along: along the picture's side, across from it inwards.
struct Side {
  double at = 0, slope = 0;
  bool found = false;
};

// Brightness as a matrix that may be read from any of the four sides.
class Brightness {
 public:
  explicit Brightness(Pix* grey)
      : w_(pixGetWidth(grey)), h_(pixGetHeight(grey)), logs_(static_cast<size_t>(w_) * h_) {
    for (int y = 0; y < h_; ++y) {
      const l_uint32* line = pixGetData(grey) + static_cast<ptrdiff_t>(y) * pixGetWpl(grey);
      for (int x = 0; x < w_; ++x) {
        // 10: the sensor's noise in the dark is no step.
        logs_[static_cast<size_t>(y) * w_ + x] =
            std::log(10.0F + static_cast<float>(GET_DATA_BYTE(line, x)));
      }
    }
  }
  int width() const { return w_; }
  int height() const { return h_; }
  // side: 0 left, 1 top, 2 right, 3 bottom.
  int along(int side) const { return side % 2 == 0 ? h_ : w_; }
  int across(int side) const { return side % 2 == 0 ? w_ : h_; }
  double At(int side, int along, int across) const {
    const int x = side == 0 ? across : side == 2 ? w_ - 1 - across : along;
    const int y = side == 1 ? across : side == 3 ? h_ - 1 - across : along;
    if (x < 0 || y < 0 || x >= w_ || y >= h_) return 0;
    return logs_[static_cast<size_t>(y) * w_ + x];
  }

 private:
  int w_, h_;
  std::vector<float> logs_;
};

struct Place {
  double along, across;
  double step;  // logarithm of brightness
};

// Up to four places a row where brightness steps up, from the picture's side inwards.
std::vector<Place> Steps(const Brightness& light, int side) {
  constexpr int kHalf = 3, kMost = 4;
  std::vector<Place> places;
  const int n = light.along(side), deep = light.across(side) * 45 / 100;
  for (int i = 0; i < n; ++i) {
    double before = 0, here = 0;
    int found = 0;
    for (int k = kHalf; k < deep && found < kMost; ++k) {
      const double after = light.At(side, i, k + kHalf) - light.At(side, i, k - kHalf);
      // `here` belongs to k - 1: the middle of three.
      if (here > kStep && here >= before && here > after) {
        const double bend = before - 2 * here + after;
        const double shift = bend < 0 ? 0.5 * (before - after) / bend : 0;
        places.push_back({double(i), k - 1 + shift, here});
        ++found;
      }
      before = here;
      here = after;
    }
  }
  return places;
}

Side FitSide(const std::vector<Place>& places, int along) {
  Side best;
  if (places.size() < 30) return best;
  std::minstd_rand random(7);
  std::uniform_int_distribution<size_t> pick(0, places.size() - 1);
  // Rows are counted once, whatever number of places they have. A clear step weighs more than a
  // faint one: the grain of a wooden desk goes through the whole picture, a sheet's side does not.
  const auto rows = [&](const Side& s, double& weight) {
    int count = 0;
    double last = -1;
    weight = 0;
    for (const Place& p : places) {
      if (p.along == last || std::abs(s.at + s.slope * p.along - p.across) > kReach) continue;
      last = p.along;
      weight += std::min(p.step, 4 * kStep);
      ++count;
    }
    return count;
  };
  int most = 0;
  double heaviest = 0;
  for (int i = 0; i < 600; ++i) {
    const Place &a = places[pick(random)], &b = places[pick(random)];
    if (std::abs(a.along - b.along) < along / 8.0) continue;
    Side s;
    s.slope = (b.across - a.across) / (b.along - a.along);
    if (std::abs(s.slope) > kSteepest) continue;
    s.at = a.across - s.slope * a.along;
    double weight = 0;
    const int count = rows(s, weight);
    if (weight > heaviest && count * 2 >= along) most = count, heaviest = weight, best = s;
  }
  // Less than half of the picture's side is a table's edge or a book on the desk.
  if (most * 2 < along) return {};
  for (int pass = 0; pass < 3; ++pass) {
    double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (const Place& p : places) {
      if (std::abs(best.at + best.slope * p.along - p.across) > kReach) continue;
      n += 1, sx += p.along, sy += p.across, sxx += p.along * p.along, sxy += p.along * p.across;
    }
    const double spread = n * sxx - sx * sx;
    if (n < 20 || spread <= 0) return {};
    best.slope = (n * sxy - sx * sy) / spread;
    best.at = (sy - best.slope * sx) / n;
  }
  best.found = true;
  return best;
}

// Paper inside, something darker outside, nearly all along the side.
bool PartsPaper(const Brightness& light, int side, const Side& s) {
  const int n = light.along(side);
  int good = 0, asked = 0;
  for (int i = n / 12; i < n - n / 12; i += 4) {
    const double at = s.at + s.slope * i;
    const int in = static_cast<int>(std::lround(at + 5));
    const int out = std::max(0, static_cast<int>(std::lround(at - 4)));
    if (in <= out || at < 1) continue;
    ++asked;
    good += light.At(side, i, in) - light.At(side, i, out) > kStep * 0.8;
  }
  return asked > n / 12 && good * 10 > asked * 7;
}

// a x + b y = c in pixels of the picture.
struct Straight {
  double a, b, c;
};

Straight LineOf(int side, const Side& s, int w, int h) {
  switch (side) {
    case 0:  // x = at + slope y
      return {1, -s.slope, s.at};
    case 1:
      return {-s.slope, 1, s.at};
    case 2:  // w - 1 - x = at + slope y
      return {1, s.slope, w - 1 - s.at};
    default:
      return {s.slope, 1, h - 1 - s.at};
  }
}

std::optional<Point> Meet(const Straight& p, const Straight& q) {
  const double det = p.a * q.b - q.a * p.b;
  if (std::abs(det) < 1e-6) return std::nullopt;
  return Point{(p.c * q.b - q.c * p.b) / det, (p.a * q.c - q.a * p.c) / det};
}

double Distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

// A sheet as it may lie in a photo that somebody took to be read.
bool Plausible(const std::array<Point, 4>& c, double w, double h) {
  double area = 0;
  for (size_t i = 0; i < 4; ++i) {
    const Point &p = c[i], &q = c[(i + 1) % 4], &r = c[(i + 2) % 4];
    area += (p.x * q.y - q.x * p.y) / 2;
    const double cross = (q.x - p.x) * (r.y - q.y) - (q.y - p.y) * (r.x - q.x);
    // The sine of each corner: 90 degrees, give or take 30.
    if (cross < 0.86 * Distance(p, q) * Distance(q, r)) return false;
    if (p.x < -0.15 * w || p.x > 1.15 * w || p.y < -0.15 * h || p.y > 1.15 * h) return false;
  }
  const double top = Distance(c[0], c[1]), right = Distance(c[1], c[2]),
               bottom = Distance(c[2], c[3]), left = Distance(c[3], c[0]);
  const auto alike = [](double a, double b) { return std::min(a, b) > 0.6 * std::max(a, b); };
  return area > 0.3 * w * h && alike(top, bottom) && alike(left, right);
}

PTA* Points(const std::array<Point, 4>& c) {
  PTA* pta = ptaCreate(4);
  for (const Point& p : c) ptaAddPt(pta, static_cast<l_float32>(p.x), static_cast<l_float32>(p.y));
  return pta;
}

}  // namespace

std::optional<Outline> FindOutline(Pix* grey) {
  const int w = pixGetWidth(grey), h = pixGetHeight(grey);
  if (std::min(w, h) < 200) return std::nullopt;
  const double scale = std::min(1.0, kSmall / std::max(w, h));
  const auto factor = static_cast<l_float32>(scale);
  PixPtr small(scale < 1 ? pixScaleAreaMap(grey, factor, factor) : pixCopy(nullptr, grey));
  // Print is under 11 pixels wide at this size (a sheet of 800 pixels has 68 an inch).
  PixPtr closed(small ? pixCloseGray(small.get(), 11, 11) : nullptr);
  PixPtr soft(closed ? pixBlockconvGray(closed.get(), nullptr, 1, 1) : nullptr);
  if (!soft) return std::nullopt;
  const Brightness light(soft.get());
  std::array<Side, 4> sides;
  int found = 0, lost = 0;
  for (int i = 0; i < 4; ++i) {
    sides[i] = FitSide(Steps(light, i), light.along(i));
    if (sides[i].found && !PartsPaper(light, i, sides[i])) sides[i].found = false;
    if (sides[i].found)
      ++found;
    else
      lost = i;
  }
  if (found < 3) return std::nullopt;
  Outline outline;
  if (found == 3) {
    // The sheet runs out of the picture there: nothing inside may be lost, so the side lies along
    // or outside of the picture's own, as its opposite lies.
    outline.cut = true;
    Side& s = sides[lost];
    s.slope = -sides[(lost + 2) % 4].slope;
    s.at = -std::max(0.0, s.slope * light.along(lost));
  }
  std::array<Straight, 4> lines;
  for (int i = 0; i < 4; ++i) lines[i] = LineOf(i, sides[i], light.width(), light.height());
  for (int i = 0; i < 4; ++i) {
    const std::optional<Point> corner = Meet(lines[i], lines[(i + 1) % 4]);
    if (!corner) return std::nullopt;
    outline.corners[i] = *corner;
  }
  if (!Plausible(outline.corners, light.width(), light.height())) return std::nullopt;
  for (Point& p : outline.corners) {
    p.x = (p.x + 0.5) * w / light.width() - 0.5;
    p.y = (p.y + 0.5) * h / light.height() - 0.5;
  }
  return outline;
}

bool Flatten(CleanPicture& clean, const Outline& outline, double dpi) {
  constexpr double kDpi = 300;
  const auto& c = outline.corners;
  double across = (Distance(c[0], c[1]) + Distance(c[3], c[2])) / 2;
  double down = (Distance(c[0], c[3]) + Distance(c[1], c[2])) / 2;
  const bool upright = down >= across;
  const double ratio = std::max(across, down) / std::max(1.0, std::min(across, down));
  if (!outline.cut && ratio > 1.2 && ratio < 1.65) {
    across = (upright ? 210 : 297) / 25.4 * kDpi;
    down = across * (upright ? kA4 : 1 / kA4);
  } else {
    across *= kDpi / dpi;
    down *= kDpi / dpi;
  }
  const int w = static_cast<int>(std::lround(across)), h = static_cast<int>(std::lround(down));
  if (w < 100 || h < 100 || w > 8000 || h > 8000) return false;
  PTA* there = Points({Point{0, 0}, Point{w - 1.0, 0}, Point{w - 1.0, h - 1.0}, Point{0, h - 1.0}});
  PTA* here = Points(c);
  l_float32* map = nullptr;
  const bool solved = getProjectiveXformCoeffs(there, here, &map) == 0 && map != nullptr;
  PixPtr flat;
  Transform back;
  if (solved) {
    back = Transform({map[0], map[1], map[2], map[3], map[4], map[5], map[6], map[7], 1});
    // Leptonica's product has the size of its source.
    const int more_x = std::max(0, w - static_cast<int>(pixGetWidth(clean.grey.get())));
    const int more_y = std::max(0, h - static_cast<int>(pixGetHeight(clean.grey.get())));
    PixPtr room(pixAddBorderGeneral(clean.grey.get(), 0, more_x, 0, more_y, 255));
    PixPtr laid(room ? pixProjectiveGray(room.get(), map, 255) : nullptr);
    BOX* box = boxCreate(0, 0, w, h);
    if (laid) flat.reset(pixClipRectangle(laid.get(), box, nullptr));
    boxDestroy(&box);
    // A millimetre of it may be desk, and no office prints there.
    if (flat) pixSetOrClearBorder(flat.get(), 12, 12, 12, 12, PIX_SET);
  }
  lept_free(map);
  ptaDestroy(&there);
  ptaDestroy(&here);
  if (!flat || !back.Inverse()) return false;
  clean.grey = std::move(flat);
  clean.to_page = back.Then(clean.to_page);
  clean.dpi = kDpi;
  return true;
}

bool PrintBeside(Pix* grey, const Outline& outline) {
  const int w = pixGetWidth(grey), h = pixGetHeight(grey);
  PixPtr binary = Binarise(grey);
  if (!binary) return true;
  const double long_side = std::max(Distance(outline.corners[0], outline.corners[1]),
                                    Distance(outline.corners[1], outline.corners[2]));
  // An x of 8 points to a capital of 20, on a sheet of 842 points.
  const double least = long_side * 4 / 842, most = long_side * 20 / 842;
  BOXA* boxes = pixConnCompBB(binary.get(), 8);
  int inside = 0, outside = 0;
  for (int i = 0; boxes != nullptr && i < boxaGetCount(boxes); ++i) {
    l_int32 x = 0, y = 0, bw = 0, bh = 0;
    boxaGetBoxGeometry(boxes, i, &x, &y, &bw, &bh);
    if (bh < least || bh > most || bw > 2 * most || bw < least / 4) continue;
    if (x < 2 || y < 2 || x + bw > w - 2 || y + bh > h - 2) continue;
    const Point p{x + bw / 2.0, y + bh / 2.0};
    bool in = true;
    for (size_t k = 0; k < 4; ++k) {
      const Point &a = outline.corners[k], &b = outline.corners[(k + 1) % 4];
      // 1 % of the sheet around it still belongs to it: its own edge.
      in &= (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) >
            -0.01 * long_side * Distance(a, b);
    }
    ++(in ? inside : outside);
  }
  boxaDestroy(&boxes);
  return outside > 20 && outside * 10 > inside;
}

}  // namespace riposte
