#include "extractors/values/value.h"

#include <catch2/catch.hpp>
#include <limits>

namespace riposte {
using namespace std::chrono_literals;

TEST_CASE("canonical text goes out and comes back", "[values]") {
  struct {
    ValueType type;
    Value value;
    const char* text;
  } const rows[] = {
      {ValueType::kText, Value(std::string("N/Réf : 12")), "N/Réf : 12"},
      {ValueType::kInteger, Value(int64_t{12458}), "12458"},
      {ValueType::kInteger, Value(int64_t{-3}), "-3"},
      {ValueType::kDecimal, Value(Decimal{550, 2}), "5.50"},
      {ValueType::kDecimal, Value(Decimal{5, 3}), "0.005"},
      {ValueType::kDecimal, Value(Decimal{-5, 1}), "-0.5"},
      {ValueType::kDecimal, Value(Decimal{12, 0}), "12"},
      {ValueType::kPercent, Value(Decimal{214, 1}), "21.4"},
      {ValueType::kAmount, Value(Cents{123450}), "1234.50"},
      {ValueType::kAmount, Value(Cents{-7}), "-0.07"},
      {ValueType::kAmount, Value(Cents{0}), "0.00"},
      {ValueType::kDate, Value(Date{2025y / 6 / 18}), "2025-06-18"},
      {ValueType::kDuration, Value(Duration{1, 0}), "P1M"},
      {ValueType::kDuration, Value(Duration{0, 15}), "P15D"},
      {ValueType::kDuration, Value(Duration{1, 15}), "P1M15D"},
      {ValueType::kDuration, Value(Duration{0, 0}), "P0D"},
      {ValueType::kTime, Value(TimeOfDay{9, 5}), "09:05"},
      {ValueType::kBoolean, Value(true), "true"},
      {ValueType::kTextList, Value(TextList{"L.162-1-15", "R.148-1"}), "L.162-1-15\x1fR.148-1"},
      {ValueType::kTextList, Value(TextList{"a", ""}), "a\x1f"},
      {ValueType::kTextList, Value(TextList{}), ""},
      {ValueType::kRpps, Value(std::string("10001234567")), "10001234567"},
      {ValueType::kAm, Value(std::string("441012345")), "441012345"},
      {ValueType::kLrar, Value(std::string("2C14567890123")), "2C14567890123"},
      {ValueType::kLrar, Value(std::string("RK123456785FR")), "RK123456785FR"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text, Name(row.type));
    CHECK(ToCanonical(row.value) == row.text);
    const std::optional<Value> back = FromCanonical(row.type, row.text);
    REQUIRE(back);
    CHECK(*back == row.value);
    CHECK(back->index() == row.value.index());
    CHECK(ToCanonical(*back) == row.text);
  }
}

TEST_CASE("text that is not canonical is refused", "[values]") {
  const std::pair<ValueType, const char*> rows[] = {
      {ValueType::kInteger, ""},
      {ValueType::kInteger, "12 458"},
      {ValueType::kInteger, "+1"},
      {ValueType::kInteger, "1."},
      {ValueType::kInteger, "12a"},
      {ValueType::kInteger, "-"},
      {ValueType::kDecimal, "21,4"},
      {ValueType::kDecimal, ".5"},
      {ValueType::kDecimal, "5."},
      {ValueType::kDecimal, "01.5"},
      {ValueType::kDecimal, "1e3"},
      {ValueType::kDecimal, "0.1234567"},
      {ValueType::kDecimal, "9999999999999999"},
      {ValueType::kAmount, "1234.505"},
      {ValueType::kAmount, "12 €"},
      {ValueType::kDate, "2025-02-30"},
      {ValueType::kDate, "18/06/2025"},
      {ValueType::kDate, "2025-6-18"},
      {ValueType::kDuration, "P"},
      {ValueType::kDuration, "1M"},
      {ValueType::kDuration, "PM"},
      {ValueType::kDuration, "P1"},
      {ValueType::kDuration, "P1D1M"},
      {ValueType::kDuration, "P999999D"},
      {ValueType::kTime, "24:00"},
      {ValueType::kTime, "9:05"},
      {ValueType::kTime, "12:60"},
      {ValueType::kBoolean, "oui"},
      {ValueType::kRpps, "1000123456"},
      {ValueType::kAm, "44101234X"},
      {ValueType::kLrar, "2c14567890123"},
      {ValueType::kLrar, "2C1456789012"},
      {ValueType::kLrar, "2K123456785FR"},
      {ValueType::kLrar, "RK12345678FR"},
      {ValueType::kLrar, "2C1456789O123"},
  };
  for (const auto& [type, text] : rows) {
    CAPTURE(Name(type), text);
    CHECK_FALSE(FromCanonical(type, text));
  }
}

TEST_CASE("amounts from programs that drop zeros are still amounts", "[values]") {
  CHECK(FromCanonical(ValueType::kAmount, "1234.5") == Value(Cents{123450}));
  CHECK(FromCanonical(ValueType::kAmount, "7000") == Value(Cents{700000}));
}

TEST_CASE("decimals compare as numbers", "[values]") {
  CHECK(Decimal{55, 1} == Decimal{550, 2});
  CHECK(Decimal{0, 0} == Decimal{0, 3});
  CHECK_FALSE(Decimal{55, 1} == Decimal{55, 2});
  CHECK(Decimal{2145, 2}.ToDouble() == Approx(21.45));
}

TEST_CASE("the smallest integer prints", "[values]") {
  CHECK(ToCanonical(Value(Cents{std::numeric_limits<int64_t>::min()})) == "-92233720368547758.08");
}

TEST_CASE("names of types are those of templates", "[values]") {
  CHECK(ValueTypeNamed("lrar") == ValueType::kLrar);
  CHECK(ValueTypeNamed("text_list") == ValueType::kTextList);
  CHECK_FALSE(ValueTypeNamed("Lrar"));
  for (int i = 0; i <= static_cast<int>(ValueType::kLrar); ++i)
    CHECK(ValueTypeNamed(Name(static_cast<ValueType>(i))) == static_cast<ValueType>(i));
}

}  // namespace riposte
