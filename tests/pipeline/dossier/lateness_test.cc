// What the fund's lateness needs before it is claimed, and clocks that only some procedures have.
// The expected dates were counted by hand.
#include <catch2/catch.hpp>

#include "tests/pipeline/dossier/timeline_testing.h"

namespace riposte {

TEST_CASE("timeline: lateness is never claimed from a doubtful date", "[timeline]") {
  Procedure p = Launched();
  Letter& proposal = p.Add("proposition_mso", std::nullopt, 2025y / 9 / 8);
  proposal.fields["date_lettre"] = Read(Date{2025y / 9 / 5}, false);
  p.At(2025y / 9 / 9);
  CHECK(p.Clock("mso.suite_directeur").state == "a_verifier");
  CHECK(p.Asked("date_lettre", "4 jours trop tard"));
  p.Give("date_lettre", Date{2025y / 9 / 5}, "P2");
  p.At(2025y / 9 / 9);
  CHECK(p.Clock("mso.suite_directeur").state == "repute_abandonne");

  // Without the receipt of the launch, the doctor's month has no latest end.
  Procedure unknown("mso");
  unknown.Add("notification_mso", 2025y / 6 / 26);
  unknown.Add("proposition_mso", 2025y / 9 / 20, 2025y / 9 / 22);
  unknown.At(2025y / 9 / 25);
  CHECK(unknown.Clock("mso.suite_directeur").state == "a_verifier");
  CHECK(unknown.Asked("date_remise", "26 juin 2025"));
  // The day when the office had it bounds it: 2 August is a Saturday: 4 August, 4 September.
  unknown.d.pieces.at(0).received = "2025-07-02";
  unknown.At(2025y / 9 / 25);
  CHECK(unknown.Clock("mso.suite_directeur").deadline.extended == 2025y / 9 / 4);
  CHECK(unknown.Clock("mso.suite_directeur").state == "repute_abandonne");
  CHECK(unknown.Clock("mso.suite_directeur").late_days == 16);
}

TEST_CASE("timeline: a fund is late only where it is late in every place it may be", "[timeline]") {
  // Received in Strasbourg on 3 March 2026. With Good Friday the month ends on Tuesday 7 April, the
  // director's on 7 May; without on 3 April, then Sunday 3 May, so Monday 4.
  Procedure p("mso");
  p.Add("notification_mso", 2026y / 2 / 27, 2026y / 3 / 3, "67");
  p.Add("proposition_mso", 2026y / 5 / 7, 2026y / 5 / 9, "67");
  p.At(2026y / 5 / 11);
  CHECK(p.Clock("mso.suite_directeur").state == "fait");
  CHECK(p.Clock("mso.suite_directeur").deadline.extended == 2026y / 5 / 7);
  CHECK(p.Clock("mso.observations").deadline.prudent == 2026y / 4 / 2);
  CHECK(p.Asked("reponse.zone_feries", "temple"));
  p.At(2026y / 4 / 6);
  CHECK(p.Clock("mso.observations").state == "a_faire");
  p.Give("reponse.zone_feries", std::string("alsace-moselle"));
  p.At(2026y / 5 / 11);
  CHECK(p.Clock("mso.suite_directeur").state == "repute_abandonne");
  CHECK(p.Clock("mso.suite_directeur").late_days == 3);

  // 28 April 2026, then Thursday 28 May, which may be a holiday in Saint-Martin.
  Procedure island("mso");
  island.Add("notification_mso", 2026y / 3 / 24, 2026y / 3 / 28, "978");
  island.Add("proposition_mso", 2026y / 5 / 29, 2026y / 6 / 2, "978");
  island.At(2026y / 6 / 3);
  CHECK(island.Clock("mso.suite_directeur").state == "fait");
  island.d.pieces.back().letter.fields["date_lettre"] = Read(Date{2026y / 5 / 30});
  island.At(2026y / 6 / 3);
  CHECK(island.Clock("mso.suite_directeur").state == "repute_abandonne");
  CHECK(island.Clock("mso.suite_directeur").late_days == 1);

  // Friday 22 May 2026 is a holiday in Martinique: Tuesday 26 May, then 26 June; elsewhere 22 June.
  for (const auto& [departement, state] :
       {std::pair("", "fait"), std::pair("972", "fait"), std::pair("44", "repute_abandonne")}) {
    INFO(departement);
    Procedure q("mso");
    q.Add("notification_mso", 2026y / 4 / 17, 2026y / 4 / 22, departement);
    q.Add("proposition_mso", 2026y / 6 / 25, 2026y / 6 / 29, departement);
    q.At(2026y / 6 / 30);
    CHECK(q.Clock("mso.suite_directeur").state == state);
  }
}

TEST_CASE("timeline: a hearing that a letter only set may have been put off", "[timeline]") {
  Procedure p = Launched();
  p.Add("convocation_audition", 2025y / 7 / 10).fields["rdv_date"] = Read(Date{2025y / 7 / 25});
  p.Add("proposition_mso", 2025y / 9 / 10, 2025y / 9 / 12);
  p.At(2025y / 9 / 15);
  CHECK(p.Clock("mso.suite_directeur").state == "a_verifier");
  CHECK(p.Asked("evenement", "audition_tenue"));
  p.Happened("audition_tenue", "2025-07-25");
  p.At(2025y / 9 / 15);
  CHECK(p.Clock("mso.suite_directeur").state == "repute_abandonne");
  CHECK(p.Clock("mso.suite_directeur").late_days == 9);
  // One without a date that could be read says as little.
  Procedure undated = Launched();
  undated.Add("convocation_audition", 2025y / 7 / 10);
  undated.Add("proposition_mso", 2025y / 9 / 10, 2025y / 9 / 12);
  undated.At(2025y / 9 / 15);
  CHECK(undated.Clock("mso.suite_directeur").state == "a_verifier");
  // In time whatever the date of the hearing was: nothing to ask.
  Procedure early = Launched();
  early.Add("convocation_audition", 2025y / 7 / 10).fields["rdv_date"] = Read(Date{2025y / 7 / 25});
  early.Add("proposition_mso", 2025y / 7 / 30, 2025y / 8 / 4);
  early.At(2025y / 9 / 15);
  CHECK(early.Clock("mso.suite_directeur").state == "fait");
  CHECK_FALSE(early.Asked("evenement", "audition_tenue"));
}

TEST_CASE("timeline: a decision does not show that nothing came before it", "[timeline]") {
  // The referral to the commission may have come in time and not be in the dossier.
  Procedure p = Launched();
  p.Happened("observations_envoyees", "2025-07-10", "P1");
  p.Add("decision_msap", 2025y / 12 / 12, 2025y / 12 / 15);
  p.At(2025y / 12 / 16);
  CHECK(p.Clock("mso.suite_directeur").state == "a_verifier");
  CHECK(p.Asked("evenement", "Avant le courrier du 12 décembre 2025"));
  p.Happened("silence_confirme", "2025-12-16");
  p.At(2025y / 12 / 17);
  CHECK(p.Clock("mso.suite_directeur").state == "repute_abandonne");
}

TEST_CASE("timeline: a penalty for fraud", "[timeline]") {
  // Month to Tuesday 7 April 2026 (Easter); without the commission UNCAM by 22 April, with the post
  // on 12 May; its opinion by 12 June, with the post on 2 July; the penalty by 17 July.
  Procedure p("penalite");
  p.Add("notification_penalite", 2026y / 3 / 3, 2026y / 3 / 5).fields["fraude_alleguee"] =
      Read(true);
  CHECK(p.At(2026y / 4 / 1) ==
        "2026-03-03 notification_penalite caisse fait P1\n"
        "2026-04-03 penalite.observations praticien en_cours P1\n"
        "2026-04-22 penalite.suite_directeur caisse en_cours P1\n"
        "2026-04-22 penalite.saisine_uncam caisse en_cours P1\n"
        "2026-06-12 penalite.avis_uncam uncam en_cours P1\n"
        "2026-07-17 penalite.decision caisse en_cours P1\n");
  CHECK(p.Clock("penalite.saisine_uncam").provisional);
  // Late, but nothing is claimed, and what is known is not asked.
  p.Add("decision_penalite", 2026y / 9 / 1, 2026y / 9 / 3);
  p.At(2026y / 9 / 4);
  CHECK(p.Clock("penalite.decision").state == "a_verifier");
  CHECK_FALSE(p.Asked("fraude_alleguee", "fraude"));
  // The commission, where it is asked, has fifteen days.
  Procedure asked("penalite");
  asked.Add("notification_penalite", 2026y / 3 / 3, 2026y / 3 / 5).fields["fraude_alleguee"] =
      Read(true);
  asked.Add("saisine_commission", 2026y / 4 / 10, 2026y / 4 / 13).fields["procedure"] =
      Read(std::string("penalite"));
  asked.At(2026y / 4 / 20);
  CHECK(asked.Clock("penalite.avis_commission").deadline.raw == 2026y / 4 / 28);
  CHECK(asked.Clock("penalite.saisine_uncam").piece == "P2");
}

TEST_CASE("timeline: a formal notice opens its own claim", "[timeline]") {
  Procedure p("indu");
  p.Add("mise_en_demeure", 2026y / 2 / 27, 2026y / 3 / 2).fields["delai_annonce"] =
      Read(Duration{1, 0});
  // What was sent before it answered the notice of the debt.
  p.Happened("recours_cra_envoye", "2025-11-03");
  p.Happened("paiement", "2025-11-03");
  CHECK(p.At(2026y / 3 / 3) ==
        "2025-11-03 recours_cra_envoye praticien fait\n"
        "2025-11-03 paiement praticien fait\n"
        "2026-01-05 cra.silence cra a_surveiller since 2026-01-06 P1\n"
        "2026-02-27 mise_en_demeure caisse fait P1\n"
        "2026-03-03 cra.tribunal praticien du P1\n"
        "2026-04-02 indu.mise_en_demeure praticien en_cours P1\n"
        "2026-04-30 indu.cra_mise_en_demeure praticien en_cours P1\n");
  Procedure penalty("penalite");
  penalty.Add("mise_en_demeure", 2026y / 2 / 27, 2026y / 3 / 2);
  CHECK(penalty.At(2026y / 3 / 3) ==
        "2026-02-27 mise_en_demeure caisse fait P1\n"
        "2026-04-02 penalite.mise_en_demeure praticien en_cours P1\n");
}

TEST_CASE("timeline: the report of an interview that comes late", "[timeline]") {
  // Held on Thursday 26 March 2026: fifteen days to Friday 10 April.
  Procedure p("controle");
  p.Add("controle_activite", 2026y / 2 / 2, 2026y / 2 / 4);
  p.Add("compte_rendu_entretien", 2026y / 4 / 13, 2026y / 4 / 15).fields["rdv_date"] =
      Read(Date{2026y / 3 / 26});
  p.At(2026y / 4 / 16);
  CHECK(p.Clock("controle.envoi_compte_rendu").state == "depasse");
  CHECK(p.Clock("controle.envoi_compte_rendu").late_days == 3);
  p.d.pieces.back().letter.fields["rdv_date"] = Read(Date{2026y / 3 / 26}, false);
  p.At(2026y / 4 / 16);
  CHECK(p.Clock("controle.envoi_compte_rendu").state == "a_verifier");
}

}  // namespace riposte
