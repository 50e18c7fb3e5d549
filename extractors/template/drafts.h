// Drafts: values with their evidence, before they are judged. Private to the room.
//
//   Draft d = MakeDraft(spec, hits, text);       // the best hit, the others as candidates
//   …checks set d.evidence.arithmetic_holds / _broken…
//   desk.Fetch(Wishes(d));                       // those of all drafts together: it is faster
//   JudgeDraft(&d, &desk);                       // second readings where they are wanted; the Fact
//
// Second readings are asked for whole lines or cells, never for single words, and each at most once
// (Desk remembers them). The comma witness of a line is cut to the place of the value.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "extractors/evidence/evidence.h"
#include "extractors/reading/rereader.h"
#include "extractors/template/facts.h"
#include "extractors/template/fields.h"

namespace riposte {

struct CropPlace {
  const PageReading* page = nullptr;
  Box crop;   // the line or cell
  Box value;  // what is judged in it
};

struct Draft {
  Fact fact;
  Evidence evidence;
  std::vector<CropPlace> places;
  bool doubtful = false;    // the template says so
  bool unproved = false;    // as doubtful, by the record of the rule (rule_proofs.h)
  bool look_again = false;  // also where nothing was found: stars are easily lost
};

struct CropWish {
  CropPlace place;
  CropRecipe recipe = CropRecipe::kNumber;
};

// Asks the Rereader, remembers its answers.
class Desk {
 public:
  explicit Desk(Rereader& rereader) : rereader_(rereader) {}
  // None when it fails.
  std::optional<CropReading> Read(const CropPlace& place, CropRecipe recipe);
  // Asks for all of them at once, so that Read finds its answers.
  void Fetch(const std::vector<CropWish>& wishes);

 private:
  using Key = std::tuple<int, int, int, int, int, int>;
  static Key KeyOf(const CropPlace& place, CropRecipe recipe);
  static CropRequest RequestOf(const CropPlace& place, CropRecipe recipe);
  Rereader& rereader_;
  std::map<Key, std::optional<CropReading>> known_;
};

// `hits` is not empty, best first.
Draft MakeDraft(const FieldSpec& spec, const std::vector<Hit>& hits, const LetterText& text);

// The second readings that JudgeDraft will ask for.
std::vector<CropWish> Wishes(const Draft& draft);
// And what it will ask for once these are there: the third readings.
std::vector<CropWish> WishesOnceMore(const Draft& draft, Desk* desk);
void JudgeDraft(Draft* draft, Desk* desk);

bool OutOfRange(const Value& value, std::optional<double> min, std::optional<double> max);

}  // namespace riposte
