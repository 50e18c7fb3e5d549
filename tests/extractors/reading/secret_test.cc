// Pages that name patients are told from letters and from tables of figures. The numbers are
// invented: communes 990 and up do not exist.
#include "extractors/reading/secret.h"

#include <catch2/catch.hpp>

#include "tests/extractors/reading/page_maker.h"

namespace riposte {
namespace {

TEST_CASE("a list of patients is withheld, with its reason", "[reading][secret]") {
  PageReading page = PageMaker()
                         .Text(60, 100, "Nom et prénom")
                         .Text(260, 100, "Date de naissance")
                         .Text(420, 100, "Durée")
                         .Text(60, 120, "COATMEUR Rozenn")
                         .Text(260, 120, "16/04/1966")
                         .Text(420, 120, "675 jours")
                         .Text(60, 140, "LE SCOUL Yvonig")
                         .Text(260, 140, "07/02/1958")
                         .Text(420, 140, "601 jours")
                         .Get();
  REQUIRE(NamesPatients(page));
  Withhold(page);
  CHECK(page.words.empty());
  CHECK(page.warnings == std::vector<std::string>{"secret_medical"});
  CHECK(Withheld(page));
}

// Rows of up to three cells, one below the other.
PageReading Rows(const std::vector<std::vector<std::string>>& rows) {
  PageMaker maker;
  double y = 100;
  for (const auto& row : rows) {
    double x = 60;
    for (const std::string& cell : row) {
      maker.Text(x, y, cell);
      x += 180;
    }
    y += 20;
  }
  return maker.Get();
}

TEST_CASE("lists of patients in other shapes", "[reading][secret]") {
  // One case, a title, an initial, sentences, no heading where the list goes on.
  CHECK(NamesPatients(Rows({{"Patient", "Date de naissance"},
                            {"COATMEUR ROZENN", "16/04/1966"},
                            {"DUVALLON JEANNE", "07/02/1958"}})));
  CHECK(NamesPatients(Rows({{"Patient", "Date de naissance"},
                            {"Coatmeur Rozenn", "16/04/1966"},
                            {"Duvallon Jeanne", "07/02/1958"},
                            {"Kervadec Théo", "01/12/1971"}})));
  CHECK(NamesPatients(
      Rows({{"Patients", "Durée"}, {"Mme COATMEUR", "675 jours"}, {"M. DUVALLON", "60 jours"}})));
  CHECK(NamesPatients(Rows({{"Patient", "Arrêt"},
                            {"COATMEUR R.", "01/02/2024 – 30/06/2024"},
                            {"DUVALLON J.", "03/05/2024 – 30/06/2024"}})));
  CHECK(NamesPatients(Rows({{"- Mme Rozenn COATMEUR, née le 16/04/1966, 320 jours"},
                            {"- M. Théo DUVALLON, né le 07/02/1958, 210 jours"}})));
  CHECK(NamesPatients(Rows({{"COATMEUR Jeanne", "16/04/1966"},
                            {"DUVALLON Théo", "07/02/1958"},
                            {"KERVADEC Claire", "01/12/1971"}})));
}

TEST_CASE("a number that a label calls a NIR is one", "[reading][secret]") {
  // No key.
  CHECK(NamesPatients(Rows({{"NIR", "Montant"}, {"2660499999123", "60,00"}})));
  CHECK(NamesPatients(Rows({{"Votre patiente, n° de sécurité sociale 2660499999123, a reçu"}})));
  CHECK(NamesPatients(Rows({{"Votre patiente (n° SS 2660499999123) a reçu"}})));
  // In two pieces, one below the other.
  CHECK(NamesPatients(Rows({{"Assuré", "NIR", "Montant"},
                            {"X", "2660499", "60,00"},
                            {"", "99912345"},
                            {"Y", "2580299", "60,00"}})));
  // Thirteen digits that nobody calls so, and the doctor's own numbers.
  CHECK_FALSE(NamesPatients(Rows({{"Référence 2660499999123 à rappeler"}})));
  CHECK_FALSE(NamesPatients(Rows({{"La liste vous est envoyée sans NIR"},
                                  {"N° RPPS 10900020107"},
                                  {"N° AM 231455150"},
                                  {"code de la sécurité sociale, 1245600 euros"}})));
}

TEST_CASE("people of the fund are no patients", "[reading][secret]") {
  CHECK_FALSE(NamesPatients(Rows({{"Affaire suivie par Mme Clémence BRISSAUD 05 55 12 34 56"},
                                  {"Docteur Jeanne LABROUSSE, le 14/10/2025"},
                                  {"Représentants des assurés"},
                                  {"M. Paul DURAND"},
                                  {"Mme Claire SERVANTON"},
                                  {"M. Théo MARCHENOIR, médecin-conseil"}})));
}

TEST_CASE("letters and tables of figures are kept", "[reading][secret]") {
  // One name, a heading with «Patients», rows of capitals and figures; no row of people.
  const PageReading profile = PageMaker()
                                  .Text(60, 60, "Docteur Claire MARTIN 27 rue des Mariniers")
                                  .Text(60, 100, "Profil")
                                  .Text(200, 100, "Patients")
                                  .Text(300, 100, "IJ")
                                  .Text(60, 120, "Femmes ALD 30-44")
                                  .Text(200, 120, "40")
                                  .Text(300, 120, "120")
                                  .Text(60, 140, "ALD Diabète")
                                  .Text(200, 140, "52")
                                  .Text(300, 140, "310")
                                  .Text(60, 160, "TOTAL Général")
                                  .Text(200, 160, "92")
                                  .Text(300, 160, "430")
                                  .Get();
  CHECK_FALSE(NamesPatients(profile));
  const PageReading sentence =
      PageMaker()
          .Text(60, 100,
                "La liste des patients concernés est jointe ; le secret médical la couvre.")
          .Text(60, 120, "CPAM Nantes, le 14 octobre 2025")
          .Text(60, 140, "IJ Maladie du 01/02/2025 au 31/08/2025 : 199,50 euros")
          .Text(60, 160, "Docteur Marin PORNICHET-BLAIN, RPPS 10900020107")
          .Get();
  CHECK_FALSE(NamesPatients(sentence));
}

}  // namespace
}  // namespace riposte
