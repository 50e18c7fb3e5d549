// A filled flat document as an ODF 1.3 package: mimetype (first, stored), content.xml, styles.xml,
// meta.xml, META-INF/manifest.xml, in this order, with fixed times. Same document, same bytes.
//
//   Result<std::string> odt = PackOdt(filled.doc.get(), "Observations");   // title for meta.xml
//   Status s = CheckOdt(bytes);      // an ODT that a person has edited: package, type, size
//
// meta.xml holds the title, the language and the program's name: no path, date, author or internal
// id. Fails with kDefect (libzip); CheckOdt with kDamaged, kUnsupported, kTooLarge. Thread-safe on
// distinct documents.
#pragma once

#include <libxml/tree.h>

#include <string>
#include <string_view>

#include "extractors/base/error.h"

namespace riposte::reply {

inline constexpr std::string_view kOdtType = "application/vnd.oasis.opendocument.text";

Result<std::string> PackOdt(xmlDoc* flat, const std::string& title);
Status CheckOdt(std::string_view odt);
// One file of a package; kDamaged if it is not there.
Result<std::string> ReadFromOdt(std::string_view odt, const std::string& name);
// The same package with other bytes in one of its files.
Result<std::string> ReplaceInOdt(std::string_view odt, const std::string& name,
                                 const std::string& bytes);

}  // namespace riposte::reply
