// Letter templates: XML under templates/letters/, checked against templates/schema/letters.rng,
// compiled once, matched on words with boxes. The same template reads text layers and OCR.
//
//   Result<Templates> t = Templates::Load("templates");        // error: file:line: message, the
//   line shown std::vector<Letter> letters = Extract(reading, *t, rereader, {"lettre.pdf"},
//   &trace);
//
// Extract: chooses the template by keywords and structure (one pass of a literal set over the
// folded text), reads fields (anchor, direction, typed value, ranked alternatives) and tables, runs
// the template's checks, and lets evidence/ decide what is sure. A file with several letters gives
// several. A letter that no template claims is `inconnu`, kept with what every letter has (date,
// LRAR, RPPS).
//
// Templates is immutable after Load and may be shared by threads; Extract is a pure function of its
// input and the Rereader's answers. Bounded: 1,000,000 words a file, 2 s of matching a page.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/reading/reading.h"
#include "extractors/reading/rereader.h"
#include "extractors/template/facts.h"

namespace riposte {

// What `--explain` prints: which templates were tried, why each lost, which anchor was found where,
// what was rejected and why. English, for those who write templates.
class Trace {
 public:
  void Add(int depth, std::string text) {
    lines_.push_back(std::string(depth * 2, ' ') + std::move(text));
  }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::vector<std::string> lines_;
};

class Templates {
 public:
  // Reads DIR/letters/*.xml, DIR/schema/letters.rng and, if it is there, DIR/letters/mots.tsv
  // (type_words.h). ErrorCode::kTemplate with file and line.
  static Result<Templates> Load(const std::string& dir);

  Templates(Templates&&) noexcept;
  Templates& operator=(Templates&&) noexcept;
  ~Templates();

  std::vector<std::string> ids() const;
  // One string that changes when any template changes: part of the key of an extraction.
  const std::string& fingerprint() const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit Templates(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

struct ExtractOptions {
  std::string source;  // file name for `Letter::source`
  // What a person says where the file was cut wrongly: page number -> it opens a letter, or goes
  // with the page before. All other pages are cut as they look.
  std::map<int, bool> cuts = {};
  // Letters are extracted side by side. With more than one the Rereader must serve several threads.
  int jobs = 1;
  // Without, only what a <try> finds is read: what a template's own test wants to know.
  bool ask_words_around = true;
};

std::vector<Letter> Extract(const Reading& reading, const Templates& templates, Rereader& rereader,
                            const ExtractOptions& options, Trace* trace = nullptr);

}  // namespace riposte
