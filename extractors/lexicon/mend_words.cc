// The confusions are those seen on faxes of the sample mail, each both ways where both were seen.
// All that one change can make is looked up; two words that it can make are none.
#include "extractors/lexicon/mend_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <set>
#include <utility>

#include "extractors/lexicon/two_readings.h"

namespace riposte {
namespace {

using LookAlike = std::pair<std::string_view, std::string_view>;  // as read, as printed

constexpr std::array<LookAlike, 54> kLookAlikes = {{
    {"rn", "m"}, {"m", "rn"}, {"m", "ni"}, {"m", "in"}, {"m", "nn"}, {"nn", "m"}, {"n", "ri"},
    {"ri", "n"}, {"u", "ti"}, {"ti", "u"}, {"h", "li"}, {"li", "h"}, {"h", "ti"}, {"h", "il"},
    {"a", "ci"}, {"d", "cl"}, {"cl", "d"}, {"i", "l"},  {"l", "i"},  {"t", "l"},  {"l", "t"},
    {"t", "i"},  {"i", "t"},  {"r", "i"},  {"i", "r"},  {"f", "t"},  {"t", "f"},  {"e", "c"},
    {"c", "e"},  {"é", "c"},  {"m", "n"},  {"n", "m"},  {"u", "n"},  {"n", "u"},  {"s", "t"},
    {"w", "y"},  {"h", "n"},  {"n", "h"},  {"h", "b"},  {"b", "h"},  {"o", "e"},  {"e", "o"},
    {"a", "e"},  {"j", "i"},  {"ï", "i"},  {"î", "i"},  {"ç", "c"},  {"ñ", "n"},  {"fi", "f"},
    {"f", "fi"}, {"v", "y"},  {"z", "e"},  {"ïi", "î"}, {"iï", "î"},
}};

// Letters with their accents: one for another is the commonest confusion of all.
constexpr std::array<std::string_view, 5> kAccents = {"e é è ê ë", "a à â ä", "i î ï", "o ô ö",
                                                      "u ù û ü"};

constexpr size_t kLeastLetters = 5, kLeastForShapes = 6;

bool IsSmallAscii(char c) { return c >= 'a' && c <= 'z'; }
bool IsWordByte(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0xC3;
}

size_t Letters(std::string_view s) {
  return static_cast<size_t>(std::count_if(
      s.begin(), s.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// a to z, à to ÿ (C3 A0 to C3 BF), œ (C5 93).
bool AllSmall(std::string_view s) {
  for (size_t i = 0; i < s.size(); ++i) {
    const auto c = static_cast<unsigned char>(s[i]);
    if (IsSmallAscii(s[i])) continue;
    const unsigned char next = i + 1 < s.size() ? static_cast<unsigned char>(s[i + 1]) : 0;
    if (!((c == 0xC3 && next >= 0xA0) || (c == 0xC5 && next == 0x93))) return false;
    ++i;
  }
  return !s.empty();
}

class Candidates {
 public:
  Candidates(std::string_view word, const Lexicon& lexicon) : word_(word), lexicon_(lexicon) {}

  void Replace(std::string_view wrong, std::string_view right) {
    for (size_t at = word_.find(wrong); at != std::string_view::npos;
         at = word_.find(wrong, at + 1)) {
      std::string made(word_);
      made.replace(at, wrong.size(), right);
      if (lexicon_.Knows(made)) found_.insert(std::move(made));
    }
  }
  // An i or an l is so thin that it is passed over.
  void PutIn(std::string_view letter) {
    for (size_t at = 1; at < word_.size(); ++at) {
      if ((static_cast<unsigned char>(word_[at]) & 0xC0) == 0x80) continue;
      std::string made(word_);
      made.insert(at, letter);
      if (lexicon_.Knows(made)) found_.insert(std::move(made));
    }
  }
  bool none() const { return found_.empty(); }
  std::string Only() const { return found_.size() == 1 ? *found_.begin() : std::string(); }

 private:
  std::string_view word_;
  const Lexicon& lexicon_;
  std::set<std::string> found_;
};

void TryAccents(std::string_view word, Candidates& made) {
  for (std::string_view group : kAccents) {
    std::vector<std::string_view> letters;
    while (!group.empty()) {
      const size_t cut = std::min(group.find(' '), group.size());
      letters.push_back(group.substr(0, cut));
      group.remove_prefix(std::min(cut + 1, group.size()));
    }
    for (const std::string_view wrong : letters)
      for (const std::string_view right : letters)
        if (wrong != right && word.find(wrong) != std::string_view::npos)
          made.Replace(wrong, right);
  }
}

// Of small letters.
std::string Mended(std::string_view word, const Lexicon& lexicon) {
  Candidates accents(word, lexicon);
  TryAccents(word, accents);
  if (!accents.none() || Letters(word) < kLeastForShapes) return accents.Only();
  Candidates shapes(word, lexicon);
  for (const auto& [wrong, right] : kLookAlikes) shapes.Replace(wrong, right);
  shapes.PutIn("i");
  return shapes.Only();
}

// No French word has two of them in a row.
constexpr std::array<std::string_view, 6> kTwice = {"ïi", "iï", "îi", "iî", "ïî", "îï"};

// «Maraïîchers».
std::string WithOneI(std::string_view word, const Lexicon& lexicon) {
  Candidates made(word, lexicon);
  for (const std::string_view twice : kTwice)
    for (const std::string_view once : {"i", "î", "ï"}) made.Replace(twice, once);
  return made.Only();
}

// Where the second of two words begins that a speck joined, and how long the speck is: «la'caisse»,
// «vos.cotisations», «des-patients».
std::optional<std::pair<size_t, size_t>> Joint(std::string_view token, const Lexicon& lexicon) {
  static constexpr std::array<std::string_view, 10> kNeverJoined = {
      "des", "les", "du", "de", "et", "un", "une", "aux", "vos", "nos"};
  static constexpr std::array<std::string_view, 5> kSpecks = {"'", ".", "\u2018", "\u2019", "-"};
  for (const std::string_view speck : kSpecks) {
    const size_t at = token.find(speck);
    if (at == std::string_view::npos || at == 0) continue;
    const std::string_view left = token.substr(0, at), right = token.substr(at + speck.size());
    if (!AllSmall(left) || Letters(right) < 3 || right.find(speck) != std::string_view::npos ||
        !lexicon.Knows(left) || !lexicon.Knows(right) || !IsWordByte(right.front()))
      continue;
    const bool never =
        std::find(kNeverJoined.begin(), kNeverJoined.end(), left) != kNeverJoined.end();
    if (speck == "-" && !(never && AllSmall(right))) continue;
    // «l'assurance», «jusqu'alors», «aujourd'hui», «s.valeurs».
    if (speck != "-" && (Letters(left) < 2 || left.ends_with("qu") || left.ends_with("d")))
      continue;
    return std::pair(at, speck.size());
  }
  return std::nullopt;
}

}  // namespace

bool ReadsTwice(std::string_view token) {
  return std::any_of(kTwice.begin(), kTwice.end(),
                     [&](std::string_view i) { return token.find(i) != std::string_view::npos; });
}

std::string MendedWord(std::string_view token, const Lexicon& lexicon) {
  size_t first = 0, last = token.size();
  while (first < last && !IsWordByte(token[first])) ++first;
  while (last > first && !IsWordByte(token[last - 1])) {
    // The second byte of a letter.
    if ((static_cast<unsigned char>(token[last - 1]) & 0xC0) == 0x80) break;
    --last;
  }
  std::string_view word = token.substr(first, last - first);
  if (word.empty() || lexicon.empty()) return {};
  // After the elision.
  for (const std::string_view mark : {"'", "\u2019"}) {
    const size_t at = word.find(mark);
    if (at == std::string_view::npos || at == 0 || at > 4) continue;
    first += at + mark.size();
    word.remove_prefix(at + mark.size());
    break;
  }
  if (word.empty() || lexicon.Knows(word)) return {};
  std::string right;
  if (AllSmall(word)) {
    if (Letters(word) >= kLeastLetters) right = Mended(word, lexicon);
  } else if (Letters(word) > kLeastLetters) {
    right = WithOneI(word, lexicon);
  }
  if (right.empty()) return {};
  return std::string(token.substr(0, first)) + right +
         std::string(token.substr(first + word.size()));
}

void MendWords(std::vector<OcrWord>& words, const Lexicon& lexicon) {
  if (lexicon.empty()) return;
  std::vector<OcrWord> out;
  out.reserve(words.size());
  for (OcrWord& w : words) {
    if (std::string mended = MendedWord(w.text, lexicon); !mended.empty()) {
      w.text = std::move(mended);
      w.confidence = std::min(w.confidence, kDisputed);
    } else if (const auto joint = Joint(w.text, lexicon)) {
      const auto [at, size] = *joint;
      const double whole = static_cast<double>(Letters(w.text));
      const double share = static_cast<double>(Letters(std::string_view(w.text).substr(0, at)));
      OcrWord left = w;
      left.text.resize(at);
      left.box.right = w.box.left + w.box.width() * share / whole;
      w.box.left += w.box.width() * (share + 1) / whole;
      w.text.erase(0, at + size);
      left.confidence = w.confidence = std::min(w.confidence, kDisputed);
      out.push_back(std::move(left));
    }
    out.push_back(std::move(w));
  }
  words = std::move(out);
}

}  // namespace riposte
