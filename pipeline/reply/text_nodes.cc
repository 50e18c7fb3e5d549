// ODF collapses runs of white space, so a second space in a row is written as text:s.
#include "pipeline/reply/text_nodes.h"

#include <unicode/utf8.h>

#include <cstdint>

namespace riposte::reply {
namespace {

bool Invisible(UChar32 c) {
  return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0) || c == 0xAD ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

bool NonCharacter(UChar32 c) { return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF); }

void InsertText(xmlNode* before, const std::string& run) {
  if (run.empty()) return;
  // Raw text: libxml2 escapes it when the document is written.
  xmlAddPrevSibling(
      before, xmlNewDocTextLen(before->doc, BAD_CAST run.data(), static_cast<int>(run.size())));
}

void InsertElement(xmlNode* before, xmlNs* ns, const char* name, int count = 0) {
  xmlNode* n = xmlNewDocNode(before->doc, ns, BAD_CAST name, nullptr);
  if (count > 1) xmlNewNsProp(n, ns, BAD_CAST "c", BAD_CAST std::to_string(count).c_str());
  xmlAddPrevSibling(before, n);
}

void InsertLine(xmlNode* before, xmlNs* ns, const std::string& line) {
  std::string run;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\t') {
      InsertText(before, run);
      run.clear();
      InsertElement(before, ns, "tab");
    } else if (line[i] == ' ' && i > 0 && line[i - 1] == ' ') {
      size_t end = i;
      while (end < line.size() && line[end] == ' ') ++end;
      InsertText(before, run);
      run.clear();
      InsertElement(before, ns, "s", static_cast<int>(end - i));
      i = end - 1;
    } else {
      run += line[i];
    }
  }
  InsertText(before, run);
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto* s = reinterpret_cast<const uint8_t*>(text.data());
  const int32_t length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(s, i, length, c);
    if (c < 0 || NonCharacter(c)) c = 0xFFFD;
    if (Invisible(c)) continue;
    uint8_t bytes[U8_MAX_LENGTH];
    int32_t n = 0;
    U8_APPEND_UNSAFE(bytes, n, c);
    out.append(reinterpret_cast<const char*>(bytes), n);
  }
  return out;
}

void ReplaceByText(xmlNode* field, xmlNs* text_ns, const std::vector<std::string>& lines) {
  bool first = true;
  for (const std::string& raw : lines) {
    const std::string line = Printable(raw);
    size_t from = 0;
    while (true) {
      const size_t at = line.find('\n', from);
      if (!first) InsertElement(field, text_ns, "line-break");
      first = false;
      InsertLine(field, text_ns, line.substr(from, at - from));
      if (at == std::string::npos) break;
      from = at + 1;
    }
  }
  xmlUnlinkNode(field);
  xmlFreeNode(field);
}

}  // namespace riposte::reply
