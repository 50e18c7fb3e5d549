// What a letter meets on an office's desk: the « COURRIER ARRIVÉ » stamp and a signature.
//
//   Stamp(page.get(), 300, box_of_the_address, Date{2025y / 6 / 24}, seed);
//   Sign(page.get(), 300, box_of_the_name, seed);
//
// Both draw on a 32 bpp picture in place, as ink over print (the darker of the two wins). Boxes are
// in points. Thread-safe on different pictures.
#pragma once

#include <cstdint>

#include "extractors/base/geometry.h"
#include "extractors/values/value.h"
#include "samples/making/pix.h"

namespace riposte {

void Stamp(PIX* page, double dpi, const Box& near, Date date, uint64_t seed);
void Sign(PIX* page, double dpi, const Box& name, uint64_t seed);

}  // namespace riposte
