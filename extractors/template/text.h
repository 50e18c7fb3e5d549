// LetterText: the pages of one letter as one text with a way back to the paper. Private to the
// room.
//
//   LetterText t(pages, breaks);                      // lines (reading/lines.h) joined into blocks
//   for (const PhraseHit& h : t.Find(phrase)) …       // where a phrase of a template stands
//   t.Spans(h.begin, h.end)                           // its boxes, one a line
//
// `text` holds the blocks one after the other, separated by a line feed; inside a block lines are
// joined by one space, so that a value or a phrase that wraps is found whole. `key` is the same
// text folded: letters and digits only (values/fold.h), without white space and punctuation.
// Phrases start and end at token borders. Where the page was read from a picture, a phrase may
// differ by one to three letters, more for longer phrases.
//
// Holds pointers to the pages given, which must outlive it. Searches are remembered: one thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "extractors/reading/lines.h"
#include "extractors/reading/reading.h"
#include "extractors/reading/tables.h"
#include "extractors/template/facts.h"
#include "extractors/template/model.h"
#include "extractors/template/phrase.h"

namespace riposte {

struct PhraseHit {
  Range range;
  int errors = 0;
};

struct TextWord {
  int page = 0;  // index into pages()
  int word = 0;  // index into PageReading::words
  int line = 0;  // index into lines
  Range range;
};

struct TextLine {
  int page = 0;
  int row = 0;
  int block = 0;  // index into blocks
  Box box;
  double height = 0;
  Range range;
  size_t first_word = 0, last_word = 0;  // half open
};

struct TextBlock {
  int page = 0;
  Box box;
  Range range;
  int first_line = 0, last_line = 0;  // half open
};

class LetterText {
 public:
  // `breaks`: words that open a new clause («contre», «soit»).
  LetterText(std::vector<const PageReading*> pages, const Phrases& breaks);

  const std::vector<const PageReading*>& pages() const { return pages_; }
  const std::string& text() const { return text_; }
  const std::string& key() const { return key_; }
  const std::vector<TextLine>& lines() const { return lines_; }
  const std::vector<TextBlock>& blocks() const { return blocks_; }
  const std::vector<TextWord>& words() const { return words_; }
  std::string_view At(Range r) const {
    return std::string_view(text_).substr(r.begin, r.end - r.begin);
  }

  // In text order.
  const std::vector<PhraseHit>& Find(const Phrase& phrase) const;
  // All hits of any of them, in text order; of two that overlap the longer stays.
  std::vector<PhraseHit> FindAny(const Phrases& phrases) const;
  bool Has(const Phrases& phrases, Range within) const;
  // The token-aligned hit that ends at key offset `key_end` with `length` key bytes, if any.
  std::optional<Range> Aligned(size_t key_end, size_t length) const;

  // Remembered as well.
  const std::vector<GridTable>& Tables(const TableColumns& columns) const;

  int LineAt(size_t pos) const;
  int BlockAt(size_t pos) const { return lines_[static_cast<size_t>(LineAt(pos))].block; }
  std::vector<size_t> WordsIn(Range r) const;
  std::vector<Span> Spans(Range r) const;
  Box BoxOf(Range r) const;  // of the part on the first page it touches
  Range Sentence(size_t pos) const;
  // The part of the sentence around `r` between two breaks.
  Range Clause(Range r) const;
  int WordsBetween(size_t a, size_t b) const;
  bool InZone(const Box& box, int page, Zone zone) const;
  bool FromPicture(int page) const;
  // The line goes on in the next: its first word would not have fitted.
  bool Wraps(int line) const;
  // Lines of the page with this row, right of x, left to right.
  std::vector<int> RowRightOf(int page, int row, double x) const;
  // The line is one of four cells or more of a row without figures or colons, three rows of cells
  // or more below: the heading of a column, no label of what stands beside it.
  bool HeadsTable(int line) const;

 private:
  struct Token {
    Range text, key;
  };
  void AddTokens(Range r);
  std::vector<PhraseHit> FindFuzzy(const Phrase& phrase, int limit) const;

  std::vector<const PageReading*> pages_;
  std::string text_, key_;
  std::vector<TextLine> lines_;
  std::vector<TextBlock> blocks_;
  std::vector<TextWord> words_;
  std::vector<Token> tokens_;
  std::vector<size_t> sentence_ends_, clause_starts_;
  bool any_picture_ = false;
  mutable std::map<std::string, std::vector<PhraseHit>> found_;
  mutable TableFinder tables_;
};

}  // namespace riposte
