// Fills a Writer template (flat ODF) with values: fields become text, sections are unwrapped or go,
// pattern rows are repeated, and whatever is Writer's own (declarations, foreign namespaces,
// settings, scripts) goes; spaces before and after French punctuation become no-break spaces. What
// comes out is plain ODF 1.3, still flat; odt.h packs it.
//
//   Result<Filled> f = Fill(template, styles, rule, resolver, {.draft = true});
//   if (f->missing.empty()) Pack(f->doc…)
//
// `missing` names the facts that refuse the letter; then `doc` must not be used. kTemplate: unknown
// field, section or table, a field of Writer that is not supported (file name, author, date…), a
// picture, tracked changes. One thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/reply/catalogue.h"
#include "pipeline/reply/values.h"
#include "pipeline/reply/xml.h"

namespace riposte::reply {

struct Filled {
  XmlDoc doc;
  std::vector<std::string> missing;         // in the order met, no id twice
  std::map<std::string, std::string> why;   // of some of `missing`, in French
  std::map<std::string, std::string> used;  // field -> its text, for checks of the product
};

// A letter's template with the shared styles (templates/replies/styles.fodt) laid over its own.
struct LetterTemplate {
  XmlDoc doc;
  std::string file;
};
Result<LetterTemplate> LoadLetterTemplate(const std::string& templates_dir,
                                          const std::string& kind);

// An argument of pipeline/arguments that stands in the letter.
struct PlacedArgument {
  std::string group;                     // "faits"
  std::string text;                      // French, values in it
  std::vector<std::string> enclosures;   // French, those that a person ticked
  std::vector<std::string> pieces;       // French: where it was read, and all that may prove it
  std::string strength = {}, fact = {};  // the fact that it rests on, in one sentence; may be empty
  std::vector<std::string> fact_pieces = {};
};

// A fact that a sheet states.
struct PlacedFact {
  std::string text;                 // French, a sentence
  std::vector<std::string> pieces;  // French
};

using Pictures = std::map<std::string, std::string>;  // file name -> SVG (pictures.h)

Result<Filled> Fill(LetterTemplate letter, const Catalogue& catalogue, const LetterRule& rule,
                    Resolver& resolver, bool draft,
                    const std::vector<PlacedArgument>& arguments = {},
                    const Pictures& pictures = {}, const std::vector<PlacedFact>& facts = {});

// All words of a filled letter, paragraph by paragraph.
std::string WordsOf(xmlDoc* doc);

// Declared sections and tables that the template does not have: «section 'x'», «tableau 'y'».
std::vector<std::string> Unplaced(const LetterTemplate& letter, const LetterRule& rule);

}  // namespace riposte::reply
