// spdlog's own default logger writes to stdout, which belongs to products; so this one is made.
#include "pipeline/store/log.h"

#include <spdlog/sinks/stdout_sinks.h>

namespace riposte {

spdlog::logger& Log() {
  static spdlog::logger logger("riposte", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  return logger;
}

}  // namespace riposte
