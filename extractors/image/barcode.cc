// zbar reads along lines of pixels, in both directions, so that turned pages need no second look.
#include "extractors/image/barcode.h"

#include <leptonica/allheaders.h>
#include <zbar.h>

#include <memory>
#include <vector>

namespace riposte {
namespace {

constexpr double kBarcodeDpi = 150;
// Pixels between two lines that are looked along: bars are some 30 mm high.
constexpr int kEveryPixels = 6;

struct ZbarScannerDeleter {
  void operator()(zbar::zbar_image_scanner_t* s) const { zbar::zbar_image_scanner_destroy(s); }
};
struct ZbarImageDeleter {
  void operator()(zbar::zbar_image_t* i) const { zbar::zbar_image_destroy(i); }
};

// Eight bits a pixel, row after row, without Leptonica's words.
std::vector<unsigned char> RowsOfBytes(Pix* grey) {
  const int w = pixGetWidth(grey), h = pixGetHeight(grey), wpl = pixGetWpl(grey);
  std::vector<unsigned char> rows(static_cast<size_t>(w) * static_cast<size_t>(h));
  for (int y = 0; y < h; ++y) {
    l_uint32* line = pixGetData(grey) + static_cast<ptrdiff_t>(y) * wpl;
    unsigned char* out = rows.data() + static_cast<size_t>(y) * static_cast<size_t>(w);
    for (int x = 0; x < w; ++x) out[x] = static_cast<unsigned char>(GET_DATA_BYTE(line, x));
  }
  return rows;
}

}  // namespace

bool HoldsBarcode(Pix* pix, double dpi, std::string_view text) {
  PixPtr grey = Grey(pix);
  if (grey && dpi > 1.3 * kBarcodeDpi) {
    const auto factor = static_cast<l_float32>(kBarcodeDpi / dpi);
    grey.reset(pixScaleAreaMap(grey.get(), factor, factor));
  }
  if (!grey) return false;
  const std::vector<unsigned char> rows = RowsOfBytes(grey.get());
  const std::unique_ptr<zbar::zbar_image_scanner_t, ZbarScannerDeleter> scanner(
      zbar::zbar_image_scanner_create());
  const std::unique_ptr<zbar::zbar_image_t, ZbarImageDeleter> image(zbar::zbar_image_create());
  if (!scanner || !image) return false;
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_CODE128, zbar::ZBAR_CFG_ENABLE, 1);
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_NONE, zbar::ZBAR_CFG_X_DENSITY,
                                      kEveryPixels);
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_NONE, zbar::ZBAR_CFG_Y_DENSITY,
                                      kEveryPixels);
  zbar::zbar_image_set_format(image.get(), zbar_fourcc('Y', '8', '0', '0'));
  zbar::zbar_image_set_size(image.get(), static_cast<unsigned>(pixGetWidth(grey.get())),
                            static_cast<unsigned>(pixGetHeight(grey.get())));
  zbar::zbar_image_set_data(image.get(), rows.data(), rows.size(), nullptr);
  if (zbar::zbar_scan_image(scanner.get(), image.get()) <= 0) return false;
  for (const zbar::zbar_symbol_t* s = zbar::zbar_image_first_symbol(image.get()); s != nullptr;
       s = zbar::zbar_symbol_next(s)) {
    const std::string_view found(zbar::zbar_symbol_get_data(s),
                                 zbar::zbar_symbol_get_data_length(s));
    if (zbar::zbar_symbol_get_type(s) == zbar::ZBAR_CODE128 && found == text) return true;
  }
  return false;
}

}  // namespace riposte
