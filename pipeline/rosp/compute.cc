// Lines first, each with the trust of its weakest figure; then sums, the other reading of the
// threshold, the safeguard clause and what the office should know before it writes to anybody.
#include <fmt/format.h>

#include "extractors/values/format.h"
#include "pipeline/rosp/figures.h"

namespace riposte {
namespace {

constexpr int kBarredAfter = 5;  // years from payment, Civil code article 2224
const char* const kOrganisation = "organisation";

std::string Trusted(RospTrust trust) {
  switch (trust) {
    case RospTrust::kPrinted:
      return "imprimé ou donné";
    case RospTrust::kOfficial:
      return "texte officiel";
    case RospTrust::kSecondary:
      return "source secondaire";
    case RospTrust::kDeduced:
      return "déduit, à vérifier";
    case RospTrust::kMemory:
      return "de mémoire, à vérifier";
    case RospTrust::kUnknown:
      return "inconnu";
  }
  return "";
}

// At most four decimals, without trailing zeros.
std::string Digits(const Exact& x) {
  std::string s = FrenchDouble(ToDouble(x), 4);
  if (s.find(',') == std::string::npos) return s;
  while (s.back() == '0') s.pop_back();
  if (s.back() == ',') s.pop_back();
  return s;
}

std::string Count(size_t n, const char* one, const char* many) {
  return fmt::format("{} {}", n, n < 2 ? one : many);
}

class LineBuilder {
 public:
  LineBuilder(const RospSetting& s, const RospPrepared& p) : s_(s), p_(p) {}

  RospLine Build() {
    line_.code = !p_.in->code.empty() ? p_.in->code : p_.grid ? p_.grid->code : "";
    line_.libelle = !p_.in->libelle.empty() ? p_.in->libelle : p_.grid ? p_.grid->libelle : "";
    line_.montant_verse = p_.in->montant_verse;
    line_.ponderee = p_.weighted;
    line_.confiance = RospTrust::kPrinted;
    Rate rate = LineRate(s_, p_, p_.rate, s_.both_thresholds);
    if (rate.branche.empty() && p_.printed_rate) {
      Printed();
    } else if (!rate.branche.empty()) {
      Figures(rate);
    } else {
      line_.confiance = RospTrust::kUnknown;
      line_.explication = Missing();
    }
    for (const std::string& note : p_.notes) Add(note);
    if (line_.montant && line_.montant_verse)
      line_.ecart = Cents{line_.montant->value - line_.montant_verse->value};
    return line_;
  }

  // Before rounding, cents; for the sum.
  std::optional<Exact> exact() const { return exact_; }

 private:
  void Add(const std::string& basis) { line_.basis.push_back(basis); }

  void Rest(RospTrust trust, const std::string& what, const std::string& source = "") {
    line_.confiance = Weaker(line_.confiance, trust);
    Add(what + " : " + Trusted(trust) + (source.empty() ? "" : " — " + source));
  }

  void Common() {
    Rest(p_.points_trust, "nombre de points",
         p_.points_trust == RospTrust::kPrinted || !p_.grid ? "" : p_.grid->points.source);
    Rest(s_.point_trust, "valeur du point",
         s_.point_trust == RospTrust::kPrinted ? "" : s_.regime->valeur_point.source);
    if (p_.weighted)
      Rest(s_.regime->reference.confiance, "patientèle de référence", s_.regime->reference.source);
  }

  void Set(const Rate& rate, const Rate& low, const Rate& high) {
    const std::optional<Exact> amount = AmountOf(s_, p_, rate.value);
    line_.taux_realisation = ToDouble(rate.value) * 100;
    if (p_.points) line_.points_acquis = ToDouble(*p_.points * rate.value);
    exact_ = amount;
    if (!amount) {
      line_.explication = Missing();
      return;
    }
    line_.montant = RoundCents(*amount);
    line_.calcul = RateSteps(rate) + AmountSteps(rate);
    line_.bas = RoundCents(*AmountOf(s_, p_, low.value));
    line_.haut = RoundCents(*AmountOf(s_, p_, high.value));
  }

  // «50 % + 50 % × (60 − 54) / (65 − 54) = 77,2727 %»
  std::string RateSteps(const Rate& rate) const {
    const RateInput& r = p_.rate;
    const std::string result = Digits(rate.value * 100) + " % ; ";
    if (rate.branche == "entre")
      return fmt::format("taux = {} % + {} % × ({} − {}) / ({} − {}) = {}", Digits(r.palier * 100),
                         Digits((1 - r.palier) * 100), Digits(*r.found), Digits(*r.middle),
                         Digits(*r.target), Digits(*r.middle), result);
    if (rate.branche == "progression")
      return fmt::format("taux = {} % × ({} − {}) / ({} − {}) = {}", Digits(r.palier * 100),
                         Digits(*r.found), Digits(*r.start), Digits(*r.middle), Digits(*r.start),
                         result);
    return "";
  }

  // «30 points × 77,2727 % × 7,00 € × 900 / 800 = 182,56 €»
  std::string AmountSteps(const Rate& rate) const {
    std::string s = fmt::format("{} points × {} % × {}", Digits(*p_.points),
                                Digits(rate.value * 100), FrenchAmount(RoundCents(s_.point)));
    const bool clinical = !p_.organisation && !(p_.grid && p_.grid->theme == kOrganisation);
    if (clinical && s_.clinical != 1) s += " × " + Digits(s_.clinical);
    if (p_.weighted && s_.list && s_.reference)
      s += " × " + Digits(*s_.list) + " / " + Digits(*s_.reference);
    return s + " = " + FrenchAmount(*line_.montant);
  }

  // Without objectives only the printed rate of achievement is left: the arithmetic is checked.
  void Printed() {
    const Exact rate = *p_.printed_rate, half = p_.printed_half;
    Add("taux de réalisation : imprimé ; les objectifs manquent, il n’est pas recalculé");
    Common();
    Set({"", rate}, {"", rate > half ? Exact(rate - half) : Exact(0)},
        {"", rate + half < 1 ? Exact(rate + half) : Exact(1)});
  }

  // A printed rate stands for half its last unit on each side.
  Rate Moved(bool better) const {
    RateInput in = p_.rate;
    const Exact sign = (in.lower ? -1 : 1) * (better ? 1 : -1);
    if (in.found) *in.found += sign * p_.found_half;
    if (in.start) *in.start -= sign * p_.start_half;
    return LineRate(s_, p_, in, s_.both_thresholds);
  }

  void Figures(const Rate& rate) {
    line_.branche = rate.branche;
    Common();
    if (p_.organisation) {
      Doors();
    } else {
      Objectives(rate);
    }
    Set(rate, Moved(false), Moved(true));
    if (p_.few_now || p_.few_at_start) {
      const std::optional<Exact> other =
          AmountOf(s_, p_, LineRate(s_, p_, p_.rate, !s_.both_thresholds).value);
      if (other && (!line_.montant || RoundCents(*other) != *line_.montant))
        line_.autre_lecture = RoundCents(*other);
    }
  }

  void Doors() {
    if (!s_.regime->fse) return;
    if (!s_.doors) {
      Rest(RospTrust::kUnknown,
           "télétransmission et cahier des charges non donnés : supposés bons");
    } else {
      Add(std::string("préconditions ") + (*s_.doors ? "remplies" : "non remplies") + " — " +
          s_.regime->fse_source);
    }
  }

  void Objectives(const Rate& rate) {
    const auto source = [&](RospTrust trust, const RospCell RospIndicator::*cell) {
      return trust == RospTrust::kPrinted || !p_.grid ? "" : (p_.grid->*cell).source;
    };
    if (p_.rate.target)
      Rest(p_.target_trust, "objectif cible",
           source(p_.target_trust, &RospIndicator::objectif_cible));
    const bool threshold = p_.few_now || p_.few_at_start;
    if (rate.branche != "cible" && p_.rate.middle)
      Rest(p_.middle_trust, "objectif intermédiaire",
           source(p_.middle_trust, &RospIndicator::objectif_intermediaire));
    if (rate.branche == "entre" || rate.branche == "nul")
      Rest(s_.formula->confiance, Formula(), s_.formula->source);
    if (rate.branche == "progression")
      Rest(s_.formula->confiance_progression, Formula(), s_.formula->source);
    if (rate.branche == "nul" && p_.rate.start &&
        (p_.rate.lower ? *p_.rate.start < *p_.rate.middle : *p_.rate.start > *p_.rate.middle))
      Rest(RospTrust::kDeduced, "taux de départ déjà au-delà de l’objectif : compté pour zéro");
    const bool unpaid = line_.montant_verse && line_.montant_verse->value == 0;
    if (threshold)
      Rest(p_.threshold_trust, "seuil minimal de patients",
           source(p_.threshold_trust, &RospIndicator::seuil));
    else if (unpaid &&
             (rate.branche == "cible" || rate.branche == "entre" || rate.branche == "progression"))
      Rest(p_.in->patients ? p_.threshold_trust : Weaker(p_.threshold_trust, RospTrust::kDeduced),
           p_.in->patients ? "seuil minimal de patients atteint"
                           : "seuil minimal de patients : dénominateur non donné");
  }

  std::string Formula() const {
    return fmt::format("formule ({} % des points à l’objectif intermédiaire)", s_.formula->palier);
  }

  std::string Missing() const {
    if (!p_.points) return "Le nombre de points manque : ligne non calculée.";
    if (p_.organisation) return "Atteint ou non ? Ligne non calculée.";
    if (!p_.direction_known)
      return "Le sens de l’indicateur (hausse ou baisse) n’est pas connu : ligne non calculée.";
    if (!p_.rate.found) return "Le taux de suivi manque : ligne non calculée.";
    if (!p_.rate.target || !p_.rate.middle)
      return "Un objectif manque : le demander au décompte ; ligne non calculée.";
    if (p_.weighted && !s_.reference)
      return "La patientèle de référence n’est pas connue : ligne non calculée.";
    return "Ligne non calculée.";
  }

  const RospSetting& s_;
  const RospPrepared& p_;
  RospLine line_;
  std::optional<Exact> exact_;
};

class Computer {
 public:
  Computer(const RospInput& in, const RospSetting& s) : in_(in), s_(s) {}

  RospResult Run() {
    r_.annee = s_.annee;
    r_.regime = s_.regime->id;
    r_.arrondi = in_.arrondi;
    for (const RospLineInput& l : in_.lignes) prepared_.push_back(Prepare(l, s_));
    Lines();
    Totals();
    Maximum();
    Safeguard();
    Warnings();
    if (s_.regime->forfaits.empty()) FindClaims(in_, s_, prepared_, &r_);
    Conclude();
    return std::move(r_);
  }

 private:
  void Lines() {
    if (!s_.regime->forfaits.empty()) {
      ComputeFlat(in_, s_, &r_);
      for (const RospLine& l : r_.lignes)
        if (l.montant) sum_ += Exact(l.montant->value);
      return;
    }
    for (const RospPrepared& p : prepared_) {
      LineBuilder builder(s_, p);
      RospLine line = builder.Build();
      if (const std::optional<Exact> exact = builder.exact()) sum_ += *exact;
      ExplainPrinted(s_, p, &line);
      r_.lignes.push_back(std::move(line));
    }
  }

  void Totals() {
    int64_t total = 0, other = 0, paid = 0;
    size_t computed = 0, known = 0;
    bool differs = false;
    for (const RospLine& l : r_.lignes) {
      if (l.montant) {
        ++computed;
        total += l.montant->value;
        other += (l.autre_lecture ? *l.autre_lecture : *l.montant).value;
        differs = differs || l.autre_lecture.has_value();
      }
      if (l.montant_verse) {
        ++known;
        paid += l.montant_verse->value;
      }
    }
    const size_t n = r_.lignes.size();
    if (computed > 0) r_.total = in_.arrondi == "total" ? RoundCents(sum_) : Cents{total};
    if (differs) r_.total_autre_lecture = Cents{other};
    if (in_.total_verse)
      r_.total_verse = in_.total_verse;
    else if (n > 0 && known == n)
      r_.total_verse = Cents{paid};
    if (r_.total_verse && computed == n && n > 0)
      r_.ecart = Cents{r_.total->value - r_.total_verse->value};
    if (computed > 0 && computed < n)
      r_.avertissements.push_back(fmt::format("{} sur {} sans calcul : le total est partiel.",
                                              Count(n - computed, "ligne", "lignes"), n));
  }

  void Maximum() {
    const RospTotal* t = s_.regime->TotalOf(s_.annee);
    if (!t || s_.point == 0) return;
    Exact points(t->points_fixes);
    r_.maximum_confiance = Weaker(t->confiance, s_.point_trust);
    if (t->pondere) {
      // Without a list of its own: at the reference list, as the texts quote it.
      if (in_.patientele_mt && !s_.reference) return;
      const Exact weight = s_.list && s_.reference ? Exact(*s_.list / *s_.reference) : Exact(1);
      points += Exact(t->points - t->points_fixes) * weight;
    }
    r_.maximum = RoundCents(points * s_.point);
  }

  void Safeguard() {
    const bool years = s_.annee == 2017 || s_.annee == 2018;
    if (!in_.montant_annee_precedente || !years || !r_.total) return;
    const Exact before(in_.montant_annee_precedente->value), now(r_.total->value);
    const Exact least = before * 9 / 10;
    if (now < least) r_.sauvegarde = {RoundCents(least - now), RoundCents(before - now)};
  }

  void Warn(std::string text) { r_.avertissements.push_back(std::move(text)); }

  void Warnings() {
    if (in_.regime.empty())
      Warn("Le régime n’est pas donné : " + s_.regime->titre + ", d’après l’année.");
    if (in_.aujourdhui) {
      // Paid in the spring after the year of activity.
      const int first = s_.annee + 1 + kBarredAfter;
      const Date end(std::chrono::year(first), std::chrono::month(4), std::chrono::day(30));
      if (std::chrono::sys_days(*in_.aujourdhui) > std::chrono::sys_days(end))
        Warn(fmt::format(
            "L’activité de {} a été payée au printemps {} : plus de cinq ans ont passé, toute "
            "réclamation est très probablement prescrite (article 2224 du code civil).",
            s_.annee, s_.annee + 1));
    }
    if (s_.year_of_practice > 0)
      Warn(
          fmt::format("Nouvel installé, {}{} année : taux de départ à actualiser chaque année, "
                      "seuils appliqués aux deux dénominateurs, patientèle comptée en fin "
                      "d’exercice, valeur du point majorée{}.",
                      s_.year_of_practice, s_.year_of_practice == 1 ? "re" : "e",
                      in_.majoration ? "" : " (pourcentage non sourcé : à donner)"));
    if (s_.annee == 2020 && !in_.coefficient && s_.regime->id.starts_with("2016"))
      Warn(
          "Pour 2020, un coefficient exceptionnel a été décidé le 4 mars 2021 : son mode de calcul "
          "n’est pas publié, à donner.");
    if (s_.annee == 2017 && s_.regime->id.starts_with("2016"))
      Warn("Pour 2017, la règle des 50 % à l’objectif intermédiaire est supposée.");
    if (in_.coefficient || in_.majoration)
      Warn("Coefficient ou majoration : donné à la main, appliqué aux indicateurs cliniques.");
    for (const RospAverage& a : s_.regime->moyennes)
      if (a.annee == s_.annee)
        r_.moyennes.push_back({a.population, a.note, a.montant, a.confiance});
    if (!s_.regime->forfaits.empty())
      Warn(
          "Montants du forfait médecin traitant : des faits de source secondaire, à tenir à côté "
          "du "
          "décompte ; aucun écart n’en est affirmé.");
    if (!in_.a_verifier.empty()) {
      std::string ids;
      for (const std::string& id : in_.a_verifier) ids += (ids.empty() ? "" : ", ") + id;
      Warn("Provisoire, à vérifier sur le décompte : " + ids + ".");
    }
  }

  void Conclude() {
    std::string& s = r_.conclusion;
    if (r_.lignes.empty()) {
      s = r_.maximum
              ? fmt::format("Grille complète pour {} : {}.", r_.annee, FrenchAmount(*r_.maximum))
              : "Aucune ligne à calculer.";
      if (!r_.forfaits.empty())
        s = fmt::format("{}, {} : {} montants connus, donnés pour ce qu’ils valent.",
                        s_.regime->titre, r_.annee, r_.forfaits.size());
      return;
    }
    if (!r_.total) {
      s = "Aucune ligne n’a pu être calculée : il manque des valeurs du décompte.";
      return;
    }
    s = fmt::format("{} {} recalculé{} : {}", s_.regime->forfaits.empty() ? "ROSP" : "Forfait",
                    r_.annee, s_.regime->forfaits.empty() ? "e" : "", FrenchAmount(*r_.total));
    if (r_.total_verse) s += fmt::format(" pour {} versés", FrenchAmount(*r_.total_verse));
    s += ".";
    if (r_.reclamations.empty()) {
      s += r_.bureau.empty() ? " Aucun écart n’est à réclamer."
                             : " Aucune réclamation n’est à rédiger : voir la note du bureau.";
      return;
    }
    size_t sure = 0;
    int64_t owed = 0;
    for (const RospClaim& c : r_.reclamations) {
      if (!c.affirmable) continue;
      ++sure;
      if (c.ecart) owed += c.ecart->value;
    }
    s += " " + Count(r_.reclamations.size(), "point", "points") + " à soulever";
    if (sure > 0 && owed > 0)
      s += fmt::format(", dont {} à réclamer ({})", sure, FrenchAmount(Cents{owed}));
    s += sure < r_.reclamations.size() ? " ; ce qui repose sur une valeur non confirmée se demande."
                                       : ".";
  }

  const RospInput& in_;
  const RospSetting& s_;
  std::vector<RospPrepared> prepared_;
  Exact sum_ = 0;
  RospResult r_;
};

}  // namespace

std::optional<Exact> AmountOf(const RospSetting& s, const RospPrepared& p, const Exact& rate) {
  if (!p.points || s.point == 0) return std::nullopt;
  Exact earned = *p.points * (s.arrondi == "taux" ? RoundTo(rate, 4) : rate);
  if (s.arrondi == "points") earned = RoundTo(earned, 2);
  earned *= s.point;
  const bool clinical = !p.organisation && !(p.grid && p.grid->theme == kOrganisation);
  if (clinical) earned *= s.clinical;
  if (!p.weighted) return earned;
  if (!s.list || !s.reference) return std::nullopt;
  return Exact(earned * *s.list / *s.reference);
}

Rate LineRate(const RospSetting& s, const RospPrepared& p, const RateInput& rate, bool both) {
  if (p.organisation) {
    std::optional<bool> met = p.in->atteint;
    if (!met && p.printed_rate) met = *p.printed_rate == 1;
    if (!met) return {"", 0};
    if (s.regime->fse && s.doors == false) return {"neutralise", 0};
    return *met ? Rate{"cible", 1} : Rate{"nul", 0};
  }
  if (!p.direction_known || !s.formula) return {"", 0};
  if (both && (p.few_now || p.few_at_start)) return {"neutralise", 0};
  RateInput in = rate;
  if (p.few_at_start) in.start.reset();
  return RateOf(in);
}

Result<RospResult> ComputeRosp(const RospInput& given, const RospGrids& grids) {
  RospInput input = given;
  // Able to print the summary is what the notice asks; refused all the same, it was not paid.
  if (input.synthese_en_mesure == true)
    for (RospLineInput& l : input.lignes)
      if (l.code == "ORG_SYNTHESE" && l.atteint == false) {
        l.atteint = true;
        if (!l.montant_verse) l.montant_verse = Cents{0};
      }
  Result<RospSetting> setting = SettingOf(input, grids.impl());
  if (!setting.ok()) return setting.error();
  if (Status s = CheckRospInput(input, *setting->regime); !s.ok()) return s.error();
  RestorePoints(*setting, &input);
  if (!input.patientele_mt && setting->regime->forfaits.empty())
    for (const RospLineInput& l : input.lignes)
      if (Prepare(l, *setting).weighted)
        return Error{.code = ErrorCode::kUsage,
                     .message = "column patientele_mt: missing",
                     .hint = "the list that the fund weighted by, all schemes"};
  return Computer(input, *setting).Run();
}

}  // namespace riposte
