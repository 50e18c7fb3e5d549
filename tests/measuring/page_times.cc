// Where the time of a scanned page goes, step by step, as CPU milliseconds a page: in this process,
// without children, so that each step can be timed. `layout` is Tesseract's page layout alone, run
// beside the reading; what is left of `recognise` is its LSTM. `page` is the whole reading as
// extract does it: the steps before, and what is done for pens, stamps and a second try.
//
// `second` is the extraction's second look at single places (their crops are counted), `extract`
// what is left of the extraction.
//
//   page_times SCAN.pdf…            milliseconds a page and step
//   page_times --crops SCAN.pdf…    every crop: recipe, points, milliseconds, what was read
//   page_times --words SCAN.pdf…    the words read, one a line
//   page_times --boxes SCAN.pdf…    the same, each after its place on the upright sheet (left, top,
//                                   right, bottom in points) and its confidence
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
#include "extractors/page/reader.h"
#include "extractors/page/source.h"
#include "extractors/reading/upright.h"
#include "extractors/template/extract.h"

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
  void Add(const char* step, double ms) { sums_[step] += ms; }
  double operator[](const char* step) { return sums_[step]; }

 private:
  std::map<std::string, double> sums_;
};

// Second readings in this process, timed.
class TimedRereader : public Rereader {
 public:
  TimedRereader(Bytes file, OcrEngine& engine, Times& times, bool print)
      : file_(file), engine_(engine), times_(times), print_(print) {}
  Result<CropReading> Reread(const CropRequest& request) override {
    return RereadAll({&request, 1}).front();
  }
  std::vector<Result<CropReading>> RereadAll(std::span<const CropRequest> requests) override {
    std::map<int, std::vector<size_t>> pages;
    for (size_t i = 0; i < requests.size(); ++i) pages[requests[i].page].push_back(i);
    std::vector<Result<CropReading>> answers(requests.size(), Error{ErrorCode::kDamaged, "page"});
    for (const auto& [page, places] : pages) {
      std::vector<CropRequest> crops;
      for (const size_t i : places) crops.push_back(requests[i]);
      const double start = Now();
      auto read = times_.Of("second", [&] { return RereadCrops(file_, crops, engine_, {}); });
      count_ += static_cast<int>(crops.size());
      for (size_t i = 0; read.ok() && i < read->size(); ++i) {
        answers[places[i]] = (*read)[i];
        if (!print_) continue;
        const CropReading* said = (*read)[i].ok() ? &*(*read)[i] : nullptr;
        std::printf("%d %.0f x %.0f  %.2f «%s»\n", static_cast<int>(crops[i].recipe),
                    crops[i].box.width(), crops[i].box.height(), said ? said->confidence : 0,
                    said ? said->text.c_str() : "");
      }
      if (print_) std::printf("-- %zu crops in %.0f ms\n", crops.size(), Now() - start);
    }
    return answers;
  }
  int count() const { return count_; }

 private:
  Bytes file_;
  OcrEngine& engine_;
  Times& times_;
  bool print_;
  int count_ = 0;
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
  int crops = 0;
  const std::string_view option = argc > 1 ? argv[1] : "";
  const bool boxes = option == "--boxes", words_only = boxes || option == "--words",
             show_crops = option == "--crops";
  const Result<Templates> templates = Templates::Load(RIPOSTE_TEMPLATES_DIR);
  if (!templates.ok()) {
    std::fprintf(stderr, "%s\n", templates.error().message.c_str());
    return 70;
  }
  for (int i = words_only || show_crops ? 2 : 1; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    const std::string file((std::istreambuf_iterator<char>(in)), {});
    const Bytes bytes(reinterpret_cast<const unsigned char*>(file.data()), file.size());
    auto pdf = times.Of("open", [&] { return PdfFile::Open(bytes, {}); });
    if (!pdf.ok()) continue;
    Reading reading{.kind = "pdf"};
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
          for (const Word& word : boxes ? Upright(read).words : read.words) {
            if (boxes)
              std::printf("%.0f %.0f %.0f %.0f %.2f ", word.box.left, word.box.top, word.box.right,
                          word.box.bottom, word.confidence);
            std::printf("%s\n", word.text.c_str());
          }
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
      PageReading read{.number = number, .width = page->width(), .height = page->height()};
      const double before = Now();
      if (ReadPicture(*picture, engine, read).ok()) reading.pages.push_back(std::move(read));
      times.Add("page", Now() - before);
    }
    if (words_only) continue;
    TimedRereader rereader(bytes, engine, times, show_crops);
    const double second = times["second"];
    const double start = Now();
    Extract(reading, *templates, rereader, {.source = argv[i]});
    times.Add("extract", Now() - start - (times["second"] - second));
    crops += rereader.count();
  }
  if (words_only) return 0;
  for (const char* step : {"open", "render", "prepare", "turn", "straighten", "rules", "layout",
                           "recognise", "leftovers", "page", "second", "extract"})
    std::printf("%-10s %7.1f ms/page\n", step, times[step] / std::max(1, pages));
  std::printf("%-10s %7.1f a page\n", "crops", static_cast<double>(crops) / std::max(1, pages));
  return 0;
}

}  // namespace
}  // namespace riposte

int main(int argc, char** argv) {
  omp_set_max_active_levels(0);
  return riposte::Main(argc, argv);
}
