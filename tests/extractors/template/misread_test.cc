#include "extractors/template/misread.h"

#include <catch2/catch.hpp>

namespace riposte {
namespace {

using Why = std::vector<std::string>;

TEST_CASE("forms that two readings of a picture share by mistake", "[misread]") {
  CHECK(OddInPicture("immeuble Le Confluent / 69004 LYON", false) == Why{"look_alike_letters"});
  CHECK(OddInPicture("Pôle Sud / immeuble B / 69004 LYON", false) == Why{"look_alike_letters"});
  CHECK(OddInPicture("9 rue de l'immeuble / 69004 LYON", false).empty());
  CHECK(OddInPicture("indemnités journalières", false).empty());
  CHECK(OddInPicture("PO2", false) == Why{"look_alike_letters"});
  CHECK(OddInPicture("25-l5-004", false) == Why{"look_alike_letters"});
  CHECK(OddInPicture("MS0/0056", true) == Why{"look_alike_letters"});
  CHECK(OddInPicture("M. Loic BARRANDON", false) == Why{"look_alike_letters"});
  CHECK(OddInPicture("Mme Maité Bourdeau", true) == Why{"look_alike_letters"});
  CHECK(OddInPicture("M. Loïc BARRANDON", false).empty());
  CHECK(OddInPicture("Gaëtan VERRIER", true).empty());
  CHECK(OddInPicture("cornpte rendu de notre entretien", false) == Why{"look_alike_letters"});
  CHECK(OddInPicture("Dotteur Rémi CASTAING", true) == Why{"look_alike_letters"});
  CHECK(OddInPicture("0-15ans", false) == Why{"lost_space"});
  CHECK(OddInPicture("réunion de mai2025", false) == Why{"lost_space"});
  CHECK(OddInPicture("Part des-patients de 70 ans", false) == Why{"lost_space"});
  CHECK(OddInPicture("dans les 2-mois suivants", false) == Why{"lost_space"});
  CHECK(OddInPicture("(PRN, PMO, REG RPA, MA)", false) == Why{"comma_doubt"});
  CHECK(OddInPicture("MEDECINE G", true) == Why{"incomplete_text"});
  CHECK(OddInPicture("La décision peut être déférée au tribunal judiciaire d’Angoulême, place de "
                     "l’Ancien-Palais 16000 Angoulême, par requête",
                     false) == Why{"comma_doubt"});
  CHECK(OddInPicture("4 quai des Filaos-Bleus e / 97704 SAINT-DENIS", false) ==
        Why{"incomplete_text"});
  CHECK(OddInPicture("4 rue des Meulières / 91150 ETAMPES", false) == Why{"look_alike_letters"});
  CHECK(OddInPicture("2 place du Marché / 91000 EVRY", false) == Why{"look_alike_letters"});
}

TEST_CASE("forms that print has", "[misread]") {
  for (const char* text : {"P02",
                           "0-15 ans",
                           "le 1er juin 2025",
                           "2ème étage",
                           "12bis rue du Four",
                           "Bâtiment C",
                           "12 rue des Lilas, Bât. B",
                           "médecine générale",
                           "(PRN, REG, RPA, MA)",
                           "14h30",
                           "Hommes 30-44",
                           "PRN PMO",
                           "Saint-Germain-des-Prés",
                           "au-delà du 1er mai",
                           "12-16 ans",
                           "rue du Bois-de-l’Eau",
                           "Docteur Rémi CASTAING",
                           "compte rendu",
                           "3 rue Haute / 91150 ÉTAMPES",
                           "3 rue Haute / 95880 ENGHIEN",
                           "Bâtiment C / 95120 ERMONT"}) {
    INFO(text);
    CHECK(OddInPicture(text, false).empty());
  }
  // The code of a table's row is made like that; a reference may have lost an O.
  CHECK(OddInPicture("P02", true) == Why{"look_alike_letters"});
  CHECK(OddInPicture("IND/2025/104", true).empty());
}

TEST_CASE("what print cannot have is put right", "[misread]") {
  CHECK(Mended("a compter de la réception") == "à compter de la réception");
  CHECK(Mended("un mois a partir du 3 mai") == "un mois à partir du 3 mai");
  CHECK(Mended("Âge :16 à 24 ans") == "Âge : 16 à 24 ans");
  CHECK(Mended("à 10:30") == "à 10:30");
  CHECK(Mended("26 RUE DU TRAMWAY -BLEU") == "26 RUE DU TRAMWAY-BLEU");
  CHECK(Mended("rue de la Mine- Sainte-Barbe") == "rue de la Mine-Sainte-Barbe");
  CHECK(Mended("1 chemin de l’ Adour") == "1 chemin de l’Adour");
  CHECK(Mended("HbAïc dosée deux fois") == "HbA1c dosée deux fois");
  CHECK(Mended("Diab. – HbAlc 2/an") == "Diab. – HbA1c 2/an");
  CHECK(Mended("Mme Maiïté Bourdeau") == "Mme Maïté Bourdeau");
  CHECK(Mended("Astreintes {montant en euros)") == "Astreintes (montant en euros)");
  for (const char* print :
       {"il a compté les actes", "65 ans et +", "+ de 80 ans", "– dont maladie",
        "Vaccin grippe 65+", "votre dossier \"arrêts\"", "l’écart {A}", "HbA1c dosée",
        "Objet - indu", "arrêts mi- et temps plein", "A COMPTER DU 3 MAI", "−12 %", "n° 12 -14"}) {
    INFO(print);
    CHECK(Mended(print) == print);
  }
}

TEST_CASE("specks and the rests of bullets are no part of a text", "[misread]") {
  CHECK(WithoutSpecks("‘Majoration de coordination") == "Majoration de coordination");
  CHECK(WithoutSpecks("|Dépassement non autorisé") == "Dépassement non autorisé");
  CHECK(WithoutSpecks("80 ans et plus ———…") == "80 ans et plus");
  CHECK(WithoutSpecks("les mêmes assurés ’") == "les mêmes assurés");
  CHECK(WithoutSpecks("19 avenue ‘des Nougatiers") == "19 avenue des Nougatiers");
  CHECK(WithoutBullet("L2 La commission de recours") == "La commission de recours");
  CHECK(WithoutBullet("+ recours gracieux") == "recours gracieux");
  for (const char* print : {"À défaut, le tribunal", "Le tribunal judiciaire", "15 jours"}) {
    INFO(print);
    CHECK(WithoutBullet(print) == print);
  }
}

TEST_CASE("codes get back the words and the noughts that they are made of", "[misread]") {
  CHECK(MendedCode("70-PRESC-1J/25/018") == "70-PRESC-IJ/25/018");
  CHECK(MendedCode("DAJ.MS0.2026.003-B") == "DAJ.MSO.2026.003-B");
  for (const char* code : {"94/PRADO-17/0512-25", "2026/C/00417", "DC/MSAP/26-03", "I5-10"}) {
    INFO(code);
    CHECK(MendedCode(code) == code);
  }
  CHECK(MendedRowCode("PVO7") == "PV07");
  CHECK(MendedRowCode("Pvo2") == "PV02");
  for (const char* code : {"PV07", "ROSP", "CO", "P02", "ALD-3"}) {
    INFO(code);
    CHECK(MendedRowCode(code) == code);
  }
  CHECK(OddInPicture("2 square des Maraïîchers", true) == Why{"look_alike_letters"});
  CHECK(OddInPicture("52 avenue des Müriers", false) == Why{"look_alike_letters"});
  CHECK(OddInPicture("83 2025 004 517K", true) == Why{"lost_space"});
  CHECK(OddInPicture("83 2025 004 517 K", true).empty());
  // Perhaps «≤», which the engine does not know.
  CHECK(OddInPicture("Pression artérielle < 140/90", false) == Why{"look_alike_letters"});
}

}  // namespace
}  // namespace riposte
