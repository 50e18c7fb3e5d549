// Barcodes on the picture of a page: Code 128, by zbar.
//
//   if (HoldsBarcode(picture, "RIPOSTE-SEPARATEUR")) …
//
// Runs on foreign pictures: only in a sandboxed child. No other kind of code is looked for, which
// keeps most of zbar away from what is foreign. The picture may lie on any of its four sides and
// be tilted by what the height of the bars allows; pixels need not be square. `dpi` is across, of
// the paper; the picture is looked at near 150 dpi, some 10 ms a page. False where memory fails.
#pragma once

#include <string_view>

#include "extractors/image/pix.h"

namespace riposte {

bool HoldsBarcode(Pix* pix, double dpi, std::string_view text);

}  // namespace riposte
