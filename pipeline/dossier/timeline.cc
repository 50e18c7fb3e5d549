// The timeline: what came, what was done, what runs, in the order of dates. Letters and events
// stand at their date, clocks at the day that counts (the doctor's: the prudent one).
#include <algorithm>

#include "extractors/values/format.h"
#include "pipeline/dossier/case.h"

namespace riposte {
namespace {

// "14:30"; empty when it is not known.
std::string Hour(const Dossier& d, const char* id, const std::string& piece) {
  const auto hour = As<TimeOfDay>(EffectiveFact(d, id, piece));
  return hour ? " à " + French(Value(*hour)) : "";
}

void AddAppointment(Case& c, const Piece& piece) {
  static const std::vector<std::pair<const char*, const char*>> kinds = {
      {"rdv_date", "rdv_heure"}, {"seance_date", "seance_heure"}};
  const std::string& type = piece.letter.type.value;
  // Letters that tell of a day to come; an opinion or minutes tell of one that was.
  if (type != "convocation_audition" && type != "invitation_entretien" &&
      type != "saisine_commission" && type != "controle_activite") {
    return;
  }
  for (const auto& [id, hour] : kinds) {
    const auto fact = EffectiveFact(c.d, id, piece.id);
    const auto date = As<Date>(fact);
    if (!date || fact->piece != piece.id) continue;
    // The letter that tells of it stands there itself.
    static const std::vector<std::string> after = {"avis_commission", "proces_verbal_audition",
                                                   "compte_rendu_entretien"};
    const bool told = std::any_of(c.d.pieces.begin(), c.d.pieces.end(), [&](const Piece& p) {
      if (std::count(after.begin(), after.end(), p.letter.type.value) == 0) return false;
      const auto when = As<Date>(EffectiveFact(c.d, "date_lettre", p.id));
      return when && *when >= *date;
    });
    if (told) continue;
    const bool held = std::any_of(c.d.events.begin(), c.d.events.end(), [&](const Event& e) {
      return e.kind == "audition_tenue" && e.date == ToIso(*date);
    });
    if (held) continue;
    std::string note = "Rendez-vous fixé par ce courrier" + Hour(c.d, hour, piece.id) + ".";
    if (!fact->usable) note += " Cette date est à vérifier.";
    c.d.timeline.push_back({.date = ToIso(*date),
                            .what = type,
                            .side = "praticien",
                            .state = *date < c.today    ? "inconnu"
                                     : *date == c.today ? "du"
                                                        : "en_cours",
                            .piece = piece.id,
                            .note = note});
  }
}

// From when and until when a target or a prior agreement holds. A target that was refused does not.
void AddMeasure(Case& c, const Piece& piece) {
  const std::string& type = piece.letter.type.value;
  if (type != "proposition_mso" && type != "decision_msap") return;
  const auto refused = [](const Event& e) { return e.kind == "refus_envoye"; };
  if (type == "proposition_mso" &&
      (std::any_of(c.d.events.begin(), c.d.events.end(), refused) ||
       As<std::string>(EffectiveFact(c.d, "decision_medecin")).value_or("") == "refus_mso")) {
    return;
  }
  for (const char* id : {"mesure_debut", "mesure_fin"}) {
    const auto fact = EffectiveFact(c.d, id, piece.id);
    const auto date = As<Date>(fact);
    if (!date || fact->piece != piece.id) continue;
    c.d.timeline.push_back({.date = ToIso(*date),
                            .what = id,
                            .side = "praticien",
                            .state = *date < c.today    ? "fait"
                                     : *date == c.today ? "du"
                                                        : "en_cours",
                            .piece = piece.id,
                            .note = fact->usable ? "" : "Cette date est à vérifier."});
  }
}

std::string StateOf(const DossierDeadline& d, bool due) {
  if (d.state == "depasse") return "manque";
  if (d.state == "a_verifier") return "inconnu";
  if (d.state == "a_faire") return due ? "du" : "en_cours";
  return d.state;
}

Step StepOf(const DossierDeadline& d, Date today) {
  const bool ours = d.deadline.side == "praticien";
  const Date limit = ours ? d.deadline.prudent : d.deadline.extended;
  Step step{.date = ToIso(limit),
            .what = d.deadline.rule,
            .side = d.deadline.side,
            .state = StateOf(d, today >= limit),
            .since = d.since,
            .piece = d.piece,
            .note = d.deadline.label,
            .limit = ToIso(limit),
            .act = d.act};
  if (d.state == "a_surveiller" && today <= limit) step.state = "en_cours";
  if (d.state == "a_surveiller" && today > limit)
    step.since = ToIso(Date(std::chrono::sys_days(d.deadline.extended) + std::chrono::days(1)));
  if (!d.act_date.empty()) {
    step.date = d.act_date;
    if (const auto date = DateFromIso(d.act_date)) step.note += ", le " + FrenchDate(*date);
  }
  if (d.late_days > 0) {
    step.note += ", " + std::to_string(d.late_days) + (d.late_days == 1 ? " jour" : " jours") +
                 " après la fin du délai (" + FrenchDate(d.deadline.extended) + ")";
  }
  if (d.provisional && d.state != "fait") step.note += " (date provisoire)";
  return step;
}

}  // namespace

void BuildTimeline(Case& c) {
  Dossier& d = c.d;
  for (const Piece& p : d.pieces) {
    const auto date = As<Date>(EffectiveFact(d, "date_lettre", p.id));
    d.timeline.push_back({.date = date ? ToIso(*date) : "",
                          .what = p.letter.type.value,
                          .side = "caisse",
                          .state = "fait",
                          .piece = p.id});
    AddAppointment(c, p);
    AddMeasure(c, p);
  }
  for (const Event& e : d.events) {
    // Only the doctor's own acts need a proof that holds against the fund.
    const bool sent = e.kind.ends_with("_envoye") || e.kind.ends_with("_envoyees") ||
                      e.kind.ends_with("_envoyee") || e.kind.ends_with("_demandee");
    std::string note = e.text;
    if (sent && e.proof.empty())
      note += std::string(note.empty() ? "" : " ") + "La preuve de l’envoi est à enregistrer.";
    const bool theirs = e.kind == "saisine_uncam" || e.kind == "avis_uncam";
    d.timeline.push_back({.date = e.date,
                          .what = e.kind,
                          .side = theirs ? "caisse" : "praticien",
                          .state = "fait",
                          .piece = e.piece,
                          .note = note});
  }
  for (const DossierDeadline& deadline : d.deadlines)
    d.timeline.push_back(StepOf(deadline, c.today));
  std::stable_sort(d.timeline.begin(), d.timeline.end(), [](const Step& a, const Step& b) {
    return std::pair(a.date.empty(), a.date) < std::pair(b.date.empty(), b.date);
  });
}

}  // namespace riposte
