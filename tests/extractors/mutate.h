// Seeded mutations for tests that throw nonsense at a parser: the same seed gives the same nonsense
// on every machine (std::mt19937_64 is defined to the bit, its distributions are not, so none is
// used).
//
//   Mutator mutate(7, {"«", "999999999999", "<x>"});
//   std::string odd = mutate(good);
#pragma once

#include <random>
#include <string>
#include <vector>

namespace riposte {

class Mutator {
 public:
  // `words`: what the parser may trip over; put in at random places.
  Mutator(uint64_t seed, std::vector<std::string> words)
      : random_(seed), words_(std::move(words)) {}

  size_t Below(size_t n) { return n == 0 ? 0 : static_cast<size_t>(random_() % n); }

  // One to four changes: a byte, a piece left out, doubled or moved, a word put in.
  std::string operator()(std::string s) {
    for (size_t changes = 1 + Below(4); changes > 0; --changes) {
      const size_t at = Below(s.size() + 1), length = 1 + Below(12);
      switch (Below(5)) {
        case 0:
          if (at < s.size()) s[at] = static_cast<char>(Below(256));
          break;
        case 1:
          s.erase(at, length);
          break;
        case 2:
          s.insert(at, s.substr(at, length * 4));
          break;
        case 3:
          s.insert(Below(s.size() + 1), s.substr(at, length));
          break;
        default:
          s.insert(at, words_[Below(words_.size())]);
      }
    }
    return s;
  }

 private:
  std::mt19937_64 random_;
  std::vector<std::string> words_;
};

}  // namespace riposte
