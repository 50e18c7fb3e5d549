// Chooses every figure of a line: what the statement prints, else the grid's cell if it holds for
// the year. The direction comes from printed objectives before the grid's, because statements have
// shown lower-is-better items with everything turned round.
#include <fmt/format.h>

#include <cmath>
#include <set>

#include "extractors/values/format.h"
#include "pipeline/rosp/figures.h"

namespace riposte {
namespace {

Error Wrong(std::string message, std::string hint = "") {
  return Error{.code = ErrorCode::kUsage, .message = std::move(message), .hint = std::move(hint)};
}

Exact HalfUnit(const Decimal& d) { return ExactOf(Decimal{1, d.scale}) / 2; }

std::string Listed(const std::vector<std::string>& ids) {
  std::string s;
  for (const std::string& id : ids) s += (s.empty() ? "" : ", ") + id;
  return s;
}

struct Range {
  const char* column;
  const std::optional<Decimal>& value;
  double most;
};

Status CheckLine(const RospLineInput& l, const RospRegime& regime, const std::string& row) {
  if (l.code.empty() && l.libelle.empty()) return Wrong(row + "code: empty, and no libelle");
  const RospIndicator* grid = l.code.empty() ? regime.ByLabel(l.libelle) : regime.ByCode(l.code);
  const double most = grid && grid->unite == "pour_100" ? 10000 : 100;
  for (const Range& r :
       {Range{"taux_depart", l.taux_depart, most}, Range{"taux_suivi", l.taux_suivi, most},
        Range{"objectif_intermediaire", l.objectif_intermediaire, most},
        Range{"objectif_cible", l.objectif_cible, most},
        Range{"taux_depart_precedent", l.taux_depart_precedent, most},
        Range{"taux_realisation", l.taux_realisation, 100}, Range{"points", l.points, 5000}}) {
    if (!r.value) continue;
    if (r.value->digits < 0) return Wrong(row + r.column + ": negative");
    if (r.value->scale < 0 || r.value->scale > 6 || r.value->ToDouble() > r.most)
      return Wrong(row + r.column + fmt::format(": over {}", r.most));
  }
  for (const auto& [column, value] : {std::pair{"patients", l.patients},
                                      {"patients_depart", l.patients_depart},
                                      {"seuil", l.seuil}})
    if (value && (*value < 0 || *value > 1'000'000))
      return Wrong(row + column + (*value < 0 ? ": negative" : ": too large"));
  if (l.patients && *l.patients == 0 && l.taux_suivi)
    return Wrong(row + "patients: zero, but there is a taux_suivi");
  if (l.patients_depart && *l.patients_depart == 0 && l.taux_depart)
    return Wrong(row + "patients_depart: zero, but there is a taux_depart");
  if (l.montant_verse && (l.montant_verse->value < 0 || l.montant_verse->value > 100'000'000))
    return Wrong(row + "montant_verse: " + (l.montant_verse->value < 0 ? "negative" : "too large"));
  if (!l.sens.empty() && l.sens != "hausse" && l.sens != "baisse")
    return Wrong(row + "sens: not hausse or baisse");
  if (l.objectif_intermediaire && l.objectif_cible && !l.sens.empty()) {
    const double way = l.objectif_cible->ToDouble() - l.objectif_intermediaire->ToDouble();
    if ((l.sens == "hausse" && way < 0) || (l.sens == "baisse" && way > 0))
      return Wrong(row + "sens: the objectives run the other way");
  }
  return {};
}

template <class T>
Status CheckRange(const char* column, const std::optional<T>& value, double least, double most) {
  if (!value) return {};
  double v = 0;
  if constexpr (std::is_same_v<T, Decimal>) {
    v = value->ToDouble();
  } else if constexpr (std::is_same_v<T, Cents>) {
    v = static_cast<double>(value->value) / 100;
  } else {
    v = static_cast<double>(*value);
  }
  if (v < 0) return Wrong(std::string("column ") + column + ": negative");
  if (v < least) return Wrong(std::string("column ") + column + ": zero");
  if (v > most) return Wrong(fmt::format("column {}: over {}", column, most));
  return {};
}

// A grid's cell, if it holds for the year.
std::optional<Exact> Take(const RospCell& cell, int annee, RospTrust* trust) {
  if (!cell.valeur || cell.depuis > annee) return std::nullopt;
  *trust = cell.confiance;
  return ExactOf(*cell.valeur);
}

std::optional<Exact> Choose(const std::optional<Decimal>& printed, const RospCell* cell, int annee,
                            const char* name, RospTrust* trust, std::vector<std::string>* notes) {
  RospTrust grid_trust = RospTrust::kUnknown;
  std::optional<Exact> grid;
  if (cell) grid = Take(*cell, annee, &grid_trust);
  if (!printed) {
    *trust = grid_trust;
    return grid;
  }
  *trust = RospTrust::kPrinted;
  if (grid && *grid != ExactOf(*printed) && grid_trust <= RospTrust::kSecondary)
    notes->push_back(fmt::format("{} : {} imprimé, {} selon {} ({})", name, FrenchDecimal(*printed),
                                 FrenchDecimal(*cell->valeur), cell->source, Name(grid_trust)));
  return ExactOf(*printed);
}

// Did the fund pay exactly the printed points, though the rate is not 100 %? None: it cannot be
// told.
std::optional<bool> PaidAsEarned(const RospSetting& s, const RospLineInput& l) {
  if (!l.points || !l.montant_verse || l.montant_verse->value == 0 || !l.taux_realisation)
    return std::nullopt;
  const Exact rate = ExactOf(*l.taux_realisation) / 100, points = ExactOf(*l.points);
  if (rate == 0 || rate >= Exact(99, 100) || points == 0) return std::nullopt;
  const Exact weight = s.list && s.reference ? Exact(*s.list / *s.reference) : Exact(1);
  const Exact half = HalfUnit(*l.points) * s.point * weight + 2, paid(l.montant_verse->value);
  const Exact earned = points * s.point * weight;
  return paid >= earned - half && paid <= earned + half;
}

}  // namespace

void RestorePoints(const RospSetting& s, RospInput* in) {
  size_t telling = 0;
  for (const RospLineInput& l : in->lignes) {
    const std::optional<bool> earned = PaidAsEarned(s, l);
    if (earned == false) return;
    if (earned) ++telling;
  }
  if (telling < 2) return;
  for (RospLineInput& l : in->lignes) {
    if (!l.points || !l.taux_realisation) continue;
    const Exact rate = ExactOf(*l.taux_realisation) / 100,
                half = HalfUnit(*l.taux_realisation) / 100;
    const Exact points = ExactOf(*l.points), unit = HalfUnit(*l.points);
    l.points.reset();
    if (rate <= half) continue;
    // Whole points, and only one number of them within the rounding of both.
    const Exact low = (points - unit) / (rate + half), high = (points + unit) / (rate - half);
    const int64_t nearest = RoundCents((low + high) / 2).value;
    if (high - low < 1 && Exact(nearest) >= low && Exact(nearest) <= high)
      l.points = Decimal{nearest, 0};
  }
}

Status CheckRospInput(const RospInput& in, const RospRegime& regime) {
  for (const Status& s :
       {CheckRange("patientele_mt", in.patientele_mt, 1, 100'000),
        CheckRange("patientele_propre", in.patientele_propre, 1, 100'000),
        CheckRange("patientele_regime_general", in.patientele_regime_general, 0, 100'000),
        CheckRange("fse", in.fse, 0, 100), CheckRange("valeur_point", in.valeur_point, 0.01, 1000),
        CheckRange("majoration", in.majoration, 0, 100),
        CheckRange("coefficient", in.coefficient, 0, 10),
        CheckRange("total_verse", in.total_verse, 0, 1'000'000),
        CheckRange("montant_annee_precedente", in.montant_annee_precedente, 0, 1'000'000)})
    if (!s.ok()) return s;
  if (in.lecture_seuil != "depart" && in.lecture_seuil != "deux")
    return Wrong("column lecture_seuil: not depart or deux");
  if (in.arrondi != "ligne" && in.arrondi != "total" && in.arrondi != "taux" &&
      in.arrondi != "points")
    return Wrong("column arrondi: not ligne, total, taux or points");
  if (in.feuilles) {
    const RospClaims& f = *in.feuilles;
    for (int64_t n :
         {f.total, f.electroniques, f.ame, f.moins_de_trois_mois, f.sans_patient, f.s3404})
      if (n < 0 || n > 1'000'000) return Wrong("column feuilles: negative or too large");
    const int64_t counted = f.total - f.ame - f.moins_de_trois_mois - f.sans_patient - f.s3404;
    if (counted < 1) return Wrong("column feuilles: nothing is left once the exclusions are out");
    if (f.electroniques > f.total) return Wrong("column feuilles: electroniques over total");
  }
  if (in.lignes.size() > 500) return Wrong("more than 500 lines");
  std::set<std::string> codes, labels;
  for (size_t i = 0; i < in.lignes.size(); ++i) {
    const RospLineInput& l = in.lignes[i];
    const std::string row = fmt::format("row {}, column ", i + 1);
    if (Status s = CheckLine(l, regime, row); !s.ok()) return s;
    if (!l.code.empty() && !codes.insert(l.code).second)
      return Wrong(row + "code: the same indicator twice: " + l.code);
    if (l.code.empty() && !labels.insert(l.libelle).second)
      return Wrong(row + "libelle: the same indicator twice");
  }
  for (const RospIndicator& i : regime.indicateurs)
    if (!i.remplace.empty() && codes.contains(i.code) && codes.contains(i.remplace))
      return Wrong(fmt::format("{} replaces {}: give one of them", i.code, i.remplace));
  return {};
}

Result<RospSetting> SettingOf(const RospInput& in, const RospGrids::Impl& grids) {
  if (!in.annee) return Wrong("column annee: missing", "the year of activity, not of payment");
  std::string id = in.regime;
  if (id == "2016") id = "2016-adulte";
  if (id.empty()) id = *in.annee <= 2016 ? "2011" : "2016-adulte";
  const auto found = grids.regimes.find(id);
  if (found == grids.regimes.end()) {
    std::vector<std::string> ids;
    for (const auto& [name, regime] : grids.regimes) ids.push_back(name);
    return Wrong("column regime: unknown: " + id, "regimes: " + Listed(ids));
  }
  const RospRegime& regime = found->second;
  if (*in.annee < regime.debut || *in.annee > regime.fin)
    return Wrong(fmt::format("column annee: {} is outside regime {} ({} to {})", *in.annee, id,
                             regime.debut, regime.fin == 9999 ? "now" : std::to_string(regime.fin)),
                 "the year of activity, not of payment");
  RospSetting s;
  s.regime = &regime;
  s.annee = static_cast<int>(*in.annee);
  s.formula = regime.FormulaOf(s.annee);
  s.arrondi = in.arrondi;
  if (in.valeur_point) {
    s.point = Exact(in.valeur_point->value);
    s.point_trust = RospTrust::kPrinted;
  } else if (regime.valeur_point.valeur) {
    s.point = ExactOf(*regime.valeur_point.valeur) * 100;
    s.point_trust = regime.valeur_point.confiance;
  }
  if (in.patientele_mt) s.list = Exact(*in.patientele_mt);
  if (regime.reference.valeur) s.reference = ExactOf(*regime.reference.valeur);
  if (in.majoration) s.clinical *= 1 + ExactOf(*in.majoration) / 100;
  if (in.coefficient) s.clinical *= ExactOf(*in.coefficient);
  // The notice adapts the method for three years to who joins the convention after it started.
  if (in.installation && regime.id == "2011") {
    const int year = s.annee - static_cast<int>(in.installation->year()) + 1;
    if (static_cast<int>(in.installation->year()) >= regime.debut && year >= 1 && year <= 3)
      s.year_of_practice = year;
  }
  s.both_thresholds = in.lecture_seuil == "deux" || s.year_of_practice > 0;
  if (regime.fse) {
    const Exact needed(regime.fse->first, regime.fse->second);
    std::optional<bool> share;
    if (in.fse) {
      Exact fse = ExactOf(*in.fse);
      if (fse > 1) fse /= 100;
      share = fse >= needed;
    }
    if (in.feuilles) {
      const RospClaims& f = *in.feuilles;
      const Exact again(f.electroniques,
                        f.total - f.ame - f.moins_de_trois_mois - f.sans_patient - f.s3404);
      s.doors_redone = share && !*share && again >= needed && in.cahier_des_charges != false;
      share = again >= needed;
    }
    if (share == false || in.cahier_des_charges == false)
      s.doors = false;
    else if (share && in.cahier_des_charges)
      s.doors = true;
    // Paid organisation points say that the fund found both doors open.
    if (!s.doors)
      for (const RospLineInput& l : in.lignes) {
        const RospIndicator* grid =
            l.code.empty() ? regime.ByLabel(l.libelle) : regime.ByCode(l.code);
        if (grid && grid->organisation() && l.montant_verse && l.montant_verse->value > 0)
          s.doors = true;
      }
  }
  return s;
}

RospPrepared Prepare(const RospLineInput& in, const RospSetting& s) {
  RospPrepared p;
  p.in = &in;
  p.grid = in.code.empty() ? s.regime->ByLabel(in.libelle) : s.regime->ByCode(in.code);
  const RospIndicator* g = p.grid;
  p.organisation = g ? g->organisation() : in.atteint.has_value();
  p.weighted = in.pondere ? *in.pondere : g ? g->pondere : !p.organisation;
  p.points =
      Choose(in.points, g ? &g->points : nullptr, s.annee, "points", &p.points_trust, &p.notes);
  if (in.taux_realisation) {
    p.printed_rate = ExactOf(*in.taux_realisation) / 100;
    p.printed_half = HalfUnit(*in.taux_realisation) / 100;
  }
  if (p.organisation) return p;
  RateInput& r = p.rate;
  r.middle = Choose(in.objectif_intermediaire, g ? &g->objectif_intermediaire : nullptr, s.annee,
                    "objectif intermédiaire", &p.middle_trust, &p.notes);
  r.target = Choose(in.objectif_cible, g ? &g->objectif_cible : nullptr, s.annee, "objectif cible",
                    &p.target_trust, &p.notes);
  if (r.middle && r.target && *r.middle != *r.target) {
    r.lower = *r.target < *r.middle;
    // One printed objective beside one of the grid may run the wrong way: neither is to be used.
    p.direction_known = !g ||
                        in.objectif_intermediaire.has_value() == in.objectif_cible.has_value() ||
                        r.lower == (g->sens == "baisse");
  } else if (!in.sens.empty()) {
    r.lower = in.sens == "baisse";
  } else if (g) {
    r.lower = g->sens == "baisse";
  } else {
    p.direction_known = false;
  }
  if (in.taux_suivi) {
    r.found = ExactOf(*in.taux_suivi);
    p.found_half = HalfUnit(*in.taux_suivi);
  }
  if (in.taux_depart) {
    r.start = ExactOf(*in.taux_depart);
    p.start_half = HalfUnit(*in.taux_depart);
  }
  if (s.formula) r.palier = Exact(s.formula->palier, 100);
  std::optional<Exact> threshold;
  if (in.seuil) {
    threshold = Exact(*in.seuil);
    p.threshold_trust = RospTrust::kPrinted;
  } else if (g) {
    threshold = Take(g->seuil, s.annee, &p.threshold_trust);
  }
  // A line that was paid was counted: no threshold stood in its way.
  if (threshold && !(in.montant_verse && in.montant_verse->value > 0)) {
    p.few_now = in.patients && Exact(*in.patients) < *threshold;
    p.few_at_start = in.patients_depart && Exact(*in.patients_depart) < *threshold;
  }
  return p;
}

}  // namespace riposte
