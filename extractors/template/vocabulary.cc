// The tables of contract/vocabulary.md, typed. The contract's file is the source; a field may stand
// in several letters, and has the same type in all of them.
#include "extractors/template/vocabulary.h"

#include <algorithm>
#include <array>
#include <map>

namespace riposte {
namespace {

using enum ValueType;
using Fields = std::map<std::string, ValueType, std::less<>>;

const Fields& CommonFields() {
  static const Fields fields = {
      {"caisse", kText},
      {"caisse_adresse", kText},
      {"adresse_reponse", kText},
      {"departement", kText},
      {"reference", kText},
      {"objet", kText},
      {"date_lettre", kDate},
      {"numero_lrar", kLrar},
      {"praticien_nom", kText},
      {"praticien_adresse", kText},
      {"praticien_rpps", kRpps},
      {"praticien_am", kAm},
      {"praticien_specialite", kText},
      {"interlocuteur", kText},
      {"signataire", kText},
      {"signataire_qualite", kText},
      {"textes_cites", kTextList},
      {"delai_annonce", kDuration},
      {"delai_point_depart", kText},
      {"voies_recours", kTextList},
  };
  return fields;
}

struct TypeEntry {
  const char* id;
  Fields fields;
  std::vector<std::string> tables;
};

const std::vector<TypeEntry>& Entries() {
  static const std::vector<TypeEntry> entries = [] {
    const Fields meeting = {
        {"rdv_date", kDate}, {"rdv_heure", kTime}, {"rdv_lieu", kText}, {"medecin_conseil", kText}};
    const Fields penalty = {{"montant", kAmount},
                            {"motif", kText},
                            {"fraude_alleguee", kBoolean},
                            {"avis_commission_date", kDate},
                            {"avis_uncam_date", kDate}};
    const Fields formal_claim = {{"montant", kAmount},
                                 {"majoration", kAmount},
                                 {"motif", kText},
                                 {"reference_origine", kText}};
    const Fields statement = {{"annee", kInteger},
                              {"patientele_mt", kInteger},
                              {"points", kDecimal},
                              {"valeur_point", kAmount},
                              {"montant", kAmount}};
    return std::vector<TypeEntry>{
        {"invitation_entretien", meeting, {}},
        {"notification_mso",
         {{"periode_debut", kDate},
          {"periode_fin", kDate},
          {"ij_prescrites", kInteger},
          {"patients_actifs", kInteger},
          {"ij_par_patient", kDecimal},
          {"ij_attendues_par_patient", kDecimal},
          {"ratio", kDecimal},
          {"groupe_comparaison", kText},
          {"perimetre_comparaison", kText},
          {"perimetre_regime", kText},
          {"perimetre_risques", kText},
          {"exclusions", kText}},
         {"profil"}},
        {"convocation_audition", meeting, {}},
        {"proces_verbal_audition", {{"rdv_date", kDate}, {"assistance", kText}}, {}},
        {"proposition_mso",
         {{"objectif_pct", kPercent},
          {"objectif_ij_par_patient", kDecimal},
          {"objectif_nombre", kInteger},
          {"moyenne_reference", kDecimal},
          {"mesure_debut", kDate},
          {"mesure_fin", kDate},
          {"penalite_maximale", kAmount},
          {"medecin_conseil", kText},
          {"cosignataire", kText}},
         {}},
        {"abandon_procedure", {{"motif", kText}}, {}},
        {"bilan_mso",
         {{"mesure_debut", kDate},
          {"mesure_fin", kDate},
          {"objectif_ij_par_patient", kDecimal},
          {"ij_par_patient", kDecimal},
          {"objectif_atteint", kBoolean},
          {"penalite_envisagee", kBoolean}},
         {}},
        {"saisine_commission",
         {{"procedure", kText},
          {"seance_date", kDate},
          {"seance_heure", kTime},
          {"seance_lieu", kText}},
         {}},
        {"avis_commission",
         {{"procedure", kText},
          {"seance_date", kDate},
          {"sens", kText},
          {"duree_proposee", kDuration},
          {"montant", kAmount}},
         {}},
        {"decision_msap",
         {{"mesure_debut", kDate},
          {"mesure_fin", kDate},
          {"prescriptions_visees", kText},
          {"avis_commission_date", kDate},
          {"avis_uncam_date", kDate}},
         {}},
        {"notification_penalite", penalty, {}},
        {"decision_penalite", penalty, {}},
        {"notification_indu",
         {{"montant", kAmount},
          {"periode_debut", kDate},
          {"periode_fin", kDate},
          {"motif", kText},
          {"fraude_alleguee", kBoolean}},
         {"lignes_indu"}},
        {"mise_en_demeure", formal_claim, {}},
        {"contrainte", formal_claim, {}},
        {"decision_cra", {{"sens", kText}, {"seance_date", kDate}, {"montant", kAmount}}, {}},
        {"accuse_reception_recours", {{"date_recours", kDate}}, {}},
        {"controle_activite",
         {{"periode_debut", kDate},
          {"periode_fin", kDate},
          {"medecin_conseil", kText},
          {"nombre_dossiers", kInteger},
          {"rdv_date", kDate}},
         {}},
        {"compte_rendu_entretien", {{"rdv_date", kDate}, {"medecin_conseil", kText}}, {}},
        {"manquement_conventionnel", {{"motif", kText}}, {}},
        {"decompte_rosp", statement, {"indicateurs"}},
        {"decompte_fmt", statement, {"indicateurs"}},
        {"reponse_rosp",
         {{"annee", kInteger}, {"montant", kAmount}, {"motif", kText}, {"sens", kText}},
         {}},
        {"riap",
         {{"periode_debut", kDate},
          {"periode_fin", kDate},
          {"specialite", kText},
          {"region", kText},
          {"patients_differents", kInteger},
          {"patientele_mt", kInteger}},
         {"lignes"}},
        {"avis_reception", {{"date_presentation", kDate}, {"date_remise", kDate}}, {}},
        {"inconnu", {}, {}},
    };
  }();
  return entries;
}

using Columns = std::vector<std::pair<std::string, ValueType>>;

const std::map<std::string, Columns, std::less<>>& Tables() {
  static const std::map<std::string, Columns, std::less<>> tables = {
      {"profil",
       {{"sexe", kText},
        {"age", kText},
        {"ald", kBoolean},
        {"c2s", kBoolean},
        {"patients", kInteger},
        {"ij", kInteger},
        {"ij_attendues", kDecimal}}},
      {"indicateurs",
       {{"code", kText},
        {"libelle", kText},
        {"patients", kInteger},
        {"taux_depart", kPercent},
        {"taux_suivi", kPercent},
        {"objectif_intermediaire", kPercent},
        {"objectif_cible", kPercent},
        {"taux_realisation", kPercent},
        {"points", kDecimal},
        {"montant", kAmount}}},
      {"lignes_indu",
       {{"ligne", kText},
        {"date_acte", kDate},
        {"date_paiement", kDate},
        {"montant", kAmount},
        {"motif", kText}}},
      {"lignes",
       {{"rubrique", kText},
        {"libelle", kText},
        {"vous", kDecimal},
        {"vous_par_patient", kDecimal},
        {"vous_pct", kDecimal},
        {"reference", kDecimal},
        {"reference_par_patient", kDecimal},
        {"reference_pct", kDecimal},
        {"etoiles", kInteger}}},
  };
  return tables;
}

const TypeEntry* EntryOf(std::string_view id) {
  for (const TypeEntry& e : Entries())
    if (id == e.id) return &e;
  return nullptr;
}

std::optional<ValueType> In(const Fields& fields, std::string_view id) {
  const auto it = fields.find(id);
  if (it == fields.end()) return std::nullopt;
  return it->second;
}

}  // namespace

const std::vector<std::string>& DocumentTypes() {
  static const std::vector<std::string> types = [] {
    std::vector<std::string> ids;
    for (const TypeEntry& e : Entries()) ids.emplace_back(e.id);
    return ids;
  }();
  return types;
}

bool IsDocumentType(std::string_view id) { return EntryOf(id) != nullptr; }

std::optional<ValueType> TypeOfField(std::string_view document_type, std::string_view field) {
  const TypeEntry* entry = EntryOf(document_type);
  if (entry == nullptr) return std::nullopt;
  if (const auto common = In(CommonFields(), field)) return common;
  return In(entry->fields, field);
}

std::optional<ValueType> TypeOfAnyField(std::string_view field) {
  if (const auto common = In(CommonFields(), field)) return common;
  for (const TypeEntry& e : Entries())
    if (const auto own = In(e.fields, field)) return own;
  return std::nullopt;
}

std::vector<std::string> CommonFieldIds() {
  std::vector<std::string> ids;
  for (const auto& field : CommonFields()) ids.emplace_back(field.first);
  return ids;
}

std::vector<std::string> FieldsOf(std::string_view document_type) {
  std::vector<std::string> ids;
  if (const TypeEntry* entry = EntryOf(document_type))
    for (const auto& [id, type] : entry->fields) ids.push_back(id);
  return ids;
}

std::optional<ValueType> TypeOfColumn(std::string_view table, std::string_view column) {
  const auto it = Tables().find(table);
  if (it == Tables().end()) return std::nullopt;
  for (const auto& [id, type] : it->second)
    if (id == column) return type;
  return std::nullopt;
}

std::vector<std::string> ColumnsOf(std::string_view table) {
  std::vector<std::string> ids;
  const auto it = Tables().find(table);
  if (it == Tables().end()) return ids;
  for (const auto& [id, type] : it->second) ids.push_back(id);
  return ids;
}

bool HasTable(std::string_view document_type, std::string_view table) {
  const TypeEntry* entry = EntryOf(document_type);
  return entry != nullptr && std::count(entry->tables.begin(), entry->tables.end(), table) > 0;
}

const std::vector<std::string>* ClosedList(std::string_view field) {
  static const std::map<std::string, std::vector<std::string>, std::less<>> lists = {
      {"sexe", {"F", "M", ""}},
      {"perimetre_comparaison", {"ars", "caisse", "departement", "france", "autre"}},
      {"sens", {"favorable", "defavorable", "rejet", "acceptation", "partiel"}},
      {"procedure", {"msap", "penalite", "conventionnelle"}},
      {"signataire_qualite", {"directeur", "directrice", "delegation", "medecin_conseil"}},
      {"rubrique", {"activite", "prescriptions", "patients", "cout_total"}},
      {"mode_notification",
       {"lrar", "lre", "agent_assermente", "commissaire_justice", "main_propre", "lettre_simple",
        "messagerie_ameli"}},
  };
  const auto it = lists.find(field);
  return it == lists.end() ? nullptr : &it->second;
}

bool IsPhrase(std::string_view field) {
  static constexpr std::array<std::string_view, 7> kPhrases = {
      "assistance",       "exclusions",        "groupe_comparaison",  "motif",
      "perimetre_regime", "perimetre_risques", "prescriptions_visees"};
  return std::find(kPhrases.begin(), kPhrases.end(), field) != kPhrases.end();
}

std::optional<ValueType> TypeOfGivenFact(std::string_view id) {
  static const Fields given = {
      {"date_presentation", kDate}, {"date_remise", kDate},
      {"mode_notification", kText}, {"preuve_reception", kText},
      {"date_tampon", kDate},       {"mandat", kDate},
      {"accord_traitement", kDate}, {"decision_medecin", kText},
      {"evenement", kTextList},     {"issue", kText},
  };
  if (id.starts_with("reponse.") && id.size() > 8) return kText;
  return In(given, id);
}

}  // namespace riposte
