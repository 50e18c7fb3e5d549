#include "extractors/evidence/evidence.h"

#include <catch2/catch.hpp>

namespace riposte {
namespace {

// A value as the extractor would bring it, read by OCR.
Evidence Ocr(ValueType type, const std::string& text) {
  Evidence e;
  e.type = type;
  e.text = text;
  e.source = PageSource::kOcr;
  e.word_confidence = 0.93;
  e.page_quality = 0.9;
  std::vector<Found> found = FindAll(type, text);
  REQUIRE(found.size() == 1);
  e.found = found[0];
  return e;
}

CropReading Crop(const std::string& text, int commas = 0) {
  CropReading r;
  r.text = text;
  r.confidence = 0.9;
  r.commas = commas;
  r.ink = 0.1;
  return r;
}

std::string Why(const Evidence& e) {
  const Verdict v = Judge(e);
  CHECK(v.sure == v.why.empty());
  CHECK(v.confidence > 0);
  CHECK(v.confidence <= 1);
  CHECK((v.sure ? v.confidence >= 0.95 : v.confidence < 0.95));
  std::string s;
  for (const std::string& w : v.why) s += (s.empty() ? "" : ",") + w;
  return s;
}

}  // namespace

TEST_CASE("numbers by OCR: a second reading of the digits and the comma witness", "[evidence]") {
  struct {
    ValueType type;
    const char* text;
    const char* second;
    int commas;
    const char* why;
  } const rows[] = {
      {ValueType::kPercent, "21,8 %", "21,8 %", 1, ""},
      {ValueType::kPercent, "21,8 %", "218 %", 1, ""},   // the witness saw the comma
      {ValueType::kPercent, "21,8 %", "21,8 %", 0, ""},  // read twice, too faint for the witness
      {ValueType::kPercent, "21,8 %", "21,8 %", 2, "comma_doubt"},
      {ValueType::kPercent, "21,8 %", "218 %", 0, "comma_doubt"},
      {ValueType::kPercent, "218 %", "218 %", 1, "no_decimals,comma_doubt"},  // the killer
      {ValueType::kPercent, "218 %", "21,8 %", 1, "no_decimals,comma_doubt"},
      {ValueType::kPercent, "218 %", "218 %", 0, ""},
      {ValueType::kPercent, "25 %", "25 %", 0, ""},
      {ValueType::kPercent, "25 %", "26 %", 0, "no_decimals,second_reading_differs"},
      {ValueType::kPercent, "21,8 %", "soit 21,8 % de plus que 12", 1, ""},
      {ValueType::kPercent, "21,8 %", "soit 27,8 % de plus", 1, "second_reading_differs"},
      {ValueType::kDecimal, "5,50", "5,50", 1, ""},
      {ValueType::kDecimal, "5,50", "550", 1, ""},
      {ValueType::kDecimal, "5.50", "5,50", 1, ""},
      {ValueType::kDecimal, "5.50", "5.50", 0, ""},
      {ValueType::kDecimal, "5.50", "550", 0, "comma_doubt"},
      {ValueType::kInteger, "12 458", "12 458", 0, ""},
      {ValueType::kInteger, "12 458", "12458 IJ", 0, ""},
      {ValueType::kInteger, "12 458", "12 453", 0, "second_reading_differs"},
      {ValueType::kInteger, "12 458", "12,458", 1, "comma_doubt"},
      {ValueType::kInteger, "12 458", "", 0, "second_reading_differs"},
      {ValueType::kAmount, "7 000,00 €", "7 000,00 €", 1, ""},
      {ValueType::kAmount, "700 000 €", "700000 €", 1, "comma_doubt"},
      {ValueType::kAmount, "7 000 €", "7 000 €", 0, ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text, row.second, row.commas);
    Evidence e = Ocr(row.type, row.text);
    e.second = Crop(row.second, row.commas);
    CHECK(Why(e) == row.why);
  }
}

TEST_CASE("a faint comma is none where the second reading or the paper is poor", "[evidence]") {
  Evidence e = Ocr(ValueType::kPercent, "21,8 %");
  e.second = Crop("21,8 %", 0);
  CHECK(Why(e).empty());
  e.second->confidence = 0.8;
  CHECK(Why(e) == "comma_doubt");
  e.second->confidence = 0.9;
  e.bilevel = true;
  CHECK(Why(e) == "comma_doubt");
}

TEST_CASE("a circle alone is the O of yes", "[evidence]") {
  Evidence e = Ocr(ValueType::kPercent, "12 %");
  e.type = ValueType::kBoolean;
  e.text = "O";
  e.found = Found{0, 1, true, {}};
  for (const char* second : {"O", "0", "@", "[e)", "C3", "Q", "CG", "©"}) {
    e.second = Crop(second);
    CAPTURE(second);
    CHECK(Why(e).empty());
  }
  for (const char* second : {"N", "ON", "", "H", "non", "()", "A", "5"}) {
    e.second = Crop(second);
    CAPTURE(second);
    CHECK(Why(e) == "second_reading_differs");
  }
}

TEST_CASE("yes is yes however its i is read", "[evidence]") {
  Evidence e = Ocr(ValueType::kPercent, "12 %");
  e.type = ValueType::kBoolean;
  e.text = "oui";
  e.found = Found{0, 3, true, {}};
  for (const char* second : {"oul", "Ou!", "Qui", "OUI"}) {
    CAPTURE(second);
    e.second = Crop(second);
    CHECK(Why(e).empty());
  }
  for (const char* second : {"non", "ou", ""}) {
    CAPTURE(second);
    e.second = Crop(second);
    CHECK(Why(e) == "second_reading_differs");
  }
}

TEST_CASE("a mark that only the second reading prints is a doubt", "[evidence]") {
  Evidence e = Ocr(ValueType::kPercent, "210 %");
  e.second = Crop("21.0 %", 0);
  CHECK(Why(e) == "no_decimals,comma_doubt");
  e.second = Crop("210 %", 0);
  CHECK(Why(e).empty());
}

TEST_CASE("a number that was hardly read, and then well by another model", "[evidence]") {
  Evidence e = Ocr(ValueType::kAmount, "15 700,00 €");
  e.word_confidence = 0.57;
  e.second = Crop("15 700,00 €", 1);
  CHECK(Why(e).empty());
  e.second->confidence = 0.7;
  CHECK(Why(e) == "low_confidence");
  e.second->confidence = 0.9;
  e.bilevel = true;  // both see the same few pixels
  CHECK(Why(e) == "low_confidence");
}

TEST_CASE("the letter of a posted number may be read as a figure, its figures may not",
          "[evidence]") {
  Evidence e = Ocr(ValueType::kLrar, "2C20855613974");
  e.second = Crop("AR n° 2020855613974");
  CHECK(Why(e).empty());
  e.second = Crop("AR n° 2020855618974");
  CHECK(Why(e) == "second_reading_differs");
}

TEST_CASE("only the first of a month is written with «er»", "[evidence]") {
  Evidence e = Ocr(ValueType::kDate, "ler janvier 2025");
  CHECK(Why(e) == "ocr_form");
  e.second = Crop("pour la période du ler janvier 2025");
  CHECK(Why(e).empty());
}

TEST_CASE("what a list prints between its items is no part of them", "[evidence]") {
  Evidence e = Ocr(ValueType::kText, "x");
  e.type = ValueType::kTextList;
  e.text =
      "par recours gracieux adressé au directeur ; par requête devant le tribunal, 97100 "
      "BASSE-TERRE";
  e.found.value = TextList{"par recours gracieux adressé au directeur",
                           "par requête devant le tribunal, 97100 BASSE-TERRE"};
  e.second = Crop(
      "— par recours gracieux adressé au directeur ; — par requête devant le tribunal, 97100 "
      "BASSE- TERRE.");
  CHECK(Why(e).empty());
  e.second = Crop("— par recours gracieux adressé au directeur ; — par requête devant le");
  CHECK(Why(e) == "second_reading_differs");
}

TEST_CASE("a text that was not quite clear counts when two more readings say it to the letter",
          "[evidence]") {
  Evidence e = Ocr(ValueType::kText, "11 impasse de la Treille");
  e.word_confidence = 0.8;
  CHECK(WantsSecondReading(e));
  CHECK(!WantsThirdReading(e));
  e.second = Crop("11 impasse de la Treille");
  CHECK(WantsThirdReading(e));
  CHECK(Why(e) == "low_confidence");
  e.third = e.second;
  CHECK(Why(e).empty());
  e.third = Crop("11 impasse de là Treille");  // accents count here
  CHECK(Why(e) == "low_confidence");
  e.third = e.second;
  e.bilevel = true;
  CHECK(Why(e) == "low_confidence");
  e.bilevel = false;
  e.word_confidence = 0.7;
  CHECK(Why(e) == "low_confidence");
  e.third.reset();
  CHECK(!WantsThirdReading(e));
}

TEST_CASE("a name that ends with a hyphen has lost its end", "[evidence]") {
  Evidence e = Ocr(ValueType::kText, "Jean-");
  e.second = Crop("Jean-");
  CHECK(Why(e) == "incomplete_text");
}

TEST_CASE("confidence of the engine carries nothing", "[evidence]") {
  for (ValueType type : {ValueType::kPercent, ValueType::kInteger, ValueType::kDate}) {
    Evidence e = Ocr(type, type == ValueType::kPercent   ? "21,8 %"
                           : type == ValueType::kInteger ? "912"
                                                         : "18 juin 2025");
    e.word_confidence = 1;
    e.page_quality = 1;
    CHECK(Why(e) == "no_second_reading");
    e.second_failed = true;
    CHECK(Why(e) == "second_reading_failed");
  }
}

TEST_CASE("arithmetic clears digits and commas, but not the digit that rounding hides",
          "[evidence]") {
  Evidence ratio = Ocr(ValueType::kDecimal, "5,50");
  ratio.arithmetic_holds = true;
  CHECK(Why(ratio) == "");
  ratio.second = Crop("5,5O", 0);
  CHECK(Why(ratio) == "");
  Evidence count = Ocr(ValueType::kInteger, "12 458");
  count.arithmetic_holds = true;
  CHECK(Why(count) == "");
  count.second = Crop("12 453");
  CHECK(Why(count) == "second_reading_differs");
  Evidence broken = Ocr(ValueType::kDecimal, "5,50");
  broken.second = Crop("5,50", 1);
  broken.arithmetic_broken = true;
  CHECK(Why(broken) == "check_broken");
}

TEST_CASE("dates, times and durations by OCR", "[evidence]") {
  Evidence e = Ocr(ValueType::kDate, "18 juin 2025");
  e.second = Crop("Nantes, le 18 juin 2025");
  CHECK(Why(e) == "");
  e.second = Crop("18 jvm 2025");  // the English model has no months; the digits are the witness
  CHECK(Why(e) == "");
  e.second = Crop("13 juin 2025");
  CHECK(Why(e) == "second_reading_differs");
  e.second.reset();
  e.agreeing_places = 1;
  CHECK(Why(e) == "");
  e.differing_places = 1;
  CHECK(Why(e) == "places_differ");

  Evidence first = Ocr(ValueType::kDate, "ler septembre 2024");
  first.second = Crop("1er septembre 2024");
  CHECK(Why(first) == "");
  first.second = Crop("ler septembre 2024");  // no other day is written with «er»
  CHECK(Why(first) == "");
  first.second = Crop("ler septembre 2025");
  CHECK(Why(first) == "ocr_form,second_reading_differs");

  Evidence month = Ocr(ValueType::kDuration, "un mois");
  CHECK(Why(month) == "");
  month.second = Crop("dans un délai de six mois");
  CHECK(Why(month) == "second_reading_differs");
  Evidence days = Ocr(ValueType::kDuration, "15 jours");
  CHECK(Why(days) == "no_second_reading");
  days.second = Crop("sous 15 jours");
  CHECK(Why(days) == "");
}

TEST_CASE("codes: a check digit or a second reading", "[evidence]") {
  Evidence rpps = Ocr(ValueType::kRpps, "10001234565");
  CHECK(Why(rpps) == "");
  rpps.second = Crop("10001234565");
  CHECK(Why(rpps) == "");
  rpps.second = Crop("10001234566");
  CHECK(Why(rpps) == "second_reading_differs");
  Evidence failed = Ocr(ValueType::kRpps, "10001234566");
  failed.second = Crop("10001234566");
  CHECK(Why(failed) == "luhn_failed");
  Evidence lrar = Ocr(ValueType::kLrar, "2C 145 678 9012 3");
  CHECK(Why(lrar) == "no_second_reading");
  lrar.second = Crop("n° 2C 145 678 9012 3");
  CHECK(Why(lrar) == "");
  lrar.second = Crop("n° 2C 145 678 9072 3");
  CHECK(Why(lrar) == "second_reading_differs");
  Evidence am = Ocr(ValueType::kAm, "44 1 01234 5");
  am.second = Crop("441012345");
  CHECK(Why(am) == "");
  Evidence article = Ocr(ValueType::kTextList, "L. 162-1-15");
  article.second = Crop("les articles L. 162-1-15 et R. 148-1");
  CHECK(Why(article) == "");
  article.second = Crop("les articles L. 162-1-16 et R. 148-1");
  CHECK(Why(article) == "second_reading_differs");
}

TEST_CASE("free text: a closed list, a second place or a second reading", "[evidence]") {
  Evidence e;
  e.type = ValueType::kText;
  e.text = "CPAM de Loire-Atlantique";
  e.found = {0, e.text.size(), Value(e.text), {}};
  e.source = PageSource::kOcr;
  e.word_confidence = 0.9;
  CHECK(Why(e) == "no_second_reading");
  e.closed_list = true;
  CHECK(Why(e) == "");
  e.closed_list = false;
  e.second = Crop("CPAM de Loire-Atlantique");
  CHECK(Why(e) == "");
  e.word_confidence = 0.7;
  CHECK(Why(e) == "low_confidence");
  e.word_confidence = 0.4;
  CHECK(Why(e) == "low_confidence");
  e.agreeing_places = 1;
  CHECK(Why(e) == "");
  e.agreeing_places = 0;
  e.word_confidence = 0.9;
  e.second = Crop("CPAM de Loire-AtIantique");  // I for l: a sign that differs
  CHECK(Why(e) == "second_reading_differs");
}

TEST_CASE("an empty cell is sure when it is still empty the second time", "[evidence]") {
  Evidence e;
  e.type = ValueType::kInteger;
  e.source = PageSource::kOcr;
  CHECK(WantsSecondReading(e));
  CHECK(Why(e) == "no_second_reading");
  e.second = Crop("");
  CHECK(Why(e) == "");
  e.second = Crop("—");
  CHECK(Why(e) == "");
  e.second = Crop("1");
  CHECK(Why(e) == "second_reading_differs");
}

TEST_CASE("stars are counted twice", "[evidence]") {
  Evidence e;
  e.type = ValueType::kInteger;
  e.source = PageSource::kOcr;
  e.text = "***";
  e.found = {0, 3, Value(int64_t{3}), {}};
  e.second = Crop("***");
  CHECK(Why(e) == "");
  e.second = Crop("**\"");
  CHECK(Why(e) == "second_reading_differs");
}

TEST_CASE("a text layer is sure unless form, rank, range or sums say otherwise", "[evidence]") {
  Evidence e = Ocr(ValueType::kPercent, "25 %");
  e.source = PageSource::kTextLayer;
  CHECK(Why(e) == "");  // «no_decimals» is a question to ink, and there is none
  CHECK_FALSE(WantsSecondReading(e));
  Evidence t = e;
  t.tie = true;
  CHECK(Why(t) == "tie");
  t = e;
  t.out_of_range = true;
  CHECK(Why(t) == "out_of_range");
  t = e;
  t.arithmetic_broken = true;
  CHECK(Why(t) == "check_broken");
  t = e;
  t.found.doubts = {"luhn_failed"};
  CHECK(Why(t) == "luhn_failed");
  t.found.doubts = {"two_digit_year"};
  CHECK(Why(t) == "two_digit_year");
  t.agreeing_places = 1;
  CHECK(Why(t) == "");
}

TEST_CASE("faint print and badly read pages", "[evidence]") {
  Evidence e = Ocr(ValueType::kInteger, "912");
  e.second = Crop("912");
  e.second->ink = 0.004;
  CHECK(Why(e) == "low_ink");
  e.second->ink = 0.1;
  e.page_quality = 0.3;
  CHECK(Why(e) == "badly_read");
  e.page_quality = 0.9;
  e.word_confidence = 0.3;
  e.second->confidence = 0.7;
  CHECK(Why(e) == "low_confidence");
  e.arithmetic_holds = true;
  CHECK(Why(e) == "");
}

TEST_CASE("a third reading can only raise doubt", "[evidence]") {
  Evidence e = Ocr(ValueType::kInteger, "912");
  e.second = Crop("972");
  e.third = Crop("912");
  CHECK(Why(e) == "second_reading_differs");
  e.second = Crop("912");
  CHECK(Why(e) == "");
  e.third = Crop("972");
  CHECK(Why(e) == "second_reading_differs");
}

TEST_CASE("who is read again", "[evidence]") {
  Evidence e = Ocr(ValueType::kInteger, "912");
  CHECK(WantsSecondReading(e));
  e.second = Crop("912");
  CHECK_FALSE(WantsSecondReading(e));
  e.second.reset();
  e.second_failed = true;
  CHECK_FALSE(WantsSecondReading(e));
  Evidence t;
  t.type = ValueType::kText;
  t.source = PageSource::kOcr;
  CHECK(WantsSecondReading(t));
  t.closed_list = true;
  CHECK_FALSE(WantsSecondReading(t));
}

TEST_CASE("a text by OCR that ends with an open word has lost its end", "[evidence]") {
  CropReading again;
  const auto judge = [&](const std::string& text) {
    again.text = text;
    again.confidence = 0.95;
    again.ink = 0.1;
    Evidence e;
    e.type = ValueType::kText;
    e.found.value = text;
    e.text = text;
    e.source = PageSource::kOcr;
    e.word_confidence = 0.95;
    e.second = again;
    return Judge(e);
  };
  CHECK(judge("Arrêts de travail - montant des IJ").sure);
  const Verdict cut = judge("Arrêts de travail - montant des");
  CHECK_FALSE(cut.sure);
  CHECK(std::find(cut.why.begin(), cut.why.end(), "incomplete_text") != cut.why.end());
  CHECK_FALSE(judge("médecins généralistes et").sure);
}

TEST_CASE("a name that ends its line, an address inside one", "[evidence]") {
  Evidence e;
  e.type = ValueType::kText;
  e.text = "Graziella TÉC";
  e.found = {0, e.text.size(), Value(e.text), {}};
  e.source = PageSource::kOcr;
  e.word_confidence = 0.95;
  e.second = Crop("Mme Graziella TÉC HER");
  CHECK(Why(e) == "");
  e.to_line_end = true;  // and the line read again with what stands right of it has more
  CHECK(Why(e) == "second_reading_differs");
  e.second = Crop("Mme Graziella TÉC |");
  CHECK(Why(e) == "");
  e.to_line_end = false;

  e.text = "18 rue du Haut / 57751 METZ CEDEX 9";
  e.found = {0, e.text.size(), Value(e.text), {}};
  e.second = Crop("CPAM — 18 rue du Haut — 57751 METZ CEDEX 9 — Tél. 36 46");
  CHECK(Why(e) == "second_reading_differs");
  e.within_line = true;
  CHECK(Why(e) == "");
  e.second = Crop("CPAM — 18 rue du Hautbois — 57751 METZ CEDEX 9");
  CHECK(Why(e) == "second_reading_differs");
}

TEST_CASE("texts by OCR: a second reading says the same whole words", "[evidence]") {
  struct {
    const char* text;
    const char* second;
    const char* why;
  } const rows[] = {
      {"Sébastien WITTELSHEIM", "Docteur Sébastien WITTELSHEIM", ""},
      {"Sébastien W", "Docteur Sébastien WITTELSHEIM", "second_reading_differs"},
      {"14 rue des Mineurs / 68200 Mulhouse", "14 rue des Mineurs 68200 Mulhouse", ""},
      // What a stamp hid from the first reading.
      {"9 VENELLE VERTE / 22300 LANNION", "9 VENELLE VERTE DU CIDRE 22300 LANNION",
       "second_reading_differs"},
      {"11 IMPASSE DES / 34470 PÉROLS", "11 IMPASSE DES 34470 PÉROLS", "incomplete_text"},
      {"DCGDR/MSO/2025", "N/Réf. : DCGDR/MSO/2025-0655", ""},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    Evidence e;
    e.type = ValueType::kText;
    e.text = row.text;
    e.found = {0, e.text.size(), Value(e.text), {}};
    e.source = PageSource::kOcr;
    e.word_confidence = 0.93;
    e.page_quality = 0.9;
    e.second = Crop(row.second);
    CHECK(Why(e) == row.why);
  }
  Evidence e = Ocr(ValueType::kBoolean, "oui");
  e.second = Crop("Objectif atteint : oui");
  CHECK(Why(e).empty());
}

TEST_CASE("free text of a fax asks for clearer words", "[evidence]") {
  Evidence e;
  e.type = ValueType::kText;
  e.text = "suivant sa notification";
  e.source = PageSource::kOcr;
  e.word_confidence = 0.87;
  e.found = {0, e.text.size(), e.text, {}};
  e.second = Crop(e.text);
  CHECK(Why(e) == "");
  e.bilevel = true;
  CHECK(Why(e) == "low_confidence");
  e.word_confidence = 0.93;
  CHECK(Why(e) == "");
}

TEST_CASE("a speck beside the lines of an address is no word of it", "[evidence]") {
  Evidence e;
  e.type = ValueType::kText;
  e.text = "190 rue de la Folie-Regnier / 93018 BOBIGNY CEDEX";
  e.source = PageSource::kOcr;
  e.word_confidence = 0.92;
  e.found = {0, e.text.size(), e.text, {}};
  e.second = Crop("190 rue de la Folie-Regnier | 93018 BOBIGNY CEDEX .");
  CHECK(Why(e) == "");
  e.second = Crop("190 rue de la Folie-Regnier | 93018 BOBIGNY CEDEX 9");
  CHECK(Why(e) == "second_reading_differs");
  e.second = Crop("190 rue de la Folie Regnier 93018 BOBIGNY CEDEX");
  CHECK(Why(e) == "second_reading_differs");
}

TEST_CASE("printed words that end in the middle of a clause are not all", "[evidence]") {
  const auto printed = [](const std::string& text) {
    Evidence e = Ocr(ValueType::kText, text);
    e.source = PageSource::kTextLayer;
    return Why(e);
  };
  CHECK(printed("à compter de la date à laquelle") == "incomplete_text");
  CHECK(printed("3 rue des / 23000 GUÉRET") == "incomplete_text");
  CHECK(printed("à compter de sa réception").empty());
  CHECK(printed("12 rue Basse, Bâtiment D / 23000 GUÉRET").empty());
}

}  // namespace riposte
