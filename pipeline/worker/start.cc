// Zygote::Start stands alone, so that a program that brings its own verbs links without the
// readers.
#include "pipeline/worker/verbs.h"
#include "pipeline/worker/worker.h"

namespace riposte {

Result<Zygote> Zygote::Start(const ChildLimits& limits) {
  return StartWith(RealVerbs(limits.read), limits);
}

}  // namespace riposte
