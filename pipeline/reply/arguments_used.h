// The arguments that a dossier says are used, as text for one letter.
//
//   Result<UsedArguments> u = ArgumentsFor("templates", catalogue, dossier_xml, evaluator,
//                                          "observations", "P1", false);
//   u->placed[0].text     // «Au premier jour de la période, le 1er septembre 2024, …»
//
// The text of an argument is filled from the letter that the argument is about, whichever letter it
// stands in: «votre lettre du» is never another one's date. `missing`: facts that a text needs and
// that are not usable; they refuse the letter. Each says where its facts were read, for sheets.
// kTemplate as Arguments::Load. Internal to reply/.
#pragma once

#include <string>
#include <vector>

#include "pipeline/dossier/expression.h"
#include "pipeline/reply/catalogue.h"
#include "pipeline/reply/filler.h"
#include "pipeline/reply/values.h"

namespace riposte::reply {

struct UsedArguments {
  std::vector<PlacedArgument> placed;
  std::vector<std::string> missing;
  std::vector<std::string> facts;  // read for them
  std::vector<Origin> origins;     // the same, each with the argument it stands in
  std::vector<PlacedFact> stated;  // what the letter lists as facts (`faits` in lettres.xml)
};

// `own`: of the dossier, as the letter reads it: for `rule.whole_dossier`, which takes arguments
// about other letters than `piece` too, all facts; else only those of `piece`.
Result<UsedArguments> ArgumentsFor(const std::string& templates_dir, const Catalogue& catalogue,
                                   const std::string& dossier_xml, Evaluator& own,
                                   const LetterRule& rule, const std::string& piece);

}  // namespace riposte::reply
