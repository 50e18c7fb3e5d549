// The process border, with functions behind the verbs that do what hostile files make parsers do.
// Every case checks the cause that is reported, and that the next request is served as if nothing
// had been.
#include "pipeline/worker/zygote.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <set>
#include <thread>

#include "tests/pipeline/store/scratch.h"

namespace riposte {
namespace {

using Clock = std::chrono::steady_clock;
using Run = std::function<Result<std::string>(const VerbRequest&, Bytes)>;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

constexpr int kGood = 1000;  // the page that every set of verbs answers

ChildLimits SmallLimits() {
  ChildLimits limits;
  limits.memory_bytes = 64 << 20;
  limits.answer_bytes = 1 << 20;
  return limits;
}

Zygote Start(const Run& bad, bool sandbox = true, const ChildLimits& limits = SmallLimits()) {
  Verbs verbs;
  verbs.sandbox = sandbox;
  verbs.run = [bad](const VerbRequest& r, Bytes file) -> Result<std::string> {
    if (r.page != kGood) return bad(r, file);
    return std::string(file.begin(), file.end());
  };
  Result<Zygote> zygote = Zygote::StartWith(verbs, limits);
  REQUIRE(zygote.ok());
  return std::move(*zygote);
}

Fd FileWith(const std::string& bytes) {
  Fd fd(memfd_create("test", MFD_CLOEXEC));
  REQUIRE(WriteAll(fd.get(), bytes));
  return fd;
}

Result<std::string> Ask(Zygote& zygote, int page = 1, int seconds = 20,
                        const std::string& bytes = "the file") {
  Fd fd = FileWith(bytes);
  VerbRequest request;
  request.verb = Verb::kReadPage;
  request.page = page;
  return zygote.impl().Ask(fd.get(), request, seconds);
}

void CheckServes(Zygote& zygote) {
  Result<std::string> answer = Ask(zygote, kGood);
  REQUIRE(answer.ok());
  CHECK(*answer == "the file");
}

// Runs `bad` in a child and expects that cause.
void CheckCause(const Run& bad, ErrorCode cause, bool sandbox = true, int seconds = 20) {
  Zygote zygote = Start(bad, sandbox);
  Result<std::string> answer = Ask(zygote, 1, seconds);
  REQUIRE_FALSE(answer.ok());
  CHECK(Name(answer.error().code) == std::string(Name(cause)));
  CHECK_FALSE(answer.error().message.empty());
  CheckServes(zygote);
}

// Ends only with the stack; nothing the compiler could know.
volatile int g_deep = 0;
int Down(int n) {
  volatile char frame[4096];
  frame[0] = static_cast<char>(n);
  return g_deep == n + 1 ? 0 : Down(n + 1) + frame[0];
}

std::set<pid_t> ChildrenOf(pid_t pid) {
  std::string task = std::to_string(pid);
  std::ifstream in("/proc/" + task + "/task/" + task + "/children");
  std::set<pid_t> pids;
  for (pid_t p; in >> p;) pids.insert(p);
  return pids;
}

TEST_CASE("a request reaches the child as it was asked", "[worker]") {
  Verbs verbs;
  verbs.run = [](const VerbRequest& r, Bytes file) -> Result<std::string> {
    return std::to_string(static_cast<int>(r.verb)) + " " + std::to_string(r.page) + " " +
           std::to_string(r.count) + " " + std::to_string(r.box.right) + " " +
           std::to_string(r.dpi) + " " + std::to_string(file.size()) + " " + std::string(r.body);
  };
  Result<Zygote> zygote = Zygote::StartWith(verbs);
  REQUIRE(zygote.ok());
  VerbRequest r;
  r.verb = Verb::kSearchable;
  r.page = 7;
  r.count = 3;
  r.box = {1, 2, 3.5, 4};
  r.dpi = 150;
  std::string body(2'000'000, 'b');
  r.body = body;
  Fd fd = FileWith("12345");
  const std::string verb = std::to_string(static_cast<int>(Verb::kSearchable));
  CHECK(zygote->impl().Ask(fd.get(), r, 20).value() == verb + " 7 3 3.500000 150.000000 5 " + body);
}

TEST_CASE("files of every size arrive whole, from any kind of descriptor", "[worker]") {
  Zygote zygote = Start([](const VerbRequest&, Bytes) { return std::string(); });
  CHECK(Ask(zygote, kGood, 20, "").value().empty());
  std::string big(1 << 20, 'z');
  CHECK(Ask(zygote, kGood, 20, big).value() == big);

  Scratch scratch;
  WriteTo(scratch / "f", "on disk");
  VerbRequest r;
  r.page = kGood;
  Fd both(open((scratch / "f").c_str(), O_RDWR | O_CLOEXEC));
  CHECK(zygote.impl().Ask(both.get(), r, 20).value() == "on disk");
  lseek(both.get(), 5, SEEK_SET);
  CHECK(zygote.impl().Ask(both.get(), r, 20).value() == "on disk");
  CHECK(lseek(both.get(), 0, SEEK_CUR) == 5);

  int ends[2];
  REQUIRE(pipe(ends) == 0);
  Fd out(ends[0]), in(ends[1]);
  CHECK(zygote.impl().Ask(out.get(), r, 20).error().code == ErrorCode::kUnsupported);
  CHECK(zygote.impl().Ask(-1, r, 20).error().code == ErrorCode::kDefect);
}

TEST_CASE("a file over the limit is not even mapped", "[worker]") {
  ChildLimits limits = SmallLimits();
  limits.read.max_bytes = 100;
  Zygote zygote =
      Start([](const VerbRequest&, Bytes) { return std::string("read"); }, true, limits);
  CHECK(Ask(zygote, 1, 20, std::string(101, 'x')).error().code == ErrorCode::kTooLarge);
  CHECK(Ask(zygote, 1, 20, std::string(100, 'x')).value() == "read");
}

TEST_CASE("a child that crashes is kChildDied", "[worker][fault]") {
  auto crash = [](int number) {
    return [number](const VerbRequest&, Bytes) -> Result<std::string> {
      signal(number, SIG_DFL);
      raise(number);
      return std::string();
    };
  };
  for (int s : {SIGSEGV, SIGABRT, SIGILL, SIGFPE, SIGBUS}) {
    INFO(s);
    CheckCause(crash(s), ErrorCode::kChildDied);
  }
  CheckCause([](const VerbRequest&, Bytes) -> Result<std::string> { abort(); },
             ErrorCode::kChildDied);
  CheckCause([](const VerbRequest&, Bytes) -> Result<std::string> { _exit(3); },
             ErrorCode::kChildDied);
  CheckCause([](const VerbRequest&, Bytes) -> Result<std::string> { throw 1; },
             ErrorCode::kChildDied);
  CheckCause(
      [](const VerbRequest&, Bytes) -> Result<std::string> { throw std::runtime_error("x"); },
      ErrorCode::kChildDied);
  if (kSanitized) return;
  CheckCause(
      [](const VerbRequest&, Bytes) -> Result<std::string> { return std::to_string(Down(g_deep)); },
      ErrorCode::kChildDied);
}

TEST_CASE("a child that never ends is stopped at its clock", "[worker][fault]") {
  auto before = Clock::now();
  CheckCause(
      [](const VerbRequest&, Bytes) -> Result<std::string> {
        while (true) getppid();
      },
      ErrorCode::kTimeLimit, true, 1);
  CheckCause(
      [](const VerbRequest&, Bytes) -> Result<std::string> {
        while (true) sleep(100);
      },
      ErrorCode::kTimeLimit, true, 1);
  // Deaf to everything, and stopped besides.
  CheckCause(
      [](const VerbRequest&, Bytes) -> Result<std::string> {
        for (int s = 1; s < NSIG; ++s) signal(s, SIG_IGN);
        raise(SIGSTOP);
        while (true) sleep(100);
      },
      ErrorCode::kTimeLimit, false, 1);
  CHECK(Clock::now() - before < std::chrono::seconds(15));
}

TEST_CASE("processor time has a limit of its own", "[worker][fault]") {
  ChildLimits limits = SmallLimits();
  limits.cpu_seconds = 1;
  Zygote zygote = Start(
      [](const VerbRequest&, Bytes) -> Result<std::string> {
        while (true) getppid();
      },
      true, limits);
  CHECK(Ask(zygote, 1, 20).error().code == ErrorCode::kTimeLimit);
  CheckServes(zygote);
}

TEST_CASE("a child that eats memory is kMemoryLimit, whatever its library makes of it",
          "[worker][fault]") {
  if (kSanitized) return;
  SECTION("bad_alloc comes out") {
    CheckCause(
        [](const VerbRequest&, Bytes) -> Result<std::string> {
          std::string all;
          while (true) all.append(1 << 20, 'm');
        },
        ErrorCode::kMemoryLimit);
  }
  SECTION("bad_alloc is taken for a damaged file") {
    CheckCause(
        [](const VerbRequest&, Bytes) -> Result<std::string> {
          try {
            std::string all;
            while (true) all.append(1 << 20, 'm');
          } catch (const std::exception&) {
            return Error{ErrorCode::kDamaged, "does not parse", ""};
          }
        },
        ErrorCode::kMemoryLimit);
  }
  SECTION("malloc gives null and the library aborts") {
    CheckCause(
        [](const VerbRequest&, Bytes) -> Result<std::string> {
          while (void* p = malloc(1 << 20)) memset(p, 1, 1 << 20);
          abort();
        },
        ErrorCode::kMemoryLimit);
  }
  SECTION("malloc gives null and the library writes to it") {
    CheckCause(
        [](const VerbRequest&, Bytes) -> Result<std::string> {
          while (true) memset(malloc(1 << 20), 1, 1 << 20);
        },
        ErrorCode::kMemoryLimit);
  }
  SECTION("one request for far too much, said on stderr as Poppler does") {
    CheckCause(
        [](const VerbRequest&, Bytes) -> Result<std::string> {
          void* volatile p = malloc(size_t{1} << 40);
          if (p == nullptr) {
            fputs("Out of memory\n", stderr);
            abort();
          }
          return std::string();
        },
        ErrorCode::kMemoryLimit);
  }
}

TEST_CASE("what a child has within its limit it can use", "[worker]") {
  Zygote zygote = Start([](const VerbRequest&, Bytes) -> Result<std::string> {
    std::string most(40 << 20, 'm');
    return std::to_string(most.size());
  });
  CHECK(Ask(zygote).value() == std::to_string(40 << 20));
}

TEST_CASE("an answer over the limit is kTooLarge and takes no room", "[worker][fault]") {
  CheckCause(
      [](const VerbRequest&, Bytes) -> Result<std::string> { return std::string(2 << 20, 'a'); },
      ErrorCode::kTooLarge);
  Zygote zygote = Start(
      [](const VerbRequest&, Bytes) -> Result<std::string> { return std::string(1 << 20, 'a'); });
  CHECK(Ask(zygote).value().size() == 1 << 20);
}

// A child under foreign control writes what it likes to its answer (descriptor 4).
TEST_CASE("an answer that lies is kProtocol", "[worker][fault]") {
  auto lie = [](std::function<void(wire::Answer&)> change) {
    return [change](const VerbRequest&, Bytes) -> Result<std::string> {
      wire::Answer answer;
      answer.magic = wire::kAnswerMagic;
      answer.id = 1;  // that of the first request
      answer.status = wire::kOk;
      answer.length = 3;
      change(answer);
      pwrite(4, &answer, sizeof answer, 0);
      pwrite(4, "abc", 3, sizeof answer);
      _exit(0);
    };
  };
  {
    Zygote zygote = Start(lie([](wire::Answer&) {}));
    CHECK(Ask(zygote).value() == "abc");  // the lie below is the only fault
  }
  CheckCause(lie([](wire::Answer& a) { a.magic = 0; }), ErrorCode::kProtocol);
  CheckCause(lie([](wire::Answer& a) { a.id = 2; }), ErrorCode::kProtocol);
  CheckCause(lie([](wire::Answer& a) { a.length = (1 << 20) + 1; }), ErrorCode::kProtocol);
  CheckCause(lie([](wire::Answer& a) { a.length = ~0ull; }), ErrorCode::kProtocol);
  CheckCause(lie([](wire::Answer& a) { a.status = 77; }), ErrorCode::kProtocol);
  CheckCause(lie([](wire::Answer& a) { a.status = -2; }), ErrorCode::kProtocol);
  // Codes that are not a document's.
  for (auto code : {ErrorCode::kUsage, ErrorCode::kStorage, ErrorCode::kLocked,
                    ErrorCode::kTemplate, ErrorCode::kTimeLimit}) {
    CheckCause(lie([code](wire::Answer& a) { a.status = static_cast<int32_t>(code); }),
               ErrorCode::kProtocol);
  }
  CheckCause([](const VerbRequest&, Bytes) -> Result<std::string> { _exit(0); },
             ErrorCode::kProtocol);
}

TEST_CASE("a child can neither grow nor shrink its answer, nor change the file",
          "[worker][fault]") {
  Zygote zygote = Start(
      [](const VerbRequest&, Bytes) -> Result<std::string> {
        bool grown = ftruncate(4, 1 << 30) == 0, shrunk = ftruncate(4, 0) == 0;
        bool written = pwrite(3, "x", 1, 0) == 1;
        int again = open("/proc/self/fd/3", O_RDWR);
        written = written || (again >= 0 && pwrite(again, "x", 1, 0) == 1);
        return std::string(grown ? "grown " : "") + (shrunk ? "shrunk " : "") +
               (written ? "written" : "");
      },
      true);
  CHECK(Ask(zygote).value().empty());
}

TEST_CASE("only the code of an error crosses the border", "[worker]") {
  for (auto code : {ErrorCode::kEncrypted, ErrorCode::kDamaged, ErrorCode::kEmpty,
                    ErrorCode::kUnsupported, ErrorCode::kTooLarge}) {
    Zygote zygote = Start([code](const VerbRequest&, Bytes) -> Result<std::string> {
      return Error{code, "Madame MARTIN", "Claire"};
    });
    Result<std::string> answer = Ask(zygote);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == code);
    CHECK(answer.error().ToString().find("MARTIN") == std::string::npos);
    CHECK(answer.error().ToString().find("Claire") == std::string::npos);
  }
}

TEST_CASE("a fork bomb leaves no one behind", "[worker][fault]") {
  // With the filter nothing is born at all.
  {
    Zygote zygote = Start([](const VerbRequest&, Bytes) -> Result<std::string> {
      int born = 0;
      for (int i = 0; i < 100; ++i) born += fork() >= 0 ? 1 : 0;
      return std::to_string(born);
    });
    CHECK(Ask(zygote).value() == "0");
  }
  // Without it, all die: those in the group, those that left it, those whose parent is gone.
  for (bool ends : {true, false}) {
    Zygote zygote = Start(
        [ends](const VerbRequest&, Bytes) -> Result<std::string> {
          for (int i = 0; i < 20; ++i) {
            if (fork() != 0) continue;
            if (i % 2 == 0) setsid();
            if (i % 3 == 0 && fork() != 0) _exit(0);
            signal(SIGTERM, SIG_IGN);
            while (true) sleep(100);
          }
          while (!ends) sleep(100);
          return std::string("done");
        },
        false);
    Result<std::string> answer = Ask(zygote, 1, ends ? 20 : 2);
    if (ends) {
      CHECK(answer.ok());
    } else {
      CHECK(answer.error().code == ErrorCode::kTimeLimit);
    }
    CHECK(ChildrenOf(zygote.impl().pid).empty());
    CheckServes(zygote);
  }
}

TEST_CASE("a child has no file, no network, no program, no rights to raise", "[worker][sandbox]") {
  SandboxSupport support = ProbeSandbox();
  if (support.landlock_abi == 0 || !support.seccomp) {
    WARN("this kernel lacks Landlock or seccomp: not tested");
    return;
  }
  Scratch scratch;
  WriteTo(scratch / "secret", "x");
  std::string secret = scratch / "secret", fresh = scratch / "fresh";
  pid_t self = getpid();
  Zygote zygote = Start([=](const VerbRequest&, Bytes) -> Result<std::string> {
    std::string broken;
    auto check = [&](const char* name, bool denied) {
      if (!denied) broken += std::string(name) + " ";
    };
    check("open", open(secret.c_str(), O_RDONLY) < 0);
    check("passwd", open("/etc/passwd", O_RDONLY) < 0);
    check("create", open(fresh.c_str(), O_WRONLY | O_CREAT, 0600) < 0);
    check("unlink", unlink(secret.c_str()) < 0);
    check("list", opendir("/home") == nullptr);
    check("socket", socket(AF_INET, SOCK_STREAM, 0) < 0);
    check("unix socket", socket(AF_UNIX, SOCK_STREAM, 0) < 0);
    check("fork", fork() < 0);
    check("kill parent", kill(getppid(), 0) < 0);
    check("kill riposte", kill(self, 0) < 0);
    rlimit more{1 << 20, 1 << 20};
    check("limits", setrlimit(RLIMIT_NOFILE, &more) < 0);
    check("memfd", memfd_create("x", 0) < 0);
    // The fonts must stay in reach, or pages without embedded fonts come out blank.
    if (access("/usr/share/fonts", F_OK) == 0)
      check("fonts", opendir("/usr/share/fonts") == nullptr);
    char* const arguments[] = {const_cast<char*>("true"), nullptr};
    execv("/bin/true", arguments);
    std::string thread = "no thread";
    std::thread([&] { thread = ""; }).join();
    return broken + thread;
  });
  CHECK(Ask(zygote).value() == "fonts ");
  CHECK(std::filesystem::exists(secret));
  CHECK_FALSE(std::filesystem::exists(fresh));
}

TEST_CASE("a child keeps no descriptor but its own, and has its limits", "[worker][sandbox]") {
  Zygote zygote = Start(
      [](const VerbRequest&, Bytes) -> Result<std::string> {
        std::string open_ones;
        for (int fd = 0; fd < 2000; ++fd) {
          if (fcntl(fd, F_GETFD) >= 0) open_ones += std::to_string(fd) + " ";
        }
        rlimit core{}, files{};
        getrlimit(RLIMIT_CORE, &core);
        getrlimit(RLIMIT_NOFILE, &files);
        return open_ones + "core " + std::to_string(core.rlim_max) + " files " +
               std::to_string(files.rlim_max);
      },
      true);
  CHECK(Ask(zygote).value() == "0 1 2 3 4 core 0 files 64");
}

TEST_CASE("what a child says on stderr goes nowhere and blocks nobody", "[worker]") {
  if (kSanitized) return;
  Zygote zygote = Start([](const VerbRequest&, Bytes) -> Result<std::string> {
    std::string line(1000, 'e');
    for (int i = 0; i < 1000; ++i) fprintf(stderr, "%s\n", line.c_str());
    printf("on stdout\n");
    fflush(stdout);
    return std::string("done");
  });
  CHECK(Ask(zygote).value() == "done");
}

TEST_CASE("many threads ask at once and each gets its own answer", "[worker]") {
  Zygote zygote = Start([](const VerbRequest& r, Bytes) -> Result<std::string> {
    if (r.page % 7 == 0) abort();
    return std::to_string(r.page);
  });
  std::vector<int> wrong(8);
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 15; ++i) {
        int page = t * 15 + i;
        Fd fd(memfd_create("test", MFD_CLOEXEC));
        VerbRequest r;
        r.page = page;
        Result<std::string> answer = zygote.impl().Ask(fd.get(), r, 20);
        bool right = page % 7 == 0 ? !answer.ok() && answer.error().code == ErrorCode::kChildDied
                                   : answer.ok() && *answer == std::to_string(page);
        if (!right) ++wrong.at(static_cast<size_t>(t));
      }
    });
  }
  for (std::thread& t : threads) t.join();
  for (int w : wrong) CHECK(w == 0);
}

TEST_CASE("the death of the zygote is found out, and takes the children along", "[worker][fault]") {
  Zygote zygote = Start([](const VerbRequest&, Bytes) -> Result<std::string> {
    while (true) sleep(100);
  });
  Result<std::string> during = std::string();
  std::thread asking([&] { during = Ask(zygote); });
  std::set<pid_t> children;
  for (int i = 0; i < 500 && children.empty(); ++i) {
    usleep(10'000);
    children = ChildrenOf(zygote.impl().pid);
  }
  REQUIRE(children.size() == 1);
  usleep(50'000);
  kill(zygote.impl().pid, SIGKILL);
  asking.join();
  CHECK(during.error().code == ErrorCode::kDefect);
  CHECK(during.error().hint == "start riposte again");
  Result<std::string> after = Ask(zygote, kGood);
  REQUIRE_FALSE(after.ok());
  CHECK(after.error().code == ErrorCode::kDefect);
  bool gone = false;
  for (int i = 0; i < 500 && !gone; ++i) {
    usleep(10'000);
    gone = !std::filesystem::exists("/proc/" + std::to_string(*children.begin()));
  }
  CHECK(gone);
}

TEST_CASE("the zygote ends with its owner, killed or not", "[worker][fault]") {
  pid_t pid = -1;
  {
    Zygote zygote = Start([](const VerbRequest&, Bytes) { return std::string(); });
    CheckServes(zygote);
    pid = zygote.impl().pid;
    CHECK(std::filesystem::exists("/proc/" + std::to_string(pid)));
  }
  CHECK_FALSE(std::filesystem::exists("/proc/" + std::to_string(pid)));

  // A riposte that is killed in the middle of a request.
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  pid_t owner = fork();
  if (owner == 0) {
    Zygote zygote = Start([](const VerbRequest&, Bytes) -> Result<std::string> {
      while (true) sleep(100);
    });
    pid_t its = zygote.impl().pid;
    (void)!write(ends[1], &its, sizeof its);
    (void)Ask(zygote);
    _exit(0);
  }
  REQUIRE(read(ends[0], &pid, sizeof pid) == sizeof pid);
  close(ends[0]);
  close(ends[1]);
  std::set<pid_t> children;
  for (int i = 0; i < 500 && children.empty(); ++i) {
    usleep(10'000);
    children = ChildrenOf(pid);
  }
  REQUIRE(children.size() == 1);
  kill(owner, SIGKILL);
  waitpid(owner, nullptr, 0);
  auto alive = [](pid_t p) {
    std::ifstream in("/proc/" + std::to_string(p) + "/stat");
    std::string number, name, state;
    return in >> number >> name >> state && state != "Z";
  };
  for (int i = 0; i < 500 && (alive(pid) || alive(*children.begin())); ++i) usleep(10'000);
  CHECK_FALSE(alive(pid));
  CHECK_FALSE(alive(*children.begin()));
}

TEST_CASE("models that are not there are the zygote's own word", "[worker]") {
  Verbs verbs;
  verbs.warm = []() -> Status {
    return Error{ErrorCode::kDefect, "no French model", "apt install tesseract-ocr-fra"};
  };
  verbs.run = [](const VerbRequest& r, Bytes) -> Result<std::string> {
    if (r.page == 1) return Error{ErrorCode::kDefect, "cannot read", ""};
    return std::string("a text layer needs no model");
  };
  Result<Zygote> zygote = Zygote::StartWith(verbs);
  REQUIRE(zygote.ok());
  Result<std::string> answer = Ask(*zygote);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == ErrorCode::kDefect);
  CHECK(answer.error().hint == "apt install tesseract-ocr-fra");
  CHECK(Ask(*zygote, 2).ok());
}

TEST_CASE("a child costs milliseconds", "[worker][.bench]") {
  Zygote zygote = Start([](const VerbRequest&, Bytes) { return std::string("x"); });
  CheckServes(zygote);
  auto before = Clock::now();
  constexpr int kCalls = 200;
  for (int i = 0; i < kCalls; ++i) REQUIRE(Ask(zygote).ok());
  std::chrono::duration<double, std::milli> took = Clock::now() - before;
  WARN(took.count() / kCalls << " ms a child");
}

}  // namespace
}  // namespace riposte
