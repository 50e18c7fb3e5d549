// Words that a column repeats were read twice.
#include "extractors/template/cell_rows.h"

#include <catch2/catch.hpp>

namespace riposte {
namespace {

Draft TextCell(const std::string& text, PageSource source) {
  Draft d;
  d.fact.text = text;
  d.fact.value = text;
  d.evidence.type = ValueType::kText;
  d.evidence.text = text;
  d.evidence.source = source;
  return d;
}

Draft Amount(int64_t cents) {
  Draft d;
  d.fact.value = cents < 0 ? Value{} : Value{Cents{cents}};
  d.evidence.type = ValueType::kAmount;
  return d;
}

Draft Count(int64_t n) {
  Draft d;
  d.fact.value = n < 0 ? Value{} : Value{n};
  d.evidence.type = ValueType::kInteger;
  return d;
}

std::vector<std::string> Labels(const std::vector<DraftRow>& rows, const std::string& column) {
  std::vector<std::string> out;
  for (const DraftRow& row : rows) {
    const auto cell = row.find(column);
    out.push_back(cell == row.end() ? "" : cell->second.fact.text);
  }
  return out;
}

}  // namespace

TEST_CASE("a table of parts before that of their rows says them again", "[template]") {
  const auto row = [](int64_t cents) { return DraftRow{{"montant", Amount(cents)}}; };
  const auto left = [&](std::vector<int64_t> cents, std::vector<size_t> firsts) {
    std::vector<DraftRow> rows, totals;
    for (const int64_t c : cents) rows.push_back(row(c));
    std::vector<size_t> summed = {rows.size()};
    TakeOutSummary(&rows, &totals, firsts, &summed);
    CHECK(summed == std::vector<size_t>{rows.size()});
    CHECK(rows.size() + totals.size() == cents.size());
    return rows.size();
  };
  CHECK(left({500, 250, 300, 100, 100, 150, 100}, {0, 2}) == 5);
  // Its own total may still stand below the rows.
  CHECK(left({500, 250, 300, 100, 100, 150, 100, 750}, {0, 2}) == 6);
  // A cent off, or as many rows: another table.
  CHECK(left({500, 251, 300, 100, 100, 150, 100}, {0, 2}) == 7);
  CHECK(left({500, 250, 300, 450}, {0, 2}) == 4);
}

TEST_CASE("subtotals that add up are no rows", "[template]") {
  const auto table = [](int64_t first_sum) {
    std::vector<DraftRow> rows;
    const auto add = [&](const char* label, int64_t count, int64_t cents) {
      rows.push_back({{"libelle", TextCell(label, PageSource::kTextLayer)},
                      {"nombre", Count(count)},
                      {"montant", Amount(cents)}});
    };
    add("Moins de 7 ans", 61, 91500);
    add("7 à 74 ans", 718, 359000);
    add("Socle", -1, first_sum);
    add("Complément C2S", 93, 93000);
    add("Compléments", -1, 93000);
    add("Grippe", 171, 85500);
    return rows;
  };
  std::vector<DraftRow> rows = table(450500), subtotals;
  TakeOutTotals(&rows, &subtotals);
  CHECK(Labels(rows, "libelle") ==
        std::vector<std::string>{"Moins de 7 ans", "7 à 74 ans", "Complément C2S", "Grippe"});
  CHECK(Labels(subtotals, "libelle") == std::vector<std::string>{"Compléments", "Socle"});
  // A lump sum is a row; a single row that is repeated alone proves nothing.
  rows = table(450600);
  subtotals.clear();
  TakeOutTotals(&rows, &subtotals);
  CHECK(rows.size() == 6);
  CHECK(subtotals.empty());
}

// Rows of a ROSP: figures in three columns and an amount.
DraftRow Indicator(const char* label, int64_t cents) {
  return {{"libelle", TextCell(label, PageSource::kTextLayer)},
          {"patients", Count(90)},
          {"points", Count(30)},
          {"montant", Amount(cents)}};
}

TEST_CASE("a table goes on below the total of its first section", "[template]") {
  std::vector<DraftRow> rows = {Indicator("HbA1c", 100), Indicator("Fond d’œil", 200),
                                Indicator("Pieds", 300), Indicator("Grippe", 400),
                                Indicator("Sein", 500)};
  const DraftRow total = {{"montant", Amount(600)}};
  CHECK(EndsTable(total, {rows.begin(), rows.begin() + 3}, 0));
  CHECK(TableGoesOn(rows, 0, 3));
  // Another table, of one figure a row.
  for (size_t r : {3, 4}) rows[r] = {{"montant", Amount(100)}};
  CHECK_FALSE(TableGoesOn(rows, 0, 3));
  CHECK_FALSE(TableGoesOn(rows, 0, 5));
}

TEST_CASE("sums begin anew below a total that was taken out", "[template]") {
  // The first section's total is gone, those of the others have no label.
  std::vector<DraftRow> rows = {Indicator("HbA1c", 100), Indicator("Pieds", 300),
                                Indicator("Grippe", 400), Indicator("Sein", 500)};
  rows.push_back({{"montant", Amount(900)}});
  rows.push_back(Indicator("TSH", 50));
  rows.push_back(Indicator("Metformine", 60));
  rows.push_back({{"montant", Amount(110)}});
  rows.push_back({{"montant", Amount(1410)}});
  std::vector<DraftRow> totals;
  TakeOutTotals(&rows, &totals, {2});
  CHECK(Labels(rows, "libelle") ==
        std::vector<std::string>{"HbA1c", "Pieds", "Grippe", "Sein", "TSH", "Metformine"});
  CHECK(totals.size() == 3);
}

TEST_CASE("a code before the label gets its column", "[template]") {
  const auto table = [](std::vector<std::string> labels) {
    std::vector<DraftRow> rows;
    for (const std::string& label : labels)
      rows.push_back({{"libelle", TextCell(label, PageSource::kTextLayer)}});
    return rows;
  };
  std::vector<DraftRow> rows = table({"P1 Grippe", "P2 – Cancer du sein", "E3 TSH isolée"});
  PartCodes("code", "libelle", &rows);
  CHECK(Labels(rows, "code") == std::vector<std::string>{"P1", "P2", "E3"});
  CHECK(Labels(rows, "libelle") ==
        std::vector<std::string>{"Grippe", "Cancer du sein", "TSH isolée"});
  CHECK(std::get<std::string>(rows[1].at("libelle").fact.value) == "Cancer du sein");
  // «Code Indicateur» taken for the code's heading.
  rows.clear();
  for (const char* both : {"CH1 HbA1c", "CH2 Fond d’œil", "PR1 Grippe"})
    rows.push_back({{"code", TextCell(both, PageSource::kTextLayer)}});
  PartCodes("code", "libelle", &rows);
  CHECK(Labels(rows, "code") == std::vector<std::string>{"CH1", "CH2", "PR1"});
  CHECK(Labels(rows, "libelle") == std::vector<std::string>{"HbA1c", "Fond d’œil", "Grippe"});
  // Words, and a table that has its codes.
  rows = table({"T2 actes", "T2 soins", "T2 autres"});
  PartCodes("code", "libelle", &rows);
  CHECK(Labels(rows, "libelle")[0] == "T2 actes");
  rows = table({"B12 dosée", "TSH", "Fer", "C3 et C4"});
  PartCodes("code", "libelle", &rows);
  CHECK(Labels(rows, "libelle")[0] == "B12 dosée");
  rows = table({"P1 Grippe", "P2 Sein", "E3 TSH"});
  rows[0]["code"] = TextCell("A1", PageSource::kTextLayer);
  PartCodes("code", "libelle", &rows);
  CHECK(Labels(rows, "libelle")[0] == "P1 Grippe");
}

TEST_CASE("women and men beside the first of their rows", "[template]") {
  // Eight rows, four ages twice; «H» also stands in the middle of all rows below the first.
  const auto table = [] {
    std::vector<DraftRow> rows(8);
    std::vector<Spanned> spans;
    for (size_t i = 0; i < rows.size(); ++i) {
      const double y = 100 + 12.0 * static_cast<double>(i);
      rows[i]["age"] = TextCell(std::to_string(i % 4), PageSource::kTextLayer);
      if (i % 4 == 0) rows[i]["sexe"] = TextCell(i == 0 ? "F" : "M", PageSource::kTextLayer);
      const Box row{50, y, 500, y + 12};
      spans.push_back({i, row, i % 4 == 0 ? Box{50, y, 80, y + 12} : Box{}});
    }
    FillSpans("sexe", spans, &rows);
    return rows;
  };
  const std::vector<DraftRow> proven = table();
  CHECK(Labels(proven, "sexe") == std::vector<std::string>{"F", "F", "F", "F", "M", "M", "M", "M"});
  CHECK(proven[2].at("sexe").evidence.found.doubts.empty());
  CHECK(proven[6].at("sexe").evidence.found.doubts.empty());
}

TEST_CASE("rows of a picture with the same words vouch for each other, codes do not",
          "[template]") {
  for (const PageSource source : {PageSource::kOcr, PageSource::kTextLayer}) {
    std::vector<DraftRow> rows(3);
    for (size_t i = 0; i < rows.size(); ++i) {
      rows[i]["motif"] =
          TextCell(i == 1 ? "Dépassement non autorisé" : "Acte CCAM non cumulable", source);
      rows[i]["code"] = TextCell("PCO1", source);
    }
    CountRepeated(&rows);
    const int same = source == PageSource::kOcr ? 1 : 0;
    CHECK(rows[0].at("motif").evidence.agreeing_places == same);
    CHECK(rows[1].at("motif").evidence.agreeing_places == 0);
    CHECK(rows[2].at("motif").evidence.agreeing_places == same);
    CHECK(rows[0].at("code").evidence.agreeing_places == 0);
  }
}

TEST_CASE("a cell of a picture that begins amid a sentence is doubtful, and the one above",
          "[template]") {
  const auto doubtful = [](std::vector<std::string> labels) {
    std::vector<DraftRow> rows;
    for (const std::string& label : labels)
      rows.push_back({{"libelle", TextCell(label, PageSource::kOcr)}});
    DoubtTornCells("libelle", 1, &rows);
    std::vector<bool> out;
    for (const DraftRow& row : rows)
      out.push_back(!row.at("libelle").evidence.found.doubts.empty());
    return out;
  };
  CHECK(doubtful({"autre tableau", "Vous êtes médecin", "traitant Patients adressés",
                  "Hors parcours", "Accès direct", "75 ans et plus"}) ==
        std::vector<bool>{false, true, true, false, false, false});
  // Sub-items are their own manner.
  CHECK(doubtful({"", "Arrêts", "– maladie", "– accidents", "Transports"}) ==
        std::vector<bool>(5, false));
}

}  // namespace riposte
