// A doubtful date never makes a deadline later: the earliest reading counts until a person
// confirms.
#include "pipeline/dossier/receipt.h"

#include "extractors/values/format.h"

namespace riposte {
namespace {

std::optional<Date> DateOf(const std::optional<Effective>& fact) {
  if (!fact) return std::nullopt;
  const Date* date = std::get_if<Date>(&fact->value);
  return date != nullptr ? std::optional(*date) : std::nullopt;
}

// A slip in the dossier whose LRAR number is surely that of the letter tells when it arrived.
std::optional<Date> FromSlip(const Dossier& dossier, const Piece& piece, const char* id) {
  const auto number = EffectiveFact(dossier, "numero_lrar", piece.id);
  if (!number || !number->usable) return std::nullopt;
  for (const Piece& slip : dossier.pieces) {
    if (slip.letter.type.value != "avis_reception") continue;
    const auto other = EffectiveFact(dossier, "numero_lrar", slip.id);
    if (!other || !other->usable || !(other->value == number->value)) continue;
    const auto date = EffectiveFact(dossier, id, slip.id);
    if (date && date->usable) return DateOf(date);
  }
  return std::nullopt;
}

// A doubtful date of the letter counts as the earliest that may have been printed; what is more
// than a year away is another misreading.
Date EarliestReading(Date read, const Fact* fact) {
  Date earliest = read;
  if (fact == nullptr) return earliest;
  for (const Candidate& c : fact->candidates) {
    const Date* other = std::get_if<Date>(&c.value);
    if (other == nullptr || !other->ok()) continue;
    const auto before = std::chrono::sys_days(read) - std::chrono::sys_days(*other);
    if (before <= std::chrono::days(366) && *other < earliest) earliest = *other;
  }
  return earliest;
}

}  // namespace

Receipt ReceiptOf(const Dossier& dossier, const Piece& piece) {
  Receipt r;
  const auto written = EffectiveFact(dossier, "date_lettre", piece.id);
  r.letter = DateOf(written);
  r.letter_doubtful = written && !written->usable;
  if (r.letter && r.letter_doubtful) r.letter = EarliestReading(*r.letter, written->read);
  r.handed = DateOf(EffectiveFact(dossier, "date_remise", piece.id));
  r.presented = DateOf(EffectiveFact(dossier, "date_presentation", piece.id));
  r.stamped = DateOf(EffectiveFact(dossier, "date_tampon", piece.id));
  if (!r.handed) r.handed = FromSlip(dossier, piece, "date_remise");
  if (!r.presented) r.presented = FromSlip(dossier, piece, "date_presentation");
  if (const auto mode = EffectiveFact(dossier, "mode_notification", piece.id)) {
    if (const auto* text = std::get_if<std::string>(&mode->value)) r.mode = *text;
  }
  return r;
}

constexpr std::chrono::days kUsefulBound{60};

std::optional<Date> LatestReceipt(const Receipt& r, const Piece& piece) {
  if (r.handed) return r.handed;
  std::optional<Date> latest = r.stamped;
  const std::optional<Date> office = DateFromIso(piece.received);
  if (office && (!latest || *office < *latest)) latest = office;
  if (!latest || !r.letter) return latest;
  // A bound before the letter was written is another mistake; one of a letter that the office got
  // long after only hides when it came. Neither bounds anything.
  const auto after = std::chrono::sys_days(*latest) - std::chrono::sys_days(*r.letter);
  if (after < std::chrono::days(0) || after > kUsefulBound) return std::nullopt;
  return latest;
}

std::optional<Start> StartOf(const Receipt& r) {
  Start s;
  if (r.handed) {
    const bool plain = r.mode == "lettre_simple" || r.mode == "messagerie_ameli";
    s = {.date = *r.handed,
         .kind = plain ? "connaissance" : "remise",
         .presented = r.presented,
         .note = "Compté de la remise au médecin, le " + FrenchDate(*r.handed) + "."};
    if (r.presented && *r.presented < *r.handed) {
      s.note += " La date prudente est comptée de la première présentation, le " +
                FrenchDate(*r.presented) + ".";
    }
    return s;
  }
  if (r.presented) {
    return Start{.date = *r.presented,
                 .kind = "presentation",
                 .presented = r.presented,
                 .provisional = true,
                 .note = "Date provisoire : compté de la première présentation, le " +
                         FrenchDate(*r.presented) + ", car la date de remise n’est pas connue."};
  }
  if (!r.letter) return std::nullopt;
  s = {.date = *r.letter,
       .kind = "lettre",
       .provisional = true,
       .note = "Date provisoire, au plus défavorable : compté de la date du courrier, le " +
               FrenchDate(*r.letter) + ", car la date de réception n’est pas connue."};
  if (r.letter_doubtful) s.note += " La date du courrier est elle-même à vérifier.";
  if (r.stamped) {
    s.note += " Le tampon du " + FrenchDate(*r.stamped) +
              " montre seulement que le courrier était arrivé ce jour-là au plus tard.";
  }
  return s;
}

}  // namespace riposte
