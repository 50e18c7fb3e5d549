// dossier.xml: what is written is read back, byte for byte; what is wrong is refused with its line.
#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "extractors/template/vocabulary.h"
#include "pipeline/dossier/dossier.h"
#include "pipeline/dossier/example.h"

namespace riposte {
namespace {

const std::string kTemplates = std::string(RIPOSTE_SOURCE_DIR) + "/templates";

Result<Dossier> Read(const std::string& xml) {
  return DossierFromXml(xml, "dossier.xml", kTemplates);
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string Small() {
  Dossier d;
  d.id = "2025/MARTIN-Claire-mso-2025-06";
  return ToXml(d);
}

}  // namespace

TEST_CASE("the example survives a round trip byte for byte", "[dossier]") {
  const std::string xml = ToXml(ExampleDossier());
  const Result<Dossier> back = Read(xml);
  if (!back.ok()) FAIL(back.error().ToString());
  CHECK(ToXml(*back) == xml);
}

TEST_CASE("the example holds every field, column and name of the schema", "[dossier]") {
  const Dossier d = ExampleDossier();
  for (const std::string& type : DocumentTypes()) {
    const Piece* p = d.LatestOf(type);
    INFO(type);
    REQUIRE(p != nullptr);
    for (const auto& [id, fact] : p->letter.fields) {
      INFO(id);
      CHECK(TypeOfField(type, id));
      CHECK(!std::holds_alternative<std::monostate>(fact.value));
    }
    for (const char* table : {"profil", "indicateurs", "lignes_indu", "lignes"}) {
      CHECK(p->letter.tables.contains(table) == HasTable(type, table));
      if (!HasTable(type, table)) continue;
      CHECK(p->letter.tables.at(table).at(0).size() == ColumnsOf(table).size());
      for (const auto& [column, fact] : p->letter.tables.at(table).at(0)) {
        INFO(column);
        CHECK(!std::holds_alternative<std::monostate>(fact.value));
      }
    }
  }

  // Every element and attribute of the schema stands in the example, but for what only doubt
  // brings.
  std::ifstream in(kTemplates + "/schema/dossier.rng");
  std::stringstream schema;
  schema << in.rdbuf();
  const std::string text = schema.str(), xml = ToXml(d);
  const std::regex name("<(element|attribute) name=\"([a-z0-9_]+)\"");
  std::set<std::string> absent;
  for (std::sregex_iterator it(text.begin(), text.end(), name), end; it != end; ++it) {
    const std::string id = (*it)[2];
    const bool there = (*it)[1] == "element" ? xml.find("<" + id) != std::string::npos
                                             : xml.find(" " + id + "=\"") != std::string::npos;
    if (!there) absent.insert(id);
  }
  CHECK(absent == std::set<std::string>{"candidat", "pourquoi", "type_candidat", "type_pourquoi"});
}

TEST_CASE("odd values survive a round trip", "[dossier]") {
  Dossier d = ExampleDossier();
  Fact f;
  f.confidence = 0.1 + 0.2;
  f.spans = {{3, {-1.5, 1e-7, 1e6, 0.1}}};
  f.text = "a\tb\r\nc \"<&>' \xC2\xA0 fin ";
  f.why = {"comma_doubt"};
  f.value = TextList{"", " a ", "l1\nl2"};
  f.candidates = {{Value(TextList{}), "", {}}, {Value(), "x", {}}, {Value(std::string()), "", {}}};
  Letter& letter = d.pieces.at(1).letter;
  letter.fields["odd"] = f;
  letter.warnings = {"", " deux\r\nlignes "};
  for (const Value& v :
       {Value(Decimal{-50, 2}), Value(Cents{-1}), Value(Duration{0, 0}), Value(Duration{2, 15}),
        Value(TimeOfDay{0, 5}), Value(false), Value(int64_t{-7}), Value()}) {
    f.value = v;
    letter.fields["odd" + std::to_string(letter.fields.size())] = f;
  }
  const std::string xml = ToXml(d);
  const Result<Dossier> back = Read(xml);
  if (!back.ok()) FAIL(back.error().ToString());
  CHECK(ToXml(*back) == xml);
  const Fact& read = back->pieces.at(1).letter.fields.at("odd");
  CHECK(read.value == Value(TextList{"", " a ", "l1\nl2"}));
  CHECK(read.text == f.text);
  CHECK(read.confidence == f.confidence);
  CHECK(read.spans.at(0).box == f.spans.at(0).box);
  CHECK(back->pieces.at(1).letter.warnings == letter.warnings);
}

TEST_CASE("what XML forbids becomes U+FFFD", "[dossier]") {
  Dossier d = ExampleDossier();
  const std::string bad(
      "a\x01"
      "b\xFF\xC0\x80\xED\xA0\x80\xEF\xBF\xBF\0z",
      15);
  d.pieces.at(0).letter.warnings = {bad};
  d.nom = bad;
  const Result<Dossier> back = Read(ToXml(d));
  if (!back.ok()) FAIL(back.error().ToString());
  CHECK(back->nom.find('\x01') == std::string::npos);
  CHECK(
      back->nom.starts_with("a\xEF\xBF\xBD"
                            "b\xEF\xBF\xBD"));
  CHECK(back->nom == back->pieces.at(0).letter.warnings.at(0));
  CHECK(ToXml(*back) == ToXml(d));
}

TEST_CASE("a broken dossier is refused with file and line", "[dossier]") {
  const std::string xml = ToXml(ExampleDossier());
  struct Case {
    const char *from, *to;
  };
  const Case cases[] = {
      {"version=\"1\"", "version=\"2\""},
      {"statut=\"sure\"", "statut=\"certain\""},
      {"type=\"integer\" valeur=\"5016\"", "type=\"integer\" valeur=\"5 016\""},
      {"type=\"date\" valeur=\"2025-06-18\"", "type=\"date\" valeur=\"2025-02-30\""},
      {"debut=\"2025-06-23\"", "debut=\"23/06/2025\""},
      {"boite=\"72.5", "boite=\"x"},
      {"<praticien", "<patient nir=\"1\"/><praticien"},
      {"<pieces>", "<pieces><piece/>"},
      {"etat=\"a_faire\"", "etat=\"oubli\""},
      {"id=\"P2\"", "id=\"P1\""},
      {"piece=\"P1\"", "piece=\"P99\""},
      {"fichier=\"pieces/", "fichier=\"../../"},
      {"fichier=\"pieces/", "fichier=\"/etc/"},
      {"id=\"2025/MARTIN-Claire-mso-2025-06\"", "id=\"../../../etc\""},
      {"confiance=\"0.97\"", "confiance=\"nan\""},
      {"premiere_page=\"1\"", "premiere_page=\"99999999999\""},
  };
  for (const Case& c : cases) {
    INFO(c.from << " -> " << c.to);
    const Result<Dossier> r = Read(Replaced(xml, c.from, c.to));
    REQUIRE(!r.ok());
    CHECK(r.error().code == ErrorCode::kTemplate);
    CHECK(r.error().file == "dossier.xml");
    CHECK(r.error().line > 0);
  }
}

TEST_CASE("hostile XML is refused", "[dossier]") {
  const std::string small = Small();
  REQUIRE(Read(small).ok());
  const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  CHECK(
      !Read(Replaced(small, head, head + "<!DOCTYPE d [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]>"))
           .ok());
  CHECK(!Read("").ok());
  CHECK(!Read("<dossier").ok());
  CHECK(!Read("\xFF\xFE<\0d\0").ok());
  CHECK(!Read(std::string(100, '<')).ok());
  std::string deep = head;
  for (int i = 0; i < 5000; ++i) deep += "<dossier>";
  CHECK(!Read(deep).ok());
  CHECK(!Read(std::string((64u << 20) + 1, ' ')).ok());
  CHECK(!DossierFromXml(small, "dossier.xml", "/nonexistent").ok());
}

}  // namespace riposte
