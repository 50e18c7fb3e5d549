// The command line of contract/cli.md. Everything for people goes to stderr, products to stdout.
//
//   return riposte::RunCli(argc, argv, zygote);
//
// `zygote` was started before anything else (see worker/worker.h). Returns the exit code; throws
// nothing. Texts that a union member reads are French; --help and messages about the command's use
// are English.
#pragma once

#include "pipeline/worker/worker.h"

namespace riposte {

int RunCli(int argc, char** argv, Zygote& zygote);

}  // namespace riposte
