// What a page of a PDF draws, without drawing it: pictures with their place and resolution, ruling
// lines, and how much text is shown or hidden. Costs a few milliseconds, where a rendering costs
// hundreds.
//
//   std::optional<PageContent> content = ScanContent(bytes, 3);
//   content->picture_share   // 0 to 1: how much of the page pictures cover
//
// It answers three questions of the reader: is a text layer somebody's OCR (hidden text over a
// picture), at which resolution is a scan worth rendering, and where are the lines of a table.
// Points of the page as displayed. None if qpdf cannot read the page. Forms are followed 8 deep; at
// most two million operators are read, then `complete` is false.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "extractors/page/reader.h"

namespace riposte {

struct PlacedImage {
  Box box;
  int64_t width = 0, height = 0;  // pixels
  double x_dpi = 0, y_dpi = 0;
};

struct PageContent {
  std::vector<PlacedImage> images;
  std::vector<Rule> rules;
  double picture_share = 0;
  int64_t shown_bytes = 0, hidden_bytes = 0;  // of strings
  bool paints = false;                        // anything visible at all
  bool paints_more = false;                   // … besides pictures
  // When one upright baseline or progressive JPEG in grey or RGB is all that the page shows: its
  // bytes. Decoding them costs a third of drawing the page.
  std::string jpeg;
  bool complete = true;
};

std::optional<PageContent> ScanContent(Bytes file, int page);

// The same for several pages of a file that is parsed once. `file` must outlive it.
class ContentScanner {
 public:
  explicit ContentScanner(Bytes file);
  ~ContentScanner();
  std::optional<PageContent> Scan(int page);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;  // null: qpdf cannot read the file
};

}  // namespace riposte
