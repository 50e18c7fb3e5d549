// The second witness of a letter's type: its words.
#include "extractors/template/type_words.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <vector>

#include "extractors/template/extract.h"
#include "extractors/template/learn.h"
#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

const std::string kTemplatesFolder = std::string(RIPOSTE_SOURCE_DIR) + "/templates";

}  // namespace

TEST_CASE("words of a letter are plain, without numbers, each once", "[template][type_words]") {
  CHECK(WordsOfLetter("L’indu de 7 000,00 € : INDÛ, indu à régler (L.133-4)") ==
        std::set<std::string>{"indu", "de", "regler"});
  CHECK(WordsOfLetter("").empty());
  CHECK(WordsOfLetter(std::string(5000, 'a')).empty());
}

TEST_CASE("the type whose letters share the rare words comes first", "[template][type_words]") {
  const Result<TypeWords> words = TypeWords::Parse(
      "mot\tcontrainte\triap\n(lettres)\t10\t10\n"
      "assurance\t10\t10\nhuissier\t8\t\nmoyenne\t\t9\npayer\t9\t1\n",
      "mots.tsv");
  REQUIRE(words.ok());
  const auto ranked = words->Rank(WordsOfLetter("Assurance : payer à l’huissier"));
  REQUIRE(ranked.size() == 2);
  CHECK(ranked[0].type == "contrainte");
  CHECK(ranked[0].value > 0.9);
  CHECK(ranked[1].value < 0.2);
  // What all letters have says nothing.
  CHECK(words->Rank({"assurance"}).empty());
  CHECK(words->Rank({"jardinage"}).empty());
  CHECK(TypeWords().Rank({"payer"}).empty());
}

TEST_CASE("a table of words that is none is refused with its line", "[template][type_words]") {
  struct Case {
    const char *tsv, *message;
  };
  for (const Case& c :
       {Case{"mot\n", "line 1: the first row names no types"},
        Case{"mot\triap\n(lettres)\tx\n", "line 2: «x» is no number of letters"},
        Case{"mot\triap\n(lettres)\t2\nun\t1\t1\n", "line 3: 3 cells where 2 are needed"},
        Case{"mot\triap\n(lettres)\t2\nun\t3\n",
             "line 3: 3 letters of riap have the word, 2 were counted"},
        Case{"mot\triap\n(lettres)\t2\nDeux\t1\n", "line 3: «Deux» is no word"},
        Case{"mot\triap\n(lettres)\t-1\n", "line 2: «-1» is no number of letters"}}) {
    const Result<TypeWords> words = TypeWords::Parse(c.tsv, "mots.tsv");
    REQUIRE_FALSE(words.ok());
    CHECK(words.error().message == c.message);
    CHECK(words.error().file == "mots.tsv");
  }
}

TEST_CASE("what is written is read back; words of few letters go", "[template][type_words]") {
  TypeWords words;
  words.Add("riap", {"moyenne", "nantes"});
  words.Add("riap", {"moyenne"});
  words.Add("contrainte", {"huissier", "moyenne"});
  const std::string tsv = words.ToTsv(2);
  CHECK(tsv == "mot\tcontrainte\triap\n(lettres)\t1\t2\nmoyenne\t1\t2\n");
  CHECK(TypeWords::Parse(tsv, "")->ToTsv(1) == tsv);
}

TEST_CASE("letters of a folder are counted but for those left out", "[template][type_words]") {
  const fs::path folder = fs::temp_directory_path() / "riposte-learn";
  fs::remove_all(folder);
  fs::create_directories(folder);
  for (const char* name : {"riap-1", "riap-2", "riap-3", "riap-5", "riap-4"}) {
    std::ofstream(folder / (std::string(name) + ".json")) << R"({"type": {"value": "riap"}})";
    std::ofstream(folder / (std::string(name) + ".pdf")) << "x";
  }
  std::ofstream(folder / "inconnu-1.json") << R"({"type": "inconnu"})";
  std::ofstream(folder / "inconnu-1.pdf") << "x";
  std::ofstream(folder / "contrainte-1.json") << R"({"type": "contrainte"})";  // without letter
  const SampleReader read = [](const std::string& path) -> Result<Reading> {
    PageBuilder b;
    b.Line(57, 320, "Votre relevé " + fs::path(path).stem().string());
    return ReadingOf({b.page()});
  };
  const Result<Templates> templates =
      Templates::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates");
  REQUIRE(templates.ok());
  const Result<Learned> learned =
      LearnWords({folder.string(), {"-4"}, "", "", ""}, *templates, read);
  REQUIRE(learned.ok());
  CHECK(learned->letters == 4);
  CHECK(learned->types == "mot\triap\n(lettres)\t4\nreleve\t4\nriap\t4\nvotre\t4\n");
  const Result<Learned> more = LearnWords(
      {folder.string(), {}, learned->types, learned->places, learned->rules}, *templates, read);
  REQUIRE(more.ok());
  CHECK(more->types == "mot\triap\n(lettres)\t9\nreleve\t9\nriap\t9\nvotre\t9\n");
  const Result<Learned> none =
      LearnWords({folder.string(), {"-1", "-2", "-3", "-4", "-5"}, "", "", ""}, *templates, read);
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().code == ErrorCode::kUsage);
  fs::remove_all(folder);
}

TEST_CASE("words doubt a type, name one where no cue does, and know a stranger",
          "[template][type_words]") {
  class NoRereader : public Rereader {
    Result<CropReading> Reread(const CropRequest&) override { return CropReading{}; }
  } rereader;
  const fs::path folder = fs::temp_directory_path() / "riposte-type-words";
  fs::remove_all(folder);
  fs::create_directories(folder / "letters");
  fs::create_directories(folder / "schema");
  fs::copy(kTemplatesFolder + "/schema/letters.rng", folder / "schema/letters.rng");
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder / "letters" / name) << text;
  };
  for (const char* file : {"commun.xml", "caisses.xml"})
    fs::copy(kTemplatesFolder + "/letters/" + file, folder / "letters" / file);
  const auto type = [&](const std::string& id, const std::string& cue, const std::string& sure) {
    write(id + ".xml", "<template id=\"" + id +
                           "\" version=\"1\"><sample file=\"x.pdf\"/><type possible=\"3\" sure=\"" +
                           sure + "\"><cue weight=\"3\" required=\"yes\"><text>" + cue +
                           "</text></cue><cue weight=\"2\"><text>caisse</text></cue></type>"
                           "</template>");
  };
  type("riap", "relevé individuel", "5");
  type("contrainte", "décerne la présente contrainte", "5");
  write("mots.tsv",
        "mot\tcontrainte\triap\n(lettres)\t10\t10\nhuissier\t9\t\nopposition\t9\t\nsomme\t7\t1\n"
        "moyenne\t\t9\npatients\t1\t9\nregion\t\t9\n");
  const auto read = [&](const std::string& text) {
    const Result<Templates> t = Templates::Load(folder.string());
    INFO((t.ok() ? "" : t.error().ToString()));
    REQUIRE(t.ok());
    PageBuilder b;
    b.Line(57, 60, "CPAM du Rhône");
    b.Line(57, 320, text);
    return Extract(ReadingOf({b.page()}), *t, rereader, {"lettre.pdf"}, nullptr).at(0);
  };
  const std::string debt = " huissier opposition somme", profile = " moyenne patients region";
  // Cues and words agree; few cues are enough then.
  CHECK(read("La caisse : relevé individuel" + profile).type.status == FactStatus::kSure);
  CHECK(read("Relevé individuel" + profile).type.status == FactStatus::kSure);
  CHECK(read("Relevé individuel").type.status == FactStatus::kToReview);
  // They disagree: both are named.
  const auto both = read("La caisse : relevé individuel" + debt).type;
  CHECK(both.status == FactStatus::kToReview);
  CHECK(both.candidates == std::vector<std::string>{"riap", "contrainte"});
  // No type is possible by its cues.
  const Letter rescued = read("La caisse vous écrit :" + debt);
  CHECK(rescued.type.value == "contrainte");
  CHECK(rescued.type.status == FactStatus::kToReview);
  CHECK(rescued.type.why == std::vector<std::string>{"few_cues"});
  // Words alone, without a single cue, or neither.
  CHECK(read("Le greffe vous écrit :" + debt).type.value == "inconnu");
  CHECK(read("La caisse du jardin").type.value == "inconnu");
  fs::remove_all(folder);
}

}  // namespace riposte
