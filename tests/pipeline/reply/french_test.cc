#include "pipeline/reply/french.h"

#include <catch2/catch.hpp>

namespace riposte::reply {
namespace {

std::string One(std::string_view format, std::string_view canonical, FormatOptions options = {}) {
  const auto lines = Format(format, canonical, options);
  if (!lines) return "(none)";
  std::string out;
  for (const std::string& l : *lines) out += (out.empty() ? "" : "|") + l;
  return out;
}

TEST_CASE("what a person typed becomes a sentence", "[reply]") {
  const auto phrase = [](const char* text) { return Format("phrase", text, {}).value().front(); };
  CHECK(phrase("consultations déjà données") == "Consultations déjà données.");
  CHECK(phrase("Je suis de garde.") == "Je suis de garde.");
  CHECK(phrase("écrit en page 2 ?") == "Écrit en page 2 ?");
  CHECK_FALSE(Format("phrase", " ", {}).has_value());
}

TEST_CASE("formats write canonical values in French", "[reply]") {
  struct Case {
    const char *format, *canonical, *french;
  };
  for (const Case& c : {
           Case{"date", "2025-06-18", "18 juin 2025"},
           {"date", "2024-09-01", "1er septembre 2024"},
           {"date_jour", "2026-02-27", "vendredi 27 février 2026"},
           {"date", "2025-02-30", "(none)"},
           {"date", "18 juin 2025", "(none)"},
           {"nombre", "12458", "12\u202F458"},
           {"nombre", "5.50", "5,50"},
           {"nombre", "-1234567.5", "−1\u202F234\u202F567,5"},
           {"nombre", "NaN", "(none)"},
           {"nombre", "", "(none)"},
           {"pourcentage", "-21.4", "−21,4\u00A0%"},
           {"montant", "7000.00", "7\u202F000,00\u00A0€"},
           {"duree", "P1M", "un\u00A0mois"},
           {"heure", "14:30", "14\u00A0h\u00A030"},
           {"lignes", "12 rue X / 44000 NANTES", "12 rue X|44000 NANTES"},
           {"lignes", " / ", "(none)"},
           {"am", "441012345", "44\u00A01\u00A001234\u00A05"},
           {"am", "44101234", "(none)"},
           {"lrar", "2C14567890123", "2C\u00A0145\u00A0678\u00A09012\u00A03"},
           {"ville", "12 place du Bouffay / 44000 NANTES", "Nantes"},
           {"ville", "BP 12 / 44958 NANTES CEDEX 9", "Nantes"},
           {"ville", "1 rue du Port / 59650 VILLENEUVE-D'ASCQ", "Villeneuve-d’Ascq"},
           {"ville", "3 rue Haute / 94240 L’HAŸ-LES-ROSES", "L’Haÿ-les-Roses"},
           {"ville", "cabinet sans code postal", "(none)"},
           {"capitales", "Lefèvre", "LEFÈVRE"},
           {"texte", "   ", "(none)"},
           {"inconnu", "x", "(none)"},
       }) {
    INFO(c.format << " of " << c.canonical);
    std::string french = c.french;
    // Spaces inside dates never break.
    if (std::string_view(c.format).starts_with("date") && french != "(none)")
      for (size_t at = french.find(' '); at != std::string::npos; at = french.find(' ', at))
        french.replace(at, 1, "\u00A0");
    CHECK(One(c.format, c.canonical) == french);
  }
}

TEST_CASE("every format name is known to Format", "[reply]") {
  // A canonical text that suits each; a name without one here would be an untested format.
  const std::vector<std::pair<std::string, std::string>> suits = {{"texte", "x"},
                                                                  {"lignes", "a / b"},
                                                                  {"date", "2025-06-18"},
                                                                  {"date_jour", "2025-06-18"},
                                                                  {"nombre", "1"},
                                                                  {"montant", "1.00"},
                                                                  {"pourcentage", "1"},
                                                                  {"duree", "P1M"},
                                                                  {"heure", "09:00"},
                                                                  {"liste", "a"},
                                                                  {"accord", "2"},
                                                                  {"de", "Angers"},
                                                                  {"article", "CPAM"},
                                                                  {"de_article", "CPAM"},
                                                                  {"a_article", "CPAM"},
                                                                  {"de_departement", "34"},
                                                                  {"capitales", "a"},
                                                                  {"lieu", "NANTES"},
                                                                  {"ville", "44000 NANTES"},
                                                                  {"am", "441012345"},
                                                                  {"lrar", "2C14567890123"},
                                                                  {"phrase", "a"},
                                                                  {"egalite", "a = b"}};
  CHECK(suits.size() == FormatNames().size());
  for (const auto& [name, canonical] : suits) {
    INFO(name);
    CHECK(Format(name, canonical, {.forms = {"mois", "mois"}}));
  }
}

TEST_CASE("numbers round on their decimal digits", "[reply]") {
  CHECK(One("nombre", "2.675", {.decimals = 2}) == "2,68");  // 2.67 through a double
  CHECK(One("nombre", "2.218", {.decimals = 2}) == "2,22");
  CHECK(One("nombre", "-0.5", {.decimals = 0}) == "−1");
  CHECK(One("nombre", "5016", {.decimals = 2}) == "5\u202F016,00");
  CHECK(One("nombre", "1e5", {.decimals = 2}) == "(none)");
  CHECK(One("nombre", "1.", {.decimals = 2}) == "(none)");
}

TEST_CASE("elision and articles", "[reply]") {
  struct Case {
    const char *word, *de;
  };
  for (const Case& c : {Case{"Angers", "d’Angers"},
                        {"Évreux", "d’Évreux"},
                        {"Nantes", "de Nantes"},
                        {"Hyères", "d’Hyères"},
                        {"Hautmont", "de Hautmont"},
                        {"Yvetot", "d’Yvetot"},
                        {"Yutz", "de Yutz"},
                        {"Œting", "d’Œting"},
                        {"onze", "de onze"},
                        {"O’Brien", "d’O’Brien"},
                        {"N’Guyen", "de N’Guyen"}}) {
    INFO(c.word);
    CHECK(WithDe(c.word) == c.de);
  }
  CHECK(WithArticle("CPAM de Loire-Atlantique") == "la CPAM de Loire-Atlantique");
  CHECK(DeArticle("CPAM du Gard") == "de la CPAM du Gard");
  CHECK(DeArticle("service médical") == "du service médical");
  CHECK(DeArticle("Assurance maladie du Bas-Rhin") == "de l’Assurance maladie du Bas-Rhin");
  CHECK(AArticle("CGSS de La Réunion") == "à la CGSS de La Réunion");
  CHECK(AArticle("tribunal administratif") == "au tribunal administratif");
  CHECK(DeArticle("Ameli") == "d’Ameli");  // no known gender: no article
}

TEST_CASE("départements after «de»", "[reply]") {
  CHECK(DepartementWithDe("34") == "de l’Hérault");
  CHECK(DepartementWithDe("67") == "du Bas-Rhin");
  CHECK(DepartementWithDe("2A") == "de la Corse-du-Sud");
  CHECK(DepartementWithDe("75") == "de Paris");
  CHECK(DepartementWithDe("40") == "des Landes");
  CHECK(DepartementWithDe("974") == "de La Réunion");
  CHECK_FALSE(DepartementWithDe("20"));
  CHECK_FALSE(DepartementWithDe("99"));
  int known = 0;
  for (int n = 1; n <= 978; ++n) {
    const std::string id = (n < 10 ? "0" : "") + std::to_string(n);
    known += DepartementWithDe(id).has_value();
  }
  CHECK(known == 94 + 8);  // 01 to 95 without 20, and 971 to 978
}

TEST_CASE("agreement in number", "[reply]") {
  CHECK(Agree("0", "patient", "patients") == "patient");
  CHECK(Agree("1", "patient", "patients") == "patient");
  CHECK(Agree("1.9", "patient", "patients") == "patient");
  CHECK(Agree("2", "patient", "patients") == "patients");
  CHECK(Agree("2.00", "patient", "patients") == "patients");
  CHECK_FALSE(Agree("deux", "patient", "patients"));
}

TEST_CASE("place names in capitals get their small letters", "[reply]") {
  CHECK(PlaceName("SAINT-HERBLAIN") == "Saint-Herblain");
  CHECK(PlaceName("LA ROCHE-SUR-YON") == "La Roche-sur-Yon");
  CHECK(PlaceName("ÉPINAY-SOUS-SÉNART") == "Épinay-sous-Sénart");
  CHECK(PlaceName("Nantes") == "Nantes");
}

}  // namespace
}  // namespace riposte::reply
