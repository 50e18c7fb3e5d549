#include "extractors/lexicon/two_readings.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using riposte::Box;
using riposte::kDisputed;
using riposte::kDisputedNumber;
using riposte::Lexicon;
using riposte::MergeReadings;
using riposte::OcrWord;

namespace {

const Lexicon& SomeWords() {
  static const Lexicon words("notification\ncaisse\npatients\nmaraîchers\ndépistage\n");
  return words;
}

OcrWord At(std::string text, double left, double right, double confidence) {
  return {std::move(text), Box{left, 100, right, 110}, confidence};
}

std::string Texts(const std::vector<OcrWord>& words) {
  std::string out;
  for (const OcrWord& w : words) out += (out.empty() ? "" : " ") + w.text;
  return out;
}

// One word at one place, read in two ways.
OcrWord Of(const OcrWord& first, const OcrWord& second) {
  const std::vector<OcrWord> out = MergeReadings({first}, {second}, SomeWords());
  REQUIRE(out.size() == 1);
  return out.front();
}

OcrWord Of(const char* first, double a, const char* second, double b) {
  return Of(At(first, 10, 60, a), At(second, 11, 61, b));
}

}  // namespace

TEST_CASE("what two readings agree on is worth the better of them", "[lexicon]") {
  const OcrWord w = Of("FAYOLLE", 0.7, "FAYOLLE", 0.92);
  CHECK(w.text == "FAYOLLE");
  CHECK(w.confidence == 0.92);
}

TEST_CASE("a word of French is preferred to one of none, and stays what it is worth", "[lexicon]") {
  const OcrWord w = Of("noufication", 0.9, "notification", 0.88);
  CHECK(w.text == "notification");
  CHECK(w.confidence == 0.88);
  CHECK(Of("notification", 0.9, "noufication", 0.92).text == "notification");
  CHECK(Of("\u2018patients", 0.9, "patients", 0.8).text == "patients");
}

TEST_CASE("names that differ go to a person, whichever is taken", "[lexicon]") {
  const OcrWord w = Of("Sidone", 0.93, "Sidonie", 0.97);
  CHECK(w.text == "Sidonie");
  CHECK(w.confidence == kDisputed);
  CHECK(Of("Sidone", 0.95, "Sidonie", 0.97).text == "Sidone");
}

TEST_CASE("numbers that differ are a guess unless one is plainly the worse", "[lexicon]") {
  CHECK(Of("305", 0.82, "905", 0.88).confidence == kDisputedNumber);
  CHECK(Of("905", 0.95, "305", 0.5).confidence == kDisputed);
  // Nothing but its letters vouches for a code.
  CHECK(Of("133-9-1", 0.6, "133-9:1", 0.95).confidence == kDisputedNumber);
}

TEST_CASE("a decimal comma that one reading saw is there", "[lexicon]") {
  CHECK(Of("479", 0.96, "47,9", 0.9).text == "47,9");
  CHECK(Of("47,9", 0.7, "479", 0.96).text == "47,9");
  CHECK(Of("479", 0.96, ",479", 0.9).text == "479");
}

TEST_CASE("a lost space comes back where its words are French", "[lexicon]") {
  CHECK(Texts(MergeReadings({At("dépistage-patients", 10, 100, 0.8)},
                            {At("dépistage", 10, 52, 0.9), At("patients", 60, 100, 0.9)},
                            SomeWords())) == "dépistage patients");
  CHECK(Texts(MergeReadings({At("la", 10, 20, 0.9), At("caisse", 24, 60, 0.9)},
                            {At("la'caisse", 10, 60, 0.8)}, SomeWords())) == "la caisse");
}

TEST_CASE("what only one reading saw is kept where it reads well", "[lexicon]") {
  const std::vector<OcrWord> one = {At("caisse", 10, 60, 0.9)};
  CHECK(Texts(MergeReadings(one, {At("caisse", 10, 60, 0.9), At("122", 80, 95, 0.9)},
                            SomeWords())) == "caisse 122");
  CHECK(Texts(MergeReadings(one, {At("caisse", 10, 60, 0.9), At("|", 80, 82, 0.9)}, SomeWords())) ==
        "caisse");
  CHECK(Texts(MergeReadings(one, {At("caisse", 10, 60, 0.9), At("122", 80, 95, 0.4)},
                            SomeWords())) == "caisse");
  // Noise of the first that the second did not see, and print that it did not.
  CHECK(Texts(MergeReadings({At("ñ}", 10, 20, 0.2), At("Lyon", 40, 60, 0.5)}, {}, SomeWords())) ==
        "Lyon");
  CHECK(MergeReadings({}, {}, SomeWords()).empty());
}

TEST_CASE("words of other lines and stars are left alone", "[lexicon]") {
  std::vector<OcrWord> below = {At("caisse", 10, 60, 0.9)};
  below.front().box.top += 9;
  below.front().box.bottom += 9;
  CHECK(MergeReadings({At("patients", 10, 60, 0.9)}, below, SomeWords()).size() == 2);
  CHECK(Of("**", 0.95, "caisse", 0.99).text == "**");
}
