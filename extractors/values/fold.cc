// Folding goes in two steps: ICU takes case, accents and compatibility forms away (NFKC_Casefold,
// then NFD without its marks), then a table of ours levels typographic signs and, for keys, the
// signs that OCR takes for each other. The same steps run over templates and pages, so a confusion
// need only be folded alike, never undone. Every step maps onto signs that no step changes again:
// folding twice is folding once.
#include "extractors/values/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <bit>
#include <cstdint>

namespace riposte {
namespace {

// Typographic variants that NFKC leaves alone, or turns into a space and a mark.
UChar32 LevelSign(UChar32 c) {
  switch (c) {
    case 0x2018:  // ‘
    case 0x2019:  // ’
    case 0x201A:  // ‚
    case 0x201B:
    case 0x2032:  // ′
    case 0x02BC:
    case 0x00B4:  // ´
    case 0x0060:  // `
      return '\'';
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x2033:
    case 0x00AB:  // «
    case 0x00BB:  // »
      return '"';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:  // en dash
    case 0x2014:  // em dash
    case 0x2015:
    case 0x2212:  // minus
    case 0x00AD:  // soft hyphen, shown at a line's end
      return '-';
    default:
      return c;
  }
}

bool IsSpace(UChar32 c) { return u_isUWhiteSpace(c) || u_charType(c) == U_CONTROL_CHAR; }

bool IsDropped(UChar32 c) {
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_FORMAT_CHAR:  // zero-width joiners, byte order marks
      return true;
    default:
      return false;
  }
}

// Lower case, no accents, no ligatures, signs levelled; white space becomes U+0020.
icu::UnicodeString Levelled(std::string_view utf8) {
  icu::UnicodeString in = icu::UnicodeString::fromUTF8(
      icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
  icu::UnicodeString signs;
  for (int32_t i = 0; i < in.length(); i = in.moveIndex32(i, 1))
    signs.append(LevelSign(in.char32At(i)));

  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
  if (U_FAILURE(status)) return signs;  // ICU without its data: no folding, never a crash
  icu::UnicodeString folded = nfd->normalize(fold->normalize(signs, status), status);
  if (U_FAILURE(status)) return signs;

  icu::UnicodeString out;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 c = LevelSign(folded.char32At(i));
    if (IsSpace(c))
      out.append(UChar32(' '));
    else if (c == 0x0153)  // œ and æ are letters for Unicode, ligatures for a French reader
      out.append("oe");
    else if (c == 0x00E6)
      out.append("ae");
    else if (c == 0x0131)  // dotless i
      out.append(UChar32('i'));
    else if (!IsDropped(c))
      out.append(c);
  }
  return out;
}

std::string Utf8(const icu::UnicodeString& s) {
  std::string out;
  s.toUTF8String(out);
  return out;
}

// Every step works on one character, but for marks that are composed and dropped again; so a text
// without marks is levelled from a table of its characters, twenty times as fast: Latin letters to
// U+017F, punctuation and currencies of U+2000 to U+20CF.
constexpr uint32_t kLatin = 0x180, kSigns = 0x2000, kSignsEnd = 0x20D0;

const std::vector<std::string>& LevelTable() {
  static const std::vector<std::string> table = [] {
    std::vector<std::string> t;
    const auto add = [&](uint32_t c) {
      t.push_back(Utf8(Levelled(Utf8(icu::UnicodeString(static_cast<UChar32>(c))))));
    };
    for (uint32_t c = 0; c < kLatin; ++c) add(c);
    for (uint32_t c = kSigns; c < kSignsEnd; ++c) add(c);
    return t;
  }();
  return table;
}

// False for a text that the table does not cover, or that is no UTF-8.
bool LevelByTable(std::string_view utf8, std::string* out) {
  const std::vector<std::string>& table = LevelTable();
  out->reserve(utf8.size());
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<uint8_t>(utf8[i])); };
  const auto goes_on = [&](size_t i) { return i < utf8.size() && (byte(i) & 0xC0) == 0x80; };
  for (size_t i = 0; i < utf8.size();) {
    uint32_t c = byte(i);
    if (c < 0x80) {
      i += 1;
    } else if (c >= 0xC2 && c <= 0xC5 && goes_on(i + 1)) {
      c = (c & 0x1F) << 6 | (byte(i + 1) & 0x3F);
      i += 2;
    } else if (c == 0xE2 && goes_on(i + 1) && goes_on(i + 2)) {
      c = 0x2000 | (byte(i + 1) & 0x3F) << 6 | (byte(i + 2) & 0x3F);
      if (c >= kSignsEnd) return false;
      c = c - kSigns + kLatin;
      i += 3;
    } else {
      return false;
    }
    *out += table[c];
  }
  return true;
}

std::string LevelledText(std::string_view utf8) {
  std::string out;
  if (!LevelByTable(utf8, &out)) out = Utf8(Levelled(utf8));
  return out;
}

void AppendConfusable(std::string& key, char c) {
  switch (c) {
    case ' ':
      return;
    case 'i':
    case '1':
    case '|':
      key += 'l';
      return;
    case '0':
      key += 'o';
      return;
    case 'n':
      if (!key.empty() && key.back() == 'r') {
        key.back() = 'm';
        return;
      }
      key += 'n';
      return;
    default:
      key += c;
  }
}

std::string Key(const std::string& levelled) {
  std::string key;
  key.reserve(levelled.size());
  for (size_t i = 0; i < levelled.size(); ++i) {
    const char c = levelled[i];
    if (c == '\xC2' && i + 1 < levelled.size() && levelled[i + 1] == '\xB0') {  // n° as no
      AppendConfusable(key, '0');
      ++i;
    } else {
      AppendConfusable(key, c);
    }
  }
  return key;
}

bool IsAsciiPunctuation(char c) {
  return std::string_view("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{}~").find(c) != std::string_view::npos;
}

}  // namespace

std::string FoldKey(std::string_view utf8) { return Key(LevelledText(utf8)); }

std::vector<std::string> FoldWords(std::string_view utf8) {
  std::vector<std::string> words;
  const std::string plain = Plain(utf8);
  size_t at = 0;
  while (at < plain.size()) {
    const size_t end = std::min(plain.find(' ', at), plain.size());
    size_t first = at, last = end;
    while (first < last && IsAsciiPunctuation(plain[first])) ++first;
    while (last > first && IsAsciiPunctuation(plain[last - 1])) --last;
    if (last > first) words.push_back(Key(plain.substr(first, last - first)));
    at = end + 1;
  }
  return words;
}

std::string Plain(std::string_view utf8) {
  const std::string levelled = LevelledText(utf8);
  std::string out;
  out.reserve(levelled.size());
  for (char c : levelled) {
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += c;
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// Levenshtein within a band of 2 × limit + 1 cells around the diagonal.
int EditDistance(std::string_view a, std::string_view b, int limit) {
  limit = std::max(limit, 0);
  const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  const int beyond = limit + 1;
  if (std::abs(n - m) > limit) return beyond;
  // A sign of one that the other lacks costs at least one change each: most pairs end here.
  uint64_t in_a = 0, in_b = 0;
  for (char c : a) in_a |= uint64_t{1} << (static_cast<unsigned char>(c) & 63);
  for (char c : b) in_b |= uint64_t{1} << (static_cast<unsigned char>(c) & 63);
  if (std::max(std::popcount(in_a & ~in_b), std::popcount(in_b & ~in_a)) > limit) return beyond;
  std::vector<int> row(m + 1);
  for (int j = 0; j <= m; ++j) row[j] = std::min(j, beyond);
  for (int i = 1; i <= n; ++i) {
    const int from = std::max(1, i - limit), to = std::min(m, i + limit);
    int diagonal = row[from - 1];
    row[from - 1] = from == 1 ? std::min(i, beyond) : beyond;
    int best = row[from - 1];
    for (int j = from; j <= to; ++j) {
      const int above = j < i + limit ? row[j] : beyond;
      const int cost =
          std::min({diagonal + (a[i - 1] == b[j - 1] ? 0 : 1), above + 1, row[j - 1] + 1});
      diagonal = row[j];
      row[j] = std::min(cost, beyond);
      best = std::min(best, row[j]);
    }
    if (best > limit) return beyond;
  }
  return row[m];
}

}  // namespace riposte
