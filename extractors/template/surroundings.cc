// The idea: near words say most, words of the row and of the heading above speak where a paragraph
// has none: a value in a table or behind a label that stands in a column of its own.
#include "extractors/template/surroundings.h"

#include <algorithm>

#include "extractors/values/fold.h"

namespace riposte {
namespace {

constexpr size_t kBefore = 10, kNearBefore = 3, kAfter = 5, kNearAfter = 2;
constexpr size_t kFewBefore = 4;  // fewer than these: row and heading are looked at
constexpr size_t kReach = 400;    // bytes of a paragraph on each side
constexpr size_t kMostBeside = 24;
constexpr double kHeadingLines = 2.5;

std::vector<std::string> WordsAround(std::string_view text) {
  std::vector<std::string> out;
  const std::string plain = Plain(text);
  std::string word;
  const auto end = [&] {
    if (!word.empty()) out.push_back(word[0] >= '0' && word[0] <= '9' ? "#" : word);
    word.clear();
  };
  for (size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    const bool letter = c >= 'a' && c <= 'z', digit = c >= '0' && c <= '9';
    if (!letter && !digit) {
      end();
      if (c == '%') out.push_back("%");
      if (plain.compare(i, 3, "€") == 0) out.push_back("€");
      continue;
    }
    if (!word.empty() && (word[0] >= '0' && word[0] <= '9') != digit) end();
    word += c;
  }
  end();
  return out;
}

}  // namespace

std::vector<std::string> SurroundingsOf(const LetterText& text, Range value) {
  std::vector<std::string> marks;
  const auto mark = [&](char kind, const std::string& word) {
    std::string m = kind + word;
    if (std::find(marks.begin(), marks.end(), m) == marks.end()) marks.push_back(std::move(m));
  };
  const TextLine& line = text.lines()[static_cast<size_t>(text.LineAt(value.begin))];
  const Range block = text.blocks()[static_cast<size_t>(line.block)].range;
  const size_t from = std::max(block.begin, value.begin - std::min(value.begin, kReach));
  const std::vector<std::string> before = WordsAround(text.At({from, value.begin}));
  for (size_t i = 0; i < before.size() && i < kBefore; ++i) {
    const std::string& word = before[before.size() - 1 - i];
    mark('-', word);
    if (i < kNearBefore) mark('<', word);
  }
  const std::vector<std::string> after = WordsAround(
      text.At({value.end, std::max(value.end, std::min(block.end, value.end + kReach))}));
  for (size_t i = 0; i < after.size() && i < kAfter; ++i) {
    mark('+', after[i]);
    if (i < kNearAfter) mark('>', after[i]);
  }
  if (before.size() >= kFewBefore) return marks;
  size_t beside = 0;
  const Box box = text.BoxOf(value);
  for (const TextLine& other : text.lines()) {
    if (other.page != line.page || beside > kMostBeside) continue;
    const bool left = other.row == line.row && other.box.right <= box.left;
    const bool above = other.box.bottom <= box.top + 2 && other.box.HorizontalOverlap(box) > 0 &&
                       box.top - other.box.bottom < kHeadingLines * line.height;
    const bool below = other.box.top >= box.bottom - 2 && other.box.HorizontalOverlap(box) > 0 &&
                       other.box.top - box.bottom < kHeadingLines * line.height;
    if (!left && !above && !below) continue;
    for (const std::string& word : WordsAround(text.At(other.range))) {
      mark(left ? '|' : above ? '^' : '_', word);
      ++beside;
    }
  }
  return marks;
}

}  // namespace riposte
