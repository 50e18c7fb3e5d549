// For every part of a pattern the tokens that can end a match so far, with the one before: a match
// is read back from the last. No backtracking, so no text can make it slow.
#include "pipeline/law/mention_text.h"

#include <algorithm>
#include <sstream>

#include "extractors/reading/lines.h"
#include "extractors/reading/secret.h"
#include "extractors/values/fold.h"

namespace riposte {
namespace {

constexpr int kGap = 2, kWideGap = 15;
constexpr size_t kMaxText = 200;
// Good scans stand over 0.9 (page/picture_reader.cc); below this a word may well be lost.
constexpr double kWellRead = 0.8;

// The keys of a printed word: «d’être» and «sous-accord» are two.
std::vector<std::string> KeysOf(std::string_view word) {
  std::string parted;
  for (size_t i = 0; i < word.size();) {
    const std::string_view rest = word.substr(i);
    if (rest.starts_with("’") || rest.starts_with("‘")) {
      parted += ' ';
      i += 3;
    } else if (word[i] == '\'' || word[i] == '-' || word[i] == '/' || word[i] == '.') {
      parted += ' ';
      ++i;
    } else {
      parted += word[i++];
    }
  }
  return FoldWords(parted);
}

bool Same(const std::string& key, const MentionPattern::Part& part, bool exact) {
  if (part.prefix) {
    if (key.starts_with(part.key)) return true;
    if (exact || key.size() < part.key.size() || part.key.size() < 6) return false;
    return EditDistance(key.substr(0, part.key.size()), part.key, 1) <= 1;
  }
  if (key == part.key) return true;
  if (exact || part.key.size() < 6) return false;
  const int limit = part.key.size() >= 10 ? 2 : 1;
  return EditDistance(key, part.key, limit) <= limit;
}

std::string Warning(const PageReading& page, const Reading& reading) {
  const auto font = [](const std::vector<std::string>& warnings) {
    return std::count(warnings.begin(), warnings.end(), "font_missing") > 0;
  };
  const std::string number = "La page " + std::to_string(page.number);
  if (page.source == PageSource::kFailed) return number + " n’a pas pu être lue.";
  if (page.source == PageSource::kOcr && page.quality < kWellRead) return number + " est mal lue.";
  if (Withheld(page)) return number + " nomme des patients : son texte n’est pas gardé.";
  if (font(page.warnings) || font(reading.warnings))
    return number + " est peut-être incomplète : une police manquait.";
  return "";
}

}  // namespace

MentionPattern::MentionPattern(const std::string& written) : text(written) {
  std::istringstream in(written);
  in.imbue(std::locale::classic());
  bool wide = false;
  for (std::string word; in >> word;) {
    if (word == "…") {
      wide = true;
      continue;
    }
    const bool prefix = word.ends_with('*');
    if (prefix) word.pop_back();
    const std::vector<std::string> keys = KeysOf(word);
    for (size_t i = 0; i < keys.size(); ++i) {
      parts.push_back({keys[i], prefix && i + 1 == keys.size(), wide ? kWideGap : kGap});
      wide = false;
    }
  }
}

MentionText::MentionText(const Letter& letter, const Reading& reading) {
  int seen = 0;
  for (const PageReading& page : reading.pages) {
    if (page.number < letter.first_page || page.number >= letter.first_page + letter.pages)
      continue;
    ++seen;
    if (badly_read_.empty()) badly_read_ = Warning(page, reading);
    ocr_ = ocr_ || page.source == PageSource::kOcr;
    AddPage(page);
  }
  if (seen < letter.pages && badly_read_.empty()) badly_read_ = "Une page manque à la lecture.";
  if (tokens_.empty() && badly_read_.empty()) badly_read_ = "Aucun texte n’a été lu.";
}

void MentionText::AddPage(const PageReading& page) {
  std::string cut;  // the first half of a word cut at the line's end
  for (const Line& line : BuildLines(page)) {
    for (size_t i = 0; i < line.words.size(); ++i) {
      const Word& word = page.words.at(static_cast<size_t>(line.words.at(i)));
      const bool last = i + 1 == line.words.size();
      const std::string whole = cut + word.text;
      cut.clear();
      if (last && whole.size() > 2 && whole.ends_with('-')) {
        cut = whole.substr(0, whole.size() - 1);
      }
      for (const std::string& key : KeysOf(whole))
        tokens_.push_back({key, word.text, page.number, word.box});
    }
  }
}

std::optional<MentionMatch> MentionText::Find(const MentionPattern& pattern) const {
  if (std::optional<MentionMatch> m = Find(pattern, true)) return m;
  return ocr_ ? Find(pattern, false) : std::nullopt;
}

std::optional<MentionMatch> MentionText::Find(const MentionPattern& pattern, bool exact) const {
  const size_t n = tokens_.size(), k = pattern.parts.size();
  if (k == 0 || n == 0) return std::nullopt;
  constexpr int kNone = -2, kFirst = -1;
  std::vector<std::vector<int>> before(k, std::vector<int>(n, kNone));
  for (size_t p = 0; p < k; ++p) {
    const MentionPattern::Part& part = pattern.parts[p];
    for (size_t t = 0; t < n; ++t) {
      if (!Same(tokens_[t].key, part, exact)) continue;
      if (p == 0) {
        before[p][t] = kFirst;
        continue;
      }
      for (size_t back = 1; back <= static_cast<size_t>(part.gap) + 1 && back <= t; ++back)
        if (before[p - 1][t - back] != kNone) {
          before[p][t] = static_cast<int>(t - back);
          break;
        }
    }
  }
  const auto end =
      std::find_if(before[k - 1].begin(), before[k - 1].end(), [](int b) { return b != kNone; });
  if (end == before[k - 1].end()) return std::nullopt;
  const size_t last = static_cast<size_t>(end - before[k - 1].begin());
  size_t first = last;
  for (size_t p = k - 1; p > 0; --p) first = static_cast<size_t>(before[p][first]);

  MentionMatch match{.exact = exact};
  for (size_t t = first; t <= last; ++t) {
    const Token& token = tokens_[t];
    const bool again = t > first && tokens_[t - 1].box == token.box;
    if (!again && match.text.size() < kMaxText)
      match.text += (match.text.empty() ? "" : " ") + token.text;
    const bool grows = !match.spans.empty() && match.spans.back().page == token.page &&
                       token.box.top < match.spans.back().box.bottom &&
                       token.box.bottom > match.spans.back().box.top;
    if (grows) {
      Box& box = match.spans.back().box;
      box = {std::min(box.left, token.box.left), std::min(box.top, token.box.top),
             std::max(box.right, token.box.right), std::max(box.bottom, token.box.bottom)};
    } else {
      match.spans.push_back({token.page, token.box});
    }
  }
  return match;
}

}  // namespace riposte
