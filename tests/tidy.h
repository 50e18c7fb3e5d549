// Included before each file that clang-tidy checks. libstdc++ 12's vector is constexpr from C++20
// on; clang 14 then wants the elements' destructor while their class is still being declared
// (qpdf's JSON.hh, riposte's JsonNode) and stops. A vector that is not constexpr serves as well;
// vector<bool>'s own fill was declared constexpr before and needs another name.
#pragma once

#include <string>

#pragma push_macro("_GLIBCXX20_CONSTEXPR")
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR
#define __fill_a1 __fill_bits
#include <vector>
#undef __fill_a1
#pragma pop_macro("_GLIBCXX20_CONSTEXPR")
