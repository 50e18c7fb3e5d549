// What the letter's window, scope and target are: campaign by dates, what part of the days some
// prescriptions make, and what a target asks for in days.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "extractors/values/fold.h"
#include "extractors/values/format.h"
#include "pipeline/ij/figures.h"

namespace riposte {
namespace {

using namespace std::chrono_literals;

struct Campaign {
  Date from, until;
  const char* name;
};
// S-000 (CSMF), ameli « MSO-MSAP 2025-2026 », FMF for 2023; one FMF page has the window of 2023
// start on 1 November 2022.
const Campaign kCampaigns[] = {
    {2022y / 9 / 1, 2023y / 2 / 28, "2023"},
    {2022y / 11 / 1, 2023y / 2 / 28, "2023 (début au 1er novembre selon une source)"},
    {2024y / 9 / 1, 2025y / 2 / 28, "2025, première vague (juin)"},
    {2025y / 1 / 1, 2025y / 6 / 30, "2025, seconde vague (octobre)"},
};

struct PartName {
  const char* id;
  const char* french;
};
constexpr PartName kParts[] = {{"six_mois", "les arrêts de plus de six mois"},
                               {"at_mp", "les accidents du travail et maladies professionnelles"},
                               {"remplacements", "les jours prescrits par un remplaçant"},
                               {"cinq_patients", "les cinq patients qui ont le plus de jours"}};

}  // namespace

std::vector<Check> CheckScope(const IjInput& in) {
  std::vector<Check> checks;
  if (in.periode_debut && in.periode_fin) {
    Check c{"période = période d’une campagne connue", "not_checkable",
            fmt::format("du {} au {} : aucune campagne connue n’a cette période",
                        FrenchDate(*in.periode_debut), FrenchDate(*in.periode_fin))};
    for (const Campaign& k : kCampaigns)
      if (k.from == *in.periode_debut && k.until == *in.periode_fin) {
        c.status = "holds";
        c.detail = std::string("campagne ") + k.name;
      } else if (c.status != "holds" && k.from.year() == in.periode_debut->year() &&
                 k.from.month() == in.periode_debut->month() && k.until != *in.periode_fin) {
        c.status = "broken";
        c.detail = fmt::format("la campagne {} va du {} au {}", k.name, FrenchDate(k.from),
                               FrenchDate(k.until));
      }
    checks.push_back(std::move(c));
  }
  if (!in.perimetre_regime.empty()) {
    const std::string scope = Plain(in.perimetre_regime);
    const bool general = scope.find("general") != std::string::npos;
    checks.push_back({"périmètre = régime général", general ? "holds" : "broken",
                      "imprimé : " + in.perimetre_regime});
  }
  return checks;
}

Status CheckParts(const IjInput& in) {
  const auto usage = [](std::string message) {
    return Error{.code = ErrorCode::kUsage, .message = std::move(message)};
  };
  for (size_t i = 0; i < in.parts.size(); ++i) {
    const IjPart& p = in.parts[i];
    const std::string row = fmt::format("part {}, ", p.quoi);
    if (std::none_of(std::begin(kParts), std::end(kParts),
                     [&](const PartName& n) { return p.quoi == n.id; }))
      return usage("unknown part: " + p.quoi);
    if (p.ij < 0) return usage(row + "ij: negative");
    if (in.ij_prescrites && p.ij > *in.ij_prescrites)
      return usage(row + "ij: more than ij_prescrites");
    if (p.attendues_sans && p.attendues_sans->digits <= 0)
      return usage(row + "attendues_sans: zero or negative");
  }
  for (size_t i = 0; i < in.pairs.size(); ++i) {
    const std::string row = fmt::format("row {}, column ", i + 1);
    if (in.pairs[i].observees.digits <= 0) return usage(row + "observees: zero or negative");
    if (in.pairs[i].attendues.digits <= 0) return usage(row + "attendues: zero or negative");
  }
  if (in.pairs.size() > 100'000) return usage("more than 100,000 peers");
  if (in.objectif_ij_par_patient && in.objectif_ij_par_patient->digits < 0)
    return usage("column objectif_ij_par_patient: negative");
  if (in.objectif_pct && std::abs(in.objectif_pct->ToDouble()) > 100)
    return usage("column objectif_pct: over 100");
  return {};
}

void AddParts(const IjInput& in, IjResult* r) {
  for (const IjPart& p : in.parts) {
    const auto ij = static_cast<double>(p.ij);
    if (ij > *r->observees) continue;
    std::string what;
    for (const PartName& n : kParts)
      if (p.quoi == n.id) what = n.french;
    IjResult::Sensibilite s{.sans = what, .part = ij / *r->observees};
    s.sens_unique = !p.attendues_sans;
    s.ratio =
        (*r->observees - ij) / (p.attendues_sans ? p.attendues_sans->ToDouble() : *r->attendues);
    if (s.sens_unique) s.sans += " (à sens unique : l’attendu, lui, les comprend encore)";
    r->sensibilite.push_back(std::move(s));
  }
}

void AddTarget(const IjInput& in, IjResult* r) {
  if (!r->observees || !r->par_patient_constate || *r->par_patient_constate <= 0) return;
  double target = 0;
  if (in.objectif_ij_par_patient)
    target = in.objectif_ij_par_patient->ToDouble();
  else if (in.objectif_pct)
    target = *r->par_patient_constate * (1 - std::abs(in.objectif_pct->ToDouble()) / 100);
  else
    return;
  IjResult::Objectif o;
  o.par_patient = target;
  o.ij = *r->observees / *r->par_patient_constate * target;
  o.baisse = *r->observees - o.ij;
  if (in.periode_debut && in.periode_fin && *in.periode_debut <= *in.periode_fin) {
    const auto days =
        (std::chrono::sys_days(*in.periode_fin) - std::chrono::sys_days(*in.periode_debut))
            .count() +
        1;
    o.par_semaine = o.baisse * 7 / static_cast<double>(days);
  }
  r->objectif = o;
}

}  // namespace riposte
