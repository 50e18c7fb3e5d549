// A first template from a read letter, for a person to go on with.
//
//   Result<TemplateDraft> d = DraftTemplate(reading, templates, {.type = "decision_msap", …});
//   write(d->xml);                       // valid against schema/letters.rng
//   for (const std::string& id : d->not_found) …
//
// The title (the «Objet», else a line in capitals) is the required cue; articles that are cited and
// labels that were used speak for the type too. A field of that type is looked for among the values
// of its kind: by what a person says that the letter says (`expected`), else by the words of its id
// in the label («Date de fin de la mesure»: mesure_fin). Its anchor is the label left of the value,
// else the words before it in its sentence. Texts, and tables with their headings, are found only
// where a person says what they hold; fields with a closed list of values («sens») and the common
// fields, which commun.xml reads, are left to the person.
//
// Pure; thread-safe. kUsage: not a document type, or a letter without a title.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "extractors/template/extract.h"

namespace riposte {

struct DraftRequest {
  std::string type;
  std::string sample, expected_json;      // paths as <sample> has them, from the templates folder
  std::map<std::string, Value> expected;  // field -> value; empty: nobody said
  // table -> rows, each column -> value.
  std::map<std::string, std::vector<std::map<std::string, Value>>> tables;
  // Fields and tables that drafts before this one read wrongly, and how often: another place is
  // tried, until there is none.
  std::map<std::string, int> failed;
};

struct DraftedField {
  std::string id, anchor;
  Value value;
};

struct DraftedTable {
  std::string id;
  std::map<std::string, std::string> headings;  // column -> as printed
};

struct TemplateDraft {
  std::string xml;
  std::vector<DraftedField> fields;
  std::vector<DraftedTable> tables;
  std::vector<std::string> not_found;
};

Result<TemplateDraft> DraftTemplate(const Reading& reading, const Templates& templates,
                                    const DraftRequest& request);

}  // namespace riposte
