// The five facts of a hearing pack: which, in which order, each with the page it was read from.
#include "pipeline/reply/stated_facts.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "pipeline/dossier/example.h"
#include "pipeline/reply/reply.h"
#include "tests/pipeline/reply/support.h"

namespace riposte::reply {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::string Pack(const Dossier& d) {
  ReplyMaker maker(kTemplates);
  const Result<ReplyFiles> made =
      maker.Make(ToXml(d), "dossier_audition",
                 {.draft = false, .pdf = false, .piece = PieceOfType(d, "convocation_audition")});
  if (!made.ok()) return made.error().ToString();
  std::string text = TextOf(made->odt);
  for (size_t at = text.find("\u00A0"); at != std::string::npos; at = text.find("\u00A0", at))
    text.replace(at, 2, " ");
  return text;
}

// «3.» and what stands after it, up to the next.
std::string Line(const std::string& pack, int n) {
  const size_t from = pack.find("\n" + std::to_string(n) + ".\t");
  if (from == std::string::npos) return "";
  size_t to = pack.find("\n" + std::to_string(n + 1) + ".\t", from);
  if (to == std::string::npos) to = pack.find("\n", pack.find("Pièce", from));
  return pack.substr(from + 1, to - from - 1);
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("five facts, the strongest first, each with its piece", "[reply][facts]") {
  Dossier d = FullDossier();
  Answer(d, {{"remplacements", "oui"},
             {"remplacements_jours", "21"},
             {"arrets_en_cours", "14"},
             {"attentes_soins", "9"}});
  FieldOf(d, "notification_mso", "ij_par_patient").spans = {{2, {10, 20, 30, 40}}};
  const std::string pack = Pack(d);
  INFO(pack);
  // An error of fact, then another strong one, then what is printed, then the middling ones.
  CHECK(Has(Line(pack, 1), "remplacement a été assuré pendant 21"));
  CHECK(Has(Line(pack, 1), "contrats de remplacement de la période (à apporter)"));
  CHECK(Has(Line(pack, 2), "Au moins 9"));
  CHECK(Has(Line(pack, 3), "La caisse retient"));
  CHECK(Has(Line(pack, 3), "du 18 juin 2025, pages 1 et 2"));
  CHECK(Has(pack, "au moins 14 arrêts étaient déjà en cours"));
  for (int n = 1; n <= 5; ++n) CHECK_FALSE(Has(Line(pack, n), "……"));
  CHECK(Line(pack, 5) != "");
  CHECK(Line(pack, 6) == "");
  // One fact away.
  Answer(d, {{"remplacements", "non"}});
  CHECK(Has(Line(Pack(d), 1), "Au moins 9"));
}

TEST_CASE("a doubtful figure is no fact to state", "[reply][facts]") {
  Dossier d = FullDossier();
  Answer(d, {});
  CHECK(Has(Pack(d), "La caisse retient"));
  FieldOf(d, "notification_mso", "ij_attendues_par_patient").status = FactStatus::kToReview;
  Answer(d, {});
  CHECK_FALSE(Has(Pack(d), "La caisse retient"));
}

// The balance sheet of a target has a rate too, and no expected one.
TEST_CASE("a sentence is never made of two letters", "[reply][facts]") {
  Dossier d = FullDossier();
  FieldOf(d, "notification_mso", "ij_par_patient").value = Decimal{777, 2};
  FieldOf(d, "bilan_mso", "ij_par_patient").value = Decimal{333, 2};
  Answer(d, {});
  const std::string pack = Pack(d);
  CHECK(Has(pack, "retient 7,77 indemnités"));
  CHECK_FALSE(Has(pack, "3,33"));
  Forget(d, "notification_mso", "ij_par_patient");
  Answer(d, {});
  CHECK_FALSE(Has(Pack(d), "La caisse retient"));
}

TEST_CASE("what the dossier does not carry is left for the pen", "[reply][facts]") {
  Dossier d = FullDossier();
  const std::string piece = PieceOfType(d, "convocation_audition");
  std::erase_if(d.pieces, [&](const Piece& p) { return p.id != piece; });
  d.given.clear();
  d.deadlines.clear();
  d.figures.reset();
  d.figures_piece.clear();
  d.figures_inputs.clear();
  d.rosp.reset();
  d.rosp_piece.clear();
  d.rosp_inputs.clear();
  d.findings.clear();
  d.timeline.clear();
  d.replies.clear();
  d.events.clear();
  d.arguments.clear();
  d.questions.clear();
  const std::string pack = Pack(d);
  INFO(pack);
  for (int n = 1; n <= 5; ++n) CHECK(Has(Line(pack, n), "……………"));
}

TEST_CASE("where facts were read", "[reply][facts]") {
  Dossier d = FullDossier();
  const std::string piece = PieceOfType(d, "notification_mso");
  const std::string letter = "ouverture de la procédure MSO/MSAP du 18 juin 2025";
  CHECK(ProofsOf(d, {"ij_prescrites", "ij_par_patient"}, piece, true) ==
        std::vector<std::string>{letter + ", page 1"});
  // The date only names it; what nobody knows has no place.
  CHECK(ProofsOf(d, {"date_lettre", "reponse.absences"}, piece, true) ==
        std::vector<std::string>{letter});
  // A person's word: its proof, else itself, and only where nothing better is asked for.
  Answer(d, {{"absences", "oui"}});
  const std::vector<std::string> word = {"votre réponse du 27 juin 2025"};
  CHECK(ProofsOf(d, {"reponse.absences"}, piece, true) == word);
  CHECK(ProofsOf(d, {"reponse.absences"}, piece, false).empty());
  CHECK(ProofsOf(d, {"reponse.absences", "ij_prescrites"}, piece, true) ==
        std::vector<std::string>{letter + ", page 1"});
  d.given.back().proof = PieceOfType(d, "riap");
  CHECK(ProofsOf(d, {"reponse.absences"}, piece, false).size() == 1);
  CHECK(Has(ProofsOf(d, {"reponse.absences"}, piece, false).front(), "relevé individuel"));
}

TEST_CASE("an argument of a sheet that lists facts states one", "[reply][facts]") {
  const fs::path dir = fs::temp_directory_path() / "riposte-facts-templates";
  fs::remove_all(dir);
  fs::copy(kTemplates, dir, fs::copy_options::recursive);
  const fs::path file = dir / "arguments" / "mso_faits.xml";
  std::ifstream in(file);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  const size_t from = text.find("<fait>"), to = text.find("</fait>");
  REQUIRE(from != std::string::npos);
  text.erase(from, to + 7 - from);
  std::ofstream(file) << text;
  const Status s = CheckReplies(dir.string());
  fs::remove_all(dir);
  REQUIRE_FALSE(s.ok());
  CHECK(Has(s.error().message, "remplacants: no <fait>"));
}

}  // namespace
}  // namespace riposte::reply
