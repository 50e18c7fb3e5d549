// The zygote: one thread, one poll loop. It never reads a foreign byte; it only forks, watches
// clocks, kills and reports, so that it is as trustworthy as riposte itself.
//
// A child leads a process group of its own. It is killed as a group, at its clock, when riposte
// hangs up the reply socket, and once more before it is reaped: until then its zombie keeps the
// group's number from being used again. Descendants that left the group come to the zygote as their
// subreaper and are killed there. Done is sent when all that is over.
#include <dirent.h>
#include <fcntl.h>
#include <malloc.h>
#include <omp.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>

#include "pipeline/worker/child.h"
#include "pipeline/worker/zygote.h"

namespace riposte {
namespace {

using Clock = std::chrono::steady_clock;

struct Running {
  uint64_t id = 0;
  pid_t pid = -1;
  Fd pidfd, reply, last_words;
  Clock::time_point deadline;
  bool timed_out = false;
  bool killed = false;
};

void CopyText(const std::string& text, std::span<char> to) {
  size_t n = std::min(text.size(), to.size() - 1);
  std::memcpy(to.data(), text.data(), n);
  to[n] = '\0';
}

int CountThreads() {
  DIR* dir = opendir("/proc/self/task");
  if (dir == nullptr) return 1;
  int n = 0;
  while (const dirent* entry = readdir(dir)) n += entry->d_name[0] != '.' ? 1 : 0;
  closedir(dir);
  return n;
}

// A fork copies one entry a page; of 60 MB of models that is most of its cost. In huge pages the
// same takes a thirtieth of the entries. Where the kernel cannot, nothing is lost.
void GatherIntoHugePages() {
  constexpr uintptr_t kHuge = 2 << 20;
  constexpr int kCollapse = 25;  // MADV_COLLAPSE, Linux 6.1
  malloc_trim(0);
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    unsigned long long from = 0, to = 0, inode = 1;
    char rights[5] = {};
    if (sscanf(line.c_str(), "%llx-%llx %4s %*s %*s %llu", &from, &to, rights, &inode) != 4)
      continue;
    if (inode != 0 || std::string_view(rights) != "rw-p") continue;
    from = (from + kHuge - 1) / kHuge * kHuge;
    to = to / kHuge * kHuge;
    if (from < to) madvise(reinterpret_cast<void*>(from), to - from, kCollapse);
  }
}

class Server {
 public:
  Server(Fd control, const Verbs& verbs, const ChildLimits& limits)
      : control_(std::move(control)), verbs_(verbs), limits_(limits), support_(ProbeSandbox()) {}

  [[noreturn]] void Run() {
    bool wanted = true;
    while (wanted) wanted = Turn();
    for (Running& r : running_) Kill(r);
    for (Running& r : running_) waitpid(r.pid, nullptr, 0);
    KillStrays();
    _exit(0);
  }

 private:
  // One round of the loop; false when riposte is gone.
  bool Turn() {
    std::vector<pollfd> polled{{control_.get(), POLLIN, 0}};
    for (const Running& r : running_) {
      polled.push_back({r.pidfd.get(), POLLIN, 0});
      polled.push_back({r.reply.get(), POLLRDHUP, 0});
    }
    poll(polled.data(), polled.size(), Timeout());
    // From the back, since a finished child leaves the list.
    for (size_t i = running_.size(); i-- > 0;) {
      Running& r = running_.at(i);
      bool ended = (polled.at(1 + 2 * i).revents & POLLIN) != 0;
      bool hung_up = polled.at(2 + 2 * i).revents != 0;
      if (ended) {
        Finish(i);
      } else if (hung_up && !r.killed) {
        Kill(r);
      } else if (!r.killed && Clock::now() >= r.deadline) {
        r.timed_out = true;
        Kill(r);
      }
    }
    if (strays_) KillStrays();
    return polled.front().revents == 0 || Accept();
  }

  int Timeout() const {
    int milliseconds = strays_ ? 50 : -1;
    for (const Running& r : running_) {
      if (r.killed) continue;
      auto left = std::chrono::ceil<std::chrono::milliseconds>(r.deadline - Clock::now()).count();
      int ms = static_cast<int>(std::clamp<int64_t>(left, 0, 60'000));
      milliseconds = milliseconds < 0 ? ms : std::min(milliseconds, ms);
    }
    return milliseconds;
  }

  static void Kill(Running& r) {
    kill(-r.pid, SIGKILL);
    kill(r.pid, SIGKILL);
    r.killed = true;
  }

  bool Accept() {
    wire::Request request;
    std::vector<Fd> descriptors;
    if (!wire::Receive(control_.get(), wire::WritableBytesOf(request), &descriptors) ||
        request.magic != wire::kRequestMagic) {
      return false;
    }
    if (!warm_) {
      warm_ = verbs_.warm();
      GatherIntoHugePages();
      // Whoever forks with threads running gives the child locks that nobody will open.
      single_threaded_ = CountThreads() == 1;
    }
    if (request.verb == static_cast<uint32_t>(Verb::kWarm)) return true;
    if (descriptors.size() != (request.has_body != 0 ? 4u : 3u)) return false;
    Start(request, descriptors);
    return true;
  }

  void Start(const wire::Request& request, std::vector<Fd>& descriptors) {
    Running r;
    r.id = request.id;
    r.reply = std::move(descriptors.at(0));
    r.deadline = Clock::now() + std::chrono::milliseconds(request.wall_milliseconds);
    int pipe_ends[2] = {-1, -1};
    if (!single_threaded_) return Report(r, wire::End::kThreads, 0);
    bool piped = pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) == 0;
    r.last_words.reset(pipe_ends[0]);
    Fd words(pipe_ends[1]);
    pid_t self = getpid();
    r.pid = piped ? fork() : -1;
    if (r.pid == 0) {
      ChildDescriptors d{descriptors.at(1).get(), descriptors.at(2).get(),
                         request.has_body != 0 ? descriptors.at(3).get() : -1, words.get()};
      RunChild(request, d, verbs_, limits_, support_, self);
    }
    if (r.pid < 0) return Report(r, wire::End::kNotForked, errno);
    setpgid(r.pid, r.pid);  // here too: whoever of the two comes first
    r.pidfd.reset(static_cast<int>(syscall(SYS_pidfd_open, r.pid, 0)));
    if (!r.pidfd) {
      int number = errno;
      Kill(r);
      waitpid(r.pid, nullptr, 0);
      return Report(r, wire::End::kNotForked, number);
    }
    running_.push_back(std::move(r));
  }

  void Finish(size_t index) {
    Running r = std::move(running_.at(index));
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(index));
    kill(-r.pid, SIGKILL);
    int status = 0;
    while (waitpid(r.pid, &status, 0) < 0 && errno == EINTR) {
    }
    KillStrays();
    Report(r, r.timed_out ? wire::End::kTimedOut : wire::End::kExited, status);
  }

  // Kills what came to the zygote as its subreaper. A family that forks while it is killed is met
  // again at the next round.
  void KillStrays() {
    strays_ = false;
    for (int round = 0; round < 100; ++round) {
      std::vector<pid_t> found = Strays();
      if (found.empty()) return;
      for (pid_t pid : found) kill(pid, SIGKILL);
      for (pid_t pid : found) waitpid(pid, nullptr, 0);
    }
    strays_ = true;
  }

  std::vector<pid_t> Strays() const {
    std::string path = "/proc/self/task/" + std::to_string(getpid()) + "/children";
    Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string text;
    char buffer[4096];
    for (ssize_t n; fd && (n = read(fd.get(), buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<size_t>(n));
    }
    std::vector<pid_t> strays;
    for (const char* p = text.c_str(); *p != '\0';) {
      char* end = nullptr;
      auto pid = static_cast<pid_t>(strtol(p, &end, 10));
      if (end == p) break;
      p = end;
      while (*p == ' ') ++p;
      bool known = std::any_of(running_.begin(), running_.end(),
                               [pid](const Running& r) { return r.pid == pid; });
      if (!known && pid > 0) strays.push_back(pid);
    }
    return strays;
  }

  // Poppler says «Out of memory» before it aborts: the only trace of a malloc that was refused. The
  // words go no further.
  static bool SpeaksOfMemory(int fd) {
    std::string text;
    char buffer[4096];
    for (ssize_t n; (n = read(fd, buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<size_t>(n));
    }
    return text.find("ut of memory") != std::string::npos ||
           text.find("bad_alloc") != std::string::npos;
  }

  void Report(Running& r, wire::End end, int status) {
    wire::Done done;
    done.id = r.id;
    done.end = end;
    done.wait_status = status;
    done.landlock_abi = support_.landlock_abi;
    done.seccomp = support_.seccomp ? 1 : 0;
    if (r.last_words) done.out_of_memory = SpeaksOfMemory(r.last_words.get()) ? 1 : 0;
    if (warm_ && !warm_->ok()) {
      CopyText(warm_->error().message, done.warm_error);
      CopyText(warm_->error().hint, done.warm_hint);
    }
    wire::Send(r.reply.get(), wire::BytesOf(done), {});  // a caller that hung up is no one's loss
  }

  Fd control_;
  const Verbs& verbs_;
  const ChildLimits& limits_;
  SandboxSupport support_;
  std::optional<Status> warm_;
  bool single_threaded_ = true;
  std::vector<Running> running_;
  bool strays_ = false;
};

}  // namespace

void ServeAsZygote(Fd control, const Verbs& verbs, const ChildLimits& limits) {
  // With OpenMP on, a first recognition leaves a thread pool behind, and the children of the fork
  // wait for it for ever.
  omp_set_max_active_levels(0);
  // Only these three and the control socket stay open: a pipe that riposte's caller reads to its
  // end must not hang on the zygote.
  Fd null(open("/dev/null", O_RDWR | O_CLOEXEC));
  for (int fd = 0; fd <= (kSanitized ? 1 : 2); ++fd) dup2(null.get(), fd);
  int moved = fcntl(control.get(), F_DUPFD_CLOEXEC, 100);
  if (moved < 0 || dup3(moved, 3, O_CLOEXEC) < 0) _exit(1);
  control.release();
  close_range(4, ~0u, 0);
  setpgid(0, 0);  // a Ctrl-C is riposte's to handle
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_DUMPABLE, 0);
  // Handlers of the program that started it are not for here.
  for (int s = 1; s < NSIG; ++s) {
    if (!kSanitized || (s != SIGSEGV && s != SIGBUS && s != SIGFPE)) signal(s, SIG_DFL);
  }
  signal(SIGPIPE, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  Server(Fd(3), verbs, limits).Run();
}

}  // namespace riposte
