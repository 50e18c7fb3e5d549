// When a letter reached the doctor, as far as it is known (internal to this room). Letter date,
// first presentation and hand-over are kept apart; the office's stamp is only a latest bound.
#pragma once

#include <optional>
#include <string>

#include "pipeline/dossier/dossier.h"

namespace riposte {

struct Receipt {
  std::optional<Date> letter, presented, handed, stamped;
  bool letter_doubtful = false;
  std::string mode;  // "lrar", "messagerie_ameli", …; empty: unknown
};

Receipt ReceiptOf(const Dossier& dossier, const Piece& piece);

// The latest day on which the letter can have reached the doctor: the hand-over, else the earlier
// of the office's stamp and the day when the office had it. None when nothing bounds it.
std::optional<Date> LatestReceipt(const Receipt& receipt, const Piece& piece);

// From when to count, and what to say about it.
struct Start {
  Date date;
  std::string kind;  // of DeadlineQuery
  std::optional<Date> presented;
  bool provisional = false;
  std::string note;  // French
};
// None when no date is known at all.
std::optional<Start> StartOf(const Receipt& receipt);

}  // namespace riposte
