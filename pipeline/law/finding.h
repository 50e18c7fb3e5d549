// A finding on one letter: a mandatory mention that is there or not, or a figure that the law
// allows or not. What made it is said with it, so that a lawyer can sign it off.
//
// State of a mention: "trouve" (where: `text`, `spans`), "absent" (only when every page was read
// well), "douteux" (something like it, or a page badly read), "non_verifiable" (the paper alone
// does not decide). Of a figure: "conforme", "contraire", "douteux" (it rests on a value that
// nobody has confirmed), "non_verifiable". What the paper cannot decide and the fund can show is a
// request: kind "demande", state "a_demander". Plain values.
#pragma once

#include <string>
#include <vector>

#include "extractors/template/facts.h"
#include "pipeline/law/law.h"

namespace riposte {

struct Finding {
  std::string id;     // "notification_mso.assistance": document type, then what
  std::string piece;  // the letter
  std::string kind;   // "mention", "chiffre", "demande"
  std::string state;
  std::string label;                    // French: what the letter had to say, or the figure
  std::string text;                     // as read on the letter
  std::string note;                     // French: why it is so
  std::vector<std::string> looked_for;  // the words looked for
  std::vector<std::string> missing;     // facts that would decide it
  std::vector<Span> spans;
  std::vector<Basis> basis;
};

}  // namespace riposte
