// What the slips in a dossier (`avis_reception`: a proof of deposit, a returned slip, a tracking
// page) say of the letters that were posted from it. Internal to flow/.
//
//   Status s = SettleSlips(dossier, kinds, "2025-09-12");   // before anything is computed
//
// A slip belongs to a posted letter by its LRAR number, once that number is sure or a person's
// word.
//   a hand-over date   the letter is «recu»; without another proof it was posted, at the latest,
//                      on the day of its first presentation
//   presentation only  posted by then, received by nobody yet
//   no date at all     a proof of deposit: the day of posting that a person gave is proven
// A date that was read and is doubtful proves nothing until a person confirms it. Said again, it
// changes nothing. `kinds`: what the posting of each letter is (ReplyKind::event). Pure.
#pragma once

#include <string>
#include <vector>

#include "pipeline/dossier/dossier.h"
#include "pipeline/reply/reply.h"

namespace riposte {

Status SettleSlips(Dossier& dossier, const std::vector<ReplyKind>& kinds, const std::string& today);

}  // namespace riposte
