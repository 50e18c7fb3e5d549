// One fuzzer: RIPOSTE_FUZZ_TARGET of targets.h under libFuzzer. What does not hold ends it like a
// crash, so that libFuzzer keeps the input.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/targets.h"

// What is loaded once is not counted as the time of the first input.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  (void)riposte::RIPOSTE_FUZZ_TARGET("");
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string wrong =
      riposte::RIPOSTE_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  if (wrong.empty()) return 0;
  std::fprintf(stderr, "does not hold: %s\n", wrong.c_str());
  std::abort();
}
