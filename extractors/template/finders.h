// What every letter has and no label announces: the fund, its address, the addressee, stamps.
// Private to the room. Ranges are of LetterText::text. Pure; one thread (see LetterText).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "extractors/template/address_lines.h"
#include "extractors/template/model.h"
#include "extractors/template/names.h"
#include "extractors/template/text.h"

namespace riposte {

struct FundHit {
  const Fund* fund = nullptr;
  std::string name;  // as a person writes it: the closed list's, with the letter's own article
  Range range;
  int errors = 0;  // letters that differ from the closed list
};

// «CPAM de …», «Caisse primaire d’assurance maladie de …» with a fund of the closed list.
std::vector<FundHit> FindFunds(const LetterText& text, const std::vector<Fund>& funds);

struct Addressee {
  Person person;
  Range name;                  // the name without titles
  std::vector<Range> address;  // lines below it, through the postal line
  int line = 0;                // of the name
};

// The block in the upper half of a page, or else anywhere on the first, that opens with a doctor's
// title and ends with a postal code and a town.
std::optional<Addressee> FindAddressee(const LetterText& text);

// «B. CAZALS» is the Bertrand CAZALS that the letter names elsewhere.
void CompleteInitial(const LetterText& text, Person* person);

// «DOCTEUR SIMON THOMAS»: «le Docteur SIMON» elsewhere tells which is the family name; the doubt
// `name_order` then goes.
void SettleOrder(const LetterText& text, Person* person);

// Lines of «COURRIER ARRIVÉ LE …»: what they say is the office's, not the letter's.
std::vector<bool> StampLines(const LetterText& text, const Phrases& stamps);

}  // namespace riposte
