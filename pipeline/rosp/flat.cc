// A sum per patient and year (forfait médecin traitant), paid in parts. What is known of the sums
// is of secondary source, so it is set beside the statement: whether the printed amounts are so
// many quarters of them, and which lines are not. Nothing of it is claimed; it may be asked.
#include <fmt/format.h>

#include <algorithm>

#include "extractors/values/fold.h"
#include "extractors/values/format.h"
#include "pipeline/rosp/figures.h"

namespace riposte {
namespace {

// The words that tell two lines apart, in no order: «Patients en ALD, moins de 80 ans» is
// «moins de 80 ans (ALD)».
std::vector<std::string> KeyOf(const std::string& label) {
  std::string plain = Plain(label);
  for (const auto& [from, to] : {std::pair{"affection de longue duree", "ald"},
                                 {"complementaire sante solidaire", "c2s"},
                                 {"<", " moins "},
                                 {"+", " plus "}})
    for (size_t at; (at = plain.find(from)) != std::string::npos;)
      plain.replace(at, std::string(from).size(), to);
  std::vector<std::string> words;
  std::string word;
  for (char c : plain + " ") {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      word += c;
      continue;
    }
    if (word.size() > 1 && word.back() == 's') word.pop_back();
    static const char* const dropped[] = {
        "patient", "beneficiaire", "enfant", "de", "d", "en", "et", "a", "la", "an", ""};
    if (std::none_of(std::begin(dropped), std::end(dropped),
                     [&](const char* d) { return word == d; }))
      words.push_back(word);
    word.clear();
  }
  std::sort(words.begin(), words.end());
  return words;
}

class Flat {
 public:
  Flat(const RospInput& in, const RospSetting& s, RospResult* r) : in_(in), s_(s), r_(r) {}

  void Run() {
    for (const RospFlat& f : s_.regime->forfaits)
      r_->forfaits.push_back(
          {f.code, f.theme, f.libelle, f.note, f.source, f.montant, f.majoration_pct, f.confiance});
    for (const RospLineInput& l : in_.lignes) Line(l);
    const int64_t parts = Parts();
    for (size_t i = 0; i < r_->lignes.size(); ++i) Amount(parts, facts_[i], in_.lignes[i], i);
  }

 private:
  const RospFlat* Find(const RospLineInput& l) const {
    for (const RospFlat& f : s_.regime->forfaits)
      if (!l.code.empty() && f.code == l.code) return &f;
    const std::vector<std::string> key = KeyOf(l.libelle);
    for (const RospFlat& f : s_.regime->forfaits)
      for (const std::string& label : f.libelles)
        if (!key.empty() && KeyOf(label) == key) return &f;
    return nullptr;
  }

  void Line(const RospLineInput& l) {
    const RospFlat* fact = Find(l);
    facts_.push_back(fact && fact->montant && l.patients ? fact : nullptr);
    RospLine line;
    line.code = l.code;
    line.libelle = !l.libelle.empty() ? l.libelle : fact ? fact->libelle : "";
    line.montant_verse = l.montant_verse;
    line.ponderee = false;
    r_->lignes.push_back(std::move(line));
  }

  int64_t Whole(const RospFlat& fact, const RospLineInput& l) const {
    return fact.montant->value * *l.patients;
  }

  // So many of the year's payments are on the statement: the number that most lines agree on.
  int64_t Parts() const {
    const int64_t all = s_.regime->versements.nombre;
    int64_t best = 0;
    size_t agreed = 0;
    for (int64_t parts = 1; parts <= all; ++parts) {
      size_t lines = 0;
      for (size_t i = 0; i < facts_.size(); ++i) {
        const RospLineInput& l = in_.lignes[i];
        if (!facts_[i] || !l.montant_verse || *l.patients == 0) continue;
        const int64_t gap = Whole(*facts_[i], l) * parts - l.montant_verse->value * all;
        if (gap <= all && gap >= -all) ++lines;  // a cent
      }
      if (lines > agreed) {
        agreed = lines;
        best = parts;
      }
    }
    return best;
  }

  void Amount(int64_t parts, const RospFlat* fact, const RospLineInput& l, size_t i) {
    RospLine& line = r_->lignes[i];
    if (!fact) {
      line.explication = "Aucun montant connu ne porte ce nom, ou le nombre de patients manque.";
      return;
    }
    const int64_t all = s_.regime->versements.nombre, whole = Whole(*fact, l);
    line.confiance = Weaker(fact->confiance, s_.regime->versements.confiance);
    line.basis.push_back(fact->libelle + " : " + FrenchAmount(*fact->montant) +
                         " par patient et par an — " + fact->source);
    line.calcul = fmt::format("{} patients × {} = {} par an", FrenchInteger(*l.patients),
                              FrenchAmount(*fact->montant), FrenchAmount(Cents{whole}));
    if (parts == 0) {
      line.explication = "Le décompte ne suit aucune part connue des montants de l’année.";
      return;
    }
    line.montant = RoundCents(Exact(whole * parts, all));
    if (parts < all)
      line.calcul += fmt::format(" ; {} versement{} sur {} = {}", parts, parts > 1 ? "s" : "", all,
                                 FrenchAmount(*line.montant));
    line.bas = line.haut = line.montant;
    if (!line.montant_verse) return;
    line.ecart = Cents{line.montant->value - line.montant_verse->value};
    line.applique = Side(line) == 0 ? "conforme" : "inexplique";
    if (Side(line) == 0) return;
    line.explication = "La somme imprimée ne suit pas le montant connu : à demander.";
    const bool owed = Side(line) > 0;
    RospClaim c{.id = "forfait_a_demander",
                .fondement = "Montants du forfait, de source secondaire",
                .texte = "La somme imprimée est " +
                         std::string(owed ? "inférieure" : "supérieure") +
                         " à ce que donnent les montants connus : demander le calcul.",
                .ecart = line.ecart,
                .confiance = line.confiance};
    c.lignes.push_back(line.libelle);
    (owed ? r_->reclamations : r_->bureau).push_back(std::move(c));
  }

  const RospInput& in_;
  const RospSetting& s_;
  RospResult* r_;
  std::vector<const RospFlat*> facts_;  // along the lines; null: none, or no patients
};

}  // namespace

void ComputeFlat(const RospInput& in, const RospSetting& s, RospResult* r) { Flat(in, s, r).Run(); }

}  // namespace riposte
