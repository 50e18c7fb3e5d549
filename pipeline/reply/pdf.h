// The PDF of a letter: checked and made repeatable.
//
//   Result<std::string> pdf = FinishPdf(office_bytes, {"2025/MSO/0417"});   // texts it must hold
//
// Checks that it opens, has a page, is not encrypted, says PDF/A-2b, embeds every font, is tagged,
// runs nothing on opening, and holds the given texts (white space aside). Then takes out what
// changes from one run to the next: dates, identifiers, checksums. kDefect names what did not hold;
// Info says how many pages. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "extractors/base/error.h"

namespace riposte::reply {

struct FinishedPdf {
  std::string bytes;
  int pages = 0;
};

Result<FinishedPdf> FinishPdf(std::string_view pdf, const std::vector<std::string>& must_hold);

}  // namespace riposte::reply
