// The full invented dossier: one letter of every type with every field and table of the vocabulary,
// every given fact, an event, deadlines, figures, questions and replies. Expressions and letter
// templates are tried on it at load: what does not work here names something that does not exist.
//
//   const Dossier d = ExampleDossier();
//   Evaluator::Make(ToXml(d), PieceOfType(d, "notification_mso"))
//
// All people and figures are invented. Every value is `sure`. Its last piece is the `riap`, so the
// default context is not a letter that opens a clock. Always the same; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/dossier/dossier.h"

namespace riposte {

Dossier ExampleDossier();
// Id of the piece of that document type, empty for none.
std::string PieceOfType(const Dossier& dossier, std::string_view document_type);

}  // namespace riposte
