#include "pipeline/dossier/case.h"

#include <algorithm>

#include "extractors/values/format.h"
#include "pipeline/dossier/labels.h"

namespace riposte {

void Case::Ask(const std::string& id, const std::string& text, const std::string& piece) {
  for (const Question& q : d.questions)
    if (q.id == id && q.piece == piece && (id != "evenement" || q.text == text)) return;
  d.questions.push_back({id, text, piece});
}

std::string Case::TitleOf(const Piece& piece) const {
  std::string title = LabelOf(piece.letter.type.value);
  if (const auto date = As<Date>(EffectiveFact(d, "date_lettre", piece.id))) {
    title += " du " + FrenchDate(*date);
  }
  return title;
}

void Case::AskReceipt(const Piece& piece, const Receipt& receipt) {
  std::string text = "À quelle date le médecin a-t-il reçu ce courrier (" + TitleOf(piece) +
                     ") ? Regarder l’avis de réception, l’enveloppe ou le suivi postal";
  text += receipt.letter || receipt.presented
              ? " : le délai est compté au plus défavorable en attendant."
              : " : aucun délai ne peut être compté sans elle.";
  Ask("date_remise", text, piece.id);
}

std::string Case::ZoneOf(const Piece& piece) {
  if (const auto answer = As<std::string>(EffectiveFact(d, kZoneAnswer, piece.id))) {
    if (std::count(Zones().begin(), Zones().end(), *answer) > 0) return *answer;
    const std::string text = "La réponse sur la zone de jours fériés n’est pas une zone connue.";
    if (std::count(d.warnings.begin(), d.warnings.end(), text) == 0) d.warnings.push_back(text);
  }
  const auto departement = EffectiveFact(d, "departement", piece.id);
  const auto text = As<std::string>(departement);
  if (!text || !departement->usable) {
    Ask("departement",
        "Dans quel département est la caisse ? Des jours fériés locaux peuvent en dépendre.",
        piece.id);
    return ZoneGuess().zone;
  }
  const ZoneGuess guess = ZoneOfDepartement(*text);
  if (!guess.question.empty()) Ask(kZoneAnswer, guess.question, "");
  return guess.zone;
}

std::vector<std::string> Case::ZonesOf(const Piece& piece) const {
  if (const auto answer = As<std::string>(EffectiveFact(d, kZoneAnswer, piece.id)))
    if (std::count(Zones().begin(), Zones().end(), *answer) > 0) return {*answer};
  const auto departement = EffectiveFact(d, "departement", piece.id);
  const auto text = As<std::string>(departement);
  return ZoneOfDepartement(text && departement->usable ? *text : "").possible;
}

Date Case::LatestEnd(const Piece& piece, Date start, Duration length, bool franc) const {
  Date latest = start;
  for (const std::string& zone : ZonesOf(piece))
    latest = std::max(latest, Law::LatestEnd(start, length, franc, zone));
  return latest;
}

std::optional<Deadline> Case::Compute(const std::string& piece, const DeadlineQuery& asked) {
  DeadlineQuery query = asked;
  query.today = today;  // a rule that nobody checked for a year is said
  Result<Deadline> r = query.rule == "lettre.delai" ? law.LetterDelay(query) : law.Compute(query);
  if (r.ok()) return *r;
  d.warnings.push_back("Un délai du courrier " + piece + " (règle " + query.rule +
                       ") n’a pas pu être calculé : aucune règle connue ne vaut pour une date "
                       "de départ au " +
                       FrenchDate(query.start) + ".");
  return std::nullopt;
}

std::string Case::CommissionOf(const Piece& piece) const {
  const auto said = EffectiveFact(d, "procedure", piece.id);
  if (said && said->usable && said->piece == piece.id)
    if (const auto text = As<std::string>(said)) return *text;
  if (d.procedure == "mso") return "msap";
  if (d.procedure == "penalite") return "penalite";
  return "";
}

std::optional<Hearing> HearingOf(const Dossier& dossier, const std::string& piece) {
  std::optional<Hearing> latest;
  const auto take = [&](const std::optional<Date>& date, bool held) {
    if (!latest) latest = Hearing{};
    if (!date || (latest->date && *date < *latest->date)) return;
    if (latest->date == date) held = held || latest->held;
    latest = Hearing{date, held};
  };
  for (const Event& e : dossier.events) {
    if (e.kind == "audition_tenue") take(DateFromIso(e.date), true);
    // Asked of the director; what was asked after another letter is another hearing.
    if (e.kind == "audition_demandee" && (e.piece.empty() || e.piece == piece))
      take(std::nullopt, false);
  }
  for (const Piece& p : dossier.pieces) {
    const std::string& type = p.letter.type.value;
    const bool minutes = type == "proces_verbal_audition";
    if (!minutes && type != "convocation_audition") continue;
    const auto date = EffectiveFact(dossier, "rdv_date", p.id);
    take(As<Date>(date), minutes && date && date->usable);
  }
  return latest;
}

std::optional<bool> FraudAlleged(const Dossier& dossier) {
  for (const char* type : {"notification_penalite", "decision_penalite"}) {
    const Piece* p = dossier.LatestOf(type);
    const auto fraud = p ? EffectiveFact(dossier, "fraude_alleguee", p->id) : std::nullopt;
    if (fraud && fraud->usable) return As<bool>(fraud);
  }
  return std::nullopt;
}

}  // namespace riposte
