// Arguments: which of the declared ones hold for a dossier, on which facts, with which authority.
//
//   Arguments a = Arguments::Load("templates", law).value();   // kTemplate: file:line: message
//   Judge(dossier, a, law, letters);       // fills dossier.arguments and its questions
//   dossier.arguments[0].state             // "retenu", "possible", …
//
// templates/arguments/*.xml (schema/arguments.rng; README.md there) declare each one: the letters
// that may print it, a precondition in XPath over dossier.xml (dossier/expression.h), forbidden
// uses, authorities, strength, the moment from which it is raised, the risk, the French text with
// fields, what to enclose. States, per argument and latest letter of a type it is about:
//
//   retenu      holds, and at least one letter that this dossier can have prints it
//   possible    rests on facts that are unknown or to_review: `missing` names them; what the doctor
//               can tell is asked, everything that the argument reads at once
//   garde       holds, but its moment has not come (a curable defect is kept for the judge), or it
//               is weak: shown to the person, printed to the fund only by order
//   ecarte      a forbidden use, an article whose wording at that date was not read, or a person's
//               word («reponse.argument_ID» = ecarte)
//   sans_objet  does not hold; `note` says why
//
// What is printed cites only articles read in full (V, V-aug) as they stood at the letter's date,
// and a decision of a court only with its date, number and the name of who answers for it. Checked
// at load: expressions, questions, articles named in a text, wording (lint.h). Immutable once
// loaded, may be shared by threads; Judge is a pure function of its arguments.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "pipeline/arguments/questions.h"
#include "pipeline/dossier/dossier.h"
#include "pipeline/law/law.h"
#include "pipeline/xml/xml.h"

namespace riposte {

class Evaluator;

struct ArgumentArticle {
  std::string code, article, paragraph;  // "CSS", "R.148-1", "I"
  bool printed = false;                  // the text names it
};

struct ArgumentDecision {
  std::string court, date, number;
  std::string signed_by;  // who read it and answers for it; empty: stays internal
  std::string text;       // French
};

// As a letter may cite it: «Cour administrative d’appel de Marseille, 8 octobre 2020,
// n° 19MA02919». Empty unless somebody answers for it and its date is a day.
std::string CitationOf(const ArgumentDecision& decision);

struct ArgumentCondition {
  std::string xpath;
  std::string why;  // French: of a forbidden use
  int line = 0;
};

struct Enclosure {
  std::string id;    // "contrats_remplacement": printed once «reponse.joindre_ID» is «oui»
  std::string text;  // French
};

struct Argument {
  std::string id, title, group;
  std::string codes;  // of the domain sheets, for the reader: "A4 C10"
  std::string moment, strength, risk, not_applicable;
  std::vector<std::string> letters;  // kinds of replies
  std::vector<std::string> types;    // document types it is about
  ArgumentCondition condition;
  std::vector<ArgumentCondition> forbidden;
  std::vector<std::string> answers;  // «reponse.ID» that these conditions and the text read
  std::vector<ArgumentArticle> articles;
  std::vector<ArgumentDecision> decisions;
  std::vector<xml::Part> text;
  std::vector<xml::Part> fact;  // French, one sentence: the fact that it rests on; may be empty
  std::vector<Enclosure> enclosures;
  std::string file;
  int line = 0;
};

// As declared, valid against the schema but otherwise unchecked: what a letter needs. In the order
// of the files' names, then as they stand.
Result<std::vector<Argument>> ReadArguments(const std::string& templates_dir);

// A kind of reply as the arguments see it.
struct ArgumentLetter {
  std::string id;
  std::string moment;  // "observations", "commission", "recours"
  std::vector<std::string> types;
  bool to_fund = false;  // a weak argument stands in it only by a person's order
};

class Arguments {
 public:
  static Result<Arguments> Load(const std::string& templates_dir, const Law& law);
  const std::vector<Argument>& all() const { return all_; }
  const Argument* Find(const std::string& id) const;
  const Questionnaire& questions() const { return questions_; }

 private:
  std::vector<Argument> all_;
  Questionnaire questions_;
};

// What a field of a text that is no fact («jours_remplaces», of templates/replies/valeurs.xml)
// needs and that is unknown or to_review; nothing for a field that can be printed.
using FieldNeeds = std::function<Result<std::vector<std::string>>(
    Evaluator& evaluator, const std::string& piece, const std::string& field)>;

// Replaces dossier.arguments, and among dossier.questions those of the questionnaire. Without
// `needs`, an argument is used whatever the fields of its text that are no facts need.
Status Judge(Dossier& dossier, const Arguments& arguments, const Law& law,
             const std::vector<ArgumentLetter>& letters, const FieldNeeds& needs = {});

}  // namespace riposte
