// What a file is, by its first bytes; the name is never asked.
//
//   switch (FileKindOf(bytes)) { case FileKind::kPdf: …; case FileKind::kUnknown: …kUnsupported… }
//
// Pure function; thread-safe.
#pragma once

#include "extractors/page/reader.h"

namespace riposte {

enum class FileKind { kUnknown, kPdf, kTiff, kJpeg, kPng, kHeic };

FileKind FileKindOf(Bytes file);
const char* Name(FileKind kind);  // "pdf", "tiff", "jpeg", "png", "heic", "unknown"

// kEmpty, kTooLarge or kUnsupported, before anything is parsed.
Result<FileKind> CheckFile(Bytes file, const ReadLimits& limits);

}  // namespace riposte
