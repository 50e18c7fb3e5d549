// Bad input: each gets its own error, quickly, and nothing is decoded that is over a limit.
#include <leptonica/allheaders.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "extractors/page/qpdf.h"
#include "extractors/page/tiff.h"
#include "tests/extractors/page/paper.h"

namespace riposte {
namespace {

using namespace paper;
using namespace std::string_literals;

ErrorCode CensusCode(const std::string& file) {
  Result<Census> census = TakeCensus(AsBytes(file), {});
  REQUIRE_FALSE(census.ok());
  CHECK_FALSE(census.error().message.empty());
  return census.error().code;
}

std::string Encrypted(const std::string& file, const char* user, const char* owner) {
  QPDF pdf;
  pdf.processMemoryFile("input", file.data(), file.size());
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setR6EncryptionParameters(user, owner, true, false, false, false, false, false,
                                   qpdf_r3p_none, true);
  writer.write();
  const std::unique_ptr<Buffer> buffer(writer.getBuffer());
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

// A page tree whose root has `count` kids, each an object of its own or all the same one.
std::string ManyPages(int count, bool same = false) {
  std::string kids;
  for (int i = 0; i < count; ++i) kids += std::to_string(same ? 3 : 3 + i) + " 0 R ";
  std::vector<std::string> objects = {
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Count " + std::to_string(count) + " /Kids [" + kids + "] >>"};
  for (int i = 0; i < (same ? 1 : count); ++i)
    objects.emplace_back("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>");
  const std::string size = std::to_string(objects.size() + 1);
  std::string pdf = "%PDF-1.7\n", xref = "xref\n0 " + size + "\n0000000000 65535 f \n";
  for (size_t i = 0; i < objects.size(); ++i) {
    char line[32];
    std::snprintf(line, sizeof line, "%010zu 00000 n \n", pdf.size());
    xref += line;
    pdf += std::to_string(i + 1) + " 0 obj " + objects[i] + " endobj\n";
  }
  const size_t at = pdf.size();
  return pdf + xref + "trailer << /Size " + size + " /Root 1 0 R >>\nstartxref\n" +
         std::to_string(at) + "\n%%EOF\n";
}

// A little-endian TIFF directory of 16 x 16 one-bit pixels.
std::string TiffDirectory(uint32_t next, uint32_t width = 16, uint32_t height = 16) {
  std::string s;
  auto number = [&](uint32_t v, int n) {
    for (int i = 0; i < n; ++i) s += static_cast<char>(v >> (8 * i));
  };
  auto entry = [&](uint32_t tag, uint32_t type, uint32_t value) {
    number(tag, 2), number(type, 2), number(1, 4), number(value, 4);
  };
  number(3, 2);
  entry(256, 4, width);
  entry(257, 4, height);
  entry(258, 3, 1);
  number(next, 4);
  return s;
}

}  // namespace

TEST_CASE("no byte, no document, no page", "[page]") {
  CHECK(CensusCode("") == ErrorCode::kEmpty);
  CHECK(CensusCode("Bonjour,\nceci n’est pas un PDF.\n") == ErrorCode::kUnsupported);
  CHECK(CensusCode("PK\3\4docx"s) == ErrorCode::kUnsupported);
  CHECK(CensusCode(ManyPages(0)) == ErrorCode::kEmpty);
  CHECK(ReadPage({}, 1, Engine(), {}).error().code == ErrorCode::kEmpty);
}

TEST_CASE("a password to open is refused, an owner's password is not", "[page]") {
  const std::string letter = Letter();
  CHECK(CensusCode(Encrypted(letter, "secret", "owner")) == ErrorCode::kEncrypted);
  const std::string open = Encrypted(letter, "", "owner");
  CHECK(TakeCensus(AsBytes(open), {}).value().pages.size() == 2);
  CHECK(ReadPage(AsBytes(open), 1, Engine(), {}).value().words.size() > 100);
  const std::string locked = Encrypted(letter, "secret", "owner");
  CHECK(MakeSearchable(AsBytes(locked), {}).error().code == ErrorCode::kEncrypted);
  CHECK(SplitPages(AsBytes(locked), 1, 1).error().code == ErrorCode::kEncrypted);
}

TEST_CASE("truncated and damaged PDFs are damaged or repaired, never silently blank", "[page]") {
  const std::string letter = Letter();
  // Chromium and LibreOffice write the catalogue at the end: nothing is left of a half file.
  CHECK(CensusCode(letter.substr(0, letter.size() / 2)) == ErrorCode::kDamaged);
  CHECK(CensusCode("%PDF-1.7\n") == ErrorCode::kDamaged);
  CHECK(CensusCode("%PDF-1.7\n" + std::string(5000, 'x')) == ErrorCode::kDamaged);
  SECTION("a lost cross-reference table is rebuilt, and said") {
    std::string broken = MakePdf({"BT /F1 12 Tf 72 700 Td (Bonjour) Tj ET"});
    broken.replace(broken.rfind("startxref"), 12, "startxref\n99");
    const Census census = TakeCensus(AsBytes(broken), {}).value();
    CHECK(census.pages.size() == 1);
    CHECK(std::count(census.warnings.begin(), census.warnings.end(), "repaired") == 1);
    CHECK(AllText(ReadPage(AsBytes(broken), 1, Engine(), {}).value()) == "Bonjour ");
  }
  SECTION("a page whose content is destroyed is no blank page") {
    std::string broken = letter;
    // Overwrite the compressed streams, keep the structure.
    for (size_t at = broken.find("stream\n"); at != std::string::npos;
         at = broken.find("\nstream\n", at + 20)) {
      const size_t end = broken.find("endstream", at);
      if (end == std::string::npos) break;
      for (size_t i = at + 9; i + 1 < end; ++i) broken[i] = 'x';
      at = end;
    }
    Result<PageReading> page = ReadPage(AsBytes(broken), 1, Engine(), {});
    REQUIRE_FALSE(page.ok());
    CHECK(page.error().code == ErrorCode::kDamaged);
    CHECK(page.error().page == 1);
  }
}

TEST_CASE("truncated pictures are damaged", "[page]") {
  PixPtr grey = LetterPicture(100, riposte::Box{0, 0, 595, 200});
  for (const std::string& whole :
       {Jpeg(grey.get(), 100), Png(grey.get(), 100), Heic(grey.get()), Tiff({grey.get()})}) {
    const std::string half = whole.substr(0, whole.size() / 2);
    const Result<Census> census = TakeCensus(AsBytes(half), {});
    const Result<PageReading> page = ReadPage(AsBytes(half), 1, Engine(), {});
    REQUIRE_FALSE(page.ok());
    CHECK(page.error().code == ErrorCode::kDamaged);
    if (!census.ok()) CHECK(census.error().code == ErrorCode::kDamaged);
  }
}

TEST_CASE("too many pages are counted, not opened", "[page]") {
  const std::string many = ManyPages(5000), nested = ManyPages(5000, true), some = ManyPages(900);
  const auto start = std::chrono::steady_clock::now();
  CHECK(CensusCode(many) == ErrorCode::kTooLarge);
  CHECK(CensusCode(nested) == ErrorCode::kTooLarge);
  const auto refused = std::chrono::steady_clock::now() - start;
  const auto again = std::chrono::steady_clock::now();
  CHECK(TakeCensus(AsBytes(some), {}).value().pages.size() == 900);
  // Opening 5000 pages would cost five times what these 900 do.
  CHECK(refused < 4 * (std::chrono::steady_clock::now() - again));
}

TEST_CASE("a page wider than any paper is refused", "[page]") {
  std::string wide = MakePdf({"0 0 m 10 10 l S"});
  wide.replace(wide.find("595 842"), 7, "59500 9");
  CHECK(CensusCode(wide) == ErrorCode::kTooLarge);
}

TEST_CASE("20,000 x 20,000 pixels are refused before decoding", "[page]") {
  PixPtr small(pixCreate(64, 64, 8));
  std::string png = Png(small.get(), 300);
  png.replace(16, 8, "\0\0\x4E\x20\0\0\x4E\x20"s);  // the header's width and height
  CHECK(CensusCode(png) == ErrorCode::kTooLarge);
  std::string jpeg = Jpeg(small.get(), 300);
  const size_t frame = jpeg.find("\xFF\xC0"s);
  REQUIRE(frame != std::string::npos);
  jpeg.replace(frame + 5, 4, "\x4E\x20\x4E\x20"s);
  CHECK(CensusCode(jpeg) == ErrorCode::kTooLarge);
  CHECK(CensusCode("II*\0\10\0\0\0"s + TiffDirectory(0, 20000, 20000)) == ErrorCode::kTooLarge);
  CHECK(ReadPage(AsBytes(png), 1, Engine(), {}).error().code == ErrorCode::kTooLarge);
  // Inside a PDF it is the page that is refused.
  const std::string pdf = PicturePdf(jpeg, 20000, 20000, 2400);
  CHECK(ReadPage(AsBytes(pdf), 1, Engine(), {}).error().code == ErrorCode::kTooLarge);
}

TEST_CASE("TIFF directories that loop, lie or stop are bounded", "[page]") {
  const std::string header = "II*\0\10\0\0\0"s;
  auto list = [](const std::string& file) { return ListTiffPages(AsBytes(file), 100); };
  SECTION("one that points at itself") {
    Result<TiffPages> pages = list(header + TiffDirectory(8));
    CHECK(pages.value().pages.size() == 1);
    CHECK(pages.value().damaged);
  }
  SECTION("two that point at each other") {
    const std::string first = TiffDirectory(8 + 42);
    Result<TiffPages> pages = list(header + first + TiffDirectory(8));
    CHECK(pages.value().pages.size() == 2);
    CHECK(pages.value().damaged);
  }
  SECTION("beyond the file") {
    CHECK(list(header + TiffDirectory(4'000'000'000)).value().damaged);
    CHECK(list("II*\0\xFF\xFF\xFF\xFF"s).error().code == ErrorCode::kDamaged);
    CHECK(list("II*\0"s).error().code == ErrorCode::kDamaged);
    CHECK(list("II*\0\0\0\0\0"s).error().code == ErrorCode::kEmpty);
  }
  SECTION("more than the limit") {
    std::string file = header;
    for (uint32_t i = 0; i < 101; ++i) file += TiffDirectory(i == 100 ? 0 : 8 + 42 * (i + 1));
    CHECK(list(file).error().code == ErrorCode::kTooLarge);
  }
  SECTION("every prefix of a real one ends without a crash") {
    PixPtr grey = LetterPicture(50);
    const std::string tiff = Tiff({grey.get(), grey.get()});
    for (size_t n = 0; n < tiff.size(); n += 1 + tiff.size() / 300)
      (void)TakeCensus(AsBytes(tiff.substr(0, n)), {});
    CHECK(list(tiff).value().pages.size() == 2);
  }
}

TEST_CASE("blank pages are blank, whatever they are made of", "[page]") {
  CHECK(ReadPage(AsBytes(MakePdf({""})), 1, Engine(), {}).value().source == PageSource::kBlank);
  CHECK(ReadPage(AsBytes(MakePdf({"1 g 0 0 595 842 re f"})), 1, Engine(), {}).value().source ==
        PageSource::kBlank);
  // A scanned empty side: grey paper, noise, a shadow at one edge.
  PixPtr paper(pixCreate(1240, 1754, 8));
  pixSetAllArbitrary(paper.get(), 236);
  PixPtr noisy(pixAddGaussianNoise(paper.get(), 6));
  for (int y = 0; y < 1754; ++y)
    for (int x = 0; x < 8; ++x) pixSetPixel(noisy.get(), x, y, 60);
  const PageReading page = ReadPage(AsBytes(Jpeg(noisy.get(), 150)), 1, Engine(), {}).value();
  CHECK(page.source == PageSource::kBlank);
  CHECK(page.words.empty());
}

namespace {

// Its text layer is not worth keeping, so the page has to be drawn.
std::string Unreadable() {
  return MakePdf({"BT /F1 14 Tf 72 700 Td (bcdfghj klmnpqrs tvwxzbcd fghjkl mnpqrst) Tj ET"});
}

}  // namespace

TEST_CASE("a page whose font is missing renders blank: that is said", "[page]") {
  const std::string file = Unreadable();
  CHECK(ReadPage(AsBytes(file), 1, Engine(), {}).value().source == PageSource::kOcr);
  // Fontconfig is set up once in a process: the case without fonts runs in one of its own.
  const std::filesystem::path none =
      std::filesystem::temp_directory_path() / ("no-fonts-" + std::to_string(getpid()) + ".conf");
  std::ofstream(none) << "<?xml version=\"1.0\"?><fontconfig></fontconfig>";
  const std::string command = "FONTCONFIG_FILE='" + none.string() + "' '" +
                              std::filesystem::read_symlink("/proc/self/exe").string() +
                              "' 'no font at all' >/dev/null 2>&1";
  CHECK(std::system(command.c_str()) == 0);
  std::filesystem::remove(none);
}

TEST_CASE("no font at all", "[.]") {
  const std::string file = Unreadable();
  Result<PageReading> page = ReadPage(AsBytes(file), 1, Engine(), {});
  REQUIRE_FALSE(page.ok());
  CHECK(page.error().code == ErrorCode::kDamaged);
  CHECK(page.error().message.find("font") != std::string::npos);
  // Text that can be trusted needs no font.
  CHECK(ReadPage(AsBytes(MakePdf({"BT /F1 12 Tf 72 700 Td (Monsieur le Docteur) Tj ET"})), 1,
                 Engine(), {})
            .value()
            .source == PageSource::kTextLayer);
}

}  // namespace riposte
