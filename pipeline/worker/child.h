// The child: limits, sandbox, one verb, one answer, end.
//
// Called in the process that the zygote just forked; never returns. Its descriptors are those of
// the request; everything else that the zygote has open is closed before a foreign byte is read.
#pragma once

#include "pipeline/worker/sandbox.h"
#include "pipeline/worker/verbs.h"
#include "pipeline/worker/wire.h"
#include "pipeline/worker/worker.h"

namespace riposte {

struct ChildDescriptors {
  int file = -1;
  int answer = -1;
  int body = -1;        // -1: none
  int last_words = -1;  // pipe for stderr, non-blocking
};

[[noreturn]] void RunChild(const wire::Request& request, const ChildDescriptors& descriptors,
                           const Verbs& verbs, const ChildLimits& limits,
                           const SandboxSupport& support, int zygote_pid);

}  // namespace riposte
