// Automatic styles of the shared file get a prefix on the way: Writer numbers them P1, T1… in every
// file, so the same name means different things in two files.
#include "pipeline/reply/template_styles.h"

#include <set>

namespace riposte::reply {
namespace {

constexpr std::string_view kCommonStyles = "commun_";

std::string NameOf(const xmlNode* n) {
  std::string name = Attribute(n, "name", kStyle);
  return name.empty() ? Attribute(n, "name", kDraw) : name;
}

// Default styles have no name: family alone.
std::string KeyOf(const xmlNode* n) {
  return std::string(LocalName(n)) + "|" + Attribute(n, "family", kStyle) + "|" + NameOf(n);
}

xmlNode* Adopt(xmlDoc* letter, xmlNode* into, xmlNode* from) {
  return xmlAddChild(into, xmlDocCopyNode(from, letter, 1));
}

// Children of `part` in the letter give way to those of the same key in `styles`.
std::vector<xmlNode*> Overlay(xmlDoc* letter, xmlDoc* styles, const char* part) {
  xmlNode* from = StylePart(styles, part);
  xmlNode* into = StylePart(letter, part);
  std::vector<xmlNode*> adopted;
  if (!from || !into) return adopted;
  std::set<std::string> keys;
  for (const xmlNode* n : Elements(from)) keys.insert(KeyOf(n));
  for (xmlNode* n : Elements(into))
    if (keys.contains(KeyOf(n))) Remove(n);
  for (xmlNode* n : Elements(from)) adopted.push_back(Adopt(letter, into, n));
  return adopted;
}

void Rename(xmlNode* root, const std::set<std::string>& automatic) {
  std::vector<xmlNode*> all = Descendants(root, [](const xmlNode*) { return true; });
  all.push_back(root);
  for (xmlNode* n : all)
    for (xmlAttr* a = n->properties; a; a = a->next) {
      if (!NamesStyle(a)) continue;
      xmlChar* value = xmlNodeListGetString(n->doc, a->children, 1);
      const std::string name(value ? reinterpret_cast<const char*>(value) : "");
      if (value) xmlFree(value);
      if (automatic.contains(name))
        xmlSetNsProp(n, a->ns, a->name, BAD_CAST(std::string(kCommonStyles) + name).c_str());
    }
}

}  // namespace

xmlNode* StylePart(xmlDoc* doc, const char* local) {
  for (xmlNode* n : Elements(xmlDocGetRootElement(doc)))
    if (Is(n, kOffice, local)) return n;
  return nullptr;
}

bool NamesStyle(const xmlAttr* attribute) {
  const std::string_view name(reinterpret_cast<const char*>(attribute->name));
  return name.ends_with("style-name") || name == "page-layout-name";
}

void LayStylesOver(xmlDoc* letter, xmlDoc* styles) {
  Overlay(letter, styles, "font-face-decls");
  Overlay(letter, styles, "styles");
  const std::vector<xmlNode*> pages = Overlay(letter, styles, "master-styles");
  xmlNode* from = StylePart(styles, "automatic-styles");
  xmlNode* into = StylePart(letter, "automatic-styles");
  if (!from || !into) return;
  std::set<std::string> automatic;
  for (const xmlNode* n : Elements(from)) automatic.insert(NameOf(n));
  for (xmlNode* n : Elements(from)) {
    xmlNode* copy = Adopt(letter, into, n);
    xmlNs* ns = copy->ns;
    xmlSetNsProp(copy, ns, BAD_CAST "name",
                 BAD_CAST(std::string(kCommonStyles) + NameOf(n)).c_str());
    Rename(copy, automatic);
  }
  for (xmlNode* page : pages) Rename(page, automatic);
}

}  // namespace riposte::reply
