// Rounds: list the inbox, see what has settled, claim it. Drain makes rounds until nothing waits or
// its time is over; Watch makes them when inotify or the rescan says so. inotify is only a wake-up:
// it loses events and knows nothing of network folders, so a round never trusts it.
#include "pipeline/intake/intake.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <set>

#include "pipeline/intake/claims.h"
#include "pipeline/intake/listing.h"
#include "pipeline/intake/notes.h"
#include "pipeline/intake/settle.h"
#include "pipeline/store/files.h"
#include "pipeline/store/log.h"

namespace riposte {
namespace {

constexpr int kStopLookMilliseconds = 200;

int64_t NowMilliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// How often a file that settles is looked at.
int SliceMilliseconds(const SettleOptions& options) {
  return std::clamp(options.still_milliseconds / 4, 10, 500);
}

// Wakes Watch up; without inotify it is a plain sleep.
class Waker {
 public:
  Waker() : fd_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}

  void Watch(const std::vector<std::string>& folders) {
    for (const std::string& folder : folders) {
      inotify_add_watch(fd_.get(), folder.c_str(),
                        IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE | IN_ATTRIB | IN_ONLYDIR);
    }
  }

  // True when something happened.
  bool Wait(int milliseconds) {
    pollfd polled{fd_.get(), POLLIN, 0};
    if (poll(&polled, fd_ ? 1 : 0, milliseconds) <= 0) return false;
    char events[4096];
    while (read(fd_.get(), events, sizeof events) > 0) {
    }
    return true;
  }

 private:
  Fd fd_;
};

}  // namespace

Result<HomeLock> HomeLock::Take(const std::string& home) {
  if (auto s = MakeFolder(home); !s.ok()) return s.error();
  std::string path = home + "/.lock";
  Fd fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) return StorageError("cannot open the lock", path);
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return StorageError("cannot lock", path);
    return Error{ErrorCode::kLocked, "another riposte is at work in this folder",
                 "wait until it ends, or use another --home", home};
  }
  return HomeLock(fd.release());
}

HomeLock::HomeLock(HomeLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
HomeLock& HomeLock::operator=(HomeLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}
HomeLock::~HomeLock() {
  if (fd_ >= 0) close(fd_);
}

struct Intake::Round {
  std::vector<Claimed> claimed;
  std::vector<std::string> folders;
  bool waiting = false;        // something has not settled yet
  std::optional<Error> inbox;  // it could not be listed
};

Intake::Intake(std::string home, Store& store, Register& reg, const SettleOptions& options)
    : home_(std::move(home)), store_(store), register_(reg), options_(options) {}

Status Intake::Prepare() {
  for (const std::string& folder : {home_, home_ + "/inbox", home_ + "/a-verifier"}) {
    if (auto s = MakeFolder(folder); !s.ok()) return s;
  }
  return store_.Prepare();
}

Result<Claimed> Intake::Take(const std::string& path) {
  if (auto s = Prepare(); !s.ok()) return s.error();
  // A person who names a link means what it points to; in the inbox nobody named it.
  char* resolved = realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return StorageError("cannot open", path);
  Result<Stored> stored = store_.Add(resolved);
  free(resolved);
  if (!stored.ok()) return stored.error();
  DocumentRecord document;
  document.sha256 = stored->sha256;
  document.size = stored->size;
  document.name = ValidUtf8(path.substr(path.find_last_of('/') + 1));
  document.received_at = UtcNow();
  Result<bool> added = register_.AddDocument(document);
  if (!added.ok()) return added.error();
  return Claimed{document.sha256, document.name, !*added};
}

std::vector<Claimed> Intake::TakeUpUnfinished() {
  std::vector<Claimed> all;
  std::set<std::string> known;
  for (auto state : {DocumentState::kRecu, DocumentState::kLu}) {
    Result<std::vector<DocumentRecord>> documents = register_.Documents(state);
    if (!documents.ok()) {
      problems_.push_back(documents.error());
      continue;
    }
    for (const DocumentRecord& d : *documents) {
      if (known.insert(d.sha256).second) all.push_back({d.sha256, d.name, false});
    }
  }
  for (Result<Claimed>& claimed : Claims(home_, store_, register_).TakeUp()) {
    if (!claimed.ok()) {
      problems_.push_back(claimed.error());
    } else if (claimed->duplicate || known.insert(claimed->sha256).second) {
      all.push_back(std::move(*claimed));
    }
  }
  return all;
}

Intake::Round Intake::OneRound(Settler& settler) {
  Round round;
  std::string inbox = home_ + "/inbox";
  Result<Listing> listing = ListInbox(inbox);
  if (!listing.ok()) {
    round.inbox = listing.error();
    return round;
  }
  round.folders = listing->folders;
  for (const Listing::Refusal& r : listing->refusals) {
    if (auto s = NoteRefusal(home_, inbox + "/" + r.path, r.reason); !s.ok()) {
      problems_.push_back(s.error());
    }
  }
  Claims claims(home_, store_, register_);
  std::set<std::string> present;
  for (const Listing::File& file : listing->files) {
    std::string path = inbox + "/" + file.path;
    int64_t still_for = settler.Observe(file.path, file.state, NowMilliseconds());
    present.insert(file.path);
    bool settled = false;
    if (still_for >= options_.still_milliseconds) {
      Structure structure = Structure::kUnknown;
      bool being_written = false;
      if (Probe(path, &structure, &being_written)) {
        settled = IsSettled(still_for, structure, being_written, options_);
      } else if (errno == EACCES) {
        (void)NoteRefusal(home_, path, "droits");
        continue;  // waits for its rights, not for time
      }
    }
    if (!settled) {
      round.waiting = true;
      continue;
    }
    Result<std::optional<Claimed>> claimed = claims.Claim(file.path);
    if (!claimed.ok()) problems_.push_back(claimed.error());
    if (claimed.ok() && claimed->has_value()) round.claimed.push_back(std::move(**claimed));
  }
  settler.KeepOnly(present);
  return round;
}

Result<std::vector<Claimed>> Intake::Drain() {
  problems_.clear();
  if (auto s = Prepare(); !s.ok()) return s.error();
  std::vector<Claimed> all = TakeUpUnfinished();
  Settler settler;
  int64_t end = NowMilliseconds() + int64_t{1000} * options_.incomplete_seconds +
                std::max(options_.still_milliseconds, options_.weak_still_milliseconds) +
                4 * SliceMilliseconds(options_);
  while (true) {
    Round round = OneRound(settler);
    if (round.inbox) return *round.inbox;
    for (Claimed& c : round.claimed) all.push_back(std::move(c));
    if (!round.waiting) return all;
    if (NowMilliseconds() >= end) {
      Log().warn("some files in the inbox are still being written: left for the next run");
      return all;
    }
    usleep(static_cast<useconds_t>(SliceMilliseconds(options_)) * 1000);
  }
}

Status Intake::Watch(const std::function<void(const Claimed&)>& handle,
                     const std::atomic<bool>& stop) {
  problems_.clear();
  if (auto s = Prepare(); !s.ok()) return s;
  auto hand_out = [&](const std::vector<Claimed>& all) {
    for (const Claimed& c : all) {
      if (stop) return;  // registered: handed out again at the next start
      handle(c);
    }
  };
  hand_out(TakeUpUnfinished());
  Settler settler;
  Waker waker;
  bool out_of_reach = false;
  int64_t rescan = NowMilliseconds() + int64_t{1000} * options_.rescan_seconds;
  while (!stop) {
    size_t problems_before = problems_.size();
    Round round = OneRound(settler);
    if (round.inbox && !out_of_reach) Log().error("the inbox cannot be listed; it is tried again");
    out_of_reach = round.inbox.has_value();
    waker.Watch(round.folders);
    hand_out(round.claimed);
    if (problems_.size() > problems_before) {
      Log().error("{} files could not be taken from the inbox; they are tried again",
                  problems_.size() - problems_before);
    }
    bool something = false;
    while (!stop && !something && NowMilliseconds() < rescan) {
      something = waker.Wait(round.waiting ? SliceMilliseconds(options_) : kStopLookMilliseconds) ||
                  round.waiting;
    }
    if (NowMilliseconds() >= rescan) {
      rescan = NowMilliseconds() + int64_t{1000} * options_.rescan_seconds;
      problems_.clear();
      std::vector<Claimed> again;
      for (Result<Claimed>& claimed : Claims(home_, store_, register_).TakeUp()) {
        if (claimed.ok()) {
          again.push_back(std::move(*claimed));
        } else {
          problems_.push_back(claimed.error());
        }
      }
      hand_out(again);
    }
  }
  return {};
}

}  // namespace riposte
