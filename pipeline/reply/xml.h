// The XML helpers of pipeline/xml under this room's names, and the namespaces of ODF.
#pragma once

#include "pipeline/xml/xml.h"

namespace riposte::reply {

using namespace riposte::xml;  // NOLINT: the room's own shorthand

inline constexpr std::string_view kOffice = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
inline constexpr std::string_view kText = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";
inline constexpr std::string_view kTable = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
inline constexpr std::string_view kStyle = "urn:oasis:names:tc:opendocument:xmlns:style:1.0";
inline constexpr std::string_view kDraw = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0";
inline constexpr std::string_view kMeta = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0";
inline constexpr std::string_view kDc = "http://purl.org/dc/elements/1.1/";

}  // namespace riposte::reply
