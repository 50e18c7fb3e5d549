// XML to model. The schema is checked first, so that what follows may rely on the attributes being
// there and well-formed; what is left to doubt (31 February) is checked at each conversion. The
// files are ours, but an office edits them: no network, no entities, no DTD.
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/tree.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "pipeline/law/model.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;
constexpr uintmax_t kMaxFileBytes = 4'000'000;

struct DocFree {
  void operator()(xmlDoc* d) const { xmlFreeDoc(d); }
};
struct SchemaFree {
  void operator()(xmlRelaxNG* s) const { xmlRelaxNGFree(s); }
};
struct ValidFree {
  void operator()(xmlRelaxNGValidCtxt* c) const { xmlRelaxNGFreeValidCtxt(c); }
};
struct CtxtFree {
  void operator()(xmlParserCtxt* c) const { xmlFreeParserCtxt(c); }
};
struct SchemaCtxtFree {
  void operator()(xmlRelaxNGParserCtxt* c) const { xmlRelaxNGFreeParserCtxt(c); }
};
using Doc = std::unique_ptr<xmlDoc, DocFree>;
using Schema = std::unique_ptr<xmlRelaxNG, SchemaFree>;

Error Wrong(const Place& place, std::string message) {
  return Error{.code = ErrorCode::kTemplate,
               .message = std::move(message),
               .file = place.file,
               .line = place.line};
}

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

Result<Doc> Parse(const std::string& file) {
  std::error_code ec;
  const uintmax_t size = fs::file_size(file, ec);
  if (ec) return Wrong({file, 0}, "cannot be read: " + ec.message());
  if (size > kMaxFileBytes) return Wrong({file, 0}, "larger than 4 MB");
  std::unique_ptr<xmlParserCtxt, CtxtFree> ctxt(xmlNewParserCtxt());
  if (!ctxt) return Error{.code = ErrorCode::kDefect, .message = "out of memory"};
  Doc doc(xmlCtxtReadFile(ctxt.get(), file.c_str(), nullptr,
                          XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  FirstError first;
  Keep(&first, xmlCtxtGetLastError(ctxt.get()));
  if (!doc) return Wrong({file, first.line}, first.message.empty() ? "not XML" : first.message);
  if (doc->intSubset) return Wrong({file, 1}, "a DTD is not allowed here");
  return doc;
}

Result<Schema> LoadSchema(const std::string& file) {
  FirstError first;
  std::unique_ptr<xmlRelaxNGParserCtxt, SchemaCtxtFree> ctxt(xmlRelaxNGNewParserCtxt(file.c_str()));
  if (!ctxt) return Error{.code = ErrorCode::kDefect, .message = "out of memory"};
  xmlRelaxNGSetParserStructuredErrors(ctxt.get(), Keep, &first);
  Schema schema(xmlRelaxNGParse(ctxt.get()));
  if (!schema) return Wrong({file, first.line}, "schema: " + first.message);
  return schema;
}

Status Validate(xmlRelaxNG* schema, xmlDoc* doc, const std::string& file) {
  FirstError first;
  std::unique_ptr<xmlRelaxNGValidCtxt, ValidFree> ctxt(xmlRelaxNGNewValidCtxt(schema));
  if (!ctxt) return Error{.code = ErrorCode::kDefect, .message = "out of memory"};
  xmlRelaxNGSetValidStructuredErrors(ctxt.get(), Keep, &first);
  if (xmlRelaxNGValidateDoc(ctxt.get(), doc) == 0) return {};
  Error error = Wrong({file, first.line}, first.message.empty() ? "not valid" : first.message);
  error.hint = LineOf(file, first.line);
  return error;
}

const char* Name(const xmlNode* node) { return reinterpret_cast<const char*>(node->name); }

bool Is(const xmlNode* node, const char* name) {
  return node->type == XML_ELEMENT_NODE && std::strcmp(Name(node), name) == 0;
}

std::string Attribute(const xmlNode* node, const char* name) {
  xmlChar* raw = xmlGetNoNsProp(node, reinterpret_cast<const xmlChar*>(name));
  if (!raw) return "";
  std::string s = reinterpret_cast<char*>(raw);
  xmlFree(raw);
  return s;
}

// Text with runs of white space folded to one blank; a no-break space stays.
std::string Text(const xmlNode* node) {
  xmlChar* raw = xmlNodeGetContent(node);
  if (!raw) return "";
  std::istringstream in(reinterpret_cast<char*>(raw));
  xmlFree(raw);
  in.imbue(std::locale::classic());
  std::string s, word;
  while (in >> word) s += (s.empty() ? "" : " ") + word;
  return s;
}

std::vector<std::string> Words(const std::string& s) {
  std::istringstream in(s);
  in.imbue(std::locale::classic());
  std::vector<std::string> words;
  std::string word;
  while (in >> word) words.push_back(word);
  return words;
}

// Reads one file into the model. Stops at the first error.
class Reader {
 public:
  Reader(std::string file, Law::Impl* law) : file_(std::move(file)), law_(law) {}

  Status Read(const xmlNode* root) {
    for (const xmlNode* n = root->children; n && ok_; n = n->next) {
      if (Is(n, "source")) ReadSource(n);
      if (Is(n, "article")) ReadArticle(n);
      if (Is(n, "chapter")) ReadChapter(n);
      if (Is(n, "rule")) ReadRule(n);
    }
    return ok_ ? Status{} : Status{error_};
  }

 private:
  Place At(const xmlNode* node) const {
    return {file_, static_cast<int>(xmlGetLineNo(const_cast<xmlNode*>(node)))};
  }

  void Fail(const xmlNode* node, std::string message) {
    if (ok_) error_ = Wrong(At(node), std::move(message));
    ok_ = false;
  }

  Date ReadDate(const xmlNode* node, const char* attribute) {
    const std::string text = Attribute(node, attribute);
    const std::optional<Date> date = DateFromIso(text);
    if (!date) Fail(node, std::string(attribute) + ": not a date: " + text);
    return date.value_or(Date{});
  }

  Duration ReadDuration(const xmlNode* node, const char* attribute) {
    const std::string text = Attribute(node, attribute);
    const std::optional<Value> value = FromCanonical(ValueType::kDuration, text);
    const Duration* d = value ? std::get_if<Duration>(&*value) : nullptr;
    if (!d || (d->months == 0 && d->days == 0)) {
      Fail(node, std::string(attribute) + ": not a length: " + text);
      return {};
    }
    return *d;
  }

  void ReadSource(const xmlNode* n) {
    LawSource s{Attribute(n, "id"), Text(n), ReadDate(n, "date"), At(n)};
    const std::string id = s.id;
    if (!law_->sources.emplace(id, std::move(s)).second) Fail(n, "source twice: " + id);
  }

  void ReadArticle(const xmlNode* n) {
    Article a{Attribute(n, "id"), Attribute(n, "code"), {}, At(n)};
    for (const xmlNode* v = n->children; v; v = v->next) {
      if (!Is(v, "version")) continue;
      a.versions.push_back({ReadDate(v, "from"), Attribute(v, "legi"), Attribute(v, "confidence"),
                            Attribute(v, "source"), Text(v), ReadDate(v, "checked"), At(v)});
    }
    const std::string key = a.code + " " + a.id;
    if (!law_->articles.emplace(key, std::move(a)).second) Fail(n, "article twice: " + key);
  }

  static std::string ArticleKey(const xmlNode* n) {
    return Attribute(n, "code") + " " + Attribute(n, "article");
  }

  void ReadChapter(const xmlNode* n) {
    Chapter c{Attribute(n, "id"), Attribute(n, "title"), {}, At(n)};
    for (const xmlNode* s = n->children; s; s = s->next) {
      if (!Is(s, "set")) continue;
      RuleSet set;
      set.id = Attribute(s, "id");
      set.from = ReadDate(s, "from");
      if (xmlHasProp(const_cast<xmlNode*>(s), reinterpret_cast<const xmlChar*>("until")))
        set.until = ReadDate(s, "until");
      for (const xmlNode* e = s->children; e; e = e->next) {
        if (Is(e, "statute")) set.statutes.push_back(ArticleKey(e));
        if (Is(e, "warning")) set.warnings.push_back(Text(e));
      }
      set.place = At(s);
      c.sets.push_back(std::move(set));
    }
    const std::string id = c.id;
    if (!law_->chapters.emplace(id, std::move(c)).second) Fail(n, "chapter twice: " + id);
  }

  void ReadRule(const xmlNode* n) {
    Rule r;
    r.id = Attribute(n, "id");
    r.chapter = Attribute(n, "chapter");
    r.row = Attribute(n, "row");
    r.side = Attribute(n, "side");
    r.place = At(n);
    for (const xmlNode* e = n->children; e; e = e->next) {
      if (Is(e, "label")) r.label = Text(e);
      if (Is(e, "opened_by"))
        r.opened_by.push_back({Attribute(e, "type"), Attribute(e, "procedure")});
      if (Is(e, "version")) r.versions.push_back(ReadVersion(e));
    }
    if (law_->Find(r.id)) Fail(n, "rule twice: " + r.id);
    law_->rules.push_back(std::move(r));
  }

  RuleVersion ReadVersion(const xmlNode* n) {
    RuleVersion v;
    v.sets = Words(Attribute(n, "sets"));
    v.length = ReadDuration(n, "length");
    if (!Attribute(n, "prolongation").empty()) v.prolongation = ReadDuration(n, "prolongation");
    const std::string franc = Attribute(n, "franc");
    v.franc = franc == "true" || franc == "1";
    v.extension = Attribute(n, "extension");
    v.place = At(n);
    for (const xmlNode* e = n->children; e; e = e->next) {
      if (Is(e, "start")) v.starts.push_back({Attribute(e, "kind"), Attribute(e, "of"), Text(e)});
      if (Is(e, "missed")) {
        v.effect = Attribute(e, "effect");
        v.if_missed = Text(e);
      }
      if (Is(e, "form")) v.form = Text(e);
      if (Is(e, "cite")) v.citations.push_back({ArticleKey(e), Attribute(e, "paragraph"), At(e)});
      if (Is(e, "remedy")) v.remedies.push_back(Text(e));
      if (Is(e, "warning")) v.warnings.push_back({Words(Attribute(e, "sets")), Text(e)});
      if (Is(e, "note")) v.notes.push_back(Text(e));
    }
    return v;
  }

  std::string file_;
  Law::Impl* law_;
  bool ok_ = true;
  Error error_;
};

}  // namespace

Result<Law::Impl> ReadLaw(const std::string& templates_dir) {
  const std::string dir = templates_dir + "/law";
  std::vector<std::string> files;
  std::error_code ec;
  for (fs::directory_iterator it(dir, ec), end; !ec && it != end; it.increment(ec))
    if (it->path().extension() == ".xml") files.push_back(it->path().string());
  if (ec) return Wrong({dir, 0}, "cannot be read: " + ec.message());
  if (files.empty()) return Wrong({dir, 0}, "holds no law file");
  std::sort(files.begin(), files.end());

  Result<Schema> schema = LoadSchema(templates_dir + "/schema/law.rng");
  if (!schema.ok()) return schema.error();
  Law::Impl law;
  for (const std::string& file : files) {
    Result<Doc> doc = Parse(file);
    if (!doc.ok()) return doc.error();
    if (Status s = Validate(schema->get(), doc->get(), file); !s.ok()) return s.error();
    if (Status s = Reader(file, &law).Read(xmlDocGetRootElement(doc->get())); !s.ok())
      return s.error();
  }
  return law;
}

}  // namespace riposte
