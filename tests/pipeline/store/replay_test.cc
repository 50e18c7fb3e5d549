// Readings and recorded crops: what comes back is what was put in, or nothing.
#include <catch2/catch.hpp>

#include "pipeline/store/store.h"
#include "tests/pipeline/store/scratch.h"

namespace riposte {
namespace {

const std::string kSha(64, 'a');

Reading Sample() {
  Reading r;
  r.sha256 = kSha;
  r.kind = "pdf";
  PageReading p;
  p.width = 595;
  p.height = 842;
  p.words.push_back({"21,8", Box{10, 10, 50.25, 20}, 0.96});
  r.pages.push_back(p);
  r.warnings = {"repaired"};
  return r;
}

// Counts its questions; answers with the page's number, or an error for pages of ten and more.
class Live : public Rereader {
 public:
  Result<CropReading> Reread(const CropRequest& request) override {
    ++asked;
    if (request.page == 20) return Error{ErrorCode::kDefect, "the zygote is dead", ""};
    if (request.page >= 10) return Error{ErrorCode::kTimeLimit, "too slow", ""};
    CropReading r;
    r.text = "p" + std::to_string(request.page) + "é";
    r.confidence = 0.5;
    r.commas = 1;
    r.comma_at = {12.5};
    r.ink = 0.125;
    return r;
  }
  int asked = 0;
};

std::string CropsPath(const Store& store) {
  std::string path = store.PathOf(kSha);
  return path.substr(0, path.size() - 5) + ".v" + std::to_string(kReaderVersion) + ".crops";
}

struct Home {
  Scratch scratch;
  Store store{scratch.path()};
  Home() { REQUIRE(store.PutReading(Sample()).ok()); }
};

TEST_CASE("a Reading comes back, of the right file and version only", "[store]") {
  Home home;
  std::optional<Reading> back = home.store.GetReading(kSha);
  REQUIRE(back);
  CHECK(ToJson(*back) == ToJson(Sample()));
  CHECK_FALSE(home.store.GetReading(std::string(64, 'b')));
  Reading anonymous;
  CHECK_FALSE(home.store.PutReading(anonymous).ok());

  std::string path = home.store.PathOf(kSha);
  path = path.substr(0, path.size() - 5) + ".v" + std::to_string(kReaderVersion) + ".json";
  CHECK(ModeOf(path) == 0600);
  std::string json = ReadFrom(path);
  WriteTo(path, json.substr(0, json.size() / 2));
  CHECK_FALSE(home.store.GetReading(kSha));
  Reading other = Sample();
  other.sha256 = std::string(64, 'c');
  WriteTo(path, ToJson(other));
  CHECK_FALSE(home.store.GetReading(kSha));
  other = Sample();
  other.version = kReaderVersion + 1;
  WriteTo(path, ToJson(other));
  CHECK_FALSE(home.store.GetReading(kSha));
}

TEST_CASE("a crop is asked once and replayed ever after", "[store]") {
  Home home;
  Live live;
  CropRequest request{3, Box{10, 20, 30, 40}, CropRecipe::kNumber};
  {
    auto rereader = home.store.Replay(kSha, &live);
    Result<CropReading> first = rereader->Reread(request);
    REQUIRE(first.ok());
    CHECK(rereader->Reread(request)->text == "p3é");
    CHECK(live.asked == 1);
    // To 0.01 point the same; then another place, recipe, page, turn.
    request.box.left = 10.001;
    (void)rereader->Reread(request);
    CHECK(live.asked == 1);
    request.box.left = 10.02;
    (void)rereader->Reread(request);
    request.recipe = CropRecipe::kBinary;
    (void)rereader->Reread(request);
    request.turned = 90;
    (void)rereader->Reread(request);
    request.page = 4;
    (void)rereader->Reread(request);
    CHECK(live.asked == 5);
  }
  CHECK(ModeOf(CropsPath(home.store)) == 0600);
  auto replay = home.store.Replay(kSha, nullptr);
  Result<CropReading> again = replay->Reread({3, Box{10, 20, 30, 40}, CropRecipe::kNumber});
  REQUIRE(again.ok());
  CHECK(again->text == "p3é");
  CHECK(again->commas == 1);
  CHECK(again->comma_at == std::vector<double>{12.5});
  CHECK(replay->Reread(request)->text == "p4é");
  Result<CropReading> unknown = replay->Reread({9, Box{1, 2, 3, 4}, CropRecipe::kLine});
  REQUIRE_FALSE(unknown.ok());
  CHECK(unknown.error().page == 9);
}

TEST_CASE("of many crops only the unknown are asked, together, and all are recorded", "[store]") {
  class Together : public Live {
   public:
    std::vector<Result<CropReading>> RereadAll(std::span<const CropRequest> requests) override {
      batches.push_back(requests.size());
      return Live::RereadAll(requests);
    }
    std::vector<size_t> batches;
  };
  Home home;
  Together live;
  std::vector<CropRequest> requests;
  for (int page : {1, 2, 20, 11}) requests.push_back({page, Box{1, 2, 3, 4}, CropRecipe::kLine});
  {
    auto rereader = home.store.Replay(kSha, &live);
    CHECK(rereader->Reread(requests[1])->text == "p2é");
    const auto answers = rereader->RereadAll(requests);
    REQUIRE(answers.size() == 4);
    CHECK(answers[0]->text == "p1é");
    CHECK(answers[1]->text == "p2é");
    CHECK(answers[2].error().code == ErrorCode::kDefect);
    CHECK(answers[3].error().code == ErrorCode::kTimeLimit);
  }
  CHECK(live.batches == std::vector<size_t>{1, 3});
  const auto replayed = home.store.Replay(kSha, nullptr)->RereadAll(requests);
  CHECK(replayed[0]->text == "p1é");
  CHECK(replayed[1]->text == "p2é");
  CHECK(replayed[2].error().code == ErrorCode::kStorage);
  CHECK(replayed[3].error().code == ErrorCode::kTimeLimit);
}

TEST_CASE("what the document caused is recorded, what befell us is asked again", "[store]") {
  Home home;
  Live live;
  {
    auto rereader = home.store.Replay(kSha, &live);
    CHECK(rereader->Reread({10, Box{1, 2, 3, 4}}).error().code == ErrorCode::kTimeLimit);
    CHECK(rereader->Reread({20, Box{1, 2, 3, 4}}).error().code == ErrorCode::kDefect);
    CHECK(rereader->Reread({20, Box{1, 2, 3, 4}}).error().code == ErrorCode::kDefect);
    CHECK(live.asked == 3);
  }
  auto replay = home.store.Replay(kSha, nullptr);
  Result<CropReading> slow = replay->Reread({10, Box{1, 2, 3, 4}});
  CHECK(slow.error().code == ErrorCode::kTimeLimit);
  CHECK(slow.error().page == 10);
  CHECK(replay->Reread({20, Box{1, 2, 3, 4}}).error().code == ErrorCode::kStorage);
}

TEST_CASE("a log cut at any byte loses at most its last answer", "[store]") {
  Home home;
  Live live;
  auto ask = [&](int page) {
    return home.store.Replay(kSha, &live)->Reread({page, Box{1, 2, 3, 4}})->text;
  };
  ask(1);
  ask(2);
  std::string whole = ReadFrom(CropsPath(home.store));
  size_t first_line = whole.find('\n') + 1;
  for (size_t cut = 0; cut <= whole.size(); ++cut) {
    WriteTo(CropsPath(home.store), whole.substr(0, cut));
    live.asked = 0;
    CHECK(ask(1) == "p1é");
    CHECK(ask(2) == "p2é");
    // A line without its end mark is whole or it is not JSON.
    int lost = (cut + 1 < first_line ? 1 : 0) + (cut + 1 < whole.size() ? 1 : 0);
    CHECK(live.asked == lost);
    live.asked = 0;
    CHECK(ask(1) + ask(2) == "p1ép2é");
    CHECK(live.asked == 0);
  }
  WriteTo(CropsPath(home.store), "{\"key\":1}\n[]\nnull\n\xFF\xFE\n{\"key\":\"k\",\"answer\":7}\n");
  live.asked = 0;
  CHECK(ask(1) == "p1é");
  CHECK(live.asked == 1);
}

}  // namespace
}  // namespace riposte
