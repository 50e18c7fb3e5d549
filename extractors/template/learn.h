// Counts what words stand in sample letters of which type, and around which value: for the second
// witness of the type (type_words.h) and that of the fields (place_words.h); and how often each
// rule of the templates was right (rule_proofs.h). `riposte templates learn`.
//
//   Result<Learned> l = LearnWords({.folder = "samples", .except = {"-4"}}, templates, read);
//   // l->types, l->places and l->rules are what templates/letters/mots.tsv, abords.tsv and
//   // epreuves.tsv are to hold
//
// A letter is NAME.json with a "type" (as for `riposte templates check`) and NAME.pdf beside it, or
// FOLDER/letters/NAME.json and FOLDER/mail/NAME.pdf. `inconnu` is no type. Fails with
// ErrorCode::kUsage when there is no letter, with the reader's error when one cannot be read.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/template/check.h"
#include "extractors/template/extract.h"
#include "extractors/template/place_words.h"
#include "extractors/template/rule_proofs.h"
#include "extractors/values/json.h"

namespace riposte {

struct LearnRequest {
  std::string folder;
  std::vector<std::string> except;  // ends of NAMEs that are left out, to be measured on
  // The tables that the letters are added to; empty: anew.
  std::string types_before, places_before, rules_before;
};

struct Learned {
  std::string types, places, rules;  // tables
  int letters = 0;                   // counted this time
};

Result<Learned> LearnWords(const LearnRequest& request, const Templates& templates,
                           const SampleReader& read);

// How the rules that found the fields of one letter did.
void ProveRules(const Reading& reading, const Templates& templates, const std::string& type,
                const JsonNode& expected, RuleProofs* proofs);

// The words of all pages.
std::set<std::string> WordsOfReading(const Reading& reading);

// A value of a letter that may be the field, and whether it is what is expected.
struct LabelledPlace {
  std::string field;
  Value value;
  std::vector<std::string> marks;
  bool is_field = false;
};

// All of a letter whose expected values are known. `expected` is the sample's JSON.
std::vector<LabelledPlace> LabelPlaces(const Reading& reading, const std::string& type,
                                       const JsonNode& expected);

}  // namespace riposte
