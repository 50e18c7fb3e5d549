// A Reading as JSON. Words are arrays, [text, left, top, right, bottom, confidence, font size,
// bold] (the last two only where they are not 0 and false): a page of 500 words is then 30 KB.
// Numbers but boxes are printed so that they come back to the bit. What comes back is checked like
// a stranger's: it crosses the border of a sandboxed child.
#include "extractors/reading/reading.h"

#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "extractors/values/json.h"

namespace riposte {
namespace {

using nlohmann::json;

constexpr size_t kMaxBytes = 512u << 20;
constexpr size_t kMaxPages = 5000;
constexpr size_t kMaxWords = 200'000;  // of one page
constexpr size_t kMaxRules = 50'000;
constexpr size_t kMaxWordBytes = 4096;
constexpr double kMaxPagePoints = 200'000;

constexpr std::array<const char*, 4> kSources = {"text_layer", "ocr", "blank", "failed"};

// ---- writing

void Exact(JsonWriter& w, double v) {
  if (!std::isfinite(v)) return w.Null();
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, v);
  w.Raw(std::string_view(buffer, end.ptr - buffer));
}

void WriteBox(JsonWriter& w, const Box& b) {
  for (double v : {b.left, b.top, b.right, b.bottom}) w.Number(v, 2);
}

void Write(JsonWriter& w, const PageReading& p) {
  w.BeginObject();
  w.Key("number");
  w.Int(p.number);
  w.Key("width");
  Exact(w, p.width);
  w.Key("height");
  Exact(w, p.height);
  w.Key("source");
  w.String(kSources.at(static_cast<size_t>(p.source)));
  w.Key("turned");
  Exact(w, p.turned);
  w.Key("tilt");
  Exact(w, p.tilt);
  if (p.to_page.matrix() != Transform().matrix()) {
    w.Key("to_page");
    w.BeginArray();
    for (const double v : p.to_page.matrix()) Exact(w, v);
    w.EndArray();
    w.Key("sheet");
    w.BeginArray();
    Exact(w, p.sheet_width);
    Exact(w, p.sheet_height);
    w.EndArray();
  }
  w.Key("recipe");
  w.String(p.recipe);
  w.Key("quality");
  Exact(w, p.quality);
  w.Key("failure");
  w.String(p.failure);
  if (!p.warnings.empty()) {
    w.Key("warnings");
    w.BeginArray();
    for (const std::string& s : p.warnings) w.String(s);
    w.EndArray();
  }
  w.Key("words");
  w.BeginArray();
  for (const Word& word : p.words) {
    w.BeginArray();
    w.String(word.text);
    WriteBox(w, word.box);
    Exact(w, word.confidence);
    if (word.font_size != 0 || word.bold) Exact(w, word.font_size);
    if (word.bold) w.Bool(true);
    w.EndArray();
  }
  w.EndArray();
  w.Key("rules");
  w.BeginArray();
  for (const Rule& rule : p.rules) {
    w.BeginArray();
    WriteBox(w, rule.box);
    w.Bool(rule.horizontal);
    w.EndArray();
  }
  w.EndArray();
  if (!p.stamps.empty()) {
    w.Key("stamps");
    w.BeginArray();
    for (const Box& stamp : p.stamps) {
      w.BeginArray();
      WriteBox(w, stamp);
      w.EndArray();
    }
    w.EndArray();
  }
  w.EndObject();
}

// ---- reading. The first thing wrong stops it; nlohmann's own exceptions end at the border below.

struct Refused {
  std::string why;
};

[[noreturn]] void Refuse(std::string why) { throw Refused{std::move(why)}; }

double Finite(const json& j, double least, double most, const char* what) {
  if (!j.is_number()) Refuse(std::string("no number: ") + what);
  const double v = j.get<double>();
  if (!std::isfinite(v) || v < least || v > most) Refuse(std::string("out of range: ") + what);
  return v;
}

int Whole(const json& j, int least, int most, const char* what) {
  if (!j.is_number_integer()) Refuse(std::string("no whole number: ") + what);
  return static_cast<int>(Finite(j, least, most, what));
}

std::string Short(const json& j, size_t most, const char* what) {
  if (!j.is_string()) Refuse(std::string("no text: ") + what);
  const std::string& s = j.get_ref<const std::string&>();
  if (s.size() > most) Refuse(std::string("too long: ") + what);
  return s;
}

const json& List(const json& j, size_t most, const char* what) {
  if (!j.is_array()) Refuse(std::string("no list: ") + what);
  if (j.size() > most) Refuse(std::string("too many: ") + what);
  return j;
}

// A word may hang over the edge of its page, but not stand on another one.
Box ReadBox(const json& j, size_t at, const PageReading& p) {
  const double mx = 0.2 * p.width + 50, my = 0.2 * p.height + 50;
  const Box b{Finite(j.at(at), -mx, p.width + mx, "box"),
              Finite(j.at(at + 1), -my, p.height + my, "box"),
              Finite(j.at(at + 2), -mx, p.width + mx, "box"),
              Finite(j.at(at + 3), -my, p.height + my, "box")};
  if (b.right < b.left || b.bottom < b.top) Refuse("a box upside down");
  return b;
}

Word ReadWord(const json& j, const PageReading& p) {
  if (!j.is_array() || j.size() < 6 || j.size() > 8) Refuse("a word has six to eight parts");
  Word w;
  w.text = Short(j.at(0), kMaxWordBytes, "word");
  if (w.text.empty()) Refuse("an empty word");
  for (char c : w.text)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F) Refuse("white space inside a word");
  w.box = ReadBox(j, 1, p);
  w.confidence = Finite(j.at(5), 0, 1, "confidence");
  if (j.size() > 6) w.font_size = Finite(j.at(6), 0, kMaxPagePoints, "font size");
  if (j.size() > 7) {
    if (!j.at(7).is_boolean()) Refuse("bold");
    w.bold = j.at(7).get<bool>();
  }
  return w;
}

// A map that can be turned round and shows the sheet somewhere near its page.
void ReadSheet(const json& j, PageReading& p) {
  const json& sheet = List(j.at("sheet"), 2, "sheet");
  p.sheet_width = Finite(sheet.at(0), 1, kMaxPagePoints, "sheet");
  p.sheet_height = Finite(sheet.at(1), 1, kMaxPagePoints, "sheet");
  const json& map = List(j.at("to_page"), 9, "map");
  std::array<double, 9> m{};
  for (size_t i = 0; i < m.size(); ++i) m[i] = Finite(map.at(i), -1e9, 1e9, "map");
  p.to_page = Transform(m);
  if (!p.to_page.Inverse()) Refuse("a map that cannot be turned round");
  const Box shown = p.to_page.Apply(Box{0, 0, p.sheet_width, p.sheet_height});
  const double most = 10 * (p.width + p.height) + 1000;
  for (const double v : {shown.left, shown.top, shown.right, shown.bottom})
    if (!(std::abs(v) < most)) Refuse("a sheet far from its page");
}

PageReading ReadPageJson(const json& j) {
  PageReading p;
  p.number = Whole(j.at("number"), 1, 1'000'000, "page number");
  p.width = Finite(j.at("width"), 0, kMaxPagePoints, "width");
  p.height = Finite(j.at("height"), 0, kMaxPagePoints, "height");
  const std::string source = Short(j.at("source"), 20, "source");
  size_t kind = 0;
  while (kind < kSources.size() && source != kSources[kind]) ++kind;
  if (kind == kSources.size()) Refuse("unknown source");
  p.source = static_cast<PageSource>(kind);
  p.turned = Finite(j.at("turned"), 0, 270, "turned");
  if (std::fmod(p.turned, 90) != 0) Refuse("turned by a part of a quarter");
  p.tilt = Finite(j.at("tilt"), -90, 90, "tilt");
  if (j.contains("to_page")) ReadSheet(j, p);
  p.recipe = Short(j.at("recipe"), 64, "recipe");
  p.quality = Finite(j.at("quality"), 0, 1, "quality");
  p.failure = Short(j.at("failure"), 64, "failure");
  if (j.contains("warnings"))
    for (const json& w : List(j.at("warnings"), 100, "warnings"))
      p.warnings.push_back(Short(w, 100, "warning"));
  for (const json& w : List(j.at("words"), kMaxWords, "words")) p.words.push_back(ReadWord(w, p));
  for (const json& r : List(j.at("rules"), kMaxRules, "rules")) {
    if (!r.is_array() || r.size() != 5 || !r.at(4).is_boolean()) Refuse("a rule has five parts");
    p.rules.push_back({ReadBox(r, 0, p), r.at(4).get<bool>()});
  }
  if (j.contains("stamps"))
    for (const json& s : List(j.at("stamps"), 100, "stamps"))
      p.stamps.push_back(ReadBox(List(s, 4, "stamp"), 0, p));
  return p;
}

Reading ReadReadingJson(const json& j) {
  Reading r;
  r.sha256 = Short(j.at("sha256"), 64, "sha256");
  if (r.sha256.find_first_not_of("0123456789abcdef") != std::string::npos) Refuse("sha256");
  r.version = Whole(j.at("version"), 0, 1'000'000, "version");
  r.kind = Short(j.at("kind"), 16, "kind");
  for (const json& p : List(j.at("pages"), kMaxPages, "pages")) {
    r.pages.push_back(ReadPageJson(p));
    if (r.pages.size() > 1 && r.pages.back().number <= r.pages[r.pages.size() - 2].number)
      Refuse("pages out of order");
  }
  for (const json& w : List(j.at("warnings"), 10'000, "warnings"))
    r.warnings.push_back(Short(w, 1000, "warning"));
  return r;
}

template <class T, class Read>
Result<T> Guarded(std::string_view text, Read read) {
  if (text.size() > kMaxBytes)
    return Error{.code = ErrorCode::kTooLarge, .message = "a reading over 512 MiB"};
  std::string why;
  try {
    // The nesting of a reading is five; the callback stops deeper input before it is built.
    const auto shallow = [](int depth, json::parse_event_t, json&) {
      if (depth > 8) Refuse("nested too deeply");
      return true;
    };
    return read(json::parse(text, shallow));
  } catch (const Refused& r) {
    why = r.why;
  } catch (const json::exception&) {
    why = "not the JSON of a reading";
  } catch (const std::bad_alloc&) {
    return Error{.code = ErrorCode::kMemoryLimit, .message = "a reading too large for memory"};
  }
  return Error{.code = ErrorCode::kProtocol, .message = "reading: " + why};
}

}  // namespace

std::string ToJson(const PageReading& page) {
  JsonWriter w;
  Write(w, page);
  return w.text();
}

std::string ToJson(const Reading& reading) {
  JsonWriter w;
  w.BeginObject();
  w.Key("sha256");
  w.String(reading.sha256);
  w.Key("version");
  w.Int(reading.version);
  w.Key("kind");
  w.String(reading.kind);
  w.Key("warnings");
  w.BeginArray();
  for (const std::string& s : reading.warnings) w.String(s);
  w.EndArray();
  w.Key("pages");
  w.BeginArray();
  for (const PageReading& p : reading.pages) Write(w, p);
  w.EndArray();
  w.EndObject();
  return w.text();
}

Result<PageReading> PageReadingFromJson(std::string_view text) {
  return Guarded<PageReading>(text, ReadPageJson);
}

Result<Reading> ReadingFromJson(std::string_view text) {
  return Guarded<Reading>(text, ReadReadingJson);
}

}  // namespace riposte
