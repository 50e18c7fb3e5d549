// What stands around a value: the words by which a reader knows what it is. Private to the room.
//
//   SurroundingsOf(text, value)   // {"<au", "-jusqu", "-au", "+inclus", …}
//
// Marks, each once: «-mot» of the ten words before the value in its paragraph, «<mot» of the three
// nearest, «+mot» and «>mot» of the five and two after it, «|mot» of what stands left of it in its
// row, «^mot» right above it where it has hardly a word before it. Words are plain letters
// (values/fold.h); figures are «#», «%», «€». Pure; linear in the words around.
#pragma once

#include <string>
#include <vector>

#include "extractors/template/text.h"

namespace riposte {

std::vector<std::string> SurroundingsOf(const LetterText& text, Range value);

}  // namespace riposte
