// The words of a letter and the patterns that are looked for in them (internal to this room).
//
//   MentionText text(letter, reading);
//   MentionMatch m = text.Find(MentionPattern("assister … personne de votre choix"));
//
// A pattern is a row of words: `assist*` is a beginning, `…` allows up to 15 words between; without
// it two other words may stand between. Words are compared on their folded key; in a reading by OCR
// one sign may be wrong in a word of 6, two in a word of 10. Words that were cut at a line's end
// are joined. O(words × pattern × gap).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "extractors/reading/reading.h"
#include "extractors/template/facts.h"

namespace riposte {

struct MentionPattern {
  struct Part {
    std::string key;
    bool prefix = false;
    int gap = 2;  // words that may stand before it
  };
  std::vector<Part> parts;
  std::string text;  // as written
  explicit MentionPattern(const std::string& text);
};

struct MentionMatch {
  std::string text;  // as read
  std::vector<Span> spans;
  bool exact = true;  // no word was read with a sign wrong
};

class MentionText {
 public:
  MentionText(const Letter& letter, const Reading& reading);
  std::optional<MentionMatch> Find(const MentionPattern& pattern) const;
  // Empty when every page was read well; else French: which page was not.
  const std::string& badly_read() const { return badly_read_; }

 private:
  struct Token {
    std::string key, text;
    int page;
    Box box;
  };
  std::optional<MentionMatch> Find(const MentionPattern& pattern, bool exact) const;
  void AddPage(const PageReading& page);

  std::vector<Token> tokens_;
  std::string badly_read_;
  bool ocr_ = false;
};

}  // namespace riposte
