// Observed and expected, then what chance can explain. IJ are days, and days come in spells: for
// Poisson spells of length D, Var(O) = φ·E[O] with φ = E[D²]/E[D]. A Poisson interval on days is
// therefore too narrow by √φ (about ten); it is printed only so that it can be recognised when the
// fund prints it. Byar: Breslow & Day 1987; exact: Garwood 1936, by chi-squared quantiles.
#include "pipeline/ij/ij.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <map>

#include "extractors/values/format.h"
#include "pipeline/ij/figures.h"

namespace riposte {
namespace {

constexpr double kLevels[] = {0.95, 0.998};
// φ when the spells are not known: from the 2013 national split of sick leave (76, 19 and 5 % of
// spells; means of about 9, 75 and 270 days), truncated at 181 days and not truncated.
constexpr double kPublishedPhi[] = {90, 140};
// Fewer effective spells than this, and a normal limit on ln R is not to be trusted.
constexpr double kLeastEffective = 10;
constexpr int kLongSpell = 180;  // days, about six months

const char* const kNotOnDays =
    "Les IJ viennent par arrêts et non une à une : calculé sur des jours, cet intervalle est "
    "beaucoup trop étroit.";

double Z(double level) { return boost::math::quantile(boost::math::normal(), 1 - (1 - level) / 2); }

IjInterval Byar(double o, double e, double level) {
  const double z = Z(level), p = o + 1;
  const double low = o > 0 ? o * std::pow(1 - 1 / (9 * o) - z / (3 * std::sqrt(o)), 3) : 0;
  const double high = p * std::pow(1 - 1 / (9 * p) + z / (3 * std::sqrt(p)), 3);
  return {"byar", level, std::max(0.0, low) / e, high / e, false, kNotOnDays, std::nullopt};
}

IjInterval Garwood(double o, double e, double level) {
  using boost::math::chi_squared;
  const double tail = (1 - level) / 2;
  const double low = o > 0 ? boost::math::quantile(chi_squared(2 * o), tail) / 2 : 0;
  const double high =
      boost::math::quantile(boost::math::complement(chi_squared(2 * o + 2), tail)) / 2;
  return {"garwood", level, low / e, high / e, false, kNotOnDays, std::nullopt};
}

IjInterval Overdispersed(double o, double ratio, double phi, double level) {
  const double spread = Z(level) * std::sqrt(phi / o);
  return {
      "surdispersion", level, ratio * std::exp(-spread), ratio * std::exp(spread), true, "", phi};
}

struct Spells {
  double days = 0, squares = 0, long_days = 0;
  size_t long_count = 0;
};

Spells SumSpells(const std::vector<int>& arrets) {
  Spells s;
  for (int d : arrets) {
    s.days += d;
    s.squares += static_cast<double>(d) * d;
    if (d > kLongSpell) {
      s.long_days += d;
      ++s.long_count;
    }
  }
  return s;
}

void AddIntervals(const IjInput& in, IjResult* r) {
  const double o = *r->observees, e = *r->attendues;
  for (double level : kLevels) r->intervalles.push_back(Byar(o, e, level));
  for (double level : kLevels) r->intervalles.push_back(Garwood(o, e, level));
  if (o <= 0) return;
  const Spells spells = SumSpells(in.arrets);
  if (in.arrets.empty()) {
    for (double phi : kPublishedPhi) {
      IjInterval i = Overdispersed(o, *r->ratio, phi, 0.95);
      i.valable = false;
      i.pourquoi =
          "Surdispersion supposée, tirée de la répartition nationale des arrêts de 2013 : la liste "
          "des arrêts du praticien est nécessaire.";
      r->intervalles.push_back(i);
    }
    return;
  }
  const double phi = spells.squares / spells.days;
  r->phi = phi;
  std::string why;
  if (std::abs(spells.days - o) > 0.1 * o)
    why = fmt::format(
        "La liste des arrêts donne {} jours pour {} IJ : elle ne représente pas toutes les IJ.",
        FrenchDouble(spells.days, 0), FrenchDouble(o, 0));
  else if (o / phi < kLeastEffective)
    why = "Trop peu d’arrêts : les IJ tiennent à quelques arrêts longs.";
  for (double level : kLevels) {
    IjInterval i = Overdispersed(o, *r->ratio, phi, level);
    i.valable = why.empty();
    i.pourquoi = why;
    r->intervalles.push_back(i);
  }
}

void AddContributions(const IjInput& in, const IjSums& sums, IjResult* r) {
  if (!sums.attendues) return;
  for (const IjStratum& s : in.strates) {
    const double e = *ExpectedOf(s), o = static_cast<double>(s.ij);
    r->contributions.push_back({StratumName(s), s.patients, o, e, o - e});
  }
  std::stable_sort(r->contributions.begin(), r->contributions.end(),
                   [](const auto& a, const auto& b) { return a.exces > b.exces; });
}

// Strata merged by one of their traits, taken out above and below the line alike. The three traits
// that move the ratio most.
void AddGroups(const IjInput& in, const IjSums& sums, IjResult* r) {
  if (!sums.attendues || in.strates.size() < 3) return;
  struct Group {
    double o = 0, e = 0;
    size_t strata = 0;
  };
  std::map<std::string, Group> groups;
  for (const IjStratum& s : in.strates) {
    std::vector<std::string> names;
    if (s.sexe == "F") names.push_back("les femmes");
    if (s.sexe == "M") names.push_back("les hommes");
    if (!s.age.empty()) names.push_back("la classe d’âge " + s.age);
    if (s.ald && *s.ald) names.push_back("les patients en ALD");
    if (s.c2s && *s.c2s) names.push_back("les bénéficiaires de la C2S");
    for (const std::string& name : names) {
      Group& g = groups[name];
      g.o += static_cast<double>(s.ij);
      g.e += *ExpectedOf(s);
      ++g.strata;
    }
  }
  std::vector<IjResult::Sensibilite> found;
  const double o = static_cast<double>(sums.ij), e = *sums.attendues;
  for (const auto& [name, g] : groups)
    // One stratum alone is among the contributions already; all of them leave nothing.
    if (g.strata > 1 && g.strata < in.strates.size() && e - g.e > 0 && o > 0)
      found.push_back({.sans = name, .ratio = (o - g.o) / (e - g.e), .part = g.o / o});
  const double whole = o / e;
  std::stable_sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
    return std::abs(a.ratio - whole) > std::abs(b.ratio - whole);
  });
  if (found.size() > 3) found.resize(3);
  r->sensibilite.insert(r->sensibilite.end(), found.begin(), found.end());
}

void AddSensitivity(const IjInput& in, const IjSums& sums, IjResult* r) {
  // Same scope above and below the line: the stratum leaves both.
  if (r->contributions.size() > 1)
    for (size_t i = 0; i < std::min<size_t>(3, r->contributions.size()); ++i) {
      const IjResult::Contribution& c = r->contributions[i];
      const double e = *sums.attendues - c.attendues;
      if (e > 0)
        r->sensibilite.push_back(
            {.sans = "la strate « " + c.strate + " »",
             .ratio = (static_cast<double>(sums.ij) - c.observees) / e,
             .part = sums.ij > 0 ? c.observees / static_cast<double>(sums.ij) : 0});
    }
  const Spells spells = SumSpells(in.arrets);
  if (spells.long_count > 0 && r->attendues && *r->observees >= spells.long_days)
    r->sensibilite.push_back(
        {.sans = fmt::format(
             "{} de plus de six mois (à sens unique : l’attendu, lui, {} comprend "
             "encore)",
             spells.long_count == 1 ? "l’arrêt" : fmt::format("les {} arrêts", spells.long_count),
             spells.long_count == 1 ? "le" : "les"),
         .ratio = (*r->observees - spells.long_days) / *r->attendues,
         .part = spells.long_days / *r->observees,
         .sens_unique = true});
  AddGroups(in, sums, r);
  AddParts(in, r);
}

// Test of R = 1 with the doctor's own φ, else with the middle of the published range.
void AddPeers(const IjInput& in, IjResult* r) {
  const double o = *r->observees, e = *r->attendues;
  if (o > 0 && r->phi) r->z = std::log(o / e) / std::sqrt(*r->phi / e);
  r->entonnoir = FunnelOf(in.pairs, o, e, r->phi);
}

bool RiapAlone(const IjInput& in, const IjResult& r) {
  return in.riap && !r.observees && !r.par_patient_constate && in.strates.empty();
}

std::string Facts(const IjInput& in, const IjResult& r) {
  std::string s;
  if (in.periode_debut && in.periode_fin)
    s = "Du " + FrenchDate(*in.periode_debut) + " au " + FrenchDate(*in.periode_fin) + ", ";
  if (r.observees && r.attendues)
    s += fmt::format("{} IJ observées pour {} attendues", FrenchDouble(*r.observees, 0),
                     FrenchDouble(*r.attendues, 1));
  else
    s += "les IJ par patient observées et attendues";
  if (r.par_patient_constate && r.par_patient_attendu)
    s += fmt::format(" ({} par patient contre {})", FrenchDouble(*r.par_patient_constate, 2),
                     FrenchDouble(*r.par_patient_attendu, 2));
  s += fmt::format(" : rapport de {}", FrenchDouble(*r.ratio, 2));
  if (r.exces)
    s += *r.exces >= 0 ? fmt::format(", soit {} IJ de plus", FrenchDouble(*r.exces, 0))
                       : fmt::format(", soit {} IJ de moins", FrenchDouble(-*r.exces, 0));
  return s + ".";
}

// What may be said about chance, and no more.
std::string Chance(const IjResult& r) {
  if (*r.ratio <= 1) return "Le nombre d’IJ ne dépasse pas l’attendu.";
  for (const IjInterval& i : r.intervalles) {
    if (i.methode != "surdispersion" || i.niveau != 0.95 || !i.valable) continue;
    const std::string range = fmt::format(
        "Compte tenu des arrêts du praticien (φ = {}), le rapport se situe entre {} et {} "
        "(95 %)",
        FrenchDouble(*i.phi, 0), FrenchDouble(i.bas, 2), FrenchDouble(i.haut, 2));
    return i.bas > 1 ? range +
                           " : le hasard seul n’explique sans doute pas l’écart. La "
                           "comparabilité du groupe, les facteurs absents du calcul et les "
                           "erreurs de données restent à examiner."
                     : range + " : le hasard peut suffire à expliquer l’écart.";
  }
  const std::string ask =
      " La durée de chaque arrêt est nécessaire pour chiffrer l’incertitude : un intervalle "
      "calculé "
      "sur les jours ne vaut pas.";
  // Twice the expected of a few spells is within chance: only where the widest published φ leaves 1
  // out of the interval.
  bool apart = !r.intervalles.empty();
  for (const IjInterval& i : r.intervalles)
    if (i.methode == "surdispersion" && i.niveau == 0.95 && i.bas <= 1) apart = false;
  if (*r.ratio >= 2 && apart)
    return "Au-dessus du double, le hasard seul n’explique d’ordinaire pas un tel écart : la "
           "comparabilité du groupe, les facteurs absents du calcul et les erreurs de données sont "
           "les points à examiner." +
           ask;
  return "Ces seuls chiffres ne disent pas si le hasard explique l’écart." + ask;
}

std::string AmongPeers(const IjResult& r) {
  const IjResult::Entonnoir& f = *r.entonnoir;
  const std::string where = *r.ratio > f.haut998 ? "dépasse la limite à 99,8 %"
                            : *r.ratio > f.haut95 ? "dépasse la limite à 95 % et non celle à 99,8 %"
                            : *r.ratio < f.bas95 ? "est sous la limite basse"
                                                 : "reste dans les limites à 95 %";
  return fmt::format(
      "Parmi les {} pairs donnés, dont les rapports varient d’eux-mêmes (τ² = {}), le rapport {} "
      "({} et {}).",
      f.pairs, FrenchDouble(f.tau2, 3), where, FrenchDouble(f.haut95, 2),
      FrenchDouble(f.haut998, 2));
}

std::string Target(const IjResult& r) {
  const IjResult::Objectif& o = *r.objectif;
  std::string s = fmt::format("L’objectif de {} IJ par patient demande {} IJ de moins",
                              FrenchDouble(o.par_patient, 2), FrenchDouble(o.baisse, 0));
  if (o.par_semaine) s += fmt::format(", {} par semaine", FrenchDouble(*o.par_semaine, 0));
  return s + ".";
}

std::string Conclusion(const IjInput& in, const IjSums& sums, const IjResult& r) {
  std::string s;
  if (RiapAlone(in, r)) {
    s = "Un RIAP seul ne donne pas d’attendu : chaque ligne se compare à la référence qu’il "
        "imprime.";
  } else if (!r.ratio) {
    s = "Le rapport entre observé et attendu ne peut pas être calculé : il manque le nombre d’IJ "
        "ou "
        "l’attendu.";
  } else {
    s = Facts(in, r) + " " + Chance(r);
    if (r.entonnoir) s += " " + AmongPeers(r);
    if (r.objectif) s += " " + Target(r);
  }
  std::vector<std::string> broken;
  for (const Check& c : r.checks)
    if (c.status == "broken") broken.push_back(c.id + " (" + c.detail + ")");
  if (!broken.empty()) s += " Des chiffres ne concordent pas : " + Few(broken) + ".";
  if (!sums.without.empty())
    s += fmt::format(
        " {} strate(s) sans valeur attendue ({}) : la standardisation par strate n’est pas "
        "refaite.",
        sums.without.size(), Few(sums.without));
  if (!in.a_verifier.empty()) {
    s += " Provisoire, à vérifier sur la lettre : ";
    for (size_t i = 0; i < in.a_verifier.size(); ++i) s += (i ? ", " : "") + in.a_verifier[i];
    s += ".";
  }
  return s;
}

IjResult Compute(const IjInput& in) {
  IjResult r;
  const IjSums sums = SumStrata(in);
  std::optional<int64_t> patients = in.patients_actifs, days = in.ij_prescrites;
  if (!in.strates.empty()) {
    if (!patients) patients = sums.patients;
    if (!days) days = sums.ij;
  }
  if (days) r.observees = static_cast<double>(*days);
  const double n = patients ? static_cast<double>(*patients) : 0;
  // The strata carry the expected number only if they cover the same patients as the total.
  const bool whole = !in.patients_actifs || sums.patients == *in.patients_actifs;
  if (sums.attendues && whole)
    r.attendues = sums.attendues;
  else if (in.ij_attendues_par_patient && patients)
    r.attendues = static_cast<double>(in.ij_attendues_par_patient->digits) * n /
                  std::pow(10.0, in.ij_attendues_par_patient->scale);
  if (r.observees && patients)
    r.par_patient_constate = *r.observees / n;
  else if (in.ij_par_patient)
    r.par_patient_constate = in.ij_par_patient->ToDouble();
  if (r.attendues && patients)
    r.par_patient_attendu = *r.attendues / n;
  else if (in.ij_attendues_par_patient)
    r.par_patient_attendu = in.ij_attendues_par_patient->ToDouble();

  if (r.observees && r.attendues) {
    r.exces = *r.observees - *r.attendues;
    if (*r.attendues > 0) r.ratio = *r.observees / *r.attendues;
  } else if (r.par_patient_constate && r.par_patient_attendu && *r.par_patient_attendu > 0) {
    r.ratio = *r.par_patient_constate / *r.par_patient_attendu;
  }
  if (!RiapAlone(in, r)) r.checks = CheckFigures(in, sums);
  for (Check& c : CheckScope(in)) r.checks.push_back(std::move(c));
  if (r.observees && r.attendues && *r.attendues > 0) {
    AddIntervals(in, &r);
    AddContributions(in, sums, &r);
    AddSensitivity(in, sums, &r);
    AddPeers(in, &r);
  }
  AddTarget(in, &r);
  CompareRiap(in, &r);
  AddSteps(in, sums, &r);
  for (const IjInterval& i : r.intervalles)
    if (i.methode == "surdispersion" && i.niveau == 0.95 && i.valable && i.bas <= 1)
      r.diffusable = true;
  r.conclusion = Conclusion(in, sums, r);
  return r;
}

}  // namespace

Result<IjResult> ComputeIj(const IjInput& input) {
  if (Status s = CheckInput(input); !s.ok()) return s.error();
  if (Status s = CheckParts(input); !s.ok()) return s.error();
  try {
    return Compute(input);
  } catch (const std::exception& e) {  // Boost.Math reports a domain error by throwing
    return Error{.code = ErrorCode::kDefect, .message = std::string("statistics: ") + e.what()};
  }
}

}  // namespace riposte
