// A start tag stays open until its first child, so that attributes can follow and an element
// without content is written short.
#include "pipeline/dossier/xml_writer.h"

#include <array>
#include <charconv>
#include <cmath>

namespace riposte {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Length of the valid UTF-8 sequence at `i` that is an XML 1.0 character; 0 when there is none.
size_t CharacterLength(std::string_view s, size_t i) {
  const auto byte = [&](size_t k) { return static_cast<unsigned char>(s[k]); };
  const unsigned char lead = byte(i);
  if (lead < 0x80) return lead >= 0x20 || lead == '\t' || lead == '\n' || lead == '\r' ? 1 : 0;
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || i + length > s.size()) return 0;
  char32_t code = lead & (0x7F >> length);
  for (size_t k = 1; k < length; ++k) {
    if ((byte(i + k) & 0xC0) != 0x80) return 0;
    code = code << 6 | (byte(i + k) & 0x3F);
  }
  constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kSmallest.at(length) || code > 0x10FFFF) return 0;
  if ((code >= 0xD800 && code <= 0xDFFF) || code == 0xFFFE || code == 0xFFFF) return 0;
  return length;
}

void Escape(std::string_view text, bool attribute, std::string& out) {
  for (size_t i = 0; i < text.size();) {
    const size_t length = CharacterLength(text, i);
    if (length == 0) {
      out += kReplacement;
      ++i;
      continue;
    }
    switch (text[i]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\r':
        out += "&#13;";
        break;
      case '"':
        out += attribute ? "&quot;" : "\"";
        break;
      case '\n':
        out += attribute ? "&#10;" : "\n";
        break;
      case '\t':
        out += attribute ? "&#9;" : "\t";
        break;
      default:
        out += text.substr(i, length);
    }
    i += length;
  }
}

}  // namespace

std::string PlainNumber(double value) {
  if (!std::isfinite(value)) return "0";
  std::array<char, 400> buffer;
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  return end.ec == std::errc{} ? std::string(buffer.data(), end.ptr) : "0";
}

std::string CleanText(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const size_t length = CharacterLength(text, i);
    out += length == 0 ? kReplacement : text.substr(i, length);
    i += length == 0 ? 1 : length;
  }
  return out;
}

XmlWriter::XmlWriter() : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

void XmlWriter::Finish() {
  if (in_tag_) out_ += ">\n";
  in_tag_ = false;
}

XmlWriter& XmlWriter::Open(std::string_view name) {
  Finish();
  out_.append(2 * open_.size(), ' ');
  out_ += '<';
  out_ += name;
  open_.emplace_back(name);
  in_tag_ = true;
  return *this;
}

XmlWriter& XmlWriter::Attr(std::string_view name, std::string_view value) {
  out_ += ' ';
  out_ += name;
  out_ += "=\"";
  Escape(value, true, out_);
  out_ += '"';
  return *this;
}

XmlWriter& XmlWriter::Attr(std::string_view name, double value) {
  return Attr(name, PlainNumber(value));
}

void XmlWriter::Close() {
  const std::string name = open_.back();
  open_.pop_back();
  if (in_tag_) {
    out_ += "/>\n";
    in_tag_ = false;
    return;
  }
  out_.append(2 * open_.size(), ' ');
  out_ += "</" + name + ">\n";
}

void XmlWriter::Close(std::string_view text) {
  out_ += '>';
  Escape(text, false, out_);
  out_ += "</" + open_.back() + ">\n";
  open_.pop_back();
  in_tag_ = false;
}

void XmlWriter::Element(std::string_view name, std::string_view text) {
  Finish();
  out_.append(2 * open_.size(), ' ');
  out_ += '<';
  out_ += name;
  out_ += '>';
  Escape(text, false, out_);
  out_ += "</";
  out_ += name;
  out_ += ">\n";
}

}  // namespace riposte
