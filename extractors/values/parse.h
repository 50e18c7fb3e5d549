// French values in printed text: finds them, types them, and says what is odd about their form.
//
//   for (const Found& f : FindAll(ValueType::kDate, "Nantes, le 1er septembre 2024"))
//     f.value == Date{2024y/9/1}, f.begin == 11 (bytes), f.end == 29, f.doubts == {}
//   FindAll(ValueType::kAmount, "la somme de 7 000,00 €")   -> Cents{700000}
//   FindAll(ValueType::kPercent, "218%")                    -> 218, doubts {"no_decimals"}
//   FindAll(ValueType::kDuration, "d’un (1) mois")          -> P1M
//   FindAll(ValueType::kDate, "31/02/2025")                 -> nothing
//
// Forms covered: dates «18 juin 2025», «1er septembre 2024», «18/06/2025», «18.06.2025», upper
// case, OCR «ler» for «1er» (with a doubt); numbers with ordinary, narrow or no-break spaces or
// none as thousands separators, decimal comma, a decimal point only where unambiguous; amounts with
// € or «euros» or «EUR»; «un mois», «d’un (1) mois», «trente jours», «quinze (15) jours», «15
// jours», «deux mois»; times «14 h 30», «9 heures», «14:30», «neuf heures et demie»; articles
// «L. 162-1-15», «L162-1-15» (TextList of one, normalised «L.162-1-15»); RPPS, AM and LRAR numbers,
// joined or spaced; yes/no words as booleans. kText is the trimmed text itself.
//
// A number of a line needs its unit: kPercent «%» or «pour cent», kAmount a currency; kInteger and
// kDecimal must have neither. Numbers inside dates, times, article numbers, telephone numbers,
// codes and ranges («30-44») are none. ParseWhole reads a cell of its own: there a unit may be
// missing (it stands in the header) or be any, and «- 25,0» is negative; on a line only a kPercent
// may have its sign apart, since «- 5,50» is more often a bullet.
//
// A value is never repaired silently. `doubts`, ids as `why` of the contract:
//   no_decimals          percent or decimal without a comma: nothing shows that none was lost
//   ambiguous_separator  digits stand beside («2 1,8 %»), or «1.471», «12,458», «18 06 2025»
//   ocr_form             a form that OCR makes and print does not: «ler», «septernbre», «21, 8 %»
//   ambiguous_sign       «- 25,0 % des IJ»: a minus or a bullet
//   two_digit_year, year_inferred («du 1er janvier au 30 juin 2025»), weekday_differs
//   number_words_differ  «quinze (10) jours»; working_days  «15 jours ouvrés», kept as days
//   no_currency          a whole cell «1 471» taken as an amount
//   luhn_failed, key_failed   the check digit of an RPPS or an international LRAR number is wrong;
//                        the key rule of AM and of La Poste's «2C…» numbers has no public source
// Offsets are bytes of the UTF-8 text. Results are in text order and do not overlap. Input is
// hostile: any bytes, any length up to 1 MiB (beyond it nothing is found); time is linear.
// Thread-safe; nothing throws.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "extractors/values/value.h"

namespace riposte {

struct Found {
  size_t begin = 0, end = 0;  // bytes in the text
  Value value;
  std::vector<std::string> doubts;  // empty: a plain, unambiguous form
};

std::vector<Found> FindAll(ValueType type, std::string_view text);

// The whole text is one value of this type (surrounding space and final punctuation aside).
std::optional<Found> ParseWhole(ValueType type, std::string_view text);

// Luhn key of an RPPS number of 11 digits.
bool RppsKeyHolds(std::string_view digits);

}  // namespace riposte
