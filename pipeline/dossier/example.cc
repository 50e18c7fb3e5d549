// One table of values, id by id; which letter gets which field is the vocabulary's business. A
// field without a value here would be missing from the example, which the tests refuse.
#include "pipeline/dossier/example.h"

#include <array>

#include "extractors/template/vocabulary.h"

namespace riposte {
namespace {

using namespace std::chrono_literals;

struct Sample {
  const char* id;
  const char* canonical;  // lists: joined by U+001F
  const char* text;       // as printed
};

constexpr Sample kFields[] = {
    {"caisse", "CPAM de Loire-Atlantique", "CPAM de Loire-Atlantique"},
    {"caisse_adresse", "9 rue Gaëtan Rondeau / 44958 NANTES CEDEX 9",
     "9 rue Gaëtan Rondeau 44958 NANTES CEDEX 9"},
    {"adresse_reponse", "Service relations avec les professionnels de santé / 44958 NANTES CEDEX 9",
     "Service relations avec les professionnels de santé, 44958 NANTES CEDEX 9"},
    {"departement", "44", "44"},
    {"reference", "MSO/2025/0417", "MSO/2025/0417"},
    {"objet", "Mise sous objectif – prescriptions d’arrêts de travail",
     "Mise sous objectif – prescriptions d’arrêts de travail"},
    {"date_lettre", "2025-06-18", "18 juin 2025"},
    {"numero_lrar", "2C14567890123", "2C 145 678 9012 3"},
    {"praticien_nom", "Claire MARTIN", "Docteur Claire MARTIN"},
    {"praticien_adresse", "12 place du Bouffay / 44000 NANTES", "12 place du Bouffay 44000 NANTES"},
    {"praticien_rpps", "10003456786", "10003456785"},
    {"praticien_am", "441012345", "44 1 01234 5"},
    {"praticien_specialite", "Médecine générale", "Médecine générale"},
    {"interlocuteur", "Mme Odile RENAUD", "Mme Odile RENAUD"},
    {"signataire", "Paul LEROUX", "Paul LEROUX"},
    {"signataire_qualite", "directeur", "Le directeur"},
    {"textes_cites", "L.162-1-15\x1fR.148-1", "L. 162-1-15 R. 148-1"},
    {"delai_annonce", "P1M", "un mois"},
    {"delai_point_depart", "à compter de la réception du présent courrier",
     "à compter de la réception du présent courrier"},
    {"voies_recours", "Commission de recours amiable, 44958 NANTES CEDEX 9, deux mois",
     "Commission de recours amiable, 44958 NANTES CEDEX 9, deux mois"},
    {"rdv_date", "2025-07-03", "3 juillet 2025"},
    {"rdv_heure", "14:30", "14 h 30"},
    {"rdv_lieu", "Échelon local du service médical, Nantes",
     "Échelon local du service médical, Nantes"},
    {"medecin_conseil", "Docteur Anne BRIAND", "Docteur Anne BRIAND"},
    {"assistance", "Docteur Yves LE GALL", "Docteur Yves LE GALL"},
    {"periode_debut", "2024-09-01", "1er septembre 2024"},
    {"periode_fin", "2025-02-28", "28 février 2025"},
    {"ij_prescrites", "5016", "5 016"},
    {"patients_actifs", "912", "912"},
    {"ij_par_patient", "5.50", "5,50"},
    {"ij_attendues_par_patient", "2.48", "2,48"},
    {"ratio", "2.22", "2,22"},
    {"groupe_comparaison", "médecins généralistes de communes comparables",
     "médecins généralistes de communes comparables"},
    {"perimetre_comparaison", "ars", "région Pays de la Loire"},
    {"perimetre_regime", "régime général", "régime général"},
    {"perimetre_risques", "maladie", "maladie"},
    {"exclusions", "ALD cancer, maternité", "ALD cancer, maternité"},
    {"objectif_pct", "-20.0", "– 20,0 %"},
    {"objectif_ij_par_patient", "4.40", "4,40"},
    {"objectif_nombre", "4013", "4 013"},
    {"moyenne_reference", "2.48", "2,48"},
    {"mesure_debut", "2025-09-01", "1er septembre 2025"},
    {"mesure_fin", "2026-02-28", "28 février 2026"},
    {"penalite_maximale", "7850.00", "7 850,00 €"},
    {"cosignataire", "Docteur Anne BRIAND", "Docteur Anne BRIAND"},
    {"procedure", "msap", "mise sous accord préalable"},
    {"seance_date", "2025-10-09", "9 octobre 2025"},
    {"seance_heure", "09:00", "9 heures"},
    {"seance_lieu", "Siège de la caisse, Nantes", "Siège de la caisse, Nantes"},
    {"sens", "defavorable", "avis défavorable"},
    {"duree_proposee", "P4M", "quatre mois"},
    {"prescriptions_visees", "arrêts de travail", "arrêts de travail"},
    {"avis_commission_date", "2025-11-06", "6 novembre 2025"},
    {"avis_uncam_date", "2025-11-27", "27 novembre 2025"},
    {"objectif_atteint", "false", "n’est pas atteint"},
    {"penalite_envisagee", "true", "une pénalité est envisagée"},
    {"motif", "Actes facturés en double", "Actes facturés en double"},
    {"montant", "1234.50", "1 234,50 €"},
    {"fraude_alleguee", "false", "hors fraude"},
    {"majoration", "123.45", "123,45 €"},
    {"reference_origine", "IND/2025/0099", "IND/2025/0099"},
    {"date_recours", "2025-07-15", "15 juillet 2025"},
    {"nombre_dossiers", "24", "24"},
    {"annee", "2024", "2024"},
    {"patientele_mt", "870", "870"},
    {"points", "412.5", "412,5"},
    {"valeur_point", "7.00", "7,00 €"},
    {"specialite", "Médecine générale", "Médecine générale"},
    {"region", "Pays de la Loire", "Pays de la Loire"},
    {"patients_differents", "1420", "1 420"},
    {"date_presentation", "2025-06-20", "20 juin 2025"},
    {"date_remise", "2025-06-23", "23 juin 2025"},
};

constexpr Sample kCells[] = {
    {"profil.sexe", "F", "Femmes"},
    {"profil.age", "30-44 ans", "30-44 ans"},
    {"profil.ald", "false", "Non"},
    {"profil.c2s", "true", "Oui"},
    {"profil.patients", "440", "440"},
    {"profil.ij", "2400", "2 400"},
    {"profil.ij_attendues", "1091.20", "1 091,20"},
    {"indicateurs.code", "CHR_HBA1C_N", "CHR_HBA1C_N"},
    {"indicateurs.libelle", "Dosages de l’hémoglobine glyquée", "Dosages de l’hémoglobine glyquée"},
    {"indicateurs.patients", "42", "42"},
    {"indicateurs.taux_depart", "40.0", "40,0 %"},
    {"indicateurs.taux_suivi", "60.0", "60,0 %"},
    {"indicateurs.objectif_intermediaire", "54", "54 %"},
    {"indicateurs.objectif_cible", "65", "65 %"},
    {"indicateurs.taux_realisation", "77.3", "77,3 %"},
    {"indicateurs.points", "30", "30"},
    {"indicateurs.montant", "150.00", "150,00 €"},
    {"lignes_indu.ligne", "1", "1"},
    {"lignes_indu.date_acte", "2024-03-12", "12/03/2024"},
    {"lignes_indu.date_paiement", "2024-03-20", "20/03/2024"},
    {"lignes_indu.montant", "61.73", "61,73 €"},
    {"lignes_indu.motif", "Acte facturé deux fois", "Acte facturé deux fois"},
    {"lignes.rubrique", "prescriptions", "Prescriptions"},
    {"lignes.libelle", "Indemnités journalières", "Indemnités journalières"},
    {"lignes.vous", "5016", "5 016"},
    {"lignes.vous_par_patient", "5.50", "5,50"},
    {"lignes.vous_pct", "12.4", "12,4 %"},
    {"lignes.reference", "2262", "2 262"},
    {"lignes.reference_par_patient", "2.48", "2,48"},
    {"lignes.reference_pct", "5.6", "5,6 %"},
    {"lignes.etoiles", "3", "***"},
};

// What the second row of a table has instead: with the first it makes the totals of the letter.
constexpr Sample kSecondRow[] = {
    {"profil.sexe", "M", "Hommes"},
    {"profil.age", "45-59 ans", "45-59 ans"},
    {"profil.c2s", "false", "Non"},
    {"profil.patients", "472", "472"},
    {"profil.ij", "2616", "2 616"},
    {"profil.ij_attendues", "1170.56", "1 170,56"},
    {"lignes_indu.ligne", "2", "2"},
    {"lignes_indu.montant", "1172.77", "1 172,77 €"},
    {"indicateurs.code", "PREV_GRIPPE", "PREV_GRIPPE"},
    {"indicateurs.libelle", "Vaccination contre la grippe", "Vaccination contre la grippe"},
    {"lignes.libelle", "Médicaments", "Médicaments"},
};

constexpr Sample kGiven[] = {
    {"mandat", "2025-06-24", ""},
    {"accord_traitement", "2025-06-24", ""},
    {"decision_medecin", "refus_mso", ""},
    {"issue", "abandon", ""},
    {"reponse.remplacements", "Trois semaines en février 2025", ""},
};

constexpr Sample kReceipt[] = {
    {"date_presentation", "2025-06-20", ""}, {"date_remise", "2025-06-23", ""},
    {"date_tampon", "2025-06-24", ""},       {"mode_notification", "lrar", ""},
    {"preuve_reception", "P1", ""},
};

Fact SureFact(ValueType type, const Sample& sample, int line) {
  Fact f;
  f.value = FromCanonical(type, sample.canonical).value_or(Value{});
  f.text = sample.text;
  const double top = 90.0 + 14.0 * line;
  f.spans = {{1, {72.5, top, 310.25, top + 11.5}}};
  f.confidence = 0.97;
  f.status = FactStatus::kSure;
  return f;
}

void AddCell(const std::string& table, const Sample& sample, int line, Row& row) {
  const std::string_view id = sample.id;
  if (!id.starts_with(table + ".")) return;
  const std::string_view column = id.substr(table.size() + 1);
  if (const auto type = TypeOfColumn(table, column)) {
    row.emplace(column, SureFact(*type, sample, line));
  }
}

Piece PieceFor(const std::string& type, size_t number) {
  Piece p;
  p.id = "P" + std::to_string(number);
  p.file = "pieces/2025-06-18-" + type + ".pdf";
  p.received = "2025-06-25";
  Letter& l = p.letter;
  l.source = type + ".pdf";
  l.sha256 = std::string(63, 'a') + "0123456789abcdef"[number % 16];
  l.pages = 2;
  l.type = {
      .value = type, .status = FactStatus::kSure, .template_id = type, .template_version = "1"};
  int line = 0;
  for (const Sample& s : kFields) {
    if (const auto value_type = TypeOfField(type, s.id)) {
      l.fields.emplace(s.id, SureFact(*value_type, s, line++));
    }
  }
  for (const char* table : {"profil", "indicateurs", "lignes_indu", "lignes"}) {
    if (!HasTable(type, table)) continue;
    Row first;
    Row second;
    for (const Sample& s : kCells) AddCell(table, s, line, first);
    for (const Sample& s : kSecondRow) AddCell(table, s, line + 1, second);
    for (const auto& [column, fact] : first) second.emplace(column, fact);
    l.tables.emplace(table, std::vector<Row>{first, second});
  }
  l.required = {"date_lettre", "praticien_rpps"};
  return p;
}

DossierDeadline ExampleDeadline(const std::string& piece) {
  DossierDeadline d;
  d.deadline = {
      .rule = "mso.observations",
      .side = "praticien",
      .row = "M2",
      .start = 2025y / 6 / 23,
      .start_kind = "remise",
      .zone = "metropole",
      .length = {1, 0},
      .raw = 2025y / 7 / 23,
      .extended = 2025y / 7 / 23,
      .prudent = 2025y / 7 / 18,
      .label = "Observations ou demande d’audition",
      .if_missed = "Le directeur poursuit la procédure.",
      .form = "Lettre recommandée avec avis de réception conseillée",
      .effect = "suite",
      .extension = "douteuse",
      .rule_length = {1, 0},
      .starts = {"réception de la lettre qui ouvre la procédure"},
      .remedies = {"Aucun recours propre à cette étape."},
      .basis = {{"R.148-1", "CSS", "V-aug", "I", 2018y / 7 / 29}},
      .rule_set = "MSO-C",
      .warnings = {"Première présentation le 20 juin 2025 : date prudente comptée d’elle."}};
  d.piece = piece;
  d.basis_note = "Remis au médecin le 23 juin 2025.";
  d.state = "a_faire";
  return d;
}

// The director's month, passed by the proposal that came too late.
DossierDeadline ExampleFundDeadline(const std::string& piece, const std::string& act) {
  DossierDeadline d = ExampleDeadline(piece);
  Deadline& c = d.deadline;
  c.rule = "mso.suite_directeur";
  c.side = "caisse";
  c.row = "M3";
  c.start = 2025y / 7 / 23;
  c.start_kind = "echeance";
  c.raw = 2025y / 8 / 23;
  c.extended = 2025y / 8 / 25;
  c.prudent = 2025y / 8 / 22;
  c.effect = "abandon";
  c.label = "Choix du directeur";
  c.basis = {{"R.148-1", "CSS", "V-aug", "II", 2018y / 7 / 29}};
  d.state = "repute_abandonne";
  d.since = "2025-08-26";
  d.act = act;
  d.act_date = "2025-08-26";
  d.late_days = 1;
  d.basis_note = "Compté de la fin la plus tardive du délai du médecin.";
  return d;
}

std::vector<Finding> ExampleFindings(const std::string& launch, const std::string& proposal) {
  Finding mention{.id = "notification_mso.assistance",
                  .piece = launch,
                  .kind = "mention",
                  .state = "absent",
                  .label = "La possibilité d’être assisté par la personne de son choix.",
                  .note = "Toutes les pages ont été bien lues.",
                  .looked_for = {"assister … personne de votre choix"},
                  .basis = {{"R.148-1", "CSS", "V-aug", "I", 2018y / 7 / 29}}};
  Finding figure{.id = "proposition_mso.objectif_moyenne",
                 .piece = proposal,
                 .kind = "chiffre",
                 .state = "douteux",
                 .label = "Objectif non inférieur à la moyenne de référence.",
                 .text = "4,40",
                 .note = "La moyenne de référence est à vérifier.",
                 .missing = {"moyenne_reference"},
                 .spans = {{1, {72, 300, 120, 312}}},
                 .basis = {{"R.148-3", "CSS", "V-aug", "1°", 2018y / 7 / 29}}};
  return {mention, figure};
}

IjResult ExampleFigures() {
  IjResult r;
  r.observees = 5016;
  r.attendues = 2261.76;
  r.ratio = 2.218;
  r.exces = 2754.24;
  r.par_patient_constate = 5.5;
  r.par_patient_attendu = 2.48;
  r.intervalles = {{.methode = "byar",
                    .niveau = 0.95,
                    .bas = 2.16,
                    .haut = 2.28,
                    .valable = false,
                    .pourquoi = "Les jours d’un même arrêt ne sont pas indépendants."},
                   {.methode = "surdispersion",
                    .niveau = 0.95,
                    .bas = 1.7,
                    .haut = 2.89,
                    .valable = true,
                    .phi = 92.0}};
  r.checks = {{"ij_par_patient = ij_prescrites / patients_actifs", "holds", "5016 / 912 = 5.50"}};
  r.sensibilite = {{"arrêts de plus de six mois", 2.01, 0.09, true}};
  r.z = 3.9;
  r.entonnoir = {40, 12.5, 0.05, 0.64, 1.55, 0.5, 2.0, 1.6};
  r.objectif = {3.5, 3192, 1824, 70.5};
  r.riap = {{"prescriptions", "Arrêts de travail - nombre d’IJ", "par_patient", 6, 2.6, 2.3, 4,
             true, 956, 347},
            {"patients", "Bénéficiaires de la C2S", "pct", 19.8, 10.9, 1.8, 3, false, {}, {}}};
  r.riap_entre = IjRiap{.periode_debut = 2025y / 4 / 1,
                        .periode_fin = 2025y / 6 / 30,
                        .patients_differents = std::nullopt,
                        .lignes = {{.rubrique = "prescriptions",
                                    .libelle = "Arrêts de travail - nombre d’IJ",
                                    .vous = Decimal{3100, 0},
                                    .reference = Decimal{1550, 0}}}};
  r.riap_entre_note = "Du 1er avril au 30 juin 2025, par différence des deux RIAP.";
  r.etapes = {"attendues = 2,48 × 912 patients = 2 261,76"};
  r.riap_note = "Le RIAP se lit à côté de la lettre.";
  r.contributions = {{"femmes, 30-44 ans, C2S", 440, 2400, 1091.2, 1308.8}};
  r.phi = 92.0;
  r.diffusable = false;
  r.conclusion = "Les chiffres imprimés concordent entre eux.";
  return r;
}

RospResult ExampleRosp() {
  RospResult r;
  r.annee = 2021;
  r.regime = "2016-adulte";
  r.arrondi = "ligne";
  r.lignes = {{.code = "CHR_HBA1C_V2",
               .libelle = "HbA1c : au moins deux dosages par an",
               .branche = "entre",
               .taux_realisation = 65,
               .points_acquis = 19.5,
               .montant = Cents{13650},
               .bas = Cents{13568},
               .haut = Cents{13732},
               .montant_verse = Cents{0},
               .ecart = Cents{13650},
               .autre_lecture = Cents{0},
               .confiance = RospTrust::kSecondary,
               .basis = {"nombre de points : imprimé ou donné"},
               .calcul = "30 points × 65 % × 7,00 € × 800 / 800 = 136,50 €",
               .applique = "depart_neutralise",
               .explication = "Compté pour zéro alors que l’objectif intermédiaire est atteint."}};
  r.total = Cents{13650};
  r.total_verse = Cents{0};
  r.ecart = Cents{13650};
  r.total_autre_lecture = Cents{0};
  r.maximum = Cents{658000};
  r.maximum_confiance = RospTrust::kSecondary;
  r.reclamations = {{.id = "objectif_atteint",
                     .regle = 1,
                     .fondement = "Notice de la CNAMTS, § 2.1.5",
                     .texte = "Dès que l’objectif intermédiaire est atteint, le taux de départ "
                              "n’intervient plus.",
                     .voie = "Réclamation écrite à la CPAM.",
                     .ecart = Cents{13650},
                     .confiance = RospTrust::kSecondary,
                     .affirmable = true,
                     .lignes = {"CHR_HBA1C_V2"}}};
  r.bureau = {{.id = "trop_verse",
               .fondement = "Recalcul de la ligne",
               .texte = "Somme versée au-delà du recalcul : pour le bureau seulement.",
               .ecart = Cents{-1250},
               .confiance = RospTrust::kMemory,
               .lignes = {"PRE_SEIN"}}};
  r.net = Cents{12400};
  r.sauvegarde = {Cents{2500}, Cents{5500}};
  r.moyennes = {{"généralistes", "ROSP clinique seule", Cents{505700}, RospTrust::kSecondary}};
  r.avertissements = {"Le total est partiel."};
  r.conclusion = "ROSP 2021 recalculée : 136,50 €.";
  return r;
}

}  // namespace

std::string PieceOfType(const Dossier& dossier, std::string_view document_type) {
  const Piece* piece = dossier.LatestOf(document_type);
  return piece != nullptr ? piece->id : "";
}

Dossier ExampleDossier() {
  Dossier d;
  d.id = "2025/MARTIN-Claire-mso-2025-06";
  d.procedure = "mso";
  d.rpps = "10003456786";
  d.am = "441012345";
  d.nom = "Claire MARTIN";
  for (const std::string& type : DocumentTypes())
    if (type != "riap") d.pieces.push_back(PieceFor(type, d.pieces.size() + 1));
  d.pieces.push_back(PieceFor("riap", d.pieces.size() + 1));
  d.pieces.front().copies.push_back(
      {"pieces/2025-06-18-copie.pdf", "2025-06-24", std::string(64, 'c'), 1});

  for (const Sample& s : kGiven) {
    const ValueType type = TypeOfGivenFact(s.id).value_or(ValueType::kText);
    d.given.push_back({.id = s.id,
                       .value = FromCanonical(type, s.canonical).value_or(Value{}),
                       .author = "secrétariat",
                       .date = "2025-06-25"});
  }
  for (const Piece& p : d.pieces) {
    if (p.letter.type.value == "avis_reception") continue;
    for (const Sample& s : kReceipt) {
      const ValueType type = TypeOfGivenFact(s.id).value_or(ValueType::kText);
      d.given.push_back({.id = s.id,
                         .value = FromCanonical(type, s.canonical).value_or(Value{}),
                         .author = "secrétariat",
                         .date = "2025-06-25",
                         .proof = "pieces/enveloppe.pdf",
                         .piece = p.id});
    }
  }

  d.given.front().before = {{.value = Date{2025y / 6 / 23},
                             .author = "secrétariat",
                             .date = "2025-06-24",
                             .proof = "pieces/mandat.pdf"}};

  const std::string launch = PieceOfType(d, "notification_mso");
  d.events = {{.kind = "audition_demandee",
               .date = "2025-07-01",
               .proof = "pieces/2025-07-01-depot.pdf",
               .piece = launch,
               .author = "Dr Claire MARTIN",
               .entered = "2025-07-02",
               .text = "Demande d’audition envoyée en recommandé."}};
  const std::string proposal = PieceOfType(d, "proposition_mso");
  d.deadlines = {ExampleDeadline(launch), ExampleFundDeadline(launch, proposal)};
  d.findings = ExampleFindings(launch, proposal);
  d.figures = ExampleFigures();
  d.figures_piece = launch;
  d.figures_inputs = {
      {"ij_prescrites", 0, "", launch, "5016", "lu", {{1, {71.2, 301, 104.8, 312.4}}}},
      {"profil", 1, "ij", launch, "2400", "donne", {}},
      {"reponse.arrets_durees", 0, "", launch, "92x54 48", "donne", {}}};
  d.rosp = ExampleRosp();
  d.rosp_piece = PieceOfType(d, "decompte_rosp");
  d.rosp_inputs = {{"annee", 0, "", d.rosp_piece, "2021", "lu", {}}};
  d.timeline = {{.date = "2025-06-18",
                 .what = "notification_mso",
                 .side = "caisse",
                 .state = "fait",
                 .piece = launch},
                {.date = "2025-07-18",
                 .what = "mso.observations",
                 .side = "praticien",
                 .state = "en_cours",
                 .since = "2025-06-23",
                 .piece = launch,
                 .note = "Date prudente ; au plus tard le 23 juillet 2025.",
                 .limit = "2025-07-18"},
                {.date = "2025-08-26",
                 .what = "mso.suite_directeur",
                 .side = "caisse",
                 .state = "repute_abandonne",
                 .since = "2025-08-26",
                 .piece = launch,
                 .note = "Choix du directeur, un jour trop tard.",
                 .limit = "2025-08-25",
                 .act = proposal}};
  d.arguments = {{.id = "groupe_non_decrit",
                  .state = "possible",
                  .missing = {"groupe_comparaison"},
                  .note = "Le groupe de comparaison est à confirmer.",
                  .title = "Groupe de comparaison non décrit",
                  .piece = launch,
                  .letters = {"observations"},
                  .moment = "observations",
                  .strength = "moyenne",
                  .risk = "La caisse peut décrire le groupe dans sa réponse.",
                  .authorities = {"CSS R.148-1 (V-aug)"}}};
  d.questions = {{.id = "reponse.remplacements",
                  .text = "Le médecin a-t-il été remplacé pendant la période ?",
                  .piece = launch}};
  ReplyRecord reply{.kind = "observations",
                    .piece = launch,
                    .odt = "reponse-observations.odt",
                    .pdf = "reponse-observations.pdf",
                    .sha256 = std::string(64, 'b'),
                    .odt_sha256 = std::string(64, 'c'),
                    .drafted_sha256 = std::string(64, 'd'),
                    .approved_odt_sha256 = std::string(64, 'e')};
  reply.history = {{.state = "projet", .date = "2025-06-25", .author = "riposte"},
                   {.state = "poste",
                    .date = "2025-07-01",
                    .author = "secrétariat",
                    .sha256 = std::string(64, 'b'),
                    .numero_lrar = "1A00000000017",
                    .proof = "pieces/2025-07-01-depot.pdf"}};
  reply.sources = {{.fact = "ij_prescrites", .piece = launch, .spans = {{1, {72, 300, 120, 312}}}},
                   {.rule = "ij.ratio", .piece = launch}};
  d.replies = {reply,
               {.kind = "refus_mso",
                .missing = {"decision_medecin"},
                .message = "La décision du médecin n’est pas enregistrée."}};
  return d;
}

}  // namespace riposte
