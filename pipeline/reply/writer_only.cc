// Closed lists: what is not known to be harmless is refused with its line, so that a new kind of
// field in Writer can never slip a path, a name or a hole into a letter.
#include "pipeline/reply/writer_only.h"

#include <algorithm>
#include <array>

namespace riposte::reply {
namespace {

bool OfOdf(std::string_view ns) {
  return ns.starts_with("urn:oasis:names:tc:opendocument:xmlns:") ||
         ns == "http://www.w3.org/1999/xlink" || ns == kDc ||
         ns == "http://www.w3.org/XML/1998/namespace";
}

template <size_t N>
bool In(const std::array<std::string_view, N>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// Elements of the text: namespace that stay (or that the filler itself resolves).
constexpr std::array<std::string_view, 21> kTextAllowed = {"p",
                                                           "h",
                                                           "span",
                                                           "s",
                                                           "tab",
                                                           "line-break",
                                                           "section",
                                                           "list",
                                                           "list-item",
                                                           "list-header",
                                                           "page-number",
                                                           "page-count",
                                                           "user-field-get",
                                                           "a",
                                                           "number",
                                                           "note",
                                                           "note-citation",
                                                           "note-body",
                                                           "outline-style",
                                                           "list-style",
                                                           "default-style"};
// Elements that go without a trace.
constexpr std::array<std::string_view, 14> kTextDropped = {
    "soft-page-break", "sequence-decls",
    "sequence-decl",   "variable-decls",
    "variable-decl",   "user-field-decls",
    "user-field-decl", "bookmark",
    "bookmark-start",  "bookmark-end",
    "section-source",  "dde-connection-decls",
    "reference-mark",  "alphabetical-index-auto-mark-file"};
constexpr std::array<std::string_view, 8> kOfficeDropped = {
    "settings",   "scripts",        "forms", "event-listeners",
    "annotation", "annotation-end", "meta",  "dde-source"};
constexpr std::array<std::string_view, 8> kDrawAllowed = {
    "frame", "text-box", "custom-shape", "enhanced-geometry", "equation", "handle", "line", "rect"};

bool Dropped(const xmlNode* n) {
  const std::string_view ns = NamespaceOf(n);
  if (!OfOdf(ns)) return true;
  return (ns == kText && In(kTextDropped, LocalName(n))) ||
         (ns == kOffice && In(kOfficeDropped, LocalName(n)));
}

bool InsideParagraph(const xmlNode* n) {
  for (const xmlNode* p = n->parent; p; p = p->parent)
    if (Is(p, kText, "p") || Is(p, kText, "h")) return true;
  return false;
}

bool InsideDropped(const xmlNode* n) {
  for (const xmlNode* p = n->parent; p && p->type == XML_ELEMENT_NODE; p = p->parent)
    if (Dropped(p)) return true;
  return false;
}

Status CheckContent(xmlNode* part, const std::string& file) {
  for (const xmlNode* n : Descendants(part, [](const xmlNode*) { return true; })) {
    if (InsideDropped(n)) continue;
    const std::string_view ns = NamespaceOf(n);
    const std::string name(LocalName(n));
    const auto refuse = [&](const std::string& why) { return TemplateError(file, LineOf(n), why); };
    if (Dropped(n)) {
      if (!OfOdf(ns) && InsideParagraph(n) && !TextContent(n).empty())
        return refuse("'" + name + "' is Writer's own and would leave a hole in the text");
      continue;
    }
    if (ns == kText && name == "tracked-changes")
      return refuse("tracked changes: accept or reject them in the template first");
    if (ns == kText && !In(kTextAllowed, name))
      return refuse("a letter may not hold the field or element text:" + name +
                    "; use a user field named after a value");
    if (ns == kDraw && !In(kDrawAllowed, name)) return refuse("a letter may not hold draw:" + name);
    if (const std::string href = Attribute(n, "href", "http://www.w3.org/1999/xlink");
        !href.empty() && !href.starts_with("https://") && !href.starts_with("http://") &&
        !href.starts_with("mailto:"))
      return refuse("a link may only be http(s) or mailto");
  }
  return {};
}

void RemoveForeignAttributes(xmlNode* n) {
  for (xmlAttr* a = n->properties; a;) {
    xmlAttr* next = a->next;
    const std::string_view ns =
        a->ns && a->ns->href ? reinterpret_cast<const char*>(a->ns->href) : "";
    if (!OfOdf(ns)) xmlRemoveProp(a);
    a = next;
  }
}

// Only once nothing uses them any more.
void RemoveForeignNamespaces(xmlNode* n) {
  xmlNs** at = &n->nsDef;
  while (*at) {
    xmlNs* ns = *at;
    if (ns->href && OfOdf(reinterpret_cast<const char*>(ns->href))) {
      at = &ns->next;
      continue;
    }
    *at = ns->next;
    ns->next = nullptr;
    xmlFreeNs(ns);
  }
}

}  // namespace

Status CheckAllowed(xmlDoc* doc, const std::string& file) {
  for (xmlNode* part : Elements(xmlDocGetRootElement(doc)))
    if (Is(part, kOffice, "body") || Is(part, kOffice, "master-styles"))
      if (Status s = CheckContent(part, file); !s.ok()) return s;
  return {};
}

void StripToPlainOdf(xmlDoc* doc) {
  xmlNode* root = xmlDocGetRootElement(doc);
  // A dropped element takes its children along, so only the outermost ones are removed.
  for (xmlNode* n :
       Descendants(root, [](const xmlNode* n) { return Dropped(n) && !InsideDropped(n); }))
    Remove(n);
  std::vector<xmlNode*> all = Descendants(root, [](const xmlNode*) { return true; });
  all.push_back(root);
  for (xmlNode* n : all) RemoveForeignAttributes(n);
  for (xmlNode* n : all) RemoveForeignNamespaces(n);
  xmlNs* office = root->ns;
  xmlSetNsProp(root, office, BAD_CAST "version", BAD_CAST "1.3");
}

}  // namespace riposte::reply
