// Patients' names and security numbers come with the mail, on annexes. After the whole way they
// stand in the original in the store, and nowhere else under HOME: not in the text of a piece, a
// dossier, a letter, the stored reading, the register or a line of the log.
#include <zip.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "extractors/page/qpdf.h"
#include "extractors/values/fold.h"
#include "tests/measuring/program.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

const std::string kMail = std::string(RIPOSTE_SOURCE_DIR) + "/samples/mail/";

// As printed on the annexes of the samples: names, dates of birth, NIRs.
struct Annex {
  const char* letter;
  std::vector<std::string> patients;
};
const std::vector<Annex> kAnnexes = {
    {"notification_indu-5",
     {"RAIMBAULT", "GUILLOTEAU", "ABGRALL", "TESSON", "PICHERIT", "BODINEAU", "2520644999247",
      "1710535999976", "2880349999646", "1640544999856", "2930935999188", "1590249999798"}},
    {"controle_activite-11",
     {"Moissagais", "Septfonds", "Nègrepelisse", "Micheline", "14/03/1941", "2410382999017",
      "1581182999048", "2490782999079", "1660182999110", "1370582999172"}},
    {"invitation_entretien-5",
     {"COATMEUR", "Yvonig", "BARZIC", "Tugdual", "MENEZ", "Soizic", "16/04/1966", "28/04/1979"}}};

std::string Slurped(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream s;
  s << in.rdbuf();
  return s.str();
}

// Every stream of a PDF as it is before compression: contents, fonts, metadata.
std::string Unpacked(const std::string& path) {
  QPDF pdf;
  pdf.processFile(path.c_str());
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setObjectStreamMode(qpdf_o_disable);
  writer.setStreamDataMode(qpdf_s_uncompress);
  writer.setDecodeLevel(qpdf_dl_generalized);
  writer.write();
  const std::shared_ptr<Buffer> bytes = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(bytes->getBuffer()), bytes->getSize()};
}

std::string Unzipped(const std::string& path) {
  std::string all;
  zip_t* archive = zip_open(path.c_str(), ZIP_RDONLY, nullptr);
  REQUIRE(archive != nullptr);
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    zip_file_t* file = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
    REQUIRE(file != nullptr);
    char buffer[65536];
    for (zip_int64_t n; (n = zip_fread(file, buffer, sizeof buffer)) > 0;)
      all.append(buffer, static_cast<size_t>(n));
    zip_fclose(file);
  }
  zip_close(archive);
  return all;
}

// All that a program could read out of the file.
std::string WordsOf(const fs::path& path) {
  const std::string ending = path.extension();
  std::string all = Slurped(path);
  if (ending == ".pdf") {
    const Ran text = Run("/usr/bin/pdftotext", {"-raw", path, "-"});
    REQUIRE(text.code == 0);
    all += text.out + Unpacked(path);
  }
  if (ending == ".odt") all += Unzipped(path);
  return all;
}

// Which of them stand there, whatever case, accents, spaces or words they are broken into.
std::vector<std::string> FoundIn(const std::string& words,
                                 const std::vector<std::string>& secrets) {
  const std::string key = FoldKey(words);
  std::vector<std::string> found;
  for (const std::string& s : secrets)
    if (key.find(FoldKey(s)) != std::string::npos) found.push_back(s);
  return found;
}

bool IsOriginal(const fs::path& path) { return path.extension() == ".orig"; }

// The whole of HOME but the originals; how many files were searched.
int SearchHome(const std::string& home, const std::vector<std::string>& secrets) {
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(home)) {
    if (!entry.is_regular_file() || IsOriginal(entry.path())) continue;
    CAPTURE(entry.path());
    for (const std::string& s : FoundIn(WordsOf(entry.path()), secrets)) FAIL_CHECK(s);
    ++files;
  }
  return files;
}

}  // namespace

TEST_CASE("patients of an annex stand in the original and nowhere else under HOME",
          "[whole][secret]") {
  const ScratchFolder scratch;
  for (const Annex& annex : kAnnexes) {
    CAPTURE(annex.letter);
    const std::string home = scratch / annex.letter;
    const std::string mail = kMail + annex.letter + ".pdf";
    // The annex can be read: a search that finds nothing anywhere would prove nothing.
    REQUIRE(FoundIn(WordsOf(mail), annex.patients) == annex.patients);
    const Ran ran = RunRiposte({"process", mail, "--home", home, "--json"});
    INFO(ran.err);
    REQUIRE((ran.code == 0 || ran.code == 4));
    CHECK(FoundIn(ran.out + ran.err, annex.patients).empty());
    CHECK(SearchHome(home, annex.patients) >= 8);
    const Ran extracted = RunRiposte({"extract", mail, "--explain"});
    CHECK(FoundIn(extracted.out + extracted.err, annex.patients).empty());
    // Made anew, it stays so.
    for (const auto& year : fs::directory_iterator(home + "/dossiers"))
      for (const auto& dossier : fs::directory_iterator(year)) {
        const std::string name = dossier.path().filename();
        CHECK(RunRiposte({"dossier", "rebuild", name, "--home", home}).code == 0);
        const Ran shown = RunRiposte({"dossier", "show", name, "--home", home});
        CHECK(FoundIn(shown.out + shown.err, annex.patients).empty());
      }
    CHECK(SearchHome(home, annex.patients) >= 8);
    int originals = 0;
    for (const auto& entry : fs::recursive_directory_iterator(home + "/store"))
      originals += IsOriginal(entry.path()) && Slurped(entry.path()) == Slurped(mail);
    CHECK(originals == 1);
  }
}

TEST_CASE("patients of a scanned annex are in no text under HOME", "[whole][secret][slow]") {
  const ScratchFolder scratch;
  for (const Annex& annex : kAnnexes) {
    CAPTURE(annex.letter);
    const Ran made = RunMakeSamples(
        {"scan", annex.letter, scratch.path(), "--kinds", "scan300", "--format", "tif"});
    REQUIRE(made.lines().size() == 1);
    const std::string home = scratch / annex.letter;
    const Ran ran = RunRiposte({"process", scratch / made.lines().front(), "--home", home});
    INFO(ran.err);
    REQUIRE((ran.code == 0 || ran.code == 4));
    CHECK(FoundIn(ran.out + ran.err, annex.patients).empty());
    CHECK(SearchHome(home, annex.patients) >= 4);
  }
}

}  // namespace riposte
