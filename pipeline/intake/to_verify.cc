// What lies in a-verifier/ is the secretary's list: deleting is how she ticks off. The files are
// known by their content (the copy by its bytes, the note by the hash that it names), so that
// renaming one changes nothing.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "pipeline/intake/intake.h"
#include "pipeline/store/files.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kMaxNoteBytes = 64 << 10;

struct AsideFile {
  std::string path;
  int64_t size = 0;
  std::string note;  // of a text file
};

std::vector<AsideFile> FilesAside(const std::string& home) {
  std::vector<AsideFile> files;
  std::error_code ec;
  for (fs::directory_iterator it(home + "/a-verifier", ec), end; !ec && it != end;
       it.increment(ec)) {
    AsideFile file{.path = it->path().string()};
    struct stat st {};
    if (lstat(file.path.c_str(), &st) != 0 || !S_ISREG(st.st_mode)) continue;
    file.size = st.st_size;
    if (file.path.ends_with(".txt") && file.size <= kMaxNoteBytes)
      if (Result<std::string> text = ReadWholeFile(file.path, kMaxNoteBytes); text.ok())
        file.note = std::move(*text);
    files.push_back(std::move(file));
  }
  return files;
}

bool IsOf(const AsideFile& file, const DocumentRecord& document) {
  if (file.note.find(document.sha256) != std::string::npos) return true;
  if (file.size != document.size) return false;
  const Result<std::string> sha = Sha256OfFile(file.path);
  return sha.ok() && *sha == document.sha256;
}

bool AnyOf(const std::vector<AsideFile>& files, const DocumentRecord& document) {
  return std::any_of(files.begin(), files.end(),
                     [&](const AsideFile& f) { return IsOf(f, document); });
}

Error NotOne(const std::string& message, const std::string& hint) {
  return {.code = ErrorCode::kUsage, .message = message, .hint = hint};
}

}  // namespace

bool LiesAside(const std::string& home, const DocumentRecord& document) {
  return AnyOf(FilesAside(home), document);
}

Result<std::vector<DocumentRecord>> ToVerify(const std::string& home, Register& reg) {
  Result<std::vector<DocumentRecord>> all = reg.Documents(DocumentState::kAVerifier);
  if (!all.ok()) return all;
  const std::vector<AsideFile> files = FilesAside(home);
  std::vector<DocumentRecord> waiting;
  for (DocumentRecord& d : *all)
    // One whose cutting a crash stopped («decoupe») never lay there.
    if (d.urgent || d.reason == "decoupe" || AnyOf(files, d)) waiting.push_back(std::move(d));
  return waiting;
}

Result<DocumentRecord> FindToVerify(const std::string& home, Register& reg,
                                    const std::string& name) {
  Result<std::vector<DocumentRecord>> waiting = ToVerify(home, reg);
  if (!waiting.ok()) return waiting.error();
  const std::string file = home + "/a-verifier/" + fs::path(name).filename().string();
  struct stat st {};
  if (lstat(file.c_str(), &st) == 0 && S_ISREG(st.st_mode))
    if (const Result<std::string> sha = Sha256OfFile(file); sha.ok())
      for (const DocumentRecord& d : *waiting)
        if (d.sha256 == *sha) return d;
  std::vector<DocumentRecord> meant;
  for (const DocumentRecord& d : *waiting)
    if (d.name == name || SafeFileName(d.name) == name ||
        (name.size() >= 8 && d.sha256.starts_with(name)))
      meant.push_back(d);
  if (meant.size() == 1) return meant.front();
  if (meant.empty())
    return NotOne("nothing of that name waits in a-verifier", "riposte status lists what waits");
  std::string hashes;
  for (const DocumentRecord& d : meant)
    hashes += (hashes.empty() ? "" : ", ") + d.sha256.substr(0, 12);
  return NotOne("several documents of that name wait", "name one by its hash: " + hashes);
}

Status DealtWith(const std::string& home, Register& reg, const DocumentRecord& document) {
  DocumentRecord calm = document;
  calm.urgent = false;
  if (calm.reason == "decoupe")
    return NotOne("its cutting was not finished", "riposte process FILE --cut or --join again");
  if (Status s = reg.UpdateDocument(calm); !s.ok()) return s;
  for (const AsideFile& file : FilesAside(home))
    if (IsOf(file, document) && unlink(file.path.c_str()) != 0)
      return StorageError("cannot take out of a-verifier", file.path);
  return {};
}

}  // namespace riposte
