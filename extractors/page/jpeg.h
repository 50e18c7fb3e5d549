// What a JPEG's markers say, read without decoding: size, components, resolution, EXIF turn.
//
//   std::optional<JpegHeader> h = ReadJpegHeader(bytes);   // none: damaged
//
// Source: ITU-T T.81 annex B; JFIF 1.02; EXIF 2.3 section 4.5; Adobe's APP14. Pure; thread-safe.
#pragma once

#include <optional>

#include "extractors/page/reader.h"

namespace riposte {

struct JpegHeader {
  int width = 0, height = 0, components = 1;
  double x_dpi = 0, y_dpi = 0;  // 0: none
  int orientation = 1;
  bool adobe = false;     // four components are then inverted
  bool camera = false;    // an EXIF block: a phone or a camera made it
  bool complete = false;  // the end marker is there
};

std::optional<JpegHeader> ReadJpegHeader(Bytes file);

}  // namespace riposte
