// One page, one way: its own text if that can be trusted, else its picture. What a text layer is
// worth depends on what the page shows: hidden text over a scan is somebody else's OCR, whose
// mistakes would pass for print, so such a page is read again.
#include "extractors/page/reader.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>

#include "extractors/page/content.h"
#include "extractors/page/kind.h"
#include "extractors/page/looks.h"
#include "extractors/page/pdf.h"
#include "extractors/page/picture_file.h"
#include "extractors/page/picture_reader.h"
#include "extractors/page/source.h"
#include "extractors/page/text_layer.h"
#include "extractors/page/text_pages.h"
#include "extractors/reading/secret.h"
#include "extractors/reading/separator.h"

namespace riposte {
namespace {

Error OnPage(Error error, int page) {
  if (error.page == 0) error.page = page;
  return error;
}

// Share of the printed marks of the rendered page that lie outside the words of its text layer.
// Marks are blobs of letter size at 100 dpi, joined to words.
double UnreadShare(const PdfPage& page, const std::vector<Word>& words) {
  constexpr double kDpi = 100;
  PixPtr grey = page.Render(kDpi, kDpi);
  PixPtr binary = grey ? Binarise(grey.get()) : nullptr;
  if (!binary) return 1;
  PixPtr blobs(pixCloseSafeBrick(nullptr, binary.get(), 7, 1));
  if (!blobs) return 1;
  const double scale = pixGetWidth(grey.get()) / page.width();
  BOXA* boxes = pixConnCompBB(blobs.get(), 8);
  PixPtr covered(pixCreateTemplate(binary.get()));
  for (const Word& w : words) {
    const int x = static_cast<int>(w.box.left * scale) - 2;
    const int y = static_cast<int>(w.box.top * scale) - 2;
    pixRasterop(covered.get(), x, y, static_cast<int>(w.box.width() * scale) + 5,
                static_cast<int>(w.box.height() * scale) + 5, PIX_SET, nullptr, 0, 0);
  }
  double inside = 0, outside = 0;
  for (int i = 0; boxes != nullptr && i < boxaGetCount(boxes); ++i) {
    l_int32 x = 0, y = 0, w = 0, h = 0;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    // Words are 5 to 30 pixels high and wider than high; logos, lines and dots are not text.
    if (h < 5 || h > 30 || w < h || w > 40 * h) continue;
    l_uint32 middle = 0;
    pixGetPixel(covered.get(), x + w / 2, y + h / 2, &middle);
    (middle != 0 ? inside : outside) += w;
  }
  boxaDestroy(&boxes);
  return inside + outside > 0 ? outside / (inside + outside) : 0;
}

bool Trustworthy(const PdfPage& page, const TextLayer& layer,
                 const std::optional<PageContent>& content) {
  if (layer.words.empty() || !Readable(layer.words)) return false;
  if (content && content->hidden_bytes > content->shown_bytes) return false;
  // A picture larger than a logo may hold text of its own.
  const double pictures = content ? content->picture_share : 1;
  if (pictures < 0.08) return true;
  return UnreadShare(page, layer.words) < 0.25;
}

// Words that run up, down or upside down: the sheet is the page turned.
void LayUpright(PageReading& page) {
  const double w = page.width, h = page.height;
  const int turned = static_cast<int>(page.turned);
  if (turned == 90) page.to_page = Transform({0, 1, 0, -1, 0, h, 0, 0, 1});
  if (turned == 180) page.to_page = Transform({-1, 0, w, 0, -1, h, 0, 0, 1});
  if (turned == 270) page.to_page = Transform({0, -1, w, 1, 0, 0, 0, 0, 1});
  if (turned == 0) return;
  page.sheet_width = turned == 180 ? w : h;
  page.sheet_height = turned == 180 ? h : w;
}

void TakeTextLayer(TextLayer layer, const std::optional<PageContent>& content,
                   PageReading& reading) {
  reading.source = PageSource::kTextLayer;
  reading.recipe = "none";
  reading.words = std::move(layer.words);
  reading.turned = layer.turned;
  LayUpright(reading);
  if (content) reading.rules = content->rules;
}

bool TooManyPixels(const std::optional<PageContent>& content, const ReadLimits& limits) {
  return content &&
         std::any_of(content->images.begin(), content->images.end(), [&](const PlacedImage& image) {
           return image.width > limits.max_pixels / std::max<int64_t>(1, image.height);
         });
}

Result<PageReading> ReadPdfPage(Bytes file, int number, OcrEngine& engine,
                                const ReadLimits& limits) {
  Result<std::unique_ptr<PdfFile>> pdf = PdfFile::Open(file, limits);
  if (!pdf.ok()) return pdf.error();
  Result<PdfPage> page = (*pdf)->Page(number);
  if (!page.ok()) return page.error();
  PageReading reading{.number = number, .width = page->width(), .height = page->height()};
  const std::optional<PageContent> content = ScanContent((*pdf)->bytes(), number);
  if (TooManyPixels(content, limits)) {
    return Error{.code = ErrorCode::kTooLarge,
                 .message = "a picture on the page has more pixels than the limit",
                 .hint = "scan at 300 dpi",
                 .page = number};
  }
  TextLayer layer = ReadTextLayer(*page);
  if (Trustworthy(*page, layer, content)) {
    TakeTextLayer(std::move(layer), content, reading);
    reading.warnings = (*pdf)->messages().Warnings();
    return reading;
  }
  if (content && content->complete && !content->paints && layer.words.empty() &&
      (*pdf)->messages().errors == 0) {
    reading.source = PageSource::kBlank;
    reading.recipe = "none";
    reading.warnings = (*pdf)->messages().Warnings();
    return reading;
  }
  Result<Picture> picture = PictureOf(*page, content);
  if (!picture.ok()) return picture.error();
  if (Status s = ReadPicture(*picture, engine, reading); !s.ok()) return s.error();
  for (std::string& warning : (*pdf)->messages().Warnings())
    reading.warnings.push_back(std::move(warning));
  if (!layer.words.empty()) reading.warnings.emplace_back("text_layer_distrusted");
  if (reading.source == PageSource::kBlank) {
    const PopplerMessages& heard = (*pdf)->messages();
    const bool shows_text = content && content->shown_bytes > 0;
    if (heard.font_missing || shows_text) {
      return Error{.code = ErrorCode::kDamaged,
                   .message = "the page shows text but renders blank: a font is missing",
                   .hint = "install the fonts, or print the letter to a new PDF",
                   .page = number};
    }
    if (heard.errors > 0 || heard.repaired) {
      return Error{.code = ErrorCode::kDamaged,
                   .message = "the page is damaged and renders blank",
                   .hint = "ask for the letter again, or scan the paper",
                   .page = number};
    }
  }
  return reading;
}

Result<PageReading> ReadPicturePage(Bytes file, FileKind kind, int number, OcrEngine& engine,
                                    const ReadLimits& limits) {
  Result<Picture> picture = DecodePicture(file, kind, number, limits);
  if (!picture.ok()) return picture.error();
  PageReading reading{.number = number,
                      .width = 72 * pixGetWidth(picture->pix.get()) / picture->x_dpi,
                      .height = 72 * pixGetHeight(picture->pix.get()) / picture->y_dpi};
  if (Status s = ReadPicture(*picture, engine, reading); !s.ok()) return s.error();
  return reading;
}

Result<Census> PdfCensus(Bytes file, const ReadLimits& limits) {
  Result<std::unique_ptr<PdfFile>> pdf = PdfFile::Open(file, limits);
  if (!pdf.ok()) return pdf.error();
  Census census{.kind = "pdf"};
  for (int i = 1; i <= (*pdf)->pages(); ++i) {
    Result<PdfPage> page = (*pdf)->Page(i);
    PageCensus one;
    if (page.ok()) {
      one = {.width = page->width(), .height = page->height()};
      const std::unique_ptr<poppler::font_iterator> fonts(
          (*pdf)->poppler().create_font_iterator(i - 1));
      one.has_text = fonts && fonts->has_next() && !fonts->next().empty();
    } else if (page.error().code == ErrorCode::kTooLarge) {
      return page.error();
    } else {
      census.warnings.emplace_back("page_damaged");
    }
    census.pages.push_back(one);
  }
  if (NeedsRepair(file)) (*pdf)->messages().repaired = true;
  for (std::string& warning : (*pdf)->messages().Warnings())
    census.warnings.push_back(std::move(warning));
  return census;
}

}  // namespace

Result<Census> TakeCensus(Bytes file, const ReadLimits& limits) {
  setMsgSeverity(L_SEVERITY_NONE);
  Result<FileKind> kind = CheckFile(file, limits);
  if (!kind.ok()) return kind.error();
  if (*kind == FileKind::kPdf) {
    try {
      return PdfCensus(file, limits);
    } catch (const std::exception&) {
      return Error{ErrorCode::kDamaged, "the PDF cannot be read"};
    }
  }
  Result<PictureHeaders> headers = ReadPictureHeaders(file, *kind, limits);
  if (!headers.ok()) return headers.error();
  Census census{.kind = Name(*kind), .warnings = std::move(headers->warnings)};
  for (const PictureHeader& header : headers->pages)
    census.pages.push_back({.width = header.page_width(), .height = header.page_height()});
  return census;
}

Result<PageReading> ReadPage(Bytes file, int page, OcrEngine& engine, const ReadLimits& limits) {
  setMsgSeverity(L_SEVERITY_NONE);
  Result<FileKind> kind = CheckFile(file, limits);
  if (!kind.ok()) return OnPage(kind.error(), page);
  try {
    Result<PageReading> reading = *kind == FileKind::kPdf
                                      ? ReadPdfPage(file, page, engine, limits)
                                      : ReadPicturePage(file, *kind, page, engine, limits);
    if (!reading.ok()) return OnPage(reading.error(), page);
    if (NamesPatients(*reading)) Withhold(*reading);
    if (SaysSeparator(*reading)) MarkSeparator(*reading);
    return reading;
  } catch (const std::bad_alloc&) {
    return Error{.code = ErrorCode::kMemoryLimit, .message = "no memory", .page = page};
  } catch (const std::exception&) {
    return Error{.code = ErrorCode::kDamaged, .message = "the page cannot be read", .page = page};
  }
}

Result<std::vector<std::optional<PageReading>>> ReadTextPages(Bytes file, int first, int count,
                                                              const ReadLimits& limits) {
  setMsgSeverity(L_SEVERITY_NONE);
  std::vector<std::optional<PageReading>> readings;
  Result<FileKind> kind = CheckFile(file, limits);
  if (!kind.ok()) return kind.error();
  if (*kind != FileKind::kPdf) return Error{ErrorCode::kUnsupported, "a picture has no text layer"};
  try {
    Result<std::unique_ptr<PdfFile>> pdf = PdfFile::Open(file, limits);
    if (!pdf.ok()) return pdf.error();
    ContentScanner scanner((*pdf)->bytes());
    const PopplerMessages& heard = (*pdf)->messages();
    for (int number = first; number < first + count; ++number) {
      std::optional<PageReading>& reading = readings.emplace_back();
      // What was said may be about any page before: from here on each is read alone.
      if (!heard.Warnings().empty() || heard.errors > 0) continue;
      Result<PdfPage> page = (*pdf)->Page(number);
      if (!page.ok()) continue;
      const std::optional<PageContent> content = scanner.Scan(number);
      if (TooManyPixels(content, limits)) continue;
      TextLayer layer = ReadTextLayer(*page);
      if (!Trustworthy(*page, layer, content)) continue;
      if (!heard.Warnings().empty() || heard.errors > 0) continue;
      reading.emplace(
          PageReading{.number = number, .width = page->width(), .height = page->height()});
      TakeTextLayer(std::move(layer), content, *reading);
      if (NamesPatients(*reading)) Withhold(*reading);
      if (SaysSeparator(*reading)) MarkSeparator(*reading);
    }
    return readings;
  } catch (const std::exception&) {
    return Error{ErrorCode::kDamaged, "the pages cannot be read"};
  }
}

}  // namespace riposte
