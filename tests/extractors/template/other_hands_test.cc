// What formal and form-like hands do that a plain letter does not: the addressee at the foot,
// titles after the name, numbers between name and street, labels that begin like others.
#include <catch2/catch.hpp>

#include <algorithm>

#include "extractors/template/extract.h"
#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

const Templates& AllHands() {
  static const Result<Templates> t =
      Templates::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates");
  REQUIRE(t.ok());
  return *t;
}

class NoRereader : public Rereader {
 public:
  Result<CropReading> Reread(const CropRequest&) override { return CropReading{}; }
};

Letter ReadHand(PageBuilder& b) {
  Reading reading;
  reading.pages.push_back(b.page());
  NoRereader rereader;
  std::vector<Letter> letters = Extract(reading, AllHands(), rereader, {"lettre.pdf"}, nullptr);
  REQUIRE(letters.size() == 1);
  return letters[0];
}

std::string Said(const Letter& letter, const std::string& id) {
  const Fact* f = letter.Field(id);
  return f ? ToCanonical(f->value) : "";
}

// The hearing that a doctor asked for; the adviser is a doctor too.
void Hearing(PageBuilder& b) {
  b.Line(57, 316, "Docteur,");
  b.Lines(
      57, 342,
      {"Vous avez demandé à être entendu (article R. 148-1). L’audition aura lieu le 15 juillet",
       "2025 à 10 heures, en présence du docteur Mireille AUBANEL, médecin-conseil."});
  b.Line(57, 400, "Je vous prie d’agréer, Docteur, mes salutations distinguées.");
  b.Line(350, 440, "La directrice");
  b.Line(350, 470, "Hélène BOISSERAND");
}

}  // namespace

TEST_CASE("the addressee at the foot of the page is the doctor, the adviser is not", "[template]") {
  PageBuilder b(1, PageSource::kTextLayer);
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET CEDEX"});
  b.Line(400, 200, "Guéret, le 2 juillet 2025");
  Hearing(b);
  b.Lines(57, 700, {"Monsieur le docteur Lucien ROUBAUD", "46 chemin du Grès", "23200 AUBUSSON"});
  const Letter letter = ReadHand(b);
  CHECK(Said(letter, "praticien_nom") == "Lucien ROUBAUD");
  CHECK(Said(letter, "praticien_adresse") == "46 chemin du Grès / 23200 AUBUSSON");
  CHECK(Said(letter, "caisse_adresse") == "3 rue des Tisserands / 23000 GUÉRET CEDEX");
}

TEST_CASE("a name broken at its hyphen is whole, and an hour is no place", "[template]") {
  PageBuilder b;
  b.Line(57, 60, "CPAM du Cher")
      .Line(57, 74, "8 rue de la Halle")
      .Line(57, 88, "18022 BOURGES CEDEX");
  b.Line(320, 120, "Madame le Docteur Philomène DUBREUIL-").Line(320, 134, "NAUD");
  b.Line(320, 148, "19 bis route de Sancerre").Line(320, 162, "18250 HENRICHEMONT");
  b.Line(57, 230, "Objet : proposition d’entretien confraternel");
  b.Line(57, 250, "Bourges, le 14 octobre 2025");
  b.Line(57, 300, "Docteur,");
  b.Lines(
      57, 330,
      {"Je vous propose un entretien confraternel le jeudi 13 novembre 2025, de 13 h 15 à 14 h.",
       "Votre consœur vous a vue en compagnie du docteur Aline COLLARD."});
  const Letter letter = ReadHand(b);
  CHECK(letter.type.value == "invitation_entretien");
  CHECK(Said(letter, "praticien_nom") == "Philomène DUBREUIL-NAUD");
  CHECK(Said(letter, "praticien_adresse") == "19 bis route de Sancerre / 18250 HENRICHEMONT");
  CHECK(Said(letter, "rdv_lieu") == "");
}

TEST_CASE("a profession after the name makes an addressee; numbers are no address", "[template]") {
  PageBuilder b(1, PageSource::kTextLayer);
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET CEDEX"});
  b.Lines(330, 150,
          {"Aliénor MONTRICOUX, médecin généraliste", "RPPS 10952601812", "4 allée du Pont",
           "23200 AUBUSSON"});
  b.Line(400, 250, "Guéret, le 2 juillet 2025 — SJ/MSO-23/004 — LRAR 2C 177 446 8921 3");
  Hearing(b);
  const Letter letter = ReadHand(b);
  CHECK(Said(letter, "praticien_nom") == "Aliénor MONTRICOUX");
  CHECK(Said(letter, "praticien_adresse") == "4 allée du Pont / 23200 AUBUSSON");
  CHECK(Said(letter, "reference") == "SJ/MSO-23/004");
}

TEST_CASE("a label that begins like another is another; a date may stand below its label",
          "[template]") {
  PageBuilder b(1, PageSource::kTextLayer);
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET CEDEX"});
  b.Lines(330, 150, {"Docteur Claire MARTIN", "8 place du Marché", "23200 AUBUSSON"});
  b.Line(57, 200, "Date de la demande : 11 juin 2025");
  b.Line(57, 230, "Date du courrier");
  b.Line(57, 242, "02/07/2025");
  b.Line(330, 230, "JOUR");
  b.Line(400, 230, "mardi 15 juillet 2025");
  Hearing(b);
  const Letter letter = ReadHand(b);
  CHECK(Said(letter, "date_lettre") == "2025-07-02");
}

TEST_CASE("a day and an hour in words, initials in a reference, a name after a title",
          "[template]") {
  PageBuilder b(1, PageSource::kTextLayer);
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET CEDEX"});
  b.Lines(320, 110,
          {"A l’attention du Docteur Lucien ROUBAUD", "46 chemin du Grès", "23200 AUBUSSON"});
  b.Line(57, 190, "Réf. : PdS 25/88 – jmc");
  b.Line(57, 210, "Guéret, le deux juillet deux mille vingt-cinq");
  b.Line(57, 250, "Docteur,");
  b.Lines(
      57, 276,
      {"Vous avez demandé à être entendu (article R. 148-1). Je vous recevrai le quinze juillet",
       "deux mille vingt-cinq à quatorze heures trente, salle du Plomb, 3 rue des Tisserands."});
  b.Line(57, 330, "Un empêchement ? Appelez le 05 55 00 12 34 (M. Régis LAVERGNE).");
  b.Line(57, 400, "Je vous prie d’agréer, Docteur, mes salutations distinguées.");
  b.Line(57, 440, "Pour la directrice empêchée, Martial BOUYSSOU");
  const Letter letter = ReadHand(b);
  CHECK(Said(letter, "praticien_adresse") == "46 chemin du Grès / 23200 AUBUSSON");
  CHECK(Said(letter, "reference") == "PdS 25/88 – jmc");
  CHECK(Said(letter, "date_lettre") == "2025-07-02");
  CHECK(Said(letter, "rdv_date") == "2025-07-15");
  CHECK(Said(letter, "rdv_heure") == "14:30");
  CHECK(Said(letter, "rdv_lieu") == "salle du Plomb, 3 rue des Tisserands");
  CHECK(Said(letter, "interlocuteur") == "M. Régis LAVERGNE");
  CHECK(Said(letter, "signataire") == "Martial BOUYSSOU");
  CHECK(Said(letter, "signataire_qualite") == "delegation");
}

TEST_CASE("an address in a sentence is the debtor's, another doctor's is doubted", "[template]") {
  for (const bool named : {true, false}) {
    PageBuilder b(1, PageSource::kTextLayer);
    b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET CEDEX"});
    b.Line(200, 110, "CONTRAINTE n° C-23-2026-0012");
    b.Line(57, 150, "Vu les articles L. 133-4 et R. 133-9-1 du code de la sécurité sociale,");
    b.Lines(
        57, 176,
        {named
             ? "Le directeur décerne contrainte à l’encontre du docteur Mireille FAURE,"
             : "Le directeur décerne contrainte, vu le rapport fait par le docteur Mireille FAURE,",
         "Au Bourg, 23200 AUBUSSON. La somme due est de 1 200,00 €, majoration 120,00 €."});
    b.Line(57, 300, "Donné à Guéret, le 13 février 2026");
    const Letter letter = ReadHand(b);
    const Fact* address = letter.Field("praticien_adresse");
    REQUIRE(address);
    CHECK(ToCanonical(address->value) == "Au Bourg / 23200 AUBUSSON");
    const bool doubted =
        std::find(address->why.begin(), address->why.end(), "weak_anchor") != address->why.end();
    CHECK(doubted != named);
  }
}

TEST_CASE("a debt and its tenth are known by their figures", "[template]") {
  PageBuilder b(1, PageSource::kTextLayer);
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET CEDEX"});
  b.Line(200, 110, "CONTRAINTE n° C-23-2026-0012");
  b.Line(57, 150, "Vu les articles L. 133-4 et R. 133-9-1 du code de la sécurité sociale,");
  b.Line(57, 170, "Le directeur décerne contrainte à l’encontre du docteur Mireille FAURE.");
  b.Line(57, 200, "Visites non effectuées").Line(400, 200, "2 906,15");
  b.Line(57, 214, "Ce que la loi y ajoute").Line(400, 214, "290,62");
  b.Line(57, 228, "Ensemble").Line(400, 228, "3 196,77");
  b.Line(57, 300, "Donné à Guéret, le 13 février 2026");
  const Letter letter = ReadHand(b);
  CHECK(Said(letter, "montant") == "2906.15");
  CHECK(Said(letter, "majoration") == "290.62");
}

TEST_CASE("an address to answer to keeps its lines, one of two names on a line is doubted",
          "[template]") {
  for (const bool printed : {true, false}) {
    PageBuilder b(1, PageSource::kTextLayer);
    b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET CEDEX"});
    b.Lines(320, 110, {"Docteur Lucien ROUBAUD", "46 chemin du Grès", "23200 AUBUSSON"});
    b.Line(57, 210, "Guéret, le 2 juillet 2025");
    b.Line(57, 240, "Envoi recommandé n° 2C 171 667 0045 9");
    if (printed)
      b.Lines(57, 276,
              {"Écrivez à l’adresse : DRM – Cellule MSO", "33 rue de la Galère", "23000 GUÉRET"});
    else
      b.Line(57, 276, "Écrivez à l’adresse : DRM, Cellule MSO, 33 rue de la Galère, 23000 GUÉRET.");
    Hearing(b);
    const Letter letter = ReadHand(b);
    const Fact* address = letter.Field("adresse_reponse");
    REQUIRE(address);
    CHECK(ToCanonical(address->value) ==
          (printed ? "DRM – Cellule MSO / 33 rue de la Galère / 23000 GUÉRET"
                   : "DRM / Cellule MSO / 33 rue de la Galère / 23000 GUÉRET"));
    const bool doubted =
        std::find(address->why.begin(), address->why.end(), "weak_anchor") != address->why.end();
    CHECK(doubted != printed);
    CHECK(Said(letter, "reference").empty());
  }
}

}  // namespace riposte
