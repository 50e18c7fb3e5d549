// Attributes of a page are inherited through the page tree (ISO 32000-1, 7.7.3.4).
#include "extractors/page/frame.h"

#include <algorithm>
#include <optional>

namespace riposte {
namespace {

std::optional<Box> Rectangle(QPDFObjectHandle object) {
  if (!object.isRectangle()) return std::nullopt;
  const auto r = object.getArrayAsRectangle();
  const Box box{std::min(r.llx, r.urx), std::min(r.lly, r.ury), std::max(r.llx, r.urx),
                std::max(r.lly, r.ury)};
  if (box.empty()) return std::nullopt;
  return box;
}

}  // namespace

Transform PageFrame::ToDisplay() const {
  switch (rotate) {
    case 90:
      return Transform({0, 1, -y0, 1, 0, -x0, 0, 0, 1});
    case 180:
      return Transform({-1, 0, x1, 0, 1, -y0, 0, 0, 1});
    case 270:
      return Transform({0, -1, y1, -1, 0, x1, 0, 0, 1});
    default:
      return Transform({1, 0, -x0, 0, -1, y1, 0, 0, 1});
  }
}

PageFrame FrameOf(QPDFObjectHandle page) {
  QPDFPageObjectHelper helper(page);
  Box media = Rectangle(helper.getAttribute("/MediaBox", false)).value_or(Box{0, 0, 612, 792});
  const Box crop = Rectangle(helper.getAttribute("/CropBox", false)).value_or(media);
  const Box shown = crop.Intersect(media);
  if (!shown.empty()) media = shown;
  PageFrame frame{media.left, media.top, media.right, media.bottom, 0};
  QPDFObjectHandle rotate = helper.getAttribute("/Rotate", false);
  if (rotate.isInteger()) {
    const int degrees = static_cast<int>(rotate.getIntValue() % 360);
    frame.rotate = (degrees + 360) % 360;
    if (frame.rotate % 90 != 0) frame.rotate = 0;
  }
  return frame;
}

}  // namespace riposte
