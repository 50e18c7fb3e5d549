// What is counted over the sample letters, measured on hands that were left out of the count.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <vector>

#include "extractors/template/learn.h"
#include "extractors/template/place_words.h"
#include "extractors/template/type_words.h"
#include "tests/extractors/template/read_letter.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

const std::string kSampleMail = std::string(RIPOSTE_SOURCE_DIR) + "/samples";
const std::string kLetterTemplates = std::string(RIPOSTE_SOURCE_DIR) + "/templates/letters";

std::string WholeFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

struct Sample {
  std::string type;
  std::set<std::string> words;
  std::vector<LabelledPlace> places;
  RuleProofs rules;
};

// By hand («-7»), without the one held out.
const std::map<std::string, std::vector<Sample>>& Hands() {
  static const auto* const kHands = [] {
    auto* hands = new std::map<std::string, std::vector<Sample>>;
    const Result<Templates> templates = Templates::Load(kLetterTemplates + "/..");
    REQUIRE(templates.ok());
    for (const auto& entry : fs::directory_iterator(kSampleMail + "/letters")) {
      if (entry.path().extension() != ".json") continue;
      const std::string name = entry.path().stem().string();
      const size_t dash = name.rfind('-');
      const std::string hand = name.substr(dash), type = name.substr(0, dash);
      if (hand == "-31" || type == "inconnu") continue;
      Result<Reading> read = ReadFile(kSampleMail + "/mail/" + name + ".pdf");
      if (!read.ok()) continue;
      // As the sandboxed reader tells it: places are rounded.
      Result<Reading> reading = ReadingFromJson(ToJson(*read));
      Result<JsonNode> expected = ParseJson(WholeFile(entry.path().string()));
      if (!reading.ok() || !expected.ok()) continue;
      Sample sample{type, WordsOfReading(*reading), LabelPlaces(*reading, type, *expected), {}};
      ProveRules(*reading, *templates, type, *expected, &sample.rules);
      (*hands)[hand].push_back(std::move(sample));
    }
    return hands;
  }();
  return *kHands;
}

}  // namespace

// Each hand's letters are left out of the count in turn: what is measured is a hand never seen.
// The same table as is in use comes out when none but the one held out is left out.
TEST_CASE("words name the type of a hand that was left out", "[template][type_words][slow]") {
  TypeWords all;
  int letters = 0, right = 0;
  std::string wrong;
  for (const auto& [hand, samples] : Hands()) {
    TypeWords others;
    for (const auto& [other, theirs] : Hands())
      for (const Sample& sample : theirs)
        if (other != hand) others.Add(sample.type, sample.words);
    const Result<TypeWords> learned = TypeWords::Parse(others.ToTsv(4), "");
    REQUIRE(learned.ok());
    for (const Sample& sample : samples) {
      all.Add(sample.type, sample.words);
      const auto ranked = learned->Rank(sample.words);
      REQUIRE_FALSE(ranked.empty());
      ++letters;
      if (ranked[0].type == sample.type)
        ++right;
      else
        wrong += sample.type + hand + " as " + ranked[0].type + "\n";
    }
  }
  INFO(wrong);
  CHECK(letters >= 300);
  CHECK(right >= letters * 97 / 100);
  CHECK(all.ToTsv(4) == WholeFile(kLetterTemplates + "/mots.tsv"));
}

// Rules that were changed and not counted again would all be doubted.
TEST_CASE("the rules' record is that of the letters", "[template][rule_proofs][slow]") {
  RuleProofs all;
  for (const auto& [hand, samples] : Hands())
    for (const Sample& sample : samples) all.Add(sample.rules);
  CHECK(all.ToTsv() == WholeFile(kLetterTemplates + "/epreuves.tsv"));
}

TEST_CASE("words around tell the fields of a hand that was left out",
          "[template][place_words][slow]") {
  PlaceWords all;
  for (const auto& [hand, samples] : Hands())
    for (const Sample& sample : samples)
      for (const LabelledPlace& p : sample.places) all.Add(p.field, p.marks, p.is_field);
  CHECK(all.ToTsv(4) == WholeFile(kLetterTemplates + "/abords.tsv"));

  constexpr double kLikely = 4;
  int asked = 0, told = 0, right = 0;
  for (const char* hand : {"-14", "-16", "-17"}) {
    PlaceWords others;
    for (const auto& [other, theirs] : Hands())
      for (const Sample& sample : theirs)
        if (other != hand)
          for (const LabelledPlace& p : sample.places) others.Add(p.field, p.marks, p.is_field);
    const Result<PlaceWords> learned = PlaceWords::Parse(others.ToTsv(4), "");
    REQUIRE(learned.ok());
    for (const Sample& sample : Hands().at(hand)) {
      struct Best {
        double score = kLikely;
        bool found = false, right = false, expected = false;
      };
      std::map<std::string, Best> best;
      for (const LabelledPlace& p : sample.places) {
        // One of many figures, which its row tells: see witness.cc.
        if (p.field == "points") continue;
        Best& b = best[p.field];
        b.expected |= p.is_field;
        const double score = learned->Score(p.field, p.marks);
        if (score > b.score) b = {score, true, p.is_field, b.expected};
      }
      for (const auto& [field, b] : best) {
        asked += b.expected;
        told += b.found;
        right += b.right;
      }
    }
  }
  // Alone, without anchors, ranges or what is known of other fields.
  INFO(asked << " asked, " << told << " told, " << right << " right");
  CHECK(asked >= 400);
  CHECK(told >= asked * 6 / 10);
  CHECK(right >= told * 8 / 10);
}

}  // namespace riposte
