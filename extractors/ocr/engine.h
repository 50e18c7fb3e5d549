// OcrEngine: a picture in, words with boxes and evidence out. Tesseract stands behind it; tests use
// a fake.
//
//   TesseractEngine engine;                        // loads nothing yet
//   if (auto s = engine.Load(); !s.ok()) …         // models fra, eng, osd: 0.1 s, once, before the
//   fork std::vector<OcrWord> w = engine.Recognize(image, {OcrMode::kSparse,
//   OcrModel::kFrench}).value();
//
// Boxes are pixels of the picture given. The engine never uses its library's own lines (they join
// columns) and runs on one thread: OpenMP must be off before the first use
// (omp_set_max_active_levels(0), first thing in main). Not thread-safe. Load fails with kDefect and
// the package to install.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/base/geometry.h"

struct Pix;

namespace riposte {

enum class OcrMode {
  kSparse,  // PSM 11: whole pages
  kBlock,   // PSM 6: one block
  kLine,    // PSM 7: one line, for crops
};

enum class OcrModel { kFrench, kEnglish };

struct OcrRequest {
  OcrMode mode = OcrMode::kSparse;
  OcrModel model = OcrModel::kFrench;
  int dpi = 300;
};

struct OcrWord {
  std::string text;
  Box box;                // pixels
  double confidence = 0;  // 0 to 1
};

class OcrEngine {
 public:
  virtual ~OcrEngine() = default;
  // Borrows `image` (8-bit grey or 1-bit) for the call.
  virtual Result<std::vector<OcrWord>> Recognize(Pix* image, const OcrRequest& request) = 0;
  // Degrees clockwise that put the picture upright (0, 90, 180, 270), and how sure: 0 when unknown.
  virtual Result<std::pair<int, double>> Orientation(Pix* image) = 0;
};

class TesseractEngine : public OcrEngine {
 public:
  TesseractEngine();
  ~TesseractEngine() override;
  Status Load();
  Result<std::vector<OcrWord>> Recognize(Pix* image, const OcrRequest& request) override;
  Result<std::pair<int, double>> Orientation(Pix* image) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace riposte
