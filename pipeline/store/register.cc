// The Register in SQLite: WAL, synchronous=FULL, one prepared statement a call, found again by its
// text. Writing calls are single statements or start with BEGIN IMMEDIATE, so that two processes
// wait for each other (busy_timeout) and never meet in the middle.
#include "pipeline/store/register.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <initializer_list>
#include <map>
#include <variant>

#include "pipeline/store/files.h"

namespace riposte {
namespace {

constexpr int kSchemaVersion = 2;

const char kSchema[] = R"sql(
CREATE TABLE documents (
  sha256 TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL, received_at TEXT NOT NULL, size INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('recu', 'lu', 'classe', 'a_verifier')),
  attempts INTEGER NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, urgent INTEGER NOT NULL
) STRICT;
CREATE INDEX documents_state ON documents (state);
CREATE TABLE sightings (
  sha256 TEXT NOT NULL REFERENCES documents (sha256),
  name TEXT NOT NULL, received_at TEXT NOT NULL,
  UNIQUE (sha256, name, received_at)
) STRICT;
CREATE TABLE letters (
  sha256 TEXT NOT NULL REFERENCES documents (sha256), item INTEGER NOT NULL,
  type TEXT NOT NULL, dossier TEXT NOT NULL, numero_lrar TEXT NOT NULL,
  PRIMARY KEY (sha256, item)
) STRICT;
CREATE INDEX letters_lrar ON letters (numero_lrar) WHERE numero_lrar <> '';
CREATE TABLE dossiers (
  id TEXT PRIMARY KEY NOT NULL,
  procedure TEXT NOT NULL, rpps TEXT NOT NULL, am TEXT NOT NULL, nom TEXT NOT NULL,
  etat TEXT NOT NULL, next_due TEXT NOT NULL, next_rule TEXT NOT NULL,
  next_provisional INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX dossiers_rpps ON dossiers (rpps, procedure) WHERE rpps <> '';
CREATE INDEX dossiers_am ON dossiers (am, procedure) WHERE am <> '';
)sql";

using Parameter = std::variant<int64_t, std::string>;

// One run of a statement; the statement is reset, and forgets its parameters, at the end.
class Run {
 public:
  Run(sqlite3_stmt* statement, std::initializer_list<Parameter> parameters)
      : statement_(statement) {
    int index = 1;
    for (const Parameter& p : parameters) {
      int rc =
          std::holds_alternative<int64_t>(p)
              ? sqlite3_bind_int64(statement_, index, std::get<int64_t>(p))
              : sqlite3_bind_text64(statement_, index, std::get<std::string>(p).data(),
                                    std::get<std::string>(p).size(), SQLITE_TRANSIENT, SQLITE_UTF8);
      if (rc != SQLITE_OK) rc_ = rc;
      ++index;
    }
  }
  ~Run() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  // True while there is a row; false at the end and on failure (see ok).
  bool Step() {
    if (rc_ != SQLITE_OK && rc_ != SQLITE_ROW) return false;
    rc_ = sqlite3_step(statement_);
    return rc_ == SQLITE_ROW;
  }
  bool ok() const { return rc_ == SQLITE_OK || rc_ == SQLITE_ROW || rc_ == SQLITE_DONE; }
  std::string Text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    int size = sqlite3_column_bytes(statement_, column);
    return text == nullptr ? "" : std::string(text, static_cast<size_t>(size));
  }
  int64_t Int(int column) const { return sqlite3_column_int64(statement_, column); }

 private:
  sqlite3_stmt* statement_;
  int rc_ = SQLITE_OK;
};

DocumentState StateOf(std::string_view name) {
  for (auto s : {DocumentState::kLu, DocumentState::kClasse, DocumentState::kAVerifier}) {
    if (name == Name(s)) return s;
  }
  return DocumentState::kRecu;
}

constexpr char kDocumentColumns[] =
    "sha256, name, received_at, size, state, attempts, reason, detail, urgent";

DocumentRecord DocumentOf(const Run& row) {
  return {row.Text(0), row.Text(1),          row.Text(2),
          row.Int(3),  StateOf(row.Text(4)), static_cast<int>(row.Int(5)),
          row.Text(6), row.Text(7),          row.Int(8) != 0};
}

LetterRecord LetterOf(const Run& row) {
  return {row.Text(0), static_cast<int>(row.Int(1)), row.Text(2), row.Text(3), row.Text(4)};
}

DossierRecord DossierOf(const Run& row) {
  return {row.Text(0), row.Text(1), row.Text(2), row.Text(3),    row.Text(4),
          row.Text(5), row.Text(6), row.Text(7), row.Int(8) != 0};
}

class SqliteRegister : public Register {
 public:
  explicit SqliteRegister(std::string path) : path_(std::move(path)) {}
  ~SqliteRegister() override {
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(db_);
  }

  Status Open() {
    if (auto s = OwnFile(); !s.ok()) return s;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(path_.c_str(), &db_, flags, nullptr) != SQLITE_OK) return Failure();
    sqlite3_busy_timeout(db_, 20'000);
    if (auto s = EnterWal(); !s.ok()) return s;
    for (const char* sql :
         {"PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", "PRAGMA trusted_schema = OFF"}) {
      if (auto s = Execute(sql); !s.ok()) return s;
    }
    return Migrate();
  }

  // A regular file of ours, 0600; SQLite gives its -wal and -shm files the same mode. A file that
  // is there is not opened: closing it would drop the POSIX locks that another connection of this
  // process holds.
  Status OwnFile() {
    Fd made(open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (made) return {};
    if (errno != EEXIST) return StorageError("cannot open the register", path_);
    struct stat st {};
    if (lstat(path_.c_str(), &st) != 0) return StorageError("cannot look at the register", path_);
    if (!S_ISREG(st.st_mode)) return Error{ErrorCode::kStorage, "not a regular file", "", path_};
    if ((st.st_mode & 07777) != 0600 && chmod(path_.c_str(), 0600) != 0)
      return StorageError("cannot set the rights of", path_);
    return {};
  }

  // The change to WAL is the one statement for which SQLite does not ask the busy handler.
  Status EnterWal() {
    constexpr int kTries = 2000;
    for (int i = 0;; ++i) {
      const int rc = sqlite3_exec(db_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
      if (rc == SQLITE_OK) return {};
      if ((rc & 0xff) != SQLITE_BUSY || i == kTries) return Failure();
      sqlite3_sleep(10);
    }
  }

  Result<bool> AddDocument(const DocumentRecord& d) override {
    if (d.sha256.empty()) return NoKey();
    if (auto s = Execute("BEGIN IMMEDIATE"); !s.ok()) return s.error();
    Result<bool> added = AddInTransaction(d);
    Status end = Execute(added.ok() ? "COMMIT" : "ROLLBACK");
    if (!end.ok()) {
      if (added.ok()) (void)Execute("ROLLBACK");
      return end.error();
    }
    return added;
  }

  Result<std::vector<Sighting>> SightingsOf(const std::string& sha256) override {
    return All<Sighting>("SELECT name, received_at FROM sightings WHERE sha256 = ? ORDER BY rowid",
                         {sha256}, [](const Run& row) {
                           return Sighting{row.Text(0), row.Text(1)};
                         });
  }

  Result<std::optional<DocumentRecord>> FindDocument(const std::string& sha256) override {
    return First(All<DocumentRecord>(
        std::string("SELECT ") + kDocumentColumns + " FROM documents WHERE sha256 = ?", {sha256},
        DocumentOf));
  }

  Status UpdateDocument(const DocumentRecord& d) override {
    return WriteOne(
        "UPDATE documents SET state = ?, reason = ?, detail = ?, urgent = ? WHERE sha256 = ?",
        {Name(d.state), d.reason, d.detail, int64_t{d.urgent}, d.sha256});
  }

  Result<int> BeginAttempt(const std::string& sha256) override {
    Result<std::vector<int>> count =
        All<int>("UPDATE documents SET attempts = attempts + 1 WHERE sha256 = ? RETURNING attempts",
                 {sha256}, [](const Run& row) { return static_cast<int>(row.Int(0)); });
    if (!count.ok()) return count.error();
    if (count->empty()) return NotThere();
    return count->front();
  }

  Result<std::vector<DocumentRecord>> Documents(std::optional<DocumentState> state) override {
    std::string sql = std::string("SELECT ") + kDocumentColumns + " FROM documents";
    if (!state) return All<DocumentRecord>(sql + " ORDER BY rowid", {}, DocumentOf);
    return All<DocumentRecord>(sql + " WHERE state = ? ORDER BY rowid", {Name(*state)}, DocumentOf);
  }

  Status PutLetter(const LetterRecord& l) override {
    Result<std::optional<DocumentRecord>> document = FindDocument(l.sha256);
    if (!document.ok()) return document.error();
    if (!document->has_value()) return NotThere();
    return WriteOne(
        "INSERT INTO letters (sha256, item, type, dossier, numero_lrar) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (sha256, item) DO UPDATE SET type = excluded.type, "
        "dossier = excluded.dossier, numero_lrar = excluded.numero_lrar",
        {l.sha256, int64_t{l.item}, l.type, l.dossier, l.numero_lrar});
  }

  Result<std::vector<LetterRecord>> LettersOf(const std::string& sha256) override {
    return All<LetterRecord>(
        "SELECT sha256, item, type, dossier, numero_lrar FROM letters WHERE sha256 = ? "
        "ORDER BY item",
        {sha256}, LetterOf);
  }

  Status ReplaceLetters(const std::string& sha256,
                        const std::vector<LetterRecord>& letters) override {
    if (auto s = Execute("BEGIN IMMEDIATE"); !s.ok()) return s;
    Status done;
    if (Result<int> gone = Write("DELETE FROM letters WHERE sha256 = ?", {sha256}); !gone.ok())
      done = gone.error();
    for (const LetterRecord& l : letters) {
      if (!done.ok()) break;
      done = l.sha256 == sha256 ? PutLetter(l) : Status(NotThere());
    }
    Status end = Execute(done.ok() ? "COMMIT" : "ROLLBACK");
    if (!end.ok() && done.ok()) (void)Execute("ROLLBACK");
    return done.ok() ? end : done;
  }

  Result<std::optional<LetterRecord>> LetterByLrar(const std::string& lrar) override {
    if (lrar.empty()) return std::optional<LetterRecord>();
    return First(All<LetterRecord>(
        "SELECT sha256, item, type, dossier, numero_lrar FROM letters WHERE numero_lrar = ? "
        "ORDER BY dossier = '', rowid",
        {lrar}, LetterOf));
  }

  Status PutDossier(const DossierRecord& d) override {
    if (d.id.empty()) return NoKey();
    return WriteOne(
        "INSERT INTO dossiers (id, procedure, rpps, am, nom, etat, next_due, next_rule, "
        "next_provisional) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "procedure = excluded.procedure, rpps = excluded.rpps, am = excluded.am, "
        "nom = excluded.nom, etat = excluded.etat, next_due = excluded.next_due, "
        "next_rule = excluded.next_rule, next_provisional = excluded.next_provisional",
        {d.id, d.procedure, d.rpps, d.am, d.nom, d.etat, d.next_due, d.next_rule,
         int64_t{d.next_provisional}});
  }

  Result<std::vector<DossierRecord>> Dossiers() override {
    return All<DossierRecord>(
        "SELECT id, procedure, rpps, am, nom, etat, next_due, next_rule, next_provisional "
        "FROM dossiers "
        "ORDER BY rowid",
        {}, DossierOf);
  }

  Result<std::vector<DossierRecord>> DossiersOf(const std::string& rpps, const std::string& am,
                                                const std::string& procedure) override {
    return All<DossierRecord>(
        "SELECT id, procedure, rpps, am, nom, etat, next_due, next_rule, next_provisional "
        "FROM dossiers "
        "WHERE procedure = ?1 AND etat = 'ouvert' AND "
        "((?2 <> '' AND rpps = ?2) OR (?3 <> '' AND am = ?3)) ORDER BY rowid",
        {procedure, rpps, am}, DossierOf);
  }

 private:
  Error Failure() const {
    std::string what = db_ != nullptr ? sqlite3_errmsg(db_) : "out of memory";
    // A constraint's message can repeat a value; the others are fixed sentences of SQLite.
    int code = db_ != nullptr ? sqlite3_extended_errcode(db_) : SQLITE_NOMEM;
    if ((code & 0xFF) == SQLITE_CONSTRAINT) what = "constraint failed";
    Error e{ErrorCode::kStorage, "register: " + what, "", path_};
    if ((code & 0xFF) == SQLITE_FULL) e.hint = "free some space on the disk and start again";
    if ((code & 0xFF) == SQLITE_BUSY) e.hint = "another program holds the register; try again";
    if ((code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB) {
      e.hint = "move the file away: it is rebuilt from the store and the dossiers";
    }
    return e;
  }
  Error NoKey() const { return {ErrorCode::kUsage, "register: a record without its key", ""}; }
  Error NotThere() const { return {ErrorCode::kUsage, "register: no such record", ""}; }

  Status Execute(const char* sql) {
    if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return Failure();
    return {};
  }

  Status Migrate() {
    // In one transaction, so that two processes that start together make one schema.
    if (auto s = Execute("BEGIN IMMEDIATE"); !s.ok()) return s;
    Status done = MigrateInTransaction();
    Status end = Execute(done.ok() ? "COMMIT" : "ROLLBACK");
    return done.ok() ? end : done;
  }

  Status MigrateInTransaction() {
    Result<std::vector<int64_t>> version =
        All<int64_t>("PRAGMA user_version", {}, [](const Run& row) { return row.Int(0); });
    if (!version.ok()) return version.error();
    int64_t v = version->empty() ? 0 : version->front();
    if (v > kSchemaVersion) {
      return Error{ErrorCode::kStorage, "register: made by a newer riposte", "update riposte",
                   path_};
    }
    if (v == 0) {
      if (auto s = Execute(kSchema); !s.ok()) return s;
    }
    if (v == 1) {
      const char* sql =
          "ALTER TABLE dossiers ADD COLUMN next_provisional INTEGER NOT NULL DEFAULT 0";
      if (auto s = Execute(sql); !s.ok()) return s;
    }
    return Execute(("PRAGMA user_version = " + std::to_string(kSchemaVersion)).c_str());
  }

  Result<sqlite3_stmt*> Statement(const std::string& sql) {
    if (auto known = statements_.find(sql); known != statements_.end()) return known->second;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(db_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) !=
        SQLITE_OK) {
      return Failure();
    }
    statements_.emplace(sql, statement);
    return statement;
  }

  template <class T, class Make>
  Result<std::vector<T>> All(const std::string& sql, std::initializer_list<Parameter> parameters,
                             Make make) {
    Result<sqlite3_stmt*> statement = Statement(sql);
    if (!statement.ok()) return statement.error();
    std::vector<T> rows;
    Run run(*statement, parameters);
    while (run.Step()) rows.push_back(make(run));
    if (!run.ok()) return Failure();
    return rows;
  }

  template <class T>
  static Result<std::optional<T>> First(Result<std::vector<T>> rows) {
    if (!rows.ok()) return rows.error();
    if (rows->empty()) return std::optional<T>();
    return std::optional<T>(std::move(rows->front()));
  }

  // Runs a writing statement that must change exactly one row.
  Status WriteOne(const std::string& sql, std::initializer_list<Parameter> parameters) {
    Result<int> changed = Write(sql, parameters);
    if (!changed.ok()) return changed.error();
    if (*changed != 1) return NotThere();
    return {};
  }

  Result<int> Write(const std::string& sql, std::initializer_list<Parameter> parameters) {
    Result<sqlite3_stmt*> statement = Statement(sql);
    if (!statement.ok()) return statement.error();
    Run run(*statement, parameters);
    while (run.Step()) {
    }
    if (!run.ok()) return Failure();
    return sqlite3_changes(db_);
  }

  Result<bool> AddInTransaction(const DocumentRecord& d) {
    Result<int> added = Write(
        "INSERT INTO documents (sha256, name, received_at, size, state, attempts, reason, detail, "
        "urgent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
        {d.sha256, d.name, d.received_at, d.size, Name(d.state), int64_t{d.attempts}, d.reason,
         d.detail, int64_t{d.urgent}});
    if (!added.ok()) return added.error();
    if (*added == 1) return true;
    Result<int> seen = Write(
        "INSERT INTO sightings (sha256, name, received_at) SELECT ?1, ?2, ?3 WHERE NOT EXISTS "
        "(SELECT 1 FROM documents WHERE sha256 = ?1 AND name = ?2 AND received_at = ?3) "
        "ON CONFLICT (sha256, name, received_at) DO NOTHING",
        {d.sha256, d.name, d.received_at});
    if (!seen.ok()) return seen.error();
    return false;
  }

  std::string path_;
  sqlite3* db_ = nullptr;
  std::map<std::string, sqlite3_stmt*> statements_;
};

}  // namespace

const char* Name(DocumentState state) {
  switch (state) {
    case DocumentState::kRecu:
      return "recu";
    case DocumentState::kLu:
      return "lu";
    case DocumentState::kClasse:
      return "classe";
    case DocumentState::kAVerifier:
      return "a_verifier";
  }
  return "recu";
}

Result<std::unique_ptr<Register>> OpenSqliteRegister(const std::string& path) {
  auto opened = std::make_unique<SqliteRegister>(path);
  if (auto s = opened->Open(); !s.ok()) return s.error();
  return std::unique_ptr<Register>(std::move(opened));
}

}  // namespace riposte
