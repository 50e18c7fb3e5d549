// The reader: everything that touches the bytes of a foreign file. These functions run only in the
// sandboxed children of pipeline/worker (and in tests); their answers cross the border as JSON or
// bytes and are checked there like a stranger's.
//
//   Result<Census> c = TakeCensus(bytes, limits);              // kind, pages, sizes: one child a
//   document Result<PageReading> p = ReadPage(bytes, 3, engine, limits);  // one child a page
//   Result<CropReading> r = RereadCrop(bytes, request, engine, limits);
//   Result<std::string> png = RenderCrop(bytes, 3, box, 150, limits);
//   Result<std::string> pdf = MakeSearchable(bytes, reading);  // pictures byte-identical,
//   invisible text Result<std::string> part = SplitPages(bytes, 3, 2);        // pages 3 and 4,
//   untouched (qpdf)
//
// Kinds are told by magic bytes, never by the name. A page with a trustworthy text layer keeps it;
// else its picture is cleaned (image/) and read (ocr/), and boxes come back to the page as
// displayed. The words of a page that names patients are withheld (reading/secret.h), and its
// searchable copy is a picture without text.
//
// Fails with kEncrypted, kDamaged, kEmpty, kUnsupported, kTooLarge. A non-embedded font that cannot
// be found renders blank without an error: Poppler's messages are heard and such a page is read
// with a warning. Not thread-safe; one document at a time in a process.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/ocr/engine.h"
#include "extractors/reading/reading.h"
#include "extractors/reading/rereader.h"

namespace riposte {

using Bytes = std::span<const unsigned char>;

struct ReadLimits {
  int max_pages = 1000;
  double max_page_points = 14400;           // Acrobat's own limit, 200 inches
  int64_t max_pixels = 120'000'000;         // of one picture, before decoding
  int64_t max_bytes = 512ll * 1024 * 1024;  // of one file
};

struct PageCensus {
  double width = 0, height = 0;  // points, as displayed
  bool has_text = false;         // some text layer, good or bad
};

struct Census {
  std::string kind;  // "pdf", "tiff", "jpeg", "png", "heic"
  std::vector<PageCensus> pages;
  std::vector<std::string> warnings;
};

Result<Census> TakeCensus(Bytes file, const ReadLimits& limits);
Result<PageReading> ReadPage(Bytes file, int page, OcrEngine& engine, const ReadLimits& limits);
Result<CropReading> RereadCrop(Bytes file, const CropRequest& request, OcrEngine& engine,
                               const ReadLimits& limits);
// Many crops of one page, which is opened once: one answer a request, in their order. Fails where
// the page itself does.
Result<std::vector<Result<CropReading>>> RereadCrops(Bytes file,
                                                     const std::vector<CropRequest>& requests,
                                                     OcrEngine& engine, const ReadLimits& limits);
// A PNG of the box (the whole page when empty), `dpi` dots an inch.
Result<std::string> RenderCrop(Bytes file, int page, const Box& box, double dpi,
                               const ReadLimits& limits);
Result<std::string> MakeSearchable(Bytes file, const Reading& reading);
Result<std::string> SplitPages(Bytes file, int first_page, int pages);

std::string ToJson(const Census& census);
Result<Census> CensusFromJson(std::string_view json);
std::string ToJson(const CropReading& crop);
Result<CropReading> CropReadingFromJson(std::string_view json);
std::string ToJson(const std::vector<CropRequest>& requests);
Result<std::vector<CropRequest>> CropRequestsFromJson(std::string_view json);
// Of an answer that failed only the code is kept.
std::string ToJson(const std::vector<Result<CropReading>>& crops);
Result<std::vector<Result<CropReading>>> CropReadingsFromJson(std::string_view json);

}  // namespace riposte
