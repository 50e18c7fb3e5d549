// The invisible words of a searchable PDF: a font without glyphs and the content stream that shows
// the words with it, each stretched to its box.
//
//   QPDFObjectHandle font = MakeInvisibleFont(pdf);          // once a document, shared by pages
//   std::string stream = InvisibleText(reading, frame.ToDisplay(), "/RiposteText");
//
// Identity-H with a ToUnicode map, so that a character code is its UTF-16 code unit: viewers find
// and copy the text. Throws what QPDF throws.
#pragma once

#include <string>

#include "extractors/base/geometry.h"
#include "extractors/page/qpdf.h"
#include "extractors/reading/reading.h"

namespace riposte {

QPDFObjectHandle MakeInvisibleFont(QPDF& pdf);

// `to_display` maps user space to the page as displayed.
std::string InvisibleText(const PageReading& page, const Transform& to_display,
                          const std::string& font_name);

}  // namespace riposte
