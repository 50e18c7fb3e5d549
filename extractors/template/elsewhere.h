// Fields that no anchor found, or found wrongly, looked for elsewhere: by the words around the
// letter's values (witness.h) and by the arithmetic of the template's checks (quotient.h). Private
// to the room.
//
//   LookElsewhere(text, *choice.best, impl.place_words, &reader, tables, &fields, trace);
//
// What is found so is never sure; what was found and is contradicted goes to a person.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "extractors/template/cells.h"
#include "extractors/template/drafts.h"
#include "extractors/template/model.h"

namespace riposte {

void LookElsewhere(const LetterText& text, const Template& letter_type, const PlaceWords& words,
                   FieldReader* reader, const std::map<std::string, std::vector<DraftRow>>& tables,
                   std::map<std::string, Draft>* fields, Trace* trace);

}  // namespace riposte
