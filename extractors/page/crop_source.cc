// A scan is always decoded whole, even for one crop, so that a crop gives the same pixels whether
// it is asked for alone or among others.
#include "extractors/page/crop_source.h"

#include <leptonica/allheaders.h>

#include <algorithm>

#include "extractors/page/picture_file.h"
#include "extractors/page/source.h"

namespace riposte {

Result<CropSource> CropSource::Open(Bytes file, int number, const ReadLimits& limits) {
  setMsgSeverity(L_SEVERITY_NONE);
  Result<FileKind> kind = CheckFile(file, limits);
  if (!kind.ok()) return kind.error();
  CropSource source;
  if (*kind != FileKind::kPdf) {
    Result<Picture> picture = DecodePicture(file, *kind, number, limits);
    if (!picture.ok()) return picture.error();
    if (!source.Keep(std::move(*picture))) return Error{ErrorCode::kMemoryLimit, "no memory"};
    source.width_ = pixGetWidth(source.whole_.get()) * 72 / source.x_dpi_;
    source.height_ = pixGetHeight(source.whole_.get()) * 72 / source.y_dpi_;
    return source;
  }
  Result<std::unique_ptr<PdfFile>> pdf = PdfFile::Open(file, limits);
  if (!pdf.ok()) return pdf.error();
  source.pdf_ = std::move(*pdf);
  Result<PdfPage> page = source.pdf_->Page(number);
  if (!page.ok()) return page.error();
  source.page_.emplace(std::move(*page));
  source.width_ = source.page_->width();
  source.height_ = source.page_->height();
  source.content_ = ScanContent(source.pdf_->bytes(), number);
  source.drawn_ =
      source.content_ && source.content_->complete && source.content_->picture_share < 0.05;
  return source;
}

bool CropSource::Keep(Picture picture) {
  whole_ = Grey(picture.pix.get());
  x_dpi_ = picture.x_dpi;
  y_dpi_ = picture.y_dpi;
  if (whole_ && !picture.drawn && !IsBilevel(picture.pix.get())) scan_ = std::move(picture);
  return whole_ != nullptr;
}

Result<CropPart> CropSource::FromWhole(Pix* whole, const Box& box) const {
  CropPart part{.box = box};
  part.clean.grey.reset(pixClone(whole));
  part.clean.dpi = x_dpi_;
  const double px = x_dpi_ / 72, py = y_dpi_ / 72;
  part.clean.to_page = Transform::Scale(1 / px, 1 / py);
  Clip(part.clean, {box.left * px, box.top * py, box.right * px, box.bottom * py});
  // A crop is worked on in place; the page stays.
  if (part.clean.grey.get() == whole) part.clean.grey.reset(pixCopy(nullptr, whole));
  if (!part.clean.grey) return Error{ErrorCode::kMemoryLimit, "no memory"};
  return part;
}

Result<CropPart> CropSource::Cut(Box box, double dpi) {
  const Box whole{0, 0, width_, height_};
  box = box.empty() ? whole : box.Intersect(whole);
  if (box.empty()) return Error{ErrorCode::kUsage, "the box lies outside the page"};
  if (drawn_) {
    CropPart part{.box = box};
    PixPtr pix = page_->Render(dpi, dpi, box);
    if (!pix) return Error{ErrorCode::kDamaged, "the page cannot be drawn"};
    part.clean.grey = Grey(pix.get());
    if (!part.clean.grey) return Error{ErrorCode::kMemoryLimit, "no memory"};
    part.clean.dpi = 72 * pixGetWidth(pix.get()) / box.width();
    part.clean.to_page = Transform::Scale(box.width() / pixGetWidth(pix.get()),
                                          box.height() / pixGetHeight(pix.get()))
                             .Then(Transform::Translate(box.left, box.top));
    return part;
  }
  if (!whole_) {
    Result<Picture> scan = PictureOf(*page_, content_);
    if (!scan.ok()) return scan.error();
    if (!Keep(std::move(*scan))) return Error{ErrorCode::kMemoryLimit, "no memory"};
  }
  return FromWhole(whole_.get(), box);
}

std::optional<CropPart> CropSource::CutUnderStamp(Box box) {
  if (scan_) {
    free_ = WithoutStamps(*scan_, x_dpi_, StampWay::kByShade);
    scan_.reset();
  }
  if (!free_) return std::nullopt;
  box = box.Intersect({0, 0, width_, height_});
  const Transform to_page = Transform::Scale(72 / x_dpi_, 72 / y_dpi_);
  const bool stamped =
      std::any_of(free_->places.begin(), free_->places.end(),
                  [&](const Box& place) { return !to_page.Apply(place).Intersect(box).empty(); });
  if (!stamped) return std::nullopt;
  Result<CropPart> part = FromWhole(free_->pix.get(), box);
  if (!part.ok()) return std::nullopt;
  return std::move(*part);
}

}  // namespace riposte
