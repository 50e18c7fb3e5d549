// Where the time of a scanned page goes, step by step, as CPU milliseconds a page: in this process,
// without children, so that each step can be timed. `layout` is Tesseract's page layout alone, run
// beside the reading; what is left of `recognise` is its LSTM.
//
//   page_times SCAN.pdf…            milliseconds a page and step
//   page_times --words SCAN.pdf…    the words read, one a line
#include <leptonica/allheaders.h>
#include <omp.h>
#include <tesseract/baseapi.h>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/image/clean.h"
#include "extractors/image/rules.h"
#include "extractors/ocr/engine.h"
#include "extractors/page/content.h"
#include "extractors/page/leftovers.h"
#include "extractors/page/pdf.h"
#include "extractors/page/picture_reader.h"
#include "extractors/page/source.h"

namespace riposte {
namespace {

double Now() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

class Times {
 public:
  template <class F>
  auto Of(const char* step, F&& work) {
    const double start = Now();
    auto result = work();
    sums_[step] += Now() - start;
    return result;
  }
  double operator[](const char* step) { return sums_[step]; }

 private:
  std::map<std::string, double> sums_;
};

int Main(int argc, char** argv) {
  TesseractEngine engine;
  tesseract::TessBaseAPI layout;
  if (!engine.Load().ok() || layout.Init(nullptr, "fra", tesseract::OEM_LSTM_ONLY) != 0) {
    std::fprintf(stderr, "the OCR models cannot be loaded\n");
    return 70;
  }
  Times times;
  int pages = 0;
  const bool words_only = argc > 1 && std::string_view(argv[1]) == "--words";
  for (int i = words_only ? 2 : 1; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    const std::string file((std::istreambuf_iterator<char>(in)), {});
    const Bytes bytes(reinterpret_cast<const unsigned char*>(file.data()), file.size());
    auto pdf = times.Of("open", [&] { return PdfFile::Open(bytes, {}); });
    if (!pdf.ok()) continue;
    for (int number = 1; number <= (*pdf)->pages(); ++number) {
      auto page = times.Of("open", [&] { return (*pdf)->Page(number); });
      if (!page.ok()) continue;
      auto content = times.Of("open", [&] { return ScanContent((*pdf)->bytes(), number); });
      auto picture = times.Of("render", [&] { return PictureOf(*page, content); });
      if (!picture.ok()) continue;
      ++pages;
      if (words_only) {
        PageReading read;
        if (ReadPicture(*picture, engine, read).ok())
          for (const Word& word : read.words) std::printf("%s\n", word.text.c_str());
        continue;
      }
      auto clean = times.Of("prepare", [&] { return Prepare(*picture, ChooseRecipe(*picture)); });
      if (!clean.ok()) continue;
      PixPtr binary = times.Of("prepare", [&] { return Binarise(clean->grey.get()); });
      times.Of("turn", [&] { return FindTurn(binary.get()); });
      times.Of("straighten", [&] { return Straighten(*clean); });
      times.Of("rules", [&] { return TakeRules(*clean); });
      times.Of("layout", [&] {
        layout.SetPageSegMode(tesseract::PSM_SPARSE_TEXT);
        layout.SetImage(clean->grey.get());
        layout.SetSourceResolution(static_cast<int>(clean->dpi));
        delete layout.AnalyseLayout();
        layout.Clear();
        return 0;
      });
      auto words = times.Of("recognise", [&] {
        return engine.Recognize(
            clean->grey.get(), {OcrMode::kSparse, OcrModel::kFrench, static_cast<int>(clean->dpi)});
      });
      if (words.ok())
        times.Of("leftovers", [&] { return ReadLeftovers(clean->grey.get(), *words, engine); });
    }
  }
  if (words_only) return 0;
  for (const char* step : {"open", "render", "prepare", "turn", "straighten", "rules", "layout",
                           "recognise", "leftovers"})
    std::printf("%-10s %7.1f ms/page\n", step, times[step] / std::max(1, pages));
  return 0;
}

}  // namespace
}  // namespace riposte

int main(int argc, char** argv) {
  omp_set_max_active_levels(0);
  return riposte::Main(argc, argv);
}
