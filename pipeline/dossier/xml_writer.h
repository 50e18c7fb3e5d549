// Writes indented XML as text, deterministic, for files of ours only (internal to this room).
//
//   XmlWriter w;
//   w.Open("piece").Attr("id", "P1");  w.Element("avertissement", "page 2 illisible");  w.Close();
//   w.text()
//
// Text may be anything: bad UTF-8 and characters that XML 1.0 forbids become U+FFFD; what a parser
// would normalise away (line ends and tabs in attributes, carriage returns) is written as
// references, so that what is read back is what was written. Nothing fails. One thread each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace riposte {

class XmlWriter {
 public:
  XmlWriter();
  XmlWriter& Open(std::string_view name);
  XmlWriter& Attr(std::string_view name, std::string_view value);
  // Nothing when the value is empty.
  XmlWriter& AttrIf(std::string_view name, std::string_view value) {
    return value.empty() ? *this : Attr(name, value);
  }
  XmlWriter& Attr(std::string_view name, double value);  // never with an exponent
  XmlWriter& Attr(std::string_view name, int value) { return Attr(name, std::to_string(value)); }
  XmlWriter& Flag(std::string_view name, bool value) {
    return Attr(name, std::string_view(value ? "true" : "false"));
  }
  void Close();
  // Closes an element that has attributes and holds text alone.
  void Close(std::string_view text);
  // An element that holds text alone.
  void Element(std::string_view name, std::string_view text);

  const std::string& text() const { return out_; }

 private:
  void Finish();  // the open start tag

  std::string out_;
  std::vector<std::string> open_;
  bool in_tag_ = false;
};

// Shortest decimal that reads back as the same double, without exponent; "0" for what is not
// finite.
std::string PlainNumber(double value);
// Valid UTF-8 made of characters that XML 1.0 allows.
std::string CleanText(std::string_view text);

}  // namespace riposte
