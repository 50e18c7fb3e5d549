// A child takes every limit upon itself before it looks at the file: address space, processor time,
// descriptors, file size, no core, no new rights, no ptrace, death with the zygote, sandbox. The
// wall clock is the zygote's.
//
// Memory is the limit that hides: a refused allocation comes out of the libraries as bad_alloc, as
// abort(), as a null pointer and then SIGSEGV, or as «damaged file». Three signs tell it apart: the
// new-handler ran; at the fatal signal no further 32 MB can be had; or the last words on stderr
// (kept from the log, looked at by the zygote) speak of memory.
#include "pipeline/worker/child.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>

namespace riposte {
namespace {

constexpr int kFile = 3, kAnswer = 4, kBody = 5, kFirstClosed = 6;
constexpr size_t kProbe = 32 << 20;

volatile std::sig_atomic_t g_memory_refused = 0;

void OnFatalSignal(int signal_number) {
  void* probe = mmap(nullptr, kProbe, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (g_memory_refused != 0 || probe == MAP_FAILED) _exit(wire::kExitMemory);
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

void WatchMemory() {
  std::set_new_handler([] {
    g_memory_refused = 1;
    throw std::bad_alloc();
  });
  if (kSanitized) return;
  static char stack[64 << 10];  // the handler must run when the stack is what overflowed
  stack_t alternate{};
  alternate.ss_sp = stack;
  alternate.ss_size = sizeof stack;
  sigaltstack(&alternate, nullptr);
  struct sigaction action {};
  action.sa_handler = OnFatalSignal;
  action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  for (int s : {SIGABRT, SIGSEGV, SIGBUS}) sigaction(s, &action, nullptr);
}

// Moves the descriptors to their fixed numbers and closes all others.
bool ArrangeDescriptors(const ChildDescriptors& d) {
  auto high = [](int fd) { return fd < 0 ? -1 : fcntl(fd, F_DUPFD, 100); };
  int file = high(d.file), answer = high(d.answer), body = high(d.body), words = high(d.last_words);
  if (dup2(file, kFile) < 0 || dup2(answer, kAnswer) < 0) return false;
  if (!kSanitized && dup2(words, STDERR_FILENO) < 0) return false;
  if (body >= 0 && dup2(body, kBody) < 0) return false;
  return close_range(body >= 0 ? kFirstClosed : kBody, ~0u, 0) == 0;
}

bool Limit(int what, rlim_t soft, rlim_t hard) {
  rlimit limit{soft, hard};
  return setrlimit(static_cast<__rlimit_resource>(what), &limit) == 0;
}

// Bytes of address space in use.
rlim_t AddressSpace() {
  Fd fd(open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
  char text[128] = {};
  if (!fd || read(fd.get(), text, sizeof text - 1) <= 0) return 0;
  return strtoull(text, nullptr, 10) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

bool TakeLimits(const ChildLimits& limits, int wall_milliseconds, off_t file_size) {
  auto wall = static_cast<rlim_t>((wall_milliseconds + 999) / 1000);
  rlim_t cpu = limits.cpu_seconds > 0 ? static_cast<rlim_t>(limits.cpu_seconds) : 2 * wall + 1;
  auto answer = static_cast<rlim_t>(limits.answer_bytes) + sizeof(wire::Answer);
  // What the zygote brought along and the mapped file are not the document's doing.
  rlim_t memory =
      AddressSpace() + static_cast<rlim_t>(file_size) + static_cast<rlim_t>(limits.memory_bytes);
  // A write over RLIMIT_FSIZE would kill; it shall only fail.
  signal(SIGXFSZ, SIG_IGN);
  return (kSanitized || Limit(RLIMIT_AS, memory, memory)) && Limit(RLIMIT_CPU, cpu, cpu + 2) &&
         Limit(RLIMIT_NOFILE, 64, 64) && Limit(RLIMIT_CORE, 0, 0) &&
         Limit(RLIMIT_FSIZE, answer, answer);
}

VerbRequest Decode(const wire::Request& r) {
  VerbRequest v;
  v.verb = static_cast<Verb>(r.verb);
  v.page = r.page;
  v.count = r.count;
  v.box = {r.box.at(0), r.box.at(1), r.box.at(2), r.box.at(3)};
  v.dpi = r.dpi;
  return v;
}

// A read-only view of a whole descriptor; data is null when it cannot be had.
struct Mapping {
  const unsigned char* data = nullptr;
  size_t size = 0;
};
Mapping Map(int fd) {
  struct stat st {};
  static constexpr unsigned char kNothing[1] = {};
  if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) return {};
  if (st.st_size == 0) return {kNothing, 0};
  auto size = static_cast<size_t>(st.st_size);
  void* p = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (p == MAP_FAILED) return {};
  return {static_cast<const unsigned char*>(p), size};
}

Result<std::string> Perform(const wire::Request& request, const Verbs& verbs,
                            const ChildLimits& limits) {
  Mapping file = Map(kFile);
  if (file.data == nullptr) return Error{ErrorCode::kUnsupported, "not a regular file", ""};
  if (static_cast<int64_t>(file.size) > limits.read.max_bytes) {
    return Error{ErrorCode::kTooLarge, "the file is too large", ""};
  }
  VerbRequest decoded = Decode(request);
  if (request.has_body != 0) {
    Mapping body = Map(kBody);
    if (body.data == nullptr) return Error{ErrorCode::kDefect, "no body", ""};
    decoded.body = {reinterpret_cast<const char*>(body.data), body.size};
  }
  try {
    return verbs.run(decoded, Bytes(file.data, file.size));
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kMemoryLimit, "out of memory", ""};
  } catch (const std::exception&) {
    return Error{ErrorCode::kDefect, "an exception left its stage", ""};
  }
}

bool WriteAt(int fd, const void* bytes, size_t size, off_t at) {
  const char* p = static_cast<const char*>(bytes);
  while (size > 0) {
    ssize_t n = pwrite(fd, p, size, at);
    if (n <= 0) return false;
    p += n;
    at += n;
    size -= static_cast<size_t>(n);
  }
  return true;
}

// The header comes last: without it there is no answer.
bool WriteAnswer(uint64_t id, const Result<std::string>& result, int64_t max_bytes) {
  wire::Answer answer;
  answer.magic = wire::kAnswerMagic;
  answer.id = id;
  if (!result.ok()) {
    answer.status =
        static_cast<int32_t>(g_memory_refused != 0 ? ErrorCode::kMemoryLimit : result.error().code);
  } else if (static_cast<int64_t>(result->size()) > max_bytes) {
    answer.status = static_cast<int32_t>(ErrorCode::kTooLarge);
  } else {
    answer.status = wire::kOk;
    answer.length = result->size();
    if (!WriteAt(kAnswer, result->data(), result->size(), sizeof answer)) return false;
  }
  return WriteAt(kAnswer, &answer, sizeof answer, 0);
}

}  // namespace

void RunChild(const wire::Request& request, const ChildDescriptors& descriptors, const Verbs& verbs,
              const ChildLimits& limits, const SandboxSupport& support, int zygote_pid) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != zygote_pid) _exit(1);  // it died before that line
  if (!ArrangeDescriptors(descriptors)) _exit(wire::kExitNoSandbox);
  struct stat st {};
  off_t size = fstat(kFile, &st) == 0 && S_ISREG(st.st_mode) ? st.st_size : 0;
  WatchMemory();
  bool ready = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0 &&
               TakeLimits(limits, request.wall_milliseconds, size) &&
               (!verbs.sandbox || EnterSandbox(support));
  if (!ready) _exit(wire::kExitNoSandbox);
  Result<std::string> result = Perform(request, verbs, limits);
  _exit(WriteAnswer(request.id, result, limits.answer_bytes) ? 0 : 1);
}

}  // namespace riposte
