// Two readings of one page, made one word by word: what they agree on, the better of what they do
// not, and what only one of them saw.
//
//   std::vector<OcrWord> words = MergeReadings(first, second, Lexicon::French());
//
// Words meet by their boxes, so both readings must have the same coordinates. Where the words of a
// place differ, one reading has all of it: the one with the better confidence, form and words of
// the lexicon; no word is put together of two. A decimal comma that one of them saw is there.
//
// Confidence after it says what two readings are worth. A word that both agree on keeps the better
// of theirs. One they do not agree on is worth kDisputed at most, and kDisputedNumber where it has
// a digit and the other was read as plainly, so that nothing but other evidence makes it sure; a
// word of the lexicon that was preferred to one of none keeps its own. Pure function; about
// n log n; thread-safe.
#pragma once

#include <vector>

#include "extractors/lexicon/lexicon.h"
#include "extractors/ocr/engine.h"

namespace riposte {

// Under the confidences at which the letters of a word speak for themselves and at which a number
// counts as a guess (evidence/evidence.cc).
inline constexpr double kDisputed = 0.84;
inline constexpr double kDisputedNumber = 0.55;

std::vector<OcrWord> MergeReadings(const std::vector<OcrWord>& first,
                                   const std::vector<OcrWord>& second, const Lexicon& lexicon);

}  // namespace riposte
