// Two passes over every letter with the invented full dossier: one with every section kept, which
// finds what is unknown anywhere in the template; one with the real conditions for each document
// type, which finds a fact that such a letter does not have.
#include <set>

#include "extractors/template/vocabulary.h"
#include "pipeline/dossier/example.h"
#include "pipeline/dossier/expression.h"
#include "pipeline/reply/catalogue.h"
#include "pipeline/reply/facts.h"
#include "pipeline/reply/filler.h"
#include "pipeline/reply/reply.h"
#include "pipeline/reply/values.h"
#include "pipeline/reply/xml.h"

namespace riposte {
namespace {

using namespace reply;

class ExampleSource : public ValueSource {
 public:
  ExampleSource(Evaluator evaluator, bool keep_all)
      : evaluator_(std::move(evaluator)), keep_all_(keep_all) {}
  Evaluated Boolean(const std::string& xpath) override {
    Evaluated e = evaluator_.Boolean(xpath);
    if (keep_all_ && e.state == Evaluated::kValue) e.boolean = true;
    return e;
  }
  Evaluated Text(const std::string& xpath) override { return evaluator_.Text(xpath); }

 private:
  Evaluator evaluator_;
  bool keep_all_;
};

Status CheckOne(const Expression& e, const std::string& file) {
  if (e.xpath.empty()) return {};
  return CheckExpression(WithPiece(e.xpath, "P1"), file, e.line);
}

Status CheckTable(const TableRule& table, const std::string& file) {
  if (Status s = CheckOne(table.rows, file); !s.ok()) return s;
  for (const auto& [name, column] : table.columns) {
    const std::string cell = "string((" + table.rows.xpath + ")[1]/" + column.path.xpath + ")";
    if (Status s = CheckOne({cell, column.path.line}, file); !s.ok()) return s;
    if (column.require.xpath.empty()) continue;
    const std::string test = "boolean((" + table.rows.xpath + ")[1][" + column.require.xpath + "])";
    if (Status s = CheckOne({test, column.require.line}, file); !s.ok()) return s;
  }
  return {};
}

Status CheckExpressions(const Catalogue& c) {
  for (const auto& [name, section] : c.shared_sections)
    if (Status s = CheckOne(section.condition, c.letters_file); !s.ok()) return s;
  for (const LetterRule& letter : c.letters) {
    if (Status s = CheckOne({letter.kind.condition, letter.line}, c.letters_file); !s.ok())
      return s;
    for (const auto& [name, section] : letter.sections)
      if (Status s = CheckOne(section.condition, c.letters_file); !s.ok()) return s;
    for (const auto& [name, table] : letter.tables)
      if (Status s = CheckTable(table, c.letters_file); !s.ok()) return s;
  }
  for (const auto& [id, value] : c.values)
    for (const Choice& choice : value.choices)
      for (const Expression* e : {&choice.condition, &choice.read})
        if (Status s = CheckOne(*e, c.values_file); !s.ok()) return s;
  return {};
}

Status CheckLetter(const std::string& dir, const Catalogue& c, const LetterRule& rule) {
  const Dossier example = ExampleDossier();
  const std::string xml = ToXml(example);
  for (const std::string& type : rule.kind.for_types) {
    if (!IsDocumentType(type))
      return TemplateError(c.letters_file, rule.line, "unknown document type '" + type + "'");
    const std::string piece = PieceOfType(example, type);
    for (const bool keep_all : {true, false}) {
      Result<LetterTemplate> letter = LoadLetterTemplate(dir, rule.kind.id);
      if (!letter.ok()) return letter.error();
      const std::string file = letter->file;
      for (const std::string& what : Unplaced(*letter, rule))
        return TemplateError(
            c.letters_file, rule.line,
            what + " is declared for '" + rule.kind.id + "', but its template has none");
      Result<std::string> facts =
          rule.whole_dossier ? Result<std::string>(xml) : OnlyFactsOf(xml, piece);
      if (!facts.ok()) return facts.error();
      Result<Evaluator> evaluator = Evaluator::Make(*facts, piece);
      if (!evaluator.ok()) return evaluator.error();
      ExampleSource source(std::move(evaluator.value()), keep_all);
      Resolver resolver(c, source, piece);
      Result<Filled> filled = Fill(std::move(letter.value()), c, rule, resolver, true);
      if (!filled.ok()) return filled.error();
      if (keep_all) continue;
      for (const std::string& id : filled->missing)
        if (TypeOfAnyField(id) && !c.values.contains(id))
          return TemplateError(file, 0, "a letter of type " + type + " has no '" + id + "'");
    }
  }
  return {};
}

}  // namespace

Status CheckReplies(const std::string& templates_dir) {
  Result<Catalogue> c = Catalogue::Load(templates_dir);
  if (!c.ok()) return c.error();
  if (Status s = CheckExpressions(*c); !s.ok()) return s;
  std::set<std::string> bases;
  for (const LetterRule& rule : c->letters) {
    if (!bases.insert(rule.kind.base_name).second)
      return TemplateError(c->letters_file, rule.line,
                           "two letters would be written to '" + rule.kind.base_name + "'");
    if (Status s = CheckLetter(templates_dir, *c, rule); !s.ok()) return s;
  }
  return {};
}

}  // namespace riposte
