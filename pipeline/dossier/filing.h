// Filing: which dossier a letter belongs to, and how it gets in.
//
//   FilingDecision f = Decide(letter, all_records);        // of Register::Dossiers()
//   if (f.action == FilingDecision::kJoin) d = LoadDossier(home, f.dossier, "templates");
//   if (f.action == FilingDecision::kOpen) d->id = Unused(NewDossierId(letter, f.procedure));
//   d->procedure = f.procedure;  AddLetter(*d, letter, file, received);  Ask(*d, f.questions);
//
// Same doctor, same procedure, still open: the letter joins. A doctor is known by a RPPS number
// that is `sure`, else by an AM number that is `sure`; a doubtful RPPS counts only if its key holds
// and a dossier has the very same number and name, and nothing speaks against it: then it joins and
// a person is asked. A name alone is never enough. Wherever identity is in doubt the letter gets a
// dossier of its own and a question ("reponse.rattachement"): two dossiers of one doctor cost a
// minute, two doctors in one dossier cost trust.
//
// A type whose procedure the letter does not tell (a hearing, a contrainte) follows the doctor's
// only open dossier that may be meant. A `riap` joins the doctor's open dossier, else opens one of
// procedure "riap", which becomes "mso" when a letter of that procedure comes. An `avis_reception`
// goes where the letter with its LRAR number went. `inconnu` has no dossier (a-verifier/).
//
// Pure functions; nothing fails but AddLetter (kUsage: the dossier is full).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "extractors/template/facts.h"
#include "pipeline/dossier/dossier.h"
#include "pipeline/store/register.h"

namespace riposte {

struct FilingDecision {
  enum Action { kJoin, kOpen, kAside } action = kAside;
  std::string dossier;    // to join
  std::string procedure;  // of the dossier after the letter is in
  std::vector<Question> questions;
  std::string why;  // English, for the log: no name, no number
};

// `candidates`: the dossiers of the register, any order; closed ones are ignored. `by_lrar`: what
// the register knows under the letter's LRAR number, for an `avis_reception`.
FilingDecision Decide(const Letter& letter, const std::vector<DossierRecord>& candidates,
                      const std::optional<LetterRecord>& by_lrar = std::nullopt);

// Adds the letter as the next piece and completes the doctor's numbers and name from what is
// `sure`. The same letter (hash and item) again is replaced by the newer reading. The same letter
// in other bytes (type, date and number agree, no two values that are `sure` differ) is a copy of
// the piece, which keeps the better reading: two deadlines for one letter hide the one that counts.
// Returns the piece's id.
Result<std::string> AddLetter(Dossier& dossier, const Letter& letter, const std::string& file,
                              const std::string& received);
// Adds the questions that are not there yet.
void Ask(Dossier& dossier, const std::vector<Question>& questions);

// The dossier's line in the register: next due is the nearest prudent date among the doctor's
// deadlines that are not done and not surely missed.
DossierRecord RecordOf(const Dossier& dossier);

}  // namespace riposte
