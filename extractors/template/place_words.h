// A witness of which value is which: the words around the values of known letters. A template's
// anchors are words that somebody thought of; another office writes others, but seldom only others.
//
//   Result<PlaceWords> words = PlaceWords::Parse(tsv, "templates/letters/abords.tsv");
//   words->Score("rdv_date", SurroundingsOf(text, at))     // 7.1: very likely; -3: hardly
//
// The file is a table for any spreadsheet: field, mark (surroundings.h), how often it stood near
// the field's value (`oui`) and near other values of the same kind in letters of the same types
// (`non`). `riposte templates learn` writes it.
//
// Score is the sum over the marks of log P(mark | the field) / P(mark | another value), each drawn
// towards 0 while it rests on few values and held within 3 (naive Bayes with presence; Maron,
// 1961). The prior is left out: values of one letter are compared with each other. It is no
// probability: marks depend on each other.
//
// Parse fails with ErrorCode::kTemplate, file and line, where the table is none. Const use from
// several threads is safe. Linear in the marks.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/base/error.h"

namespace riposte {

class PlaceWords {
 public:
  // `name` is the file of messages.
  static Result<PlaceWords> Parse(std::string_view tsv, const std::string& name);

  // Some values of the field were seen.
  bool Knows(std::string_view field) const;
  // 0 for a field that is not known.
  double Score(std::string_view field, const std::vector<std::string>& marks) const;

  // Counts one more value: the field's, or another one that it might have been.
  void Add(const std::string& field, const std::vector<std::string>& marks, bool is_field);
  // Without the marks that were seen fewer times, or that say nothing.
  std::string ToTsv(int fewest) const;

 private:
  struct Count {
    int yes = 0, no = 0;
  };
  struct Field {
    Count all;
    std::map<std::string, Count, std::less<>> marks;
  };
  static double Weight(const Field& field, const Count& count);

  std::map<std::string, Field, std::less<>> fields_;
};

}  // namespace riposte
