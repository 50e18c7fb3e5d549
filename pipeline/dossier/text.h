// Plain text for a terminal (internal to this room): 100 columns, UTF-8.
//
//   TextPage page;
//   page.Title("ÉCHÉANCES");  page.Paragraph(2, "…");  page.Item(2, "P1", "…");
//
// Text may come from a scan: control characters, terminal escapes and marks that turn the direction
// of writing are taken out. Width is counted in code points, combining marks not. Nothing fails.
#pragma once

#include <string>
#include <string_view>

namespace riposte {

class TextPage {
 public:
  void Title(std::string_view text);  // with an empty line before
  void Paragraph(int indent, std::string_view text);
  // A label, then the text from `column` on, wrapped there.
  void Item(int indent, std::string_view label, int column, std::string_view text);
  void EmptyLine();
  const std::string& text() const { return out_; }

 private:
  void Wrapped(std::string line, int line_width, int indent, std::string_view text);
  std::string out_;
};

// What may be shown on a terminal; line ends become spaces.
std::string Printable(std::string_view text);
int WidthOf(std::string_view utf8);

}  // namespace riposte
