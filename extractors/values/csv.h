// CSV as spreadsheets save it, in memory.
//
//   Result<CsvTable> t = ParseCsv(text, "ij.csv");
//   t->header == {"sexe", "age"}; t->rows[0].line == 2; t->rows[0].cells == {"F", "30-44"}
//
// Separator by the header line: «;» (French spreadsheets), tab, else «,». Quotes with "" inside;
// line ends LF or CRLF; a BOM is dropped; bytes that are not UTF-8 are taken for Windows-1252.
// Cells are trimmed (no-break spaces too); rows without any content are dropped. Fails with kUsage,
// file and line: an open quote, more cells than the header has, a name twice in the header, over 8
// MB or 100,000 rows.
#pragma once

#include <string>
#include <vector>

#include "extractors/base/error.h"

namespace riposte {

struct CsvRow {
  int line = 0;  // 1-based, in the file
  std::vector<std::string> cells;
};

struct CsvTable {
  std::vector<std::string> header;
  std::vector<CsvRow> rows;
  char separator = ';';
};

Result<CsvTable> ParseCsv(const std::string& text, const std::string& filename);

}  // namespace riposte
