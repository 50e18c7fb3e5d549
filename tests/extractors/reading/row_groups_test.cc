#include "extractors/reading/row_groups.h"

#include <re2/re2.h>

#include <catch2/catch.hpp>
#include <memory>

#include "extractors/reading/tables.h"
#include "page_maker.h"

namespace riposte {
namespace {

using reading::RowsOfLines;
using reading::TableLine;

TableLine Label(double base) { return {base, false, false, {true, false}}; }
TableLine Figures(double base) { return {base, true, false, {false, true}}; }
TableLine Both(double base) { return {base, true, false, {true, true}}; }

const std::vector<ColumnSpec>& Statement() {
  static const std::vector<ColumnSpec> spec = {
      {"code", {"Code"}, false, {}, ColumnKind::kCode},
      {"libelle", {"Objet", ""}, false, {}, ColumnKind::kText},
      {"points", {"Points"}, true, {}, ColumnKind::kNumber},
      {"montant", {"Somme"}, true, {}, ColumnKind::kNumber}};
  return spec;
}

}  // namespace

TEST_CASE("wrapped cells go with the figures at their height", "[tables][rows]") {
  using Rows = std::vector<int>;
  SECTION("figures beside the first line") {
    CHECK(RowsOfLines({Both(100), Label(111), Both(126), Both(141), Label(152)}) ==
          Rows{0, 0, 2, 3, 3});
  }
  SECTION("figures beside the last line") {
    CHECK(RowsOfLines({Label(100), Both(111), Both(126), Label(141), Both(152)}) ==
          Rows{1, 1, 2, 4, 4});
  }
  SECTION("figures beside the middle, distances on a grid of pixels") {
    CHECK(RowsOfLines({Label(100), Figures(105.25), Label(110.5), Both(125), Label(140),
                       Figures(145.5), Label(151.25)}) == Rows{1, 1, 1, 3, 5, 5, 5});
  }
  SECTION("a title between rows is in none") {
    CHECK(RowsOfLines({Both(100), Label(111), Label(128), Both(143), Label(154)}) ==
          Rows{0, 0, -1, 3, 3});
  }
  SECTION("as far apart as rows are: not proven") {
    CHECK(RowsOfLines({Both(100), Label(112), Both(124), Label(136), Both(148)}).empty());
  }
  SECTION("nothing wraps") { CHECK(RowsOfLines({Both(100), Both(112), Both(124)}).empty()); }
  CHECK(RowsOfLines({}).empty());
}

TEST_CASE("labels that wrap beside a code, below a title over both", "[tables][rows]") {
  PageMaker p(9);
  p.Text(57, 100, "Code").Text(95, 100, "Objet");
  p.RightText(260, 100, "Points").RightText(330, 100, "Somme");
  p.Text(57, 116, "Suivi des pathologies chroniques");
  // The figures stand beside the middle of their label.
  const char* const rows[][5] = {{"SC1", "Diabétiques : deux", "dosages par an", "40", "234,87"},
                                 {"SC2", "Examen de l’œil", "sur deux ans", "30", "114,06"},
                                 {"SC3", "Créatinine et", "albuminurie", "20", "98,40"}};
  double y = 132;
  for (const auto& r : rows) {
    p.Text(95, y, r[1]).Text(95, y + 11, r[2]);
    p.Text(57, y + 5.5, r[0]).RightText(260, y + 5.5, r[3]).RightText(330, y + 5.5, r[4]);
    y += 26;
  }
  const std::vector<GridTable> tables = FindTables({p.Get()}, Statement());
  REQUIRE(tables.size() == 1);
  REQUIRE(tables[0].rows.size() == 3);
  for (size_t r = 0; r < 3; ++r) {
    INFO(r);
    const GridRow& row = tables[0].rows[r];
    CHECK(row.section == "Suivi des pathologies chroniques");
    CHECK(row.cells[0].text == rows[r][0]);
    CHECK(row.cells[1].text == std::string(rows[r][1]) + " " + rows[r][2]);
    CHECK(row.cells[2].text == rows[r][3]);
    CHECK(row.cells[3].text == rows[r][4]);
  }
}

TEST_CASE("columns as close as words are parted where no row has ink", "[tables][sense]") {
  const auto sense = [](const char* with) {
    return std::vector<HeadingSense>{{std::make_shared<const RE2>(with), nullptr, nullptr}};
  };
  const std::vector<ColumnSpec> spec = {
      {"ligne", {}, false, sense("^(?:rang|n°)"), ColumnKind::kCode},
      {"date", {}, false, sense("soins"), ColumnKind::kDate},
      {"montant", {}, true, sense("trop|indu"), ColumnKind::kNumber}};
  PageMaker p(9);
  p.Text(57, 100, "Rang")
      .Text(90, 100, "Soins du")
      .Text(150, 100, "Cotation")
      .Text(200, 100, "Trop-");
  p.Text(200, 111, "perçu");
  const char* const rows[][4] = {{"1", "03/05/2025", "GS", "25,00"},
                                 {"2", "19/02/2025", "VG+MD+1", "60,00"},
                                 {"3", "13/01/2025", "GS", "30,00"},
                                 {"4", "03/09/2025", "VG+MD+2", "35,00"}};
  double y = 126;
  for (const auto& r : rows) {
    p.Text(57, y, r[0]).Text(90, y, r[1]).RightText(195, y, r[2]).Text(200, y, r[3]);
    y += 13;
  }
  const std::vector<GridTable> tables = FindTables({p.Get()}, spec);
  REQUIRE(tables.size() == 1);
  REQUIRE(tables[0].rows.size() == 4);
  for (size_t r = 0; r < 4; ++r) {
    CHECK(tables[0].rows[r].cells[0].text == rows[r][0]);
    CHECK(tables[0].rows[r].cells[1].text == rows[r][1]);
    CHECK(tables[0].rows[r].cells[2].text == rows[r][3]);
  }
}

TEST_CASE("headings at the left of wide columns go by their order", "[tables][sense]") {
  const auto sense = [](const char* with) {
    return std::vector<HeadingSense>{{std::make_shared<const RE2>(with), nullptr, nullptr}};
  };
  const std::vector<ColumnSpec> spec = {
      {"libelle", {""}, false, {}, ColumnKind::kText},
      {"patients", {}, true, sense("nbre|patients"), ColumnKind::kInteger},
      {"montant", {}, true, sense("montant"), ColumnKind::kNumber}};
  PageMaker p(9);
  p.Text(57, 100, "Tranche").Text(230, 100, "Nbre").Text(330, 100, "Montant");
  const char* const rows[][3] = {{"Enfants de 0 à 6 ans", "78", "7 800,00"},
                                 {"De 7 à 79 ans", "240", "13 200,00"},
                                 {"80 ans et plus", "21", "1 155,00"}};
  double y = 116;
  for (const auto& r : rows) {
    p.Text(57, y, r[0]).RightText(345, y, r[1]).RightText(480, y, r[2]);
    y += 14;
  }
  const std::vector<GridTable> tables = FindTables({p.Get()}, spec);
  REQUIRE(tables.size() == 1);
  REQUIRE(tables[0].rows.size() == 3);
  for (size_t r = 0; r < 3; ++r)
    for (size_t c = 0; c < 3; ++c) CHECK(tables[0].rows[r].cells[c].text == rows[r][c]);
}

TEST_CASE("what says that a cell is empty", "[tables]") {
  for (const char* text : {"", "–", " - ", "///", "…", "n. c.", "N.C.", "s.o.", "sans objet",
                           "Non calculé", "non applicable", "effectif insuffisant", "n.d."})
    CHECK(IsEmptyCell(text));
  for (const char* text : {"0", "N", "oui", "1 234", "NC1", "nombre", "calculé"})
    CHECK_FALSE(IsEmptyCell(text));
  CHECK_FALSE(IsEmptyCell("NC", true));
  CHECK(IsEmptyCell("–", true));
}

}  // namespace riposte
