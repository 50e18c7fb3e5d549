// The order of the steps of a letter.
#include "pipeline/flow/letter_life.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace riposte {
namespace {

const std::vector<std::string> kStates = {"projet", "approuve", "accord_medecin",
                                          "signe",  "poste",    "recu"};

ReplyRecord In(const std::string& state) {
  ReplyRecord r;
  r.kind = "refus_mso";
  r.state = state;
  return r;
}

TEST_CASE("no step of a letter is skipped", "[flow]") {
  for (size_t now = 0; now < kStates.size(); ++now)
    for (size_t next = 1; next < kStates.size(); ++next) {
      const bool again = kStates[next] == "approuve" && now < 4;  // before it is posted
      const bool proof = kStates[next] == "poste" && now >= 4;    // filed after the posting
      CAPTURE(kStates[now], kStates[next]);
      CHECK(MayBecome(In(kStates[now]), kStates[next]).ok() == (next == now + 1 || again || proof));
    }
}

TEST_CASE("what is refused names the step that is due and its command", "[flow]") {
  const Status s = MayBecome(In("approuve"), "poste");
  REQUIRE_FALSE(s.ok());
  CHECK(s.error().code == ErrorCode::kUsage);
  CHECK(s.error().message.find("before «poste» comes «accord_medecin»") != std::string::npos);
  CHECK(s.error().hint == "riposte dossier approve DOSSIER --kind refus_mso --step accord_medecin");
  CHECK_FALSE(MayBecome(In("signe"), "accord_medecin").ok());
}

TEST_CASE("of two open letters of a kind a person says which", "[flow]") {
  Dossier d;
  CHECK(MeantReply(d, "refus_mso", "").error().code == ErrorCode::kUsage);
  for (const char* piece : {"P1", "P2"}) {
    d.replies.push_back(In("projet"));
    d.replies.back().piece = piece;
    d.replies.back().odt = std::string("refus-") + piece + ".odt";
  }
  const Result<ReplyRecord*> either = MeantReply(d, "refus_mso", "");
  REQUIRE_FALSE(either.ok());
  CHECK(either.error().code == ErrorCode::kUsage);
  for (const char* said : {"P1 (refus-P1.odt, projet)", "P2 (refus-P2.odt, projet)"})
    CHECK(either.error().message.find(said) != std::string::npos);
  CHECK(either.error().hint.find("--piece") != std::string::npos);
  CHECK(MeantReply(d, "refus_mso", "P1").value()->piece == "P1");
  CHECK(MeantReply(d, "refus_mso", "P2").value()->piece == "P2");
  const Result<ReplyRecord*> neither = MeantReply(d, "refus_mso", "P3");
  REQUIRE_FALSE(neither.ok());
  CHECK(neither.error().code == ErrorCode::kUsage);
  CHECK(neither.error().hint.find("P1, P2") != std::string::npos);
  // One has left, the other is meant, whichever came last; both have left: the latest.
  d.replies.back().state = "poste";
  CHECK(MeantReply(d, "refus_mso", "").value()->piece == "P1");
  d.replies.front().state = "recu";
  CHECK(MeantReply(d, "refus_mso", "").value()->piece == "P2");
}

TEST_CASE("an approval that is withdrawn stays in the history", "[flow]") {
  ReplyRecord r = In("signe");
  r.sha256 = "ab";
  Withdraw(r);
  CHECK(r.state == "projet");
  CHECK(r.sha256.empty());
  REQUIRE(r.history.size() == 1);
  CHECK(r.history.front().sha256 == "ab");
}

}  // namespace
}  // namespace riposte
