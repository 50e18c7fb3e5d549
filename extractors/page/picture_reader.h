// Reads the picture of a page: cleaning, orientation, tilt, rules, recognition, and a second recipe
// if the first reads badly. Fills words, rules, turn, tilt, recipe, quality and source of `page`;
// its width, height and number are the caller's.
//
//   PageReading page{.number = 3, .width = …, .height = …};
//   Status s = ReadPicture(picture, engine, page);
//
// A picture without ink becomes kBlank without asking the engine. Fails with what the engine or the
// cleaning fails with. Not thread-safe.
#pragma once

#include "extractors/image/clean.h"
#include "extractors/ocr/engine.h"
#include "extractors/reading/reading.h"

namespace riposte {

Status ReadPicture(const Picture& picture, OcrEngine& engine, PageReading& page);

}  // namespace riposte
