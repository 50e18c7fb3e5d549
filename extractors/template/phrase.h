// The key on which phrases of templates and words of pages meet: letters and digits alone, folded
// (values/fold.h), without white space and punctuation. Private to the room. Pure.
//
//   PhraseKey("N/Réf. :") == PhraseKey("n réf")
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace riposte {

// Bytes [begin, end) of some text.
struct Range {
  size_t begin = 0, end = 0;
  bool empty() const { return end <= begin; }
  bool Contains(const Range& o) const { return o.begin >= begin && o.end <= end; }
  bool Overlaps(const Range& o) const { return o.begin < end && begin < o.end; }
  friend bool operator==(const Range&, const Range&) = default;
};

std::string PhraseKey(std::string_view text);

// Runs of letters and runs of digits, `offset` added to their places; their borders are the places
// where a phrase may start and end.
std::vector<Range> KeyRuns(std::string_view text, size_t offset);
// The key of one run; may be empty.
std::string RunKey(std::string_view run);

}  // namespace riposte
