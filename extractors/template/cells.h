// Tables of a letter as typed rows. Private to the room.
//
//   std::vector<DraftRow> rows = ReadTable(text, spec, &trace, &warnings);
//
// The grid comes from reading/tables.h; here cells get their types, stars are counted, rows under a
// title get its value, totals and lines without any value are dropped.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "extractors/template/drafts.h"
#include "extractors/template/model.h"
#include "extractors/template/text.h"

namespace riposte {

using DraftRow = std::map<std::string, Draft>;

// What reading/tables.h looks for; the last may be the headings that are known and not wanted.
std::vector<ColumnSpec> GridColumns(const TableSpec& spec);

// `totals`, if given, receives the rows that the template skips.
std::vector<DraftRow> ReadTable(const LetterText& text, const TableSpec& spec, Trace* trace,
                                std::vector<std::string>* warnings,
                                std::vector<DraftRow>* totals = nullptr);

}  // namespace riposte
