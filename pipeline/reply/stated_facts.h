// The facts that a sheet states, each with its piece: where it was read, or what a person gave.
//
//   ProofsOf(dossier, {"ij_prescrites", "date_lettre"}, "P1", true)
//       == {"ouverture de la procédure MSO/MSAP du 18 juin 2025, page 1"}
//
// Internal to reply/. Pure functions, but for the evaluations of the resolver.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "pipeline/dossier/dossier.h"
#include "pipeline/dossier/expression.h"
#include "pipeline/reply/catalogue.h"
#include "pipeline/reply/filler.h"
#include "pipeline/reply/values.h"

namespace riposte::reply {

// In French, no line twice: letters with their pages, in the order of the dossier; then what proves
// a person's word. Without any, and if `word_alone`: that word and its day.
std::vector<std::string> ProofsOf(const Dossier& dossier, const std::vector<std::string>& facts,
                                  const std::string& piece, bool word_alone);

// The expressions of one letter of the dossier, which knows only its own facts.
using EvaluatorOf = std::function<Result<Evaluator*>(const std::string& piece)>;

// The first `rule.most_facts` of what `rule.facts` lists and the dossier carries. A sentence is
// made of the facts of one letter, the latest that has them all, sure or confirmed; else passed
// over.
Result<std::vector<PlacedFact>> StatedFacts(const Catalogue& catalogue, const LetterRule& rule,
                                            const Dossier& dossier, const EvaluatorOf& evaluator_of,
                                            const std::vector<PlacedArgument>& arguments,
                                            std::vector<Origin>* origins);

}  // namespace riposte::reply
