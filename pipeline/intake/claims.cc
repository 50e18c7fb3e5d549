// The order is the whole point: see claims.h. The time of the claim is the name of its folder, so
// that the register can tell «registered, then cut» from «the same bytes came twice».
#include "pipeline/intake/claims.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ctime>

#include "pipeline/store/files.h"

namespace riposte {
namespace {

constexpr int kMaxTries = 3;

std::string Stamp(const char* format) {
  time_t now = time(nullptr);
  tm utc{};
  gmtime_r(&now, &utc);
  char text[32] = {};
  strftime(text, sizeof text, format, &utc);
  return text;
}

// "20250618T080000Z-1" -> "2025-06-18T08:00:00Z"; none if it is not a claim's folder.
std::optional<std::string> TimeOfFolder(const std::string& folder) {
  if (folder.size() < 17 || folder.at(8) != 'T' || folder.at(15) != 'Z' || folder.at(16) != '-') {
    return std::nullopt;
  }
  for (size_t i : {0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14}) {
    if (folder.at(i) < '0' || folder.at(i) > '9') return std::nullopt;
  }
  auto part = [&](size_t at, size_t n) { return folder.substr(at, n); };
  return part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + "T" + part(9, 2) + ":" + part(11, 2) +
         ":" + part(13, 2) + "Z";
}

std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  DIR* dir = opendir(folder.c_str());
  if (dir == nullptr) return names;
  while (dirent* entry = readdir(dir)) {
    std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  closedir(dir);
  std::sort(names.begin(), names.end());
  return names;
}

bool Unchanged(const struct stat& a, const struct stat& b) {
  return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

std::string UtcNow() { return Stamp("%Y-%m-%dT%H:%M:%SZ"); }

Result<std::string> Claims::MakeClaimFolder() {
  if (auto s = MakeFolder(claimed_); !s.ok()) return s.error();
  for (int n = 1;; ++n) {
    std::string folder = Stamp("%Y%m%dT%H%M%SZ") + "-" + std::to_string(n);
    if (mkdir((claimed_ + "/" + folder).c_str(), 0700) == 0) return folder;
    if (errno != EEXIST) return StorageError("cannot make a folder in", claimed_);
  }
}

Result<std::optional<Claimed>> Claims::Claim(const std::string& relative_path) {
  Result<std::string> folder = MakeClaimFolder();
  if (!folder.ok()) return folder.error();
  std::string name = relative_path.substr(relative_path.find_last_of('/') + 1);
  std::string from = inbox_ + "/" + relative_path;
  std::string into = claimed_ + "/" + *folder;
  if (rename(from.c_str(), (into + "/" + name).c_str()) != 0) {
    int number = errno;
    rmdir(into.c_str());
    if (number == ENOENT) return std::optional<Claimed>();
    return StorageError("cannot claim", from, number);
  }
  for (const std::string& synced : {into, claimed_}) {
    if (auto s = SyncFolder(synced); !s.ok()) return s.error();
  }
  Result<Claimed> claimed = Admit(*folder, name, false);
  if (!claimed.ok()) return claimed.error();
  return std::optional<Claimed>(std::move(*claimed));
}

Result<Claimed> Claims::Admit(const std::string& folder, const std::string& name, bool taken_up) {
  std::string path = claimed_ + "/" + folder + "/" + name;
  DocumentRecord document;
  document.name = ValidUtf8(name);
  document.received_at = TimeOfFolder(folder).value_or(UtcNow());
  for (int i = 0; i < kMaxTries; ++i) {
    struct stat before {
    }, after{};
    if (lstat(path.c_str(), &before) != 0) return StorageError("cannot look at", path);
    Result<Stored> stored = store_.Add(path);
    if (!stored.ok()) return stored.error();
    document.sha256 = stored->sha256;
    document.size = stored->size;
    Result<bool> added = register_.AddDocument(document);
    if (!added.ok()) return added.error();
    Claimed claimed{document.sha256, document.name, !*added};
    if (claimed.duplicate && taken_up) {
      Result<std::optional<DocumentRecord>> known = register_.FindDocument(document.sha256);
      if (!known.ok()) return known.error();
      claimed.duplicate = !known->has_value() || (*known)->name != document.name ||
                          (*known)->received_at != document.received_at;
    }
    // A writer that still had the file open may have added to it: then those bytes are a document
    // too.
    if (lstat(path.c_str(), &after) == 0 && !Unchanged(before, after)) continue;
    if (unlink(path.c_str()) != 0) return StorageError("cannot remove the claimed file", path);
    std::string whole_folder = claimed_ + "/" + folder;
    if (auto s = SyncFolder(whole_folder); !s.ok()) return s.error();
    rmdir(whole_folder.c_str());
    return claimed;
  }
  return Error{ErrorCode::kStorage, "the file does not stop changing", "", path};
}

std::vector<Result<Claimed>> Claims::TakeUp() {
  std::vector<Result<Claimed>> all;
  for (const std::string& folder : NamesIn(claimed_)) {
    for (const std::string& name : NamesIn(claimed_ + "/" + folder)) {
      all.push_back(Admit(folder, name, true));
    }
    rmdir((claimed_ + "/" + folder).c_str());  // goes only if it is empty
  }
  return all;
}

}  // namespace riposte
