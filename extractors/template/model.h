// The compiled form of templates/letters/: what loader.cc builds and the matcher reads. Private to
// the room. Phrases are kept with their key (see text.h) so that a letter is folded once and no
// phrase ever again. Everything is immutable after Load and owned by Templates::Impl.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "extractors/reading/tables.h"
#include "extractors/template/extract.h"
#include "extractors/template/literals.h"
#include "extractors/template/place_words.h"
#include "extractors/template/rule_proofs.h"
#include "extractors/template/type_words.h"
#include "extractors/values/value.h"

namespace re2 {
class RE2;
}

namespace riposte {

inline bool IsNumeric(ValueType t) {
  return t == ValueType::kInteger || t == ValueType::kDecimal || t == ValueType::kPercent ||
         t == ValueType::kAmount;
}

inline bool IsText(ValueType t) { return t == ValueType::kText; }

struct Phrase {
  std::string text;  // as the template writes it
  std::string key;
};
using Phrases = std::vector<Phrase>;

enum class Direction {
  kSameLine,
  kRightOf,
  kBelow,
  kAbove,
  kInSection,
  kInBlock,
  kAnywhere,
  kBefore,
  kAfter
};
enum class Zone { kAny, kLetterhead, kAddress, kTop, kBody, kFooter };
// How the value is made of what is found there.
enum class As {
  kTyped,   // a value of the vocabulary's type; text: see Take
  kPerson,  // given name, then family name in capitals
  kName,    // a person as printed, without title
  kFund,
  kFundAddress,
  kDepartment,
  kAddress,
  kPeriodStart,
  kPeriodEnd,
  kAll,        // a list of all values of the letter
  kSentences,  // a list of the sentences that hold a <with> phrase
  kReduction,  // a percentage that the sentence calls a reduction: negative
  kPrincipal,  // the amount of which a tenth, and mostly their sum, is printed too
  kSurcharge,  // that tenth
};
enum class Take { kLine, kLines, kClause, kSentence, kBlock };
enum class Occurrence { kAll, kFirst, kLast };

struct Option {
  std::string value;
  Phrases phrases;
};

struct Try {
  int line = 0;
  std::string rule;       // its key in the table of proofs (rule_proofs.h)
  bool unproved = false;  // few letters have met it, or it was often wrong
  Direction direction = Direction::kAnywhere;
  As as = As::kTyped;
  Take take = Take::kLine;
  Take within = Take::kClause;  // where with/without look
  Zone zone = Zone::kAny;
  int page = 0;         // 1-based in the letter; 0: any
  double distance = 6;  // line heights (below, in-section, right-of: unused)
  int gap = 8;          // words between anchor and value (before, after)
  int nth = 1;
  Occurrence occurrence = Occurrence::kAll;
  bool fallback = false;    // tried only when no try before it found a value
  bool doubtful = false;    // what it finds is never sure alone
  bool line_start = false;  // the anchor must open its line
  bool whole_line = false;  // the anchor must be its line
  Phrases anchors, under, with, without, stop;
  std::vector<Option> options;
  std::shared_ptr<const re2::RE2> pattern;
  std::shared_ptr<const re2::RE2> unless;  // like `without`, over the words as printed
};

// A field that a table or grid may hold: the cell of the row whose label has the pattern.
struct CellPlace {
  std::string table, column;
  std::shared_ptr<const re2::RE2> row;  // on the label in plain letters; none: any row of a grid
  bool reduction = false;               // negative, whatever sign is printed
};

struct FieldSpec {
  std::string id;
  ValueType type = ValueType::kText;
  bool required = false;
  std::optional<double> min, max;
  std::vector<Try> tries;
  std::vector<CellPlace> cells;  // where they have it, no <try> counts
};

struct Cue {
  double weight = 1;
  bool required = false;
  bool forbidden = false;
  Zone zone = Zone::kAny;
  int page = 0;
  std::vector<int> literals;  // in Templates::Impl::literals; any of them
  Phrases phrases;
  std::string article;  // normalised «R.148-1»
  std::optional<Duration> duration;
  std::string table;
  std::shared_ptr<const re2::RE2> pattern;  // over Plain() letters of blocks and lines
  std::string Name() const;                 // for people
};

struct Column {
  std::string id;
  ValueType type = ValueType::kText;
  bool required = false;
  bool stars = false;                // counts the stars of the whole row
  bool unheaded = false;             // may stand without a header, right of the column before it
  std::string percent;               // column that takes the value when the cell prints «%»
  std::vector<std::string> headers;  // as reading/tables.h takes them: «Vous > Par patient», «%»
  std::vector<HeadingSense> senses;  // what other headings may mean
  std::vector<Option> options;
};

struct SectionRule {
  std::string column, value;
  Phrases phrases;
};

struct TableSpec {
  std::string id;
  bool required = false;
  std::vector<Column> columns;
  std::vector<HeadingSense> others;  // headings of columns that are known and not wanted
  std::vector<SectionRule> sections;
  Phrases skip;    // labels of rows that are none
  Phrases refuse;  // headings of a table that is not read at all
  TableColumns looked_for;
};

// An equation over fields: see checks.h.
struct Equation;

struct CheckSpec {
  std::string id;  // its own text, white space squeezed
  std::shared_ptr<const Equation> equation;
};

// Paths are relative to the folder of the templates.
struct Sample {
  std::string file, expected;
  int line = 0;
};

// What puts the type in doubt with another one, however surely its cues speak.
struct Rival {
  std::string type;
  std::shared_ptr<const re2::RE2> pattern;  // on each paragraph and line in plain letters
};

struct Template {
  std::string id, version, file;
  std::optional<Date> from, to;
  std::optional<Duration> delay;
  std::vector<Sample> samples;
  double possible = 0, sure = 0;
  std::vector<Cue> cues;
  std::vector<Rival> rivals;
  std::vector<std::string> required;  // common fields that this letter must have
  std::vector<std::string> omitted;   // common fields that are not asked of this letter
  std::vector<FieldSpec> fields;      // own ones first, then the common ones it does not override
  std::vector<TableSpec> tables;
  std::vector<TableSpec> grids;  // read for the fields alone, never shown
  std::vector<CheckSpec> checks;
};

struct Common {
  Phrases stamps, breaks, titles, alarms, labels;
  std::vector<FieldSpec> fields;
  std::vector<CheckSpec> checks;
};

// A health-insurance fund of the closed list.
struct Fund {
  std::string name;  // «CPAM de Loire-Atlantique»
  std::string department;
  Phrases names;  // keys of the part after «CPAM de», and aliases
};

struct Templates::Impl {
  std::vector<Template> templates;
  Common common;
  std::vector<Fund> funds;
  LiteralSet literals;  // of all cues
  TypeWords type_words;
  PlaceWords place_words;
  RuleProofs proofs;
  std::string fingerprint;
};

}  // namespace riposte
