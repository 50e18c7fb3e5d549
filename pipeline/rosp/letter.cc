// From a statement's facts to the calculator's input. Nothing is repaired: a cell that is not of
// its type stays empty, and whatever nobody is sure of is named.
#include <algorithm>
#include <map>

#include "extractors/values/fold.h"
#include "pipeline/rosp/rosp.h"

namespace riposte {
namespace {

class StatementReader {
 public:
  StatementReader(const Letter& letter, RospInput* in) : letter_(letter), in_(in) {}

  template <class T>
  void Take(const char* id, std::optional<T>* out) {
    const Fact* fact = letter_.Field(id);
    if (!fact) return;
    const T* v = std::get_if<T>(&fact->value);
    if (!v) return;
    *out = *v;
    if (fact->status != FactStatus::kSure) in_->a_verifier.push_back(id);
  }

  // A statement of the child or of a specialty says so in its subject.
  void Regime() {
    const Fact* fact = letter_.Field("objet");
    const std::string* text = fact ? std::get_if<std::string>(&fact->value) : nullptr;
    const std::string subject = text ? Plain(*text) : "";
    if (!in_->annee) return;
    if (letter_.type.value == "decompte_fmt") {
      in_->regime = "fmt";
      return;
    }
    if (*in_->annee <= 2016) {
      in_->regime = "2011";
      return;
    }
    in_->regime = "2016-adulte";
    const std::pair<const char*, const char*> words[] = {{"enfant", "2016-enfant"},
                                                         {"cardiolog", "2016-cardiologie"},
                                                         {"gastro", "2016-gastroenterologie"},
                                                         {"endocrinolog", "2016-endocrinologie"}};
    for (const auto& [word, regime] : words)
      if (subject.find(word) != std::string::npos) in_->regime = regime;
  }

  void Lines() {
    const auto table = letter_.tables.find("indicateurs");
    if (table == letter_.tables.end()) return;
    bool doubtful = false;
    for (const Row& row : table->second) {
      RospLineInput l;
      l.code = Cell<std::string>(row, "code", &doubtful).value_or("");
      l.libelle = Cell<std::string>(row, "libelle", &doubtful).value_or("");
      l.patients = Cell<int64_t>(row, "patients", &doubtful);
      l.taux_depart = Cell<Decimal>(row, "taux_depart", &doubtful);
      l.taux_suivi = Cell<Decimal>(row, "taux_suivi", &doubtful);
      l.objectif_intermediaire = Cell<Decimal>(row, "objectif_intermediaire", &doubtful);
      l.objectif_cible = Cell<Decimal>(row, "objectif_cible", &doubtful);
      l.taux_realisation = Cell<Decimal>(row, "taux_realisation", &doubtful);
      l.points = Cell<Decimal>(row, "points", &doubtful);
      l.montant_verse = Cell<Cents>(row, "montant", &doubtful);
      if (l.code.empty() && l.libelle.empty()) {
        doubtful = true;
        continue;
      }
      in_->lignes.push_back(std::move(l));
    }
    if (doubtful) in_->a_verifier.push_back("indicateurs");
  }

 private:
  template <class T>
  static std::optional<T> Cell(const Row& row, const char* column, bool* doubtful) {
    const auto cell = row.find(column);
    if (cell == row.end()) return std::nullopt;
    if (cell->second.status != FactStatus::kSure) *doubtful = true;
    const T* v = std::get_if<T>(&cell->second.value);
    return v ? std::optional<T>(*v) : std::nullopt;
  }

  const Letter& letter_;
  RospInput* in_;
};

}  // namespace

RospInput RospInputOf(const Letter& letter) {
  RospInput in;
  StatementReader reader(letter, &in);
  reader.Take("annee", &in.annee);
  reader.Take("patientele_mt", &in.patientele_mt);
  reader.Take("valeur_point", &in.valeur_point);
  reader.Take("montant", &in.total_verse);
  reader.Regime();
  reader.Lines();
  return in;
}

}  // namespace riposte
