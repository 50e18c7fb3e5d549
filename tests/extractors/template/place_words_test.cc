// The words around a value, and what they say which field it is.
#include "extractors/template/place_words.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "extractors/template/candidates.h"
#include "extractors/template/extract.h"
#include "extractors/template/surroundings.h"
#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

struct OnePage {
  explicit OnePage(const PageReading& p) : page(p), text({&page}, {}) {}
  PageReading page;
  LetterText text;
};

std::vector<std::string> Printed(const LetterText& text, const std::vector<Placed>& places) {
  std::vector<std::string> out;
  for (const Placed& p : places) out.emplace_back(text.At(p.range));
  return out;
}

bool Has(const std::vector<std::string>& list, const std::string& s) {
  return std::find(list.begin(), list.end(), s) != list.end();
}

}  // namespace

TEST_CASE("marks are the words before, after, beside, above and below", "[template][place_words]") {
  PageBuilder b;
  b.Line(57, 200, "Nous vous recevrons donc sans faute le 26 août 2025 à 14 h 30 précises");
  b.Line(57, 300, "Séance");
  b.Line(200, 290, "Fixée au");
  b.Line(200, 303, "27 août 2025");
  OnePage p(b.page());
  const auto dates = PlacedValues(p.text, ValueType::kDate);
  REQUIRE(Printed(p.text, dates) == std::vector<std::string>{"26 août 2025", "27 août 2025"});
  const auto in_sentence = SurroundingsOf(p.text, dates[0].range);
  CHECK(Has(in_sentence, "<le"));
  CHECK(Has(in_sentence, "-le"));
  CHECK(Has(in_sentence, "-recevrons"));
  CHECK_FALSE(Has(in_sentence, "<recevrons"));
  CHECK(Has(in_sentence, ">a"));
  CHECK(Has(in_sentence, "+#"));
  CHECK(std::count(in_sentence.begin(), in_sentence.end(), "+#") == 1);
  const auto in_cell = SurroundingsOf(p.text, dates[1].range);
  CHECK((Has(in_cell, "^fixee") || Has(in_cell, "-fixee")));
}

TEST_CASE("people and codes have a form of their own", "[template][place_words]") {
  PageBuilder b;
  b.Line(57, 200, "Affaire suivie par Mme Bérengère Jullien, service contentieux");
  b.Line(57, 240, "Section PS");
  b.Line(57, 280, "Colette LIGIER");
  b.Line(57, 320, "assisté de Me Dominique ORSATELLI");
  b.Line(57, 360, "le docteur Alain CÉSAIRE-LUBIN, médecin-conseil");
  b.Line(57, 400, "Dossier IND 2025/58/1143 du 12/03/2025 (article L. 133-4) RPPS 10911314410");
  OnePage p(b.page());
  CHECK(Printed(p.text, PlacedPeople(p.text, "interlocuteur")) ==
        std::vector<std::string>{"Mme Bérengère Jullien", "Colette LIGIER",
                                 "docteur Alain CÉSAIRE-LUBIN"});
  const auto advisers = PlacedPeople(p.text, "medecin_conseil");
  REQUIRE(advisers.size() == 3);
  CHECK(std::get<std::string>(advisers[2].found.value) == "Alain CÉSAIRE-LUBIN");
  CHECK(Printed(p.text, PlacedCodes(p.text)) == std::vector<std::string>{"IND 2025/58/1143"});
  CHECK(PlacedFor(p.text, "motif", ValueType::kText).empty());
}

TEST_CASE("a table of marks weighs, and says what is wrong with it", "[template][place_words]") {
  PlaceWords counted;
  for (int i = 0; i < 6; ++i) {
    counted.Add("rdv_date", {"<le", "-recevrons"}, true);
    counted.Add("rdv_date", {"<le", "-notifie"}, false);
  }
  const std::string tsv = counted.ToTsv(4);
  CHECK(tsv ==
        "champ\tabord\toui\tnon\nrdv_date\t(valeurs)\t6\t6\n"
        "rdv_date\t-notifie\t0\t6\nrdv_date\t-recevrons\t6\t0\n");
  const Result<PlaceWords> words = PlaceWords::Parse(tsv, "abords.tsv");
  REQUIRE(words.ok());
  CHECK(words->ToTsv(4) == tsv);
  CHECK(words->Knows("rdv_date"));
  CHECK_FALSE(words->Knows("seance_date"));
  CHECK(words->Score("rdv_date", {"-recevrons"}) > 1.5);
  CHECK(words->Score("rdv_date", {"-notifie"}) < -1.5);
  CHECK(words->Score("rdv_date", {"<le", "-inconnu"}) == 0);
  CHECK(words->Score("seance_date", {"-recevrons"}) == 0);
  // One mark weighs 3 at most, however often it was seen.
  for (int i = 0; i < 1000; ++i) counted.Add("rdv_date", {"-rendez"}, true);
  CHECK(counted.Score("rdv_date", {"-rendez"}) <= 3);

  for (const char* bad :
       {"champ\tabord\toui\tnon\nrdv_date\t<le\t1\n", "champ\nrdv_date\t<le\t1\tx\n",
        "champ\nrdv_date\t<le\t-1\t0\n", "champ\n\t<le\t0\t0\n",
        "champ\nrdv_date\t(valeurs)\t2\t2\nrdv_date\t<le\t3\t0\n"}) {
    const Result<PlaceWords> wrong = PlaceWords::Parse(bad, "abords.tsv");
    INFO(bad);
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().file == "abords.tsv");
    CHECK(wrong.error().message.find("line ") == 0);
  }
  CHECK(PlaceWords::Parse("", "").ok());
}

TEST_CASE("words around find what no anchor does, never surely", "[template][place_words]") {
  class NoRereader : public Rereader {
    Result<CropReading> Reread(const CropRequest&) override { return CropReading{}; }
  } rereader;
  const std::string source = std::string(RIPOSTE_SOURCE_DIR) + "/templates";
  const fs::path folder = fs::temp_directory_path() / "riposte-place-words";
  fs::remove_all(folder);
  fs::create_directories(folder / "letters");
  fs::create_directories(folder / "schema");
  fs::copy(source + "/schema/letters.rng", folder / "schema/letters.rng");
  for (const char* file : {"commun.xml", "caisses.xml"})
    fs::copy(source + "/letters/" + file, folder / "letters" / file);
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder / "letters" / name) << text;
  };
  write("compte_rendu_entretien.xml",
        "<template id=\"compte_rendu_entretien\" version=\"1\"><sample file=\"x.pdf\"/>"
        "<type possible=\"2\" sure=\"2\"><cue weight=\"3\"><text>compte rendu</text></cue></type>"
        "<field id=\"rdv_date\"><try direction=\"after\" gap=\"2\"><anchor>entretien tenu le"
        "</anchor></try></field></template>");
  write("abords.tsv",
        "champ\tabord\toui\tnon\nrdv_date\t(valeurs)\t20\t20\nrdv_date\t-rencontres\t18\t0\n"
        "rdv_date\t-sommes\t18\t0\nrdv_date\t-courrier\t0\t18\n"
        "reference\t(valeurs)\t20\t20\nreference\t-repere\t18\t0\nreference\t-dossier\t18\t0\n"
        "reference\t-avis\t0\t18\n");
  const auto read = [&](const std::vector<std::string>& lines) {
    const Result<Templates> t = Templates::Load(folder.string());
    INFO((t.ok() ? "" : t.error().ToString()));
    REQUIRE(t.ok());
    PageBuilder b;
    b.Line(57, 60, "CPAM du Rhône");
    b.Line(350, 60, "Lyon, le 30 août 2025");
    double y = 320;
    for (const std::string& line : lines) b.Line(57, y += 40, line);
    return Extract(ReadingOf({b.page()}), *t, rereader, {"lettre.pdf"}, nullptr).at(0);
  };
  const std::string title = "Compte rendu",
                    other = "Notre courrier du 2 mai 2025 vous l’annonçait.",
                    met = "Nous nous sommes rencontrés le 26 août 2025.";
  const Letter found = read({title, other, met});
  const Fact* date = found.Field("rdv_date");
  REQUIRE(date);
  CHECK(date->text == "26 août 2025");
  CHECK(date->status == FactStatus::kToReview);
  CHECK(date->why == std::vector<std::string>{"weak_anchor"});
  // Nothing likely, nothing said.
  CHECK(read({title, other}).Field("rdv_date") == nullptr);
  // An anchor has it, no other date is likelier: it stays as it is.
  const std::string held = "Entretien tenu le 26 août 2025.";
  REQUIRE(read({title, other, held}).Field("rdv_date"));
  CHECK(read({title, other, held}).Field("rdv_date")->status == FactStatus::kSure);
  // Another date is much likelier than what the anchor found.
  const Letter doubted = read({title, "Entretien tenu le 3 mai 2025.", met});
  REQUIRE(doubted.Field("rdv_date"));
  CHECK(doubted.Field("rdv_date")->text == "3 mai 2025");
  CHECK(doubted.Field("rdv_date")->status == FactStatus::kToReview);
  // Two that are as likely: neither.
  CHECK(read({title, met, "Le 27 août 2025, nous nous sommes rencontrés le 28 août 2025."})
            .Field("rdv_date") == nullptr);
  // A code behind words never seen is the reference, to a person; not one of something else.
  const Letter coded = read({title, "Cote SMED/58/ACC-0933"});
  REQUIRE(coded.Field("reference"));
  CHECK(coded.Field("reference")->text == "SMED/58/ACC-0933");
  CHECK(coded.Field("reference")->status == FactStatus::kToReview);
  CHECK(read({title, "Cet avis porte le SMED/58/ACC-0933"}).Field("reference") == nullptr);
  // Letters that stand apart are one code.
  const Letter apart = read({title, "Référence : 2 0 2 5 - 0 7"});
  REQUIRE(apart.Field("reference"));
  CHECK(std::get<std::string>(apart.Field("reference")->value) == "2025-07");
  fs::remove_all(folder);
}

}  // namespace riposte
