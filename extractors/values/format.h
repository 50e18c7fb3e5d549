// Values as a French reader expects them, for letters, notes and the terminal. The one place where
// they are written out.
//
//   French(Value{Date{2024y/9/1}})       == "1er septembre 2024"
//   French(Value{int64_t{12458}})        == "12 458"        (U+202F between thousands)
//   French(Value{Cents{123450}})         == "1 234,50 €"    (U+00A0 before the sign)
//   French(Value{Decimal{214, 1}})       == "21,4"
//   French(Value{Duration{1, 0}})        == "un mois"
//
// Typography: narrow no-break space U+202F between thousands from 1 000 on, no-break space U+00A0
// before a unit. Lists are joined by «, ». monostate is "". Pure; thread-safe; independent of the
// locale.
#pragma once

#include <string>

#include "extractors/values/value.h"

namespace riposte {

std::string French(const Value& value);
std::string FrenchDate(Date date);
std::string FrenchDateWithDay(Date date);  // «vendredi 27 février 2026»
std::string FrenchInteger(int64_t n);
std::string FrenchDecimal(Decimal d);
// Rounded half away from zero to `decimals` places.
std::string FrenchDouble(double x, int decimals);
std::string FrenchAmount(Cents amount);
std::string FrenchDuration(Duration duration);

}  // namespace riposte
