// The PDF with the real LibreOffice: one office for all cases, since its start is the slow part.
#include <poppler-document.h>
#include <poppler-page.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <set>

#include "extractors/values/format.h"
#include "pipeline/dossier/example.h"
#include "pipeline/reply/filler.h"
#include "pipeline/reply/letter.h"
#include "pipeline/reply/odt.h"
#include "pipeline/reply/office.h"
#include "pipeline/reply/pdf.h"
#include "pipeline/reply/reply.h"
#include "tests/pipeline/reply/support.h"

namespace riposte::reply {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr double kMillimetre = 72 / 25.4;  // in points

ReplyMaker& Maker() {
  static ReplyMaker maker(kTemplates, {.program = RIPOSTE_PROGRAM});
  return maker;
}

ReplyFiles Made(const Dossier& d, const std::string& kind, const std::string& type,
                bool draft = true) {
  Result<ReplyFiles> r =
      Maker().Make(ToXml(d), kind, {.draft = draft, .piece = PieceOfType(d, type)});
  if (!r.ok()) FAIL(r.error().ToString());
  if (r->pdf.empty()) FAIL(r->warning);
  return r.value();
}

struct Word {
  std::string text;
  double left, top, right, bottom;  // millimetres from the top left corner
};

std::vector<std::vector<Word>> WordsOf(const std::string& pdf) {
  std::unique_ptr<poppler::document> doc(
      poppler::document::load_from_raw_data(pdf.data(), static_cast<int>(pdf.size())));
  std::vector<std::vector<Word>> pages;
  for (int i = 0; doc && i < doc->pages(); ++i) {
    std::unique_ptr<poppler::page> page(doc->create_page(i));
    std::vector<Word>& words = pages.emplace_back();
    for (const poppler::text_box& box : page->text_list()) {
      const poppler::byte_array b = box.text().to_utf8();
      const poppler::rectf r = box.bbox();
      words.push_back({std::string(b.data(), b.size()), r.left() / kMillimetre,
                       r.top() / kMillimetre, r.right() / kMillimetre, r.bottom() / kMillimetre});
    }
  }
  return pages;
}

TEST_CASE("every letter becomes a checked PDF whose bytes repeat", "[reply][pdf]") {
  for (const auto& [kind, type, pages] : std::vector<std::tuple<std::string, std::string, int>>{
           {"observations", "notification_mso", 2},
           {"refus_mso", "proposition_mso", 1},
           {"fiche_decision", "proposition_mso", 1},
           {"note_medecin", "notification_mso", 1},
           {"note_medecin", "proposition_mso", 1}}) {
    INFO(kind << " " << type);
    const ReplyFiles once = Made(FullDossier(), kind, type);
    CHECK(once.pages == pages);
    CHECK(once.warning.empty());
    CHECK(once.pdf.starts_with("%PDF-1."));
    CHECK(once.pdf.find("<pdfaid:part>2</pdfaid:part>") != std::string::npos);
    CHECK(once.pdf.find("<pdfaid:conformance>B</pdfaid:conformance>") != std::string::npos);
    CHECK(once.pdf.find("CreationDate") == std::string::npos);
    // FinishPdf holds on its own product, with the reference among the texts asked for.
    CHECK(FinishPdf(once.pdf, {"MSO/2025/0417", "Claire MARTIN"}).ok());
    CHECK_FALSE(FinishPdf(once.pdf, {"MSO/2025/0418"}).ok());
    CHECK(once.pdf == Made(FullDossier(), kind, type).pdf);
  }
}

// DL window envelopes (110 × 220 mm, window 35 × 100 mm, 20 mm from the right and the bottom edge)
// with a sheet folded in three: whatever the play of the sheet, what lies between 100 and 190 mm
// from its left edge and between 55 and 79 mm from its top is seen, and nothing left of 90 mm or
// above 44 mm is. A sheet lies at the bottom of its envelope: then 44 to 79 mm are seen.
TEST_CASE("the addressee, and nothing else, shows in the window of an envelope", "[reply][pdf]") {
  Dossier d = FullDossier();
  std::string address;
  SECTION("four lines") { address = "9 rue Gaëtan Rondeau / 44958 NANTES CEDEX 9"; }
  SECTION("as many lines as an address can have, one of them too long for a line") {
    address =
        "Direction de la gestion du risque et de la lutte contre la fraude / Immeuble Le Sillon, "
        "escalier B / 9 rue Gaëtan Rondeau / BP 12345 / 44958 NANTES CEDEX 9";
  }
  FieldOf(d, "notification_mso", "adresse_reponse").value = address;
  const auto pages = WordsOf(Made(d, "observations", "notification_mso", false).pdf);
  REQUIRE(pages.size() == 2);
  std::string seen;
  for (const Word& w : pages[0]) {
    const bool in_window = w.right > 90 && w.left < 200 && w.bottom > 44 && w.top < 90;
    if (!in_window) continue;
    seen += w.text + " ";
    INFO(w.text << " at " << w.left << ", " << w.top);
    CHECK(w.left >= 100);
    CHECK(w.right <= 200);
    CHECK(w.top >= 45);
    CHECK(w.bottom <= 79);
  }
  CHECK(seen.starts_with("Monsieur le Directeur CPAM de Loire-Atlantique "));
  CHECK(seen.ends_with("44958 NANTES CEDEX 9 "));
}

TEST_CASE("a signature never stands alone on a page", "[reply][pdf]") {
  // Texts of growing length push the signature over the page border.
  int with_two = 0;
  for (size_t words = 0; words <= 150; words += 15) {
    Dossier d = FullDossier();
    std::string group = "médecins généralistes";
    for (size_t i = 0; i < words; ++i) group += " comparables";
    FieldOf(d, "notification_mso", "groupe_comparaison").value = group;
    const auto pages = WordsOf(Made(d, "observations", "notification_mso").pdf);
    for (const auto& page : pages) {
      const auto has = [&](const char* text) {
        return std::any_of(page.begin(), page.end(), [&](const Word& w) { return w.text == text; });
      };
      // Nor do the enclosures: they go with the signature.
      if (has("copie")) CHECK(has("salutations"));
      if (!has("Nantes,")) continue;  // the line «À Nantes, le …»
      INFO(words << " words");
      CHECK(has("salutations"));
      // The doctor's name under it, below the letterhead.
      CHECK(std::count_if(page.begin(), page.end(),
                          [](const Word& w) { return w.text == "MARTIN" && w.top > 90; }) == 1);
    }
    with_two += pages.size() == 2;
  }
  CHECK(with_two > 0);
}

TEST_CASE("the draft mark is seen on every page, and gone when approved", "[reply][pdf]") {
  const auto count = [](const std::string& pdf) {
    std::vector<int> marks;
    for (const auto& page : WordsOf(pdf))
      marks.push_back(static_cast<int>(std::count_if(page.begin(), page.end(), [](const Word& w) {
        return w.text == "PROJET" && w.top < 25;
      })));
    return marks;
  };
  CHECK(count(Made(FullDossier(), "observations", "notification_mso", true).pdf) ==
        std::vector<int>{1, 1});
  CHECK(count(Made(FullDossier(), "observations", "notification_mso", false).pdf) ==
        std::vector<int>{0, 0});
}

TEST_CASE("the decision sheet is one page whatever it has to say", "[reply][pdf]") {
  for (const Date day : {Date{2025y / 6 / 18}, Date{2026y / 7 / 2}})
    for (const char* state : {"a_faire", "depasse"}) {
      Dossier d = FullDossier(day);
      for (DossierDeadline& delay : d.deadlines) delay.state = state;
      INFO(FrenchDate(day) << " " << state);
      const ReplyFiles made = Made(d, "fiche_decision", "proposition_mso");
      CHECK(made.pages == 1);
      CHECK(made.warning.empty());
    }
}

TEST_CASE("every page after the first names the doctor and its number", "[reply][pdf]") {
  const auto pages = WordsOf(Made(FullDossier(), "observations", "notification_mso", false).pdf);
  REQUIRE(pages.size() == 2);
  const auto has = [&](const char* text, bool above) {
    return std::any_of(pages[1].begin(), pages[1].end(), [&](const Word& w) {
      return w.text == text && (above ? w.bottom < 25 : w.top > 270);
    });
  };
  CHECK(has("MARTIN", true));
  CHECK(has("2/2", false));
}

// Long enough for three pages of table: its heading stands on each, no row is cut, the signature
// is not alone.
TEST_CASE("a table of disputed lines over three pages repeats its heading", "[reply][pdf]") {
  Dossier d = AnsweredDossier();
  std::string lines;
  for (Piece& p : d.pieces)
    if (auto t = p.letter.tables.find("indicateurs"); t != p.letter.tables.end())
      t->second.assign(90, Row(t->second.front()));
  for (int i = 1; i <= 90; ++i) lines += (i > 1 ? "," : "") + std::to_string(i);
  Answer(d, {{"rosp_lignes", lines}});
  const auto pages = WordsOf(Made(d, "reclamation_rosp", "decompte_rosp", false).pdf);
  REQUIRE(pages.size() >= 3);
  size_t rows = 0;
  for (size_t i = 0; i < pages.size(); ++i) {
    const auto count = [&](const char* text) {
      return std::count_if(pages[i].begin(), pages[i].end(),
                           [&](const Word& w) { return w.text == text; });
    };
    INFO("page " << i + 1);
    if (count("glyquée") > 0) CHECK(count("Réalisation") == 1);
    rows += static_cast<size_t>(count("glyquée"));
    if (count("Nantes,") > 0) CHECK(count("salutations") == 1);
  }
  CHECK(rows == 90);
}

TEST_CASE("odd letters and scripts keep their fonts embedded", "[reply][pdf]") {
  Dossier d = FullDossier();
  FieldOf(d, "notification_mso", "praticien_nom").value = std::string("Thị Hằng ŁUKASIEWICZ Ωμέγα");
  CHECK(Made(d, "observations", "notification_mso").warning.empty());
}

TEST_CASE("a PDF that is not as asked is refused", "[reply][pdf]") {
  const std::string pdf = Made(FullDossier(), "refus_mso", "proposition_mso").pdf;
  const auto without = [&](const std::string& from, const std::string& to) {
    std::string bad = pdf;
    const size_t at = bad.find(from);
    REQUIRE(at != std::string::npos);
    return bad.replace(at, from.size(), to);
  };
  CHECK(FinishPdf(pdf, {}).ok());
  CHECK_FALSE(FinishPdf(without("<pdfaid:part>2", "<pdfaid:part>1"), {}).ok());
  CHECK_FALSE(FinishPdf(without("/Marked true", "/Marked null"), {}).ok());
  CHECK_FALSE(FinishPdf(without("/FontFile2", "/FontFileX"), {}).ok());
  CHECK_FALSE(FinishPdf(pdf.substr(0, pdf.size() / 4), {}).ok());
  CHECK_FALSE(FinishPdf("", {}).ok());
  CHECK_FALSE(FinishPdf("%PDF-1.7 garbage", {}).ok());
}

TEST_CASE("an edited ODT becomes a PDF; garbage does not", "[reply][pdf]") {
  const ReplyFiles made = Made(FullDossier(), "refus_mso", "proposition_mso");
  const Dossier d = FullDossier();
  const Result<ReplyFiles> approved = Maker().Make(
      ToXml(d), "refus_mso",
      {.draft = false, .piece = PieceOfType(d, "proposition_mso"), .date = "2025-09-02"});
  REQUIRE(approved.ok());
  const Result<std::string> again = Maker().PdfOf(made.odt, "2025-09-02");
  REQUIRE(again.ok());
  const auto words = [](const std::string& pdf) {
    std::string all;
    for (const std::vector<Word>& page : WordsOf(pdf))
      for (const Word& w : page) all += w.text + " ";
    return all;
  };
  CHECK(words(*again) == words(approved->pdf));
  CHECK(words(*again).find("PROJET") == std::string::npos);
  for (const std::string& garbage :
       {std::string(), std::string("garbage"), made.odt.substr(0, made.odt.size() / 2), made.pdf}) {
    Result<std::string> none = Maker().PdfOf(garbage, "2025-09-02");
    REQUIRE_FALSE(none.ok());
    CHECK(none.error().code == ErrorCode::kDamaged);
  }
}

TEST_CASE("without LibreOffice the ODT is made and the warning says what to install", "[reply]") {
  ReplyMaker maker(kTemplates, {.program = RIPOSTE_PROGRAM, .install = "/nonexistent"});
  const Dossier d = FullDossier();
  Result<ReplyFiles> r = maker.Make(ToXml(d), "refus_mso", {});
  REQUIRE(r.ok());
  CHECK_FALSE(r->odt.empty());
  CHECK(r->pdf.empty());
  CHECK(r->warning.find("libreoffice-writer-nogui") != std::string::npos);
}

// A stand-in for the office: a shell script that lives as long as the case needs.
class Script {
 public:
  explicit Script(const std::string& body) {
    std::string path = (fs::temp_directory_path() / "riposte-script-XXXXXX").string();
    const int fd = mkstemp(path.data());
    close(fd);
    path_ = path;
    std::ofstream(path_) << "#!/bin/sh\n" << body << "\n";
    fs::permissions(path_, fs::perms::owner_all);
  }
  ~Script() { fs::remove(path_); }
  std::string path() const { return path_; }

 private:
  std::string path_;
};

// A temporary folder of this case alone: others on this machine start offices of their own.
class OwnTemporary {
 public:
  OwnTemporary() {
    const char* was = std::getenv("TMPDIR");
    if (was) was_ = was;
    std::string path = (fs::temp_directory_path() / "riposte-tmp-XXXXXX").string();
    REQUIRE(mkdtemp(path.data()));
    path_ = path;
    setenv("TMPDIR", path_.c_str(), 1);
  }
  ~OwnTemporary() {
    if (was_)
      setenv("TMPDIR", was_->c_str(), 1);
    else
      unsetenv("TMPDIR");
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

 private:
  std::optional<std::string> was_;
  std::string path_;
};

std::set<std::string> OfficeFolders() {
  std::set<std::string> out;
  for (const auto& e : fs::directory_iterator(fs::temp_directory_path()))
    if (e.path().filename().string().starts_with("riposte-office-")) out.insert(e.path().string());
  return out;
}

TEST_CASE("an office that hangs is stopped; one that dies is tried twice", "[reply]") {
  const OwnTemporary own_temporary;
  const auto before = OfficeFolders();
  {
    const Script hangs("exec sleep 100");
    Office office({.program = hangs.path(), .time_limit = std::chrono::milliseconds(200)});
    Result<std::string> r = office.Convert("odt");
    REQUIRE_FALSE(r.ok());
    CHECK(r.error().code == ErrorCode::kTimeLimit);
    CHECK(office.pid() == 0);
  }
  {
    const fs::path count = fs::temp_directory_path() / "riposte-script-count";
    fs::remove(count);
    const Script dies("echo x >> " + count.string());
    Office office({.program = dies.path()});
    Result<std::string> r = office.Convert("odt");
    REQUIRE_FALSE(r.ok());
    CHECK(r.error().code == ErrorCode::kChildDied);
    CHECK(fs::file_size(count) == 4);  // «x» and a newline, twice
    fs::remove(count);
  }
  {
    Office office({.program = "/nonexistent"});
    Result<std::string> r = office.Convert("odt");
    REQUIRE_FALSE(r.ok());
    CHECK(r.error().code == ErrorCode::kStorage);
  }
  CHECK(OfficeFolders() == before);
}

TEST_CASE("an office that was killed or has served its letters is started anew", "[reply][pdf]") {
  const OwnTemporary own_temporary;
  const auto before = OfficeFolders();
  Result<ReplyFiles> letter = Maker().Make(ToXml(FullDossier()), "refus_mso", {.pdf = false});
  REQUIRE(letter.ok());
  {
    Office office({.program = RIPOSTE_PROGRAM, .letters_per_process = 2});
    REQUIRE(office.Convert(letter->odt).ok());
    const pid_t first = office.pid();
    REQUIRE(kill(first, SIGKILL) == 0);
    REQUIRE(office.Convert(letter->odt).ok());  // the same letter, another process
    const pid_t second = office.pid();
    CHECK(second != first);
    REQUIRE(office.Convert(letter->odt).ok());
    CHECK(office.pid() == second);
    REQUIRE(office.Convert(letter->odt).ok());
    CHECK(office.pid() != second);
    // Its own folder, for its owner only.
    std::set<std::string> own;
    const auto now = OfficeFolders();
    std::set_difference(now.begin(), now.end(), before.begin(), before.end(),
                        std::inserter(own, own.end()));
    REQUIRE(own.size() == 1);
    CHECK((fs::status(*own.begin()).permissions() &
           (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
  }
  CHECK(OfficeFolders() == before);
}

TEST_CASE("templates saved again by Writer hold, and give the same letters", "[reply][pdf]") {
  // soffice stands in for a person who opens each template and saves it.
  if (!fs::exists("/usr/bin/soffice")) return;
  TemplateFolder f;
  fs::copy(kTemplates, f.path(),
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  std::string files;
  for (const auto& e : fs::directory_iterator(kTemplates + "/replies"))
    if (e.path().extension() == ".fodt") files += " " + e.path().string();
  const std::string command = "HOME=" + f.path() + " soffice -env:UserInstallation=file://" +
                              f.path() + "/profile --headless --convert-to fodt --outdir " +
                              f.path() + "/replies" + files + " >/dev/null 2>&1";
  REQUIRE(std::system(command.c_str()) == 0);
  const Status check = CheckReplies(f.path());
  INFO((check.ok() ? "" : check.error().ToString()));
  CHECK(check.ok());
  const Dossier d = AnsweredDossier();
  const std::string xml = ToXml(d);
  ReplyMaker saved(f.path(), {.program = RIPOSTE_PROGRAM});
  const std::vector<ReplyKind> kinds = Maker().Kinds().value();
  for (const ReplyKind& k : kinds)
    for (const std::string& type : k.for_types) {
      INFO(k.id << " for " << type);
      const ReplyOptions options = {.pdf = false, .piece = PieceOfType(d, type)};
      Result<ReplyFiles> mine = Maker().Make(xml, k.id, options);
      Result<ReplyFiles> theirs = saved.Make(xml, k.id, options);
      if (!mine.ok()) continue;  // told by the golden letters
      INFO((theirs.ok() ? "" : theirs.error().ToString()));
      REQUIRE(theirs.ok());
      const auto flat = [](std::string s) {
        std::string out;
        for (char c : s)
          if (c != '\n' && c != ' ') out += c;
        return out;
      };
      CHECK(flat(TextOf(mine->odt)) == flat(TextOf(theirs->odt)));
      // Each id once, though Writer gave the list of a repeated section one.
      const std::string content = ReadFromOdt(theirs->odt, "content.xml").value();
      std::set<std::string> ids;
      for (size_t at = content.find("xml:id=\""); at != std::string::npos;
           at = content.find("xml:id=\"", at + 1))
        CHECK(ids.insert(content.substr(at, content.find('"', at + 8) - at)).second);
    }
}

}  // namespace
}  // namespace riposte::reply
