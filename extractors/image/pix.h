// Ownership of Leptonica's pictures: PixPtr frees what Leptonica allocated.
//
//   PixPtr grey = Grey(*source);          // 8 bit, no colour map
//   PixPtr ink = Binarise(grey.get());    // 1 bit, 1 = ink
//
// Functions of this room borrow `Pix*` and give PixPtr; they return a null PixPtr only if memory or
// a picture of impossible size fails, which callers turn into kDamaged. Leptonica's own messages
// are switched off by the reader. Not thread-safe on the same picture.
#pragma once

#include <memory>

struct Pix;

namespace riposte {

struct PixDeleter {
  void operator()(Pix* pix) const;
};
using PixPtr = std::unique_ptr<Pix, PixDeleter>;

// 8-bit grey without a colour map; a 1-bit picture becomes 0 and 255.
PixPtr Grey(Pix* pix);

// Percentile `share` (0 to 1) of the grey values, sampled on about 250,000 pixels.
int GreyLevel(Pix* grey, double share);

// One threshold for the whole picture (Otsu), kept clear of the paper so that an empty page stays
// empty. 1-bit pictures are copied.
PixPtr Binarise(Pix* grey);

// Nearly all pixels black or white: 1 bit a pixel, or a 1-bit picture that was stored as grey.
bool IsBilevel(Pix* pix);

// 8-bit grey: the mean of 3 x 3 pixels, rounded; a copy where the picture is smaller.
PixPtr Blur(Pix* grey);

// Share of ink in a 1-bit picture, 0 to 1.
double InkShare(Pix* binary);

// Without the connected components that are at most `size` pixels wide and high.
PixPtr WithoutSpecks(Pix* binary, int size);

// Without specks of up to a fiftieth of an inch that stand clear of print: dots of i, full stops
// and commas stand near a letter. A speck below a word would make its box too high for its row.
PixPtr WithoutStraySpecks(Pix* binary, double x_dpi, double y_dpi);

}  // namespace riposte
