// Text as the content of an XML element or attribute, for the few places that write XML by hand.
//
//   XmlEscaped("< 30 & \"x\"")   == "&lt; 30 &amp; &quot;x&quot;"
//
// Control characters go, which XML 1.0 cannot hold. `utf8` must be valid. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace riposte {

inline std::string XmlEscaped(std::string_view utf8) {
  std::string out;
  for (const char c : utf8) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (static_cast<unsigned char>(c) >= 0x20)
      out += c;
  }
  return out;
}

}  // namespace riposte
