// The picture of a PDF page, at the resolution that suits it: a scan at its own (so that no pixel
// is made up), a drawn page at 300 dpi.
//
//   Result<Picture> picture = PictureOf(page, ScanContent(bytes, page.number()));
//   Result<Picture> crop = PictureOf(page, content, box);   // `box` in points; pixels fill the box
//
// Fails with kDamaged when Poppler cannot draw the page. Not thread-safe.
#pragma once

#include <optional>

#include "extractors/image/clean.h"
#include "extractors/page/content.h"
#include "extractors/page/pdf.h"

namespace riposte {

Result<Picture> PictureOf(const PdfPage& page, const std::optional<PageContent>& content,
                          const Box& part = {});

}  // namespace riposte
