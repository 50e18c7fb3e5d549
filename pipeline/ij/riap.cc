// The RIAP: all schemes, reimbursed in the calendar year to date, per distinct patient. None of it
// is comparable with a letter's window of the general scheme, so rows are only ever set against the
// RIAP's own reference.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "extractors/values/format.h"
#include "pipeline/ij/figures.h"

namespace riposte {
namespace {

using std::chrono::day;
using std::chrono::January;

template <class T>
std::optional<T> FieldOf(const Letter& letter, const char* id) {
  const Fact* f = letter.Field(id);
  const T* v = f && f->status == FactStatus::kSure ? std::get_if<T>(&f->value) : nullptr;
  return v ? std::optional<T>(*v) : std::nullopt;
}

template <class T>
std::optional<T> CellOf(const Row& row, const char* column) {
  const auto cell = row.find(column);
  if (cell == row.end() || cell->second.status != FactStatus::kSure) return std::nullopt;
  const T* v = std::get_if<T>(&cell->second.value);
  return v ? std::optional<T>(*v) : std::nullopt;
}

bool Cumulative(const IjRiap& r) {
  return r.periode_debut && r.periode_fin && r.periode_debut->month() == January &&
         r.periode_debut->day() == day(1) && r.periode_fin->year() == r.periode_debut->year();
}

// Exact: the same scale on both sides.
std::optional<Decimal> Less(const std::optional<Decimal>& a, const std::optional<Decimal>& b) {
  if (!a || !b) return std::nullopt;
  Decimal x = *a, y = *b;
  while (x.scale < y.scale) x = {x.digits * 10, x.scale + 1};
  while (y.scale < x.scale) y = {y.digits * 10, y.scale + 1};
  return Decimal{x.digits - y.digits, x.scale};
}

}  // namespace

IjRiap IjRiapOf(const Letter& letter) {
  IjRiap r;
  r.periode_debut = FieldOf<Date>(letter, "periode_debut");
  r.periode_fin = FieldOf<Date>(letter, "periode_fin");
  r.patients_differents = FieldOf<int64_t>(letter, "patients_differents");
  const auto table = letter.tables.find("lignes");
  if (table == letter.tables.end()) return r;
  for (const Row& row : table->second) {
    IjRiapRow line;
    line.rubrique = CellOf<std::string>(row, "rubrique").value_or("");
    line.libelle = CellOf<std::string>(row, "libelle").value_or("");
    line.vous = CellOf<Decimal>(row, "vous");
    line.vous_par_patient = CellOf<Decimal>(row, "vous_par_patient");
    line.vous_pct = CellOf<Decimal>(row, "vous_pct");
    line.reference = CellOf<Decimal>(row, "reference");
    line.reference_par_patient = CellOf<Decimal>(row, "reference_par_patient");
    line.reference_pct = CellOf<Decimal>(row, "reference_pct");
    line.etoiles = std::clamp<int64_t>(CellOf<int64_t>(row, "etoiles").value_or(0), 0, 9);
    if (!line.libelle.empty()) r.lignes.push_back(std::move(line));
  }
  return r;
}

Result<IjRiap> RiapBetween(const IjRiap& earlier, const IjRiap& later) {
  if (!Cumulative(earlier) || !Cumulative(later))
    return Usage("a RIAP that does not run from 1 January to a day of that year");
  if (earlier.periode_debut->year() != later.periode_debut->year())
    return Usage("RIAPs of two years: the turn of the year cannot be rebuilt from cumulative ones");
  if (*earlier.periode_fin >= *later.periode_fin)
    return Usage("the later RIAP does not end after the earlier one");
  IjRiap out;
  out.periode_debut = Date(std::chrono::sys_days(*earlier.periode_fin) + std::chrono::days(1));
  out.periode_fin = later.periode_fin;
  std::map<std::pair<std::string, std::string>, const IjRiapRow*> before;
  for (const IjRiapRow& row : earlier.lignes)
    if (!before.emplace(std::pair(row.rubrique, row.libelle), &row).second)
      return Usage("the earlier RIAP has a row twice: " + row.libelle);
  for (const IjRiapRow& row : later.lignes) {
    const auto old = before.find({row.rubrique, row.libelle});
    // Patients are counted once a period: those of two periods overlap.
    if (old == before.end() || row.rubrique == "patients") continue;
    IjRiapRow line{.rubrique = row.rubrique,
                   .libelle = row.libelle,
                   .vous = Less(row.vous, old->second->vous),
                   .reference = Less(row.reference, old->second->reference)};
    // A row in percent alone has no volume to take away.
    if (!line.vous) continue;
    if (line.vous->digits < 0) return Usage("the cumulative volume of a row falls: " + row.libelle);
    out.lignes.push_back(std::move(line));
  }
  return out;
}

void CompareRiap(const IjInput& in, IjResult* r) {
  if (!in.riap) return;
  for (const IjRiapRow& row : in.riap->lignes) {
    IjResult::LigneRiap line{.rubrique = row.rubrique, .libelle = row.libelle};
    line.etoiles = row.etoiles;
    if (row.vous_par_patient && row.reference_par_patient) {
      line.unite = "par_patient";
      line.vous = row.vous_par_patient->ToDouble();
      line.reference = row.reference_par_patient->ToDouble();
    } else if (row.vous_pct && row.reference_pct) {
      line.unite = "pct";
      line.vous = row.vous_pct->ToDouble();
      line.reference = row.reference_pct->ToDouble();
    } else {
      continue;
    }
    if (line.reference > 0) line.rapport = line.vous / line.reference;
    r->riap.push_back(std::move(line));
  }
  IjResult::LigneRiap* greatest = nullptr;
  for (IjResult::LigneRiap& line : r->riap)
    if (line.rapport && line.unite == "par_patient" &&
        (!greatest || *line.rapport > *greatest->rapport))
      greatest = &line;
  r->riap_note =
      "Le RIAP porte sur tous les régimes, les remboursements depuis le 1er janvier et les "
      "patients "
      "différents ; la lettre sur un régime, une autre période et les patients actifs : les deux "
      "se lisent côte à côte et ne se retranchent pas.";
  if (in.riap->periode_debut && in.riap->periode_fin)
    r->riap_note += fmt::format(" RIAP du {} au {}.", FrenchDate(*in.riap->periode_debut),
                                FrenchDate(*in.riap->periode_fin));
  if (!greatest || *greatest->rapport <= 1) return;
  greatest->saillante = true;
  r->riap_note += fmt::format(
      " Ligne qui se détache : « {} », {} par patient contre {} pour la référence, {} fois.{}",
      greatest->libelle, FrenchDouble(greatest->vous, 2), FrenchDouble(greatest->reference, 2),
      FrenchDouble(*greatest->rapport, 1),
      greatest->etoiles > 0 ? fmt::format(" Elle porte {} étoile{}, dont aucun texte ne donne le "
                                          "sens.",
                                          greatest->etoiles, greatest->etoiles > 1 ? "s" : "")
                            : "");
}

}  // namespace riposte
