// The program's steps against the library's own, over pictures narrower than their batch.
#include "extractors/ocr/grid_steps.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace riposte::grid_steps {
namespace {

bool Same(const GridIndex& a, const GridIndex& b) {
  return a.at == b.at && std::equal(a.place, a.place + kAxes, b.place);
}

TEST_CASE("steps over the network's grid are the library's", "[ocr]") {
  const Library& library = PrepareSteps();
  REQUIRE(library.add_offset != nullptr);
  REQUIRE(library.increment != nullptr);
  // Else the reading is as right, only slower: look at the library's classes again.
  REQUIRE(library.known);
  REQUIRE(library.add_offset != &AddOffset);
  const StrideMap maps[] = {{{1, 5, 7}, {35, 7, 1}, {5}, {7}},
                            {{2, 4, 6}, {24, 6, 1}, {4, 2}, {3, 6}},
                            {{2, 4, 6}, {24, 1, 4}, {9, 4}, {}}};
  for (const StrideMap& map : maps) {
    GridIndex ours{&map, 0, {0, 0, 0}}, theirs = ours;
    int steps = 0;
    for (bool more = true; more; ++steps) {
      for (int axis = 0; axis < kAxes; ++axis)
        for (int offset = -3; offset <= 3; ++offset) {
          if (axis == kBatch && (offset < 0 || ours.place[kBatch] + offset > 5)) continue;
          GridIndex a = ours, b = ours;
          CHECK(AddOffset(&a, offset, axis) == library.add_offset(&b, offset, axis));
          CHECK(Same(a, b));
        }
      more = Increment(&ours);
      CHECK(library.increment(&theirs) == more);
      REQUIRE(Same(ours, theirs));
    }
    CHECK(steps > 20);
  }
}

}  // namespace
}  // namespace riposte::grid_steps
