// libxml2 is told never to touch the network and never to substitute entities; a document with a
// DTD is refused outright, so that nothing can expand.
#include "pipeline/xml/xml.h"

#include <libxml/parser.h>
#include <libxml/relaxng.h>

#include <fstream>
#include <sstream>

namespace riposte::xml {
namespace {

constexpr size_t kMaxBytes = 8u << 20;
constexpr const char* kSpaces = " \n\t\r";

bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

std::string_view View(const xmlChar* s) {
  return s ? std::string_view(reinterpret_cast<const char*>(s)) : std::string_view();
}

std::string OneLine(std::string s) {
  while (!s.empty() && (s.back() == '\n' || s.back() == ' ' || s.back() == '.')) s.pop_back();
  for (char& c : s)
    if (c == '\n') c = ' ';
  return s;
}

// Keeps the first message of a validation: the later ones mostly follow from it.
struct FirstError {
  int line = 0;
  std::string message;
};

void KeepFirst(void* where, xmlErrorPtr e) {
  auto* first = static_cast<FirstError*>(where);
  if (!first->message.empty() || !e || !e->message) return;
  first->line = e->line;
  first->message = OneLine(e->message);
}

}  // namespace

Error TemplateError(const std::string& file, int line, std::string message) {
  Error e;
  e.code = ErrorCode::kTemplate;
  e.message = std::move(message);
  e.file = file;
  e.line = line;
  return e;
}

int LineOf(const xmlNode* node) { return static_cast<int>(xmlGetLineNo(node)); }

Result<XmlDoc> ParseXml(std::string_view bytes, const std::string& file) {
  if (bytes.size() > kMaxBytes) return TemplateError(file, 0, "larger than 8 MiB");
  std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> ctxt(xmlNewParserCtxt(),
                                                                    &xmlFreeParserCtxt);
  if (!ctxt) return Error{ErrorCode::kMemoryLimit, "no memory for an XML parser"};
  XmlDoc doc(xmlCtxtReadMemory(
      ctxt.get(), bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr,
      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES));
  if (!doc) {
    const xmlError* e = xmlCtxtGetLastError(ctxt.get());
    return TemplateError(file, e ? e->line : 0,
                         e && e->message ? OneLine(e->message) : "not well-formed XML");
  }
  if (doc->intSubset || doc->extSubset) return TemplateError(file, 1, "a DTD is not allowed");
  if (!xmlDocGetRootElement(doc.get())) return TemplateError(file, 1, "no root element");
  return doc;
}

Result<XmlDoc> ReadXml(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return TemplateError(path, 0, "no such file, or not readable");
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return ParseXml(bytes.str(), path);
}

Status ValidateXml(xmlDoc* doc, const std::string& file, const std::string& schema_path) {
  FirstError first;
  std::unique_ptr<xmlRelaxNGParserCtxt, decltype(&xmlRelaxNGFreeParserCtxt)> parser(
      xmlRelaxNGNewParserCtxt(schema_path.c_str()), &xmlRelaxNGFreeParserCtxt);
  if (!parser) return TemplateError(schema_path, 0, "no such schema");
  xmlRelaxNGSetParserStructuredErrors(parser.get(), &KeepFirst, &first);
  std::unique_ptr<xmlRelaxNG, decltype(&xmlRelaxNGFree)> schema(xmlRelaxNGParse(parser.get()),
                                                                &xmlRelaxNGFree);
  if (!schema) return TemplateError(schema_path, first.line, "bad schema: " + first.message);
  std::unique_ptr<xmlRelaxNGValidCtxt, decltype(&xmlRelaxNGFreeValidCtxt)> valid(
      xmlRelaxNGNewValidCtxt(schema.get()), &xmlRelaxNGFreeValidCtxt);
  first = {};
  xmlRelaxNGSetValidStructuredErrors(valid.get(), &KeepFirst, &first);
  if (xmlRelaxNGValidateDoc(valid.get(), doc) != 0)
    return TemplateError(file, first.line,
                         first.message.empty() ? "not valid against its schema" : first.message);
  return {};
}

std::string_view LocalName(const xmlNode* node) { return View(node->name); }

std::string_view NamespaceOf(const xmlNode* node) {
  return node->ns ? View(node->ns->href) : std::string_view();
}

bool Is(const xmlNode* node, std::string_view ns, std::string_view local) {
  return node->type == XML_ELEMENT_NODE && LocalName(node) == local && NamespaceOf(node) == ns;
}

std::string Attribute(const xmlNode* node, const char* name, std::string_view ns) {
  std::string href(ns);
  xmlChar* value = ns.empty() ? xmlGetNoNsProp(node, BAD_CAST name)
                              : xmlGetNsProp(node, BAD_CAST name, BAD_CAST href.c_str());
  std::string out(View(value));
  if (value) xmlFree(value);
  return out;
}

std::string TextContent(const xmlNode* node) {
  xmlChar* value = xmlNodeGetContent(node);
  std::string out(View(value));
  if (value) xmlFree(value);
  return out;
}

std::vector<xmlNode*> Elements(const xmlNode* parent) {
  std::vector<xmlNode*> out;
  for (xmlNode* n = parent->children; n; n = n->next)
    if (n->type == XML_ELEMENT_NODE) out.push_back(n);
  return out;
}

std::vector<xmlNode*> Descendants(xmlNode* root, const std::function<bool(const xmlNode*)>& want) {
  std::vector<xmlNode*> out;
  xmlNode* n = root->children;
  while (n) {
    if (n->type == XML_ELEMENT_NODE && want(n)) out.push_back(n);
    if (n->type == XML_ELEMENT_NODE && n->children) {
      n = n->children;
      continue;
    }
    while (n && n != root && !n->next) n = n->parent;
    if (!n || n == root) break;
    n = n->next;
  }
  return out;
}

void Remove(xmlNode* node) {
  xmlUnlinkNode(node);
  xmlFreeNode(node);
}

std::vector<Part> ReadParts(const xmlNode* parent) {
  std::vector<Part> parts;
  for (const xmlNode* n = parent->children; n; n = n->next) {
    if (n->type == XML_ELEMENT_NODE) {
      parts.push_back({"", Attribute(n, "id")});
      continue;
    }
    if (n->type != XML_TEXT_NODE) continue;
    std::string flowed;
    const std::string text = TextContent(n);
    for (char c : text)
      if (!IsSpace(c))
        flowed += c;
      else if (!flowed.ends_with(' '))
        flowed += ' ';
    // At the edges a line break and its indentation are layout, a space is meant: « le …».
    const size_t first = text.find_first_not_of(kSpaces);
    const size_t last = text.find_last_not_of(kSpaces);
    if (parts.empty() && flowed.starts_with(' ') &&
        text.substr(0, first).find('\n') != std::string::npos)
      flowed.erase(0, 1);
    if (!n->next && flowed.ends_with(' ') && text.substr(last + 1).find('\n') != std::string::npos)
      flowed.pop_back();
    if (!flowed.empty()) parts.push_back({flowed, ""});
  }
  return parts;
}

std::string FlowedText(const xmlNode* parent) {
  std::string text;
  for (const Part& part : ReadParts(parent)) text += part.text;
  const size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

std::vector<std::string> Words(const std::string& s) {
  std::istringstream in(s);
  std::vector<std::string> out;
  for (std::string w; in >> w;) out.push_back(w);
  return out;
}

}  // namespace riposte::xml
