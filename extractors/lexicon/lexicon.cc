// Small letters and accents of French take one or two bytes in UTF-8, so both are folded by a table
// over the bytes: ICU would take seconds for the whole list.
#include "extractors/lexicon/lexicon.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string>

namespace riposte {
namespace {

constexpr const char* kFrenchList = "/usr/share/dict/french";
constexpr size_t kLongestWord = 60;  // bytes
constexpr size_t kMostWords = 1'000'000;
constexpr size_t kMostBytes = 16 << 20;

// FNV-1a: two of 350,000 words meet in 64 bits once in 300 million lists.
uint64_t Hash(std::string_view s) {
  uint64_t h = 1469598103934665603ULL;
  for (const char c : s) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return h;
}

// Small letters: of ASCII and of Latin-1 (À to Þ are C3 80 to C3 9E), and Œ.
std::string Small(std::string_view s) {
  std::string out(s);
  for (size_t i = 0; i < out.size(); ++i) {
    const auto c = static_cast<unsigned char>(out[i]);
    if (c >= 'A' && c <= 'Z') out[i] = static_cast<char>(c + 32);
    if (i + 1 >= out.size()) continue;
    const auto next = static_cast<unsigned char>(out[i + 1]);
    if (c == 0xC3 && next >= 0x80 && next <= 0x9E && next != 0x97)
      out[++i] = static_cast<char>(next + 0x20);
    else if (c == 0xC5 && next == 0x92)
      out[++i] = static_cast<char>(0x93);
  }
  return out;
}

// Of small letters.
std::string WithoutAccents(std::string_view s) {
  static constexpr std::string_view kPlain = "aaaaaa-ceeeeiiii-nooooo--uuuuy-y";  // à to ÿ
  std::string out;
  for (size_t i = 0; i < s.size(); ++i) {
    const auto c = static_cast<unsigned char>(s[i]);
    const unsigned char next = i + 1 < s.size() ? static_cast<unsigned char>(s[i + 1]) : 0;
    if (c == 0xC3 && next >= 0xA0 && next <= 0xBF && kPlain.at(next - 0xA0) != '-') {
      out += kPlain.at(next - 0xA0);
      ++i;
    } else if (c == 0xC5 && next == 0x93) {
      out += "oe";
      ++i;
    } else {
      out += s[i];
    }
  }
  return out;
}

bool Holds(const std::vector<uint64_t>& sorted, std::string_view word) {
  return std::binary_search(sorted.begin(), sorted.end(), Hash(word));
}

bool IsLetterByte(char c) {
  const auto b = static_cast<unsigned char>(c);
  return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || b >= 0x80;
}

// The marks of three bytes (’ « are two or three) begin with E2; « and » with C2.
std::string LevelMarks(std::string_view s) {
  std::string out;
  for (size_t i = 0; i < s.size(); ++i) {
    const auto c = static_cast<unsigned char>(s[i]);
    if (c == 0xE2 && i + 2 < s.size()) {
      out += s.substr(i, 3) == "\u2019" ? '\'' : ' ';
      i += 2;
    } else if (c == 0xC2 && i + 1 < s.size()) {
      out += ' ';
      ++i;
    } else {
      out += s[i];
    }
  }
  return out;
}

}  // namespace

Lexicon::Lexicon(std::string_view list) {
  while (!list.empty() && exact_.size() < kMostWords) {
    const size_t cut = std::min(list.find('\n'), list.size());
    std::string_view line = list.substr(0, cut);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (!line.empty() && line.size() <= kLongestWord) {
      const std::string small = Small(line);
      exact_.push_back(Hash(small));
      if (std::string bare = WithoutAccents(small); bare != small) bare_.push_back(Hash(bare));
    }
    list.remove_prefix(std::min(cut + 1, list.size()));
  }
  for (std::vector<uint64_t>* words : {&exact_, &bare_}) {
    std::sort(words->begin(), words->end());
    words->erase(std::unique(words->begin(), words->end()), words->end());
    words->shrink_to_fit();
  }
}

const Lexicon& Lexicon::French() {
  static const Lexicon words = [] {
    std::ifstream in(kFrenchList, std::ios::binary);
    std::string list;
    if (in) list.assign(std::istreambuf_iterator<char>(in), {});
    if (list.size() > kMostBytes) list.clear();
    return Lexicon(list);
  }();
  return words;
}

bool Lexicon::Part(std::string_view part) const {
  static constexpr std::array<std::string_view, 44> kShort = {
      "l",  "d",  "n",  "s",  "c",  "j",  "m",  "t",  "y",  "a",  "à",  "qu",  "le",  "la", "de",
      "du", "un", "en", "et", "ou", "où", "au", "ce", "se", "sa", "ma", "me",  "te",  "ne", "ni",
      "on", "il", "je", "tu", "ta", "si", "ci", "là", "vu", "dr", "nº", "ans", "nos", "vos"};
  const std::string small = Small(part);
  const size_t letters = static_cast<size_t>(std::count_if(small.begin(), small.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
  if (letters < 3) return std::find(kShort.begin(), kShort.end(), small) != kShort.end();
  if (Holds(exact_, small)) return true;
  // «DECISION»: capitals are often printed without their accents.
  return small != part && Small(part.substr(0, 1)) != part.substr(0, 1) && part.size() > 1 &&
         Small(part.substr(1)) != part.substr(1) && Holds(bare_, small);
}

bool Lexicon::Knows(std::string_view token) const {
  const std::string level = LevelMarks(token);
  std::string_view s = level;
  const auto mark = [](char c) { return !IsLetterByte(c) && (c < '0' || c > '9'); };
  while (!s.empty() && mark(s.front())) s.remove_prefix(1);
  while (!s.empty() && mark(s.back())) s.remove_suffix(1);
  if (s.empty()) return false;
  while (!s.empty()) {
    const size_t cut = std::min(s.find_first_of("'-"), s.size());
    const std::string_view part = s.substr(0, cut);
    if (!std::all_of(part.begin(), part.end(), IsLetterByte) || !Part(part)) return false;
    s.remove_prefix(std::min(cut + 1, s.size()));
  }
  return true;
}

}  // namespace riposte
