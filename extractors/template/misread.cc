// The idea: each form is one that print does not have, so that it costs few right values.
#include "extractors/template/misread.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>

#include "extractors/values/fold.h"

namespace riposte {
namespace {

// «MS0/0056», «MD-1J-2025»: a nought or a one next to a letter may be an O or an I, and a second
// reading takes it for the same.
bool NoughtBesideLetter(std::string_view s) {
  static const RE2 beside("[A-Za-z][01|]|[01|][A-Za-z]");
  static const RE2 ordinal("(?i)\\b[0-9]*1(?:er|re|ère)\\b|[0-9]+(?:bis|ter)\\b");
  std::string rest(s);
  RE2::GlobalReplace(&rest, ordinal, " ");
  return RE2::PartialMatch(rest, beside);
}

// «PO2», «l5»: letters that look like the digits they stand by.
bool LetterBesideDigit(std::string_view s) {
  static const RE2 beside("[0-9][Ool|]|[Ool|][0-9]");
  return RE2::PartialMatch(s, beside);
}

// «cornpte», «Dotteur»: an m before p or b, and a title, taken for others; no French word has them.
bool LooksLikeAnother(std::string_view s) {
  static const RE2 letters("\\p{Ll}rn[pb]\\p{Ll}|\\bDo[abd-z]teur\\b");
  return RE2::PartialMatch(s, letters);
}

// «Loic», «Maité»: first names that are written with two dots, of which poor print keeps one or
// none.
bool LostItsDots(std::string_view s) {
  static const RE2 name(
      "(?i)(?:^|[^\\p{L}])(?:Lo[iîí]c|Ana[iîí]s|Ma[iîí]t[eé]|Na[iîí]ma|A[iîí]cha|A[iîí]da|Le[iîí]"
      "la|"
      "[HEÉ][eé]?lo[iîí]se|Jo[eéè]l(?:le)?|No[eéè]l(?:le)?|Ga[eéè]l(?:le)?|Ga[eéè]tan|"
      "Rapha[eéè]l(?:le)?|Mi(?:ch|ck)a[eéè]l|Ma[eéè]l(?:le)?|Isma[eéè]l)(?:[^\\p{L}]|$)");
  return RE2::PartialMatch(s, name);
}

// «immeuble Le Confluent / 9 montée…»: a line of an address begins with a capital or a number, and
// an I is read as small.
bool SmallIBeginsALine(std::string_view s) {
  static const RE2 small("^i\\p{Ll}.* / |/ i\\p{Ll}");
  return RE2::PartialMatch(s, small);
}

// «Müriers»: a circumflex is read as two dots, which French has over a u in no word but a name.
bool DotsOverU(std::string_view s) { return s.find("ü") != std::string_view::npos; }

// «Maraïîchers», «Maiïté»: no French word has two of them in a row.
bool DoubledI(std::string_view s) {
  static const RE2 twice("[iïî][ïî]|[ïî]i");
  return RE2::PartialMatch(s, twice);
}

// «0-15ans», «mai2025»: a word printed against a number.
bool LostSpace(std::string_view s) {
  static const RE2 ordinal("(?i)[0-9](?:[eè]re|[eè]mes?|i[eè]mes?|nde?s?|bis|ter)\\b");
  static const RE2 glued("[0-9]\\p{Ll}{3}|\\p{Ll}{3}[0-9]");
  std::string rest(s);
  RE2::GlobalReplace(&rest, ordinal, " ");
  return RE2::PartialMatch(rest, glued);
}

// «83 2025 004 517K»: a number in groups whose last letter stood apart, as they do, or did not. A
// picture does not tell.
bool GluedToItsGroup(std::string_view s) {
  static const RE2 grouped("^[0-9]{1,4}(?: [0-9]{2,4}){1,5}[A-Z]$");
  return RE2::FullMatch(s, grouped);
}

// «des-patients», «2-mois»: a speck between two words. Names of towns have such words only inside
// («Saint-Germain-des-Prés»).
bool SpeckForSpace(std::string_view s) {
  static const RE2 speck(
      "(?:^|[\\s(])(?:(?i:des|les|du|de|et|une?|aux?|vos|nos)-(?:\\p{Ll})|[0-9]+-\\p{Ll}{3})");
  static const RE2 usual("(?i)\\b(?:au-(?:del[àa]|dessus|dessous|devant|dehors)|de-ci|un-à-un)");
  std::string rest(s);
  RE2::GlobalReplace(&rest, usual, "");
  return RE2::PartialMatch(rest, speck);
}

// «91039 EVRY», «91150 ETAMPES»: an E before one consonant and a vowel sounds, so it has its
// accent, which a capital on a picture loses first.
bool TownLostItsAccent(std::string_view s) {
  static const RE2 town(
      "[0-9]{5} E(?:[BCDFGJKLMNPRTVZ]|[BCDFGPTV][LR]|CH|TH|PH|QU|GN)[AEIOUYÉÈÊÎÔÛ]");
  return RE2::PartialMatch(s, town);
}

// «PRN, REG RPA, MA»: a list of codes where every other code has its own comma. «…, place de
// l’Ancien-Palais 16000 Angoulême», within a sentence.
bool LacksAComma(std::string_view s) {
  constexpr size_t kSentence = 80;
  static const RE2 address(", [^,/]+\\p{Ll} [0-9]{5} \\p{Lu}");
  if (s.size() > kSentence && RE2::PartialMatch(s, address)) return true;
  static const RE2 list("\\p{Lu}{2,5}, \\p{Lu}{2,5}, |, \\p{Lu}{2,5}, \\p{Lu}{2,5}");
  static const RE2 gap("(?:, |\\()\\p{Lu}{2,5} \\p{Lu}{2,5}(?:,|\\))");
  return RE2::PartialMatch(s, list) && RE2::PartialMatch(s, gap);
}

// «MEDECINE G»: the last word lost all but its first letter. «Bâtiment C» did not.
bool LoneLastLetter(std::string_view s) {
  for (size_t at = s.find(" / "); at != std::string_view::npos; at = s.find(" / ")) {
    if (LoneLastLetter(s.substr(0, at))) return true;
    s.remove_prefix(at + 3);
  }
  static const RE2 lone("(?:^|[ -])([a-z]+)[ .°]+[a-z][.]?$");
  static const RE2 lettered(
      "(?:bat|batiment|bloc|entree|escalier|porte|annexe|tableau|lot|partie|liste|categorie|"
      "groupe|residence|immeuble|aile|hall|cour|boite|salle|appt?|appartement|point|classe|type)");
  const std::string plain = Plain(s);
  std::string before;
  return RE2::PartialMatch(plain, lone, &before) && !RE2::FullMatch(before, lettered);
}

// «140/90» under «≤»: the engine knows the sign without its line only.
bool MayLackItsLine(std::string_view s) {
  static const RE2 compared("[<>] ?[0-9]");
  return RE2::PartialMatch(s, compared);
}

}  // namespace

std::vector<std::string> OddInPicture(std::string_view text, bool codes_vary) {
  std::vector<std::string> why;
  if ((codes_vary && NoughtBesideLetter(text)) || LetterBesideDigit(text) ||
      LooksLikeAnother(text) || LostItsDots(text) || DoubledI(text) || SmallIBeginsALine(text) ||
      DotsOverU(text) || MayLackItsLine(text) || TownLostItsAccent(text))
    why.emplace_back("look_alike_letters");
  if (LostSpace(text) || SpeckForSpace(text) || GluedToItsGroup(text))
    why.emplace_back("lost_space");
  if (LacksAComma(text)) why.emplace_back("comma_doubt");
  if (LoneLastLetter(text)) why.emplace_back("incomplete_text");
  return why;
}

namespace {

// «IJ» is read «1J», «MSO» «MS0»: words that a code of a fund is made of, and no code has
// otherwise.
std::string WordOfCodes(std::string_view part) {
  static constexpr std::string_view kWords[] = {"IJ", "MSO", "BMSO", "ROSP", "PRADO", "MSAP"};
  std::string letters;
  bool digit = false;
  for (const char c : part) {
    digit |= c >= '0' && c <= '9';
    letters += c == '0' ? 'O' : c == '1' || c == 'l' || c == '|' ? 'I' : c == '5' ? 'S' : c;
  }
  const bool known = std::find(std::begin(kWords), std::end(kWords), std::string_view(letters)) !=
                     std::end(kWords);
  return digit && known ? letters : std::string(part);
}

}  // namespace

std::string MendedCode(std::string_view code) {
  std::string out, part;
  for (const char c : code) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '|') {
      part += c;
      continue;
    }
    out += WordOfCodes(part) + c;
    part.clear();
  }
  return out + WordOfCodes(part);
}

std::string MendedRowCode(std::string_view code) {
  static const RE2 nought("([A-Z][A-Za-z]{1,2})[Oo]([0-9])");
  std::string letters, digit;
  if (!RE2::FullMatch(code, nought, &letters, &digit)) return std::string(code);
  for (char& c : letters) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return letters + "0" + digit;
}

std::string WithoutSpecks(std::string_view text) {
  // What stands before a text or after it and is none: a bullet, the end of a ruling line, a speck.
  static const RE2 before("^(?:[‘'“|\\\\*•·~_=]+ *)+(\\p{L}|[0-9])");
  static const RE2 after("(?: +[‘’'“|\\\\*•·~_=…—–-]+)+$|[‘|\\\\~_]+$|[—_][—_…]+$");
  static const RE2 inside(" ‘(\\p{L})");
  std::string out(text);
  RE2::Replace(&out, before, "\\1");
  RE2::Replace(&out, after, "");
  RE2::GlobalReplace(&out, inside, " \\1");
  return out;
}

std::string WithoutBullet(std::string_view item) {
  // A tick box is read «L» or «L2», a bullet «+» or «¢»; a one-letter word of French is small or
  // «À».
  static const RE2 bullet("^(?:[+*•·¢»>—–-]+|[LDCOoeE][0-9]?|[0-9])\\s+(\\p{L})");
  std::string out = WithoutSpecks(item);
  RE2::Replace(&out, bullet, "\\1");
  return out;
}

std::string Mended(std::string_view text) {
  static const RE2 accent(
      "(^|[ (])a ((?:compter|partir|défaut|concurrence|hauteur|l['’]exclusion|l['’]exception)\\b)");
  static const RE2 before("(\\p{L}) -(\\p{L})");
  static const RE2 after("(\\p{L})- (\\p{Lu})");
  // The elided word and its noun: «l’ Adour»; the haemoglobin of every diabetes indicator.
  static const RE2 elided("(^|[ (])([dlsnjcmtDLSNJCMT]|[Qq]u)(['’]) (\\p{L})");
  static const RE2 haemoglobin("HbA[ïîil1I|]{1,3}c\\b");
  static const RE2 twice("iï|ïi");
  static const RE2 colon("(\\p{L}) :(\\p{L}|[0-9])");
  static const RE2 bracket("\\{(\\p{L}[^{}()]*\\))");
  std::string out = WithoutSpecks(text);
  RE2::GlobalReplace(&out, elided, "\\1\\2\\3\\4");
  RE2::GlobalReplace(&out, haemoglobin, "HbA1c");
  RE2::GlobalReplace(&out, twice, "ï");
  RE2::GlobalReplace(&out, bracket, "(\\1");
  RE2::GlobalReplace(&out, colon, "\\1 : \\2");
  RE2::GlobalReplace(&out, accent, "\\1à \\2");
  RE2::GlobalReplace(&out, before, "\\1-\\2");
  RE2::GlobalReplace(&out, after, "\\1-\\2");
  return out;
}

}  // namespace riposte
