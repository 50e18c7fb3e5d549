// A stamp over the address of a letter with a text layer.
#include "extractors/page/tilted_text.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>

namespace riposte {
namespace {

constexpr double kSize = 10;

// Pieces of one to three letters, each set higher by `slope` than a level line would be.
void Stamp(double x, double y, double slope, const std::vector<int>& letters,
           std::vector<TextPiece>* out) {
  for (const int n : letters) {
    const double width = 6.0 * n, rise = slope * (x + width / 2);
    out->push_back({{x, y + rise, x + width, y + rise + 11}, kSize});
    x += width + 0.5;
  }
}

// Words of one line; `height` is where the next one stands.
void Line(double x, double y, int words, std::vector<TextPiece>* out) {
  for (int i = 0; i < words; ++i) {
    out->push_back({{x, y, x + 20, y + 11}, kSize});
    x += 23;
  }
}

}  // namespace

TEST_CASE("what rises across level lines is a stamp's", "[page]") {
  for (const double slope : {-0.12, 0.07}) {
    std::vector<TextPiece> pieces;
    for (int line = 0; line < 12; ++line) Line(57, 100 + 12.5 * line, 12, &pieces);
    const size_t letter = pieces.size();
    Stamp(80, 140, slope, {1, 1, 1, 1, 3, 2, 3}, &pieces);
    Stamp(95, 155, slope, {2, 4, 4}, &pieces);
    const std::vector<bool> tilted = TiltedText(pieces);
    for (size_t i = 0; i < pieces.size(); ++i) CHECK(tilted[i] == (i >= letter));
  }
}

TEST_CASE("a paragraph, exponents and a crooked page are no stamp", "[page]") {
  std::vector<TextPiece> pieces;
  // Every line begins a little further right: stairs of words, a line apart.
  for (int line = 0; line < 10; ++line) Line(57 + 23 * line, 100 + 12.5 * line, 6, &pieces);
  // «1er», «2e», «m²»: up and down again.
  for (int i = 0; i < 6; ++i) {
    pieces.push_back({{57 + 30.0 * i, 400, 69 + 30.0 * i, 411}, kSize});
    pieces.push_back({{70 + 30.0 * i, 397, 76 + 30.0 * i, 408}, kSize});
  }
  const std::vector<bool> none(pieces.size(), false);
  CHECK(TiltedText(pieces) == none);

  std::vector<TextPiece> crooked;
  for (int line = 0; line < 10; ++line)
    Stamp(57, 100 + 14 * line, 0.05, {3, 3, 2, 3, 3, 3, 2, 3}, &crooked);
  CHECK(TiltedText(crooked) == std::vector<bool>(crooked.size(), false));
  CHECK(TiltedText({}).empty());
}

}  // namespace riposte
