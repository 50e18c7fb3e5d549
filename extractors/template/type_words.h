// A second witness of a letter's type: which words stand in letters of which type. The cues of a
// template are phrases that somebody thought of; another office writes others. Whole vocabularies
// change less: counted over letters of all hands but one, they name the type of the last hand's
// letters in 98 of 100 cases.
//
//   Result<TypeWords> words = TypeWords::Parse(tsv, "templates/letters/mots.tsv");
//   words->Rank(WordsOfLetter("… saisir la commission de recours amiable …"));
//   // {"decision_cra", 0.41}, {"mise_en_demeure", 0.22}, …
//
// The file is a table for any spreadsheet, a word a row, a type a column: in how many letters of
// that type the word stands. Its first row names the types, its second says how many letters of
// each were counted. `riposte templates learn` writes it.
//
// Likeness is the cosine between the letter (the words it has, weighted by how rare they are) and
// the mean letter of a type: tf-idf with presence for tf, nearest centroid (Salton and Buckley,
// 1988). It runs from 0 to 1; a letter of a known type has 0.15 to 0.6 with its own. It is no
// probability: what is compared is the likeness of two types.
//
// Parse fails with ErrorCode::kTemplate, file and line, where the table is none. Const use from
// several threads is safe. Linear in the words of the letter.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extractors/base/error.h"

namespace riposte {

// Words of two letters and more in plain letters, without numbers, each once.
std::set<std::string> WordsOfLetter(std::string_view text);

class TypeWords {
 public:
  struct Likeness {
    std::string type;
    double value = 0;
  };

  // `name` is the file of messages.
  static Result<TypeWords> Parse(std::string_view tsv, const std::string& name);

  // Best first; empty when nothing was learned or no word is known.
  std::vector<Likeness> Rank(const std::set<std::string>& words) const;

  // Counts one more letter; Rank knows of it once what ToTsv says has been parsed.
  void Add(const std::string& type, const std::set<std::string>& words);
  int letters() const;
  // Without the words that fewer letters have: names, towns, what one hand alone writes.
  std::string ToTsv(int fewest_letters) const;

 private:
  void Weigh();

  std::map<std::string, int> letters_;                       // by type
  std::map<std::string, std::map<std::string, int>> words_;  // by word and type
  std::map<std::string, double> rarity_;                     // by word, of Weigh
  std::map<std::string, double> length_;                     // by type, of Weigh
};

}  // namespace riposte
