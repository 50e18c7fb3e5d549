// Input as people bring it: JSON of the contract, an extracted letter, CSV of a French spreadsheet;
// and what is wrong with it, by row and column.
#include <catch2/catch.hpp>

#include "extractors/values/csv.h"
#include "pipeline/ij/ij.h"

namespace riposte {
namespace {

IjInput Good(const std::string& text, const std::string& name) {
  const Result<IjInput> in = ReadIjInput(text, name);
  INFO((in.ok() ? "" : in.error().ToString()));
  REQUIRE(in.ok());
  return *in;
}

constexpr const char* kJson = R"({"periode_debut": "2024-09-01", "periode_fin": "2025-02-28",
 "patients_actifs": 912, "ij_prescrites": 5016, "ij_par_patient": 5.50,
 "ij_attendues_par_patient": 2.48,
 "strates": [{"sexe": "F", "age": "30-44", "ald": false, "c2s": true, "patients": 40, "ij": 120,
              "taux_reference": 2.9}],
 "arrets": [3, 7, 181, 14]})";

TEST_CASE("JSON of the contract is read", "[ij]") {
  for (const std::string& prefix :
       {std::string(), std::string("\xEF\xBB\xBF"), std::string("\n")}) {
    const IjInput in = Good(prefix + kJson, "-");
    CHECK(ToIso(*in.periode_debut) == "2024-09-01");
    CHECK(*in.patients_actifs == 912);
    CHECK(in.ij_par_patient->digits == 550);
    CHECK(in.ij_par_patient->scale == 2);  // 5.50 is printed to the hundredth
    REQUIRE(in.strates.size() == 1);
    CHECK(in.strates[0].sexe == "F");
    CHECK(*in.strates[0].ald == false);
    CHECK(*in.strates[0].c2s == true);
    CHECK(*in.strates[0].taux_reference == Decimal{29, 1});
    CHECK(in.arrets == std::vector<int>{3, 7, 181, 14});
  }
}

TEST_CASE("CSV as French spreadsheets save it", "[ij]") {
  const std::string rows =
      "sexe;age;ald;c2s;patients;ij;taux_reference\r\n"
      "F;30-44;non;oui;40;1\u202f120;2,9\r\n"
      "M;\"45;59\";OUI;;60;380;3.5\r\n"
      ";;;;;;\r\n";
  for (const std::string& text : {rows, "\xEF\xBB\xBF" + rows}) {
    const IjInput in = Good(text, "strates.csv");
    REQUIRE(in.strates.size() == 2);
    CHECK(in.strates[0].ij == 1120);
    CHECK(*in.strates[0].taux_reference == Decimal{29, 1});
    CHECK(*in.strates[0].c2s);
    CHECK(in.strates[1].age == "45;59");
    CHECK(*in.strates[1].ald);
    CHECK_FALSE(in.strates[1].c2s);
  }
}

TEST_CASE("totals, spells, other separators and encodings", "[ij]") {
  const IjInput totals = Good(
      "periode_debut;patients_actifs;ij_prescrites;ij_attendues_par_patient\n01/09/2024;912;5 "
      "016;2,48\n",
      "lettre.csv");
  CHECK(ToIso(*totals.periode_debut) == "2024-09-01");
  CHECK(*totals.ij_prescrites == 5016);
  CHECK(totals.ij_attendues_par_patient->scale == 2);
  CHECK(Good("arrets\n3\n7\n181\n", "arrets.csv").arrets == std::vector<int>{3, 7, 181});
  CHECK(Good("patients,ij,age\n40,120,30-44\n", "x.csv").strates.size() == 1);
  CHECK(Good("patients\tij\tage\n40\t120\t30-44\n", "-").strates.size() == 1);
  // Windows-1252: 0x96 is an en dash, 0xE9 «é».
  CHECK(Good("patients;ij;age\n40;120;30\x96"
             "44 \xE9\n",
             "x.csv")
            .strates[0]
            .age == "30–44 é");
}

TEST_CASE("bad input names file, line, row and column", "[ij]") {
  struct {
    const char* text;
    const char* name;
    int line;
    const char* message;
  } const cases[] = {
      {"sexe;patients;ij\nF;40;12,5\n", "a.csv", 2, "row 1, column ij: not a whole number"},
      {"sexe;patients;ij\nF;40;12\nM;-3;5\n", "a.csv", 3, "row 2, column patients: negative"},
      {"sexe;patients;ij\nF;0;12\n", "a.csv", 2, "row 1, column patients: zero"},
      {"sexe;patients;ij\nF;4;12\n\nF;5;12\n", "a.csv", 4, "row 2: the same stratum twice"},
      {"sexe;patients;ij\nF;;12\n", "a.csv", 2, "row 1, column patients: empty"},
      {"sexe;patients;ij\nX;4;12\n", "a.csv", 2, "row 1, column sexe: not F or M"},
      {"age;patients;ij\nTotal;4;12\n", "a.csv", 2, "a total is not a stratum"},
      {"sexe;patients\nF;40\n", "a.csv", 1, "missing column: ij"},
      {"sexe;patient;ij\nF;40;3\n", "a.csv", 1, "unknown column: patient"},
      {"sexe;sexe;ij\nF;40;3\n", "a.csv", 1, "column twice: sexe"},
      {"sexe;;ij\nF;40;3\n", "a.csv", 1, "a column without a name"},
      {"patients;ij\n4;5;6\n", "a.csv", 2, "more cells than"},
      {"patients;ij\n\"4;5\n", "a.csv", 2, "a quote is opened"},
      {"patients;ij;ald\n4;5;peut-être\n", "a.csv", 2, "row 1, column ald: not oui or non"},
      {"patients_actifs;patients;ij\n9;4;5\n8;4;6\n", "a.csv", 3,
       "row 2, column patients_actifs: not the value of the rows before"},
      {"ij_par_patient\n1,2,3\n", "a.csv", 2, "column ij_par_patient: not a number"},
      {"patients_actifs\n0\n", "a.csv", 0, "column patients_actifs: zero"},
      {"periode_debut\n31/02/2025\n", "a.csv", 2, "column periode_debut: not a date"},
      {"", "a.csv", 0, "empty"},
      {"{\"patients_actifs\": 0}", "a.json", 0, "column patients_actifs: zero"},
      {"{\"patients_actif\": 3}", "a.json", 0, "unknown column: patients_actif"},
      {"{\"patients_actifs\": 3.5}", "a.json", 0, "column patients_actifs: not a whole number"},
      {"{\"patients_actifs\": [3]}", "a.json", 0, "column patients_actifs: not a single value"},
      {"{\"strates\": [{\"patients\": 3}]}", "a.json", 0, "row 1, column ij: empty"},
      {"{\"strates\": [{\"patients\": 3, \"ij\": -2}]}", "a.json", 0, "row 1, column ij: negative"},
      {"{\"strates\": 3}", "a.json", 0, "strates: not a list"},
      {"{\"arrets\": [3, 0]}", "a.json", 0, "row 2, column arrets: not between"},
      {"{\"arrets\": [3, -2]}", "a.json", 0, "row 2, column arrets: negative"},
      {"[1]", "a.json", 0, "not a JSON object"},
      {"{", "a.json", 0, ""},
  };
  for (const auto& c : cases) {
    INFO(c.text);
    const Result<IjInput> in = ReadIjInput(c.text, c.name);
    REQUIRE_FALSE(in.ok());
    INFO(in.error().ToString());
    CHECK(in.error().code == ErrorCode::kUsage);
    CHECK(in.error().file == c.name);
    CHECK(in.error().line == c.line);
    CHECK_THAT(in.error().message, Catch::Contains(c.message));
  }
}

TEST_CASE("hostile CSV ends in time and memory", "[ij]") {
  CHECK_FALSE(ParseCsv(std::string(9'000'000, 'x'), "a.csv").ok());
  std::string many = "arrets\n";
  for (int i = 0; i < 200'000; ++i) many += "1\n";
  CHECK_FALSE(ParseCsv(many, "a.csv").ok());
  CHECK_FALSE(ParseCsv(std::string("a\0b", 3), "a.csv").ok());
  CHECK_FALSE(ReadIjInput(std::string(100'000, '['), "a.json").ok());
}

Fact Known(Value v, FactStatus status = FactStatus::kSure) {
  Fact f;
  f.value = std::move(v);
  f.status = status;
  return f;
}

TEST_CASE("the figures of a letter", "[ij]") {
  Letter letter;
  letter.type.value = "notification_mso";
  letter.fields["patients_actifs"] = Known(int64_t{912}, FactStatus::kToReview);
  letter.fields["ij_prescrites"] = Known(int64_t{5016});
  letter.fields["ij_par_patient"] = Known(Decimal{550, 2});
  letter.fields["ij_attendues_par_patient"] = Known(Decimal{248, 2});
  letter.fields["ratio"] = Known(std::string("illisible"));  // not of its type: not taken
  Row row;
  row["sexe"] = Known(std::string("F"));
  row["age"] = Known(std::string("30-44"));
  row["ald"] = Known(false);
  row["c2s"] = Known(Value{});
  row["patients"] = Known(int64_t{912});
  row["ij"] = Known(int64_t{5016});
  row["ij_attendues"] = Known(Decimal{22618, 1});
  letter.tables["profil"] = {row};

  const IjInput in = IjInputOf(letter);
  CHECK(*in.patients_actifs == 912);
  CHECK_FALSE(in.ratio);
  REQUIRE(in.strates.size() == 1);
  CHECK(*in.strates[0].attendues == Decimal{22618, 1});
  CHECK(in.a_verifier == std::vector<std::string>{"patients_actifs"});
  CHECK(*ComputeIj(in)->attendues == Approx(2261.8));

  letter.tables["profil"][0]["ij"] = Known(Value{});
  const IjInput without = IjInputOf(letter);
  CHECK(without.strates.empty());
  CHECK(without.a_verifier == std::vector<std::string>{"patients_actifs", "profil"});

  // The JSON of an extracted letter gives the same.
  letter.fields.erase("ratio");
  const IjInput read = Good(ToJson(letter), "lettre.json");
  CHECK(*read.ij_prescrites == 5016);
  CHECK(read.a_verifier == without.a_verifier);
}

}  // namespace
}  // namespace riposte
