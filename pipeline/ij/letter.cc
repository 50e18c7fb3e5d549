// From a letter's facts to the calculator's input. Nothing is repaired: a cell that cannot be used
// takes the whole profile out, because a sum over some of the strata looks like a broken letter.
#include <fmt/format.h>

#include "pipeline/ij/figures.h"

namespace riposte {
namespace {

class LetterReader {
 public:
  LetterReader(const Letter& letter, IjInput* in) : letter_(letter), in_(in) {}

  template <class T>
  void Take(const char* id, std::optional<T>* out) {
    const Fact* fact = letter_.Field(id);
    if (!fact) return;
    if (const T* v = std::get_if<T>(&fact->value)) {
      *out = *v;
      if (fact->status != FactStatus::kSure) in_->a_verifier.push_back(id);
    }
  }

  void TakeProfile() {
    const auto table = letter_.tables.find("profil");
    if (table == letter_.tables.end()) return;
    std::vector<IjStratum> strata;
    bool doubtful = false, usable = true;
    for (const Row& row : table->second) {
      IjStratum s;
      s.sexe = Cell<std::string>(row, "sexe", &doubtful).value_or("");
      s.age = Cell<std::string>(row, "age", &doubtful).value_or("");
      s.ald = Cell<bool>(row, "ald", &doubtful);
      s.c2s = Cell<bool>(row, "c2s", &doubtful);
      const std::optional<int64_t> patients = Cell<int64_t>(row, "patients", &doubtful);
      const std::optional<int64_t> ij = Cell<int64_t>(row, "ij", &doubtful);
      s.attendues = Cell<Decimal>(row, "ij_attendues", &doubtful);
      usable = usable && patients && ij;
      s.patients = patients.value_or(0);
      s.ij = ij.value_or(0);
      strata.push_back(std::move(s));
    }
    // «profil» says that the strata are doubtful, or that there are some and they were not taken.
    if (usable) in_->strates = std::move(strata);
    if (doubtful || !usable) in_->a_verifier.push_back("profil");
  }

 private:
  template <class T>
  static std::optional<T> Cell(const Row& row, const char* column, bool* doubtful) {
    const auto cell = row.find(column);
    if (cell == row.end()) return std::nullopt;
    const T* v = std::get_if<T>(&cell->second.value);
    if (cell->second.status != FactStatus::kSure) *doubtful = true;
    return v ? std::optional<T>(*v) : std::nullopt;
  }

  const Letter& letter_;
  IjInput* in_;
};

}  // namespace

IjInput IjInputOf(const Letter& letter) {
  IjInput in;
  // Its period and its patients are not those of a letter.
  if (letter.type.value == "riap") {
    in.riap = IjRiapOf(letter);
    return in;
  }
  LetterReader reader(letter, &in);
  reader.Take("periode_debut", &in.periode_debut);
  reader.Take("periode_fin", &in.periode_fin);
  reader.Take("patients_actifs", &in.patients_actifs);
  reader.Take("ij_prescrites", &in.ij_prescrites);
  reader.Take("ij_par_patient", &in.ij_par_patient);
  reader.Take("ij_attendues_par_patient", &in.ij_attendues_par_patient);
  reader.Take("ratio", &in.ratio);
  reader.Take("objectif_ij_par_patient", &in.objectif_ij_par_patient);
  reader.Take("objectif_pct", &in.objectif_pct);
  std::optional<std::string> scope;
  reader.Take("perimetre_regime", &scope);
  in.perimetre_regime = scope.value_or("");
  reader.TakeProfile();
  return in;
}

}  // namespace riposte
