// A PDF opened for reading: Poppler for text and pictures of pages, repaired with qpdf if need be.
//
//   Result<std::unique_ptr<PdfFile>> pdf = PdfFile::Open(bytes, limits);
//   Result<PdfPage> page = (*pdf)->Page(3);
//   PixPtr grey = page->Render(300, 300);       // the whole page as displayed
//
// Boxes in points of the page as displayed. `file` must outlive the PdfFile. Fails with kEncrypted
// (a password is needed to open; an owner's password alone is not), kDamaged, kEmpty (no page),
// kTooLarge. Not thread-safe; one at a time in a process.
#pragma once

#include <poppler-document.h>
#include <poppler-page.h>

#include <memory>
#include <string>
#include <vector>

#include "extractors/image/pix.h"
#include "extractors/page/messages.h"
#include "extractors/page/reader.h"

namespace riposte {

class PdfPage {
 public:
  PdfPage(std::unique_ptr<poppler::page> page, int number);

  double width() const { return width_; }
  double height() const { return height_; }
  int number() const { return number_; }
  const poppler::page& poppler() const { return *page_; }

  // 8-bit grey of the page, or of `part` of it (points; empty: all). The resolution is lowered so
  // that no rendering has more than 40 million pixels. Null when Poppler cannot draw it.
  PixPtr Render(double x_dpi, double y_dpi, const Box& part = {}) const;

 private:
  std::unique_ptr<poppler::page> page_;
  int number_;
  double width_, height_;
};

class PdfFile {
 public:
  static Result<std::unique_ptr<PdfFile>> Open(Bytes file, const ReadLimits& limits);

  int pages() const { return pages_; }
  // 1-based. kTooLarge if the page is wider than the limit.
  Result<PdfPage> Page(int number);
  const poppler::document& poppler() const { return *document_; }
  // The bytes that were opened at last: the caller's, or the repaired ones.
  Bytes bytes() const { return bytes_; }
  PopplerMessages& messages() { return messages_; }

 private:
  explicit PdfFile(const ReadLimits& limits) : limits_(limits) {}
  Status Load(Bytes file);

  ReadLimits limits_;
  PopplerMessages messages_;
  std::string repaired_;
  Bytes bytes_;
  std::unique_ptr<poppler::document> document_;
  int pages_ = 0;
};

// Did the structure of the file have to be rebuilt? Poppler does so without a word; qpdf says.
bool NeedsRepair(Bytes file);

// The file written anew by qpdf, its cross-reference table rebuilt.
struct Repaired {
  std::string bytes;   // empty: nothing could be saved, or there are no pages or too many
  int64_t pages = -1;  // -1: not even the page tree was found
  bool clean = false;  // qpdf had nothing to complain of
};
Repaired Repair(Bytes file, int max_pages);

}  // namespace riposte
