// Ruling lines wreck the reading of table cells, so they go before the engine sees the page. A line
// is what survives an opening by a long thin brick and is not thick; of its pixels, those that
// belong to a stroke that crosses it stay. Long bricks are cheap (bricks.h).
#include "extractors/image/rules.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace riposte {
namespace {

struct Found {
  PixPtr mask;             // 1 bit: pixels of the lines, widened by two pixels
  std::vector<Box> boxes;  // pixels
};

Found FindLines(Pix* binary, bool horizontal, double dpi) {
  Found found;
  const int length = static_cast<int>(dpi * (horizontal ? 0.5 : 0.4));
  const int thick = std::max(4, static_cast<int>(dpi * 0.035));
  const int bridge = std::max(2, static_cast<int>(dpi / 100));
  PixPtr closed(
      pixCloseSafeBrick(nullptr, binary, horizontal ? bridge : 1, horizontal ? 1 : bridge));
  if (!closed) return found;
  PixPtr lines(
      pixOpenBrick(nullptr, closed.get(), horizontal ? length : 1, horizontal ? 1 : length));
  if (!lines) return found;
  // Rows of one tilted line touch only at their ends; thin frames join both directions not at all.
  BOXA* boxes = pixConnCompBB(lines.get(), 8);
  found.mask.reset(pixCreateTemplate(binary));
  for (int i = 0; boxes != nullptr && i < boxaGetCount(boxes); ++i) {
    l_int32 x = 0, y = 0, w = 0, h = 0;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    const int across = horizontal ? h : w, along = horizontal ? w : h;
    // A tilt left over of 0.3 degree makes a thin line as high as 1/200 of its length.
    if (across > thick + along / 200) continue;
    found.boxes.push_back(Box{double(x), double(y), double(x + w), double(y + h)});
    const int mx = horizontal ? 0 : 2, my = horizontal ? 2 : 0;
    pixRasterop(found.mask.get(), x - mx, y - my, w + 2 * mx, h + 2 * my, PIX_SRC, lines.get(),
                x - mx, y - my);
  }
  boxaDestroy(&boxes);
  if (found.boxes.empty()) return found;
  found.mask.reset(
      pixDilateBrick(nullptr, found.mask.get(), horizontal ? 1 : 5, horizontal ? 5 : 1));
  return found;
}

// Strokes that cross the lines of `found` (runs of ink clearly longer than a line is thick, which
// are not lines themselves) are taken out of its mask.
void KeepStrokes(Found& found, const Found& other, Pix* binary, bool horizontal, double dpi) {
  if (found.boxes.empty() || !found.mask) return;
  const int run = std::max(4, static_cast<int>(dpi * 0.035)) + 4;
  PixPtr strokes(pixOpenBrick(nullptr, binary, horizontal ? 1 : run, horizontal ? run : 1));
  if (!strokes) return;
  if (other.mask && !other.boxes.empty())
    pixSubtract(strokes.get(), strokes.get(), other.mask.get());
  pixSubtract(found.mask.get(), found.mask.get(), strokes.get());
}

// What a ragged or faint line leaves behind: thin pieces in a row, with nothing else at their
// height (hyphens and accents stand between letters). Level ones may be far apart; upright ones
// stand closer than two letters of two lines (an «l» is such a piece), unless one alone is higher
// than print.
Found FindPieces(Pix* binary, bool level, double dpi) {
  Found found;
  const auto part = [&](double inch) { return std::max(2, static_cast<int>(dpi * inch)); };
  const int thin = part(level ? 0.042 : 0.022), piece = part(0.02);
  const int far = part(level ? 0.7 : 0.04), length = part(level ? 1.5 : 0.2);
  // How far a ragged line drifts: a row of a fax in standard mode.
  const int drift = part(level ? 0.03 : 0.015) | 1;
  found.mask.reset(pixCreateTemplate(binary));
  PixPtr flat(pixSelectBySize(binary, level ? 0 : thin, level ? thin : 0, 8,
                              level ? L_SELECT_HEIGHT : L_SELECT_WIDTH, L_SELECT_IF_LTE, nullptr));
  if (!flat || !found.mask) return found;
  PixPtr pieces(pixOpenBrick(nullptr, flat.get(), level ? piece : 1, level ? 1 : piece));
  if (!pieces) return found;
  PixPtr thick(pixDilateBrick(nullptr, pieces.get(), level ? 1 : drift, level ? drift : 1));
  if (!thick) return found;
  PixPtr joined(pixCloseSafeBrick(nullptr, thick.get(), level ? far : 1, level ? 1 : far));
  if (!joined) return found;
  PixPtr lines(pixOpenBrick(nullptr, joined.get(), level ? length : 1, level ? 1 : length));
  if (!lines) return found;
  BOXA* boxes = pixConnCompBB(lines.get(), 8);
  for (int i = 0; boxes != nullptr && i < boxaGetCount(boxes); ++i) {
    l_int32 x = 0, y = 0, w = 0, h = 0;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    if ((level ? h : w) > 2 * thin + drift) continue;
    BOX* box = boxCreate(x, y, w, h);
    const PixPtr all(pixClipRectangle(binary, box, nullptr));
    const PixPtr own(pixClipRectangle(flat.get(), box, nullptr));
    boxDestroy(&box);
    if (!all || !own || InkShare(all.get()) > 1.5 * InkShare(own.get())) continue;
    found.boxes.push_back(Box{double(x), double(y), double(x + w), double(y + h)});
    pixRasterop(found.mask.get(), x, y, w, h, PIX_SRC, flat.get(), x, y);
  }
  boxaDestroy(&boxes);
  // With the grey around them.
  if (!found.boxes.empty()) found.mask.reset(pixDilateBrick(nullptr, found.mask.get(), 7, 7));
  return found;
}

// The border of the sheet or the scanner's shadow: within 2 mm (5.8 points) of the edge nobody
// prints. `rule` in points of the sheet.
bool AlongEdge(const Rule& rule, const CleanPicture& clean) {
  const double scale = 72 / clean.dpi, near = 5.8;
  return rule.horizontal ? rule.box.bottom < near ||
                               rule.box.top > pixGetHeight(clean.grey.get()) * scale - near
                         : rule.box.right < near ||
                               rule.box.left > pixGetWidth(clean.grey.get()) * scale - near;
}

}  // namespace

std::vector<Rule> TakeRules(CleanPicture& clean) {
  std::vector<Rule> rules;
  PixPtr binary = Binarise(clean.grey.get());
  if (!binary) return rules;
  const int paper = GreyLevel(clean.grey.get(), 0.75);
  // A thin line of a photo is black in some places and grey in others.
  const int dark = GreyLevel(clean.grey.get(), 0.01);
  const PixPtr faint(clean.soft
                         ? pixThresholdToBinary(clean.grey.get(), paper - (paper - dark) * 4 / 10)
                         : pixClone(binary.get()));
  if (!faint) return rules;
  Found found[2] = {FindLines(faint.get(), true, clean.dpi),
                    FindLines(faint.get(), false, clean.dpi)};
  const Found level{found[0].mask ? PixPtr(pixCopy(nullptr, found[0].mask.get())) : nullptr,
                    found[0].boxes};
  KeepStrokes(found[0], found[1], binary.get(), true, clean.dpi);
  KeepStrokes(found[1], level, binary.get(), false, clean.dpi);
  const auto take = [&](const Found& lines, bool horizontal) {
    if (lines.boxes.empty() || !lines.mask) return true;
    if (rules.empty()) {
      // `grey` may share its pixels with the archived picture.
      PixPtr own(pixCopy(nullptr, clean.grey.get()));
      if (!own) return false;
      clean.grey = std::move(own);
    }
    pixSetMasked(clean.grey.get(), lines.mask.get(), static_cast<l_uint32>(paper));
    pixSubtract(binary.get(), binary.get(), lines.mask.get());
    const Transform to_sheet = Transform::Scale(72 / clean.dpi);
    for (const Box& b : lines.boxes) rules.push_back({to_sheet.Apply(b), horizontal});
    return true;
  };
  if (!take(found[0], true) || !take(found[1], false)) return {};
  for (const bool level_ones : {true, false})
    if (!take(FindPieces(binary.get(), level_ones, clean.dpi), level_ones)) return {};
  std::erase_if(rules, [&](const Rule& r) { return AlongEdge(r, clean); });
  // Pieces of one line meet on the straight sheet; on the page they may stand one above the other.
  MergeRules(rules);
  const Transform to_page = SheetToPage(clean);
  for (Rule& rule : rules) {
    rule.box = to_page.Apply(rule.box);
    // A quarter turn makes level lines of the clean picture upright ones of the page.
    if (clean.turned % 180 != 0) rule.horizontal = !rule.horizontal;
  }
  return rules;
}

void DropCropRules(CleanPicture& crop) {
  PixPtr binary = Binarise(crop.grey.get());
  if (!binary) return;
  const int w = pixGetWidth(binary.get()), h = pixGetHeight(binary.get());
  // Of two or three figures a stroke runs through most of the crop: the waist of «88», the top of
  // «71».
  const int through = w > 4 * h ? w * 6 / 10 : w * 92 / 100;
  PixPtr level(pixOpenBrick(nullptr, binary.get(), std::max(10, through), 1));
  PixPtr upright(pixOpenBrick(nullptr, binary.get(), 1, std::max(10, h * 85 / 100)));
  if (!level || !upright) return;
  pixOr(level.get(), level.get(), upright.get());
  l_int32 empty = 1;
  pixZero(level.get(), &empty);
  // A dark ground (white print on a table's head) is no line.
  if (empty != 0 || InkShare(level.get()) > 0.25) return;
  PixPtr mask(pixDilateBrick(nullptr, level.get(), 5, 5));
  PixPtr own(pixCopy(nullptr, crop.grey.get()));
  if (!mask || !own) return;
  pixSetMasked(own.get(), mask.get(), static_cast<l_uint32>(GreyLevel(crop.grey.get(), 0.75)));
  crop.grey = std::move(own);
}

void MergeRules(std::vector<Rule>& rules) {
  // Points: a gap of 4 is a missing pixel run or a cell's corner, a drift of 1 a tilt left over.
  constexpr double kGap = 4, kDrift = 1;
  auto from = [](const Rule& r) { return r.horizontal ? r.box.left : r.box.top; };
  auto to = [](const Rule& r) { return r.horizontal ? r.box.right : r.box.bottom; };
  auto at = [](const Rule& r) { return r.horizontal ? r.box.center_y() : r.box.center_x(); };
  std::sort(rules.begin(), rules.end(), [&](const Rule& a, const Rule& b) {
    return std::tuple(a.horizontal, std::round(at(a)), from(a), to(a), at(a)) <
           std::tuple(b.horizontal, std::round(at(b)), from(b), to(b), at(b));
  });
  std::vector<Rule> merged;
  for (const Rule& r : rules) {
    bool joined = false;
    // Only the last few can be near: they are sorted by place.
    for (size_t i = merged.size(), n = 0; i-- > 0 && n < 32 && !joined; ++n) {
      Rule& m = merged[i];
      if (m.horizontal != r.horizontal || at(r) - at(m) > 3 * kDrift) break;
      if (std::abs(at(m) - at(r)) > kDrift || from(r) - to(m) > kGap || from(m) - to(r) > kGap)
        continue;
      m.box = m.box.Union(r.box);
      joined = true;
    }
    if (!joined) merged.push_back(r);
  }
  rules = std::move(merged);
  std::sort(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) {
    return std::tuple(a.box.top, a.box.left, a.horizontal) <
           std::tuple(b.box.top, b.box.left, b.horizontal);
  });
}

}  // namespace riposte
