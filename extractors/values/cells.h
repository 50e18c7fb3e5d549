// The cells of a table that a person made in a French spreadsheet, typed.
//
//   CellInteger("1 234")     == 1234            CellDecimal("2,9")  == Decimal{29, 1}
//   CellDate("01/09/2024")   == 2024-09-01      CellFlag("oui")     == true
//   CellAmount("1 234,50 €") == Cents{123450}
//
// Decimal comma or point, blanks between thousands (no-break ones too), ISO or French dates. None
// where the whole cell is not such a value: nothing is guessed. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>

#include "extractors/values/value.h"

namespace riposte {

std::optional<int64_t> CellInteger(const std::string& text);
std::optional<Decimal> CellDecimal(const std::string& text);
std::optional<Decimal> CellPercent(const std::string& text);  // «82,5» or «82,5 %»: 82.5
std::optional<Cents> CellAmount(const std::string& text);     // at most two decimals
std::optional<Date> CellDate(const std::string& text);
std::optional<bool> CellFlag(const std::string& text);  // oui, o, vrai, true, 1; non, …
// «-3»: said on its own, so that nobody looks for a letter in the number.
bool CellIsNegative(const std::string& text);

}  // namespace riposte
