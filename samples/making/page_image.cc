// Poppler renders, Leptonica holds. Words are compared as Poppler gives them, byte by byte: the
// text layers are our own.
#include "samples/making/page_image.h"

#include <poppler-page-renderer.h>
#include <poppler-page.h>

#include <sstream>

namespace riposte {

Result<PdfPages> PdfPages::Open(const std::string& path) {
  std::unique_ptr<poppler::document> d(poppler::document::load_from_file(path));
  if (!d || d->is_locked()) {
    return Error{.code = ErrorCode::kDamaged, .message = "not a readable PDF", .file = path};
  }
  return PdfPages(std::move(d));
}

Result<PdfPages> PdfPages::FromBytes(const std::string& bytes) {
  std::vector<char> data(bytes.begin(), bytes.end());
  std::unique_ptr<poppler::document> d(poppler::document::load_from_data(&data));
  if (!d || d->is_locked()) {
    return Error{.code = ErrorCode::kDamaged, .message = "not a readable PDF"};
  }
  return PdfPages(std::move(d));
}

Pix PdfPages::Render(int page, double dpi) const {
  std::unique_ptr<poppler::page> p(document_->create_page(page - 1));
  if (!p) return nullptr;
  poppler::page_renderer renderer;
  renderer.set_render_hint(poppler::page_renderer::antialiasing);
  renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
  renderer.set_image_format(poppler::image::format_argb32);
  const poppler::image image = renderer.render_page(p.get(), dpi, dpi);
  if (!image.is_valid()) return nullptr;
  Pix pix(pixCreate(image.width(), image.height(), 32));
  for (int y = 0; y < image.height(); ++y) {
    const auto* row =
        reinterpret_cast<const unsigned char*>(image.const_data()) + y * image.bytes_per_row();
    l_uint32* line = pixGetData(pix.get()) + y * pixGetWpl(pix.get());
    for (int x = 0; x < image.width(); ++x, row += 4) {
      composeRGBPixel(row[2], row[1], row[0], &line[x]);
    }
  }
  pixSetResolution(pix.get(), static_cast<int>(dpi), static_cast<int>(dpi));
  return pix;
}

Box PdfPages::Find(int page, const std::vector<std::string>& words) const {
  std::unique_ptr<poppler::page> p(document_->create_page(page - 1));
  if (!p || words.empty()) return {};
  const std::vector<poppler::text_box> boxes = p->text_list();
  std::vector<std::string> texts;
  for (const poppler::text_box& b : boxes) {
    const poppler::byte_array utf8 = b.text().to_utf8();
    texts.emplace_back(utf8.begin(), utf8.end());
  }
  for (size_t i = 0; i + words.size() <= texts.size(); ++i) {
    if (!std::equal(words.begin(), words.end(), texts.begin() + static_cast<long>(i))) continue;
    Box found;
    for (size_t k = i; k < i + words.size(); ++k) {
      const poppler::rectf r = boxes[k].bbox();
      found = found.Union(Box{r.left(), r.top(), r.right(), r.bottom()});
    }
    return found;
  }
  return {};
}

std::vector<std::string> Words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string w; in >> w;) words.push_back(w);
  return words;
}

}  // namespace riposte
