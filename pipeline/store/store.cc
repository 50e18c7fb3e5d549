// A file enters the store in this order: bytes to HOME/store/tmp while they are hashed, sync, read
// back and hashed again, rename to the name of the hash, sync of the folder. Whatever stops in
// between leaves at most a file in tmp, which Prepare sweeps a day later; so a name in the store
// always stands for whole and verified bytes.
#include "pipeline/store/store.h"

#include <dirent.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <vector>

#include "pipeline/store/files.h"

namespace riposte {
namespace {

constexpr size_t kBlock = 1 << 20;
constexpr time_t kStaleSeconds = 24 * 3600;

class Hasher {
 public:
  Hasher() : context_(EVP_MD_CTX_new()) {
    ok_ = context_ != nullptr && EVP_DigestInit_ex(context_, EVP_sha256(), nullptr) == 1;
  }
  ~Hasher() { EVP_MD_CTX_free(context_); }
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  void Add(const void* bytes, size_t size) {
    ok_ = ok_ && EVP_DigestUpdate(context_, bytes, size) == 1;
  }
  // Empty when libcrypto failed.
  std::string Hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (!ok_ || EVP_DigestFinal_ex(context_, digest.data(), &size) != 1) return "";
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string hex;
    for (unsigned int i = 0; i < size; ++i) {
      hex += kDigits[digest.at(i) >> 4];
      hex += kDigits[digest.at(i) & 15];
    }
    return hex;
  }

 private:
  EVP_MD_CTX* context_;
  bool ok_ = false;
};

Error HashError() { return Error{ErrorCode::kDefect, "libcrypto cannot compute SHA-256", ""}; }

// Hashes from the start of `from` to its end; copies to `to` where that is not -1.
Result<Stored> Digest(int from, int to, const std::string& path) {
  Hasher hasher;
  Stored stored;
  std::vector<char> buffer(kBlock);
  while (true) {
    ssize_t n = pread(from, buffer.data(), buffer.size(), stored.size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return StorageError("cannot read", path);
    if (n == 0) break;
    hasher.Add(buffer.data(), static_cast<size_t>(n));
    if (to >= 0 && !WriteAll(to, {buffer.data(), static_cast<size_t>(n)})) {
      return StorageError("cannot write to the store for", path);
    }
    stored.size += n;
  }
  stored.sha256 = hasher.Hex();
  if (stored.sha256.empty()) return HashError();
  return stored;
}

// A regular file, never through a link; does not wait for a fifo's writer.
Result<Fd> OpenRegular(const std::string& path, struct stat* st) {
  Fd fd(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  int number = errno;
  if (!fd && (number == ELOOP || number == ENXIO)) {
    return Error{ErrorCode::kUnsupported, "not a regular file", "", path};
  }
  if (!fd) return StorageError("cannot open", path, number);
  if (fstat(fd.get(), st) != 0) return StorageError("cannot look at", path);
  if (!S_ISREG(st->st_mode)) return Error{ErrorCode::kUnsupported, "not a regular file", "", path};
  return fd;
}

bool SameFileState(const struct stat& a, const struct stat& b) {
  return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec && a.st_ino == b.st_ino;
}

// A file that goes away unless it was renamed.
struct Temporary {
  std::string path;
  Fd fd;
  ~Temporary() {
    if (fd) unlink(path.c_str());
  }
};

std::string FolderOf(const std::string& path) {
  auto slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Opens a fresh temporary file 0600 in `folder`.
Status OpenTemporary(const std::string& folder, Temporary* temporary) {
  temporary->path = folder + "/.riposte-XXXXXX.tmp";
  temporary->fd.reset(mkostemps(temporary->path.data(), 4, O_CLOEXEC));
  if (!temporary->fd) return StorageError("cannot make a file in", folder);
  return {};
}

// Sync, then rename to `path`, then sync the folder. The temporary is gone after success.
Status Publish(Temporary* temporary, mode_t mode, const std::string& path) {
  if (fchmod(temporary->fd.get(), mode) != 0) return StorageError("cannot set the rights of", path);
  if (fsync(temporary->fd.get()) != 0) return StorageError("cannot sync", path);
  if (rename(temporary->path.c_str(), path.c_str()) != 0) {
    return StorageError("cannot rename to", path);
  }
  int fd = temporary->fd.release();
  // A network file system may report a failed write as late as here.
  if (close(fd) != 0 && errno != EINTR) return StorageError("cannot close", path);
  return SyncFolder(FolderOf(path));
}

bool IsSha256(std::string_view s) {
  return s.size() == 64 && s.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Error NotAHash() { return Error{ErrorCode::kDefect, "not a SHA-256 in hexadecimal", ""}; }

}  // namespace

Status Store::Prepare() {
  for (const std::string& folder : {home_, home_ + "/store", home_ + "/store/tmp"}) {
    if (auto s = MakeFolder(folder); !s.ok()) return s;
  }
  std::string tmp = home_ + "/store/tmp";
  DIR* dir = opendir(tmp.c_str());
  if (dir == nullptr) return StorageError("cannot list the folder", tmp);
  while (dirent* entry = readdir(dir)) {
    struct stat st {};
    std::string path = tmp + "/" + entry->d_name;
    if (lstat(path.c_str(), &st) == 0 && S_ISREG(st.st_mode) &&
        st.st_mtime < time(nullptr) - kStaleSeconds) {
      unlink(path.c_str());
    }
  }
  closedir(dir);
  return {};
}

std::string Store::PathOf(const std::string& sha256) const {
  return home_ + "/store/" + sha256.substr(0, 2) + "/" + sha256 + ".orig";
}

Result<Stored> Store::Add(const std::string& path) {
  if (auto s = Prepare(); !s.ok()) return s.error();
  struct stat before {
  }, after{};
  Result<Fd> source = OpenRegular(path, &before);
  if (!source.ok()) return source.error();

  Temporary copy;
  if (auto s = OpenTemporary(home_ + "/store/tmp", &copy); !s.ok()) return s.error();
  Result<Stored> stored = Digest(source->get(), copy.fd.get(), path);
  if (!stored.ok()) return stored;
  if (fstat(source->get(), &after) != 0 || !SameFileState(before, after) ||
      stored->size != after.st_size) {
    return Error{ErrorCode::kStorage, "the file changed while it was read", "try again", path};
  }
  if (fsync(copy.fd.get()) != 0) return StorageError("cannot sync the copy of", path);
  Result<Stored> again = Digest(copy.fd.get(), -1, copy.path);
  if (!again.ok()) return again;
  if (again->sha256 != stored->sha256) {
    return Error{ErrorCode::kStorage, "the copy differs from the file", "check the disk", path};
  }

  std::string final_path = PathOf(stored->sha256);
  struct stat st {};
  if (Result<Fd> old = OpenRegular(final_path, &st); old.ok()) {
    Result<Stored> kept = Digest(old->get(), -1, final_path);
    if (kept.ok() && kept->sha256 == stored->sha256) {
      // Perhaps the first writer died between its rename and its sync.
      if (auto s = SyncFolder(FolderOf(final_path)); !s.ok()) return s.error();
      stored->existed = true;
      return stored;
    }
    // The stored bytes rotted: the good copy takes their place.
  }
  if (auto s = MakeFolder(FolderOf(final_path)); !s.ok()) return s.error();
  if (auto s = Publish(&copy, 0400, final_path); !s.ok()) return s.error();
  return stored;
}

Result<int> Store::Open(const std::string& sha256) const {
  if (!IsSha256(sha256)) return NotAHash();
  struct stat st {};
  Result<Fd> fd = OpenRegular(PathOf(sha256), &st);
  if (!fd.ok()) return fd.error();
  return fd->release();
}

Result<std::string> Sha256OfFile(const std::string& path) {
  struct stat st {};
  Result<Fd> fd = OpenRegular(path, &st);
  if (!fd.ok()) return fd.error();
  Result<Stored> digest = Digest(fd->get(), -1, path);
  if (!digest.ok()) return digest.error();
  return digest->sha256;
}

Result<std::string> Sha256OfDescriptor(int fd) {
  if (lseek(fd, 0, SEEK_SET) != 0) return StorageError("cannot rewind", "");
  Result<Stored> digest = Digest(fd, -1, "");
  if (!digest.ok()) return digest.error();
  return digest->sha256;
}

std::string Sha256(std::string_view bytes) {
  Hasher hasher;
  hasher.Add(bytes.data(), bytes.size());
  return hasher.Hex();
}

Status WriteFileDurably(const std::string& path, std::string_view bytes) {
  Temporary temporary;
  if (auto s = OpenTemporary(FolderOf(path), &temporary); !s.ok()) return s;
  if (!WriteAll(temporary.fd.get(), bytes)) return StorageError("cannot write", path);
  return Publish(&temporary, 0600, path);
}

Result<std::string> ReadWholeFile(const std::string& path, int64_t max_bytes) {
  Fd fd(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (!fd) return StorageError("cannot open", path);
  struct stat st {};
  if (fstat(fd.get(), &st) != 0) return StorageError("cannot look at", path);
  if (!S_ISREG(st.st_mode)) return Error{ErrorCode::kStorage, "not a regular file", "", path};
  if (st.st_size > max_bytes) return Error{ErrorCode::kTooLarge, "the file is too large", "", path};
  std::string bytes;
  bytes.reserve(static_cast<size_t>(st.st_size));
  std::vector<char> buffer(64 << 10);
  while (true) {
    ssize_t n = read(fd.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return StorageError("cannot read", path);
    if (n == 0) return bytes;
    bytes.append(buffer.data(), static_cast<size_t>(n));
    if (static_cast<int64_t>(bytes.size()) > max_bytes) {
      return Error{ErrorCode::kTooLarge, "the file is too large", "", path};
    }
  }
}

}  // namespace riposte
