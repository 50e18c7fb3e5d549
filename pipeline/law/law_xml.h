// Files of templates/law as XML trees (internal to this room): at most 4 MB, no network, no DTD,
// valid against their schema. Errors are kTemplate with file and line. One thread a tree.
//
//   Result<LawSchema> schema = LoadLawSchema("templates/schema/law.rng");
//   Result<LawXml> doc = ReadLawXml("templates/law/mso.xml", schema->get());
#pragma once

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/tree.h>

#include <memory>
#include <string>
#include <vector>

#include "pipeline/law/model.h"

namespace riposte {

struct LawXmlFree {
  void operator()(xmlDoc* d) const { xmlFreeDoc(d); }
};
struct LawSchemaFree {
  void operator()(xmlRelaxNG* s) const { xmlRelaxNGFree(s); }
};
using LawXml = std::unique_ptr<xmlDoc, LawXmlFree>;
using LawSchema = std::unique_ptr<xmlRelaxNG, LawSchemaFree>;

Error WrongLaw(const Place& place, std::string message);
Result<LawSchema> LoadLawSchema(const std::string& file);
Result<LawXml> ReadLawXml(const std::string& file, xmlRelaxNG* schema);
// The .xml files of a folder, sorted; none is an error.
Result<std::vector<std::string>> LawFiles(const std::string& dir);

bool IsLaw(const xmlNode* node, const char* name);  // an element of that name
std::string LawAttribute(const xmlNode* node, const char* name);
bool LawFlag(const xmlNode* node, const char* name, bool otherwise);  // an xs:boolean
// Text with runs of white space folded to one blank; a no-break space stays.
std::string LawText(const xmlNode* node);
std::vector<std::string> LawWords(const std::string& text);
Place LawPlace(const std::string& file, const xmlNode* node);

}  // namespace riposte
