// Which calculation gave the printed sum? Each known mistake is computed in turn and held against
// what was paid; the first that meets it, within what the rounding of the printed rates allows,
// names the branch. None is asserted from here: the claims weigh them.
#include <fmt/format.h>

#include "extractors/values/format.h"
#include "pipeline/rosp/figures.h"

namespace riposte {
namespace {

constexpr int64_t kTolerance = 50;  // cents a line: no rounding rule is published
constexpr int64_t kMatch = 2;       // cents, for a calculation to be recognised

struct Guess {
  const char* id;
  std::string text;
  std::optional<Exact> amount, low, high;
};

class Explainer {
 public:
  Explainer(const RospSetting& s, const RospPrepared& p, RospLine* line)
      : s_(s), p_(p), line_(line) {}

  void Run() {
    if (!line_->montant_verse) return;
    if (line_->montant && Side(*line_) == 0) return Say("conforme", "");
    if (line_->montant_verse->value == 0 && line_->montant && line_->montant->value > 0)
      return Unpaid();
    for (const Guess& g : Guesses())
      if (Meets(g)) return Say(g.id, g.text);
    if (line_->montant) Say("inexplique", "Aucun calcul connu ne donne la somme imprimée.");
  }

 private:
  void Say(const std::string& id, const std::string& text) {
    line_->applique = id;
    if (line_->explication.empty()) line_->explication = text;
  }

  void Unpaid() {
    if (p_.organisation) return Say("non_paye", "L’indicateur est atteint et n’est pas payé.");
    const bool reached = line_->branche == "cible" || line_->branche == "entre";
    if (reached && (!p_.rate.start || p_.few_at_start))
      return Say("depart_neutralise",
                 "Compté pour zéro alors que l’objectif intermédiaire est atteint : le taux de "
                 "départ, absent ou neutralisé, n’entre plus dans le calcul.");
    if (p_.few_now)
      return Say("seuil", "Compté pour zéro : moins de patients que le seuil minimal.");
    Say("non_paye", "Compté pour zéro sans raison visible sur le décompte.");
  }

  // A rate with its rounding, by another way of computing.
  template <class F>
  void Try(std::vector<Guess>* out, const char* id, std::string text, F rate) {
    const auto at = [&](int step) -> std::optional<Exact> {
      RateInput in = p_.rate;
      const Exact sign = (in.lower ? -1 : 1) * step;
      if (in.found) *in.found += sign * p_.found_half;
      if (in.start) *in.start -= sign * p_.start_half;
      const std::optional<Exact> share = rate(in);
      return share ? AmountOf(s_, p_, *share) : std::nullopt;
    };
    out->push_back({id, std::move(text), at(0), at(-1), at(1)});
  }

  std::vector<Guess> Guesses() {
    std::vector<Guess> out;
    if (p_.rate.found && p_.rate.target && p_.rate.middle && p_.direction_known) {
      Try(&out, "progression",
          "Payé d’après la progression depuis le taux de départ, alors que l’objectif "
          "intermédiaire est atteint.",
          [&](const RateInput& in) { return Progress(in); });
      if (p_.rate.lower)
        Try(&out, "taux_inverse",
            "Payé comme si le taux de suivi était son complément à 100 : indicateur à la baisse "
            "pris à l’envers.",
            [&](RateInput in) -> std::optional<Exact> {
              *in.found = 100 - *in.found;
              return RateOf(in).value;
            });
      Try(&out, "autre_formule",
          fmt::format("Payé avec l’autre palier ({} % à l’objectif intermédiaire).",
                      p_.rate.palier == Exact(1, 2) ? 30 : 50),
          [&](RateInput in) -> std::optional<Exact> {
            in.palier = in.palier == Exact(1, 2) ? Exact(3, 10) : Exact(1, 2);
            return RateOf(in).value;
          });
    }
    if (p_.printed_rate && !line_->branche.empty()) {
      const Exact r = *p_.printed_rate, h = p_.printed_half;
      out.push_back({"taux_imprime",
                     "Payé au taux de réalisation imprimé, qui n’est pas celui que donnent les "
                     "taux et les objectifs.",
                     AmountOf(s_, p_, r), AmountOf(s_, p_, r > h ? Exact(r - h) : Exact(0)),
                     AmountOf(s_, p_, r + h)});
    }
    if (line_->taux_realisation && line_->montant) OtherWeight(&out);
    return out;
  }

  // What the start level would give, had the intermediate objective not been reached.
  static std::optional<Exact> Progress(const RateInput& in) {
    if (!in.start || *in.middle == *in.start) return std::nullopt;
    const Exact share = in.palier * (*in.found - *in.start) / (*in.middle - *in.start);
    if (RateOf(in).branche == "progression" || share <= 0) return std::nullopt;
    return share < 1 ? share : Exact(1);
  }

  void OtherWeight(std::vector<Guess>* out) {
    if (!s_.list || !s_.reference) return;
    const Exact weight = *s_.list / *s_.reference, by = p_.weighted ? Exact(1 / weight) : weight;
    const auto cents = [](const std::optional<Cents>& c) { return Exact(c ? c->value : 0); };
    out->push_back({p_.weighted ? "non_pondere" : "pondere_a_tort",
                    p_.weighted ? "Payé sans la pondération par la patientèle."
                                : "Pondéré par la patientèle, alors que cet indicateur est fixe.",
                    cents(line_->montant) * by, cents(line_->bas) * by, cents(line_->haut) * by});
  }

  bool Meets(const Guess& g) const {
    if (!g.amount || !g.low || !g.high) return false;
    Exact low = *g.low, high = *g.high;
    if (low > high) std::swap(low, high);
    const Exact paid(line_->montant_verse->value);
    return paid >= low - kMatch && paid <= high + kMatch;
  }

  const RospSetting& s_;
  const RospPrepared& p_;
  RospLine* line_;
};

}  // namespace

int Side(const RospLine& line) {
  if (!line.montant || !line.montant_verse) return 0;
  const int64_t paid = line.montant_verse->value;
  const int64_t low =
      std::min(line.bas ? line.bas->value : line.montant->value, line.montant->value);
  const int64_t high =
      std::max(line.haut ? line.haut->value : line.montant->value, line.montant->value);
  if (paid + kTolerance < low) return 1;
  if (paid - kTolerance > high) return -1;
  return 0;
}

void ExplainPrinted(const RospSetting& s, const RospPrepared& p, RospLine* line) {
  Explainer(s, p, line).Run();
}

}  // namespace riposte
