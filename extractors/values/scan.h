// Internal to values/: printed text made easy to scan, and its chunks.
//
// `s` is Latin-1-like: one byte a sign, accents gone, every kind of space U+0020, every minus and
// hyphen '-', every apostrophe '\''. Signs without a plain form become one of the marks below, none
// of which is a letter or a digit to a scanner, except kLetter. Case is kept. Superscript digits
// are kLetter, so that a footnote mark never joins a number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/values/parse.h"

namespace riposte::values {

inline constexpr char kEuro = '\x80';
inline constexpr char kDegree = '\x81';
inline constexpr char kOther = '\x82';
inline constexpr char kDash = '\x83';    // en or em dash: punctuation or a minus
inline constexpr char kLetter = '\x84';  // a letter or sign that may not touch a number

struct Scan {
  std::string s;
  std::vector<uint32_t> begin_of;  // byte offset in the text where sign i begins
  std::vector<uint32_t> end_of;    // … and ends

  explicit Scan(std::string_view utf8);
  char at(size_t i) const { return i < s.size() ? s[i] : '\0'; }
  char before(size_t i) const { return i > 0 && i <= s.size() ? s[i - 1] : '\0'; }
};

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == kLetter;
}
inline bool IsAlnum(char c) { return IsDigit(c) || IsLetter(c); }
std::string Lower(std::string_view s);

// No digit or letter touches [begin, end), nor a digit across one of «/.,:-».
bool StandsFree(const Scan& scan, size_t begin, size_t end);
// The sign before the spaces that end at `begin` is a digit: «2 1,8».
bool DigitsBefore(const Scan& scan, size_t begin);
// One or two spaces and then a digit follow `end`.
bool DigitsAfter(const Scan& scan, size_t end);

// A found value in scan positions.
struct Hit {
  size_t begin = 0, end = 0;
  Value value;
  std::vector<std::string> doubts;
};

void AddDoubt(std::vector<std::string>& doubts, const char* id);
// Text order; of two that overlap the earlier stays, of two that begin together the longer.
std::vector<Hit> InOrder(std::vector<Hit> hits);

std::vector<Hit> FindDates(const Scan& scan);
std::vector<Hit> FindDurations(const Scan& scan);
std::vector<Hit> FindTimes(const Scan& scan);
std::vector<Hit> FindArticles(const Scan& scan);
std::vector<Hit> FindDigitCodes(const Scan& scan, ValueType type);  // kRpps, kAm
std::vector<Hit> FindLrar(const Scan& scan);
std::vector<Hit> FindBooleans(const Scan& scan);
// kInteger, kDecimal, kPercent, kAmount. `whole`: the text is a cell of its own, so that a missing
// unit or a spaced sign is no riddle.
std::vector<Hit> FindNumbers(const Scan& scan, ValueType type, bool whole);

}  // namespace riposte::values
