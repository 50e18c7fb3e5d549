// Words of a coarse page that are none and can only be one: «noufication», «sohdaire», «pénode»,
// «interêt», «la'caisse».
//
//   MendWords(words, Lexicon::French());       // of a page, after its readings were made one
//   MendedWord("arucles", lexicon)             // "articles"; empty where there is nothing to mend
//
// A word is mended if the lexicon does not know it and one change of letters that look alike (rn
// and m, ti and u, li and h, a lost accent…) makes exactly one word that it knows. Only words in
// small letters, of six letters and more (five for an accent), are: a name, a drug, a town or a
// code is in no lexicon and would be changed to what it resembles. Of words with a capital only an
// i that was read twice is put right («Maraïîchers»). Words that a speck joined are parted again
// («hors.département»). What was mended is worth kDisputed at most: it never is sure by itself.
// Pure functions; about 50 look-ups a word that is unknown; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "extractors/lexicon/lexicon.h"
#include "extractors/ocr/engine.h"

namespace riposte {

void MendWords(std::vector<OcrWord>& words, const Lexicon& lexicon);

// Without the lexicon: has it an i that was read twice? All that scans and photos need it for.
bool ReadsTwice(std::string_view token);

// The token with its punctuation, its one word put right.
std::string MendedWord(std::string_view token, const Lexicon& lexicon);

}  // namespace riposte
