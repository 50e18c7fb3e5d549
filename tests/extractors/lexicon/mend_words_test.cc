#include "extractors/lexicon/mend_words.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "extractors/lexicon/two_readings.h"

using riposte::Box;
using riposte::kDisputed;
using riposte::Lexicon;
using riposte::MendedWord;
using riposte::MendWords;
using riposte::OcrWord;
using riposte::ReadsTwice;

namespace {

std::string Mended(const char* token) { return MendedWord(token, Lexicon::French()); }

}  // namespace

TEST_CASE("what can only be one word is put right", "[lexicon]") {
  struct Case {
    const char *read, *printed;
  };
  for (const Case& c : {Case{"noufication", "notification"},
                        {"arucles", "articles"},
                        {"cornpte", "compte"},
                        {"dermer", "dernier"},
                        {"pénode", "période"},
                        {"sohdaire", "solidaire"},
                        {"praucien", "praticien"},
                        {"notfication.", "notification."},
                        {"(déciaratif)", "(déclaratif)"},
                        {"donnees", "données"},
                        {"d'interêt", "d'intérêt"},
                        {"l\u2019ärticle", "l\u2019article"},
                        {"eonfrère", "confrère"},
                        {"Maraïîchers", "Maraîchers"},
                        {"Maraïichers", "Maraîchers"}})
    CHECK(Mended(c.read) == c.printed);
}

TEST_CASE("names, codes, numbers and what may be two words stay", "[lexicon]") {
  for (const char* token :
       {"Sidone", "Loic", "Maïîté", "FRONTIARAN", "HbAïc", "94/PRADO-17", "MS0", "1234", "",
        "notification", "gnets", "glargine", "Ohviers", "l'assurance", "'", "\xC3", "--", "xqzwk",
        // «porte» and «porté» are words both: nothing says which was printed.
        "porte", "a", "zzzzzzzz"})
    CHECK(Mended(token).empty());
  CHECK(MendedWord("noufication", Lexicon("")).empty());
  // Two words that it may be.
  CHECK(MendedWord("battes", Lexicon("baites\nbaltes\n")).empty());
}

TEST_CASE("a mended word goes to a person, the others keep what they are worth", "[lexicon]") {
  std::vector<OcrWord> words = {{"sa", Box{10, 10, 20, 20}, 0.95},
                                {"noufication", Box{25, 10, 80, 20}, 0.95},
                                {"Sidone", Box{85, 10, 99, 20}, 0.9}};
  MendWords(words, Lexicon::French());
  REQUIRE(words.size() == 3);
  CHECK(words.at(0).confidence == 0.95);
  CHECK(words.at(1).text == "notification");
  CHECK(words.at(1).confidence == kDisputed);
  CHECK(words.at(2).text == "Sidone");
}

TEST_CASE("words that a speck joined are parted", "[lexicon]") {
  struct Case {
    const char *read, *left, *right;
  };
  for (const Case& c : {Case{"la'caisse", "la", "caisse"},
                        {"vos.cotisations", "vos", "cotisations"},
                        {"des-patients", "des", "patients"},
                        {"avenue\u2018des", "avenue", "des"}}) {
    std::vector<OcrWord> words = {{c.read, Box{10, 10, 100, 20}, 0.95}};
    MendWords(words, Lexicon::French());
    REQUIRE(words.size() == 2);
    CHECK(words.at(0).text == c.left);
    CHECK(words.at(1).text == c.right);
    CHECK(words.at(0).box.right < words.at(1).box.left);
    CHECK(words.at(1).box.right == 100);
    CHECK(words.at(1).confidence == kDisputed);
  }
  for (const char* one : {"l'assurance", "jusqu'alors", "aujourd'hui", "au-dessus", "mi-parcours",
                          "www.ameli.fr", "Saint-Germain-des-Prés", "rendez-vous", "2-mois"}) {
    std::vector<OcrWord> words = {{one, Box{10, 10, 100, 20}, 0.95}};
    MendWords(words, Lexicon::French());
    CHECK(words.size() == 1);
    CHECK(words.front().text == one);
  }
}

TEST_CASE("an i that was read twice is seen without the lexicon", "[lexicon]") {
  CHECK(ReadsTwice("Maraïîchers"));
  CHECK(ReadsTwice("Maraïichers"));
  CHECK_FALSE(ReadsTwice("Maraîchers"));
  CHECK_FALSE(ReadsTwice("skiing"));
  CHECK_FALSE(ReadsTwice(""));
}
