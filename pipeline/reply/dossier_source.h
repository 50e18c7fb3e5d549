// The dossier as a source of evaluated expressions, which notes the facts that it was read for.
// Internal to reply/. One thread a source; the evaluator must outlive it.
#pragma once

#include <re2/re2.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/dossier/expression.h"
#include "pipeline/reply/values.h"

namespace riposte::reply {

// The facts that an expression names: «r:texte('reference')».
inline std::set<std::string> FactsNamedIn(const std::string& xpath) {
  static const RE2 fact(R"(r:[a-z]+\('([a-z0-9_.]+)'\))");
  std::set<std::string> out;
  std::string id;
  for (re2::StringPiece rest(xpath); RE2::FindAndConsume(&rest, fact, &id);) out.insert(id);
  return out;
}

// The facts of expressions and the rules, «@regle='mso.refus'»:
// those whose values reach a letter.
class DossierSource : public ValueSource {
 public:
  explicit DossierSource(Evaluator& evaluator) : evaluator_(evaluator) {}
  Evaluated Boolean(const std::string& xpath) override { return evaluator_.Boolean(xpath); }
  Evaluated Text(const std::string& xpath) override {
    Evaluated e = evaluator_.Text(xpath);
    if (e.state == Evaluated::kValue) NoteNames(xpath);
    return e;
  }
  void Note(const Origin& origin) override { origins_.insert(origin); }
  std::vector<std::string> facts() const { return {facts_.begin(), facts_.end()}; }
  const std::set<Origin>& origins() const { return origins_; }

 private:
  void NoteNames(const std::string& xpath) {
    static const RE2 rule(R"(@regle='([a-z0-9_.]+)')");
    for (const std::string& id : FactsNamedIn(xpath)) {
      facts_.insert(id);
      origins_.insert({id, ""});
    }
    std::string id;
    for (re2::StringPiece rest(xpath); RE2::FindAndConsume(&rest, rule, &id);)
      origins_.insert({"", id});
  }
  Evaluator& evaluator_;
  std::set<Origin> origins_;
  std::set<std::string> facts_;
};

}  // namespace riposte::reply
