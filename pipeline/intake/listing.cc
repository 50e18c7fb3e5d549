// A plain walk, four folders deep. «Is it being written?» is asked by a read lease, which the
// kernel refuses while anybody has the file open for writing; who opens it in that moment makes the
// kernel send us the lease signal, set to SIGURG because that one is ignored by default.
#include "pipeline/intake/listing.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "pipeline/store/files.h"

namespace riposte {
namespace {

constexpr int kMaxDepth = 4;

void Sort(const struct stat& st, const std::string& path, Listing* listing) {
  if (S_ISREG(st.st_mode)) {
    FileState state{st.st_size, int64_t{st.st_mtim.tv_sec} * 1'000'000'000 + st.st_mtim.tv_nsec,
                    st.st_ino};
    listing->files.push_back({path, state});
  } else if (S_ISLNK(st.st_mode)) {
    listing->refusals.push_back({path, "lien"});
  } else {
    listing->refusals.push_back({path, "special"});
  }
}

bool Walk(const std::string& inbox, const std::string& below, int depth, Listing* listing) {
  std::string folder = below.empty() ? inbox : inbox + "/" + below;
  int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR* dir = fd < 0 ? nullptr : fdopendir(fd);
  if (dir == nullptr) {
    int number = errno;
    if (fd >= 0) close(fd);
    errno = number;
    return false;
  }
  listing->folders.push_back(folder);
  while (dirent* entry = readdir(dir)) {
    std::string name = entry->d_name;
    if (IsLitter(name)) continue;
    std::string path = below.empty() ? name : below + "/" + name;
    struct stat st {};
    if (fstatat(dirfd(dir), name.c_str(), &st, AT_SYMLINK_NOFOLLOW) != 0) continue;  // gone already
    if (!S_ISDIR(st.st_mode)) {
      Sort(st, path, listing);
    } else if (depth == kMaxDepth || (!Walk(inbox, path, depth + 1, listing) && errno == EACCES)) {
      listing->refusals.push_back({path, depth == kMaxDepth ? "profond" : "droits"});
    }
  }
  closedir(dir);
  return true;
}

std::string ReadPart(int fd, off_t at, size_t size) {
  std::string bytes(size, '\0');
  ssize_t n = pread(fd, bytes.data(), size, at);
  bytes.resize(n < 0 ? 0 : static_cast<size_t>(n));
  return bytes;
}

bool HasWriter(int fd) {
  if (fcntl(fd, F_SETSIG, SIGURG) != 0) return false;
  if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0) return errno == EAGAIN;
  fcntl(fd, F_SETLEASE, F_UNLCK);
  return false;
}

}  // namespace

Result<Listing> ListInbox(const std::string& inbox) {
  Listing listing;
  if (!Walk(inbox, "", 0, &listing)) return StorageError("cannot list the inbox", inbox);
  auto by_path = [](const auto& a, const auto& b) { return a.path < b.path; };
  std::sort(listing.files.begin(), listing.files.end(), by_path);
  std::sort(listing.refusals.begin(), listing.refusals.end(), by_path);
  return listing;
}

bool Probe(const std::string& path, Structure* structure, bool* being_written) {
  Fd fd(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  struct stat st {};
  if (!fd || fstat(fd.get(), &st) != 0) return false;
  off_t tail = std::max<off_t>(0, st.st_size - static_cast<off_t>(kTailBytes));
  *structure = LookAtEnds(ReadPart(fd.get(), 0, kHeadBytes), ReadPart(fd.get(), tail, kTailBytes),
                          st.st_size);
  *being_written = HasWriter(fd.get());
  return true;
}

}  // namespace riposte
