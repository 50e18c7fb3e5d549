// The place is cut out together with the words that it touches, so that none is cut in two, and
// turned as the sheet was there. Old and new words of the same spots are held against each other by
// how much of them looks like words of a letter.
#include "extractors/page/under_stamps.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "extractors/image/stamps.h"
#include "extractors/page/looks.h"
#include "extractors/values/fold.h"

namespace riposte {
namespace {

// Share of the smaller box that both have in common.
double Common(const Box& a, const Box& b) {
  const Box both = a.Intersect(b);
  const double least = std::min(a.width() * a.height(), b.width() * b.height());
  return least <= 0 ? 0 : both.width() * both.height() / least;
}

bool SameSpot(const Word& a, const Word& b) { return Common(a.box, b.box) > 0.3; }

// Words of an office's stamp of arrival.
bool OnStamps(const std::string& word) {
  const std::string plain = Plain(word);
  return plain == "courrier" || plain == "arrive" || plain == "recu" || plain == "arrivee";
}

struct Lie {
  double radians = 0;  // how the sheet's lines run on the turned picture
  double scale = 1;    // points of the page to a point of the sheet
};

std::optional<Lie> LieAt(const Transform& sheet_to_page, Point page, int turned) {
  const std::optional<Transform> back = sheet_to_page.Inverse();
  if (!back) return std::nullopt;
  const Point sheet = back->Apply(page);
  const Point a = sheet_to_page.Apply(sheet);
  const Point b = sheet_to_page.Apply(Point{sheet.x + 1, sheet.y});
  Lie lie;
  lie.scale = std::hypot(b.x - a.x, b.y - a.y);
  lie.radians = std::remainder(std::atan2(b.y - a.y, b.x - a.x) + turned * std::numbers::pi / 180,
                               2 * std::numbers::pi);
  if (lie.scale < 0.2 || lie.scale > 5 || std::abs(lie.radians) > 0.3) return std::nullopt;
  return lie;
}

// The words of one place, in points of the page; those that the cut may have halved are left out.
std::vector<Word> ReadPlace(Pix* grey, const Picture& picture, const Box& place, const Lie& lie,
                            int turned, OcrEngine& engine) {
  CleanPicture clean;
  clean.grey.reset(Grey(grey).release());
  clean.to_page = Transform::Scale(72 / picture.x_dpi, 72 / picture.y_dpi);
  clean.dpi = lie.scale * picture.x_dpi;
  Clip(clean, place);
  Turn(clean, turned);
  if (std::abs(lie.radians) > 0.001) Rotate(clean, -lie.radians * 180 / std::numbers::pi);
  Resize(clean, 300 / clean.dpi);
  Stretch(clean);
  if (PixPtr soft = Blur(clean.grey.get())) clean.grey = std::move(soft);
  AddBorder(clean, 16);
  Result<std::vector<OcrWord>> found =
      engine.Recognize(clean.grey.get(), {OcrMode::kSparse, OcrModel::kFrench, 300});
  std::vector<Word> words;
  if (!found.ok()) return words;
  for (OcrWord& w : *found)
    words.push_back(
        {.text = std::move(w.text), .box = clean.to_page.Apply(w.box), .confidence = w.confidence});
  return words;
}

}  // namespace

void ReadUnderStamps(const Picture& picture, const Transform& sheet_to_page, int turned,
                     OcrEngine& engine, std::vector<Word>& words) {
  if (words.empty() || picture.x_dpi <= 0 || picture.y_dpi <= 0 ||
      std::abs(picture.x_dpi / picture.y_dpi - 1) > 0.02)
    return;
  const Transform to_page = Transform::Scale(72 / picture.x_dpi, 72 / picture.y_dpi);
  const std::optional<Lie> overall = LieAt(
      sheet_to_page,
      words.front().box.empty() ? Point{}
                                : Point{words.front().box.center_x(), words.front().box.center_y()},
      turned);
  if (!overall) return;
  const std::optional<StampFree> free = WithoutStamps(picture, overall->scale * picture.x_dpi);
  if (!free) return;
  for (const Box& pixels : free->places) {
    const Box stamp = to_page.Apply(pixels);
    const std::optional<Lie> lie =
        LieAt(sheet_to_page, {stamp.center_x(), stamp.center_y()}, turned);
    if (!lie) continue;
    Box place = stamp;
    for (const Word& w : words)
      if (!w.box.Intersect(stamp).empty() && w.box.width() < 200) place = place.Union(w.box);
    constexpr double kMargin = 5;
    const Box wide{place.left - kMargin, place.top - kMargin, place.right + kMargin,
                   place.bottom + kMargin};
    const std::vector<Word> found =
        ReadPlace(free->pix.get(), picture,
                  {wide.left * picture.x_dpi / 72, wide.top * picture.y_dpi / 72,
                   wide.right * picture.x_dpi / 72, wide.bottom * picture.y_dpi / 72},
                  *lie, turned, engine);
    // What stands in the place, and what of it was read again.
    std::vector<Word> again, better;
    bool office = false, damaged = false;
    for (const Word& w : words)
      if (Common(w.box, place) > 0.9) {
        office |= OnStamps(w.text);
        damaged |= w.confidence < 0.7 || LookOf(w.text) == Look::kWrong;
      }
    // A frame in grey or colour around print that reads well.
    if (!office && !damaged) continue;
    for (const Word& w : found) {
      // At the edge it may be half a word, of which the first reading has the whole.
      const bool halved = std::any_of(words.begin(), words.end(), [&](const Word& o) {
        return SameSpot(o, w) && Common(o.box, place) < 0.9;
      });
      if (!halved && LookOf(w.text) == Look::kRight) better.push_back(w);
    }
    for (const Word& w : words)
      if (std::any_of(better.begin(), better.end(), [&](const Word& b) { return SameSpot(w, b); }))
        again.push_back(w);
    if (better.empty() || CharactersRead(better) < 0.85 * CharactersRead(again)) continue;
    std::erase_if(words, [&](const Word& w) {
      if (Common(w.box, place) < 0.9) return false;
      const bool replaced =
          std::any_of(better.begin(), better.end(), [&](const Word& b) { return SameSpot(w, b); });
      // Made of the stamp: nothing is left of it without the ink.
      return replaced || office || w.confidence < 0.8 || LookOf(w.text) == Look::kWrong;
    });
    words.insert(words.end(), better.begin(), better.end());
  }
}

}  // namespace riposte
