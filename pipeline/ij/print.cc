// The result for programs (contract/cli.md, keys in its order) and for a doctor.
#include <fmt/format.h>

#include "extractors/values/format.h"
#include "extractors/values/json.h"
#include "pipeline/ij/ij.h"

namespace riposte {
namespace {

void Optional(JsonWriter* w, const char* key, const std::optional<double>& value, int decimals) {
  w->Key(key);
  if (value)
    w->Number(*value, decimals);
  else
    w->Null();
}

void Contributions(JsonWriter* w, const IjResult& r) {
  if (r.contributions.empty()) return;
  w->Key("contributions");
  w->BeginArray();
  for (const IjResult::Contribution& c : r.contributions) {
    w->BeginObject();
    w->Key("strate");
    w->String(c.strate);
    w->Key("patients");
    w->Int(c.patients);
    Optional(w, "observees", c.observees, 0);
    Optional(w, "attendues", c.attendues, 2);
    Optional(w, "exces", c.exces, 2);
    w->EndObject();
  }
  w->EndArray();
}

void Funnel(JsonWriter* w, const IjResult::Entonnoir& f) {
  w->Key("entonnoir");
  w->BeginObject();
  w->Key("pairs");
  w->Int(static_cast<int64_t>(f.pairs));
  Optional(w, "phi", f.phi, 3);
  Optional(w, "tau2", f.tau2, 6);
  Optional(w, "bas95", f.bas95, 3);
  Optional(w, "haut95", f.haut95, 3);
  Optional(w, "bas998", f.bas998, 3);
  Optional(w, "haut998", f.haut998, 3);
  Optional(w, "ratio_retreci", f.ratio_retreci, 3);
  w->EndObject();
}

void Riap(JsonWriter* w, const IjResult& r) {
  w->Key("riap");
  w->BeginObject();
  w->Key("note");
  w->String(r.riap_note);
  w->Key("lignes");
  w->BeginArray();
  for (const IjResult::LigneRiap& l : r.riap) {
    w->BeginObject();
    w->Key("rubrique");
    w->String(l.rubrique);
    w->Key("libelle");
    w->String(l.libelle);
    w->Key("unite");
    w->String(l.unite);
    Optional(w, "vous", l.vous, 2);
    Optional(w, "reference", l.reference, 2);
    Optional(w, "rapport", l.rapport, 2);
    w->Key("etoiles");
    w->Int(l.etoiles);
    w->Key("saillante");
    w->Bool(l.saillante);
    if (l.par_mois) Optional(w, "par_mois", l.par_mois, 2);
    if (l.reference_par_mois) Optional(w, "reference_par_mois", l.reference_par_mois, 2);
    w->EndObject();
  }
  w->EndArray();
  w->EndObject();
}

void Between(JsonWriter* w, const IjResult& r) {
  w->Key("riap_entre");
  w->BeginObject();
  w->Key("note");
  w->String(r.riap_entre_note);
  if (r.riap_entre) {
    w->Key("periode_debut");
    w->Value(*r.riap_entre->periode_debut);
    w->Key("periode_fin");
    w->Value(*r.riap_entre->periode_fin);
    w->Key("lignes");
    w->BeginArray();
    for (const IjRiapRow& l : r.riap_entre->lignes) {
      w->BeginObject();
      w->Key("rubrique");
      w->String(l.rubrique);
      w->Key("libelle");
      w->String(l.libelle);
      w->Key("vous");
      w->Value(l.vous ? Value(*l.vous) : Value());
      w->Key("reference");
      w->Value(l.reference ? Value(*l.reference) : Value());
      w->EndObject();
    }
    w->EndArray();
  }
  w->EndObject();
}

const char* const kRubrics[][2] = {{"activite", "Votre activité"},
                                   {"prescriptions", "Vos prescriptions"},
                                   {"patients", "Vos patients"},
                                   {"cout_total", "Coût total"}};

std::string RubricName(const std::string& id) {
  for (const auto& [known, name] : kRubrics)
    if (id == known) return name;
  return id;
}

std::string RiapText(const IjResult& r) {
  std::string out = "\nRIAP\n", rubric;
  for (const IjResult::LigneRiap& l : r.riap) {
    if (l.rubrique != rubric) out += " " + RubricName(rubric = l.rubrique) + "\n";
    const char* unit = l.unite == "pct" ? " %" : "";
    out +=
        fmt::format("  {} : {}{}{} contre {}{}{}{}{}\n", l.libelle, FrenchDouble(l.vous, 2), unit,
                    l.unite == "pct" ? "" : " par patient", FrenchDouble(l.reference, 2), unit,
                    l.rapport ? fmt::format(", {} fois", FrenchDouble(*l.rapport, 2)) : "",
                    l.par_mois ? fmt::format(" ; {} par mois", FrenchDouble(*l.par_mois, 0)) : "",
                    l.etoiles > 0 ? " " + std::string(static_cast<size_t>(l.etoiles), '*') : "");
  }
  return out + "  " + r.riap_note + "\n";
}

std::string BetweenText(const IjResult& r) {
  std::string out = "\nEntre les deux RIAP\n  " + r.riap_entre_note + "\n";
  if (!r.riap_entre) return out;
  const double months = MonthsOf(*r.riap_entre->periode_debut, *r.riap_entre->periode_fin);
  for (const IjRiapRow& l : r.riap_entre->lignes)
    out +=
        fmt::format("  {} : {}, {} par mois{}\n", l.libelle, FrenchDecimal(*l.vous),
                    FrenchDouble(l.vous->ToDouble() / months, 0),
                    l.reference ? fmt::format(" (référence {})", FrenchDecimal(*l.reference)) : "");
  return out;
}

const char* MethodName(const std::string& id) {
  return id == "byar" ? "Byar" : id == "garwood" ? "exact (Garwood)" : "par arrêts";
}

// Limits of one kind together, with why they do not hold said once.
std::string IntervalText(const IjResult& r) {
  std::string out = "\nIncertitude du rapport\n", why;
  for (const bool valid : {true, false})
    for (const IjInterval& i : r.intervalles) {
      if (i.valable != valid) continue;
      if (i.pourquoi != why) {
        why = i.pourquoi;
        if (!why.empty()) out += "  Intervalles non valables. " + why + "\n";
      }
      out += fmt::format("  {}{}{}, {} % : {} à {}\n", valid ? "" : "  ", MethodName(i.methode),
                         i.phi ? fmt::format(" (φ = {})", FrenchDouble(*i.phi, 1)) : "",
                         FrenchDouble(100 * i.niveau, i.niveau == 0.95 ? 0 : 1),
                         FrenchDouble(i.bas, 2), FrenchDouble(i.haut, 2));
    }
  if (r.z) out += fmt::format("  Test de R = 1 : z = {}\n", FrenchDouble(*r.z, 2));
  return out + (r.diffusable
                    ? "  Peut être joint à une lettre : tiré des arrêts du praticien, et il "
                      "n’exclut pas 1 par "
                      "le haut.\n"
                    : "  À garder au bureau : un intervalle qui exclut 1 concède ce que la loi "
                      "demande, et un autre n’est pas établi.\n");
}

std::string InFrench(const std::string& status) {
  if (status == "holds") return "concorde";
  if (status == "broken") return "NE CONCORDE PAS";
  return "non vérifiable";
}

}  // namespace

std::string ToJson(const IjResult& r) {
  JsonWriter w;
  w.BeginObject();
  Optional(&w, "observees", r.observees, 0);
  Optional(&w, "attendues", r.attendues, 2);
  Optional(&w, "ratio", r.ratio, 3);
  Optional(&w, "exces", r.exces, 2);
  w.Key("par_patient");
  w.BeginObject();
  Optional(&w, "constate", r.par_patient_constate, 3);
  Optional(&w, "attendu", r.par_patient_attendu, 3);
  w.EndObject();
  w.Key("intervalles");
  w.BeginArray();
  for (const IjInterval& i : r.intervalles) {
    w.BeginObject();
    w.Key("methode");
    w.String(i.methode);
    if (i.phi) Optional(&w, "phi", i.phi, 1);
    w.Key("niveau");
    w.Number(i.niveau, 3);
    w.Key("bas");
    w.Number(i.bas, 2);
    w.Key("haut");
    w.Number(i.haut, 2);
    w.Key("valable");
    w.Bool(i.valable);
    if (!i.pourquoi.empty()) {
      w.Key("pourquoi");
      w.String(i.pourquoi);
    }
    w.EndObject();
  }
  w.EndArray();
  w.Key("checks");
  w.BeginArray();
  for (const Check& c : r.checks) {
    w.BeginObject();
    w.Key("id");
    w.String(c.id);
    w.Key("status");
    w.String(c.status);
    w.Key("detail");
    w.String(c.detail);
    w.EndObject();
  }
  w.EndArray();
  w.Key("sensibilite");
  w.BeginArray();
  for (const IjResult::Sensibilite& s : r.sensibilite) {
    w.BeginObject();
    w.Key("sans");
    w.String(s.sans);
    w.Key("ratio");
    w.Number(s.ratio, 3);
    if (s.part) Optional(&w, "part", s.part, 3);
    if (s.sens_unique) {
      w.Key("sens_unique");
      w.Bool(true);
    }
    w.EndObject();
  }
  w.EndArray();
  Contributions(&w, r);
  if (r.phi) Optional(&w, "phi", r.phi, 1);
  if (r.z) Optional(&w, "z", r.z, 2);
  if (r.entonnoir) Funnel(&w, *r.entonnoir);
  if (r.objectif) {
    w.Key("objectif");
    w.BeginObject();
    Optional(&w, "par_patient", r.objectif->par_patient, 3);
    Optional(&w, "ij", r.objectif->ij, 0);
    Optional(&w, "baisse", r.objectif->baisse, 0);
    if (r.objectif->par_semaine) Optional(&w, "par_semaine", r.objectif->par_semaine, 1);
    w.EndObject();
  }
  if (!r.riap_note.empty()) Riap(&w, r);
  if (!r.riap_entre_note.empty()) Between(&w, r);
  if (r.phi) {
    w.Key("diffusable");
    w.Bool(r.diffusable);
  }
  w.Key("conclusion");
  w.String(r.conclusion);
  w.EndObject();
  return w.text();
}

std::string ToText(const IjResult& r) {
  std::string out;
  const auto line = [&out](const char* name, const std::optional<double>& value, int decimals) {
    out += fmt::format("{} : {}\n", name, value ? FrenchDouble(*value, decimals) : "inconnu");
  };
  if (r.ratio || r.riap_note.empty()) {
    line("IJ observées", r.observees, 0);
    line("IJ attendues", r.attendues, 2);
    line("Rapport observé / attendu", r.ratio, 3);
    line("Excès (IJ)", r.exces, 2);
    line("IJ par patient, constaté", r.par_patient_constate, 2);
    line("IJ par patient, attendu", r.par_patient_attendu, 2);
  }
  if (!r.etapes.empty()) out += "\nCalcul\n";
  for (const std::string& step : r.etapes) out += "  " + step + "\n";
  if (!r.checks.empty()) out += "\nVérifications\n";
  for (const Check& c : r.checks)
    out += fmt::format("  {} : {} ({})\n", c.id, InFrench(c.status), c.detail);
  if (!r.intervalles.empty()) out += IntervalText(r);
  if (!r.contributions.empty()) out += "\nContribution des strates à l’excès\n";
  for (const IjResult::Contribution& c : r.contributions)
    out += fmt::format("  {} : {} patients, {} IJ pour {} attendues, excès {}\n", c.strate,
                       FrenchInteger(c.patients), FrenchDouble(c.observees, 0),
                       FrenchDouble(c.attendues, 1), FrenchDouble(c.exces, 1));
  if (!r.sensibilite.empty()) out += "\nRapport sans…\n";
  for (const IjResult::Sensibilite& s : r.sensibilite)
    out += fmt::format("  {} : {}{}\n", s.sans, FrenchDouble(s.ratio, 2),
                       s.part ? fmt::format(" ({} % des IJ)", FrenchDouble(100 * *s.part, 0)) : "");
  if (r.entonnoir) {
    const IjResult::Entonnoir& f = *r.entonnoir;
    out += fmt::format(
        "\nParmi les pairs ({})\n  φ = {}, τ² = {} ; limites à 95 % : {} à {} ; à 99,8 % : {} à "
        "{}\n",
        f.pairs, FrenchDouble(f.phi, 2), FrenchDouble(f.tau2, 4), FrenchDouble(f.bas95, 2),
        FrenchDouble(f.haut95, 2), FrenchDouble(f.bas998, 2), FrenchDouble(f.haut998, 2));
    if (f.ratio_retreci)
      out += fmt::format("  rapport rétréci vers 1 : {}\n", FrenchDouble(*f.ratio_retreci, 2));
  }
  if (!r.riap_note.empty()) out += RiapText(r);
  if (!r.riap_entre_note.empty()) out += BetweenText(r);
  out += "\n" + r.conclusion + "\n";
  return out;
}

}  // namespace riposte
