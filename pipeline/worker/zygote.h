// Inside of the worker room: the zygote's loop, and asking it from riposte's side.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <mutex>
#include <string>

#include "pipeline/worker/sandbox.h"
#include "pipeline/worker/verbs.h"
#include "pipeline/worker/wire.h"
#include "pipeline/worker/worker.h"

namespace riposte {

// What a child said is not what was agreed.
inline Error Protocol(const char* what) {
  return {ErrorCode::kProtocol, std::string("a worker's answer does not check out: ") + what, ""};
}

inline Error OnPage(Error error, int page) {
  error.page = page;
  return error;
}

// The zygote's life, in its own process.
[[noreturn]] void ServeAsZygote(Fd control, const Verbs& verbs, const ChildLimits& limits);

struct Zygote::Impl {
  ChildLimits limits;
  pid_t pid = -1;
  Fd control;
  std::mutex sending;  // one message at a time on the control socket
  std::atomic<uint64_t> next_id{1};

  ~Impl();
  // What a child answers, unchecked but for its frame: a stranger's bytes. Blocks until the child
  // and its group are dead. Thread-safe.
  Result<std::string> Ask(int fd, const VerbRequest& request, int wall_seconds);
  void Warm();
};

}  // namespace riposte
