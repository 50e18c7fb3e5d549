// When is a value sure? Confidence of the OCR engine cannot carry it: a sharp «21,8 %» is read
// «218%» at 96. So `sure` needs evidence: the form of the value, its range, a comma witness and a
// second reading of the crop (which can only raise doubt), arithmetic and agreement between two
// places (which can clear doubt).
//
//   Verdict v = Judge({.type = kPercent, .value = …, .text = "21,8 %", .source = kOcr, …});
//   if (!v.sure) fact.why = v.why;
//
// Readings of a crop may be of the whole line: the value is looked for in them; `commas` must count
// the marks inside the value alone.
//
// `why`, besides the doubts of form of values/parse.h, which pass through unless cleared:
//   second_reading_differs  the crop read again gives other digits or words
//   comma_doubt             the comma witness counts other decimal marks than the value has (not
//                           where it sees none and both readings print one, fax aside)
//   second_reading_failed, no_second_reading   OCR, and nothing else speaks for the value
//   check_broken            a sum, a ratio or an order of dates that rests on it does not hold
//   places_differ, tie      the letter says otherwise elsewhere; another candidate ranks as high
//   incomplete_text         a text that ends with «de», «des», «et»…: a short word after it was
//   lost out_of_range, low_ink (faint print), low_confidence (a word was guessed), badly_read (the
//   page)
//
// What clears: arithmetic clears commas and digits (of a count of 1,000 or more, whose last digit a
// rounded ratio does not feel, only together with an agreeing reading or clear words); agreement of
// two places clears odd forms; a second reading whose form is plain clears «ocr_form», and any that
// agrees clears it of «ler janvier»; one that agrees and is sure of itself clears a number's
// «low_confidence», faxes aside; Luhn's key, a closed list, or words without digits («un mois»)
// stand in for a second reading. On a text layer
// only form, tie, range, checks and other places count. A value of monostate is an empty cell: by
// OCR it is sure only if the cell read again is empty.
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
  bool bilevel = false;               // of a picture in black and white alone, a fax
  std::optional<CropReading> second;  // kNumber or kLine reading of the crop, if asked
  std::optional<CropReading> third;   // another recipe, if asked
  bool second_failed = false;
  int agreeing_places = 0;        // other places of the letter with the same value
  int differing_places = 0;       // … with another one for the same field
  bool arithmetic_holds = false;  // a check that rests on it holds, with no free choice of digits
  bool arithmetic_broken = false;
  bool within_line = false;  // text with « / »: its parts stand on one line, among other words
  bool to_line_end = false;  // text that ends its line: nothing may stand right of it
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

// Must the crop be read again before judging? Never for a text layer, nor where the value would be
// in doubt whatever the crop says.
bool WantsSecondReading(const Evidence& evidence);

// After the second: would another one that agrees settle it? Only of texts that the first reading
// was not quite sure of; the second must say the same to the letter.
bool WantsThirdReading(const Evidence& evidence);

}  // namespace riposte
