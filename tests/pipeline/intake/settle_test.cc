// When a file may be taken: the rule around its thresholds, and the ends of the known kinds.
#include "pipeline/intake/settle.h"

#include <catch2/catch.hpp>

namespace riposte {
namespace {

using namespace std::string_literals;

Structure Look(const std::string& bytes) {
  std::string head = bytes.substr(0, kHeadBytes);
  std::string tail = bytes.size() > kTailBytes ? bytes.substr(bytes.size() - kTailBytes) : bytes;
  return LookAtEnds(head, tail, static_cast<int64_t>(bytes.size()));
}

TEST_CASE("the end of a file by its kind", "[intake]") {
  struct Case {
    const char* what;
    std::string bytes;
    Structure structure;
  };
  std::string body(5000, 'b');
  for (const Case& c : std::vector<Case>{
           {"empty", "", Structure::kUnfinished},
           {"pdf", "%PDF-1.4\n" + body + "\n%%EOF\n", Structure::kComplete},
           {"pdf, junk before", "junk\n%PDF-1.4\n" + body + "%%EOF", Structure::kComplete},
           {"pdf, some zeros after", "%PDF-1.4\n" + body + "%%EOF" + std::string(900, '\0'),
            Structure::kComplete},
           {"pdf without trailer", "%PDF-1.4\n" + body, Structure::kUnfinished},
           {"pdf, first bytes only", "%PDF-", Structure::kUnfinished},
           {"pdf, trailer far from the end", "%PDF-1.4\n%%EOF\n" + body, Structure::kUnfinished},
           {"jpeg", "\xFF\xD8\xFF\xE0" + body + "\xFF\xD9", Structure::kComplete},
           {"jpeg cut", "\xFF\xD8\xFF\xE0" + body, Structure::kUnfinished},
           {"png", "\x89PNG\r\n\x1A\n" + body + "\0\0\0\0IEND\xAE\x42\x60\x82"s,
            Structure::kComplete},
           {"png cut", "\x89PNG\r\n\x1A\n" + body, Structure::kUnfinished},
           {"tiff, page at the end", "II\x2A\0\x10\x0E\0\0"s + body, Structure::kUnknown},
           {"tiff, page not yet there", "II\x2A\0\xFF\xFF\0\0"s + body, Structure::kUnfinished},
           {"tiff, big-endian", "MM\0\x2A\0\0\x0E\x10"s + body, Structure::kUnknown},
           {"tiff, no page yet", "MM\0\x2A\0\0\0\0"s + body, Structure::kUnfinished},
           {"tiff, header cut", "II\x2A\0\x10"s, Structure::kUnfinished},
           {"text", "Bonjour", Structure::kUnknown},
       }) {
    INFO(c.what);
    CHECK(Look(c.bytes) == c.structure);
  }
}

TEST_CASE("stillness needed", "[intake]") {
  SettleOptions o;  // 2 s, 5 s, 60 s
  struct Case {
    int64_t still;
    Structure structure;
    bool written;
    bool settled;
  };
  for (const Case& c : std::vector<Case>{
           {1999, Structure::kComplete, false, false},
           {2000, Structure::kComplete, false, true},
           {4999, Structure::kUnknown, false, false},
           {5000, Structure::kUnknown, false, true},
           {59'999, Structure::kUnfinished, false, false},
           {60'000, Structure::kUnfinished, false, true},
           {60'000, Structure::kComplete, true, false},
           {599'999, Structure::kComplete, true, false},
           {600'000, Structure::kComplete, true, true},
       }) {
    INFO(c.still);
    CHECK(IsSettled(c.still, c.structure, c.written, o) == c.settled);
  }
  // A unfinished file never goes before a finished one.
  o.incomplete_seconds = 0;
  CHECK_FALSE(IsSettled(1999, Structure::kUnfinished, false, o));
}

TEST_CASE("a clock starts again at every change", "[intake]") {
  Settler s;
  CHECK(s.Observe("a", {10, 1, 7}, 1000) == 0);
  CHECK(s.Observe("a", {10, 1, 7}, 1500) == 500);
  CHECK(s.Observe("a", {11, 1, 7}, 1600) == 0);  // grew
  CHECK(s.Observe("a", {11, 2, 7}, 1700) == 0);  // same size, written again
  CHECK(s.Observe("a", {11, 2, 8}, 1800) == 0);  // another file of that name
  CHECK(s.Observe("a", {11, 2, 8}, 2800) == 1000);
  CHECK(s.Observe("b", {11, 2, 8}, 2800) == 0);
  s.KeepOnly({"b"});
  CHECK(s.Observe("a", {11, 2, 8}, 2900) == 0);  // went and came back
  s.KeepOnly({});
  CHECK(s.empty());
}

TEST_CASE("litter and documents", "[intake]") {
  for (const char* name : {".DS_Store", ".lettre.pdf.swp", "lettre.pdf.tmp", "lettre.PDF.PART",
                           "~$lettre.docx", "Thumbs.db", "desktop.ini", "@eaDir", "#recycle",
                           "x.crdownload", ".stfolder", "~syncthing~lettre.pdf.tmp", ""}) {
    INFO(name);
    CHECK(IsLitter(name));
  }
  for (const char* name : {"lettre.pdf", "scan", "tmp.pdf", "part 1.tif", "~lettre.pdf", "#1.pdf",
                           "lettre.sync-conflict-20250618.pdf", "Été.PDF"}) {
    INFO(name);
    CHECK_FALSE(IsLitter(name));
  }
}

}  // namespace
}  // namespace riposte
