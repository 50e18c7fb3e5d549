// Thin covers over system calls. What matters here: nothing is reported done before the kernel said
// so, and no file is made with more rights than its owner's.
#include "pipeline/store/files.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

namespace riposte {
namespace {

// Length of the well-formed UTF-8 sequence at the start of `s`; 0 if there is none.
size_t SequenceLength(std::string_view s) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(s.at(i)); };
  unsigned char b = byte(0);
  if (b < 0x80) return 1;
  size_t n = b >= 0xC2 && b <= 0xDF   ? 2
             : b >= 0xE0 && b <= 0xEF ? 3
             : b >= 0xF0 && b <= 0xF4 ? 4
                                      : 0;
  if (n == 0 || s.size() < n) return 0;
  for (size_t i = 1; i < n; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  // Overlong forms, surrogates and code points past U+10FFFF.
  if ((b == 0xE0 && byte(1) < 0xA0) || (b == 0xED && byte(1) > 0x9F)) return 0;
  if ((b == 0xF0 && byte(1) < 0x90) || (b == 0xF4 && byte(1) > 0x8F)) return 0;
  return n;
}

// Cuts to at most `max` bytes without splitting a character.
std::string_view CutUtf8(std::string_view s, size_t max) {
  if (s.size() <= max) return s;
  while (max > 0 && (static_cast<unsigned char>(s.at(max)) & 0xC0) == 0x80) --max;
  return s.substr(0, max);
}

}  // namespace

void Fd::reset(int fd) {
  if (fd_ >= 0) close(fd_);
  fd_ = fd;
}

Error StorageError(std::string_view what, const std::string& path, int number) {
  if (number == 0) number = errno;
  Error e;
  e.code = ErrorCode::kStorage;
  e.message = std::string(what) + ": " + strerrordesc_np(number);
  e.file = path;
  if (number == ENOSPC || number == EDQUOT) e.hint = "free some space on the disk and start again";
  if (number == EACCES || number == EPERM || number == EROFS) e.hint = "check the rights on it";
  return e;
}

Status MakeFolder(const std::string& path) {
  if (mkdir(path.c_str(), 0700) == 0) {
    auto slash = path.find_last_of('/');
    return SyncFolder(slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash));
  }
  if (errno != EEXIST) return StorageError("cannot make the folder", path);
  struct stat st {};
  if (stat(path.c_str(), &st) != 0) return StorageError("cannot look at the folder", path);
  if (!S_ISDIR(st.st_mode)) return StorageError("in the way of a folder", path, ENOTDIR);
  return {};
}

Status SyncFolder(const std::string& path) {
  Fd fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return StorageError("cannot open the folder", path);
  // Some network file systems cannot sync a folder and say EINVAL; there is nothing more to do.
  if (fsync(fd.get()) != 0 && errno != EINVAL) return StorageError("cannot sync the folder", path);
  return {};
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t n = write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

Status CopyFile(int from, int to, const std::string& path) {
  if (ioctl(to, FICLONE, from) == 0) return {};
  std::vector<char> buffer(1 << 20);
  off_t at = 0;
  while (true) {
    ssize_t n = pread(from, buffer.data(), buffer.size(), at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return StorageError("cannot read", path);
    if (n == 0) return {};
    if (!WriteAll(to, {buffer.data(), static_cast<size_t>(n)})) {
      return StorageError("cannot write", path);
    }
    at += n;
  }
}

std::string ValidUtf8(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    size_t n = SequenceLength(name);
    if (n == 0) {
      out += "\xEF\xBF\xBD";
      name.remove_prefix(1);
    } else {
      out += name.substr(0, n);
      name.remove_prefix(n);
    }
  }
  return out;
}

std::string SafeFileName(std::string_view name, size_t max_bytes) {
  std::string safe;
  for (char c : ValidUtf8(name)) {
    auto u = static_cast<unsigned char>(c);
    bool bad = u < 0x20 || u == 0x7F || std::strchr("/\\:*?\"<>|", c) != nullptr;
    safe += bad ? '_' : c;
  }
  size_t first = safe.find_first_not_of(". ");
  safe = first == std::string::npos ? "" : safe.substr(first);
  while (!safe.empty() && (safe.back() == '.' || safe.back() == ' ')) safe.pop_back();
  if (safe.empty()) safe = "document";
  if (safe.size() > max_bytes) {
    size_t dot = safe.rfind('.');
    std::string extension =
        dot != std::string::npos && safe.size() - dot <= 10 ? safe.substr(dot) : "";
    safe = std::string(CutUtf8(safe, max_bytes - extension.size())) + extension;
  }
  return safe;
}

}  // namespace riposte
