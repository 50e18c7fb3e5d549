// The idea: the textbook automaton with a full transition table over 36 letters; a byte that no
// literal can hold (block separators) leads back to the root.
#include "extractors/template/literals.h"

#include <queue>

namespace riposte {

int LiteralSet::Class(unsigned char c) {
  if (c >= 'a' && c <= 'z') return c - 'a';
  if (c >= '0' && c <= '9') return 26 + c - '0';
  return -1;
}

int32_t LiteralSet::NewState() {
  states_.emplace_back();
  states_.back().next.fill(-1);
  return static_cast<int32_t>(states_.size()) - 1;
}

int LiteralSet::Add(const std::string& key) {
  if (states_.empty()) NewState();
  auto [it, is_new] = ids_.emplace(key, static_cast<int>(length_.size()));
  if (!is_new) return it->second;
  length_.push_back(key.size());
  int32_t s = 0;
  for (char c : key) {
    const int k = Class(static_cast<unsigned char>(c));
    if (k < 0) return it->second;  // can never match
    int32_t n = states_[s].next[k];
    if (n < 0) {
      n = NewState();
      states_[s].next[k] = n;
    }
    s = n;
  }
  if (s != 0) states_[s].output = it->second;
  return it->second;
}

void LiteralSet::Build() {
  if (states_.empty()) NewState();
  std::queue<int32_t> todo;
  for (int32_t& n : states_[0].next) {
    if (n < 0)
      n = 0;
    else
      todo.push(n);
  }
  while (!todo.empty()) {
    const int32_t s = todo.front();
    todo.pop();
    const int32_t f = states_[s].fail;
    states_[s].more = states_[f].output >= 0 ? f : states_[f].more;
    for (int k = 0; k < kLetters; ++k) {
      const int32_t n = states_[s].next[k];
      if (n < 0) {
        states_[s].next[k] = states_[f].next[k];
      } else {
        states_[n].fail = states_[f].next[k];
        todo.push(n);
      }
    }
  }
}

void LiteralSet::Find(std::string_view text,
                      const std::function<void(int id, size_t end)>& hit) const {
  if (states_.empty()) return;
  int32_t s = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const int k = Class(static_cast<unsigned char>(text[i]));
    s = k < 0 ? 0 : states_[s].next[k];
    for (int32_t o = states_[s].output >= 0 ? s : states_[s].more; o >= 0; o = states_[o].more)
      hit(states_[o].output, i + 1);
  }
}

}  // namespace riposte
