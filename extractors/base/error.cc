#include "extractors/base/error.h"

namespace riposte {

int ExitCode(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return 1;
    case ErrorCode::kEncrypted:
    case ErrorCode::kDamaged:
    case ErrorCode::kEmpty:
    case ErrorCode::kUnsupported:
    case ErrorCode::kTooLarge:
    case ErrorCode::kTimeLimit:
    case ErrorCode::kMemoryLimit:
    case ErrorCode::kChildDied:
    case ErrorCode::kProtocol:
      return 2;
    case ErrorCode::kTemplate:
      return 3;
    case ErrorCode::kNeedsPerson:
      return 4;
    case ErrorCode::kStorage:
      return 5;
    case ErrorCode::kLocked:
      return 6;
    case ErrorCode::kDefect:
      return 70;
  }
  return 70;
}

const char* Name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return "usage";
    case ErrorCode::kEncrypted:
      return "encrypted";
    case ErrorCode::kDamaged:
      return "damaged";
    case ErrorCode::kEmpty:
      return "empty";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kTooLarge:
      return "too_large";
    case ErrorCode::kTimeLimit:
      return "time_limit";
    case ErrorCode::kMemoryLimit:
      return "memory_limit";
    case ErrorCode::kChildDied:
      return "child_died";
    case ErrorCode::kProtocol:
      return "protocol";
    case ErrorCode::kTemplate:
      return "template";
    case ErrorCode::kNeedsPerson:
      return "needs_person";
    case ErrorCode::kStorage:
      return "storage";
    case ErrorCode::kLocked:
      return "locked";
    case ErrorCode::kDefect:
      return "defect";
  }
  return "defect";
}

std::string Error::ToString() const {
  std::string s;
  if (!file.empty()) {
    s += file;
    if (line > 0) s += ":" + std::to_string(line);
    s += ": ";
  }
  if (page > 0) s += "page " + std::to_string(page) + ": ";
  s += message;
  if (!hint.empty()) s += " (" + hint + ")";
  return s;
}

}  // namespace riposte
