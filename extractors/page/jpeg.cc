// Walks the marker segments up to the frame header. The end marker is looked for in the last 64 KB:
// cameras append previews after it, and a file that was cut has none.
#include "extractors/page/jpeg.h"

#include <algorithm>
#include <string_view>

#include "extractors/page/tiff.h"

namespace riposte {
namespace {

bool Starts(Bytes segment, std::string_view magic) {
  return segment.size() >= magic.size() &&
         std::equal(magic.begin(), magic.end(), segment.begin(),
                    [](char a, unsigned char b) { return static_cast<unsigned char>(a) == b; });
}

int Number16(Bytes b, size_t at) { return at + 1 < b.size() ? b[at] << 8 | b[at + 1] : 0; }

void App(JpegHeader& header, int marker, Bytes segment) {
  using namespace std::string_view_literals;
  if (marker == 0xE0 && Starts(segment, "JFIF\0"sv) && segment.size() >= 12) {
    const double per_inch = segment[7] == 1 ? 1 : segment[7] == 2 ? 2.54 : 0;
    header.x_dpi = Number16(segment, 8) * per_inch;
    header.y_dpi = Number16(segment, 10) * per_inch;
  } else if (marker == 0xE1 && Starts(segment, "Exif\0\0"sv)) {
    header.camera = true;
    if (auto tiff = ListTiffPages(segment.subspan(6), 16); tiff.ok()) {
      const TiffPage& exif = tiff->pages.front();
      header.orientation = exif.orientation;
      if (header.x_dpi <= 0) header.x_dpi = exif.x_dpi, header.y_dpi = exif.y_dpi;
    }
  } else if (marker == 0xEE && Starts(segment, "Adobe"sv)) {
    header.adobe = true;
  }
}

}  // namespace

std::optional<JpegHeader> ReadJpegHeader(Bytes file) {
  JpegHeader header;
  size_t at = 2;
  while (at + 4 <= file.size()) {
    if (file[at] != 0xFF) {
      ++at;
      continue;
    }
    const int marker = file[at + 1];
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    if (marker == 0x01 || marker == 0x00 || (marker >= 0xD0 && marker <= 0xD8)) {
      at += 2;
      continue;
    }
    if (marker == 0xD9 || marker == 0xDA) break;
    const size_t length = static_cast<size_t>(Number16(file, at + 2));
    if (length < 2 || at + 2 + length > file.size()) return std::nullopt;
    const Bytes segment = file.subspan(at + 4, length - 2);
    const bool frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) {
      if (segment.size() < 6) return std::nullopt;
      header.height = Number16(segment, 1);
      header.width = Number16(segment, 3);
      header.components = segment[5];
      const size_t tail = std::min<size_t>(file.size(), 64 * 1024);
      for (size_t i = file.size() - 1; i > file.size() - tail && !header.complete; --i)
        header.complete = file[i] == 0xD9 && file[i - 1] == 0xFF;
      if (header.width <= 0 || header.height <= 0) return std::nullopt;
      return header;
    }
    App(header, marker, segment);
    at += 2 + length;
  }
  return std::nullopt;
}

}  // namespace riposte
