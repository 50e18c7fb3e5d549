// ptrace stops the child at every system call; those that change files are counted.
#include "tests/pipeline/store/crash.h"

#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace riposte {
namespace {

bool ChangesDisk(const __ptrace_syscall_info& info) {
  switch (info.entry.nr) {
    case SYS_write:
    case SYS_pwrite64:
    case SYS_fsync:
    case SYS_fdatasync:
    case SYS_ftruncate:
    case SYS_rename:
    case SYS_renameat:
    case SYS_renameat2:
    case SYS_unlink:
    case SYS_unlinkat:
    case SYS_link:
    case SYS_mkdir:
    case SYS_mkdirat:
    case SYS_rmdir:
    case SYS_chmod:
    case SYS_fchmod:
    case SYS_close:  // not a change, but a point between two
      return true;
    case SYS_open:
      return (info.entry.args[1] & O_CREAT) != 0;
    case SYS_openat:
      return (info.entry.args[2] & O_CREAT) != 0;
    default:
      return false;
  }
}

enum class Outcome { kCameThrough, kKilled, kNotTraced };

Outcome RunUntil(int point, const std::function<void()>& work) {
  pid_t pid = fork();
  if (pid == 0) {
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(99);
    raise(SIGSTOP);
    work();
    _exit(0);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  if (!WIFSTOPPED(status)) return Outcome::kNotTraced;
  ptrace(PTRACE_SETOPTIONS, pid, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  int seen = 0;
  while (true) {
    ptrace(PTRACE_SYSCALL, pid, nullptr, nullptr);
    waitpid(pid, &status, 0);
    if (WIFEXITED(status)) {
      return WEXITSTATUS(status) == 99 ? Outcome::kNotTraced : Outcome::kCameThrough;
    }
    if (WIFSIGNALED(status)) return Outcome::kKilled;
    if (!WIFSTOPPED(status) || WSTOPSIG(status) != (SIGTRAP | 0x80)) continue;
    __ptrace_syscall_info info{};
    ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info);
    if (info.op != PTRACE_SYSCALL_INFO_ENTRY || !ChangesDisk(info)) continue;
    if (seen++ == point) {
      kill(pid, SIGKILL);
      waitpid(pid, &status, 0);
      return Outcome::kKilled;
    }
  }
}

}  // namespace

int CrashEverywhere(const std::function<void()>& prepare, const std::function<void()>& work,
                    const std::function<void(int)>& check) {
  for (int point = 0;; ++point) {
    prepare();
    Outcome outcome = RunUntil(point, work);
    if (outcome == Outcome::kNotTraced) return -1;
    check(point);
    if (outcome == Outcome::kCameThrough) return point;
  }
}

}  // namespace riposte
