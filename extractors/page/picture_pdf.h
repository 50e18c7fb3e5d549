// A picture file as a PDF: one page a picture, as large as the picture says, without loss.
//
//   AddPicturePages(pdf, bytes, FileKind::kJpeg, limits);    // appended to `pdf`
//
// The bytes of a JPEG and the data of a plain PNG go in unchanged; 1-bit pictures become group 4,
// the rest Flate. HEIC, which PDF does not know, becomes a JPEG of quality 92: the original stays
// in the store. Throws what QPDF throws.
#pragma once

#include "extractors/image/pix.h"
#include "extractors/page/kind.h"
#include "extractors/page/qpdf.h"

namespace riposte {

Status AddPicturePages(QPDF& pdf, Bytes file, FileKind kind, const ReadLimits& limits);

// The page shows `grey`, upright and whole, and nothing else: no text, no annotation, no structure.
Status ShowOnlyPicture(QPDF& pdf, QPDFPageObjectHelper page, Pix* grey);

}  // namespace riposte
