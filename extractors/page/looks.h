// Does a text look like French mail? Used to tell a good text layer from garbage and a good OCR
// from a bad one; never to choose between two readings of one word.
//
//   LooksRight("l'assurance")   // true
//   LooksRight("§lJ~¢f")        // false
//
// Pure functions; thread-safe; invalid UTF-8 looks wrong.
#pragma once

#include <string_view>
#include <vector>

#include "extractors/reading/reading.h"

namespace riposte {

enum class Look {
  kRight,    // a word or a number as they are printed in letters
  kWrong,    // unreadable characters, letters and signs mixed
  kNeutral,  // punctuation alone
};

Look LookOf(std::string_view text);
inline bool LooksRight(std::string_view text) { return LookOf(text) == Look::kRight; }

// 0 to 1: how well the page was read as a whole: the share of its characters that stand in words
// which look right and were read at a confidence over 0.8. 0 for no word.
double ReadingQuality(const std::vector<Word>& words);

// How much was read: characters in words that look right and were read at a confidence over 0.8,
// less half of those in the others. To hold two readings of one page against each other.
double CharactersRead(const std::vector<Word>& words);

// Is the text layer worth keeping as text? Share of words that look right, and, where there is
// enough running text to expect them, the commonest French words: a font with a shifted encoding
// gives words that look right and mean nothing.
bool Readable(const std::vector<Word>& words);

}  // namespace riposte
