// The store: whole files under their hash, or nothing.
#include "pipeline/store/store.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "pipeline/store/files.h"
#include "tests/pipeline/store/scratch.h"

namespace riposte {
namespace {

// FIPS 180-2, appendix B, and the empty message.
TEST_CASE("SHA-256 of known messages", "[store]") {
  CHECK(Sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(Sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("a file is stored under its hash, once, and its source stays", "[store]") {
  Scratch home;
  std::string bytes(3'000'000, 'x');
  bytes += "end";
  WriteTo(home / "scan.pdf", bytes);
  Store store(home.path());
  Result<Stored> first = store.Add(home / "scan.pdf");
  REQUIRE(first.ok());
  CHECK(first->sha256 == Sha256(bytes));
  CHECK(first->size == static_cast<int64_t>(bytes.size()));
  CHECK_FALSE(first->existed);
  CHECK(ReadFrom(store.PathOf(first->sha256)) == bytes);
  CHECK(ReadFrom(home / "scan.pdf") == bytes);
  CHECK(ModeOf(store.PathOf(first->sha256)) == 0400);
  CHECK(ModeOf(home / "store") == 0700);
  CHECK(Sha256OfFile(store.PathOf(first->sha256)).value() == first->sha256);

  WriteTo(home / "again.pdf", bytes);
  Result<Stored> second = store.Add(home / "again.pdf");
  REQUIRE(second.ok());
  CHECK(second->existed);
  CHECK(second->sha256 == first->sha256);

  Result<int> fd = store.Open(first->sha256);
  REQUIRE(fd.ok());
  CHECK((fcntl(*fd, F_GETFL) & O_ACCMODE) == O_RDONLY);
  close(*fd);
  CHECK(store.Open(std::string(64, '0')).error().code == ErrorCode::kStorage);
  CHECK(store.Open("../../etc/passwd").error().code == ErrorCode::kDefect);
  CHECK(std::filesystem::is_empty(home / "store/tmp"));
}

TEST_CASE("a rotten original is replaced by the good copy", "[store]") {
  Scratch home;
  WriteTo(home / "a", "the letter");
  Store store(home.path());
  std::string sha = store.Add(home / "a")->sha256;
  chmod(store.PathOf(sha).c_str(), 0600);
  WriteTo(store.PathOf(sha), "the lettex");
  Result<Stored> again = store.Add(home / "a");
  REQUIRE(again.ok());
  CHECK_FALSE(again->existed);
  CHECK(ReadFrom(store.PathOf(sha)) == "the letter");
}

TEST_CASE("links, fifos, folders and devices are refused without waiting", "[store]") {
  Scratch home;
  WriteTo(home / "a", "x");
  Store store(home.path());
  REQUIRE(symlink("a", (home / "link").c_str()) == 0);
  REQUIRE(mkfifo((home / "fifo").c_str(), 0600) == 0);
  std::filesystem::create_directory(home / "folder");
  for (const char* name : {"link", "fifo", "folder"}) {
    INFO(name);
    CHECK(store.Add(home / name).error().code == ErrorCode::kUnsupported);
  }
  CHECK(store.Add("/dev/null").error().code == ErrorCode::kUnsupported);
  CHECK(store.Add(home / "gone").error().code == ErrorCode::kStorage);
}

TEST_CASE("a full disk is kStorage and leaves no half file", "[store]") {
  Scratch home;
  WriteTo(home / "big", std::string(200'000, 'b'));
  Store store(home.path());
  REQUIRE(store.Prepare().ok());
  // RLIMIT_FSIZE stands in for the full disk; in a child, since it cannot be raised again.
  pid_t pid = fork();
  if (pid == 0) {
    signal(SIGXFSZ, SIG_IGN);
    rlimit limit{100'000, 100'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    Result<Stored> r = store.Add(home / "big");
    bool right = !r.ok() && r.error().code == ErrorCode::kStorage;
    Status w = WriteFileDurably(home / "out", std::string(200'000, 'c'));
    right = right && !w.ok() && w.error().code == ErrorCode::kStorage;
    _exit(right ? 0 : 1);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  CHECK(status == 0);
  CHECK(std::filesystem::is_empty(home / "store/tmp"));
  CHECK_FALSE(std::filesystem::exists(home / "out"));
  CHECK(store.Add(home / "big").ok());
}

TEST_CASE("the sweep takes only old temporary files", "[store]") {
  Scratch home;
  Store store(home.path());
  REQUIRE(store.Prepare().ok());
  WriteTo(home / "store/tmp/old.tmp", "x");
  WriteTo(home / "store/tmp/new.tmp", "x");
  timespec times[2] = {{time(nullptr) - 3 * 86400, 0}, {time(nullptr) - 3 * 86400, 0}};
  REQUIRE(utimensat(AT_FDCWD, (home / "store/tmp/old.tmp").c_str(), times, 0) == 0);
  REQUIRE(store.Prepare().ok());
  CHECK_FALSE(std::filesystem::exists(home / "store/tmp/old.tmp"));
  CHECK(std::filesystem::exists(home / "store/tmp/new.tmp"));
}

TEST_CASE("whole files are written 0600 whatever the umask, and read back with a bound",
          "[store]") {
  Scratch home;
  mode_t old = umask(0);
  REQUIRE(WriteFileDurably(home / "f", "one").ok());
  REQUIRE(WriteFileDurably(home / "f", "two").ok());
  umask(old);
  CHECK(ModeOf(home / "f") == 0600);
  CHECK(ReadWholeFile(home / "f").value() == "two");
  CHECK(ReadWholeFile(home / "f", 2).error().code == ErrorCode::kTooLarge);
  CHECK(ReadWholeFile(home / "none").error().code == ErrorCode::kStorage);
  CHECK(ReadWholeFile(home.path()).error().code == ErrorCode::kStorage);
  REQUIRE(mkfifo((home / "fifo").c_str(), 0600) == 0);
  CHECK(ReadWholeFile(home / "fifo").error().code == ErrorCode::kStorage);
  CHECK(WriteFileDurably(home / "no/such/folder", "x").error().code == ErrorCode::kStorage);
}

TEST_CASE("file names that are safe", "[store]") {
  struct Case {
    std::string name, safe;
  };
  for (const Case& c : std::vector<Case>{
           {"Lettre du 18 juin.pdf", "Lettre du 18 juin.pdf"},
           {"Réponse été.pdf", "Réponse été.pdf"},
           {"../../etc/passwd", "_.._etc_passwd"},
           {"..", "document"},
           {"", "document"},
           {".hidden", "hidden"},
           {"a\nb\x01.pdf", "a_b_.pdf"},
           {"what?*.pdf", "what__.pdf"},
           {"caf\xe9.pdf", "caf\xEF\xBF\xBD.pdf"},
           {"ends in dots...", "ends in dots"},
       }) {
    INFO(c.name);
    CHECK(SafeFileName(c.name) == c.safe);
  }
  std::string is_long = SafeFileName(std::string(150, 'a') + "éééééééééééééééééééé" + ".pdf", 180);
  CHECK(is_long.size() <= 180);
  CHECK(is_long.ends_with("é.pdf"));
  CHECK(ValidUtf8(is_long) == is_long);
  CHECK(ValidUtf8("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(ValidUtf8("\xF0\x9F\x93\x84") == "\xF0\x9F\x93\x84");
}

}  // namespace
}  // namespace riposte
