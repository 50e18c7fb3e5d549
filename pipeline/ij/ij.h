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
// What chance explains is for the office: see IjResult::diffusable. Where the observed and expected
// days of the peers are given, funnel limits with their between-doctor variance τ² (Spiegelhalter
// 2005, as FunnelPlotR computes it) and the ratio shrunk towards 1 by τ² / (τ² + φ/E).
//
// A RIAP (all schemes, reimbursed since 1 January) is set beside the letter (general scheme, the
// window) as what it is: rates per patient against its own reference, never subtracted. Two of one
// year give the period between them, for volumes only (RiapBetween).
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

struct IjPeer {  // another doctor of the comparison group
  Decimal observees, attendues;
};

// A line of a RIAP with a figure of the doctor and of the reference.
struct IjRiapRow {
  std::string rubrique, libelle;
  std::optional<Decimal> vous, vous_par_patient, vous_pct;
  std::optional<Decimal> reference, reference_par_patient, reference_pct;
  int64_t etoiles = 0;  // a count; no source says what it means
};

struct IjRiap {
  std::optional<Date> periode_debut, periode_fin;
  std::optional<int64_t> patients_differents;
  std::vector<IjRiapRow> lignes;
};

// Days that a part of the prescriptions makes, and the expected days without that part, where
// somebody recomputed them on the same scope.
struct IjPart {
  std::string quoi;  // "at_mp", "remplacements", "cinq_patients", "six_mois"
  int64_t ij = 0;
  std::optional<Decimal> attendues_sans;
};

struct IjInput {
  std::optional<Date> periode_debut, periode_fin;
  std::optional<int64_t> patients_actifs, ij_prescrites;
  std::optional<Decimal> ij_par_patient, ij_attendues_par_patient, ratio;  // as printed
  std::vector<IjStratum> strates;
  std::vector<int> arrets;  // length of each spell, days
  std::vector<IjPeer> pairs;
  std::vector<IjPart> parts;
  std::optional<Decimal> objectif_ij_par_patient,
      objectif_pct;              // of a MSO; a reduction is negative
  std::string perimetre_regime;  // as printed
  std::optional<IjRiap> riap;
  std::optional<IjRiap> riap_avant;  // an earlier one
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
    std::optional<double> part;  // share of the observed days
    bool sens_unique = false;    // the expected number still comprises what was taken out
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
  std::optional<double> z;    // of the test of R = 1: ln R ÷ √(φ/E)
  // Against the peers; the limits are those of a ratio of 1 at this doctor's expected number.
  struct Entonnoir {
    size_t pairs = 0;
    double phi = 0, tau2 = 0;  // φ of the winsorised z of the peers
    double bas95 = 0, haut95 = 0, bas998 = 0, haut998 = 0;
    std::optional<double> ratio_retreci;
  };
  std::optional<Entonnoir> entonnoir;
  struct Objectif {
    double par_patient = 0, ij = 0, baisse = 0;  // days: aimed at, and fewer than observed
    std::optional<double> par_semaine;           // fewer days a week over the window
  };
  std::optional<Objectif> objectif;
  // Rows of the RIAP that can be compared per patient or in percent, in its order.
  struct LigneRiap {
    std::string rubrique, libelle, unite;  // unite: "par_patient", "pct"
    double vous = 0, reference = 0;
    std::optional<double> rapport;
    int64_t etoiles = 0;
    bool saillante = false;  // the greatest of them, whatever the rounding
    // Volumes of a month: what RIAPs that end in other months can be held against each other by.
    std::optional<double> par_mois, reference_par_mois;
  };
  std::vector<LigneRiap> riap;
  std::string riap_note;             // French: what the RIAP is, beside the letter
  std::optional<IjRiap> riap_entre;  // volumes between the two
  std::string riap_entre_note;       // French: of what period, or why there is none
  std::vector<std::string> etapes;   // French: how each figure was arrived at
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
// is a stratum. A table with the column «observees» is the peers, with «quoi» the parts, with
// «rubrique» a RIAP (its period and `patients_differents` are columns too). Fails with kUsage,
// file, line and «row, column». At most 8 MB and 100,000 rows.
Result<IjInput> ReadIjInput(const std::string& text, const std::string& filename);

// Adds what another file gives (the spells, the peers, a RIAP) to `in`. Two RIAPs become the later
// and the earlier one. kUsage: both say something, and not the same.
Status AddIjInput(IjInput more, IjInput* in);

// «3, 7, 181» or «3 7 14×12» (twelve spells of 14 days): lengths in days, in the order given.
// kUsage: anything else, a length out of 1 to 36,500, over 100,000 spells.
Result<std::vector<int>> SpellsOf(const std::string& text);

// The figures of a `notification_mso` (any letter: what it lacks stays empty). Values that are
// to_review are taken and named in `a_verifier`; a profile with an unreadable cell is not taken.
IjInput IjInputOf(const Letter& letter);
// The same for a `riap`; IjInput::riap of the letter it is set beside.
IjRiap IjRiapOf(const Letter& letter);

// Volumes of the later RIAP less those of the earlier, both cumulative from 1 January of one year:
// January to June less January to March is April to June. Rates per patient, percentages and
// distinct patients cannot be differenced and are left empty. kUsage: other years, or not
// cumulative.
Result<IjRiap> RiapBetween(const IjRiap& earlier, const IjRiap& later);
// Calendar months from the first day to the last: whole ones as such, else days ÷ 30.4375.
double MonthsOf(Date first, Date last);

// Pictures as SVG, in greys, without scripts or fonts of their own; empty where there is nothing to
// draw: the funnel needs the peers, the strata an expected number each, the spells their lengths.
std::string FunnelSvg(const IjInput& input, const IjResult& result);
std::string StrataSvg(const IjResult& result);
std::string SpellsSvg(const IjInput& input);

}  // namespace riposte
