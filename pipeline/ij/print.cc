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
    w->EndObject();
  }
  w->EndArray();
  w->EndObject();
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
  line("IJ observées", r.observees, 0);
  line("IJ attendues", r.attendues, 2);
  line("Rapport observé / attendu", r.ratio, 3);
  line("Excès (IJ)", r.exces, 2);
  line("IJ par patient, constaté", r.par_patient_constate, 2);
  line("IJ par patient, attendu", r.par_patient_attendu, 2);
  if (!r.checks.empty()) out += "\nVérifications\n";
  for (const Check& c : r.checks)
    out += fmt::format("  {} : {} ({})\n", c.id, InFrench(c.status), c.detail);
  if (!r.intervalles.empty()) out += "\nIncertitude du rapport\n";
  for (const IjInterval& i : r.intervalles)
    out +=
        fmt::format("  {}{}, {} % : {} à {}{}{}\n", i.methode,
                    i.phi ? fmt::format(" (φ = {})", FrenchDouble(*i.phi, 1)) : "",
                    FrenchDouble(100 * i.niveau, i.niveau == 0.95 ? 0 : 1), FrenchDouble(i.bas, 2),
                    FrenchDouble(i.haut, 2), i.valable ? "" : " — non valable",
                    i.pourquoi.empty() ? "" : ". " + i.pourquoi);
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
  if (!r.riap.empty()) out += "\nRIAP, à côté de la lettre\n";
  for (const IjResult::LigneRiap& l : r.riap)
    out += fmt::format("  {} : {}{} pour {}{}{}{}\n", l.libelle, FrenchDouble(l.vous, 2),
                       l.unite == "pct" ? " %" : " par patient", FrenchDouble(l.reference, 2),
                       l.unite == "pct" ? " %" : "",
                       l.rapport ? fmt::format(", {} fois", FrenchDouble(*l.rapport, 2)) : "",
                       l.etoiles > 0 ? " " + std::string(static_cast<size_t>(l.etoiles), '*') : "");
  if (!r.riap_note.empty()) out += "  " + r.riap_note + "\n";
  out += "\n" + r.conclusion + "\n";
  return out;
}

}  // namespace riposte
