// XPath 1.0 over dossier.xml: the one expression language of arguments, optional paragraphs and
// values in letters. Bare XPath over facts is unsafe (`not(absent > 2)` is true, ISO dates do not
// compare), so facts are read through r: functions only (contract/vocabulary.md):
//
//   Evaluator e(dossier_xml);
//   Evaluated v = e.Boolean("r:nombre('ratio') > 2 and r:present('periode_debut')");
//   v.state == Evaluated::kPossible, v.missing == {"ratio"}     // «possible si ratio»
//
// r:nombre, r:jour, r:texte, r:vrai stop the evaluation when the fact is missing, or neither `sure`
// nor confirmed by a person. CheckExpression evaluates at load against a full invented dossier: an
// unknown id, function or type is an error there. No network, no external entity, bounded work. One
// thread each.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "extractors/base/error.h"

namespace riposte {

struct Evaluated {
  enum State { kValue, kPossible, kError } state = kValue;
  bool boolean = false;
  std::string text;                  // for Text
  std::vector<std::string> missing;  // fact ids, for kPossible
  std::string error;                 // English, for kError
};

class Evaluator {
 public:
  // `dossier_xml`: what ToXml gives.
  static Result<Evaluator> Make(std::string_view dossier_xml);
  Evaluator(Evaluator&&) noexcept;
  Evaluator& operator=(Evaluator&&) noexcept;
  ~Evaluator();
  Evaluated Boolean(const std::string& xpath);
  Evaluated Text(const std::string& xpath);

 private:
  struct Impl;
  explicit Evaluator(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

Status CheckExpression(const std::string& xpath, const std::string& file, int line);

}  // namespace riposte
