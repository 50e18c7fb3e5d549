// PDF/A-2b as far as it can be told without a validator, on every kind of letter: in time and past
// its delay, as a draft and approved. What FinishPdf checks is checked here by other means.
// RIPOSTE_LETTERS=DIR writes them there, to be looked at page by page.
#include <poppler-document.h>
#include <poppler-font.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#define POINTERHOLDER_TRANSITION 4  // std::shared_ptr, as new qpdf has
#include <qpdf/QPDF.hh>
#include <set>

#include "pipeline/dossier/example.h"
#include "pipeline/reply/reply.h"
#include "tests/pipeline/reply/support.h"

namespace riposte::reply {
namespace {

namespace fs = std::filesystem;

ReplyMaker& TheMaker() {
  static ReplyMaker maker(kTemplates, {.program = RIPOSTE_PROGRAM});
  return maker;
}

// What ISO 19005-2 forbids in any dictionary of a letter, with the clause.
const char* Forbidden(QPDFObjectHandle o) {
  QPDFObjectHandle d = o.isStream() ? o.getDict() : o;
  if (!d.isDictionary()) return nullptr;
  for (const char* key : {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/AA",
                          "/Alternates", "/OPI", "/Ref", "/PS", "/Movie", "/Sound", "/F"})
    // An annotation's flags are called /F too, and are a number.
    if (d.hasKey(key) && !d.getKey(key).isInteger()) return key;
  QPDFObjectHandle filter = o.isStream() ? d.getKey("/Filter") : QPDFObjectHandle::newNull();
  if (filter.isName() && filter.getName() == "/LZWDecode") return "/LZWDecode";
  if (d.hasKey("/TR") && !d.getKey("/TR").isName()) return "/TR";
  QPDFObjectHandle action = d.getKey("/S");
  static const std::set<std::string> kActions = {
      "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide"};
  if (action.isName() && kActions.contains(action.getName())) return "an action";
  return nullptr;
}

void CheckPdfA(const std::string& bytes) {
  QPDF pdf;
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("letter.pdf", bytes.data(), bytes.size());
  QPDFObjectHandle root = pdf.getRoot();
  CHECK_FALSE(pdf.isEncrypted());
  CHECK(bytes.starts_with("%PDF-1."));
  CHECK(pdf.getTrailer().hasKey("/ID"));
  const auto xmp = root.getKey("/Metadata").getRawStreamData();
  const std::string packet(reinterpret_cast<const char*>(xmp->getBuffer()), xmp->getSize());
  CHECK(packet.find("<pdfaid:part>2</pdfaid:part>") != std::string::npos);
  CHECK(packet.find("<pdfaid:conformance>B</pdfaid:conformance>") != std::string::npos);
  CHECK_FALSE(root.getKey("/Metadata").getDict().hasKey("/Filter"));  // 6.6.2.1
  QPDFObjectHandle intents = root.getKey("/OutputIntents");
  REQUIRE(intents.isArray());
  REQUIRE(intents.getArrayNItems() == 1);
  CHECK(intents.getArrayItem(0).getKey("/S").getName() == "/GTS_PDFA1");
  CHECK(intents.getArrayItem(0).getKey("/DestOutputProfile").isStream());
  CHECK(root.getKey("/MarkInfo").getKey("/Marked").getBoolValue());
  CHECK(root.getKey("/StructTreeRoot").isDictionary());
  CHECK(root.getKey("/Lang").getUTF8Value() == "fr-FR");
  for (QPDFObjectHandle o : pdf.getAllObjects())
    if (const char* what = Forbidden(o)) FAIL_CHECK("forbidden: " << what);
  const std::unique_ptr<poppler::document> doc(
      poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
  REQUIRE(doc);
  const std::vector<poppler::font_info> fonts = doc->fonts();
  CHECK_FALSE(fonts.empty());
  for (const poppler::font_info& f : fonts) {
    INFO(f.name());
    CHECK(f.is_embedded());
  }
}

TEST_CASE("every letter is PDF/A-2b, in time and late, as a draft and approved", "[reply][pdfa]") {
  Dossier in_time = AnsweredDossier();
  Answer(in_time, {{"joindre_annexe_strates", "oui"}});
  // The referral against a formal notice is written where its clock is running.
  DossierDeadline clock = in_time.deadlines.at(0);
  clock.piece = PieceOfType(in_time, "mise_en_demeure");
  clock.deadline.rule = "indu.cra_mise_en_demeure";
  clock.deadline.label = "Saisine de la commission contre la mise en demeure";
  in_time.deadlines.push_back(clock);
  Dossier late = in_time;
  for (const Piece& p : in_time.pieces) {
    bool has = false;
    for (DossierDeadline& d : late.deadlines) {
      has = has || (d.piece == p.id && d.deadline.side == "praticien");
      if (d.deadline.side == "praticien") d.state = "depasse";
    }
    if (has) continue;
    DossierDeadline d = in_time.deadlines.at(0);
    d.piece = p.id;
    d.state = "depasse";
    late.deadlines.push_back(d);
  }
  const std::vector<ReplyKind> kinds = TheMaker().Kinds().value();
  const char* out = std::getenv("RIPOSTE_LETTERS");
  size_t made_all = 0, late_differ = 0;
  for (const ReplyKind& k : kinds)
    for (const std::string& type : k.for_types) {
      // What differs between the types of these two is a sentence or a list of questions.
      if ((k.id == "note_medecin" || k.id == "questionnaire") && out == nullptr &&
          type != "notification_mso" && type != "contrainte")
        continue;
      std::string text_in_time;
      for (const bool is_late : {false, true}) {
        const Dossier& d = is_late ? late : in_time;
        INFO(k.id << " for " << type << (is_late ? ", late" : ""));
        const ReplyOptions options{.draft = is_late,
                                   .pdf = false,
                                   .piece = PieceOfType(d, type),
                                   .date = is_late ? "" : "2025-07-01",
                                   .pictures = PicturesOf(d)};
        ReplyOptions with_pdf = options;
        with_pdf.pdf = true;
        const std::string text = TextOf(TheMaker().Make(ToXml(d), k.id, options).value().odt);
        if (is_late && text.size() == text_in_time.size()) continue;  // it has no such variant
        late_differ += is_late;
        text_in_time = text;
        const Result<ReplyFiles> made = TheMaker().Make(ToXml(d), k.id, with_pdf);
        REQUIRE(made.ok());
        INFO(made->warning);
        REQUIRE_FALSE(made->pdf.empty());
        CHECK(made->warning.empty());
        CheckPdfA(made->pdf);
        ++made_all;
        if (out != nullptr)
          std::ofstream(fs::path(out) / (k.id + "-" + type + (is_late ? "-late" : "") + ".pdf"),
                        std::ios::binary)
              << made->pdf;
      }
    }
  CHECK(made_all > 40);
  CHECK(late_differ > 10);
}

// What a secretary meets sooner or later, together in one letter.
TEST_CASE("odd names, a long address and many enclosures", "[reply][pdfa]") {
  for (const char* name :
       {"Aoife O'BRIEN", "Thi N'GUYEN", "Jean-Marie de LA TOUR", "Zoé LEFÈVRE"}) {
    INFO(name);
    Dossier d = AnsweredDossier();
    d.nom = name;
    for (Piece& p : d.pieces)
      if (auto f = p.letter.fields.find("praticien_nom"); f != p.letter.fields.end()) {
        f->second.value = std::string(name);
        f->second.text = name;
      }
    FieldOf(d, "notification_mso", "praticien_adresse").value = std::string(
        "Maison de santé pluriprofessionnelle des Trois-Rivières / Bâtiment C, 2e étage, porte 14 "
        "/ "
        "117 bis avenue du Général-de-Gaulle / Lieu-dit L'Isle-d'Abeau / 44350 "
        "SAINT-MOLF-LES-ÉTANGS CEDEX 9");
    for (const char* id : {"contrats_remplacement", "releve_arrets_en_cours", "decompte_metiers",
                           "releve_arrets_cancer", "releve_arrets_psy_tms", "releve_attentes"})
      Answer(d, {{std::string("joindre_") + id, "oui"}});
    Answer(d, {{"joindre_annexe_strates", "oui"}});
    const Result<ReplyFiles> made = TheMaker().Make(ToXml(d), "observations",
                                                    {.draft = false,
                                                     .piece = PieceOfType(d, "notification_mso"),
                                                     .date = "2025-07-01",
                                                     .pictures = PicturesOf(d)});
    REQUIRE(made.ok());
    CHECK(made->warning.empty());
    REQUIRE_FALSE(made->pdf.empty());
    CheckPdfA(made->pdf);
    const std::string text = TextOf(made->odt);
    size_t enclosures = 0;
    for (size_t at = text.find("P.\u00A0J."); at != std::string::npos;
         at = text.find("\n– ", at + 1))
      ++enclosures;
    CHECK(enclosures == 1 + 8);
    if (const char* out = std::getenv("RIPOSTE_LETTERS"))
      std::ofstream(fs::path(out) / ("odd-" + std::string(name) + ".pdf"), std::ios::binary)
          << made->pdf;
  }
}

}  // namespace
}  // namespace riposte::reply
