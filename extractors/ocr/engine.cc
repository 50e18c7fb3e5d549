// Three models are loaded once, before the zygote forks; a page then costs only its recognition.
// The page is read as sparse text (PSM 11): measured better than the default on every kind of scan,
// because the layout analysis cannot join columns that it does not look for.
//
// For every line the library packs the line's picture into a PNG and unpacks it at once, as its
// training does: a tenth of a page's time. It asks Leptonica's pixWriteMem for it, and a function
// of the program stands before that of a library it loads: pixWriteMem below gives, during a
// recognition, Leptonica's own serial form, which pixReadMem knows as well. The pixels are the
// same.
//
// It looks for paragraphs too, and gives words in the order of languages that run either way; both
// go over the whole page once more for every line, together an eighth of a page's time. Nobody here
// needs them: DetectParagraphs below stands before the library's, and words come by the plain
// iterator.
#include <dlfcn.h>
#include <leptonica/allheaders.h>
#include <tesseract/baseapi.h>
#include <tesseract/resultiterator.h>

#include <algorithm>
#include <clocale>
#include <exception>

#include "extractors/ocr/engine.h"

namespace {

thread_local bool t_recognizing = false;

struct Recognizing {
  Recognizing() { t_recognizing = true; }
  ~Recognizing() { t_recognizing = false; }
};

using PixWriteMem = l_ok (*)(l_uint8**, size_t*, PIX*, l_int32);
PixWriteMem LibraryPixWriteMem() {
  static const auto function = reinterpret_cast<PixWriteMem>(dlsym(RTLD_NEXT, "pixWriteMem"));
  return function;
}

}  // namespace

extern "C" l_ok pixWriteMem(l_uint8** data, size_t* size, PIX* pix, l_int32 format) {
  if (t_recognizing && format == IFF_PNG && pixGetColormap(pix) == nullptr)
    return pixWriteMemSpix(data, size, pix);
  const PixWriteMem library = LibraryPixWriteMem();
  return library != nullptr ? library(data, size, pix, format) : 1;
}

// NOLINTNEXTLINE(readability-convert-member-functions-to-static): the library declares it
void tesseract::TessBaseAPI::DetectParagraphs(bool /*after_text_recognition*/) {}

namespace riposte {
namespace {

// The plain iterator is the library's own, for those who derive from it.
class Tesseract : public tesseract::TessBaseAPI {
 public:
  using TessBaseAPI::GetLTRIterator;
};

}  // namespace

struct TesseractEngine::Impl {
  Tesseract french, english, orientation;
  bool loaded = false;
};

namespace {

Status Init(tesseract::TessBaseAPI& api, const char* model, tesseract::OcrEngineMode engine) {
  if (api.Init(nullptr, model, engine) != 0) {
    return Error{.code = ErrorCode::kDefect,
                 .message = std::string("the OCR model '") + model + "' cannot be loaded",
                 .hint = std::string("install the package tesseract-ocr-") + model};
  }
  api.SetVariable("debug_file", "/dev/null");
  return {};
}

tesseract::PageSegMode Segmentation(OcrMode mode) {
  switch (mode) {
    case OcrMode::kSparse:
      return tesseract::PSM_SPARSE_TEXT;
    case OcrMode::kBlock:
      return tesseract::PSM_SINGLE_BLOCK;
    case OcrMode::kLine:
      return tesseract::PSM_SINGLE_LINE;
  }
  return tesseract::PSM_SPARSE_TEXT;
}

std::vector<OcrWord> Words(Tesseract& api) {
  std::vector<OcrWord> words;
  const std::unique_ptr<tesseract::LTRResultIterator> it(api.GetLTRIterator());
  if (!it) return words;
  do {
    if (it->Empty(tesseract::RIL_WORD)) continue;
    const std::unique_ptr<char[]> text(it->GetUTF8Text(tesseract::RIL_WORD));
    int left = 0, top = 0, right = 0, bottom = 0;
    if (!text || !it->BoundingBox(tesseract::RIL_WORD, &left, &top, &right, &bottom)) continue;
    std::string s(text.get());
    std::erase_if(s, [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
    if (s.empty()) continue;
    words.push_back({std::move(s), Box{double(left), double(top), double(right), double(bottom)},
                     std::clamp(it->Confidence(tesseract::RIL_WORD) / 100.0, 0.0, 1.0)});
  } while (it->Next(tesseract::RIL_WORD));
  return words;
}

}  // namespace

TesseractEngine::TesseractEngine() : impl_(std::make_unique<Impl>()) {}
TesseractEngine::~TesseractEngine() = default;

Status TesseractEngine::Load() {
  if (impl_->loaded) return {};
  (void)LibraryPixWriteMem();  // found before any sandbox
  try {
    if (auto s = Init(impl_->french, "fra", tesseract::OEM_LSTM_ONLY); !s.ok()) return s;
    if (auto s = Init(impl_->english, "eng", tesseract::OEM_LSTM_ONLY); !s.ok()) return s;
    if (auto s = Init(impl_->orientation, "osd", tesseract::OEM_DEFAULT); !s.ok()) return s;
  } catch (const std::exception& e) {
    return Error{ErrorCode::kDefect, std::string("the OCR models cannot be loaded: ") + e.what()};
  }
  impl_->loaded = true;
  return {};
}

Result<std::vector<OcrWord>> TesseractEngine::Recognize(Pix* image, const OcrRequest& request) {
  if (auto s = Load(); !s.ok()) return s.error();
  // The engine crops lines from at least a few pixels; smaller pictures hold no word.
  if (image == nullptr || pixGetWidth(image) < 3 || pixGetHeight(image) < 3)
    return std::vector<OcrWord>{};
  Tesseract& api = request.model == OcrModel::kEnglish ? impl_->english : impl_->french;
  try {
    api.SetPageSegMode(Segmentation(request.mode));
    api.SetImage(image);
    api.SetSourceResolution(std::clamp(request.dpi, 70, 2400));
    const Recognizing now;
    if (api.Recognize(nullptr) != 0) {
      api.Clear();
      return Error{ErrorCode::kDamaged, "the OCR engine gave up on the picture"};
    }
    std::vector<OcrWord> words = Words(api);
    api.Clear();
    return words;
  } catch (const std::exception& e) {
    return Error{ErrorCode::kDefect, std::string("the OCR engine failed: ") + e.what()};
  }
}

Result<std::pair<int, double>> TesseractEngine::Orientation(Pix* image) {
  if (auto s = Load(); !s.ok()) return s.error();
  if (image == nullptr || pixGetWidth(image) < 3 || pixGetHeight(image) < 3)
    return std::pair<int, double>{0, 0.0};
  Tesseract& api = impl_->orientation;
  constexpr float kFullySure = 15;
  try {
    api.SetPageSegMode(tesseract::PSM_OSD_ONLY);
    int degrees = 0;
    float sureness = 0, script_sureness = 0;
    const char* script = nullptr;
    bool found = false;
    // Most of the time goes by characters: few of them (five times the figure, at most) first, as
    // many as it would take by itself only where these leave doubt.
    constexpr float kPlain = 0.15F * kFullySure;
    for (const char* least : {"24", "50"}) {
      api.SetVariable("min_characters_to_try", least);
      api.SetImage(image);
      api.SetSourceResolution(300);
      found = api.DetectOrientationScript(&degrees, &sureness, &script, &script_sureness);
      api.Clear();
      if (found && sureness >= kPlain) break;
    }
    if (!found) return std::pair<int, double>{0, 0.0};
    // It says how far the text was turned clockwise.
    return std::pair<int, double>{(360 - degrees) % 360,
                                  std::clamp<double>(sureness / kFullySure, 0, 1)};
  } catch (const std::exception& e) {
    return Error{ErrorCode::kDefect, std::string("the OCR engine failed: ") + e.what()};
  }
}

}  // namespace riposte
