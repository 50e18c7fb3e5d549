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
    const Letter letter = Read(b.page());
    if (hyphen) {
      CHECK(Doubted(letter, "region", "incomplete_text"));
    } else {
      // Of the closed list of regions, wherever its line ends.
      REQUIRE(letter.Field("region"));
      CHECK(letter.Field("region")->value == Value(std::string("Centre-Val de Loire")));
    }
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

TEST_CASE("a list of articles that goes on with what is no article is doubted", "[scans]") {
  for (const char* end : {"R. 147-2 et 147.820", "R. 147-2 et KR. 147-8", "R. 147-2 et R. 147-8"}) {
    INFO(end);
    PageBuilder b = Head();
    b.Line(57, 320,
           std::string("Je vous mets en demeure de payer (articles L. 133-4, ") + end + ").", 0.95);
    const Letter l = Read(b.page());
    const Fact* f = l.Field("textes_cites");
    REQUIRE(f);
    CHECK((f->status == FactStatus::kToReview) == (std::string(end) != "R. 147-2 et R. 147-8"));
  }
}

TEST_CASE("rows below a heading that was not made out belong to no other", "[scans]") {
  const auto statement = [](const char* second, const char* label) {
    PageBuilder b = Head();
    b.Line(57, 290, "Relevé individuel d’activité et de prescriptions", 0.95);
    b.Line(57, 303, "Votre activité, vos prescriptions et vos patients, par patient.", 0.95);
    b.Line(57, 330, "Poste", 0.95).Line(300, 330, "Vous", 0.95).Line(400, 330, "Moyenne", 0.95);
    double y = 350;
    const auto row = [&](const char* name, const char* you, const char* mean) {
      b.Line(57, y, name, 0.95).Line(300, y, you, 0.95).Line(400, y, mean, 0.95);
      y += 15;
    };
    const auto heading = [&](const char* words) {
      b.Line(57, y, words, 0.95);
      y += 15;
    };
    heading("I. - Votre activité");
    row("Consultations", "4987", "4512");
    row("Visites", "612", "398");
    heading(second);
    row("Pharmacie", "2418", "2164");
    row(label, "582", "569");
    return Read(b.page());
  };
  for (const char* numbered :
       {"II. - Vos prescriptions", "IL. - Vos prescriptions", "HE. - Vxs pr"}) {
    INFO(numbered);
    const Letter l = statement(numbered, "Biologie");
    REQUIRE(l.tables.contains("lignes"));
    const std::vector<Row>& rows = l.tables.at("lignes");
    REQUIRE(rows.size() == 4);
    CHECK(ToCanonical(rows[0].at("rubrique").value) == "activite");
    CHECK(rows[0].at("rubrique").status == FactStatus::kSure);
    const Fact& below = rows[3].at("rubrique");
    CHECK((ToCanonical(below.value) == "prescriptions" || below.status == FactStatus::kToReview));
    CHECK((ToCanonical(below.value) == "prescriptions") == (numbered[0] == 'I'));
    CHECK(rows[3].at("vous").status == FactStatus::kSure);
  }
}

TEST_CASE("the second line of a heading, «par patient», is no title of the rows", "[scans]") {
  const bool alone = GENERATE(false, true);  // «patient»
  PageBuilder b = Head();
  b.Line(57, 290, "Relevé individuel d’activité et de prescriptions", 0.95);
  b.Line(57, 303, "Votre activité, vos prescriptions et vos patients, par patient.", 0.95);
  b.Line(57, 320, "Votre activité", 0.95);
  b.Line(57, 336, "Poste", 0.95)
      .Line(300, 336, "Volume", 0.95)
      .Line(400, 336, alone ? "Région par" : "Région", 0.95);
  b.Line(400, 348, alone ? "patients" : "par patient", 0.95);
  b.Line(57, 368, "Consultations", 0.95).Line(300, 368, "4987", 0.95).Line(400, 368, "1,37", 0.95);
  b.Line(57, 383, "Visites", 0.95).Line(300, 383, "612", 0.95).Line(400, 383, "0,12", 0.95);
  const Letter l = Read(b.page());
  REQUIRE(l.tables.contains("lignes"));
  for (const Row& row : l.tables.at("lignes"))
    CHECK(ToCanonical(row.at("rubrique").value) == "activite");
}

TEST_CASE("on a picture «Le directeur» is not near «P/ le directeur»", "[scans]") {
  PageBuilder b = Head();
  b.Line(57, 320, "Veuillez agréer, Docteur, mes salutations distinguées.", 0.95);
  b.Line(330, 350, "Le directeur", 0.95);
  b.Line(330, 390, "Paul BERNARD", 0.95);
  const Letter l = Read(b.page());
  const Fact* said = l.Field("signataire_qualite");
  REQUIRE(said);
  CHECK(said->value == Value(std::string("directeur")));
}

TEST_CASE("«pendant ces six mois» is no delay, in whatever sentence it stands", "[scans]") {
  for (const bool delay : {false, true}) {
    PageBuilder b = Head();
    b.Lines(
        57, 300,
        {"Bilan de la mise sous objectif (article R. 148-6), ce que je fais par la présente",
         delay ? "Dans les six mois, vous avez à compter de la réception de cette lettre la"
               : "Pendant ces six mois, 978 patients ont été vus, et vous avez fourni un effort",
         delay ? "faculté de répondre." : "que la notification de ce bilan reconnaît."},
        0.95);
    const Letter l = Read(b.page());
    CHECK((l.Field("delai_annonce") != nullptr) == delay);
  }
}

TEST_CASE("a date is no reference", "[scans]") {
  PageBuilder b = Head();
  b.Line(57, 300, "DÉCISION DU 12 FÉVRIER 2026", 0.95);
  b.Line(57, 313, "PORTANT MISE SOUS ACCORD PRÉALABLE DE PRESCRIPTIONS", 0.95);
  b.Line(57, 333, "Vu l'article L. 162-1-15 et votre refus de l'objectif proposé.", 0.95);
  const Letter l = Read(b.page());
  CHECK(l.Field("reference") == nullptr);
}

TEST_CASE("where the director's name was not read, the next to sign is doubted", "[scans]") {
  for (const bool read : {true, false}) {
    PageBuilder b = Head();
    b.Lines(57, 310,
            {"Proposition de mise sous objectif", "Je vous propose une mise sous objectif de 3,90",
             "indemnités journalières par patient (article L. 162-1-15), du 1er janvier 2026 au",
             "30 juin 2026. L'objectif de réduction, s'il est dépassé, expose à une pénalité "
             "financière.",
             "Vous pouvez accepter ou refuser cette proposition dans un délai de quinze jours."},
            0.95);
    b.Line(57, 500, "Veuillez recevoir, Docteur, nos salutations les meilleures.", 0.95);
    b.Line(57, 530, "Le directeur", 0.95)
        .Line(320, 530, "Le médecin-conseil chef de service", 0.95);
    if (read) b.Line(57, 570, "Fabrice LESCAR", 0.95);
    b.Line(320, 570, "Docteur Odette MORLAÀS", 0.95);
    const Letter l = Read(b.page());
    REQUIRE(l.type.value == "proposition_mso");
    CHECK(Doubted(l, "signataire", "tie") != read);
    CHECK((ToCanonical(l.Field("signataire")->value) == "Fabrice LESCAR") == read);
  }
}

TEST_CASE("a dash of a picture is read as print has it", "[scans]") {
  for (const char* dash : {"–", "—", "-"}) {
    INFO(dash);
    PageBuilder b = Head();
    b.Line(57, 270, std::string("Réf. : DC/MSAP/26-03 ") + dash + " RPPS 10981274227", 0.95);
    const Letter letter = Read(b.page());
    REQUIRE(letter.Field("reference"));
    CHECK(letter.Field("reference")->value == Value(std::string("DC/MSAP/26-03")));
    CHECK(std::find(letter.Field("reference")->why.begin(), letter.Field("reference")->why.end(),
                    "weak_anchor") == letter.Field("reference")->why.end());
  }
}

TEST_CASE("an address ends with its CEDEX, whatever a picture put after it", "[scans]") {
  for (const char* said :
       {"3 rue des Tisserands, 23011 GUÉRET CEDEX 9. Merci de ne pas répondre par un message.",
        "3 rue des Tisserands : 23011 GUÉRET CEDEX 9 : assurance-maladie : SIRET 000 000 072",
        "3 rue des Tisserands - 23011 GUÉRET CEDEX 9 Agence comptable"}) {
    INFO(said);
    PageBuilder b;
    b.Line(57, 50, "CPAM de la Creuse", 0.95);
    b.Line(57, 63, said, 0.95);
    b.Line(330, 150, "Docteur Claire MARTIN", 0.95);
    b.Lines(330, 163, {"8 place du Marché", "23200 AUBUSSON"}, 0.95);
    b.Line(57, 290, "Docteur,", 0.95);
    b.Line(57, 320, "MISE EN DEMEURE DE PAYER la somme de 1 918,44 euros sous un mois.", 0.95);
    const Letter l = Read(b.page());
    const Fact* f = l.Field("caisse_adresse");
    REQUIRE(f);
    CHECK(ToCanonical(f->value) == "3 rue des Tisserands / 23011 GUÉRET CEDEX 9");
  }
}

TEST_CASE("a numbered point ends the sentence before it", "[scans]") {
  PageBuilder b = Head();
  b.Line(57, 310, "DÉCISION DE LA COMMISSION DE RECOURS AMIABLE", 0.95);
  double y = 336;
  for (const char* line :
       {"1. La commission de recours amiable a rejeté votre recours du 3 novembre 2025, en entier.",
        "2. Vous pouvez saisir, dans les deux mois, le tribunal judiciaire de Guéret, 23000 Guéret",
        "3. Vous pouvez joindre des pièces à votre recours jusqu'au jour de l'audience."}) {
    b.Line(57, y, line, 0.95);
    y += 13;
  }
  const Letter l = Read(b.page());
  const Fact* f = l.Field("voies_recours");
  REQUIRE(f);
  INFO(f->text);
  CHECK(f->text.find("Guéret") != std::string::npos);
  CHECK(f->text.find("joindre") == std::string::npos);
}

TEST_CASE("a title in one block with the references above it is the subject", "[scans]") {
  PageBuilder b = Head();
  b.Line(57, 257, "N/Réf : 2B.LCF.25.0038", 0.95);
  b.Line(57, 270, "Facturations relevées à votre encontre", 0.95);
  b.Line(57, 320, "MISE EN DEMEURE DE PAYER la somme de 1 918,44 euros sous un mois.", 0.95);
  const Letter l = Read(b.page());
  const Fact* f = l.Field("objet");
  REQUIRE(f);
  CHECK(f->text == "Facturations relevées à votre encontre");
  CHECK(f->status == FactStatus::kToReview);
}

TEST_CASE("the date of delivery stands under «(jour/mois/an)»", "[scans]") {
  PageBuilder b;
  b.Line(57, 50, "Lettre recommandée", 0.95).Line(195, 50, "Preuve de distribution", 0.95);
  b.Line(57, 86, "Envoi n° 1A 198 760 4427 0 - niveau de garantie R1", 0.95);
  b.Line(87, 110, "Prise en charge", 0.95).Line(310, 126, "Remise contre signature", 0.95);
  b.Line(321, 144, "(jour/mois/an)", 0.95);
  b.Line(95, 166, "12.01.2026", 0.95).Line(328, 166, "19.01.2026", 0.95);
  b.Line(57, 194, "Expéditeur", 0.95).Line(305, 194, "Destinataire", 0.95);
  b.Lines(57, 207, {"Dr Claire MARTIN", "8 place du Marché", "23200 AUBUSSON"}, 0.95);
  b.Lines(305, 207, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET"}, 0.95);
  b.Line(57, 268, "La date de remise fait foi à l'égard des tiers.", 0.95);
  const Letter l = Read(b.page());
  const Fact* f = l.Field("date_remise");
  REQUIRE(f);
  CHECK(f->text == "19.01.2026");
}

TEST_CASE("the day an attestation of delivery was printed is not that of delivery", "[scans]") {
  PageBuilder b;
  b.Line(65, 90, "ATTESTATION DE REMISE", 0.95);
  b.Line(65, 120, "Le transporteur certifie que l'objet ci-dessous suivi a eu le cours indiqué.",
         0.95);
  b.Line(75, 150, "Objet", 0.95).Line(274, 150, "Lettre recommandée avec avis de réception", 0.95);
  b.Line(75, 176, "Numéro d'objet", 0.95).Line(274, 176, "2C 190 553 8104 7", 0.95);
  b.Line(75, 202, "Avis de passage laissé", 0.95).Line(274, 202, "17/10/2025", 0.95);
  b.Line(73, 228, "Retiré au bureau", 0.95).Line(274, 228, "24/10/2025, Pessac Alouette", 0.95);
  b.Line(60, 306, "Attestation éditée le 02/12/2025. L'image de la signature est conservée.", 0.95);
  const Letter l = Read(b.page());
  const Fact* f = l.Field("date_remise");
  REQUIRE(f);
  CHECK(f->text == "24/10/2025");
}

}  // namespace riposte
