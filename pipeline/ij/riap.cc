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

// What one cannot be taken from the other for: in English for who calls, in French for who reads.
struct Refusal {
  std::string english, french;
};

std::optional<Refusal> WhyNotBetween(const IjRiap& earlier, const IjRiap& later) {
  if (!Cumulative(earlier) || !Cumulative(later))
    return Refusal{"a RIAP that does not run from 1 January to a day of that year",
                   "l’un des deux ne part pas du 1er janvier"};
  if (earlier.periode_debut->year() != later.periode_debut->year())
    return Refusal{
        "RIAPs of two years: the turn of the year cannot be rebuilt from cumulative ones",
        "ils ne sont pas de la même année, et septembre à février ne se reconstitue pas à partir "
        "de relevés cumulés depuis janvier"};
  if (*earlier.periode_fin >= *later.periode_fin)
    return Refusal{"the later RIAP does not end after the earlier one",
                   "ils finissent le même jour"};
  return std::nullopt;
}

Result<IjRiap> Subtracted(const IjRiap& earlier, const IjRiap& later, Refusal* why) {
  IjRiap out;
  out.periode_debut = Date(std::chrono::sys_days(*earlier.periode_fin) + std::chrono::days(1));
  out.periode_fin = later.periode_fin;
  std::map<std::pair<std::string, std::string>, const IjRiapRow*> before;
  for (const IjRiapRow& row : earlier.lignes)
    if (!before.emplace(std::pair(row.rubrique, row.libelle), &row).second) {
      *why = {"the earlier RIAP has a row twice: " + row.libelle,
              "une ligne y figure deux fois (" + row.libelle + ")"};
      return Usage(why->english);
    }
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
    if (line.vous->digits < 0) {
      *why = {"the cumulative volume of a row falls: " + row.libelle,
              "un volume cumulé y baisse (" + row.libelle + ")"};
      return Usage(why->english);
    }
    // Doctors of the reference come and go, so its volume may fall.
    if (line.reference && line.reference->digits < 0) line.reference.reset();
    out.lignes.push_back(std::move(line));
  }
  return out;
}

// A printed rate or share that is above (or below) its reference whatever the rounding of both:
// the least that the quotient can be (the most).
double Surely(const Decimal& vous, const Decimal& reference, bool above) {
  const double side = above ? 1 : -1;
  const double under = reference.ToDouble() + side * HalfUnit(reference);
  return under > 0 ? (vous.ToDouble() - side * HalfUnit(vous)) / under : 0;
}

// Shares of the patients that are far from the reference: what the rest is to be read with.
std::string Structure(const IjRiap& riap) {
  constexpr double kFar = 1.2;
  std::string s;
  for (const IjRiapRow& row : riap.lignes) {
    if (row.rubrique != "patients" || !row.vous_pct || !row.reference_pct) continue;
    const bool more = Surely(*row.vous_pct, *row.reference_pct, true) >= kFar;
    const double most = Surely(*row.vous_pct, *row.reference_pct, false);
    if (!more && !(most > 0 && most <= 1 / kFar)) continue;
    s += (s.empty() ? "" : " ; ") + fmt::format("« {} » {} % contre {} %", row.libelle,
                                                FrenchDecimal(*row.vous_pct),
                                                FrenchDecimal(*row.reference_pct));
  }
  return s;
}

std::string Outstanding(const IjRiap& riap, const IjRiapRow& row, const IjResult::LigneRiap& line) {
  std::string s = fmt::format(
      " Ligne qui se détache : « {} », {} par patient contre {} pour la référence, {} fois",
      line.libelle, FrenchDouble(line.vous, 2), FrenchDouble(line.reference, 2),
      FrenchDouble(*line.rapport, 1));
  if (riap.patients_differents && row.vous)
    s += fmt::format(
        " ; sur {} patients, {} de plus qu’au taux de la référence",
        FrenchInteger(*riap.patients_differents),
        FrenchDouble((line.vous - line.reference) * static_cast<double>(*riap.patients_differents),
                     0));
  s += ".";
  if (line.etoiles > 0)
    s += fmt::format(" Elle porte {} étoile{}, dont aucun texte ne donne le sens.", line.etoiles,
                     line.etoiles > 1 ? "s" : "");
  if (const std::string structure = Structure(riap); !structure.empty())
    s += " À lire avec la structure de la patientèle : " + structure + ".";
  return s;
}

void AddBetween(const IjInput& in, IjResult* r) {
  if (!in.riap_avant) return;
  std::optional<Refusal> why = WhyNotBetween(*in.riap_avant, *in.riap);
  Refusal row;
  if (!why) {
    Result<IjRiap> between = Subtracted(*in.riap_avant, *in.riap, &row);
    if (between.ok()) {
      r->riap_entre = std::move(between.value());
      r->riap_entre_note = fmt::format(
          "Du {} au {}, par différence des deux RIAP : des volumes seulement. Les patients "
          "différents et les taux par patient ne se retranchent pas.",
          FrenchDate(*r->riap_entre->periode_debut), FrenchDate(*r->riap_entre->periode_fin));
      return;
    }
    why = row;
  }
  r->riap_entre_note = "Les deux RIAP ne se retranchent pas : " + why->french + ".";
}

}  // namespace

double MonthsOf(Date first, Date last) {
  using std::chrono::sys_days;
  const Date after(sys_days(last) + std::chrono::days(1));
  if (first.day() == after.day())
    return static_cast<double>((after.year() - first.year()).count() * 12 +
                               static_cast<int>(static_cast<unsigned>(after.month())) -
                               static_cast<int>(static_cast<unsigned>(first.month())));
  return static_cast<double>((sys_days(last) - sys_days(first)).count() + 1) / 30.4375;
}

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
  if (const auto why = WhyNotBetween(earlier, later)) return Usage(why->english);
  Refusal why;
  return Subtracted(earlier, later, &why);
}

void CompareRiap(const IjInput& in, IjResult* r) {
  if (!in.riap) return;
  const IjRiap& riap = *in.riap;
  std::optional<double> months;
  if (riap.periode_debut && riap.periode_fin && *riap.periode_debut < *riap.periode_fin)
    months = MonthsOf(*riap.periode_debut, *riap.periode_fin);
  const IjRiapRow* standing = nullptr;
  size_t outstanding = 0;
  double most = 1;
  for (const IjRiapRow& row : riap.lignes) {
    IjResult::LigneRiap line{.rubrique = row.rubrique, .libelle = row.libelle};
    line.etoiles = row.etoiles;
    if (row.vous_par_patient && row.reference_par_patient) {
      line.unite = "par_patient";
      line.vous = row.vous_par_patient->ToDouble();
      line.reference = row.reference_par_patient->ToDouble();
      const double surely = Surely(*row.vous_par_patient, *row.reference_par_patient, true);
      if (surely > most) {
        most = surely;
        standing = &row;
        outstanding = r->riap.size();
      }
    } else if (row.vous_pct && row.reference_pct) {
      line.unite = "pct";
      line.vous = row.vous_pct->ToDouble();
      line.reference = row.reference_pct->ToDouble();
    } else {
      continue;
    }
    if (line.reference > 0) line.rapport = line.vous / line.reference;
    // Patients are counted once, so a month has no share of them.
    if (months && row.rubrique != "patients") {
      if (row.vous) line.par_mois = row.vous->ToDouble() / *months;
      if (row.reference) line.reference_par_mois = row.reference->ToDouble() / *months;
    }
    r->riap.push_back(std::move(line));
  }
  r->riap_note =
      "Le RIAP porte sur tous les régimes, les remboursements depuis le 1er janvier et les "
      "patients différents ; la lettre sur un régime, une autre période et les patients actifs : "
      "les deux se lisent côte à côte et ne se retranchent pas.";
  if (riap.periode_debut && riap.periode_fin)
    r->riap_note += fmt::format(" RIAP du {} au {}.", FrenchDate(*riap.periode_debut),
                                FrenchDate(*riap.periode_fin));
  if (standing && r->riap[outstanding].rapport) {
    r->riap[outstanding].saillante = true;
    r->riap_note += Outstanding(riap, *standing, r->riap[outstanding]);
  }
  AddBetween(in, r);
}

}  // namespace riposte
