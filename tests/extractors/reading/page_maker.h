// Lays words out on a page by hand: a helper of the tests of reading/ and of those who need a page
// without a file.
//
//   PageMaker page;                              // A4, a text layer
//   page.Text(57, 100, "Date : 18 juin 2025");   // baseline at y = 100
//   page.RightText(500, 120, "1 234");           // ends at x = 500
//   page.Ocr();                                  // boxes as tight as ink, as OCR gives them
//   page.Tilt(1.5);                              // degrees
//   BuildLines(page.Get());
//
// Widths are those of Liberation Sans to a few percent.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

#include "extractors/reading/reading.h"

namespace riposte {

class PageMaker {
 public:
  explicit PageMaker(double size = 10, int number = 1) : size_(size) {
    page_.number = number;
    page_.width = 595;
    page_.height = 842;
  }

  PageMaker& Size(double size) {
    size_ = size;
    return *this;
  }
  PageMaker& Bold(bool bold = true) {
    bold_ = bold;
    return *this;
  }

  // Words of `utf8` from x on, at the baseline y; `spacing` widens the spaces.
  PageMaker& Text(double x, double y, std::string_view utf8, double spacing = 0.28) {
    size_t at = 0;
    while (at < utf8.size()) {
      const size_t end = std::min(utf8.find(' ', at), utf8.size());
      const std::string word(utf8.substr(at, end - at));
      if (!word.empty()) {
        Put(x, y, word);
        x += Width(word);
      }
      x += spacing * size_;
      at = end + 1;
    }
    return *this;
  }
  PageMaker& RightText(double right, double y, std::string_view utf8) {
    return Text(right - TextWidth(utf8), y, utf8);
  }
  PageMaker& CenterText(double middle, double y, std::string_view utf8) {
    return Text(middle - TextWidth(utf8) / 2, y, utf8);
  }
  PageMaker& Horizontal(double x1, double x2, double y) {
    page_.rules.push_back({{x1, y, x2, y + 0.5}, true});
    return *this;
  }
  PageMaker& Vertical(double x, double y1, double y2) {
    page_.rules.push_back({{x, y1, x + 0.5, y2}, false});
    return *this;
  }

  // Boxes become those of the ink.
  PageMaker& Ocr(double confidence = 0.93) {
    page_.source = PageSource::kOcr;
    for (Word& w : page_.words) {
      const double base = w.box.bottom - 0.21 * w.font_size;
      bool tall = false, deep = false, text = false;
      for (char c : w.text) {
        const bool ascii = static_cast<unsigned char>(c) < 0x80;
        text |= ascii && std::isalnum(static_cast<unsigned char>(c)) != 0;
        tall |= !ascii ||
                std::string_view("bdfhijklt0123456789()%/").find(c) != std::string::npos ||
                (c >= 'A' && c <= 'Z');
        deep |= std::string_view("gjpqy(),;/").find(c) != std::string::npos;
      }
      w.box.top = base - (tall ? 0.72 : 0.52) * w.font_size;
      w.box.bottom = base + (deep ? 0.21 * w.font_size : 0);
      if (!text) {  // a dash, a star: small and afloat
        w.box.top = base - 0.4 * w.font_size;
        w.box.bottom = base - 0.25 * w.font_size;
      }
      w.box.left += 0.06 * w.font_size;
      w.box.right -= 0.06 * w.font_size;
      w.confidence = confidence;
      w.font_size = 0;
      w.bold = false;
    }
    return *this;
  }

  // Turns the page clockwise; boxes become the upright ones around the turned.
  PageMaker& Tilt(double degrees) {
    const Transform t = Transform::Rotate(degrees * 3.14159265358979 / 180, 297, 421);
    for (Word& w : page_.words) w.box = t.Apply(w.box);
    for (Rule& r : page_.rules) r.box = t.Apply(r.box);
    return *this;
  }

  PageReading& Get() { return page_; }

  double Width(std::string_view word) const {
    double em = 0;
    for (char c : word) {
      if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;
      if (std::string_view("ijl.,:;'|!").find(c) != std::string::npos)
        em += 0.25;
      else if (std::string_view("ft()-*r").find(c) != std::string::npos)
        em += 0.34;
      else if (std::string_view("mwMW%").find(c) != std::string::npos)
        em += 0.85;
      else if (c >= 'A' && c <= 'Z')
        em += 0.68;
      else
        em += 0.55;
    }
    return em * size_;
  }
  double TextWidth(std::string_view utf8) const {
    double w = 0;
    size_t at = 0;
    while (at < utf8.size()) {
      const size_t end = std::min(utf8.find(' ', at), utf8.size());
      w += Width(utf8.substr(at, end - at)) + (end < utf8.size() ? 0.28 * size_ : 0);
      at = end + 1;
    }
    return w;
  }

 private:
  void Put(double x, double y, const std::string& word) {
    Word w;
    w.text = word;
    w.box = {x, y - 0.91 * size_, x + Width(word), y + 0.21 * size_};
    w.font_size = size_;
    w.bold = bold_;
    page_.words.push_back(std::move(w));
  }

  PageReading page_;
  double size_;
  bool bold_ = false;
};

}  // namespace riposte
