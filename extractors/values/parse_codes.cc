// Codes: article numbers, RPPS, AM and LRAR numbers, yes and no. Hand scanners: the forms are short
// and what matters is what stands around them.
#include <algorithm>
#include <optional>

#include "extractors/values/scan.h"

namespace riposte::values {
namespace {

char AsDigit(char c) {
  if (IsDigit(c)) return c;
  if (c == 'O' || c == 'o') return '0';
  if (c == 'I' || c == 'l' || c == '|') return '1';
  return '\0';
}

// A word «article», «articles» or «art.» close before `begin`.
bool AfterArticleWord(const Scan& scan, size_t begin) {
  const size_t from = begin > 12 ? begin - 12 : 0;
  return Lower(std::string_view(scan.s).substr(from, begin - from)).find("art") !=
         std::string::npos;
}

std::optional<Hit> ArticleAt(const Scan& scan, size_t begin) {
  const char before = scan.before(begin);
  if (IsAlnum(before)) return std::nullopt;
  size_t i = begin;
  std::string code;
  bool odd = false;
  switch (scan.at(i)) {
    case 'L':
    case 'R':
    case 'D':
      code = scan.at(i);
      break;
    case 'l':  // lower case, or what OCR makes of L
    case 'I':
    case 'r':
    case 'd':
      code = scan.at(i) == 'r' ? "R" : scan.at(i) == 'd' ? "D" : "L";
      odd = true;
      break;
    default:
      return std::nullopt;
  }
  ++i;
  if (code == "L" && scan.at(i) == 'O') {  // «LO 111-3», «L.O. 111-3»
    code = "LO";
    ++i;
  } else if (code == "L" && scan.at(i) == '.' && scan.at(i + 1) == 'O') {
    code = "LO";
    i += 2;
  }
  const bool dot = scan.at(i) == '.';
  if (dot) ++i;
  if (odd && !dot) return std::nullopt;
  for (int spaces = 0; scan.at(i) == ' ' && spaces < 2; ++spaces) ++i;
  for (int stars = 0; scan.at(i) == '*' && stars < 2; ++stars) ++i;  // «R. * 148-1»: a decree in
  if (scan.before(i) == '*' && scan.at(i) == ' ') ++i;               // the council of ministers
  std::string number;
  size_t digits = 0;
  while (IsDigit(scan.at(i)) && digits < 5) number += scan.at(i++), ++digits;
  if (digits == 0 || digits > 4) return std::nullopt;
  int parts = 0;
  while (parts < 5) {
    size_t j = i;
    const bool space_before = scan.at(j) == ' ';
    if (space_before) ++j;
    if (scan.at(j) != '-' && scan.at(j) != kDash) break;
    ++j;
    const bool space_after = scan.at(j) == ' ';
    if (space_after) ++j;
    if (space_before && space_after) break;  // a dash of the sentence
    std::string part;
    while (IsDigit(scan.at(j)) && part.size() < 4) part += scan.at(j++);
    if (part.empty() || part.size() > 3) break;
    if (space_before) odd = true;  // after a hyphen it is where a line ended
    number += "-" + part;
    i = j;
    ++parts;
  }
  // «R. 142-1-A»: an article inserted before the first. I, L, O, V, X are read for digits and
  // ranks.
  const char letter = scan.at(i + 1);
  if (parts > 0 && scan.at(i) == '-' && letter >= 'A' && letter <= 'Z' &&
      std::string_view("ILOVX").find(letter) == std::string_view::npos &&
      !IsAlnum(scan.at(i + 2))) {
    number += "-";
    number += letter;
    i += 2;
  }
  if (IsAlnum(scan.at(i)) || (scan.at(i) == '-' && IsAlnum(scan.at(i + 1))) ||
      ((scan.at(i) == ',' || scan.at(i) == '/') && IsDigit(scan.at(i + 1))))
    return std::nullopt;
  if (scan.at(i) == '.' && IsDigit(scan.at(i + 1))) return std::nullopt;
  // «M. L. 12 rue», «D 305»: a bare letter and number is an article only with a hyphen, a dot and
  // three digits, or the word before it.
  if (parts == 0 && !((dot && digits >= 3) || AfterArticleWord(scan, begin))) return std::nullopt;
  if (odd && parts == 0) return std::nullopt;
  Hit hit{begin, i, TextList{code + "." + number}, {}};
  if (odd) AddDoubt(hit.doubts, "ocr_form");
  return hit;
}

bool LuhnHolds(std::string_view digits) {
  int sum = 0;
  for (size_t k = 0; k < digits.size(); ++k) {
    int d = digits[digits.size() - 1 - k] - '0';
    if (k % 2 == 1) d = d > 4 ? 2 * d - 9 : 2 * d;
    sum += d;
  }
  return sum % 10 == 0;
}

// UPU S10: weights 8 6 4 2 3 5 9 7, the key is 11 - sum mod 11 (10 -> 0, 11 -> 5).
bool S10KeyHolds(std::string_view digits) {
  const int weights[] = {8, 6, 4, 2, 3, 5, 9, 7};
  int sum = 0;
  for (int k = 0; k < 8; ++k) sum += weights[k] * (digits[k] - '0');
  int key = 11 - sum % 11;
  key = key == 10 ? 0 : key == 11 ? 5 : key;
  return digits[8] - '0' == key;
}

}  // namespace

std::vector<Hit> FindArticles(const Scan& scan) {
  std::vector<Hit> hits;
  for (size_t i = 0; i < scan.s.size();) {
    if (std::optional<Hit> hit = ArticleAt(scan, i)) {
      i = hit->end;
      hits.push_back(std::move(*hit));
    } else {
      ++i;
    }
  }
  return hits;
}

// Digits, single spaces, dots or hyphens between them; a chunk of the full length stands for
// itself, else the whole run must have exactly that length.
std::vector<Hit> FindDigitCodes(const Scan& scan, ValueType type) {
  const size_t length = type == ValueType::kRpps ? 11 : 9;
  const auto in_chunk = [](char c) { return AsDigit(c) != '\0'; };
  std::vector<Hit> hits;
  const auto add = [&](size_t begin, size_t end) {
    std::string digits;
    bool odd = false;
    for (size_t k = begin; k < end; ++k) {
      if (const char d = AsDigit(scan.s[k])) {
        odd |= d != scan.s[k];
        digits += d;
      }
    }
    if (digits.size() != length ||
        std::all_of(digits.begin(), digits.end(), [&](char c) { return c == digits[0]; }))
      return false;
    Hit hit{begin, end, digits, {}};
    if (odd) AddDoubt(hit.doubts, "ocr_form");
    if (type == ValueType::kRpps && !LuhnHolds(digits)) AddDoubt(hit.doubts, "luhn_failed");
    hits.push_back(std::move(hit));
    return true;
  };
  for (size_t i = 0; i < scan.s.size();) {
    if (!IsDigit(scan.s[i]) && !(in_chunk(scan.s[i]) && IsDigit(scan.at(i + 1)))) {
      ++i;
      continue;
    }
    // The run [i, end) and its chunks.
    std::vector<std::pair<size_t, size_t>> chunks;
    bool glued = false;  // chunks joined by a dot or hyphen are one for the neighbours
    size_t end = i;
    while (true) {
      size_t stop = end;
      while (in_chunk(scan.at(stop))) ++stop;
      chunks.emplace_back(end, stop);
      end = stop;
      const char c = scan.at(stop);
      if ((c == ' ' || c == '.' || c == '-') && IsDigit(scan.at(stop + 1))) {
        glued |= c != ' ';
        end = stop + 1;
        continue;
      }
      break;
    }
    const size_t begin = i;
    i = std::max(end, i + 1);
    const char left = scan.before(begin), right = scan.at(end);
    const bool free_left = !IsAlnum(left) && left != '/' && left != ',' && left != '-';
    const bool free_right = !IsAlnum(right) && right != '/' && right != '%' && right != kEuro &&
                            !(right == ',' && IsDigit(scan.at(end + 1)));
    size_t count = 0;
    for (const auto& [b, e] : chunks) count += e - b;
    if (count == length) {
      if (free_left && free_right) add(begin, end);
      continue;
    }
    if (glued) continue;
    for (size_t k = 0; k < chunks.size(); ++k) {
      const bool free = (k > 0 || free_left) && (k + 1 < chunks.size() || free_right);
      if (free && chunks[k].second - chunks[k].first == length)
        add(chunks[k].first, chunks[k].second);
    }
  }
  return hits;
}

// « 211 870 0934 2»
static bool InPostGroups(const Scan& scan, size_t at) {
  for (const size_t group : {3, 3, 4, 1}) {
    if (scan.at(at) != ' ') return false;
    ++at;
    for (size_t k = 0; k < group; ++k)
      if (!IsDigit(scan.at(at++))) return false;
  }
  return !IsAlnum(scan.at(at));
}

std::vector<Hit> FindLrar(const Scan& scan) {
  std::vector<Hit> hits;
  for (size_t i = 0; i < scan.s.size(); ++i) {
    const char a = scan.at(i), b = scan.at(i + 1);
    // «IA 211 870 0934 2»: a one that was read as a letter, before digits in the post's own groups.
    const bool letter_one =
        (a == 'I' || a == 'l') && b >= 'A' && b <= 'Z' && InPostGroups(scan, i + 2);
    const bool domestic =
        (IsDigit(a) || letter_one) && ((b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z'));
    const bool s10 = !domestic && a >= 'A' && a <= 'Z' && b >= 'A' && b <= 'Z';
    if (!domestic && !s10) continue;
    // «AR2C123…»: the label may touch the number, anything else may not.
    const bool label = i >= 2 && scan.s[i - 1] == 'R' && scan.s[i - 2] == 'A';
    if (IsAlnum(scan.before(i)) && !(domestic && label)) continue;
    const size_t wanted = domestic ? 11 : 9;
    std::string digits;
    bool odd = domestic && (b >= 'a' || letter_one);
    int repaired = 0;
    size_t j = i + 2, end = j;
    while (digits.size() < wanted) {
      if (scan.at(j) == ' ') ++j;
      const char d = AsDigit(scan.at(j));
      if (d == '\0') break;
      if (d != scan.at(j)) ++repaired;
      digits += d;
      end = ++j;
    }
    if (digits.size() < wanted || repaired > 2) continue;
    std::string code = {letter_one ? '1' : a, static_cast<char>(b >= 'a' ? b - 'a' + 'A' : b)};
    code += digits;
    if (s10) {
      if (scan.at(end) == ' ') ++end;
      if (scan.at(end) != 'F' || scan.at(end + 1) != 'R') continue;
      end += 2;
      code += "FR";
    }
    if (IsAlnum(scan.at(end)) || (scan.at(end) == '-' && IsDigit(scan.at(end + 1)))) continue;
    Hit hit{i, end, code, {}};
    if (odd || repaired > 0) AddDoubt(hit.doubts, "ocr_form");
    if (DigitsAfter(scan, end)) AddDoubt(hit.doubts, "ambiguous_separator");
    if (s10 && !S10KeyHolds(digits)) AddDoubt(hit.doubts, "key_failed");
    hits.push_back(std::move(hit));
    i = end - 1;
  }
  return hits;
}

std::vector<Hit> FindBooleans(const Scan& scan) {
  std::vector<Hit> hits;
  for (size_t i = 0; i < scan.s.size();) {
    if (!IsLetter(scan.s[i]) || IsAlnum(scan.before(i))) {
      ++i;
      continue;
    }
    size_t end = i;
    while (IsAlnum(scan.at(end))) ++end;
    const std::string word = Lower(std::string_view(scan.s).substr(i, end - i));
    // «non-salarié» and «oui-dire» answer nothing.
    const bool compound = scan.at(end) == '-' && IsLetter(scan.at(end + 1));
    if (!compound && (word == "oui" || word == "vrai")) hits.push_back({i, end, true, {}});
    if (!compound && (word == "non" || word == "faux")) hits.push_back({i, end, false, {}});
    i = end;
  }
  return hits;
}

}  // namespace riposte::values

namespace riposte {

bool RppsKeyHolds(std::string_view digits) {
  if (digits.size() != 11 || !std::all_of(digits.begin(), digits.end(), values::IsDigit))
    return false;
  return values::LuhnHolds(digits);
}

}  // namespace riposte
