#include "extractors/template/vocabulary.h"

#include <catch2/catch.hpp>

namespace riposte {

TEST_CASE("fields belong to letters, common ones to all", "[vocabulary]") {
  CHECK(TypeOfField("notification_mso", "ij_prescrites") == ValueType::kInteger);
  CHECK_FALSE(TypeOfField("notification_mso", "montant"));
  CHECK(TypeOfField("inconnu", "date_lettre") == ValueType::kDate);
  CHECK(TypeOfField("riap", "praticien_rpps") == ValueType::kRpps);
  CHECK(TypeOfField("proposition_mso", "penalite_maximale") == ValueType::kAmount);
  CHECK_FALSE(TypeOfField("nulle_part", "date_lettre"));
  CHECK(TypeOfAnyField("seance_heure") == ValueType::kTime);
  CHECK_FALSE(TypeOfAnyField("date_remise2"));
}

TEST_CASE("26 document types, each known", "[vocabulary]") {
  CHECK(DocumentTypes().size() == 26);
  for (const std::string& t : DocumentTypes()) CHECK(IsDocumentType(t));
  CHECK_FALSE(IsDocumentType(""));
}

TEST_CASE("a field has one type whatever the letter", "[vocabulary]") {
  for (const char* field : {"montant", "motif", "rdv_date", "periode_debut", "annee", "sens"})
    for (const std::string& t : DocumentTypes())
      if (const auto type = TypeOfField(t, field)) CHECK(type == TypeOfAnyField(field));
}

TEST_CASE("tables and their columns, in the contract's order", "[vocabulary]") {
  CHECK(HasTable("notification_mso", "profil"));
  CHECK(HasTable("decompte_fmt", "indicateurs"));
  CHECK_FALSE(HasTable("riap", "profil"));
  CHECK(TypeOfColumn("profil", "ij_attendues") == ValueType::kDecimal);
  CHECK(TypeOfColumn("lignes", "etoiles") == ValueType::kInteger);
  CHECK_FALSE(TypeOfColumn("lignes", "patients"));
  CHECK(ColumnsOf("profil").front() == "sexe");
  CHECK(ColumnsOf("lignes").size() == 9);
  CHECK(ColumnsOf("rien").empty());
}

TEST_CASE("closed lists and facts that a person gives", "[vocabulary]") {
  REQUIRE(ClosedList("sexe"));
  CHECK(ClosedList("sexe")->size() == 3);
  CHECK(ClosedList("objet") == nullptr);
  CHECK(TypeOfGivenFact("date_remise") == ValueType::kDate);
  CHECK(TypeOfGivenFact("reponse.at_mp") == ValueType::kText);
  CHECK_FALSE(TypeOfGivenFact("reponse."));
}

}  // namespace riposte
