// libxml2 trees of hostile XML (internal to this room): no network, no DOCTYPE and so no entity, at
// most 64 MiB, the parser's own limits on depth and text.
//
//   Result<XmlDocument> doc = ParseXml(xml, "dossier.xml");
//   Status s = ValidateXml(doc->get(), "templates/schema/dossier.rng", "dossier.xml");
//
// Errors are kTemplate with file and line. One thread a document.
#pragma once

#include <libxml/tree.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "extractors/base/error.h"

namespace riposte {

struct XmlDocumentFree {
  void operator()(xmlDoc* doc) const { xmlFreeDoc(doc); }
};
using XmlDocument = std::unique_ptr<xmlDoc, XmlDocumentFree>;

Result<XmlDocument> ParseXml(std::string_view xml, const std::string& file);
Status ValidateXml(xmlDoc* doc, const std::string& schema, const std::string& file);

int LineOf(const xmlNode* node);
std::string_view NameOf(const xmlNode* node);
const xmlNode* FirstElement(const xmlNode* parent);
const xmlNode* NextElement(const xmlNode* node);
std::optional<std::string> AttributeOf(const xmlNode* node, const char* name);
std::string TextOf(const xmlNode* node);

}  // namespace riposte
