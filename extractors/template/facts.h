// Facts: what a letter says, typed, each with its place on the paper and whether it can be relied
// on. It is the answer of `extract`, the JSON of `riposte extract`, and what a dossier keeps.
//
//   const Fact* f = letter.Field("ij_prescrites");
//   if (f && f->status == FactStatus::kSure) Use(std::get<int64_t>(f->value));
//
// A field that the letter does not have is absent from `fields`; a table cell that is empty has the
// value monostate (JSON null). A value that is wrong must never be kSure: see evidence/evidence.h.
// Plain values. ToJson gives contract/vocabulary.md to the letter, then three keys of its own
// (`required`, `missing`, `urgent`), which a reader may lack; LetterFromJson reads it back, exactly
// but for boxes (0.01 point) and confidence (4 places), and fails with kDamaged on anything that
// ToJson would not write. A value's type comes from the vocabulary, not from the JSON.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/base/geometry.h"
#include "extractors/values/value.h"

namespace riposte {

enum class FactStatus { kSure, kToReview };

struct Span {
  int page = 1;  // 1-based in the file
  Box box;       // points, page as displayed
};

struct Candidate {
  Value value;
  std::string text;
  std::vector<Span> spans;
};

struct Fact {
  Value value;
  std::string text;         // as printed (as read)
  std::vector<Span> spans;  // every place it was read; several for wrapped or joined values
  double confidence = 0;    // calibrated share of right values with this evidence
  FactStatus status = FactStatus::kToReview;
  std::vector<std::string> why;  // reasons for kToReview, ids of the contract
  std::vector<Candidate> candidates;
  std::string rule;  // of the templates that found it (rule_proofs.h); not in JSON
};

// «holds», «broken», «not_checkable».
struct Check {
  std::string id;
  std::string status;
  std::string detail;
};

using Row = std::map<std::string, Fact>;

struct LetterType {
  std::string value = "inconnu";
  FactStatus status = FactStatus::kToReview;
  std::vector<std::string> why;
  std::vector<std::string> candidates;  // ids of the types that competed
  std::string template_id;
  std::string template_version;
};

struct Letter {
  std::string source;  // file name as given
  std::string sha256;
  int item = 1, items = 1;
  int first_page = 1, pages = 1;
  LetterType type;
  std::map<std::string, Fact> fields;
  std::map<std::string, std::vector<Row>> tables;
  std::vector<Check> checks;
  std::vector<std::string> warnings;
  // Required fields of the template that were not found: they make `extract` exit with 4.
  std::vector<std::string> missing;
  bool urgent = false;  // an `inconnu` that may carry a clock (contract/vocabulary.md)

  const Fact* Field(std::string_view id) const;
  // Exit code of the contract: 4 when a required field is missing or to_review, or the type is in
  // doubt.
  bool NeedsPerson() const;
  std::vector<std::string> required;  // ids the template requires
};

// One line of JSON Lines; `indent` >= 0 for people.
std::string ToJson(const Letter& letter, int indent = -1);
Result<Letter> LetterFromJson(std::string_view json);

}  // namespace riposte
