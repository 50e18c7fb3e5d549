#include "tests/pipeline/reply/support.h"

#include <stdlib.h>

#include <fstream>
#include <stdexcept>

#include "pipeline/arguments/arguments.h"
#include "pipeline/dossier/example.h"
#include "pipeline/reply/odt.h"
#include "pipeline/reply/reply.h"
#include "pipeline/reply/xml.h"

namespace riposte::reply {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* kFlatHead =
    "<?xml version=\"1.0\"?>\n"
    "<office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
    " xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\""
    " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\""
    " xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\""
    " xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\""
    " xmlns:xlink=\"http://www.w3.org/1999/xlink\""
    " xmlns:loext=\"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0\""
    " office:version=\"1.3\" office:mimetype=\"application/vnd.oasis.opendocument.text\">\n"
    "<office:styles><style:style style:name=\"Standard\" style:family=\"paragraph\"/>"
    "</office:styles><office:automatic-styles/><office:master-styles/>"
    "<office:body><office:text>\n";

void Collect(const xmlNode* n, std::string& out) {
  for (const xmlNode* c = n->children; c; c = c->next) {
    if (c->type == XML_TEXT_NODE) {
      if (Is(n, kText, "p") || Is(n, kText, "h") || Is(n, kText, "span") || Is(n, kText, "a"))
        out += TextContent(c);
    } else if (Is(c, kText, "line-break")) {
      out += "\n";
    } else if (Is(c, kText, "tab")) {
      out += "\t";
    } else if (Is(c, kText, "s")) {
      const std::string count = Attribute(c, "c", kText);
      out += std::string(count.empty() ? 1 : std::stoi(count), ' ');
    } else {
      Collect(c, out);
      if (Is(c, kText, "p") || Is(c, kText, "h")) out += "\n";
    }
  }
}

}  // namespace

Dossier FullDossier(Date letter_date) {
  Dossier d = ExampleDossier();
  const std::string proposal = PieceOfType(d, "proposition_mso");
  DossierDeadline refusal = d.deadlines.at(0);
  refusal.piece = proposal;
  refusal.deadline.rule = "mso.refus";
  refusal.deadline.label = "Refus de la proposition de mise sous objectif";
  refusal.deadline.prudent = 2025y / 7 / 4;
  refusal.deadline.extended = 2025y / 7 / 7;
  refusal.provisional = true;
  d.deadlines.push_back(refusal);
  for (Piece& p : d.pieces)
    if (auto f = p.letter.fields.find("date_lettre"); f != p.letter.fields.end())
      f->second.value = letter_date;
  return d;
}

void Answer(Dossier& dossier, const std::vector<std::pair<std::string, std::string>>& answers) {
  static const Law law = Law::Load(kTemplates).value();
  static const Arguments arguments = Arguments::Load(kTemplates, law).value();
  static const std::vector<ArgumentLetter> letters = [] {
    std::vector<ArgumentLetter> out;
    const std::vector<ReplyKind> kinds = ReplyMaker(kTemplates).Kinds().value();
    for (const ReplyKind& k : kinds) out.push_back({k.id, k.moment, k.for_types, k.to_fund});
    return out;
  }();
  for (const auto& [id, value] : answers) {
    std::erase_if(dossier.given,
                  [&, i = id](const GivenFact& f) { return f.id == "reponse." + i; });
    dossier.given.push_back({.id = "reponse." + id,
                             .value = value,
                             .author = "Dr Claire MARTIN",
                             .date = "2025-06-27"});
  }
  const FieldNeeds needs = ReplyMaker(kTemplates).Needs().value();
  if (const Status s = Judge(dossier, arguments, law, letters, needs); !s.ok())
    throw std::runtime_error(s.error().ToString());
}

Dossier AnsweredDossier() {
  Dossier d = FullDossier();
  FieldOf(d, "notification_mso", "exclusions").value = std::string("maternité");
  Answer(d, {{"remplacements", "oui"},
             {"remplacements_jours", "21"},
             {"arrets_en_cours", "14"},
             {"attentes_soins", "9"},
             {"arrets_psy_tms", "41"},
             {"arrets_cancer", "6"},
             {"gros_employeur", "oui"},
             {"gros_employeur_patients", "120"},
             {"lettre_assistance", "non"},
             {"assistant", "le docteur Yves LE GALL"},
             {"report_motif", "consultations déjà données ce jour-là"},
             {"pv_rectifications", "page 2, lire « 21 jours » au lieu de « 2 jours »."},
             {"compte_rendu_reserves", "Les dossiers 3 et 7 n’ont pas été évoqués."},
             {"penalite_faits_contestes", "oui"},
             {"indu_lignes_contestees", "2"},
             {"indu_lignes", "1, 2"},
             {"indu_detail", "non"},
             {"mise_en_demeure_recue", "non"},
             {"contrainte_mentions", "non"},
             {"controle_liste", "non"},
             {"decision_motivee", "non"},
             {"decision_mentions", "non"},
             {"uncam_prouve", "non"},
             {"rosp_contestation", "oui"},
             {"rosp_indicateurs_contestes", "2"},
             {"rosp_lignes", "1,2"},
             {"patientele_mt_cabinet", "905"},
             {"joindre_contrats_remplacement", "oui"}});
  return d;
}

Fact& FieldOf(Dossier& dossier, const std::string& type, const std::string& field) {
  for (Piece& p : dossier.pieces)
    if (p.letter.type.value == type) return p.letter.fields.at(field);
  throw std::out_of_range(type);
}

void Forget(Dossier& dossier, const std::string& type, const std::string& field) {
  for (Piece& p : dossier.pieces)
    if (p.letter.type.value == type) p.letter.fields.erase(field);
}

Evaluated FakeSource::Answer(const std::string& xpath, bool boolean) {
  asked.push_back(xpath);
  Evaluated e;
  if (const auto unknown = possible.find(xpath); unknown != possible.end()) {
    e.state = Evaluated::kPossible;
    e.missing = unknown->second;
  } else if (boolean && truths.contains(xpath)) {
    e.boolean = truths.at(xpath);
  } else if (!boolean && texts.contains(xpath)) {
    e.text = texts.at(xpath);
  } else {
    e.state = Evaluated::kError;
    e.error = "not expected";
  }
  return e;
}

Evaluated FakeSource::Boolean(const std::string& xpath) { return Answer(xpath, true); }
Evaluated FakeSource::Text(const std::string& xpath) { return Answer(xpath, false); }

TemplateFolder::TemplateFolder() {
  std::string path = (fs::temp_directory_path() / "riposte-reply-test-XXXXXX").string();
  if (!mkdtemp(path.data())) throw std::runtime_error("no temporary folder");
  path_ = path;
  fs::create_directories(path_ / "replies");
  fs::copy(fs::path(kTemplates) / "schema", path_ / "schema");
  fs::copy(fs::path(kTemplates) / "law", path_ / "law");
  // No argument: theirs are letters that this folder does not have.
  fs::create_directories(path_ / "arguments");
  for (const char* name : {"questions.xml", "interdits.xml"})
    fs::copy(fs::path(kTemplates) / "arguments" / name, path_ / "arguments" / name);
  Write("styles.fodt", std::string(kFlatHead) + "</office:text></office:body></office:document>");
}

TemplateFolder::~TemplateFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void TemplateFolder::Write(const std::string& name, const std::string& text) const {
  std::ofstream(path_ / "replies" / name, std::ios::binary) << text;
}

void TemplateFolder::WriteLetter(const std::string& kind, const std::string& body) const {
  Write(kind + ".fodt", kFlatHead + body + "</office:text></office:body></office:document>");
}

void TemplateFolder::WriteRules(const std::string& rules, const std::string& values) const {
  Write("lettres.xml",
        "<lettres><lettre id=\"essai\" titre=\"Essai\" types=\"notification_mso\" base=\"essai\" "
        "a_la_caisse=\"oui\" si=\"true()\">" +
            rules + "</lettre></lettres>");
  Write("valeurs.xml", "<valeurs>" + values + "</valeurs>");
}

std::string TextOf(const std::string& odt) {
  Result<std::string> content = ReadFromOdt(odt, "content.xml");
  if (!content.ok()) throw std::runtime_error(content.error().ToString());
  Result<XmlDoc> doc = ParseXml(*content, "content.xml");
  if (!doc.ok()) throw std::runtime_error(doc.error().ToString());
  std::string out;
  Collect(xmlDocGetRootElement(doc->get()), out);
  return out;
}

}  // namespace riposte::reply
