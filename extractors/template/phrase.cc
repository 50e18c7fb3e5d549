// The idea: a phrase and a page are folded in the same small pieces, so that a key can be mapped
// back to words, and so that «rn» folds alike wherever a word ends.
#include "extractors/template/phrase.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "extractors/values/fold.h"

namespace riposte {
namespace {

bool IsKeyByte(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

enum class Kind { kOther, kLetter, kDigit };

Kind KindOf(UChar32 c) {
  if (c >= '0' && c <= '9') return Kind::kDigit;
  if (c == '|' || u_isalpha(c) ||
      u_getIntPropertyValue(c, UCHAR_GENERAL_CATEGORY) == U_NON_SPACING_MARK)
    return Kind::kLetter;
  return Kind::kOther;
}

}  // namespace

std::vector<Range> KeyRuns(std::string_view s, size_t offset) {
  std::vector<Range> out;
  Kind last = Kind::kOther;
  const auto n = static_cast<int32_t>(s.size());
  for (int32_t i = 0; i < n;) {
    const int32_t start = i;
    UChar32 c;
    U8_NEXT(s.data(), i, n, c);
    const Kind kind = c < 0 ? Kind::kOther : KindOf(c);
    if (kind != Kind::kOther) {
      if (kind != last) out.push_back({offset + static_cast<size_t>(start), 0});
      out.back().end = offset + static_cast<size_t>(i);
    }
    last = kind;
  }
  return out;
}

std::string RunKey(std::string_view run) {
  std::string key;
  for (char c : FoldKey(run))
    if (IsKeyByte(c)) key += c;
  return key;
}

std::string PhraseKey(std::string_view text) {
  std::string key;
  for (const Range& r : KeyRuns(text, 0)) key += RunKey(text.substr(r.begin, r.end - r.begin));
  return key;
}

}  // namespace riposte
