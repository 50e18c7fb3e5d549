// The page that crops are cut from, opened once for all of them.
//
//   Result<CropSource> source = CropSource::Open(file, 3, limits);
//   Result<CropPart> part = source->Cut(box, 300);
//
// A scan is decoded at the first crop and kept (a page of 300 dpi: 9 MB); what is drawn from text
// and lines is drawn anew for each crop, as fine as it is wanted. Boxes in points of the page as
// displayed. Private to the room. `file` must outlive it. Fails as the reader does; kUsage: no such
// page, or a box beside it.
#pragma once

#include <memory>
#include <optional>

#include "extractors/image/clean.h"
#include "extractors/image/stamps.h"
#include "extractors/page/content.h"
#include "extractors/page/kind.h"
#include "extractors/page/pdf.h"

namespace riposte {

struct CropPart {
  CleanPicture clean;
  Box box;              // cut to the page
  bool coarse = false;  // black or white at under 250 dpi
};

class CropSource {
 public:
  static Result<CropSource> Open(Bytes file, int page, const ReadLimits& limits);

  // Never drawn finer than `dpi`; an empty box is the whole page.
  Result<CropPart> Cut(Box box, double dpi);

  // Takes the ink of office stamps out of the page (image/stamps.h; 50 ms, once) and cuts there;
  // none where no stamp touches the box.
  std::optional<CropPart> CutUnderStamp(Box box);

 private:
  CropSource() = default;
  Result<CropPart> FromWhole(Pix* whole, const Box& box) const;
  bool Keep(Picture picture);

  std::unique_ptr<PdfFile> pdf_;
  std::optional<PdfPage> page_;
  std::optional<PageContent> content_;
  bool drawn_ = false;
  double width_ = 0, height_ = 0;  // points
  PixPtr whole_;                   // 8-bit grey; null: not decoded yet
  double x_dpi_ = 72, y_dpi_ = 72;
  std::optional<Picture> scan_;  // until stamps were looked for; not of one black
  std::optional<StampFree> free_;
};

}  // namespace riposte
