// The life of a letter as a person goes it: drafted, edited, approved, signed, posted, received.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "pipeline/reply/odt.h"
#include "tests/measuring/program.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream s;
  s << in.rdbuf();
  return s.str();
}

// A home with one dossier in it, made from one letter of the sample mail.
class OneDossier {
 public:
  OneDossier(const std::string& letter, std::string name) : name_(std::move(name)) {
    REQUIRE(Process(letter) == 0);
    for (const auto& year : fs::directory_iterator(home() + "/dossiers"))
      for (const auto& entry : fs::directory_iterator(year)) folder_ = entry.path();
  }
  std::string home() const { return scratch_ / "home"; }
  std::string operator/(const std::string& file) const { return folder_ + "/" + file; }
  int Process(const std::string& letter) const {
    return RunRiposte({"process", Mail(letter), "--home", home()}).code;
  }
  static std::string Mail(const std::string& letter) {
    return std::string(RIPOSTE_SOURCE_DIR) + "/samples/mail/" + letter + ".pdf";
  }
  Ran Do(const std::vector<std::string>& words) const {
    std::vector<std::string> all = words;
    all.insert(all.begin() + (words.front() == "dossier" ? 2 : 1), name_);
    all.insert(all.end(), {"--home", home()});
    return RunRiposte(all);
  }
  int Set(const std::string& fact, const std::string& value, const std::string& piece = "") const {
    std::vector<std::string> words = {"dossier", "set", fact, value};
    if (!piece.empty()) words.insert(words.end(), {"--piece", piece});
    return Do(words).code;
  }
  int Approve(const std::string& kind, const std::string& step = "approuve") const {
    return Do({"dossier", "approve", "--kind", kind, "--step", step}).code;
  }
  void Consent() const {
    REQUIRE(Set("mandat", "2025-06-20") == 0);
    REQUIRE(Set("accord_traitement", "2025-06-20") == 0);
  }
  json Shown() const { return json::parse(Do({"dossier", "show", "--format", "json"}).out); }
  json Letter(const std::string& kind) const {
    const json shown = Shown();
    for (const json& r : shown["replies"])
      if (r["kind"] == kind) return r;
    return json();
  }
  std::string Due(const std::string& rule) const {
    const json shown = Shown();
    for (const json& l : shown["deadlines"])
      if (l["deadline"]["rule"] == rule) return l["state"];
    return "";
  }

 private:
  ScratchFolder scratch_;
  std::string name_, folder_;
};

void Edit(const std::string& odt, const std::string& from, const std::string& to) {
  const std::string bytes = ReadFile(odt);
  std::string xml = reply::ReadFromOdt(bytes, "content.xml").value();
  const size_t at = xml.find(from);
  REQUIRE(at != std::string::npos);
  xml.replace(at, from.size(), to);
  fs::permissions(odt, fs::perms::owner_all);
  std::ofstream(odt, std::ios::binary) << reply::ReplaceInOdt(bytes, "content.xml", xml).value();
}

std::string TextOf(const std::string& pdf) { return Run("/usr/bin/pdftotext", {pdf, "-"}).out; }

constexpr const char* kRefusal = "reponse-refus-mso";

TEST_CASE("what has consequences is not even drafted before the decision", "[whole]") {
  const OneDossier d("proposition_mso-1", "LACAZE");
  for (const char* kind : {"refus_mso"}) {
    const Ran asked = d.Do({"reply", "--kind", kind});
    CHECK(asked.code == 4);
    CHECK(asked.err.find("decision_medecin") != std::string::npos);
  }
  CHECK_FALSE(fs::exists(d / (std::string(kRefusal) + ".odt")));
  CHECK(d.Letter("refus_mso").is_null());
  // The letter that claims an abandoned procedure waits for the delegate and for a certain
  // lateness.
  const OneDossier launch("notification_mso-1", "MARTIN");
  CHECK(launch.Do({"reply", "--kind", "procedure_abandonnee"}).code == 4);
  REQUIRE(launch.Set("decision_medecin", "procedure_abandonnee") == 0);
  CHECK(launch.Do({"reply", "--kind", "procedure_abandonnee"}).code == 4);
  CHECK_FALSE(fs::exists(launch / "procedure-abandonnee.odt"));
}

TEST_CASE("an edited letter is approved as it was edited, and stays", "[whole]") {
  const OneDossier d("proposition_mso-1", "LACAZE");
  REQUIRE(d.Set("decision_medecin", "refus_mso") == 0);
  d.Consent();
  const std::string odt = d / (std::string(kRefusal) + ".odt");
  const std::string pdf = d / (std::string(kRefusal) + ".pdf");
  // A mandate of the future is none yet.
  REQUIRE(d.Set("mandat", "2999-01-01") == 0);
  CHECK(d.Approve("refus_mso") == 4);
  REQUIRE(d.Set("mandat", "2025-06-20") == 0);
  // What no letter may say is refused, with the words and the reason, and nothing is bound.
  Edit(odt, "Je refuse", "Pour ce délit statistique, je refuse");
  const Ran refused = d.Do({"dossier", "approve", "--kind", "refus_mso"});
  CHECK(refused.code == 4);
  CHECK(refused.err.find("delit statistique") != std::string::npos);
  CHECK(d.Letter("refus_mso")["state"] == "projet");
  Edit(odt, "Pour ce délit statistique, je refuse", "Après réflexion, je refuse");
  const std::string edited = ReadFile(odt);
  REQUIRE(d.Approve("refus_mso") == 0);
  const std::string text = TextOf(pdf);
  CHECK(text.find("Après réflexion, je refuse") != std::string::npos);
  CHECK(text.find("PROJET") == std::string::npos);
  CHECK(text.find("………") == std::string::npos);  // dated
  CHECK(ReadFile(odt) == edited);
  // Changed after it was approved: no step is taken on it.
  Edit(odt, "Après réflexion", "Toute réflexion faite");
  const Ran step = d.Do({"dossier", "approve", "--kind", "refus_mso", "--step", "accord_medecin"});
  CHECK(step.code == 1);
  CHECK(step.err.find("reponse-refus-mso.odt") != std::string::npos);
  REQUIRE(d.Approve("refus_mso") == 0);
  CHECK(TextOf(pdf).find("Toute réflexion faite") != std::string::npos);
  const std::string again = ReadFile(odt);
  // A PDF that is not the approved one is not signed.
  const std::string bound = ReadFile(pdf);
  std::ofstream(pdf, std::ios::binary | std::ios::app) << "x";
  CHECK(d.Approve("refus_mso", "accord_medecin") == 1);
  std::ofstream(pdf, std::ios::binary) << bound;
  CHECK(d.Approve("refus_mso", "accord_medecin") == 0);
  // A fact that the letter needs is gone, then there again, then another: what a person wrote
  // stands.
  REQUIRE(d.Set("decision_medecin", "acceptation_mso") == 0);
  CHECK(d.Letter("refus_mso")["state"] == "projet");
  REQUIRE(d.Set("reference", "MSO-33-2025/0188", "P1") == 0);
  REQUIRE(d.Set("decision_medecin", "refus_mso") == 0);
  CHECK(ReadFile(odt) == again);
  CHECK(d.Letter("refus_mso")["odt"] != "reponse-refus-mso.odt");
}

TEST_CASE("facts that change between reading and approval are read again", "[whole]") {
  const OneDossier d("proposition_mso-1", "LACAZE");
  REQUIRE(d.Set("decision_medecin", "refus_mso") == 0);
  d.Consent();
  // The wording of a template changes after the draft was read.
  const fs::path templates = fs::path(d.home()).parent_path() / "templates";
  fs::copy(std::string(RIPOSTE_SOURCE_DIR) + "/templates", templates, fs::copy_options::recursive);
  fs::create_directories(templates.parent_path() / "samples");
  std::string letter = ReadFile(templates / "replies/refus_mso.fodt");
  const size_t at = letter.find("Je refuse cette proposition.");
  REQUIRE(at != std::string::npos);
  letter.replace(at, std::string("Je refuse").size(), "Je décline");
  std::ofstream(templates / "replies/refus_mso.fodt", std::ios::binary) << letter;
  ::setenv("RIPOSTE_TEMPLATES", templates.c_str(), 1);
  const Ran first = d.Do({"dossier", "approve", "--kind", "refus_mso"});
  const int second = d.Approve("refus_mso");
  ::unsetenv("RIPOSTE_TEMPLATES");
  CHECK(first.code == 4);
  CHECK(first.err.find("read it again") != std::string::npos);
  CHECK(second == 0);
  CHECK(TextOf(d / (std::string(kRefusal) + ".pdf")).find("Je décline") != std::string::npos);
}

// Up to the signature.
void Signed(const OneDossier& d, const std::string& kind) {
  for (const char* step : {"approuve", "accord_medecin", "signe"})
    REQUIRE(d.Approve(kind, step) == 0);
}

TEST_CASE("a proof of deposit is filed by its number and turns the deadline green", "[whole]") {
  const OneDossier d("proposition_mso-1", "LACAZE");
  REQUIRE(d.Set("date_remise", "2025-08-27", "P1") == 0);
  REQUIRE(d.Set("decision_medecin", "refus_mso") == 0);
  d.Consent();
  Signed(d, "refus_mso");
  const auto sent = [&](const std::string& lrar, const std::string& day) {
    return d.Do({"dossier", "sent", "--kind", "refus_mso", "--date", day, "--lrar", lrar}).code;
  };
  CHECK(sent("123", "2025-09-02") == 1);            // no number
  CHECK(sent("2C94821993518", "2025-09-02") == 1);  // the fund's own letter
  CHECK(sent("2C11894077620", "2999-01-01") == 1);  // not yet
  // The slip comes first: it waits, then goes where its letter is.
  SECTION("the slip before the word") {
    d.Process("avis_reception-2");
    CHECK(d.Due("mso.refus") == "depasse");
    REQUIRE(sent("2C 118 940 7762 0", "2025-09-02") == 0);
  }
  SECTION("the slip after the word") {
    REQUIRE(sent("2C 118 940 7762 0", "2025-09-02") == 0);
    CHECK(d.Due("mso.refus") == "depasse");  // red until it is proven
    REQUIRE(d.Process("avis_reception-2") == 0);
  }
  const json letter = d.Letter("refus_mso");
  CHECK(letter["state"] == "poste");  // deposited is not received
  CHECK(d.Due("mso.refus") == "fait");
  bool slip = false;
  for (const json& step : letter["history"])
    slip = slip || (step["state"] == "poste" &&
                    step.value("proof", "").find("avis_reception") != std::string::npos);
  CHECK(slip);
  // Said again it changes nothing.
  const size_t steps = letter["history"].size();
  REQUIRE(d.Do({"dossier", "rebuild"}).code == 0);
  CHECK(d.Letter("refus_mso")["history"].size() == steps);
}

TEST_CASE("a returned slip makes the letter received", "[whole]") {
  const OneDossier d("notification_mso-1", "MARTIN");
  REQUIRE(d.Set("date_remise", "2025-07-10", "P1") == 0);
  d.Consent();
  Signed(d, "observations");
  REQUIRE(d.Do({"dossier", "sent", "--kind", "observations", "--date", "2025-07-23", "--lrar",
                "1A20411733458"})
              .code == 0);
  CHECK(d.Due("mso.observations") == "depasse");
  REQUIRE(d.Process("avis_reception-1") == 0);
  const json letter = d.Letter("observations");
  CHECK(letter["state"] == "recu");
  CHECK(letter["history"].back()["date"] == "2025-07-25");
  CHECK(d.Due("mso.observations") == "fait");
}

TEST_CASE("no social-security number gets in by any door", "[whole]") {
  const OneDossier d("notification_mso-1", "MARTIN");
  const std::string nir = "1 85 05 78 006 084 91";
  CHECK(d.Set("reponse.assistant", "M. X, " + nir) == 1);
  CHECK(d.Set("reponse.assistant", "M. X, 1 85 05 78 006 084 90") == 1);  // a digit mistyped
  CHECK(d.Set("decision_medecin", nir) == 1);
  CHECK(
      d.Do({"dossier", "set", "evenement", "appel", "--date", "2025-07-01", "--text", nir}).code ==
      1);
  CHECK(d.Do({"dossier", "set", "reponse.absences", "oui", "--by", nir}).code == 1);
  CHECK(ReadFile(d / "dossier.xml").find("78 006") == std::string::npos);
}

TEST_CASE("the questionnaire that is printed asks what the JSON asks, once", "[whole]") {
  const OneDossier d("notification_mso-1", "MARTIN");
  const std::string paper =
      reply::ReadFromOdt(ReadFile(d / "questionnaire.odt"), "content.xml").value();
  const auto asked = [&] {
    return json::parse(d.Do({"dossier", "questions", "--format", "json"}).out);
  };
  std::set<std::string> ids;
  for (const json& q : asked()) {
    const std::string id = q["id"];
    ids.insert(id);
    INFO(id);
    if (id.starts_with("reponse.") && id != "reponse.aucun_patient_nomme")
      CHECK(paper.find(q["text"].get<std::string>()) != std::string::npos);
  }
  for (const char* id :
       {"date_presentation", "date_remise", "reponse.remplacements", "reponse.remplacements_jours",
        "reponse.absences", "reponse.autres_prescripteurs", "reponse.gros_employeur",
        "reponse.attentes_soins", "reponse.installation_date", "reponse.entretiens_anterieurs",
        "reponse.audition_souhaitee", "reponse.assistant", "reponse.assureur",
        "reponse.aucun_patient_nomme"}) {
    INFO(id);
    CHECK(ids.contains(id));
  }
  CHECK(paper.find("Aucun patient n’est nommé") != std::string::npos);
  // What the letter itself prints is not asked: it has an «attendu», so these criteria are in it.
  for (const char* id : {"reponse.part_ald", "reponse.part_c2s", "reponse.part_60_69"})
    CHECK_FALSE(ids.contains(id));
  // Words need the tick; all or none.
  const fs::path answers = fs::path(d.home()).parent_path() / "a.json";
  const auto give = [&](const std::string& text) {
    std::ofstream(answers) << text;
    return d.Do({"dossier", "answer", answers, "--by", "Dr Martin"}).code;
  };
  CHECK(give(R"({"reponse.assistant": "Dr Lefèvre", "reponse.absences": "non"})") == 1);
  CHECK(ReadFile(d / "dossier.xml").find("Lefèvre") == std::string::npos);
  CHECK(give(R"([{"id": "reponse.assistant", "answer": "Dr Lefèvre"},
                 {"id": "reponse.aucun_patient_nomme", "answer": "oui"},
                 {"id": "date_remise", "piece": "P1", "answer": "2025-06-20", "proof": "P1"}])") ==
        0);
  const json shown = d.Shown();
  bool assistant = false, handed = false;
  for (const json& f : shown["given"]) {
    assistant = assistant || (f["id"] == "reponse.assistant" && f["author"] == "Dr Martin" &&
                              !f.value("date", "").empty());
    handed = handed || (f["id"] == "date_remise" && f["value"] == "2025-06-20");
  }
  CHECK(assistant);
  CHECK(handed);
  for (const json& q : shown["questions"]) CHECK(q["id"] != "reponse.assistant");
}

}  // namespace
}  // namespace riposte
