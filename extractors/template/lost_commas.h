// Puts back the decimal commas that the engine dropped: a sharp «21,8 %» is read «218%» at a high
// confidence, and a column of rates with one such cell breaks every check that it takes part in.
//
//   PutBackCommas(&rows, &desk);      // a table as read, before its checks are run
//
// A cell is mended where its column has the same number of decimals nearly everywhere, where the
// cell read again has the same digits, and where the picture shows one comma, in that very place.
// What was read first becomes a candidate, and the cell goes to a person («comma_doubt») unless the
// second reading itself prints the comma or arithmetic holds with it. Private to the room.
#pragma once

#include <vector>

#include "extractors/template/cells.h"

namespace riposte {

void PutBackCommas(std::vector<DraftRow>* rows, Desk* desk);

}  // namespace riposte
