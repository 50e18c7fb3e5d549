// Small RAII over libxml2 for this room: documents without network, DTD or entities, attributes,
// nodes by namespace, RelaxNG with the file and line of the first error.
//
//   Result<XmlDoc> doc = ParseXml(bytes, "observations.fodt");   // kTemplate: file:line: message
//   for (xmlNode* n : Elements(xmlDocGetRootElement(doc->get()))) …
//
// Nodes belong to their document. Private to pipeline/reply. One thread a document.
#pragma once

#include <libxml/tree.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/base/error.h"

namespace riposte::reply {

struct FreeDoc {
  void operator()(xmlDoc* d) const { xmlFreeDoc(d); }
};
using XmlDoc = std::unique_ptr<xmlDoc, FreeDoc>;

inline constexpr std::string_view kOffice = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
inline constexpr std::string_view kText = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";
inline constexpr std::string_view kTable = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
inline constexpr std::string_view kStyle = "urn:oasis:names:tc:opendocument:xmlns:style:1.0";
inline constexpr std::string_view kDraw = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0";
inline constexpr std::string_view kMeta = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0";
inline constexpr std::string_view kDc = "http://purl.org/dc/elements/1.1/";

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

}  // namespace riposte::reply
