// The arithmetic behind the figures, a line each, with the numbers that went in: what a reader
// needs to do it again by hand.
#include <fmt/format.h>

#include "extractors/values/format.h"
#include "pipeline/ij/figures.h"

namespace riposte {
namespace {

constexpr size_t kMostTerms = 4;  // of a sum over strata that is written out

std::string Terms(const IjInput& in) {
  std::string s;
  for (const IjStratum& k : in.strates) {
    s += s.empty() ? "" : " + ";
    s += k.attendues ? FrenchDecimal(*k.attendues)
                     : FrenchInteger(k.patients) + " × " + FrenchDecimal(*k.taux_reference);
  }
  return s;
}

}  // namespace

void AddSteps(const IjInput& in, const IjSums& sums, IjResult* r) {
  const auto add = [r](std::string text) { r->etapes.push_back(std::move(text)); };
  if (r->attendues) {
    const std::string e = FrenchDouble(*r->attendues, 2);
    // As Compute() chose: the strata where they cover all patients.
    if (sums.attendues && *r->attendues == *sums.attendues)
      add(in.strates.size() <= kMostTerms
              ? fmt::format("attendues = {} = {}", Terms(in), e)
              : fmt::format("attendues = somme sur {} strates des patients × taux de référence (ou "
                            "de l’attendu imprimé) = {}",
                            in.strates.size(), e));
    else if (in.ij_attendues_par_patient && in.patients_actifs)
      add(fmt::format("attendues = {} × {} patients = {}",
                      FrenchDecimal(*in.ij_attendues_par_patient),
                      FrenchInteger(*in.patients_actifs), e));
  }
  if (r->ratio && r->observees && r->attendues) {
    const std::string o = FrenchDouble(*r->observees, 0), e = FrenchDouble(*r->attendues, 2);
    add(fmt::format("rapport R = {} / {} = {}", o, e, FrenchDouble(*r->ratio, 3)));
    add(fmt::format("excès = {} − {} = {}", o, e, FrenchDouble(*r->exces, 2)));
  } else if (r->ratio) {
    add(fmt::format("rapport R = {} / {} = {}", FrenchDouble(*r->par_patient_constate, 2),
                    FrenchDouble(*r->par_patient_attendu, 2), FrenchDouble(*r->ratio, 3)));
  }
  if (r->phi) {
    double days = 0, squares = 0;
    for (int d : in.arrets) {
      days += d;
      squares += static_cast<double>(d) * d;
    }
    add(fmt::format("φ = somme des durées² / somme des durées = {} / {} = {} ({} arrêts)",
                    FrenchDouble(squares, 0), FrenchDouble(days, 0), FrenchDouble(*r->phi, 1),
                    in.arrets.size()));
    if (r->observees && *r->observees > 0)
      add(fmt::format("limites à 95 % = exp(ln R ± 1,96 × √(φ / {}))",
                      FrenchDouble(*r->observees, 0)));
    if (r->z)
      add(fmt::format("test de R = 1 : z = ln R / √(φ / attendues) = {}", FrenchDouble(*r->z, 2)));
  }
  if (r->objectif)
    add(fmt::format("objectif = {} × {} / {} = {} IJ", FrenchDouble(*r->observees, 0),
                    FrenchDouble(r->objectif->par_patient, 2),
                    FrenchDouble(*r->par_patient_constate, 2), FrenchDouble(r->objectif->ij, 0)));
}

}  // namespace riposte
