// Which figures of the letter are the terms of «a = b / c»? Where the template's anchors did not
// find them, or found others, arithmetic does: «4 360», «697» and «6,26» stand in one letter by no
// chance. Private to the room.
//
//   if (auto terms = QuotientOf(*check.equation))       // ij_par_patient = ij_prescrites / …
//     if (auto found = OnlyQuotient(results, overs, unders)) …   // indices of the three
//
// A printed decimal stands for half a unit of its last digit on both sides. Of several quotients
// that hold the one is taken whose words around speak for it, by a clear lead; else none. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "extractors/template/checks.h"
#include "extractors/template/phrase.h"

namespace riposte {

struct QuotientTerms {
  std::string result, over, under;  // ids of fields
};

// None for an equation of another shape.
std::optional<QuotientTerms> QuotientOf(const Equation& equation);

struct Figure {
  Value value;
  double score = 0;  // of the words around
  Range range;       // empty where a field has it already
};

// At most kMostFigures of each are tried.
inline constexpr size_t kMostFigures = 16;
std::optional<std::array<size_t, 3>> OnlyQuotient(const std::vector<Figure>& results,
                                                  const std::vector<Figure>& overs,
                                                  const std::vector<Figure>& unders);

}  // namespace riposte
