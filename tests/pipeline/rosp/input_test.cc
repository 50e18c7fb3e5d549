// Input as people bring it: JSON of the contract, CSV of a French spreadsheet, an extracted
// statement; what is wrong with it, by row and column; and grids that are wrong.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "extractors/values/json.h"
#include "tests/pipeline/rosp/rosp_testing.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

RospInput Read(const std::string& text, const std::string& name) {
  const Result<RospInput> in = ReadRospInput(text, name);
  INFO((in.ok() ? "" : in.error().ToString()));
  REQUIRE(in.ok());
  return *in;
}

constexpr const char* kContract = R"({"annee": 2014, "regime": "2011", "patientele_mt": 900,
 "installation": null, "fse": 0.82, "cahier_des_charges": true, "synthese": true,
 "indicateurs": [{"code": "CHR_HBA1C_N", "patients": 42, "patients_depart": 25, "taux_depart": 40,
                  "taux_suivi": 60, "objectif_intermediaire": 54, "objectif_cible": 65,
                  "points": 30, "montant_verse": 150.00}],
 "organisation": {"ORG_DMI": true}})";

TEST_CASE("ROSP input and output of the contract", "[rosp]") {
  for (const std::string& prefix : {std::string(), std::string("\xEF\xBB\xBF")}) {
    const RospResult r = Computed(Read(prefix + kContract, "-"));
    REQUIRE(r.lignes.size() == 3);
    CHECK(r.lignes[0].code == "CHR_HBA1C_N");
    CHECK(r.lignes[1].code == "ORG_DMI");
    CHECK(r.lignes[2].code == "ORG_SYNTHESE");
    const Result<JsonNode> json = ParseJson(ToJson(r));
    REQUIRE(json.ok());
    const JsonNode& line = json->Find("lignes")->items.at(0);
    CHECK(line.Find("branche")->text == "entre");
    CHECK(line.Find("taux_realisation")->text == "77.2727");
    CHECK(line.Find("points_acquis")->text == "23.1818");
    CHECK(line.Find("montant")->text == "182.56");
    CHECK(line.Find("montant_verse")->text == "150.00");
    CHECK(line.Find("ecart")->text == "32.56");
    CHECK(line.Find("confiance")->text == "secondaire");
    CHECK(line.Find("basis")->items.size() >= 5);
    CHECK(json->Find("total")->text == "1888.81");
    CHECK(json->Find("total_verse")->kind == JsonNode::Kind::kNull);
    const JsonNode& claim = json->Find("reclamations")->items.at(0);
    CHECK(claim.Find("ecart")->text == "32.56");
    CHECK(claim.Find("affirmable")->boolean);
    CHECK(claim.Find("confiance")->text == "secondaire");
    CHECK_FALSE(claim.Find("fondement")->text.empty());
    CHECK(ToText(r).find("32,56") != std::string::npos);
  }
}

TEST_CASE("CSV as French spreadsheets save a ROSP statement", "[rosp]") {
  const std::string rows =
      "annee;regime;patientele_mt;fse;cahier_des_charges;code;libelle;sens;points;taux_suivi;"
      "objectif_intermediaire;objectif_cible;atteint;montant_verse\r\n"
      "2014;2011;1\u202f200;82,5 %;oui;CHR_HBA1C_N;;;;60,0;;;;243,41\r\n"
      ";;;;;ORG_DMI;;;;;;;oui;525,00 €\r\n"
      "2014;;;;;;\"Rare ; nouveau\";baisse;10;4,5;8;4;;\r\n";
  for (const std::string& text : {rows, "\xEF\xBB\xBF" + rows}) {
    const RospInput in = Read(text, "releve.csv");
    CHECK(*in.annee == 2014);
    CHECK(*in.patientele_mt == 1200);
    CHECK(*in.fse == Decimal{825, 1});
    REQUIRE(in.lignes.size() == 3);
    CHECK(*in.lignes[0].montant_verse == Cents{24341});
    CHECK(*in.lignes[1].montant_verse == Cents{52500});
    CHECK(in.lignes[2].libelle == "Rare ; nouveau");
    const RospResult r = Computed(in);
    CHECK(*r.lignes[0].montant == Cents{24341});
    CHECK(*r.lignes[1].montant == Cents{52500});
    CHECK(r.lignes[2].montant->value == 9844);  // 10 × (0.5 + 0.5 × 3.5/4) × 7 × 1.5
  }
}

struct Bad {
  std::string text, name;
  int line;
  std::string message;
};

TEST_CASE("bad ROSP input names file, line, row and column", "[rosp]") {
  const Bad rows[] = {
      {"annee;taux_suivi\n2014;60\n", "a.csv", 1, "missing column: code"},
      {"code;taux_suivi\nX;60\n", "a.csv", 1, "missing column: annee"},
      {"annee;code;taux\n2014;X;60\n", "a.csv", 1, "unknown column: taux"},
      {"annee;code;taux_suivi\n2014;X;60\n2014;Y;6O\n", "a.csv", 3,
       "row 2, column taux_suivi: not a number"},
      {"annee;code;taux_suivi\n2014;X;-60\n", "a.csv", 2, "row 1, column taux_suivi: negative"},
      {"annee;code;montant_verse\n2014;X;12,345\n", "a.csv", 2,
       "row 1, column montant_verse: not an amount"},
      {"annee;code\n2014;X\n2015;Y\n", "a.csv", 3,
       "row 2, column annee: not the value of the rows before"},
      {"annee;code;montant_verse\n2014;X;1\n2014;Total;1\n", "a.csv", 3,
       "row 2, column code: a total"},
      {"annee;code;points\n2014;;30\n", "a.csv", 2, "row 1, column code: empty"},
      {"[1]", "a.json", 0, "not a JSON object"},
      {R"({"annee": 2014, "indicateur": []})", "a.json", 0, "unknown column: indicateur"},
      {R"({"annee": 2014, "indicateurs": [{"code": "X", "patients": 1.5}]})", "a.json", 0,
       "row 1, column patients: not a whole number"},
      {R"({"annee": 2014, "indicateurs": [{"code": "X"}, {"points": 3}]})", "a.json", 0,
       "row 2, column code: empty"},
      {R"({"annee": 2014, "patientele_mt": -3})", "a.json", 0, "column patientele_mt: negative"},
      {R"({"annee": 2014, "organisation": {"ORG_DMI": 3}})", "a.json", 0,
       "organisation ORG_DMI: not true or false"},
      {R"({"annee": 2014, "feuilles": {"tout": 3}})", "a.json", 0, "feuilles, tout: unknown"},
      {R"({"annee": 2014, "synthese": true, "organisation": {"ORG_SYNTHESE": false}})", "a.json", 0,
       "column synthese: not what ORG_SYNTHESE says"},
  };
  for (const Bad& row : rows) {
    const Result<RospInput> in = ReadRospInput(row.text, row.name);
    INFO(row.text);
    REQUIRE_FALSE(in.ok());
    CHECK(in.error().code == ErrorCode::kUsage);
    CHECK(in.error().file == row.name);
    CHECK(in.error().line == row.line);
    CHECK(in.error().message.find(row.message) == 0);
  }
}

std::string Slurp(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// The samples' expected values as a letter, all sure.
RospInput Statement(const std::string& name) {
  const Result<JsonNode> json =
      ParseJson(Slurp(std::string(RIPOSTE_SOURCE_DIR) + "/samples/letters/" + name + ".json"));
  REQUIRE(json.ok());
  Letter letter;
  const auto fact = [](ValueType type, const JsonNode& node) {
    Fact f;
    f.value = ValueFromJson(type, node).value();
    f.status = FactStatus::kSure;
    return f;
  };
  const std::map<std::string, ValueType> fields = {{"annee", ValueType::kInteger},
                                                   {"patientele_mt", ValueType::kInteger},
                                                   {"valeur_point", ValueType::kAmount},
                                                   {"montant", ValueType::kAmount},
                                                   {"objet", ValueType::kText}};
  for (const auto& [id, type] : fields)
    if (const JsonNode* n = json->Find("fields")->Find(id)) letter.fields[id] = fact(type, *n);
  for (const JsonNode& row : json->Find("tables")->Find("indicateurs")->items) {
    Row& out = letter.tables["indicateurs"].emplace_back();
    for (const auto& [id, node] : row.members) {
      const ValueType type = id == "code" || id == "libelle" ? ValueType::kText
                             : id == "patients"              ? ValueType::kInteger
                             : id == "montant"               ? ValueType::kAmount
                                                             : ValueType::kPercent;
      out[id] = fact(type, node);
    }
  }
  return RospInputOf(letter);
}

TEST_CASE("sample statements recompute to what they print", "[rosp]") {
  for (const char* name : {"decompte_rosp-1", "decompte_rosp-2", "decompte_rosp-3"}) {
    const RospInput in = Statement(name);
    const RospResult r = Computed(in);
    INFO(name);
    CHECK(in.a_verifier.empty());
    CHECK(r.lignes.size() == in.lignes.size());
    for (const RospLine& l : r.lignes) {
      INFO(l.libelle << " " << l.explication);
      CHECK(l.montant.has_value());
      CHECK(l.applique == "conforme");
    }
    CHECK(r.reclamations.empty());
    CHECK(r.bureau.empty());
  }
}

TEST_CASE("a statement that is not sure is named", "[rosp]") {
  Letter letter;
  const auto add = [&letter](const char* id, Value value, FactStatus status) {
    letter.fields[id].value = std::move(value);
    letter.fields[id].status = status;
  };
  add("annee", int64_t{2021}, FactStatus::kSure);
  add("patientele_mt", int64_t{800}, FactStatus::kToReview);
  add("objet", std::string("ROSP du médecin traitant de l’enfant"), FactStatus::kSure);
  Row row;
  row["libelle"].value = std::string("Asthme");
  row["libelle"].status = FactStatus::kSure;
  row["points"].value = std::monostate{};
  row["points"].status = FactStatus::kToReview;
  letter.tables["indicateurs"].push_back(row);
  const RospInput in = RospInputOf(letter);
  CHECK(in.regime == "2016-enfant");
  CHECK(in.a_verifier == std::vector<std::string>{"patientele_mt", "indicateurs"});
  CHECK_FALSE(in.lignes.at(0).points);
  CHECK(ReadRospInput(ToJson(letter), "lettre.json")->regime == "2016-enfant");
}

TEST_CASE("every cell of the grids has its confidence and source", "[rosp]") {
  CHECK(Grids().regimes().size() == 9);
  struct Broken {
    const char *from, *to, *message;
    int line;
  };
  const std::string file = std::string(RIPOSTE_SOURCE_DIR) + "/templates/rosp/rosp-2011.xml";
  const std::string good = Slurp(file);
  const Broken rows[] = {
      {"<points valeur=\"75\" confiance=\"secondaire\"", "<points valeur=\"75\"", "", 0},
      {"confiance=\"memoire\"", "confiance=\"sûr\"", "", 0},
      {"valeur=\"54\" confiance=\"officiel\"", "valeur=\"66\" confiance=\"officiel\"",
       "the objectives run against sens: CHR_HBA1C_N", 47},
      {"code=\"ORG_LAP\"", "code=\"ORG_DMI\"", "code twice: ORG_DMI", 0},
      {"valeur=\"54\" confiance=\"officiel\"", "valeur=\"54\" confiance=\"inconnu\"",
       "inconnu, yet it has a valeur", 0},
      {"debut=\"2012\" fin=\"2016\">", "debut=\"2017\" fin=\"2016\">", "fin is before debut", 3},
  };
  const fs::path dir = fs::temp_directory_path() / "riposte-rosp-grids";
  fs::remove_all(dir);
  fs::create_directories(dir / "rosp");
  fs::create_directories(dir / "schema");
  fs::copy(std::string(RIPOSTE_SOURCE_DIR) + "/templates/schema/rosp.rng",
           dir / "schema" / "rosp.rng");
  const std::string path = (dir / "rosp" / "rosp-2011.xml").string();
  for (const Broken& row : rows) {
    std::string text = good;
    const size_t at = text.find(row.from);
    REQUIRE(at != std::string::npos);
    text.replace(at, std::string(row.from).size(), row.to);
    std::ofstream(path) << text;
    const Result<RospGrids> grids = RospGrids::Load(dir.string());
    INFO(row.to);
    REQUIRE_FALSE(grids.ok());
    CHECK(grids.error().code == ErrorCode::kTemplate);
    CHECK(grids.error().file == path);
    CHECK(grids.error().line > 0);
    CHECK(grids.error().message.find(row.message) != std::string::npos);
    if (row.line > 0) CHECK(grids.error().line == row.line);
  }
  std::ofstream(path) << good;
  CHECK(RospGrids::Load(dir.string()).ok());
  fs::remove_all(dir);
}

}  // namespace
}  // namespace riposte
