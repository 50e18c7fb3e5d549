// Small helpers for files in HOME: an owned descriptor, folders, syncing, names, errors.
//
//   Fd fd(open(path, O_RDONLY | O_CLOEXEC));
//   if (!fd) return StorageError("cannot open", path);   // words for errno
//
// Files are made 0600 and folders 0700 whatever the umask allows. All failures are kStorage, with
// the path in Error::file and never in the message. Fd is for one owner; the functions are
// thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "extractors/base/error.h"

namespace riposte {

// Owns a descriptor and closes it.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  ~Fd() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }
  void reset(int fd = -1);

 private:
  int fd_ = -1;
};

// kStorage from `number` (errno when 0); a full disk and a missing right get a hint.
Error StorageError(std::string_view what, const std::string& path, int number = 0);

// Makes the folder (0700) if it is not there; its parent must exist.
Status MakeFolder(const std::string& path);
// Makes what is fresh in a folder (names, not contents) last.
Status SyncFolder(const std::string& path);
// Writes everything, through interruptions and short writes. False: see errno.
bool WriteAll(int fd, std::string_view bytes);
// Copies the whole of `from` (from its start) into the empty file `to`, sharing blocks where the
// file system can.
Status CopyFile(int from, int to, const std::string& path);

// `name` as valid UTF-8: bytes that are not become U+FFFD.
std::string ValidUtf8(std::string_view name);
// A name that is safe as one path component on Linux and Windows: no separator, control character,
// leading dot or reserved character; at most `max_bytes` with its extension kept. Never empty.
std::string SafeFileName(std::string_view name, size_t max_bytes = 180);

}  // namespace riposte
