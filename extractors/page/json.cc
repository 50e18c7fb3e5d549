// Answers of a child cross the border as JSON. The child has read foreign bytes, so the parsers
// here believe nothing: sizes, ranges and counts are checked, and anything odd is kProtocol.
#include <cmath>
#include <exception>
#include <nlohmann/json.hpp>

#include "extractors/page/text_pages.h"

namespace riposte {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxInput = 16u * 1024 * 1024;
constexpr size_t kMaxPages = 100'000, kMaxWarnings = 200'000, kMaxText = 20'000, kMaxCommas = 1000;
constexpr size_t kMaxCrops = 10'000;
constexpr double kMaxPoints = 200'000;

Error Wrong(const char* what) {
  return Error{ErrorCode::kProtocol, std::string("an answer of a child is wrong: ") + what};
}

// Throws on anything but a finite number in the range.
double Number(const Json& object, const char* key, double low, double high) {
  const Json& value = object.at(key);
  if (!value.is_number()) throw std::runtime_error(key);
  const double v = value.get<double>();
  if (!std::isfinite(v) || v < low || v > high) throw std::range_error(key);
  return v;
}

std::string Text(const Json& value, size_t longest) {
  const auto& s = value.get_ref<const std::string&>();
  if (s.size() > longest || s.find('\0') != std::string::npos) throw std::range_error("text");
  return s;
}

Json Parse(std::string_view json) {
  if (json.size() > kMaxInput) throw std::length_error("too long");
  Json parsed = Json::parse(json.begin(), json.end());
  if (!parsed.is_object()) throw std::runtime_error("not an object");
  return parsed;
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json ParseArray(std::string_view json, size_t most) {
  if (json.size() > kMaxInput) throw std::length_error("too long");
  Json parsed = Json::parse(json.begin(), json.end());
  if (!parsed.is_array() || parsed.size() > most) throw std::runtime_error("not such an array");
  return parsed;
}

// Four decimals are finer than any print.
double Rounded(double v) { return std::round(v * 1e4) / 1e4; }

Json Values(const CropReading& crop) {
  Json at = Json::array();
  for (const double x : crop.comma_at) at.push_back(Rounded(x));
  return {{"text", crop.text},
          {"confidence", Rounded(crop.confidence)},
          {"commas", crop.commas},
          {"comma_at", at},
          {"ink", Rounded(crop.ink)}};
}

CropReading ToCrop(const Json& parsed) {
  CropReading crop;
  crop.text = Text(parsed.at("text"), kMaxText);
  crop.confidence = Number(parsed, "confidence", 0, 1);
  crop.ink = Number(parsed, "ink", 0, 1);
  const Json& commas = parsed.at("commas");
  const Json& at = parsed.at("comma_at");
  if (!commas.is_number_integer() || !at.is_array() || at.size() > kMaxCommas)
    throw std::range_error("commas");
  crop.commas = static_cast<int>(Number(parsed, "commas", 0, kMaxCommas));
  if (static_cast<size_t>(crop.commas) != at.size()) throw std::range_error("commas");
  for (const Json& x : at) {
    if (!x.is_number()) throw std::runtime_error("comma_at");
    const double v = x.get<double>();
    if (!std::isfinite(v) || std::abs(v) > kMaxPoints) throw std::range_error("comma_at");
    crop.comma_at.push_back(v);
  }
  return crop;
}

// The codes that a child may give for one crop.
ErrorCode ToCode(const Json& name) {
  const auto& given = name.get_ref<const std::string&>();
  for (const ErrorCode code :
       {ErrorCode::kUsage, ErrorCode::kEncrypted, ErrorCode::kDamaged, ErrorCode::kEmpty,
        ErrorCode::kUnsupported, ErrorCode::kTooLarge, ErrorCode::kMemoryLimit})
    if (given == Name(code)) return code;
  return ErrorCode::kChildDied;
}

}  // namespace

std::string ToLines(const std::vector<std::optional<PageReading>>& pages) {
  std::string lines;
  for (const std::optional<PageReading>& page : pages) {
    if (page) lines += ToJson(*page);
    lines += '\n';
  }
  return lines;
}

Result<std::vector<std::optional<PageReading>>> PagesFromLines(std::string_view lines) {
  std::vector<std::optional<PageReading>> pages;
  while (!lines.empty()) {
    const size_t end = lines.find('\n');
    if (end == std::string_view::npos || pages.size() >= kMaxPages) return Wrong("the pages");
    std::optional<PageReading>& page = pages.emplace_back();
    if (end > 0) {
      Result<PageReading> read = PageReadingFromJson(lines.substr(0, end));
      if (!read.ok()) return Wrong("a page");
      page = std::move(*read);
    }
    lines.remove_prefix(end + 1);
  }
  return pages;
}

std::string ToJson(const Census& census) {
  Json pages = Json::array();
  for (const PageCensus& p : census.pages)
    pages.push_back(
        {{"width", Rounded(p.width)}, {"height", Rounded(p.height)}, {"has_text", p.has_text}});
  return Dump({{"kind", census.kind}, {"pages", pages}, {"warnings", census.warnings}});
}

Result<Census> CensusFromJson(std::string_view json) {
  try {
    const Json parsed = Parse(json);
    Census census;
    census.kind = Text(parsed.at("kind"), 16);
    bool known = false;
    for (const char* kind : {"pdf", "tiff", "jpeg", "png", "heic"}) known |= census.kind == kind;
    if (!known) return Wrong("the kind");
    const Json& pages = parsed.at("pages");
    if (!pages.is_array() || pages.empty() || pages.size() > kMaxPages)
      return Wrong("the number of pages");
    for (const Json& p : pages) {
      // 0: the page could not be opened; it fails when it is read.
      census.pages.push_back({.width = Number(p, "width", 0, kMaxPoints),
                              .height = Number(p, "height", 0, kMaxPoints),
                              .has_text = p.at("has_text").get<bool>()});
    }
    const Json& warnings = parsed.at("warnings");
    if (!warnings.is_array() || warnings.size() > kMaxWarnings) return Wrong("the warnings");
    for (const Json& w : warnings) census.warnings.push_back(Text(w, 100));
    return census;
  } catch (const std::exception&) {
    return Wrong("not a census");
  }
}

std::string ToJson(const CropReading& crop) { return Dump(Values(crop)); }

Result<CropReading> CropReadingFromJson(std::string_view json) {
  try {
    return ToCrop(Parse(json));
  } catch (const std::exception&) {
    return Wrong("not a crop reading");
  }
}

std::string ToJson(const std::vector<CropRequest>& requests) {
  Json all = Json::array();
  for (const CropRequest& r : requests)
    all.push_back({{"page", r.page},
                   {"box", {r.box.left, r.box.top, r.box.right, r.box.bottom}},
                   {"recipe", static_cast<int>(r.recipe)},
                   {"turned", r.turned},
                   {"tilt", r.tilt},
                   {"maybe_stamped", r.maybe_stamped}});
  return Dump(all);
}

Result<std::vector<CropRequest>> CropRequestsFromJson(std::string_view json) {
  try {
    std::vector<CropRequest> requests;
    for (const Json& r : ParseArray(json, kMaxCrops)) {
      const Json& box = r.at("box");
      CropRequest request;
      request.page = r.at("page").get<int>();
      // Not a number comes as null.
      const auto side = [&](size_t i) {
        return box.at(i).is_number() ? box.at(i).get<double>() : std::nan("");
      };
      request.box = {side(0), side(1), side(2), side(3)};
      const int recipe = r.at("recipe").get<int>();
      if (recipe < 0 || recipe > static_cast<int>(CropRecipe::kBinary)) return Wrong("the recipe");
      request.recipe = static_cast<CropRecipe>(recipe);
      request.turned = r.at("turned").get<double>();
      request.tilt = r.at("tilt").get<double>();
      request.maybe_stamped = r.at("maybe_stamped").get<bool>();
      requests.push_back(request);
    }
    return requests;
  } catch (const std::exception&) {
    return Wrong("not a list of crops");
  }
}

std::string ToJson(const std::vector<Result<CropReading>>& crops) {
  Json all = Json::array();
  for (const Result<CropReading>& crop : crops)
    all.push_back(crop.ok() ? Values(*crop) : Json{{"error", Name(crop.error().code)}});
  return Dump(all);
}

Result<std::vector<Result<CropReading>>> CropReadingsFromJson(std::string_view json) {
  try {
    std::vector<Result<CropReading>> crops;
    for (const Json& crop : ParseArray(json, kMaxCrops)) {
      if (crop.contains("error"))
        crops.emplace_back(Error{ToCode(crop.at("error")), "the crop cannot be read"});
      else
        crops.emplace_back(ToCrop(crop));
    }
    return crops;
  } catch (const std::exception&) {
    return Wrong("not a list of crop readings");
  }
}

}  // namespace riposte
