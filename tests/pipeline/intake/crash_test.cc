// A riposte that is killed anywhere between the inbox and the register loses nothing and doubles
// nothing: three files, two of the same bytes, killed before every single change of the disk.
#include <catch2/catch.hpp>
#include <map>
#include <optional>

#include "tests/pipeline/intake/office.h"
#include "tests/pipeline/store/crash.h"

namespace riposte {
namespace {

SettleOptions AtOnce() {
  SettleOptions o;
  o.still_milliseconds = 0;
  o.weak_still_milliseconds = 0;
  return o;
}

// Bytes of every file below the folder, by count.
std::map<std::string, int> BytesBelow(const std::string& folder) {
  std::map<std::string, int> all;
  if (!std::filesystem::exists(folder)) return all;
  for (const auto& e : std::filesystem::recursive_directory_iterator(folder)) {
    if (e.is_regular_file()) ++all[ReadFrom(e.path().string())];
  }
  return all;
}

// Nothing in the store under a name that is not its hash.
void CheckStoreIsWhole(const std::string& home) {
  if (!std::filesystem::exists(home + "/store")) return;
  for (const auto& e : std::filesystem::recursive_directory_iterator(home + "/store")) {
    if (e.path().extension() == ".orig") {
      CHECK(Sha256(ReadFrom(e.path().string())) == e.path().stem().string());
    }
  }
}

TEST_CASE("killed anywhere between inbox and register, nothing is lost or doubled",
          "[intake][crash]") {
  std::optional<Scratch> scratch;
  const std::string one = Pdf("one"), two = Pdf("two");
  std::string home;
  int points = CrashEverywhere(
      [&] {
        scratch.emplace();
        home = *scratch / "home";
        Office office(home);
        office.Drop("a.pdf", one);
        office.Drop("b.pdf", one);
        office.Drop("c.pdf", two);
      },
      [&] {
        Office office(home);
        if (office.reg) (void)office.intake(AtOnce()).Drain();
      },
      [&](int point) {
        INFO("killed before change " << point);
        CheckStoreIsWhole(home);
        Office office(home);
        REQUIRE(office.reg);
        // Before any repair: what is not in the inbox any more is stored and registered.
        std::map<std::string, int> waiting = BytesBelow(home + "/inbox");
        for (const std::string& bytes : {one, two}) {
          if (waiting[bytes] > 0) continue;
          CHECK(office.Stored(bytes));
          CHECK(office.reg->FindDocument(Sha256(bytes)).value());
        }

        std::vector<Claimed> all = office.intake(AtOnce()).Drain().value();
        CHECK(office.FilesInInbox() == 0);
        CHECK(office.Stored(one));
        CHECK(office.Stored(two));
        CheckStoreIsWhole(home);
        std::vector<DocumentRecord> documents = office.reg->Documents(std::nullopt).value();
        REQUIRE(documents.size() == 2);
        CHECK(documents.at(0).name == "a.pdf");
        CHECK(documents.at(1).name == "c.pdf");
        REQUIRE(office.reg->SightingsOf(Sha256(one)).value().size() == 1);
        CHECK(office.reg->SightingsOf(Sha256(one)).value().at(0).name == "b.pdf");
        CHECK(office.reg->SightingsOf(Sha256(two)).value().empty());
        // Both documents are handed out for processing, each once.
        std::map<std::string, int> handed;
        for (const Claimed& c : all) {
          if (!c.duplicate) ++handed[c.sha256];
        }
        CHECK(handed == std::map<std::string, int>{{Sha256(one), 1}, {Sha256(two), 1}});
      });
  if (points < 0) {
    WARN("processes cannot be traced here: not tested");
    return;
  }
  CHECK(points > 50);
}

TEST_CASE("killed anywhere while a document is put aside, the next time completes it",
          "[intake][crash]") {
  std::optional<Scratch> scratch;
  std::string home;
  DocumentRecord d;
  d.name = "lettre.pdf";
  d.reason = "damaged";
  int points = CrashEverywhere(
      [&] {
        scratch.emplace();
        home = *scratch / "home";
        Office office(home);
        WriteTo(home + "/source", "bytes");
        Result<Stored> stored = office.store.Add(home + "/source");
        REQUIRE(stored.ok());
        d.sha256 = stored->sha256;
        d.size = stored->size;
      },
      [&] { (void)PutAside(home, Store(home), d, {}); },
      [&](int point) {
        INFO("killed before change " << point);
        REQUIRE(PutAside(home, Store(home), d, {}).ok());
        int visible = 0;
        for (const auto& e : std::filesystem::directory_iterator(home + "/a-verifier")) {
          if (!e.path().filename().string().starts_with(".")) ++visible;
        }
        CHECK(visible == 2);
        CHECK(ReadFrom(home + "/a-verifier/lettre.pdf") == "bytes");
        CHECK(ReadFrom(home + "/a-verifier/lettre.pdf.txt").find("abîmé") != std::string::npos);
      });
  CHECK((points < 0 || points > 5));
}

}  // namespace
}  // namespace riposte
