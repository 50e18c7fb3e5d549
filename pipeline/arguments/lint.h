// Words that no letter may hold, whoever wrote them: «délit statistique», «harcèlement», an
// accusation against a person, an admission, a threat, a promise to prescribe less, a NIR, a
// court's decision.
//
//   LintText("Je m’engage à réduire mes prescriptions.")[0].why   // French
//
// Patterns stand in templates/arguments/interdits.xml (RE2 on text without accents, case or
// typography); a NIR is looked for always. A decision that an argument declares and that a person
// signed off may be cited, in the words of CitationOf (arguments.h). Pure; thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/base/error.h"

namespace riposte {

struct LintFinding {
  std::string id;     // "delit_statistique"
  std::string why;    // French
  std::string words;  // as they stand in the text (folded)
};

class Lint {
 public:
  static Result<Lint> Load(const std::string& templates_dir);
  std::vector<LintFinding> Check(std::string_view text) const;

 private:
  struct Pattern;
  std::vector<std::shared_ptr<const Pattern>> patterns_;
  std::vector<std::string> citations_;  // folded: what may be said although a pattern finds it
};

}  // namespace riposte
