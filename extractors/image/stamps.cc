// A pixel is stamp ink when it is clearly coloured, or lies inside an even grey: a stroke of print
// passes from black to white within two pixels, the broad strokes of a stamp stay grey. StampTiles
// that hold some such pixels, but are not filled with them as the dark head of a table is, are
// joined; what is as large as a stamp is one.
#include "extractors/image/stamps.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace riposte {
namespace {

constexpr double kTile = 0.16;  // inch
// Share of a page that its print fills: of fewer words than that a stamp is not told from print.
constexpr double kPrint = 0.002;
// Shares of the way from ink to paper.
constexpr double kDarkest = 0.18, kLightest = 0.5, kEven = 0.07, kNear = 0.16;
// Colour: by how much of its brightest channel a pixel's darkest is below it. Warm light makes
// paper 0.14.
constexpr double kColoured = 0.38;
constexpr size_t kMaxLevels = 3;
constexpr double kDarkCore = 0.4;

struct Levels {
  int ink = 0, paper = 255;
  int At(double share) const { return ink + static_cast<int>(std::lround(share * (paper - ink))); }
};

const l_uint32* PixRow(Pix* pix, int y) {
  return pixGetData(pix) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(pix);
}
l_uint32* MutablePixRow(Pix* pix, int y) {
  return pixGetData(pix) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(pix);
}

struct StampPlace {
  riposte::Box box;
  int ink = 0;  // pixels
};

// How many pixels of stamp ink each tile has.
class StampTiles {
 public:
  StampTiles(int width, int height, int size)
      : size_(size), across_(width / size + 1), down_(height / size + 1) {
    counts_.resize(static_cast<size_t>(across_) * static_cast<size_t>(down_));
  }

  void Count(int x, int y) { ++counts_[Index(x / size_, y / size_)]; }

  // The joined tiles that hold some ink and are not filled.
  std::vector<StampPlace> Places() {
    std::vector<StampPlace> out;
    const int least = std::max(6, size_ * size_ / 80), most = size_ * size_ * 55 / 100;
    for (int& n : counts_)
      if (n < least || n > most) n = 0;
    for (int ty = 0; ty < down_; ++ty)
      for (int tx = 0; tx < across_; ++tx)
        if (counts_[Index(tx, ty)] > 0) out.push_back(Flood(tx, ty));
    return out;
  }

 private:
  size_t Index(int tx, int ty) const {
    return static_cast<size_t>(ty) * static_cast<size_t>(across_) + static_cast<size_t>(tx);
  }

  // StampTiles one apart belong together: letters of a stamp have gaps.
  StampPlace Flood(int tx, int ty) {
    int left = tx, right = tx, top = ty, bottom = ty;
    std::vector<std::pair<int, int>> open{{tx, ty}};
    int ink = counts_[Index(tx, ty)];
    counts_[Index(tx, ty)] = 0;
    while (!open.empty()) {
      const auto [x, y] = open.back();
      open.pop_back();
      left = std::min(left, x);
      right = std::max(right, x);
      top = std::min(top, y);
      bottom = std::max(bottom, y);
      for (int ny = std::max(0, y - 2); ny <= std::min(down_ - 1, y + 2); ++ny)
        for (int nx = std::max(0, x - 2); nx <= std::min(across_ - 1, x + 2); ++nx)
          if (counts_[Index(nx, ny)] > 0) {
            ink += counts_[Index(nx, ny)];
            counts_[Index(nx, ny)] = 0;
            open.emplace_back(nx, ny);
          }
    }
    return {{double(left) * size_, double(top) * size_, double(right + 1) * size_,
             double(bottom + 1) * size_},
            ink};
  }

  int size_, across_, down_;
  std::vector<int> counts_;
};

// The places as large as an office stamp (3 to 10 cm wide, 0.8 to 6 cm high, either way round), and
// with enough ink for its frame or its words; those with most first.
std::vector<riposte::Box> LikeStamps(std::vector<StampPlace> places, double dpi) {
  std::erase_if(places, [dpi](const StampPlace& p) {
    const double wide = std::max(p.box.width(), p.box.height()) / dpi;
    const double high = std::min(p.box.width(), p.box.height()) / dpi;
    return wide < 1.1 || wide > 4.2 || high < 0.3 || high > 2.5 || p.ink < dpi * dpi / 100;
  });
  std::stable_sort(places.begin(), places.end(),
                   [](const StampPlace& a, const StampPlace& b) { return a.ink > b.ink; });
  std::vector<riposte::Box> out;
  // Beside a stamp the same grey is chance.
  for (size_t i = 0; i < places.size() && i < kMaxStamps && 3 * places[i].ink > places[0].ink; ++i)
    out.push_back(places[i].box);
  return out;
}

// Coloured pixels become paper; none where a picture has no colour.
std::optional<StampFree> WithoutColour(Pix* rgb, double dpi) {
  const int w = pixGetWidth(rgb), h = pixGetHeight(rgb);
  const int size = std::max(8, static_cast<int>(dpi * kTile));
  StampFree free{Grey(rgb), {}};
  if (!free.pix) return std::nullopt;
  StampTiles tiles(w, h, size);
  const auto coloured = [](l_uint32 pixel) {
    const int r = static_cast<int>(pixel >> 24), g = static_cast<int>(pixel >> 16 & 255),
              b = static_cast<int>(pixel >> 8 & 255);
    const int bright = std::max({r, g, b}), dark = std::min({r, g, b});
    // Wood and skin are yellow and red, but brighter in red than any ink on lit paper.
    return bright > 40 && bright - dark > kColoured * bright;
  };
  for (int y = 0; y < h; ++y) {
    const l_uint32* row = PixRow(rgb, y);
    for (int x = 0; x < w; ++x)
      if (coloured(row[x])) tiles.Count(x, y);
  }
  free.places = LikeStamps(tiles.Places(), dpi);
  if (free.places.empty()) return std::nullopt;
  PixPtr own(pixCopy(nullptr, free.pix.get()));
  // The paper around each pixel: the brightest within a letter's width.
  PixPtr paper(pixDilateGray(own.get(), 2 * (size / 2) + 1, 2 * (size / 2) + 1));
  if (!own || !paper) return std::nullopt;
  for (const riposte::Box& place : free.places)
    for (int y = int(place.top); y < std::min<int>(h, int(place.bottom)); ++y) {
      const l_uint32* row = PixRow(rgb, y);
      const l_uint32* from = PixRow(paper.get(), y);
      l_uint32* to = MutablePixRow(own.get(), y);
      for (int x = int(place.left); x < std::min<int>(w, int(place.right)); ++x)
        if (coloured(row[x])) SET_DATA_BYTE(to, x, GET_DATA_BYTE(from, x));
    }
  free.pix = std::move(own);
  return free;
}

// The levels that stamps may have: the commonest of the even greys, and the next that are well
// apart. Headings and heads of tables have such greys too.
std::vector<int> StampLevels(std::vector<int> counts, const Levels& levels, int apart, int least) {
  std::vector<int> out;
  while (out.size() < kMaxLevels) {
    int best = 0, most = 0;
    for (int v = levels.At(kDarkest); v <= levels.At(kLightest); ++v) {
      int near = 0;
      for (int d = -4; d <= 4; ++d) near += counts[static_cast<size_t>(std::clamp(v + d, 0, 255))];
      if (near > most) {
        most = near;
        best = v;
      }
    }
    if (most < least) break;
    out.push_back(best);
    for (int v = std::max(0, best - apart); v <= std::min(255, best + apart); ++v)
      counts[static_cast<size_t>(v)] = 0;
  }
  return out;
}

// What is left of a stamp's edges is light, and hangs on nothing dark; print's own edges hang on
// print, and an accent has a dark core.
void DropPale(Pix* pix, const riposte::Box& place, const Levels& levels) {
  const int left = std::max(0, int(place.left)), top = std::max(0, int(place.top));
  const int w = std::min<int>(pixGetWidth(pix), int(place.right)) - left;
  const int h = std::min<int>(pixGetHeight(pix), int(place.bottom)) - top;
  if (w <= 0 || h <= 0) return;
  PixPtr dark(pixCreate(w, h, 1)), all(pixCreate(w, h, 1));
  if (!dark || !all) return;
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const int v = GET_DATA_BYTE(PixRow(pix, top + y), left + x);
      if (v < levels.At(kDarkCore)) pixSetPixel(dark.get(), x, y, 1);
      if (v < levels.At(0.9)) pixSetPixel(all.get(), x, y, 1);
    }
  PixPtr kept(pixSeedfillBinary(nullptr, dark.get(), all.get(), 8));
  if (!kept) return;
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      l_uint32 ink = 0, keep = 0;
      pixGetPixel(all.get(), x, y, &ink);
      pixGetPixel(kept.get(), x, y, &keep);
      if (ink != 0 && keep == 0) SET_DATA_BYTE(MutablePixRow(pix, top + y), left + x, levels.paper);
    }
}

// How light the paper is around each small square of the picture, and which squares are filled: the
// head of a table, what lies around a photographed sheet.
struct PaperMap {
  int size = 1;  // pixels
  PixPtr paper;  // 8 bit
  PixPtr filled;
  bool even = true;  // everywhere as light
};

std::optional<PaperMap> MapPaper(Pix* grey, double dpi) {
  PaperMap map;
  map.size = std::max(4, static_cast<int>(dpi / 25));
  PixPtr light(pixScaleGrayMinMax(grey, map.size, map.size, L_CHOOSE_MAX));
  if (!light) return std::nullopt;
  // 0.44 inch: more than the height of a table's head.
  PixPtr wide(pixDilateGray(light.get(), 11, 11));
  map.paper.reset(wide ? pixBlockconvGray(wide.get(), nullptr, 4, 4) : nullptr);
  PixPtr dark(pixCreate(pixGetWidth(light.get()), pixGetHeight(light.get()), 1));
  if (!map.paper || !dark) return std::nullopt;
  const int w = pixGetWidth(light.get()), h = pixGetHeight(light.get());
  std::vector<int> counts(256);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const int paper = GET_DATA_BYTE(PixRow(map.paper.get(), y), x);
      ++counts[static_cast<size_t>(paper)];
      if (GET_DATA_BYTE(PixRow(light.get(), y), x) < 0.7 * paper) pixSetPixel(dark.get(), x, y, 1);
    }
  // Strokes are thinner than three squares.
  PixPtr core(pixOpenBrick(nullptr, dark.get(), 3, 3));
  map.filled.reset(core ? pixDilateBrick(nullptr, core.get(), 5, 5) : nullptr);
  if (!map.filled) return std::nullopt;
  const long all = static_cast<long>(w) * h;
  long sum = 0;
  int low = -1, high = 255;
  for (int v = 0; v < 256; ++v) {
    sum += counts[static_cast<size_t>(v)];
    if (low < 0 && sum > all / 50) low = v;
    if (sum <= all - all / 50) high = v + 1;
  }
  map.even = high - low < 0.08 * high;
  return map;
}

// The light of a room made even: paper becomes 230 everywhere.
PixPtr EvenedForStamps(Pix* grey, const PaperMap& map) {
  PixPtr out(pixCopy(nullptr, grey));
  PixPtr fine(out ? pixScaleToSize(map.paper.get(), pixGetWidth(grey), pixGetHeight(grey))
                  : nullptr);
  if (!fine) return nullptr;
  for (int y = 0; y < pixGetHeight(grey); ++y) {
    l_uint32* row = MutablePixRow(out.get(), y);
    const l_uint32* paper = PixRow(fine.get(), y);
    for (int x = 0; x < pixGetWidth(grey); ++x)
      SET_DATA_BYTE(
          row, x,
          std::min(255, GET_DATA_BYTE(row, x) * 230 / std::max<int>(30, GET_DATA_BYTE(paper, x))));
  }
  return out;
}

struct StampInk {
  int x, y, value;
};

// In thin print the same grey is met here and there; strokes of a stamp are as long as its letters.
void DropSpecks(std::vector<StampInk>& inks, int w, int h, double dpi) {
  PixPtr marks(pixCreate(w, h, 1));
  if (!marks) return;
  for (const StampInk& i : inks) pixSetPixel(marks.get(), i.x, i.y, 1);
  PixPtr joined(pixCloseSafeBrick(nullptr, marks.get(), 3, 3));
  const int long_enough = static_cast<int>(dpi * 0.07);
  PixPtr strokes(joined ? pixSelectBySize(joined.get(), long_enough, long_enough, 8,
                                          L_SELECT_IF_EITHER, L_SELECT_IF_GTE, nullptr)
                        : nullptr);
  if (!strokes) return;
  // And go on where print crosses them.
  const int on = static_cast<int>(dpi * 0.3) * 2 + 1;
  PixPtr level(pixDilateBrick(nullptr, strokes.get(), on, 5));
  PixPtr upright(pixDilateBrick(nullptr, strokes.get(), 5, on));
  if (!level || !upright) return;
  pixOr(strokes.get(), level.get(), upright.get());
  std::erase_if(inks, [&](const StampInk& i) {
    l_uint32 kept = 0;
    return pixGetPixel(strokes.get(), i.x, i.y, &kept) != 0 || kept == 0;
  });
}

// Ink lets print show through: print under it is darker by the same share. How dark the ink is in
// the middle of its strokes and towards their edges is measured: most of it lies on bare paper.
bool TakeInk(Pix* grey, const std::vector<StampInk>& inks, const Levels& levels, double dpi,
             StampWay way, Pix* to) {
  const int w = pixGetWidth(grey), h = pixGetHeight(grey);
  // From inside a stroke to the end of its edge.
  const int edge = dpi > 250 ? 4 : 3;
  PixPtr far(pixCreate(w, h, 8));  // pixels from the nearest ink, and 1; 0: none is near
  if (!far) return false;
  std::vector<std::vector<int>> counts(static_cast<size_t>(edge) + 1, std::vector<int>(256));
  const auto around = [&](const StampInk& i, auto&& use) {
    for (int y = std::max(0, i.y - edge); y <= std::min(h - 1, i.y + edge); ++y)
      for (int x = std::max(0, i.x - edge); x <= std::min(w - 1, i.x + edge); ++x)
        use(x, y, 1 + std::max(std::abs(x - i.x), std::abs(y - i.y)));
  };
  for (const StampInk& i : inks)
    around(i, [&](int x, int y, int d) {
      l_uint32* row = MutablePixRow(far.get(), y);
      const int old = GET_DATA_BYTE(row, x);
      if (old == 0 || d < old) SET_DATA_BYTE(row, x, d);
    });
  for (const StampInk& i : inks)
    around(i, [&](int x, int y, int) {
      const int d = GET_DATA_BYTE(PixRow(far.get(), y), x);
      ++counts[static_cast<size_t>(d - 1)][GET_DATA_BYTE(PixRow(grey, y), x)];
    });
  std::vector<int> level;
  for (const std::vector<int>& of : counts) {
    long all = 0, sum = 0;
    for (const int n : of) all += n;
    int v = 0;
    while (v < 255 && (sum += of[static_cast<size_t>(v)]) < all * 2 / 5) ++v;
    level.push_back(std::max(v, levels.At(0.1)));
  }
  if (way == StampWay::kByShade)
    level.assign(level.size(), levels.ink + (level.front() - levels.ink) * 4 / 5);
  for (const StampInk& i : inks)
    around(i, [&](int x, int y, int) {
      l_uint32* row = MutablePixRow(far.get(), y);
      const int d = GET_DATA_BYTE(row, x);
      if (d == 0) return;
      SET_DATA_BYTE(row, x, 0);  // once
      const int v = GET_DATA_BYTE(PixRow(grey, y), x);
      const int out = levels.ink + (v - levels.ink) * (levels.paper - levels.ink) /
                                       (level[static_cast<size_t>(d - 1)] - levels.ink);
      SET_DATA_BYTE(MutablePixRow(to, y), x, std::clamp(out, v, std::max(v, levels.paper)));
    });
  return true;
}

// By how much pixels of bare paper differ from those around them, on the mean.
double Grain(Pix* grey, Pix* soft, int paper) {
  long sum = 0, n = 0;
  for (int y = 0; y < pixGetHeight(grey); y += 7)
    for (int x = 0; x < pixGetWidth(grey); x += 3) {
      const int mean = GET_DATA_BYTE(PixRow(soft, y), x);
      if (mean < paper) continue;
      sum += std::abs(GET_DATA_BYTE(PixRow(grey, y), x) - mean);
      ++n;
    }
  return n == 0 ? 0 : double(sum) / double(n);
}

// The even greys and the edges of their strokes become paper, but for what is darker.
std::optional<StampFree> WithoutGrey(Pix* picture, double dpi, StampWay way) {
  const std::optional<PaperMap> map = MapPaper(picture, dpi);
  if (!map) return std::nullopt;
  const PixPtr lit = map->even ? nullptr : EvenedForStamps(picture, *map);
  Pix* grey = lit ? lit.get() : picture;
  const int w = pixGetWidth(grey), h = pixGetHeight(grey);
  const int size = std::max(8, static_cast<int>(dpi * kTile));
  const Levels levels{GreyLevel(grey, kPrint), GreyLevel(grey, 0.7)};
  if (levels.paper - levels.ink < 80) return std::nullopt;
  PixPtr soft = riposte::Blur(grey);
  if (!soft) return std::nullopt;
  const int low = levels.At(kDarkest), high = levels.At(kLightest);
  const int even = static_cast<int>(kEven * (levels.paper - levels.ink));
  const int near = std::max(static_cast<int>(kNear * (levels.paper - levels.ink)),
                            static_cast<int>(3.5 * Grain(grey, soft.get(), levels.At(0.8))));
  std::vector<StampInk> greys;
  std::vector<int> counts(256);
  const auto filled = [&](int x, int y) {
    l_uint32 set = 0;
    return pixGetPixel(map->filled.get(), x / map->size, y / map->size, &set) == 0 && set != 0;
  };
  for (int y = 1; y < h - 1; ++y) {
    const l_uint32 *mean = PixRow(soft.get(), y), *row = PixRow(grey, y),
                   *above = PixRow(grey, y - 1), *below = PixRow(grey, y + 1);
    for (int x = 1; x < w - 1; ++x) {
      const int v = GET_DATA_BYTE(mean, x);
      if (v < low || v > high) continue;
      const auto like = [v, near](int other) { return std::abs(other - v) <= near; };
      if (!like(GET_DATA_BYTE(row, x - 1)) || !like(GET_DATA_BYTE(row, x + 1)) ||
          !like(GET_DATA_BYTE(above, x)) || !like(GET_DATA_BYTE(below, x)) || filled(x, y))
        continue;
      greys.push_back({x, y, v});
      ++counts[static_cast<size_t>(v)];
    }
  }
  StampFree free;
  const auto known = [&free](const riposte::Box& place) {
    return std::any_of(free.places.begin(), free.places.end(), [&](const riposte::Box& b) {
      const riposte::Box both = b.Intersect(place);
      return !both.empty() && 2 * both.width() * both.height() > place.width() * place.height();
    });
  };
  for (const int level : StampLevels(counts, levels, even, static_cast<int>(dpi * dpi / 100))) {
    std::vector<StampInk> inks;
    std::copy_if(greys.begin(), greys.end(), std::back_inserter(inks),
                 [&](const StampInk& i) { return std::abs(i.value - level) <= even; });
    DropSpecks(inks, w, h, dpi);
    StampTiles tiles(w, h, size);
    for (const StampInk& i : inks) tiles.Count(i.x, i.y);
    for (const riposte::Box& place : LikeStamps(tiles.Places(), dpi)) {
      if (free.places.size() == kMaxStamps || known(place)) continue;
      if (!free.pix) free.pix.reset(pixCopy(nullptr, grey));
      std::vector<StampInk> own;
      std::copy_if(inks.begin(), inks.end(), std::back_inserter(own), [&](const StampInk& i) {
        return place.Contains({double(i.x), double(i.y)});
      });
      if (!free.pix || !TakeInk(grey, own, levels, dpi, way, free.pix.get())) return std::nullopt;
      if (way == StampWay::kByEdges) DropPale(free.pix.get(), place, levels);
      free.places.push_back(place);
    }
  }
  if (free.places.empty()) return std::nullopt;
  return free;
}

}  // namespace

std::optional<StampFree> WithoutStamps(const Picture& picture, double dpi, StampWay way) {
  Pix* pix = picture.pix.get();
  if (picture.drawn || pix == nullptr || IsBilevel(pix) || dpi < 100) return std::nullopt;
  if (pixGetDepth(pix) == 32) return WithoutColour(pix, dpi);
  const PixPtr grey = Grey(pix);
  if (!grey) return std::nullopt;
  return WithoutGrey(grey.get(), dpi, way);
}

}  // namespace riposte
