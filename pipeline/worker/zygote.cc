// riposte's side of the border: starts the zygote, sends requests, and takes what comes back as a
// stranger's. Every request has its own reply socket and answer memfd, so threads share nothing but
// the control socket; closing the reply socket is the way to have a child killed.
//
// The answer memfd is sealed at its full size before it leaves: a child can neither grow nor shrink
// it, and riposte copies the answer out before looking at it.
#include "pipeline/worker/zygote.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "pipeline/store/log.h"

namespace riposte {
namespace {

// Patience with the zygote itself, over the child's own clock: loading models from a slow disk.
constexpr int kPatienceSeconds = 60;

Error Defect(std::string message, std::string hint = "") {
  return {ErrorCode::kDefect, std::move(message), std::move(hint)};
}

Error ZygoteGone() {
  return Defect("the process that starts the workers has died", "start riposte again");
}

Error NoResource(const char* what) {
  return Defect(fmt::format("cannot make {}: {}", what, strerrordesc_np(errno)));
}

// A descriptor that cannot write, whatever the caller's can.
Result<Fd> ReadOnly(int fd) {
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0) return Defect("the file to read is not open");
  int copy = (flags & O_ACCMODE) == O_RDONLY
                 ? fcntl(fd, F_DUPFD_CLOEXEC, 3)
                 : open(fmt::format("/proc/self/fd/{}", fd).c_str(), O_RDONLY | O_CLOEXEC);
  if (copy < 0) return NoResource("a read-only descriptor");
  return Fd(copy);
}

Result<Fd> AnswerFile(int64_t bytes) {
  Fd fd(memfd_create("answer", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd || ftruncate(fd.get(), bytes) != 0 ||
      fcntl(fd.get(), F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0) {
    return NoResource("the answer file");
  }
  return fd;
}

Result<Fd> BodyFile(std::string_view body) {
  Fd fd(memfd_create("body", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd || !WriteAll(fd.get(), body) ||
      fcntl(fd.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0) {
    return NoResource("the request file");
  }
  return fd;
}

wire::Request Encode(const VerbRequest& v) {
  wire::Request r;
  r.verb = static_cast<uint32_t>(v.verb);
  r.page = v.page;
  r.count = v.count;
  r.has_body = v.verb == Verb::kSearchable || v.verb == Verb::kRereadCrops ? 1 : 0;
  r.box = {v.box.left, v.box.top, v.box.right, v.box.bottom};
  r.dpi = v.dpi;
  return r;
}

void SayOnceWhatIsMissing(const wire::Done& done) {
  static std::once_flag said;
  std::call_once(said, [&] {
    if (done.landlock_abi == 0) Log().warn("no Landlock in this kernel: children can read files");
    if (done.seccomp == 0) Log().warn("no seccomp in this kernel: children can make any call");
  });
}

// Our words for a code that a child gave; its own words stay behind the border.
const char* Words(ErrorCode code) {
  switch (code) {
    case ErrorCode::kEncrypted:
      return "the document needs a password";
    case ErrorCode::kDamaged:
      return "the document does not parse, or stops half-way";
    case ErrorCode::kEmpty:
      return "the document has no byte, or no page";
    case ErrorCode::kUnsupported:
      return "the document is of a kind that is not read here";
    case ErrorCode::kTooLarge:
      return "the document is over the limits of pages, pixels or bytes";
    case ErrorCode::kMemoryLimit:
      return "the document took too much memory";
    case ErrorCode::kTimeLimit:
      return "the document took too much time";
    default:
      return nullptr;
  }
}

Error FromCode(ErrorCode code) { return {code, Words(code), ""}; }

// How the child ended, if that already decides.
std::optional<Error> ErrorOfEnd(const wire::Done& done) {
  if (done.end == wire::End::kNotForked) {
    return Defect(fmt::format("cannot start a worker: {}", strerrordesc_np(done.wait_status)));
  }
  if (done.end == wire::End::kThreads) {
    return Defect("the process that starts the workers has threads and cannot fork",
                  "call omp_set_max_active_levels(0) first of all in main");
  }
  if (done.end == wire::End::kTimedOut) return FromCode(ErrorCode::kTimeLimit);
  int status = done.wait_status;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::nullopt;
  if (WIFEXITED(status) && WEXITSTATUS(status) == wire::kExitNoSandbox) {
    return Defect("the kernel refused to set up a worker's sandbox");
  }
  bool memory = WIFEXITED(status) && WEXITSTATUS(status) == wire::kExitMemory;
  // Nobody here sends SIGKILL without saying kTimedOut: it was the kernel, for memory.
  memory = memory || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  if (memory || done.out_of_memory != 0) return FromCode(ErrorCode::kMemoryLimit);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) return FromCode(ErrorCode::kTimeLimit);
  if (WIFSIGNALED(status)) {
    return Error{ErrorCode::kChildDied,
                 fmt::format("a worker died of signal {} on the document", WTERMSIG(status)), ""};
  }
  return Error{ErrorCode::kChildDied, "a worker died on the document", ""};
}

// Verbs that name a place, which the document may not have.
bool NamesAPlace(Verb verb) {
  return verb == Verb::kRereadCrops || verb == Verb::kRenderCrop || verb == Verb::kSplit;
}

Result<std::string> TakeAnswer(int memfd, const wire::Request& request, int64_t max_bytes,
                               const wire::Done& done) {
  wire::Answer untrusted_answer;
  if (pread(memfd, &untrusted_answer, sizeof untrusted_answer, 0) !=
          static_cast<ssize_t>(sizeof untrusted_answer) ||
      untrusted_answer.magic != wire::kAnswerMagic || untrusted_answer.id != request.id) {
    return Protocol("no header");
  }
  if (untrusted_answer.status != wire::kOk) {
    for (ErrorCode code :
         {ErrorCode::kEncrypted, ErrorCode::kDamaged, ErrorCode::kEmpty, ErrorCode::kUnsupported,
          ErrorCode::kTooLarge, ErrorCode::kMemoryLimit}) {
      if (untrusted_answer.status == static_cast<int32_t>(code)) return FromCode(code);
    }
    if (untrusted_answer.status == static_cast<int32_t>(ErrorCode::kUsage) &&
        NamesAPlace(static_cast<Verb>(request.verb))) {
      return Error{ErrorCode::kUsage, "the document has no such page or place", ""};
    }
    if (untrusted_answer.status == static_cast<int32_t>(ErrorCode::kDefect)) {
      // Without its models a child can only fail; the zygote's word for it, not the child's.
      if (done.warm_error.front() != '\0') {
        return Defect(std::string(done.warm_error.data(),
                                  strnlen(done.warm_error.data(), done.warm_error.size())),
                      std::string(done.warm_hint.data(),
                                  strnlen(done.warm_hint.data(), done.warm_hint.size())));
      }
      return Error{ErrorCode::kChildDied, "a worker gave up on the document", ""};
    }
    return Protocol("an unknown status");
  }
  if (untrusted_answer.length > static_cast<uint64_t>(max_bytes)) return Protocol("its length");
  std::string untrusted_body(static_cast<size_t>(untrusted_answer.length), '\0');
  size_t at = 0;
  while (at < untrusted_body.size()) {
    ssize_t n = pread(memfd, untrusted_body.data() + at, untrusted_body.size() - at,
                      static_cast<off_t>(sizeof untrusted_answer + at));
    if (n <= 0) return Protocol("its length");
    at += static_cast<size_t>(n);
  }
  return untrusted_body;
}

}  // namespace

Zygote::Zygote(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Zygote::Zygote(Zygote&&) noexcept = default;
Zygote& Zygote::operator=(Zygote&&) noexcept = default;
Zygote::~Zygote() = default;

Result<Zygote> Zygote::StartWith(const Verbs& verbs, const ChildLimits& limits) {
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return NoResource("the zygote's socket");
  }
  auto impl = std::make_unique<Impl>();
  impl->limits = limits;
  impl->control.reset(ends[0]);
  Fd theirs(ends[1]);
  impl->pid = fork();
  if (impl->pid < 0) return NoResource("the zygote");
  if (impl->pid == 0) ServeAsZygote(std::move(theirs), verbs, limits);
  return Zygote(std::move(impl));
}

Zygote::Impl::~Impl() {
  if (pid <= 0) return;
  control.reset();
  // The zygote leaves as soon as it sees the end of the socket; while it loads models that takes a
  // moment.
  for (int i = 0; i < 500; ++i) {
    pid_t gone = waitpid(pid, nullptr, WNOHANG);
    if (gone == pid || (gone < 0 && errno != EINTR)) return;
    usleep(i < 20 ? 500 : 10'000);
  }
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
}

void Zygote::Impl::Warm() {
  wire::Request request;
  request.verb = static_cast<uint32_t>(Verb::kWarm);
  std::lock_guard lock(sending);
  // A dead zygote is found out at the first question.
  (void)wire::Send(control.get(), wire::BytesOf(request), {});
}

Result<std::string> Zygote::Impl::Ask(int fd, const VerbRequest& question, int wall_seconds) {
  wire::Request request = Encode(question);
  request.id = next_id++;
  request.wall_milliseconds = wall_seconds * 1000;
  int64_t answer_size = limits.answer_bytes + static_cast<int64_t>(sizeof(wire::Answer));
  Result<Fd> file = ReadOnly(fd);
  if (!file.ok()) return file.error();
  Result<Fd> answer = AnswerFile(answer_size);
  if (!answer.ok()) return answer.error();
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return NoResource("a reply socket");
  }
  Fd reply(ends[0]), theirs(ends[1]), body;
  std::vector<int> descriptors{theirs.get(), file->get(), answer->get()};
  if (request.has_body != 0) {
    Result<Fd> made = BodyFile(question.body);
    if (!made.ok()) return made.error();
    body = std::move(*made);
    descriptors.push_back(body.get());
  }
  {
    std::lock_guard lock(sending);
    if (!wire::Send(control.get(), wire::BytesOf(request), descriptors)) return ZygoteGone();
  }
  theirs.reset();

  pollfd polled{reply.get(), POLLIN, 0};
  int patience = (wall_seconds + kPatienceSeconds) * 1000;
  int ready;
  do {
    ready = poll(&polled, 1, patience);
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0) return Defect("the process that starts the workers does not answer");
  wire::Done done;
  if (!wire::Receive(reply.get(), wire::WritableBytesOf(done), nullptr) ||
      done.magic != wire::kDoneMagic || done.id != request.id) {
    return ZygoteGone();
  }
  SayOnceWhatIsMissing(done);
  if (auto error = ErrorOfEnd(done)) return *error;
  return TakeAnswer(answer->get(), request, limits.answer_bytes, done);
}

}  // namespace riposte
