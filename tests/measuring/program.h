// Runs riposte and its tools as a person does: arguments in, exit code and both outputs out. For
// tests.
//
//   const Ran r = RunRiposte({"extract", file, "--format", "json"});
//   CHECK(r.code == 0);
#pragma once

#include <string>
#include <vector>

namespace riposte {

struct Ran {
  int code = -1;  // 128 + signal for a program that a signal ended
  std::string out, err;
  std::vector<std::string> lines() const;  // of `out`
};

Ran Run(const std::string& program, const std::vector<std::string>& arguments);
Ran RunRiposte(const std::vector<std::string>& arguments);
Ran RunMakeSamples(const std::vector<std::string>& arguments);

// A private folder below the system's temporary one, removed with its content.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace riposte
