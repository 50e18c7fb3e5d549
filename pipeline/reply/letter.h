// A letter from a template and a source of values, without the office: ODT bytes. Where ReplyMaker
// and the tests meet.
//
//   Result<Letter> l = WriteLetter("templates", catalogue, "observations", source, {});
//   l->missing.empty() ? l->odt : …
//
// Fails with kUsage (no such kind), kTemplate, kDefect. One thread a source.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/arguments/lint.h"
#include "pipeline/reply/catalogue.h"
#include "pipeline/reply/filler.h"
#include "pipeline/reply/values.h"

namespace riposte::reply {

struct LetterOptions {
  bool draft = true;
  std::string piece;  // what $piece stands for
  std::string date;   // what $jour stands for: ISO, empty for a draft
  std::vector<PlacedArgument> arguments;
  std::vector<PlacedFact> facts;
  Pictures pictures;
};

struct WrittenLetter {
  std::string odt;  // empty if something is missing
  std::vector<std::string> missing;
  std::map<std::string, std::string> why;   // of some of `missing`, in French
  std::map<std::string, std::string> used;  // field -> its text
  std::vector<LintFinding> forbidden;       // wordings that refuse the letter; then no odt
};

Result<WrittenLetter> WriteLetter(const std::string& templates_dir, const Catalogue& catalogue,
                                  const std::string& kind, ValueSource& source,
                                  const LetterOptions& options);

// Those of `used` that the PDF's text must hold: the references, or else the doctor's name.
std::vector<std::string> MustHold(const std::map<std::string, std::string>& used);

}  // namespace riposte::reply
