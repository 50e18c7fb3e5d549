#include "extractors/values/scan.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace riposte::values {
namespace {

// What a sign beyond ASCII looks like to a scanner; empty: it vanishes.
std::string Plainest(UChar32 c) {
  switch (c) {
    case 0x20AC:
      return std::string(1, kEuro);
    case 0x00B0:
    case 0x00BA:
    case 0x02DA:
      return std::string(1, kDegree);
    case 0x2013:
    case 0x2014:
    case 0x2015:
      return std::string(1, kDash);
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2212:
    case 0x00AD:
    case 0xFE63:
    case 0xFF0D:
      return "-";
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x02BC:
    case 0x2032:
    case 0x00B4:
      return "'";
    case 0x00AB:
    case 0x00BB:
    case 0x201C:
    case 0x201D:
    case 0x201E:
      return "\"";
    case 0x0153:
      return "oe";
    case 0x0152:
      return "OE";
    case 0x2116:
      return std::string("n") + kDegree;
    case 0xFF05:
      return "%";
    case 0x200B:
    case 0x2060:
    case 0xFEFF:
      return "";
    default:
      break;
  }
  if (u_isUWhiteSpace(c) || u_charType(c) == U_CONTROL_CHAR) return " ";
  // Ideographic digits and superscripts must never read as digits of a number.
  if (u_charType(c) == U_OTHER_NUMBER || u_charType(c) == U_DECIMAL_DIGIT_NUMBER ||
      u_charType(c) == U_LETTER_NUMBER)
    return std::string(1, kLetter);
  if (u_charType(c) == U_NON_SPACING_MARK) return "";
  if (!u_isalpha(c)) return std::string(1, kOther);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkd = icu::Normalizer2::getNFKDInstance(status);
  icu::UnicodeString parts;
  if (U_FAILURE(status) || !nfkd->getDecomposition(c, parts)) return std::string(1, kLetter);
  std::string plain;
  for (int32_t i = 0; i < parts.length(); ++i)
    if (parts[i] < 0x80) plain += static_cast<char>(parts[i]);
  return plain.empty() ? std::string(1, kLetter) : plain;
}

}  // namespace

Scan::Scan(std::string_view utf8) {
  const int32_t n = static_cast<int32_t>(utf8.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(utf8.data());
  s.reserve(utf8.size());
  begin_of.reserve(utf8.size());
  end_of.reserve(utf8.size());
  for (int32_t i = 0; i < n;) {
    const int32_t begin = i;
    UChar32 c;
    U8_NEXT(bytes, i, n, c);
    const auto add = [&](char plain) {
      s += plain;
      begin_of.push_back(static_cast<uint32_t>(begin));
      end_of.push_back(static_cast<uint32_t>(i));
    };
    if (c < 0)
      add(kOther);
    else if (c < 0x20 || c == 0x7F)
      add(' ');
    else if (c < 0x80)
      add(static_cast<char>(c));
    else
      for (char plain : Plainest(c)) add(plain);
  }
}

std::string Lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool StandsFree(const Scan& scan, size_t begin, size_t end) {
  const auto joins = [](char c) {
    return c == '/' || c == '.' || c == ',' || c == ':' || c == '-';
  };
  const char left = scan.before(begin), right = scan.at(end);
  if (IsAlnum(left) || IsAlnum(right) || left == '_' || right == '_') return false;
  if (joins(left) && begin >= 2 && IsDigit(scan.s[begin - 2])) return false;
  if (joins(right) && IsDigit(scan.at(end + 1))) return false;
  return true;
}

bool DigitsBefore(const Scan& scan, size_t begin) {
  size_t i = begin;
  while (i > 0 && begin - i < 3 && scan.s[i - 1] == ' ') --i;
  return i < begin && IsDigit(scan.before(i));
}

bool DigitsAfter(const Scan& scan, size_t end) {
  size_t i = end;
  while (i < scan.s.size() && i - end < 3 && scan.s[i] == ' ') ++i;
  return i > end && IsDigit(scan.at(i));
}

void AddDoubt(std::vector<std::string>& doubts, const char* id) {
  if (std::find(doubts.begin(), doubts.end(), id) == doubts.end()) doubts.emplace_back(id);
}

std::vector<Hit> InOrder(std::vector<Hit> hits) {
  std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::vector<Hit> kept;
  for (Hit& h : hits)
    if (kept.empty() || h.begin >= kept.back().end) kept.push_back(std::move(h));
  return kept;
}

}  // namespace riposte::values
