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

}  // namespace

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

}  // namespace riposte
