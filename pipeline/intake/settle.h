// Settling: when may a file in the inbox be taken? Scanners write in pieces, close and open again
// between pages; so a file is ready when it has been still for a while and its end looks like one.
//
//   Settler settler;
//   int64_t still = settler.Observe("scan.pdf", {size, mtime_ns, inode}, now_ms);
//   if (IsSettled(still, LookAtEnds(head, tail, size), written, options)) …   // claim it
//
// Milliseconds of any clock that does not go backwards. Nothing here touches the disk or parses a
// document: structure is told from a magic number and a trailer alone. Pure but for Settler's
// memory; one thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "pipeline/intake/intake.h"

namespace riposte {

enum class Structure {
  kComplete,    // starts and ends as its kind does
  kUnfinished,  // empty, or of a kind that ends otherwise
  kUnknown,     // of a kind whose end says nothing
};

constexpr size_t kHeadBytes = 1024;
constexpr size_t kTailBytes = 1024;

// `head` and `tail`: the first and the last kHeadBytes and kTailBytes of the file, or all of it.
Structure LookAtEnds(std::string_view head, std::string_view tail, int64_t size);

struct FileState {
  int64_t size = 0;
  int64_t modified = 0;  // nanoseconds
  uint64_t inode = 0;
  friend bool operator==(const FileState&, const FileState&) = default;
};

class Settler {
 public:
  // How long the file has been as it is now; 0 when it is new or has changed.
  int64_t Observe(const std::string& path, const FileState& state, int64_t now);
  // Forgets files that were not seen any more.
  void KeepOnly(const std::set<std::string>& paths);
  bool empty() const { return seen_.empty(); }

 private:
  struct Seen {
    FileState state;
    int64_t since = 0;
  };
  std::map<std::string, Seen> seen_;
};

bool IsSettled(int64_t still_for, Structure structure, bool being_written,
               const SettleOptions& options);

// Files and folders that programs leave beside documents: hidden ones, «*.tmp», «~$…», Synology,
// Syncthing, macOS, Windows.
bool IsLitter(std::string_view name);

}  // namespace riposte
