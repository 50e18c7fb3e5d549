// A flat document has one list of automatic styles, a package two: one for the text, one for page
// styles with their headers and footers. Both start as a copy of the whole and lose what they do
// not use, following references from style to style.
#include "pipeline/reply/odt.h"

#include <zip.h>

#include <memory>
#include <set>
#include <vector>

#include "pipeline/reply/template_styles.h"
#include "pipeline/reply/xml.h"

namespace riposte::reply {
namespace {

constexpr size_t kMaxFile = 64u << 20;   // one file of a package, unpacked
constexpr zip_uint16_t kDosDate = 0x21;  // 1980-01-01, the first date that zip knows
constexpr zip_uint16_t kDosTime = 0;

std::string Dump(xmlDoc* doc) {
  xmlChar* bytes = nullptr;
  int size = 0;
  xmlDocDumpMemoryEnc(doc, &bytes, &size, "UTF-8");
  std::string out(reinterpret_cast<const char*>(bytes), size > 0 ? size : 0);
  xmlFree(bytes);
  return out;
}

void CollectReferences(const xmlNode* n, std::set<std::string>& names) {
  for (xmlAttr* a = n->properties; a; a = a->next)
    if (NamesStyle(a)) {
      xmlChar* value = xmlNodeListGetString(n->doc, a->children, 1);
      if (value) names.insert(reinterpret_cast<const char*>(value));
      xmlFree(value);
    }
  for (const xmlNode* c : Elements(n)) CollectReferences(c, names);
}

void KeepUsedStyles(xmlDoc* doc, const char* user) {
  xmlNode* styles = StylePart(doc, "automatic-styles");
  const xmlNode* from = StylePart(doc, user);
  if (!styles || !from) return;
  std::set<std::string> names;
  CollectReferences(from, names);
  const std::vector<xmlNode*> all = Elements(styles);
  std::set<const xmlNode*> kept;
  for (bool grown = true; grown;) {
    grown = false;
    for (const xmlNode* n : all)
      if (!kept.contains(n) && names.contains(Attribute(n, "name", kStyle))) {
        kept.insert(n);
        CollectReferences(n, names);
        grown = true;
      }
  }
  for (xmlNode* n : all)
    if (!kept.contains(n)) Remove(n);
}

// The document as one file of the package: only these parts, under this root.
std::string PartFile(xmlDoc* flat, const char* root_name, const std::set<std::string_view>& parts,
                     const char* user) {
  XmlDoc doc(xmlCopyDoc(flat, 1));
  xmlNode* root = xmlDocGetRootElement(doc.get());
  KeepUsedStyles(doc.get(), user);
  xmlNodeSetName(root, BAD_CAST root_name);
  const std::string office(kOffice);
  if (xmlAttr* a = xmlHasNsProp(root, BAD_CAST "mimetype", BAD_CAST office.c_str()))
    xmlRemoveProp(a);
  for (xmlNode* n : Elements(root))
    if (!parts.contains(LocalName(n))) Remove(n);
  return Dump(doc.get());
}

std::string MetaFile(const std::string& title) {
  XmlDoc doc(xmlNewDoc(BAD_CAST "1.0"));
  xmlNode* root = xmlNewDocNode(doc.get(), nullptr, BAD_CAST "document-meta", nullptr);
  xmlDocSetRootElement(doc.get(), root);
  xmlNs* office = xmlNewNs(root, BAD_CAST kOffice.data(), BAD_CAST "office");
  xmlNs* meta = xmlNewNs(root, BAD_CAST kMeta.data(), BAD_CAST "meta");
  xmlNs* dc = xmlNewNs(root, BAD_CAST kDc.data(), BAD_CAST "dc");
  xmlSetNs(root, office);
  xmlNewNsProp(root, office, BAD_CAST "version", BAD_CAST "1.3");
  xmlNode* m = xmlNewChild(root, office, BAD_CAST "meta", nullptr);
  xmlNewTextChild(m, meta, BAD_CAST "generator", BAD_CAST "riposte");
  xmlNewTextChild(m, dc, BAD_CAST "title", BAD_CAST title.c_str());
  xmlNewTextChild(m, dc, BAD_CAST "language", BAD_CAST "fr-FR");
  return Dump(doc.get());
}

std::string ManifestFile() {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" "
      "manifest:version=\"1.3\">\n"
      "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" "
      "manifest:media-type=\"" +
      std::string(kOdtType) + "\"/>\n";
  for (const char* name : {"content.xml", "styles.xml", "meta.xml"})
    out += std::string("<manifest:file-entry manifest:full-path=\"") + name +
           "\" manifest:media-type=\"text/xml\"/>\n";
  return out + "</manifest:manifest>\n";
}

Error ZipDefect(const char* what) { return {ErrorCode::kDefect, std::string("libzip: ") + what}; }

struct Entry {
  std::string name, bytes;
  bool stored = false;
};

Result<std::string> Zip(const std::vector<Entry>& entries) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* out = zip_source_buffer_create(nullptr, 0, 0, &error);
  if (!out) return ZipDefect("no buffer");
  zip_source_keep(out);
  std::unique_ptr<zip_source_t, decltype(&zip_source_free)> hold(out, &zip_source_free);
  zip_t* archive = zip_open_from_source(out, ZIP_TRUNCATE | ZIP_CREATE, &error);
  if (!archive) {
    zip_source_free(out);
    return ZipDefect("no archive");
  }
  std::unique_ptr<zip_t, decltype(&zip_discard)> guard(archive, &zip_discard);
  for (const Entry& e : entries) {
    zip_source_t* in = zip_source_buffer(archive, e.bytes.data(), e.bytes.size(), 0);
    const zip_int64_t at = in ? zip_file_add(archive, e.name.c_str(), in, ZIP_FL_ENC_UTF_8) : -1;
    if (at < 0) {
      if (in) zip_source_free(in);
      return ZipDefect("cannot add a file");
    }
    const zip_uint64_t index = static_cast<zip_uint64_t>(at);
    // Level 9: libzip's default level would follow its build.
    if (zip_set_file_compression(archive, index, e.stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE,
                                 e.stored ? 0 : 9) != 0 ||
        zip_file_set_dostime(archive, index, kDosTime, kDosDate, 0) != 0)
      return ZipDefect("cannot set compression or time");
  }
  if (zip_close(guard.get()) != 0) return ZipDefect("cannot write");
  static_cast<void>(guard.release());
  if (zip_source_open(out) != 0) return ZipDefect("cannot read back");
  zip_source_seek(out, 0, SEEK_END);
  const zip_int64_t size = zip_source_tell(out);
  zip_source_seek(out, 0, SEEK_SET);
  std::string bytes(size > 0 ? static_cast<size_t>(size) : 0, '\0');
  const zip_int64_t got = zip_source_read(out, bytes.data(), bytes.size());
  zip_source_close(out);
  if (got < 0 || static_cast<size_t>(got) != bytes.size()) return ZipDefect("cannot read back");
  return bytes;
}

Error Damaged(std::string message) { return {ErrorCode::kDamaged, std::move(message)}; }

std::unique_ptr<zip_t, decltype(&zip_discard)> OpenZip(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* in = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = in ? zip_open_from_source(in, ZIP_RDONLY, &error) : nullptr;
  if (!archive && in) zip_source_free(in);
  return {archive, &zip_discard};
}

}  // namespace

Result<std::string> PackOdt(xmlDoc* flat, const std::string& title) {
  std::vector<Entry> entries;
  entries.push_back({"mimetype", std::string(kOdtType), true});
  entries.push_back(
      {"content.xml", PartFile(flat, "document-content",
                               {"font-face-decls", "automatic-styles", "body"}, "body")});
  entries.push_back(
      {"styles.xml", PartFile(flat, "document-styles",
                              {"font-face-decls", "styles", "automatic-styles", "master-styles"},
                              "master-styles")});
  entries.push_back({"meta.xml", MetaFile(title)});
  entries.push_back({"META-INF/manifest.xml", ManifestFile()});
  return Zip(entries);
}

Result<std::string> ReadFromOdt(std::string_view odt, const std::string& name) {
  const auto archive = OpenZip(odt);
  if (!archive) return Damaged("not a zip package");
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat(archive.get(), name.c_str(), 0, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE))
    return Damaged("the package has no " + name);
  if (stat.size > kMaxFile) return Error{ErrorCode::kTooLarge, name + " is over 64 MiB unpacked"};
  zip_file_t* file = zip_fopen(archive.get(), name.c_str(), 0);
  if (!file) return Damaged("cannot open " + name);
  std::string bytes(stat.size, '\0');
  const zip_int64_t got = zip_fread(file, bytes.data(), bytes.size());
  zip_fclose(file);
  if (got < 0 || static_cast<zip_uint64_t>(got) != stat.size) return Damaged("cannot read " + name);
  return bytes;
}

Result<std::string> ReplaceInOdt(std::string_view odt, const std::string& name,
                                 const std::string& bytes) {
  const auto archive = OpenZip(odt);
  if (!archive) return Damaged("not a package");
  std::vector<Entry> entries;
  const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* entry = zip_get_name(archive.get(), static_cast<zip_uint64_t>(i), 0);
    if (!entry) return Damaged("a file without a name");
    const std::string of(entry);
    if (of.ends_with('/')) continue;
    Result<std::string> kept = of == name ? bytes : ReadFromOdt(odt, of);
    if (!kept.ok()) return kept;
    entries.push_back({of, std::move(*kept), of == "mimetype"});
  }
  return Zip(entries);
}

Status CheckOdt(std::string_view odt) {
  if (odt.size() > kMaxFile) return Error{ErrorCode::kTooLarge, "the document is over 64 MiB"};
  Result<std::string> type = ReadFromOdt(odt, "mimetype");
  if (!type.ok()) return type.error();
  if (*type != kOdtType) return Error{ErrorCode::kUnsupported, "not an ODT text document"};
  Result<std::string> content = ReadFromOdt(odt, "content.xml");
  if (!content.ok()) return content.error();
  // The sum of all files bounds what the office has to unpack.
  const auto archive = OpenZip(odt);
  const zip_int64_t count = archive ? zip_get_num_entries(archive.get(), 0) : 0;
  zip_uint64_t total = 0;
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(archive.get(), static_cast<zip_uint64_t>(i), 0, &stat) == 0)
      total += stat.size;
  }
  if (count > 1000 || total > 4 * kMaxFile)
    return Error{ErrorCode::kTooLarge, "the document unpacks to more than 256 MiB"};
  return {};
}

}  // namespace riposte::reply
