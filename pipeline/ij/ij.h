// Sick-leave days (IJ): what the fund's figures say once recomputed.
//
//   IjInput in; in.ij_prescrites = 5016; in.patients_actifs = 912; in.ij_attendues_par_patient =
//   Decimal{248, 2}; Result<IjResult> r = ComputeIj(in); r->observees == 5016, r->attendues ==
//   2261.76, r->ratio == 2.218, r->exces == 2754.24
//
// Indirect standardisation (Breslow & Day 1987): E = Σ n_k r_k over strata, or rate × patients
// where the letter gives only totals; ratio O / E; excess O − E. Rates are days per active patient
// over the period. Checks compare what is printed within the rounding of what is printed. Fails
// with kUsage naming row and column: zero patients, negative numbers. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/template/facts.h"
#include "extractors/values/value.h"

namespace riposte {

struct IjStratum {
  std::string sexe, age;
  std::optional<bool> ald, c2s;
  int64_t patients = 0, ij = 0;
  std::optional<Decimal> taux_reference;  // days per patient of the comparators
  std::optional<Decimal> attendues;  // expected days of the stratum, where the letter prints them
};

struct IjInput {
  std::optional<Date> periode_debut, periode_fin;
  std::optional<int64_t> patients_actifs, ij_prescrites;
  std::optional<Decimal> ij_par_patient, ij_attendues_par_patient, ratio;  // as printed
  std::vector<IjStratum> strates;
  std::vector<int> arrets;  // length of each spell, days
};

struct IjInterval {
  std::string methode;  // "byar", "garwood", "surdispersion"
  double niveau = 0.95, bas = 0, haut = 0;
  bool valable = false;
  std::string pourquoi;  // French
  std::optional<double> phi;
};

struct IjResult {
  std::optional<double> observees, attendues, ratio, exces, par_patient_constate,
      par_patient_attendu;
  std::vector<IjInterval> intervalles;
  std::vector<Check> checks;
  struct Sensibilite {
    std::string sans;
    double ratio = 0;
  };
  std::vector<Sensibilite> sensibilite;
  std::string conclusion;  // French, plain; never more than the figures say
};

Result<IjResult> ComputeIj(const IjInput& input);
std::string ToJson(const IjResult& result);  // contract/cli.md

}  // namespace riposte
