#include "tests/measuring/program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace riposte {

namespace {

std::string Read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream s;
  s << in.rdbuf();
  return s.str();
}

}  // namespace

std::vector<std::string> Ran::lines() const {
  std::vector<std::string> all;
  std::stringstream s(out);
  for (std::string line; std::getline(s, line);) all.push_back(line);
  return all;
}

ScratchFolder::ScratchFolder() {
  std::string name = std::filesystem::temp_directory_path() / "riposte-test-XXXXXX";
  if (mkdtemp(name.data())) path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ec;
  if (!path_.empty()) std::filesystem::remove_all(path_, ec);
}

Ran Run(const std::string& program, const std::vector<std::string>& arguments) {
  const ScratchFolder scratch;
  const std::string out = scratch / "out", err = scratch / "err";
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    const int o = open(out.c_str(), O_WRONLY | O_CREAT, 0600);
    const int e = open(err.c_str(), O_WRONLY | O_CREAT, 0600);
    dup2(open("/dev/null", O_RDONLY), 0);
    dup2(o, 1);
    dup2(e, 2);
    execv(program.c_str(), argv.data());
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  Ran ran;
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ran.out = Read(out);
  ran.err = Read(err);
  return ran;
}

Ran RunRiposte(const std::vector<std::string>& arguments) {
  return Run(RIPOSTE_PROGRAM, arguments);
}

Ran RunMakeSamples(const std::vector<std::string>& arguments) {
  std::vector<std::string> all{"--samples", RIPOSTE_SOURCE_DIR "/samples"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return Run(RIPOSTE_MAKE_SAMPLES, all);
}

}  // namespace riposte
