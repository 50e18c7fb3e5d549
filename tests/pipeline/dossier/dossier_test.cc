// Ids, given facts, files, the calendar and the text for a terminal.
#include "pipeline/dossier/dossier.h"

#include <libical/ical.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <sstream>

#include "pipeline/dossier/example.h"
#include "pipeline/dossier/text.h"
#include "pipeline/store/store.h"

namespace riposte {
namespace {

using namespace std::chrono_literals;

const std::string kTemplates = std::string(RIPOSTE_SOURCE_DIR) + "/templates";

std::string IdFor(const std::string& nom, const std::string& procedure = "mso") {
  Letter l;
  l.fields["praticien_nom"].value = nom;
  l.fields["date_lettre"].value = Date{2025y / 6 / 18};
  return NewDossierId(l, procedure);
}

class TempHome {
 public:
  TempHome() {
    std::string path = std::filesystem::temp_directory_path() / "riposte-dossier-XXXXXX";
    path_ = mkdtemp(path.data());
  }
  ~TempHome() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

TEST_CASE("a dossier's folder is safe whatever the name", "[dossier]") {
  CHECK(IdFor("Claire MARTIN") == "2025/MARTIN-Claire-mso-2025-06");
  CHECK(IdFor("Sean O'BRIEN") == "2025/O-BRIEN-Sean-mso-2025-06");
  CHECK(IdFor("Thi N’GUYEN") == "2025/N-GUYEN-Thi-mso-2025-06");
  CHECK(IdFor("Jean de la TOUR") == "2025/DE-LA-TOUR-Jean-mso-2025-06");
  CHECK(IdFor("Hélène LEFÈVRE") == "2025/LEFEVRE-Helene-mso-2025-06");
  CHECK(IdFor("Anne-Sophie LE GŒUFF") == "2025/LE-GOEUFF-Anne-Sophie-mso-2025-06");
  CHECK(IdFor("Claire Martin") == "2025/MARTIN-Claire-mso-2025-06");
  CHECK(IdFor("../../etc") == "2025/ETC-mso-2025-06");
  CHECK(IdFor("-rf /") == "2025/INCONNU-rf-mso-2025-06");
  CHECK(IdFor("") == "2025/INCONNU-mso-2025-06");
  CHECK(IdFor("Claire MARTIN", "../x") == "2025/MARTIN-Claire-x-2025-06");
  CHECK(NewDossierId(Letter{}, "") == "sans-date/INCONNU-autre");
  const std::string odd[] = {"Сергей ИВАНОВ",
                             "王 小明",
                             "a\nb",
                             std::string("a\0b", 3),
                             "\xFF\xFE\x80",
                             std::string(100'000, 'A'),
                             "CON",
                             "....",
                             "~",
                             std::string(300, '-'),
                             "\xE2\x80\xAE TXE"};
  for (const std::string& name : odd) {
    const std::string id = IdFor(name, name);
    INFO(id);
    CHECK(IsDossierId(id));
    CHECK(id.size() <= 115);
  }
}

TEST_CASE("only such ids reach the disk", "[dossier]") {
  for (const char* good : {"2025/MARTIN-Claire-mso-2025-06", "2025/MARTIN-Claire-mso-2025-06-2",
                           "sans-date/INCONNU-autre"}) {
    CHECK(IsDossierId(good));
  }
  for (const char* bad : {"", "2025", "2025/", "/etc/passwd", "2025/..", "../2025/X", "2025/a/b",
                          "2025/.x", "2025/-x", "2025/x y", "25/x", "2025/é", "2025\\x"}) {
    INFO(bad);
    CHECK(!IsDossierId(bad));
    CHECK(LoadDossier("/tmp", bad, kTemplates).error().code == ErrorCode::kUsage);
  }
}

TEST_CASE("a person's word is checked, bound to its letter, and remembers", "[dossier]") {
  Dossier d = ExampleDossier();
  d.given.clear();
  const std::string launch = PieceOfType(d, "notification_mso");
  const auto set = [&](const std::string& id, const Value& value, const std::string& piece = "") {
    return SetGiven(
        d, {.id = id, .value = value, .author = "s", .date = "2025-07-01", .piece = piece});
  };
  const Value text = std::string("x"), date = Date{2025y / 6 / 20};
  CHECK(set("mandat", date).ok());
  CHECK(set("reponse.remplacements", text).ok());
  CHECK(set("ratio", Decimal{23, 1}).ok());  // one letter alone has it
  CHECK(d.given.back().piece == launch);
  CHECK(set("date_remise", date, launch).ok());
  CHECK(set("profil.2.patients", int64_t{3}).ok());
  CHECK(set("perimetre_comparaison", std::string("ars")).ok());
  CHECK(set("mode_notification", std::string("lre"), "P2").ok());

  // What is read on a slip is corrected on the slip, by its name.
  const std::string slip = PieceOfType(d, "avis_reception");
  CHECK(set("date_remise", date, slip).ok());
  CHECK(d.given.back().piece == slip);

  for (const Status& s : {set("ratios", Decimal{23, 1}),
                          set("ratio", text),
                          set("ratio", int64_t{2}),
                          set("date_remise", date),
                          set("date_lettre", date),
                          set("date_remise", text, launch),
                          set("date_remise", Date{2025y / 2 / 30}, launch),
                          set("date_remise", date, "P99"),
                          set("mode_notification", std::string("lre"), slip),
                          set("ratio", text, "P1"),
                          set("profil.3.patients", int64_t{3}),
                          set("profil.0.patients", int64_t{3}),
                          set("profil.1.poids", int64_t{3}),
                          set("perimetre_comparaison", std::string("lune")),
                          set("praticien_rpps", std::string("123"), launch),
                          set("evenement", TextList{"x"}),
                          set("", text),
                          set("reponse.a b", text),
                          set("reponse.", text),
                          set("../x", text),
                          set("reponse.x", std::string(30'000, 'x')),
                          SetGiven(d, {.id = "mandat", .value = date, .date = "hier"})}) {
    REQUIRE(!s.ok());
    CHECK(s.error().code == ErrorCode::kUsage);
  }

  const size_t before = d.given.size();
  CHECK(set("ratio", Decimal{24, 1}).ok());
  CHECK(set("ratio", Value()).ok());
  CHECK(d.given.size() == before);
  const auto it = std::find_if(d.given.begin(), d.given.end(),
                               [](const GivenFact& f) { return f.id == "ratio"; });
  REQUIRE(it->before.size() == 2);
  CHECK(it->before.at(0).value == Value(Decimal{23, 1}));
  CHECK(it->before.at(1).value == Value(Decimal{24, 1}));
  // A person said that the letter has no such value: what was read does not come back.
  CHECK(!EffectiveFact(d, "ratio", launch));

  CHECK(AddEvent(d, {.kind = "appel", .date = "2025-07-01"}).ok());
  CHECK(!AddEvent(d, {.kind = "appel"}).ok());
  CHECK(!AddEvent(d, {.kind = "fete", .date = "2025-07-01"}).ok());
  CHECK(!AddEvent(d, {.kind = "appel", .date = "2025-07-01", .piece = "P99"}).ok());
}

TEST_CASE("a correction goes before what was read, in its own letter", "[dossier]") {
  Dossier d = ExampleDossier();
  d.given.clear();
  const std::string launch = PieceOfType(d, "notification_mso");
  REQUIRE(SetGiven(d, {.id = "reference", .value = std::string("R2"), .piece = launch}).ok());
  CHECK(std::get<std::string>(EffectiveFact(d, "reference", launch)->value) == "R2");
  CHECK(EffectiveFact(d, "reference", launch)->from_person);
  CHECK(std::get<std::string>(EffectiveFact(d, "reference", "P1")->value) == "MSO/2025/0417");
  REQUIRE(SetGiven(d, {.id = "ratio", .value = Decimal{9, 0}}).ok());
  CHECK(EffectiveFact(d, "ratio", "P1")->value == Value(Decimal{9, 0}));
  // Of several letters that have it, the latest.
  CHECK(EffectiveFact(d, "medecin_conseil")->piece == PieceOfType(d, "compte_rendu_entretien"));
  CHECK(!EffectiveFact(d, "date_remise", launch));
  CHECK(!EffectiveFact(d, "inconnu"));
}

TEST_CASE("a dossier is saved whole and loaded again", "[dossier]") {
  const TempHome home;
  Dossier d = ExampleDossier();
  const Status saved = SaveDossier(home.path(), d);
  if (!saved.ok()) FAIL(saved.error().ToString());
  const std::string folder = home.path() + "/dossiers/" + d.id;
  for (const char* file : {"/dossier.xml", "/dossier.json", "/echeances.ics"}) {
    struct stat st {};
    REQUIRE(stat((folder + file).c_str(), &st) == 0);
    CHECK((st.st_mode & 0777) == 0600);
  }
  struct stat st {};
  REQUIRE(stat(folder.c_str(), &st) == 0);
  CHECK((st.st_mode & 0777) == 0700);
  const Result<Dossier> back = LoadDossier(home.path(), d.id, kTemplates);
  if (!back.ok()) FAIL(back.error().ToString());
  CHECK(ToXml(*back) == ToXml(d));
  // The same dossier gives the same bytes.
  CHECK(ToJson(*back) == ToJson(d));
  CHECK(ToCalendar(*back) == ToCalendar(d));
  CHECK(!LoadDossier(home.path(), "2025/AUTRE-mso-2025-06", kTemplates).ok());
  d.id = "../x";
  CHECK(!SaveDossier(home.path(), d).ok());
}

TEST_CASE("the calendar has dates and rules, no name and no figure", "[dossier]") {
  Dossier d = ExampleDossier();
  const std::string ics = ToCalendar(d);
  INFO(ics);
  CHECK(ics.find("DTSTAMP:20250702T000000Z") != std::string::npos);
  CHECK(ics.find("DTSTART;VALUE=DATE:20250718") != std::string::npos);
  CHECK(ics.find("DTEND;VALUE=DATE:20250719") != std::string::npos);
  for (const char* secret : {"MARTIN", "Claire", "10003456786", "441012345", "MSO/2025", "5016"}) {
    CHECK(ics.find(secret) == std::string::npos);
  }
  // Friday 18 July 2025; 14 July is a holiday: 10 working days before is Thursday 3 July, 5 is
  // Thursday 10 July, 2 is Wednesday 16 July, at nine o'clock.
  CHECK(ics.find("TRIGGER:-P14DT15H") != std::string::npos);
  CHECK(ics.find("TRIGGER:-P7DT15H") != std::string::npos);
  CHECK(ics.find("TRIGGER:-P1DT15H") != std::string::npos);
  CHECK(ics.find("STATUS:CONFIRMED") != std::string::npos);

  icalcomponent* parsed = icalparser_parse_string(ics.c_str());
  REQUIRE(parsed != nullptr);
  CHECK(icalrestriction_check(parsed) == 1);
  CHECK(icalcomponent_count_errors(parsed) == 0);
  CHECK(icalcomponent_count_components(parsed, ICAL_VEVENT_COMPONENT) == 2);
  icalcomponent_free(parsed);

  const auto uid = [](const std::string& text) {
    const size_t at = text.find("UID:");
    return text.substr(at, text.find('\n', at) - at);
  };
  d.deadlines.at(0).state = "fait";
  d.deadlines.at(0).deadline.prudent = 2025y / 7 / 21;
  const std::string later = ToCalendar(d);
  CHECK(uid(later) == uid(ics));
  CHECK(later.find("STATUS:CANCELLED") != std::string::npos);
  CHECK(later.find("VALARM") == std::string::npos);
  d.deadlines.push_back(d.deadlines.at(0));
  d.deadlines.back().piece = "P1";
  CHECK(ToCalendar(d).find(uid(ics)) != std::string::npos);
  d.deadlines.clear();
  CHECK(ToCalendar(d).find("VEVENT") == std::string::npos);
}

TEST_CASE("a dossier reads well on a terminal of 100 columns", "[dossier]") {
  Dossier d = ExampleDossier();
  const std::string launch = PieceOfType(d, "notification_mso");
  Fact& ratio = d.pieces.at(1).letter.fields.at("ratio");
  REQUIRE(d.pieces.at(1).id == launch);
  ratio.status = FactStatus::kToReview;
  ratio.why = {"comma_doubt"};
  ratio.candidates = {{Value(Decimal{222, 0}), "222", {}}};
  d.deadlines.at(0).provisional = true;
  d.pieces.at(1).letter.warnings = {"hostile \x1B[31m\xC2\x9B rouge \xE2\x80\xAE"};
  const std::string text = Describe(d, 2025y / 7 / 16);
  INFO(text);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) CHECK(WidthOf(line) <= 100);
  CHECK(text.find('\x1B') == std::string::npos);
  CHECK(text.find("\xC2\x9B") == std::string::npos);
  CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
  std::istringstream words(text);
  std::string joined;
  for (std::string word; words >> word;) joined += (joined.empty() ? "" : " ") + word;
  for (const char* part :
       {"vendredi 18 juillet 2025 : Observations ou demande d’audition [à faire, dans 2 jours] "
        "PROVISOIRE",
        "au plus tard le mercredi 23 juillet 2025", "virgule décimale douteuse",
        "autres lectures : 222", "RPPS 10003456786", "(p.\u00A01)"}) {
    INFO(part);
    CHECK(joined.find(part) != std::string::npos);
  }
}

}  // namespace riposte
