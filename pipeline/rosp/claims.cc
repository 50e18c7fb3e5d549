// The claims: each difference under the rule that explains it, with its ground, its sum and the way
// to raise it. Three rules hold for all: a line with an unconfirmed figure is asked and not
// asserted; what may run against the doctor is for the office alone; and where the differences
// together are not in the doctor's favour nothing is drafted, because a claim can start a review.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "extractors/values/format.h"
#include "pipeline/rosp/figures.h"

namespace riposte {
namespace {

const char* const kRoute =
    "Réclamation écrite à la CPAM, en recommandé, avec demande de décision motivée ; puis "
    "commission de recours amiable dans les deux mois de la décision notifiée (R. 142-1 CSS) ; "
    "deux mois de silence valent rejet (R. 142-6) ; puis pôle social du tribunal judiciaire dans "
    "les deux mois (R. 142-1-A).";

bool Assertable(RospTrust trust) { return trust <= RospTrust::kSecondary; }

class Finder {
 public:
  Finder(const RospInput& in, const RospSetting& s, const std::vector<RospPrepared>& prepared,
         RospResult* r)
      : in_(in), s_(s), prepared_(prepared), r_(r) {}

  void Run() {
    const std::optional<int64_t> list = ImpliedList();
    for (size_t i = 0; i < r_->lignes.size(); ++i) {
      const int side = Side(r_->lignes[i]);
      if (side > 0) Owed(i, list);
      if (side < 0) Overpaid(i);
    }
    Reversed();
    Summary();
    OwnList();
    Newcomer();
    SafeguardClause();
    for (auto& [id, claim] : claims_) {
      claim.affirmable = claim.affirmable && Assertable(claim.confiance) && in_.a_verifier.empty();
      (claim.ecart && claim.ecart->value < 0 ? r_->bureau : r_->reclamations)
          .push_back(std::move(claim));
    }
    Order(&r_->reclamations);
    Weigh();
  }

 private:
  RospClaim& Claim(const std::string& id, int rule, const std::string& ground,
                   const std::string& text, bool affirmable) {
    RospClaim& c = claims_[id];
    if (c.id.empty()) {
      c.id = id;
      c.regle = rule;
      c.fondement = ground;
      c.texte = text;
      c.voie = kRoute;
      c.confiance = RospTrust::kPrinted;
      c.affirmable = affirmable;
    }
    return c;
  }

  void AddLine(RospClaim* c, const RospLine& line) {
    c->lignes.push_back(line.code.empty() ? line.libelle : line.code);
    c->confiance = Weaker(c->confiance, line.confiance);
    c->ecart = Cents{(c->ecart ? c->ecart->value : 0) + line.ecart->value};
  }

  // A line whose own figures cannot be asserted does not weaken those that can.
  RospClaim& For(const std::string& id, int rule, const std::string& ground,
                 const std::string& text, const RospLine& line, bool affirmable = true) {
    const bool sure = affirmable && Assertable(line.confiance);
    return Claim(sure ? id : id + "_a_demander", rule, ground, text, sure);
  }

  void Owed(size_t i, const std::optional<int64_t>& list) {
    RospLine& line = r_->lignes[i];
    const RospPrepared& p = prepared_[i];
    if (p.organisation) return Organisation(line, p);
    if (list && line.ponderee && line.applique == "inexplique") {
      line.applique = "liste";
      line.explication = fmt::format("Payé pour une patientèle de {} et non de {}.",
                                     FrenchInteger(*list), FrenchInteger(*in_.patientele_mt));
      return AddLine(
          &For("patientele_ponderation", 3,
               "Patientèle médecin traitant de tous les régimes, affichée sur Espace Pro",
               "Les montants ne sont pas calculés avec la patientèle imprimée.", line),
          line);
    }
    if (line.applique == "depart_neutralise" || line.applique == "progression")
      return AddLine(
          &For("objectif_atteint", 1, "Notice de la CNAMTS, § 2.1.5",
               "Dès que l’objectif intermédiaire est atteint, le taux de départ n’intervient plus.",
               line),
          line);
    if (line.applique == "taux_inverse")
      return AddLine(&For("sens_inverse", 6, "Sens de l’indicateur",
                          "Un indicateur à la baisse a été lu à l’envers.", line),
                     line);
    if (line.applique == "seuil")
      return AddLine(&For("seuil", 0, "Notice de la CNAMTS, § 3.2, a contrario",
                          "Le seuil minimal ne se teste que sur le dénominateur du taux de départ.",
                          line, false),
                     line);
    AddLine(
        &For("calcul", 0, "Formule de la convention, valeurs imprimées sur le décompte",
             "Le montant imprimé est inférieur à celui que donnent les valeurs imprimées.", line),
        line);
  }

  void Organisation(RospLine& line, const RospPrepared& p) {
    if (line.code == "ORG_SYNTHESE" && p.in->montant_verse->value == 0)
      return AddLine(&For("synthese", 5, "Notice de la CNAMTS : « en mesure d’éditer »",
                          "Il suffit d’être en mesure d’éditer la synthèse au 31 décembre.", line),
                     line);
    AddLine(&For("organisation", 4, "Convention de 2011, annexe XVII",
                 s_.doors_redone
                     ? "Le taux de FSE, refait sans les feuilles exclues, atteint les deux tiers."
                     : "Les préconditions sont remplies : chaque indicateur se mesure seul.",
                 line),
            line);
  }

  // For the office alone.
  void Overpaid(size_t i) {
    const RospLine& line = r_->lignes[i];
    RospClaim c{.id = "trop_verse",
                .fondement = "Recalcul de la ligne",
                .texte = "Somme versée au-delà du recalcul : pour le bureau seulement.",
                .ecart = line.ecart,
                .confiance = line.confiance};
    c.lignes.push_back(line.code.empty() ? line.libelle : line.code);
    r_->bureau.push_back(std::move(c));
  }

  // The list that all unexplained weighted lines were paid for, if there is one.
  std::optional<int64_t> ImpliedList() const {
    if (!s_.list || !s_.reference) return std::nullopt;
    Exact low = 0, high = 1'000'000;
    int lines = 0;
    for (const RospLine& l : r_->lignes) {
      if (l.applique != "inexplique" || !l.ponderee || !l.bas || l.montant->value == 0) continue;
      const Exact paid(l.montant_verse->value);
      if (l.bas->value <= 0 || l.haut->value <= 0) continue;
      low = std::max(low, Exact((paid - 1) * *s_.list / Exact(l.haut->value + 1)));
      high = std::min(high, Exact((paid + 1) * *s_.list / Exact(l.bas->value)));
      ++lines;
    }
    if (lines < 2 || low > high) return std::nullopt;
    return RoundCents((low + high) / 2).value;
  }

  // A lower-is-better item whose printed rate, turned round, is near its start level.
  void Reversed() {
    for (size_t i = 0; i < r_->lignes.size(); ++i) {
      const RospPrepared& p = prepared_[i];
      RospLine& line = r_->lignes[i];
      if (!p.rate.lower || !p.direction_known || !p.rate.found || !line.montant_verse) continue;
      if (p.grid && p.grid->unite == "pour_100") continue;
      if (line.branche != "nul" && line.branche != "neutralise") continue;
      RateInput turned = p.rate;
      *turned.found = 100 - *turned.found;
      if (*turned.found >= *p.rate.found) continue;
      const Rate rate = LineRate(s_, p, turned, s_.both_thresholds);
      const std::optional<Exact> amount = AmountOf(s_, p, rate.value);
      if (rate.value == 0 || !amount) continue;
      const int64_t gap = RoundCents(*amount).value - line.montant_verse->value;
      if (gap <= 0) continue;
      RospClaim& c = Claim("sens_a_verifier", 6, "Sens de l’indicateur",
                           "Indicateur à la baisse dont le taux de suivi semble imprimé à l’envers "
                           "(complément à 100) : le demander.",
                           false);
      c.lignes.push_back(line.code.empty() ? line.libelle : line.code);
      c.confiance = Weaker(c.confiance, Weaker(line.confiance, RospTrust::kDeduced));
      c.ecart = Cents{(c.ecart ? c.ecart->value : 0) + gap};
    }
  }

  // The printed total against the printed lines.
  void Summary() {
    if (!in_.total_verse || r_->lignes.empty()) return;
    int64_t paid = 0;
    for (const RospLine& l : r_->lignes) {
      if (!l.montant_verse) return;
      paid += l.montant_verse->value;
    }
    const int64_t gap = paid - in_.total_verse->value;
    const int64_t rounding = static_cast<int64_t>(r_->lignes.size());  // a cent a line
    if (gap <= rounding && gap >= -rounding) return;
    RospClaim& c = Claim("somme", 0, "Addition des lignes du décompte",
                         fmt::format("Les lignes imprimées font {} et le total imprimé {}.",
                                     FrenchAmount(Cents{paid}), FrenchAmount(*in_.total_verse)),
                         true);
    c.ecart = Cents{gap};
  }

  void OwnList() {
    if (!in_.patientele_propre || !in_.patientele_mt) return;
    int64_t weighted = 0;
    RospTrust trust = RospTrust::kDeduced;  // the doctor's own count
    for (const RospLine& l : r_->lignes) {
      if (!l.ponderee || !l.montant) continue;
      weighted += l.montant->value;
      trust = Weaker(trust, l.confiance);
    }
    const int64_t gap = *in_.patientele_propre - *in_.patientele_mt;
    if (gap == 0 || weighted == 0) return;
    const bool general = in_.patientele_regime_general == in_.patientele_mt;
    RospClaim& c =
        Claim("patientele", 3,
              "Patientèle médecin traitant de tous les régimes (TJ Reims, 29 janvier 2021)",
              fmt::format(
                  "La caisse a compté {} patients, le praticien en compte {}{}.",
                  FrenchInteger(*in_.patientele_mt), FrenchInteger(*in_.patientele_propre),
                  general ? " ; le nombre imprimé est celui du seul régime général : les patients "
                            "de la MSA et des autres régimes manquent"
                          : " : demander le détail par régime"),
              false);
    c.ecart = RoundCents(Exact(weighted) * gap / *in_.patientele_mt);
    c.confiance = trust;
  }

  void Newcomer() {
    if (s_.year_of_practice == 0) return;
    std::vector<std::string> stale;
    for (size_t i = 0; i < prepared_.size(); ++i) {
      const RospLineInput& l = *prepared_[i].in;
      const std::string& branch = r_->lignes[i].branche;
      if (l.taux_depart && l.taux_depart_precedent && *l.taux_depart == *l.taux_depart_precedent &&
          branch != "cible" && branch != "entre")
        stale.push_back(r_->lignes[i].code.empty() ? r_->lignes[i].libelle : r_->lignes[i].code);
    }
    if (!stale.empty()) {
      RospClaim& c = Claim("depart_non_actualise", 2, "Notice de la CNAMTS, § 3.2",
                           "Pour un nouvel installé le taux de départ est actualisé chacune des "
                           "trois premières années ; il est ici celui de l’année d’avant.",
                           true);
      c.confiance = RospTrust::kSecondary;
      c.lignes = std::move(stale);
    }
    if (in_.majoration) return;
    RospClaim& c = Claim("majoration", 2, "Notice de la CNAMTS, § 3.2",
                         "La valeur du point des indicateurs cliniques est majorée les trois "
                         "premières années ; le pourcentage n’est pas sourcé : le demander.",
                         false);
    c.confiance = RospTrust::kSecondary;
  }

  void SafeguardClause() {
    if (!r_->sauvegarde) return;
    RospClaim& c =
        Claim("sauvegarde", 0, "Clause de sauvegarde de la convention de 2016",
              fmt::format(
                  "La rémunération baisse de plus de 10 % : complément de {} (jusqu’à 90 %) ou de "
                  "{} (jusqu’à 100 %), la lecture n’étant pas fixée.",
                  FrenchAmount(r_->sauvegarde->a_90), FrenchAmount(r_->sauvegarde->a_100)),
              false);
    c.ecart = r_->sauvegarde->a_90;
    c.confiance = RospTrust::kSecondary;
  }

  static void Order(std::vector<RospClaim>* claims) {
    std::stable_sort(claims->begin(), claims->end(), [](const RospClaim& a, const RospClaim& b) {
      if (a.affirmable != b.affirmable) return a.affirmable;
      return (a.ecart ? a.ecart->value : 0) > (b.ecart ? b.ecart->value : 0);
    });
  }

  // What is only asked about cannot outweigh a sum that runs against the doctor: the letter is
  // drafted on what is claimed.
  void Weigh() {
    int64_t net = 0, sure = 0;
    bool any = false;
    for (const auto* claims : {&r_->reclamations, &r_->bureau})
      for (const RospClaim& c : *claims) {
        if (!c.ecart) continue;
        any = true;
        net += c.ecart->value;
        if (c.affirmable || c.ecart->value < 0) sure += c.ecart->value;
      }
    if (any) r_->net = Cents{net};
    if (!r_->bureau.empty() && sure <= 0 && !r_->reclamations.empty()) {
      r_->avertissements.push_back(
          "Tout compté, ce qui peut se réclamer ne dépasse pas ce qui joue contre le praticien : "
          "aucune réclamation n’est rédigée ; les points trouvés sont dans la note du bureau.");
      for (RospClaim& c : r_->reclamations) r_->bureau.push_back(std::move(c));
      r_->reclamations.clear();
    }
    if (r_->ecart && r_->total && r_->ecart->value > 0 &&
        r_->ecart->value * 100 <= r_->total->value && !r_->reclamations.empty())
      r_->avertissements.push_back(
          "L’écart total ne dépasse pas 1 % : un recalcul honnête tombe d’ordinaire à cette "
          "distance.");
  }

  const RospInput& in_;
  const RospSetting& s_;
  const std::vector<RospPrepared>& prepared_;
  RospResult* r_;
  std::map<std::string, RospClaim> claims_;
};

}  // namespace

void FindClaims(const RospInput& in, const RospSetting& s,
                const std::vector<RospPrepared>& prepared, RospResult* r) {
  Finder(in, s, prepared, r).Run();
}

}  // namespace riposte
