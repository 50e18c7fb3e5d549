// One warm LibreOffice in a process of its own, which turns ODT bytes into PDF/A-2b bytes.
//
//   Office office({.program = "/proc/self/exe"});    // starts nothing yet
//   Result<std::string> pdf = office.Convert(odt);   // about 1 s the first time, 0.05 s then
//
// The process is `program --office-child` with its own profile in a private temporary folder (0700,
// removed at the end), no network and no right to start programs. It is started at the first
// letter, again after it died or after `letters_per_process`, and stopped when it takes longer than
// the time limit. Fails with kUnsupported (LibreOffice is not installed), kTimeLimit, kChildDied,
// kDamaged (not readable as a document). Not thread-safe; the process ends with the object.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <string_view>

#include "extractors/base/error.h"

namespace riposte::reply {

struct OfficeOptions {
  std::string program = "/proc/self/exe";
  std::string install = "/usr/lib/libreoffice/program";
  int letters_per_process = 200;
  std::chrono::milliseconds time_limit{60'000};
};

class Office {
 public:
  explicit Office(OfficeOptions options);
  ~Office();
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;

  bool Installed() const;
  Result<std::string> Convert(std::string_view odt);
  pid_t pid() const { return pid_; }  // 0: not running

 private:
  Status Start();
  void Stop(bool at_once);
  Result<std::string> Ask(std::string_view odt);

  OfficeOptions options_;
  pid_t pid_ = 0;
  int socket_ = -1;
  int served_ = 0;
  std::string folder_;
};

// What the two sides say to each other. Request: length (8 bytes, little-endian), ODT. Answer: one
// of these bytes, length, PDF.
enum class OfficeAnswer : unsigned char { kPdf = 0, kNotLoaded = 1, kNotSaved = 2, kNoOffice = 3 };
inline constexpr int kOfficeSocket = 3;
inline constexpr const char* kOfficeFolderVariable = "RIPOSTE_OFFICE_FOLDER";
inline constexpr const char* kOfficeInstallVariable = "RIPOSTE_OFFICE_INSTALL";
inline constexpr size_t kOfficeMaxBytes = 256u << 20;

}  // namespace riposte::reply
