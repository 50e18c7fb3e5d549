// The register: the queue of documents and an index of dossiers, in SQLite (WAL mode), behind one
// interface so that offices which share one register can use another database. `dossier.xml` is the
// truth of a case; what stands here can be rebuilt from the store and the dossiers.
//
//   Result<std::unique_ptr<Register>> r = OpenSqliteRegister(home + "/register.db");
//   DocumentRecord d = …; (*r)->AddDocument(d);
//
// States of a document: recu -> lu -> classe (every letter of it filed in a dossier) | a_verifier
// (refused, or a letter of it unknown, with the reason) ; a second copy of the same bytes adds a
// Sighting, never a document. Attempts are counted at the claim, so that a crash counts; after 3 a
// document goes to a_verifier. Fails with kStorage, and with kUsage for a document, letter or
// dossier that is not there or has no key. Every call is one transaction, on the disk when it
// returns. Lists are in the order of arrival. One Register is for one thread; several processes may
// open the same file.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "extractors/base/error.h"

namespace riposte {

enum class DocumentState { kRecu, kLu, kClasse, kAVerifier };
const char* Name(DocumentState state);  // "recu", "lu", "classe", "a_verifier"

struct DocumentRecord {
  std::string sha256;
  std::string name;         // as dropped
  std::string received_at;  // UTC, ISO 8601 with seconds
  int64_t size = 0;
  DocumentState state = DocumentState::kRecu;
  int attempts = 0;
  // For kAVerifier: ErrorCode name or "inconnu"; for kClasse: "decoupe" where another letter may
  // begin within one.
  std::string reason;
  // What the reason is about: a message, or the pages of the file («2-3, 5») where it is about some
  // of them.
  std::string detail;
  bool urgent = false;
};

// The same bytes came once more.
struct Sighting {
  std::string name;
  std::string received_at;  // UTC, ISO 8601 with seconds
};

// One letter of a document and the dossier that holds it.
struct LetterRecord {
  std::string sha256;
  int item = 1;
  std::string type;
  std::string dossier;      // id, empty for none
  std::string numero_lrar;  // empty for none: avis_reception is filed by it
};

struct DossierRecord {
  std::string id;         // folder relative to HOME/dossiers: "2025/MARTIN-Claire-mso-2025-06"
  std::string procedure;  // "mso", "indu", "penalite", "controle", "rosp", "autre"
  std::string rpps, am;
  std::string nom;
  std::string etat;      // "ouvert", "clos"
  std::string next_due;  // ISO date of the nearest prudent date, empty for none
  std::string next_rule;
  bool next_provisional = false;  // counted from a date that is not the proven receipt
};

class Register {
 public:
  virtual ~Register() = default;
  // False when the hash is known: then a sighting (name, time) is added and nothing else changes. A
  // sighting with the name and time of the document or of another sighting is the same event, told
  // again after a crash: nothing is added.
  virtual Result<bool> AddDocument(const DocumentRecord& document) = 0;
  virtual Result<std::vector<Sighting>> SightingsOf(const std::string& sha256) = 0;
  virtual Result<std::optional<DocumentRecord>> FindDocument(const std::string& sha256) = 0;
  // State, reason, detail and urgency; what came with the document and its attempts stay.
  virtual Status UpdateDocument(const DocumentRecord& document) = 0;
  // Counts an attempt; the new count.
  virtual Result<int> BeginAttempt(const std::string& sha256) = 0;
  virtual Result<std::vector<DocumentRecord>> Documents(std::optional<DocumentState> state) = 0;
  // Adds the letter, or replaces the one with this hash and item.
  virtual Status PutLetter(const LetterRecord& letter) = 0;
  virtual Result<std::vector<LetterRecord>> LettersOf(const std::string& sha256) = 0;
  // Puts these in the place of all letters of the document, which is cut anew.
  virtual Status ReplaceLetters(const std::string& sha256,
                                const std::vector<LetterRecord>& letters) = 0;
  // One that is filed before one that waits.
  virtual Result<std::optional<LetterRecord>> LetterByLrar(const std::string& lrar) = 0;
  // Adds the dossier, or replaces the one with this id.
  virtual Status PutDossier(const DossierRecord& dossier) = 0;
  virtual Result<std::vector<DossierRecord>> Dossiers() = 0;
  // Open dossiers of that doctor (RPPS or AM number; never the name alone) and procedure.
  virtual Result<std::vector<DossierRecord>> DossiersOf(const std::string& rpps,
                                                        const std::string& am,
                                                        const std::string& procedure) = 0;
};

// Makes the file (0600) where there is none. A file made by a newer riposte is refused.
Result<std::unique_ptr<Register>> OpenSqliteRegister(const std::string& path);

}  // namespace riposte
