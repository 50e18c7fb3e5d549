// The French notes of a-verifier/ for things that are no document: links, devices, files without
// the right to read. See PutAside for documents.
#pragma once

#include <string>

#include "extractors/base/error.h"

namespace riposte {

// `reason`: "lien", "special", "droits", "profond". Writes a-verifier/NAME.txt unless the same note
// is there.
Status NoteRefusal(const std::string& home, const std::string& path, const std::string& reason);

// « : » and its like get their no-break spaces (U+00A0).
std::string FrenchSpacing(const std::string& text);

}  // namespace riposte
