// Tables of forms. A row gives the text and what is found in it: canonical values joined by «; »,
// each with its doubts in square brackets. An empty string: nothing is found.
#include "extractors/values/parse.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <random>

namespace riposte {
namespace {

struct Form {
  const char* text;
  const char* found;
};

std::string Show(const Found& f) {
  std::string s = ToCanonical(f.value);
  for (size_t i = 0; i < f.doubts.size(); ++i) s += (i ? "," : " [") + f.doubts[i];
  return f.doubts.empty() ? s : s + "]";
}

std::string ShowAll(ValueType type, std::string_view text) {
  std::string s;
  for (const Found& f : FindAll(type, text)) {
    if (!s.empty()) s += "; ";
    s += Show(f);
  }
  return s;
}

void CheckForms(ValueType type, std::initializer_list<Form> forms) {
  for (const Form& form : forms) {
    CAPTURE(Name(type), form.text);
    CHECK(ShowAll(type, form.text) == form.found);
  }
}

void CheckWhole(ValueType type, std::initializer_list<Form> forms) {
  for (const Form& form : forms) {
    CAPTURE(Name(type), form.text);
    const std::optional<Found> f = ParseWhole(type, form.text);
    CHECK((f ? Show(*f) : "") == form.found);
  }
}

}  // namespace

TEST_CASE("dates as French letters print them", "[values][parse]") {
  CheckForms(
      ValueType::kDate,
      {
          {"18 juin 2025", "2025-06-18"},
          {"Nantes, le 18 juin 2025", "2025-06-18"},
          {"le 1er septembre 2024", "2024-09-01"},
          {"le vingt-neuf juillet deux mille vingt-cinq", "2025-07-29"},
          {"L’AN DEUX MILLE VINGT-CINQ, LE NEUF DÉCEMBRE", "2025-12-09"},
          {"l’an deux mille vingt-cinq et le premier août, à neuf heures", "2025-08-01"},
          {"le trente et un avril deux mille vingt-cinq", ""},
          {"Fait à Metz, le vingt-trois février 2026", "2026-02-23"},
          {"le trente et un avril 2026", ""},
          {"le 1 er septembre 2024", "2024-09-01"},
          {"le 1ER SEPTEMBRE 2024", "2024-09-01"},
          {"le 1ᵉʳ septembre 2024", "2024-09-01"},
          {"le 1° septembre 2024", "2024-09-01"},
          {"le premier septembre 2024", "2024-09-01"},
          {"le 1 septembre 2024", "2024-09-01"},
          {"le 01 septembre 2024", "2024-09-01"},
          {"18 JUIN 2025", "2025-06-18"},
          {"18 Juin 2025.", "2025-06-18"},
          {"18\u00a0juin\u00a02025", "2025-06-18"},
          {"18\u202fjuin\u20092025", "2025-06-18"},
          {"18  juin  2025", "2025-06-18"},
          {"28 février 2025", "2025-02-28"},
          {"28 fevrier 2025", "2025-02-28"},
          {"28 fe\u0301vrier 2025", "2025-02-28"},
          {"28 FÉVRIER 2025", "2025-02-28"},
          {"15 août 2025", "2025-08-15"},
          {"15 aout 2025", "2025-08-15"},
          {"25 décembre 2025", "2025-12-25"},
          {"3 janv. 2025", "2025-01-03"},
          {"3 févr. 2025", "2025-02-03"},
          {"3 avr. 2025", "2025-04-03"},
          {"3 juil. 2025", "2025-07-03"},
          {"3 sept. 2025", "2025-09-03"},
          {"3 oct. 2025", "2025-10-03"},
          {"3 nov 2025", "2025-11-03"},
          {"3 déc. 2025", "2025-12-03"},
          {"31 mars 2025", "2025-03-31"},
          {"1er mai 2025", "2025-05-01"},
          {"18/06/2025", "2025-06-18"},
          {"(18/06/2025)", "2025-06-18"},
          {"18.06.2025", "2025-06-18"},
          {"18-06-2025", "2025-06-18"},
          {"18 / 06 / 2025", "2025-06-18"},
          {"8/6/2025", "2025-06-08"},
          {"2025-06-18", "2025-06-18"},
          {"mercredi 18 juin 2025", "2025-06-18"},
          {"Mercredi 18 juin 2025", "2025-06-18"},
          {"29 février 2024", "2024-02-29"},
          {"du 1er septembre 2024 au 28 février 2025", "2024-09-01; 2025-02-28"},
          {"du 01/09/2024 au 28/02/2025", "2024-09-01; 2025-02-28"},
          {"du 01/09/2024-28/02/2025", ""},
          {"période du 1er janvier au 30 juin 2025", "2025-01-01 [year_inferred]; 2025-06-30"},
          {"du 1er septembre au 28 février 2025", "2025-02-28"},
          {"entre le 2 mars et le 4 avril 2025", "2025-03-02 [year_inferred]; 2025-04-04"},
          {"l'arrêté du 3 mars 2020", "2020-03-03"},
          {"d’un arrêté du 03/03/2020, pris", "2020-03-03"},
      });
}

TEST_CASE("dates that OCR damaged are read with a doubt, or not at all", "[values][parse]") {
  CheckForms(ValueType::kDate, {
                                   {"le ler septembre 2024", "2024-09-01 [ocr_form]"},
                                   {"le Ier septembre 2024", "2024-09-01 [ocr_form]"},
                                   {"le ier septembre 2024", "2024-09-01 [ocr_form]"},
                                   {"18 ju1n 2025", "2025-06-18 [ocr_form]"},
                                   {"18 juln 2025", "2025-06-18 [ocr_form]"},
                                   {"18 ju|n 2025", "2025-06-18 [ocr_form]"},
                                   {"18 septernbre 2025", "2025-09-18 [ocr_form]"},
                                   {"18 décernbre 2025", "2025-12-18 [ocr_form]"},
                                   {"18 juiilet 2025", "2025-07-18 [ocr_form]"},
                                   {"18 jui1let 2025", "2025-07-18 [ocr_form]"},
                                   {"18 jullet 2025", "2025-07-18 [ocr_form]"},
                                   {"18 ao0t 2025", "2025-08-18 [ocr_form]"},
                                   {"18juin 2025", "2025-06-18 [ocr_form]"},
                                   {"18 juin2025", "2025-06-18 [ocr_form]"},
                                   {"18. 06. 2025", "2025-06-18 [ocr_form]"},
                                   {"18/06/25", "2025-06-18 [two_digit_year]"},
                                   {"18.06.25", "2025-06-18 [two_digit_year]"},
                                   {"18/06/99", "1999-06-18 [two_digit_year]"},
                                   {"18 06 2025", "2025-06-18 [ambiguous_separator]"},
                                   {"1 8 juin 2025", "2025-06-08 [ambiguous_separator]"},
                                   {"2 8/06/2025", "2025-06-08 [ambiguous_separator]"},
                                   {"mardi 18 juin 2025", "2025-06-18 [weekday_differs]"},
                                   {"l8 juin 2025", ""},
                                   {"1B juin 2025", ""},
                                   {"18 juin 2O25", ""},
                                   {"18 juin 20 25", ""},
                                   {"18 ma 2025", ""},
                                   {"18 mal 2025", "2025-05-18 [ocr_form]"},
                                   {"18 mar 2025", ""},
                               });
}

TEST_CASE("what is no date gives none", "[values][parse]") {
  CheckForms(ValueType::kDate, {
                                   {"31/02/2025", ""},
                                   {"31 septembre 2025", ""},
                                   {"29 février 2025", ""},
                                   {"30/02/2024", ""},
                                   {"0/06/2025", ""},
                                   {"00/00/0000", ""},
                                   {"32 juin 2025", ""},
                                   {"06/18/2025", ""},
                                   {"18/13/2025", ""},
                                   {"18/06.2025", ""},
                                   {"18 juin", ""},
                                   {"juin 2025", ""},
                                   {"18 patients 2025", ""},
                                   {"80101911/26.06.2025", ""},
                                   {"118/06/2025", ""},
                                   {"18/06/20256", ""},
                                   {"18/06/2025/3", ""},
                                   {"18 juin 1825", ""},
                                   {"18 juin 2525", ""},
                                   {"L. 162-1-15", ""},
                                   {"L. 12-1-15", ""},
                                   {"R. 148-1", ""},
                                   {"02.40.12.34.56", ""},
                                   {"01.02.03.04.05", ""},
                                   {"01 02 03 04 05", ""},
                                   {"12 458 patients", ""},
                                   {"1.471,60", ""},
                                   {"2C 123 456 7890 1", ""},
                                   {"", ""},
                                   {"   ", ""},
                               });
}

TEST_CASE("integers", "[values][parse]") {
  CheckForms(ValueType::kInteger,
             {
                 {"12 458 patients", "12458"},
                 {"12458", "12458"},
                 {"12\u202f458", "12458"},
                 {"12\u00a0458", "12458"},
                 {"12\u2009458 IJ", "12458"},
                 {"1 234 567", "1234567"},
                 {"1.234.567", "1234567"},
                 {"1.471", "1471 [ambiguous_separator]"},
                 {"912 patients actifs", "912"},
                 {"soit 5 016 IJ, pour 912 patients", "5016; 912"},
                 {"IJ : 5 016 ; patients : 912.", "5016; 912"},
                 {"IJ:5016", "5016"},
                 {"(5 016)", "5016"},
                 {"« 5 016 »", "5016"},
                 {"n°12", "12"},
                 {"d’12 patients", "12"},
                 {"0", "0"},
                 {"-5", "-5"},
                 {"- 12 458 IJ prescrites", "12458"},
                 {"– 12 458 IJ prescrites", "12458"},
                 {"• 12 458 IJ", "12458"},
                 {"12 458*", "12458"},
                 {"12 458 ***", "12458"},
                 {"5 016 / 912", "5016; 912"},
                 {"1 000", "1000"},
                 {"12 000 000", "12000000"},
                 {"articles 12, 13 et 14", "13; 14"},
                 {"aux lignes 12, 13 et 14", "12; 13; 14"},
                 // An enumeration and a torn group look alike.
                 {"12, 458 IJ", "12 [ambiguous_separator]; 458 [ambiguous_separator]"},
                 {"12. 458 IJ", "12 [ambiguous_separator]; 458 [ambiguous_separator]"},
                 {"2024 458 patients", "2024 [ambiguous_separator]; 458 [ambiguous_separator]"},
                 {"1 2 458", "1 [ambiguous_separator]; 2458 [ambiguous_separator]"},
                 {"12 45 patients", "12 [ambiguous_separator]; 45 [ambiguous_separator]"},
                 {"12 4 58 IJ",
                  "12 [ambiguous_separator]; 4 [ambiguous_separator]; 58 [ambiguous_separator]"},
                 {"l2 458 IJ", "458 [ambiguous_separator]"},
                 {"1O 458 IJ", "458 [ambiguous_separator]"},
                 {"l 458 IJ", "458 [ambiguous_separator]"},
                 {"I 458 IJ", "458 [ambiguous_separator]"},
                 {"12 4S8 IJ", "12 [ambiguous_separator]"},
                 {"12 45B IJ", "12 [ambiguous_separator]"},
                 {"12 458/1 234", "12 [ambiguous_separator]; 234 [ambiguous_separator]"},
                 {"12 ,8", "12 [ambiguous_separator]"},
             });
}

TEST_CASE("what is no integer gives none", "[values][parse]") {
  CheckForms(ValueType::kInteger, {
                                      {"1.471,60", ""},
                                      {"1 471,60 €", ""},
                                      {"1 471 €", ""},
                                      {"21,8 %", ""},
                                      {"218%", ""},
                                      {"25 pour cent", ""},
                                      {"12,5", ""},
                                      {"12.5", ""},
                                      {"1,471.60", ""},
                                      {"R.148-1", ""},
                                      {"R. 148-1", ""},
                                      {"L. 162", ""},
                                      {"article 641 du code", ""},
                                      {"art. 641", ""},
                                      {"l'article 641", ""},
                                      {"L. 114-17-1 et suivants", ""},
                                      {"18 juin 2025", ""},
                                      {"18/06/2025", ""},
                                      {"14 h 30", ""},
                                      {"14h30", ""},
                                      {"14:30", ""},
                                      {"80101911/26.06.2025", ""},
                                      {"80101911/26.06", ""},
                                      {"02 40 12 34 56", ""},
                                      {"Tél. : 02 40 12 34 56", ""},
                                      {"02.40.12.34.56", ""},
                                      {"02-40-12-34-56", ""},
                                      {"2C 145 678 9012 3x",
                                       "145678 [ambiguous_separator]; "
                                       "9012 [ambiguous_separator]"},
                                      {"30-44 ans", ""},
                                      {"2024/2025", ""},
                                      {"A12", ""},
                                      {"12A", ""},
                                      {"1er", ""},
                                      {"2ème", ""},
                                      {"12 458²", "12 [ambiguous_separator]"},
                                      {"458²", ""},
                                      {"٤٥٨", ""},
                                      {"007", ""},
                                      {"02", ""},
                                      {"10001234567", ""},
                                      {"12'458", ""},
                                      {"12_458", ""},
                                      {"v1.2.3", ""},
                                      {"1.23.456", ""},
                                      {"999999999999999999999999", ""},
                                      {"1 234 567 890 123 456", ""},
                                      {"", ""},
                                      {"-", ""},
                                      {"un", ""},
                                  });
}

TEST_CASE("decimals", "[values][parse]") {
  CheckForms(ValueType::kDecimal,
             {
                 {"5,50", "5.50"},
                 {"5,5 IJ par patient", "5.5"},
                 {"2,218", "2.218 [ambiguous_separator]"},
                 {"0,125", "0.125"},
                 {"12458,30", "12458.30"},
                 {"12 458,30", "12458.30"},
                 {"12\u202f458,30", "12458.30"},
                 {"1.471,60", "1471.60"},
                 {"1.234.567,8", "1234567.8"},
                 {"12.5", "12.5"},
                 {"2145.123", "2145.123"},
                 {"0.471", "0.471"},
                 {"1.471", "1.471 [ambiguous_separator]"},
                 {"218", "218 [no_decimals]"},
                 {"12 458", "12458 [no_decimals]"},
                 {"-5,50", "-5.50"},
                 {"−5,50", "-5.50"},
                 {"- 5,50 IJ par patient", "5.50"},
                 {"5,50 contre 2,48 attendues", "5.50; 2.48"},
                 {"(5,50)", "5.50"},
                 {"5,50 **", "5.50"},
                 {"5,50**", "5.50"},
                 {"5,50/patient", "5.50"},
                 {"2 1,8", "2 [ambiguous_separator,no_decimals]; 1.8 [ambiguous_separator]"},
                 {"3,15 2,69", "3.15 [ambiguous_separator]; 2.69 [ambiguous_separator]"},
                 {"1,471.60", ""},
                 {"1,2,3", ""},
                 {"5,1234567", ""},
                 {"5,5O", ""},
                 {"S,50", ""},
                 {"21;8", ""},
                 {"1.47,60", ""},
                 {"01,5", ""},
                 {"21,8 %", ""},
                 {"21,8 €", ""},
                 {"18.06.2025", ""},
                 {"1.471.60", ""},
             });
}

TEST_CASE("percentages", "[values][parse]") {
  CheckForms(ValueType::kPercent, {
                                      {"21,8 %", "21.8"},
                                      {"21,8%", "21.8"},
                                      {"21,8\u00a0%", "21.8"},
                                      {"21,8\u202f%.", "21.8"},
                                      {"21.8 %", "21.8"},
                                      {"(21,8 %)", "21.8"},
                                      {"218%", "218 [no_decimals]"},
                                      {"25 %", "25 [no_decimals]"},
                                      {"25 pour cent", "25 [no_decimals]"},
                                      {"25,5 pour cent", "25.5"},
                                      {"25,5 p. 100", "25.5"},
                                      {"-25,0 %", "-25.0"},
                                      {"−25 %", "-25 [no_decimals]"},
                                      {"–25,0 %", "-25.0"},
                                      {"une baisse de - 25,0 %", "-25.0"},
                                      {"une baisse de − 25,0 %", "-25.0"},
                                      {"une baisse – 25,0 % – de", "-25.0 [ambiguous_sign]"},
                                      {"- 25,0 %", "-25.0"},
                                      {"- 25,0 % des IJ", "-25.0 [ambiguous_sign]"},
                                      {"+ 3,2 %", "3.2"},
                                      {"+3,2 %", "3.2"},
                                      {"1 234,5 %", "1234.5"},
                                      {"21,8 °/o", "21.8 [ocr_form]"},
                                      {"21,8°/o", "21.8 [ocr_form]"},
                                      {"21,8 o/o", "21.8 [ocr_form]"},
                                      {"21,8 °/°", "21.8 [ocr_form]"},
                                      {"21, 8 %", "21.8 [ocr_form]"},
                                      {"21 ,8 %", "21.8 [ocr_form]"},
                                      {"21 ,8%", "21.8 [ocr_form]"},
                                      {"2 1,8 %", "1.8 [ambiguous_separator]"},
                                      {"de 61,8 % à 74,0 %", "61.8; 74.0"},
                                      {"5-10 %", ""},
                                      {"21,8", ""},
                                      {"21,8 points", ""},
                                      {"% 21,8", ""},
                                      {"21,B %", ""},
                                      {"2l,8 %", ""},
                                      {"Z1,8 %", ""},
                                      {"100,0 %", "100.0"},
                                      {"0,0 %", "0.0"},
                                      {"21,8 ‰", ""},
                                      {"1.471,6 %", "1471.6"},
                                      {",8 %", ""},
                                  });
}

TEST_CASE("amounts", "[values][parse]") {
  CheckForms(ValueType::kAmount, {
                                     {"7 000,00 €", "7000.00"},
                                     {"7 000,00€", "7000.00"},
                                     {"7000,00 €", "7000.00"},
                                     {"7 000 €", "7000.00"},
                                     {"7000€", "7000.00"},
                                     {"7\u202f000,00\u00a0€", "7000.00"},
                                     {"la somme de 7 000,00 € (sept mille euros)", "7000.00"},
                                     {"7 000,00 euros", "7000.00"},
                                     {"7 000,00 EUROS", "7000.00"},
                                     {"1 euro", "1.00"},
                                     {"7 000,00 EUR", "7000.00"},
                                     {"EUR 7 000,00", "7000.00"},
                                     {"€ 7 000,00", "7000.00"},
                                     {"€7000,00", "7000.00"},
                                     {"1.471,60 €", "1471.60"},
                                     {"1 471.60 €", "1471.60"},
                                     {"1471.60 €", "1471.60"},
                                     {"0,15 €", "0.15"},
                                     {"-1 471,60 €", "-1471.60"},
                                     {"1 234 567,89 €", "1234567.89"},
                                     {"(1 471,60 €)", "1471.60"},
                                     {"1 471,60 €, dont 100,00 € de majoration", "1471.60; 100.00"},
                                     {"1 471,60 €/an", "1471.60"},
                                     {"1 471,6 €", "1471.60 [ocr_form]"},
                                     {"1.471 €", "1471.00 [ambiguous_separator]"},
                                     {"1 471, 60 €", "1471.60 [ocr_form]"},
                                     {"1 471 ,60 €", "1471.60 [ocr_form]"},
                                     {"12 € 50", "12.50 [ocr_form]"},
                                     {"l 471,60 €", "471.60 [ambiguous_separator]"},
                                     {"12 34 €", "34.00 [ambiguous_separator]"},
                                     {"7 k€", ""},
                                     {"7 M€", ""},
                                     {"7 000,00", ""},
                                     {"7 000", ""},
                                     {"02 40 12 34 56", ""},
                                     {"0,125 €", ""},
                                     {"1 471,6O €", ""},
                                     {"80101911/26.06.2025", ""},
                                     {"21,8 %", ""},
                                     {"12 eurosceptiques", ""},
                                     {"le 18 juin 2025 € ", ""},
                                 });
}

TEST_CASE("durations", "[values][parse]") {
  CheckForms(ValueType::kDuration, {
                                       {"un mois", "P1M"},
                                       {"d’un (1) mois", "P1M"},
                                       {"d'un mois", "P1M"},
                                       {"UN MOIS", "P1M"},
                                       {"1 mois", "P1M"},
                                       {"1 (un) mois", "P1M"},
                                       {"deux mois", "P2M"},
                                       {"deux (2) mois", "P2M"},
                                       {"trente jours", "P30D"},
                                       {"quinze (15) jours", "P15D"},
                                       {"quinze (15)\u00a0jours", "P15D"},
                                       {"15 jours", "P15D"},
                                       {"15\u202fjours", "P15D"},
                                       {"15jours", "P15D"},
                                       {"quinze jours francs", "P15D"},
                                       {"six mois", "P6M"},
                                       {"un an", "P12M"},
                                       {"une année", "P12M"},
                                       {"trois ans", "P36M"},
                                       {"une semaine", "P7D"},
                                       {"huit jours", "P8D"},
                                       {"quarante-cinq jours", "P45D"},
                                       {"quarante cinq jours", "P45D"},
                                       {"soixante-quinze jours", "P75D"},
                                       {"soixante et onze jours", "P71D"},
                                       {"quatre-vingt-dix jours", "P90D"},
                                       {"quatre-vingts jours", "P80D"},
                                       {"cent vingt jours", "P120D"},
                                       {"vingt et un jours", "P21D"},
                                       {"vingt-et-un jours", "P21D"},
                                       {"un mois et quinze jours", "P1M15D"},
                                       {"dans le mois qui suit la réception", "P1M"},
                                       {"dans le mois de sa réception", "P1M"},
                                       {"dans le mois suivant la réception", "P1M"},
                                       {"un délai d’un mois à compter", "P1M"},
                                       {"quinze jours ouvrés", "P15D [working_days]"},
                                       {"15 jours ouvrables", "P15D [working_days]"},
                                       {"un rnois", "P1M [ocr_form]"},
                                       {"quinze (10) jours", "P15D [number_words_differ]"},
                                       {"1 5 jours", "P5D [ambiguous_separator]"},
                                       {"deux mois et demi", ""},
                                       {"aucun mois", ""},
                                       {"chaque mois", ""},
                                       {"le mois de juin", ""},
                                       {"2,5 mois", ""},
                                       {"15/30 jours", ""},
                                       {"l5 jours", ""},
                                       {"0 jours", ""},
                                       {"sous quinzaine", "P15D"},
                                       {"dans la huitaine, à défaut", "P8D"},
                                       {"une quinzaine de jours", "P15D"},
                                       {"une quinzaine de dossiers", ""},
                                       {"48 heures", ""},
                                       {"2025 mois", ""},
                                       {"un moisson", ""},
                                       {"9999 jours", ""},
                                   });
}

TEST_CASE("times", "[values][parse]") {
  CheckForms(ValueType::kTime, {
                                   {"14 h 30", "14:30"},
                                   {"14h30", "14:30"},
                                   {"14H30", "14:30"},
                                   {"14 h30", "14:30"},
                                   {"14 h. 30", "14:30"},
                                   {"14 heures 30", "14:30"},
                                   {"14\u00a0h\u00a030", "14:30"},
                                   {"9 heures", "09:00"},
                                   {"9 h", "09:00"},
                                   {"9h00.", "09:00"},
                                   {"1 heure", "01:00"},
                                   {"14:30", "14:30"},
                                   {"à 14:30, au siège", "14:30"},
                                   {"de 9 h 15 à 10 h 45", "09:15; 10:45"},
                                   {"1 4 h 30", "04:30 [ambiguous_separator]"},
                                   {"14 h 3", "14:00 [ambiguous_separator]"},
                                   {"quatorze heures trente", "14:30"},
                                   {"à quatorze heures", "14:00"},
                                   {"neuf heures et demie", "09:30"},
                                   {"9 heures et quart", "09:15"},
                                   {"dix heures moins le quart", "09:45"},
                                   {"deux heures de l’après-midi", "14:00"},
                                   {"vingt et une heures cinq", "21:05"},
                                   {"14 heures trente", "14:30"},
                                   {"quarante-huit heures", ""},
                                   {"trois heures supplémentaires", "03:00"},
                                   {"24 h", ""},
                                   {"48 heures", ""},
                                   {"14:60", ""},
                                   {"14:30:22", ""},
                                   {"12:458", ""},
                                   {"14 h 3O", "14:00 [ambiguous_separator]"},
                                   {"14h3O", ""},
                                   {"l4 h 30", ""},
                                   {"14 hommes", ""},
                                   {"7j/7 24h/24", ""},
                               });
}

TEST_CASE("articles", "[values][parse]") {
  CheckForms(ValueType::kTextList,
             {
                 {"L. 162-1-15", "L.162-1-15"},
                 {"L.162-1-15", "L.162-1-15"},
                 {"L162-1-15", "L.162-1-15"},
                 {"L 162-1-15", "L.162-1-15"},
                 {"L.\u00a0162-1-15", "L.162-1-15"},
                 {"L. 162\u20111\u201115", "L.162-1-15"},
                 {"L. 162–1–15", "L.162-1-15"},
                 {"R.148-1", "R.148-1"},
                 {"R. 148-1 du code de la sécurité sociale", "R.148-1"},
                 {"R. 142-1-A du code", "R.142-1-A"},
                 {"articles R. 148-1 à R. 148-9", "R.148-1; R.148-9"},
                 {"L. 114-17-1 et suivants", "L.114-17-1"},
                 {"(art. L. 162-1-15)", "L.162-1-15"},
                 {"art.L.162-1-15", "L.162-1-15"},
                 {"l’article L. 162-1-15.", "L.162-1-15"},
                 {"D. 162-1-6", "D.162-1-6"},
                 {"R. * 123-4", "R.123-4"},
                 {"R.* 123-4", "R.123-4"},
                 {"R.*123-4", "R.123-4"},
                 {"LO 111-3", "LO.111-3"},
                 {"L.O. 111-3", "LO.111-3"},
                 {"L. 431", "L.431"},
                 {"article L. 97", "L.97"},
                 {"L. 162-1-14, L. 162-1-15 et R. 148-1", "L.162-1-14; L.162-1-15; R.148-1"},
                 {"l. 162-1-15", "L.162-1-15 [ocr_form]"},
                 {"I. 162-1-15", "L.162-1-15 [ocr_form]"},
                 {"r. 148-1", "R.148-1 [ocr_form]"},
                 {"L. 162-1- 15", "L.162-1-15"},
                 {"L. 162 -1-15", "L.162-1-15 [ocr_form]"},
                 {"L. 162-1 - 15 jours", "L.162-1"},
                 {"L. 162-1-15a", ""},
                 {"M. L. 12 rue des Lilas", ""},
                 {"D 305", ""},
                 {"L. 44000", ""},
                 {"XL. 162-1", ""},
                 {"R148", ""},
                 {"L 12", ""},
                 {"L.162,5", ""},
                 {"L. 162-12345", ""},
                 {"Dr. Martin", ""},
             });
}

TEST_CASE("RPPS and AM numbers", "[values][parse]") {
  CHECK(RppsKeyHolds("10001234565"));
  CHECK_FALSE(RppsKeyHolds("10001234567"));
  CHECK_FALSE(RppsKeyHolds("1000123456"));
  CHECK_FALSE(RppsKeyHolds("1000123456a"));
  CheckForms(ValueType::kRpps, {
                                   {"RPPS 10001234565", "10001234565"},
                                   {"N° RPPS : 10001234565.", "10001234565"},
                                   {"RPPS:10001234565", "10001234565"},
                                   {"10 00 12 34 565", "10001234565"},
                                   {"RPPS 10 00 12 34 56 5", "10001234565"},
                                   {"100 012 345 65", "10001234565"},
                                   {"10\u00a0001\u00a0234\u00a0565", "10001234565"},
                                   {"10 00 12 34 567", "10001234567 [luhn_failed]"},
                                   {"1OOO1234565", "10001234565 [ocr_form]"},
                                   {"l0001234565", "10001234565 [ocr_form]"},
                                   {"10001234565 44 1 01234 5", "10001234565"},
                                   {"1000123456", ""},
                                   {"100012345652", ""},
                                   {"00000000000", ""},
                                   {"A10001234565", ""},
                                   {"10001234565/3", ""},
                                   {"02 40 12 34 56", ""},
                               });
  CheckForms(ValueType::kAm, {
                                 {"AM 441012345", "441012345"},
                                 {"44 1 01234 5", "441012345"},
                                 {"N° AM : 44 1 01234 5", "441012345"},
                                 {"44-1-01234-5", "441012345"},
                                 {"44.1.01234.5", "441012345"},
                                 {"44 1 O1234 5", ""},
                                 {"441O12345", "441012345 [ocr_form]"},
                                 {"4410123456", ""},
                                 {"44101234", ""},
                                 {"02 40 12 34 56", ""},
                                 {"18/06/2025", ""},
                             });
}

TEST_CASE("LRAR numbers", "[values][parse]") {
  CheckForms(ValueType::kLrar, {
                                   {"2C 145 678 9012 3", "2C14567890123"},
                                   {"n° 2C 145 678 9012 3", "2C14567890123"},
                                   {"2C14567890123", "2C14567890123"},
                                   {"2C 123 456 7890 1", "2C12345678901"},
                                   {"1A 123 456 7890 1", "1A12345678901"},
                                   {"AR 2C 145 678 9012 3", "2C14567890123"},
                                   {"AR2C14567890123", "2C14567890123"},
                                   {"LRAR n°2C14567890123.", "2C14567890123"},
                                   {"2C\u00a0145\u202f678\u00a09012\u00a03", "2C14567890123"},
                                   {"2c 145 678 9012 3", "2C14567890123 [ocr_form]"},
                                   {"2C 145 678 9O12 3", "2C14567890123 [ocr_form]"},
                                   {"2C 145 678 90l2 3", "2C14567890123 [ocr_form]"},
                                   {"2C 145 678 9012 3 4", "2C14567890123 [ambiguous_separator]"},
                                   {"RK 473 124 829 FR", "RK473124829FR"},
                                   {"RK473124829FR", "RK473124829FR"},
                                   {"RK 473 124 828 FR", "RK473124828FR [key_failed]"},
                                   {"IA 211 870 0934 2", "1A21187009342 [ocr_form]"},
                                   {"IA 21187009342", ""},
                                   {"ID 10981274227", ""},
                                   {"2C 145 678 9012", ""},
                                   {"2C145678901234", ""},
                                   {"X2C14567890123", ""},
                                   {"2C 145 678 OOO1 3", ""},
                                   {"2C", ""},
                                   {"10001234565", ""},
                               });
}

TEST_CASE("yes and no", "[values][parse]") {
  CheckForms(ValueType::kBoolean, {{"Oui", "true"},
                                   {"NON.", "false"},
                                   {"ALD : oui / C2S : non", "true; false"},
                                   {"non-salarié", ""},
                                   {"nonante", ""},
                                   {"bouillon", ""},
                                   {"0", ""}});
}

TEST_CASE("a cell of its own says more than a line", "[values][parse]") {
  CheckWhole(ValueType::kInteger, {{" 12 458 ", "12458"},
                                   {"12 458.", "12458"},
                                   {"12 458 patients", ""},
                                   {"- 12", "-12"},
                                   {"12 13", ""},
                                   {"", ""},
                                   {"—", ""},
                                   {"***", ""}});
  CheckWhole(ValueType::kDecimal, {{"61,8 %", "61.8"},
                                   {"256 208 €", "256208 [no_decimals]"},
                                   {"3,15 ***", "3.15"},
                                   {"- 25,0", "-25.0"},
                                   {"21, 8", "21.8 [ocr_form]"},
                                   {"2 1,8", ""}});
  CheckWhole(ValueType::kPercent,
             {{"61,8", "61.8"}, {"61", "61 [no_decimals]"}, {"61,8 €", ""}, {"- 25,0 %", "-25.0"}});
  CheckWhole(ValueType::kAmount, {{"1 471,60", "1471.60"},
                                  {"1 471", "1471.00 [no_currency]"},
                                  {"1 471,60 €", "1471.60"},
                                  {"61,8 %", ""}});
  CheckWhole(
      ValueType::kDate,
      {{"18/06/2025", "2025-06-18"}, {" 18 juin 2025. ", "2025-06-18"}, {"le 18 juin 2025", ""}});
  CheckWhole(ValueType::kText, {{"  un texte  ", "un texte"}, {"  ", ""}});
}

TEST_CASE("places are bytes of the text", "[values][parse]") {
  const std::string text = "Nantes, le 1er septembre 2024 à";
  const auto dates = FindAll(ValueType::kDate, text);
  REQUIRE(dates.size() == 1);
  CHECK(dates[0].begin == 11);
  CHECK(text.substr(dates[0].begin, dates[0].end - dates[0].begin) == "1er septembre 2024");
  const std::string sum = "é : 7\u202f000,00\u00a0€ !";
  const auto amounts = FindAll(ValueType::kAmount, sum);
  REQUIRE(amounts.size() == 1);
  CHECK(sum.substr(amounts[0].begin, amounts[0].end - amounts[0].begin) == "7\u202f000,00\u00a0€");
  const std::string cut = "baisse de − 25,0 % d'ici";
  const auto percents = FindAll(ValueType::kPercent, cut);
  REQUIRE(percents.size() == 1);
  CHECK(cut.substr(percents[0].begin, percents[0].end - percents[0].begin) == "− 25,0 %");
}

TEST_CASE("any bytes: no crash, values in order and inside the text", "[values][parse]") {
  std::mt19937 random(42);
  const std::string bits[] = {
      "1",   "2",         "12",  "458", "2025", "juin",     "1er", " ",    "\u202f", ",",
      ".",   "-",         "/",   "€",   "%",    "L",        "R.",  "mois", "(",      ")",
      "h",   "2C",        "O",   "l",   "\xff", "\xe2\x82", "un",  "deux", ":",      "−",
      "EUR", "pour cent", "°/o", "  ",  "'",    "\0",       "é",   "*",    "au",     "oui"};
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    for (size_t n = random() % 24; n > 0; --n)
      text += random() % 8 ? bits[random() % std::size(bits)]
                           : std::string(1, static_cast<char>(random()));
    for (int t = 0; t <= static_cast<int>(ValueType::kLrar); ++t) {
      const ValueType type = static_cast<ValueType>(t);
      size_t last = 0;
      for (const Found& f : FindAll(type, text)) {
        REQUIRE(f.begin >= last);
        REQUIRE(f.end > f.begin);
        REQUIRE(f.end <= text.size());
        last = f.end;
        const std::string canonical = ToCanonical(f.value);
        REQUIRE(FromCanonical(type, canonical).has_value());
      }
      (void)ParseWhole(type, text);
    }
  }
}

TEST_CASE("a megabyte of trouble takes time in proportion", "[values][parse][slow]") {
  for (const char* unit : {"1 ", "12 458 ", "un ", "1 juin ", "1/1/", "L. 1-1-1", "2C 1", "1,",
                           "- ", "cent quatre-vingt-", "\xff", "12 € ", "1 h "}) {
    std::string text;
    while (text.size() + 32 < (1u << 20)) text += unit;
    CAPTURE(unit);
    const auto start = std::chrono::steady_clock::now();
    for (ValueType type :
         {ValueType::kDate, ValueType::kDuration, ValueType::kTime, ValueType::kInteger,
          ValueType::kAmount, ValueType::kTextList, ValueType::kRpps, ValueType::kLrar})
      (void)FindAll(type, text);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    CHECK(took.count() < 20);  // quadratic work would take hours
  }
  CHECK(FindAll(ValueType::kInteger, std::string((1u << 20) + 1, '1')).empty());
}

}  // namespace riposte
