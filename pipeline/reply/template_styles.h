// One place for style: templates/replies/styles.fodt. Its named styles, fonts and page styles (with
// header, footer and page layout) are laid over those that a letter's template carries, so that a
// change there changes every letter; the copies in the letters only make them look right in Writer.
// Private to pipeline/reply. One thread a document.
#pragma once

#include "pipeline/reply/xml.h"

namespace riposte::reply {

// Direct child of the root in the office: namespace, or null.
xmlNode* StylePart(xmlDoc* doc, const char* local);
// Whether an attribute's value is the name of a style or page layout.
bool NamesStyle(const xmlAttr* attribute);
void LayStylesOver(xmlDoc* letter, xmlDoc* styles);

}  // namespace riposte::reply
