#include "extractors/values/format.h"

#include <catch2/catch.hpp>

namespace riposte {

using std::chrono::day, std::chrono::month, std::chrono::year;

TEST_CASE("values are written as a French reader expects them", "[values]") {
  CHECK(French(Date{year{2024}, month{9}, day{1}}) == "1er septembre 2024");
  CHECK(French(Date{year{2025}, month{6}, day{18}}) == "18 juin 2025");
  CHECK(FrenchDateWithDay(Date{year{2026}, month{2}, day{27}}) == "vendredi 27 février 2026");
  CHECK(French(int64_t{999}) == "999");
  CHECK(French(int64_t{12458}) == "12\u202F458");
  CHECK(French(int64_t{-1234567}) == "−1\u202F234\u202F567");
  CHECK(French(Decimal{550, 2}) == "5,50");
  CHECK(French(Decimal{-5, 2}) == "−0,05");
  CHECK(French(Decimal{1234567, 1}) == "123\u202F456,7");
  CHECK(FrenchDouble(2.2177, 2) == "2,22");
  CHECK(FrenchDouble(-0.005, 2) == "−0,01");
  CHECK(French(Cents{123450}) == "1\u202F234,50\u00A0€");
  CHECK(French(Cents{5}) == "0,05\u00A0€");
  CHECK(French(Duration{1, 0}) == "un\u00A0mois");
  CHECK(French(Duration{0, 15}) == "15\u00A0jours");
  CHECK(French(Duration{0, 8}) == "huit\u00A0jours");
  CHECK(French(TimeOfDay{14, 5}) == "14\u00A0h\u00A005");
  CHECK(French(TimeOfDay{9, 0}) == "9\u00A0h");
  CHECK(French(TextList{"L.162-1-15", "R.148-1"}) == "L.162-1-15, R.148-1");
  CHECK(French(Value{}).empty());
}

}  // namespace riposte
