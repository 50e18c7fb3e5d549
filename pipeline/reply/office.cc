// The parent's side: a socket pair, one request at a time, one clock over each. A process that died
// on a letter is started once more for it; dying twice is the letter's fault.
#include "pipeline/reply/office.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

namespace riposte::reply {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

Error Died() {
  return {ErrorCode::kChildDied, "the LibreOffice process ended before it had made the PDF"};
}
Error Late() { return {ErrorCode::kTimeLimit, "LibreOffice took too long over a letter"}; }

// Waits until the socket is ready for `events`; kTimeLimit when the time is up.
Status Wait(int fd, short events, Clock::time_point until) {
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return Late();
    pollfd p{fd, events, 0};
    const int ready = poll(&p, 1, static_cast<int>(left.count()));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return Died();
  }
}

Status SendAll(int fd, std::string_view bytes, Clock::time_point until) {
  while (!bytes.empty()) {
    const ssize_t n = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) {
      bytes.remove_prefix(static_cast<size_t>(n));
    } else if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
      if (Status s = Wait(fd, POLLOUT, until); !s.ok()) return s;
    } else {
      return Died();
    }
  }
  return {};
}

Status ReceiveAll(int fd, char* at, size_t size, Clock::time_point until) {
  while (size > 0) {
    const ssize_t n = recv(fd, at, size, MSG_DONTWAIT);
    if (n > 0) {
      at += n;
      size -= static_cast<size_t>(n);
    } else if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
      if (Status s = Wait(fd, POLLIN, until); !s.ok()) return s;
    } else {
      return Died();
    }
  }
  return {};
}

}  // namespace

Office::Office(OfficeOptions options) : options_(std::move(options)) {}

Office::~Office() { Stop(false); }

bool Office::Installed() const {
  std::error_code ignored;
  return fs::exists(options_.install + "/libmergedlo.so", ignored) ||
         fs::exists(options_.install + "/libsofficeapp.so", ignored);
}

Status Office::Start() {
  std::error_code error;
  std::string folder = (fs::temp_directory_path(error) / "riposte-office-XXXXXX").string();
  if (error || !mkdtemp(folder.data()))
    return Error{ErrorCode::kStorage, "no temporary folder for LibreOffice"};
  folder_ = folder;
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
    Stop(true);
    return Error{ErrorCode::kStorage, "no socket for LibreOffice"};
  }
  // A new, small environment: nothing of the caller's session reaches the office.
  std::vector<std::string> environment = {
      "HOME=" + folder_,
      "TMPDIR=" + folder_,
      "PATH=/usr/bin:/bin",
      "LANG=C.UTF-8",
      "SAL_USE_VCLPLUGIN=svp",
      std::string(kOfficeFolderVariable) + "=" + folder_,
      std::string(kOfficeInstallVariable) + "=" + options_.install};
  std::vector<char*> envp;
  for (std::string& e : environment) envp.push_back(e.data());
  envp.push_back(nullptr);
  std::string program = options_.program, verb = "--office-child";
  char* argv[] = {program.data(), verb.data(), nullptr};

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // First, in case the socket sits on a standard descriptor.
  posix_spawn_file_actions_adddup2(&actions, pair[1], kOfficeSocket);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&actions, kOfficeSocket + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t pid = 0;
  const int failed = posix_spawn(&pid, program.c_str(), &actions, &attributes, argv, envp.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(pair[1]);
  if (failed != 0) {
    close(pair[0]);
    Stop(true);
    return Error{ErrorCode::kStorage, "the office process cannot be started"};
  }
  pid_ = pid;
  socket_ = pair[0];
  served_ = 0;
  return {};
}

void Office::Stop(bool at_once) {
  if (socket_ >= 0) close(socket_);  // the child ends when it sees this
  socket_ = -1;
  if (pid_ > 0) {
    for (int i = 0; !at_once && i < 100; ++i) {
      if (waitpid(pid_, nullptr, WNOHANG) != 0) {
        pid_ = 0;
        break;
      }
      usleep(10'000);
    }
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
  }
  pid_ = 0;
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
  folder_.clear();
}

Result<std::string> Office::Ask(std::string_view odt) {
  if (pid_ > 0 && served_ >= options_.letters_per_process) Stop(false);
  if (pid_ == 0)
    if (Status s = Start(); !s.ok()) return s.error();
  const Clock::time_point until = Clock::now() + options_.time_limit;
  const uint64_t size = odt.size();
  char head[8];
  for (int i = 0; i < 8; ++i) head[i] = static_cast<char>(size >> (8 * i));
  if (Status s = SendAll(socket_, {head, sizeof head}, until); !s.ok()) return s.error();
  if (Status s = SendAll(socket_, odt, until); !s.ok()) return s.error();
  unsigned char answer[9];
  if (Status s = ReceiveAll(socket_, reinterpret_cast<char*>(answer), sizeof answer, until);
      !s.ok())
    return s.error();
  uint64_t length = 0;
  for (int i = 0; i < 8; ++i) length |= static_cast<uint64_t>(answer[1 + i]) << (8 * i);
  if (length > kOfficeMaxBytes) return Error{ErrorCode::kTooLarge, "the PDF is over 256 MiB"};
  std::string pdf(length, '\0');
  if (Status s = ReceiveAll(socket_, pdf.data(), pdf.size(), until); !s.ok()) return s.error();
  ++served_;
  switch (static_cast<OfficeAnswer>(answer[0])) {
    case OfficeAnswer::kPdf:
      return pdf;
    case OfficeAnswer::kNotLoaded:
      return Error{ErrorCode::kDamaged, "LibreOffice cannot read the document"};
    case OfficeAnswer::kNotSaved:
      return Error{ErrorCode::kDefect, "LibreOffice read the document but made no PDF of it"};
    case OfficeAnswer::kNoOffice:
      break;
  }
  return Died();
}

Result<std::string> Office::Convert(std::string_view odt) {
  if (!Installed())
    return Error{ErrorCode::kUnsupported, "LibreOffice is not installed",
                 "apt-get install libreoffice-writer-nogui"};
  if (odt.size() > kOfficeMaxBytes) return Error{ErrorCode::kTooLarge, "the ODT is over 256 MiB"};
  for (int attempt = 0;; ++attempt) {
    Result<std::string> pdf = Ask(odt);
    if (pdf.ok()) return pdf;
    const ErrorCode code = pdf.error().code;
    if (code == ErrorCode::kDamaged || code == ErrorCode::kDefect) return pdf;
    Stop(true);
    if (code != ErrorCode::kChildDied || attempt > 0) return pdf;
  }
}

}  // namespace riposte::reply
