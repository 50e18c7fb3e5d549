// A second look at one place. The crop is cut from the original pixels (or drawn anew from a text
// layer), put upright as the page was, enlarged to the line height that the engine likes and given
// a white border; the comma witness looks at the same pixels.
#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <numbers>

#include "extractors/image/commas.h"
#include "extractors/image/rules.h"
#include "extractors/image/stars.h"
#include "extractors/page/crop_source.h"
#include "extractors/page/reader.h"

namespace riposte {
namespace {

constexpr double kLineHeight = 44;  // pixels; 40 to 48 read alike
constexpr int kThreshold = 150;
// What is printed on bare paper reads at 0.93 and more.
constexpr double kReadsWell = 0.9;

// x and y resolution apart by the ratio of the map's scales.
void Square(CleanPicture& clean) {
  const auto& m = clean.to_page.matrix();
  const double sx = std::hypot(m[0], m[3]), sy = std::hypot(m[1], m[4]);
  if (sx <= 0 || sy <= 0 || std::abs(sy / sx - 1) < 0.02) return;
  const double fx = sy < sx ? sx / sy : 1, fy = sy < sx ? 1 : sy / sx;
  ResizeBy(clean, fx, fy);
  clean.dpi *= fx;
}

// Pixels an inch, along the coarser side.
double CoarseDpi(const CleanPicture& clean) {
  const auto& m = clean.to_page.matrix();
  return 72 / std::max({std::hypot(m[0], m[3]), std::hypot(m[1], m[4]), 1e-6});
}

Status Check(const CropRequest& request) {
  const Box& b = request.box;
  const bool sane = std::isfinite(b.left + b.top + b.right + b.bottom) && !b.empty() &&
                    std::isfinite(request.turned + request.tilt) && std::abs(request.tilt) <= 45 &&
                    std::fmod(request.turned, 90) == 0;
  if (!sane) return Error{ErrorCode::kUsage, "the crop's box or turn makes no sense"};
  return {};
}

CropReading Joined(std::vector<OcrWord> words) {
  CropReading reading;
  std::stable_sort(words.begin(), words.end(),
                   [](const OcrWord& a, const OcrWord& b) { return a.box.left < b.box.left; });
  double weight = 0;
  for (const OcrWord& w : words) {
    if (!reading.text.empty()) reading.text += ' ';
    reading.text += w.text;
    const auto n = static_cast<double>(w.text.size());
    reading.confidence += w.confidence * n;
    weight += n;
  }
  if (weight > 0) reading.confidence /= weight;
  return reading;
}

enum class CropInk { kAll, kWithoutStamps };

// Without stamps: fails where none touches the place.
Result<CropReading> ReadCrop(CropSource& source, const CropRequest& request, CropInk ink_wanted,
                             OcrEngine& engine) {
  const int turned = ((static_cast<int>(request.turned) % 360) + 360) % 360;
  const bool sideways = turned % 180 != 0;
  const double along = sideways ? request.box.height() : request.box.width();
  const double across = sideways ? request.box.width() : request.box.height();
  // The upright box of a tilted line is higher than the line.
  const double rise = along * std::abs(std::tan(request.tilt * std::numbers::pi / 180));
  const double line = std::max({across - rise, across * 0.3, 4.0});
  // Above and below there is leading; beside it the next word may stand closer than a space.
  const double margin = line * 0.3, side = line * 0.12;
  // A tilted line needs its whole rise, whatever its box says.
  const double slack = std::abs(request.tilt) >= 0.1 ? rise / 2 : 0;
  const double mx = (sideways ? margin : side) + slack, my = (sideways ? side : margin) + slack;
  const Box wide{request.box.left - mx, request.box.top - my, request.box.right + mx,
                 request.box.bottom + my};
  Result<CropPart> part = Error{ErrorCode::kUsage, "no stamp there"};
  if (ink_wanted == CropInk::kAll)
    part = source.Cut(wide, std::clamp(kLineHeight / line * 72, 150.0, 600.0));
  else if (std::optional<CropPart> free = source.CutUnderStamp(wide))
    part = std::move(*free);
  if (!part.ok()) return part.error();
  CleanPicture& clean = part->clean;
  part->coarse = CoarseDpi(clean) < 250 && IsBilevel(clean.grey.get());
  Square(clean);
  Turn(clean, turned);
  if (std::abs(request.tilt) >= 0.1) {
    Rotate(clean, request.tilt);
    // Where the line lies now: its middle is the middle of the box.
    const std::optional<Transform> to_pixels = clean.to_page.Inverse();
    if (!to_pixels) return Error{ErrorCode::kDefect, "the crop's map cannot be turned round"};
    const Point c = to_pixels->Apply(Point{request.box.center_x(), request.box.center_y()});
    const double scale = clean.dpi / 72;
    Clip(clean, {c.x - (along / 2 + side) * scale, c.y - (line / 2 + margin) * scale,
                 c.x + (along / 2 + side) * scale, c.y + (line / 2 + margin) * scale});
  }
  // A very long line at full height would be a picture of its own size: bounded.
  const double factor = std::clamp(kLineHeight / (line * clean.dpi / 72), 0.1, 8.0);
  const double widest = 12'000.0 / std::max(1, pixGetWidth(clean.grey.get()));
  Resize(clean, std::min(factor, widest));
  // An arm of a star runs through all of its crop, as a rule does.
  int stars = CountStars(clean.grey.get());
  DropCropRules(clean);
  Stretch(clean);
  // Stretched: ink is 0 and paper 255, and commas are thin, so the threshold lies nearer to paper.
  const PixPtr binary(pixThresholdToBinary(clean.grey.get(), kThreshold));
  const CommaWitness witness = FindCommas(binary.get(), part->coarse);
  const Transform witness_to_page = clean.to_page;
  const double ink = binary ? InkShare(binary.get()) : 0;
  const double middle = binary ? pixGetHeight(binary.get()) / 2.0 : 0;
  if (stars == 0) stars = CountStars(clean.grey.get());
  if (request.recipe == CropRecipe::kBinary) Binarise(clean, static_cast<int>(kLineHeight / 2));
  AddBorder(clean, 16);
  const OcrRequest ask{
      OcrMode::kLine,
      request.recipe == CropRecipe::kNumber ? OcrModel::kEnglish : OcrModel::kFrench,
      static_cast<int>(std::clamp(clean.dpi, 70.0, 1200.0))};
  Result<std::vector<OcrWord>> words = engine.Recognize(clean.grey.get(), ask);
  if (!words.ok()) return words.error();
  CropReading reading = Joined(std::move(*words));
  if (stars > 0)
    reading = {.text = std::string(static_cast<size_t>(stars), '*'), .confidence = 0.9};
  reading.commas = static_cast<int>(witness.at.size());
  for (const double x : witness.at) {
    const Point at = witness_to_page.Apply(Point{x, middle});
    reading.comma_at.push_back(sideways ? at.y : at.x);
  }
  reading.ink = ink;
  return reading;
}

// A stamp's ink is taken out only where the place reads badly with it: the same ink may be that of
// a coloured letterhead.
Result<CropReading> Reread(CropSource& source, const CropRequest& request, OcrEngine& engine) {
  if (Status s = Check(request); !s.ok()) return s.error();
  Result<CropReading> reading = ReadCrop(source, request, CropInk::kAll, engine);
  if (!reading.ok() || reading->confidence >= kReadsWell || !request.maybe_stamped) return reading;
  Result<CropReading> under = ReadCrop(source, request, CropInk::kWithoutStamps, engine);
  if (under.ok() && under->confidence > reading->confidence + 0.02) return under;
  return reading;
}

std::string Png(Pix* pix) {
  l_uint8* data = nullptr;
  size_t size = 0;
  if (pixWriteMemPng(&data, &size, pix, 0) != 0 || data == nullptr) return {};
  std::string png(reinterpret_cast<const char*>(data), size);
  lept_free(data);
  return png;
}

}  // namespace

Result<std::vector<Result<CropReading>>> RereadCrops(Bytes file,
                                                     const std::vector<CropRequest>& requests,
                                                     OcrEngine& engine, const ReadLimits& limits) {
  std::vector<Result<CropReading>> readings;
  if (requests.empty()) return readings;
  const int page = requests.front().page;
  const auto on_page = [page](Error error) {
    if (error.page == 0) error.page = page;
    return error;
  };
  try {
    Result<CropSource> source = CropSource::Open(file, page, limits);
    if (!source.ok()) return on_page(source.error());
    for (const CropRequest& request : requests) {
      if (request.page != page) return Error{ErrorCode::kDefect, "crops of two pages at once"};
      Result<CropReading> reading = Reread(*source, request, engine);
      if (!reading.ok()) reading = on_page(reading.error());
      readings.push_back(std::move(reading));
    }
    return readings;
  } catch (const std::exception&) {
    return on_page({ErrorCode::kDamaged, "the crop cannot be read"});
  }
}

Result<CropReading> RereadCrop(Bytes file, const CropRequest& request, OcrEngine& engine,
                               const ReadLimits& limits) {
  Result<std::vector<Result<CropReading>>> readings = RereadCrops(file, {request}, engine, limits);
  if (!readings.ok()) return readings.error();
  return readings->front();
}

Result<std::string> RenderCrop(Bytes file, int page, const Box& box, double dpi,
                               const ReadLimits& limits) {
  if (!std::isfinite(box.left + box.top + box.right + box.bottom) || !(dpi >= 10 && dpi <= 1200))
    return Error{ErrorCode::kUsage, "the box or the resolution makes no sense"};
  try {
    Result<CropSource> source = CropSource::Open(file, page, limits);
    Result<CropPart> part = source.ok() ? source->Cut(box, dpi) : source.error();
    if (!part.ok()) {
      Error error = part.error();
      if (error.page == 0) error.page = page;
      return error;
    }
    Square(part->clean);
    const double pixels = part->box.width() * part->box.height() * dpi * dpi / 72 / 72;
    if (pixels > 40e6) return Error{ErrorCode::kTooLarge, "the crop has too many pixels"};
    Resize(part->clean, dpi / part->clean.dpi);
    std::string png = Png(part->clean.grey.get());
    if (png.empty()) return Error{ErrorCode::kMemoryLimit, "no memory for the picture"};
    return png;
  } catch (const std::exception&) {
    return Error{.code = ErrorCode::kDamaged, .message = "the crop cannot be drawn", .page = page};
  }
}

}  // namespace riposte
