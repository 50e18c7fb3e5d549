// All that a letter has of the kind that a field is of: its dates, amounts, numbers, people, codes.
// Private to the room.
//
//   for (const Placed& p : PlacedValues(text, ValueType::kDate)) …
//   PlacedFor(text, "signataire", ValueType::kText)     // people, none where the letter names none
//
// In text order. Pure; linear in the letter.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "extractors/template/text.h"
#include "extractors/values/parse.h"

namespace riposte {

struct Placed {
  Range range;
  Found found;  // its offsets are not used: `range` says where
};

// Values of a type in the whole letter, wrapped ones joined.
std::vector<Placed> PlacedValues(const LetterText& text, ValueType type);

// «Claire MARTIN», «le docteur Bensaïd»: a title and a name, or a given name and a family name in
// capitals. The value is as the field is written: «Mme Claire MARTIN» for `interlocuteur`, as
// printed for `signataire`, else given name and FAMILY NAME.
std::vector<Placed> PlacedPeople(const LetterText& text, std::string_view field);

// «MSO-2025/118», «PdS 25/88»: codes of one line that are no date, article or telephone number.
std::vector<Placed> PlacedCodes(const LetterText& text);

// What the field may be; empty for a kind that has no form of its own.
std::vector<Placed> PlacedFor(const LetterText& text, std::string_view field, ValueType type);

}  // namespace riposte
