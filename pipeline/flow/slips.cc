// Runs at every change, so that a number or a date that a person confirms later counts as if it had
// been read.
#include "pipeline/flow/slips.h"

#include <algorithm>

#include "extractors/values/format.h"

namespace riposte {
namespace {

struct SlipDay {
  bool there = false;  // the slip has such a date, sure or not
  std::string iso;     // once it is sure
};

SlipDay DayOn(const Dossier& dossier, const Piece& slip, const char* id) {
  const auto fact = EffectiveFact(dossier, id, slip.id);
  if (!fact || fact->piece != slip.id) return {};
  const auto* day = std::get_if<Date>(&fact->value);
  if (!day) return {};
  return {true, fact->usable ? ToIso(*day) : std::string()};
}

std::string NumberOf(const Dossier& dossier, const Piece& slip) {
  const auto fact = EffectiveFact(dossier, "numero_lrar", slip.id);
  const auto* text = fact && fact->usable ? std::get_if<std::string>(&fact->value) : nullptr;
  return text ? *text : std::string();
}

// The posting under that number; null for none.
const ReplyStep* PostedUnder(const ReplyRecord& r, const std::string& lrar) {
  for (const ReplyStep& step : r.history)
    if (step.state == "poste" && step.numero_lrar == lrar) return &step;
  return nullptr;
}

bool Proven(const ReplyRecord& r) {
  return std::any_of(r.history.begin(), r.history.end(), [](const ReplyStep& step) {
    return step.state == "poste" && !step.proof.empty();
  });
}

Status Settle(Dossier& dossier, ReplyRecord& r, const Piece& slip, const std::string& lrar,
              const std::string& event, const std::string& today) {
  const ReplyStep* posted = PostedUnder(r, lrar);
  if (!posted) return {};
  const SlipDay presented = DayOn(dossier, slip, "date_presentation");
  const SlipDay handed = DayOn(dossier, slip, "date_remise");
  const bool deposit = !presented.there && !handed.there;
  const std::string seen = presented.iso.empty() ? handed.iso : presented.iso;
  if (!Proven(r) && (deposit || !seen.empty())) {
    Event sent{.kind = event,
               .date = deposit ? posted->date : seen,
               .proof = slip.file,
               .piece = r.piece,
               .entered = today,
               .text = deposit ? "Preuve de dépôt au dossier : vérifier qu’elle porte bien ce jour."
                               : "Au plus tard ce jour, d’après l’avis de réception."};
    r.history.push_back(
        {.state = "poste", .date = sent.date, .numero_lrar = lrar, .proof = slip.file});
    if (Status s = AddEvent(dossier, sent); !s.ok()) return s;
  }
  if (r.state != "poste" || handed.iso.empty()) return {};
  r.state = "recu";
  r.history.push_back(
      {.state = "recu", .date = handed.iso, .numero_lrar = lrar, .proof = slip.file});
  return {};
}

}  // namespace

Status SettleSlips(Dossier& dossier, const std::vector<ReplyKind>& kinds,
                   const std::string& today) {
  for (const Piece& slip : dossier.pieces) {
    if (slip.letter.type.value != "avis_reception") continue;
    const std::string lrar = NumberOf(dossier, slip);
    if (lrar.empty()) continue;
    for (ReplyRecord& r : dossier.replies) {
      const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                     [&](const ReplyKind& k) { return k.id == r.kind; });
      const std::string event = kind == kinds.end() ? "autre" : kind->event;
      if (Status s = Settle(dossier, r, slip, lrar, event, today); !s.ok()) return s;
    }
  }
  return {};
}

}  // namespace riposte
