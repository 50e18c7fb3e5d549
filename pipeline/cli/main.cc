// The order of the first steps matters: OpenMP off before anything may start it (a process that
// recognised with it on and then forks has children that hang), then the zygote while there is one
// thread and nothing foreign in memory, then the rest.
#include <omp.h>

#include <cstdio>
#include <string_view>

#include "pipeline/cli/cli.h"
#include "pipeline/reply/reply.h"

int main(int argc, char** argv) {
  omp_set_max_active_levels(0);
  if (argc > 1 && std::string_view(argv[1]) == "--office-child") return riposte::OfficeChildMain();
  riposte::Result<riposte::Zygote> zygote = riposte::Zygote::Start();
  if (!zygote.ok()) {
    std::fprintf(stderr, "riposte: %s\n", zygote.error().ToString().c_str());
    return riposte::ExitCode(zygote.error().code);
  }
  return riposte::RunCli(argc, argv, *zygote);
}
