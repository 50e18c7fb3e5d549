// Social-security numbers (NIR), which nothing here may keep: they are looked for to be refused.
//
//   HoldsNir("n° 1 85 05 78 006 084 91")       // true: its key is right
//   HoldsNir("1 85 05 78 006 084 90")          // false: somebody else's number
//   LooksLikeNir("1 85 05 78 006 084 90")      // true: a scan may have misread a digit
//
// HoldsNir is for what people type: a right key, in any spacing, or no key and a real month.
// LooksLikeNir is for printed lines, read by OCR perhaps: a right key in any spacing, or digits
// grouped as only a NIR is, key or not. MayBeNir is for where a label says that the number is one:
// thirteen digits of its form, whatever key or none. Spaces may be no-break ones, dots or hyphens;
// 2A and 2B count as 19 and 18. Source: the structure of the NIR is INSEE's; the key, 97 less the
// number modulo 97, the arrêté of 1982. Pure functions; thread-safe.
#pragma once

#include <string_view>

namespace riposte {

bool HoldsNir(std::string_view text);
bool LooksLikeNir(std::string_view text);
bool MayBeNir(std::string_view text);

}  // namespace riposte
