// The folded key, on which words of a page and literals of a template are compared.
//
//   FoldKey("L’intéressé") == FoldKey("l'interesse") == FoldKey("L ' INTERESSE")
//   FoldKey("mise en demeure") == FoldKey("rnise en derneure")   // rn and m fold alike
//
// Folds case, accents, ligatures (œ, ﬁ), typographic quotes and dashes, all white space (removed),
// and the usual OCR confusions I/l/1/| , O/0/° , rn/m. Other punctuation stays. It is for anchors
// only: values are never read through it. FoldWords keeps word borders (white space), which a fuzzy
// search needs, and drops the punctuation around words. Folding twice is folding once. Bad UTF-8
// becomes U+FFFD. Linear; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace riposte {

std::string FoldKey(std::string_view utf8);
std::vector<std::string> FoldWords(std::string_view utf8);

// Lower case without accents, words kept apart by one space; no OCR confusions folded. For closed
// lists (funds, départements) and file names.
std::string Plain(std::string_view utf8);

// Edit distance between two folded keys, given up (returns limit + 1) beyond `limit`.
int EditDistance(std::string_view a, std::string_view b, int limit);

}  // namespace riposte
