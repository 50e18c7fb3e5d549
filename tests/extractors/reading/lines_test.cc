#include "extractors/reading/lines.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <set>

#include "page_maker.h"

namespace riposte {
namespace {

// A letterhead with an addressee beside it, a paragraph, and two columns of figures.
PageMaker Letter() {
  PageMaker p;
  p.Text(57, 60, "CPAM de Loire-Atlantique").Text(57, 72, "14 boulevard des Gabares");
  p.Text(57, 84, "44958 NANTES CEDEX 9");
  p.Text(320, 84, "Docteur Claire MARTIN").Text(320, 98, "27 rue des Mariniers");
  p.Text(320, 112, "44600 SAINT-NAZAIRE");
  p.Text(57, 160, "Date : 18 juin 2025");
  p.Text(57, 200, "Les services ont procédé à une analyse de vos prescriptions ayant donné lieu");
  p.Text(57, 212, "au versement de 12 458 indemnités (article L. 162-1-15) du 1er juin au");
  p.Text(57, 224, "31 décembre 2024.");
  p.Text(57, 260, "Nombre d’IJ prescrites").RightText(540, 260, "5 016");
  p.Text(57, 278, "Nombre de patients actifs").RightText(540, 278, "912");
  p.Text(57, 296, "Nombre d’IJ par patient").RightText(540, 296, "5,50");
  return p;
}

const Line* Find(const std::vector<Line>& lines, const std::string& text) {
  for (const Line& l : lines)
    if (l.text == text) return &l;
  return nullptr;
}

void CheckLetter(const std::vector<Line>& lines) {
  const Line* head = Find(lines, "44958 NANTES CEDEX 9");
  const Line* doctor = Find(lines, "Docteur Claire MARTIN");
  REQUIRE(head);
  REQUIRE(doctor);
  CHECK(head->row == doctor->row);  // one printed row, two columns
  CHECK(head->block != doctor->block);
  const Line* street = Find(lines, "27 rue des Mariniers");
  REQUIRE(street);
  CHECK(street->block == doctor->block);
  const Line* body =
      Find(lines, "au versement de 12 458 indemnités (article L. 162-1-15) du 1er juin au");
  const Line* last = Find(lines, "31 décembre 2024.");
  REQUIRE(body);
  REQUIRE(last);
  CHECK(body->block == last->block);
  CHECK(last->row == body->row + 1);
  const Line* label = Find(lines, "Nombre de patients actifs");
  const Line* value = Find(lines, "912");
  REQUIRE(label);
  REQUIRE(value);
  CHECK(label->row == value->row);
  // Reading order: letterhead, addressee, date, body.
  const Line* date = Find(lines, "Date : 18 juin 2025");
  REQUIRE(date);
  CHECK(head->block < doctor->block);
  CHECK(doctor->block < date->block);
  CHECK(date->block < body->block);
}

}  // namespace

TEST_CASE("a letter's lines, from a text layer and from OCR, level and tilted", "[lines]") {
  CheckLetter(BuildLines(Letter().Get()));
  CheckLetter(BuildLines(Letter().Ocr().Get()));
  for (double degrees : {-2.0, -1.3, -0.5, 0.3, 0.8, 1.4, 2.0}) {
    CAPTURE(degrees);
    CheckLetter(BuildLines(Letter().Ocr().Tilt(degrees).Get()));
    CheckLetter(BuildLines(Letter().Tilt(degrees).Get()));
  }
}

TEST_CASE("a salutation is no part of the paragraph below it", "[lines]") {
  PageMaker p;
  p.Text(57, 100, "Docteur,");
  for (int i = 0; i < 5; ++i) {
    p.Text(57, 118 + 12 * i, "les éléments que vous avez apportés ne suffisent pas à expliquer");
    p.Text(57, 200 + 12 * i, "un second alinéa dont les lignes ont le même interligne que");
  }
  const std::vector<Line> lines = BuildLines(p.Get());
  const Line* hello = Find(lines, "Docteur,");
  REQUIRE(hello);
  std::set<int> blocks;
  for (const Line& l : lines) blocks.insert(l.block);
  CHECK(blocks.size() == 3);
  CHECK(hello->block == 0);
}

TEST_CASE("the order of the source does not matter", "[lines]") {
  PageMaker p = Letter();
  std::mt19937 random(1);
  std::shuffle(p.Get().words.begin(), p.Get().words.end(), random);
  CheckLetter(BuildLines(p.Get()));
}

TEST_CASE("a title in spaced letters is words, dots that lead to a value are nothing",
          "[lines][reading]") {
  PageMaker p;
  p.Text(57, 100, "M I S E", 0.6).Text(120, 100, "E N", 0.6).Text(162, 100, "D E M E U R E", 0.6);
  p.Text(57, 130, "PRINCIPAL . . . . . . : 12,00");
  p.Text(57, 160, "MOTIF ........ : visite");
  p.Text(57, 190, "A B C D", 0.6);
  const std::vector<Line> lines = BuildLines(p.Get());
  CHECK(Find(lines, "MISE EN DEMEURE"));
  CHECK(Find(lines, "PRINCIPAL : 12,00"));
  CHECK(Find(lines, "MOTIF : visite"));
  CHECK(Find(lines, "A B C D"));
}

TEST_CASE("words know their bytes", "[lines]") {
  PageMaker p;
  p.Text(57, 100, "Né le 1er août 2024 à 9 h");
  const std::vector<Line> lines = BuildLines(p.Get());
  REQUIRE(lines.size() == 1);
  const Line& l = lines[0];
  CHECK(l.text == "Né le 1er août 2024 à 9 h");
  REQUIRE(l.words.size() == l.offset.size());
  for (size_t i = 0; i < l.words.size(); ++i)
    CHECK(l.text.compare(l.offset[i], p.Get().words[l.words[i]].text.size(),
                         p.Get().words[l.words[i]].text) == 0);
  const size_t at = l.text.find("1er");
  CHECK(l.WordsAt(at, l.text.find(" à")) == std::pair<size_t, size_t>{2, 4});
  CHECK(l.WordsAt(0, 1) == std::pair<size_t, size_t>{0, 0});
  CHECK(l.WordsAt(l.text.size(), l.text.size() + 9) == std::pair<size_t, size_t>{7, 7});
}

TEST_CASE("digits torn apart by OCR join, spaced groups keep their space", "[lines]") {
  PageMaker p;
  const double y = 100;
  p.Text(57, y, "soit");
  p.Text(90, y, "2").Text(90 + p.Width("2") + 0.2, y, "1,8").Text(115, y, "%");
  p.Text(150, y, "et 12 458 IJ");
  CHECK(BuildLines(p.Get())[0].text == "soit 21,8 %");
  CHECK(Find(BuildLines(p.Get()), "et 12 458 IJ"));
  p.Get().source = PageSource::kOcr;
  CHECK(BuildLines(p.Get())[0].text == "soit 21,8 %");
}

TEST_CASE("a dash, a star and a raised word stay on their row", "[lines]") {
  PageMaker p;
  p.Text(57, 100, "indemnités – au titre de la maladie ***");
  p.Text(57, 112, "le 1");
  const double x = 57 + p.TextWidth("le 1") + 0.8;
  p.Size(6).Text(x, 109, "er");
  p.Size(10).Text(x + 9, 112, "juin 2025");
  for (bool ocr : {false, true}) {
    if (ocr) p.Ocr();
    const std::vector<Line> lines = BuildLines(p.Get());
    CAPTURE(ocr);
    CHECK(Find(lines, "indemnités – au titre de la maladie ***"));
    CHECK(Find(lines, "le 1 er juin 2025"));
  }
}

TEST_CASE("justified print with wide spaces is one line, a river is a column gap", "[lines]") {
  PageMaker p;
  p.Text(57, 100, "Il en ressort que votre activité se", 0.95);
  p.Text(57, 112, "situe à un niveau significativement supérieur", 0.6);
  p.Text(57, 124, "à la moyenne constatée dans le ressort", 1.1);
  CHECK(BuildLines(p.Get()).size() == 3);
  PageMaker q;
  for (int i = 0; i < 4; ++i) {
    q.Text(57, 100 + 12 * i, "Femmes")
        .Text(57 + q.TextWidth("Femmes") + 11, 100 + 12 * i, "16 ans");
  }
  CHECK(BuildLines(q.Get()).size() == 8);
}

TEST_CASE("a typewriter's spaces that stand under each other are no river", "[lines]") {
  PageMaker p;
  for (int i = 0; i < 4; ++i) p.Text(57, 100 + 12 * i, "la mise en demeure du mois dernier", 1.1);
  CHECK(BuildLines(p.Get()).size() == 4);
}

TEST_CASE("an upright rule parts what stands close", "[lines]") {
  PageMaker p;
  p.Text(57, 100, "Oui").Text(57 + p.TextWidth("Oui") + 5, 100, "Non");
  CHECK(BuildLines(p.Get()).size() == 1);
  p.Vertical(57 + p.TextWidth("Oui") + 2.5, 80, 120);
  CHECK(BuildLines(p.Get()).size() == 2);
}

TEST_CASE("text up the margin does not pull rows together", "[lines]") {
  PageMaker p = Letter();
  Word margin;
  margin.text = "S3110-formulaire";
  margin.box = {20, 150, 29, 290};
  margin.font_size = 9;
  p.Get().words.push_back(margin);
  const std::vector<Line> lines = BuildLines(p.Get());
  CheckLetter(lines);
  CHECK(Find(lines, "S3110-formulaire"));
}

TEST_CASE("every word stands in one line; hostile boxes are survived in time", "[lines]") {
  std::mt19937 random(9);
  for (int round = 0; round < 300; ++round) {
    PageReading page;
    page.width = 595;
    page.height = 842;
    page.source = random() % 2 ? PageSource::kOcr : PageSource::kTextLayer;
    const auto coordinate = [&] { return static_cast<double>(random() % 2000) / 2 - 50; };
    for (size_t n = random() % 60; n > 0; --n) {
      Box b{coordinate(), coordinate(), 0, 0};
      b.right = b.left + (random() % 4 ? static_cast<double>(random() % 100) : 0);
      b.bottom = b.top + (random() % 4 ? static_cast<double>(random() % 30) : 0);
      page.words.push_back(
          {random() % 3 ? "mot" : "-", b, 0.5, static_cast<double>(random() % 20), false});
    }
    std::multiset<int> seen;
    for (const Line& l : BuildLines(page)) seen.insert(l.words.begin(), l.words.end());
    REQUIRE(seen.size() == page.words.size());
    REQUIRE(std::set<int>(seen.begin(), seen.end()).size() == page.words.size());
  }
  for (const std::string kind : {"one place", "one row", "a diagonal"}) {
    PageReading page;
    page.width = 595;
    page.height = 842;
    for (int i = 0; i < 100'000; ++i) {
      const double x = kind == "one place" ? 1 : i * 0.005, y = kind == "a diagonal" ? x : 1;
      page.words.push_back({"1", {x, y, x + 4, y + 9}, 1, 9, false});
    }
    CAPTURE(kind);
    const auto start = std::chrono::steady_clock::now();
    (void)BuildLines(page);
    CHECK(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() < 20);
  }
  CHECK(BuildLines({}).empty());
}

TEST_CASE("cells that fill their columns are cut where those above them begin", "[reading]") {
  // Type of 10 points: «SDC/02/IND/1533» ends 9 points before the next cell begins.
  for (const bool headed : {true, false}) {
    INFO(headed);
    PageMaker p;
    p.Text(59, 239, "SDC/02/IND/1533");
    const double first = p.Get().words.back().box.right;
    PageMaker q;
    q.Text(59, 219, "N/Réf").Text(headed ? first + 9 : first - 30, 219, "V/Réf");
    q.Text(59, 239, "SDC/02/IND/1533").Text(first + 9, 239, "votre lettre du 30 mai 2025");
    const double second = q.Get().words.back().box.right;
    q.Text(headed ? second + 9 : second - 40, 219, "Affaire");
    q.Text(second + 9, 239, "Mlle HOUDRY");
    const std::vector<Line> lines = BuildLines(q.Get());
    CHECK((Find(lines, "SDC/02/IND/1533") != nullptr) == headed);
    CHECK((Find(lines, "Mlle HOUDRY") != nullptr) == headed);
  }
}

}  // namespace riposte
