// What the form of a free text says against its reading, where two readings make the same mistake:
// the same engine takes an O for a nought twice and loses the same space twice.
//
//   OddInPicture("tranche 0-15ans", true)  ->  {"lost_space"}
//   OddInPicture("PO2", false)             ->  {"look_alike_letters"}
//
// Only for texts that were read from a picture. The names are those of Fact::why. Never fails;
// thread-safe.
#ifndef RIPOSTE_EXTRACTORS_TEMPLATE_MISREAD_H_
#define RIPOSTE_EXTRACTORS_TEMPLATE_MISREAD_H_

#include <string>
#include <string_view>
#include <vector>

namespace riposte {

// `codes_vary`: a nought or a one beside a letter is odd too, as in a reference. Not so in the
// cells of a table, whose codes («P02») are made like that.
std::vector<std::string> OddInPicture(std::string_view text, bool codes_vary);

// The text with what French print cannot have put right: «a compter de» has lost its accent,
// «TRAMWAY -BLEU» has a hyphen, since a dash stands between two spaces.
std::string Mended(std::string_view text);

}  // namespace riposte

#endif  // RIPOSTE_EXTRACTORS_TEMPLATE_MISREAD_H_
