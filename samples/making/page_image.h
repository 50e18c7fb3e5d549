// Pages of a PDF as pictures, and where words stand on them. For the making of samples only: our
// own letters, no limits.
//
//   Result<PdfPages> pdf = PdfPages::Open("samples/mail/riap-1.pdf");
//   Pix page = pdf->Render(1, 300);                   // 32 bpp
//   Box name = pdf->Find(1, {"Claire", "MARTIN"});     // points, empty when not on the page
//
// Fails by kDamaged from Open. Not thread-safe.
#pragma once

#include <poppler-document.h>

#include <memory>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "samples/making/pix.h"

namespace riposte {

class PdfPages {
 public:
  static Result<PdfPages> Open(const std::string& path);
  static Result<PdfPages> FromBytes(const std::string& bytes);

  int pages() const { return document_->pages(); }
  // Null when Poppler refuses the page.
  Pix Render(int page, double dpi) const;
  // The first place where these words follow one another, as a box around them.
  Box Find(int page, const std::vector<std::string>& words) const;

 private:
  explicit PdfPages(std::unique_ptr<poppler::document> d) : document_(std::move(d)) {}
  std::unique_ptr<poppler::document> document_;
};

// Splits at white space.
std::vector<std::string> Words(const std::string& text);

}  // namespace riposte
