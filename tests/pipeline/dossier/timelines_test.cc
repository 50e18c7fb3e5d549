// Whole procedures as golden timelines, with the real law files. The expected dates were counted by
// hand from the step tables and CPC 641-642, not taken from the program.
#include <catch2/catch.hpp>

#include "extractors/values/format.h"
#include "tests/pipeline/dossier/timeline_testing.h"

namespace riposte {

TEST_CASE("timeline: the director is one day late", "[timeline]") {
  Procedure p = Launched();
  p.Happened("observations_envoyees", "2025-07-10", "P1");
  p.Add("proposition_mso", 2025y / 9 / 2, 2025y / 9 / 4);
  CHECK(p.At(2025y / 9 / 5) ==
        "2025-06-26 notification_mso caisse fait P1\n"
        "2025-07-10 observations_envoyees praticien fait P1\n"
        "2025-07-10 mso.observations praticien fait P1 limit 2025-07-30\n"
        "2025-09-02 proposition_mso caisse fait P2\n"
        "2025-09-02 mso.suite_directeur caisse repute_abandonne since 2025-09-02 P1 limit "
        "2025-09-01 act P2\n"
        "2025-09-19 mso.refus praticien en_cours P2\n");
  CHECK(p.Clock("mso.suite_directeur").late_days == 1);
  CHECK(p.Clock("mso.suite_directeur").act_date == "2025-09-02");
  CHECK_FALSE(p.Clock("mso.suite_directeur").provisional);
}

TEST_CASE("timeline: the director acts on the last day", "[timeline]") {
  Procedure p = Launched();
  p.Add("proposition_mso", 2025y / 9 / 1, 2025y / 9 / 4);
  p.At(2025y / 9 / 5);
  CHECK(p.Clock("mso.suite_directeur").state == "fait");
  CHECK(p.Clock("mso.suite_directeur").late_days == 0);
}

TEST_CASE("timeline: a hearing after the month", "[timeline]") {
  // Held on 20 August: the month runs from 21 August to Sunday 21 September, so to Monday 22.
  Procedure p = Launched();
  p.Happened("audition_demandee", "2025-07-15", "P1");
  p.At(2025y / 8 / 1);
  CHECK(p.Clock("mso.suite_directeur").provisional);
  CHECK(p.Asked("evenement", "audition_tenue"));
  p.Add("convocation_audition", 2025y / 8 / 4).fields["rdv_date"] = Read(Date{2025y / 8 / 20});
  p.Happened("audition_tenue", "2025-08-20");
  p.Add("proposition_mso", 2025y / 9 / 15, 2025y / 9 / 17);
  CHECK(p.At(2025y / 9 / 20) ==
        "2025-06-26 notification_mso caisse fait P1\n"
        "2025-07-15 audition_demandee praticien fait P1\n"
        "2025-07-15 mso.observations praticien fait P1 limit 2025-07-30\n"
        "2025-08-04 convocation_audition caisse fait P2\n"
        "2025-08-20 audition_tenue praticien fait\n"
        "2025-09-15 proposition_mso caisse fait P3\n"
        "2025-09-15 mso.suite_directeur caisse fait P1 limit 2025-09-22 act P3\n"
        "2025-10-02 mso.refus praticien en_cours P3\n");
  CHECK_FALSE(p.Asked("evenement", "audition_tenue"));
}

TEST_CASE("timeline: a meeting that a letter fixes stands in the calendar", "[timeline]") {
  Procedure p = Launched();
  Letter& letter = p.Add("convocation_audition", 2025y / 8 / 4);
  letter.fields["rdv_date"] = Read(Date{2025y / 8 / 20});
  letter.fields["rdv_heure"] = Read(TimeOfDay{10, 15});
  p.At(2025y / 8 / 6);
  const std::string sure = ToCalendar(p.d);
  INFO(sure);
  CHECK(sure.find("DTSTART;VALUE=DATE:20250820") != std::string::npos);
  CHECK(sure.find(" : audition\\, " + French(Value(TimeOfDay{10, 15}))) != std::string::npos);
  CHECK(sure.find("CATEGORIES:rendez-vous") != std::string::npos);

  p.d.pieces.back().letter.fields["rdv_date"] = Read(Date{2025y / 8 / 21}, false);
  p.At(2025y / 8 / 6);
  CHECK(ToCalendar(p.d).find("(date à vérifier)") != std::string::npos);

  p.Happened("audition_tenue", "2025-08-21");
  p.At(2025y / 8 / 22);
  CHECK(ToCalendar(p.d).find("rendez-vous") == std::string::npos);
}

TEST_CASE("timeline: a refusal, then the long way to a decision one day late", "[timeline]") {
  // Referral known on Thursday 3 April 2025; opinion with its prolongation by 3 July, with the post
  // on 23 July; UNCAM asked by 7 August, with the post on 27 August; its opinion by Saturday 27
  // September, so Monday 29, with the post on Sunday 19 October; decision by Monday 3 November.
  Procedure p("mso");
  p.Add("proposition_mso", 2025y / 3 / 7, 2025y / 3 / 10);
  p.Happened("refus_envoye", "2025-03-20", "P1");
  Letter& referral = p.Add("saisine_commission", 2025y / 4 / 1, 2025y / 4 / 3);
  referral.fields["procedure"] = Read(std::string("msap"));
  p.Add("decision_msap", 2025y / 11 / 4, 2025y / 11 / 6);
  CHECK(p.At(2025y / 11 / 10) ==
        "2025-03-07 proposition_mso caisse fait P1\n"
        "2025-03-20 refus_envoye praticien fait P1\n"
        "2025-03-20 mso.refus praticien fait P1 limit 2025-03-25\n"
        "2025-04-01 saisine_commission caisse fait P2\n"
        "2025-05-02 msap.observations_commission praticien manque since 2025-05-06 P2\n"
        "2025-06-03 msap.avis_commission commission a_surveiller since 2025-06-04 P2\n"
        "2025-08-07 msap.saisine_uncam caisse inconnu P2\n"
        "2025-09-29 msap.avis_uncam uncam inconnu P2\n"
        "2025-11-04 decision_msap caisse fait P3\n"
        "2025-11-04 msap.decision caisse repute_abandonne since 2025-11-04 P2 limit 2025-11-03 act "
        "P3\n"
        "2026-01-06 msap.recours praticien en_cours P3\n");
  CHECK(p.Clock("msap.decision").late_days == 1);
  // UNCAM's opinion of 1 July as the decision prints it: 20 days of post to 21 July, 15 days to
  // Tuesday 5 August.
  p.d.pieces.back().letter.fields["avis_uncam_date"] = Read(Date{2025y / 7 / 1});
  p.At(2025y / 11 / 10);
  CHECK(p.Clock("msap.decision").deadline.extended == 2025y / 8 / 5);
  CHECK(p.Clock("msap.decision").late_days == 91);
}

TEST_CASE("timeline: silence is what the doctor confirms, after 20 days of post", "[timeline]") {
  Procedure p = Launched();
  p.Happened("observations_envoyees", "2025-07-10", "P1");
  p.At(2025y / 9 / 1);
  CHECK(p.d.timeline.back().state == "en_cours");
  p.At(2025y / 9 / 2);
  CHECK(p.Clock("mso.suite_directeur").state == "a_surveiller");
  CHECK(p.d.timeline.back().state == "a_surveiller");
  CHECK(p.d.timeline.back().since == "2025-09-02");
  CHECK_FALSE(p.Asked("evenement", "silence_confirme"));
  p.At(2025y / 9 / 21);
  CHECK(p.Clock("mso.suite_directeur").state == "a_surveiller");
  CHECK(p.Asked("evenement", "silence_confirme"));
  // Too early to carry anything.
  p.Happened("silence_confirme", "2025-09-20");
  p.At(2025y / 10 / 1);
  CHECK(p.Clock("mso.suite_directeur").state == "a_surveiller");
  p.Happened("silence_confirme", "2025-09-21");
  CHECK(p.At(2025y / 10 / 1) ==
        "2025-06-26 notification_mso caisse fait P1\n"
        "2025-07-10 observations_envoyees praticien fait P1\n"
        "2025-07-10 mso.observations praticien fait P1 limit 2025-07-30\n"
        "2025-09-01 mso.suite_directeur caisse repute_abandonne since 2025-09-02 P1\n"
        "2025-09-20 silence_confirme praticien fait\n"
        "2025-09-21 silence_confirme praticien fait\n");
  // A later letter moves the clock: what was posted in time was no silence.
  p.Add("proposition_mso", 2025y / 8 / 29, 2025y / 10 / 2);
  p.At(2025y / 10 / 3);
  CHECK(p.Clock("mso.suite_directeur").state == "fait");
}

TEST_CASE("timeline: a letter that straddles the change of 27 June 2026", "[timeline]") {
  // Received on Monday 29 June: 29 July, then Saturday 29 August, so Monday 31 August.
  Procedure p("mso");
  p.Add("notification_mso", 2026y / 6 / 20, 2026y / 6 / 29);
  CHECK(p.At(2026y / 7 / 1) ==
        "2026-06-20 notification_mso caisse fait P1\n"
        "2026-07-29 mso.observations praticien en_cours P1\n"
        "2026-08-31 mso.suite_directeur caisse en_cours P1\n");
  CHECK(p.Clock("mso.observations").deadline.rule_set == "MSO-C");
  const auto warns = [](const DossierDeadline& c, const std::string& part) {
    for (const std::string& w : c.deadline.warnings)
      if (w.find(part) != std::string::npos) return true;
    return false;
  };
  CHECK(warns(p.Clock("mso.observations"), "Le droit a changé pendant ce délai"));
  Procedure later("mso");
  later.Add("proposition_mso", 2026y / 7 / 1, 2026y / 7 / 3);
  later.At(2026y / 7 / 4);
  CHECK(later.Clock("mso.refus").deadline.rule_set == "MSO-D");
  CHECK(warns(later.Clock("mso.refus"), "Il n’est pas certain que la proposition puisse encore"));
}

TEST_CASE("timeline: Strasbourg at Easter", "[timeline]") {
  // Received on 3 March 2026: Good Friday 3 April, so Thursday 2 April for the prudent; Tuesday 7
  // April for the director's start, and Thursday 7 May for his end.
  Procedure p("mso");
  p.Add("notification_mso", 2026y / 2 / 27, 2026y / 3 / 3, "67");
  p.Give("reponse.zone_feries", std::string("alsace-moselle-vendredi-saint"));
  CHECK(p.At(2026y / 3 / 10) ==
        "2026-02-27 notification_mso caisse fait P1\n"
        "2026-04-02 mso.observations praticien en_cours P1\n"
        "2026-05-07 mso.suite_directeur caisse en_cours P1\n");
  CHECK(p.Clock("mso.observations").deadline.extended == 2026y / 4 / 7);
  p.At(2026y / 4 / 2);
  CHECK(p.d.timeline.at(1).state == "du");
  p.At(2026y / 4 / 7);
  CHECK(p.d.timeline.at(1).state == "du");
  p.At(2026y / 4 / 8);
  CHECK(p.d.timeline.at(1).state == "manque");
}

TEST_CASE("timeline: Martinique", "[timeline]") {
  // Received on 22 April 2026: 22 May is a holiday there, Tuesday 26 May; then Friday 26 June.
  Procedure p("mso");
  p.Add("notification_mso", 2026y / 4 / 17, 2026y / 4 / 22, "972");
  CHECK(p.At(2026y / 5 / 1) ==
        "2026-04-17 notification_mso caisse fait P1\n"
        "2026-05-21 mso.observations praticien en_cours P1\n"
        "2026-06-26 mso.suite_directeur caisse en_cours P1\n");
}

TEST_CASE("timeline: an unclaimed registered letter", "[timeline]") {
  Procedure p("mso");
  p.Add("notification_mso", 2026y / 2 / 26);
  p.Give("date_presentation", Date{2026y / 3 / 2}, "P1");
  CHECK(p.At(2026y / 5 / 20) ==
        "2026-02-26 notification_mso caisse fait P1\n"
        "2026-04-02 mso.observations praticien inconnu P1\n"
        "2026-05-04 mso.suite_directeur caisse a_surveiller since 2026-05-05 P1\n");
  CHECK(p.Clock("mso.observations").provisional);
  CHECK(p.Clock("mso.observations").state == "a_verifier");
  p.Happened("silence_confirme", "2026-07-01");
  p.At(2026y / 7 / 2);
  CHECK(p.Clock("mso.suite_directeur").state == "a_surveiller");
}

TEST_CASE("timeline: a penalty; lateness at the director's choice abandons nothing", "[timeline]") {
  // Received on 5 March 2026: Easter Sunday 5 April, so Tuesday 7; 15 days to Wednesday 22 April.
  Procedure p("penalite");
  p.Add("notification_penalite", 2026y / 3 / 3, 2026y / 3 / 5);
  p.Happened("observations_envoyees", "2026-04-01", "P1", "");
  Letter& referral = p.Add("saisine_commission", 2026y / 4 / 24, 2026y / 4 / 27);
  referral.fields["procedure"] = Read(std::string("penalite"));
  p.At(2026y / 4 / 28);
  CHECK(p.Clock("penalite.suite_directeur").state == "a_verifier");
  CHECK(p.Asked("fraude_alleguee", "fraude"));
  p.d.pieces.at(0).letter.fields["fraude_alleguee"] = Read(false);
  CHECK(
      p.At(2026y / 4 / 28) ==
      "2026-03-03 notification_penalite caisse fait P1\n"
      "2026-04-01 observations_envoyees praticien fait P1\n"
      "2026-04-03 penalite.observations praticien manque since 2026-04-08 P1\n"
      "2026-04-24 saisine_commission caisse fait P2\n"
      "2026-04-24 penalite.suite_directeur caisse manque since 2026-04-23 P1 limit 2026-04-22 act "
      "P2\n"
      "2026-06-29 penalite.avis_commission commission en_cours P2\n"
      "2026-08-31 penalite.saisine_uncam caisse en_cours P2\n"
      "2026-10-20 penalite.avis_uncam uncam en_cours P2\n"
      "2026-11-24 penalite.decision caisse en_cours P2\n");
  CHECK(p.Clock("penalite.suite_directeur").late_days == 2);
  // What was sent without a proof of deposit keeps its deadline open.
  CHECK(p.d.timeline.at(1).note.find("preuve") != std::string::npos);
}

TEST_CASE("timeline: a debt, the silence of the CRA, the court", "[timeline]") {
  // Received on 31 December 2025: Saturday 28 February, so Friday 27 for the prudent. Claim
  // received on 20 February: implied rejection on 20 April, court by Saturday 20 June, so
  // Friday 19.
  Procedure p("indu");
  p.Add("notification_indu", 2025y / 12 / 29, 2025y / 12 / 31);
  p.Happened("recours_cra_envoye", "2026-02-18", "P1");
  p.Add("accuse_reception_recours", 2026y / 2 / 25, 2026y / 2 / 27).fields["date_recours"] =
      Read(Date{2026y / 2 / 20});
  CHECK(p.At(2026y / 3 / 2) ==
        "2025-12-29 notification_indu caisse fait P1\n"
        "2026-02-18 recours_cra_envoye praticien fait P1\n"
        "2026-02-18 indu.cra praticien fait P1 limit 2026-02-27\n"
        "2026-02-25 accuse_reception_recours caisse fait P2\n"
        "2026-02-27 indu.paiement praticien du P1\n"
        "2026-04-20 cra.silence cra en_cours P2\n"
        "2026-06-19 cra.tribunal praticien en_cours P2\n");
  CHECK(p.Clock("cra.tribunal").provisional);
  p.Add("decision_cra", 2026y / 4 / 10, 2026y / 4 / 14);
  p.At(2026y / 4 / 15);
  CHECK(p.Clock("cra.silence").state == "fait");
  // Two months from the decision alone: Sunday 14 June, so Friday 12.
  int courts = 0;
  for (const DossierDeadline& c : p.d.deadlines) courts += c.deadline.rule == "cra.tribunal";
  CHECK(courts == 1);
  CHECK(p.Clock("cra.tribunal").deadline.prudent == 2026y / 6 / 12);
}

TEST_CASE("timeline: an analysis of activity that the fund gives up", "[timeline]") {
  // Report received on 29 April 2026: Ascension Day 14 May, so Friday 15; three months to Saturday
  // 15 August, so Monday 17.
  Procedure p("controle");
  p.Add("controle_activite", 2026y / 2 / 2, 2026y / 2 / 4);
  p.Happened("audition_demandee", "2026-02-20", "P1");
  p.At(2026y / 3 / 2);
  CHECK(p.d.timeline.front().date == "2026-02-02");
  CHECK(p.d.timeline.back().state == "inconnu");
  CHECK(p.d.timeline.back().what == "controle.suites");
  p.Add("compte_rendu_entretien", 2026y / 4 / 27, 2026y / 4 / 29);
  p.Happened("compte_rendu_renvoye", "2026-05-11", "P2");
  p.Happened("silence_confirme", "2026-09-10");
  CHECK(p.At(2026y / 9 / 11) ==
        "2026-02-02 controle_activite caisse fait P1\n"
        "2026-02-20 audition_demandee praticien fait P1\n"
        "2026-02-20 controle.audition praticien fait P1 limit 2026-03-04\n"
        "2026-04-27 compte_rendu_entretien caisse fait P2\n"
        "2026-05-11 compte_rendu_renvoye praticien fait P2\n"
        "2026-05-11 controle.compte_rendu praticien fait P2 limit 2026-05-13\n"
        "2026-08-17 controle.suites caisse repute_abandonne since 2026-08-18 P2\n"
        "2026-09-10 silence_confirme praticien fait\n");
}

TEST_CASE("timeline: a letter that gives its own delay", "[timeline]") {
  Procedure p("autre");
  Letter& warning = p.Add("manquement_conventionnel", 2026y / 3 / 2, 2026y / 3 / 4);
  p.At(2026y / 3 / 5);
  CHECK(p.Asked("delai_annonce", "celui de la lettre"));
  CHECK(p.d.timeline.back().state == "inconnu");
  warning.fields["delai_annonce"] = Read(Duration{1, 0});
  CHECK(p.At(2026y / 3 / 5) ==
        "2026-03-02 manquement_conventionnel caisse fait P1\n"
        "2026-04-03 lettre.delai praticien en_cours P1\n");
  CHECK_FALSE(p.Asked("delai_annonce", "celui de la lettre"));
}

TEST_CASE("timeline: a MSO that runs to its balance sheet", "[timeline]") {
  // Period to 28 February 2026; six months to 28 August.
  Procedure p("mso");
  Letter& proposal = p.Add("proposition_mso", 2025y / 8 / 20, 2025y / 8 / 25);
  proposal.fields["mesure_debut"] = Read(Date{2025y / 9 / 1});
  proposal.fields["mesure_fin"] = Read(Date{2026y / 2 / 28});
  p.Happened("acceptation_envoyee", "2025-09-01", "P1");
  CHECK(p.At(2026y / 3 / 1) ==
        "2025-08-20 proposition_mso caisse fait P1\n"
        "2025-09-01 mesure_debut praticien fait P1\n"
        "2025-09-01 acceptation_envoyee praticien fait P1\n"
        "2025-09-01 mso.refus praticien fait P1 limit 2025-09-09\n"
        "2026-02-28 mesure_fin praticien fait P1\n"
        "2026-08-28 mso.bilan caisse en_cours P1\n");
  p.Add("bilan_mso", 2026y / 9 / 2, 2026y / 9 / 4);
  p.At(2026y / 9 / 5);
  // Late, and no text says what follows.
  CHECK(p.Clock("mso.bilan").state == "depasse");
  CHECK(p.Clock("mso.bilan").late_days == 5);
}

}  // namespace riposte
