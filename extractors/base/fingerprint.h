// FNV-1a, 64 bits: an identity for cache keys and counted things, not a defence.
//
//   Fnv1a("b", Fnv1a("a")) == Fnv1a("ab")
#pragma once

#include <cstdint>
#include <string_view>

namespace riposte {

inline constexpr uint64_t kFnvOffset = 14695981039346656037ull;

inline uint64_t Fnv1a(std::string_view bytes, uint64_t before = kFnvOffset) {
  for (char c : bytes) before = (before ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return before;
}

}  // namespace riposte
