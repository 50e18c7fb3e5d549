// When is a value sure? Confidence of the OCR engine cannot carry it: a sharp «21,8 %» is read
// «218%» at 96. So `sure` needs evidence: the form of the value, its range, a comma witness and a
// second reading of the crop (which can only raise doubt), arithmetic and agreement between two
// places (which can clear doubt).
//
//   Verdict v = Judge({.type = kPercent, .value = …, .text = "21,8 %", .source = kOcr, …});
//   if (!v.sure) fact.why = v.why;
//
// The levels of `confidence` are the shares of right values measured by tests/accuracy for each
// pattern of evidence; they are documented in evidence.cc. Pure functions; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "extractors/reading/reading.h"
#include "extractors/reading/rereader.h"
#include "extractors/values/parse.h"

namespace riposte {

struct Evidence {
  ValueType type = ValueType::kText;
  Found found;       // the reading that is judged
  std::string text;  // as printed
  PageSource source = PageSource::kTextLayer;
  double word_confidence = 1;  // the least of its words
  double page_quality = 1;
  std::optional<CropReading> second;  // kNumber or kLine reading of the crop, if asked
  std::optional<CropReading> third;   // another recipe, if asked
  bool second_failed = false;
  int agreeing_places = 0;        // other places of the letter with the same value
  int differing_places = 0;       // … with another one for the same field
  bool arithmetic_holds = false;  // a check that rests on it holds, with no free choice of digits
  bool arithmetic_broken = false;
  bool closed_list = false;  // text: it is a member of a closed list (funds, départements)
  bool out_of_range = false;
  bool tie = false;  // another candidate ranks as high
};

struct Verdict {
  bool sure = false;
  double confidence = 0;
  std::vector<std::string> why;  // empty when sure
};

Verdict Judge(const Evidence& evidence);

// Must the crop be read again before judging? (Never for a text layer.)
bool WantsSecondReading(const Evidence& evidence);

}  // namespace riposte
