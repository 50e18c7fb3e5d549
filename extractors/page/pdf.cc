// Poppler repairs much by itself; what it refuses gets one more chance through qpdf, which rebuilds
// the cross-reference table from the objects it finds.
#include "extractors/page/pdf.h"

#include <leptonica/allheaders.h>
#include <poppler-image.h>
#include <poppler-page-renderer.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <exception>

#include "extractors/page/qpdf.h"

namespace riposte {
namespace {

constexpr double kMaxRenderPixels = 40e6;

PixPtr FromPoppler(const poppler::image& image) {
  if (!image.is_valid() || image.format() != poppler::image::format_gray8) return nullptr;
  const int w = image.width(), h = image.height();
  PixPtr pix(pixCreateNoInit(w, h, 8));
  if (!pix) return nullptr;
  const int wpl = pixGetWpl(pix.get());
  l_uint32* data = pixGetData(pix.get());
  for (int y = 0; y < h; ++y) {
    l_uint32* line = data + static_cast<ptrdiff_t>(y) * wpl;
    line[wpl - 1] = 0;
    std::memcpy(line, image.const_data() + static_cast<ptrdiff_t>(y) * image.bytes_per_row(),
                static_cast<size_t>(w));
  }
  pixEndianByteSwap(pix.get());  // Leptonica keeps 32-bit words, most significant byte first
  return pix;
}

Error TooMany(int64_t pages, const ReadLimits& limits) {
  return Error{.code = ErrorCode::kTooLarge,
               .message = "the PDF has " + std::to_string(pages) + " pages, the limit is " +
                          std::to_string(limits.max_pages),
               .hint = "split it"};
}

}  // namespace

bool NeedsRepair(Bytes file) {
  try {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    pdf.processMemoryFile("input", reinterpret_cast<const char*>(file.data()), file.size());
    pdf.getAllPages();
    return pdf.anyWarnings();
  } catch (const std::exception&) {
    return true;
  }
}

Repaired Repair(Bytes file, int max_pages) {
  Repaired repaired;
  try {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    pdf.processMemoryFile("input", reinterpret_cast<const char*>(file.data()), file.size());
    repaired.pages = static_cast<int64_t>(pdf.getAllPages().size());
    repaired.clean = !pdf.anyWarnings();
    if (repaired.pages == 0 || repaired.pages > max_pages) return repaired;
    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.setDeterministicID(true);
    writer.setPreserveEncryption(false);
    writer.write();
    const std::unique_ptr<Buffer> buffer(writer.getBuffer());
    repaired.bytes.assign(reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize());
  } catch (const std::exception&) {
    repaired.bytes.clear();
  }
  return repaired;
}

PdfPage::PdfPage(std::unique_ptr<poppler::page> page, int number)
    : page_(std::move(page)), number_(number) {
  const poppler::rectf box = page_->page_rect(poppler::crop_box);
  const auto orientation = page_->orientation();
  const bool sideways =
      orientation == poppler::page::landscape || orientation == poppler::page::seascape;
  width_ = sideways ? box.height() : box.width();
  height_ = sideways ? box.width() : box.height();
}

PixPtr PdfPage::Render(double x_dpi, double y_dpi, const Box& part) const {
  const Box whole{0, 0, width_, height_};
  const Box box = part.empty() ? whole : part.Intersect(whole);
  if (box.empty()) return nullptr;
  const double pixels = box.width() / 72 * x_dpi * box.height() / 72 * y_dpi;
  const double shrink = pixels > kMaxRenderPixels ? std::sqrt(kMaxRenderPixels / pixels) : 1;
  const double sx = x_dpi * shrink / 72, sy = y_dpi * shrink / 72;
  poppler::page_renderer renderer;
  renderer.set_image_format(poppler::image::format_gray8);
  renderer.set_render_hint(poppler::page_renderer::antialiasing);
  renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
  // An edge that falls on a pixel's edge must not gain a pixel by rounding.
  constexpr double kEdge = 1e-6;
  const int x = static_cast<int>(std::floor(box.left * sx + kEdge));
  const int y = static_cast<int>(std::floor(box.top * sy + kEdge));
  const int w = std::max(1, static_cast<int>(std::ceil(box.right * sx - kEdge)) - x);
  const int h = std::max(1, static_cast<int>(std::ceil(box.bottom * sy - kEdge)) - y);
  try {
    return FromPoppler(renderer.render_page(page_.get(), sx * 72, sy * 72, x, y, w, h));
  } catch (const std::exception&) {
    return nullptr;
  }
}

Status PdfFile::Load(Bytes file) {
  bytes_ = file;
  document_.reset(poppler::document::load_from_raw_data(reinterpret_cast<const char*>(file.data()),
                                                        static_cast<int>(file.size())));
  if (!document_)
    return Error{.code = ErrorCode::kDamaged,
                 .message = "the PDF cannot be opened",
                 .hint = "ask for it again, or scan the paper"};
  if (document_->is_locked())
    return Error{.code = ErrorCode::kEncrypted,
                 .message = "the PDF needs a password",
                 .hint = "open it, print it to a new PDF and drop that"};
  pages_ = document_->pages();
  return {};
}

Result<std::unique_ptr<PdfFile>> PdfFile::Open(Bytes file, const ReadLimits& limits) {
  if (file.size() > static_cast<size_t>(INT32_MAX))
    return Error{ErrorCode::kTooLarge, "the PDF has more than 2 GB"};
  std::unique_ptr<PdfFile> pdf(new PdfFile(limits));
  try {
    Status loaded = pdf->Load(file);
    if (!loaded.ok() && loaded.error().code == ErrorCode::kEncrypted) return loaded.error();
    if (!loaded.ok() || pdf->pages_ <= 0) {
      Repaired repaired = Repair(file, limits.max_pages);
      if (repaired.pages == 0 && repaired.clean)
        return Error{ErrorCode::kEmpty, "the PDF has no page"};
      if (repaired.pages > limits.max_pages) return TooMany(repaired.pages, limits);
      if (repaired.bytes.empty()) {
        return loaded.ok() ? Error{ErrorCode::kDamaged, "no page of the PDF can be found"}
                           : loaded.error();
      }
      pdf->repaired_ = std::move(repaired.bytes);
      loaded = pdf->Load(
          {reinterpret_cast<const unsigned char*>(pdf->repaired_.data()), pdf->repaired_.size()});
      if (!loaded.ok()) return loaded.error();
      if (pdf->pages_ <= 0) return Error{ErrorCode::kDamaged, "no page of the PDF can be found"};
      pdf->messages_.repaired = true;
    }
  } catch (const std::exception&) {
    return Error{ErrorCode::kDamaged, "the PDF cannot be opened"};
  }
  if (pdf->pages_ > limits.max_pages) return TooMany(pdf->pages_, limits);
  return pdf;
}

Result<PdfPage> PdfFile::Page(int number) {
  if (number < 1 || number > pages_)
    return Error{.code = ErrorCode::kUsage, .message = "no such page", .page = number};
  std::unique_ptr<poppler::page> page;
  try {
    page.reset(document_->create_page(number - 1));
  } catch (const std::exception&) {
  }
  if (!page)
    return Error{.code = ErrorCode::kDamaged, .message = "the page cannot be read", .page = number};
  PdfPage opened(std::move(page), number);
  const bool sane = std::isfinite(opened.width()) && std::isfinite(opened.height()) &&
                    opened.width() > 0 && opened.height() > 0;
  if (!sane)
    return Error{.code = ErrorCode::kDamaged, .message = "the page has no size", .page = number};
  if (opened.width() > limits_.max_page_points || opened.height() > limits_.max_page_points)
    return Error{.code = ErrorCode::kTooLarge,
                 .message = "the page is wider than any paper",
                 .page = number};
  return opened;
}

}  // namespace riposte
