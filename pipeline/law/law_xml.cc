// libxml2 with the limits of this room. The first error is kept with its line and shown with it.
#include "pipeline/law/law_xml.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace riposte {
namespace {

namespace fs = std::filesystem;
constexpr uintmax_t kMaxFileBytes = 4'000'000;

struct ValidFree {
  void operator()(xmlRelaxNGValidCtxt* c) const { xmlRelaxNGFreeValidCtxt(c); }
};
struct CtxtFree {
  void operator()(xmlParserCtxt* c) const { xmlFreeParserCtxt(c); }
};
struct SchemaCtxtFree {
  void operator()(xmlRelaxNGParserCtxt* c) const { xmlRelaxNGFreeParserCtxt(c); }
};

// The line of the file, for the hint: libxml2 often names the element but not the attribute.
std::string LineOf(const std::string& file, int line) {
  std::ifstream in(file);
  std::string text;
  for (int i = 0; i < line; ++i)
    if (!std::getline(in, text)) return "";
  const size_t start = text.find_first_not_of(" \t");
  if (start == std::string::npos) return "";
  text = text.substr(start);
  if (text.size() > 120) {
    size_t end = 120;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text = text.substr(0, end) + "…";
  }
  return text;
}

// Keeps the first error that libxml2 reports.
struct FirstError {
  std::string message;
  int line = 0;
};

void Keep(void* data, xmlErrorPtr error) {
  auto* first = static_cast<FirstError*>(data);
  if (!first->message.empty() || !error || !error->message) return;
  first->message = error->message;
  while (!first->message.empty() && std::isspace(static_cast<unsigned char>(first->message.back())))
    first->message.pop_back();
  std::replace(first->message.begin(), first->message.end(), '\n', ' ');
  first->line = error->line;
}

Result<LawXml> Parse(const std::string& file) {
  std::error_code ec;
  const uintmax_t size = fs::file_size(file, ec);
  if (ec) return WrongLaw({file, 0}, "cannot be read: " + ec.message());
  if (size > kMaxFileBytes) return WrongLaw({file, 0}, "larger than 4 MB");
  std::unique_ptr<xmlParserCtxt, CtxtFree> ctxt(xmlNewParserCtxt());
  if (!ctxt) return Error{.code = ErrorCode::kDefect, .message = "out of memory"};
  LawXml doc(xmlCtxtReadFile(ctxt.get(), file.c_str(), nullptr,
                             XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  FirstError first;
  Keep(&first, xmlCtxtGetLastError(ctxt.get()));
  if (!doc) return WrongLaw({file, first.line}, first.message.empty() ? "not XML" : first.message);
  if (doc->intSubset) return WrongLaw({file, 1}, "a DTD is not allowed here");
  return doc;
}

Status Validate(xmlRelaxNG* schema, xmlDoc* doc, const std::string& file) {
  FirstError first;
  std::unique_ptr<xmlRelaxNGValidCtxt, ValidFree> ctxt(xmlRelaxNGNewValidCtxt(schema));
  if (!ctxt) return Error{.code = ErrorCode::kDefect, .message = "out of memory"};
  xmlRelaxNGSetValidStructuredErrors(ctxt.get(), Keep, &first);
  if (xmlRelaxNGValidateDoc(ctxt.get(), doc) == 0) return {};
  Error error = WrongLaw({file, first.line}, first.message.empty() ? "not valid" : first.message);
  error.hint = LineOf(file, first.line);
  return error;
}

}  // namespace

Error WrongLaw(const Place& place, std::string message) {
  return Error{.code = ErrorCode::kTemplate,
               .message = std::move(message),
               .file = place.file,
               .line = place.line};
}

Result<LawSchema> LoadLawSchema(const std::string& file) {
  FirstError first;
  std::unique_ptr<xmlRelaxNGParserCtxt, SchemaCtxtFree> ctxt(xmlRelaxNGNewParserCtxt(file.c_str()));
  if (!ctxt) return Error{.code = ErrorCode::kDefect, .message = "out of memory"};
  xmlRelaxNGSetParserStructuredErrors(ctxt.get(), Keep, &first);
  LawSchema schema(xmlRelaxNGParse(ctxt.get()));
  if (!schema) return WrongLaw({file, first.line}, "schema: " + first.message);
  return schema;
}

Result<LawXml> ReadLawXml(const std::string& file, xmlRelaxNG* schema) {
  Result<LawXml> doc = Parse(file);
  if (!doc.ok()) return doc;
  if (Status s = Validate(schema, doc->get(), file); !s.ok()) return s.error();
  return doc;
}

Result<std::vector<std::string>> LawFiles(const std::string& dir) {
  std::vector<std::string> files;
  std::error_code ec;
  for (fs::directory_iterator it(dir, ec), end; !ec && it != end; it.increment(ec))
    if (it->path().extension() == ".xml") files.push_back(it->path().string());
  if (ec) return WrongLaw({dir, 0}, "cannot be read: " + ec.message());
  if (files.empty()) return WrongLaw({dir, 0}, "holds no law file");
  std::sort(files.begin(), files.end());
  return files;
}

bool IsLaw(const xmlNode* node, const char* name) {
  return node->type == XML_ELEMENT_NODE &&
         std::strcmp(reinterpret_cast<const char*>(node->name), name) == 0;
}

std::string LawAttribute(const xmlNode* node, const char* name) {
  xmlChar* raw = xmlGetNoNsProp(node, reinterpret_cast<const xmlChar*>(name));
  if (!raw) return "";
  std::string s = reinterpret_cast<char*>(raw);
  xmlFree(raw);
  return s;
}

bool LawFlag(const xmlNode* node, const char* name, bool otherwise) {
  const std::string text = LawAttribute(node, name);
  return text.empty() ? otherwise : text == "true" || text == "1";
}

// Text with runs of white space folded to one blank; a no-break space stays.
std::string LawText(const xmlNode* node) {
  xmlChar* raw = xmlNodeGetContent(node);
  if (!raw) return "";
  std::istringstream in(reinterpret_cast<char*>(raw));
  xmlFree(raw);
  in.imbue(std::locale::classic());
  std::string s, word;
  while (in >> word) s += (s.empty() ? "" : " ") + word;
  return s;
}

std::vector<std::string> LawWords(const std::string& s) {
  std::istringstream in(s);
  in.imbue(std::locale::classic());
  std::vector<std::string> words;
  std::string word;
  while (in >> word) words.push_back(word);
  return words;
}

Place LawPlace(const std::string& file, const xmlNode* node) {
  return {file, static_cast<int>(xmlGetLineNo(const_cast<xmlNode*>(node)))};
}

}  // namespace riposte
