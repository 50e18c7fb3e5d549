// Is this a French word? For choosing between two readings of one place, and for nothing else: a
// word that is in no dictionary may be a name, a drug or a town, and is never wrong for that.
//
//   const Lexicon& words = Lexicon::French();
//   words.Knows("notification")      // true
//   words.Knows("noufication")       // false
//   words.Knows("l'assurance,")      // true: elision and the marks around a word are taken off
//   words.Knows("ANGOULÊME")         // capitals are looked up small, with and without accents
//
// The words are Debian's (package wfrench, 346,000 forms), in 64-bit hashes: 5.3 MiB. French()
// reads them at the first call (about 0.1 s) from /usr/share/dict, which a sandbox must leave
// readable; where the file is missing the lexicon is empty and knows nothing. Thread-safe once
// made; the first call of French() too.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace riposte {

class Lexicon {
 public:
  // One word a line, UTF-8; lines over 60 bytes and what is over a million words are passed over.
  explicit Lexicon(std::string_view list);
  static const Lexicon& French();

  bool empty() const { return exact_.empty(); }
  // Every part of the token, cut at apostrophes and hyphens, is a word of three letters or more, or
  // a shorter one of the few that French has. A token with a digit is none.
  bool Knows(std::string_view token) const;

 private:
  bool Part(std::string_view part) const;
  std::vector<uint64_t> exact_, bare_;  // sorted; `bare_` without accents
};

}  // namespace riposte
