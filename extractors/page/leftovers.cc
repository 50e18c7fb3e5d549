// Words are wiped off a 1-bit copy; what is left and has the height of print is joined into words
// by a closing that bridges the gaps between digits.
#include "extractors/page/leftovers.h"

#include <leptonica/allheaders.h>
#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "extractors/image/pix.h"
#include "extractors/image/stars.h"
#include "extractors/page/looks.h"

namespace riposte {
namespace {

constexpr size_t kMaxPlaces = 150;
constexpr double kStarsAreRight = 0.95, kStarsMayBeRight = 0.4;  // confidence
constexpr size_t kEnoughWords = 10;  // fewer do not tell the height of print

double MedianHeight(const std::vector<OcrWord>& words) {
  std::vector<double> heights;
  for (const OcrWord& w : words)
    if (w.text.size() >= 2) heights.push_back(w.box.height());
  if (heights.size() < kEnoughWords) return 0;
  std::nth_element(heights.begin(), heights.begin() + static_cast<long>(heights.size() / 2),
                   heights.end());
  return heights[heights.size() / 2];
}

int Whole(double v) { return static_cast<int>(std::lround(v)); }

struct Place {
  riposte::Box box;
  bool beside;  // a word stands near it
};

// The boxes of unread ink.
std::vector<Place> Places(Pix* grey, const std::vector<OcrWord>& words, double print) {
  std::vector<Place> places;
  PixPtr ink = Binarise(grey);
  if (!ink) return places;
  for (const OcrWord& w : words) {
    pixRasterop(ink.get(), Whole(w.box.left) - 3, Whole(w.box.top) - 3, Whole(w.box.width()) + 6,
                Whole(w.box.height()) + 6, PIX_CLR, nullptr, 0, 0);
  }
  PixPtr high(pixSelectBySize(ink.get(), 0, Whole(print * 0.55), 8, L_SELECT_HEIGHT,
                              L_SELECT_IF_GTE, nullptr));
  // The letters of a bold word may touch.
  PixPtr letters(high ? pixSelectBySize(high.get(), Whole(print * 10), Whole(print * 1.7), 8,
                                        L_SELECT_IF_BOTH, L_SELECT_IF_LTE, nullptr)
                      : nullptr);
  PixPtr joined(letters ? pixCloseSafeBrick(nullptr, letters.get(), Whole(print * 0.5), 1)
                        : nullptr);
  if (!joined) return places;
  const double w = pixGetWidth(grey), h = pixGetHeight(grey);
  BOXA* boxes = pixConnCompBB(joined.get(), 8);
  for (int i = 0; boxes != nullptr && i < boxaGetCount(boxes); ++i) {
    l_int32 x = 0, y = 0, bw = 0, bh = 0;
    boxaGetBoxGeometry(boxes, i, &x, &y, &bw, &bh);
    const riposte::Box b{double(x), double(y), double(x + bw), double(y + bh)};
    // Half an inch around the sheet is the scanner's; a stem alone is a rule's end.
    const bool edge =
        b.left < w * 0.02 || b.right > w * 0.98 || b.top < h * 0.01 || b.bottom > h * 0.99;
    if (edge || b.width() < print * 0.15 || b.width() > print * 12) continue;
    const riposte::Box around{b.left - print * 0.9, b.top, b.right + print * 0.9, b.bottom};
    const bool beside = std::any_of(words.begin(), words.end(), [&](const OcrWord& word) {
      return !word.box.Intersect(around).empty();
    });
    // Beside a word only a percent sign is looked for.
    const bool sign = b.width() > 0.5 * b.height() && b.width() < 2 * b.height();
    if (!beside || sign) places.push_back({b, beside});
    if (places.size() >= kMaxPlaces) break;
  }
  boxaDestroy(&boxes);
  return places;
}

// What the engine made of stars: «*», «**k», «#*x»; «KX» at a low confidence; «xx» on the same
// spot.
bool MadeOf(const riposte::Box& stars, const OcrWord& w) {
  const riposte::Box both = w.box.Intersect(stars);
  if (both.width() < 0.3 * w.box.width()) return false;
  if (w.text.find('*') != std::string::npos || w.confidence < 0.6) return true;
  if (w.confidence > 0.85) return false;  // «
  return both.width() * both.height() > 0.6 * w.box.width() * w.box.height();
}

}  // namespace

void ReadStars(Pix* grey, std::vector<OcrWord>& words) {
  const double print = MedianHeight(words);
  const PixPtr ink = print < 8 ? nullptr : Binarise(grey);
  if (!ink) return;
  std::vector<OcrWord> stars;
  for (const StarMark& mark : FindStars(grey, ink.get(), print)) {
    const riposte::Box around{mark.box.left - print / 2, mark.box.top, mark.box.right + print / 2,
                              mark.box.bottom};
    if (std::all_of(words.begin(), words.end(), [&](const OcrWord& w) {
          return w.box.Intersect(around).empty() || MadeOf(mark.box, w);
        }))
      stars.push_back({std::string(static_cast<size_t>(mark.count), '*'), mark.box,
                       mark.sure ? kStarsAreRight : kStarsMayBeRight});
  }
  std::erase_if(words, [&](const OcrWord& w) {
    return std::any_of(stars.begin(), stars.end(), [&](const OcrWord& s) {
      return !w.box.Intersect(s.box).empty() && MadeOf(s.box, w);
    });
  });
  words.insert(words.end(), stars.begin(), stars.end());
}

void ReadLowMarks(std::vector<OcrWord>& words) {
  const double print = MedianHeight(words);
  if (print <= 0) return;
  for (OcrWord& mark : words) {
    const bool letter =
        mark.text.size() == 1 && std::isalpha(static_cast<unsigned char>(mark.text[0]));
    // The least letters are two thirds as high as most words.
    if (!letter || mark.confidence > 0.85 || mark.box.height() > 0.5 * print) continue;
    const bool hangs = std::any_of(words.begin(), words.end(), [&](const OcrWord& w) {
      const double gap = mark.box.left - w.box.right;
      return w.text.size() > 1 && gap > 0 && gap < 1.5 * print && mark.box.top > w.box.center_y() &&
             mark.box.top < w.box.bottom && mark.box.bottom > w.box.bottom - 0.1 * print;
    });
    if (hangs) mark.text = ";";
  }
}

void DropFlatWords(std::vector<OcrWord>& words) {
  const double print = MedianHeight(words);
  static const RE2 dash("(?:-|\u2013|\u2014)+");
  const auto flat = [&](const OcrWord& w) { return w.box.height() < 0.25 * print; };
  // «-—»: one dash, seen twice.
  for (OcrWord& w : words)
    if (flat(w) && w.text.size() > 3 && RE2::FullMatch(w.text, dash)) w.text = "\u2013";
  std::erase_if(words, [&](const OcrWord& w) {
    return flat(w) && ((w.confidence < 0.5 && !RE2::FullMatch(w.text, dash)) ||
                       std::any_of(w.text.begin(), w.text.end(),
                                   [](unsigned char c) { return std::isalnum(c) != 0; }));
  });
}

void TightenBoxes(Pix* grey, std::vector<OcrWord>& words) {
  const double print = MedianHeight(words);
  if (print < 8) return;
  PixPtr high;
  for (OcrWord& w : words) {
    const auto digits = std::count_if(w.text.begin(), w.text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
    const auto letters = std::count_if(w.text.begin(), w.text.end(),
                                       [](unsigned char c) { return std::isalnum(c) != 0; });
    const auto signs = static_cast<double>(w.text.size());
    if (letters == 0) continue;
    // Figures have nothing below or above; no letter is much wider than high.
    const bool figure = 2 * digits >= static_cast<std::ptrdiff_t>(w.text.size());
    if (w.box.height() < (figure ? 1.25 : 1.6) * print && w.box.width() < 1.1 * print * signs)
      continue;
    if (!high) {
      const PixPtr ink = Binarise(grey);
      if (ink)
        high.reset(pixSelectBySize(ink.get(), 0, Whole(print * 0.5), 8, L_SELECT_HEIGHT,
                                   L_SELECT_IF_GTE, nullptr));
      if (!high) return;
    }
    BOX* box =
        boxCreate(Whole(w.box.left), Whole(w.box.top), Whole(w.box.width()), Whole(w.box.height()));
    BOX* inner = nullptr;
    const PixPtr cut(pixClipRectangle(high.get(), box, nullptr));
    if (cut && pixClipToForeground(cut.get(), nullptr, &inner) == 0 && inner != nullptr) {
      l_int32 x = 0, y = 0, width = 0, height = 0;
      boxGetGeometry(inner, &x, &y, &width, &height);
      if (height > 0.7 * print && width > 0.2 * print * static_cast<double>(letters))
        w.box = {w.box.left + x, w.box.top + y, w.box.left + x + width, w.box.top + y + height};
    }
    boxDestroy(&inner);
    boxDestroy(&box);
  }
}

std::vector<OcrWord> ReadLeftovers(Pix* grey, const std::vector<OcrWord>& words,
                                   OcrEngine& engine) {
  std::vector<OcrWord> found;
  const double print = MedianHeight(words);
  if (print < 8) return found;
  constexpr int kBorder = 16;
  for (const auto& [place, beside] : Places(grey, words, print)) {
    const int margin = Whole(print * 0.35);
    const int x = std::max(0, Whole(place.left) - margin);
    const int y = std::max(0, Whole(place.top) - margin);
    BOX* box = boxCreate(x, y, Whole(place.right) + margin - x, Whole(place.bottom) + margin - y);
    PixPtr cut(pixClipRectangle(grey, box, nullptr));
    boxDestroy(&box);
    PixPtr framed(
        cut ? pixAddBorder(cut.get(), kBorder, static_cast<l_uint32>(GreyLevel(cut.get(), 0.8)))
            : nullptr);
    if (!framed) return found;
    Result<std::vector<OcrWord>> read =
        engine.Recognize(framed.get(), {OcrMode::kLine, OcrModel::kFrench, 300});
    if (!read.ok()) return found;
    // Two signs of what has room for ten are made of a frame or of a word that it crosses.
    size_t signs = 0;
    for (const OcrWord& w : *read) signs += w.text.size();
    if (static_cast<double>(signs) * 1.5 * print < place.width()) continue;
    for (OcrWord& w : *read) {
      const bool percent = w.text == "%";
      if (w.confidence < 0.5 || (!percent && (beside || !LooksRight(w.text)))) continue;
      w.box = {w.box.left + x - kBorder, w.box.top + y - kBorder, w.box.right + x - kBorder,
               w.box.bottom + y - kBorder};
      found.push_back(std::move(w));
    }
  }
  return found;
}

}  // namespace riposte
