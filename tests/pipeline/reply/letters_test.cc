// The letters themselves on dossiers: what they say, what they cite, what refuses them; and the ODT
// as a package.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <regex>
#include <set>

#include "pipeline/dossier/example.h"
#include "pipeline/reply/letter.h"
#include "pipeline/reply/odt.h"
#include "pipeline/reply/reply.h"
#include "pipeline/reply/template_styles.h"
#include "pipeline/reply/xml.h"
#include "tests/pipeline/reply/support.h"

namespace riposte::reply {
namespace {

using namespace std::chrono_literals;

struct Kind {
  const char *id, *type;
};
const std::vector<Kind> kAll = {{"observations", "notification_mso"},
                                {"refus_mso", "proposition_mso"},
                                {"fiche_decision", "proposition_mso"},
                                {"note_medecin", "notification_mso"},
                                {"note_medecin", "proposition_mso"}};

ReplyFiles Made(const Dossier& d, const Kind& kind, bool draft = true) {
  ReplyMaker maker(kTemplates);
  Result<ReplyFiles> r = maker.Make(
      ToXml(d), kind.id, {.draft = draft, .pdf = false, .piece = PieceOfType(d, kind.type)});
  if (!r.ok()) FAIL(r.error().ToString());
  return r.value();
}

std::string TextOfKind(const Dossier& d, const Kind& kind, bool draft = true) {
  return TextOf(Made(d, kind, draft).odt);
}

std::vector<std::string> MissingOf(const Dossier& d, const Kind& kind) {
  ReplyMaker maker(kTemplates);
  Result<std::vector<MissingValue>> m =
      maker.Missing(ToXml(d), kind.id, {.piece = PieceOfType(d, kind.type)});
  if (!m.ok()) FAIL(m.error().ToString());
  std::vector<std::string> ids;
  for (const MissingValue& v : *m) ids.push_back(v.id);
  return ids;
}

bool Holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("every template holds on the full invented dossier", "[reply]") {
  const Status s = CheckReplies(kTemplates);
  INFO((s.ok() ? "" : s.error().ToString()));
  CHECK(s.ok());
}

TEST_CASE("the check finds what is wrong, with file and line", "[reply]") {
  TemplateFolder f;
  const auto refusal = [&](const std::string& body, const std::string& rules,
                           const std::string& values = "") {
    f.WriteLetter("essai", body);
    f.WriteRules(rules, values);
    const Status s = CheckReplies(f.path());
    return s.ok() ? std::string("(none)") : s.error().ToString();
  };
  const std::string field = "<text:p><text:user-field-get text:name=\"";
  CHECK(refusal(field + "ij_prescrites\"/></text:p>", "") == "(none)");
  CHECK(Holds(refusal(field + "ij_prescrit\"/></text:p>", ""), "essai.fodt:4: unknown field"));
  // A fact of another letter.
  CHECK(Holds(refusal(field + "objectif_pct\"/></text:p>", ""), "has no 'objectif_pct'"));
  CHECK(Holds(refusal("<text:section text:name=\"x\"/>",
                      "\n<section nom=\"x\" si=\"r:present('ij_prescrit')\"/>"),
              "lettres.xml:2:"));
  CHECK(Holds(refusal("<text:section text:name=\"x\"/>", "<section nom=\"x\" si=\"r:nombre(\"/>"),
              "lettres.xml:1:"));
  CHECK(Holds(
      refusal("<text:p/>", "",
              "\n<valeur id=\"v\" libelle=\"v\" lire=\"r:texte('objet')\" format=\"dates\"/>"),
      "valeurs.xml:2: unknown format 'dates'"));
}

TEST_CASE("kinds of the letters", "[reply]") {
  ReplyMaker maker(kTemplates);
  Result<std::vector<ReplyKind>> kinds = maker.Kinds();
  REQUIRE(kinds.ok());
  std::map<std::string, bool> to_fund;
  for (const ReplyKind& k : *kinds) to_fund[k.id] = k.to_fund;
  CHECK(to_fund.size() >= 24);
  for (const char* ours :
       {"fiche_decision", "fiche_chiffres", "note_medecin", "dossier_msap", "dossier_opposition",
        "dossier_penalite", "dossier_audition", "fiche_entretien", "questionnaire"}) {
    INFO(ours);
    REQUIRE(to_fund.contains(ours));
    CHECK_FALSE(to_fund.at(ours));
    to_fund.erase(ours);
  }
  for (const auto& [kind, fund] : to_fund) {
    INFO(kind);
    CHECK(fund);
  }
  Result<ReplyFiles> none = maker.Make(ToXml(FullDossier()), "lettre_d_amour", {});
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().code == ErrorCode::kUsage);
}

TEST_CASE("the observations carry the letterhead, references and figures", "[reply]") {
  const std::string text = TextOfKind(FullDossier(), {"observations", "notification_mso"});
  for (const char* part :
       {"Docteur Claire MARTIN\n", "12 place du Bouffay\n44000 NANTES\n", "10003456786",
        "44\u00A01\u00A001234\u00A05", "Monsieur le Directeur\n", "CPAM de Loire-Atlantique\n",
        "Lettre recommandée avec avis de réception", "Vos références\u00A0:\tMSO/2025/0417",
        "recommandé n°\u00A02C\u00A0145\u00A0678\u00A09012\u00A03", "prescrites\t5\u202F016\n",
        "Patients actifs\t912\n", "\t5,50\n", "\t2,48\n", "\t2,22\n",
        "du 1er\u00A0septembre\u00A02024 au 28\u00A0février\u00A02025",
        "sous réserve de tous moyens", "À Nantes, le", "ma demande d’audition"}) {
    INFO(part);
    CHECK(Holds(text, part));
  }
}

TEST_CASE("the facts that stand in a letter are told", "[reply]") {
  const std::vector<std::string> facts =
      Made(FullDossier(), {"refus_mso", "proposition_mso"}).facts;
  CHECK(facts == std::vector<std::string>{"adresse_reponse", "caisse", "date_lettre", "date_remise",
                                          "numero_lrar", "praticien_adresse", "praticien_am",
                                          "praticien_nom", "praticien_rpps", "praticien_specialite",
                                          "reference"});
}

TEST_CASE("figures that the letter does not have leave no hole", "[reply]") {
  Dossier d = FullDossier();
  for (const char* id : {"ratio", "groupe_comparaison", "periode_debut", "numero_lrar",
                         "praticien_specialite", "adresse_reponse", "signataire_qualite"})
    Forget(d, "notification_mso", id);
  std::string text = TextOfKind(d, {"observations", "notification_mso"});
  CHECK_FALSE(Holds(text, "Rapport entre les deux"));
  CHECK_FALSE(Holds(text, "groupe de comparaison y est"));
  CHECK_FALSE(Holds(text, "recommandé n°"));
  CHECK(Holds(text, "Votre lettre retient les chiffres suivants"));
  CHECK(Holds(text, "Madame la Directrice, Monsieur le Directeur,"));
  CHECK(Holds(text, "CPAM de Loire-Atlantique\n9 rue Gaëtan Rondeau\n44958 NANTES CEDEX 9"));
  for (const char* id :
       {"ij_prescrites", "patients_actifs", "ij_par_patient", "ij_attendues_par_patient"})
    Forget(d, "notification_mso", id);
  text = TextOfKind(d, {"observations", "notification_mso"});
  CHECK_FALSE(Holds(text, "Chiffres retenus"));
}

TEST_CASE("a missing or doubtful value refuses the letter and is named", "[reply]") {
  const Kind kind = {"observations", "notification_mso"};
  Dossier d = FullDossier();
  CHECK(MissingOf(d, kind).empty());
  FieldOf(d, kind.type, "ij_par_patient").status = FactStatus::kToReview;
  Forget(d, kind.type, "praticien_adresse");
  const std::vector<std::string> missing = MissingOf(d, kind);
  CHECK(std::set<std::string>(missing.begin(), missing.end()) ==
        std::set<std::string>{"ij_par_patient", "praticien_adresse"});
  ReplyMaker maker(kTemplates);
  Result<ReplyFiles> r =
      maker.Make(ToXml(d), kind.id, {.pdf = false, .piece = PieceOfType(d, kind.type)});
  REQUIRE_FALSE(r.ok());
  CHECK(r.error().code == ErrorCode::kNeedsPerson);
  CHECK(Holds(r.error().message, "ij_par_patient (IJ par patient)"));
  CHECK(Holds(r.error().message, "praticien_adresse (adresse du praticien)"));
  // An address for the answer that is in doubt is not passed over.
  Dossier doubt = FullDossier();
  FieldOf(doubt, kind.type, "adresse_reponse").status = FactStatus::kToReview;
  CHECK(MissingOf(doubt, kind) == std::vector<std::string>{"adresse_reponse"});
}

TEST_CASE("an address without a postal line leaves the place of signing to the pen", "[reply]") {
  Dossier d = FullDossier();
  FieldOf(d, "notification_mso", "praticien_adresse").value = std::string("Le Bourg");
  CHECK(Holds(TextOfKind(d, {"observations", "notification_mso"}), "À ……………………………, le"));
}

TEST_CASE("the computed deadline never stands in a letter to the fund", "[reply]") {
  const Dossier d = FullDossier();
  for (const Kind& k : kAll) {
    const std::string text = TextOfKind(d, k);
    const bool to_fund =
        std::string_view(k.id) == "observations" || std::string_view(k.id) == "refus_mso";
    for (const char* day :
         {"18\u00A0juillet", "23\u00A0juillet", "4\u00A0juillet", "7\u00A0juillet"}) {
      INFO(k.id << " " << day);
      if (to_fund) CHECK_FALSE(Holds(text, day));
    }
    if (!to_fund)
      CHECK((Holds(text, "18\u00A0juillet\u00A02025") || Holds(text, "4\u00A0juillet\u00A02025")));
  }
}

TEST_CASE("letters to the fund cite only articles read in full", "[reply]") {
  // domain facts, confidence V or V-aug: CSS R. 148-1, R. 148-3; CRPA L. 311-1.
  const std::set<std::string> allowed = {"R.148-1", "R.148-3", "L.311-1"};
  const std::regex article("([LRD])\\.(?:\\s|\u00A0)*(\\d+(?:-\\d+)*)");
  for (const Date date : {Date{2025y / 6 / 18}, Date{2026y / 7 / 1}})
    for (const Kind& k : {kAll[0], kAll[1]}) {
      std::string text = TextOfKind(FullDossier(date), k);
      // Articles are written with a no-break hyphen.
      for (size_t at = text.find("\u2011"); at != std::string::npos; at = text.find("\u2011", at))
        text.replace(at, 3, "-");
      std::set<std::string> cited;
      for (std::sregex_iterator i(text.begin(), text.end(), article), end; i != end; ++i)
        cited.insert((*i)[1].str() + "." + (*i)[2].str());
      INFO(k.id);
      CHECK_FALSE(cited.empty());
      for (const std::string& a : cited) CHECK(allowed.contains(a));
    }
}

TEST_CASE("from 27 June 2026 the refusal is a precaution and the sheets say why", "[reply]") {
  const Kind refusal = {"refus_mso", "proposition_mso"},
             sheet = {"fiche_decision", "proposition_mso"};
  const std::string before = TextOfKind(FullDossier(2026y / 6 / 26), refusal);
  CHECK(Holds(before, "Je refuse cette proposition."));
  CHECK_FALSE(Holds(before, "À titre conservatoire"));
  const std::string after = TextOfKind(FullDossier(2026y / 6 / 27), refusal);
  CHECK(Holds(after, "À titre conservatoire, je refuse cette proposition"));
  CHECK_FALSE(Holds(after, "Je refuse cette proposition."));
  CHECK_FALSE(Holds(TextOfKind(FullDossier(2026y / 6 / 26), sheet), "n’avons pas lu"));
  CHECK(Holds(TextOfKind(FullDossier(2026y / 6 / 27), sheet), "n’avons pas lu"));
  CHECK(Holds(TextOfKind(FullDossier(2026y / 6 / 27), {"note_medecin", "notification_mso"}),
              "n’avons pas lu"));
}

TEST_CASE("the note marks provisional dates and asks for the receipt", "[reply]") {
  const Dossier d = FullDossier();  // the proposal's deadline is provisional, the launch's is not
  CHECK(Holds(TextOfKind(d, {"note_medecin", "proposition_mso"}), "Dates provisoires"));
  const std::string launch = TextOfKind(d, {"note_medecin", "notification_mso"});
  CHECK_FALSE(Holds(launch, "Dates provisoires"));
  Dossier none = FullDossier();
  none.deadlines.clear();
  const std::string undated = TextOfKind(none, {"note_medecin", "notification_mso"});
  CHECK(Holds(undated, "Aucune date n’a pu être calculée."));
  CHECK_FALSE(Holds(undated, "Date prudente"));
  CHECK_FALSE(Holds(undated, "Postez avant cette date"));
  for (const char* part : {"vendredi\u00A018\u00A0juillet\u00A02025", "l’enveloppe",
                           "acceptez rien par téléphone", "assureur"})
    CHECK(Holds(launch, part));
}

TEST_CASE("the draft mark is in the ODT until the letter is approved", "[reply]") {
  for (const Kind& k : kAll) {
    const std::string draft = ReadFromOdt(Made(FullDossier(), k, true).odt, "styles.xml").value();
    const std::string approved =
        ReadFromOdt(Made(FullDossier(), k, false).odt, "styles.xml").value();
    INFO(k.id);
    CHECK(Holds(draft, ">PROJET"));
    CHECK_FALSE(Holds(approved, "PROJET"));
  }
}

TEST_CASE("odd names stand as they are", "[reply]") {
  for (const char* name : {"Sean O'BRIEN", "Thị N’GUYEN", "Marie de la TOUR", "Zoë LEFÈVRE-CŒUR"}) {
    Dossier d = FullDossier();
    FieldOf(d, "notification_mso", "praticien_nom").value = std::string(name);
    CHECK(
        Holds(TextOfKind(d, {"observations", "notification_mso"}), std::string("Docteur ") + name));
  }
}

TEST_CASE("an ODT is a package as ODF 1.3 asks", "[reply]") {
  for (const Kind& k : kAll) {
    INFO(k.id);
    const std::string odt = Made(FullDossier(), k).odt;
    CHECK(CheckOdt(odt).ok());
    // mimetype first, stored, without extra field: its content starts at byte 38.
    CHECK(odt.substr(0, 4) == "PK\x03\x04");
    CHECK(odt.substr(8, 2) == std::string(2, '\0'));   // method: stored
    CHECK(odt.substr(28, 2) == std::string(2, '\0'));  // no extra field
    CHECK(odt.substr(30, 8) == "mimetype");
    CHECK(odt.substr(38, kOdtType.size()) == kOdtType);
    for (const char* name : {"content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"}) {
      INFO(name);
      const std::string bytes = ReadFromOdt(odt, name).value();
      Result<XmlDoc> doc = ParseXml(bytes, name);
      REQUIRE(doc.ok());
      xmlNode* root = xmlDocGetRootElement(doc->get());
      for (const char* foreign : {"loext", "libreoffice", "openoffice", "documentfoundation",
                                  "user-field", "text:section", "/tmp", "/home"})
        CHECK_FALSE(Holds(bytes, foreign));
      if (std::string_view(name) != "META-INF/manifest.xml")
        CHECK(Attribute(root, "version", kOffice) == "1.3");
      // The schema of ODF, where one is at hand (xmllint's verdict on 1.3 needs the OASIS file).
      const char* schema = std::getenv("RIPOSTE_ODF_SCHEMA");
      if (schema && std::string_view(name) != "META-INF/manifest.xml") {
        const Status valid = ValidateXml(doc->get(), name, schema);
        INFO((valid.ok() ? "" : valid.error().ToString()));
        CHECK(valid.ok());
      }
    }
    CHECK(odt == Made(FullDossier(), k).odt);  // same input, same bytes
  }
}

std::string NameOfStyle(const xmlNode* n) { return Attribute(n, "name", kStyle); }

TEST_CASE("every style that a letter uses is in its package", "[reply]") {
  for (const Kind& k : kAll) {
    const std::string odt = Made(FullDossier(), k).odt;
    const auto load = [&](const char* name) {
      return ParseXml(ReadFromOdt(odt, name).value(), name).value();
    };
    const XmlDoc content = load("content.xml"), styles = load("styles.xml");
    const auto names = [](xmlDoc* doc, const char* part) {
      std::set<std::string> out;
      if (const xmlNode* p = StylePart(doc, part))
        for (const xmlNode* n : Elements(p)) out.insert(NameOfStyle(n));
      return out;
    };
    std::set<std::string> common = names(styles.get(), "styles");
    common.merge(names(styles.get(), "master-styles"));
    for (xmlDoc* doc : {content.get(), styles.get()}) {
      std::set<std::string> known = common;
      known.merge(names(doc, "automatic-styles"));
      for (const xmlNode* n :
           Descendants(xmlDocGetRootElement(doc), [](const xmlNode*) { return true; }))
        for (const xmlAttr* a = n->properties; a; a = a->next)
          if (NamesStyle(a)) {
            const std::string used(reinterpret_cast<const char*>(a->children->content));
            INFO(k.id << " uses " << used);
            CHECK(known.contains(used));
          }
    }
  }
}

}  // namespace
}  // namespace riposte::reply
