// Workers over lying and failing children: what is accepted, and how pages are put together.
#include <sys/mman.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "extractors/page/text_pages.h"
#include "pipeline/worker/zygote.h"
#include "tests/pipeline/store/scratch.h"

namespace riposte {
namespace {

using Clock = std::chrono::steady_clock;
using Run = std::function<Result<std::string>(const VerbRequest&, Bytes)>;

std::string CensusOf(int pages) {
  Census census;
  census.kind = "pdf";
  for (int i = 0; i < pages; ++i) census.pages.push_back({595.0, 842.0 + i, false});
  census.warnings = {"repaired"};
  return ToJson(census);
}

std::string PageWith(int number, const std::string& word) {
  PageReading p;
  p.number = number;
  p.width = 595;
  p.height = 842;
  p.source = PageSource::kOcr;
  p.recipe = "scan";
  p.words.push_back({word, Box{10, 10, 50, 20}, 0.9});
  return ToJson(p);
}

// A document of `pages` whose pages are read by `page`.
Zygote Start(int pages, const std::function<Result<std::string>(int)>& page,
             const ChildLimits& limits = {}) {
  Verbs verbs;
  verbs.run = [=](const VerbRequest& r, Bytes) -> Result<std::string> {
    if (r.verb == Verb::kCensus) return CensusOf(pages);
    return page(r.page);
  };
  Result<Zygote> zygote = Zygote::StartWith(verbs, limits);
  REQUIRE(zygote.ok());
  return std::move(*zygote);
}

Zygote Answering(const Run& run, const ChildLimits& limits = {}) {
  Verbs verbs;
  verbs.run = run;
  Result<Zygote> zygote = Zygote::StartWith(verbs, limits);
  REQUIRE(zygote.ok());
  return std::move(*zygote);
}

struct Document {
  Fd fd{memfd_create("document", MFD_CLOEXEC)};
  Document() { REQUIRE(WriteAll(fd.get(), "bytes")); }
};

const std::string kSha(64, 'a');

TEST_CASE("pages come together in their order, whoever was first", "[worker]") {
  Zygote zygote = Start(12, [](int page) -> Result<std::string> {
    usleep(static_cast<useconds_t>((page * 7) % 5) * 10'000);
    return PageWith(page, "page" + std::to_string(page));
  });
  Workers workers(zygote, {.jobs = 4});
  CHECK(workers.jobs() == 4);
  Document document;
  std::string told;
  auto self = std::this_thread::get_id();
  Result<Reading> reading = workers.Read(document.fd.get(), kSha, [&](int done, int pages) {
    CHECK(std::this_thread::get_id() == self);
    told += std::to_string(done) + "/" + std::to_string(pages) + " ";
  });
  REQUIRE(reading.ok());
  CHECK(told == "1/12 2/12 3/12 4/12 5/12 6/12 7/12 8/12 9/12 10/12 11/12 12/12 ");
  CHECK(reading->sha256 == kSha);
  CHECK(reading->version == kReaderVersion);
  CHECK(reading->kind == "pdf");
  CHECK(reading->warnings == std::vector<std::string>{"repaired"});
  REQUIRE(reading->pages.size() == 12);
  for (int i = 1; i <= 12; ++i) {
    const PageReading& p = reading->pages.at(static_cast<size_t>(i) - 1);
    CHECK(p.number == i);
    REQUIRE(p.words.size() == 1);
    CHECK(p.words.at(0).text == "page" + std::to_string(i));
  }
}

TEST_CASE("a crash on page 4 costs page 4", "[worker][fault]") {
  ChildLimits limits;
  limits.page_seconds = 1;
  Zygote zygote = Start(
      8,
      [](int page) -> Result<std::string> {
        if (page == 4) abort();
        if (page == 5) {
          while (true) sleep(100);
        }
        if (page == 6) return Error{ErrorCode::kDamaged, "", ""};
        if (page == 7) return std::string("{\"number\": 7");
        return PageWith(page, "good");
      },
      limits);
  Workers workers(zygote, {.jobs = 2});
  Document document;
  Result<Reading> reading = workers.Read(document.fd.get(), kSha);
  REQUIRE(reading.ok());
  std::string outcome;
  for (const PageReading& p : reading->pages) {
    outcome += p.source == PageSource::kFailed ? p.failure + " " : "ok ";
  }
  CHECK(outcome == "ok ok ok child_died time_limit damaged protocol ok ");
  // A failed page keeps its place and its size.
  CHECK(reading->pages.at(3).number == 4);
  CHECK(reading->pages.at(3).width == 595);
  CHECK(reading->pages.at(3).height == 845);
  CHECK(reading->pages.at(3).words.empty());
  // What was put together can be stored and read again.
  CHECK(ReadingFromJson(ToJson(*reading)).ok());
}

TEST_CASE("a page that says it is another is not believed", "[worker][fault]") {
  Zygote zygote =
      Start(3, [](int page) -> Result<std::string> { return PageWith(page == 2 ? 3 : page, "x"); });
  Workers workers(zygote, {.jobs = 2});
  Document document;
  Result<Reading> reading = workers.Read(document.fd.get(), kSha);
  REQUIRE(reading.ok());
  CHECK(reading->pages.at(1).source == PageSource::kFailed);
  CHECK(reading->pages.at(1).failure == "protocol");
  CHECK(reading->pages.at(2).words.size() == 1);
}

TEST_CASE("no page at all is an error, with its page", "[worker][fault]") {
  Zygote zygote = Start(3, [](int page) -> Result<std::string> {
    return Error{page == 1 ? ErrorCode::kDamaged : ErrorCode::kTooLarge, "", ""};
  });
  Workers workers(zygote, {.jobs = 3});
  Document document;
  Result<Reading> reading = workers.Read(document.fd.get(), kSha);
  REQUIRE_FALSE(reading.ok());
  CHECK(reading.error().code == ErrorCode::kDamaged);
  CHECK(reading.error().page == 1);
}

TEST_CASE("a census that fails or lies is the end of the document", "[worker][fault]") {
  struct Case {
    const char* what;
    Result<std::string> census;
    ErrorCode code;
  };
  for (const Case& c : std::vector<Case>{
           {"encrypted", Error{ErrorCode::kEncrypted, "", ""}, ErrorCode::kEncrypted},
           {"no JSON", std::string("hello"), ErrorCode::kProtocol},
           {"empty", std::string(), ErrorCode::kProtocol},
           {"no page", CensusOf(0), ErrorCode::kProtocol},
           {"over the limit", CensusOf(1001), ErrorCode::kProtocol},
           {"huge", std::string(5 << 20, '['), ErrorCode::kProtocol},
           {"a place", Error{ErrorCode::kUsage, "", ""}, ErrorCode::kProtocol},
       }) {
    INFO(c.what);
    Zygote zygote = Answering([&](const VerbRequest&, Bytes) { return c.census; });
    Workers workers(zygote, {.jobs = 1});
    Document document;
    Result<Reading> reading = workers.Read(document.fd.get(), kSha);
    REQUIRE_FALSE(reading.ok());
    CHECK(Name(reading.error().code) == std::string(Name(c.code)));
  }
}

TEST_CASE("a thousand pages that never end take minutes, not days", "[worker][fault]") {
  ChildLimits limits;
  limits.page_seconds = 1;
  Zygote zygote = Start(
      300,
      [](int page) -> Result<std::string> {
        if (page == 1) return PageWith(1, "first");
        while (true) sleep(100);
      },
      limits);
  Workers workers(zygote, {.jobs = 8});
  Document document;
  auto before = Clock::now();
  Result<Reading> reading = workers.Read(document.fd.get(), kSha);
  CHECK(Clock::now() - before < std::chrono::seconds(10));
  REQUIRE(reading.ok());
  CHECK(reading->pages.size() == 300);
  CHECK(reading->pages.at(299).failure == "time_limit");
}

TEST_CASE("a dead zygote ends the document at once with kDefect", "[worker][fault]") {
  Zygote zygote = Start(100, [](int page) -> Result<std::string> {
    if (page == 3) kill(getppid(), SIGKILL);
    return PageWith(page, "x");
  });
  // The filter would not let a child do that.
  Verbs verbs;
  verbs.sandbox = false;
  verbs.run = [](const VerbRequest& r, Bytes) -> Result<std::string> {
    if (r.verb == Verb::kCensus) return CensusOf(100);
    if (r.page == 3) kill(getppid(), SIGKILL);
    return PageWith(r.page, "x");
  };
  Result<Zygote> open = Zygote::StartWith(verbs);
  REQUIRE(open.ok());
  Document document;
  {
    Workers workers(*open, {.jobs = 2});
    Result<Reading> reading = workers.Read(document.fd.get(), kSha);
    REQUIRE_FALSE(reading.ok());
    CHECK(reading.error().code == ErrorCode::kDefect);
    CHECK(reading.error().hint == "start riposte again");
  }
  if (ProbeSandbox().seccomp) {
    Workers workers(zygote, {.jobs = 2});
    CHECK(workers.Read(document.fd.get(), kSha).ok());
  }
}

TEST_CASE("a zygote with threads does not fork", "[worker][fault]") {
  Verbs verbs;
  verbs.warm = []() -> Status {
    std::thread([] {
      while (true) sleep(100);
    }).detach();
    return {};
  };
  verbs.run = [](const VerbRequest&, Bytes) -> Result<std::string> { return CensusOf(1); };
  Result<Zygote> zygote = Zygote::StartWith(verbs);
  REQUIRE(zygote.ok());
  Workers workers(*zygote, {.jobs = 1});
  Document document;
  Result<Census> census = workers.TakeCensus(document.fd.get());
  REQUIRE_FALSE(census.ok());
  CHECK(census.error().code == ErrorCode::kDefect);
  CHECK(census.error().hint.find("omp_set_max_active_levels") != std::string::npos);
}

TEST_CASE("bytes that are not what was promised are refused", "[worker][fault]") {
  using namespace std::string_literals;
  const std::string png = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR....IEND\xae\x42\x60\x82"s;
  const std::string pdf = "%PDF-1.4\n...\n%%EOF\n";
  std::string answer;
  auto with = [&](const std::string& bytes) {
    return Answering([bytes](const VerbRequest&, Bytes) { return bytes; });
  };
  Document document;
  int fd = document.fd.get();
  Reading reading;
  reading.sha256 = kSha;
  reading.kind = "pdf";
  {
    Zygote zygote = with(png);
    Workers workers(zygote, {.jobs = 1});
    CHECK(workers.RenderCrop(fd, 1, {}, 72).value() == png);
    CHECK(workers.MakeSearchable(fd, reading).error().code == ErrorCode::kProtocol);
    CHECK(workers.SplitPages(fd, 1, 1).error().code == ErrorCode::kProtocol);
    CHECK(workers.RereadCrop(fd, {}).error().code == ErrorCode::kProtocol);
    LiveRereader live(workers, fd);
    CHECK(live.Reread({5, {}, CropRecipe::kNumber}).error().page == 5);
  }
  {
    Zygote zygote = with(pdf);
    Workers workers(zygote, {.jobs = 1});
    CHECK(workers.MakeSearchable(fd, reading).value() == pdf);
    CHECK(workers.SplitPages(fd, 1, 1).value() == pdf);
    CHECK(workers.RenderCrop(fd, 1, {}, 72).error().code == ErrorCode::kProtocol);
  }
  {
    Zygote zygote = Answering([](const VerbRequest&, Bytes) -> Result<std::string> {
      return Error{ErrorCode::kUsage, "no such page", ""};
    });
    Workers workers(zygote, {.jobs = 1});
    CHECK(workers.RenderCrop(fd, 99, {}, 72).error().code == ErrorCode::kUsage);
    CHECK(workers.RereadCrop(fd, {}).error().code == ErrorCode::kUsage);
  }
}

TEST_CASE("pages with text share a child until one of them is odd", "[worker][fault]") {
  // 70 pages: 1 to 20 have text, 21 needs a picture to be read, 40 kills its child, the last ten
  // have no text at all.
  Zygote zygote = Answering([](const VerbRequest& r, Bytes) -> Result<std::string> {
    const auto text = [](int number) {
      PageReading page;
      page.number = number;
      page.width = page.height = 100;
      page.source = PageSource::kTextLayer;
      return page;
    };
    if (r.verb == Verb::kCensus) {
      Census census;
      census.kind = "pdf";
      for (int i = 1; i <= 70; ++i) census.pages.push_back({100, 100, i <= 60});
      return ToJson(census);
    }
    if (r.verb == Verb::kReadPage) return r.page == 40 ? (abort(), "") : PageWith(r.page, "alone");
    std::vector<std::optional<PageReading>> pages;
    for (int i = r.page; i < r.page + r.count; ++i) {
      if (i == 40 || i > 60) abort();
      if (i == 21)
        pages.emplace_back();
      else
        pages.emplace_back(text(i));
    }
    return ToLines(pages);
  });
  Workers workers(zygote, {.jobs = 2});
  Document document;
  int told = 0;
  const Reading reading =
      workers.Read(document.fd.get(), kSha, [&](int done, int) { told = done; }).value();
  CHECK(told == 70);
  REQUIRE(reading.pages.size() == 70);
  int shared = 0;
  for (int i = 1; i <= 70; ++i) {
    INFO(i);
    const PageReading& page = reading.pages.at(static_cast<size_t>(i) - 1);
    CHECK(page.number == i);
    shared += page.source == PageSource::kTextLayer;
    if (i == 40)
      CHECK(page.failure == "child_died");
    else if (i == 21 || i > 60)
      CHECK(page.source == PageSource::kOcr);
  }
  CHECK(shared >= 27);
}

TEST_CASE("a batch of crops keeps its order, and only the bad crop is lost", "[worker][fault]") {
  Zygote zygote = Answering([](const VerbRequest& request, Bytes) -> Result<std::string> {
    const std::vector<CropRequest> crops = CropRequestsFromJson(request.body).value();
    std::vector<Result<CropReading>> answers;
    for (const CropRequest& crop : crops) {
      if (crop.box.left == 13) abort();
      CropReading reading;
      reading.text = std::to_string(crop.page) + ":" + std::to_string(int(crop.box.left));
      answers.emplace_back(reading);
    }
    return ToJson(answers);
  });
  Workers workers(zygote, {.jobs = 2});
  Document document;
  std::vector<CropRequest> requests;
  for (int i = 0; i < 120; ++i)
    requests.push_back({1 + i % 3, Box{double(i), 0, i + 1.0, 1}, CropRecipe::kLine});
  LiveRereader live(workers, document.fd.get());
  const std::vector<Result<CropReading>> answers = live.RereadAll(requests);
  REQUIRE(answers.size() == requests.size());
  for (size_t i = 0; i < answers.size(); ++i) {
    INFO(i);
    if (i == 13) {
      CHECK(answers[i].error().code == ErrorCode::kChildDied);
      CHECK(answers[i].error().page == 2);
    } else {
      CHECK(answers[i]->text == std::to_string(1 + i % 3) + ":" + std::to_string(i));
    }
  }
  CHECK(live.RereadAll({}).empty());
}

TEST_CASE("too few answers to a batch are none", "[worker][fault]") {
  Zygote zygote = Answering([](const VerbRequest&, Bytes) -> Result<std::string> {
    return ToJson(std::vector<Result<CropReading>>{CropReading{}});
  });
  Workers workers(zygote, {.jobs = 1});
  Document document;
  const std::vector<CropRequest> two(2);
  // Asked alone, each gets its one answer.
  for (const auto& answer : workers.RereadCrops(document.fd.get(), two)) CHECK(answer.ok());
  CHECK(workers.RereadCrop(document.fd.get(), {}).ok());
}

TEST_CASE("several threads read several documents at once", "[worker]") {
  Zygote zygote = Start(6, [](int page) -> Result<std::string> {
    return PageWith(page, "page" + std::to_string(page));
  });
  Workers workers(zygote, {.jobs = 2});
  std::vector<int> right(4);
  std::vector<std::thread> threads;
  for (size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      Fd fd(memfd_create("document", MFD_CLOEXEC));
      Result<Reading> reading = workers.Read(fd.get(), kSha);
      if (!reading.ok()) return;
      for (const PageReading& p : reading->pages) {
        right.at(t) +=
            p.words.size() == 1 && p.words.at(0).text == "page" + std::to_string(p.number);
      }
    });
  }
  for (std::thread& t : threads) t.join();
  CHECK(right == std::vector<int>{6, 6, 6, 6});
}

}  // namespace
}  // namespace riposte
