// Typed values, as they stand in JSON, in dossier.xml and in letters.
//
//   Value v = Decimal{2145, 2};                  // 21.45, exact: never a binary fraction
//   ToCanonical(v)  == "21.45"                   // the contract's form: point, no group separator
//   FromCanonical(ValueType::kDecimal, "21.45")  // and back; none when it is not of that form
//
// Canonical forms (contract/vocabulary.md): dates ISO 8601 «2025-06-18», durations ISO 8601 «P1M»,
// «P15D», time «14:30», amounts in euros with cents «1234.50», booleans «true»/«false», lists
// joined by U+001F in canonical text (a JSON array in JSON). Everything is independent of the
// locale. Plain values, thread-safe; nothing throws.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace riposte {

using Date = std::chrono::year_month_day;

// digits × 10^-scale. «5,50» keeps its scale: {550, 2}. |digits| < 10^15, 0 <= scale <= 6.
struct Decimal {
  int64_t digits = 0;
  int scale = 0;
  double ToDouble() const;
  // Equal as numbers: {55, 1} == {550, 2}.
  friend bool operator==(const Decimal& a, const Decimal& b);
};

// An amount of money in integer cents of a euro.
struct Cents {
  int64_t value = 0;
  friend auto operator<=>(const Cents&, const Cents&) = default;
};

// A legal duration: months and days are never converted into each other.
struct Duration {
  int months = 0;
  int days = 0;
  friend auto operator<=>(const Duration&, const Duration&) = default;
};

struct TimeOfDay {
  int hour = 0, minute = 0;
  friend auto operator<=>(const TimeOfDay&, const TimeOfDay&) = default;
};

using TextList = std::vector<std::string>;

// monostate is the `null` of an empty table cell.
using Value = std::variant<std::monostate, std::string, int64_t, Decimal, Date, Cents, Duration,
                           TimeOfDay, bool, TextList>;

enum class ValueType {
  kText,
  kInteger,
  kDecimal,
  kPercent,  // a Decimal, in percent: 21.4 for «21,4 %»
  kAmount,
  kDate,
  kDuration,
  kTime,
  kBoolean,
  kTextList,
  kRpps,  // text of 11 digits
  kAm,    // text of 9 digits
  kLrar,  // text of 13 characters
};

const char* Name(ValueType type);  // "text", "integer", …, "lrar"
std::optional<ValueType> ValueTypeNamed(std::string_view name);

std::string ToCanonical(const Value& v);
std::optional<Value> FromCanonical(ValueType type, std::string_view text);

std::string ToIso(Date d);
std::optional<Date> DateFromIso(std::string_view text);  // none for 2025-02-30

}  // namespace riposte
