// The SQLite register: the common suite, and what is its own: the file.
#include "pipeline/store/register.h"

#include <sqlite3.h>

#include <catch2/catch.hpp>

#include "tests/pipeline/store/register_conformance.h"
#include "tests/pipeline/store/scratch.h"

namespace riposte {
namespace {

TEST_CASE("SQLite keeps what a Register promises", "[register]") {
  Scratch home;
  int n = 0;
  CheckRegister([&]() -> OpenRegister {
    std::string path = home / ("r" + std::to_string(++n) + ".db");
    return [path] { return OpenSqliteRegister(path); };
  });
}

TEST_CASE("the register's files are the owner's alone", "[register]") {
  Scratch home;
  mode_t old = umask(0);
  auto r = OpenSqliteRegister(home / "register.db");
  REQUIRE(r.ok());
  REQUIRE((*r)->AddDocument({"aa", "x", "2025-06-18T08:00:00Z"}).ok());
  umask(old);
  for (const char* name : {"register.db", "register.db-wal", "register.db-shm"}) {
    INFO(name);
    CHECK(ModeOf(home / name) == 0600);
  }
}

TEST_CASE("a register that is not ours, newer or out of reach is kStorage", "[register]") {
  Scratch home;
  WriteTo(home / "text.db", std::string(5000, 'x'));
  CHECK(OpenSqliteRegister(home / "text.db").error().code == ErrorCode::kStorage);
  CHECK(OpenSqliteRegister(home / "no/register.db").error().code == ErrorCode::kStorage);

  REQUIRE(OpenSqliteRegister(home / "newer.db").ok());
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open((home / "newer.db").c_str(), &db) == SQLITE_OK);
  REQUIRE(sqlite3_exec(db, "PRAGMA user_version = 99", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(db);
  auto newer = OpenSqliteRegister(home / "newer.db");
  REQUIRE_FALSE(newer.ok());
  CHECK(newer.error().code == ErrorCode::kStorage);
  CHECK(newer.error().message.find("newer") != std::string::npos);
}

TEST_CASE("a register of the first version keeps its dossiers", "[register]") {
  Scratch home;
  {
    auto r = OpenSqliteRegister(home / "old.db");
    REQUIRE(r.ok());
    REQUIRE((*r)->PutDossier({"2025/A", "mso", "1", "", "MARTIN", "ouvert", "", ""}).ok());
  }
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open((home / "old.db").c_str(), &db) == SQLITE_OK);
  REQUIRE(sqlite3_exec(db,
                       "ALTER TABLE dossiers DROP COLUMN next_provisional; PRAGMA user_version = 1",
                       nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(db);
  auto r = OpenSqliteRegister(home / "old.db");
  REQUIRE(r.ok());
  REQUIRE((*r)->Dossiers().value().size() == 1);
  CHECK_FALSE((*r)->Dossiers().value().front().next_provisional);
}

}  // namespace
}  // namespace riposte
