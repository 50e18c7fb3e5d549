// A run of ink n pixels long begins where a run of m does and another one begins n - m further on
// (m < n <= 2 m): so erosion doubles its length with each step, and dilation likewise. Along rows
// all steps of one row are done while it is in the nearest cache; along columns whole rows are
// combined. Paper outside of the picture is what the shifts bring in.
#include "extractors/image/bricks.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cstdint>

namespace riposte {
namespace {

// In a word of Leptonica's the leftmost pixel is the highest bit.
constexpr int kBits = 32;

// x becomes x AND what lies `by` to the right, and so on; from outside comes paper. In place: each
// word is written after all that read it.
void AndRight(uint32_t* row, int words, int by) {
  const int whole = by / kBits, part = by % kBits, last = words - 1 - whole;
  for (int i = 0; i < last; ++i) {
    const uint64_t two = uint64_t{row[i + whole]} << kBits | row[i + whole + 1];
    row[i] &= static_cast<uint32_t>(two >> (kBits - part));
  }
  if (last >= 0) row[last] &= row[last + whole] << part;
  std::fill(row + std::max(0, last + 1), row + words, 0U);
}

void OrRight(uint32_t* row, int words, int by) {
  const int whole = by / kBits, part = by % kBits, last = words - 1 - whole;
  for (int i = 0; i < last; ++i) {
    const uint64_t two = uint64_t{row[i + whole]} << kBits | row[i + whole + 1];
    row[i] |= static_cast<uint32_t>(two >> (kBits - part));
  }
  if (last >= 0) row[last] |= row[last + whole] << part;
}

void OrLeft(uint32_t* row, int words, int by) {
  const int whole = by / kBits, part = by % kBits;
  for (int i = words; --i > whole;) {
    const uint64_t two = uint64_t{row[i - whole - 1]} << kBits | row[i - whole];
    row[i] |= static_cast<uint32_t>(two >> part);
  }
  if (whole < words) row[whole] |= row[0] >> part;
}

void MoveRight(uint32_t* row, int words, int by) {
  const int whole = by / kBits, part = by % kBits;
  for (int i = words; --i > whole;) {
    const uint64_t two = uint64_t{row[i - whole - 1]} << kBits | row[i - whole];
    row[i] = static_cast<uint32_t>(two >> part);
  }
  if (whole < words) row[whole] = row[0] >> part;
  std::fill(row, row + std::min(whole, words), 0U);
}

bool Empty(const uint32_t* row, int words) {
  return std::all_of(row, row + words, [](uint32_t w) { return w == 0; });
}

// Calls step(by) so that `n` single steps of 1 are covered: 1, 2, 4 … and the rest.
template <class Step>
void Doubling(int n, Step step) {
  for (int done = 1; done < n;) {
    const int by = std::min(done, n - done);
    step(by);
    done += by;
  }
}

struct Plane {
  uint32_t* data;
  int words;  // a row
  int width, height;
  uint32_t* Row(int y) const { return data + static_cast<int64_t>(y) * words; }
};

// Pixels beyond the width are paper.
void ClearPad(const Plane& p) {
  const int used = (p.width + kBits - 1) / kBits;
  const uint32_t mask = p.width % kBits == 0 ? ~0U : ~0U << (kBits - p.width % kBits);
  for (int y = 0; y < p.height; ++y) {
    p.Row(y)[used - 1] &= mask;
    std::fill(p.Row(y) + used, p.Row(y) + p.words, 0U);
  }
}

void ErodeRows(const Plane& p, int n) {
  const int origin = n / 2;
  for (int y = 0; y < p.height; ++y) {
    uint32_t* row = p.Row(y);
    if (Empty(row, p.words)) continue;
    Doubling(n, [&](int by) { AndRight(row, p.words, by); });
    if (origin > 0) MoveRight(row, p.words, origin);
  }
  ClearPad(p);
}

void DilateRows(const Plane& p, int n) {
  const int right = n / 2, left = n - 1 - right;
  for (int y = 0; y < p.height; ++y) {
    uint32_t* row = p.Row(y);
    if (Empty(row, p.words)) continue;
    Doubling(left + 1, [&](int by) { OrLeft(row, p.words, by); });
    // What ran over the width is outside and must not come back.
    const int used = (p.width + kBits - 1) / kBits;
    if (p.width % kBits != 0) row[used - 1] &= ~0U << (kBits - p.width % kBits);
    Doubling(right + 1, [&](int by) { OrRight(row, p.words, by); });
  }
  ClearPad(p);
}

template <class Op>
void Combine(const Plane& p, int to, int from, Op op) {
  uint32_t* a = p.Row(to);
  const uint32_t* b = p.Row(from);
  for (int i = 0; i < p.words; ++i) a[i] = op(a[i], b[i]);
}

void ErodeColumns(const Plane& p, int n) {
  const int origin = n / 2, h = p.height;
  const auto clear = [&](int y) { std::fill(p.Row(y), p.Row(y) + p.words, 0U); };
  Doubling(n, [&](int by) {
    for (int y = 0; y + by < h; ++y)
      Combine(p, y, y + by, [](uint32_t a, uint32_t b) { return a & b; });
    for (int y = std::max(0, h - by); y < h; ++y) clear(y);
  });
  if (origin == 0) return;
  for (int y = h; y-- > origin;) std::copy_n(p.Row(y - origin), p.words, p.Row(y));
  for (int y = 0; y < std::min(origin, h); ++y) clear(y);
}

void DilateColumns(const Plane& p, int n) {
  const int below = n / 2, above = n - 1 - below, h = p.height;
  const auto either = [](uint32_t a, uint32_t b) { return a | b; };
  Doubling(above + 1, [&](int by) {
    for (int y = h; y-- > by;) Combine(p, y, y - by, either);
  });
  Doubling(below + 1, [&](int by) {
    for (int y = 0; y + by < h; ++y) Combine(p, y, y + by, either);
  });
}

void Dilate(const Plane& p, int width, int height) {
  if (width > 1) DilateRows(p, width);
  if (height > 1) DilateColumns(p, height);
}

void Erode(const Plane& p, int width, int height) {
  if (width > 1) ErodeRows(p, width);
  if (height > 1) ErodeColumns(p, height);
}

bool Fits(Pix* pix, int width, int height) {
  return pix != nullptr && pixGetDepth(pix) == 1 && width >= 1 && height >= 1;
}

// As Leptonica hands over results: new, into another picture, or in place.
PIX* HandOver(PixPtr result, PIX* pixd) {
  if (!result || pixd == nullptr) return result ? result.release() : pixd;
  pixCopy(pixd, result.get());
  return pixd;
}

}  // namespace

PixPtr Brick(Pix* binary, BrickOp op, int width, int height) {
  PixPtr made(pixCopy(nullptr, binary));
  if (!made) return made;
  const Plane p{pixGetData(made.get()), pixGetWpl(made.get()), pixGetWidth(made.get()),
                pixGetHeight(made.get())};
  ClearPad(p);
  switch (op) {
    case BrickOp::kDilate:
      Dilate(p, width, height);
      break;
    case BrickOp::kErode:
      Erode(p, width, height);
      break;
    case BrickOp::kOpen:
      Erode(p, width, height);
      Dilate(p, width, height);
      break;
    case BrickOp::kClose:
      Dilate(p, width, height);
      Erode(p, width, height);
      break;
  }
  return made;
}

}  // namespace riposte

extern "C" {

PIX* pixDilateBrick(PIX* pixd, PIX* pixs, l_int32 hsize, l_int32 vsize) {
  if (!riposte::Fits(pixs, hsize, vsize)) return pixd;
  return riposte::HandOver(riposte::Brick(pixs, riposte::BrickOp::kDilate, hsize, vsize), pixd);
}

PIX* pixErodeBrick(PIX* pixd, PIX* pixs, l_int32 hsize, l_int32 vsize) {
  if (!riposte::Fits(pixs, hsize, vsize)) return pixd;
  return riposte::HandOver(riposte::Brick(pixs, riposte::BrickOp::kErode, hsize, vsize), pixd);
}

PIX* pixOpenBrick(PIX* pixd, PIX* pixs, l_int32 hsize, l_int32 vsize) {
  if (!riposte::Fits(pixs, hsize, vsize)) return pixd;
  return riposte::HandOver(riposte::Brick(pixs, riposte::BrickOp::kOpen, hsize, vsize), pixd);
}

PIX* pixCloseBrick(PIX* pixd, PIX* pixs, l_int32 hsize, l_int32 vsize) {
  if (!riposte::Fits(pixs, hsize, vsize)) return pixd;
  return riposte::HandOver(riposte::Brick(pixs, riposte::BrickOp::kClose, hsize, vsize), pixd);
}

// With a border that holds all that dilation reaches, so that erosion loses nothing at the edge.
PIX* pixCloseSafeBrick(PIX* pixd, PIX* pixs, l_int32 hsize, l_int32 vsize) {
  if (!riposte::Fits(pixs, hsize, vsize)) return pixd;
  const int border = (std::max(hsize, vsize) / 2 + 31) / 32 * 32;
  const riposte::PixPtr wide(pixAddBorder(pixs, border, 0));
  riposte::PixPtr closed =
      wide ? riposte::Brick(wide.get(), riposte::BrickOp::kClose, hsize, vsize) : nullptr;
  if (!closed) return pixd;
  return riposte::HandOver(riposte::PixPtr(pixRemoveBorder(closed.get(), border)), pixd);
}

}  // extern "C"
