// The watched folder on a real file system.
#include "pipeline/intake/intake.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <mutex>
#include <thread>

#include "tests/pipeline/intake/office.h"

namespace riposte {
namespace {

using Clock = std::chrono::steady_clock;

TEST_CASE("what is dropped is stored, registered and gone from the inbox", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  office.Drop("b.pdf", Pdf("two"));
  office.Drop("a.pdf", Pdf("one"));
  Intake intake = office.intake();
  std::vector<Claimed> all = intake.Drain().value();
  CHECK(Names(all) == "a.pdf b.pdf ");
  CHECK(all.at(0).sha256 == Sha256(Pdf("one")));
  CHECK(office.Stored(Pdf("one")));
  CHECK(office.Stored(Pdf("two")));
  CHECK(office.FilesInInbox() == 0);
  CHECK(std::filesystem::is_empty(office.inbox(".claimed")));
  std::optional<DocumentRecord> d = office.reg->FindDocument(all.at(0).sha256).value();
  REQUIRE(d);
  CHECK(d->name == "a.pdf");
  CHECK(d->size == static_cast<int64_t>(Pdf("one").size()));
  CHECK(d->state == DocumentState::kRecu);
  CHECK(d->received_at.size() == 20);
  CHECK(intake.problems().empty());
  CHECK(ModeOf(office.home + "/inbox/.claimed") == 0700);
}

TEST_CASE("the same bytes again are a duplicate, whatever their name", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  office.Drop("a.pdf", Pdf("one"));
  office.Drop("b.pdf", Pdf("one"));
  Intake intake = office.intake();
  CHECK(Names(intake.Drain().value()) == "a.pdf b.pdf(2) ");
  DocumentRecord d = *office.reg->FindDocument(Sha256(Pdf("one"))).value();
  d.state = DocumentState::kClasse;
  REQUIRE(office.reg->UpdateDocument(d).ok());
  office.Drop("c.pdf", Pdf("one"));
  CHECK(Names(intake.Drain().value()) == "c.pdf(2) ");
  CHECK(office.FilesInInbox() == 0);
  CHECK(office.reg->Documents(std::nullopt).value().size() == 1);
  CHECK(office.reg->SightingsOf(d.sha256).value().size() == 2);
}

TEST_CASE("what an earlier run registered and did not file is handed out again", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  office.Drop("a.pdf", Pdf("one"));
  office.Drop("b.pdf", Pdf("two"));
  CHECK(Names(office.intake().Drain().value()) == "a.pdf b.pdf ");
  DocumentRecord d = *office.reg->FindDocument(Sha256(Pdf("one"))).value();
  d.state = DocumentState::kAVerifier;
  REQUIRE(office.reg->UpdateDocument(d).ok());
  CHECK(Names(office.intake().Drain().value()) == "b.pdf ");
}

TEST_CASE("litter stays, subfolders are read, odd names survive", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  office.Drop(".DS_Store", "x");
  office.Drop("lettre.pdf.part", "x");
  std::filesystem::create_directories(office.inbox("@eaDir"));
  office.Drop("@eaDir/lettre.pdf", Pdf("thumbnail"));
  std::filesystem::create_directories(office.inbox("secretariat/18 juin"));
  office.Drop("secretariat/18 juin/Reçu l'été.pdf", Pdf("deep"));
  std::string latin1 = "caf\xe9.pdf";
  office.Drop(latin1, Pdf("latin1"));
  std::string longest = std::string(251, 'n') + ".pdf";
  office.Drop(longest, Pdf("long"));
  office.Drop("-rf.pdf", Pdf("option"));
  CHECK(Names(office.intake().Drain().value()) ==
        "-rf.pdf caf\xEF\xBF\xBD.pdf " + longest + " Reçu l'été.pdf ");
  CHECK(office.FilesInInbox() == 3);
  CHECK(std::filesystem::exists(office.inbox("secretariat/18 juin")));
}

TEST_CASE("links, fifos and forbidden files are refused with a note, once", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  WriteTo(scratch / "secret", "secret");
  REQUIRE(symlink((scratch / "secret").c_str(), office.inbox("lien.pdf").c_str()) == 0);
  REQUIRE(symlink("/", office.inbox("racine").c_str()) == 0);
  REQUIRE(mkfifo(office.inbox("tube.pdf").c_str(), 0600) == 0);
  office.Drop("good.pdf", Pdf("good"));
  for (int run = 0; run < 2; ++run) {
    Result<std::vector<Claimed>> all = office.intake().Drain();
    REQUIRE(all.ok());
    CHECK(Names(*all) == "good.pdf ");
    for (const char* name : {"lien.pdf", "racine", "tube.pdf"}) {
      INFO(name);
      CHECK(std::filesystem::symlink_status(office.inbox(name)).type() !=
            std::filesystem::file_type::not_found);
      std::string note = ReadFrom(office.home + "/a-verifier/" + name + ".txt");
      CHECK(note.find("POURQUOI") != std::string::npos);
      CHECK_FALSE(std::filesystem::exists(office.home + "/a-verifier/" + name + " (2).txt"));
    }
  }
  if (getuid() != 0) {
    office.Drop("ferme.pdf", Pdf("closed"));
    chmod(office.inbox("ferme.pdf").c_str(), 0);
    CHECK(office.intake().Drain().ok());
    CHECK(ReadFrom(office.home + "/a-verifier/ferme.pdf.txt").find("droit") != std::string::npos);
    chmod(office.inbox("ferme.pdf").c_str(), 0600);
    CHECK(Names(office.intake().Drain().value()).find("ferme.pdf") != std::string::npos);
  }
}

TEST_CASE("an unfinished or empty file is taken in the end, never before its time", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  office.Drop("cut.pdf", "%PDF-1.4\nhalf a letter");
  office.Drop("empty.pdf", "");
  office.Drop("good.pdf", Pdf("good"));
  auto before = Clock::now();
  CHECK(Names(office.intake().Drain().value()) == "good.pdf cut.pdf empty.pdf ");
  CHECK(Clock::now() - before >= std::chrono::milliseconds(1000));
}

TEST_CASE("a file that grows, closed and opened again, is taken whole", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  std::string whole = "II*";
  whole += std::string("\0\x08\0\0\0", 5);
  office.Drop("canon.tif", whole);
  std::thread scanner([&] {
    for (int page = 0; page < 6; ++page) {
      usleep(80'000);
      std::ofstream(office.inbox("canon.tif"), std::ios::binary | std::ios::app) << "page";
    }
  });
  SettleOptions patient = Short();
  patient.weak_still_milliseconds = 1000;
  std::vector<Claimed> all = office.intake(patient).Drain().value();
  scanner.join();
  REQUIRE(Names(all) == "canon.tif ");
  for (int page = 0; page < 6; ++page) whole += "page";
  CHECK(all.at(0).sha256 == Sha256(whole));
}

TEST_CASE("a file that somebody has open for writing waits for them", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  int fd = open(office.inbox("open.pdf").c_str(), O_WRONLY | O_CREAT, 0600);
  std::string first = Pdf("first part");
  REQUIRE(write(fd, first.data(), first.size()) == static_cast<ssize_t>(first.size()));
  Result<std::vector<Claimed>> none = office.intake().Drain();
  REQUIRE(none.ok());
  CHECK(none->empty());
  CHECK(std::filesystem::exists(office.inbox("open.pdf")));
  REQUIRE(write(fd, first.data(), first.size()) == static_cast<ssize_t>(first.size()));
  close(fd);
  std::vector<Claimed> all = office.intake().Drain().value();
  REQUIRE(all.size() == 1);
  CHECK(all.at(0).sha256 == Sha256(first + first));
}

TEST_CASE("a file that vanishes while it settles is nobody's loss", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  office.Drop("gone.pdf", Pdf("gone"));
  office.Drop("stays.pdf", Pdf("stays"));
  std::thread user([&] {
    usleep(30'000);
    unlink(office.inbox("gone.pdf").c_str());
  });
  SettleOptions patient = Short();
  patient.still_milliseconds = 500;
  Intake intake = office.intake(patient);
  CHECK(Names(intake.Drain().value()) == "stays.pdf ");
  user.join();
  CHECK(intake.problems().empty());
}

TEST_CASE("a store that cannot take keeps the file waiting, and the rest goes on", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  REQUIRE(office.store.Prepare().ok());
  // In the way of the folder of exactly one hash.
  std::string blocked = Pdf("one");
  WriteTo(office.home + "/store/" + Sha256(blocked).substr(0, 2), "a file");
  office.Drop("a.pdf", blocked);
  office.Drop("b.pdf", Pdf("two"));
  REQUIRE(Sha256(blocked).substr(0, 2) != Sha256(Pdf("two")).substr(0, 2));
  Intake intake = office.intake();
  CHECK(Names(intake.Drain().value()) == "b.pdf ");
  REQUIRE(intake.problems().size() == 1);
  CHECK(intake.problems().at(0).code == ErrorCode::kStorage);
  CHECK(office.FilesInInbox() == 1);
  std::filesystem::remove(office.home + "/store/" + Sha256(blocked).substr(0, 2));
  CHECK(Names(intake.Drain().value()) == "b.pdf a.pdf ");
  CHECK(intake.problems().empty());
  CHECK(office.Stored(blocked));
}

TEST_CASE("an inbox that cannot be listed is kStorage", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  std::filesystem::remove_all(office.home + "/inbox");
  WriteTo(office.home + "/inbox", "a file");
  CHECK(office.intake().Drain().error().code == ErrorCode::kStorage);
}

TEST_CASE("process FILE leaves its source, and follows a link that a person names", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  WriteTo(scratch / "lettre.pdf", Pdf("one"));
  REQUIRE(symlink("lettre.pdf", (scratch / "lien.pdf").c_str()) == 0);
  Intake intake = office.intake();
  Result<Claimed> first = intake.Take(scratch / "lettre.pdf");
  REQUIRE(first.ok());
  CHECK(first->name == "lettre.pdf");
  CHECK_FALSE(first->duplicate);
  Result<Claimed> second = intake.Take(scratch / "lien.pdf");
  REQUIRE(second.ok());
  CHECK(second->duplicate);
  CHECK(ReadFrom(scratch / "lettre.pdf") == Pdf("one"));
  CHECK(intake.Take(scratch / "none.pdf").error().code == ErrorCode::kStorage);
  CHECK(intake.Take(scratch.path()).error().code == ErrorCode::kUnsupported);
}

TEST_CASE("Watch hands out what comes while it runs, soon, and stops", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  office.Drop("early.pdf", Pdf("early"));
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::string seen;
  SettleOptions options = Short();
  options.rescan_seconds = 3600;  // so that it is inotify that wakes up
  Status ended;
  std::thread watching([&] {
    auto reg = OpenSqliteRegister(office.home + "/register.db");
    Intake intake(office.home, office.store, **reg, options);
    ended = intake.Watch(
        [&](const Claimed& c) {
          std::lock_guard lock(mutex);
          seen += c.name + (c.duplicate ? "(2) " : " ");
        },
        stop);
  });
  auto wait_for = [&](const std::string& all) {
    for (int i = 0; i < 500; ++i) {
      {
        std::lock_guard lock(mutex);
        if (seen == all) return true;
      }
      usleep(10'000);
    }
    return false;
  };
  CHECK(wait_for("early.pdf "));
  office.Drop("late.pdf", Pdf("late"));
  CHECK(wait_for("early.pdf late.pdf "));
  WriteTo(scratch / "moved.pdf", Pdf("early"));
  std::filesystem::rename(scratch / "moved.pdf", office.inbox("moved.pdf"));
  CHECK(wait_for("early.pdf late.pdf moved.pdf(2) "));
  std::filesystem::create_directories(office.inbox("sub"));
  usleep(300'000);
  office.Drop("sub/deep.pdf", Pdf("deep"));
  CHECK(wait_for("early.pdf late.pdf moved.pdf(2) deep.pdf "));
  auto before = Clock::now();
  stop = true;
  watching.join();
  CHECK(Clock::now() - before < std::chrono::seconds(2));
  CHECK(ended.ok());
  CHECK(office.FilesInInbox() == 0);
}

TEST_CASE("one riposte a HOME", "[intake]") {
  Scratch scratch;
  {
    Result<HomeLock> first = HomeLock::Take(scratch / "home");
    REQUIRE(first.ok());
    Result<HomeLock> second = HomeLock::Take(scratch / "home");
    REQUIRE_FALSE(second.ok());
    CHECK(second.error().code == ErrorCode::kLocked);
    HomeLock moved = std::move(*first);
    CHECK_FALSE(HomeLock::Take(scratch / "home").ok());
  }
  CHECK(HomeLock::Take(scratch / "home").ok());
  CHECK(ModeOf(scratch / "home") == 0700);
  CHECK(ModeOf(scratch / "home/.lock") == 0600);
  CHECK(HomeLock::Take(scratch / "no/such").error().code == ErrorCode::kStorage);
}

}  // namespace
}  // namespace riposte
