// A letter of samples/mail as the office would get it: rendered, stamped or signed, degraded,
// written.
//
//   Result<std::string> file = MakeScan("samples", "riap-1", {.kind = ScanKind::kFax}, "out");
//     "riap-1.fax.tif" in out/
//
// Fails with kStorage or kDamaged. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "samples/making/degrade.h"

namespace riposte {

struct ScanOptions {
  ScanKind kind = ScanKind::kScan300;
  uint64_t seed = 0;
  bool stamp =
      false;  // « COURRIER ARRIVÉ » near the addressee, three to nine days after the letter
  bool sign = false;   // a signature through the printed name of who signs
  std::string format;  // "pdf", "tif", "jpg", "png", "heic"; empty: what such a device writes
};

// The degraded pages, not written.
Result<std::vector<Pix>> ScanPages(const std::string& samples, const std::string& letter,
                                   const ScanOptions& options);

// `samples`: the folder that holds letters/ and mail/. Gives the name of the file written; a
// picture format that holds one page only gets the first page.
Result<std::string> MakeScan(const std::string& samples, const std::string& letter,
                             const ScanOptions& options, const std::string& folder);

}  // namespace riposte
