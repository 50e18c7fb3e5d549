#include "pipeline/cli/cli.h"

namespace riposte {

int RunCli(int, char**, Zygote&) { return ExitCode(ErrorCode::kUsage); }

}  // namespace riposte
