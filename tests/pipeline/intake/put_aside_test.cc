// a-verifier/: the copy and its French note.
#include <catch2/catch.hpp>
#include <set>

#include "pipeline/intake/notes.h"
#include "pipeline/store/files.h"
#include "tests/pipeline/intake/office.h"

namespace riposte {
namespace {

DocumentRecord Added(Office& office, const std::string& name, const std::string& bytes) {
  WriteTo(office.home + "/source", bytes);
  Result<Stored> stored = office.store.Add(office.home + "/source");
  REQUIRE(stored.ok());
  DocumentRecord d;
  d.sha256 = stored->sha256;
  d.size = stored->size;
  d.name = name;
  d.received_at = "2025-06-01T08:00:00Z";
  return d;
}

TEST_CASE("a document put aside lies there as a copy with its note", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  std::string folder = office.home + "/a-verifier/";
  DocumentRecord d = Added(office, "lettre.pdf", "one");
  Error why{ErrorCode::kEncrypted, "needs a password", ""};
  REQUIRE(PutAside(office.home, office.store, d, why).ok());
  CHECK(ReadFrom(folder + "lettre.pdf") == "one");
  CHECK(ModeOf(folder + "lettre.pdf") == 0600);
  CHECK(ModeOf(folder + "lettre.pdf.txt") == 0600);
  CHECK(ModeOf(folder) == 0700);
  CHECK(std::filesystem::hard_link_count(folder + "lettre.pdf") == 1);
  std::string note = ReadFrom(folder + "lettre.pdf.txt");
  CHECK(note.find("mot de passe") != std::string::npos);
  CHECK(note.find("Reçu le\u00A0: 1er juin 2025") != std::string::npos);
  CHECK(note.find("store/" + d.sha256.substr(0, 2) + "/" + d.sha256 + ".orig") !=
        std::string::npos);

  // The same again, with another reason: one file, the new note.
  d.reason = "inconnu";
  REQUIRE(PutAside(office.home, office.store, d, {}).ok());
  CHECK(ReadFrom(folder + "lettre.pdf.txt").find("aucun type de courrier") != std::string::npos);
  // Another document of that name, and one of the same length.
  DocumentRecord e = Added(office, "lettre.pdf", "two");
  REQUIRE(PutAside(office.home, office.store, e, why).ok());
  REQUIRE(PutAside(office.home, office.store, e, why).ok());
  CHECK(ReadFrom(folder + "lettre.pdf") == "one");
  CHECK(ReadFrom(folder + "lettre (2).pdf") == "two");
  CHECK(std::filesystem::exists(folder + "lettre (2).pdf.txt"));
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    (void)entry;
    ++files;
  }
  CHECK(files == 4);
}

TEST_CASE("a name cannot lead out of the folder", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  for (const char* name : {"../../evil.pdf", "/etc/evil", "..", ".hidden", "a\nb.pdf", ""}) {
    INFO(name);
    DocumentRecord d = Added(office, name, std::string("bytes of ") + name);
    REQUIRE(PutAside(office.home, office.store, d, {}).ok());
    std::string note = NoteFor(d, {});
    CHECK(note.substr(0, note.find('\n')) == FrenchSpacing("Document : " + SafeFileName(name)));
  }
  CHECK_FALSE(std::filesystem::exists(scratch / "evil.pdf"));
  CHECK(std::filesystem::exists(office.home + "/a-verifier/.._.._evil.pdf") == false);
  CHECK(std::filesystem::exists(office.home + "/a-verifier/_.._evil.pdf"));
}

TEST_CASE("an original that is not there is kStorage", "[intake]") {
  Scratch scratch;
  Office office(scratch / "home");
  DocumentRecord d;
  d.name = "x.pdf";
  d.sha256 = std::string(64, '0');
  CHECK(PutAside(office.home, office.store, d, {}).error().code == ErrorCode::kStorage);
}

TEST_CASE("who deletes copy and note has dealt with the document, but for an urgent one",
          "[intake][status]") {
  namespace fs = std::filesystem;
  Scratch scratch;
  Office office(scratch / "home");
  const std::string folder = office.home + "/a-verifier/";
  const auto aside = [&](const std::string& name, const std::string& bytes, bool urgent) {
    DocumentRecord d = Added(office, name, bytes);
    d.urgent = urgent;
    d.reason = "inconnu";
    REQUIRE(office.reg->AddDocument(d).ok());
    REQUIRE(PutAside(office.home, office.store, d, {}).ok());
    d.state = DocumentState::kAVerifier;
    REQUIRE(office.reg->UpdateDocument(d).ok());
    return d;
  };
  const auto listed = [&] {
    const Result<std::vector<DocumentRecord>> waiting = ToVerify(office.home, *office.reg);
    REQUIRE(waiting.ok());
    std::string names;
    for (const DocumentRecord& d : *waiting) names += d.name + " ";
    return names;
  };
  const DocumentRecord calm = aside("facture.pdf", "an invoice", false);
  const DocumentRecord urgent = aside("lettre.pdf", "a letter", true);
  CHECK(listed() == "facture.pdf lettre.pdf ");

  // Either file alone is enough to stay, under any name.
  fs::rename(folder + "facture.pdf", folder + "facture EDF.pdf");
  fs::remove(folder + "facture.pdf.txt");
  CHECK(listed() == "facture.pdf lettre.pdf ");
  fs::remove(folder + "facture EDF.pdf");
  REQUIRE(PutAside(office.home, office.store, calm, {}).ok());
  fs::remove(folder + "facture.pdf");
  CHECK(listed() == "facture.pdf lettre.pdf ");
  fs::remove(folder + "facture.pdf.txt");
  CHECK(listed() == "lettre.pdf ");

  fs::remove(folder + "lettre.pdf");
  fs::remove(folder + "lettre.pdf.txt");
  CHECK_FALSE(LiesAside(office.home, urgent));
  CHECK(listed() == "lettre.pdf ");
  REQUIRE(DealtWith(office.home, *office.reg, urgent).ok());
  CHECK(listed().empty());
  CHECK(office.Stored("a letter"));

  // Told so while the files lie there, it takes them away, and nothing of another document.
  aside("lettre.pdf", "a second letter", true);
  const DocumentRecord third = aside("lettre.pdf", "a third letter", true);
  CHECK(FindToVerify(office.home, *office.reg, "lettre (2).pdf")->sha256 == third.sha256);
  CHECK(FindToVerify(office.home, *office.reg, third.sha256.substr(0, 12))->sha256 == third.sha256);
  CHECK(FindToVerify(office.home, *office.reg, "autre.pdf").error().code == ErrorCode::kUsage);
  REQUIRE(DealtWith(office.home, *office.reg, third).ok());
  CHECK_FALSE(fs::exists(folder + "lettre (2).pdf"));
  CHECK_FALSE(fs::exists(folder + "lettre (2).pdf.txt"));
  CHECK(fs::exists(folder + "lettre.pdf"));
  CHECK(fs::exists(folder + "lettre.pdf.txt"));
  CHECK(listed() == "lettre.pdf ");
  // Two of one name, both gone from the folder: a hash says which.
  const DocumentRecord fourth = aside("lettre.pdf", "a fourth letter", true);
  fs::remove_all(folder);
  CHECK(FindToVerify(office.home, *office.reg, "lettre.pdf").error().code == ErrorCode::kUsage);
  CHECK(FindToVerify(office.home, *office.reg, fourth.sha256)->sha256 == fourth.sha256);
}

TEST_CASE("every reason has a text of its own, in whole French sentences", "[intake]") {
  DocumentRecord d;
  d.name = "x.pdf";
  d.sha256 = std::string(64, '0');
  d.received_at = "2025-06-18T08:00:00Z";
  std::set<std::string> notes;
  const std::vector<std::string> reasons = {
      "encrypted",  "damaged",      "empty",      "unsupported", "too_large",
      "time_limit", "memory_limit", "child_died", "protocol",    "template",
      "storage",    "needs_person", "inconnu",    "deja_vu",     "defect"};
  for (const std::string& reason : reasons) {
    INFO(reason);
    d.reason = reason;
    std::string note = NoteFor(d, {});
    CHECK(notes.insert(note).second);
    for (const char* part : {"POURQUOI CE DOCUMENT EST ICI\n", "\nQUE FAIRE\n1. ", "L’ORIGINAL"}) {
      CHECK(note.find(part) != std::string::npos);
    }
    // No mark left unfilled, no straight apostrophe, no breaking space where French has none.
    for (const char* wrong : {"{", "}", "'", " :", " ;", " !", " ?", " »", "« ", "  "}) {
      INFO(wrong);
      CHECK(note.find(wrong) == std::string::npos);
    }
    CHECK(ValidUtf8(note) == note);
    bool clock = reason != "deja_vu" && reason != "needs_person";
    CHECK((note.find("ATTENTION AUX DÉLAIS") != std::string::npos) == clock);
  }
  // The code counts where the record gives no reason; an unknown one is ours.
  d.reason = "";
  CHECK(NoteFor(d, Error{ErrorCode::kEmpty, "", ""}).find("aucune page") != std::string::npos);
  CHECK(NoteFor(d, Error{ErrorCode::kDamaged, "", "", "", 0, 4}).find("Page\u00A0: 4") !=
        std::string::npos);
  d.reason = "no such reason";
  CHECK(NoteFor(d, {}).find("défaut de riposte") != std::string::npos);
}

TEST_CASE("the limits in the note are those of the reader", "[intake]") {
  DocumentRecord d;
  d.reason = "too_large";
  std::string note = NoteFor(d, {});
  CHECK(note.find("1\u202F000 pages, 120 millions de points par image, 512 Mo") !=
        std::string::npos);
}

TEST_CASE("an urgent document says 15 and 8 days first", "[intake]") {
  DocumentRecord d;
  d.name = "x.pdf";
  d.reason = "inconnu";
  d.urgent = true;
  std::string note = NoteFor(d, {});
  size_t urgent = note.find("URGENT");
  REQUIRE(urgent != std::string::npos);
  CHECK(urgent < note.find("POURQUOI"));
  CHECK(note.find("15 jours à compter de la date de la lettre") != std::string::npos);
  CHECK(note.find("8 jours seulement si elle parle de suspension") != std::string::npos);
  d.urgent = false;
  CHECK(NoteFor(d, {}).find("URGENT") == std::string::npos);
}

}  // namespace
}  // namespace riposte
