// The words under office stamps. «COURRIER ARRIVÉ» is set over the doctor's name and address, and
// the first reading makes nothing of either; with the stamp's ink taken out (image/stamps.h) the
// place is read again, and what reads better stands.
//
//   ReadUnderStamps(picture, attempt.to_page, attempt.turned, engine, page);
//
// The words of the stamp go where print was read in their place: the day of arrival is no part of a
// letter; the sides of its frame go too, which would part a line in two columns. Elsewhere the
// first reading stays, a coloured letterhead too. A stamp of the print's own black (a fax) takes
// the print under its letters with it: words that it may have cut keep a low confidence.
// Changes the page's words and rules, and says where stamps of another ink than the print's are.
// `sheet_to_page`: points of the straight sheet to points of the page. A page without a stamp costs
// 35 to 55 ms, one with a stamp about a tenth of its reading more. An error of the engine changes
// nothing. Deterministic.
#pragma once

#include <vector>

#include "extractors/image/clean.h"
#include "extractors/ocr/engine.h"
#include "extractors/reading/reading.h"

namespace riposte {

void ReadUnderStamps(const Picture& picture, const Transform& sheet_to_page, int turned,
                     OcrEngine& engine, PageReading& page);

}  // namespace riposte
