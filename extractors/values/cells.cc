// Blanks go first, then one strict form a type; a decimal mark may be «,» or «.», never both.
#include "extractors/values/cells.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <string_view>

namespace riposte {
namespace {

std::string Without(std::string s, std::initializer_list<std::string_view> parts) {
  for (std::string_view part : parts)
    for (size_t at = s.find(part); at != std::string::npos; at = s.find(part, at))
      s.erase(at, part.size());
  return s;
}

std::string Compact(const std::string& s) { return Without(s, {" ", "\u00a0", "\u202f"}); }

bool DropEnd(std::string* s, std::string_view end) {
  if (!s->ends_with(end)) return false;
  s->resize(s->size() - end.size());
  return true;
}

}  // namespace

std::optional<int64_t> CellInteger(const std::string& text) {
  const std::string s = Compact(text);
  int64_t v = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (s.empty() || ec != std::errc{} || end != s.data() + s.size()) return std::nullopt;
  return v;
}

std::optional<Decimal> CellDecimal(const std::string& text) {
  std::string s = Compact(text);
  if (std::count(s.begin(), s.end(), ',') + std::count(s.begin(), s.end(), '.') > 1)
    return std::nullopt;
  std::replace(s.begin(), s.end(), ',', '.');
  const std::optional<Value> v = FromCanonical(ValueType::kDecimal, s);
  return v ? std::optional<Decimal>(std::get<Decimal>(*v)) : std::nullopt;
}

std::optional<Decimal> CellPercent(const std::string& text) {
  std::string s = Compact(text);
  DropEnd(&s, "%");
  return CellDecimal(s);
}

std::optional<Cents> CellAmount(const std::string& text) {
  std::string s = Compact(text);
  if (!DropEnd(&s, "€")) DropEnd(&s, "EUR");
  const std::optional<Decimal> d = CellDecimal(s);
  if (!d) return std::nullopt;
  int64_t cents = d->digits;
  int scale = d->scale;
  for (; scale > 2; --scale) {
    if (cents % 10 != 0) return std::nullopt;
    cents /= 10;
  }
  for (; scale < 2; ++scale) cents *= 10;  // |digits| < 10^15
  return Cents{cents};
}

std::optional<Date> CellDate(const std::string& s) {
  if (const std::optional<Date> iso = DateFromIso(s)) return iso;
  if (s.size() != 10 || s[2] != '/' || s[5] != '/') return std::nullopt;
  return DateFromIso(s.substr(6) + "-" + s.substr(3, 2) + "-" + s.substr(0, 2));
}

std::optional<bool> CellFlag(const std::string& text) {
  std::string s = text;
  for (char& c : s)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (s == "oui" || s == "o" || s == "vrai" || s == "true" || s == "1") return true;
  if (s == "non" || s == "n" || s == "faux" || s == "false" || s == "0") return false;
  return std::nullopt;
}

bool CellIsNegative(const std::string& s) {
  return s.size() > 1 && s[0] == '-' && s[1] >= '0' && s[1] <= '9';
}

}  // namespace riposte
