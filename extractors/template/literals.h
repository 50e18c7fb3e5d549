// A set of literals, all found in one pass over a text (Aho-Corasick): the cost of a page does not
// grow with the number of templates.
//
//   LiteralSet set;
//   int id = set.Add("misesousobjectlf");            // a key of text.h; same key, same id
//   set.Build();
//   set.Find(key, [](int id, size_t end) { … });     // every hit, end offset exclusive
//
// Build once, after the last Add; then const and thread-safe. Bytes outside [a-z0-9] match nothing.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace riposte {

class LiteralSet {
 public:
  int Add(const std::string& key);
  void Build();
  void Find(std::string_view text, const std::function<void(int id, size_t end)>& hit) const;
  size_t size() const { return length_.size(); }
  size_t length(int id) const { return length_.at(static_cast<size_t>(id)); }

 private:
  static constexpr int kLetters = 36;
  struct State {
    std::array<int32_t, kLetters> next;
    int32_t fail = 0;
    int32_t output = -1;  // a literal that ends here
    int32_t more = -1;    // the next state on the failure path that has an output
  };
  static int Class(unsigned char c);
  int32_t NewState();
  std::map<std::string, int> ids_;
  std::vector<size_t> length_;
  std::vector<State> states_;
};

}  // namespace riposte
