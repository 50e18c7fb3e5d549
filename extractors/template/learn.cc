// The idea: a word that fewer than four letters have is a name, a town or a slip, and says more of
// the letter than of its type.
#include "extractors/template/learn.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "extractors/template/text.h"
#include "extractors/template/type_words.h"
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

std::string TypeOfSample(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  Result<JsonNode> json = ParseJson(text);
  if (!json.ok()) return "";
  const JsonNode* type = json->Find("type");
  if (type && type->Find("value")) type = type->Find("value");
  return type ? type->text : "";
}

}  // namespace

std::set<std::string> WordsOfReading(const Reading& reading) {
  std::vector<const PageReading*> pages;
  for (const PageReading& page : reading.pages) pages.push_back(&page);
  return WordsOfLetter(LetterText(pages, {}).text());
}

Result<Learned> LearnTypeWords(const LearnRequest& request, const SampleReader& read) {
  Result<TypeWords> words = TypeWords::Parse(request.before, "");
  if (!words.ok()) return words.error();
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
    const std::string type = TypeOfSample(sample);
    const fs::path letter = mail / (name + ".pdf");
    if (type.empty() || type == "inconnu" || IsLeftOut(name, request.except) || !fs::exists(letter))
      continue;
    Result<Reading> reading = read(letter.string());
    if (!reading.ok()) return reading.error();
    words->Add(type, WordsOfReading(*reading));
    ++learned.letters;
  }
  if (learned.letters == 0)
    return Error{.code = ErrorCode::kUsage,
                 .message = "holds no letter: a NAME.json with its type, and NAME.pdf",
                 .file = request.folder};
  learned.tsv = words->ToTsv(kFewestLetters);
  return learned;
}

}  // namespace riposte
