// The idea: phrases are searched in a key without white space and punctuation, so that neither a
// line break nor a lost space nor a curly quote matters; tokens carry the way back. Exact search
// first; only what was read from a picture may be searched with errors, with Myers' bit-parallel
// algorithm (a phrase of up to 64 key letters costs a few operations a letter of text).
#include "extractors/template/text.h"

#include <re2/re2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <map>

#include "extractors/values/fold.h"

namespace riposte {
namespace {

int Tolerance(size_t length) { return length < 8 ? 0 : length < 16 ? 1 : length < 30 ? 2 : 3; }

// Ends (exclusive) in `text` where `pattern` (at most 64 bytes) matches with at most `limit` edits,
// the best of each run of neighbours.
std::vector<std::pair<size_t, int>> Myers(std::string_view text, std::string_view pattern,
                                          int limit) {
  std::array<uint64_t, 256> mask{};
  const size_t m = std::min<size_t>(pattern.size(), 64);
  for (size_t i = 0; i < m; ++i) mask[static_cast<unsigned char>(pattern[i])] |= uint64_t{1} << i;
  const uint64_t top = uint64_t{1} << (m - 1);
  uint64_t pv = ~uint64_t{0}, mv = 0;
  int score = static_cast<int>(m);
  std::vector<std::pair<size_t, int>> out;
  for (size_t j = 0; j < text.size(); ++j) {
    const uint64_t eq = mask[static_cast<unsigned char>(text[j])];
    const uint64_t xv = eq | mv;
    const uint64_t xh = (((eq & pv) + pv) ^ pv) | eq;
    uint64_t ph = mv | ~(xh | pv);
    uint64_t mh = pv & xh;
    if (ph & top) ++score;
    if (mh & top) --score;
    ph <<= 1;
    mh <<= 1;
    pv = mh | ~(xv | ph);
    mv = ph & xv;
    if (score > limit) continue;
    if (!out.empty() && out.back().first + m / 2 + 1 > j + 1) {
      if (score < out.back().second) out.back() = {j + 1, score};
    } else {
      out.emplace_back(j + 1, score);
    }
  }
  return out;
}

bool StartsUpper(std::string_view s) {
  int32_t i = 0;
  const auto n = static_cast<int32_t>(std::min<size_t>(s.size(), 8));
  while (i < n) {
    UChar32 c;
    U8_NEXT(s.data(), i, n, c);
    if (c < 0) return false;
    if (c == ' ' || c == 0xAB || c == '(' || c == 0x2022) continue;
    return u_isupper(c) || u_isdigit(c);
  }
  return true;
}

// The full stop is the first thing that a scan loses: «cette décision Votre demande est à
// adresser»; or it was read as a comma: «par la présente, Pendant ces six mois». `rest` begins with
// the character before the space. Words that have a capital nowhere else.
bool StartsUnmarked(std::string_view rest) {
  // «par patient, L'objectif n'est»: an article with a capital before a small letter.
  static const RE2 article("^, (?:L['’]|Les? |La |Ils? |Elles? |Cel?a? |En )\\p{Ll}");
  if (RE2::PartialMatch({rest.data(), std::min<size_t>(rest.size(), 16)}, article)) return true;
  static constexpr std::string_view kStarts[] = {" Vous ",  " Votre ",    " Vos ",
                                                 " Nous ",  " Notre ",    " Nos ",
                                                 " Cette ", " Toutefois", " Pendant "};
  if (rest.size() < 8 || rest[1] != ' ') return false;
  const auto before = static_cast<unsigned char>(rest[0]);
  if (before < 0x80 && (before < 'a' || before > 'z') && before != ')' && before != ',')
    return false;
  return std::any_of(std::begin(kStarts), std::end(kStarts),
                     [&](std::string_view w) { return rest.substr(1).starts_with(w); });
}

// A paragraph that was cut in two, since heights of scanned lines vary: the line above was full,
// and the next stands right under it. reading/lines.h cannot know what is a sentence.
bool GoesOn(const PageReading& page, const std::vector<Line>& lines, const Line& above,
            const Line& line, double leading) {
  const double height = std::max({above.height, line.height, 4.0});
  const double gap = line.box.top - above.box.bottom;
  // Where all lines are far apart, the lines of a paragraph are too.
  const bool near =
      gap <= 0.7 * height || (gap <= 1.8 * height && line.box.top - above.box.top <= 1.1 * leading);
  // «• La commission», whose second line stands below «La».
  double left = above.box.left;
  if (above.words.size() > 1) {
    const Word& bullet = page.words.at(static_cast<size_t>(above.words[0]));
    const double second = page.words.at(static_cast<size_t>(above.words[1])).box.left;
    if (bullet.text.size() <= 3 && std::abs(second - line.box.left) <= 3) left = second;
  }
  // The first line of a paragraph may be indented.
  const double indent = left - line.box.left;
  const bool alinea =
      indent > 6 && indent < 5 * height && above.words.size() >= 6 && !StartsUpper(line.text);
  if ((std::abs(indent) > 6 && !alinea) || gap < -0.5 * height || !near) return false;
  const char last = above.text.back();
  // «article L.» and «114-17-1» below it.
  const size_t n = above.text.size();
  const bool letter = n >= 2 && last == '.' && above.text[n - 2] >= 'A' &&
                      above.text[n - 2] <= 'Z' && (n == 2 || above.text[n - 3] == ' ');
  if (letter) return true;
  if (last == '.' || last == ':' || last == ';' || last == '!' || last == '?') return false;
  // «(articles L. 315-1, IV et R. 315-1-2 …)» under a subject; not «(a)», «(1)».
  const std::string& first = page.words.at(static_cast<size_t>(line.words.front())).text;
  if (first.size() > 4 && first.front() == '(' && first.back() != ')') return true;
  double right = above.box.right;
  for (const Line& l : lines)
    if (std::abs(l.box.left - line.box.left) <= 6) right = std::max(right, l.box.right);
  const Box& word = page.words.at(static_cast<size_t>(line.words.front())).box;
  return above.box.right + word.width() + 0.6 * height >= right;
}

// The raised «1» of a footnote, on a line of larger letters, would part two lines of a sentence.
bool IsNoteMark(const std::vector<Line>& lines, const Line& mark) {
  if (mark.words.size() != 1 || mark.text.size() > 2) return false;
  const bool figures = std::all_of(mark.text.begin(), mark.text.end(),
                                   [](char c) { return (c >= '0' && c <= '9') || c == '*'; });
  return figures && std::any_of(lines.begin(), lines.end(), [&](const Line& l) {
           return &l != &mark && mark.box.height() < 0.9 * l.box.height() &&
                  mark.box.top < l.box.top && mark.box.bottom > l.box.top &&
                  mark.box.left > l.box.left && mark.box.left - l.box.right < 4;
         });
}

// How long a dash is, a picture does not tell: one that stands alone is as print has it.
void PrintDashes(Line* line) {
  static constexpr std::string_view kDash = "–";
  std::string text;
  std::vector<size_t> offset;
  for (size_t w = 0; w < line->offset.size(); ++w) {
    const size_t begin = std::min(line->offset[w], line->text.size());
    const size_t end = w + 1 < line->offset.size()
                           ? std::min(line->offset[w + 1], line->text.size())
                           : line->text.size();
    std::string_view word = std::string_view(line->text).substr(begin, end - begin);
    offset.push_back(text.size());
    const size_t space = word.find(' ');
    const std::string_view mark = word.substr(0, space);
    if (mark == "-" || mark == "—" || mark == "--") {
      text += kDash;
      word.remove_prefix(mark.size());
    }
    text += word;
  }
  if (offset.empty()) return;
  line->text = std::move(text);
  line->offset = std::move(offset);
}

// From the top of a full line to the top of the next, as most paragraphs of the page have it; 0 for
// fewer than three such pairs.
double Leading(const std::vector<Line>& lines) {
  double widest = 0;
  for (const Line& l : lines) widest = std::max(widest, l.box.width());
  std::vector<double> pitches;
  for (size_t i = 1; i < lines.size(); ++i) {
    const Line& above = lines[i - 1];
    const double pitch = lines[i].box.top - above.box.top;
    if (above.box.width() > 0.85 * widest && pitch > 0 &&
        std::abs(above.box.left - lines[i].box.left) < 6)
      pitches.push_back(pitch);
  }
  if (pitches.size() < 3) return 0;
  const auto at = pitches.begin() + static_cast<std::ptrdiff_t>(pitches.size() / 4);
  std::nth_element(pitches.begin(), at, pitches.end());
  return *at;
}

// A side panel beside a paragraph may be read in the middle of it: the lines that go on below the
// paragraph's last line are put right after it. Only running text that goes on in lower case.
void JoinAcrossPanels(const PageReading& page, double leading, std::vector<Line>* lines) {
  for (size_t i = 1; i < lines->size(); ++i) {
    const Line& line = (*lines)[i];
    const Line& before = (*lines)[i - 1];
    if (line.block == before.block || StartsUpper(line.text)) continue;
    for (size_t j = i - 1; j-- > 0;) {
      const Line& above = (*lines)[j];
      if (above.words.size() < 6 || above.block == (*lines)[j + 1].block ||
          !GoesOn(page, *lines, above, line, leading))
        continue;
      size_t end = i + 1;
      while (end < lines->size() && (*lines)[end].block == line.block) ++end;
      const int block = above.block;
      for (size_t k = i; k < end; ++k) (*lines)[k].block = block;
      std::rotate(lines->begin() + static_cast<std::ptrdiff_t>(j) + 1,
                  lines->begin() + static_cast<std::ptrdiff_t>(i),
                  lines->begin() + static_cast<std::ptrdiff_t>(end));
      i = end - 1;
      break;
    }
  }
}

// «4. Vous pouvez …»: the number of a point, where the point before it had the one before; 0: none.
int PointNumber(std::string_view line) {
  static const RE2 point("^([0-9]{1,2})[.)] \\p{Lu}");
  int number = 0;
  return RE2::PartialMatch({line.data(), line.size()}, point, &number) ? number : 0;
}

// A dot after these ends no sentence.
bool IsAbbreviation(std::string_view word) {
  static constexpr std::string_view kKnown[] = {
      "art", "dr", "mme", "mm", "n",   "ref", "tel", "av", "bd",  "cf",  "p",   "st",
      "ste", "no", "pr",  "al", "etc", "mle", "fax", "ex", "min", "max", "env", "proc"};
  // «N/Réf.» is one by its last part.
  const std::string plain = Plain(word.substr(word.find_last_of('/') + 1));
  if (plain.size() <= 1) return true;
  return std::find(std::begin(kKnown), std::end(kKnown), plain) != std::end(kKnown);
}

}  // namespace

LetterText::LetterText(std::vector<const PageReading*> pages, const Phrases& breaks)
    : pages_(std::move(pages)), tables_(pages_) {
  for (size_t p = 0; p < pages_.size(); ++p) {
    if (pages_[p]->source == PageSource::kOcr) any_picture_ = true;
    int last_block = -1;
    std::vector<Line> page_lines = BuildLines(*pages_[p]);
    const double leading = Leading(page_lines);
    JoinAcrossPanels(*pages_[p], leading, &page_lines);
    const Line* before = nullptr;
    if (pages_[p]->source == PageSource::kOcr) {
      for (Line& line : page_lines) PrintDashes(&line);
    }
    for (const Line& line : page_lines) {
      if (line.words.empty() || line.text.empty() || IsNoteMark(page_lines, line)) continue;
      const bool goes_on = before && (line.block == last_block ||
                                      GoesOn(*pages_[p], page_lines, *before, line, leading));
      const bool new_block = !goes_on;
      if (new_block) {
        if (!text_.empty()) {
          text_ += '\n';
          key_ += '\n';
        }
        blocks_.push_back(
            {static_cast<int>(p), line.box, {text_.size(), 0}, static_cast<int>(lines_.size()), 0});
      } else {
        // «162-1-» and «15» of a wrapped article, «non-» and «atteinte»: no space comes between.
        const bool hyphen =
            text_.size() >= 2 && text_.back() == '-' && text_[text_.size() - 2] != ' ';
        if (!hyphen) text_ += ' ';
      }
      last_block = line.block;
      before = &line;
      TextLine out;
      out.page = static_cast<int>(p);
      out.row = line.row;
      out.block = static_cast<int>(blocks_.size()) - 1;
      out.box = line.box;
      out.height = line.height > 0 ? line.height : line.box.height();
      out.range = {text_.size(), text_.size() + line.text.size()};
      out.first_word = words_.size();
      for (size_t w = 0; w < line.words.size(); ++w) {
        const size_t begin = std::min(line.offset.at(w), line.text.size());
        size_t end = w + 1 < line.offset.size() ? std::min(line.offset[w + 1], line.text.size())
                                                : line.text.size();
        while (end > begin && line.text[end - 1] == ' ') --end;
        words_.push_back({static_cast<int>(p),
                          line.words[w],
                          static_cast<int>(lines_.size()),
                          {out.range.begin + begin, out.range.begin + end}});
      }
      out.last_word = words_.size();
      text_ += line.text;
      AddTokens(out.range);
      lines_.push_back(out);
      TextBlock& block = blocks_.back();
      block.box = block.box.Union(line.box);
      block.range.end = text_.size();
      block.last_line = static_cast<int>(lines_.size());
    }
  }

  int point = 0;
  for (const TextBlock& block : blocks_) {
    // A list item starts a sentence of its own, and so does the line after one that was not full.
    for (int l = block.first_line; l < block.last_line; ++l) {
      const int number = PointNumber(At(lines_[static_cast<size_t>(l)].range));
      const bool next_point = number > 0 && number == point + 1;
      if (next_point) point = number;
      if (l == block.first_line) continue;
      if (next_point) sentence_ends_.push_back(lines_[static_cast<size_t>(l)].range.begin);
      if (!Wraps(l - 1)) sentence_ends_.push_back(lines_[static_cast<size_t>(l)].range.begin);
      const std::string_view line = At(lines_[static_cast<size_t>(l)].range);
      for (std::string_view bullet : {"• ", "- ", "– ", "▪ ", "□ ", "* "})
        if (line.starts_with(bullet))
          sentence_ends_.push_back(lines_[static_cast<size_t>(l)].range.begin);
    }
    const bool picture = FromPicture(block.page);
    for (size_t i = block.range.begin; i < block.range.end; ++i) {
      const char c = text_[i];
      if (picture && i > block.range.begin && StartsUnmarked(At({i - 1, block.range.end})))
        sentence_ends_.push_back(i);
      const bool before_space = i + 1 >= block.range.end || text_[i + 1] == ' ';
      if (c == ';' && before_space) sentence_ends_.push_back(i + 1);
      if ((c == '!' || c == '?') && before_space) sentence_ends_.push_back(i + 1);
      if (c == '.' && before_space) {
        size_t w = i;
        while (w > block.range.begin && text_[w - 1] != ' ' && text_[w - 1] != '\'' &&
               text_[w - 1] != '(')
          --w;
        // «R.O.S.P. 2023»: a year belongs to its initials.
        const bool initials = At({w, i}).find('.') != std::string_view::npos &&
                              i + 2 < block.range.end && text_[i + 2] >= '0' && text_[i + 2] <= '9';
        // «CEDEX 9.» ends one; «1.» at the head of a paragraph does not.
        const bool figure = w > block.range.begin && i == w + 1 && text_[w] >= '0' &&
                            text_[w] <= '9' &&
                            lines_[static_cast<size_t>(LineAt(w))].range.begin != w;
        if (StartsUpper(At({i + 1, block.range.end})) && !initials &&
            (figure || !IsAbbreviation(At({w, i}))))
          sentence_ends_.push_back(i + 1);
      }
      if ((c == ',' || c == ':') && before_space) clause_starts_.push_back(i + 1);
      if (c == '(' || c == ')') clause_starts_.push_back(i + 1);
      if (text_.compare(i, 5, " \xE2\x80\x93 ") == 0 || text_.compare(i, 5, " \xE2\x80\x94 ") == 0)
        clause_starts_.push_back(i + 4);
    }
  }
  for (const PhraseHit& h : FindAny(breaks)) clause_starts_.push_back(h.range.begin);
  std::sort(sentence_ends_.begin(), sentence_ends_.end());
  std::sort(clause_starts_.begin(), clause_starts_.end());
}

void LetterText::AddTokens(Range r) {
  for (const Range& run : KeyRuns(At(r), r.begin)) {
    const std::string key = RunKey(At(run));
    if (key.empty()) continue;
    tokens_.push_back({run, {key_.size(), key_.size() + key.size()}});
    key_ += key;
  }
}

std::optional<Range> LetterText::Aligned(size_t key_end, size_t length) const {
  if (length > key_end || tokens_.empty()) return std::nullopt;
  const size_t key_begin = key_end - length;
  auto first = std::upper_bound(tokens_.begin(), tokens_.end(), key_begin,
                                [](size_t k, const Token& t) { return k < t.key.begin; });
  if (first == tokens_.begin()) return std::nullopt;
  --first;
  auto last = std::lower_bound(first, tokens_.end(), key_end,
                               [](const Token& t, size_t k) { return t.key.end < k; });
  if (last == tokens_.end()) return std::nullopt;
  const bool exact = first->key.begin == key_begin && last->key.end == key_end;
  if (exact) return Range{first->text.begin, last->text.end};
  // Words run together by the reading of a picture: only a long phrase may start inside one.
  if (any_picture_ && length >= 12 && key_begin < first->key.end &&
      FromPicture(lines_[static_cast<size_t>(LineAt(first->text.begin))].page))
    return Range{first->text.begin, last->text.end};
  return std::nullopt;
}

namespace {

// «Vos références» is one letter from «Nos références», and never the same.
bool OtherSide(std::string_view a, std::string_view b) {
  const auto any = [](std::string_view s, std::string_view one, std::string_view many) {
    const std::vector<std::string> words = FoldWords(s);
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& w) { return w == one || w == many; });
  };
  return any(a, "votre", "vos") != any(b, "votre", "vos") &&
         any(a, "notre", "nos") != any(b, "notre", "nos");
}

}  // namespace

std::vector<PhraseHit> LetterText::FindFuzzy(const Phrase& phrase, int limit) const {
  std::vector<PhraseHit> out;
  const std::string pattern = phrase.key.substr(0, 64);
  const std::string reversed(pattern.rbegin(), pattern.rend());
  for (const auto& [end, errors] : Myers(key_, pattern, limit)) {
    const size_t window = std::min(end, pattern.size() + static_cast<size_t>(limit));
    std::string back(key_.rbegin() + static_cast<std::ptrdiff_t>(key_.size() - end),
                     key_.rbegin() + static_cast<std::ptrdiff_t>(key_.size() - end + window));
    if (back.find('\n') != std::string::npos) back.resize(back.find('\n'));
    for (const auto& [length, again] : Myers(back, reversed, errors)) {
      const size_t begin = end - length;
      // The borders of the phrase are borders of words, one letter aside.
      const Token* first = nullptr;
      const Token* last = nullptr;
      auto it = std::upper_bound(tokens_.begin(), tokens_.end(), begin + 1,
                                 [](size_t k, const Token& t) { return k < t.key.begin; });
      if (it != tokens_.begin() && (it - 1)->key.begin + 1 >= begin) first = &*(it - 1);
      for (auto t = it == tokens_.begin() ? it : it - 1; t != tokens_.end(); ++t) {
        if (t->key.end + 1 < end) continue;
        if (t->key.end <= end + 1) last = &*t;
        break;
      }
      if (!first || !last || last->text.end <= first->text.begin) continue;
      if (!FromPicture(lines_[static_cast<size_t>(LineAt(first->text.begin))].page)) continue;
      // The letter aside counts too: «cadre de la procédure» is no «arrêt de la procédure».
      const Range whole{first->text.begin, last->text.end};
      const int all = EditDistance(PhraseKey(At(whole)), phrase.key, limit);
      if (all > limit) continue;
      // «écrire ? Secrétariat» is no «écrire au secrétariat», «Le directeur» no «P/ le directeur».
      const auto differ = [&](const char* marks) {
        return (At(whole).find_first_of(marks) != std::string_view::npos) !=
               (phrase.text.find_first_of(marks) != std::string::npos);
      };
      if (differ("?!;") || differ("/") || OtherSide(At(whole), phrase.text)) continue;
      out.push_back({whole, std::max(again, all)});
      break;
    }
  }
  return out;
}

const std::vector<PhraseHit>& LetterText::Find(const Phrase& phrase) const {
  auto [known, is_new] = found_.try_emplace(phrase.key);
  std::vector<PhraseHit>& out = known->second;
  if (!is_new || phrase.key.empty()) return out;
  for (size_t at = key_.find(phrase.key); at != std::string::npos;
       at = key_.find(phrase.key, at + 1))
    if (auto r = Aligned(at + phrase.key.size(), phrase.key.size())) out.push_back({*r, 0});
  const int limit = Tolerance(phrase.key.size());
  if (any_picture_ && limit > 0) {
    for (PhraseHit& h : FindFuzzy(phrase, limit)) {
      const bool covered = std::any_of(
          out.begin(), out.end(), [&](const PhraseHit& o) { return o.range.Overlaps(h.range); });
      if (!covered) out.push_back(h);
    }
  }
  std::sort(out.begin(), out.end(),
            [](const PhraseHit& a, const PhraseHit& b) { return a.range.begin < b.range.begin; });
  return out;
}

std::vector<PhraseHit> LetterText::FindAny(const Phrases& phrases) const {
  std::vector<PhraseHit> all;
  for (const Phrase& p : phrases)
    for (const PhraseHit& h : Find(p)) all.push_back(h);
  std::sort(all.begin(), all.end(), [](const PhraseHit& a, const PhraseHit& b) {
    const size_t la = a.range.end - a.range.begin, lb = b.range.end - b.range.begin;
    if (la != lb) return la > lb;
    return a.errors != b.errors ? a.errors < b.errors : a.range.begin < b.range.begin;
  });
  std::vector<PhraseHit> out;
  for (PhraseHit& h : all) {
    const bool covered = std::any_of(out.begin(), out.end(),
                                     [&](const PhraseHit& o) { return o.range.Overlaps(h.range); });
    if (!covered) out.push_back(h);
  }
  std::sort(out.begin(), out.end(),
            [](const PhraseHit& a, const PhraseHit& b) { return a.range.begin < b.range.begin; });
  return out;
}

bool LetterText::Has(const Phrases& phrases, Range within) const {
  for (const Phrase& p : phrases)
    for (const PhraseHit& h : Find(p))
      if (within.Contains(h.range)) return true;
  return false;
}

const std::vector<GridTable>& LetterText::Tables(const TableColumns& columns) const {
  return tables_.Find(columns);
}

int LetterText::LineAt(size_t pos) const {
  auto it = std::upper_bound(lines_.begin(), lines_.end(), pos,
                             [](size_t p, const TextLine& l) { return p < l.range.begin; });
  return it == lines_.begin() ? 0 : static_cast<int>(it - lines_.begin()) - 1;
}

std::vector<size_t> LetterText::WordsIn(Range r) const {
  std::vector<size_t> out;
  auto it = std::lower_bound(words_.begin(), words_.end(), r.begin,
                             [](const TextWord& w, size_t p) { return w.range.end <= p; });
  for (; it != words_.end() && it->range.begin < r.end; ++it)
    out.push_back(static_cast<size_t>(it - words_.begin()));
  return out;
}

std::vector<Span> LetterText::Spans(Range r) const {
  std::vector<Span> out;
  int line = -1;
  for (size_t i : WordsIn(r)) {
    const TextWord& w = words_[i];
    const PageReading& page = *pages_[static_cast<size_t>(w.page)];
    const Box& box = page.words.at(static_cast<size_t>(w.word)).box;
    if (w.line != line) out.push_back({page.number, box});
    out.back().box = out.back().box.Union(box);
    line = w.line;
  }
  return out;
}

Box LetterText::BoxOf(Range r) const {
  Box box;
  int page = -1;
  for (const Span& s : Spans(r)) {
    if (page < 0) page = s.page;
    if (s.page == page) box = box.Union(s.box);
  }
  return box;
}

Range LetterText::Sentence(size_t pos) const {
  const TextBlock& block = blocks_[static_cast<size_t>(BlockAt(pos))];
  Range out = block.range;
  auto after = std::upper_bound(sentence_ends_.begin(), sentence_ends_.end(), pos);
  if (after != sentence_ends_.end()) out.end = std::min(out.end, *after);
  if (after != sentence_ends_.begin()) out.begin = std::max(out.begin, *(after - 1));
  return out;
}

Range LetterText::Clause(Range r) const {
  Range out = Sentence(r.begin);
  auto after = std::lower_bound(clause_starts_.begin(), clause_starts_.end(), r.end);
  if (after != clause_starts_.end()) out.end = std::min(out.end, *after);
  auto before = std::upper_bound(clause_starts_.begin(), clause_starts_.end(), r.begin);
  if (before != clause_starts_.begin()) out.begin = std::max(out.begin, *(before - 1));
  if (out.end < r.end) out.end = r.end;
  return out;
}

int LetterText::WordsBetween(size_t a, size_t b) const {
  if (b < a) std::swap(a, b);
  int n = 0;
  for (size_t i : WordsIn({a, b}))
    if (words_[i].range.begin >= a && words_[i].range.end <= b) ++n;
  return n;
}

bool LetterText::InZone(const Box& box, int page, Zone zone) const {
  const double h = pages_[static_cast<size_t>(page)]->height;
  if (h <= 0) return zone == Zone::kAny;
  const double y = box.center_y() / h;
  switch (zone) {
    case Zone::kAny:
      return true;
    case Zone::kLetterhead:
      return y < 0.25;
    case Zone::kAddress:
      return y < 0.45;
    case Zone::kTop:
      return y < 0.5;
    case Zone::kBody:
      return y >= 0.2 && y < 0.95;
    case Zone::kFooter:
      return y >= 0.88;
  }
  return true;
}

bool LetterText::FromPicture(int page) const {
  return pages_[static_cast<size_t>(page)]->source == PageSource::kOcr;
}

bool LetterText::Wraps(int line) const {
  const TextLine& from = lines_[static_cast<size_t>(line)];
  if (static_cast<size_t>(line) + 1 >= lines_.size()) return false;
  const TextLine& next = lines_[static_cast<size_t>(line) + 1];
  if (next.block != from.block) return false;
  // «SAINT-» and «QUENTIN»: a hyphen after a letter goes on, however ragged the edge.
  const std::string_view text = At(from.range);
  if (text.size() > 2 && text.back() == '-' && text[text.size() - 2] != ' ') return true;
  const TextWord& word = words_[next.first_word];
  const Box& box =
      pages_[static_cast<size_t>(word.page)]->words.at(static_cast<size_t>(word.word)).box;
  const Box& block = blocks_[static_cast<size_t>(from.block)].box;
  // «PÉRIODE : 02/2024»: the next row of a form.
  static const RE2 label("^\\p{Lu}[^:.;,()]{1,30} : ?\\S");
  const std::string_view below = At(next.range);
  if (RE2::PartialMatch({below.data(), below.size()}, label)) return false;
  // After a comma a sentence goes on; a salutation is shorter.
  if (text.ends_with(",") && from.box.width() > 0.6 * block.width()) return true;
  const double right = block.right;
  return from.box.right + box.width() + 0.6 * from.height >= right;
}

std::vector<int> LetterText::RowRightOf(int page, int row, double x) const {
  std::vector<int> out;
  for (size_t i = 0; i < lines_.size(); ++i)
    if (lines_[i].page == page && lines_[i].row == row && lines_[i].box.left >= x - 1)
      out.push_back(static_cast<int>(i));
  std::sort(out.begin(), out.end(), [&](int a, int b) {
    return lines_[static_cast<size_t>(a)].box.left < lines_[static_cast<size_t>(b)].box.left;
  });
  return out;
}

bool LetterText::HeadsTable(int line) const {
  const TextLine& at = lines_[static_cast<size_t>(line)];
  size_t cells = 0, figures = 0;
  std::map<int, size_t> below;  // cells by row
  for (const TextLine& other : lines_) {
    if (other.page != at.page || other.row < at.row || other.row > at.row + 10) continue;
    if (other.row > at.row) {
      ++below[other.row];
      continue;
    }
    const std::string_view words = At(other.range);
    if (words.find(':') != std::string_view::npos) return false;
    ++cells;
    figures += words.find_first_of("0123456789") != std::string_view::npos ? 1 : 0;
  }
  const auto rows =
      std::count_if(below.begin(), below.end(), [](const auto& row) { return row.second >= 3; });
  return cells >= 4 && 4 * figures <= cells && rows >= 3;
}

}  // namespace riposte
