// Picture files: the sizes of their pages from headers alone, and one page decoded.
//
//   Result<std::vector<PictureHeader>> h = ReadPictureHeaders(bytes, kind, limits);
//   Result<Picture> p = DecodePicture(bytes, kind, 1, limits);   // as displayed: EXIF turn applied
//
// A picture's page is as large as its resolution says; without a believable one (36 to 4800 dpi) it
// counts 72 dots an inch. Fails with kDamaged, kEmpty, kTooLarge (before decoding), kUnsupported.
// Not thread-safe (Leptonica's messages, libheif).
#pragma once

#include <vector>

#include "extractors/image/clean.h"
#include "extractors/page/kind.h"

namespace riposte {

struct PictureHeader {
  int64_t width = 0, height = 0;  // pixels as stored
  int orientation = 1;            // EXIF or TIFF, 1 to 8
  double x_dpi = 72, y_dpi = 72;  // of the pixels as stored
  bool resolution_known = false;
  int components = 1;  // JPEG: 1, 3 or 4
  bool inverted_cmyk = false;

  bool sideways() const { return orientation >= 5; }
  double page_width() const { return sideways() ? 72 * height / y_dpi : 72 * width / x_dpi; }
  double page_height() const { return sideways() ? 72 * width / x_dpi : 72 * height / y_dpi; }
};

struct PictureHeaders {
  std::vector<PictureHeader> pages;
  std::vector<std::string> warnings;
};

Result<PictureHeaders> ReadPictureHeaders(Bytes file, FileKind kind, const ReadLimits& limits);

// The grey picture of a page as displayed. `page` is 1-based.
Result<Picture> DecodePicture(Bytes file, FileKind kind, int page, const ReadLimits& limits);

// The same in colour and as stored (no turn), for keeping: HEIC comes as displayed.
Result<PixPtr> DecodeInColour(Bytes file, FileKind kind, int page, const ReadLimits& limits);

}  // namespace riposte
