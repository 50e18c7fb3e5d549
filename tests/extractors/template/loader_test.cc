// A template that is wrong is refused at load, with its file, its line, and words that help.
#include <unistd.h>
#include <algorithm>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "extractors/template/extract.h"
#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

// A folder of templates of its own, with the real schema, funds and common fields.
class Folder {
 public:
  Folder() {
    static int count = 0;
    dir_ = fs::temp_directory_path() /
           ("riposte_templates_" + std::to_string(getpid()) + "_" + std::to_string(++count));
    const fs::path source = fs::path(RIPOSTE_SOURCE_DIR) / "templates";
    fs::create_directories(dir_ / "letters");
    fs::create_directories(dir_ / "schema");
    fs::copy(source / "schema/letters.rng", dir_ / "schema/letters.rng");
    for (const char* f : {"commun.xml", "caisses.xml"})
      fs::copy(source / "letters" / f, dir_ / "letters" / f);
  }
  ~Folder() {
    std::error_code ec;
    fs::remove_all(dir_, ec);
  }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(dir_ / "letters" / name) << text;
  }
  std::string path() const { return dir_.string(); }

 private:
  fs::path dir_;
};

// Lines 1 to 3 are the head, so that the first line of `body` is line 4.
std::string Template(const std::string& body, const std::string& attributes = "") {
  return "<template id=\"riap\" version=\"1\"" + attributes +
         ">\n<sample file=\"x.pdf\"/>\n<type possible=\"1\" sure=\"1\"><cue><text>relevé</text>"
         "</cue></type>\n" +
         body + "\n</template>\n";
}

struct Case {
  const char* what;
  std::string text;
  int line;
  const char* message;
};

}  // namespace

TEST_CASE("the templates of the project load", "[template]") {
  Result<Templates> t = Templates::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates");
  INFO((t.ok() ? "" : t.error().ToString()));
  REQUIRE(t.ok());
  const std::vector<std::string> ids = t->ids();
  CHECK(std::is_sorted(ids.begin(), ids.end()));
  for (const char* id : {"notification_indu", "notification_mso", "proposition_mso", "riap"})
    CHECK(std::count(ids.begin(), ids.end(), id) == 1);
  CHECK(t->fingerprint().size() == 16);
}

TEST_CASE("a broken template is refused at its line", "[template][slow]") {
  const std::vector<Case> cases = {
      {"not well-formed", "<template id=\"riap\">\n<type>\n</template>", 3,
       "not well-formed: Opening and ending tag mismatch: type line 2 and template"},
      {"a DOCTYPE", "<!DOCTYPE template [<!ENTITY a \"b\">]>\n" + Template(""), 1,
       "a DOCTYPE is not allowed"},
      {"unknown root", "<letter/>", 1,
       "unknown element <letter>; the file may be: common, funds, template"},
      {"unknown element", Template("<feild id=\"region\"/>"), 4,
       "unknown element <feild> in <template>; it may hold: check, field, grid, omit, require, "
       "sample, "
       "table, type"},
      {"unknown attribute", Template("<field id=\"region\" requird=\"yes\"/>"), 4,
       "unknown attribute «requird» of <field>; it may have: id, max, min, required"},
      {"field that the vocabulary lacks",
       Template("<field id=\"nom_du_chien\"><try direction=\"anywhere\"/></field>"), 4,
       "«nom_du_chien» is not in the vocabulary"},
      {"field of another letter",
       Template("\n<field id=\"ij_prescrites\"><try direction=\"anywhere\"/></field>"), 5,
       "«ij_prescrites» is not a field of «riap»"},
      {"unknown type",
       "<template id=\"lettre\" version=\"1\"><sample file=\"x\"/>"
       "<type possible=\"1\" sure=\"1\"><cue><text>a</text></cue></type></template>",
       1, "«lettre» is not a document type of the vocabulary"},
      {"a pattern RE2 refuses",
       Template("<field id=\"region\">\n<try direction=\"anywhere\" pattern=\"a(?=b)\"/></field>"),
       5, "RE2 refuses the pattern: invalid perl operator: (?= at «(?=»"},
      {"two groups",
       Template("<field id=\"region\"><try direction=\"anywhere\" pattern=\"(a)(b)\"/></field>"), 4,
       "a pattern has at most one group, the value; use (?:…) for others"},
      {"a direction without anchor",
       Template("<field id=\"periode_debut\"><try direction=\"below\"/></field>"), 4,
       "direction «below» needs an <anchor>"},
      {"anywhere with an anchor",
       Template("<field id=\"periode_debut\"><try direction=\"anywhere\"><anchor>du</anchor></try>"
                "</field>"),
       4, "direction «anywhere» takes no <anchor>; use <with>"},
      {"a text from nowhere",
       Template("<field id=\"region\"><try direction=\"anywhere\"/></field>"), 4,
       "a text «anywhere» needs a pattern, options or as=…"},
      {"a person as a date",
       Template("<field id=\"periode_debut\"><try direction=\"anywhere\" as=\"person\"/></field>"),
       4, "as=\"person\" makes a text, but «periode_debut» is of type date"},
      {"an empty phrase",
       Template("<field id=\"region\"><try direction=\"below\">\n<anchor>…</anchor></try></field>"),
       5, "a phrase without letters or digits matches nothing"},
      {"the same phrase twice",
       Template("<field id=\"region\"><try direction=\"below\"><anchor>Région</anchor>\n"
                "<anchor>REGION :</anchor></try></field>"),
       5, "«REGION :» is the same as «Région» once folded"},
      {"a table that the letter lacks",
       Template("<table id=\"profil\"><column id=\"ij\"><header>IJ</header></column></table>"), 4,
       "«profil» is not a table of «riap»"},
      {"an unknown column",
       Template("<table id=\"lignes\">\n<column id=\"ij\"><header>IJ</header></column></table>"), 5,
       "«ij» is not a column of «lignes»"},
      {"a column without header", Template("<table id=\"lignes\"><column id=\"vous\"/></table>"), 4,
       "a column needs a <header>"},
      {"a value outside a closed list",
       Template("<table id=\"lignes\"><column id=\"vous\"><header>V</header></column>\n"
                "<section column=\"rubrique\" value=\"divers\"><text>Divers</text></section>"
                "</table>"),
       5, "«divers» is not a value of «rubrique»"},
      {"a check of unknown fields", Template("<check>a = b</check>"), 4,
       "«a» is not a field of «riap»"},
      {"a check of texts", Template("<check>region = region</check>"), 4,
       "«region» is of type text: only numbers, amounts and dates can be checked"},
      {"a check that compares nothing", Template("<check>patientele_mt + 1</check>"), 4,
       "in the check, at «»: a check compares: =, < or <="},
      {"a check cut short", Template("<check>patientele_mt = (1 + 2</check>"), 4,
       "in the check, at «»: a «)» was expected"},
      {"dates the wrong way round", Template("", " from=\"2025-01-01\" to=\"2024-01-01\""), 1,
       "«to» is before «from»"},
      {"a type that can never be sure",
       "<template id=\"riap\" version=\"1\"><sample file=\"x\"/>\n<type possible=\"1\" sure=\"9\">"
       "<cue><text>a</text></cue></type></template>",
       2, "all cues together weigh less than «sure»"},
      {"an article that is none",
       "<template id=\"riap\" version=\"1\"><sample file=\"x\"/>\n<type possible=\"1\" "
       "sure=\"1\">\n"
       "<cue article=\"162-1-15\"/></type></template>",
       3, "«162-1-15» is not an article like R.148-1"},
      {"a cue's pattern in capitals",
       "<template id=\"riap\" version=\"1\"><sample file=\"x\"/>\n<type possible=\"1\" "
       "sure=\"1\">\n"
       "<cue pattern=\"^Relevé\"/></type></template>",
       3, "a cue's pattern is written in lower case, without accents"},
      {"a rival that is no letter",
       "<template id=\"riap\" version=\"1\"><sample file=\"x\"/>\n<type possible=\"1\" "
       "sure=\"1\"><cue><text>a</text></cue>\n"
       "<rival type=\"contraintes\" pattern=\"a\"/></type></template>",
       3, "«contraintes» is not another document type of the vocabulary"},
      {"a rival's pattern RE2 refuses",
       "<template id=\"riap\" version=\"1\"><sample file=\"x\"/>\n<type possible=\"1\" "
       "sure=\"1\"><cue><text>a</text></cue>\n"
       "<rival type=\"contrainte\" pattern=\"(\"/></type></template>",
       3, "RE2 refuses the pattern: missing ): (?m)("},
      {"an «unless» RE2 refuses",
       Template("<field id=\"region\"><try direction=\"anywhere\" pattern=\"a\" "
                "unless=\"(\"/></field>"),
       4, "RE2 refuses «unless»: missing ): ("},
      {"require of a field of its own", Template("<require field=\"region\"/>"), 4,
       "«region» is not a field of every letter; mark its <field> required"},
      {"omit of a field of its own", Template("<omit field=\"region\"/>"), 4,
       "«region» is not a field of every letter"},
      {"a field required and omitted",
       Template("<require field=\"caisse\"/>\n<omit field=\"caisse\"/>"), 5,
       "«caisse» is required and omitted"},
  };
  for (const Case& c : cases) {
    Folder folder;
    folder.Write("t.xml", c.text);
    Result<Templates> t = Templates::Load(folder.path());
    INFO(c.what);
    REQUIRE_FALSE(t.ok());
    CHECK(t.error().code == ErrorCode::kTemplate);
    CHECK(t.error().file == folder.path() + "/letters/t.xml");
    CHECK(t.error().line == c.line);
    CHECK(t.error().message == c.message);
  }
}

TEST_CASE("the message shows file, line and the line itself", "[template]") {
  Folder folder;
  folder.Write("t.xml", Template("<field id=\"region\" requird=\"yes\"/>"));
  Result<Templates> t = Templates::Load(folder.path());
  REQUIRE_FALSE(t.ok());
  CHECK(t.error().ToString() ==
        folder.path() +
            "/letters/t.xml:4: unknown attribute «requird» of <field>; it may have: id, max, min, "
            "required (<field id=\"region\" requird=\"yes\"/>)");
}

TEST_CASE("what the schema alone sees is an error with its line", "[template]") {
  Folder folder;
  folder.Write("t.xml", Template("<field id=\"region\">\n<try direction=\"sideways\"/></field>"));
  Result<Templates> t = Templates::Load(folder.path());
  REQUIRE_FALSE(t.ok());
  CHECK(t.error().line == 5);
  CHECK(t.error().message.starts_with("against the schema: "));
}

TEST_CASE("two templates of one type must not be in force together", "[template]") {
  Folder folder;
  folder.Write("a.xml", Template("", " to=\"2024-12-31\""));
  folder.Write("b.xml", Template("", " from=\"2025-01-01\""));
  CHECK(Templates::Load(folder.path()).ok());
  folder.Write("b.xml", Template("", " from=\"2024-12-31\""));
  Result<Templates> t = Templates::Load(folder.path());
  REQUIRE_FALSE(t.ok());
  CHECK(t.error().message ==
        "«riap» is already the type of " + folder.path() + "/letters/a.xml for the same dates");
}

TEST_CASE("a folder without templates, funds or schema says what is missing", "[template]") {
  CHECK(Templates::Load("/nonexistent").error().ToString() ==
        "/nonexistent/schema/letters.rng: cannot be read");
  Folder folder;
  fs::remove(fs::path(folder.path()) / "letters/caisses.xml");
  CHECK(Templates::Load(folder.path()).error().message == "no file holds the <funds>");
}

TEST_CASE("any change of a template changes the fingerprint", "[template]") {
  Folder folder;
  folder.Write("t.xml", Template(""));
  const std::string one = Templates::Load(folder.path())->fingerprint();
  folder.Write("t.xml", Template("") + "<!-- -->");
  CHECK(Templates::Load(folder.path())->fingerprint() != one);
}

TEST_CASE("a type that lacks one thing is shown in doubt, one that lacks who writes is not",
          "[template]") {
  class NoRereader : public Rereader {
    Result<CropReading> Reread(const CropRequest&) override { return CropReading{}; }
  } rereader;
  Folder folder;
  const auto read = [&](const std::string& required, const std::string& weight) {
    folder.Write("riap.xml",
                 "<template id=\"riap\" version=\"1\"><sample file=\"x.pdf\"/>"
                 "<type possible=\"3\" sure=\"4\"><cue weight=\"4\"><text>relevé</text></cue>"
                 "<cue weight=\"" +
                     weight + "\" required=\"yes\"><text>" + required +
                     "</text></cue></type>"
                     "</template>");
    const Result<Templates> t = Templates::Load(folder.path());
    INFO((t.ok() ? "" : t.error().ToString()));
    REQUIRE(t.ok());
    PageBuilder b;
    b.Line(57, 320, "Voici votre relevé de l’année 2025, envoyé par la caisse.");
    return Extract(ReadingOf({b.page()}), *t, rereader, {"lettre.pdf"}, nullptr).at(0).type;
  };
  CHECK(read("caisse", "3").status == FactStatus::kSure);
  const auto near = read("prescriptions", "3");
  CHECK(near.value == "riap");
  CHECK(near.status == FactStatus::kToReview);
  CHECK(near.why == std::vector<std::string>{"few_cues"});
  CHECK(read("mutuelle", "1").value == "inconnu");
}

}  // namespace riposte
