// Writes pages of pictures as a copier, a fax or a telephone does.
//
//   Status s = WritePdf(pages, 65, "scan.pdf");       // pictures only, JPEG inside
//   Status s = WriteTiff(fax_pages, "fax.tif");       // group 4, several pages
//
// A page's size comes from its resolution. 1 bpp pages go into a PDF uncompressed but for Flate.
// The same pages give the same bytes. Fails with kStorage. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "samples/making/pix.h"

namespace riposte {

// `hidden` (Latin letters only) becomes an invisible text layer over each page: a layer that lies.
Status WritePdf(const std::vector<Pix>& pages, int jpeg_quality, const std::string& path,
                const std::vector<std::string>& hidden = {});
Status WriteTiff(const std::vector<Pix>& pages, const std::string& path);
Status WriteJpeg(PIX* page, int quality, const std::string& path);
// As an iPhone does (HEVC through libheif); needs libheif's x265 encoder.
Status WriteHeic(PIX* page, int quality, const std::string& path);
Status WritePng(PIX* page, const std::string& path);

Status WriteBytes(const std::string& bytes, const std::string& path);
Result<std::string> ReadBytes(const std::string& path);

}  // namespace riposte
