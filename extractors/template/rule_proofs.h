// How often each rule of the templates (a <try> of a <field>) was right on sample letters: rules
// are written one wording after the other, and one that a single letter has met says little of the
// next. The table templates/letters/epreuves.tsv is counted by `riposte templates learn` (learn.h).
//
//   Result<RuleProofs> proofs = RuleProofs::Parse(tsv, "templates/letters/epreuves.tsv");
//   proofs->Count(RuleKey(try_node, "commun.xml", "signataire"))   // {.right = 212, .wrong = 1}
//
// What it is used for: see `Unproved` in drafts.cc. A rule is known by its file, its field and its
// own text: moved, it keeps its count; changed, it has none until the letters are counted anew.
// Parse fails with ErrorCode::kTemplate, file and line. Immutable but for Add; const use is
// thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "extractors/base/error.h"

namespace riposte {

class XmlNode;

class RuleProofs {
 public:
  struct Proof {
    int right = 0, wrong = 0;  // letters
  };

  // An empty text is an empty table.
  static Result<RuleProofs> Parse(std::string_view tsv, const std::string& name);

  bool empty() const { return proofs_.empty(); }
  // Zeros for a rule that no letter has met.
  Proof Count(const std::string& rule) const;
  void Add(const std::string& rule, bool right);
  void Add(const RuleProofs& others);
  std::string ToTsv() const;

 private:
  std::map<std::string, Proof, std::less<>> proofs_;
};

// «commun.xml signataire 5b1f0c2e»: the element with its attributes, children and texts, comments
// aside.
std::string RuleKey(const XmlNode& rule, std::string_view file, std::string_view field);

}  // namespace riposte
