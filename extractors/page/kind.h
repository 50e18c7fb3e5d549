// What a file is, by its first bytes; the name is never asked.
//
//   switch (KindOf(bytes)) { case Kind::kPdf: …; case Kind::kUnknown: …kUnsupported… }
//
// Pure function; thread-safe.
#pragma once

#include "extractors/page/reader.h"

namespace riposte {

enum class Kind { kUnknown, kPdf, kTiff, kJpeg, kPng, kHeic };

Kind KindOf(Bytes file);
const char* Name(Kind kind);  // "pdf", "tiff", "jpeg", "png", "heic", "unknown"

// kEmpty, kTooLarge or kUnsupported, before anything is parsed.
Result<Kind> CheckFile(Bytes file, const ReadLimits& limits);

}  // namespace riposte
