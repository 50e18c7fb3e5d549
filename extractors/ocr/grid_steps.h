// Steps over the grid of the network's inputs, done by the program in place of the library: see
// grid_steps.cc. Private to the room and its test.
//
//   PrepareSteps();                              // once, before any sandbox: finds the library's
//   own AddOffset(&index, -1, kWidth)                // false: outside of the picture
//
// The functions carry the library's names, which is how it comes to call them. Thread-safe.
#pragma once

#include <vector>

namespace riposte::grid_steps {

inline constexpr int kBatch = 0, kHeight = 1, kWidth = 2, kAxes = 3;

// tesseract::StrideMap of the library's src/lstm/stridemap.h.
struct StrideMap {
  int shape[kAxes];
  int steps[kAxes];
  std::vector<int> heights, widths;  // of each picture of a batch
};

// tesseract::StrideMap::Index.
struct GridIndex {
  const StrideMap* map;
  int at;
  int place[kAxes];
};

bool AddOffset(GridIndex* index, int offset,
               int axis) asm("_ZN9tesseract9StrideMap5Index9AddOffsetEiNS_14FlexDimensionsE");
bool Increment(GridIndex* index) asm("_ZN9tesseract9StrideMap5Index9IncrementEv");

struct Library {
  bool known = false;  // a version whose classes are laid out as above
  bool (*add_offset)(GridIndex*, int, int) = nullptr;
  bool (*increment)(GridIndex*) = nullptr;
};

const Library& PrepareSteps();

}  // namespace riposte::grid_steps
