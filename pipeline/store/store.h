// The store: every original under its SHA-256, never changed; Readings and crop answers beside
// them.
//
//   Store store(home);
//   Result<Stored> s = store.Add("inbox/.claimed/scan.pdf");   // copied, synced, verified; source
//   left alone Result<int> fd = store.Open(s->sha256);                    // read-only; the caller
//   closes it
//
//   HOME/store/ab/abcdef….orig      original bytes, 0400
//   HOME/store/ab/abcdef….v1.json   Reading of reader version 1
//   HOME/store/ab/abcdef….v1.crops  recorded answers of the Rereader, one JSON a line
//   HOME/store/ab/abcdef….cuts      what a person said of its letters: «+3» page 3 opens one
//
// All writes go through a temporary name, fsync, rename, fsync of the folder: after a crash a file
// is whole or absent. Files 0600 or less, folders 0700. Fails with kStorage (disk full, no right).
// Safe for several processes; a Store is for one thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/reading/reading.h"
#include "extractors/reading/rereader.h"

namespace riposte {

struct Stored {
  std::string sha256;
  int64_t size = 0;
  bool existed = false;  // the same bytes were there already
};

class Store {
 public:
  explicit Store(std::string home) : home_(std::move(home)) {}

  Status Prepare();  // makes the folders
  Result<Stored> Add(const std::string& path);
  Result<int> Open(const std::string& sha256) const;
  std::string PathOf(const std::string& sha256) const;

  Status PutReading(const Reading& reading);
  // None when this version was never stored (or the stored one does not check out).
  std::optional<Reading> GetReading(const std::string& sha256) const;

  // Where a person says that the file is cut, whatever reader reads it: page -> it opens a letter,
  // or goes with the page before. Empty when nobody said anything.
  Status PutCuts(const std::string& sha256, const std::map<int, bool>& cuts);
  std::map<int, bool> GetCuts(const std::string& sha256) const;

  // The recorded crops: a Rereader that answers from the store, asks `live` for what is not there
  // (none: an error) and records it.
  std::unique_ptr<Rereader> Replay(const std::string& sha256, Rereader* live);

 private:
  std::string home_;
};

// SHA-256 of a file's bytes, lower-case hex.
Result<std::string> Sha256OfFile(const std::string& path);
// The same of an open descriptor, from its beginning; the position is then at its end.
Result<std::string> Sha256OfDescriptor(int fd);
std::string Sha256(std::string_view bytes);

// Writes a whole file durably (temporary name, fsync, rename, fsync of the folder), mode 0600.
Status WriteFileDurably(const std::string& path, std::string_view bytes);
Result<std::string> ReadWholeFile(const std::string& path, int64_t max_bytes = 256ll << 20);

}  // namespace riposte
