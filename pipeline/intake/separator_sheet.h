// The sheet to lay between two letters before the copier makes one PDF of them.
//
//   std::string pdf = SeparatorSheet();     // one A4 page, French, three Code 128 barcodes
//
// The same bytes every time. What finds it again: extractors/image/barcode.h. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace riposte {

std::string SeparatorSheet();

// Widths of bars and spaces in modules, a bar first: «211214…2331112». Code 128, set B (printable
// ASCII; anything else is left out), with its check character and stop. ISO/IEC 15417.
std::string Code128(std::string_view text);

}  // namespace riposte
