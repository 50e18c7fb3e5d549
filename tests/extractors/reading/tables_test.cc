#include "extractors/reading/tables.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <random>
#include <sstream>

#include "extractors/page/reader.h"
#include "page_maker.h"

namespace riposte {
namespace {

// Rows as «section: cell | cell», absent columns left out.
std::vector<std::string> Rows(const GridTable& t) {
  std::vector<std::string> rows;
  for (const GridRow& r : t.rows) {
    std::string s = r.section.empty() ? "" : r.section + ": ";
    bool first = true;
    for (size_t c = 0; c < r.cells.size(); ++c) {
      if (!t.present[c]) continue;
      s += (first ? "" : " | ") + r.cells[c].text;
      first = false;
    }
    rows.push_back(s);
  }
  return rows;
}

using Lines = std::vector<std::string>;

const std::vector<ColumnSpec>& Profile() {
  static const std::vector<ColumnSpec> spec = {
      {"sexe", {"Sexe"}},
      {"age", {"Âge", "Classe d’âge", "Tranche d’âge"}},
      {"ald", {"ALD"}},
      {"c2s", {"C2S"}},
      {"patients", {"Patients", "Nombre de patients"}, true},
      {"ij", {"IJ", "IJ prescrites"}, true},
      {"ij_attendues", {"IJ attendues"}}};
  return spec;
}

// The header of a `profil`, «Nombre de patients» wrapped, and three rows.
PageMaker ProfilePage(double pitch = 16) {
  PageMaker p(9);
  p.Text(57, 40, "Annexe : votre profil de prescription");
  p.Text(60, 100, "Sexe").Text(120, 100, "Tranche d’âge").Text(220, 100, "ALD");
  p.RightText(320, 94, "Nombre de").RightText(320, 105, "patients");
  p.RightText(400, 100, "IJ").RightText(500, 100, "IJ attendues");
  const char* const rows[][6] = {{"Femmes", "16-29 ans", "non", "77", "420", "229,7"},
                                 {"Femmes", "60 ans et plus", "oui", "1 016", "12 093", "1 035,1"},
                                 {"Hommes", "30-44 ans", "", "115", "953", ""}};
  double y = 105 + pitch;
  for (const auto& r : rows) {
    p.Text(60, y, r[0]).Text(120, y, r[1]).Text(220, y, r[2]);
    p.RightText(320, y, r[3]).RightText(400, y, r[4]).RightText(500, y, r[5]);
    y += pitch;
  }
  return p;
}

const Lines kProfileRows = {"Femmes | 16-29 ans | non | 77 | 420 | 229,7",
                            "Femmes | 60 ans et plus | oui | 1 016 | 12 093 | 1 035,1",
                            "Hommes | 30-44 ans |  | 115 | 953 | "};

const std::vector<ColumnSpec>& Riap() {
  static const std::vector<ColumnSpec> spec = {
      {"libelle", {"Poste", ""}},
      {"vous", {"Vous > Volume"}},
      {"vous_par_patient", {"Vous > Par patient"}},
      {"vous_pct", {"Vous > %"}},
      {"etoiles", {""}},
      {"reference", {"Référence > Volume"}},
      {"reference_par_patient", {"Référence > Par patient"}},
      {"reference_pct", {"Référence > %"}}};
  return spec;
}

void RiapHeader(PageMaker& p, double y) {
  p.CenterText(320, y, "Vous").CenterText(480, y, "Référence");
  p.RightText(290, y + 14, "Volume")
      .RightText(345, y + 14, "Par patient")
      .RightText(385, y + 14, "%");
  p.RightText(450, y + 14, "Volume")
      .RightText(505, y + 14, "Par patient")
      .RightText(540, y + 14, "%");
}

void RiapRow(PageMaker& p, double y, std::initializer_list<const char*> cells) {
  const double right[] = {290, 345, 385, 450, 505, 540};
  auto it = cells.begin();
  p.Text(57, y, *it++);
  for (double x : right) {
    if (it == cells.end()) return;
    p.RightText(x, y, *it++);
  }
}

std::vector<GridTable> Find(PageMaker& p, const std::vector<ColumnSpec>& spec) {
  return FindTables({p.Get()}, spec);
}

struct NoEngine : OcrEngine {
  Result<std::vector<OcrWord>> Recognize(Pix*, const OcrRequest&) override {
    return Error{.code = ErrorCode::kDefect, .message = "no engine here"};
  }
  Result<std::pair<int, double>> Orientation(Pix*) override {
    return Error{.code = ErrorCode::kDefect, .message = "no engine here"};
  }
};

std::vector<PageReading> Sample(const std::string& name) {
  std::ifstream file(std::string(RIPOSTE_SOURCE_DIR) + "/samples/mail/" + name, std::ios::binary);
  std::stringstream all;
  all << file.rdbuf();
  const std::string bytes = all.str();
  const Bytes view(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  NoEngine engine;
  std::vector<PageReading> pages;
  const Result<Census> census = TakeCensus(view, {});
  REQUIRE(census.ok());
  for (size_t k = 1; k <= census->pages.size(); ++k) {
    Result<PageReading> page = ReadPage(view, static_cast<int>(k), engine, {});
    REQUIRE(page.ok());
    pages.push_back(*page);
  }
  return pages;
}

}  // namespace

TEST_CASE("a table without rules, from a text layer and from OCR, level and tilted", "[tables]") {
  for (double degrees : {0.0, -1.5, 0.7, 2.0})
    for (bool ocr : {false, true}) {
      CAPTURE(degrees, ocr);
      PageMaker p = ProfilePage();
      for (int i = 0; i < 12; ++i)
        p.Text(57, 400 + 14 * i, "Vous disposez d’un délai d’un mois à compter de la réception");
      if (ocr) p.Ocr();
      if (degrees != 0) p.Tilt(degrees);
      const auto tables = Find(p, Profile());
      REQUIRE(tables.size() == 1);
      CHECK(tables[0].present == std::vector<bool>{true, true, true, false, true, true, true});
      CHECK(Rows(tables[0]) == kProfileRows);
      CHECK(tables[0].score == Approx(1));
      CHECK(tables[0].title.empty());  // the line above stands too far away
    }
}

TEST_CASE("a table with a full grid", "[tables]") {
  PageMaker p = ProfilePage();
  for (double y : {84.0, 110.0, 126.0, 142.0, 158.0}) p.Horizontal(55, 505, y);
  for (double x : {55.0, 115.0, 212.0, 250.0, 330.0, 410.0, 505.0}) p.Vertical(x, 84, 158);
  p.Text(57, 170, "Source : données de remboursement du régime général, 912 patients");
  const auto tables = Find(p, Profile());
  REQUIRE(tables.size() == 1);
  CHECK(Rows(tables[0]) == kProfileRows);
  const GridCell& empty = tables[0].rows[2].cells[6];
  CHECK(empty.words.empty());
  CHECK(empty.box.empty());
  CHECK(empty.area == Box{410.25, 142.25, 505.25, 158.25});
  const GridCell& full = tables[0].rows[1].cells[4];
  CHECK(full.words.size() == 2);
  CHECK(full.box.right == Approx(320));
}

TEST_CASE("rules only under the header and at the end; text below stays out", "[tables]") {
  PageMaker p = ProfilePage();
  for (double y : {84.0, 109.5, 160.0}) p.Horizontal(55, 505, y);
  p.Text(60, 170, "Total").RightText(320, 170, "1 208").RightText(400, 170, "13 466");
  const auto tables = Find(p, Profile());
  REQUIRE(tables.size() == 1);
  CHECK(Rows(tables[0]) == kProfileRows);
}

TEST_CASE("a sentence with the words of a header is no header", "[tables]") {
  PageMaker p;
  p.Text(57, 100, "vous avez prescrit 5 016 IJ pour 912 Patients actifs en ALD selon leur Âge");
  p.Text(57, 112, "ce qui est plus que la moyenne de 2,48 IJ attendues par patient");
  CHECK(Find(p, Profile()).empty());
}

TEST_CASE("group headers over the same sub-headers, sections, wrapped labels", "[tables]") {
  PageMaker p(9);
  RiapHeader(p, 100);
  p.Bold().Text(57, 132, "VOTRE ACTIVITÉ").Bold(false);
  RiapRow(p, 148, {"Consultations", "5 809", "3,10", "", "4 435", "2,75"});
  RiapRow(p, 164, {"Astreintes (PRN, PRM, PRT, PRD, REG,", "3 652", "1,95", "", "2 767", "1,72"});
  p.Text(57, 174, "RPA, MA)");
  RiapRow(p, 190, {"Accès direct", "", "", "0,3", "", "", "0,1"});
  p.Bold().Text(57, 206, "VOS PRESCRIPTIONS").Bold(false);
  RiapRow(p, 222, {"Pharmacie", "216 015", "115,27 ***", "", "219 073", "135,90"});
  for (bool ocr : {false, true}) {
    CAPTURE(ocr);
    if (ocr) p.Ocr();
    const auto tables = Find(p, Riap());
    REQUIRE(tables.size() == 1);
    CHECK(Rows(tables[0]) ==
          Lines{"VOTRE ACTIVITÉ: Consultations | 5 809 | 3,10 |  | 4 435 | 2,75 | ",
                "VOTRE ACTIVITÉ: Astreintes (PRN, PRM, PRT, PRD, REG, RPA, MA) | 3 652 | 1,95 |  | "
                "2 767 | 1,72 | ",
                "VOTRE ACTIVITÉ: Accès direct |  |  | 0,3 |  |  | 0,1",
                "VOS PRESCRIPTIONS: Pharmacie | 216 015 | 115,27 *** |  | 219 073 | 135,90 | "});
    CHECK_FALSE(tables[0].present[4]);
  }
}

TEST_CASE("a sub-heading that one of two groups lacks on a picture leaves a guess", "[tables]") {
  PageMaker p(9);
  p.CenterText(320, 100, "Vous").CenterText(480, 100, "Référence");
  p.RightText(290, 114, "Volume").RightText(345, 114, "Par patient");
  p.RightText(505, 114, "Par patient");  // «Volume» was not read here
  RiapRow(p, 132, {"Consultations", "5 809", "3,10", "", "4 435", "2,75"});
  RiapRow(p, 148, {"Pharmacie", "216 015", "115,27", "", "219 073", "135,90"});
  for (bool ocr : {false, true}) {
    CAPTURE(ocr);
    if (ocr) p.Ocr();
    const auto tables = Find(p, Riap());
    REQUIRE(tables.size() == 1);
    const GridTable& t = tables[0];
    const auto guessed = [&t](size_t c) { return c < t.guessed.size() && t.guessed[c]; };
    CHECK(guessed(1) == ocr);
    CHECK_FALSE(guessed(2));
    CHECK_FALSE(guessed(6));
  }
}

TEST_CASE("a label whose figures stand at its middle or its end", "[tables]") {
  PageMaker p(9);
  RiapHeader(p, 100);
  RiapRow(p, 134, {"Pharmacie", "216 015", "115,27", "", "219 073", "135,90"});
  p.Text(57, 156, "Arrêts de travail, nombre");
  RiapRow(p, 166, {"d’indemnités journalières", "8 989", "4,40", "", "4 442", "2,68"});
  p.Text(57, 176, "maladie");
  RiapRow(p, 198, {"Transports", "36 677", "17,95", "", "40 099", "24,23"});
  const auto tables = Find(p, Riap());
  REQUIRE(tables.size() == 1);
  CHECK(Rows(tables[0]) ==
        Lines{"Pharmacie | 216 015 | 115,27 |  | 219 073 | 135,90 | ",
              "Arrêts de travail, nombre d’indemnités journalières maladie | 8 989 | 4,40 |  | "
              "4 442 | 2,68 | ",
              "Transports | 36 677 | 17,95 |  | 40 099 | 24,23 | "});
}

TEST_CASE("what a picture makes of thin rules parts no label from its second line", "[tables]") {
  PageMaker p(9);
  RiapHeader(p, 100);
  RiapRow(p, 134, {"Indemnités journalières", "8 989", "4,40", "", "4 442", "2,68"});
  p.Text(57, 146, "maladie").Text(500, 146, ".");
  p.Text(57, 153, "ee").Text(300, 153, "e");
  RiapRow(p, 170, {"Transports", "36 677", "17,95", "", "40 099", "24,23"});
  p.Ocr();
  for (Word& w : p.Get().words)
    if (w.text == "ee" || w.text == "e") w.confidence = 0.1;
  const auto tables = Find(p, Riap());
  REQUIRE(tables.size() == 1);
  CHECK(Rows(tables[0]) ==
        Lines{"Indemnités journalières maladie | 8 989 | 4,40 |  | 4 442 | 2,68 | ",
              "Transports | 36 677 | 17,95 |  | 40 099 | 24,23 | "});
}

TEST_CASE("the longer heading takes its words first", "[tables]") {
  PageMaker p(9);
  p.RightText(300, 100, "Par patient")
      .RightText(400, 94, "Région")
      .RightText(400, 105, "par patient");
  p.RightText(500, 94, "Région").RightText(500, 105, "%");
  p.Text(57, 121, "Consultations").RightText(300, 121, "1,38").RightText(400, 121, "1,37");
  p.Text(57, 137, "Visites").RightText(300, 137, "0,11").RightText(400, 137, "0,12");
  p.RightText(500, 137, "7,5");
  const std::vector<ColumnSpec> spec = {{"libelle", {""}},
                                        {"a", {"Par patient"}},
                                        {"b", {"Région par patient"}},
                                        {"c", {"Région %"}}};
  const auto tables = Find(p, spec);
  REQUIRE(tables.size() == 1);
  CHECK(Rows(tables[0]) == Lines{"Consultations | 1,38 | 1,37 | ", "Visites | 0,11 | 0,12 | 7,5"});
  // Asked for alone, it is not found inside the longer one.
  const auto alone = Find(p, {{"libelle", {""}}, {"a", {"Région"}}, {"b", {"Volume"}}});
  CHECK(alone.empty());
}

TEST_CASE("a heading nobody asked for keeps its column to itself", "[tables]") {
  PageMaker p(9);
  p.Text(60, 100, "Sexe").RightText(200, 100, "Patients").RightText(300, 100, "Écart");
  p.RightText(400, 100, "IJ");
  p.Text(60, 116, "Femmes")
      .RightText(200, 116, "77")
      .RightText(300, 116, "12,5")
      .RightText(400, 116, "420");
  p.Text(60, 132, "Hommes")
      .RightText(200, 132, "22")
      .RightText(300, 132, "1,5")
      .RightText(400, 132, "134");
  const auto tables = Find(p, Profile());
  REQUIRE(tables.size() == 1);
  CHECK(Rows(tables[0]) == Lines{"Femmes | 77 | 420", "Hommes | 22 | 134"});
}

TEST_CASE("a required column decides", "[tables]") {
  PageMaker p(9);
  p.Text(60, 100, "Sexe").RightText(200, 100, "Patients");
  p.Text(60, 116, "Femmes").RightText(200, 116, "77");
  CHECK(Find(p, Profile()).empty());
}

TEST_CASE("a table goes on over the page, with its header or without", "[tables]") {
  for (bool repeated : {true, false}) {
    CAPTURE(repeated);
    PageMaker first(9, 1), second(9, 2);
    RiapHeader(first, 700);
    first.Bold().Text(57, 732, "VOS PATIENTS").Bold(false);
    RiapRow(first, 748, {"16 à 29 ans", "", "", "19,2", "", "", "14,9"});
    RiapRow(first, 764, {"30 à 44 ans", "", "", "20,4", "", "", "17,3"});
    first.Text(250, 810, "Page 1 sur 2");
    if (repeated) RiapHeader(second, 40);
    RiapRow(second, 74, {"45 à 59 ans", "", "", "19,7", "", "", "19,4"});
    second.Bold().Text(57, 90, "COÛT TOTAL").Bold(false);
    RiapRow(second, 106, {"Honoraires", "199 747", "106,59", "", "187 780", "116,49"});
    const auto tables = FindTables({first.Get(), second.Get()}, Riap());
    REQUIRE(tables.size() == 1);
    CHECK(Rows(tables[0]) == Lines{"VOS PATIENTS: 16 à 29 ans |  |  | 19,2 |  |  | 14,9",
                                   "VOS PATIENTS: 30 à 44 ans |  |  | 20,4 |  |  | 17,3",
                                   "VOS PATIENTS: 45 à 59 ans |  |  | 19,7 |  |  | 19,4",
                                   "COÛT TOTAL: Honoraires | 199 747 | 106,59 |  | 187 780 | "
                                   "116,49 | "});
    CHECK(tables[0].rows[1].page == 1);
    CHECK(tables[0].rows[2].page == 2);
  }
}

TEST_CASE("several words in a cell of figures lower the score", "[tables]") {
  PageMaker good = ProfilePage(), bad = ProfilePage();
  bad.RightText(318, 137, "44");  // a second figure in the cell of «1 016»
  CHECK(Find(good, Profile())[0].score > Find(bad, Profile())[0].score);
  CHECK(Find(bad, Profile())[0].score < 0.9);
}

TEST_CASE("rules read as strokes, a heading that lost its sign, a label that lost its colon",
          "[tables]") {
  PageMaker p(9);
  p.Text(60, 100, "Sexe").Text(120, 100, "ALD");
  p.RightText(250, 100, "Patients").Text(252, 100, "|").Text(256, 100, "IJ prescrites");
  p.RightText(400, 94, "Région").RightText(400, 105, "par patien");
  for (int i = 0; i < 3; ++i) {
    const double y = 121 + 16 * i;
    p.Text(60, y, "Femmes").Text(120, y, "non").RightText(250, y, "77").RightText(310, y, "420");
    p.RightText(400, y, "2,75");
  }
  p.Ocr();
  const std::vector<ColumnSpec> spec = {{"sexe", {"Sexe"}},
                                        {"ald", {"ALD"}},
                                        {"patients", {"Patients"}},
                                        {"ij", {"IJ prescrites"}},
                                        {"region", {"Région par patient %"}}};
  const auto tables = Find(p, spec);
  REQUIRE(tables.size() == 1);
  CHECK(Rows(tables[0])[1] == "Femmes | non | 77 | 420 | 2,75");
  CHECK(tables[0].doubtful == std::vector<bool>{false, false, false, false, true});
  // A text layer does not lose signs.
  p.Get().source = PageSource::kTextLayer;
  const auto exact = Find(p, spec);
  for (const GridTable& t : exact) CHECK_FALSE(t.present[4]);
}

TEST_CASE("the tables of the sample mail, from their text layers", "[tables]") {
  const std::vector<ColumnSpec> riap = {
      {"libelle", {"Poste", ""}},
      {"vous", {"Votre situation > En volume", "Vous > Volume", "Volume"}},
      {"vous_par_patient",
       {"Votre situation > Par patient", "Vous > Par patient ou %", "Par patient"}},
      {"vous_pct", {"Votre situation > En %", "%"}},
      {"etoiles", {""}},
      {"reference", {"Référence régionale > En volume", "Votre région > Volume"}},
      {"reference_par_patient",
       {"Référence régionale > Par patient", "Région par patient",
        "Votre région > Par patient ou %"}},
      {"reference_pct", {"Référence régionale > En %", "Région %"}}};
  const auto grid = FindTables(Sample("riap-1.pdf"), riap);
  REQUIRE(grid.size() == 1);  // over two pages, the header repeated
  REQUIRE(grid[0].rows.size() == 37);
  CHECK(grid[0].score == 1);
  const Lines rows = Rows(grid[0]);
  CHECK(rows[0] ==
        "Votre activité: Consultations (C, G et dérivés) | 5 809 | 3,10 |  |  | 4 435 | "
        "2,75 | ");
  CHECK(rows[9] ==
        "Votre activité: Parcours de soins : accès direct spécifique |  |  | 0,3 | **** "
        "|  |  | 0,1");
  CHECK(rows[29] == "Vos patients: 60 à 69 ans |  |  | 12,6 |  |  |  | 12,9");
  CHECK(rows[36] == "Coût total: Coût total | 1 155 937 | 616,83 |  |  | 941 088 | 583,80 | ");

  const auto parts = FindTables(Sample("riap-2.pdf"), riap);
  REQUIRE(parts.size() == 4);
  CHECK(parts[1].title == "Vos prescriptions");
  CHECK(parts[1].rows.size() == 11);
  CHECK(Rows(parts[1])[2] ==
        "Vos prescriptions: Masso-kinésithérapie | 43 340 € | 30,50 *** |  | 17,29 | ");

  const auto open = FindTables(Sample("riap-3.pdf"), riap);
  REQUIRE(open.size() == 4);
  CHECK(open[0].rows.size() + open[1].rows.size() + open[2].rows.size() + open[3].rows.size() ==
        33);
  CHECK(Rows(open[1])[7] ==
        "2. VOS PRESCRIPTIONS: Arrêts de travail : nombre d’indemnités journalières prescrites, "
        "maladie et accidents du travail confondus | 8989 | 4,40 | 4442 | 2,68");

  const auto profile =
      FindTables(Sample("notification_mso-1.pdf"), {{"sexe", {"Sexe"}},
                                                    {"age", {"Classe d’âge"}},
                                                    {"ald", {"ALD"}},
                                                    {"patients", {"Patients actifs"}},
                                                    {"ij", {"IJ prescrites"}},
                                                    {"ij_attendues", {"IJ attendues"}}});
  REQUIRE(profile.size() == 1);
  CHECK(profile[0].rows.size() == 17);
  CHECK(Rows(profile[0])[6] ==
        "Docteur Claire MARTIN – période du 01/09/2024 au 28/02/2025: Femme | 60 ans et plus | Non "
        "| 58 | 223 | 103,4");
}

TEST_CASE("hostile pages give tables or none, in time", "[tables]") {
  std::mt19937 random(3);
  const char* const words[] = {"Sexe", "Patients", "IJ", "attendues", "Par", "patient", "12",
                               "4,5",  "Âge",      "de", "-",         "%",   "***",     "Total"};
  for (int round = 0; round < 400; ++round) {
    PageReading page;
    page.width = 595;
    page.height = 842;
    page.source = random() % 2 ? PageSource::kOcr : PageSource::kTextLayer;
    for (size_t n = random() % 150; n > 0; --n) {
      const double x = static_cast<double>(random() % 560),
                   y = static_cast<double>(random() % 40) * 9;
      page.words.push_back({words[random() % std::size(words)],
                            {x, y, x + static_cast<double>(random() % 60), y + 9},
                            0.9,
                            9,
                            random() % 9 == 0});
    }
    for (size_t n = random() % 30; n > 0; --n) {
      const double x = static_cast<double>(random() % 560), y = static_cast<double>(random() % 400);
      const bool level = random() % 2 != 0;
      page.rules.push_back({{x, y, x + (level ? 300 : 1), y + (level ? 1 : 300)}, level});
    }
    for (const GridTable& t : FindTables({page, page}, Profile())) {
      REQUIRE(t.score >= 0);
      REQUIRE(t.score <= 1);
      REQUIRE(t.rows.size() <= 2000);
      for (const GridRow& r : t.rows) {
        REQUIRE(r.cells.size() == Profile().size());
        for (const GridCell& c : r.cells)
          for (int w : c.words) REQUIRE(w < static_cast<int>(page.words.size()));
      }
    }
  }
  PageReading big;
  big.width = 595;
  big.height = 842;
  for (int i = 0; i < 60'000; ++i) {
    const double x = (i % 60) * 9.0, y = (i / 60) * 0.8;
    big.words.push_back({words[i % 3], {x, y, x + 7, y + 0.7}, 1, 0.8, false});
  }
  const auto start = std::chrono::steady_clock::now();
  (void)FindTables({big}, Profile());
  CHECK(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() < 30);
  CHECK(FindTables({}, Profile()).empty());
  CHECK(FindTables({big}, {}).empty());
}

// «Indicateur Suivi» is one heading: as two it would end the table at the title of its first rows,
// which crosses from one column to the other.
TEST_CASE("Wordings a word's space apart are one heading", "[tables]") {
  const std::vector<ColumnSpec> spec = {{"libelle", {"Indicateur", ""}},
                                        {"taux_suivi", {"Suivi"}},
                                        {"points", {"Points"}},
                                        {"patients", {"Patients"}}};
  PageMaker p(9);
  p.Text(60, 100, "Indicateur Suivi", 0.15).Text(300, 100, "Points").Text(360, 100, "Patients");
  p.Text(60, 116, "Maladies chroniques");
  p.Text(60, 128, "Deux dosages au moins dans l’année").Text(306, 128, "30").Text(366, 128, "221");
  p.Text(60, 140, "Fond d’œil tous les deux ans").Text(306, 140, "40").Text(366, 140, "136");
  p.Ocr();
  const std::vector<GridTable> tables = FindTables({p.Get()}, spec);
  REQUIRE(tables.size() == 1);
  CHECK_FALSE(tables[0].present[1]);
  CHECK(Rows(tables[0]) ==
        Lines{"Maladies chroniques: Deux dosages au moins dans l’année | 30 | 221",
              "Maladies chroniques: Fond d’œil tous les deux ans | 40 | 136"});
}

TEST_CASE("signs of a picture are of the row whose figures they follow", "[tables]") {
  // The first line of each label stands a little above the figures; «%» hangs high.
  PageMaker p(9);
  p.Text(57, 100, "Poste");
  for (const double right : {330.0, 480.0}) p.RightText(right, 100, right < 400 ? "Vous" : "Écart");
  double y = 120;
  for (const char* label : {"Patients hypertendus suivis", "Patients diabétiques suivis",
                            "Antécédents coronariens ou", "Traitements de longue durée"}) {
    p.Text(57, y - 5.8, label).Text(57, y + 8, "(part de l’année)");
    p.RightText(330, y, "78,2").Size(6).Text(333, y - 2, "%").Size(9).RightText(480, y, "12,5");
    y += 23;
  }
  p.Ocr();
  const std::vector<ColumnSpec> spec = {
      {"libelle", {"Poste", ""}}, {"vous", {"Vous"}}, {"ecart", {"Écart"}}};
  const auto tables = Find(p, spec);
  REQUIRE(tables.size() == 1);
  CHECK(Rows(tables[0]) == Lines{"Patients hypertendus suivis (part de l’année) | 78,2 % | 12,5",
                                 "Patients diabétiques suivis (part de l’année) | 78,2 % | 12,5",
                                 "Antécédents coronariens ou (part de l’année) | 78,2 % | 12,5",
                                 "Traitements de longue durée (part de l’année) | 78,2 % | 12,5"});
}

TEST_CASE("stars beside the first line of a label do not tear its row", "[tables]") {
  PageMaker p(9);
  p.Text(57, 100, "Poste").RightText(330, 100, "Vous").RightText(480, 100, "Repère");
  double y = 120;
  for (const char* label :
       {"Patients ayant eu un", "Journées pour un", "Arrêts de travail de", "Montants d’un"}) {
    p.Text(57, y - 5, label).Text(57, y + 5.5, "arrêt de travail");
    p.RightText(330, y, "421").RightText(480, y - 5, "XXX");
    y += 23;
  }
  p.Ocr();
  const std::vector<ColumnSpec> spec = {
      {"libelle", {"Poste", ""}}, {"vous", {"Vous"}}, {"etoiles", {"Repère"}}};
  const auto tables = Find(p, spec);
  REQUIRE(tables.size() == 1);
  CHECK(Rows(tables[0]) == Lines{"Patients ayant eu un arrêt de travail | 421 | XXX",
                                 "Journées pour un arrêt de travail | 421 | XXX",
                                 "Arrêts de travail de arrêt de travail | 421 | XXX",
                                 "Montants d’un arrêt de travail | 421 | XXX"});
}

TEST_CASE("a section whose labels all wrap, and its total, do not make bold the labels' weight",
          "[tables]") {
  PageMaker p(9);
  p.Text(57, 100, "Poste").RightText(330, 100, "Vous").RightText(480, 100, "Écart");
  double y = 120;
  for (int i = 0; i < 3; ++i) {
    p.Text(75, y - 5, "Patients diabétiques : deux dosages dans").Text(75, y + 5, "l’année");
    p.RightText(330, y, "91").RightText(480, y, "30");
    p.Horizontal(55, 505, y + 9);
    y += 24;
  }
  p.Bold().Text(75, y, "Ensemble de la partie").RightText(330, y, "273").Bold(false);
  p.Horizontal(55, 505, y + 4);
  p.Bold().Text(57, y + 14, "Prévention").Bold(false);
  p.Text(75, y + 28, "Vaccination des patients")
      .RightText(330, y + 28, "229")
      .RightText(480, y + 28, "20");
  p.Horizontal(55, 505, y + 32);
  p.Text(75, y + 43, "Dépistage du cancer")
      .RightText(330, y + 43, "67")
      .RightText(480, y + 43, "20");
  p.Horizontal(55, 505, y + 47);
  const std::vector<ColumnSpec> spec = {
      {"libelle", {"Poste", ""}}, {"vous", {"Vous"}}, {"ecart", {"Écart"}}};
  const auto tables = Find(p, spec);
  REQUIRE(tables.size() == 1);
  const Lines rows = Rows(tables[0]);
  REQUIRE(rows.size() == 6);
  CHECK(rows[4] == "Prévention: Vaccination des patients | 229 | 20");
}

TEST_CASE("rows below the last rule that a picture shows are read on", "[tables]") {
  for (const bool picture : {true, false}) {
    CAPTURE(picture);
    PageMaker p = ProfilePage();
    for (double y : {84.0, 110.0, 126.0, 142.0}) p.Horizontal(55, 505, y);
    if (picture) p.Ocr();
    const auto tables = Find(p, Profile());
    REQUIRE(tables.size() == 1);
    CHECK(tables[0].rows.size() == (picture ? kProfileRows.size() : 2));
  }
}

TEST_CASE("so are those below the title of a section there", "[tables]") {
  PageMaker p = ProfilePage();
  for (double y : {84.0, 110.0, 126.0, 142.0, 158.0}) p.Horizontal(55, 505, y);
  p.Text(57, 169, "Partie C : hors parcours (patients pour lesquels l’indicateur est validé)");
  p.Text(60, 185, "Hommes").Text(120, 185, "45-59 ans").Text(220, 185, "oui");
  p.RightText(320, 185, "81").RightText(400, 185, "613").RightText(500, 185, "229,7");
  p.Ocr();
  const auto tables = Find(p, Profile());
  REQUIRE(tables.size() == 1);
  CHECK(tables[0].rows.size() == kProfileRows.size() + 1);
}

}  // namespace riposte
