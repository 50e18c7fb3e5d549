// What Poppler says while it works. It draws a page blank without an error when a font is missing
// and only murmurs about it, so its messages are heard and sorted into the warning ids of a
// Reading.
//
//   PopplerMessages messages;         // from here on, until it goes out of scope
//   … open, render …
//   if (messages.font_missing) …
//
// The texts are never logged or kept: they may quote the document. One at a time in a process.
#pragma once

#include <string>
#include <vector>

namespace riposte {

class PopplerMessages {
 public:
  PopplerMessages();
  ~PopplerMessages();
  PopplerMessages(const PopplerMessages&) = delete;
  PopplerMessages& operator=(const PopplerMessages&) = delete;

  bool font_missing = false;
  bool repaired = false;  // the cross-reference table had to be made again
  int errors = 0;         // everything else

  std::vector<std::string> Warnings() const;
};

}  // namespace riposte
