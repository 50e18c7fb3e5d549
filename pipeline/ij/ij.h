// Sick-leave days (IJ): what the fund's figures say once recomputed.
//
//   IjInput in; in.ij_prescrites = 5016; in.patients_actifs = 912; in.ij_attendues_par_patient =
//   Decimal{248, 2}; Result<IjResult> r = ComputeIj(in); r->observees == 5016, r->attendues ==
//   2261.76, r->ratio == 2.218, r->exces == 2754.24
//
// Indirect standardisation (Breslow & Day 1987): E = Σ n_k r_k over strata, or rate × patients
// where the letter gives only totals; ratio O / E; excess O − E. Rates are days per active patient
// over the period. Checks compare what is printed within the rounding of what is printed.
//
// Uncertainty: Byar and exact (Garwood 1936) Poisson limits are given and marked not valid, because
// days come in spells; over-dispersion φ = E[D²]/E[D] from the spells gives exp(ln R ± z·√(φ/O)).
// What chance explains is for the office: see IjResult::diffusable.
//
// Fails with kUsage naming row and column: zero patients, negative numbers, a stratum twice. Pure;
// thread-safe.
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
  std::vector<std::string>
      a_verifier;  // ids of the values that nobody is sure of; French where free
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
  // What each stratum adds to the excess, greatest first; only where every stratum has an expected.
  struct Contribution {
    std::string strate;  // French: «femmes, 30-44, C2S»
    int64_t patients = 0;
    double observees = 0, attendues = 0, exces = 0;
  };
  std::vector<Contribution> contributions;
  std::optional<double> phi;  // of the doctor's own spells
  // May the interval leave the office? Only where it rests on the doctor's own spells and does not
  // exclude 1: an interval that excludes 1 concedes what the statute asks.
  bool diffusable = false;
  std::string conclusion;  // French, plain; never more than the figures say
};

Result<IjResult> ComputeIj(const IjInput& input);
std::string ToJson(const IjResult& result);  // contract/cli.md
std::string ToText(const IjResult& result);  // French, for a doctor

// Input of `riposte ij`: JSON of contract/cli.md, the JSON of an extracted letter, or CSV (by the
// ending of `filename`, else by its first character) as a French spreadsheet saves it: «;», decimal
// comma, BOM, UTF-8 or Windows-1252. CSV columns have the names of the JSON; a row with `patients`
// is a stratum. Fails with kUsage, file, line and «row, column». At most 8 MB and 100,000 rows.
Result<IjInput> ReadIjInput(const std::string& text, const std::string& filename);

// The figures of a `notification_mso` (any letter: what it lacks stays empty). Values that are
// to_review are taken and named in `a_verifier`; a profile with an unreadable cell is not taken.
IjInput IjInputOf(const Letter& letter);

}  // namespace riposte
