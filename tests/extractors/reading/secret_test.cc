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
