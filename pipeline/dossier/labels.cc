#include "pipeline/dossier/labels.h"

#include <map>

#include "extractors/values/format.h"

namespace riposte {

namespace {

const std::map<std::string_view, const char*>& Labels() {
  static const std::map<std::string_view, const char*> labels = {
      // document types
      {"invitation_entretien", "invitation à un entretien"},
      {"notification_mso", "ouverture de la procédure MSO/MSAP"},
      {"convocation_audition", "convocation à l’audition"},
      {"proces_verbal_audition", "procès-verbal d’audition"},
      {"proposition_mso", "proposition de mise sous objectif"},
      {"abandon_procedure", "abandon de la procédure"},
      {"bilan_mso", "bilan de la mise sous objectif"},
      {"saisine_commission", "saisine de la commission"},
      {"avis_commission", "avis de la commission"},
      {"decision_msap", "décision de mise sous accord préalable"},
      {"notification_penalite", "notification de griefs et de pénalité encourue"},
      {"decision_penalite", "décision de pénalité"},
      {"notification_indu", "notification d’indu"},
      {"mise_en_demeure", "mise en demeure"},
      {"contrainte", "contrainte"},
      {"decision_cra", "décision de la commission de recours amiable"},
      {"accuse_reception_recours", "accusé de réception d’un recours"},
      {"controle_activite", "conclusions d’une analyse d’activité"},
      {"compte_rendu_entretien", "compte rendu d’entretien"},
      {"manquement_conventionnel", "manquement conventionnel"},
      {"decompte_rosp", "décompte de ROSP"},
      {"decompte_fmt", "décompte du forfait médecin traitant"},
      {"reponse_rosp", "réponse à une réclamation ROSP ou FMT"},
      {"riap", "relevé individuel d’activité et de prescriptions"},
      {"avis_reception", "avis de réception ou preuve de dépôt"},
      {"inconnu", "courrier non reconnu"},
      // every letter
      {"caisse", "caisse"},
      {"caisse_adresse", "adresse de la caisse"},
      {"adresse_reponse", "adresse de réponse"},
      {"departement", "département"},
      {"reference", "référence"},
      {"objet", "objet"},
      {"date_lettre", "date de la lettre"},
      {"numero_lrar", "numéro de recommandé"},
      {"praticien_nom", "praticien"},
      {"praticien_adresse", "adresse du praticien"},
      {"praticien_rpps", "numéro RPPS"},
      {"praticien_am", "numéro AM"},
      {"praticien_specialite", "spécialité du praticien"},
      {"interlocuteur", "interlocuteur"},
      {"signataire", "signataire"},
      {"signataire_qualite", "qualité du signataire"},
      {"textes_cites", "textes cités"},
      {"delai_annonce", "délai annoncé"},
      {"delai_point_depart", "point de départ annoncé"},
      {"voies_recours", "voies de recours"},
      // by type
      {"rdv_date", "date du rendez-vous"},
      {"rdv_heure", "heure du rendez-vous"},
      {"rdv_lieu", "lieu du rendez-vous"},
      {"medecin_conseil", "médecin-conseil"},
      {"assistance", "assistance"},
      {"periode_debut", "début de la période"},
      {"periode_fin", "fin de la période"},
      {"ij_prescrites", "IJ prescrites"},
      {"patients_actifs", "patients actifs"},
      {"ij_par_patient", "IJ par patient"},
      {"ij_attendues_par_patient", "IJ attendues par patient"},
      {"ratio", "ratio"},
      {"groupe_comparaison", "groupe de comparaison"},
      {"perimetre_comparaison", "périmètre de comparaison"},
      {"perimetre_regime", "régimes retenus"},
      {"perimetre_risques", "risques retenus"},
      {"exclusions", "exclusions"},
      {"profil", "profil des patients"},
      {"objectif_pct", "objectif (en %)"},
      {"objectif_ij_par_patient", "objectif d’IJ par patient"},
      {"objectif_nombre", "objectif en nombre d’IJ"},
      {"moyenne_reference", "moyenne de référence"},
      {"mesure_debut", "début de la mesure"},
      {"mesure_fin", "fin de la mesure"},
      {"penalite_maximale", "pénalité maximale"},
      {"cosignataire", "cosignataire"},
      {"procedure", "procédure"},
      {"seance_date", "date de la séance"},
      {"seance_heure", "heure de la séance"},
      {"seance_lieu", "lieu de la séance"},
      {"sens", "sens"},
      {"duree_proposee", "durée proposée"},
      {"montant", "montant"},
      {"prescriptions_visees", "prescriptions visées"},
      {"avis_commission_date", "date de l’avis de la commission"},
      {"avis_uncam_date", "date de l’avis de l’UNCAM"},
      {"objectif_atteint", "objectif atteint"},
      {"penalite_envisagee", "pénalité envisagée"},
      {"motif", "motif"},
      {"fraude_alleguee", "fraude alléguée"},
      {"lignes_indu", "lignes de l’indu"},
      {"majoration", "majoration"},
      {"reference_origine", "référence de la créance"},
      {"date_recours", "date du recours"},
      {"nombre_dossiers", "nombre de dossiers"},
      {"annee", "année"},
      {"patientele_mt", "patientèle médecin traitant"},
      {"points", "points"},
      {"valeur_point", "valeur du point"},
      {"indicateurs", "indicateurs"},
      {"specialite", "spécialité"},
      {"region", "région"},
      {"patients_differents", "patients différents"},
      {"lignes", "lignes"},
      // columns
      {"sexe", "sexe"},
      {"age", "âge"},
      {"ald", "ALD"},
      {"c2s", "C2S"},
      {"patients", "patients"},
      {"ij", "IJ"},
      {"ij_attendues", "IJ attendues"},
      {"code", "code"},
      {"libelle", "libellé"},
      {"taux_depart", "taux de départ"},
      {"taux_suivi", "taux de suivi"},
      {"objectif_intermediaire", "objectif intermédiaire"},
      {"objectif_cible", "objectif cible"},
      {"taux_realisation", "taux de réalisation"},
      {"ligne", "ligne"},
      {"date_acte", "date de l’acte"},
      {"date_paiement", "date du paiement"},
      {"rubrique", "rubrique"},
      {"vous", "vous"},
      {"vous_par_patient", "vous, par patient"},
      {"vous_pct", "vous, en %"},
      {"reference_par_patient", "référence, par patient"},
      {"reference_pct", "référence, en %"},
      {"etoiles", "étoiles"},
      // given by a person
      {"date_presentation", "première présentation au médecin"},
      {"date_remise", "remise au médecin"},
      {"mode_notification", "mode de notification"},
      {"preuve_reception", "preuve de réception"},
      {"date_tampon", "tampon d’arrivée"},
      {"mandat", "mandat du médecin"},
      {"accord_traitement", "accord du médecin pour le traitement de ses données"},
      {"decision_medecin", "décision du médecin"},
      {"evenement", "événement"},
      {"issue", "issue"},
  };
  return labels;
}

}  // namespace

std::string LabelOf(std::string_view id) {
  const auto it = Labels().find(id);
  return it == Labels().end() ? std::string(id) : it->second;
}

std::string ValueInFrench(std::string_view id, const Value& value) {
  return id == "annee" ? ToCanonical(value) : French(value);
}

std::string WhyInFrench(std::string_view why) {
  static const std::map<std::string_view, const char*> reasons = {
      {"comma_doubt", "virgule décimale douteuse"},
      {"second_reading_differs", "une seconde lecture diffère"},
      {"check_broken", "un contrôle n’est pas vérifié"},
      {"tie", "plusieurs valeurs possibles"},
      {"low_ink", "impression trop pâle"},
      {"low_confidence", "lecture incertaine"},
      {"luhn_failed", "clé du numéro fausse"},
      {"ambiguous_separator", "séparateur ambigu"},
      {"two_digit_year", "année sur deux chiffres"},
      {"ocr_form", "forme altérée par la lecture optique"},
      {"no_decimals", "décimales peut-être perdues"},
      {"out_of_range", "valeur hors des bornes plausibles"},
      {"page_quality", "page mal lue"},
      {"second_reading_failed", "la seconde lecture a échoué"},
      {"no_second_reading", "aucune seconde lecture ne la confirme"},
      {"places_differ", "la lettre dit autre chose ailleurs"},
      {"badly_read", "page mal lue"},
      {"incomplete_text", "fin de texte peut-être perdue"},
      {"cut_article", "article peut-être coupé en fin de ligne"},
      {"look_alike_letters", "lettres qui se ressemblent"},
      {"near_given_name", "prénom à une lettre d’un prénom usuel"},
      {"weak_anchor", "repère incertain"},
      {"extra_text", "texte en trop autour de la valeur"},
      {"unreadable_cell", "case illisible"},
      {"several_values", "plusieurs valeurs dans la case"},
      {"table_doubt", "colonnes du tableau incertaines"},
      {"not_in_list", "absent de la liste attendue"},
      {"wrapped", "valeur coupée par un retour à la ligne"},
      {"name_order", "ordre du nom et du prénom incertain"},
      {"year_inferred", "année déduite"},
      {"no_currency", "monnaie non imprimée"},
      {"ambiguous_sign", "signe ambigu"},
      {"no_template", "aucun modèle ne correspond"},
      {"no_fund", "aucune caisse reconnue"},
      {"few_cues", "trop peu d’indices"},
      {"types_compete", "plusieurs types possibles"},
  };
  const auto it = reasons.find(why);
  return it == reasons.end() ? std::string(why) : it->second;
}

std::string WarningInFrench(std::string_view warning) {
  static const std::map<std::string_view, const char*> texts = {
      {"secret_medical", "patients nommés : le texte de la page n’est ni gardé ni lu"},
      {"page_failed", "page non lue"},
      {"badly_read", "page mal lue"},
      {"font_missing", "une police manquait, du texte a pu échapper à la lecture"},
      {"repaired", "fichier réparé avant lecture"},
      {"text_layer_distrusted", "texte du fichier douteux : l’image a été lue"},
      {"cut_uncertain", "peut-être le début d’un autre courrier"},
      {"pages_missing", "pages manquantes"},
      {"table_doubt", "colonnes du tableau incertaines"},
      {"table_refused", "tableau qui nomme des personnes : non lu"},
      {"too_many_words", "trop de texte : la fin n’est pas lue"},
  };
  const size_t colon = warning.find(": ");
  const auto it = texts.find(warning.substr(0, colon));
  if (it == texts.end()) return std::string(warning);
  if (colon == std::string_view::npos) return it->second;
  return std::string(it->second) + " (" + std::string(warning.substr(colon + 2)) + ")";
}

}  // namespace riposte
