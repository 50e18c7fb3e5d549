// The shape of a word decides, not a dictionary: names of people, drugs and places are in none.
#include "extractors/page/looks.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <string>

namespace riposte {
namespace {

bool IsVowel(UChar32 c) {
  // Every accented letter of French but ç carries an accent on a vowel.
  static constexpr std::u32string_view kVowels = U"aeiouyAEIOUYàâäéèêëîïôöùûüÿæœÀÂÄÉÈÊËÎÏÔÖÙÛÜŸÆŒ";
  return kVowels.find(static_cast<char32_t>(c)) != std::u32string_view::npos;
}

bool IsPunctuation(UChar32 c) {
  static constexpr std::u32string_view kMarks =
      U".,;:!?…'’‘\"«»“”()[]{}/\\-–—−_*+=%‰€$£°ºª&@#§•·●▪■□☐☑☒✓✔→|<>~²³№†×±≤≥≈";
  return kMarks.find(static_cast<char32_t>(c)) != std::u32string_view::npos;
}

// Latin letters of French and its neighbours.
bool IsLetter(UChar32 c) { return c < 0x250 && u_isalpha(c); }

struct Shape {
  int letters = 0, digits = 0, marks = 0, vowels = 0, upper = 0;
  int changes = 0;  // from letters to digits and back
  int rises = 0;    // a capital after a small letter
  bool bad = false;
};

Shape ShapeOf(std::string_view text) {
  Shape s;
  UChar32 before = 0;
  int32_t i = 0;
  const auto length = static_cast<int32_t>(std::min<size_t>(text.size(), 1000));
  while (i < length) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, length, c);
    if (c < 0x20 || c == 0xFFFD || (c >= 0x7F && c < 0xA0) || (c >= 0xE000 && c <= 0xF8FF)) {
      s.bad = true;
      return s;
    }
    if (IsLetter(c)) {
      ++s.letters;
      s.vowels += IsVowel(c);
      s.upper += u_isupper(c) != 0;
      s.rises += u_isupper(c) && before != 0 && IsLetter(before) && u_islower(before);
      s.changes += before != 0 && u_isdigit(before);
    } else if (c < 0x80 && u_isdigit(c)) {
      ++s.digits;
      s.changes += before != 0 && IsLetter(before);
    } else if (IsPunctuation(c)) {
      ++s.marks;
    } else {
      s.bad = true;
      return s;
    }
    before = c;
  }
  return s;
}

}  // namespace

Look LookOf(std::string_view text) {
  const Shape s = ShapeOf(text);
  if (s.bad) return Look::kWrong;
  if (s.letters + s.digits == 0) return s.marks > 0 ? Look::kNeutral : Look::kWrong;
  const bool address = text.find('@') != std::string_view::npos ||
                       text.find("www.") != std::string_view::npos ||
                       text.find("http") != std::string_view::npos;
  if (address) return Look::kRight;
  if (s.marks > s.letters + s.digits + 2) return Look::kWrong;
  if (s.digits > 0) return s.changes <= 2 ? Look::kRight : Look::kWrong;
  if (s.letters > 30) return Look::kWrong;
  if (s.rises > 1) return Look::kWrong;
  // Abbreviations: CPAM, RPPS, Mme, Dr, M.; a single letter is c’, à, y, or a table's mark.
  if (s.vowels == 0) return s.letters <= 4 || s.upper == s.letters ? Look::kRight : Look::kWrong;
  return Look::kRight;
}

double ReadingQuality(const std::vector<Word>& words) {
  double right = 0, all = 0;
  for (const Word& w : words) {
    const Look look = LookOf(w.text);
    if (look == Look::kNeutral) continue;
    const double weight = static_cast<double>(std::min<size_t>(w.text.size(), 20));
    all += weight;
    if (look == Look::kRight && w.confidence > 0.8) right += weight;
  }
  return all > 0 ? right / all : 0;
}

double CharactersRead(const std::vector<Word>& words) {
  double read = 0;
  for (const Word& w : words) {
    const Look look = LookOf(w.text);
    if (look == Look::kNeutral) continue;
    const double weight = static_cast<double>(std::min<size_t>(w.text.size(), 20));
    read += look == Look::kRight && w.confidence > 0.8 ? weight : -weight / 2;
  }
  return read;
}

bool Readable(const std::vector<Word>& words) {
  static constexpr std::array<std::string_view, 36> kCommon = {
      "de",    "la",   "le", "les", "et",   "du",  "des", "à",    "en",   "vous", "par",   "pour",
      "au",    "aux",  "un", "une", "dans", "sur", "que", "qui",  "est",  "ou",   "ce",    "cette",
      "votre", "nous", "ne", "pas", "je",   "il",  "a",   "sont", "avec", "vos",  "notre", "l"};
  int right = 0, wrong = 0, running = 0, common = 0;
  for (const Word& w : words) {
    const Look look = LookOf(w.text);
    right += look == Look::kRight;
    wrong += look == Look::kWrong;
    if (look != Look::kRight) continue;
    const Shape s = ShapeOf(w.text);
    // Running text is in small letters.
    if (s.digits > 0 || s.upper > 1 || s.letters == s.upper) continue;
    ++running;
    common += std::find(kCommon.begin(), kCommon.end(), w.text) != kCommon.end() ||
              w.text.starts_with("l'") || w.text.starts_with("l’") || w.text.starts_with("d'") ||
              w.text.starts_with("d’");
  }
  if (right == 0 || right < 4 * wrong) return false;
  // French prose has 35 to 45 % of these words, headings and tables few; 40 words are enough to
  // expect two.
  return running < 40 || common * 25 >= running;
}

}  // namespace riposte
