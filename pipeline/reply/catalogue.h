// The two declared files beside the letters: templates/replies/lettres.xml (kinds, conditions of
// sections, rows of tables) and templates/replies/valeurs.xml (values that letters derive).
//
//   Result<Catalogue> c = Catalogue::Load("templates");
//   c->letters[0].sections.at("ratio").condition   == "r:present('ratio')"
//   c->values.at("ville").choices[0].read          == "r:texte('praticien_adresse')"
//
// Both are validated against templates/schema/replies-*.rng; errors are kTemplate with file and
// line. Plain values, thread-safe once loaded.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "pipeline/reply/french.h"
#include "pipeline/reply/reply.h"
#include "pipeline/reply/xml.h"

namespace riposte::reply {

// An XPath expression and where it stands.
struct Expression {
  std::string xpath;
  int line = 0;
};

// One way to make a value: used if `condition` holds (none: always). Either what `read` gives,
// formatted, or the parts one after the other; no parts: the value is empty on purpose.
struct Choice {
  Expression condition;            // xpath empty: always
  bool refuse_if_unknown = false;  // else a choice with an unknown condition is passed over
  Expression read;                 // xpath empty: the parts
  std::vector<Part> parts;
  std::string format = "texte";
  FormatOptions options;
};

struct DerivedValue {
  std::string id, label;  // label: French
  std::vector<Choice> choices;
  int line = 0;
};

struct SectionRule {
  Expression condition;
  bool drop_if_unknown = false;  // else an unknown condition refuses the letter
};

struct Column {
  std::string name;
  Expression path;     // relative to the row
  Expression require;  // predicate of the row without which the cell is missing; may be empty
  std::string empty;   // printed where the document leaves the cell empty; else it is missing
  std::string format = "texte";
  FormatOptions options;
};

struct TableRule {
  Expression rows;  // node set over the dossier
  std::map<std::string, Column> columns;
};

// An answer that picks rows by their rank («1, 4, 7»); one that is not there refuses the letter.
struct PickedRows {
  std::string fact;      // "reponse.indu_lignes"
  Expression condition;  // the answer is about this letter
  Expression rows;       // node set: all there are
};

// Where the facts that a sheet states come from, in order: arguments of a strength (and a group),
// or a sentence of the letter's own.
struct FactSource {
  std::string strength, group;  // of arguments; group empty: any. strength empty: a sentence
  Expression condition;
  std::vector<Part> parts;
};

struct LetterRule {
  ReplyKind kind;
  int line = 0;       // in lettres.xml
  int max_pages = 0;  // 0: no limit
  // Facts of other letters of the dossier may stand in for what the answered one does not have.
  bool whole_dossier = false;
  bool never_union = false;  // it does not name the union, whatever the doctor agreed to
  std::map<std::string, SectionRule> sections;
  std::map<std::string, TableRule> tables;
  std::vector<PickedRows> picked;
  size_t most_facts = 0;  // 0: it states none
  std::vector<FactSource> facts;
};

struct Catalogue {
  std::string letters_file, values_file;
  std::vector<LetterRule> letters;
  std::map<std::string, SectionRule> shared_sections;  // usable by every letter
  std::map<std::string, DerivedValue> values;

  static Result<Catalogue> Load(const std::string& templates_dir);
  const LetterRule* Find(const std::string& kind) const;
};

}  // namespace riposte::reply
