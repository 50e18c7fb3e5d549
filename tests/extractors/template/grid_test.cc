// Figures in columns that are no table of the vocabulary: <grid> and <cell>.
#include <catch2/catch.hpp>

#include "extractors/template/extract.h"
#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

class NoRereader : public Rereader {
 public:
  Result<CropReading> Reread(const CropRequest&) override { return CropReading{}; }
};

// A proposal; its figures come from the rows that `table` sets below y = 330.
template <class Table>
Letter Proposal(Table table, bool ask_words_around = true) {
  PageBuilder b;
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET"});
  b.Lines(330, 150, {"Docteur Claire MARTIN", "8 place du Marché", "23200 AUBUSSON"});
  b.Line(400, 230, "Guéret, le 18 juin 2025");
  b.Line(57, 260, "Objet : proposition de mise sous objectif");
  b.Line(57, 286, "Docteur,");
  b.Line(57, 312, "Je vous propose, en application de l’article R. 148-3, l’objectif suivant :");
  table(b);
  b.Lines(57, 440,
          {"Vous disposez de quinze jours à compter de la réception de la présente pour refuser.",
           "Votre silence vaudra acceptation de l’objectif de réduction."});
  b.Line(57, 500, "La directrice");
  b.Line(57, 540, "Jeanne DURAND");
  const Result<Templates> all = Templates::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates");
  REQUIRE(all.ok());
  NoRereader rereader;
  ExtractOptions options = {"lettre.pdf"};
  options.ask_words_around = ask_words_around;
  const std::vector<Letter> letters =
      Extract(ReadingOf({b.page()}), *all, rereader, options, nullptr);
  REQUIRE(letters.size() == 1);
  REQUIRE(letters[0].type.value == "proposition_mso");
  return letters[0];
}

std::string Read(const Letter& letter, const std::string& field) {
  const auto fact = letter.fields.find(field);
  return fact == letter.fields.end() ? "" : ToCanonical(fact->second.value);
}

}  // namespace

TEST_CASE("a row of figures under headings in two rows", "[template]") {
  const Letter letter = Proposal([](PageBuilder& b) {
    b.Line(110, 338, "Situation constatée");
    b.Line(370, 338, "Objectif proposé");
    b.Line(60, 354, "IJ par patient");
    b.Line(170, 354, "Moyenne régionale");
    b.Line(300, 354, "Réduction");
    b.Line(370, 354, "IJ par patient");
    b.Line(470, 354, "Nombre d’IJ");
    b.Line(85, 372, "6,84");
    b.Line(200, 372, "3,02");
    b.Line(305, 372, "– 25 %");
    b.Line(395, 372, "5,13");
    b.Line(485, 372, "5 746");
  });
  CHECK(Read(letter, "objectif_ij_par_patient") == "5.13");
  CHECK(Read(letter, "objectif_nombre") == "5746");
  CHECK(Read(letter, "objectif_pct") == "-25");
  CHECK(Read(letter, "moyenne_reference") == "3.02");
}

TEST_CASE("rows of figures with labels", "[template]") {
  const Letter letter = Proposal([](PageBuilder& b) {
    b.Line(200, 338, "Constaté");
    b.Line(290, 338, "Moyenne");
    b.Line(380, 338, "Objectif");
    b.Line(57, 354, "IJ par patient actif");
    b.Line(205, 354, "5,80");
    b.Line(295, 354, "2,90");
    b.Line(385, 354, "4,64");
    b.Line(57, 370, "Nombre d’IJ");
    b.Line(205, 370, "6 380");
    b.Line(385, 370, "5 104");
  });
  CHECK(Read(letter, "objectif_ij_par_patient") == "4.64");
  CHECK(Read(letter, "objectif_nombre") == "5104");
  CHECK(Read(letter, "moyenne_reference") == "2.90");
}

// Two rows might be meant: the columns give nothing, and what the words around a figure guess is
// never sure.
TEST_CASE("a column of several figures needs a label", "[template]") {
  auto quarters = [](PageBuilder& b) {
    b.Line(57, 338, "Trimestre");
    b.Line(250, 338, "IJ par patient");
    b.Line(380, 338, "Objectif IJ par patient");
    b.Line(57, 354, "Premier");
    b.Line(270, 354, "5,80");
    b.Line(420, 354, "4,64");
    b.Line(57, 370, "Deuxième");
    b.Line(270, 370, "5,60");
    b.Line(420, 370, "4,48");
  };
  CHECK(Read(Proposal(quarters, false), "objectif_ij_par_patient") == "");
  const Letter guessed = Proposal(quarters);
  const auto fact = guessed.fields.find("objectif_ij_par_patient");
  CHECK((fact == guessed.fields.end() || fact->second.status == FactStatus::kToReview));
}

}  // namespace riposte
