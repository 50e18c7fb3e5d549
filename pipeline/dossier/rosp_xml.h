// The ROSP figures of a dossier, and where the figures' inputs come from, as XML (internal to this
// room). What WriteRosp wrote ReadRosp reads back exactly, but for binary fractions that are shown
// with their shortest decimal.
#pragma once

#include <libxml/tree.h>

#include "pipeline/dossier/dossier.h"
#include "pipeline/dossier/xml_writer.h"

namespace riposte {

void WriteInputs(XmlWriter& w, const std::vector<FigureInput>& inputs);
void WriteRosp(XmlWriter& w, const RospResult& rosp, const std::string& piece,
               const std::vector<FigureInput>& inputs);
// kTemplate with file and line.
Result<RospResult> ReadRosp(const xmlNode* node, const std::string& file);

}  // namespace riposte
