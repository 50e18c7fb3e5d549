// Paper for the tests of the reader: files made at run time from the sample mail and from a few
// lines of PDF, pictures worn as a scanner, a fax or a telephone would wear them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "extractors/image/pix.h"
#include "extractors/page/reader.h"

namespace riposte::paper {

std::string ReadFile(const std::string& name);  // below the source folder
inline Bytes AsBytes(const std::string& s) {
  return {reinterpret_cast<const unsigned char*>(s.data()), s.size()};
}

// One engine for all tests: the models take a quarter of a second.
TesseractEngine& Engine();

// A PDF of pages with the given content streams. Fonts /F1 (Helvetica, not embedded); `extra` goes
// into each page dictionary.
std::string MakePdf(const std::vector<std::string>& contents, const std::string& extra = {});

// A sample letter with a text layer, and a page of it as a grey picture.
std::string Letter();
PixPtr LetterPicture(double dpi, const Box& part = {});

// Worn copies. The noise has a fixed seed.
PixPtr Tilted(Pix* grey, double degrees);  // clockwise, about the centre, same size
PixPtr Fax(Pix* grey_300, double x_dpi, double y_dpi);
PixPtr Shaded(Pix* grey);  // dark in one corner, a shadow across

std::string Jpeg(Pix* pix, int dpi, int quality = 75);
std::string Png(Pix* pix, int dpi);
std::string Tiff(const std::vector<Pix*>& pages);  // their own resolutions
std::string Heic(Pix* pix);
// A JPEG with an EXIF block that holds nothing but the orientation.
std::string WithOrientation(const std::string& jpeg, int orientation);

// A PDF whose one page is that JPEG; `over` is drawn over it.
std::string PicturePdf(const std::string& jpeg, int width, int height, double dpi,
                       const std::string& over = {});

// Any page of a PDF with another /Rotate and its boxes moved to an odd origin.
std::string Rotated(const std::string& pdf, int degrees, bool odd_origin = false);

// The words with that text.
std::vector<Word> Find(const PageReading& page, std::string_view text);
std::string AllText(const PageReading& page);

}  // namespace riposte::paper
