// Broken and hostile template files: loaded, or refused with the file and a message; never a crash,
// a hang, an entity of somebody else's, a pattern that takes all memory.
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "extractors/template/extract.h"
#include "tests/extractors/mutate.h"
#include "tests/extractors/template/page_builder.h"
#include "tests/measuring/program.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

const std::string kTemplates = std::string(RIPOSTE_SOURCE_DIR) + "/templates/";

std::string Slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream s;
  s << in.rdbuf();
  return s.str();
}

void Spit(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

struct Nothing : Rereader {
  Result<CropReading> Reread(const CropRequest&) override {
    return Error{.code = ErrorCode::kUnsupported, .message = "none"};
  }
};

// A folder with the schema, the common fields and the funds, and one template to break.
class Folder {
 public:
  Folder() {
    fs::create_directories(scratch_ / "schema");
    fs::create_directories(scratch_ / "letters");
    fs::copy_file(kTemplates + "schema/letters.rng", scratch_ / "schema/letters.rng");
    for (const char* name : {"commun.xml", "caisses.xml"})
      fs::copy_file(kTemplates + "letters/" + name, scratch_ / ("letters/" + std::string(name)));
  }

  Result<Templates> Load(const std::string& xml, const std::string& name = "one.xml") {
    Spit(scratch_ / ("letters/" + name), xml);
    return Templates::Load(scratch_.path());
  }

 private:
  ScratchFolder scratch_;
};

void CheckOutcome(const Result<Templates>& loaded) {
  if (!loaded.ok()) {
    CHECK(loaded.error().code == ErrorCode::kTemplate);
    CHECK_FALSE(loaded.error().message.empty());
    CHECK_FALSE(loaded.error().file.empty());
    return;
  }
  const PageReading page =
      PageBuilder()
          .Line(70, 60, "CPAM de la Creuse")
          .Line(350, 120, "Guéret, le 18 juin 2025")
          .Line(70, 200, "Objet : décision de mise sous accord préalable")
          .Line(70, 240, "du 1er février 2026 au 31 mai 2026, article R. 148-9")
          .page();
  Nothing rereader;
  CHECK(Extract(ReadingOf({page}), *loaded, rereader, {"lettre.pdf"}).size() == 1);
}

double Seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string WithPattern(const std::string& pattern) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<template id=\"decision_msap\" "
         "version=\"1\">\n"
         "<sample file=\"a.pdf\" expected=\"a.json\"/>\n<type possible=\"1\" sure=\"1\">\n"
         "<cue pattern=\"" +
         pattern + "\"/>\n</type>\n</template>\n";
}

}  // namespace

TEST_CASE("mutated templates are loaded or refused with their file", "[template][nonsense]") {
  Folder folder;
  const std::string good = Slurp(kTemplates + "letters/decision_msap.xml");
  REQUIRE_FALSE(good.empty());
  CheckOutcome(folder.Load(good));
  Mutator mutate(42, {"<",
                      ">",
                      "\"",
                      "&amp;",
                      "&x;",
                      "&#0;",
                      "&#x1F600;",
                      "<!--",
                      "]]>",
                      "<?x?>",
                      "\xff\xfe",
                      "\x01",
                      "pattern=\"(((\"",
                      "pattern=\"a{1000}{1000}\"",
                      "<try direction=\"anywhere\"/>",
                      "<check>a = sum(</check>",
                      "<cue/>",
                      "weight=\"1e308\"",
                      "weight=\"NaN\"",
                      "possible=\"-1\"",
                      "min=\"inf\"",
                      "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
                      "nth=\"999999999999\"",
                      "distance=\"-5\"",
                      "duration=\"P99999999999Y\"",
                      "article=\"L.\"",
                      "\n\n\n"});
  int loaded = 0;
  const double seconds = Seconds([&] {
    for (int round = 0; round < 150; ++round) {
      CAPTURE(round);
      const Result<Templates> t = folder.Load(mutate(good));
      loaded += t.ok();
      CheckOutcome(t);
    }
  });
  CHECK(seconds < 120);
  // Both ways were gone.
  CHECK(loaded > 0);
  CHECK(loaded < 150);
}

TEST_CASE("entities, depth and size of a template are bounded", "[template][nonsense]") {
  Folder folder;
  std::string bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE t [<!ENTITY a \"aaaaaaaaaa\">";
  for (char c = 'b'; c <= 'l'; ++c) {
    bomb += std::string("<!ENTITY ") + c + " \"";
    for (int i = 0; i < 10; ++i) bomb += std::string("&") + static_cast<char>(c - 1) + ";";
    bomb += "\">";
  }
  bomb += "]>\n<template id=\"riap\" version=\"1\">&l;</template>";
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<template>";
  for (const std::string& xml :
       {bomb, deep, std::string(), std::string(3'000'000, ' '),
        "<template id=\"" + std::string(2'000'000, 'a') + "\" version=\"1\"/>"}) {
    double seconds = 0;
    CAPTURE(xml.substr(0, 60));
    seconds = Seconds([&] {
      const Result<Templates> t = folder.Load(xml);
      REQUIRE_FALSE(t.ok());
      CheckOutcome(t);
    });
    CHECK(seconds < 20);
  }
}

TEST_CASE("patterns that explode are refused or harmless", "[template][nonsense]") {
  Folder folder;
  for (const std::string& pattern :
       {std::string("("), std::string("(?=a)"), std::string("(a)\\1"),
        std::string("((a{100}){100}){100}"), std::string(5000, '('),
        "(" + std::string(100'000, 'a') + "){900}", std::string("(a*)*b"),
        std::string("(.*)(.*)(.*)(.*)(.*)(.*)(.*)=="), std::string("[[:foo:]]"),
        std::string("\\p{Zz}")}) {
    double seconds = 0;
    CAPTURE(pattern.substr(0, 40));
    seconds = Seconds([&] { CheckOutcome(folder.Load(WithPattern(pattern))); });
    CHECK(seconds < 20);
  }
}

TEST_CASE("a page of two hundred thousand words ends", "[template][nonsense]") {
  static const Result<Templates> all = Templates::Load(kTemplates);
  REQUIRE(all.ok());
  PageReading page = PageBuilder().page();
  const char* const words[] = {"du",    "1er", "18/06/2025", "7",      "000,00",
                               "€",     "L.",  "162-1-15",   "\x01",   "commission",
                               "Objet", ":",   "n°",         "patient"};
  for (int i = 0; i < 200'000; ++i) {
    const double x = 20 + 14.0 * (i % 38), y = 20 + 0.15 * (i / 38);
    page.words.push_back({.text = words[(i * 7 + i / 5) % 14], .box = {x, y, x + 12, y + 6}});
  }
  Nothing rereader;
  const double seconds =
      Seconds([&] { CHECK_FALSE(Extract(ReadingOf({page}), *all, rereader, {"a.pdf"}).empty()); });
  CHECK(seconds < 240);
}

}  // namespace riposte
