// A search over words, each step one word further or one line down; keys that are long enough bear
// a sign or two that OCR took for others.
#include "extractors/reading/heading_places.h"

#include <algorithm>

#include "extractors/reading/table_header.h"
#include "extractors/values/fold.h"

namespace riposte::reading {
namespace {

constexpr int kMaxSteps = 400;  // of one search

// How many signs of want[from..] the key covers; 0: it does not fit.
size_t Covers(const std::string& want, size_t from, const std::string& key) {
  if (key.empty() || from >= want.size()) return 0;
  if (want.compare(from, key.size(), key) == 0) return key.size();
  if (key.size() < 5) return 0;
  const int limit = key.size() < 9 ? 1 : 2;
  for (size_t n : {key.size(), key.size() + 1, key.size() - 1}) {
    if (from + n > want.size()) continue;
    if (EditDistance(std::string_view(want).substr(from, n), key, limit) <= limit) return n;
  }
  return 0;
}

}  // namespace

std::string WordKey(std::string_view word) {
  const std::vector<std::string> words = FoldWords(word);
  std::string key;
  for (const std::string& w : words) key += w;
  return key.empty() ? FoldKey(word) : key;
}

std::string HeadingPhraseKey(std::string_view phrase) {
  std::string key;
  size_t at = 0;
  while (at < phrase.size()) {
    const size_t end = std::min(phrase.find(' ', at), phrase.size());
    if (end > at) key += WordKey(phrase.substr(at, end - at));
    at = end + 1;
  }
  return key;
}

HeadingPlaces::HeadingPlaces(const PageReading& page, const Layout& layout) : layout_(layout) {
  keys_.resize(layout.words.size());
  row_of_.resize(layout.words.size());
  at_.resize(layout.words.size());
  for (size_t r = 0; r < layout.rows.size(); ++r)
    for (size_t k = 0; k < layout.rows[r].words.size(); ++k) {
      const int w = layout.rows[r].words[k];
      keys_[w] = WordKey(page.words[layout.words[w].index].text);
      row_of_[w] = r;
      at_[w] = k;
    }
}

const std::vector<Place>& HeadingPlaces::Find(const std::string& want) const {
  const auto [known, is_new] = found_.try_emplace(want);
  std::vector<Place>& places = known->second;
  if (!is_new || want.empty()) return places;
  for (int w = 0; w < static_cast<int>(keys_.size()); ++w) {
    if (keys_[w].empty() || keys_[w][0] != want[0]) {
      // OCR may have taken the first sign for another; long words bear it.
      if (keys_[w].size() < 5) continue;
    }
    Place p;
    int steps = 0;
    if (Spell(want, 0, w, p, steps)) {
      p.length = want.size();
      places.push_back(std::move(p));
      if (places.size() >= kMaxPlaces) break;
    }
  }
  return places;
}

bool HeadingPlaces::Alone(const Place& p, const std::set<int>& taken) const {
  for (int w : p.words) {
    const LaidRow& row = layout_.rows[row_of_[w]];
    for (int step : {-1, 1}) {
      const int k = static_cast<int>(at_[w]) + step;
      if (k < 0 || k >= static_cast<int>(row.words.size())) continue;
      const int other = row.words[k];
      if (std::find(p.words.begin(), p.words.end(), other) != p.words.end() ||
          taken.contains(other))
        continue;
      const Box &a = layout_.words[step < 0 ? other : w].box,
                &b = layout_.words[step < 0 ? w : other].box;
      if (b.left - a.right < 0.7 * row.em &&
          !RuleBetween(layout_, a.right - 1, b.left + 1, row.base - 0.3 * row.em))
        return false;
    }
  }
  return true;
}

bool HeadingPlaces::SecondLine(const Place& p, const std::set<int>& taken) const {
  size_t top = row_of_[p.words.front()];
  for (int w : p.words) top = std::min(top, row_of_[w]);
  const LaidRow& row = layout_.rows[top];
  for (size_t r = top; r-- > 0;) {
    const LaidRow& above = layout_.rows[r];
    if (row.base - above.base > 1.5 * row.em) return false;
    for (int w : above.words) {
      const Box& b = layout_.words[w].box;
      if (taken.contains(w) || std::find(p.words.begin(), p.words.end(), w) != p.words.end())
        continue;
      if (std::min(b.right, p.box.right) - std::max(b.left, p.box.left) > 0.3 * row.em)
        return !LevelRuleBetween(b, above, row);
    }
  }
  return false;
}

bool HeadingPlaces::LevelRuleBetween(const Box& b, const LaidRow& above,
                                     const LaidRow& below) const {
  if (layout_.rules.size() > 5000) return false;
  return std::any_of(layout_.rules.begin(), layout_.rules.end(), [&](const Rule& r) {
    return r.horizontal && r.box.center_y() > above.base - 0.2 * above.em &&
           r.box.center_y() < below.base - 0.4 * below.em && r.box.left < b.right &&
           r.box.right > b.left;
  });
}

bool HeadingPlaces::Spell(const std::string& want, size_t from, int word, Place& p,
                          int& steps) const {
  if (++steps > kMaxSteps || p.words.size() >= 12) return false;
  const size_t n = Covers(want, from, keys_[word]);
  if (n == 0) return false;
  const Box before = p.box;
  p.words.push_back(word);
  p.box = p.words.size() == 1 ? layout_.words[word].box : p.box.Union(layout_.words[word].box);
  if (from + n == want.size()) return true;
  for (int next : Onwards(word, p))
    if (Spell(want, from + n, next, p, steps)) return true;
  p.words.pop_back();
  p.box = before;
  return false;
}

// The word to the right, then the first words of runs on the line below.
std::vector<int> HeadingPlaces::Onwards(int word, const Place& p) const {
  std::vector<int> next;
  const size_t r = row_of_[word];
  const LaidRow& row = layout_.rows[r];
  if (at_[word] + 1 < row.words.size()) {
    const int right = row.words[at_[word] + 1];
    const Box &a = layout_.words[word].box, &b = layout_.words[right].box;
    if (b.left - a.right < 1.1 * row.em &&
        !RuleBetween(layout_, a.right - 1, b.left + 1, row.base - 0.3 * row.em))
      next.push_back(right);
  }
  for (size_t below = r + 1; below < layout_.rows.size() && below < r + 6; ++below) {
    const LaidRow& line = layout_.rows[below];
    if (line.base - row.base < 0.6 * row.em) continue;
    if (line.base - row.base > 1.6 * row.em || LevelRuleBetween(p.box, row, line)) break;
    for (size_t k = 0; k < line.words.size();) {
      const size_t end = RunEnd(layout_, line, k);
      const double left = layout_.words[line.words[k]].box.left;
      const double right = layout_.words[line.words[end - 1]].box.right;
      if (left < p.box.right + 0.5 * row.em && right > p.box.left - 0.5 * row.em)
        next.push_back(line.words[k]);
      // Headings that stand close: a word right below, after a gap that is no space.
      for (size_t i = k + 1; i < end; ++i) {
        const Box &a = layout_.words[line.words[i - 1]].box, &b = layout_.words[line.words[i]].box;
        if (b.left - a.right > 0.5 * line.em && b.left < p.box.right && b.right > p.box.left)
          next.push_back(line.words[i]);
      }
      k = end;
    }
  }
  return next;
}

}  // namespace riposte::reading
