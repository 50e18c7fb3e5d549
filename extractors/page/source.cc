// A scan is one picture, or strips or layers of one, that cover the page. Its own resolution is
// that of its finest layer: mixed raster content keeps the print in a 1-bit mask finer than the
// ground.
#include "extractors/page/source.h"

#include <leptonica/allheaders.h>

#include <algorithm>

namespace riposte {

Result<Picture> PictureOf(const PdfPage& page, const std::optional<PageContent>& content,
                          const Box& part) {
  constexpr double kDpi = 300;
  double x = kDpi, y = kDpi;
  const double area = page.width() * page.height();
  const bool scan = content && content->picture_share > 0.6;
  if (scan) {
    double fine_x = 0, fine_y = 0;
    for (const PlacedImage& image : content->images) {
      if (image.box.width() * image.box.height() < 0.02 * area) continue;
      fine_x = std::max(fine_x, image.x_dpi);
      fine_y = std::max(fine_y, image.y_dpi);
    }
    // Text drawn over the scan (a stamp, a form filled in) needs more than a coarse picture has.
    const bool only_picture = content->shown_bytes == 0;
    const double least = only_picture ? 60 : 200;
    if (fine_x > 0) x = std::clamp(fine_x, least, kDpi);
    if (fine_y > 0) y = std::clamp(fine_y, least, kDpi);
    if (std::abs(x - y) < 0.02 * x) x = y = std::max(x, y);
  }
  Picture picture;
  picture.pix = page.Render(x, y, part);
  if (!picture.pix) {
    return Error{
        .code = ErrorCode::kDamaged, .message = "the page cannot be drawn", .page = page.number()};
  }
  const Box shown{0, 0, page.width(), page.height()};
  const Box box = part.empty() ? shown : part.Intersect(shown);
  picture.x_dpi = 72 * pixGetWidth(picture.pix.get()) / box.width();
  picture.y_dpi = 72 * pixGetHeight(picture.pix.get()) / box.height();
  picture.drawn = content && content->complete && content->picture_share < 0.05;
  return picture;
}

}  // namespace riposte
