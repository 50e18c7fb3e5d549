// The text layer of a PDF page as our words: with boxes on the page as displayed, font size and
// bold where the PDF tells.
//
//   TextLayer layer = ReadTextLayer(page);
//
// Ligatures are opened, soft hyphens dropped, no-break and thin spaces split words. `turned` is the
// quarter turn clockwise that most of the text needs to stand upright. Text that runs up or down
// hill, a stamp's, is left out (tilted_text.h). Control characters are dropped; unmapped glyphs
// stay U+FFFD so that Readable() sees them. At most a million words. Not thread-safe.
#pragma once

#include <vector>

#include "extractors/page/pdf.h"
#include "extractors/reading/reading.h"

namespace riposte {

struct TextLayer {
  std::vector<Word> words;
  int turned = 0;  // degrees
};

TextLayer ReadTextLayer(const PdfPage& page);

}  // namespace riposte
