// Where a file of several letters is cut: sheets between them, what a person says, what pages show.
#include "extractors/template/split.h"

#include <catch2/catch.hpp>

#include "extractors/reading/separator.h"
#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

const Templates& All() {
  static const Result<Templates> all = Templates::Load(RIPOSTE_SOURCE_DIR "/templates");
  REQUIRE(all.ok());
  return *all;
}

PageReading Sheet(int number) {
  PageReading page = PageBuilder(number).Line(70, 100, std::string(kSeparatorText)).page();
  MarkSeparator(page);
  return page;
}

PageReading Prose(int number) {
  return PageBuilder(number)
      .Line(70, 300, "La suite de ce qui précède, sans rien qui ouvre.")
      .page();
}

PageReading Blank(int number) { return PageBuilder(number, PageSource::kBlank).page(); }

PageReading TwoMarks(int number) {
  return PageBuilder(number)
      .Line(70, 60, "Caisse primaire d’assurance maladie de la Creuse")
      .Line(70, 200, "Objet : votre activité")
      .page();
}

// «0-2 3-4»: the cuts as index ranges.
std::string Cuts(std::vector<PageReading> pages, const std::map<int, bool>& told = {},
                 std::vector<std::string>* warnings = nullptr) {
  std::string out;
  for (const Cut& c : SplitLetters(ReadingOf(std::move(pages)), All().impl(), told, 2, nullptr)) {
    out += (out.empty() ? "" : " ") + std::to_string(c.first) + "-" + std::to_string(c.last);
    if (warnings) warnings->insert(warnings->end(), c.warnings.begin(), c.warnings.end());
  }
  return out;
}

}  // namespace

TEST_CASE("a separator sheet ends a letter and is in none", "[template][split]") {
  CHECK(Cuts({Prose(1), Sheet(2), Prose(3), Prose(4)}) == "0-1 2-4");
  CHECK(Cuts({Sheet(1), Prose(2), Sheet(3), Prose(4), Sheet(5)}) == "1-2 3-4");
  CHECK(Cuts({Prose(1), Sheet(2), Sheet(3), Prose(4)}) == "0-1 3-4");
}

TEST_CASE("the back of a separator sheet is dropped with it, and the back of a letter",
          "[template][split]") {
  CHECK(Cuts({Sheet(1), Blank(2), Prose(3), Blank(4), Sheet(5), Blank(6), Prose(7)}) == "2-3 6-7");
  CHECK(Cuts({Prose(1), Blank(2), Prose(3), Blank(4), Blank(5)}) == "0-3");
  // A blank first page without a sheet stays: nothing says that it is nobody's.
  CHECK(Cuts({Blank(1), Prose(2)}) == "0-2");
}

TEST_CASE("a file of sheets alone is kept whole", "[template][split]") {
  CHECK(Cuts({Sheet(1), Sheet(2)}) == "0-2");
}

TEST_CASE("an uncertain cut is said, and a person decides", "[template][split]") {
  std::vector<std::string> warnings;
  CHECK(Cuts({Prose(1), TwoMarks(2), Prose(3)}, {}, &warnings) == "0-3");
  CHECK(warnings == std::vector<std::string>{"cut_uncertain: page 2"});
  warnings.clear();
  CHECK(Cuts({Prose(1), TwoMarks(2), Prose(3)}, {{2, true}}, &warnings) == "0-1 1-3");
  CHECK(Cuts({Prose(1), TwoMarks(2), Prose(3)}, {{2, false}}, &warnings) == "0-3");
  CHECK(warnings.empty());
}

TEST_CASE("a cut that the pages call for is undone by a person", "[template][split]") {
  const auto first = [](int number) {
    return PageBuilder(number)
        .Line(70, 60, "Caisse primaire d’assurance maladie de la Creuse")
        .Line(350, 120, "Guéret, le 18 juin 2025")
        .Line(70, 200, "Objet : votre activité")
        .page();
  };
  CHECK(Cuts({first(1), first(2)}) == "0-1 1-2");
  CHECK(Cuts({first(1), first(2)}, {{2, false}}) == "0-2");
}

TEST_CASE("a page that alone is surely a letter opens one", "[template][split]") {
  // One mark, a fund in its head; the type is told from its words.
  const auto order = [](int number) {
    return PageBuilder(number)
        .Line(70, 60, "Caisse primaire d’assurance maladie de la Creuse")
        .Line(70, 130, "CONTRAINTE")
        .Line(70, 200, "Le directeur décerne la présente contrainte pour 1 245,60 € d’indu restés")
        .Line(70, 214, "impayés après la mise en demeure du 14 août 2025 (article L. 133-4 du code")
        .Line(70, 228,
              "de la sécurité sociale). Vous pouvez former opposition dans les quinze jours")
        .Line(70, 242, "de sa notification auprès du tribunal judiciaire de Guéret.")
        .page();
  };
  std::vector<std::string> warnings;
  CHECK(Cuts({Prose(1), order(2), Prose(3)}, {}, &warnings) == "0-1 1-3");
  CHECK(warnings.empty());
  // The head of a statement stands on each of its pages: that is said, not cut.
  CHECK(Cuts({order(1), order(2)}, {}, &warnings) == "0-2");
  CHECK(warnings == std::vector<std::string>{"cut_uncertain: page 2"});
}

TEST_CASE("what follows the end of a letter may be another", "[template][split]") {
  const PageReading flat =
      PageBuilder(2).Line(70, 300, "Rien de tout cela ne dit de qui il vient.").page();
  const auto ended = [](const char* enclosure) {
    return PageBuilder(1)
        .Line(70, 300, "Nous restons à votre disposition.")
        .Line(70, 320, "Veuillez agréer, Docteur, nos salutations distinguées.")
        .Line(70, 360, enclosure)
        .page();
  };
  std::vector<std::string> warnings;
  CHECK(Cuts({ended("Le directeur"), flat}, {}, &warnings) == "0-2");
  CHECK(warnings == std::vector<std::string>{"cut_uncertain: page 2"});
  warnings.clear();
  CHECK(Cuts({ended("P.J. : un tableau"), flat}, {}, &warnings) == "0-2");
  CHECK(warnings.empty());
  const PageReading patient =
      PageBuilder(2).Line(70, 100, "Cher Docteur,").Line(70, 130, "Mon fils tousse.").page();
  CHECK(Cuts({Prose(1), patient}, {}, &warnings) == "0-2");
  CHECK(warnings == std::vector<std::string>{"cut_uncertain: page 2"});
}

// An annexe reads as a statement by itself; the number in its margin says whose page it is.
TEST_CASE("a page number in the margin keeps a letter together", "[template][split]") {
  const auto pages = [](const std::string& first, const std::string& second) {
    std::vector<PageReading> out;
    for (const auto& [number, margin] : {std::pair{1, first}, std::pair{2, second}}) {
      PageBuilder b(number);
      b.Line(70, 60, "Caisse primaire d’assurance maladie de la Creuse");
      b.Line(70, 200, "Objet : votre activité");
      b.Line(330, 150, "Docteur Claire MARTIN").Line(330, 163, "23200 AUBUSSON");
      b.Line(70, 820, margin);
      out.push_back(b.page());
    }
    return out;
  };
  CHECK(Cuts(pages("", "")) == "0-1 1-2");
  CHECK(Cuts(pages("1/2", "2/2")) == "0-2");
  CHECK(Cuts(pages("1|2", "2|2")) == "0-2");
  CHECK(Cuts(pages("DFC/PS – 1/2", "DFC/PS – 2/2")) == "0-2");
  CHECK(Cuts(pages("Relevé du docteur Martin – 1/2", "Relevé du docteur Martin – 2/2")) == "0-2");
  // The print of a form, a date.
  CHECK(Cuts(pages("S 3201 – 03/25", "S 3201 – 03/25")) == "0-1 1-2");
  CHECK(Cuts(pages("1/2", "1/2")) == "0-1 1-2");
}

}  // namespace riposte
