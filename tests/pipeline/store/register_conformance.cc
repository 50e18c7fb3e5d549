#include "tests/pipeline/store/register_conformance.h"

#include <catch2/catch.hpp>
#include <thread>

namespace riposte {
namespace {

DocumentRecord Document(const std::string& sha, const std::string& name = "scan.pdf",
                        const std::string& at = "2025-06-18T08:00:00Z") {
  DocumentRecord d;
  d.sha256 = sha;
  d.name = name;
  d.received_at = at;
  d.size = 5'000'000'000;
  return d;
}

void Documents(Register& r) {
  CHECK(r.AddDocument(Document("aa", "l'été «1».pdf")).value());
  CHECK(r.AddDocument(Document("bb")).value());
  CHECK(r.AddDocument(Document("")).error().code == ErrorCode::kUsage);
  std::optional<DocumentRecord> found = r.FindDocument("aa").value();
  REQUIRE(found);
  CHECK(found->name == "l'été «1».pdf");
  CHECK(found->received_at == "2025-06-18T08:00:00Z");
  CHECK(found->size == 5'000'000'000);
  CHECK(found->state == DocumentState::kRecu);
  CHECK(found->attempts == 0);
  CHECK_FALSE(found->urgent);
  CHECK_FALSE(r.FindDocument("cc").value());
  CHECK_FALSE(r.FindDocument("").value());

  found->state = DocumentState::kAVerifier;
  found->reason = "inconnu";
  found->detail = "'; DROP TABLE documents; --";
  found->urgent = true;
  CHECK(r.UpdateDocument(*found).ok());
  found = r.FindDocument("aa").value();
  CHECK(found->state == DocumentState::kAVerifier);
  CHECK(found->reason == "inconnu");
  CHECK(found->detail == "'; DROP TABLE documents; --");
  CHECK(found->urgent);
  CHECK(r.UpdateDocument(Document("cc")).error().code == ErrorCode::kUsage);

  CHECK(r.BeginAttempt("bb").value() == 1);
  CHECK(r.BeginAttempt("bb").value() == 2);
  CHECK(r.UpdateDocument(Document("bb")).ok());
  CHECK(r.FindDocument("bb").value()->attempts == 2);
  CHECK(r.BeginAttempt("cc").error().code == ErrorCode::kUsage);

  std::vector<DocumentRecord> all = r.Documents(std::nullopt).value();
  REQUIRE(all.size() == 2);
  CHECK(all.at(0).sha256 == "aa");
  CHECK(all.at(1).sha256 == "bb");
  REQUIRE(r.Documents(DocumentState::kRecu).value().size() == 1);
  CHECK(r.Documents(DocumentState::kRecu).value().at(0).sha256 == "bb");
  CHECK(r.Documents(DocumentState::kLu).value().empty());
  for (auto s : {DocumentState::kRecu, DocumentState::kLu, DocumentState::kClasse,
                 DocumentState::kAVerifier}) {
    DocumentRecord d = Document("bb");
    d.state = s;
    CHECK(r.UpdateDocument(d).ok());
    CHECK(r.FindDocument("bb").value()->state == s);
  }
}

void SecondCopies(Register& r) {
  CHECK(r.AddDocument(Document("aa", "one.pdf", "2025-06-18T08:00:00Z")).value());
  DocumentRecord filed = Document("aa");
  filed.state = DocumentState::kClasse;
  CHECK(r.UpdateDocument(filed).ok());
  CHECK_FALSE(r.AddDocument(Document("aa", "two.pdf", "2025-06-19T08:00:00Z")).value());
  CHECK(r.FindDocument("aa").value()->state == DocumentState::kClasse);
  CHECK(r.FindDocument("aa").value()->name == "one.pdf");
  CHECK(r.Documents(std::nullopt).value().size() == 1);
  // The same events told again after a crash.
  CHECK_FALSE(r.AddDocument(Document("aa", "two.pdf", "2025-06-19T08:00:00Z")).value());
  CHECK_FALSE(r.AddDocument(Document("aa", "one.pdf", "2025-06-18T08:00:00Z")).value());
  CHECK_FALSE(r.AddDocument(Document("aa", "one.pdf", "2025-06-20T08:00:00Z")).value());
  std::vector<Sighting> seen = r.SightingsOf("aa").value();
  REQUIRE(seen.size() == 2);
  CHECK(seen.at(0).name == "two.pdf");
  CHECK(seen.at(0).received_at == "2025-06-19T08:00:00Z");
  CHECK(seen.at(1).name == "one.pdf");
  CHECK(r.SightingsOf("bb").value().empty());
}

void Letters(Register& r) {
  CHECK(r.AddDocument(Document("aa")).value());
  CHECK(r.PutLetter({"aa", 2, "riap", "", ""}).ok());
  CHECK(r.PutLetter({"aa", 1, "inconnu", "", ""}).ok());
  CHECK(r.PutLetter({"aa", 1, "notification_mso", "2025/X", "2C12345678901"}).ok());
  CHECK(r.PutLetter({"zz", 1, "riap", "", ""}).error().code == ErrorCode::kUsage);
  std::vector<LetterRecord> letters = r.LettersOf("aa").value();
  REQUIRE(letters.size() == 2);
  CHECK(letters.at(0).item == 1);
  CHECK(letters.at(0).type == "notification_mso");
  CHECK(letters.at(0).dossier == "2025/X");
  CHECK(letters.at(1).type == "riap");
  std::optional<LetterRecord> by_lrar = r.LetterByLrar("2C12345678901").value();
  REQUIRE(by_lrar);
  CHECK(by_lrar->sha256 == "aa");
  CHECK_FALSE(r.LetterByLrar("2C00000000000").value());
  // Cut anew: all or none.
  CHECK_FALSE(r.ReplaceLetters("aa", {{"aa", 1, "riap", "", ""}, {"bb", 2, "riap", "", ""}}).ok());
  CHECK(r.LettersOf("aa").value().size() == 2);
  CHECK(r.ReplaceLetters("aa", {{"aa", 1, "riap", "2025/Y", "2C12345678901"}}).ok());
  REQUIRE(r.LettersOf("aa").value().size() == 1);
  CHECK(r.LettersOf("aa").value().at(0).dossier == "2025/Y");
  // A letter without a number is not found by the empty one.
  CHECK_FALSE(r.LetterByLrar("").value());
}

void Dossiers(Register& r) {
  CHECK(r.PutDossier({"2025/A", "mso", "10001234567", "", "MARTIN", "ouvert", "", ""}).ok());
  CHECK(r.PutDossier({"2025/B", "mso", "", "691234567", "MARTIN", "ouvert", "", ""}).ok());
  CHECK(r.PutDossier({"2025/C", "indu", "10001234567", "", "MARTIN", "ouvert", "", ""}).ok());
  CHECK(r.PutDossier({"2025/D", "mso", "", "", "MARTIN", "ouvert", "", ""}).ok());
  CHECK(r.PutDossier({"2024/E", "mso", "10001234567", "", "MARTIN", "clos", "", ""}).ok());
  CHECK(r.PutDossier({"", "mso", "", "", "", "", "", ""}).error().code == ErrorCode::kUsage);
  auto ids = [&](const std::string& rpps, const std::string& am, const std::string& procedure) {
    std::string joined;
    Result<std::vector<DossierRecord>> found = r.DossiersOf(rpps, am, procedure);
    REQUIRE(found.ok());
    for (const DossierRecord& d : *found) joined += d.id + " ";
    return joined;
  };
  CHECK(ids("10001234567", "", "mso") == "2025/A ");
  CHECK(ids("", "691234567", "mso") == "2025/B ");
  CHECK(ids("10001234567", "691234567", "mso") == "2025/A 2025/B ");
  CHECK(ids("10001234567", "", "indu") == "2025/C ");
  CHECK(ids("", "", "mso") == "");
  CHECK(ids("99999999999", "", "mso") == "");
  CHECK(r.PutDossier({"2025/A", "mso", "10001234567", "", "MARTIN", "ouvert", "2025-07-17",
                      "mso.observations", true})
            .ok());
  std::vector<DossierRecord> all = r.Dossiers().value();
  REQUIRE(all.size() == 5);
  CHECK(all.at(0).id == "2025/A");
  CHECK(all.at(0).next_due == "2025-07-17");
  CHECK(all.at(0).next_rule == "mso.observations");
  CHECK(all.at(0).next_provisional);
  CHECK_FALSE(all.at(1).next_provisional);
}

// What one connection was told done, another sees, also after the first is gone.
void Durability(const OpenRegister& open) {
  {
    auto first = open();
    REQUIRE(first.ok());
    CHECK((*first)->AddDocument(Document("aa")).value());
    auto second = open();
    REQUIRE(second.ok());
    CHECK((*second)->FindDocument("aa").value());
    CHECK_FALSE((*second)->AddDocument(Document("aa", "x", "2026-01-01T00:00:00Z")).value());
    CHECK((*first)->SightingsOf("aa").value().size() == 1);
  }
  auto third = open();
  REQUIRE(third.ok());
  CHECK((*third)->FindDocument("aa").value());
}

// Of many who add the same bytes at once exactly one is told that they are new, and no attempt is
// lost.
void Concurrency(const OpenRegister& open) {
  constexpr int kThreads = 4, kDocuments = 10;
  std::vector<int> added(kThreads), failed(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      auto r = open();
      if (!r.ok()) {
        ++failed.at(t);
        return;
      }
      for (int i = 0; i < kDocuments; ++i) {
        auto a = (*r)->AddDocument(Document("d" + std::to_string(i), "by" + std::to_string(t)));
        if (!a.ok()) ++failed.at(t);
        if (a.ok() && *a) ++added.at(t);
        if (!(*r)->BeginAttempt("d" + std::to_string(i)).ok()) ++failed.at(t);
      }
    });
  }
  for (std::thread& t : threads) t.join();
  int total = 0;
  for (int t = 0; t < kThreads; ++t) {
    CHECK(failed.at(t) == 0);
    total += added.at(t);
  }
  CHECK(total == kDocuments);
  auto r = open();
  REQUIRE(r.ok());
  for (int i = 0; i < kDocuments; ++i) {
    std::string sha = "d" + std::to_string(i);
    CHECK((*r)->FindDocument(sha).value()->attempts == kThreads);
    CHECK((*r)->SightingsOf(sha).value().size() == kThreads - 1);
  }
}

}  // namespace

void CheckRegister(const MakeDatabase& make) {
  for (auto* check : {Documents, SecondCopies, Letters, Dossiers}) {
    OpenRegister open = make();
    auto r = open();
    REQUIRE(r.ok());
    check(**r);
  }
  Durability(make());
  Concurrency(make());
}

}  // namespace riposte
