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
