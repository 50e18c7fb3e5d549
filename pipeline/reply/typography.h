// Spaces that must not break and apostrophes, whoever typed the text: Writer, a text editor, the
// doctor or a grid of labels.
//
//   NoBreakSpaces("Objet : l’article R. 148-1, « un »")   // U+00A0 after «Objet», «R.», «« »…
//   CurlyApostrophes("l'acte")                             // "l’acte"
//
// Only spaces that are there are changed: none is added, none taken, so that texts compare as
// before but for white space. Apostrophes are not changed in names that were read (O'BRIEN).
// Source: Lexique des règles typographiques en usage à l'Imprimerie nationale; one width of
// no-break space everywhere. Pure functions, thread-safe.
#pragma once

#include <libxml/tree.h>

#include <string>
#include <string_view>

namespace riposte::reply {

std::string NoBreakSpaces(std::string_view text);
std::string CurlyApostrophes(std::string_view text);

// The same on the text of all paragraphs below `root`.
void SetNoBreakSpaces(xmlNode* root);
void SetCurlyApostrophes(xmlNode* root);

}  // namespace riposte::reply
