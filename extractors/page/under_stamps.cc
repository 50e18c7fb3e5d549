// The place is cut out together with the words that it touches, so that none is cut in two, and
// turned as the sheet was there. Old and new words of the same spots are held against each other by
// how much of them looks like words of a letter.
#include "extractors/page/under_stamps.h"

#include <leptonica/allheaders.h>
#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "extractors/image/black_stamps.h"
#include "extractors/image/stamps.h"
#include "extractors/page/looks.h"
#include "extractors/values/fold.h"

namespace riposte {
namespace {

constexpr int kInk = 150;  // of a stretched picture, darker

// Share of the smaller box that both have in common.
double Common(const Box& a, const Box& b) {
  const Box both = a.Intersect(b);
  const double least = std::min(a.width() * a.height(), b.width() * b.height());
  return least <= 0 ? 0 : both.width() * both.height() / least;
}

bool SameSpot(const Word& a, const Word& b) { return Common(a.box, b.box) > 0.3; }

// A word of an office's stamp of arrival, or what is left of one.
bool OnStamps(const std::string& word) {
  const std::string plain = Plain(word);
  if (plain == "recu" || plain == "recue") return true;
  if (plain.size() < 5) return false;
  for (const char* like : {"courrier", "arrive", "arrivee", "rrive"})
    if (EditDistance(plain, like, 2) <= (plain.size() < 7 ? 1 : 2)) return true;
  return false;
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

struct PlaceRead {
  std::vector<Word> words;  // points of the page
  // What stood in the place, with the stamp and without: 1 bit, of one size.
  PixPtr before, after;
  Transform from_page;  // points to pixels of both
};

// Share of ink that is left in a box; 1 where there was none.
double InkLeft(const PlaceRead& place, const Box& box) {
  const Box b = place.from_page.Apply(box);
  const auto count = [&](Pix* pix) {
    BOX* clip = boxCreate(int(b.left), int(b.top), std::max(1, int(b.width())),
                          std::max(1, int(b.height())));
    l_int32 n = 0;
    if (pix != nullptr && clip != nullptr) pixCountPixelsInRect(pix, clip, &n, nullptr);
    boxDestroy(&clip);
    return n;
  };
  const double before = count(place.before.get());
  return before <= 0 ? 1 : count(place.after.get()) / before;
}

CleanPicture Prepared(Pix* grey, const Picture& picture, const Box& place, const Lie& lie,
                      int turned) {
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
  return clean;
}

PlaceRead ReadPlace(Pix* grey, const Picture& picture, const Box& place, const Lie& lie, int turned,
                    OcrEngine& engine) {
  PlaceRead read;
  const CleanPicture clean = Prepared(grey, picture, place, lie, turned);
  const std::optional<Transform> back = clean.to_page.Inverse();
  Result<std::vector<OcrWord>> found =
      engine.Recognize(clean.grey.get(), {OcrMode::kSparse, OcrModel::kFrench, 300});
  if (!found.ok() || !back) return read;
  for (OcrWord& w : *found)
    read.words.push_back(
        {.text = std::move(w.text), .box = clean.to_page.Apply(w.box), .confidence = w.confidence});
  const CleanPicture was = Prepared(picture.pix.get(), picture, place, lie, turned);
  read.before.reset(pixThresholdToBinary(was.grey.get(), kInk));
  read.after.reset(pixThresholdToBinary(clean.grey.get(), kInk));
  read.from_page = *back;
  return read;
}

// The words of a place that stamps lie over: `standing` those of the first reading. Empty where
// the second reading is no better.
class StampedPlace {
 public:
  StampedPlace(const PlaceRead& read, const Box& place, const Box& cut, bool bilevel,
               std::vector<Word>& words)
      : read_(read), place_(place), bilevel_(bilevel), words_(words) {
    for (const Word& w : read.words) Weigh(w, cut);
  }

  // False where the second reading is no better and no word says that there is a stamp.
  bool Replace() {
    std::vector<Word> again;
    for (const Word& w : words_)
      if (Replaced(w)) again.push_back(w);
    if (better_.empty() || CharactersRead(better_) < 0.85 * CharactersRead(again)) {
      better_.clear();
      // Its words go even so, where they say what it is.
      if (std::none_of(words_.begin(), words_.end(),
                       [&](const Word& w) { return Inside(w) && OnStamps(w.text); }))
        return false;
    }
    // Where the stamp is: its own words, and print that it spoilt.
    Box stamp;
    for (const Word& w : words_)
      if (Inside(w) && (OnStamps(w.text) || (Replaced(w) && Spoilt(w)))) stamp = stamp.Union(w.box);
    constexpr double kAround = 15;  // points
    stamp = {stamp.left - kAround, stamp.top - kAround, stamp.right + kAround,
             stamp.bottom + kAround};
    std::erase_if(words_, [&](const Word& w) {
      if (!Inside(w)) return false;
      if (Replaced(w) || OnStamps(w.text)) return true;
      // Made of the stamp: little or nothing is left of it without the ink.
      const double left = InkLeft(read_, w.box);
      return Spoilt(w) ? left < 0.6 : Common(w.box, stamp) > 0.5 && left < kGone;
    });
    // Of what stays beside the stamp the end may be lost.
    for (Word& w : words_)
      if (Inside(w) && Cut(w)) w.confidence = std::min(w.confidence, 0.8);
    for (Word& w : better_) {
      if (bilevel_ && Cut(w)) {
        // A scrap of a word.
        if (w.text.size() < 3) continue;
        w.confidence = std::min(w.confidence, 0.5);
      }
      if (MayLackAccents(w)) w.confidence = std::min(w.confidence, 0.7);
      words_.push_back(std::move(w));
    }
    return true;
  }

 private:
  bool Inside(const Word& w) const { return Common(w.box, place_) > 0.9; }
  static bool Spoilt(const Word& w) { return w.confidence < 0.7 || LookOf(w.text) == Look::kWrong; }
  bool Replaced(const Word& w) const {
    return Inside(w) && std::any_of(better_.begin(), better_.end(),
                                    [&](const Word& b) { return SameSpot(w, b); });
  }

  void Weigh(const Word& w, const Box& cut) {
    if (LookOf(w.text) != Look::kRight || w.confidence < kLeast) return;
    // Letters in pieces are read as signs.
    if (bilevel_ && (w.confidence < 0.7 || w.text.find_first_of("?*|\\\"_~<>=+") != w.text.npos))
      return;
    bool known = false, spoilt = true;
    for (const Word& o : words_) {
      if (!SameSpot(o, w)) continue;
      known = true;
      spoilt &= Spoilt(o);
      // At the edge it may be half a word, of which the first reading has the whole.
      if (!Inside(o)) return;
      // A piece of a word that stands and has its ink: «64.2025.07» of «DJ.MSO.64.2025.07».
      const bool piece =
          std::max(w.box.width(), w.box.height()) < 0.8 * std::max(o.box.width(), o.box.height());
      if (piece && o.confidence >= 0.7 && !OnStamps(o.text) && InkLeft(read_, o.box) > kMostly)
        return;
      const bool longer =
          std::max(w.box.width(), w.box.height()) > 1.2 * std::max(o.box.width(), o.box.height());
      if (!longer && o.confidence > w.confidence + 0.05 && LookOf(o.text) == Look::kRight &&
          !OnStamps(o.text) && InkLeft(read_, o.box) > kMostly)
        return;
    }
    const bool at_edge = w.box.left < cut.left + 1 || w.box.right > cut.right - 1 ||
                         w.box.top < cut.top + 1 || w.box.bottom > cut.bottom - 1;
    if (at_edge && !known) return;
    // A poor reading is better only than a poorer one.
    if (w.confidence < 0.5 && !(known && spoilt)) return;
    better_.push_back(w);
  }

  // «JEROME»: what is thin above capitals goes with ink that crosses it, for any reading.
  bool MayLackAccents(const Word& w) const {
    static const RE2 bare("[A-Z'-]*[AEIOU][A-Z'-]*");
    if (!RE2::FullMatch(w.text, bare)) return false;
    const double above = std::min(w.box.width(), w.box.height()) * 0.4;
    return InkLeft(read_, {w.box.left - above, w.box.top - above, w.box.right + above,
                           w.box.bottom + above}) < 0.9;
  }

  // With a stamp of the print's own black, letters went that lay under it: what is left is not all
  // that was printed.
  bool Cut(const Word& w) const {
    const double reach = std::min(w.box.width(), w.box.height());
    return InkLeft(read_, {w.box.left - reach, w.box.top, w.box.right + reach, w.box.bottom}) < 0.9;
  }

  static constexpr double kGone = 0.35, kMostly = 0.7, kLeast = 0.2;
  const PlaceRead& read_;
  Box place_;
  bool bilevel_;
  std::vector<Word>& words_;
  std::vector<Word> better_;
};

// The place together with the words that it touches, or nearly so along the line: a word may have
// lost its end to the stamp.
Box WithWords(const Box& stamp, const std::vector<Word>& words, int turned) {
  constexpr double kAlong = 12, kAcross = 2;  // points
  const bool sideways = turned % 180 != 0;
  const double mx = sideways ? kAcross : kAlong, my = sideways ? kAlong : kAcross;
  const Box near{stamp.left - mx, stamp.top - my, stamp.right + mx, stamp.bottom + my};
  Box place = stamp;
  for (const Word& w : words)
    if (!w.box.Intersect(near).empty() && std::max(w.box.width(), w.box.height()) < 200)
      place = place.Union(w.box);
  return place;
}

struct StampedSheet {
  const Picture& picture;
  const Transform& sheet_to_page;
  int turned;
};

// True where a place reads better without its stamp.
bool ReadPlaces(const StampedSheet& sheet, const StampFree& free, bool black, OcrEngine& engine,
                std::vector<Word>& words, std::vector<Rule>& rules) {
  const Picture& picture = sheet.picture;
  const Transform to_page = Transform::Scale(72 / picture.x_dpi, 72 / picture.y_dpi);
  bool better = false;
  for (const Box& pixels : free.places) {
    const Box stamp = to_page.Apply(pixels);
    const std::optional<Lie> lie =
        LieAt(sheet.sheet_to_page, {stamp.center_x(), stamp.center_y()}, sheet.turned);
    if (!lie) continue;
    const Box place = WithWords(stamp, words, sheet.turned);
    // A frame in grey, colour or black around print that reads well is none.
    const bool damaged = std::any_of(words.begin(), words.end(), [&](const Word& w) {
      return Common(w.box, place) > 0.9 &&
             (OnStamps(w.text) || w.confidence < 0.7 || LookOf(w.text) == Look::kWrong);
    });
    if (!damaged) continue;
    // Along the line as far as a word goes that the first reading lost to the stamp.
    constexpr double kAlong = 40, kAcross = 5;
    const double mx = sheet.turned % 180 == 0 ? kAlong : kAcross;
    const double my = sheet.turned % 180 == 0 ? kAcross : kAlong;
    const Box wide{place.left - mx, place.top - my, place.right + mx, place.bottom + my};
    const PlaceRead read =
        ReadPlace(free.pix.get(), picture,
                  {wide.left * picture.x_dpi / 72, wide.top * picture.y_dpi / 72,
                   wide.right * picture.x_dpi / 72, wide.bottom * picture.y_dpi / 72},
                  *lie, sheet.turned, engine);
    if (!StampedPlace(read, place, wide, black, words).Replace()) continue;
    better = true;
    // A rule is thinner than the print's pixels are.
    constexpr double kSide = 1.5;
    std::erase_if(rules, [&](const Rule& r) {
      const Box side{r.box.left - kSide, r.box.top - kSide, r.box.right + kSide,
                     r.box.bottom + kSide};
      return Common(side, wide) > 0.9 && InkLeft(read, side) < 0.6;
    });
  }
  return better;
}

}  // namespace

void ReadUnderStamps(const Picture& picture, const Transform& sheet_to_page, int turned,
                     OcrEngine& engine, PageReading& page) {
  std::vector<Word>& words = page.words;
  std::vector<Rule>& rules = page.rules;
  if (words.empty() || picture.x_dpi <= 0 || picture.y_dpi <= 0 ||
      std::abs(picture.x_dpi / picture.y_dpi - 1) > 0.02)
    return;
  const std::optional<Lie> overall = LieAt(
      sheet_to_page,
      words.front().box.empty() ? Point{}
                                : Point{words.front().box.center_x(), words.front().box.center_y()},
      turned);
  if (!overall) return;
  const double dpi = overall->scale * picture.x_dpi;
  const StampedSheet sheet{picture, sheet_to_page, turned};
  Pix* pix = picture.pix.get();
  if (pixGetDepth(pix) == 1) {
    if (const std::optional<StampFree> free = WithoutBlackStamps(pix, dpi))
      ReadPlaces(sheet, *free, true, engine, words, rules);
    return;
  }
  if (const std::optional<StampFree> free = WithoutStamps(picture, dpi)) {
    const Transform to_page = Transform::Scale(72 / picture.x_dpi, 72 / picture.y_dpi);
    for (const Box& place : free->places)
      page.stamps.push_back(to_page.Apply(
          place.Intersect({0, 0, double(pixGetWidth(pix)), double(pixGetHeight(pix))})));
    if (ReadPlaces(sheet, *free, false, engine, words, rules)) return;
  }
  // Black ink, or print as pale as the stamp.
  if (std::none_of(words.begin(), words.end(), [](const Word& w) { return OnStamps(w.text); }))
    return;
  const PixPtr grey = Grey(pix);
  const PixPtr binary = grey ? Binarise(grey.get()) : nullptr;
  if (const std::optional<StampFree> free = WithoutBlackStamps(binary.get(), dpi))
    ReadPlaces(sheet, *free, true, engine, words, rules);
}

}  // namespace riposte
