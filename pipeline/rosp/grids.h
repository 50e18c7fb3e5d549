// The model of templates/rosp (internal to this room): one regime a file, every figure with how far
// it is confirmed and where it was found.
#pragma once

#include <map>

#include "pipeline/rosp/rosp.h"

namespace riposte {

struct RospCell {
  std::optional<Decimal> valeur;
  int depuis = 0;  // first year of activity it holds for; 0: the regime's
  RospTrust confiance = RospTrust::kUnknown;
  std::string source;
};

struct RospIndicator {
  std::string code, theme, sens, unite, remplace, libelle, note;
  std::vector<std::string> libelles;  // folded: how statements may print it
  bool pondere = true, declare = false, seuil_en_boites = false;
  RospCell points, objectif_intermediaire, objectif_cible, seuil;
  bool organisation() const { return sens == "oui_non"; }
};

struct RospFormula {
  int debut = 0, fin = 0, palier = 0;
  RospTrust confiance, confiance_progression;
  std::string source;
};

struct RospTotal {
  int debut = 0, fin = 0;
  int64_t points = 0, points_fixes = 0;
  bool pondere = true;
  RospTrust confiance;
  std::string source;
};

struct RospAverage {
  std::string population, note;
  int annee = 0;
  Cents montant;
  RospTrust confiance;
};

struct RospFlat {  // FMT: a sum per patient, or a rise in percent
  std::string code, theme, libelle, note, source;
  std::vector<std::string> libelles;  // how statements may print it
  std::optional<Cents> montant;       // a year and a patient
  std::optional<int64_t> majoration_pct;
  RospTrust confiance;
};

struct RospParts {  // into how many payments a year's sum is cut
  int64_t nombre = 1;
  RospTrust confiance = RospTrust::kUnknown;
  std::string source;
};

struct RospRegime {
  std::string id, titre;
  int debut = 0, fin = 9999;
  RospCell valeur_point, reference;
  std::vector<RospFormula> formules;
  std::optional<std::pair<int64_t, int64_t>> fse;  // 2/3
  std::string fse_source;
  std::vector<RospTotal> totaux;
  std::vector<RospAverage> moyennes;
  std::vector<RospIndicator> indicateurs;
  std::vector<RospFlat> forfaits;
  RospParts versements;

  const RospIndicator* ByCode(const std::string& code) const;
  const RospIndicator* ByLabel(const std::string& libelle) const;
  const RospFormula* FormulaOf(int annee) const;
  const RospTotal* TotalOf(int annee) const;
};

struct RospGrids::Impl {
  std::map<std::string, RospRegime> regimes;
};

RospTrust Weaker(RospTrust a, RospTrust b);

}  // namespace riposte
