// A letter may do two things at once: notify an indu and put in demand, open a procedure and
// propose a target. Its cues then speak surely for one type, since what the other needs is
// forbidden or missing. Private to the room.
//
//   Choice choice = ChooseTemplate(…);
//   HeedRivals(text, impl, letter_date, &choice, trace);
//
// Where a <rival> of the chosen template says that the letter may be another type, the type is in
// doubt («types_compete»), that type is a candidate, and the one with the shorter delay is shown.
#pragma once

#include <optional>

#include "extractors/template/choose.h"

namespace riposte {

void HeedRivals(const LetterText& text, const Templates::Impl& impl,
                std::optional<Date> letter_date, Choice* choice, Trace* trace);

}  // namespace riposte
