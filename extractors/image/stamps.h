// Takes the ink of office stamps out of a picture: «COURRIER ARRIVÉ» is set half over the doctor's
// address, and neither can be read. Stamp ink is coloured, or, on a grey picture, an even grey
// between print and paper; print under it stays as dark as print.
//
//   if (const std::optional<StampFree> free = WithoutStamps(picture))
//     for (const Box& place : free->places) …      // read again there, from free->pix
//
// The picture given is not changed. None where there is no such ink: bilevel pictures (a fax has
// one black), drawn pages, pages without a stamp. Coloured letterheads are taken for stamps too, so
// both readings of a place have to be held against each other. Deterministic; one thread.
#pragma once

#include <optional>
#include <vector>

#include "extractors/base/geometry.h"
#include "extractors/image/clean.h"
#include "extractors/image/pix.h"

namespace riposte {

struct StampFree {
  PixPtr pix;               // 8 bit, the size of the picture given
  std::vector<Box> places;  // pixels: around each stamp, at most kMaxStamps
};

inline constexpr int kMaxStamps = 3;

// Two ways to part a grey stamp from print, so that a reading can be held against one that erred
// elsewhere. Coloured ink is told by its colour in both.
enum class StampWay {
  kByEdges,  // how dark a stroke is at each distance from its edge; keeps thin print whole
  kByShade,  // what is darker than the stamp is print: thinner strokes, but small marks stay
};

// `dpi`: of the picture against the true paper.
std::optional<StampFree> WithoutStamps(const Picture& picture, double dpi,
                                       StampWay way = StampWay::kByEdges);

}  // namespace riposte
