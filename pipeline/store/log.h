// The log of riposte: lines on stderr, in English, without a name or a figure of a case.
//
//   Log().warn("no Landlock in this kernel: children can read files");
//
// One logger for the whole program, made on first use; thread-safe.
#pragma once

#include <spdlog/spdlog.h>

namespace riposte {

spdlog::logger& Log();

}  // namespace riposte
