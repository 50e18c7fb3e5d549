// ROSP: what the fund's pay for performance comes to once recomputed, line by line, and what it
// owes.
//
//   Result<RospGrids> grids = RospGrids::Load("templates");      // kTemplate: file:line: message
//   RospInput in; in.annee = 2014; in.regime = "2011"; in.patientele_mt = 900;
//   in.lignes = {{.code = "CHR_HBA1C_N", .taux_suivi = Decimal{60, 0},
//                 .montant_verse = Cents{15000}}};
//   Result<RospResult> r = ComputeRosp(in, *grids);
//   r->lignes[0].branche == "entre"; r->lignes[0].montant == Cents{18256}; r->ecart == Cents{3256}
//
// Rate of achievement (2011 convention, article 26 and annexe XVII; 2016 convention, amendment 6):
// full at the target, `palier` (50 %, from 2018 30 %) plus the rest in proportion between the
// objectives, `palier` in proportion of the way from the start level below, never below 0. Amount =
// points × rate × value of the point × list / reference list (800, child 600); the fixed
// organisation items are not weighted. All arithmetic is exact; cents appear at the end, by
// `arrondi`, because no rounding rule was ever published.
//
// What the statement prints goes before the grid, and the grid says how far each figure is
// confirmed (RospTrust). A line is as sure as its weakest figure: nothing below kSecondary is
// asserted, it is asked. Rates in percent, money in cents. Fails with kUsage naming row and column.
// Pure; grids are immutable and may be shared by threads.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/template/facts.h"
#include "extractors/values/value.h"

namespace riposte {

// How far a figure is confirmed, best first. kPrinted: on the doctor's own statement.
enum class RospTrust { kPrinted, kOfficial, kSecondary, kDeduced, kMemory, kUnknown };
const char* Name(RospTrust trust);  // "imprime", "officiel", "secondaire", "deduit", …

// The grids of templates/rosp/*.xml, valid against templates/schema/rosp.rng.
class RospGrids {
 public:
  static Result<RospGrids> Load(const std::string& templates_dir);
  // "2011", "2016-adulte", "2016-enfant", "2016-cardiologie", …, "forfait-structure", "donum",
  // "fmt"
  std::vector<std::string> regimes() const;
  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  std::shared_ptr<const Impl> impl_;
};

struct RospLineInput {
  std::string code, libelle;
  std::string sens;  // "hausse", "baisse", or empty: from the grid, else from the objectives
  std::optional<int64_t> patients, patients_depart;  // denominators: followed, at the start
  std::optional<Decimal> taux_depart, taux_suivi, objectif_intermediaire,
      objectif_cible;                            // percent
  std::optional<Decimal> points;                 // of the indicator, at full achievement
  std::optional<Decimal> taux_realisation;       // printed, percent
  std::optional<Decimal> taux_depart_precedent;  // of the year before: for new installers
  std::optional<int64_t> seuil;                  // least denominator
  std::optional<bool> atteint;                   // organisation items, all or nothing
  std::optional<bool> pondere;                   // by the list; none: from the grid, else yes
  std::optional<Cents> montant_verse;
};

// Claims of the year, to redo the share of electronic ones; the last four do not count.
struct RospClaims {
  int64_t total = 0, electroniques = 0, ame = 0, moins_de_trois_mois = 0, sans_patient = 0,
          s3404 = 0;
};

struct RospInput {
  std::optional<int64_t> annee;
  std::string regime;                                // "2016" is "2016-adulte"; empty: by the year
  std::optional<int64_t> patientele_mt;              // that the fund weighted by
  std::optional<int64_t> patientele_propre;          // the doctor's own count, all schemes
  std::optional<int64_t> patientele_regime_general;  // of them, general scheme
  std::optional<Date> installation;                  // first installation
  std::optional<Decimal> fse;                        // share: 0.82; over 1 it is percent: 82
  std::optional<RospClaims> feuilles;
  std::optional<bool> cahier_des_charges;  // equipment at the latest specification
  std::optional<bool> synthese_en_mesure;  // able to print the yearly summary on 31 December
  std::vector<RospLineInput> lignes;
  std::optional<Cents> valeur_point;
  std::optional<Decimal> majoration;   // percent on the point of clinical items, new installers
  std::optional<Decimal> coefficient;  // on clinical items: the exception of 2020
  std::optional<Cents> total_verse, montant_annee_precedente;
  std::string lecture_seuil = "depart";  // "depart": the start denominator alone; "deux": both
  std::string arrondi = "ligne";         // "ligne", "total", "taux" (0.01 %), "points" (0.01)
  std::optional<Date> aujourdhui;
  std::vector<std::string> a_verifier;  // ids of values of the statement that are not sure
};

struct RospLine {
  std::string code, libelle;
  std::string branche;  // "cible", "entre", "progression", "nul", "neutralise"; empty: not computed
  std::optional<double> taux_realisation;  // percent
  std::optional<double> points_acquis;
  std::optional<Cents> montant, bas, haut;  // bas, haut: what the rounding of printed rates allows
  std::optional<Cents> montant_verse, ecart;  // ecart > 0: the fund owes
  std::optional<Cents> autre_lecture;         // amount under the other reading of the threshold
  RospTrust confiance = RospTrust::kUnknown;
  std::vector<std::string> basis;  // French: what each figure rests on
  bool ponderee = true;
  std::string calcul;       // French: the arithmetic, with its numbers
  std::string applique;     // what the printed sum follows: "conforme", "progression", "liste", …
  std::string explication;  // French
};

struct RospClaim {
  std::string id;  // "objectif_atteint", "nouvel_installe", "patientele", "organisation", …
  int regle = 0;   // rule of the error finder, 1 to 6; 0: plain arithmetic
  std::string fondement, texte, voie;  // French
  std::optional<Cents> ecart;
  RospTrust confiance = RospTrust::kUnknown;
  bool affirmable = false;  // else it is asked
  std::vector<std::string> lignes;
};

struct RospResult {
  int annee = 0;
  std::string regime, arrondi;
  std::vector<RospLine> lignes;  // in the order of the input
  std::optional<Cents> total, total_verse, ecart;
  std::optional<Cents> total_autre_lecture;  // threshold read the other way
  std::optional<Cents> maximum;              // every point earned
  RospTrust maximum_confiance = RospTrust::kUnknown;
  std::vector<RospClaim> reclamations;  // empty where the net is not in the doctor's favour
  std::vector<RospClaim> bureau;        // for the office only: what may run against the doctor
  std::optional<Cents> net;             // of all differences, both ways
  struct Sauvegarde {
    Cents a_90, a_100;  // both readings of the safeguard clause
  };
  std::optional<Sauvegarde> sauvegarde;
  struct Moyenne {
    std::string population, note;
    Cents montant;
    RospTrust confiance;
  };
  std::vector<Moyenne> moyennes;  // national averages of that year
  struct Forfait {
    std::string code, theme, libelle, note, source;
    std::optional<Cents> montant;           // a year and a patient
    std::optional<int64_t> majoration_pct;  // of the socle
    RospTrust confiance;
  };
  std::vector<Forfait> forfaits;  // of the regime «fmt»: facts
  std::vector<std::string> avertissements;
  std::string conclusion;  // French, plain
};

Result<RospResult> ComputeRosp(const RospInput& input, const RospGrids& grids);
std::string ToJson(const RospResult& result);  // contract/cli.md
std::string ToText(const RospResult& result);  // French, for a doctor

// Input of `riposte rosp`: JSON of contract/cli.md, the JSON of an extracted statement, or CSV (by
// the ending of `filename`, else by its first character): one row a line, the names of the JSON as
// columns. Fails with kUsage, file, line and «row, column». At most 8 MB and 500 lines.
Result<RospInput> ReadRospInput(const std::string& text, const std::string& filename);

// Sets one value by its name ("patientele_propre", "993"), as a cell of CSV would: what a statement
// does not print. kUsage: no such name, not of its type.
Status SetRospValue(RospInput* in, const std::string& name, const std::string& text);

// The figures of a `decompte_rosp` or `decompte_fmt`: what it lacks stays empty, what is to_review
// is taken and named in `a_verifier`. A table with an unusable cell is taken without that cell.
RospInput RospInputOf(const Letter& letter);

}  // namespace riposte
