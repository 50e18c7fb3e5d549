// The median of some numbers, the upper one of an even count: Median({3, 1, 2}) is 2.
#pragma once

#include <algorithm>
#include <vector>

namespace riposte {

inline double Median(std::vector<double> v, double of_none = 0) {
  if (v.empty()) return of_none;
  const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
  std::nth_element(v.begin(), middle, v.end());
  return *middle;
}

}  // namespace riposte
