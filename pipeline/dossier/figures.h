// The figures of a dossier (internal to this room).
#pragma once

#include "pipeline/dossier/dossier.h"

namespace riposte {

// IJ figures of the latest letter that opens a MSO procedure, from facts that can be relied on
// only; what could not be computed, and for want of what, goes to `warnings`.
void ComputeFigures(Dossier& dossier);
// ROSP of the latest statement. A row with a doubtful cell keeps its name alone, so that its line
// is said and not computed.
void ComputeRospFigures(Dossier& dossier, const RospGrids* grids, Date today);

}  // namespace riposte
