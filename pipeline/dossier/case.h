// What the parts of Recompute share (internal to this room): the dossier, the law, today, and how
// to ask a person. Each part adds to the dossier; nothing fails.
#pragma once

#include <optional>
#include <string>

#include "pipeline/dossier/dossier.h"
#include "pipeline/dossier/receipt.h"

namespace riposte {

struct Case {
  Dossier& d;
  const Law& law;
  Date today;

  // Adds the question unless it stands there.
  void Ask(const std::string& id, const std::string& text, const std::string& piece);
  void AskReceipt(const Piece& piece, const Receipt& receipt);
  // Zone of holidays of the addressee's seat, which is the fund; asks where it is open.
  std::string ZoneOf(const Piece& piece);
  // Every zone that it may be, as far as is known.
  std::vector<std::string> ZonesOf(const Piece& piece) const;
  // The last day that a delay can have in any of them.
  Date LatestEnd(const Piece& piece, Date start, Duration length, bool franc = false) const;
  // Nothing where no rule is known for that date: said among the warnings.
  std::optional<Deadline> Compute(const std::string& piece, const DeadlineQuery& query);
  // « ouverture de la procédure MSO/MSAP du 18 juin 2025 »
  std::string TitleOf(const Piece& piece) const;
  // "msap", "penalite", "conventionnelle" for letters about a commission: as the letter says for
  // sure, else as the dossier's procedure makes it.
  std::string CommissionOf(const Piece& piece) const;
};

template <class T>
std::optional<T> As(const std::optional<Effective>& fact) {
  if (!fact) return std::nullopt;
  const T* value = std::get_if<T>(&fact->value);
  return value != nullptr ? std::optional<T>(*value) : std::nullopt;
}

inline constexpr const char* kZoneAnswer = "reponse.zone_feries";

void AddOwnClocks(Case& c);    // clocks.cc: the doctor's, from the letters
void AddOtherClocks(Case& c);  // procedure.cc: the fund's, the commission's, …, and what they open
void CheckFigures(Case& c);    // figure_findings.cc
void BuildTimeline(Case& c);   // timeline.cc
// The latest hearing that was held or set. `held`: on that very day, as the minutes or a person
// say; one that a letter only set may have been put off.
struct Hearing {
  std::optional<Date> date;  // none: one was asked for or set, its date is not known
  bool held = false;
};
// `piece`: the letter that opened the procedure. None: no hearing is heard of.
std::optional<Hearing> HearingOf(const Dossier& dossier, const std::string& piece);
// Whether a fraud is alleged, as the letters surely say or a person does; none: not known.
std::optional<bool> FraudAlleged(const Dossier& dossier);

}  // namespace riposte
