// The idea: one door for XML. Everything that can make libxml2 reach outside (network, DTD,
// entities) is off or refused, its messages are caught and turned into ours, and the names the
// schema allows are read out of the schema itself, so that they are written down once.
#include "extractors/template/xml.h"

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/tree.h>

#include <fstream>
#include <mutex>
#include <sstream>

namespace riposte {
namespace {

constexpr size_t kMaxBytes = 1 << 20;
constexpr std::string_view kRng = "http://relaxng.org/ns/structure/1.0";

std::string FromXml(const xmlChar* s) { return s ? reinterpret_cast<const char*>(s) : ""; }

std::string OneLine(std::string s) {
  for (char& c : s)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  while (!s.empty() && (s.back() == ' ' || s.back() == '.')) s.pop_back();
  return s;
}

std::string Squeeze(std::string_view s) {
  std::string out;
  for (char c : s) {
    const bool space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!space)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string Joined(const std::set<std::string>& names) {
  std::string out;
  for (const std::string& n : names) out += (out.empty() ? "" : ", ") + n;
  return out.empty() ? "nothing" : out;
}

bool IsRng(const xmlNode* node, std::string_view name) {
  return node->type == XML_ELEMENT_NODE && node->ns && FromXml(node->ns->href) == kRng &&
         FromXml(node->name) == name;
}

std::string Get(xmlNode* node, const char* name) {
  xmlChar* value = xmlGetNoNsProp(node, reinterpret_cast<const xmlChar*>(name));
  std::string out = FromXml(value);
  xmlFree(value);
  return out;
}

struct FirstError {
  int line = 0;
  std::string message;
};

extern "C" void KeepFirst(void* data, const xmlError* error) {
  auto* first = static_cast<FirstError*>(data);
  if (!error || !error->message) return;
  // Of a deep error libxml2 gives the place only with what it says next.
  if (first->line == 0) first->line = error->line;
  if (!first->message.empty()) return;
  first->message = OneLine(error->message);
}

extern "C" void KeepFirstOfParser(void* data, const xmlError* error) {
  KeepFirst(static_cast<xmlParserCtxt*>(data)->_private, error);
}

void InitOnce() {
  static std::once_flag once;
  std::call_once(once, [] { xmlInitParser(); });
}

}  // namespace

std::string XmlNode::name() const { return FromXml(node_->name); }
int XmlNode::line() const { return static_cast<int>(xmlGetLineNo(node_)); }

std::string XmlNode::Attribute(std::string_view name) const {
  return Get(node_, std::string(name).c_str());
}

bool XmlNode::Has(std::string_view name) const {
  return xmlHasProp(node_, reinterpret_cast<const xmlChar*>(std::string(name).c_str()));
}

std::vector<std::string> XmlNode::AttributeNames() const {
  std::vector<std::string> out;
  for (const xmlAttr* a = node_->properties; a; a = a->next) out.push_back(FromXml(a->name));
  return out;
}

std::string XmlNode::Text() const {
  xmlChar* text = xmlNodeGetContent(node_);
  std::string out = Squeeze(FromXml(text));
  xmlFree(text);
  return out;
}

std::vector<XmlNode> XmlNode::Children(std::string_view name) const {
  std::vector<XmlNode> out;
  for (xmlNode* c = node_->children; c; c = c->next)
    if (c->type == XML_ELEMENT_NODE && (name.empty() || FromXml(c->name) == name))
      out.emplace_back(file_, c);
  return out;
}

std::optional<XmlNode> XmlNode::Child(std::string_view name) const {
  std::vector<XmlNode> all = Children(name);
  if (all.empty()) return std::nullopt;
  return all.front();
}

Error XmlNode::Wrong(std::string message) const { return file_->Wrong(line(), std::move(message)); }

Result<XmlFile> XmlFile::Read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return Error{.code = ErrorCode::kTemplate,
                 .message = "cannot be read",
                 .hint = "",
                 .file = path,
                 .box = {}};
  std::string text(kMaxBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(in.gcount()));
  return Parse(std::move(text), path);
}

Result<XmlFile> XmlFile::Parse(std::string text, std::string path) {
  InitOnce();
  XmlFile file;
  file.path_ = std::move(path);
  file.bytes_ = std::move(text);
  if (file.bytes_.size() > kMaxBytes) return file.Wrong(0, "larger than 1 MiB");

  std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> ctxt(xmlNewParserCtxt(),
                                                                    &xmlFreeParserCtxt);
  if (!ctxt) return file.Wrong(0, "out of memory");
  // The first error is the cause; the parser itself keeps the last.
  FirstError first;
  ctxt->_private = &first;
  ctxt->sax->serror = reinterpret_cast<xmlStructuredErrorFunc>(&KeepFirstOfParser);
  xmlDoc* doc = xmlCtxtReadMemory(ctxt.get(), file.bytes_.data(),
                                  static_cast<int>(file.bytes_.size()), file.path_.c_str(), "UTF-8",
                                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (!doc) {
    return file.Wrong(first.line, "not well-formed: " + first.message);
  }
  file.doc_ = std::shared_ptr<xmlDoc>(doc, xmlFreeDoc);
  if (doc->intSubset || doc->extSubset) return file.Wrong(1, "a DOCTYPE is not allowed");
  if (!xmlDocGetRootElement(doc)) return file.Wrong(0, "empty");
  return file;
}

XmlNode XmlFile::root() const { return XmlNode(this, xmlDocGetRootElement(doc_.get())); }

Error XmlFile::Wrong(int line, std::string message) const {
  Error e;
  e.code = ErrorCode::kTemplate;
  e.message = std::move(message);
  e.file = path_;
  e.line = line;
  std::istringstream in(bytes_);
  std::string text;
  for (int i = 0; i < line && std::getline(in, text); ++i) {
  }
  if (line > 0) e.hint = Squeeze(text);
  return e;
}

// Gathers the attribute and element names that a pattern allows, through its <ref>s.
void XmlSchema::Collect(xmlNode* pattern, Element* into, int depth) {
  if (depth > 50) return;
  for (xmlNode* c = pattern->children; c; c = c->next) {
    if (IsRng(c, "attribute")) {
      into->attributes.insert(Get(c, "name"));
    } else if (IsRng(c, "element")) {
      into->children.insert(Get(c, "name"));
    } else if (IsRng(c, "ref")) {
      auto it = defines_.find(Get(c, "name"));
      if (it != defines_.end()) Collect(it->second, into, depth + 1);
    } else if (c->type == XML_ELEMENT_NODE) {
      Collect(c, into, depth + 1);
    }
  }
}

Result<XmlSchema> XmlSchema::Load(const std::string& path) {
  Result<XmlFile> file = XmlFile::Read(path);
  if (!file.ok()) return file.error();
  XmlSchema schema;
  schema.doc_ = file->doc_;

  FirstError first;
  std::unique_ptr<xmlRelaxNGParserCtxt, decltype(&xmlRelaxNGFreeParserCtxt)> parser(
      xmlRelaxNGNewMemParserCtxt(file->bytes_.data(), static_cast<int>(file->bytes_.size())),
      &xmlRelaxNGFreeParserCtxt);
  if (!parser) return file->Wrong(0, "out of memory");
  xmlRelaxNGSetParserStructuredErrors(parser.get(),
                                      reinterpret_cast<xmlStructuredErrorFunc>(&KeepFirst), &first);
  xmlRelaxNG* compiled = xmlRelaxNGParse(parser.get());
  if (!compiled) return file->Wrong(first.line, "not a RelaxNG schema: " + first.message);
  schema.schema_ = std::shared_ptr<xmlRelaxNG>(compiled, xmlRelaxNGFree);

  xmlNode* grammar = xmlDocGetRootElement(schema.doc_.get());
  for (xmlNode* c = grammar->children; c; c = c->next)
    if (IsRng(c, "define")) schema.defines_[Get(c, "name")] = c;
  // Every <element> anywhere in the grammar: two of one name share their lists.
  std::vector<xmlNode*> todo{grammar};
  while (!todo.empty()) {
    xmlNode* n = todo.back();
    todo.pop_back();
    if (IsRng(n, "element")) schema.Collect(n, &schema.elements_[Get(n, "name")], 0);
    for (xmlNode* c = n->children; c; c = c->next)
      if (c->type == XML_ELEMENT_NODE) todo.push_back(c);
  }
  for (xmlNode* c = grammar->children; c; c = c->next) {
    if (!IsRng(c, "start")) continue;
    Element start;
    schema.Collect(c, &start, 0);
    schema.roots_ = start.children;
  }
  return schema;
}

Status XmlSchema::CheckNames(const XmlNode& node) const {
  auto it = elements_.find(node.name());
  if (it == elements_.end()) return node.Wrong("unknown element <" + node.name() + ">");
  for (const std::string& a : node.AttributeNames())
    if (!it->second.attributes.count(a))
      return node.Wrong("unknown attribute «" + a + "» of <" + node.name() +
                        ">; it may have: " + Joined(it->second.attributes));
  for (const XmlNode& c : node.Children()) {
    if (!it->second.children.count(c.name()))
      return c.Wrong("unknown element <" + c.name() + "> in <" + node.name() +
                     ">; it may hold: " + Joined(it->second.children));
    if (Status s = CheckNames(c); !s.ok()) return s;
  }
  return {};
}

Status XmlSchema::Validate(const XmlFile& file) const {
  const XmlNode root = file.root();
  if (!roots_.count(root.name()))
    return root.Wrong("unknown element <" + root.name() + ">; the file may be: " + Joined(roots_));
  if (Status s = CheckNames(root); !s.ok()) return s;

  FirstError first;
  std::unique_ptr<xmlRelaxNGValidCtxt, decltype(&xmlRelaxNGFreeValidCtxt)> ctxt(
      xmlRelaxNGNewValidCtxt(schema_.get()), &xmlRelaxNGFreeValidCtxt);
  if (!ctxt) return file.Wrong(0, "out of memory");
  xmlRelaxNGSetValidStructuredErrors(ctxt.get(),
                                     reinterpret_cast<xmlStructuredErrorFunc>(&KeepFirst), &first);
  if (xmlRelaxNGValidateDoc(ctxt.get(), file.doc_.get()) != 0)
    return file.Wrong(first.line, "against the schema: " + first.message);
  return {};
}

}  // namespace riposte
