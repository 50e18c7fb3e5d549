// Two passes over every letter with the invented full dossier: one with every section kept, which
// finds what is unknown anywhere in the template; one with the real conditions for each document
// type, which finds a fact that such a letter does not have.
#include <algorithm>
#include <set>

#include "extractors/template/vocabulary.h"
#include "pipeline/arguments/arguments.h"
#include "pipeline/arguments/lint.h"
#include "pipeline/dossier/example.h"
#include "pipeline/dossier/expression.h"
#include "pipeline/reply/catalogue.h"
#include "pipeline/reply/dossier_source.h"
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
  return CheckExpression(WithDay(WithPiece(e.xpath, "P1"), "2025-06-18"), file, e.line);
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
    for (const std::string& xpath : {letter.kind.condition, letter.kind.required})
      if (Status s = CheckOne({xpath, letter.line}, c.letters_file); !s.ok()) return s;
    for (const auto& [name, section] : letter.sections)
      if (Status s = CheckOne(section.condition, c.letters_file); !s.ok()) return s;
    for (const auto& [name, table] : letter.tables)
      if (Status s = CheckTable(table, c.letters_file); !s.ok()) return s;
    for (const PickedRows& p : letter.picked)
      for (const Expression& e :
           {p.condition, Expression{"count(" + p.rows.xpath + ")", p.rows.line}})
        if (Status s = CheckOne(e, c.letters_file); !s.ok()) return s;
    for (const FactSource& f : letter.facts)
      if (Status s = CheckOne(f.condition, c.letters_file); !s.ok()) return s;
  }
  for (const auto& [id, value] : c.values)
    for (const Choice& choice : value.choices)
      for (const Expression* e : {&choice.condition, &choice.read})
        if (Status s = CheckOne(*e, c.values_file); !s.ok()) return s;
  return {};
}

Status CheckLetter(const std::string& dir, const Catalogue& c, const LetterRule& rule,
                   const Lint& lint) {
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
      Result<Evaluator> evaluator =
          rule.whole_dossier ? Evaluator::Make(xml, piece) : Evaluator::OnlyFactsOf(xml, piece);
      if (!evaluator.ok()) return evaluator.error();
      ExampleSource source(std::move(evaluator.value()), keep_all);
      Resolver resolver(c, source, piece);
      Result<Filled> filled =
          Fill(std::move(letter.value()), c, rule, resolver, true, {{"faits", "–", {"–"}, {"–"}}});
      if (!filled.ok()) return filled.error();
      for (const FactSource& f : rule.facts)
        if (Result<Resolved> text = resolver.Text(f.parts); !text.ok())
          return TemplateError(c.letters_file, f.condition.line, text.error().message);
      for (const LintFinding& f : lint.Check(WordsOf(filled->doc.get())))
        return TemplateError(file, 0, "forbidden wording '" + f.words + "' (" + f.id + ")");
      if (keep_all) continue;
      for (const std::string& id : filled->missing)
        if (TypeOfAnyField(id) && !c.values.contains(id))
          return TemplateError(file, 0, "a letter of type " + type + " has no '" + id + "'");
    }
  }
  return {};
}

// Every wording of a value, also of a choice that the example does not take.
Status CheckWordings(const Catalogue& c, const Lint& lint) {
  for (const auto& [id, value] : c.values)
    for (const Choice& choice : value.choices) {
      std::string text;
      for (const Part& p : choice.parts) text += p.field.empty() ? p.text : " ";
      for (const LintFinding& f : lint.Check(text))
        return TemplateError(c.values_file, value.line,
                             id + ": forbidden wording '" + f.words + "' (" + f.id + ")");
    }
  return {};
}

// A sheet that lists facts takes these arguments: each then has one.
bool MustStateFact(const Catalogue& c, const Argument& a) {
  for (const std::string& letter : a.letters)
    if (const LetterRule* rule = c.Find(letter))
      for (const FactSource& f : rule->facts)
        if (f.strength == a.strength && (f.group.empty() || f.group == a.group)) return true;
  return false;
}

// The letters of every argument exist, and its text has only known fields.
Status CheckArguments(const std::string& dir, const Catalogue& c) {
  Result<Law> law = Law::Load(dir);
  if (!law.ok()) return law.error();
  Result<Arguments> arguments = Arguments::Load(dir, *law);
  if (!arguments.ok()) return arguments.error();
  const Dossier example = ExampleDossier();
  const std::string xml = ToXml(example);
  for (const Argument& a : arguments->all()) {
    for (const std::string& letter : a.letters)
      if (c.Find(letter) == nullptr)
        return TemplateError(a.file, a.line, a.id + ": no letter '" + letter + "'");
    const std::string piece = PieceOfType(example, a.types.front());
    Result<Evaluator> evaluator = Evaluator::OnlyFactsOf(xml, piece);
    if (!evaluator.ok()) return evaluator.error();
    if (a.fact.empty() && MustStateFact(c, a))
      return TemplateError(a.file, a.line, a.id + ": no <fait>, and a letter of it lists facts");
    DossierSource source(*evaluator);
    for (const auto* parts : {&a.text, &a.fact}) {
      Result<Resolved> text = Resolver(c, source, piece).Text(*parts);
      if (!text.ok())
        return text.error().file.empty() ? TemplateError(a.file, a.line, text.error().message)
                                         : text.error();
      for (const std::string& id : text->missing)
        if (!id.starts_with("reponse."))
          return TemplateError(a.file, a.line, a.id + ": such a letter has no '" + id + "'");
    }
  }
  return {};
}

}  // namespace

Status CheckReplies(const std::string& templates_dir) {
  Result<Catalogue> c = Catalogue::Load(templates_dir);
  if (!c.ok()) return c.error();
  if (Status s = CheckExpressions(*c); !s.ok()) return s;
  Result<Lint> lint = Lint::Load(templates_dir);
  if (!lint.ok()) return lint.error();
  if (Status s = CheckWordings(*c, *lint); !s.ok()) return s;
  if (Status s = CheckArguments(templates_dir, *c); !s.ok()) return s;
  std::set<std::string> bases;
  for (const LetterRule& rule : c->letters) {
    if (!bases.insert(rule.kind.base_name).second)
      return TemplateError(c->letters_file, rule.line,
                           "two letters would be written to '" + rule.kind.base_name + "'");
    const auto& events = EventKinds();
    if (std::count(events.begin(), events.end(), rule.kind.event) == 0)
      return TemplateError(c->letters_file, rule.line, "unknown event '" + rule.kind.event + "'");
    if (Status s = CheckLetter(templates_dir, *c, rule, *lint); !s.ok()) return s;
  }
  return {};
}

}  // namespace riposte
