// Bad and hostile input, made rather than kept: most of it is large or dull.
//
//   encrypte.pdf      needs a password to open             -> refused
//   tronque.pdf       the first half of a real PDF         -> refused, or read in part
//   vide.pdf          no byte at all                       -> refused
//   pas-un-pdf.pdf    plain text named .pdf                -> refused
//   zero-page.pdf     a valid PDF without a page           -> refused
//   page-blanche.pdf  one page, nothing on it              -> unknown, nothing to read
//   5000-pages.pdf    5,000 small pages, 0.7 MB            -> over the limit of pages
//   20000x20000.png   400 million pixels in 50 KB          -> over the limit of pixels
//   couche-fausse.pdf a scan whose text layer is garbage   -> the picture must be read
//   couche-vide.pdf   a scan whose text layer is one dot   -> the picture must be read
//
// Fails with kStorage, or kDamaged when the letter that some are made from cannot be read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "extractors/base/error.h"

namespace riposte {

struct BadFile {
  std::string file;      // name within the folder
  std::string expected;  // name of the letter whose values must still be read, or empty
};

// `letter`: path of a PDF of ours to break. Gives what was written.
Result<std::vector<BadFile>> MakeBadInput(const std::string& letter, const std::string& folder,
                                          uint64_t seed);

}  // namespace riposte
