// What the reading of a picture loses, and where it says so: ends of texts, beginnings of
// addresses, the order of blocks.
#include <algorithm>
#include <catch2/catch.hpp>

#include "extractors/template/extract.h"
#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

// Reads every line again as it was read first.
class SameRereader : public Rereader {
 public:
  explicit SameRereader(const PageReading& page) : page_(page) {}
  Result<CropReading> Reread(const CropRequest& request) override {
    CropReading r;
    r.confidence = 0.95;
    r.ink = 0.1;
    for (const Word& w : page_.words)
      if (request.box.left - 1 <= w.box.left && w.box.right <= request.box.right + 1 &&
          request.box.top - 1 <= w.box.top && w.box.bottom <= request.box.bottom + 1)
        r.text += (r.text.empty() ? "" : " ") + w.text;
    return r;
  }

 private:
  const PageReading& page_;
};

Letter Read(PageReading page) {
  static const Result<Templates> all =
      Templates::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates");
  REQUIRE(all.ok());
  page.source = PageSource::kOcr;
  page.quality = 0.95;
  SameRereader rereader(page);
  std::vector<Letter> letters = Extract(ReadingOf({page}), *all, rereader, {"lettre.pdf"}, nullptr);
  REQUIRE(letters.size() == 1);
  return letters[0];
}

PageBuilder Head() {
  PageBuilder b;
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET"}, 0.95);
  b.Lines(330, 150, {"Docteur Claire MARTIN", "8 place du Marché", "23200 AUBUSSON"}, 0.95);
  b.Line(400, 240, "Guéret, le 9 janvier 2026", 0.95);
  b.Line(57, 290, "Docteur,", 0.95);
  return b;
}

bool Doubted(const Letter& l, const char* id, const char* why) {
  const Fact* f = l.Field(id);
  REQUIRE(f);
  INFO(f->text);
  return f->status == FactStatus::kToReview &&
         std::find(f->why.begin(), f->why.end(), why) != f->why.end();
}

}  // namespace

TEST_CASE("a full line that goes on in small letters is not the whole of a text", "[scans]") {
  for (const bool goes_on : {true, false}) {
    PageBuilder b = Head();
    b.Line(57, 320, "MISE EN DEMEURE DE PAYER la somme de 1 918,44 euros sous un mois.", 0.95);
    b.Line(57, 346, "Cause de la créance", 0.95);
    b.Line(170, 346, "forfaits de surveillance post-opératoire facturés en double", 0.95);
    b.Line(57, 359, goes_on ? "avec l'établissement." : "Vous devez payer.", 0.95);
    b.Line(57, 385, "La commission de recours amiable peut être saisie dans les deux mois.", 0.95);
    CHECK(Doubted(Read(b.page()), "motif", "incomplete_text") == goes_on);
  }
}

TEST_CASE("a name broken at its hyphen is not whole", "[scans]") {
  for (const bool hyphen : {true, false}) {
    INFO(hyphen);
    PageBuilder b = Head();
    b.Line(57, 320, "Relevé individuel d’activité et de prescriptions", 0.95);
    b.Line(57, 333, "Votre activité et vos prescriptions, par patient.", 0.95);
    b.Line(57, 359,
           std::string("Les valeurs de comparaison sont celles de la région Centre") +
               (hyphen ? "-" : ""),
           0.95);
    b.Line(57, hyphen ? 400 : 372, "Val de Loire.", 0.95);
    CHECK(Doubted(Read(b.page()), "region", "incomplete_text"));
  }
}

TEST_CASE("the accent that a picture lost on «à compter» is put back", "[scans]") {
  PageBuilder b = Head();
  b.Lines(57, 320,
          {"Je vous mets en demeure de payer la somme de 408,43 € dans le délai d’un mois",
           "a compter de la réception de ce courrier (article L. 133-4)."},
          0.95);
  const Letter l = Read(b.page());
  const Fact* f = l.Field("delai_point_depart");
  REQUIRE(f);
  CHECK(ToCanonical(f->value) == "à compter de la réception de ce courrier");
}

}  // namespace riposte
