// Parts of letters that a finding, an agreement or a tick brings in, and nothing else.
#include <algorithm>
#include <catch2/catch.hpp>

#include "pipeline/dossier/example.h"
#include "pipeline/reply/catalogue.h"
#include "pipeline/reply/french.h"
#include "pipeline/reply/letter.h"
#include "pipeline/reply/reply.h"
#include "tests/pipeline/reply/support.h"

namespace riposte::reply {
namespace {

using namespace std::chrono_literals;

Result<ReplyFiles> Make(const Dossier& d, const std::string& kind, const std::string& type) {
  ReplyMaker maker(kTemplates);
  return maker.Make(ToXml(d), kind,
                    {.draft = false,
                     .pdf = false,
                     .piece = PieceOfType(d, type),
                     .date = "2025-07-01",
                     .pictures = PicturesOf(d)});
}

// Without no-break spaces, so that a test can be read.
std::string Letter(const Dossier& d, const std::string& kind, const std::string& type) {
  const Result<ReplyFiles> made = Make(d, kind, type);
  if (!made.ok()) FAIL(made.error().ToString());
  std::string text = TextOf(made->odt);
  for (size_t at = text.find("\u00A0"); at != std::string::npos; at = text.find("\u00A0", at))
    text.replace(at, 2, " ");
  return text;
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a delegation of signature is asked for where a letter was signed by one",
          "[reply][parts]") {
  struct Case {
    const char *kind, *type;
  };
  for (const Case& c : {Case{"demande_donnees", "notification_mso"},
                        {"demande_donnees", "proposition_mso"},
                        {"demande_donnees", "decision_msap"},
                        {"observations_penalite", "notification_penalite"},
                        {"saisine_cra", "notification_indu"},
                        {"dossier_msap", "decision_msap"},
                        {"dossier_penalite", "decision_penalite"}}) {
    INFO(c.kind << " for " << c.type);
    Dossier d = AnsweredDossier();
    CHECK_FALSE(Has(Letter(d, c.kind, c.type), "délégation de signature"));
    d.findings.push_back({.id = std::string(c.type) + ".delegation_signature",
                          .piece = PieceOfType(d, c.type),
                          .kind = "demande",
                          .state = "a_demander"});
    CHECK(Has(Letter(d, c.kind, c.type), "délégation de signature"));
    // Of another letter: not this one's.
    d.findings.back().piece = PieceOfType(d, "riap");
    CHECK_FALSE(Has(Letter(d, c.kind, c.type), "délégation de signature"));
  }
}

TEST_CASE("the union is named only where the doctor agreed in writing, never in a refusal",
          "[reply][parts]") {
  const std::string name = "MG des Marais";
  Dossier d = AnsweredDossier();
  CHECK_FALSE(Has(Letter(d, "observations", "notification_mso"), "yndicat"));
  Answer(d, {{"syndicat_nom", name}});
  CHECK_FALSE(Has(Letter(d, "observations", "notification_mso"), name));
  Answer(d, {{"syndicat_accord_ecrit", "2025-06-25"}});
  CHECK(Has(Letter(d, "observations", "notification_mso"),
            "Le syndicat " + name + " m’assiste dans cette démarche, avec mon accord écrit."));
  // An agreement that was taken back.
  Answer(d, {{"syndicat_accord_ecrit", ""}});
  CHECK_FALSE(Has(Letter(d, "observations", "notification_mso"), name));
  Answer(d, {{"syndicat_accord_ecrit", "2025-06-25"}});
  const std::vector<ReplyKind> kinds = ReplyMaker(kTemplates).Kinds().value();
  int named = 0;
  for (const ReplyKind& k : kinds) {
    if (!k.to_fund) continue;
    for (const std::string& type : k.for_types) {
      const Result<ReplyFiles> made = Make(d, k.id, type);
      if (!made.ok()) continue;  // refused without its decision: told elsewhere
      INFO(k.id << " for " << type);
      const bool has = Has(TextOf(made->odt), "MG");
      CHECK(has == (k.id != "refus_mso"));
      named += has;
    }
  }
  CHECK(named > 15);
  CHECK_FALSE(Has(Letter(d, "refus_mso", "proposition_mso"), "yndicat"));
}

TEST_CASE("a template cannot name the union by another way", "[reply][parts]") {
  const std::string field =
      "<text:p text:style-name=\"Standard\"><text:user-field-get "
      "text:name=\"reponse.syndicat_nom\"/></text:p>";
  const auto error = [&](const std::string& body, const std::string& attribute) {
    TemplateFolder folder;
    folder.WriteLetter("essai", body);
    folder.Write("lettres.xml",
                 "<lettres><section nom=\"syndicat\" si=\"true()\"/><lettre id=\"essai\" "
                 "titre=\"Essai\" types=\"notification_mso\" base=\"essai\" a_la_caisse=\"oui\" " +
                     attribute + " si=\"true()\"/></lettres>");
    folder.Write("valeurs.xml", "<valeurs/>");
    const Result<Catalogue> c = Catalogue::Load(folder.path());
    if (!c.ok()) return c.error().message;
    FakeSource source;
    source.truths["true()"] = true;
    source.texts["r:texte('reponse.syndicat_nom')"] = "MG";
    const Result<WrittenLetter> made = WriteLetter(folder.path(), *c, "essai", source, {});
    return made.ok() ? std::string() : made.error().message;
  };
  const std::string section = "<text:section text:name=\"syndicat\">" + field + "</text:section>";
  CHECK(error(section, "").empty());
  CHECK(Has(error(field, ""), "section 'syndicat' only"));
  CHECK(Has(error(section, "syndicat=\"jamais\""), "never names the union"));
}

TEST_CASE("a formal notice for an overpayment goes to the commission, one for a penalty does not",
          "[reply][parts]") {
  Dossier d = AnsweredDossier();
  const std::string piece = PieceOfType(d, "mise_en_demeure");
  const std::vector<ReplyKind> kinds = ReplyMaker(kTemplates).Kinds().value();
  const auto cra = std::find_if(kinds.begin(), kinds.end(),
                                [](const ReplyKind& k) { return k.id == "saisine_cra"; });
  REQUIRE(cra != kinds.end());
  CHECK(std::count(cra->for_types.begin(), cra->for_types.end(), "mise_en_demeure") == 1);
  const auto allowed = [&] {
    Result<Evaluator> e = Evaluator::Make(ToXml(d), piece);
    REQUIRE(e.ok());
    return e->Boolean(WithPiece(cra->required, piece)).boolean &&
           e->Boolean(WithPiece(cra->condition, piece)).boolean;
  };
  CHECK_FALSE(allowed());
  DossierDeadline clock = d.deadlines.at(0);
  clock.piece = piece;
  clock.deadline.rule = "penalite.mise_en_demeure";
  d.deadlines.push_back(clock);
  CHECK_FALSE(allowed());
  d.deadlines.back().deadline.rule = "indu.cra_mise_en_demeure";
  CHECK(allowed());
  std::string text = Letter(d, "saisine_cra", "mise_en_demeure");
  CHECK(Has(text, "recours contre la mise en demeure du 18 juin 2025"));
  CHECK(Has(text, "la caisse me met en demeure de payer la somme de 1"));
  CHECK(Has(text, "Il porte sur la mise en demeure et sur la dette qu’elle réclame."));
  CHECK_FALSE(Has(text, "notification de payer"));
  CHECK_FALSE(Has(text, "observations que j’adresse"));
  // It prints no line: no heading over nothing, whatever the doctor said of the notice's.
  CHECK_FALSE(Has(text, "Lignes contestées"));
  d.events.push_back({.kind = "recours_cra_envoye", .date = "2025-07-03"});
  text = Letter(d, "saisine_cra", "mise_en_demeure");
  CHECK(Has(text, "celui que j’ai formé contre la notification de payer"));
  CHECK_FALSE(Has(text, "Il porte sur"));
  // The note says by which post it goes.
  const std::string note = Letter(d, "note_medecin", "mise_en_demeure");
  CHECK(Has(note, "Nous avons préparé un recours devant la commission"));
  CHECK(Has(note, "recommandé avec avis de réception"));
  const std::string file = Letter(d, "dossier_opposition", "mise_en_demeure");
  CHECK(Has(file, "est préparé à part"));
  CHECK_FALSE(Has(file, "aucune lettre au nom du médecin"));
  CHECK(Has(Letter(d, "dossier_opposition", "contrainte"), "aucune lettre au nom du médecin"));
  text = Letter(d, "saisine_cra", "notification_indu");
  CHECK(Has(text, "recours contre la notification de payer du 18 juin 2025"));
  CHECK(Has(text, "observations que j’adresse"));
  CHECK(Has(text, "Lignes contestées"));
}

TEST_CASE("an annex that is ticked is listed with the enclosures", "[reply][parts]") {
  Dossier d = AnsweredDossier();
  const std::string listed = "– annexe : ce que chaque strate ajoute à l’écart\n";
  CHECK_FALSE(Has(Letter(d, "observations", "notification_mso"), listed));
  Answer(d, {{"joindre_annexe_strates", "oui"}});
  CHECK(Has(Letter(d, "observations", "notification_mso"), listed));
}

TEST_CASE("the sheet of figures speaks French, not ids", "[reply][parts]") {
  const std::string text = Letter(AnsweredDossier(), "fiche_chiffres", "notification_mso");
  CHECK(Has(text, "IJ par patient = IJ prescrites / patients actifs"));
  for (const char* wrong : {"ij_par", "patients_actifs", "_", "sur 1)", "surdispersion\n"})
    CHECK_FALSE(Has(text, wrong));
  CHECK(Format("egalite", "periode_debut <= periode_fin", {}) ==
        std::vector<std::string>{"début de la période ≤ fin de la période"});
  CHECK(Format("egalite", "ratio = ij_par_patient / ij_attendues_par_patient", {}) ==
        std::vector<std::string>{"rapport = IJ par patient / IJ attendues par patient"});
}

}  // namespace
}  // namespace riposte::reply
