// Ownership of Leptonica pictures: a Pix frees its PIX when it goes out of scope.
//
//   Pix grey(pixConvertTo8(rgb.get(), 0));
//
// Not thread-safe on one picture, as Leptonica itself.
#pragma once

#include <leptonica/allheaders.h>

#include <memory>

namespace riposte {

struct PixDestroyer {
  void operator()(PIX* p) const { pixDestroy(&p); }
};
using Pix = std::unique_ptr<PIX, PixDestroyer>;

}  // namespace riposte
