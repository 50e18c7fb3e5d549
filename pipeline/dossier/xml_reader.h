// The mirror of ToXml without the schema (internal to this room): DossierFromXml adds the schema,
// the Evaluator reads what the program itself has just written. kTemplate with file and line.
#pragma once

#include <libxml/tree.h>

#include <string>

#include "pipeline/dossier/dossier.h"

namespace riposte {

Result<Dossier> ReadDossier(xmlDoc* doc, const std::string& file);

}  // namespace riposte
