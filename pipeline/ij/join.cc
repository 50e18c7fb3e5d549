// What several files say of one practice: each may add, none may contradict another.
#include "pipeline/ij/figures.h"

namespace riposte {
namespace {

template <class T>
Status Join(const char* name, const std::optional<T>& more, std::optional<T>* in) {
  if (!more) return {};
  if (*in && !(**in == *more)) return Usage(std::string("two files give another ") + name);
  *in = more;
  return {};
}

template <class T>
Status Join(const char* name, std::vector<T>* more, std::vector<T>* in) {
  if (more->empty()) return {};
  if (!in->empty()) return Usage(std::string("two files give ") + name);
  *in = std::move(*more);
  return {};
}

}  // namespace

Status AddIjInput(IjInput more, IjInput* in) {
  for (const Status& s :
       {Join("periode_debut", more.periode_debut, &in->periode_debut),
        Join("periode_fin", more.periode_fin, &in->periode_fin),
        Join("patients_actifs", more.patients_actifs, &in->patients_actifs),
        Join("ij_prescrites", more.ij_prescrites, &in->ij_prescrites),
        Join("ij_par_patient", more.ij_par_patient, &in->ij_par_patient),
        Join("ij_attendues_par_patient", more.ij_attendues_par_patient,
             &in->ij_attendues_par_patient),
        Join("ratio", more.ratio, &in->ratio),
        Join("objectif_ij_par_patient", more.objectif_ij_par_patient, &in->objectif_ij_par_patient),
        Join("objectif_pct", more.objectif_pct, &in->objectif_pct),
        Join("strates", &more.strates, &in->strates), Join("arrets", &more.arrets, &in->arrets),
        Join("pairs", &more.pairs, &in->pairs), Join("parts", &more.parts, &in->parts)})
    if (!s.ok()) return s;
  if (in->perimetre_regime.empty()) in->perimetre_regime = more.perimetre_regime;
  in->a_verifier.insert(in->a_verifier.end(), more.a_verifier.begin(), more.a_verifier.end());
  for (std::optional<IjRiap>* riap : {&more.riap, &more.riap_avant}) {
    if (!*riap) continue;
    if (in->riap && in->riap_avant) return Usage("more than two RIAPs");
    if (!in->riap) {
      in->riap = std::move(*riap);
      continue;
    }
    in->riap_avant = std::move(*riap);
    if (in->riap_avant->periode_fin && in->riap->periode_fin &&
        *in->riap_avant->periode_fin > *in->riap->periode_fin)
      std::swap(in->riap, in->riap_avant);
  }
  return {};
}

}  // namespace riposte
