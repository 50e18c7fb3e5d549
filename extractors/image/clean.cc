// Every step maps new pixels to old ones and puts that map before `to_page`, so that whatever is
// found in the clean picture lands on the page as displayed.
#include "extractors/image/clean.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "extractors/image/outline.h"

namespace riposte {
namespace {

// Dark grounds that end in paper, as a margin with the fund's address in white has them, become as
// bright as paper: they say nothing about the light. A shadow fades, and a desk around the sheet
// reaches all edges of the picture; those stay.
void BrightenGrounds(Pix* tiles, int bright) {
  constexpr double kDark = 0.6, kPaper = 0.85, kMostOfRing = 0.8, kLeastShare = 0.005;
  const int w = pixGetWidth(tiles), h = pixGetHeight(tiles);
  const PixPtr dark(pixThresholdToBinary(tiles, static_cast<int>(kDark * bright)));
  if (!dark) return;
  const PixPtr paper(pixThresholdToBinary(tiles, static_cast<int>(kPaper * bright)));  // 0: paper
  PIXA* parts = nullptr;
  BOXA* boxes = pixConnComp(dark.get(), &parts, 4);
  for (int i = 0; parts != nullptr && paper && i < boxaGetCount(boxes); ++i) {
    l_int32 x = 0, y = 0, bw = 0, bh = 0, area = 0, ring = 0, dim = 0;
    boxaGetBoxGeometry(boxes, i, &x, &y, &bw, &bh);
    if (x == 0 && y == 0 && bw == w && bh == h) continue;
    const PixPtr part(pixaGetPix(parts, i, L_CLONE));
    if (part) pixCountPixels(part.get(), &area, nullptr);
    if (area < kLeastShare * w * h) continue;
    const PixPtr mask(pixCreate(w, h, 1));
    if (!mask) break;
    pixRasterop(mask.get(), x, y, bw, bh, PIX_SRC, part.get(), 0, 0);
    // The tiles on the edge itself are half ground.
    const PixPtr near(pixDilateBrick(nullptr, mask.get(), 3, 3)),
        around(pixDilateBrick(nullptr, mask.get(), 5, 5));
    if (!near || !around) break;
    pixSubtract(around.get(), around.get(), near.get());
    pixCountPixels(around.get(), &ring, nullptr);
    pixAnd(around.get(), around.get(), paper.get());
    pixCountPixels(around.get(), &dim, nullptr);
    if (ring == 0 || dim > (1 - kMostOfRing) * ring) continue;
    pixSetMasked(tiles, near.get(), static_cast<l_uint32>(bright));
  }
  boxaDestroy(&boxes);
  pixaDestroy(&parts);
}

// Share of the brightness that the paper loses from its bright to its dim parts. The brightest
// pixel of each 16 x 16 tile is paper, whatever is printed there.
double Unevenness(Pix* grey, bool camera) {
  if (pixGetWidth(grey) < 64 || pixGetHeight(grey) < 64) return 0;
  PixPtr tiles(pixScaleGrayMinMax(grey, 16, 16, L_CHOOSE_MAX));
  if (!tiles) return 0;
  const int bright = GreyLevel(tiles.get(), 0.9);
  if (!camera) BrightenGrounds(tiles.get(), bright);
  const int dim = GreyLevel(tiles.get(), 0.1);
  return bright <= 0 ? 0 : static_cast<double>(bright - dim) / bright;
}

// The resolution against the real sheet. A photo says 72 dpi, or nothing: then the picture is taken
// for a whole A4 sheet (11.7 inches), which is what people photograph.
double TrueDpi(const Picture& picture, double declared, bool vertical) {
  const double w = pixGetWidth(picture.pix.get()), h = pixGetHeight(picture.pix.get());
  const double long_side = std::max(w / picture.x_dpi, h / picture.y_dpi);
  if (long_side >= 4 && long_side <= 18) return declared;
  const double share = declared / (vertical ? picture.y_dpi : picture.x_dpi);
  return share * std::max(w, h) / 11.69;
}

void Step(CleanPicture& clean, PixPtr next, const Transform& new_to_old) {
  if (!next) return;
  clean.grey = std::move(next);
  clean.to_page = new_to_old.Then(clean.to_page);
}

void ScaleBy(CleanPicture& clean, double fx, double fy) {
  const double w = pixGetWidth(clean.grey.get()), h = pixGetHeight(clean.grey.get());
  PixPtr scaled(fx > 1 || fy > 1 ? pixScaleGrayLI(clean.grey.get(), static_cast<l_float32>(fx),
                                                  static_cast<l_float32>(fy))
                                 : pixScaleAreaMap(clean.grey.get(), static_cast<l_float32>(fx),
                                                   static_cast<l_float32>(fy)));
  if (!scaled) return;
  const Transform back =
      Transform::Scale(w / pixGetWidth(scaled.get()), h / pixGetHeight(scaled.get()));
  Step(clean, std::move(scaled), back);
}

// To square pixels of `target` dots an inch, unless they nearly are.
void ScaleTo(CleanPicture& clean, double x_dpi, double y_dpi, double target) {
  clean.dpi = x_dpi;
  if (std::abs(target / x_dpi - 1) < 0.02 && std::abs(target / y_dpi - 1) < 0.02) return;
  clean.dpi = target;
  ScaleBy(clean, target / x_dpi, target / y_dpi);
}

void Blur(CleanPicture& clean) { Step(clean, riposte::Blur(clean.grey.get()), Transform()); }

// Share of a page's pixels that is ink for certain: a short letter has little.
constexpr double kPageInk = 0.002;

// Paper to white, and what the darkest `ink` of the pixels show to black. Grey paper costs the
// engine decimal commas, above all in grotesque faces.
void Whiten(CleanPicture& clean, double ink_share) {
  const int paper = GreyLevel(clean.grey.get(), 0.7), ink = GreyLevel(clean.grey.get(), ink_share);
  // Print fainter than this against its paper is noise; it stays as it is.
  if (paper - ink < 40) return;
  PixPtr own(pixCopy(nullptr, clean.grey.get()));
  if (!own) return;
  pixGammaTRC(own.get(), own.get(), 1.0F, ink, std::max(ink + 30, paper - (paper - ink) / 8));
  clean.grey = std::move(own);
}

// A copy in which dark grounds of an inch at most (a table's head in white on blue) have the
// brightness of the paper around them: they say nothing about the light. Print is thinner than
// what is looked for, and where it is not, its paper is what it gets.
PixPtr WithoutDarkGrounds(Pix* grey, double dpi) {
  constexpr int kLess = 8;
  // Darker than any shadow that has its edges within an inch.
  constexpr double kDark = 0.6;
  const auto blocks = [&](double inch) { return static_cast<int>(dpi * inch / kLess) | 1; };
  const PixPtr small(pixScaleAreaMap(grey, 1.0F / kLess, 1.0F / kLess));
  const PixPtr paper(small ? pixCloseGray(small.get(), blocks(1.1), blocks(1.1)) : nullptr);
  if (!paper) return nullptr;
  const int w = pixGetWidth(small.get()), h = pixGetHeight(small.get());
  const PixPtr dark(pixCreate(w, h, 1));
  if (!dark) return nullptr;
  for (int y = 0; y < h; ++y) {
    const l_uint32* is =
        pixGetData(small.get()) + static_cast<ptrdiff_t>(y) * pixGetWpl(small.get());
    const l_uint32* was =
        pixGetData(paper.get()) + static_cast<ptrdiff_t>(y) * pixGetWpl(paper.get());
    l_uint32* out = pixGetData(dark.get()) + static_cast<ptrdiff_t>(y) * pixGetWpl(dark.get());
    for (int x = 0; x < w; ++x)
      if (GET_DATA_BYTE(is, x) < kDark * GET_DATA_BYTE(was, x)) SET_DATA_BIT(out, x);
  }
  const PixPtr filled(pixCloseSafeBrick(nullptr, dark.get(), 3, 3));
  const PixPtr grounds(filled ? pixOpenBrick(nullptr, filled.get(), blocks(0.3), 2) : nullptr);
  l_int32 none = 1;
  if (!grounds || pixZero(grounds.get(), &none) != 0 || none != 0) return nullptr;
  PixPtr own(pixCopy(nullptr, grey));
  const PixPtr mask(pixExpandBinaryReplicate(
      PixPtr(pixDilateBrick(nullptr, grounds.get(), 3, 3)).get(), kLess, kLess));
  const PixPtr light(pixScaleBySampling(paper.get(), kLess, kLess));
  if (!own || !mask || !light) return nullptr;
  pixCombineMasked(own.get(), light.get(), mask.get());
  return own;
}

// The same where the light is uneven.
void EvenLight(CleanPicture& clean, double dpi) {
  // The values of pixBackgroundNormSimple: tiles of 10 x 15 pixels, paper over 60, 40 such pixels a
  // tile; the background comes out near 200.
  const PixPtr lit = WithoutDarkGrounds(clean.grey.get(), dpi);
  PixPtr even;
  l_int32 failed = 1;
  PIX* map = nullptr;
  if (lit) failed = pixGetBackgroundGrayMap(lit.get(), nullptr, 10, 15, 60, 40, &map);
  const PixPtr keep(map);
  if (failed == 0) {
    const PixPtr inverse(pixGetInvBackgroundMap(map, 200, 2, 1));
    if (inverse) even.reset(pixApplyInvBackgroundGrayMap(clean.grey.get(), inverse.get(), 10, 15));
  }
  if (!even) even.reset(pixBackgroundNormSimple(clean.grey.get(), nullptr, nullptr));
  if (!even) even.reset(pixCopy(nullptr, clean.grey.get()));  // the caller's pixels stay
  if (!even) return;
  // Ink under 60 is taken as black.
  pixGammaTRC(even.get(), even.get(), 1.0F, 60, 200);
  clean.grey = std::move(even);
}

}  // namespace

const char* Name(Recipe recipe) {
  switch (recipe) {
    case Recipe::kNone:
      return "none";
    case Recipe::kScan:
      return "scan";
    case Recipe::kUpscaled:
      return "upscaled";
    case Recipe::kFax:
      return "fax";
    case Recipe::kFaxLarge:
      return "fax_large";
    case Recipe::kPhoto:
      return "photo";
    case Recipe::kWhole:
      return "whole";
  }
  return "none";
}

Recipe ChooseRecipe(const Picture& picture) {
  if (picture.drawn) return Recipe::kNone;
  Pix* pix = picture.pix.get();
  const double x = TrueDpi(picture, picture.x_dpi, false);
  const double y = TrueDpi(picture, picture.y_dpi, true);
  if (IsBilevel(pix)) return std::min(x, y) < 250 ? Recipe::kFax : Recipe::kScan;
  PixPtr grey = Grey(pix);
  if (grey && Unevenness(grey.get(), picture.camera) > (picture.camera ? 0.12 : 0.2))
    return Recipe::kPhoto;
  return std::min(x, y) < 250 ? Recipe::kUpscaled : Recipe::kScan;
}

std::optional<Recipe> SecondRecipe(Recipe first, bool flat) {
  switch (first) {
    case Recipe::kNone:
      return std::nullopt;
    case Recipe::kScan:
    case Recipe::kUpscaled:
      return Recipe::kPhoto;
    case Recipe::kFax:
    case Recipe::kFaxLarge:
    case Recipe::kWhole:
      return Recipe::kUpscaled;
    case Recipe::kPhoto:
      return flat ? Recipe::kWhole : Recipe::kUpscaled;
  }
  return std::nullopt;
}

Result<CleanPicture> Prepare(const Picture& picture, Recipe recipe) {
  Pix* pix = picture.pix.get();
  CleanPicture clean;
  if (recipe == Recipe::kFax || recipe == Recipe::kFaxLarge) {
    PixPtr binary = Binarise(pixGetDepth(pix) == 1 ? pix : Grey(pix).get());
    PixPtr quiet = binary ? WithoutSpecks(binary.get(), 2) : nullptr;
    if (quiet) quiet = WithoutStraySpecks(quiet.get(), picture.x_dpi, picture.y_dpi);
    clean.grey = Grey(quiet ? quiet.get() : pix);
  } else {
    clean.grey = Grey(pix);
  }
  if (!clean.grey) return Error{ErrorCode::kDamaged, "the picture cannot be made grey"};
  clean.to_page = Transform::Scale(72 / picture.x_dpi, 72 / picture.y_dpi);
  const double x = TrueDpi(picture, picture.x_dpi, false);
  const double y = TrueDpi(picture, picture.y_dpi, true);
  clean.dpi = x;
  switch (recipe) {
    case Recipe::kNone:
      break;
    case Recipe::kScan:
      // Above 330 dpi the engine only gets slower.
      if (std::max(x, y) > 330 || std::abs(x / y - 1) > 0.02) ScaleTo(clean, x, y, 300);
      Whiten(clean, kPageInk);
      Blur(clean);
      break;
    case Recipe::kPhoto: {
      clean.soft = true;
      const std::optional<Outline> outline = FindOutline(clean.grey.get());
      EvenLight(clean, x);
      if (outline) {
        clean.beside = PrintBeside(clean.grey.get(), *outline);
        clean.flat = Flatten(clean, *outline, x);
      }
      if (!clean.flat) ScaleTo(clean, x, y, 300);
      break;
    }
    case Recipe::kWhole:
      clean.soft = true;
      EvenLight(clean, x);
      ScaleTo(clean, x, y, 300);
      break;
    case Recipe::kFax:
    case Recipe::kFaxLarge:
      ScaleTo(clean, x, y, recipe == Recipe::kFax ? 300 : 400);
      Blur(clean);
      break;
    case Recipe::kUpscaled:
      ScaleTo(clean, x, y, 300);
      Whiten(clean, kPageInk);
      Blur(clean);
      break;
  }
  return clean;
}

Transform SheetToPage(const CleanPicture& clean) {
  return Transform::Scale(clean.dpi / 72).Then(clean.to_page);
}

namespace {

// `least`: how far the ascenders must outweigh the descenders, in standard deviations; 0:
// Leptonica's own limit (8).
std::optional<int> TurnOf(Pix* binary, float least) {
  l_float32 up = 0, left = 0;
  if (binary == nullptr || pixOrientDetect(binary, &up, &left, 0, 0) != 0) return std::nullopt;
  l_int32 orient = L_TEXT_ORIENT_UNKNOWN;
  if (makeOrientDecision(up, left, least, 0, &orient, 0) != 0) return std::nullopt;
  switch (orient) {
    case L_TEXT_ORIENT_UP:
      return 0;
    case L_TEXT_ORIENT_LEFT:
      return 90;
    case L_TEXT_ORIENT_DOWN:
      return 180;
    case L_TEXT_ORIENT_RIGHT:
      return 270;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<int> FindTurn(Pix* binary) {
  // A page of text tells at half its size, in a quarter of the time. There the limit is higher: a
  // page of figures, whose strokes close up, looks as if it stood on its head by as much as 14
  // (letters stand at 24 and more), so a turn is only believed at full size.
  const PixPtr half(pixReduceRankBinaryCascade(binary, 1, 0, 0, 0));
  if (const std::optional<int> turn = TurnOf(half.get(), 20); turn == 0) return turn;
  return TurnOf(binary, 0);
}

void Turn(CleanPicture& clean, int degrees) {
  degrees = ((degrees % 360) + 360) % 360;
  if (degrees % 90 != 0 || degrees == 0) return;
  const double w = pixGetWidth(clean.grey.get()), h = pixGetHeight(clean.grey.get());
  Transform back;
  if (degrees == 90) back = Transform({0, 1, 0, -1, 0, h, 0, 0, 1});
  if (degrees == 180) back = Transform({-1, 0, w, 0, -1, h, 0, 0, 1});
  if (degrees == 270) back = Transform({0, -1, w, 1, 0, 0, 0, 0, 1});
  Step(clean, PixPtr(pixRotateOrth(clean.grey.get(), degrees / 90)), back);
  clean.turned = (clean.turned + degrees) % 360;
}

void Rotate(CleanPicture& clean, double degrees) {
  const double radians = degrees * std::numbers::pi / 180;
  const int w = pixGetWidth(clean.grey.get()), h = pixGetHeight(clean.grey.get());
  PixPtr turned(pixRotate(clean.grey.get(), static_cast<l_float32>(radians), L_ROTATE_AREA_MAP,
                          L_BRING_IN_WHITE, w, h));
  if (!turned) return;
  const int nw = pixGetWidth(turned.get()), nh = pixGetHeight(turned.get());
  const Transform back = Transform::Translate((w - nw) / 2.0, (h - nh) / 2.0)
                             .Then(Transform::Rotate(-radians, w / 2.0, h / 2.0));
  Step(clean, std::move(turned), back);
  clean.tilt += degrees;
}

void Clip(CleanPicture& clean, const Box& pixels) {
  const int w = pixGetWidth(clean.grey.get()), h = pixGetHeight(clean.grey.get());
  const int x = std::clamp(static_cast<int>(std::floor(pixels.left)), 0, w - 1);
  const int y = std::clamp(static_cast<int>(std::floor(pixels.top)), 0, h - 1);
  const int cw = std::clamp(static_cast<int>(std::ceil(pixels.right)) - x, 1, w - x);
  const int ch = std::clamp(static_cast<int>(std::ceil(pixels.bottom)) - y, 1, h - y);
  if (cw == w && ch == h) return;
  BOX* box = boxCreate(x, y, cw, ch);
  PixPtr cut(pixClipRectangle(clean.grey.get(), box, nullptr));
  boxDestroy(&box);
  Step(clean, std::move(cut), Transform::Translate(x, y));
}

void Resize(CleanPicture& clean, double factor) {
  if (std::abs(factor - 1) < 0.02) return;
  ScaleBy(clean, factor, factor);
  clean.dpi *= factor;
}

void ResizeBy(CleanPicture& clean, double x, double y) { ScaleBy(clean, x, y); }

void AddBorder(CleanPicture& clean, int pixels) {
  Step(clean, PixPtr(pixAddBorder(clean.grey.get(), pixels, 255)),
       Transform::Translate(-pixels, -pixels));
}

void Stretch(CleanPicture& clean) { Whiten(clean, 0.01); }

void Binarise(CleanPicture& clean, int window) {
  const int w = pixGetWidth(clean.grey.get()), h = pixGetHeight(clean.grey.get());
  window = std::min({window, (w - 4) / 2, (h - 4) / 2});
  if (window < 2) return;
  PIX* binary = nullptr;
  if (pixSauvolaBinarize(clean.grey.get(), window, 0.3F, 1, nullptr, nullptr, nullptr, &binary) !=
      0)
    return;
  const PixPtr keep(binary);
  Step(clean, Grey(binary), Transform());
}

double Straighten(CleanPicture& clean) {
  PixPtr binary = Binarise(clean.grey.get());
  if (!binary) return 0;
  l_float32 angle = 0, confidence = 0;
  if (pixFindSkewSweepAndSearch(binary.get(), &angle, &confidence, 4, 2, 10.0F, 1.0F, 0.01F) != 0)
    return 0;
  // Under 0.1 degree a line drifts by less than 4 pixels over the page: the engine copes. A
  // confidence under 3 means that no angle stands out (Leptonica's own limit in pixDeskew).
  if (std::abs(angle) < 0.1 || confidence < 3) return 0;
  Rotate(clean, angle);
  return angle;
}

}  // namespace riposte
