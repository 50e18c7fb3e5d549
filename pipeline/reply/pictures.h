// Pictures of computed figures in a letter: SVG in place of a user field «image.NAME».
//
//   IsPicture("image.ij-strates")  == "ij-strates.svg"     // none for other fields
//   PlacePicture(field, svg)       // the field becomes a draw:frame with the SVG in it, 16 cm wide
//
// The picture lies in the document itself (office:binary-data), so no path and no link can stand in
// it; its title is the alternative text. Only pictures that the program draws have a name, so that
// a template cannot call for a file. Fails with kDefect where the SVG has no size. One thread a
// document.
#pragma once

#include <libxml/tree.h>

#include <optional>
#include <string>
#include <string_view>

#include "extractors/base/error.h"

namespace riposte::reply {

std::optional<std::string> IsPicture(std::string_view field);
bool KnownPicture(const std::string& file);
Status PlacePicture(xmlNode* field, const std::string& svg);

}  // namespace riposte::reply
