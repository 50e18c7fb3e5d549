#include "extractors/template/facts.h"

#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>

namespace riposte {
using namespace std::chrono_literals;

namespace {

Fact Sure(Value v, std::string text, std::vector<Span> spans = {}) {
  return {.value = std::move(v),
          .text = std::move(text),
          .spans = std::move(spans),
          .confidence = 0.97,
          .status = FactStatus::kSure};
}

Letter Sample() {
  Letter l;
  l.source = "lettre \"é\".pdf";
  l.sha256 = "ab12";
  l.pages = 2;
  l.type = {.value = "notification_mso",
            .status = FactStatus::kSure,
            .template_id = "notification_mso",
            .template_version = "1"};
  l.fields["ij_prescrites"] = Sure(int64_t{12458}, "12 458", {{1, {71.2, 301, 104.8, 312.4}}});
  l.fields["ij_par_patient"] = Sure(Decimal{550, 2}, "5,50");
  l.fields["date_lettre"] = Sure(Date{2025y / 6 / 18}, "18 juin 2025");
  l.fields["delai_annonce"] = Sure(Duration{1, 0}, "un mois");
  l.fields["textes_cites"] = Sure(TextList{"L.162-1-15", "R.148-1"}, "…");
  Fact doubtful = Sure(Decimal{218, 0}, "218");
  doubtful.status = FactStatus::kToReview;
  doubtful.why = {"comma_doubt"};
  doubtful.candidates = {{Decimal{218, 1}, "21,8", {{2, {1, 2, 3, 4.25}}}}};
  l.fields["ratio"] = doubtful;
  l.tables["profil"] = {{{"sexe", Sure(std::string("F"), "Femmes")},
                         {"ald", Sure(false, "non")},
                         {"ij", Sure(Value{}, "")}}};
  l.checks = {
      {"ij_par_patient = ij_prescrites / patients_actifs", "holds", "12458 / 1234 = 10.10"}};
  l.warnings = {"font_missing"};
  l.required = {"date_lettre", "ij_prescrites"};
  l.urgent = true;
  return l;
}

bool IsSubset(const nlohmann::json& small, const nlohmann::json& big) {
  if (small.is_object()) {
    for (const auto& [k, v] : small.items())
      if (!big.contains(k) || !IsSubset(v, big.at(k))) return false;
    return true;
  }
  if (small.is_array()) {
    if (!big.is_array() || small.size() != big.size()) return false;
    for (size_t i = 0; i < small.size(); ++i)
      if (!IsSubset(small[i], big[i])) return false;
    return true;
  }
  return small == big;
}

// The example of contract/vocabulary.md, as it stands there.
const char* const kContractExample = R"({
  "source": "lettre.pdf", "sha256": "…", "item": 1, "items": 1, "first_page": 1, "pages": 2,
  "type": {"value": "notification_mso", "status": "sure", "why": [], "candidates": [], "template": "notification_mso", "template_version": "1"},
  "fields": {
    "ij_prescrites": {"value": 12458, "text": "12 458", "spans": [{"page": 1, "box": [71.2, 301.0, 104.8, 312.4]}],
                      "confidence": 0.97, "status": "sure", "why": [], "candidates": []},
    "textes_cites": {"value": ["L.162-1-15", "R.148-1"], "text": "…", "spans": [], "confidence": 0.95, "status": "sure", "why": []}
  },
  "tables": {
    "profil": [{"sexe": {"value": "F", "text": "Femmes", "spans": [], "confidence": 0.99, "status": "sure", "why": []}}]
  },
  "checks": [{"id": "ij_par_patient = ij_prescrites / patients_actifs", "status": "holds", "detail": "12458 / 1234 = 10.10"}],
  "warnings": []
})";

}  // namespace

TEST_CASE("the contract's example is read, and is a subset of what is written", "[facts]") {
  const Result<Letter> l = LetterFromJson(kContractExample);
  REQUIRE(l.ok());
  CHECK(l->Field("ij_prescrites")->value == Value(int64_t{12458}));
  CHECK(l->Field("ij_prescrites")->spans.at(0).box == Box{71.2, 301, 104.8, 312.4});
  CHECK(l->tables.at("profil").at(0).at("sexe").value == Value(std::string("F")));
  CHECK_FALSE(l->NeedsPerson());
  CHECK(IsSubset(nlohmann::json::parse(kContractExample), nlohmann::json::parse(ToJson(*l))));
}

TEST_CASE("a letter round-trips to the byte, on one line or many", "[facts]") {
  const Letter l = Sample();
  for (int indent : {-1, 2}) {
    const std::string json = ToJson(l, indent);
    const Result<Letter> back = LetterFromJson(json);
    REQUIRE(back.ok());
    CHECK(ToJson(*back, indent) == json);
    CHECK(back->Field("ij_par_patient")->value == Value(Decimal{550, 2}));
    CHECK(std::get<Decimal>(back->Field("ij_par_patient")->value).scale == 2);
    CHECK(back->Field("date_lettre")->value == Value(Date{2025y / 6 / 18}));
    CHECK(back->Field("ratio")->candidates.at(0).spans.at(0).box.bottom == 4.25);
    CHECK(back->tables.at("profil").at(0).at("ij").value == Value{});
    CHECK(back->urgent);
    CHECK(back->required == l.required);
  }
  CHECK(ToJson(l).find('\n') == std::string::npos);
  CHECK(ToJson(l).find("\"value\":5.50,") != std::string::npos);
}

TEST_CASE("who needs a person", "[facts]") {
  Letter l = Sample();
  CHECK_FALSE(l.NeedsPerson());
  l.required.push_back("ratio");  // to_review
  CHECK(l.NeedsPerson());
  l = Sample();
  l.required.push_back("profil");
  CHECK_FALSE(l.NeedsPerson());
  l.tables["profil"][0]["ij"].status = FactStatus::kToReview;
  CHECK(l.NeedsPerson());
  l = Sample();
  l.required.push_back("patients_actifs");  // not found
  CHECK(l.NeedsPerson());
  l = Sample();
  l.missing = {"patients_actifs"};
  CHECK(l.NeedsPerson());
  l = Sample();
  l.type.status = FactStatus::kToReview;
  CHECK(l.NeedsPerson());
}

TEST_CASE("a letter of a stranger is checked", "[facts]") {
  const auto broken = [](const std::function<void(nlohmann::json&)>& change) {
    nlohmann::json j = nlohmann::json::parse(kContractExample);
    change(j);
    const Result<Letter> l = LetterFromJson(j.dump());
    return !l.ok() && l.error().code == ErrorCode::kDamaged;
  };
  CHECK(broken([](auto& j) { j.erase("sha256"); }));
  CHECK(broken([](auto& j) { j["item"] = 0; }));
  CHECK(broken([](auto& j) { j["type"]["value"] = "facture"; }));
  CHECK(broken([](auto& j) { j["type"]["status"] = "certain"; }));
  CHECK(broken([](auto& j) { j["fields"]["ij_prescrites"]["value"] = "12458"; }));
  CHECK(broken([](auto& j) { j["fields"]["ij_prescrites"]["value"] = 12.5; }));
  CHECK(broken([](auto& j) { j["fields"]["ij_prescrites"]["confidence"] = 2; }));
  CHECK(broken([](auto& j) { j["fields"]["ij_prescrites"]["spans"][0]["box"].erase(3); }));
  CHECK(broken([](auto& j) { j["fields"]["ij_prescrites"]["spans"][0]["page"] = 0; }));
  CHECK(broken([](auto& j) { j["fields"]["textes_cites"]["value"] = nlohmann::json::array({1}); }));
  CHECK(broken([](auto& j) { j["tables"]["profil"] = 1; }));
  CHECK(broken([](auto& j) { j = 3; }));
  CHECK_FALSE(broken([](auto&) {}));
}

}  // namespace riposte
