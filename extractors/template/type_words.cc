// The idea: counts are kept as they are, so that a letter can be added to them; weights follow from
// counts. Presence, not frequency: a table says «euros» forty times and means it once.
#include "extractors/template/type_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "extractors/values/fold.h"

namespace riposte {
namespace {

constexpr size_t kShortestWord = 2;
constexpr size_t kLongestWord = 40;
constexpr int kMostLetters = 1'000'000;

std::vector<std::string_view> Split(std::string_view s, char by) {
  std::vector<std::string_view> out;
  for (size_t from = 0;;) {
    const size_t to = s.find(by, from);
    out.push_back(s.substr(from, to - from));
    if (to == std::string_view::npos) return out;
    from = to + 1;
  }
}

bool IsWord(std::string_view s) {
  return s.size() >= kShortestWord && s.size() <= kLongestWord &&
         std::all_of(s.begin(), s.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

std::set<std::string> WordsOfLetter(std::string_view text) {
  std::set<std::string> words;
  const std::string plain = Plain(text);
  size_t begin = 0;
  for (size_t i = 0; i <= plain.size(); ++i) {
    const bool letter = i < plain.size() && plain[i] >= 'a' && plain[i] <= 'z';
    if (letter) continue;
    if (std::string_view word(plain.data() + begin, i - begin); IsWord(word)) words.emplace(word);
    begin = i + 1;
  }
  return words;
}

Result<TypeWords> TypeWords::Parse(std::string_view tsv, const std::string& name) {
  TypeWords out;
  std::vector<std::string> types;
  int number = 0;
  const auto wrong = [&](const std::string& message) {
    return Error{.code = ErrorCode::kTemplate,
                 .message = fmt::format("line {}: {}", number, message),
                 .hint = "make it anew with `riposte templates learn`",
                 .file = name};
  };
  for (std::string_view line : Split(tsv, '\n')) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string_view> cells = Split(line, '\t');
    if (types.empty()) {
      for (size_t i = 1; i < cells.size(); ++i) types.emplace_back(cells[i]);
      if (types.empty()) return wrong("the first row names no types");
      continue;
    }
    if (cells.size() != types.size() + 1)
      return wrong(fmt::format("{} cells where {} are needed", cells.size(), types.size() + 1));
    const bool totals = out.letters_.empty();
    if (!totals && !IsWord(cells[0])) return wrong(fmt::format("«{}» is no word", cells[0]));
    for (size_t i = 0; i < types.size(); ++i) {
      const std::string_view cell = cells[i + 1];
      int count = 0;
      if (!cell.empty()) {
        const auto [end, ec] = std::from_chars(cell.data(), cell.data() + cell.size(), count);
        if (ec != std::errc() || end != cell.data() + cell.size() || count < 0 ||
            count > kMostLetters)
          return wrong(fmt::format("«{}» is no number of letters", cell));
      }
      if (totals)
        out.letters_[types[i]] = count;
      else if (count > out.letters_[types[i]])
        return wrong(fmt::format("{} letters of {} have the word, {} were counted", count, types[i],
                                 out.letters_[types[i]]));
      else if (count > 0)
        out.words_[std::string(cells[0])][types[i]] = count;
    }
  }
  out.Weigh();
  return out;
}

void TypeWords::Add(const std::string& type, const std::set<std::string>& words) {
  ++letters_[type];
  for (const std::string& word : words) ++words_[word][type];
}

int TypeWords::letters() const {
  int sum = 0;
  for (const auto& [type, count] : letters_) sum += count;
  return sum;
}

void TypeWords::Weigh() {
  const double all = letters();
  for (const auto& [word, types] : words_) {
    double with = 0;
    for (const auto& [type, count] : types) with += count;
    const double rarity = std::log(all / with);
    rarity_[word] = rarity;
    for (const auto& [type, count] : types) {
      const double mean = rarity * count / letters_.at(type);
      length_[type] += mean * mean;
    }
  }
  for (auto& [type, length] : length_) length = std::sqrt(length);
}

std::vector<TypeWords::Likeness> TypeWords::Rank(const std::set<std::string>& words) const {
  double own = 0;
  std::map<std::string, double> common;
  for (const std::string& word : words) {
    const auto known = words_.find(word);
    if (known == words_.end()) continue;
    const double rarity = rarity_.at(word);
    own += rarity * rarity;
    for (const auto& [type, count] : known->second)
      common[type] += rarity * rarity * count / letters_.at(type);
  }
  std::vector<Likeness> out;
  for (const auto& [type, sum] : common)
    if (const double length = length_.at(type) * std::sqrt(own); length > 0)
      out.push_back({type, sum / length});
  std::stable_sort(out.begin(), out.end(),
                   [](const Likeness& a, const Likeness& b) { return a.value > b.value; });
  return out;
}

std::string TypeWords::ToTsv(int fewest_letters) const {
  std::string out = "mot";
  for (const auto& [type, count] : letters_) out += "\t" + type;
  out += "\n(lettres)";
  for (const auto& [type, count] : letters_) out += fmt::format("\t{}", count);
  out += "\n";
  for (const auto& [word, types] : words_) {
    int with = 0;
    for (const auto& [type, count] : types) with += count;
    if (with < fewest_letters) continue;
    out += word;
    for (const auto& [type, count] : letters_) {
      const auto here = types.find(type);
      out += here == types.end() ? "\t" : fmt::format("\t{}", here->second);
    }
    out += "\n";
  }
  return out;
}

}  // namespace riposte
