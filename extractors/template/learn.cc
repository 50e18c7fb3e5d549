// The idea: a word that fewer than four letters have is a name, a town or a slip, and says more of
// the letter than of its type. Of the values of a letter those that equal what is expected are the
// field's, all others of their kind are not: a field that the letter does not have teaches too.
#include "extractors/template/learn.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>

#include "extractors/template/candidates.h"
#include "extractors/template/surroundings.h"
#include "extractors/template/text.h"
#include "extractors/template/type_words.h"
#include "extractors/template/vocabulary.h"
#include "extractors/values/fold.h"
#include "extractors/values/json.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

constexpr int kFewestLetters = 4;

bool IsLeftOut(const std::string& name, const std::vector<std::string>& except) {
  return std::any_of(except.begin(), except.end(), [&](const std::string& end) {
    return name.size() >= end.size() &&
           name.compare(name.size() - end.size(), end.size(), end) == 0;
  });
}

JsonNode ExpectedOf(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  Result<JsonNode> json = ParseJson(text);
  return json.ok() ? std::move(*json) : JsonNode();
}

const JsonNode* Bare(const JsonNode* node) {
  const JsonNode* value = node ? node->Find("value") : nullptr;
  return value ? value : node;
}

// «Mme Claire MARTIN» and «MARTIN Claire» are one.
std::set<std::string> WordsOfName(const Value& value) {
  const auto* name = std::get_if<std::string>(&value);
  std::set<std::string> words = WordsOfLetter(name ? *name : "");
  for (const char* title : {"mme", "mlle", "madame", "monsieur", "docteur", "docteure", "dr", "le"})
    words.erase(title);
  return words;
}

std::string Code(const Value& value) {
  const auto* code = std::get_if<std::string>(&value);
  std::string plain = code ? Plain(*code) : "";
  std::erase(plain, ' ');
  return plain;
}

bool IsExpected(const std::string& field, const Value& found, const Value& expected) {
  if (!std::holds_alternative<std::string>(expected)) return found == expected;
  if (field.starts_with("reference")) return Code(found) == Code(expected);
  return WordsOfName(found) == WordsOfName(expected);
}

}  // namespace

std::set<std::string> WordsOfReading(const Reading& reading) {
  std::vector<const PageReading*> pages;
  for (const PageReading& page : reading.pages) pages.push_back(&page);
  return WordsOfLetter(LetterText(pages, {}).text());
}

std::vector<LabelledPlace> LabelPlaces(const Reading& reading, const std::string& type,
                                       const JsonNode& expected) {
  std::vector<LabelledPlace> out;
  std::vector<const PageReading*> pages;
  for (const PageReading& page : reading.pages) pages.push_back(&page);
  const LetterText text(pages, {});
  const JsonNode* fields = expected.Find("fields");
  std::vector<std::string> ids = CommonFieldIds();
  for (std::string& id : FieldsOf(type)) ids.push_back(std::move(id));
  std::map<ValueType, std::vector<Placed>> typed;
  for (const std::string& id : ids) {
    const ValueType kind = TypeOfField(type, id).value_or(ValueType::kBoolean);
    std::vector<Placed> of_text;
    if (kind == ValueType::kText)
      of_text = PlacedFor(text, id, kind);
    else if (!typed.contains(kind))
      typed[kind] = PlacedFor(text, id, kind);
    const JsonNode* said = fields ? Bare(fields->Find(id)) : nullptr;
    const std::optional<Value> value = said ? ValueFromJson(kind, *said) : std::nullopt;
    for (const Placed& p : kind == ValueType::kText ? of_text : typed[kind])
      out.push_back({id, p.found.value, SurroundingsOf(text, p.range),
                     value && IsExpected(id, p.found.value, *value)});
  }
  return out;
}

void ProveRules(const Reading& reading, const Templates& templates, const std::string& type,
                const JsonNode& expected, RuleProofs* proofs) {
  NeverReread none;
  const std::vector<Letter> letters =
      Extract(reading, templates, none, {.source = "", .ask_words_around = false});
  const JsonNode* fields = expected.Find("fields");
  if (letters.size() != 1 || letters[0].type.value != type || !fields) return;
  for (const auto& [id, fact] : letters[0].fields) {
    if (fact.rule.empty()) continue;
    const JsonNode* said = Bare(fields->Find(id));
    const std::optional<Value> value =
        said ? ValueFromJson(TypeOfField(type, id).value_or(ValueType::kText), *said)
             : std::nullopt;
    proofs->Add(fact.rule, value && SameValue(fact.value, *value));
  }
}

Result<Learned> LearnWords(const LearnRequest& request, const Templates& templates,
                           const SampleReader& read) {
  Result<TypeWords> words = TypeWords::Parse(request.types_before, "");
  if (!words.ok()) return words.error();
  Result<PlaceWords> places = PlaceWords::Parse(request.places_before, "");
  if (!places.ok()) return places.error();
  Result<RuleProofs> rules = RuleProofs::Parse(request.rules_before, "");
  if (!rules.ok()) return rules.error();
  const bool apart = fs::is_directory(request.folder + "/letters");
  const fs::path letters = apart ? request.folder + "/letters" : request.folder;
  const fs::path mail = apart ? request.folder + "/mail" : request.folder;
  std::vector<fs::path> samples;
  std::error_code ec;
  for (fs::directory_iterator it(letters, ec), end; !ec && it != end; it.increment(ec))
    if (it->path().extension() == ".json") samples.push_back(it->path());
  std::sort(samples.begin(), samples.end());
  Learned learned;
  for (const fs::path& sample : samples) {
    const std::string name = sample.stem().string();
    const JsonNode expected = ExpectedOf(sample);
    const JsonNode* said = Bare(expected.Find("type"));
    const std::string type = said ? said->text : "";
    const fs::path letter = mail / (name + ".pdf");
    if (type.empty() || type == "inconnu" || IsLeftOut(name, request.except) || !fs::exists(letter))
      continue;
    Result<Reading> reading = read(letter.string());
    if (!reading.ok()) return reading.error();
    words->Add(type, WordsOfReading(*reading));
    for (const LabelledPlace& place : LabelPlaces(*reading, type, expected))
      places->Add(place.field, place.marks, place.is_field);
    ProveRules(*reading, templates, type, expected, &*rules);
    ++learned.letters;
  }
  if (learned.letters == 0)
    return Error{.code = ErrorCode::kUsage,
                 .message = "holds no letter: a NAME.json with its type, and NAME.pdf",
                 .file = request.folder};
  learned.types = words->ToTsv(kFewestLetters);
  learned.places = places->ToTsv(kFewestLetters);
  learned.rules = rules->ToTsv();
  return learned;
}

}  // namespace riposte
