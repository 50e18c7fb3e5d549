// Reads a letter that has a text layer, within the test's own process and without an OCR engine.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "extractors/page/reader.h"

namespace riposte {

class NoEngine : public OcrEngine {
 public:
  Result<std::vector<OcrWord>> Recognize(Pix*, const OcrRequest&) override { return None(); }
  Result<std::pair<int, double>> Orientation(Pix*) override { return None(); }

 private:
  static Error None() {
    Error e;
    e.message = "no engine here";
    return e;
  }
};

inline Result<Reading> ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), {});
  const Bytes file(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  const ReadLimits limits;
  Result<Census> census = TakeCensus(file, limits);
  if (!census.ok()) return census.error();
  NoEngine engine;
  Reading reading;
  reading.kind = census->kind;
  for (size_t i = 1; i <= census->pages.size(); ++i) {
    Result<PageReading> page = ReadPage(file, static_cast<int>(i), engine, limits);
    if (!page.ok()) return page.error();
    reading.pages.push_back(std::move(*page));
  }
  return reading;
}

}  // namespace riposte
