#include "extractors/reading/table_sense.h"

#include <re2/re2.h>

#include <catch2/catch.hpp>

#include "page_maker.h"

namespace riposte {
namespace {

HeadingSense Sense(const char* with, const char* also = "", const char* without = "") {
  const auto compile = [](const char* p) {
    return *p == '\0' ? nullptr : std::make_shared<const RE2>(p);
  };
  return {compile(with), compile(also), compile(without)};
}

// Who is meant, and in which measure.
const std::vector<ColumnSpec>& Statement() {
  const char* const you = R"(\b(?:vous|votre)\b)";
  const char* const others = R"(\b(?:region\w*|moyenne)\b)";
  const char* const rate = "par patient";
  static const std::vector<ColumnSpec> spec = {
      {"libelle", {""}, false, {}, ColumnKind::kText},
      {"vous", {"Vous"}, true, {Sense(you, "", "par patient|region")}, ColumnKind::kNumber},
      {"vous_par_patient", {}, false, {Sense(you, rate, others)}, ColumnKind::kNumber},
      {"reference", {}, false, {Sense(others, "", rate)}, ColumnKind::kNumber},
      {"reference_par_patient", {}, false, {Sense(others, rate)}, ColumnKind::kNumber},
      {"", {}, false, {Sense("ecart")}}};
  return spec;
}

std::string Row(const GridTable& t, size_t row) {
  std::string s;
  for (size_t c = 0; c < t.rows.at(row).cells.size(); ++c)
    s += (c == 0 ? "" : " | ") + t.rows[row].cells[c].text;
  return s;
}

void Rows(PageMaker& p, double y, std::vector<double> rights) {
  const char* const cells[][5] = {{"Consultations", "4 512", "2,84", "4 987", "3,02"},
                                  {"Visites", "398", "0,25", "612", "0,37"},
                                  {"Actes techniques", "201", "0,13", "233", "0,14"}};
  for (const auto& row : cells) {
    p.Text(57, y, row[0]);
    for (size_t k = 0; k < rights.size(); ++k) p.RightText(rights[k], y, row[k + 1]);
    y += 14;
  }
}

}  // namespace

TEST_CASE("groups over the same headings, in another order than the columns", "[tables][sense]") {
  for (bool ocr : {false, true}) {
    PageMaker p;
    p.CenterText(285, 100, "Moyenne de la région").CenterText(445, 100, "Votre exercice");
    p.RightText(260, 114, "Nombre").RightText(330, 114, "Par patient");
    p.RightText(420, 114, "Nombre").RightText(490, 114, "Par patient");
    p.Text(57, 128, "I. – Votre activité");
    Rows(p, 142, {260, 330, 420, 490});
    if (ocr) p.Ocr();
    const auto tables = FindTables({p.Get()}, Statement());
    REQUIRE(tables.size() == 1);
    REQUIRE(tables[0].rows.size() == 3);
    CHECK(Row(tables[0], 0) == "Consultations | 4 987 | 3,02 | 4 512 | 2,84 | ");
    CHECK(Row(tables[0], 2) == "Actes techniques | 233 | 0,14 | 201 | 0,13 | ");
    CHECK(std::count(tables[0].guessed.begin(), tables[0].guessed.end(), true) == 0);
  }
}

TEST_CASE("headings that wrap, and one that is known and not wanted", "[tables][sense]") {
  PageMaker p;
  p.RightText(260, 100, "La région").RightText(330, 100, "La région,").RightText(420, 100, "Vous");
  p.RightText(330, 111, "par patient").RightText(490, 100, "Écart");
  Rows(p, 130, {260, 330, 420, 490});
  const auto tables = FindTables({p.Get()}, Statement());
  REQUIRE(tables.size() == 1);
  CHECK(Row(tables[0], 0) == "Consultations | 4 987 |  | 4 512 | 2,84 | 3,02");
  CHECK_FALSE(tables[0].present[2]);
}

TEST_CASE("a heading whose space the picture lost", "[tables][sense]") {
  const std::vector<ColumnSpec> spec = {
      {"libelle", {""}, false, {}, ColumnKind::kText},
      {"vous", {}, true, {Sense(R"(\bvotre\b)")}, ColumnKind::kNumber},
      {"points", {}, false, {Sense(R"(\b(?:pts|points)\b)")}, ColumnKind::kNumber}};
  PageMaker p;
  p.RightText(260, 100, "Votre taux").RightText(330, 100, "Ptsen jeu");
  Rows(p, 116, {260, 330});
  p.Ocr();
  const auto tables = FindTables({p.Get()}, spec);
  REQUIRE(tables.size() == 1);
  CHECK(Row(tables[0], 0) == "Consultations | 4 512 | 2,84");
}

TEST_CASE("two headings that say the same are no certainty", "[tables][sense]") {
  PageMaker p;
  p.RightText(260, 100, "Votre nombre")
      .RightText(330, 100, "Région")
      .RightText(420, 100, "Vous tous");
  Rows(p, 116, {260, 330, 420});
  const auto tables = FindTables({p.Get()}, Statement());
  REQUIRE(tables.size() == 1);
  CHECK(tables[0].guessed[1]);
  CHECK_FALSE(tables[0].guessed[3]);
}

TEST_CASE("what numbers the rows stands left under any heading; sums close before words",
          "[tables][sense]") {
  const std::vector<ColumnSpec> spec = {
      {"ligne", {"Ligne"}, false, {}, ColumnKind::kCode},
      {"montant", {}, true, {Sense("€")}, ColumnKind::kNumber},
      {"motif", {"Motif"}, false, {Sense("pourquoi")}, ColumnKind::kText}};
  PageMaker p;
  p.Text(57, 100, "Repère").RightText(200, 100, "Reste (€)").Text(209, 100, "Pourquoi");
  const char* const rows[][3] = {{"A1", "6,00", "Visite sans motif"},
                                 {"A2", "115,00", "Acte non rendu"},
                                 {"A3", "15,00", "Acte compté deux fois"}};
  for (int r = 0; r < 3; ++r) {
    const double y = 116 + 14 * r;
    p.Text(57, y, rows[r][0]).RightText(200, y, rows[r][1]).Text(209, y, rows[r][2]);
  }
  const auto tables = FindTables({p.Get()}, spec);
  REQUIRE(tables.size() == 1);
  CHECK(Row(tables[0], 0) == "A1 | 6,00 | Visite sans motif");
  CHECK(Row(tables[0], 2) == "A3 | 15,00 | Acte compté deux fois");
}

TEST_CASE("words that only one column can hold say what it is", "[tables][sense]") {
  const std::vector<ColumnSpec> spec = {
      {"sexe", {"Sexe"}, false, {}, ColumnKind::kText, false, {"femmes", "hommes"}},
      {"c2s", {"C2S"}, false, {}, ColumnKind::kText, false, {"oui", "non"}},
      {"ald", {"ALD"}, false, {}, ColumnKind::kText, false, {"oui", "non"}},
      {"patients", {}, true, {Sense("patients")}, ColumnKind::kInteger}};
  PageMaker p;
  p.Text(57, 100, "Population").Text(150, 100, "Groupe").RightText(300, 100, "Patients");
  const char* const rows[][3] = {{"Femmes", "Non", "98"},
                                 {"Femmes", "Oui", "34"},
                                 {"Hommes", "Non", "121"},
                                 {"Hommes", "Oui", "42"}};
  for (int r = 0; r < 4; ++r) {
    const double y = 116 + 14 * r;
    p.Text(57, y, rows[r][0]).Text(150, y, rows[r][1]).RightText(300, y, rows[r][2]);
  }
  const auto tables = FindTables({p.Get()}, spec);
  REQUIRE(tables.size() == 1);
  CHECK(Row(tables[0], 3) == "Hommes |  |  | 42");
}

TEST_CASE("one misread word of many does not hide what a column holds", "[tables][sense]") {
  const std::vector<ColumnSpec> spec = {
      {"c2s", {"C2S"}, false, {}, ColumnKind::kText, false, {"avecc2s", "sansc2s"}},
      {"patients", {}, true, {Sense("patients")}, ColumnKind::kInteger}};
  for (const int misread : {1, 3}) {
    PageMaker p;
    p.Text(57, 100, "Âge").Text(150, 100, "Couverture").RightText(300, 100, "Patients");
    for (int r = 0; r < 8; ++r) {
      const double y = 116 + 14 * r;
      p.Text(57, y, "16 à 34 ans").RightText(300, y, std::to_string(98 + r));
      p.Text(150, y, r < misread ? "sans c25" : r % 2 == 0 ? "sans C2S" : "avec C2S");
    }
    const auto tables = FindTables({p.Get()}, spec);
    const bool known = tables.size() == 1 && Row(tables[0], 5) == "avec C2S | 103";
    CHECK(known == (misread == 1));
  }
}

TEST_CASE("a heading that stands twice is said of the one before it", "[tables][sense]") {
  PageMaker p;
  p.RightText(260, 100, "Vous").RightText(330, 100, "par patient");
  p.RightText(420, 100, "La région").RightText(490, 100, "par patient");
  Rows(p, 116, {260, 330, 420, 490});
  const auto tables = FindTables({p.Get()}, Statement());
  REQUIRE(tables.size() == 1);
  CHECK(Row(tables[0], 0) == "Consultations | 4 512 | 2,84 | 4 987 | 3,02 | ");
}

TEST_CASE("rows far apart, and a sentence between them", "[tables][sense]") {
  PageMaker p;
  p.RightText(260, 100, "Vous").RightText(330, 100, "Votre région");
  double y = 130;
  for (int r = 0; r < 8; ++r) {
    if (r == 5) {
      p.Text(57, y, "À quoi s’ajoute la prévention : un patient compte dès que l’acte est fait");
      y += 38;
    }
    p.Text(57, y, "Poste " + std::string(1, static_cast<char>('a' + r)));
    p.RightText(260, y, std::to_string(120 + r)).RightText(330, y, std::to_string(240 + r));
    y += 38;
  }
  const auto tables = FindTables({p.Get()}, Statement());
  REQUIRE(tables.size() == 1);
  REQUIRE(tables[0].rows.size() == 8);
  CHECK(tables[0].rows[7].cells[0].text == "Poste h");
}

TEST_CASE("wide spaces in labels make no column", "[tables][sense]") {
  PageMaker p;
  p.RightText(360, 100, "Votre nombre").RightText(450, 100, "La région");
  const char* const rows[][4] = {{"Consultations", "(nombre)", "4 512", "4 987"},
                                 {"Visites", "(nombre)", "398", "612"},
                                 {"Actes", "(nombre)", "201", "233"}};
  double y = 116;
  for (const auto& r : rows) {
    p.Text(57, y, r[0]).Text(140, y, r[1]).RightText(360, y, r[2]).RightText(450, y, r[3]);
    y += 14;
  }
  const auto tables = FindTables({p.Get()}, Statement());
  REQUIRE(tables.size() == 1);
  CHECK(Row(tables[0], 1) == "Visites (nombre) | 398 |  | 612 |  | ");
}

TEST_CASE("the same heading of two years is before and after", "[tables][sense]") {
  const std::vector<ColumnSpec> spec = {
      {"libelle", {""}, false, {}, ColumnKind::kText},
      {"avant", {}, true, {Sense("taux", "precedent")}, ColumnKind::kPercent},
      {"apres", {"Taux"}, true, {Sense("taux", "actuel")}, ColumnKind::kPercent}};
  PageMaker p;
  p.RightText(260, 100, "Taux").RightText(330, 100, "Taux");
  p.RightText(260, 111, "2024").RightText(330, 111, "2023");
  p.Text(57, 127, "Grippe").RightText(260, 127, "62,5 %").RightText(330, 127, "61,0 %");
  p.Text(57, 141, "Cancer").RightText(260, 141, "48,0 %").RightText(330, 141, "47,5 %");
  const auto tables = FindTables({p.Get()}, spec);
  REQUIRE(tables.size() == 1);
  CHECK(Row(tables[0], 0) == "Grippe | 61,0 % | 62,5 %");
}

TEST_CASE("a heading over figures counts, words over words do not", "[tables][sense]") {
  PageMaker p;
  p.RightText(260, 100, "Vous").RightText(330, 100, "Région");
  p.Text(57, 116, "Votre avis").RightText(260, 116, "oui").RightText(330, 116, "non");
  CHECK(FindTables({p.Get()}, Statement()).empty());
}

TEST_CASE("a code close before its label, and a column that is empty", "[tables][sense]") {
  const std::vector<ColumnSpec> spec = {
      {"code", {"N°"}, false, {}, ColumnKind::kText},
      {"libelle", {"", "Indicateur"}, false, {}, ColumnKind::kText},
      {"patients", {}, false, {Sense("effectif")}, ColumnKind::kInteger},
      {"taux", {}, false, {Sense("niveau")}, ColumnKind::kPercent},
      {"montant", {}, true, {Sense("somme")}, ColumnKind::kNumber}};
  PageMaker p;
  p.Text(57, 100, "N°").Text(82, 100, "Indicateur");
  p.RightText(300, 100, "Effectif").RightText(360, 100, "Niveau").RightText(430, 100, "Somme (€)");
  const char* const rows[][4] = {{"C01", "Grippe des assurés", "84", "230,61"},
                                 {"C02", "Cancer du sein", "91", "202,06"},
                                 {"P12", "TSH dosée seule", "169", "1 271,95"}};
  double y = 116;
  for (const auto& r : rows) {
    p.Text(57, y, r[0]).Text(82, y, r[1]).RightText(300, y, r[2]).RightText(430, y, r[3]);
    y += 14;
  }
  const auto tables = FindTables({p.Get()}, spec);
  REQUIRE(tables.size() == 1);
  CHECK(Row(tables[0], 2) == "P12 | TSH dosée seule | 169 |  | 1 271,95");
  CHECK(tables[0].present[3]);
}

TEST_CASE("a comma lost in one cell does not lose a column of percentages", "[reading]") {
  const std::vector<ColumnSpec> spec = {
      {"libelle", {""}, false, {}, ColumnKind::kText},
      {"taux", {}, true, {Sense("reussite")}, ColumnKind::kPercent},
      {"montant", {}, true, {Sense("montant")}, ColumnKind::kNumber}};
  for (const char* last : {"898%", "7,8%"}) {
    INFO(last);
    PageMaker p;
    p.Text(57, 100, "Ce qui est mesuré");
    p.RightText(350, 100, "Réussite");
    p.RightText(450, 100, "Montant");
    double y = 116;
    for (const char* cell : {"38,6%", "19,7%", "86,5%", "75,5%", last}) {
      p.Text(57, y, "Indicateur");
      p.RightText(350, y, cell);
      p.RightText(450, y, "110,14");
      y += 14;
    }
    const std::vector<GridTable> tables = FindTables({p.Get()}, spec);
    REQUIRE(tables.size() == 1);
    CHECK(tables[0].present == std::vector<bool>{true, true, true});
    REQUIRE(tables[0].rows.size() == 5);
    CHECK(tables[0].rows[4].cells[1].text == last);
  }
}

TEST_CASE("rates of a picture that lost most of their commas are rates", "[tables][sense]") {
  const std::vector<ColumnSpec> spec = {
      {"libelle", {""}, false, {}, ColumnKind::kText},
      {"taux", {}, false, {Sense("reussite")}, ColumnKind::kPercent},
      {"montant", {}, true, {Sense("montant")}, ColumnKind::kNumber}};
  PageMaker p;
  p.Text(57, 100, "Ce qui est mesuré");
  p.RightText(350, 100, "Réussite").RightText(450, 100, "Montant");
  double y = 116;
  for (const char* cell : {"38,6", "197", "865", "75,5", "1000"}) {
    p.Text(57, y, "Indicateur").RightText(350, y, cell).RightText(450, y, "110,14");
    y += 14;
  }
  p.Ocr();
  const auto tables = FindTables({p.Get()}, spec);
  REQUIRE(tables.size() == 1);
  CHECK(tables[0].present == std::vector<bool>{true, true, true});
  // Print that is no picture loses none: these are no rates.
  p.Get().source = PageSource::kTextLayer;
  for (const GridTable& t : FindTables({p.Get()}, spec)) CHECK_FALSE(t.present[1]);
}

TEST_CASE("a heading misread on one page of a picture is that of the other page",
          "[tables][sense]") {
  const std::vector<ColumnSpec> spec = {
      {"libelle", {""}, false, {}, ColumnKind::kText},
      {"taux", {}, false, {Sense("reussite")}, ColumnKind::kPercent},
      {"montant", {}, true, {Sense("montant")}, ColumnKind::kNumber}};
  const auto page = [](int number, const char* heading, double middle) {
    PageMaker p(9, number);
    p.Text(57, middle, "Ce qui est mesuré en fin d’année").RightText(350, middle, heading);
    p.RightText(450, 95, "Montant").RightText(450, 106, "versé");
    double y = 122;
    for (const char* cell : {"38,6", "19,7", "86,5", "75,5"}) {
      p.Text(57, y, "Indicateur").RightText(350, y, cell).RightText(450, y, "110,14");
      y += 14;
    }
    return p.Ocr();
  };
  // The middle line of the header lies with the upper row here, with the lower one there.
  PageMaker first = page(1, "réussite", 97), second = page(2, "téussite", 104);
  const auto tables = FindTables({first.Get(), second.Get()}, spec);
  size_t rows = 0;
  for (const GridTable& table : tables) {
    CHECK(table.present == std::vector<bool>{true, true, true});
    rows += table.rows.size();
  }
  CHECK(rows == 8);
}

TEST_CASE("a rate beside one whose heading says nothing may be the other", "[tables][sense]") {
  const std::vector<ColumnSpec> spec = {
      {"libelle", {""}, false, {}, ColumnKind::kText},
      {"taux", {}, false, {Sense("votre taux")}, ColumnKind::kPercent},
      {"montant", {}, true, {Sense("montant")}, ColumnKind::kNumber}};
  for (const char* beside : {"2023", ""}) {
    CAPTURE(beside);
    PageMaker p(9);
    p.Text(57, 100, "Ce qui est mesuré").RightText(350, 100, "Votre taux");
    p.RightText(420, 100, beside).RightText(510, 100, "Montant");
    double y = 116;
    for (const char* cell : {"38,6", "19,7", "86,5", "75,5"}) {
      p.Text(57, y, "Indicateur").RightText(350, y, cell).RightText(510, y, "110,14");
      if (*beside != 0) p.RightText(420, y, "41,2");
      y += 14;
    }
    const auto tables = FindTables({p.Get()}, spec);
    REQUIRE(tables.size() == 1);
    CHECK(tables[0].guessed == std::vector<bool>{false, *beside != 0, false});
  }
}

}  // namespace riposte
