// Canonical forms of values. All digits are handled as integers: a decimal never passes through a
// binary fraction, and std::to_chars/from_chars know no locale.
#include "extractors/values/value.h"

#include <array>
#include <charconv>
#include <cmath>

namespace riposte {
namespace {

constexpr int64_t kMaxDigits = 1'000'000'000'000'000;  // 10^15, exclusive
constexpr int kMaxScale = 6;
constexpr char kListSeparator = '\x1f';

struct TypeName {
  ValueType type;
  const char* name;
};
constexpr std::array<TypeName, 13> kTypeNames = {{{ValueType::kText, "text"},
                                                  {ValueType::kInteger, "integer"},
                                                  {ValueType::kDecimal, "decimal"},
                                                  {ValueType::kPercent, "percent"},
                                                  {ValueType::kAmount, "amount"},
                                                  {ValueType::kDate, "date"},
                                                  {ValueType::kDuration, "duration"},
                                                  {ValueType::kTime, "time"},
                                                  {ValueType::kBoolean, "boolean"},
                                                  {ValueType::kTextList, "text_list"},
                                                  {ValueType::kRpps, "rpps"},
                                                  {ValueType::kAm, "am"},
                                                  {ValueType::kLrar, "lrar"}}};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool AllDigits(std::string_view s) {
  if (s.empty()) return false;
  for (char c : s)
    if (!IsDigit(c)) return false;
  return true;
}

template <class Int>
std::optional<Int> ParseInt(std::string_view s) {
  const std::string_view digits = s.starts_with('-') ? s.substr(1) : s;
  if (!AllDigits(digits)) return std::nullopt;  // from_chars alone would take a prefix
  Int v{};
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (ec != std::errc{} || end != s.data() + s.size()) return std::nullopt;
  return v;
}

std::string Padded(int64_t v, int width) {
  std::string s = std::to_string(v);
  if (static_cast<int>(s.size()) < width) s.insert(0, width - s.size(), '0');
  return s;
}

std::string Scaled(int64_t digits, int scale) {
  const bool negative = digits < 0;
  // -INT64_MIN does not exist, but its unsigned image does.
  uint64_t magnitude = negative ? 0 - static_cast<uint64_t>(digits) : static_cast<uint64_t>(digits);
  std::string s = std::to_string(magnitude);
  if (scale > 0) {
    if (static_cast<int>(s.size()) <= scale) s.insert(0, scale + 1 - s.size(), '0');
    s.insert(s.size() - scale, ".");
  }
  return negative ? "-" + s : s;
}

std::optional<Decimal> ParseDecimal(std::string_view s) {
  std::string digits;
  int scale = 0;
  const bool negative = s.starts_with('-');
  if (negative) s.remove_prefix(1);
  const size_t point = s.find('.');
  const std::string_view whole = s.substr(0, point);
  if (!AllDigits(whole) || (whole.size() > 1 && whole[0] == '0')) return std::nullopt;
  digits = whole;
  if (point != std::string_view::npos) {
    const std::string_view fraction = s.substr(point + 1);
    if (!AllDigits(fraction) || fraction.size() > kMaxScale) return std::nullopt;
    digits += fraction;
    scale = static_cast<int>(fraction.size());
  }
  const std::optional<int64_t> v = ParseInt<int64_t>(digits);
  if (!v || *v >= kMaxDigits) return std::nullopt;
  return Decimal{negative ? -*v : *v, scale};
}

// «PnYnMnD»: years are read (12 months each) but never written.
std::optional<Duration> ParseDuration(std::string_view s) {
  if (s.size() < 3 || s[0] != 'P') return std::nullopt;
  s.remove_prefix(1);
  Duration d;
  std::string_view units = "YMD";
  while (!s.empty()) {
    size_t n = 0;
    while (n < s.size() && IsDigit(s[n])) ++n;
    if (n == 0 || n > 5 || n == s.size()) return std::nullopt;
    const int v = *ParseInt<int>(s.substr(0, n));
    const size_t unit = units.find(s[n]);
    if (unit == std::string_view::npos) return std::nullopt;
    const char u = units[unit];
    units.remove_prefix(unit + 1);
    if (u == 'Y') d.months += 12 * v;
    if (u == 'M') d.months += v;
    if (u == 'D') d.days += v;
    s.remove_prefix(n + 1);
  }
  return d;
}

std::optional<TimeOfDay> ParseTime(std::string_view s) {
  if (s.size() != 5 || s[2] != ':' || !AllDigits(s.substr(0, 2)) || !AllDigits(s.substr(3)))
    return std::nullopt;
  const TimeOfDay t{*ParseInt<int>(s.substr(0, 2)), *ParseInt<int>(s.substr(3))};
  if (t.hour > 23 || t.minute > 59) return std::nullopt;
  return t;
}

struct Printer {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const std::string& s) const { return s; }
  std::string operator()(int64_t v) const { return std::to_string(v); }
  std::string operator()(const Decimal& d) const { return Scaled(d.digits, d.scale); }
  std::string operator()(Date d) const { return ToIso(d); }
  std::string operator()(Cents c) const { return Scaled(c.value, 2); }
  std::string operator()(Duration d) const {
    std::string s = "P";
    if (d.months != 0) s += std::to_string(d.months) + "M";
    if (d.days != 0 || d.months == 0) s += std::to_string(d.days) + "D";
    return s;
  }
  std::string operator()(TimeOfDay t) const {
    return Padded(t.hour, 2) + ":" + Padded(t.minute, 2);
  }
  std::string operator()(bool b) const { return b ? "true" : "false"; }
  std::string operator()(const TextList& list) const {
    std::string s;
    for (size_t i = 0; i < list.size(); ++i) {
      if (i > 0) s += kListSeparator;
      s += list[i];
    }
    return s;
  }
};

bool IsLrar(std::string_view s) {
  if (s.size() != 13) return false;
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  for (char c : s.substr(0, 2))
    if (!IsDigit(c) && !capital(c)) return false;
  // «2C14567890123», or an international item posted in France: «RK123456785FR» (UPU S10).
  if (s.ends_with("FR")) return capital(s[0]) && capital(s[1]) && AllDigits(s.substr(2, 9));
  return AllDigits(s.substr(2));
}

}  // namespace

double Decimal::ToDouble() const { return static_cast<double>(digits) / std::pow(10.0, scale); }

bool operator==(const Decimal& a, const Decimal& b) {
  Decimal x = a, y = b;
  for (Decimal* d : {&x, &y})
    while (d->scale > 0 && d->digits % 10 == 0) {
      d->digits /= 10;
      --d->scale;
    }
  return x.digits == y.digits && x.scale == y.scale;
}

const char* Name(ValueType type) {
  for (const TypeName& t : kTypeNames)
    if (t.type == type) return t.name;
  return "text";
}

std::optional<ValueType> ValueTypeNamed(std::string_view name) {
  for (const TypeName& t : kTypeNames)
    if (name == t.name) return t.type;
  return std::nullopt;
}

std::string ToCanonical(const Value& v) { return std::visit(Printer{}, v); }

std::optional<Value> FromCanonical(ValueType type, std::string_view text) {
  const auto as_value = [](auto parsed) -> std::optional<Value> {
    if (!parsed) return std::nullopt;
    return Value(*parsed);
  };
  switch (type) {
    case ValueType::kText:
      return Value(std::string(text));
    case ValueType::kInteger:
      return as_value(ParseInt<int64_t>(text));
    case ValueType::kDecimal:
    case ValueType::kPercent:
      return as_value(ParseDecimal(text));
    case ValueType::kAmount: {
      const std::optional<Decimal> d = ParseDecimal(text);
      if (!d || d->scale > 2) return std::nullopt;
      int64_t cents = d->digits;
      for (int s = d->scale; s < 2; ++s) cents *= 10;
      return Value(Cents{cents});
    }
    case ValueType::kDate:
      return as_value(DateFromIso(text));
    case ValueType::kDuration:
      return as_value(ParseDuration(text));
    case ValueType::kTime:
      return as_value(ParseTime(text));
    case ValueType::kBoolean:
      if (text == "true") return Value(true);
      if (text == "false") return Value(false);
      return std::nullopt;
    case ValueType::kTextList: {
      TextList list;
      while (!text.empty()) {
        const size_t cut = text.find(kListSeparator);
        list.emplace_back(text.substr(0, cut));
        if (cut == std::string_view::npos) break;
        text.remove_prefix(cut + 1);
        if (text.empty()) list.emplace_back();
      }
      return Value(list);
    }
    case ValueType::kRpps:
      return AllDigits(text) && text.size() == 11 ? as_value(std::optional(std::string(text)))
                                                  : std::nullopt;
    case ValueType::kAm:
      return AllDigits(text) && text.size() == 9 ? as_value(std::optional(std::string(text)))
                                                 : std::nullopt;
    case ValueType::kLrar:
      return IsLrar(text) ? as_value(std::optional(std::string(text))) : std::nullopt;
  }
  return std::nullopt;
}

std::string ToIso(Date d) {
  return Padded(static_cast<int>(d.year()), 4) + "-" + Padded(static_cast<unsigned>(d.month()), 2) +
         "-" + Padded(static_cast<unsigned>(d.day()), 2);
}

std::optional<Date> DateFromIso(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::string_view y = text.substr(0, 4), m = text.substr(5, 2), d = text.substr(8, 2);
  if (!AllDigits(y) || !AllDigits(m) || !AllDigits(d)) return std::nullopt;
  const Date date{std::chrono::year{*ParseInt<int>(y)}, std::chrono::month{*ParseInt<unsigned>(m)},
                  std::chrono::day{*ParseInt<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  return date;
}

}  // namespace riposte
