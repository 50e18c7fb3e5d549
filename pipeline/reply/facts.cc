#include "pipeline/reply/facts.h"

#include "pipeline/reply/xml.h"

namespace riposte::reply {

Result<std::string> OnlyFactsOf(const std::string& dossier_xml, const std::string& piece) {
  Result<XmlDoc> doc = ParseXml(dossier_xml, "dossier.xml");
  if (!doc.ok()) return doc.error();
  for (const xmlNode* part : Elements(xmlDocGetRootElement(doc->get()))) {
    if (LocalName(part) == "pieces") {
      for (const xmlNode* p : Elements(part)) {
        if (Attribute(p, "id") == piece) continue;
        for (xmlNode* n : Elements(p))
          if (LocalName(n) == "fait" || LocalName(n) == "table") Remove(n);
      }
    } else if (LocalName(part) == "donnees") {
      for (xmlNode* n : Elements(part)) {
        const std::string about = Attribute(n, "piece");
        if (!about.empty() && about != piece) Remove(n);
      }
    }
  }
  xmlChar* bytes = nullptr;
  int size = 0;
  xmlDocDumpMemoryEnc(doc->get(), &bytes, &size, "UTF-8");
  std::string out(reinterpret_cast<const char*>(bytes), size > 0 ? size : 0);
  xmlFree(bytes);
  return out;
}

}  // namespace riposte::reply
