// The directories of a TIFF file, read by us before libtiff sees it: counts, sizes and offsets,
// bounded and without decoding. Two files whose directories loop made libtiff walk for ever.
//
//   Result<TiffPages> t = ListTiffPages(bytes, limits.max_pages);
//   t->pages[2].width                          // pixels, as displayed
//   PixPtr p = …pixReadMemFromMultipageTiff(…, t->pages[2].offset)
//
// Classic and big TIFF, both byte orders. Reduced copies (thumbnails) and masks are no pages. Fails
// with kDamaged (no directory can be read) and kTooLarge (more than `max_pages`). Also reads the
// orientation out of an EXIF block, which is a TIFF of its own. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "extractors/page/reader.h"

namespace riposte {

struct TiffPage {
  uint64_t offset = 0;            // of the directory in the file
  int64_t width = 0, height = 0;  // pixels as stored
  int bits = 1, samples = 1, compression = 1, photometric = 0;
  int orientation = 1;                               // 1 to 8, as in EXIF
  double x_dpi = 0, y_dpi = 0;                       // 0: none; of the pixels as stored
  std::vector<uint64_t> strip_offsets, strip_sizes;  // at most 65,536
};

struct TiffPages {
  std::vector<TiffPage> pages;
  bool damaged = false;  // the chain loops or leaves the file: what came before is kept
};

Result<TiffPages> ListTiffPages(Bytes file, int max_pages);

}  // namespace riposte
