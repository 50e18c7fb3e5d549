// What the pen touches is read again with its whole line, since half a name reads worse. Rows of
// the new reading are held against what stood on their spots, by how much of each looks like words
// and how certain the engine was.
#include "extractors/page/under_strokes.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>

#include "extractors/image/pix.h"
#include "extractors/image/strokes.h"
#include "extractors/page/looks.h"

namespace riposte {
namespace {

constexpr size_t kTellingWords = 10;  // fewer do not tell the height of print
constexpr double kWellRead = 0.8;     // confidence
// Of a new word: below it is a guess at remains of the pen.
constexpr double kLeast = 0.1;

double PrintHeight(const std::vector<OcrWord>& words) {
  std::vector<double> heights;
  for (const OcrWord& w : words)
    if (w.text.size() >= 2) heights.push_back(w.box.height());
  if (heights.size() < kTellingWords) return 0;
  std::nth_element(heights.begin(), heights.begin() + static_cast<long>(heights.size() / 2),
                   heights.end());
  return heights[heights.size() / 2];
}

bool ReadsWell(const OcrWord& w) {
  return w.text.size() >= 2 && w.confidence >= kWellRead && LookOf(w.text) == Look::kRight;
}

// Share of the smaller box that both have in common.
double InCommon(const riposte::Box& a, const riposte::Box& b) {
  const riposte::Box both = a.Intersect(b);
  const double least = std::min(a.width() * a.height(), b.width() * b.height());
  return least <= 0 ? 0 : both.width() * both.height() / least;
}

PixPtr CutOut(Pix* grey, const riposte::Box& b) {
  BOX* box = boxCreate(static_cast<int>(b.left), static_cast<int>(b.top),
                       static_cast<int>(b.width()), static_cast<int>(b.height()));
  PixPtr cut(pixClipRectangle(grey, box, nullptr));
  boxDestroy(&box);
  return cut;
}

std::vector<OcrWord> ReadPart(Pix* grey, const riposte::Box& place, OcrEngine& engine) {
  constexpr int kFrame = 16;
  const PixPtr cut = CutOut(grey, place);
  const PixPtr framed(
      cut ? pixAddBorder(cut.get(), kFrame, static_cast<l_uint32>(GreyLevel(grey, 0.75)))
          : nullptr);
  if (!framed) return {};
  Result<std::vector<OcrWord>> read =
      engine.Recognize(framed.get(), {OcrMode::kSparse, OcrModel::kFrench, 300});
  if (!read.ok()) return {};
  const double dx = std::floor(place.left) - kFrame, dy = std::floor(place.top) - kFrame;
  for (OcrWord& w : *read)
    w.box = {w.box.left + dx, w.box.top + dy, w.box.right + dx, w.box.bottom + dy};
  return std::move(*read);
}

// A name in two pieces is worth less than the whole.
double Worth(const std::vector<OcrWord>& words) {
  double worth = 0;
  for (const OcrWord& w : words) {
    const auto size = static_cast<double>(std::min<size_t>(w.text.size(), 20));
    const Look look = LookOf(w.text);
    if (look == Look::kRight) worth += size * (w.confidence - 0.2) - 0.5;
    if (look == Look::kWrong) worth -= size / 2;
  }
  return worth;
}

double DarkShare(Pix* grey, const riposte::Box& box, int threshold) {
  const PixPtr cut = CutOut(grey, box);
  const PixPtr ink(cut ? pixThresholdToBinary(cut.get(), threshold) : nullptr);
  return ink ? InkShare(ink.get()) : 0;
}

// One signature and the lines that it touches.
class UnderPen {
 public:
  UnderPen(const riposte::Box& pen, double print, double w, double h, std::vector<OcrWord>& words)
      : pen_(pen), words_(words) {
    // As much beside it as a long name is.
    const riposte::Box near{pen.left - 16 * print, pen.top - print, pen.right + 16 * print,
                            pen.bottom + print};
    place_ = near;
    for (const OcrWord& o : words)
      if (!o.box.Intersect(near).empty() && o.box.height() < 2 * print) {
        place_.top = std::min(place_.top, o.box.top - print / 4);
        place_.bottom = std::max(place_.bottom, o.box.bottom + print / 4);
      }
    place_ = {std::max(0.0, place_.left), std::max(0.0, place_.top), std::min(w, place_.right),
              std::min(h, place_.bottom)};
    row_ = {pen.left - 6 * print, pen.top, pen.right + 6 * print, pen.bottom};
  }

  const riposte::Box& place() const { return place_; }

  // Words that read better than what stands on their spots take its place.
  void Take(std::vector<OcrWord> found) {
    std::erase_if(found, [&](const OcrWord& n) {
      // At the edge of the place it may be half a word.
      if (n.box.left < place_.left + 2 || n.box.right > place_.right - 2) return true;
      return n.confidence < kLeast || LookOf(n.text) == Look::kWrong || BesidePen(n);
    });
    while (!found.empty()) {
      std::vector<OcrWord> after{std::move(found.back())}, before;
      found.pop_back();
      // All that share spots, in turn: a word and its two halves, a half and two words.
      while (Move(words_, after, before) || Move(found, before, after)) {
      }
      const bool near = std::any_of(after.begin(), after.end(), [&](const OcrWord& n) {
        return !n.box.Intersect(row_).empty();
      });
      const bool better = near && Worth(after) > Worth(before) + 0.5;
      if (!better) {
        std::move(before.begin(), before.end(), std::back_inserter(words_));
        continue;
      }
      for (OcrWord& n : after) {
        const auto same = std::find_if(before.begin(), before.end(), [&](const OcrWord& o) {
          return o.text == n.text && InCommon(n.box, o.box) > 0.6;
        });
        if (same == before.end())
          changed_.push_back(n.box);
        else
          n = std::move(*same);
        words_.push_back(std::move(n));
      }
    }
  }

  void Close() {
    for (OcrWord& o : words_)
      if (std::find(changed_.begin(), changed_.end(), o.box) != changed_.end())
        o.confidence = std::min(o.confidence, kUnderStrokes);
  }

  bool Touched(const OcrWord& o) const {
    return !o.box.Intersect(pen_).empty() && InCommon(o.box, place_) > 0.9;
  }

 private:
  // On the spot of a word that the pen does not touch and that needs no second reading.
  bool BesidePen(const OcrWord& n) const {
    return std::any_of(words_.begin(), words_.end(), [&](const OcrWord& o) {
      return InCommon(o.box, n.box) > 0.3 && !Touched(o) &&
             (InCommon(o.box, place_) < 0.9 || ReadsWell(o));
    });
  }

  // Moves what lies within the place on a spot of `with` over to `to`.
  bool Move(std::vector<OcrWord>& from, const std::vector<OcrWord>& with,
            std::vector<OcrWord>& to) const {
    const auto gone = std::stable_partition(from.begin(), from.end(), [&](const OcrWord& o) {
      return InCommon(o.box, place_) <= 0.9 ||
             std::none_of(with.begin(), with.end(), [&](const OcrWord& w) {
               return InCommon(w.box, o.box) > 0.2 && w.box.VerticalOverlap(o.box) > 0.5;
             });
    });
    const bool some = gone != from.end();
    std::move(gone, from.end(), std::back_inserter(to));
    from.erase(gone, from.end());
    return some;
  }

  riposte::Box pen_, place_;
  riposte::Box row_;  // the pen and, beside it, what remains of it may stand
  std::vector<OcrWord>& words_;
  std::vector<riposte::Box> changed_;
};

}  // namespace

void ReadUnderStrokes(Pix* grey, OcrEngine& engine, std::vector<OcrWord>& words) {
  const double print = PrintHeight(words);
  if (print <= 0) return;
  std::vector<riposte::Box> known;
  for (const OcrWord& w : words)
    if (ReadsWell(w)) known.push_back(w.box);
  const std::optional<StrokeFree> free = WithoutStrokes(grey, print, known);
  if (!free) return;
  const int dark = GreyLevel(grey, 0.75) * 6 / 10;
  for (const riposte::Box& pen : free->places) {
    UnderPen under(pen, print, pixGetWidth(grey), pixGetHeight(grey), words);
    for (Pix* without : {free->grey.get(), free->lines.get()})
      under.Take(ReadPart(without, under.place(), engine));
    under.Close();
    // Words made of the pen: little of their ink is left.
    std::erase_if(words, [&](const OcrWord& o) {
      return under.Touched(o) && o.confidence < kUnderStrokes &&
             DarkShare(free->grey.get(), o.box, dark) < 0.35 * DarkShare(grey, o.box, dark);
    });
  }
}

}  // namespace riposte
