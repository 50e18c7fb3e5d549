// Every declared argument fires on a dossier made for it and is silent one fact away; every
// forbidden use is silent; what is unknown is asked.
#include <catch2/catch.hpp>
#include <regex>
#include <set>

#include "extractors/template/vocabulary.h"
#include "pipeline/arguments/arguments.h"
#include "pipeline/dossier/example.h"
#include "pipeline/dossier/expression.h"
#include "pipeline/reply/reply.h"

namespace riposte {
namespace {

using namespace std::chrono_literals;

const std::string kTemplates = std::string(RIPOSTE_SOURCE_DIR) + "/templates";

const Law& TheLaw() {
  static const Law law = Law::Load(kTemplates).value();
  return law;
}

const Arguments& All() {
  static const Result<Arguments> all = Arguments::Load(kTemplates, TheLaw());
  if (!all.ok()) FAIL(all.error().ToString());
  return *all;
}

const std::vector<ArgumentLetter>& Letters() {
  static const std::vector<ArgumentLetter> letters = [] {
    ReplyMaker maker(kTemplates);
    std::vector<ArgumentLetter> out;
    const Result<std::vector<ReplyKind>> kinds = maker.Kinds();
    if (!kinds.ok()) FAIL(kinds.error().ToString());
    for (const ReplyKind& k : *kinds) out.push_back({k.id, k.moment, k.for_types, k.to_fund});
    return out;
  }();
  return letters;
}

// One change of a dossier, as in the table below.
//   a:ID=V      the doctor's answer        f:ID=V / -f:ID   a fact of the letters it is about
//   ?f:ID       that fact in doubt         e:KIND / -e:KIND an event
//   s:RULE=V    a step of the timeline     c:ID=V           a check of the figures
//   l:P14D      the announced delay        p:RULE           a deadline from a provisional date
void Change(Dossier& d, const Argument& a, const std::string& change) {
  const size_t colon = change.find(':');
  const std::string what = change.substr(0, colon);
  const std::string rest = change.substr(colon + 1);
  const size_t equal = rest.rfind('=');
  const std::string id = rest.substr(0, equal);
  const std::string value = equal == std::string::npos ? "" : rest.substr(equal + 1);
  if (what == "a") {
    std::erase_if(d.given, [&](const GivenFact& f) { return f.id == "reponse." + id; });
    d.given.push_back({.id = "reponse." + id, .value = value, .author = "x", .date = "2025-07-01"});
    return;
  }
  if (what == "e") d.events.push_back({.kind = id, .date = "2025-07-03"});
  if (what == "-e") std::erase_if(d.events, [&](const Event& e) { return e.kind == id; });
  if (what == "s") {
    std::erase_if(d.timeline, [&](const Step& s) { return s.what == id; });
    d.timeline.push_back({.date = "2025-09-01", .what = id, .side = "caisse", .state = value});
  }
  if (what == "c") {
    std::erase_if(d.figures->checks, [&](const Check& c) { return c.id == rest.substr(0, equal); });
    d.figures->checks.push_back({id, value, ""});
  }
  if (what == "l") d.deadlines.front().deadline.length = {0, std::stoi(rest.substr(1))};
  if (what == "p") d.deadlines.front().provisional = true;
  for (Piece& p : d.pieces) {
    if (std::count(a.types.begin(), a.types.end(), p.letter.type.value) == 0) continue;
    if (what == "-f") {
      p.letter.fields.erase(id);
      std::erase_if(d.given, [&](const GivenFact& f) { return f.id == id; });
    }
    if (what == "?f" && p.letter.Field(id) != nullptr)
      p.letter.fields.at(id).status = FactStatus::kToReview;
    if (what != "f") continue;
    const ValueType type = TypeOfAnyField(id).value();
    Fact fact;
    fact.value = FromCanonical(type, value).value();
    fact.status = FactStatus::kSure;
    p.letter.fields[id] = fact;
  }
}

struct Case {
  std::string id;
  std::vector<std::string> fires;      // on the invented full dossier, without its events
  std::string silent;                  // one fact away
  std::vector<std::string> forbidden;  // each alone makes it a forbidden use
};

const std::string kPerPatient = "ij_par_patient = ij_prescrites / patients_actifs";
const std::string kRatio = "ratio = ij_par_patient / ij_attendues_par_patient";

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = {
      {"remplacants",
       {"a:remplacements=oui", "a:remplacements_jours=12"},
       "a:remplacements=non",
       {}},
      {"autres_prescripteurs", {"a:autres_prescripteurs=oui"}, "a:autres_prescripteurs=non", {}},
      {"arrets_en_cours", {"a:arrets_en_cours=14"}, "a:arrets_en_cours=0", {}},
      {"total_incoherent", {"c:" + kPerPatient + "=broken"}, "c:" + kPerPatient + "=holds", {}},
      {"ratio_incoherent", {"c:" + kRatio + "=broken"}, "c:" + kRatio + "=holds", {}},
      {"riap_inferieur",
       {"a:riap_meme_periode=oui", "a:riap_ij_par_patient=4.1"},
       "a:riap_ij_par_patient=6.2",
       {"a:riap_meme_periode=non"}},
      {"absence", {"a:absences=oui", "a:absences_jours=30"}, "a:absences_jours=0", {}},
      {"perimetre_hors_loi", {"f:perimetre_comparaison=france"}, "f:perimetre_comparaison=ars", {}},
      {"perimetre_departement",
       {"f:perimetre_comparaison=departement", "a:caisse_unique=non"},
       "f:perimetre_comparaison=caisse",
       {"a:caisse_unique=oui"}},
      {"groupe_non_decrit",
       {"-f:groupe_comparaison", "a:lettre_groupe=non"},
       "f:groupe_comparaison=médecins de la région",
       {}},
      {"activite_particuliere",
       {"a:soins_non_programmes_pct=35", "a:soins_non_programmes_pct_reference=12"},
       "a:soins_non_programmes_pct=12",
       {}},
      {"volume_sans_taux",
       {"-f:ij_par_patient", "a:lettre_taux=non"},
       "-f:ij_prescrites",
       {"f:ij_par_patient=5.50", "a:lettre_taux=oui"}},
      {"part_ald",
       {"-f:ij_attendues_par_patient", "a:lettre_attendu=non", "a:part_ald=28",
        "a:part_ald_reference=20"},
       "a:part_ald=20",
       {"f:ij_attendues_par_patient=2.48", "a:lettre_attendu=oui"}},
      {"part_c2s",
       {"-f:ij_attendues_par_patient", "a:lettre_attendu=non", "a:part_c2s=28",
        "a:part_c2s_reference=20"},
       "a:part_c2s=20",
       {"f:ij_attendues_par_patient=2.48", "a:lettre_attendu=oui"}},
      {"part_60_69",
       {"-f:ij_attendues_par_patient", "a:lettre_attendu=non", "a:part_60_69=28",
        "a:part_60_69_reference=20"},
       "a:part_60_69=20",
       {"f:ij_attendues_par_patient=2.48", "a:lettre_attendu=oui"}},
      {"at_mp",
       {"f:perimetre_risques=maladie et des accidents du travail", "a:part_at_mp=22",
        "a:part_at_mp_reference=11"},
       "a:part_at_mp=10",
       {"f:perimetre_risques=maladie", "f:perimetre_risques=maladie, accidents du travail exclus",
        "f:perimetre_risques=maladie hors AT/MP"}},
      {"ald_cancer",
       {"f:exclusions=maternité", "a:arrets_cancer=6"},
       "a:arrets_cancer=0",
       {"f:exclusions=ALD cancer, maternité",
        "f:exclusions=arrêts liés à une affection de longue durée pour tumeur maligne"}},
      {"sante_mentale_tms", {"a:arrets_psy_tms=40"}, "a:arrets_psy_tms=0", {}},
      {"employeur",
       {"a:gros_employeur=oui", "a:gros_employeur_patients=120"},
       "a:gros_employeur=non",
       {}},
      {"installation_recente",
       {"a:installation_date=2023-01-09"},
       "a:installation_date=2021-08-31",
       {}},
      {"patientele_reprise", {"a:patients_repris=300"}, "a:patients_repris=0", {}},
      {"regime_general",
       {"f:perimetre_regime=régime général"},
       "f:perimetre_regime=tous régimes",
       {}},
      {"periode_epidemique",
       {"f:periode_debut=2020-09-01", "f:periode_fin=2021-02-28"},
       "f:periode_debut=2024-09-01",
       {}},
      {"attentes_de_soins", {"a:attentes_soins=9"}, "a:attentes_soins=0", {}},
      {"aucun_dossier_examine", {"a:lettre_dossiers=non"}, "a:lettre_dossiers=oui", {}},
      {"journees_liees", {"f:ij_prescrites=5016"}, "-f:ij_prescrites", {}},
      {"assistance_non_mentionnee", {"a:lettre_assistance=non"}, "a:lettre_assistance=oui", {}},
      {"chiffres_absents",
       {"-f:ij_prescrites", "-f:ij_par_patient", "a:lettre_chiffres=non"},
       "a:lettre_chiffres=oui",
       {}},
      {"moyenne_absente",
       {"-f:ij_attendues_par_patient", "a:lettre_moyenne=non"},
       "f:ij_attendues_par_patient=2.48",
       {}},
      {"audition_non_mentionnee",
       {"a:lettre_audition=non"},
       "a:lettre_audition=oui",
       {"e:audition_tenue"}},
      {"delai_non_mentionne",
       {"-f:delai_annonce", "a:lettre_delai=non"},
       "f:delai_annonce=P1M",
       {}},
      {"delai_abrege", {"l:P15"}, "-f:delai_annonce", {}},
      {"directeur_hors_delai",
       {"s:mso.suite_directeur=repute_abandonne"},
       "s:mso.suite_directeur=a_surveiller",
       {"p:mso.observations"}},
      {"audition_non_tenue",
       {"e:audition_demandee", "a:audition_proposee=non"},
       "e:audition_tenue",
       {}},
      {"pv_absent",
       {"e:audition_tenue", "a:pv_signe=non"},
       "-e:audition_tenue",
       {"a:pv_signe=oui"}},
      {"observations_maintenues", {"e:observations_envoyees"}, "-e:observations_envoyees", {}},
      {"objectif_sous_moyenne",
       {"f:objectif_ij_par_patient=2.10", "f:moyenne_reference=2.48"},
       "f:objectif_ij_par_patient=2.48",
       {}},
      {"duree_hors_limites",
       {"f:mesure_debut=2025-09-01", "f:mesure_fin=2026-05-31"},
       "f:mesure_fin=2026-02-28",
       {}},
      {"periode_fixe", {"f:mesure_debut=2025-09-01"}, "f:mesure_debut=2025-06-23", {}},
      {"penalite_non_indiquee",
       {"-f:penalite_maximale", "a:proposition_penalite=non"},
       "f:penalite_maximale=7850.00",
       {}},
      {"refus_non_indique", {"a:proposition_refus=non"}, "a:proposition_refus=oui", {}},
      {"suite_refus_non_indiquee", {"a:proposition_suite=non"}, "a:proposition_suite=oui", {}},
      {"silence_non_indique", {"a:proposition_silence=non"}, "a:proposition_silence=oui", {}},
      {"proposition_non_conjointe",
       {"-f:cosignataire", "a:proposition_conjointe=non"},
       "f:cosignataire=Docteur Anne BRIAND",
       {}},
      {"commission_non_consultee",
       {"-f:avis_commission_date", "a:commission_consultee=non"},
       "a:commission_consultee=oui",
       {}},
      {"uncam_non_prouve", {"-f:avis_uncam_date", "a:uncam_prouve=non"}, "a:uncam_prouve=oui", {}},
      {"saisine_uncam_tardive",
       {"s:msap.saisine_uncam=repute_abandonne"},
       "s:msap.saisine_uncam=fait",
       {}},
      {"decision_tardive", {"s:msap.decision=repute_abandonne"}, "s:msap.decision=fait", {}},
      {"decision_non_motivee", {"a:decision_motivee=non"}, "a:decision_motivee=oui", {}},
      {"msap_plus_de_six_mois",
       {"f:mesure_debut=2025-09-01", "f:mesure_fin=2026-03-31"},
       "f:mesure_fin=2026-02-28",
       {}},
      {"msap_mentions", {"a:decision_mentions=non"}, "a:decision_mentions=oui", {}},
      {"algorithme_non_mentionne", {"a:decision_algorithme=non"}, "a:decision_algorithme=oui", {}},
      {"bilan_tardif",
       {"f:mesure_fin=2024-12-11", "f:date_lettre=2025-06-18"},
       "f:mesure_fin=2024-12-12",
       {}},
      {"bilan_sans_droits",
       {"f:penalite_envisagee=true", "a:bilan_droits=non"},
       "f:penalite_envisagee=false",
       {}},
      {"faits_contestes", {"a:penalite_faits_contestes=oui"}, "a:penalite_faits_contestes=non", {}},
      {"penalite_pendant_controle", {"a:controle_en_cours=oui"}, "a:controle_en_cours=non", {}},
      {"penalite_notification_vague",
       {"a:penalite_faits_montant=non"},
       "a:penalite_faits_montant=oui",
       {}},
      {"penalite_suite_tardive",
       {"s:penalite.suite_directeur=a_surveiller"},
       "s:penalite.suite_directeur=en_cours",
       {}},
      {"penalite_uncam_tardive",
       {"s:penalite.saisine_uncam=repute_abandonne"},
       "s:penalite.saisine_uncam=fait",
       {}},
      {"penalite_decision_tardive",
       {"s:penalite.decision=repute_abandonne"},
       "s:penalite.decision=fait",
       {}},
      {"penalite_uncam_non_prouve",
       {"-f:avis_uncam_date", "a:uncam_prouve=non"},
       "a:uncam_prouve=oui",
       {}},
      {"penalite_mentions", {"a:decision_mentions=non"}, "a:decision_mentions=oui", {}},
      {"penalite_sans_bareme",
       {"f:date_lettre=2026-03-02", "a:penalite_objectif_manque=oui"},
       "a:penalite_objectif_manque=non",
       {"f:date_lettre=2026-06-27"}},
      {"cumul_conventionnel",
       {"f:date_lettre=2026-03-02", "a:procedure_conventionnelle=oui"},
       "a:procedure_conventionnelle=non",
       {"f:date_lettre=2026-06-27"}},
      {"lignes_contestees", {"a:indu_lignes_contestees=3"}, "a:indu_lignes_contestees=0", {}},
      {"indu_incomplet", {"a:indu_detail=non"}, "a:indu_detail=oui", {}},
      {"indu_prescrit",
       {"f:date_lettre=2026-03-02", "f:fraude_alleguee=false", "a:indu_fraude=non",
        "a:indu_dernier_paiement=2023-03-01"},
       "a:indu_dernier_paiement=2023-03-02",
       {"f:fraude_alleguee=true", "a:indu_fraude=oui", "f:date_lettre=2026-06-27"}},
      {"indu_extrapole",
       {"f:date_lettre=2026-03-02", "a:indu_extrapole=oui"},
       "a:indu_extrapole=non",
       {"f:date_lettre=2026-06-27"}},
      {"indu_tiers", {"a:indu_tiers=oui"}, "a:indu_tiers=non", {}},
      {"recours_non_indiques",
       {"-f:voies_recours", "a:lettre_recours=non"},
       "a:lettre_recours=oui",
       {}},
      {"mise_en_demeure_sans_reponse",
       {"a:indu_observations_envoyees=oui", "a:med_motifs=non"},
       "a:med_motifs=oui",
       {"a:mise_en_demeure_recue=non"}},
      {"contrainte_sans_mise_en_demeure",
       {"a:mise_en_demeure_recue=non"},
       "a:mise_en_demeure_recue=oui",
       {}},
      {"contrainte_mentions", {"a:contrainte_mentions=non"}, "a:contrainte_mentions=oui", {}},
      {"controle_non_annonce",
       {"a:controle_informe=non", "a:fraude_controle=non"},
       "a:controle_informe=oui",
       {"a:fraude_controle=oui"}},
      {"patients_non_identifies", {"a:controle_liste=non"}, "a:controle_liste=oui", {}},
      {"compte_rendu_tardif",
       {"f:rdv_date=2025-05-29", "f:date_lettre=2025-06-18"},
       "f:rdv_date=2025-05-30",
       {}},
      {"controle_abandonne",
       {"s:controle.suites=repute_abandonne"},
       "s:controle.suites=en_cours",
       {}},
      {"rosp_denominateur",
       {"a:rosp_indicateurs_contestes=4"},
       "a:rosp_indicateurs_contestes=0",
       {}},
      {"rosp_patientele",
       {"f:patientele_mt=870", "a:patientele_mt_cabinet=905"},
       "a:patientele_mt_cabinet=870",
       {}},
  };
  return cases;
}

Dossier Changed(const Argument& a, const std::vector<std::string>& changes) {
  Dossier d = ExampleDossier();
  d.events.clear();
  std::erase_if(d.given, [](const GivenFact& f) { return f.id.starts_with("reponse."); });
  for (const std::string& c : changes) Change(d, a, c);
  return d;
}

ArgumentRecord Judged(const Argument& a, const std::vector<std::string>& changes,
                      Dossier* out = nullptr) {
  Dossier d = Changed(a, changes);
  const Status s = Judge(d, All(), TheLaw(), Letters());
  if (!s.ok()) FAIL(s.error().ToString());
  if (out != nullptr) *out = d;
  for (const ArgumentRecord& r : d.arguments)
    if (r.id == a.id) return r;
  FAIL("no record of " << a.id);
  return {};
}

bool Holds(const ArgumentRecord& r) { return r.state == "retenu" || r.state == "garde"; }

TEST_CASE("every argument that may be printed has its case", "[arguments]") {
  std::set<std::string> with;
  for (const Case& c : Cases()) with.insert(c.id);
  for (const Argument& a : All().all()) {
    INFO(a.id);
    CHECK(with.contains(a.id) == (a.moment != "jamais"));
  }
  CHECK(All().all().size() > 70);
}

TEST_CASE("each argument fires on a dossier made for it, and not one fact away",
          "[arguments][slow]") {
  for (const Case& c : Cases()) {
    const Argument* a = All().Find(c.id);
    INFO(c.id);
    REQUIRE(a != nullptr);
    const ArgumentRecord fired = Judged(*a, c.fires);
    INFO(fired.state << " " << fired.note << " "
                     << (fired.missing.empty() ? "" : fired.missing.front()));
    CHECK(Holds(fired));
    CHECK(fired.letters.empty() == (fired.state != "retenu"));
    std::vector<std::string> away = c.fires;
    away.push_back(c.silent);
    const ArgumentRecord silent = Judged(*a, away);
    INFO("silent: " << silent.state << " " << silent.note);
    CHECK_FALSE(Holds(silent));
    CHECK(silent.letters.empty());
    for (const std::string& f : c.forbidden) {
      std::vector<std::string> use = c.fires;
      use.push_back(f);
      const ArgumentRecord r = Judged(*a, use);
      INFO("forbidden: " << f << " -> " << r.state);
      CHECK(r.state == "ecarte");
      CHECK_FALSE(r.note.empty());
      CHECK(r.letters.empty());
    }
  }
}

TEST_CASE("every forbidden use is met by a case of its own", "[arguments][slow]") {
  for (const Case& c : Cases()) {
    const Argument* a = All().Find(c.id);
    REQUIRE(a != nullptr);
    for (const ArgumentCondition& f : a->forbidden) {
      INFO(c.id << ": " << f.xpath);
      const bool met =
          std::any_of(c.forbidden.begin(), c.forbidden.end(), [&](const std::string& change) {
            std::vector<std::string> use = c.fires;
            use.push_back(change);
            const Dossier d = Changed(*a, use);
            const std::string piece = Judged(*a, use).piece;
            Evaluator evaluator = Evaluator::OnlyFactsOf(ToXml(d), piece).value();
            const Evaluated e = evaluator.Boolean(WithPiece(f.xpath, piece));
            return e.state == Evaluated::kValue && e.boolean;
          });
      CHECK(met);
    }
  }
}

// What a condition reads or a text prints, from the letter itself.
std::set<std::string> FactsIn(const Argument& a) {
  std::set<std::string> out;
  for (const xml::Part& p : a.text)
    if (!p.field.empty()) out.insert(p.field);
  std::vector<ArgumentCondition> all = a.forbidden;
  all.push_back(a.condition);
  static const std::regex read("r:[a-z]+\\('([a-z_]+)'\\)");
  for (const ArgumentCondition& c : all)
    for (std::sregex_iterator i(c.xpath.begin(), c.xpath.end(), read), end; i != end; ++i)
      out.insert((*i)[1]);
  return out;
}

TEST_CASE("a doubt in whatever an argument reads or prints silences it", "[arguments][slow]") {
  int doubted = 0;
  for (const Case& c : Cases()) {
    const Argument* a = All().Find(c.id);
    REQUIRE(a != nullptr);
    const std::string piece = Judged(*a, c.fires).piece;
    for (const std::string& id : FactsIn(*a)) {
      const Dossier d = Changed(*a, c.fires);
      const Letter& letter = d.FindPiece(piece)->letter;
      if (letter.Field(id) == nullptr) continue;
      std::vector<std::string> doubt = c.fires;
      doubt.push_back("?f:" + id);
      const auto fact = EffectiveFact(Changed(*a, doubt), id, piece);
      if (fact && fact->usable) continue;  // a person's word stands over it
      INFO(c.id << ": " << id);
      ++doubted;
      const ArgumentRecord r = Judged(*a, doubt);
      INFO(r.state << " " << r.note);
      CHECK_FALSE(Holds(r));
    }
  }
  CHECK(doubted > 40);
}

TEST_CASE("a defect that can be cured, or a lateness, is kept for the judge", "[arguments]") {
  for (const Argument& a : All().all()) {
    INFO(a.id);
    if (a.group == "procedure")
      CHECK((a.moment == "recours" || a.moment == "interne" || a.moment == "jamais"));
  }
  // The arguments of fact, comparability and method are those that lead.
  for (const char* id : {"remplacants", "total_incoherent", "part_ald", "groupe_non_decrit"})
    CHECK(All().Find(id)->moment == "observations");
}

TEST_CASE("what only the doctor knows is asked, and nothing is used until it is told",
          "[arguments]") {
  const Argument& a = *All().Find("remplacants");
  Dossier d;
  const ArgumentRecord r = Judged(a, {}, &d);
  CHECK(r.state == "possible");
  CHECK(r.missing ==
        std::vector<std::string>{"reponse.remplacements", "reponse.remplacements_jours"});
  CHECK(std::any_of(d.questions.begin(), d.questions.end(), [](const Question& q) {
    return q.id == "reponse.remplacements" && !q.text.empty();
  }));
}

TEST_CASE("a value in doubt makes no argument", "[arguments]") {
  const Argument& a = *All().Find("perimetre_hors_loi");
  const ArgumentRecord r =
      Judged(a, {"f:perimetre_comparaison=france", "?f:perimetre_comparaison"});
  CHECK(r.state == "possible");
  CHECK(r.missing == std::vector<std::string>{"perimetre_comparaison"});
}

TEST_CASE("a curable defect is kept while only the first letter can be written", "[arguments]") {
  Dossier d = ExampleDossier();
  const std::string launch = PieceOfType(d, "notification_mso");
  std::erase_if(d.pieces, [&](const Piece& p) { return p.id != launch; });
  std::erase_if(d.given, [&](const GivenFact& f) { return !f.piece.empty() && f.piece != launch; });
  d.timeline.clear();
  d.findings.clear();
  d.deadlines.clear();
  d.replies.clear();
  d.rosp.reset();
  d.rosp_piece.clear();
  d.rosp_inputs.clear();
  d.figures_inputs.clear();
  const Argument& a = *All().Find("assistance_non_mentionnee");
  Change(d, a, "a:lettre_assistance=non");
  const auto record = [&] {
    const auto judged = Judge(d, All(), TheLaw(), Letters());
    INFO((judged.ok() ? "" : judged.error().ToString()));
    REQUIRE(judged.ok());
    for (const ArgumentRecord& r : d.arguments)
      if (r.id == a.id) return r;
    return ArgumentRecord{};
  };
  CHECK(record().state == "garde");
  // The delegate moves it.
  Change(d, a, "a:argument_assistance_non_mentionnee=observations");
  CHECK(record().state == "retenu");
  CHECK(record().letters.front() == "observations");
  Change(d, a, "a:argument_assistance_non_mentionnee=ecarte");
  CHECK(record().state == "ecarte");
}

TEST_CASE("a weak argument reaches the fund by order only", "[arguments]") {
  const Argument& a = *All().Find("journees_liees");
  REQUIRE(a.strength == "faible");
  const auto to = [](const ArgumentRecord& r, const char* letter) {
    return std::count(r.letters.begin(), r.letters.end(), letter) > 0;
  };
  const ArgumentRecord shown = Judged(a, {});
  CHECK_FALSE(to(shown, "observations"));
  CHECK(to(shown, "dossier_msap"));  // the lawyer sees it
  CHECK(shown.note.find("Faible") != std::string::npos);
  CHECK(to(Judged(a, {"a:argument_journees_liees=observations"}), "observations"));
}

TEST_CASE("what is never printed stays so, whatever a person orders", "[arguments]") {
  int never = 0;
  for (const Argument& a : All().all()) {
    if (a.moment != "jamais") continue;
    ++never;
    const ArgumentRecord r = Judged(a, {"a:argument_" + a.id + "=observations"});
    INFO(a.id);
    CHECK(r.state == "ecarte");
    CHECK(r.letters.empty());
  }
  CHECK(never >= 3);
}

TEST_CASE("an article whose wording at that date was not read is not cited", "[arguments]") {
  const Argument& a = *All().Find("perimetre_hors_loi");
  CHECK(Judged(a, {"f:perimetre_comparaison=france", "f:date_lettre=2026-06-26"}).state ==
        "retenu");
  const ArgumentRecord after =
      Judged(a, {"f:perimetre_comparaison=france", "f:date_lettre=2026-06-27"});
  CHECK(after.state == "ecarte");
  CHECK(after.note.find("L.162-1-15") != std::string::npos);
  CHECK(Judged(a, {"f:perimetre_comparaison=france", "-f:date_lettre"}).state == "possible");
}

// One judge of the three years: what the figures' check found, line by line; the doctor's word only
// where the letter prints no payment.
TEST_CASE("the age of payments is what the check found", "[arguments]") {
  Dossier d = ExampleDossier();
  d.events.clear();
  d.given.clear();
  const std::string piece = PieceOfType(d, "notification_indu");
  const auto find = [&](const std::string& state) {
    std::erase_if(d.findings,
                  [](const Finding& f) { return f.id == "notification_indu.prescription"; });
    if (!state.empty())
      d.findings.push_back({.id = "notification_indu.prescription",
                            .piece = piece,
                            .kind = "chiffre",
                            .state = state});
    REQUIRE(Judge(d, All(), TheLaw(), Letters()).ok());
    for (const ArgumentRecord& r : d.arguments)
      if (r.id == "indu_prescrit") return r;
    return ArgumentRecord{};
  };
  const Argument& a = *All().Find("indu_prescrit");
  Change(d, a, "f:date_lettre=2026-03-02");
  Change(d, a, "f:fraude_alleguee=false");
  // Answers that say the contrary of the lines do not count.
  Change(d, a, "a:indu_dernier_paiement=2026-01-05");
  Change(d, a, "a:indu_fraude=non");
  CHECK(find("contraire").state == "retenu");
  CHECK(find("conforme").state == "sans_objet");
  CHECK(find("").state == "sans_objet");
  Change(d, a, "a:indu_dernier_paiement=2023-03-01");
  CHECK(find("conforme").state == "sans_objet");
  CHECK(find("").state == "retenu");
  // Nobody knows whether a fraud is alleged: neither claimed nor denied.
  Change(d, a, "-f:fraude_alleguee");
  const ArgumentRecord open = find("douteux");
  CHECK(open.state == "possible");
  CHECK(open.missing == std::vector<std::string>{"fraude_alleguee"});
  Change(d, a, "f:fraude_alleguee=true");
  CHECK(find("contraire").state == "ecarte");
}

}  // namespace
}  // namespace riposte
