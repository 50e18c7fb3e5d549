// The real readers behind the border: sandbox and limits must not change what they read, and a
// recognition before the fork must not hang the children.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "extractors/ocr/engine.h"
#include "pipeline/store/files.h"
#include "pipeline/worker/verbs.h"
#include "pipeline/worker/worker.h"
#include "tests/pipeline/store/scratch.h"

namespace riposte {
namespace {

const std::string kLetter = RIPOSTE_SOURCE_DIR "/samples/mail/notification_mso-1.pdf";
const std::string kSha(64, 'a');

ChildLimits Limits() {
  ChildLimits limits;
  limits.page_seconds = 60;
  return limits;
}

Fd Holding(const std::string& bytes) {
  Fd fd(memfd_create("document", MFD_CLOEXEC));
  REQUIRE(WriteAll(fd.get(), bytes));
  return fd;
}

std::multiset<std::string> WordsOf(const PageReading& page) {
  std::multiset<std::string> words;
  for (const Word& w : page.words) words.insert(w.text);
  return words;
}

TEST_CASE("a letter through the sandbox: its text, its picture, its searchable copy",
          "[worker][real]") {
  // In this process first: the children must not hang on what it leaves behind.
  {
    std::string bytes = ReadFrom(kLetter);
    TesseractEngine engine;
    REQUIRE(engine.Load().ok());
    Result<CropReading> crop =
        RereadCrop(Bytes(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()),
                   {1, Box{50, 50, 400, 80}, CropRecipe::kLine}, engine, {});
    REQUIRE(crop.ok());
  }
  Result<Zygote> zygote = Zygote::Start(Limits());
  REQUIRE(zygote.ok());
  Workers workers(*zygote, {.jobs = 2});
  Fd letter(open(kLetter.c_str(), O_RDONLY | O_CLOEXEC));
  REQUIRE(letter);

  Result<Reading> text = workers.Read(letter.get(), kSha);
  INFO((text.ok() ? "" : text.error().ToString()));
  REQUIRE(text.ok());
  CHECK(text->kind == "pdf");
  REQUIRE_FALSE(text->pages.empty());
  CHECK(text->pages.at(0).source == PageSource::kTextLayer);
  CHECK(text->pages.at(0).words.size() > 100);

  // The same as without a border.
  std::string bytes = ReadFrom(kLetter);
  TesseractEngine engine;
  Result<PageReading> direct = ReadPage(
      Bytes(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()), 1, engine, {});
  REQUIRE(direct.ok());
  CHECK(ToJson(*direct) == ToJson(text->pages.at(0)));

  Result<std::string> png = workers.RenderCrop(letter.get(), 1, {}, 200);
  REQUIRE(png.ok());
  Fd picture = Holding(*png);
  Result<Reading> scan = workers.Read(picture.get(), kSha);
  INFO((scan.ok() ? "" : scan.error().ToString()));
  REQUIRE(scan.ok());
  CHECK(scan->kind == "png");
  REQUIRE(scan->pages.size() == 1);
  CHECK(scan->pages.at(0).source == PageSource::kOcr);
  std::multiset<std::string> printed = WordsOf(text->pages.at(0)),
                             read = WordsOf(scan->pages.at(0));
  std::vector<std::string> both;
  std::set_intersection(printed.begin(), printed.end(), read.begin(), read.end(),
                        std::back_inserter(both));
  CHECK(both.size() > printed.size() * 8 / 10);

  const Word& word =
      *std::max_element(scan->pages.at(0).words.begin(), scan->pages.at(0).words.end(),
                        [](const Word& a, const Word& b) { return a.text.size() < b.text.size(); });
  Result<CropReading> crop = workers.RereadCrop(picture.get(), {1, word.box, CropRecipe::kLine});
  REQUIRE(crop.ok());
  CHECK_FALSE(crop->text.empty());

  Result<std::string> searchable = workers.MakeSearchable(picture.get(), *scan);
  INFO((searchable.ok() ? "" : searchable.error().ToString()));
  REQUIRE(searchable.ok());
  Fd copy = Holding(*searchable);
  CHECK(workers.TakeCensus(copy.get())->kind == "pdf");
  CHECK(workers.TakeCensus(copy.get())->pages.at(0).has_text);

  Result<std::string> part = workers.SplitPages(letter.get(), 1, 1);
  REQUIRE(part.ok());
  CHECK(workers.TakeCensus(Holding(*part).get())->pages.size() == 1);
}

// objet.heic: the subject line of samples/mail/notification_mso-1.pdf at 200 dpi, made with
// libheif's own encoder. Its decoder starts threads, which a filter that is one call too strict
// forbids.
TEST_CASE("HEIC, whose decoder needs threads, is read in the sandbox", "[worker][real]") {
  Result<Zygote> zygote = Zygote::Start(Limits());
  REQUIRE(zygote.ok());
  Workers workers(*zygote, {.jobs = 1});
  Fd file(open(RIPOSTE_SOURCE_DIR "/tests/pipeline/worker/objet.heic", O_RDONLY | O_CLOEXEC));
  REQUIRE(file);
  Result<Reading> reading = workers.Read(file.get(), kSha);
  INFO((reading.ok() ? "" : reading.error().ToString()));
  REQUIRE(reading.ok());
  CHECK(reading->kind == "heic");
  CHECK(WordsOf(reading->pages.at(0)).contains("procédure"));
}

TEST_CASE("bad files through the border", "[worker][real]") {
  Result<Zygote> zygote = Zygote::Start(Limits());
  REQUIRE(zygote.ok());
  Workers workers(*zygote, {.jobs = 2});
  auto code = [&](const std::string& bytes) {
    Result<Reading> reading = workers.Read(Holding(bytes).get(), kSha);
    return reading.ok() ? "read" : Name(reading.error().code);
  };
  std::string letter = ReadFrom(kLetter);
  CHECK(code("") == std::string("empty"));
  CHECK(code("hello, this is text") == std::string("unsupported"));
  CHECK(code("%PDF-1.4\nnothing") == std::string("damaged"));
  CHECK(code(letter) == std::string("read"));
  CHECK(workers.RenderCrop(Holding(letter).get(), 999, {}, 72).error().code == ErrorCode::kUsage);
}

}  // namespace
}  // namespace riposte
