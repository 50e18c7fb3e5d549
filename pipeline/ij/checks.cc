// A printed number stands for an interval of half its last unit on each side; a truncated one for a
// unit above it. A check is broken only when no value of the intervals can agree, so that it can be
// held against a fund.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "extractors/values/format.h"
#include "pipeline/ij/input.h"

namespace riposte {
namespace {

// Far above any practice, and low enough for exact products in double.
constexpr int64_t kMostPatients = 10'000'000, kMostDays = 1'000'000'000;
constexpr double kMostRate = 100'000;
constexpr double kTiny = 1e-9;
constexpr size_t kMostPairings = 10'000;
// The first RIAP is of the 1990s; a year after this one is a slip of the pen.
constexpr int kFirstYear = 1990, kLastYear = 2100;

Status InRange(const std::string& where, std::optional<int64_t> value, int64_t most) {
  if (value && *value < 0) return Usage(where + ": negative");
  if (value && *value > most) return Usage(where + ": too large");
  return {};
}

Status InRange(const std::string& where, const std::optional<Decimal>& value) {
  if (value && value->digits < 0) return Usage(where + ": negative");
  if (value && (value->scale < 0 || value->scale > 6 || value->ToDouble() > kMostRate))
    return Usage(where + ": too large");
  return {};
}

Status CheckStratum(const IjStratum& s, const std::string& row) {
  for (const Status& status :
       {InRange(row + "patients", s.patients, kMostPatients), InRange(row + "ij", s.ij, kMostDays),
        InRange(row + "taux_reference", s.taux_reference), InRange(row + "attendues", s.attendues)})
    if (!status.ok()) return status;
  if (s.patients == 0 && s.ij != 0) return Usage(row + "patients: zero, but there are IJ");
  return {};
}

std::string Plain(double x) {
  std::string s = FrenchDouble(x, 3);
  while (s.find(',') != std::string::npos && (s.back() == '0' || s.back() == ',')) {
    const bool comma = s.back() == ',';
    s.pop_back();
    if (comma) break;
  }
  return s;
}

// Does [low, high] meet what the printed number stands for?
bool Agrees(double low, double high, const Decimal& printed) {
  const double p = printed.ToDouble(), half = HalfUnit(printed);
  return high >= p - half - kTiny && low <= p + 2 * half - kTiny;
}

Check RateCheck(const IjInput& in) {
  Check c{"ij_par_patient = ij_prescrites / patients_actifs", "not_checkable", ""};
  if (!in.ij_prescrites || !in.patients_actifs || !in.ij_par_patient) {
    c.detail = "il manque l’un des trois nombres";
    return c;
  }
  const double rate =
      static_cast<double>(*in.ij_prescrites) / static_cast<double>(*in.patients_actifs);
  c.status = Agrees(rate, rate, *in.ij_par_patient) ? "holds" : "broken";
  c.detail = fmt::format("{} / {} = {} ; imprimé {}", FrenchInteger(*in.ij_prescrites),
                         FrenchInteger(*in.patients_actifs), Plain(rate),
                         FrenchDecimal(*in.ij_par_patient));
  return c;
}

Check RatioCheck(const IjInput& in) {
  Check c{"ratio = ij_par_patient / ij_attendues_par_patient", "not_checkable", ""};
  if (!in.ratio || !in.ij_attendues_par_patient) {
    c.detail = in.ratio ? "il manque l’attendu" : "aucun rapport n’est imprimé";
    return c;
  }
  double low = 0, high = 0;
  if (in.ij_prescrites && in.patients_actifs) {
    low = high = static_cast<double>(*in.ij_prescrites) / static_cast<double>(*in.patients_actifs);
  } else if (in.ij_par_patient) {
    low = in.ij_par_patient->ToDouble() - HalfUnit(*in.ij_par_patient);
    high = in.ij_par_patient->ToDouble() + HalfUnit(*in.ij_par_patient);
  } else {
    c.detail = "il manque le nombre d’IJ par patient";
    return c;
  }
  const double expected = in.ij_attendues_par_patient->ToDouble();
  const double half = HalfUnit(*in.ij_attendues_par_patient);
  if (expected - half <= 0) {
    c.detail = "l’attendu est nul ou trop petit pour son arrondi";
    return c;
  }
  c.status =
      Agrees(low / (expected + half), high / (expected - half), *in.ratio) ? "holds" : "broken";
  c.detail = fmt::format("{} / {} = {} ; imprimé {}", Plain((low + high) / 2),
                         FrenchDecimal(*in.ij_attendues_par_patient),
                         Plain((low + high) / 2 / expected), FrenchDecimal(*in.ratio));
  return c;
}

Check SumCheck(const char* id, std::optional<int64_t> total, int64_t sum) {
  Check c{id, "not_checkable", "le total n’est pas donné"};
  if (!total) return c;
  c.status = *total == sum ? "holds" : "broken";
  c.detail = fmt::format("somme {} ; total {}", FrenchInteger(sum), FrenchInteger(*total));
  if (*total != sum) c.detail += fmt::format(" ; écart {}", FrenchInteger(*total - sum));
  return c;
}

Check ExpectedCheck(const IjInput& in, const IjSums& sums) {
  Check c{"ij_attendues_par_patient × patients_actifs = somme des strates", "not_checkable", ""};
  if (!sums.attendues) {
    c.detail = "sans valeur attendue : " + Few(sums.without);
    return c;
  }
  if (!in.ij_attendues_par_patient || !in.patients_actifs) {
    c.detail = "il manque l’attendu par patient ou le nombre de patients";
    return c;
  }
  const double n = static_cast<double>(*in.patients_actifs);
  const double total = in.ij_attendues_par_patient->ToDouble() * n;
  const double slack = HalfUnit(*in.ij_attendues_par_patient) * n + sums.attendues_half;
  c.status = std::abs(total - *sums.attendues) <= slack + kTiny ? "holds" : "broken";
  c.detail = fmt::format("somme {} ; {} × {} = {} ; écart admis par l’arrondi {}",
                         Plain(*sums.attendues), FrenchDecimal(*in.ij_attendues_par_patient),
                         FrenchInteger(*in.patients_actifs), Plain(total), Plain(slack));
  return c;
}

// Every pairing of the printed traits should have its stratum; one that has none was left out, or
// has no patient: the letter does not say which.
std::optional<Check> AbsentCheck(const IjInput& in) {
  std::vector<std::string> sexes, ages;
  std::vector<std::optional<bool>> alds, c2ss;
  const auto add = [](auto* list, const auto& value) {
    if (std::find(list->begin(), list->end(), value) == list->end()) list->push_back(value);
  };
  for (const IjStratum& s : in.strates) {
    add(&sexes, s.sexe);
    add(&ages, s.age);
    add(&alds, s.ald);
    add(&c2ss, s.c2s);
  }
  const size_t all = sexes.size() * ages.size() * alds.size() * c2ss.size();
  if (in.strates.size() < 2 || all <= in.strates.size() || all > kMostPairings) return std::nullopt;
  std::vector<std::string> absent;
  for (const std::string& age : ages)
    for (const std::string& sex : sexes)
      for (const auto& ald : alds)
        for (const auto& c2s : c2ss) {
          const bool there =
              std::any_of(in.strates.begin(), in.strates.end(), [&](const IjStratum& s) {
                return s.sexe == sex && s.age == age && s.ald == ald && s.c2s == c2s;
              });
          if (!there)
            absent.push_back(StratumName({.sexe = sex, .age = age, .ald = ald, .c2s = c2s}));
        }
  return Check{"toutes les strates figurent au tableau", "not_checkable",
               "n’y figurent pas (aucun patient, ou strate omise) : " + Few(absent)};
}

Check SpellCheck(const IjInput& in, const IjSums& sums) {
  int64_t days = 0;
  for (int d : in.arrets) days += d;
  std::optional<int64_t> total = in.ij_prescrites;
  if (!total && !in.strates.empty()) total = sums.ij;
  return SumCheck("ij_prescrites = somme des arrets", total, days);
}

}  // namespace

std::string Few(const std::vector<std::string>& names) {
  std::string text;
  const size_t n = std::min<size_t>(names.size(), 5);
  for (size_t i = 0; i < n; ++i) text += (i ? " ; " : "") + names[i];
  if (names.size() > n) text += fmt::format(" et {} autre(s)", names.size() - n);
  return text;
}

double HalfUnit(const Decimal& printed) { return 0.5 * std::pow(10.0, -printed.scale); }

std::string StratumName(const IjStratum& s) {
  std::string name = s.sexe == "F" ? "femmes" : s.sexe == "M" ? "hommes" : s.sexe;
  const auto add = [&name](const std::string& part) {
    if (!part.empty()) name += (name.empty() ? "" : ", ") + part;
  };
  add(s.age);
  if (s.ald) add(*s.ald ? "ALD" : "sans ALD");
  if (s.c2s) add(*s.c2s ? "C2S" : "sans C2S");
  return name.empty() ? "strate sans nom" : name;
}

std::optional<double> ExpectedOf(const IjStratum& s) {
  if (s.attendues) return s.attendues->ToDouble();
  if (s.taux_reference) return s.taux_reference->ToDouble() * static_cast<double>(s.patients);
  return std::nullopt;
}

IjSums SumStrata(const IjInput& in) {
  IjSums sums;
  double expected = 0;
  for (const IjStratum& s : in.strates) {
    sums.patients += s.patients;
    sums.ij += s.ij;
    const std::optional<double> e = ExpectedOf(s);
    if (!e) {
      sums.without.push_back(StratumName(s));
      continue;
    }
    expected += *e;
    sums.attendues_half += s.attendues
                               ? HalfUnit(*s.attendues)
                               : HalfUnit(*s.taux_reference) * static_cast<double>(s.patients);
  }
  if (!in.strates.empty() && sums.without.empty()) sums.attendues = expected;
  return sums;
}

Status CheckPeriod(const std::optional<Date>& from, const std::optional<Date>& to, bool strict) {
  for (const auto& [column, date] : {std::pair{"periode_debut", from}, {"periode_fin", to}}) {
    if (!date) continue;
    const int year = static_cast<int>(date->year());
    if (year < kFirstYear || year > kLastYear)
      return Usage(fmt::format("column {}: impossible year {}", column, year));
  }
  if (strict && from && to && *to < *from) return Usage("column periode_fin: before periode_debut");
  return {};
}

Status CheckInput(const IjInput& in, const std::vector<int>& lines) {
  if (Status s = CheckPeriod(in.periode_debut, in.periode_fin, false); !s.ok()) return s;
  if (in.patients_actifs && *in.patients_actifs == 0) return Usage("column patients_actifs: zero");
  for (const Status& s : {InRange("column patients_actifs", in.patients_actifs, kMostPatients),
                          InRange("column ij_prescrites", in.ij_prescrites, kMostDays),
                          InRange("column ij_par_patient", in.ij_par_patient),
                          InRange("column ij_attendues_par_patient", in.ij_attendues_par_patient),
                          InRange("column ratio", in.ratio)})
    if (!s.ok()) return s;
  std::set<std::tuple<std::string, std::string, int, int>> seen;
  int64_t patients = 0, days = 0;
  for (size_t i = 0; i < in.strates.size(); ++i) {
    const IjStratum& s = in.strates[i];
    Status status = CheckStratum(s, fmt::format("row {}, column ", i + 1));
    const auto flag = [](const std::optional<bool>& b) { return b ? (*b ? 1 : 0) : -1; };
    if (status.ok() && !seen.emplace(s.sexe, s.age, flag(s.ald), flag(s.c2s)).second)
      status = Usage(fmt::format("row {}: the same stratum twice", i + 1));
    if (!status.ok()) {
      Error error = status.error();
      if (i < lines.size()) error.line = lines[i];
      return error;
    }
    patients += s.patients;
    days += s.ij;
  }
  if (patients > kMostPatients) return Usage("column patients: the sum is too large");
  if (days > kMostDays) return Usage("column ij: the sum is too large");
  if (!in.strates.empty() && patients == 0) return Usage("column patients: zero in every row");
  for (size_t i = 0; i < in.arrets.size(); ++i)
    if (in.arrets[i] < 1 || in.arrets[i] > 36500)
      return Usage(fmt::format("row {}, column arrets: not between 1 and 36500 days", i + 1));
  return {};
}

std::vector<Check> CheckFigures(const IjInput& in, const IjSums& sums) {
  std::vector<Check> checks = {RateCheck(in), RatioCheck(in)};
  if (!in.strates.empty()) {
    checks.push_back(
        SumCheck("patients_actifs = somme des strates", in.patients_actifs, sums.patients));
    checks.push_back(SumCheck("ij_prescrites = somme des strates", in.ij_prescrites, sums.ij));
    checks.push_back(ExpectedCheck(in, sums));
    if (std::optional<Check> absent = AbsentCheck(in)) checks.push_back(std::move(*absent));
  }
  if (!in.arrets.empty()) checks.push_back(SpellCheck(in, sums));
  if (in.periode_debut && in.periode_fin) {
    const bool ordered = *in.periode_debut <= *in.periode_fin;
    checks.push_back(
        {"periode_debut <= periode_fin", ordered ? "holds" : "broken",
         "du " + FrenchDate(*in.periode_debut) + " au " + FrenchDate(*in.periode_fin)});
  }
  return checks;
}

}  // namespace riposte
