// Small RAII over libxml2 for the rooms that read templates: documents without network, DTD or
// entities, attributes, nodes by namespace, RelaxNG with the file and line of the first error.
//
//   Result<XmlDoc> doc = ParseXml(bytes, "observations.fodt");   // kTemplate: file:line: message
//   for (xmlNode* n : Elements(xmlDocGetRootElement(doc->get()))) …
//
// Nodes belong to their document. One thread a document.
#pragma once

#include <libxml/tree.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/base/error.h"

namespace riposte::xml {

struct FreeDoc {
  void operator()(xmlDoc* d) const { xmlFreeDoc(d); }
};
using XmlDoc = std::unique_ptr<xmlDoc, FreeDoc>;

// Refuses a DTD and anything over 8 MiB. `file` is only for the message.
Result<XmlDoc> ParseXml(std::string_view bytes, const std::string& file);
// The same from disk; kTemplate if there is no such file.
Result<XmlDoc> ReadXml(const std::string& path);
// kTemplate with the document's file and line.
Status ValidateXml(xmlDoc* doc, const std::string& file, const std::string& schema_path);

Error TemplateError(const std::string& file, int line, std::string message);
int LineOf(const xmlNode* node);

bool Is(const xmlNode* node, std::string_view ns, std::string_view local);
std::string_view LocalName(const xmlNode* node);
std::string_view NamespaceOf(const xmlNode* node);
// Attribute without a namespace, or in `ns`; empty if absent.
std::string Attribute(const xmlNode* node, const char* name, std::string_view ns = {});
std::string TextContent(const xmlNode* node);
std::vector<xmlNode*> Elements(const xmlNode* parent);
// Every element below `root` in document order (the root itself left out) that `want` accepts.
std::vector<xmlNode*> Descendants(xmlNode* root, const std::function<bool(const xmlNode*)>& want);
void Remove(xmlNode* node);  // unlinks and frees

// French text of a template with fields in it: «<texte>Votre lettre du <champ id="x"/>…</texte>».
struct Part {
  std::string text;   // literal
  std::string field;  // empty: text
};
// Line breaks and indents become one space, none at the ends; spaces inside the tags' line stay.
std::vector<Part> ReadParts(const xmlNode* parent);
// The same flow for text without fields, without a space at the ends.
std::string FlowedText(const xmlNode* parent);
// «a b  c» -> a, b, c.
std::vector<std::string> Words(const std::string& s);

}  // namespace riposte::xml
