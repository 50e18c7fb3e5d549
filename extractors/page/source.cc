// A scan is one picture, or strips or layers of one, that cover the page. Its own resolution is
// that of its finest layer: mixed raster content keeps the print in a 1-bit mask finer than the
// ground.
#include "extractors/page/source.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>

#include "extractors/page/jpeg.h"

namespace riposte {
namespace {

// The page's only JPEG, decoded straight to grey; null if it does not decode whole or is not what
// the page says.
PixPtr Decoded(const PdfPage& page, const PageContent& content, const Box& box) {
  const PlacedImage& image = content.images.front();
  const double dpi = std::max(image.x_dpi, image.y_dpi);
  if (dpi < 60 || dpi > 450 || std::abs(image.x_dpi - image.y_dpi) > 0.02 * dpi) return nullptr;
  const Bytes bytes{reinterpret_cast<const unsigned char*>(content.jpeg.data()),
                    content.jpeg.size()};
  const std::optional<JpegHeader> header = ReadJpegHeader(bytes);
  if (!header || !header->complete || header->components == 4 || header->width != image.width ||
      header->height != image.height)
    return nullptr;
  PixPtr grey(pixReadMemJpeg(bytes.data(), bytes.size(), 0, 1, nullptr, L_JPEG_READ_LUMINANCE));
  if (!grey || pixGetDepth(grey.get()) != 8) return nullptr;
  const double sx = image.width / page.width(), sy = image.height / page.height();
  const int x = static_cast<int>(std::floor(box.left * sx + 1e-6));
  const int y = static_cast<int>(std::floor(box.top * sy + 1e-6));
  const int w = static_cast<int>(std::ceil(box.right * sx - 1e-6)) - x;
  const int h = static_cast<int>(std::ceil(box.bottom * sy - 1e-6)) - y;
  if (x == 0 && y == 0 && w >= image.width && h >= image.height) return grey;
  BOX* part = boxCreate(x, y, std::max(1, w), std::max(1, h));
  PixPtr cut(pixClipRectangle(grey.get(), part, nullptr));
  boxDestroy(&part);
  return cut;
}

}  // namespace

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
  const Box shown{0, 0, page.width(), page.height()};
  const Box box = part.empty() ? shown : part.Intersect(shown);
  Picture picture;
  if (content && !content->jpeg.empty()) picture.pix = Decoded(page, *content, box);
  if (!picture.pix) picture.pix = page.Render(x, y, part);
  if (!picture.pix) {
    return Error{
        .code = ErrorCode::kDamaged, .message = "the page cannot be drawn", .page = page.number()};
  }
  picture.x_dpi = 72 * pixGetWidth(picture.pix.get()) / box.width();
  picture.y_dpi = 72 * pixGetHeight(picture.pix.get()) / box.height();
  picture.drawn = content && content->complete && content->picture_share < 0.05;
  return picture;
}

}  // namespace riposte
