// Reading: what was read on the pages of one file, before anybody asks what it means. It is what
// `read(bytes)` gives and what the store keeps by (file hash, reader version), so that a new
// template or a rebuilt dossier needs no second OCR.
//
//   for (const PageReading& p : reading.pages)
//     for (const Line& line : BuildLines(p)) …          // lines.h; tables.h for tables
//
// Units: boxes are in PDF points of the page as displayed (see base/geometry.h). Words are in
// reading order as the source gave them; lines, columns and tables are always built here, from the
// boxes, because the sources join columns. `confidence` is 0 to 1: 1 for a text layer, else
// Tesseract's word confidence / 100; it is evidence among others and never makes a value sure
// alone.
//
// ToJson/FromJson round-trip exactly (boxes to 0.01 point). FromJson treats its input as a
// stranger's: finite boxes inside the page (with a margin), valid UTF-8, limits on counts; else an
// Error.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/base/geometry.h"

namespace riposte {

// Raise it whenever the same bytes may give another Reading.
inline constexpr int kReaderVersion = 16;

struct Word {
  std::string text;  // UTF-8, no white space inside, never empty
  Box box;
  double confidence = 1;
  double font_size = 0;  // points; 0: unknown
  bool bold = false;     // only where a text layer tells
};

// A ruling line of the page (a table's or a letterhead's), straight and level or upright.
struct Rule {
  Box box;
  bool horizontal = true;
};

enum class PageSource {
  kTextLayer,  // the page's own text, found trustworthy
  kOcr,        // the picture was read
  kBlank,      // nothing on it
  kFailed,     // could not be read; `failure` says why; the other pages stand
};

struct PageReading {
  int number = 1;                // 1-based in the file
  double width = 0, height = 0;  // points, as displayed
  PageSource source = PageSource::kTextLayer;
  std::vector<Word> words;
  std::vector<Rule> rules;
  std::vector<Box> stamps;  // where ink of office stamps lies, on the page as displayed
  double turned = 0;        // degrees the picture was turned to be read (0, 90, 180, 270)
  double tilt = 0;          // degrees of the straightening
  // The sheet as it was read (upright, straight, flat), in points: see upright.h. Identity and 0 by
  // 0 for a page that is read as it lies.
  Transform to_page;  // sheet -> page as displayed
  double sheet_width = 0, sheet_height = 0;
  std::string recipe;                 // which cleaning won: "none", "scan", "fax", "photo", …
  double quality = 1;                 // 0 to 1: how well the page was read as a whole
  std::string failure;                // ErrorCode name when source is kFailed
  std::vector<std::string> warnings;  // English ids of this page: "font_missing", "repaired", …
};

struct Reading {
  std::string sha256;  // of the file, lower-case hex
  int version = kReaderVersion;
  std::string kind;  // "pdf", "tiff", "jpeg", "png", "heic"
  std::vector<PageReading> pages;
  std::vector<std::string> warnings;  // English ids: "font_missing", "repaired", …
};

std::string ToJson(const Reading& reading);
Result<Reading> ReadingFromJson(std::string_view json);
std::string ToJson(const PageReading& page);
Result<PageReading> PageReadingFromJson(std::string_view json);

}  // namespace riposte
