// An ODT that a person has edited, made ready to be approved: what only the draft had goes, what a
// letter may not hold refuses it.
//
//   Result<std::string> ready = FinishEdited(odt, "2025-09-02", lint);   // still an ODT
//
// The draft mark: header and footer paragraphs of the style «Projet», or that begin with «PROJET»,
// and what is drawn in them. The day: the dots after «le» in the line of place and date. Everything
// else stays as the person wrote it.
//
// kNeedsPerson, with French reasons: a forbidden wording in the text, the headers or the footers;
// tracked changes or comments, which Writer would print; a mark «PROJET» that somebody moved into
// the text. kDamaged, kUnsupported, kTooLarge: CheckOdt. Pure; thread-safe.
#pragma once

#include <string>

#include "extractors/base/error.h"
#include "pipeline/arguments/lint.h"

namespace riposte::reply {

Result<std::string> FinishEdited(const std::string& odt, const std::string& date, const Lint& lint);

// «riposte refuses these words» as an error.
Error Forbidden(const std::vector<LintFinding>& found);

}  // namespace riposte::reply
