// Numbers that were misread beyond their form: the engine doubles a figure of an RPPS number
// («109066199376») or loses the letter of a LRAR number, and nothing of the kind is found where its
// label stands. Private to the room.
//
//   ReadAgain(text, fields, &desk, &drafts, &trace);   // after all fields were read
//
// Only RPPS, AM and LRAR numbers that no <try> found, on pages that are pictures: the figures
// beside a label of theirs are read again, alone, and count where the new reading has the number's
// form and is at most kMostEdits signs off what was read first. An RPPS number must have its key
// besides. Without a key the value goes to a person. What was read first is no candidate: it
// has not the number's form. At most kMostCrops crops a letter.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "extractors/template/drafts.h"
#include "extractors/template/model.h"
#include "extractors/template/text.h"

namespace riposte {

void ReadAgain(const LetterText& text, const std::vector<FieldSpec>& fields, Desk* desk,
               std::map<std::string, Draft>* drafts, Trace* trace);

}  // namespace riposte
