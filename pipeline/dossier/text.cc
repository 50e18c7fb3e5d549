#include "pipeline/dossier/text.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace riposte {
namespace {

constexpr int kColumns = 100;

bool IsSpaceToBreak(char c) { return c == ' '; }

}  // namespace

std::string Printable(std::string_view text) {
  std::string out;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    const int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, length, c);
    if (c < 0) {
      out += "\xEF\xBF\xBD";
      continue;
    }
    const int8_t type = u_charType(c);
    if (type == U_FORMAT_CHAR) continue;
    if (type == U_CONTROL_CHAR || type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR) {
      out += ' ';
      continue;
    }
    out.append(text.substr(begin, i - begin));
  }
  return out;
}

int WidthOf(std::string_view utf8) {
  int width = 0;
  const auto* bytes = reinterpret_cast<const uint8_t*>(utf8.data());
  const auto length = static_cast<int32_t>(utf8.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, length, c);
    const int8_t type = c < 0 ? 0 : u_charType(c);
    if (type != U_NON_SPACING_MARK && type != U_ENCLOSING_MARK) ++width;
  }
  return width;
}

void TextPage::EmptyLine() {
  if (!out_.empty()) out_ += '\n';
}

void TextPage::Title(std::string_view text) {
  EmptyLine();
  out_ += text;
  out_ += '\n';
}

void TextPage::Paragraph(int indent, std::string_view text) {
  Wrapped(std::string(indent, ' '), indent, indent, text);
}

void TextPage::Item(int indent, std::string_view label, int column, std::string_view text) {
  std::string line = std::string(indent, ' ') + Printable(label);
  int width = WidthOf(line);
  do {
    line += ' ';
    ++width;
  } while (width < column);
  Wrapped(line, width, column, text);
}

void TextPage::Wrapped(std::string line, int line_width, int indent, std::string_view raw) {
  const std::string text = Printable(raw);
  bool fresh = true;
  for (size_t begin = 0; begin < text.size();) {
    if (IsSpaceToBreak(text[begin])) {
      ++begin;
      continue;
    }
    const size_t end = std::min(text.find(' ', begin), text.size());
    const std::string_view word = std::string_view(text).substr(begin, end - begin);
    const int width = WidthOf(word);
    if (!fresh && line_width + 1 + width > kColumns) {
      out_ += line + '\n';
      line.assign(indent, ' ');
      line_width = indent;
      fresh = true;
    }
    if (!fresh) line += ' ';
    line_width += width + (fresh ? 0 : 1);
    line += word;
    fresh = false;
    begin = end;
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  out_ += line + '\n';
}

}  // namespace riposte
