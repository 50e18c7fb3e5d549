// A small random source whose numbers are the same everywhere for a seed (the distributions of
// <random> are not), fast enough for one draw a pixel. Plain value, one for each picture.
//
//   Random r(SeedOf("riap-1", "fax", 0));
//   double tilt = r.Between(-2, 2);
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

namespace riposte {

// FNV-1a over the words: each file of a set has a seed of its own that does not depend on order.
inline uint64_t SeedOf(std::string_view name, std::string_view kind, uint64_t base) {
  uint64_t h = 14695981039346656037ull ^ base;
  for (std::string_view s : {name, kind}) {
    for (unsigned char c : s) h = (h ^ c) * 1099511628211ull;
    h = (h ^ 0x1f) * 1099511628211ull;
  }
  return h;
}

class Random {
 public:
  explicit Random(uint64_t seed) : s_(seed) {}
  // splitmix64 (Vigna, public domain).
  uint64_t Next() {
    uint64_t z = (s_ += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  double Unit() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }
  double Between(double low, double high) { return low + (high - low) * Unit(); }
  int Below(int n) { return static_cast<int>(Next() % static_cast<uint64_t>(n)); }
  // About normal, mean 0, deviation 1: the sum of the eight bytes of one draw (Irwin-Hall).
  double Normal() {
    uint64_t v = Next();
    // Adds neighbouring bytes in place: four, then two, then one sum.
    v = (v & 0x00ff00ff00ff00ffull) + ((v >> 8) & 0x00ff00ff00ff00ffull);
    v = (v & 0x0000ffff0000ffffull) + ((v >> 16) & 0x0000ffff0000ffffull);
    const double sum = static_cast<double>((v & 0xffffffffull) + (v >> 32));
    // Eight uniform bytes: mean 1020, variance 8 * (256^2 - 1) / 12.
    return (sum - 1020.0) / 209.02;
  }

 private:
  uint64_t s_;
};

}  // namespace riposte
