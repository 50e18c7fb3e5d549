// Names of people as letters print them. Private to the room.
//
//   ParsePerson("Docteur Claire MARTIN")->name       == "Claire MARTIN"
//   ParsePerson("Dr MARTIN Claire")->name            == "Claire MARTIN"
//   ParsePerson("DOCTEUR VANHOUTTE BRIGITTE")->name  == "Brigitte VANHOUTTE"   (Brigitte is known)
//   ParsePerson("M. Karim Bensaïd")->name            == "Karim BENSAÏD"
//   ParsePerson("DR OSTER LAMBREY")                  doubts {"name_order"}: either may be the name
//
// The person stands at the start of the text, after titles; the name ends at a comma, a digit, a
// bracket or a word in lower case that is no particle. Case tells the family name from the given
// one; where it does not, a list of usual given names does, or the order stays in doubt. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/template/phrase.h"

namespace riposte {

struct Person {
  std::string name;    // given name, then FAMILY NAME
  std::string family;  // upper case
  Range range;         // of the name without titles, in the text given
  bool titled = false;
  bool doctor = false;
  std::vector<std::string> doubts;
};

std::optional<Person> ParsePerson(std::string_view text);
// The first, or last, person with a title in the text.
std::optional<Person> FindTitledPerson(std::string_view text, bool last);
// The text is titles only («Madame le Docteur»): the name is on the next line.
bool IsTitleOnly(std::string_view text);
bool StartsWithDoctor(std::string_view text);
// Is the given name of «Docteur Apelline TRÉLAZÉ» not in use, but one letter from one that is? In a
// picture it may be that one misread. Nor is «Evariste» what is printed, most likely.
bool MayMisreadGivenName(std::string_view text);

}  // namespace riposte
