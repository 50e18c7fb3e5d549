// A copy, never a link, of the original: a hard link would share the stored file's bytes with
// whoever edits what lies in a-verifier/. The copy comes first and the note last, so that a note is
// always about a file that is there; a document put aside twice finds its own copy by hash and
// keeps its name.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "pipeline/intake/intake.h"
#include "pipeline/store/files.h"

namespace riposte {
namespace {

constexpr int kMaxSameName = 10'000;

std::string Numbered(const std::string& name, int n) {
  if (n == 1) return name;
  size_t dot = name.rfind('.');
  if (dot == std::string::npos || dot == 0) return fmt::format("{} ({})", name, n);
  return fmt::format("{} ({}){}", name.substr(0, dot), n, name.substr(dot));
}

bool Exists(const std::string& path) {
  struct stat st {};
  return lstat(path.c_str(), &st) == 0;
}

// The file that a document has, or gets, in the folder.
Result<std::string> PlaceFor(const std::string& folder, const DocumentRecord& document) {
  std::string name = SafeFileName(document.name);
  for (int n = 1; n <= kMaxSameName; ++n) {
    std::string path = folder + "/" + Numbered(name, n);
    if (!Exists(path)) {
      // A note alone was written for something else of that name.
      if (Exists(path + ".txt")) continue;
      return path;
    }
    struct stat st {};
    if (lstat(path.c_str(), &st) != 0 || st.st_size != document.size) continue;
    if (Result<std::string> sha = Sha256OfFile(path); sha.ok() && *sha == document.sha256) {
      return path;
    }
  }
  return Error{ErrorCode::kStorage, "too many files of the same name", "", folder};
}

Status CopyInto(const Store& store, const DocumentRecord& document, const std::string& path) {
  Result<int> opened = store.Open(document.sha256);
  if (!opened.ok()) return opened.error();
  Fd from(*opened);
  std::string temporary = path.substr(0, path.find_last_of('/')) + "/.riposte-XXXXXX.tmp";
  Fd to(mkostemps(temporary.data(), 4, O_CLOEXEC));
  if (!to) return StorageError("cannot make a file in", path);
  Status copied = CopyFile(from.get(), to.get(), path);
  if (copied.ok() && (fchmod(to.get(), 0600) != 0 || fsync(to.get()) != 0 ||
                      rename(temporary.c_str(), path.c_str()) != 0)) {
    copied = StorageError("cannot put aside", path);
  }
  if (!copied.ok()) unlink(temporary.c_str());
  return copied;
}

}  // namespace

Status PutAside(const std::string& home, const Store& store, const DocumentRecord& document,
                const Error& error) {
  std::string folder = home + "/a-verifier";
  if (auto s = MakeFolder(folder); !s.ok()) return s;
  DocumentRecord known = document;
  struct stat st {};
  if (stat(store.PathOf(document.sha256).c_str(), &st) == 0) known.size = st.st_size;
  Result<std::string> path = PlaceFor(folder, known);
  if (!path.ok()) return path.error();
  if (!Exists(*path)) {
    if (auto s = CopyInto(store, known, *path); !s.ok()) return s;
  }
  return WriteFileDurably(*path + ".txt", NoteFor(known, error));
}

}  // namespace riposte
