// Intake: a watched folder. A file settles (size and time still, structure complete), is claimed by
// an atomic rename, copied into the store under its SHA-256, synced, registered, and only then
// removed from the inbox. No document is lost: every path ends in a dossier, in a-verifier/ with
// its reason, or waits.
//
//   Intake intake(home, store, reg);
//   for (const Claimed& c : intake.Drain()) Process(c);        // watch --once
//   intake.Watch([&](const Claimed& c) { Process(c); }, stop); // inotify and a rescan every 30 s
//
// Subfolders are read too (copiers make them by user or by day), four deep. Ignored: hidden files,
// «*.tmp», «*.part», «~$…», Thumbs.db, .DS_Store, Synology and Syncthing litter. Refused, with a
// note in a-verifier/: symbolic links, devices, fifos, files without the right to read; they stay
// where they are. The same bytes twice: the copy is removed, a sighting is registered.
//
//   HOME/inbox/.claimed/20250618T080000Z-1/scan.pdf     claimed, not yet registered
//
// A claimed file that a crash left behind is taken up at the next start, under the time of its
// claim; and documents that an earlier run registered but did not file (states recu and lu) are
// handed out again, first. So a handler must bear to see a document twice. Fails with kStorage and
// kLocked (another instance holds HOME). One Intake a HOME, one thread; take the HomeLock first.
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
  int still_milliseconds = 2000;       // size and time unchanged for so long
  int weak_still_milliseconds = 5000;  // the same for a kind whose end does not tell (TIFF, HEIC)
  int incomplete_seconds = 60;         // a file that stays unfinished is then taken all the same
  int rescan_seconds = 30;
};

class Settler;

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
  // the rest (see problems). What does not settle within incomplete_seconds stays for next time.
  Result<std::vector<Claimed>> Drain();
  // Until `stop`, which is looked at several times a second and between two documents. An inbox
  // that is out of reach for a while is waited for.
  Status Watch(const std::function<void(const Claimed&)>& handle, const std::atomic<bool>& stop);
  // Files that the last Drain or Watch could not take, with the reason; each waits and is tried
  // again.
  const std::vector<Error>& problems() const { return problems_; }

 private:
  struct Round;
  Status Prepare();
  std::vector<Claimed> TakeUpUnfinished();
  Round OneRound(Settler& settler);

  std::string home_;
  Store& store_;
  Register& register_;
  SettleOptions options_;
  std::vector<Error> problems_;
};

// Puts a document into HOME/a-verifier/: a copy of the original (0600) under its own name, made
// safe and unique, and «NAME.txt», in French, that says why, what to do, and where the original is
// kept. The reason is document.reason, else the error's code: an ErrorCode name, "inconnu", or
// "deja_vu"; document.urgent adds the shortest time limits that may run. Said again for the same
// document it rewrites the note and adds no file.
Status PutAside(const std::string& home, const Store& store, const DocumentRecord& document,
                const Error& error);

// The documents that wait for a person, in the order of arrival. Who has dealt with one deletes its
// copy and its note, or takes them out of a-verifier/: it is not listed any more. An urgent one is
// listed until DealtWith: a file that is deleted by mistake hides no clock.
Result<std::vector<DocumentRecord>> ToVerify(const std::string& home, Register& reg);
// Whether its copy or its note still lies in HOME/a-verifier/, under whatever name.
bool LiesAside(const std::string& home, const DocumentRecord& document);
// The document of ToVerify that a person names: by its file in a-verifier/, its name as dropped, or
// the first eight or more digits of its hash. kUsage when none or several are meant.
Result<DocumentRecord> FindToVerify(const std::string& home, Register& reg,
                                    const std::string& name);
// A person says that it is dealt with: urgent no more, and copy and note leave a-verifier/. The
// original stays in the store, and the same bytes dropped again are looked at anew.
Status DealtWith(const std::string& home, Register& reg, const DocumentRecord& document);
// The text of a document's note.
std::string NoteFor(const DocumentRecord& document, const Error& error);

}  // namespace riposte
