// Office stamps on a page of one black: a fax, a copier's bilevel scan. Their ink cannot be told
// from print by its shade, but their frame can be by its shape (two pairs of sides, 3 to 10 cm
// long, all turned by one angle), and their letters, inside it, by strokes broader than print's.
//
//   if (const std::optional<StampFree> free = WithoutBlackStamps(picture, dpi))
//     for (const Box& place : free->places) …      // read again there, from free->pix
//
// Sides are taken out but for the strokes of print that cross them; what of print lies under the
// stamp's letters goes with them, so a letter may be left in pieces. `binary`: 1 bit a pixel, not
// changed; `dpi` against the true paper, the same along both sides. None where there is no such
// frame: 15 ms. A straight box drawn around print is found too: whether it is a stamp is for the
// words in it to say. Deterministic; one thread.
#pragma once

#include <optional>

#include "extractors/image/stamps.h"

namespace riposte {

std::optional<StampFree> WithoutBlackStamps(Pix* binary, double dpi);

}  // namespace riposte
