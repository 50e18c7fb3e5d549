// What a person edited in Writer, on its way to approval.
#include "pipeline/reply/edited.h"

#include <catch2/catch.hpp>
#include <utility>
#include <vector>

#include "pipeline/dossier/example.h"
#include "pipeline/reply/odt.h"
#include "pipeline/reply/reply.h"
#include "tests/pipeline/reply/support.h"

namespace riposte::reply {
namespace {

const Lint& TheLint() {
  static const Lint lint = Lint::Load(kTemplates).value();
  return lint;
}

std::string Draft() {
  const Dossier d = FullDossier();
  ReplyMaker maker(kTemplates);
  return maker
      .Make(ToXml(d), "refus_mso",
            {.draft = true, .pdf = false, .piece = PieceOfType(d, "proposition_mso")})
      .value()
      .odt;
}

// One change in one file of the package, as Writer or a person would make it.
std::string Edited(const std::string& odt, const std::string& file, const std::string& from,
                   const std::string& to) {
  std::string xml = ReadFromOdt(odt, file).value();
  const size_t at = xml.find(from);
  REQUIRE(at != std::string::npos);
  xml.replace(at, from.size(), to);
  return ReplaceInOdt(odt, file, xml).value();
}

std::string Why(const std::string& odt) {
  const Result<std::string> r = FinishEdited(odt, "2025-09-02", TheLint());
  if (r.ok()) return "";
  CHECK(r.error().code == ErrorCode::kNeedsPerson);
  return r.error().message;
}

TEST_CASE("an edited letter loses the draft mark and gets its day, nothing else", "[reply]") {
  const std::string draft = Draft();
  REQUIRE(ReadFromOdt(draft, "styles.xml")->find("PROJET") != std::string::npos);
  const std::string edited =
      Edited(draft, "content.xml", "Je refuse", "Après réflexion, je refuse");
  const Result<std::string> done = FinishEdited(edited, "2025-09-01", TheLint());
  REQUIRE(done.ok());
  CHECK(ReadFromOdt(*done, "styles.xml")->find("PROJET") == std::string::npos);
  const std::string text = TextOf(*done);
  CHECK(text.find("Après réflexion, je refuse") != std::string::npos);
  CHECK(text.find(", le 1er septembre 2025") != std::string::npos);
  CHECK(text.find("…") == std::string::npos);
  // The same words in the same order but for the day.
  std::string before = TextOf(edited);
  const size_t dots = before.find("…………………");
  REQUIRE(dots != std::string::npos);
  before.replace(dots, std::string("…………………").size(), "1er septembre 2025");
  CHECK(text == before);
  CHECK(CheckOdt(*done).ok());
  // Again: nothing is left to do.
  CHECK(TextOf(FinishEdited(*done, "2026-01-05", TheLint()).value()) == text);
}

TEST_CASE("a day that a person wrote stays", "[reply]") {
  const std::string edited = Edited(Draft(), "content.xml", "le …………………", "le 3 septembre 2025");
  const std::string text = TextOf(FinishEdited(edited, "2025-09-01", TheLint()).value());
  CHECK(text.find("le 3 septembre 2025") != std::string::npos);
  CHECK(text.find("1er septembre 2025") == std::string::npos);
}

TEST_CASE("the draft mark is known under the styles that Writer derives", "[reply]") {
  // A person made the mark bold and changed its words: an automatic style with «Projet» above it.
  std::string odt = Edited(Draft(), "styles.xml", "<office:automatic-styles>",
                           "<office:automatic-styles><style:style style:name=\"MP9\" "
                           "style:family=\"paragraph\" style:parent-style-name=\"Projet\"/>");
  odt = Edited(odt, "styles.xml", "text:style-name=\"Projet\"", "text:style-name=\"MP9\"");
  odt = Edited(odt, "styles.xml", "PROJET – à relire, à dater", "À relire, à dater");
  const std::string styles =
      ReadFromOdt(FinishEdited(odt, "2025-09-01", TheLint()).value(), "styles.xml").value();
  CHECK(styles.find("PROJET") == std::string::npos);
  CHECK(styles.find("À relire, à dater") == std::string::npos);
}

TEST_CASE("forbidden words are found wherever a person wrote them", "[reply][lint]") {
  const std::string draft = Draft();
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"Je refuse", "C’est un délit<text:s/>statistique. Je refuse"},
           {"Je refuse", "Un délit <text:span>statis</text:span>tique. Je refuse"},
           {"Je refuse", "Ce har\u00ADcèlement cesse. Je refuse"},
           {"Je refuse", "Je m’engage, dès ce jour, à réduire mes arrêts. Je refuse"},
           {"Je refuse", "Pour 1 85 05<text:tab/>78 006 084 91, je refuse"},
           {"Je refuse", "Le docteur Briand a menti. Je refuse"}}) {
    INFO(to);
    CHECK_FALSE(Why(Edited(draft, "content.xml", from, to)).empty());
  }
  const std::string footer = "<style:footer>";
  for (const char* said : {"Ce n’est qu’un délit statistique", "Patient 1 85 05 78 006 084 91"}) {
    INFO(said);
    CHECK_FALSE(Why(Edited(draft, "styles.xml", footer,
                           footer + "<text:p text:style-name=\"Pied_de_page\">" +
                               std::string(said) + "</text:p>"))
                    .empty());
  }
  CHECK(Why(draft).empty());
}

TEST_CASE("what Writer would print beside the text refuses the letter", "[reply]") {
  const std::string draft = Draft();
  CHECK(Why(Edited(draft, "content.xml", "Je refuse",
                   "<office:annotation><text:p>à revoir</text:p></office:annotation>Je refuse"))
            .find("commentaire") != std::string::npos);
  CHECK(Why(Edited(draft, "content.xml", "<text:p ",
                   "<text:tracked-changes><text:changed-region/></text:tracked-changes><text:p "))
            .find("suivi") != std::string::npos);
  CHECK(Why(Edited(draft, "content.xml", "Je refuse", "PROJET de lettre. Je refuse"))
            .find("PROJET") != std::string::npos);
}

}  // namespace
}  // namespace riposte::reply
