// Pages with a text layer, many at a time: opening a PDF costs more than reading the text of a
// page.
//
//   auto pages = ReadTextPages(file, 1, 32, limits);      // in a child
//   auto checked = PagesFromLines(ToLines(*pages));       // across the border
//
// A page is the same as ReadPage gives it. Fails where the document cannot be opened. Not
// thread-safe.
#pragma once

#include <optional>
#include <vector>

#include "extractors/page/reader.h"

namespace riposte {

// The pages that have a text layer to be trusted, of `count` from `first` on, from a PDF that is
// opened once. None for every other page, and for those about which there is something to say: ask
// ReadPage for them.
Result<std::vector<std::optional<PageReading>>> ReadTextPages(Bytes file, int first, int count,
                                                              const ReadLimits& limits);
// A line a page, empty where there is none.
std::string ToLines(const std::vector<std::optional<PageReading>>& pages);
Result<std::vector<std::optional<PageReading>>> PagesFromLines(std::string_view lines);

}  // namespace riposte
