// Separator sheets: a page that `riposte separator` printed lies between two letters of a batch.
// What the child saw on the page (its barcode, image/barcode.h, or the same words in a text layer)
// is kept as a warning of the page, as the secret is; template/split.h cuts there.
//
//   if (SaysSeparator(page)) MarkSeparator(page);   // page.words is empty
//   if (IsSeparator(page)) …
//
// Pure functions; thread-safe.
#pragma once

#include <string_view>

#include "extractors/reading/reading.h"

namespace riposte {

// What the barcode holds, and what stands under it in letters. The barcodes on letters
// (registered-mail numbers) hold digits.
inline constexpr std::string_view kSeparatorText = "RIPOSTE-SEPARATEUR";
inline constexpr std::string_view kSeparatorWarning = "separator";

// By its words alone: those of the text are there, and no more than a sheet has. A letter that
// quotes them has more.
bool SaysSeparator(const PageReading& page);
// Drops words and lines; adds kSeparatorWarning to the page's warnings.
void MarkSeparator(PageReading& page);
bool IsSeparator(const PageReading& page);

}  // namespace riposte
