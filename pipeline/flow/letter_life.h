// The life of a letter: projet -> approuve -> accord_medecin -> signe -> poste -> recu, one step
// after the other. Internal to flow/.
//
//   Status s = MayBecome(record, "signe");   // kUsage: «accord_medecin» comes first
//
// Pure functions, thread-safe.
#pragma once

#include <string>

#include "pipeline/dossier/dossier.h"
#include "pipeline/reply/reply.h"

namespace riposte {

// From 0; past the last for a state that is none.
int RankOf(const std::string& state);
// kUsage: the letter is not at the step before `next`; the hint is the command that is due.
// A posted letter may be posted again: that is how its proof is filed.
Status MayBecome(const ReplyRecord& record, const std::string& next);
// A draft again: what was bound is kept in its history.
void Withdraw(ReplyRecord& record);
// The latest letter of a kind, whichever piece it answers; null for none.
ReplyRecord* LatestReply(Dossier& dossier, const std::string& kind);
// The letter of a kind that a person means: the one that answers `piece`, or, for none given, the
// one that has not left, else the latest. kUsage: none, or several have not left (the message lists
// them). Owned by the dossier.
Result<ReplyRecord*> MeantReply(Dossier& dossier, const std::string& kind,
                                const std::string& piece);
Error NoReply(const std::string& kind);
// kNeedsPerson: what a letter supposes (ReplyKind::required) is not recorded.
Error NotDecided(const std::string& dossier, const ReplyKind& kind);

}  // namespace riposte
