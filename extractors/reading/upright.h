// A page as it is read: its sheet upright, straight and flat. What is stored lies on the page as
// displayed, where a photo's lines fan out and a sheet may lie on its side; lines, columns and
// tables are looked for on the upright sheet, and what is found is put back.
//
//   PageReading sheet = Upright(page);           // words and rules in points of the sheet
//   Box shown = page.to_page.Apply(line.box);    // back on the page as displayed
//
// The upright box of a word comes back exactly: the box around it and the map tell its width and
// height. UprightRereader takes boxes of the sheet and asks for the place on the page. Pure; a page
// that lies straight is copied as it is. Thread-safe.
#pragma once

#include <vector>

#include "extractors/reading/reading.h"
#include "extractors/reading/rereader.h"

namespace riposte {

// Does the page lie as it is read?
bool LiesUpright(const PageReading& page);

PageReading Upright(const PageReading& page);

// `page` is the stored one, `on_sheet` a box of its sheet.
CropRequest RequestOnPage(const PageReading& page, const CropRequest& on_sheet);

// The answers in points of the sheet again. Borrows both; the pages are those of the Reading.
class UprightRereader : public Rereader {
 public:
  UprightRereader(const std::vector<PageReading>& pages, Rereader& rereader)
      : pages_(pages), rereader_(rereader) {}
  Result<CropReading> Reread(const CropRequest& request) override;
  std::vector<Result<CropReading>> RereadAll(std::span<const CropRequest> requests) override;

 private:
  // Null: the page lies upright, or is unknown.
  const PageReading* Slanted(int number) const;
  bool MaybeStamped(const CropRequest& on_page) const;

  const std::vector<PageReading>& pages_;
  Rereader& rereader_;
};

}  // namespace riposte
