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
// «TRAMWAY -BLEU» has a hyphen, since a dash stands between two spaces, «l’ Adour» no space,
// «HbAïc» is «HbA1c»; and without specks, as below.
std::string Mended(std::string_view text);

// Without the marks that stand before, after or inside a text and are no part of it: the rest of a
// bullet, a speck, the end of a ruling line («‘Majoration», «80 ans et plus ——»).
std::string WithoutSpecks(std::string_view text);

// An item of a list without what was left of its bullet: «L2 La commission», «+ recours gracieux».
std::string WithoutBullet(std::string_view item);

// A reference with the words that codes of a fund are made of: «70-PRESC-1J/25» ->
// «70-PRESC-IJ/25», «DAJ.MS0.2026» -> «DAJ.MSO.2026». What is odd about it stays odd.
std::string MendedCode(std::string_view code);

// The code of a row: letters, then figures («PVO7», «Pvo2» -> «PV07», «PV02»).
std::string MendedRowCode(std::string_view code);

}  // namespace riposte

#endif  // RIPOSTE_EXTRACTORS_TEMPLATE_MISREAD_H_
