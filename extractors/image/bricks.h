// Leptonica's brick morphology on 1-bit pictures in log(size) steps in place of size steps: a run
// of 450 pixels takes 10 combinations of the picture with itself, not 450.
//
//   PixPtr lines(pixOpenBrick(nullptr, binary, 450, 1));     // as always
//
// pixDilateBrick, pixErodeBrick, pixOpenBrick, pixCloseBrick and pixCloseSafeBrick of the program
// stand before Leptonica's own, for its callers inside Tesseract (the search for lines) as well.
// Same arguments and same pixels: the origin is at size / 2, and what lies outside of the picture
// counts as paper (Leptonica's default, asymmetric, boundary condition). What is no 1-bit picture,
// or has no size, gives `pixd` back, as there.
//
// The plain functions below are for tests. Thread-safe on different pictures.
#pragma once

#include "extractors/image/pix.h"

namespace riposte {

enum class BrickOp { kDilate, kErode, kOpen, kClose };

// A new picture; null when memory fails. `width` and `height` are at least 1.
PixPtr Brick(Pix* binary, BrickOp op, int width, int height);

}  // namespace riposte
