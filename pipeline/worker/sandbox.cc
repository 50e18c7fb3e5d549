// Landlock by its raw system calls, since Debian 12's headers stop at ABI 2 while kernels are at 7:
// the newer flags stand here by value and are masked to what the kernel knows. seccomp by
// libseccomp, an allow-list whose default is EPERM: a library that is told no mostly finds another
// way, and a killed child would cost a page. clone3 must say ENOSYS, or glibc cannot start a thread
// (libheif needs them); clone may only make threads.
#include "pipeline/worker/sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <initializer_list>

namespace riposte {
namespace {

// Readable in a child. Everything else, also what a child could write, is out of reach.
constexpr const char* kReadable[] = {
    "/usr/share/fonts",      "/etc/fonts",
    "/usr/share/fontconfig", "/var/cache/fontconfig",
    "/usr/share/poppler",    "/usr/share/tesseract-ocr",
    "/usr/share/dict",       "/usr/local/share/fonts",
};

struct RulesetAttribute {  // struct landlock_ruleset_attr of ABI 6
  uint64_t handled_access_fs = 0;
  uint64_t handled_access_net = 0;
  uint64_t scoped = 0;
};

constexpr uint64_t kFileRightsAbi1 = (1ull << 13) - 1;          // EXECUTE … MAKE_SYM
constexpr uint64_t kRefer = 1ull << 13;                         // ABI 2
constexpr uint64_t kTruncate = 1ull << 14;                      // ABI 3
constexpr uint64_t kIoctlDevice = 1ull << 15;                   // ABI 5
constexpr uint64_t kBindTcp = 1, kConnectTcp = 2;               // ABI 4
constexpr uint64_t kScopeAbstractSocket = 1, kScopeSignal = 2;  // ABI 6

RulesetAttribute RulesetFor(int abi, size_t* size) {
  RulesetAttribute a;
  a.handled_access_fs = kFileRightsAbi1;
  *size = sizeof(uint64_t);
  if (abi >= 2) a.handled_access_fs |= kRefer;
  if (abi >= 3) a.handled_access_fs |= kTruncate;
  if (abi >= 4) {
    a.handled_access_net = kBindTcp | kConnectTcp;
    *size = 2 * sizeof(uint64_t);
  }
  if (abi >= 5) a.handled_access_fs |= kIoctlDevice;
  if (abi >= 6) {
    a.scoped = kScopeAbstractSocket | kScopeSignal;
    *size = 3 * sizeof(uint64_t);
  }
  return a;
}

bool EnterLandlock(int abi) {
  size_t size = 0;
  RulesetAttribute attribute = RulesetFor(abi, &size);
  int ruleset = static_cast<int>(syscall(SYS_landlock_create_ruleset, &attribute, size, 0));
  if (ruleset < 0) return false;
  bool ok = true;
  for (const char* path : kReadable) {
    int folder = open(path, O_PATH | O_CLOEXEC | O_DIRECTORY);
    if (folder < 0) continue;  // not installed
    landlock_path_beneath_attr rule{};
    rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
    rule.parent_fd = folder;
    ok = ok && syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    close(folder);
  }
  ok = ok && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  close(ruleset);
  return ok;
}

// Calls that take no name, give no new right and reach no other process.
constexpr int kAllowed[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(pread64),
    SCMP_SYS(pwrite64),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(close_range),
    SCMP_SYS(fstat),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(fstatfs),
    SCMP_SYS(statfs),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getdents64),
    SCMP_SYS(getcwd),
    SCMP_SYS(fadvise64),
    SCMP_SYS(dup),
    SCMP_SYS(mmap),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(mprotect),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(futex),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(gettid),
    SCMP_SYS(getpid),
    SCMP_SYS(getppid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(times),
    SCMP_SYS(getrusage),
    SCMP_SYS(getrlimit),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getcpu),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    SCMP_SYS(getrandom),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

#if defined(__SANITIZE_ADDRESS__)
// UBSan tries an address out by writing it to a pipe.
constexpr int kForSanitizers[] = {SCMP_SYS(pipe), SCMP_SYS(pipe2)};
#else
constexpr std::initializer_list<int> kForSanitizers = {};
#endif

bool AddRules(scmp_filter_ctx filter) {
  for (int call : kAllowed) {
    if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) != 0) return false;
  }
  for (int call : kForSanitizers) {
    if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) != 0) return false;
  }
  constexpr uint64_t kWriting =
      O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY);
  auto self = static_cast<scmp_datum_t>(getpid());
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
                          SCMP_A1(SCMP_CMP_MASKED_EQ, kWriting, 0)) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                          SCMP_A2(SCMP_CMP_MASKED_EQ, kWriting, 0)) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                          SCMP_A1(SCMP_CMP_EQ, F_GETFL)) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                          SCMP_A1(SCMP_CMP_EQ, F_GETFD)) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                          SCMP_A1(SCMP_CMP_EQ, F_SETFD)) == 0 &&
         // Limits may be read, not set.
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1,
                          SCMP_A2(SCMP_CMP_EQ, 0)) == 0 &&
         // abort() and a handler that lets go of its signal; never another process.
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                          SCMP_A0(SCMP_CMP_EQ, self)) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
                          SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME)) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                          SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

bool EnterSeccomp() {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (filter == nullptr) return false;
  bool ok = AddRules(filter) && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return ok;
}

}  // namespace

SandboxSupport ProbeSandbox() {
  SandboxSupport support;
  long abi = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  support.landlock_abi = abi > 0 ? static_cast<int>(abi) : 0;
  // The kernel reads the filter at a null address only if it knows the operation.
  support.seccomp =
      prctl(PR_SET_SECCOMP, 2 /* SECCOMP_MODE_FILTER */, nullptr) != 0 && errno == EFAULT;
  return support;
}

bool EnterSandbox(const SandboxSupport& support) {
  if (support.landlock_abi > 0 && !EnterLandlock(support.landlock_abi)) return false;
  return !support.seccomp || EnterSeccomp();
}

}  // namespace riposte
