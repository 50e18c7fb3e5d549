// Which value is to blame where a sum or a quotient does not hold? The one whose second reading
// makes it hold: it takes that reading, goes to a person, and vouches for the others.
//
//   CheckResult r = RunCheck(spec.id, *spec.equation, letter);
//   if (!r.broken.empty()) r = MendByCheck(spec, std::move(r), &letter, at, &desk);
//
// Only values that were read from a picture are read again, at most kMaxMendCrops of them, and only
// where one reading alone mends the check: where two would do, none is taken, and all stay blamed.
// `at` finds the draft of a place, null where there is none. Private to the room.
#pragma once

#include <functional>

#include "extractors/template/checks.h"
#include "extractors/template/drafts.h"
#include "extractors/template/model.h"

namespace riposte {

inline constexpr size_t kMaxMendCrops = 120;

CheckResult MendByCheck(const CheckSpec& spec, CheckResult broken, Letter* letter,
                        const std::function<Draft*(const CheckedPlace&)>& at, Desk* desk);

}  // namespace riposte
