// What was read can be written and read again, what was refused says so in one form: these two
// rules hold for every input, so that no expected answers are needed.
#include "tests/fuzz/targets.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "extractors/reading/lines.h"
#include "extractors/template/extract.h"
#include "extractors/values/cells.h"
#include "extractors/values/csv.h"
#include "extractors/values/fold.h"
#include "extractors/values/json.h"
#include "extractors/values/nir.h"
#include "extractors/values/parse.h"
#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

constexpr ValueType kAllTypes[] = {ValueType::kText,    ValueType::kDate,     ValueType::kAmount,
                                   ValueType::kInteger, ValueType::kDecimal,  ValueType::kTime,
                                   ValueType::kPercent, ValueType::kDuration, ValueType::kRpps,
                                   ValueType::kAm,      ValueType::kTextList, ValueType::kLrar,
                                   ValueType::kBoolean};

struct Blind : Rereader {
  Result<CropReading> Reread(const CropRequest&) override {
    return Error{.code = ErrorCode::kUnsupported, .message = "none"};
  }
};

// The schema of the project and the least that a folder of templates holds beside a letter.
class TemplateFolder {
 public:
  TemplateFolder()
      : dir_(fs::temp_directory_path() / ("riposte_fuzz_" + std::to_string(getpid()))) {
    fs::create_directories(dir_ / "letters");
    fs::create_directories(dir_ / "schema");
    fs::copy_file(fs::path(RIPOSTE_SOURCE_DIR) / "templates/schema/letters.rng",
                  dir_ / "schema/letters.rng", fs::copy_options::overwrite_existing);
    std::ofstream(dir_ / "letters/a.xml")
        << "<common version=\"1\"><stamps><text>courrier arrivé</text></stamps>"
           "<breaks><text>contre</text></breaks><titles><text>Docteur</text></titles>"
           "<alarms><text>contrainte</text></alarms><labels><text>Objet</text></labels>"
           "<field id=\"date_lettre\"><try direction=\"same-line\"><anchor>le</anchor></try>"
           "</field></common>";
    std::ofstream(dir_ / "letters/b.xml")
        << "<funds version=\"1\"><fund name=\"CPAM de la Creuse\" department=\"23\"/></funds>";
  }
  ~TemplateFolder() {
    std::error_code gone;
    fs::remove_all(dir_, gone);
  }
  Result<Templates> Load(std::string_view xml) const {
    std::ofstream(dir_ / "letters/c.xml", std::ios::binary) << xml;
    return Templates::Load(dir_.string());
  }

 private:
  fs::path dir_;
};

Reading LetterToRead() {
  PageBuilder b;
  b.Line(70, 60, "CPAM de la Creuse")
      .Line(350, 120, "Guéret, le 18 juin 2025")
      .Line(70, 200, "Objet : décision de mise sous accord préalable, 7 000,00 €")
      .Line(70, 240,
            "du 1er février 2026 au 31 mai 2026, article R. 148-9, dans un délai d’un mois")
      .Line(70, 280, "Sexe")
      .Line(170, 280, "Patients")
      .Line(270, 280, "IJ")
      .Line(70, 293, "Femmes")
      .Line(170, 293, "1 234")
      .Line(270, 293, "21,8 %");
  return ReadingOf({b.page()});
}

std::string CheckLetters(const std::vector<Letter>& letters) {
  if (letters.empty()) return "no letter came of a reading";
  for (const Letter& l : letters) {
    const std::string json = ToJson(l);
    const Result<Letter> again = LetterFromJson(json);
    if (!again.ok()) return "its own letter is refused: " + again.error().message;
    if (ToJson(*again) != json) return "its own letter comes back changed";
  }
  return "";
}

std::string CheckFound(ValueType type, std::string_view text) {
  size_t end = 0;
  for (const Found& f : FindAll(type, text)) {
    const std::string name = Name(type);
    if (f.begin < end || f.end <= f.begin || f.end > text.size())
      return name + ": places overlap or lie outside";
    const std::optional<Value> again = FromCanonical(type, ToCanonical(f.value));
    if (!again || *again != f.value) return name + ": a value cannot be written and read back";
    end = f.end;
  }
  if (const std::optional<Found> f = ParseWhole(type, text); f && f->end > text.size())
    return std::string(Name(type)) + ": the whole lies outside";
  if (const std::optional<Value> v = FromCanonical(type, text);
      v && FromCanonical(type, ToCanonical(*v)) != v)
    return std::string(Name(type)) + ": a canonical value comes back changed";
  return "";
}

}  // namespace

std::string TryTemplate(std::string_view xml) {
  static const TemplateFolder folder;
  const Result<Templates> loaded = folder.Load(xml);
  if (!loaded.ok()) {
    const Error& e = loaded.error();
    if (e.code != ErrorCode::kTemplate) return "refused by another code";
    if (e.message.empty() || e.file.empty()) return "refused without a message or a file";
    if (e.ToString().find('\n') != std::string::npos) return "a message of several lines";
    return "";
  }
  static const Reading reading = LetterToRead();
  Blind rereader;
  return CheckLetters(Extract(reading, *loaded, rereader, {"lettre.pdf"}));
}

std::string TryValues(std::string_view text) {
  for (const ValueType type : kAllTypes)
    if (std::string wrong = CheckFound(type, text); !wrong.empty()) return wrong;
  const std::string owned(text);
  (void)CellInteger(owned);
  (void)CellDecimal(owned);
  (void)CellPercent(owned);
  (void)CellAmount(owned);
  (void)CellDate(owned);
  (void)CellFlag(owned);
  (void)ParseCsv(owned, "a.csv");
  (void)HoldsNir(text);
  (void)LooksLikeNir(text);
  (void)MayBeNir(text);
  if (FoldKey(FoldKey(text)) != FoldKey(text)) return "folding twice is not folding once";
  (void)Plain(text);
  (void)FoldWords(text);
  if (const Result<JsonNode> node = ParseJson(text); node.ok())
    for (const ValueType type : kAllTypes) (void)ValueFromJson(type, *node);
  return "";
}

std::string TryReading(std::string_view json) {
  static const Result<Templates> templates =
      Templates::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates");
  if (!templates.ok()) return templates.error().ToString();
  const Result<Reading> reading = ReadingFromJson(json);
  if (!reading.ok()) return reading.error().message.empty() ? "refused without a message" : "";
  const std::string once = ToJson(*reading);
  const Result<Reading> again = ReadingFromJson(once);
  if (!again.ok()) return "its own reading is refused: " + again.error().message;
  if (ToJson(*again) != once) return "its own reading comes back changed";
  for (const PageReading& p : reading->pages) (void)BuildLines(p);
  Blind rereader;
  return CheckLetters(Extract(*reading, *templates, rereader, {"lettre.pdf"}));
}

std::string TryLetter(std::string_view json) {
  const Result<Letter> letter = LetterFromJson(json);
  if (!letter.ok()) return letter.error().message.empty() ? "refused without a message" : "";
  const std::string once = ToJson(*letter);
  const Result<Letter> again = LetterFromJson(once);
  if (!again.ok()) return "its own letter is refused: " + again.error().message;
  if (ToJson(*again) != once) return "its own letter comes back changed";
  (void)letter->NeedsPerson();
  return "";
}

}  // namespace riposte
