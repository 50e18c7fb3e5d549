// Mentions found, missing, doubtful; what may never be called missing; what loading refuses.
#include "pipeline/law/checklists.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/pipeline/law/law_testing.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

const Checklists& Lists() {
  static const auto* lists = new Result<Checklists>(
      Checklists::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates", TheLaw()));
  INFO((lists->ok() ? "" : lists->error().ToString()));
  REQUIRE(lists->ok());
  return lists->value();
}

// A page with that text, one line a line.
PageReading Page(const std::string& text, PageSource source = PageSource::kTextLayer,
                 double quality = 1) {
  PageReading page{.number = 1, .width = 595, .height = 842, .source = source, .quality = quality};
  std::istringstream lines(text);
  double top = 60;
  for (std::string line; std::getline(lines, line); top += 14) {
    std::istringstream words(line);
    double left = 60;
    for (std::string word; words >> word;) {
      const double width = 5.0 * static_cast<double>(word.size());
      page.words.push_back({.text = word, .box = {left, top, left + width, top + 10}});
      left += width + 4;
    }
  }
  return page;
}

Letter LetterOf(const std::string& type, const std::string& date = "2025-06-18") {
  Letter l;
  l.type = {.value = type, .status = FactStatus::kSure};
  Fact f;
  f.value = D(date);
  f.status = FactStatus::kSure;
  l.fields["date_lettre"] = f;
  return l;
}

Finding Of(const std::vector<Finding>& all, const std::string& id) {
  for (const Finding& f : all)
    if (f.id == id) return f;
  FAIL("no finding " << id);
  return {};
}

Finding Look(const std::string& type, const std::string& mention, const PageReading& page) {
  Reading reading;
  reading.pages = {page};
  return Of(Lists().Mentions(LetterOf(type), reading), type + "." + mention);
}

const char kLaunch[] =
    "Vous avez prescrit 5 016 indemnités journalières. La moyenne attendue est de 2,48.\n"
    "Vous disposez d’un délai d’un mois pour demander à être entendue ou pour me faire\n"
    "parvenir vos observations écrites. Vous pouvez vous faire assister par la personne de votre\n"
    "choix.\n";

}  // namespace

TEST_CASE("a launch letter that says everything", "[law]") {
  Reading reading;
  reading.pages = {Page(kLaunch)};
  const std::vector<Finding> all = Lists().Mentions(LetterOf("notification_mso"), reading);
  REQUIRE(all.size() == 5);
  for (const Finding& f : all) {
    INFO(f.id << ": " << f.note);
    CHECK(f.state == "trouve");
    CHECK(f.kind == "mention");
    CHECK_FALSE(f.text.empty());
    CHECK_FALSE(f.spans.empty());
    CHECK_FALSE(f.looked_for.empty());
    REQUIRE(f.basis.size() == 1);
    CHECK(f.basis[0].article == "R.148-1");
    CHECK(f.basis[0].paragraph == "I");
  }
  CHECK(Of(all, "notification_mso.assistance").text == "assister par la personne de votre choix.");
  CHECK(Of(all, "notification_mso.assistance").spans.front().page == 1);
}

TEST_CASE("absent is said only of pages that were read well", "[law]") {
  const std::string without =
      "Vous avez prescrit 5 016 indemnités journalières. Vous disposez d’un délai d’un mois pour\n"
      "présenter des observations écrites ou demander à être entendue.\n";
  const Finding clear = Look("notification_mso", "assistance", Page(without));
  CHECK(clear.state == "absent");
  CHECK_THAT(clear.note, Catch::Contains("bien lues"));
  CHECK_FALSE(clear.looked_for.empty());
  CHECK(Look("notification_mso", "assistance", Page(without, PageSource::kOcr, 0.95)).state ==
        "absent");

  const Finding bad = Look("notification_mso", "assistance", Page(without, PageSource::kOcr, 0.6));
  CHECK(bad.state == "douteux");
  CHECK_THAT(bad.note, Catch::Contains("La page 1 est mal lue"));
  PageReading failed = Page(without);
  failed.source = PageSource::kFailed;
  CHECK(Look("notification_mso", "assistance", failed).state == "douteux");
  PageReading fontless = Page(without);
  fontless.warnings = {"font_missing"};
  CHECK(Look("notification_mso", "assistance", fontless).state == "douteux");

  Reading reading;
  reading.pages = {Page(without)};
  Letter letter = LetterOf("notification_mso");
  letter.pages = 2;  // the second page is not in the reading
  CHECK(Of(Lists().Mentions(letter, reading), "notification_mso.assistance").state == "douteux");
  letter.pages = 1;
  letter.type.status = FactStatus::kToReview;
  CHECK(Of(Lists().Mentions(letter, reading), "notification_mso.assistance").state == "douteux");
}

TEST_CASE("a hint is doubtful, not missing and not found", "[law]") {
  const Finding f = Look("notification_mso", "assistance",
                         Page("Un confrère peut vous assister lors de l’entretien."));
  CHECK(f.state == "douteux");
  CHECK(f.text == "assister");
}

TEST_CASE("case, accents, cut words and signs that OCR takes for each other", "[law]") {
  CHECK(Look("notification_mso", "assistance",
             Page("VOUS FAIRE ASSISTER PAR UNE PERSONNE DE VOTRE CHOIX"))
            .state == "trouve");
  CHECK(Look("notification_mso", "assistance",
             Page("Vous pouvez vous faire assis-\nter par la personne de votre choix"))
            .state == "trouve");
  CHECK(Look("notification_mso", "assistance",
             Page("vous faire asslster par la persorne de votre choix", PageSource::kOcr, 0.9))
            .state == "trouve");
  // What the pattern's words mean together: far apart they are nothing.
  std::string apart = "assister";
  for (int i = 0; i < 40; ++i) apart += " mot";
  CHECK(Look("notification_mso", "assistance", Page(apart + " personne de votre choix")).state ==
        "douteux");
}

TEST_CASE("a fact of the letter shows a mention", "[law]") {
  Reading reading;
  reading.pages = {Page("Tableau.")};
  Letter letter = LetterOf("notification_mso");
  Fact f;
  f.value = Decimal{248, 2};
  f.text = "2,48";
  f.status = FactStatus::kSure;
  letter.fields["ij_attendues_par_patient"] = f;
  CHECK(Of(Lists().Mentions(letter, reading), "notification_mso.moyenne_reference").state ==
        "trouve");
  letter.fields["ij_attendues_par_patient"].status = FactStatus::kToReview;
  CHECK(Of(Lists().Mentions(letter, reading), "notification_mso.moyenne_reference").state ==
        "douteux");
}

TEST_CASE("what the paper does not decide is never absent", "[law]") {
  const Finding f = Look("bilan_mso", "droits_defense", Page("L’objectif est atteint."));
  CHECK(f.state == "non_verifiable");
  CHECK_THAT(f.note, Catch::Contains("que si une pénalité est envisagée"));
}

TEST_CASE("the letter's date and procedure choose the list", "[law]") {
  Reading reading;
  reading.pages = {Page("Rien.")};
  CHECK(Lists().Mentions(LetterOf("notification_mso", "2018-07-28"), reading).empty());
  CHECK(Lists().Mentions(LetterOf("riap"), reading).empty());
  CHECK(Lists().Mentions(LetterOf("saisine_commission"), reading).empty());
  Letter msap = LetterOf("saisine_commission");
  Fact f;
  f.value = std::string("msap");
  f.status = FactStatus::kSure;
  msap.fields["procedure"] = f;
  CHECK(Lists().Mentions(msap, reading).size() == 2);
  const std::vector<Finding> later =
      Lists().Mentions(LetterOf("proposition_mso", "2026-07-01"), reading);
  CHECK_THAT(Of(later, "proposition_mso.silence_acceptation").note,
             Catch::Contains("son nouveau texte n’est pas connu"));
}

TEST_CASE("plain words are not missed", "[law]") {
  const struct {
    const char* type;
    const char* mention;
    const char* text;
    const char* state;
  } cases[] = {
      {"notification_mso", "assistance", "Vous pouvez venir avec la personne de votre choix.",
       "trouve"},
      {"notification_mso", "assistance", "Un avocat peut parler en votre nom.", "douteux"},
      {"notification_mso", "assistance", "Recevez mes salutations.", "absent"},
      {"notification_mso", "audition_observations", "Demandez-nous de vous entendre.", "trouve"},
      {"notification_mso", "audition_observations", "Envoyez vos remarques.", "douteux"},
      {"proposition_mso", "silence_acceptation",
       "Si vous ne répondez pas, votre accord sera acquis.", "trouve"},
      {"proposition_mso", "silence_acceptation", "Sans nouvelles de vous, nous continuerons.",
       "douteux"},
      {"mise_en_demeure", "cause", "La cause de la dette est la suivante : un doublon.", "trouve"},
      {"contrainte", "reference", "Acte n° CT/57/2026/0033", "trouve"},
      {"contrainte", "formes_opposition", "Expliquez vos raisons. Joignez une copie de l’acte.",
       "trouve"},
      {"controle_activite", "griefs", "Qu’est-ce qui pose difficulté ?", "douteux"},
      {"decision_msap", "prescriptions", "Sont visés tous les arrêts de travail.", "trouve"},
  };
  for (const auto& c : cases) {
    INFO(c.text);
    CHECK(Look(c.type, c.mention, Page(c.text)).state == c.state);
  }
}

TEST_CASE("a formal notice of a penalty is held against the article on penalties", "[law]") {
  Reading reading;
  reading.pages = {Page("Rien.")};
  Letter notice = LetterOf("mise_en_demeure");
  const auto article = [&] {
    const std::vector<Finding> f = Lists().Mentions(notice, reading);
    REQUIRE_FALSE(f.empty());
    return f.front().basis.at(0).article;
  };
  CHECK(article() == "R.133-9-1");
  Fact f;
  f.value = TextList{"L.114-17-1", "R.147-2"};
  f.status = FactStatus::kSure;
  notice.fields["textes_cites"] = f;
  CHECK(article() == "R.147-2");
}

TEST_CASE("the checklists of the domain sheet are all there", "[law]") {
  const std::vector<std::string> types = Lists().Types();
  for (const char* type :
       {"notification_mso", "proposition_mso", "bilan_mso", "saisine_commission", "decision_msap",
        "notification_penalite", "decision_penalite", "notification_indu", "mise_en_demeure",
        "contrainte", "controle_activite"}) {
    INFO(type);
    CHECK(std::count(types.begin(), types.end(), type) == 1);
    REQUIRE(Lists().Describe(type).ok());
    CHECK_THAT(*Lists().Describe(type), Catch::Contains("mots cherchés"));
  }
  CHECK(Lists().size() >= 60);
  CHECK(Lists().Describe("riap").error().code == ErrorCode::kUsage);
}

TEST_CASE("a broken list is refused with file and line", "[law]") {
  const fs::path dir = fs::temp_directory_path() / ("riposte-lists-" + std::to_string(getpid()));
  fs::remove_all(dir);
  fs::create_directories(dir / "law" / "mentions");
  fs::copy(std::string(RIPOSTE_SOURCE_DIR) + "/templates/schema", dir / "schema");
  const auto refused = [&](const std::string& body) {
    std::ofstream(dir / "law" / "mentions" / "x.xml")
        << "<?xml version=\"1.0\"?>\n<mentions>\n" + body + "</mentions>\n";
    const Result<Checklists> lists = Checklists::Load(dir, TheLaw());
    REQUIRE_FALSE(lists.ok());
    CHECK(lists.error().code == ErrorCode::kTemplate);
    CHECK(lists.error().line > 0);
    return lists.error().ToString();
  };
  const std::string mention = "<mention id=\"a\"><label>Un</label><words>mot</words></mention>\n";
  const std::string cite = "<cite code=\"CSS\" article=\"R.148-1\"/>\n";
  const std::string open = "<letter type=\"bilan_mso\" from=\"2018-07-29\">\n";
  CHECK_THAT(refused(open + "<cite code=\"CSS\" article=\"R.999-1\"/>\n" + mention + "</letter>\n"),
             Catch::Contains("R.999-1"));
  CHECK_THAT(
      refused("<letter type=\"bilan_mso\" from=\"2010-01-01\">\n" + cite + mention + "</letter>\n"),
      Catch::Contains("no version at 2010-01-01"));
  CHECK_THAT(refused(open + cite + mention + mention + "</letter>\n"),
             Catch::Contains("mention twice"));
  CHECK_THAT(refused(open + cite + mention + "</letter>\n" + open + cite + mention + "</letter>\n"),
             Catch::Contains("overlap"));
  CHECK_THAT(
      refused(open + cite +
              "<mention id=\"a\"><label>Un</label><words>… *</words></mention>\n</letter>\n"),
      Catch::Contains("no word"));
  CHECK_THAT(refused(open + cite +
                     "<mention id=\"a\"><label>Un</label><fact id=\"x\"/><words>mot</words>"
                     "</mention>\n</letter>\n"),
             Catch::Contains("no field x"));
  refused(open + cite + "<mention id=\"a\"><words>mot</words></mention>\n</letter>\n");
  fs::remove_all(dir);
}

}  // namespace riposte
