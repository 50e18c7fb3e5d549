// Chooses the template of a letter. Private to the room.
//
// A cue gives its weight once, however often it stands there. A template is possible from
// `possible` points and sure from `sure`; a missing required cue or a forbidden one ends it. When
// the runner-up comes within three quarters of the best (each measured by its own `sure`), the type
// is in doubt, and the one with the shorter delay is shown: a deadline missed costs more than a
// letter looked at twice. Where nothing is possible, a type that has the points to be sure and
// lacks a single required cue (or has a single forbidden one) is shown in doubt instead of
// `inconnu`.
//
// The words of the letter are the second witness (type_words.h). Where they speak clearly for
// another type, the type is in doubt; where they speak clearly for the first, a competitor among
// the cues is dismissed and few cues are enough. Where no type is possible by its cues, the one
// that the words are most like is shown in doubt.
#pragma once

#include <string>
#include <vector>

#include "extractors/template/fields.h"
#include "extractors/template/model.h"

namespace riposte {

struct TypeScore {
  const Template* t = nullptr;
  double score = 0;
  double unread = 0;  // weight of the patterns not tried yet
  bool possible = false;
  int obstacles =
      0;  // required cues that are missing (those of little weight thrice), forbidden ones
  std::string lost;  // why not, empty when possible
};

struct Choice {
  const Template* best = nullptr;  // null: inconnu
  bool sure = false;
  bool near = false;       // nothing was possible, this comes nearest; never sure
  bool by_words = false;   // and only its words say so
  bool contested = false;  // its words, or a rival, clearly name another type
  std::vector<std::string> why;
  std::vector<std::string> candidates;  // ids of the possible types when in doubt
  std::vector<TypeScore> scores;        // best first
};

// Of the law or wording that a letter of that day follows; without a date, any.
bool InForce(const Template& t, std::optional<Date> letter_date);
// A delay in months, to compare: 30 days are one; longer than any for a type without a delay.
double MonthsOf(const std::optional<Duration>& d);

Choice ChooseTemplate(const LetterText& text, const Templates::Impl& impl, FieldReader* reader,
                      std::optional<Date> letter_date, Trace* trace);

}  // namespace riposte
