// A doctor who is named and housed within a sentence, as minutes do.
#include <catch2/catch.hpp>

#include "extractors/template/extract.h"
#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

class NoRereader : public Rereader {
 public:
  Result<CropReading> Reread(const CropRequest&) override { return CropReading{}; }
};

}  // namespace

TEST_CASE("minutes name the doctor and the address within a sentence", "[template]") {
  Result<Templates> all = Templates::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates");
  REQUIRE(all.ok());
  PageBuilder b(1, PageSource::kTextLayer);
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET"});
  b.Line(200, 120, "PROCÈS-VERBAL D’AUDITION");
  b.Lines(57, 170,
          {"Le 4 septembre 2025, devant nous, directeur de la caisse, s’est présenté le docteur",
           "Augustin MARTIN, médecin généraliste installé 27 chemin de la Glacière, 23200",
           "AUBUSSON, assisté de M. Paul VIDAL, avocat. Le praticien a fait valoir, au titre de",
           "l’article R. 148-1 du code de la sécurité sociale, que son cabinet est le seul du "
           "canton."});
  b.Line(57, 250, "Lecture faite, le praticien persiste et signe.");
  NoRereader rereader;
  const std::vector<Letter> letters = Extract(ReadingOf({b.page()}), *all, rereader, {"pv.pdf"});
  REQUIRE(letters.size() == 1);
  CHECK(letters[0].type.value == "proces_verbal_audition");
  const auto said = [&](const char* id) {
    const Fact* f = letters[0].Field(id);
    return f ? ToCanonical(f->value) : std::string();
  };
  CHECK(said("praticien_nom") == "Augustin MARTIN");
  CHECK(said("praticien_adresse") == "27 chemin de la Glacière / 23200 AUBUSSON");
  CHECK(said("praticien_specialite") == "médecin généraliste");
  CHECK(said("assistance") == "M. Paul VIDAL, avocat");
}

}  // namespace riposte
