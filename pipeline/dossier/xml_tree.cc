// A DOCTYPE is refused by its bytes before libxml2 sees them: the parser expands entities in
// attributes while it reads, so a check of the tree would come too late. The encoding is forced to
// UTF-8, so that no other encoding can hide one.
#include "pipeline/dossier/xml_tree.h"

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/xmlerror.h>

#include <fstream>
#include <sstream>

namespace riposte {
namespace {

constexpr size_t kMaxBytes = 64u << 20;

struct ParserFree {
  void operator()(xmlParserCtxt* c) const { xmlFreeParserCtxt(c); }
};
struct RngParserFree {
  void operator()(xmlRelaxNGParserCtxt* c) const { xmlRelaxNGFreeParserCtxt(c); }
};
struct RngFree {
  void operator()(xmlRelaxNG* s) const { xmlRelaxNGFree(s); }
};
struct RngValidFree {
  void operator()(xmlRelaxNGValidCtxt* c) const { xmlRelaxNGFreeValidCtxt(c); }
};
struct StringFree {
  void operator()(xmlChar* s) const { xmlFree(s); }
};

Error Wrong(std::string message, const std::string& file, int line) {
  while (!message.empty() && (message.back() == '\n' || message.back() == ' ')) message.pop_back();
  return Error{.code = ErrorCode::kTemplate, .message = message, .file = file, .line = line};
}

struct First {
  std::string message;
  int line = 0;
};

// The first complaint that has a line is the nearest to the place: those that follow only unwind
// from it, and some before it name no node.
void KeepFirst(void* user, xmlErrorPtr error) {
  auto* first = static_cast<First*>(user);
  if (error == nullptr || first->line > 0) return;
  int line = error->node != nullptr ? LineOf(static_cast<const xmlNode*>(error->node)) : 0;
  if (line <= 0) line = error->line;
  if (line <= 0 && !first->message.empty()) return;
  first->message = error->message != nullptr ? error->message : "not valid";
  first->line = line;
}

Result<std::string> ReadSchema(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return Wrong("cannot be read", path, 0);
  return text.str();
}

}  // namespace

Result<XmlDocument> ParseXml(std::string_view xml, const std::string& file) {
  if (xml.size() > kMaxBytes) return Wrong("larger than 64 MiB", file, 0);
  if (xml.find("<!DOCTYPE") != std::string_view::npos) {
    return Wrong("has a DOCTYPE, which is not allowed", file, 0);
  }
  std::unique_ptr<xmlParserCtxt, ParserFree> parser(xmlNewParserCtxt());
  if (!parser) return Wrong("no memory for the XML parser", file, 0);
  XmlDocument doc(xmlCtxtReadMemory(
      parser.get(), xml.data(), static_cast<int>(xml.size()), nullptr, "UTF-8",
      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES));
  if (!doc || parser->wellFormed == 0) {
    const xmlError* error = xmlCtxtGetLastError(parser.get());
    const bool said = error != nullptr && error->message != nullptr;
    return Wrong(said ? error->message : "is not XML", file, error != nullptr ? error->line : 0);
  }
  if (doc->intSubset != nullptr || xmlDocGetRootElement(doc.get()) == nullptr) {
    return Wrong("is not a plain XML document", file, 0);
  }
  return doc;
}

Status ValidateXml(xmlDoc* doc, const std::string& schema, const std::string& file) {
  const Result<std::string> text = ReadSchema(schema);
  if (!text.ok()) return text.error();
  First first;
  std::unique_ptr<xmlRelaxNGParserCtxt, RngParserFree> parser(
      xmlRelaxNGNewMemParserCtxt(text->data(), static_cast<int>(text->size())));
  if (!parser) return Wrong("cannot be read", schema, 0);
  xmlRelaxNGSetParserStructuredErrors(parser.get(), KeepFirst, &first);
  std::unique_ptr<xmlRelaxNG, RngFree> rng(xmlRelaxNGParse(parser.get()));
  if (!rng) return Wrong("is no RelaxNG schema: " + first.message, schema, first.line);
  std::unique_ptr<xmlRelaxNGValidCtxt, RngValidFree> valid(xmlRelaxNGNewValidCtxt(rng.get()));
  if (!valid) return Wrong("no memory for the validation", file, 0);
  first = {};
  xmlRelaxNGSetValidStructuredErrors(valid.get(), KeepFirst, &first);
  if (xmlRelaxNGValidateDoc(valid.get(), doc) != 0) return Wrong(first.message, file, first.line);
  return {};
}

int LineOf(const xmlNode* node) { return static_cast<int>(xmlGetLineNo(node)); }

std::string_view NameOf(const xmlNode* node) { return reinterpret_cast<const char*>(node->name); }

const xmlNode* FirstElement(const xmlNode* parent) {
  const xmlNode* n = parent->children;
  while (n != nullptr && n->type != XML_ELEMENT_NODE) n = n->next;
  return n;
}

const xmlNode* NextElement(const xmlNode* node) {
  const xmlNode* n = node->next;
  while (n != nullptr && n->type != XML_ELEMENT_NODE) n = n->next;
  return n;
}

std::optional<std::string> AttributeOf(const xmlNode* node, const char* name) {
  const std::unique_ptr<xmlChar, StringFree> value(
      xmlGetNoNsProp(node, reinterpret_cast<const xmlChar*>(name)));
  if (!value) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(value.get()));
}

std::string TextOf(const xmlNode* node) {
  const std::unique_ptr<xmlChar, StringFree> text(xmlNodeGetContent(node));
  return text ? std::string(reinterpret_cast<const char*>(text.get())) : std::string();
}

}  // namespace riposte
