// One way to write each kind of value in French. Everything is built from integers, so that no
// locale and no binary fraction comes in between.
#include "extractors/values/format.h"

#include <array>
#include <cmath>
#include <cstdlib>

namespace riposte {

namespace {

constexpr const char* kThousands = "\u202F";
constexpr const char* kNoBreak = "\u00A0";

constexpr std::array<const char*, 12> kMonths = {"janvier",   "février", "mars",     "avril",
                                                 "mai",       "juin",    "juillet",  "août",
                                                 "septembre", "octobre", "novembre", "décembre"};
constexpr std::array<const char*, 7> kDays = {"dimanche", "lundi",    "mardi", "mercredi",
                                              "jeudi",    "vendredi", "samedi"};
constexpr std::array<const char*, 13> kSmall = {"zéro", "un",   "deux", "trois", "quatre",
                                                "cinq", "six",  "sept", "huit",  "neuf",
                                                "dix",  "onze", "douze"};

std::string Grouped(uint64_t n) {
  std::string digits = std::to_string(n), out;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += kThousands;
    out += digits[i];
  }
  return out;
}

uint64_t Magnitude(int64_t n) {
  return n < 0 ? 0 - static_cast<uint64_t>(n) : static_cast<uint64_t>(n);
}

std::string Count(int n, const char* one, const char* many) {
  const std::string number =
      n >= 0 && n < static_cast<int>(kSmall.size()) ? kSmall.at(n) : std::to_string(n);
  return number + kNoBreak + (n < 2 ? one : many);
}

}  // namespace

std::string FrenchInteger(int64_t n) { return (n < 0 ? "−" : "") + Grouped(Magnitude(n)); }

std::string FrenchDecimal(Decimal d) {
  uint64_t unit = 1;
  for (int i = 0; i < d.scale; ++i) unit *= 10;
  const uint64_t magnitude = Magnitude(d.digits);
  std::string out = (d.digits < 0 ? "−" : "") + Grouped(magnitude / unit);
  if (d.scale > 0) {
    const std::string fraction = std::to_string(magnitude % unit);
    out += "," + std::string(d.scale - fraction.size(), '0') + fraction;
  }
  return out;
}

std::string FrenchDouble(double x, int decimals) {
  return FrenchDecimal({std::llround(x * std::pow(10.0, decimals)), decimals});
}

std::string FrenchAmount(Cents amount) { return FrenchDecimal({amount.value, 2}) + kNoBreak + "€"; }

std::string FrenchDate(Date date) {
  const unsigned day = static_cast<unsigned>(date.day());
  return (day == 1 ? "1er" : std::to_string(day)) + " " +
         kMonths.at(static_cast<unsigned>(date.month()) - 1) + " " +
         std::to_string(static_cast<int>(date.year()));
}

std::string FrenchDateWithDay(Date date) {
  const std::chrono::weekday day{std::chrono::sys_days{date}};
  return std::string(kDays.at(day.c_encoding())) + " " + FrenchDate(date);
}

std::string FrenchDuration(Duration d) {
  if (d.months > 0 && d.days > 0)
    return Count(d.months, "mois", "mois") + " et " + Count(d.days, "jour", "jours");
  if (d.months > 0) return Count(d.months, "mois", "mois");
  return d.days > 12 ? std::to_string(d.days) + kNoBreak + "jours" : Count(d.days, "jour", "jours");
}

std::string French(const Value& value) {
  struct Visitor {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(const std::string& s) const { return s; }
    std::string operator()(int64_t n) const { return FrenchInteger(n); }
    std::string operator()(Decimal d) const { return FrenchDecimal(d); }
    std::string operator()(Date d) const { return FrenchDate(d); }
    std::string operator()(Cents c) const { return FrenchAmount(c); }
    std::string operator()(Duration d) const { return FrenchDuration(d); }
    std::string operator()(TimeOfDay t) const {
      return std::to_string(t.hour) + kNoBreak + "h" +
             (t.minute ? kNoBreak + std::string(t.minute < 10 ? "0" : "") + std::to_string(t.minute)
                       : "");
    }
    std::string operator()(bool b) const { return b ? "oui" : "non"; }
    std::string operator()(const TextList& list) const {
      std::string out;
      for (const std::string& s : list) out += (out.empty() ? "" : ", ") + s;
      return out;
    }
  };
  return std::visit(Visitor{}, value);
}

}  // namespace riposte
