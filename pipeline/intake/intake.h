// Intake: a watched folder. A file settles (size and time still, structure complete), is claimed by
// an atomic rename, copied into the store under its SHA-256, synced, registered, and only then
// removed from the inbox. No document is lost: every path ends in a dossier, in a-verifier/ with
// its reason, or waits.
//
//   Intake intake(home, store, reg, clock);
//   for (const Claimed& c : intake.Drain()) Process(c);        // watch --once
//   intake.Watch([&](const Claimed& c) { Process(c); }, stop); // inotify and a rescan every 30 s
//
// Ignored: hidden files, «*.tmp», «*.part», «~$…», Thumbs.db, .DS_Store, Synology and Syncthing
// litter. Refused: symbolic links, devices, fifos. A claimed file that a crash left behind is taken
// up at the next start. The same bytes twice: the copy is removed, a sighting is registered. Fails
// with kStorage and kLocked (another instance holds HOME). One Intake a HOME, one thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "pipeline/store/register.h"
#include "pipeline/store/store.h"

namespace riposte {

struct Claimed {
  std::string sha256;
  std::string name;        // the file's name as dropped, without folder
  bool duplicate = false;  // known bytes: already answered or already waiting
};

struct SettleOptions {
  int still_milliseconds = 2000;  // size and time unchanged for so long
  int rescan_seconds = 30;
};

// Holds HOME/.lock for one process (flock); released when destroyed.
class HomeLock {
 public:
  static Result<HomeLock> Take(const std::string& home);
  HomeLock(HomeLock&&) noexcept;
  HomeLock& operator=(HomeLock&&) noexcept;
  ~HomeLock();

 private:
  explicit HomeLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

class Intake {
 public:
  Intake(std::string home, Store& store, Register& reg, const SettleOptions& options = {});
  // Claims one file that is not in the inbox (`riposte process FILE`): the source is left where it
  // is.
  Result<Claimed> Take(const std::string& path);
  // Waits until everything in the inbox now has settled, claims it; errors of one file do not stop
  // the rest.
  Result<std::vector<Claimed>> Drain();
  Status Watch(const std::function<void(const Claimed&)>& handle, const std::atomic<bool>& stop);

 private:
  std::string home_;
  Store& store_;
  Register& register_;
  SettleOptions options_;
};

// Puts a document into HOME/a-verifier/: a link to the original under its own name and «NAME.txt»,
// in French, that says why and what to do. The reason is an ErrorCode name, "inconnu", or
// "deja_vu".
Status PutAside(const std::string& home, const Store& store, const DocumentRecord& document,
                const Error& error);

}  // namespace riposte
