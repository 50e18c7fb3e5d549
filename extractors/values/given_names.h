// Given names in use in France, folded (values/fold.h): they tell which word of «DIARRA OUSMANE» is
// the family name, and which line of a list names a person. Pure; thread-safe.
//
//   IsGivenName("ousmane") == true
//
// A name that is missing leaves a doubt («name_order»), never a wrong order; so the list need not
// be complete. Names that are more often family names («martin») are left out on purpose.
#pragma once

#include <string_view>

namespace riposte {

// `plain` is Plain() of the first part of the name («marie» of «Marie-Claude»).
bool IsGivenName(std::string_view plain);

// One letter wrong, too many or too few from a name of the list, and not in use itself
// («apelline»): read from a picture, it may be that name. Family names that are given names too
// («martin») are in use. Names under five letters have too many neighbours to tell.
bool IsNearGivenName(std::string_view plain);

}  // namespace riposte
