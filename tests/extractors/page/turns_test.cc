// A page that reads as rubbish is tried in other turns.
#include <leptonica/allheaders.h>

#include <catch2/catch.hpp>

#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

// Makes words of pages that are wider than high, rubbish of others, nothing of parts of a page.
class WideReader : public OcrEngine {
 public:
  Result<std::vector<OcrWord>> Recognize(Pix* pix, const OcrRequest&) override {
    const bool wide = pixGetWidth(pix) > pixGetHeight(pix);
    std::vector<OcrWord> words;
    if (pixGetHeight(pix) < 1500) return words;
    for (int i = 0; i < 40; ++i) {
      OcrWord w;
      w.text = wide ? "Vaccination" : "&-D:";
      w.confidence = wide ? 0.95 : 0.2;
      w.box = Box{100, 100 + 40.0 * i, 300, 130 + 40.0 * i};
      words.push_back(w);
    }
    return words;
  }
  Result<std::pair<int, double>> Orientation(Pix*) override { return std::make_pair(0, 0.0); }
};

}  // namespace

TEST_CASE("a page that seems to lie on its side and reads as rubbish is read as it lies",
          "[page]") {
  // The strokes say that this page lies on its side; what is read says that it does not.
  PixPtr grey = paper::LetterPicture(300);
  PixPtr over(pixRotateOrth(grey.get(), 1));
  WideReader engine;
  const PageReading page =
      ReadPage(paper::AsBytes(paper::Png(over.get(), 300)), 1, engine, {}).value();
  CHECK(page.turned == 0);
  CHECK(page.source == PageSource::kOcr);
  CHECK(page.quality > 0.8);
}

}  // namespace riposte
