// Counts which words stand in sample letters of which type, for the second witness of the type
// (type_words.h): `riposte templates learn`.
//
//   Result<Learned> l = LearnTypeWords({.folder = "samples", .except = {"-4"}}, read);
//   // l->tsv is what templates/letters/mots.tsv is to hold
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

namespace riposte {

struct LearnRequest {
  std::string folder;
  std::vector<std::string> except;  // ends of NAMEs that are left out, to be measured on
  std::string before;               // the table that the letters are added to; empty: anew
};

struct Learned {
  std::string tsv;
  int letters = 0;  // counted this time
};

Result<Learned> LearnTypeWords(const LearnRequest& request, const SampleReader& read);

// The words of all pages.
std::set<std::string> WordsOfReading(const Reading& reading);

}  // namespace riposte
