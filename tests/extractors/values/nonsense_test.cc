// Hostile text at the parsers of values: no crash, no hang, and what is found stands in the text.
#include <catch2/catch.hpp>
#include <chrono>

#include "extractors/values/fold.h"
#include "extractors/values/json.h"
#include "extractors/values/nir.h"
#include "extractors/values/parse.h"
#include "tests/extractors/mutate.h"

namespace riposte {
namespace {

constexpr ValueType kTypes[] = {ValueType::kText,    ValueType::kDate,     ValueType::kAmount,
                                ValueType::kInteger, ValueType::kDecimal,  ValueType::kTime,
                                ValueType::kPercent, ValueType::kDuration, ValueType::kRpps,
                                ValueType::kAm,      ValueType::kTextList, ValueType::kLrar,
                                ValueType::kBoolean};

const std::vector<std::string> kGood = {
    "Nantes, le 1er septembre 2024, du 1er janvier au 30 juin 2025",
    "la somme de 7 000,00 € (sept mille euros) et 1.471,25 EUR, soit -25,0 %",
    "dans un délai d’un (1) mois, de quinze (15) jours ou de trente jours ouvrés",
    "articles L. 162-1-15, R.148-1 et L114-17-1-2 du code de la sécurité sociale",
    "RPPS 10929841533, AM 22 1 23456 7, LRAR 2C 798 731 9478 8, à 14 h 30, 9 heures",
    "21,8 % contre 1 471 IJ ; 30-44 ans ; oui, non, 18/06/2025, 18.06.25, 31/02/2025",
    "NIR 2 69 05 49 588 157 80, 1 85 12 75 108 222 23"};

const std::vector<std::string> kWords = {"\xc2\xa0", "\xe2\x80\xaf",
                                         "\xff",     "\xed\xa0\x80",
                                         "€",        "999999999999999999999999",
                                         "-",        ",",
                                         ".",        " mois",
                                         "1er ",     "févr",
                                         "%",        "(((",
                                         "L. ",      "\xf4\x90\x80\x80",
                                         "’",        "00000000000",
                                         "1e309",    std::string(1, '\0'),
                                         "\n",       "N° ",
                                         "æœﬁ",      "᠎"};

void CheckFound(ValueType type, const std::string& text) {
  size_t end = 0;
  for (const Found& f : FindAll(type, text)) {
    CHECK(f.begin >= end);
    CHECK(f.end > f.begin);
    CHECK(f.end <= text.size());
    // What was read can be written and read back.
    const std::optional<Value> again = FromCanonical(type, ToCanonical(f.value));
    CHECK(again);
    if (again) CHECK(*again == f.value);
    end = f.end;
  }
}

double Seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST_CASE("mutated text never breaks a parser of values", "[values][nonsense]") {
  Mutator mutate(20250618, kWords);
  for (int round = 0; round < 1500; ++round) {
    const std::string text = mutate(kGood[mutate.Below(kGood.size())]);
    CAPTURE(round, text);
    for (const ValueType type : kTypes) {
      CheckFound(type, text);
      (void)ParseWhole(type, text);
      (void)FromCanonical(type, text);
    }
    CHECK(FoldKey(FoldKey(text)) == FoldKey(text));
    (void)Plain(text);
    (void)FoldWords(text);
  }
}

TEST_CASE("mutated JSON of values is refused or read", "[values][nonsense]") {
  const std::string good =
      R"({"fields": {"date": "2025-06-18", "n": [1, -2.5e3, null, true, "é\u00e9"]}, "t": [[]]})";
  Mutator mutate(7, {"{", "[[[[", "\"", "1e999", "\\u", "\\ud800", "null", ",", std::string(1, 0)});
  for (int round = 0; round < 3000; ++round) {
    const std::string text = mutate(good);
    CAPTURE(round, text);
    const Result<JsonNode> node = ParseJson(text);
    if (!node.ok()) continue;
    for (const ValueType type : kTypes) (void)ValueFromJson(type, *node);
  }
  // Depth costs stack: it is limited.
  CHECK_FALSE(ParseJson(std::string(200'000, '[')).ok());
}

TEST_CASE("long nonsense takes linear time", "[values][nonsense]") {
  for (const char* piece : {"1 ", "1,", "9", "du 1er janvier au ", "L. ", "12/", "(un) ", "€ ",
                            "2C 1", " ", "é", "-", "quinze "}) {
    std::string small, large;
    while (small.size() < 50'000) small += piece;
    while (large.size() < 400'000) large += piece;
    for (const ValueType type : kTypes) {
      CAPTURE(piece, Name(type));
      double seconds = 0;
      seconds = Seconds([&] { (void)FindAll(type, large); });
      // Eight times the text; quadratic would be 64 times. Five seconds are slack for a sanitizer.
      CHECK(seconds < 5);
    }
  }
}

}  // namespace riposte
