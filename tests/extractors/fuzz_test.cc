// The inputs that fuzzers start from, and every one that ever broke a rule, through the same
// functions without a fuzzer. See tests/fuzz/run.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/fuzz/targets.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = RIPOSTE_SOURCE_DIR;

std::string BytesOf(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream s;
  s << in.rdbuf();
  return s.str();
}

// How many inputs there were.
int GoThrough(const fs::path& folder, std::string (*attempt)(std::string_view)) {
  if (!fs::exists(folder)) return 0;
  std::vector<fs::path> paths;
  for (const fs::directory_entry& e : fs::directory_iterator(folder)) paths.push_back(e.path());
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) {
    CAPTURE(path.filename());
    const auto start = std::chrono::steady_clock::now();
    CHECK(attempt(BytesOf(path)) == "");
    // Slack for a sanitizer on a busy machine; an input that hangs takes for ever.
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
  }
  return static_cast<int>(paths.size());
}

}  // namespace

TEST_CASE("what fuzzers found stays mended: templates", "[fuzz][template]") {
  GoThrough(kRoot / "tests/fuzz/found/template", TryTemplate);
  CHECK(GoThrough(kRoot / "templates/letters", TryTemplate) > 20);
}

TEST_CASE("what fuzzers found stays mended: values", "[fuzz][values]") {
  GoThrough(kRoot / "tests/fuzz/found/values", TryValues);
  CHECK(GoThrough(kRoot / "tests/fuzz/corpus/values", TryValues) > 0);
}

TEST_CASE("what fuzzers found stays mended: readings", "[fuzz][reading]") {
  GoThrough(kRoot / "tests/fuzz/found/reading", TryReading);
  CHECK(GoThrough(kRoot / "tests/fuzz/corpus/reading", TryReading) > 0);
}

TEST_CASE("what fuzzers found stays mended: letters", "[fuzz][facts]") {
  GoThrough(kRoot / "tests/fuzz/found/letter", TryLetter);
  CHECK(GoThrough(kRoot / "tests/fuzz/corpus/letter", TryLetter) > 0);
}

}  // namespace riposte
