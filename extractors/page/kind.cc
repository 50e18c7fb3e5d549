// Magic bytes of the five kinds. Acrobat accepts `%PDF-` anywhere in the first 1024 bytes
// (ISO 32000-1, annex H, note 13), and so do copiers that put a header of their own before it.
#include "extractors/page/kind.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace riposte {
namespace {

bool Has(Bytes file, size_t at, std::string_view magic) {
  return file.size() >= at + magic.size() &&
         std::equal(magic.begin(), magic.end(), file.begin() + static_cast<long>(at),
                    [](char a, unsigned char b) { return static_cast<unsigned char>(a) == b; });
}

}  // namespace

FileKind FileKindOf(Bytes file) {
  using namespace std::string_view_literals;
  if (Has(file, 0, "\xFF\xD8\xFF"sv)) return FileKind::kJpeg;
  if (Has(file, 0, "\x89PNG\r\n\x1A\n"sv)) return FileKind::kPng;
  if (Has(file, 0, "II*\0"sv) || Has(file, 0, "MM\0*"sv) || Has(file, 0, "II+\0"sv) ||
      Has(file, 0, "MM\0+"sv))
    return FileKind::kTiff;
  if (Has(file, 4, "ftyp"sv)) {
    for (std::string_view brand : {"heic"sv, "heix"sv, "mif1"sv, "msf1"sv, "heim"sv, "heis"sv})
      if (Has(file, 8, brand)) return FileKind::kHeic;
  }
  const size_t head = std::min<size_t>(file.size(), 1024);
  for (size_t i = 0; i + 5 <= head; ++i)
    if (Has(file, i, "%PDF-"sv)) return FileKind::kPdf;
  return FileKind::kUnknown;
}

const char* Name(FileKind kind) {
  switch (kind) {
    case FileKind::kPdf:
      return "pdf";
    case FileKind::kTiff:
      return "tiff";
    case FileKind::kJpeg:
      return "jpeg";
    case FileKind::kPng:
      return "png";
    case FileKind::kHeic:
      return "heic";
    case FileKind::kUnknown:
      break;
  }
  return "unknown";
}

Result<FileKind> CheckFile(Bytes file, const ReadLimits& limits) {
  if (file.empty()) return Error{ErrorCode::kEmpty, "the file has no byte"};
  if (static_cast<int64_t>(file.size()) > limits.max_bytes)
    return Error{ErrorCode::kTooLarge, "the file has more bytes than the limit"};
  const FileKind kind = FileKindOf(file);
  if (kind == FileKind::kUnknown) {
    return Error{.code = ErrorCode::kUnsupported,
                 .message = "not a PDF, TIFF, JPEG, PNG or HEIC file",
                 .hint = "scan the paper again as a PDF"};
  }
  return kind;
}

}  // namespace riposte
