// Every kind of letter on the invented dossier with a filled-in questionnaire, compared with what a
// person has read and found right (golden/KIND-TYPE.xml: the text of the letter as indented XML).
// RIPOSTE_GOLDEN=update writes them anew, to be read again; RIPOSTE_LETTERS=DIR writes the ODTs
// there, to be looked at and measured (tests/bench/letters).
#include <libxml/xmlsave.h>
#include <sys/resource.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

#include "pipeline/arguments/lint.h"
#include "pipeline/dossier/example.h"
#include "pipeline/reply/odt.h"
#include "pipeline/reply/reply.h"
#include "pipeline/reply/xml.h"
#include "tests/pipeline/reply/support.h"

namespace riposte::reply {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

struct Kind {
  std::string id, type;
  bool to_fund;
};

std::vector<Kind> AllKinds() {
  std::vector<Kind> out;
  const std::vector<ReplyKind> kinds = ReplyMaker(kTemplates).Kinds().value();
  for (const ReplyKind& k : kinds)
    for (const std::string& type : k.for_types) out.push_back({k.id, type, k.to_fund});
  return out;
}

Result<ReplyFiles> Make(const Dossier& d, const Kind& k, bool draft = true) {
  ReplyMaker maker(kTemplates);
  return maker.Make(
      ToXml(d), k.id,
      {.draft = draft, .pdf = false, .piece = PieceOfType(d, k.type), .pictures = PicturesOf(d)});
}

// The body, one element a line, without the numbers that names of drawings carry.
std::string Normalised(const std::string& odt) {
  const XmlDoc doc = ParseXml(ReadFromOdt(odt, "content.xml").value(), "content.xml").value();
  xmlNode* body = nullptr;
  for (xmlNode* n : Descendants(xmlDocGetRootElement(doc.get()),
                                [](const xmlNode* n) { return Is(n, kOffice, "text"); }))
    body = n;
  xmlBuffer* buffer = xmlBufferCreate();
  xmlSaveCtxt* save = xmlSaveToBuffer(buffer, "UTF-8", XML_SAVE_FORMAT | XML_SAVE_NO_DECL);
  xmlSaveTree(save, body);
  xmlSaveClose(save);
  std::string out = reinterpret_cast<const char*>(xmlBufferContent(buffer));
  xmlBufferFree(buffer);
  return out + "\n";
}

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream s;
  s << in.rdbuf();
  return s.str();
}

TEST_CASE("every letter is as it was read and found right", "[reply][golden]") {
  const Dossier d = AnsweredDossier();
  const fs::path folder = std::string(RIPOSTE_SOURCE_DIR) + "/tests/pipeline/reply/golden";
  const char* mode = std::getenv("RIPOSTE_GOLDEN");
  const bool update = mode != nullptr && std::string(mode) == "update";
  if (update) fs::create_directories(folder);
  std::set<std::string> expected;
  for (const Kind& k : AllKinds()) {
    INFO(k.id << " for " << k.type);
    const Result<ReplyFiles> made = Make(d, k);
    if (!made.ok()) FAIL_CHECK(made.error().ToString());
    if (!made.ok()) continue;
    if (const char* out = std::getenv("RIPOSTE_LETTERS"))
      std::ofstream(fs::path(out) / (k.id + "-" + k.type + ".odt"), std::ios::binary) << made->odt;
    const std::string name = k.id + "-" + k.type + ".xml";
    expected.insert(name);
    const std::string now = Normalised(made->odt);
    if (update) std::ofstream(folder / name, std::ios::binary) << now;
    CHECK(ReadAll(folder / name) == now);
  }
  for (const fs::directory_entry& e : fs::directory_iterator(folder)) {
    INFO(e.path().filename());
    CHECK(expected.contains(e.path().filename().string()));
  }
}

TEST_CASE("no letter holds a hole, a forbidden wording or an internal mark", "[reply][golden]") {
  const Lint lint = Lint::Load(kTemplates).value();
  const Dossier d = AnsweredDossier();
  for (const Kind& k : AllKinds()) {
    INFO(k.id << " for " << k.type);
    const Result<ReplyFiles> made = Make(d, k, false);
    if (!made.ok()) continue;  // told by the test above
    const std::string text = TextOf(made->odt);
    for (const char* wrong : {"NaN", "‹", "›", "{", "}", "  ", " ,", "..", "argument.texte"})
      if (k.to_fund || (std::string_view(wrong) != ".." && std::string_view(wrong) != "  ")) {
        INFO("«" << wrong << "»");
        CHECK(text.find(wrong) == std::string::npos);
      }
    if (!k.to_fund) continue;
    CHECK(lint.Check(text).empty());
    for (const char* internal : {"date prudente", "Risque", "avocat", "[V", "force forte"})
      CHECK(text.find(internal) == std::string::npos);
    // First person, without agreement with the doctor's gender.
    static const std::regex gendered("\\b[Jj]e (suis|serai) \\w+é(e)?\\b|\\bentendu\\(e\\)");
    CHECK_FALSE(std::regex_search(text, gendered));
  }
}

TEST_CASE("letters to the fund name only articles read in full", "[reply][golden]") {
  const Law law = Law::Load(kTemplates).value();
  const Dossier d = AnsweredDossier();
  const std::regex article("([LRD])\\.(?:\\s|\u00A0)*(\\d+(?:-\\d+)*)");
  for (const Kind& k : AllKinds()) {
    if (!k.to_fund) continue;
    const Result<ReplyFiles> made = Make(d, k);
    if (!made.ok()) continue;
    std::string text = TextOf(made->odt);
    for (size_t at = text.find("\u2011"); at != std::string::npos; at = text.find("\u2011", at))
      text.replace(at, 3, "-");
    for (std::sregex_iterator i(text.begin(), text.end(), article), end; i != end; ++i) {
      const std::string id = (*i)[1].str() + "." + (*i)[2].str();
      bool read = false;
      for (const char* code : {"CSS", "CRPA"})
        if (const auto basis = law.BasisOf(code, id, "", 2025y / 6 / 18))
          read = read || basis->confidence == "V" || basis->confidence == "V-aug";
      INFO(k.id << " for " << k.type << " names " << id);
      CHECK(read);
    }
  }
}

TEST_CASE("text of an answer is data", "[reply][golden]") {
  Dossier d = AnsweredDossier();
  Answer(d,
         {{"report_motif", "<text:a xlink:href=\"http://x\">ici</text:a> {ratio} =1+1 &lt; <b>"}});
  const Kind kind{"report_audition", "convocation_audition", true};
  const Result<ReplyFiles> made = Make(d, kind);
  REQUIRE(made.ok());
  CHECK(TextOf(made->odt).find("<text:a xlink:href=\"http://x\">ici</text:a> {ratio} =1+1") !=
        std::string::npos);
  Answer(d, {{"report_motif", "Je m’engage à réduire mes arrêts"}});
  const Result<ReplyFiles> promise = Make(d, kind);
  REQUIRE_FALSE(promise.ok());
  CHECK(promise.error().code == ErrorCode::kNeedsPerson);
  CHECK(promise.error().message.find("romesse") != std::string::npos);
}

TEST_CASE("a picture of figures leaves only once a person ticked it", "[reply][golden]") {
  const Kind kind{"observations", "notification_mso", true};
  const auto content = [&](const Dossier& d) {
    return ReadFromOdt(Make(d, kind).value().odt, "content.xml").value();
  };
  Dossier d = AnsweredDossier();
  CHECK(content(d).find("draw:image") == std::string::npos);
  Answer(d, {{"joindre_annexe_strates", "oui"}});
  const std::string with = content(d);
  CHECK(with.find("draw:image") != std::string::npos);
  CHECK(with.find("<office:binary-data>PHN2Zy") != std::string::npos);  // «<svg »
  CHECK(with.find("<svg:title>Ce que chaque strate") != std::string::npos);
  CHECK(with.find("xlink:href") == std::string::npos);
  // Ticked, and not drawn: refused, not left with a hole.
  ReplyMaker maker(kTemplates);
  const Result<std::vector<MissingValue>> missing =
      maker.Missing(ToXml(d), kind.id, {.pdf = false, .piece = PieceOfType(d, kind.type)});
  REQUIRE(missing.ok());
  REQUIRE(missing->size() == 1);
  CHECK(missing->front().id == "image.ij-strates");
  // The sheet of the office has both, and is no letter to the fund.
  const Kind sheet{"fiche_chiffres", "notification_mso", false};
  const std::string figures =
      ReadFromOdt(Make(AnsweredDossier(), sheet).value().odt, "content.xml").value();
  size_t pictures = 0;
  for (size_t at = figures.find("draw:image "); at != std::string::npos;
       at = figures.find("draw:image ", at + 1))
    ++pictures;
  for (size_t at = figures.find("draw:image>"); at != std::string::npos;
       at = figures.find("draw:image>", at + 1))
    ++pictures;
  CHECK(pictures == 4);  // opened and closed, twice
}

TEST_CASE("arguments that hold stand in the letter, the others do not", "[reply][golden]") {
  const Kind kind{"observations", "notification_mso", true};
  const std::string with = TextOf(Make(AnsweredDossier(), kind).value().odt);
  CHECK(with.find("Erreurs de fait") != std::string::npos);
  CHECK(with.find("pendant 21\u00A0jours") != std::string::npos);
  CHECK(with.find("– contrats de remplacement") != std::string::npos);
  // A curable defect is kept for the judge.
  CHECK(with.find("la possibilité d’une assistance") == std::string::npos);
  Dossier d = AnsweredDossier();
  Answer(d, {{"remplacements", "non"}, {"arrets_en_cours", "0"}});
  const std::string without = TextOf(Make(d, kind).value().odt);
  CHECK(without.find("Erreurs de fait") == std::string::npos);
  CHECK(without.find("contrats de remplacement") == std::string::npos);
}

TEST_CASE("a letter is dated when it is approved", "[reply][golden]") {
  ReplyMaker maker(kTemplates);
  const Dossier d = AnsweredDossier();
  const Result<ReplyFiles> made = maker.Make(ToXml(d), "observations",
                                             {.draft = false,
                                              .pdf = false,
                                              .piece = PieceOfType(d, "notification_mso"),
                                              .date = "2025-07-01"});
  REQUIRE(made.ok());
  CHECK(TextOf(made->odt).find("À Nantes, le 1er\u00A0juillet\u00A02025") != std::string::npos);
}

TEST_CASE("a disputed line that the table does not have refuses the letter", "[reply][golden]") {
  const Kind rosp{"reclamation_rosp", "decompte_rosp", true};
  const Kind indu{"observations_indu", "notification_indu", true};
  const Kind referral{"saisine_cra", "notification_indu", true};
  const Kind notice{"saisine_cra", "mise_en_demeure", true};
  Dossier d = AnsweredDossier();
  for (const Kind& kind : {rosp, indu, referral}) REQUIRE(Make(d, kind).ok());
  Answer(d, {{"rosp_lignes", "1, 942"}, {"indu_lignes", "942 ; 01"}});
  for (const Kind& kind : {rosp, indu, referral}) {
    const Result<ReplyFiles> made = Make(d, kind);
    REQUIRE_FALSE(made.ok());
    INFO(made.error().message);
    CHECK(made.error().code == ErrorCode::kNeedsPerson);
    CHECK(made.error().message.find("« 942 »") != std::string::npos);
    CHECK(made.error().message.find("qui va de 1 à ") != std::string::npos);
    CHECK(made.error().message.find("« 1 »") == std::string::npos);
  }
  CHECK(Make(d, indu).error().message.find("« 01 »") != std::string::npos);
  // Rows of the notification: the formal notice has no such table and says nothing of them.
  CHECK(Make(d, notice).ok());
  Answer(d, {{"indu_lignes", "1"}});
  CHECK(Make(d, indu).ok());
  for (Piece& p : d.pieces) p.letter.tables.erase("lignes_indu");
  const Result<ReplyFiles> unread = Make(d, indu);
  REQUIRE_FALSE(unread.ok());
  CHECK(unread.error().message.find("aucune ligne n’a été lue") != std::string::npos);
}

TEST_CASE("a table of disputed lines is as long as it must be", "[reply][golden]") {
  Dossier d = AnsweredDossier();
  std::string lines;
  for (Piece& p : d.pieces) {
    auto table = p.letter.tables.find("indicateurs");
    if (table == p.letter.tables.end()) continue;
    const Row row = table->second.front();
    table->second.assign(90, row);
  }
  for (int i = 1; i <= 90; ++i) lines += (i > 1 ? "," : "") + std::to_string(i);
  Answer(d, {{"rosp_lignes", lines}});
  const Kind kind{"reclamation_rosp", "decompte_rosp", true};
  Result<ReplyFiles> made = Make(d, kind);
  REQUIRE(made.ok());
  if (const char* out = std::getenv("RIPOSTE_LETTERS"))
    std::ofstream(fs::path(out) / "longue-rosp.odt", std::ios::binary) << made->odt;
  const std::string label = "Dosages de l’hémoglobine glyquée";
  const std::string text = TextOf(made->odt);
  int rows = 0;
  for (size_t at = text.find(label); at != std::string::npos; at = text.find(label, at + 1)) ++rows;
  CHECK(rows == 90);
  // Only what is disputed; a cell in doubt refuses the letter.
  Answer(d, {{"rosp_lignes", "2, 5"}});
  made = Make(d, kind);
  REQUIRE(made.ok());
  const std::string two = TextOf(made->odt);
  CHECK(two.find(label) != two.rfind(label));
  for (Piece& p : d.pieces)
    if (auto t = p.letter.tables.find("indicateurs"); t != p.letter.tables.end())
      t->second.at(4).at("montant").status = FactStatus::kToReview;
  made = Make(d, kind);
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().code == ErrorCode::kNeedsPerson);
}

TEST_CASE("lines of a ROSP claim are those that the calculator asserts", "[reply][golden]") {
  Dossier d = AnsweredDossier();
  const Kind kind{"reclamation_rosp", "decompte_rosp", true};
  ReplyMaker maker(kTemplates);
  const auto make = [&] {
    return maker.Make(ToXml(d), kind.id, {.pdf = false, .piece = PieceOfType(d, kind.type)})
        .value();
  };
  ReplyFiles made = make();
  const std::string text = TextOf(made.odt);
  CHECK(text.find("HbA1c\u00A0: au moins deux dosages par an") != std::string::npos);
  CHECK(text.find("136,50") != std::string::npos);
  CHECK(text.find("pour le bureau") == std::string::npos);
  const auto has = [&](const std::string& fact, const std::string& rule) {
    return std::any_of(made.origins.begin(), made.origins.end(),
                       [&](const FigureOrigin& o) { return o.fact == fact && o.rule == rule; });
  };
  CHECK(has("", "rosp.objectif_atteint"));
  CHECK(has("indicateurs.1.montant", ""));
  // A fact in the sentence of an argument names it.
  made = maker
             .Make(ToXml(d), "observations",
                   {.pdf = false, .piece = PieceOfType(d, "notification_mso")})
             .value();
  CHECK(has("reponse.remplacements_jours", "argument.remplacants"));
  // What may only be asked is not in the table.
  d.rosp->reclamations.front().affirmable = false;
  made = make();
  CHECK(TextOf(made.odt).find("136,50") == std::string::npos);
  CHECK_FALSE(has("", "rosp.objectif_atteint"));
}

TEST_CASE("a cell that the statement leaves empty is a dash, a doubtful one refuses",
          "[reply][golden]") {
  Dossier d = AnsweredDossier();
  Fact* cell = nullptr;
  for (Piece& p : d.pieces)
    if (p.letter.type.value == "decompte_rosp")
      cell = &p.letter.tables.at("indicateurs").front().at("patients");
  REQUIRE(cell != nullptr);
  cell->value = std::monostate{};
  cell->status = FactStatus::kSure;
  const Kind kind{"reclamation_rosp", "decompte_rosp", true};
  CHECK(TextOf(Make(d, kind).value().odt).find("–\n") != std::string::npos);
  cell->status = FactStatus::kToReview;
  CHECK_FALSE(Make(d, kind).ok());
}

TEST_CASE("a doctor who wants no hearing is not made to ask for one", "[reply][golden]") {
  Dossier d = AnsweredDossier();
  const Kind kind{"observations", "notification_mso", true};
  CHECK(TextOf(Make(d, kind).value().odt).find("Demande d’audition") != std::string::npos);
  Answer(d, {{"audition_souhaitee", "non"}});
  const std::string without = TextOf(Make(d, kind).value().odt);
  CHECK(without.find("audition") == std::string::npos);
}

TEST_CASE("the decision sheet has every way, each with its doubt", "[reply][golden]") {
  const std::string text =
      TextOf(Make(AnsweredDossier(), {"fiche_decision", "proposition_mso", false}).value().odt);
  for (const char* way : {"Refuser", "Accepter", "Ne rien faire", "Négocier",
                          "Demander une audition", "peut faire repartir ce mois"})
    CHECK(text.find(way) != std::string::npos);
}

TEST_CASE("past the delay a letter says so without an admission", "[reply][golden]") {
  Dossier d = AnsweredDossier();
  const Kind kind{"observations", "notification_mso", true};
  const std::string sentence = "vous parvient hors délai";
  CHECK(TextOf(Make(d, kind).value().odt).find(sentence) == std::string::npos);
  d.deadlines.at(0).state = "depasse";
  CHECK(TextOf(Make(d, kind).value().odt).find(sentence) != std::string::npos);
}

double ProcessorSeconds(int who) {
  rusage used{};
  getrusage(who, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// Run by tests/bench/letters: seconds a letter on one line of JSON. `cpu` is processor time of both
// processes for a letter with its PDF, once warm: less what a maker takes for its first letter.
TEST_CASE("letters per second", "[.bench_letters]") {
  const char* wanted = std::getenv("RIPOSTE_BENCH_LETTERS");
  const size_t count = wanted != nullptr ? std::stoul(wanted) : 40;
  const Dossier d = AnsweredDossier();
  const std::string xml = ToXml(d);
  const std::vector<Kind> kinds = AllKinds();
  const std::map<std::string, std::string> pictures = PicturesOf(d);
  std::optional<ReplyMaker> maker;
  const auto start_maker = [&] {
    maker.emplace(kTemplates, OfficeSetup{.program = RIPOSTE_PROGRAM});
  };
  // The office is waited for, so that its time is counted.
  const auto end_maker = [&] {
    maker.reset();
    return ProcessorSeconds(RUSAGE_SELF) + ProcessorSeconds(RUSAGE_CHILDREN);
  };
  using Clock = std::chrono::steady_clock;
  const auto make = [&](size_t i, bool pdf) {
    const Kind& k = kinds.at(i % kinds.size());
    const Result<ReplyFiles> made =
        maker->Make(xml, k.id, {.pdf = pdf, .piece = PieceOfType(d, k.type), .pictures = pictures});
    if (!made.ok()) FAIL(made.error().ToString());
    if (pdf && made->pdf.empty()) FAIL(made->warning);
    if (const char* out = std::getenv("RIPOSTE_LETTERS")) {
      const std::string stem = (fs::path(out) / (k.id + "-" + k.type)).string();
      std::ofstream(stem + ".odt", std::ios::binary) << made->odt;
      if (pdf) std::ofstream(stem + ".pdf", std::ios::binary) << made->pdf;
    }
  };
  const auto seconds = [](Clock::time_point from) {
    return std::chrono::duration<double>(Clock::now() - from).count();
  };
  const auto letters = static_cast<double>(count);
  start_maker();
  auto start = Clock::now();
  for (size_t i = 0; i < count; ++i) make(i, false);
  const double odt = seconds(start) / letters;
  double used = end_maker();
  start_maker();
  start = Clock::now();
  make(0, true);
  const double first = seconds(start), first_used = end_maker() - used;
  start_maker();
  make(0, true);
  start = Clock::now();
  for (size_t i = 0; i < count; ++i) make(i, true);
  const double pdf = seconds(start) / letters;
  used += first_used;
  const double cpu = (end_maker() - used - first_used) / letters;
  std::printf("{\"letters\": %zu, \"odt\": %.6f, \"first\": %.6f, \"pdf\": %.6f, \"cpu\": %.6f}\n",
              count, odt, first, pdf, cpu);
}

}  // namespace
}  // namespace riposte::reply
