// Tesseract's network goes over a line's picture pixel by pixel, nine neighbours each, and asks its
// StrideMap::Index for every one of them in five calls that nothing can inline: 13 million times a
// page, a sixth of its recognition. A function of the program stands before that of a library it
// loads, and the two below do the same in one call.
//
// They know how the library lays out two private classes, so they take over only for the version
// that was looked at, and pass on to the library's own in any other. Nothing that is read changes.
#include "extractors/ocr/grid_steps.h"

#include <dlfcn.h>
#include <tesseract/baseapi.h>

#include <cstring>

namespace riposte::grid_steps {
namespace {

constexpr const char* kKnownVersion = "5.3.0";

int LastOf(const GridIndex& index, int axis) {
  const int most = index.map->shape[axis];
  if (axis == kBatch) return most - 1;
  const std::vector<int>& own = axis == kHeight ? index.map->heights : index.map->widths;
  const auto picture = static_cast<size_t>(index.place[kBatch]);
  return picture >= own.size() || own[picture] > most ? most - 1 : own[picture] - 1;
}

}  // namespace

const Library& PrepareSteps() {
  static const Library library = [] {
    Library l;
    l.known = std::strcmp(tesseract::TessBaseAPI::Version(), kKnownVersion) == 0;
    l.add_offset = reinterpret_cast<decltype(l.add_offset)>(
        dlsym(RTLD_NEXT, "_ZN9tesseract9StrideMap5Index9AddOffsetEiNS_14FlexDimensionsE"));
    l.increment = reinterpret_cast<decltype(l.increment)>(
        dlsym(RTLD_NEXT, "_ZN9tesseract9StrideMap5Index9IncrementEv"));
    return l;
  }();
  return library;
}

bool AddOffset(GridIndex* index, int offset, int axis) {
  static const Library& library = PrepareSteps();
  if (!library.known) return library.add_offset(index, offset, axis);
  index->place[axis] += offset;
  index->at = 0;
  for (int i = 0; i < kAxes; ++i) index->at += index->map->steps[i] * index->place[i];
  for (const int place : index->place)
    if (place < 0) return false;
  for (int i = 0; i < kAxes; ++i)
    if (index->place[i] > LastOf(*index, i)) return false;
  return true;
}

bool Increment(GridIndex* index) {
  static const Library& library = PrepareSteps();
  if (!library.known) return library.increment(index);
  for (int axis = kAxes - 1; axis >= 0; --axis) {
    const int step = index->map->steps[axis];
    if (index->place[axis] != LastOf(*index, axis)) {
      index->at += step;
      ++index->place[axis];
      return true;
    }
    index->at -= step * index->place[axis];
    index->place[axis] = 0;
  }
  return false;
}

}  // namespace riposte::grid_steps
