// Checklists: what a letter had to say, as templates/law/mentions/*.xml lists it with its articles,
// looked for in what was read of it.
//
//   Checklists lists = Checklists::Load("templates", law).value();   // kTemplate: file:line:
//   message std::vector<Finding> f = lists.Mentions(letter, reading);
//
// A mention is looked for by words, tolerant of wording (gaps, word beginnings), of case, accents
// and OCR; a fact of the letter may show it too. "absent" is said only of a letter whose every page
// was read well, whose type is sure, and where not even a hint was seen; anything less is
// "douteux". What the paper does not decide is never "absent". The letter's date chooses the list.
//
// Immutable after Load, may be shared by threads. Linear in the words of the letter.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "extractors/reading/reading.h"
#include "pipeline/law/finding.h"
#include "pipeline/law/law.h"

namespace riposte {

class Checklists {
 public:
  static Result<Checklists> Load(const std::string& templates_dir, const Law& law);
  Checklists(Checklists&&) noexcept;
  Checklists& operator=(Checklists&&) noexcept;
  ~Checklists();

  // `reading` is that of the whole file; only the letter's pages count.
  std::vector<Finding> Mentions(const Letter& letter, const Reading& reading) const;
  // Document types that have a list.
  std::vector<std::string> Types() const;
  // The list of a type in French, for a lawyer to sign off; kUsage: no list, with those there are.
  Result<std::string> Describe(const std::string& type) const;
  size_t size() const;  // mentions in all

  struct Impl;

 private:
  explicit Checklists(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace riposte
