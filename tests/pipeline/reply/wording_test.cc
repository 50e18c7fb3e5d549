// What a letter says in the cases that are not the usual one: past the delay, without a letter to
// send, with a colleague, with enclosures.
#include <catch2/catch.hpp>
#include <set>

#include "pipeline/dossier/example.h"
#include "pipeline/reply/reply.h"
#include "tests/pipeline/reply/support.h"

namespace riposte::reply {
namespace {

bool Holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string Letter(const Dossier& d, const std::string& kind, const std::string& type) {
  ReplyMaker maker(kTemplates);
  const Result<ReplyFiles> made = maker.Make(
      ToXml(d), kind,
      {.draft = false, .pdf = false, .piece = PieceOfType(d, type), .pictures = PicturesOf(d)});
  if (!made.ok()) FAIL(kind << " for " << type << ": " << made.error().ToString());
  return TextOf(made->odt);
}

// The doctor's delay of that letter is over on every possible date, or still runs.
Dossier WithDelay(const std::string& type, const std::string& state) {
  Dossier d = AnsweredDossier();
  DossierDeadline delay = d.deadlines.at(0);
  delay.piece = PieceOfType(d, type);
  if (type == "proposition_mso") delay.deadline.rule = "mso.refus";
  delay.state = state;
  std::erase_if(d.deadlines, [&](const DossierDeadline& o) { return o.piece == delay.piece; });
  d.deadlines.push_back(delay);
  return d;
}

TEST_CASE("past the delay every letter and sheet says what is left, and admits nothing",
          "[reply]") {
  ReplyMaker maker(kTemplates);
  // No delay in law runs against the doctor in these, or it is not theirs.
  const std::set<std::string> without = {
      "demande_donnees",    "demande_dates",   "report_audition",  "rectification_pv",
      "reponse_invitation", "fiche_entretien", "dossier_audition", "procedure_abandonnee",
      "questionnaire",      "fiche_chiffres"};
  const std::vector<ReplyKind> kinds = maker.Kinds().value();
  for (const ReplyKind& k : kinds)
    for (const std::string& type : k.for_types) {
      if (k.id == "fiche_chiffres") continue;  // figures, with pictures
      INFO(k.id << " for " << type);
      const std::string late = Letter(WithDelay(type, "depasse"), k.id, type);
      const std::string in_time = Letter(WithDelay(type, "a_faire"), k.id, type);
      for (const char* admission : {"au-delà du délai", "en retard", "hors du délai"})
        CHECK_FALSE(Holds(late, admission));
      const auto says = [](const std::string& text) {
        return Holds(text, "hors délai") || Holds(text, "tardi") || Holds(text, "paraît écoulé") ||
               Holds(text, "paraissent écoulés");
      };
      CHECK(says(late) == !without.contains(k.id));
      if (k.id != "fiche_decision") CHECK_FALSE(says(in_time));  // «audition tardive»
    }
}

TEST_CASE("a note speaks of a letter to post only where there is one", "[reply]") {
  Dossier d = AnsweredDossier();
  d.given.push_back({.id = "decision_medecin", .value = "refus_mso", .author = "Dr Martin"});
  const std::string post = "en recommandé avec avis de réception, puis";
  for (const char* type : {"bilan_mso", "avis_commission", "decision_cra",
                           "manquement_conventionnel", "contrainte", "mise_en_demeure"}) {
    INFO(type);
    const std::string note = Letter(d, "note_medecin", type);
    CHECK_FALSE(Holds(note, post));
    CHECK(Holds(note, "N’écrivez rien à la caisse"));
  }
  for (const char* type : {"notification_mso", "proposition_mso", "notification_indu",
                           "convocation_audition", "decompte_rosp"}) {
    INFO(type);
    const std::string note = Letter(d, "note_medecin", type);
    CHECK(Holds(note, post));
    CHECK_FALSE(Holds(note, "N’écrivez rien à la caisse"));
  }
  const std::string invitation = Letter(d, "note_medecin", "invitation_entretien");
  CHECK_FALSE(Holds(invitation, post));
  CHECK(Holds(invitation, "gardez-en une copie datée"));
  Answer(d, {{"rosp_contestation", "non"}});
  CHECK_FALSE(Holds(Letter(d, "note_medecin", "decompte_rosp"), post));
}

TEST_CASE("a colleague is named in the sentence, or left open", "[reply]") {
  Dossier d = AnsweredDossier();
  CHECK(Holds(Letter(d, "demande_entretien_controle", "controle_activite"),
              "l’assistance d’un membre de ma profession\u00A0: le docteur Yves LE GALL.\n"));
  CHECK(Holds(Letter(d, "reponse_invitation", "invitation_entretien"),
              "Un membre de ma profession m’accompagnera\u00A0: le docteur Yves LE GALL.\n"));
  CHECK(Holds(Letter(d, "reponse_invitation", "invitation_entretien"),
              "celui que nomme votre lettre (Docteur Anne BRIAND)."));
  std::erase_if(d.given, [](const GivenFact& f) { return f.id == "reponse.assistant"; });
  CHECK(Holds(Letter(d, "demande_entretien_controle", "controle_activite"),
              "l’assistance d’un membre de ma profession.\n"));
  CHECK(Holds(Letter(d, "reponse_invitation", "invitation_entretien"), "m’accompagnera.\n"));
}

TEST_CASE("enclosures are a list whatever their number; a hearing names what proves each argument",
          "[reply]") {
  Dossier d = AnsweredDossier();
  CHECK(Holds(Letter(d, "observations", "notification_mso"),
              "P.\u00A0J.\u00A0:\n– copie de votre lettre du 18\u00A0juin\u00A02025\n"
              "– contrats de remplacement de la période\n"));
  Answer(d, {{"joindre_contrats_remplacement", "non"}});
  const std::string one = Letter(d, "observations", "notification_mso");
  CHECK(Holds(one, "P.\u00A0J.\u00A0:\n– copie de votre lettre du 18\u00A0juin\u00A02025\n"));
  CHECK_FALSE(Holds(one, "contrats de remplacement"));
  const std::string hearing = Letter(d, "dossier_audition", "convocation_audition");
  CHECK(Holds(hearing, "pièce\u00A0: contrats de remplacement de la période (à apporter)\n"));
  CHECK_FALSE(Holds(hearing, "pièce\u00A0: ………"));
}

}  // namespace
}  // namespace riposte::reply
