// Which sentences are remedies and which are history, and titles and verbs that make the type.
#include <catch2/catch.hpp>

#include "extractors/template/extract.h"
#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

class NoRereader : public Rereader {
 public:
  Result<CropReading> Reread(const CropRequest&) override { return CropReading{}; }
};

Letter Read(const PageReading& page) {
  static const Result<Templates> all =
      Templates::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates");
  REQUIRE(all.ok());
  NoRereader rereader;
  std::vector<Letter> letters = Extract(ReadingOf({page}), *all, rereader, {"lettre.pdf"}, nullptr);
  REQUIRE(letters.size() == 1);
  return letters[0];
}

PageBuilder Head() {
  PageBuilder b;
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET"});
  b.Lines(330, 150, {"Docteur Claire MARTIN", "8 place du Marché", "23200 AUBUSSON"});
  b.Line(400, 240, "Guéret, le 9 janvier 2026");
  b.Line(57, 290, "Docteur,");
  return b;
}

TextList Remedies(const Letter& l) {
  const Fact* f = l.Field("voies_recours");
  return f ? std::get<TextList>(f->value) : TextList{};
}

}  // namespace

TEST_CASE("what was done before a body is history, what is open there a remedy", "[template]") {
  PageBuilder b = Head();
  b.Lines(
      57, 320,
      {"Vous n’avez ni réglé la somme de 408,43 € ni saisi la commission de recours amiable.",
       "Aussi vous mets-je en demeure de payer cette somme dans un délai d’un mois.",
       "La commission de recours amiable, 3 rue des Tisserands, 23011 GUÉRET CEDEX 9, peut être",
       "saisie dans les deux mois ; elle statue sur pièces. La commission de recours amiable",
       "se réunit chaque mois. Le tribunal judiciaire n’est pas compétent."});
  const Letter l = Read(b.page());
  CHECK(l.type.value == "mise_en_demeure");
  CHECK(Remedies(l) == TextList{"La commission de recours amiable, 3 rue des Tisserands, 23011 "
                                "GUÉRET CEDEX 9, peut être saisie dans les deux mois ; elle statue "
                                "sur pièces"});
}

TEST_CASE("a heading is no part of a remedy, a recital none, and a torn one is in doubt",
          "[template]") {
  const auto read = [](const std::vector<std::string>& lines) {
    PageBuilder b = Head();
    b.Lines(57, 320, {"Je vous mets en demeure de payer 408,43 € dans un délai d’un mois."});
    b.Lines(57, 360, lines);
    return Read(b.page());
  };
  const std::string remedy =
      "La commission de recours amiable, 3 rue Basse, 23011 GUÉRET, peut être saisie dans les "
      "deux mois";
  CHECK(Remedies(read({"VOIES DE RECOURS. – " + remedy + "."})) == TextList{remedy});
  CHECK(Remedies(read({"Article 3 – " + remedy + "."})) == TextList{remedy});
  CHECK(Remedies(read({"Vu l’absence de saisine de la commission de recours amiable dans les deux "
                       "mois de la notification,"}))
            .empty());
  CHECK(
      Remedies(read({remedy + ". La saisine préalable du tribunal judiciaire n’est pas requise."}))
          .size() == 1);
  const auto status = [&](const std::string& line) {
    const Letter l = read({line});
    REQUIRE(l.Field("voies_recours"));
    return l.Field("voies_recours")->status;
  };
  CHECK(status(remedy + ".") == FactStatus::kSure);
  CHECK(status("C e que vous pouvez faire . " + remedy + ".") == FactStatus::kToReview);
}

TEST_CASE("an office in a sentence is an address to answer to, a court is none", "[template]") {
  const auto office = [](const std::string& sentence) {
    PageBuilder b = Head();
    b.Lines(57, 320, {"Nous avons terminé l’analyse de votre activité.", sentence});
    const Letter l = Read(b.page());
    const Fact* f = l.Field("adresse_reponse");
    return f ? std::get<std::string>(f->value) : std::string();
  };
  CHECK(office("Demandez-le par écrit au Service médical, 6 rue Basse, 23000 GUÉRET CEDEX 9.") ==
        "Service médical / 6 rue Basse / 23000 GUÉRET CEDEX 9");
  CHECK(office("Votre réponse est à envoyer à l’adresse suivante : CPAM, Pôle juridique, BP 4, "
               "23011 Guéret Cedex.") == "CPAM / Pôle juridique / BP 4 / 23011 Guéret Cedex");
  CHECK(office("Il faut écrire au tribunal judiciaire, 6 rue Basse, 23000 GUÉRET.").empty());
}

TEST_CASE("a commission that decides on a claim is no claim; who acknowledges decides nothing",
          "[template]") {
  PageBuilder b = Head();
  b.Lines(
      57, 320,
      {"Vous avez contesté une demande de remboursement d’un indu (article L. 133-4). Lors de sa",
       "séance du 18 décembre 2025, la commission de recours amiable accepte une partie de votre",
       "recours. Le tribunal judiciaire peut être saisi dans les deux mois."});
  Letter l = Read(b.page());
  CHECK(l.type.value == "decision_cra");
  CHECK(l.type.status == FactStatus::kSure);
  PageBuilder other = Head();
  other.Lines(
      57, 320,
      {"La commission de recours amiable a bien reçu, le 18 décembre 2025, la réclamation formée",
       "contre la notification d’indu. Si elle n’a pas statué dans les deux mois, vous pouvez "
       "tenir",
       "votre demande pour rejetée (article R. 142-6)."});
  l = Read(other.page());
  CHECK(l.type.value == "accuse_reception_recours");
  CHECK(l.type.status == FactStatus::kSure);
  // Nobody knows what an unknown letter's figures mean.
  PageBuilder unknown = Head();
  unknown.Line(57, 320, "Le cabinet sera repeint le 3 mars 2026.");
  l = Read(unknown.page());
  CHECK(l.type.value == "inconnu");
  for (const auto& [id, fact] : l.fields) CHECK(fact.status == FactStatus::kToReview);
}

TEST_CASE("lines far apart and the second line of a bullet go on", "[template]") {
  PageBuilder b = Head();
  double y = 320;
  for (const char* line : {"Je vous mets en demeure de payer la somme de 408,43 € dans un délai "
                           "d’un mois à compter de la",
                           "réception de la présente, faute de quoi une contrainte pourra être "
                           "délivrée contre vous par le",
                           "directeur de la caisse, sans autre avis, et son exécution poursuivie "
                           "par toutes les voies que",
                           "la loi lui ouvre."}) {
    b.Line(57, y, line);
    y += 21;
  }
  b.Line(72, y + 30, "•");
  b.Line(86, y + 30,
         "Vous pouvez saisir la commission de recours amiable de la caisse dans les deux mois de");
  b.Line(86, y + 43, "la réception de ce courrier.");
  const Letter l = Read(b.page());
  CHECK(Remedies(l) == TextList{"Vous pouvez saisir la commission de recours amiable de la caisse "
                                "dans les deux mois de la réception de ce courrier"});
  const Fact* start = l.Field("delai_point_depart");
  REQUIRE(start);
  CHECK(ToCanonical(start->value) == "à compter de la réception de la présente");
}

TEST_CASE("a side panel does not part a paragraph", "[template]") {
  PageBuilder b = Head();
  b.Line(57, 320,
         "Je vous mets en demeure de payer la somme de 408,43 € dans un délai d’un mois et");
  b.Line(480, 312, "Vos numéros");
  b.Line(480, 324, "RPPS 10101010101");
  b.Line(57, 333, "à compter de la réception de la présente.");
  const Letter l = Read(b.page());
  const Fact* start = l.Field("delai_point_depart");
  REQUIRE(start);
  CHECK(ToCanonical(start->value) == "à compter de la réception de la présente");
}

TEST_CASE("an article whose number was parted from it is doubted", "[template]") {
  PageBuilder b = Head();
  b.Line(57, 320, "Je vous mets en demeure de payer (article L. 133-4), et selon l’article R.");
  b.Line(500, 331, "1");
  b.Line(57, 360, "133-9-1 du code.");
  const Letter l = Read(b.page());
  const Fact* f = l.Field("textes_cites");
  REQUIRE(f);
  CHECK(f->status == FactStatus::kToReview);
}

TEST_CASE("a paragraph whose first line is indented is one", "[template]") {
  PageBuilder b = Head();
  b.Line(57, 310, "Je vous mets en demeure de payer la somme de 408,43 € dans un délai d’un mois.");
  b.Line(80, 340,
         "La commission de recours amiable, 3 rue des Tisserands, 23011 GUÉRET, peut être");
  b.Line(57, 357,
         "saisie d’une contestation dans les deux mois de la réception de cette lettre, ce");
  b.Line(57, 374, "que vous ferez par écrit.");
  CHECK(Remedies(Read(b.page())) ==
        TextList{"La commission de recours amiable, 3 rue des Tisserands, 23011 GUÉRET, peut être "
                 "saisie d’une contestation dans les deux mois de la réception de cette lettre, ce "
                 "que vous ferez par écrit"});
}

}  // namespace riposte
