// Text from scans and persons as ODF text nodes.
//
//   ReplaceByText(field, {"12 rue des Lilas", "44000 NANTES"})   // lines joined by text:line-break
//
// The text is only ever the content of text nodes: it can make no element, field or link. Bytes
// that are no UTF-8 become U+FFFD; control characters, bidirectional controls and other invisible
// characters go (a form feed of the OCR, a name that would turn the rest of the line around).
// Nothing fails. One thread a document.
#pragma once

#include <libxml/tree.h>

#include <string>
#include <string_view>
#include <vector>

namespace riposte::reply {

// Characters of `text` that may stand in a letter.
std::string Printable(std::string_view text);
// Replaces `field` (an element inside a paragraph) by the lines; `text_ns` is the document's text:
// namespace.
void ReplaceByText(xmlNode* field, xmlNs* text_ns, const std::vector<std::string>& lines);

}  // namespace riposte::reply
