// Lays out pages by hand: words of 5 points a letter on lines at given places.
#pragma once

#include <string>
#include <vector>

#include "extractors/reading/reading.h"

namespace riposte {

class PageBuilder {
 public:
  explicit PageBuilder(int number = 1, PageSource source = PageSource::kTextLayer) {
    page_.number = number;
    page_.width = 595;
    page_.height = 842;
    page_.source = source;
  }

  // One printed line whose first word starts at (x, y); 10 points high.
  PageBuilder& Line(double x, double y, const std::string& text, double confidence = 1) {
    size_t i = 0;
    while (i < text.size()) {
      size_t end = text.find(' ', i);
      if (end == std::string::npos) end = text.size();
      double letters = 0;
      for (size_t k = i; k < end; ++k)
        if ((static_cast<unsigned char>(text[k]) & 0xC0) != 0x80) letters += 1;
      if (end > i) {
        Word w;
        w.text = text.substr(i, end - i);
        w.box = {x, y, x + letters * 5, y + 10};
        w.font_size = 10;
        w.confidence = confidence;
        page_.words.push_back(w);
      }
      x += (letters + 0.6) * 5;
      i = end + 1;
    }
    return *this;
  }

  // Lines below each other, 13 points apart; gives the next free y.
  double Lines(double x, double y, const std::vector<std::string>& lines, double confidence = 1) {
    for (const std::string& l : lines) {
      Line(x, y, l, confidence);
      y += 13;
    }
    return y;
  }

  PageReading& page() { return page_; }

 private:
  PageReading page_;
};

inline Reading ReadingOf(std::vector<PageReading> pages) {
  Reading r;
  r.kind = "pdf";
  r.pages = std::move(pages);
  return r;
}

}  // namespace riposte
