// Internal to reading/: where the words of a heading stand on a page.
//
//   HeadingPlaces places(page, layout);
//   for (const Place& p : places.Find(PhraseKey("Par patient"))) …
//
// A heading is a path of words whose folded keys spell it: to the right, or down to the line below
// where it wraps. Borrows the layout. Searches are remembered: one thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/reading/layout.h"

namespace riposte::reading {

constexpr size_t kMaxPlaces = 400;  // of all wordings on one page

// Folded and without the punctuation around it; what is punctuation alone stays.
std::string WordKey(std::string_view word);
std::string HeadingPhraseKey(std::string_view phrase);

struct Place {  // of a wording on the page
  std::vector<int> words;
  Box box;
  size_t length = 0;  // of its key
};

class HeadingPlaces {
 public:
  HeadingPlaces(const PageReading& page, const Layout& layout);

  // Places that spell `want`.
  const std::vector<Place>& Find(const std::string& want) const;
  size_t RowOf(int word) const { return row_of_[word]; }
  // No other word touches the place from the side; `taken` are words of other header cells.
  bool Alone(const Place& p, const std::set<int>& taken) const;
  // A word right above that belongs to the same heading: the place is only its second line.
  bool SecondLine(const Place& p, const std::set<int>& taken) const;

 private:
  bool LevelRuleBetween(const Box& b, const LaidRow& above, const LaidRow& below) const;
  bool Spell(const std::string& want, size_t from, int word, Place& p, int& steps) const;
  std::vector<int> Onwards(int word, const Place& p) const;

  const Layout& layout_;
  std::vector<std::string> keys_;
  std::vector<size_t> row_of_, at_;
  mutable std::map<std::string, std::vector<Place>> found_;
};

}  // namespace riposte::reading
