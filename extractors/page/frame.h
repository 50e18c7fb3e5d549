// The frame of a PDF page: which part of user space is displayed, and how it is turned.
//
//   PageFrame frame = FrameOf(qpdf_page);
//   Point p = frame.ToDisplay().Apply(user_space_point);
//
// As Poppler takes it: the crop box cut by the media box, /Rotate inherited. Pure; may throw what
// QPDF throws.
#pragma once

#include "extractors/base/geometry.h"
#include "extractors/page/qpdf.h"

namespace riposte {

struct PageFrame {
  double x0 = 0, y0 = 0, x1 = 612, y1 = 792;  // user space, points
  int rotate = 0;                             // 0, 90, 180, 270, clockwise

  double width() const { return rotate % 180 == 0 ? x1 - x0 : y1 - y0; }
  double height() const { return rotate % 180 == 0 ? y1 - y0 : x1 - x0; }
  // User space (y up) to the page as displayed (y down).
  Transform ToDisplay() const;
};

PageFrame FrameOf(QPDFObjectHandle page);

}  // namespace riposte
