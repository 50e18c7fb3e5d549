// Letters laid out by hand: what is read, where, how surely, and how it is explained.
#include "extractors/template/extract.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

using namespace std::chrono;

const Templates& All() {
  static const Result<Templates> t =
      Templates::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates");
  REQUIRE(t.ok());
  return *t;
}

// Answers every request with the same words; counts them.
class FakeRereader : public Rereader {
 public:
  std::vector<CropRequest> asked;
  std::string text;
  Result<CropReading> Reread(const CropRequest& request) override {
    asked.push_back(request);
    CropReading r;
    r.text = text;
    r.confidence = 0.95;
    r.ink = 0.1;
    return r;
  }
};

std::vector<Letter> Run(const Reading& reading, Trace* trace = nullptr) {
  FakeRereader rereader;
  return Extract(reading, All(), rereader, {"lettre.pdf"}, trace);
}

// A letter that opens the procedure, figures in running text; `x` shifts nothing but the dates.
PageReading Notification(PageSource source = PageSource::kTextLayer) {
  PageBuilder b(1, source);
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET"});
  b.Lines(330, 150, {"Docteur Claire MARTIN", "8 place du Marché", "23200 AUBUSSON"});
  b.Line(57, 230, "N/Réf : MSO-23-2025/07");
  b.Line(57, 243, "RPPS : 10952601812");
  b.Line(400, 260, "Guéret, le 18 juin 2025");
  b.Line(57, 290, "Objet : ouverture de la procédure de mise sous objectif");
  b.Line(57, 316, "Docteur,");
  b.Lines(57, 342,
          {"Du 1er septembre 2024 au 28 février 2025, vous avez prescrit 12 458 indemnités",
           "journalières pour 1 234 patients actifs, soit 10,10 IJ par patient actif. La moyenne",
           "attendue est de 4,70 IJ par patient actif chez les médecins de la région, soit un",
           "niveau significativement supérieur."});
  b.Lines(
      57, 420,
      {"En application des articles L. 162-1-15 et R. 148-1 du code de la sécurité sociale, vous",
       "disposez d’un délai d’un mois à compter de la réception du présent courrier pour me",
       "faire parvenir vos observations écrites ou demander à être entendue."});
  b.Line(57, 490, "Je vous prie d’agréer, Docteur, mes salutations distinguées.");
  b.Line(350, 530, "La directrice");
  b.Line(350, 580, "Hélène BOISSERAND");
  return b.page();
}

const Fact& Field(const Letter& letter, const std::string& id) {
  const Fact* f = letter.Field(id);
  INFO(id);
  REQUIRE(f);
  return *f;
}

std::string Canonical(const Letter& letter, const std::string& id) {
  return ToCanonical(Field(letter, id).value);
}

bool Says(const Trace& trace, const std::string& what) {
  return std::any_of(trace.lines().begin(), trace.lines().end(),
                     [&](const std::string& l) { return l.find(what) != std::string::npos; });
}

}  // namespace

TEST_CASE("a letter with figures in running text is read whole", "[template]") {
  const std::vector<Letter> letters = Run(ReadingOf({Notification()}));
  REQUIRE(letters.size() == 1);
  const Letter& l = letters[0];
  CHECK(l.source == "lettre.pdf");
  CHECK(l.type.value == "notification_mso");
  CHECK(l.type.status == FactStatus::kSure);
  CHECK(l.type.template_version == "1");
  CHECK(Canonical(l, "caisse") == "CPAM de la Creuse");
  CHECK(Canonical(l, "caisse_adresse") == "3 rue des Tisserands / 23000 GUÉRET");
  CHECK(Canonical(l, "departement") == "23");
  CHECK(Canonical(l, "praticien_nom") == "Claire MARTIN");
  CHECK(Canonical(l, "praticien_adresse") == "8 place du Marché / 23200 AUBUSSON");
  CHECK(Canonical(l, "praticien_rpps") == "10952601812");
  CHECK(Canonical(l, "reference") == "MSO-23-2025/07");
  CHECK(Canonical(l, "objet") == "ouverture de la procédure de mise sous objectif");
  CHECK(Canonical(l, "date_lettre") == "2025-06-18");
  CHECK(Canonical(l, "periode_debut") == "2024-09-01");
  CHECK(Canonical(l, "periode_fin") == "2025-02-28");
  CHECK(Canonical(l, "ij_prescrites") == "12458");
  CHECK(Canonical(l, "patients_actifs") == "1234");
  CHECK(Canonical(l, "ij_par_patient") == "10.10");
  CHECK(Canonical(l, "ij_attendues_par_patient") == "4.70");
  CHECK(Canonical(l, "perimetre_comparaison") == "ars");
  CHECK(Canonical(l, "delai_annonce") == "P1M");
  CHECK(Canonical(l, "delai_point_depart") == "à compter de la réception du présent courrier");
  CHECK(Canonical(l, "signataire") == "Hélène BOISSERAND");
  CHECK(Canonical(l, "signataire_qualite") == "directrice");
  CHECK(std::get<TextList>(Field(l, "textes_cites").value) == TextList{"L.162-1-15", "R.148-1"});
  CHECK(l.missing.empty());
  for (const auto& [id, f] : l.fields) {
    INFO(id);
    CHECK(f.status == FactStatus::kSure);
    CHECK_FALSE(f.spans.empty());
  }
  REQUIRE_FALSE(l.checks.empty());
  CHECK(l.checks[0].id == "ij_par_patient = ij_prescrites / patients_actifs");
  CHECK(l.checks[0].status == "holds");
  CHECK_FALSE(l.NeedsPerson());
}

TEST_CASE("a value that wraps has a box on each line", "[template]") {
  PageReading page = Notification();
  // «18 juin 2025» stays whole; the article «L. 162-1-15» is cut by the line.
  PageBuilder b;
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET"});
  b.Lines(57, 342,
          {"Par la présente, et en application de la procédure qui est celle de l’article R.",
           "148-1 du code de la sécurité sociale, un délai vous est ouvert et court à compter du",
           "28 mars 2025 sans autre forme."});
  const std::vector<Letter> letters = Run(ReadingOf({b.page()}));
  const Fact& f = Field(letters.at(0), "textes_cites");
  CHECK(std::get<TextList>(f.value) == TextList{"R.148-1"});
  REQUIRE(f.spans.size() == 2);
  CHECK(f.spans[0].box.top == 342);
  CHECK(f.spans[1].box.top == 355);
  CHECK(f.spans[1].box.left == 57);
}

TEST_CASE("the office's stamp is never the letter's date", "[template]") {
  for (const char* stamp : {"COURRIER ARRIVÉ LE 24 JUIN 2025", "REÇU LE 24 JUIN 2025",
                            "Arrivé le 24/06/2025", "COURRIER ARRIVÉ"}) {
    PageBuilder b;
    b.page() = Notification();
    b.Line(330, 60, stamp);
    if (std::string(stamp) == "COURRIER ARRIVÉ") b.Line(335, 74, "24 JUIN 2025");
    INFO(stamp);
    Trace trace;
    std::vector<Letter> letters = Run(ReadingOf({b.page()}), &trace);
    CHECK(Canonical(letters.at(0), "date_lettre") == "2025-06-18");
    CHECK(Field(letters.at(0), "date_lettre").status == FactStatus::kSure);
    // And without a date of its own the letter has none, rather than the stamp's.
    auto& words = b.page().words;
    std::erase_if(words, [](const Word& w) { return w.box.top == 260; });
    letters = Run(ReadingOf({b.page()}));
    CHECK(letters.at(0).Field("date_lettre") == nullptr);
    CHECK(letters.at(0).missing == std::vector<std::string>{"date_lettre"});
    CHECK(letters.at(0).NeedsPerson());
  }
}

TEST_CASE("anchors stand some damage on a scan, values none", "[template]") {
  PageReading page = Notification(PageSource::kOcr);
  for (Word& w : page.words) {
    if (w.text == "prescrit") w.text = "prescril";
    if (w.text == "journalières") w.text = "joumalieres";
    if (w.text == "IJ") w.text = "1J";
    if (w.text == "observations") w.text = "obscrvations";
    if (w.text == "Objet") w.text = "0bjet";
  }
  const Letter l = Run(ReadingOf({page})).at(0);
  CHECK(l.type.value == "notification_mso");
  CHECK(Canonical(l, "ij_prescrites") == "12458");
  CHECK(Canonical(l, "ij_par_patient") == "10.10");
  CHECK(l.Field("objet") != nullptr);
  // In a text layer the same words are not what they look like.
  for (Word& w : page.words)
    if (w.text == "obscrvations") w.text = "obscrv";
  page.source = PageSource::kTextLayer;
  CHECK(Run(ReadingOf({page})).at(0).type.value != "");
}

TEST_CASE("a second reading is asked for lines, each once, and may only raise doubt",
          "[template]") {
  const Reading reading = ReadingOf({Notification(PageSource::kOcr)});
  FakeRereader rereader;
  rereader.text = "nothing like it";
  const Letter l = Extract(reading, All(), rereader, {"scan.pdf"}).at(0);
  REQUIRE_FALSE(rereader.asked.empty());
  for (size_t i = 0; i < rereader.asked.size(); ++i) {
    CHECK(rereader.asked[i].box.width() > 30);  // a line, not a word
    for (size_t k = i + 1; k < rereader.asked.size(); ++k)
      CHECK_FALSE((rereader.asked[i].box == rereader.asked[k].box &&
                   rereader.asked[i].recipe == rereader.asked[k].recipe));
  }
  const Fact& reference = Field(l, "reference");
  CHECK(reference.status == FactStatus::kToReview);
  CHECK(std::find(reference.why.begin(), reference.why.end(), "second_reading_differs") !=
        reference.why.end());
  CHECK(ToCanonical(reference.value) == "MSO-23-2025/07");
}

TEST_CASE("a nought beside letters in a scanned reference is doubted, though read twice",
          "[template]") {
  PageReading page = Notification(PageSource::kOcr);
  for (Word& w : page.words)
    if (w.text == "MSO-23-2025/07") w.text = "MS0-23-2025/07";
  FakeRereader rereader;
  rereader.text = "N/Réf : MS0-23-2025/07";
  const Letter l = Extract(ReadingOf({page}), All(), rereader, {"scan.pdf"}).at(0);
  const Fact& f = Field(l, "reference");
  CHECK(ToCanonical(f.value) == "MSO-23-2025/07");
  CHECK(f.status == FactStatus::kToReview);
  CHECK(f.why == std::vector<std::string>{"look_alike_letters"});
}

TEST_CASE("a name of one word lost its other half; another hand is not the director's",
          "[template]") {
  PageBuilder b;
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET"});
  b.Lines(330, 150, {"Docteur MARTIN", "8 place du Marché", "23200 AUBUSSON"});
  b.Line(400, 260, "Guéret, le 18 juin 2025");
  b.Line(57, 316, "Docteur,");
  b.Lines(57, 342,
          {"La commission de recours amiable, 12 rue du Mail, 02323 SAINT-",
           "QUENTIN CEDEX, peut être saisie."});
  b.Line(57, 490, "Je vous prie d’agréer, Docteur, mes salutations distinguées.");
  b.Line(350, 530, "P/6 le directeur");  // «P/o», misread
  const std::vector<Letter> letters = Run(ReadingOf({b.page()}));
  const Fact& name = Field(letters.at(0), "praticien_nom");
  CHECK(name.status == FactStatus::kToReview);
  CHECK(name.why == std::vector<std::string>{"incomplete_text"});
  const Fact* office = letters[0].Field("signataire_qualite");
  CHECK((!office || ToCanonical(office->value) != "directeur"));
  // A hyphen at the end of a line goes on in the next, however ragged the edge.
  CHECK(std::get<TextList>(Field(letters[0], "voies_recours").value) ==
        TextList{"La commission de recours amiable, 12 rue du Mail, 02323 SAINT-QUENTIN CEDEX, "
                 "peut être saisie"});
}

TEST_CASE("a broken equation sends its values to a person", "[template]") {
  PageReading page = Notification();
  for (Word& w : page.words)
    if (w.text == "10,10") w.text = "11,10";
  const Letter l = Run(ReadingOf({page})).at(0);
  for (const char* id : {"ij_prescrites", "patients_actifs", "ij_par_patient"}) {
    const Fact& f = Field(l, id);
    CHECK(f.status == FactStatus::kToReview);
    CHECK(std::find(f.why.begin(), f.why.end(), "check_broken") != f.why.end());
  }
  CHECK(l.checks[0].status == "broken");
  CHECK(l.checks[0].detail == "12458 / 1234 = 10.10, printed 11.10");
  CHECK(l.NeedsPerson());
}

TEST_CASE("two places that differ leave the value to a person, with both", "[template]") {
  PageBuilder b;
  b.page() = Notification();
  b.Line(57, 640, "RPPS : 10991186254");
  const Letter l = Run(ReadingOf({b.page()})).at(0);
  const Fact& f = Field(l, "praticien_rpps");
  CHECK(f.status == FactStatus::kToReview);
  REQUIRE(f.candidates.size() == 1);
  CHECK(ToCanonical(f.candidates[0].value) == "10991186254");
  CHECK(f.candidates[0].spans.at(0).box.top == 640);
}

TEST_CASE("what no template claims is inconnu, with what every letter has", "[template]") {
  PageBuilder b;
  b.Lines(57, 50, {"CPAM du Gard", "14 rue des Garrigues", "30921 NÎMES CEDEX 9"});
  b.Line(400, 200, "Nîmes, le 3 mars 2025");
  b.Line(57, 300, "Votre carte de professionnel arrive à échéance.");
  Letter l = Run(ReadingOf({b.page()})).at(0);
  CHECK(l.type.value == "inconnu");
  CHECK(l.type.status == FactStatus::kToReview);
  CHECK(l.type.why == std::vector<std::string>{"no_template"});
  CHECK(Canonical(l, "caisse") == "CPAM du Gard");
  CHECK(Canonical(l, "date_lettre") == "2025-03-03");
  CHECK_FALSE(l.urgent);

  SECTION("a formal notice makes it urgent") {
    b.Line(57, 330, "Mise en demeure");
    CHECK(Run(ReadingOf({b.page()})).at(0).urgent);
  }
  SECTION("a delay makes it urgent") {
    b.Line(57, 330, "Vous disposez d’un délai de dix jours pour répondre.");
    CHECK(Run(ReadingOf({b.page()})).at(0).urgent);
  }
  SECTION("a LRAR number makes it urgent") {
    b.Line(57, 220, "LRAR 2C 661 318 6081 2");
    CHECK(Run(ReadingOf({b.page()})).at(0).urgent);
  }
  SECTION("a badly read page makes it urgent") {
    PageReading page = b.page();
    page.source = PageSource::kOcr;
    page.quality = 0.3;
    l = Run(ReadingOf({page})).at(0);
    CHECK(l.urgent);
    CHECK(l.warnings == std::vector<std::string>{"badly_read: page 1"});
  }
}

TEST_CASE("several letters in one file are cut at their first pages", "[template]") {
  PageReading first = Notification();
  PageBuilder annex(2);
  annex.Line(57, 50, "Annexe – Profil personnalisé");
  PageReading second = Notification();
  second.number = 3;
  const std::vector<Letter> letters = Run(ReadingOf({first, annex.page(), second}));
  REQUIRE(letters.size() == 2);
  CHECK(letters[0].item == 1);
  CHECK(letters[0].items == 2);
  CHECK(letters[0].first_page == 1);
  CHECK(letters[0].pages == 2);
  CHECK(letters[1].first_page == 3);
  CHECK(letters[1].pages == 1);
  CHECK(Field(letters[1], "ij_prescrites").spans.at(0).page == 3);

  SECTION("«Page 2/2» never opens one") {
    PageBuilder b(2);
    b.page() = second;
    b.page().number = 2;
    b.Line(270, 800, "Page 2/2");
    CHECK(Run(ReadingOf({first, b.page()})).size() == 1);
  }
  SECTION("a doubtful cut is a warning") {
    PageBuilder b(2);
    b.Lines(57, 50, {"CPAM de la Creuse", "23000 GUÉRET"});
    b.Line(57, 100, "Réf. : profil");
    const std::vector<Letter> one = Run(ReadingOf({first, b.page()}));
    REQUIRE(one.size() == 1);
    CHECK(one[0].warnings == std::vector<std::string>{"cut_uncertain: page 2"});
  }
}

TEST_CASE("the explanation names templates, anchors, and what was rejected", "[template]") {
  PageBuilder b;
  b.page() = Notification();
  b.Line(330, 60, "COURRIER ARRIVÉ LE 24 JUIN 2025");
  Trace trace;
  (void)Run(ReadingOf({b.page()}), &trace);
  CHECK(Says(trace, "notification_mso: cues"));
  CHECK(Says(trace, "lost, required cue missing: «relevé individuel d’activité"));
  CHECK(Says(trace, "+ article R.148-1 (3): article R.148-1"));
  CHECK(Says(trace, "field ij_prescrites"));
  CHECK(Says(trace, "anchor «indemnités journalières» page 1 ["));
  CHECK(Says(trace, "taken: «12 458» = 12458"));
  CHECK(Says(trace, "rejected: «4,70»: a <without> phrase stands by"));
  CHECK(Says(trace, "rejected: «24 JUIN 2025» stands in a stamp"));
  CHECK(
      Says(trace, "ij_par_patient = ij_prescrites / patients_actifs: holds, 12458 / 1234 = 10.10"));
}

TEST_CASE("odd pages do no harm", "[template]") {
  CHECK(Run(ReadingOf({})).empty());
  PageBuilder blank;
  blank.page().source = PageSource::kBlank;
  CHECK(Run(ReadingOf({blank.page()})).at(0).type.value == "inconnu");
  PageBuilder failed;
  failed.page().source = PageSource::kFailed;
  const Letter l = Run(ReadingOf({failed.page()})).at(0);
  CHECK(l.warnings == std::vector<std::string>{"page_failed: 1"});
  CHECK(l.urgent);
  // Thousands of equal words, no size, one place.
  PageBuilder heap;
  for (int i = 0; i < 5000; ++i) heap.Line(57, 300, "IJ");
  CHECK(Run(ReadingOf({heap.page()})).size() == 1);
}

TEST_CASE("the doctor is nobody else in the letter; a form's rows do not run together",
          "[template]") {
  PageBuilder b(1, PageSource::kTextLayer);
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET"});
  b.Lines(330, 150, {"Docteur Claire MARTIN", "8 place du Marché", "23200 AUBUSSON"});
  b.Line(400, 260, "Guéret, le 2 juillet 2025");
  b.Line(57, 290, "Objet : votre audition");
  b.Lines(57, 342,
          {"Vous avez demandé à être entendue (article R. 148-1). L’audition du Docteur MARTIN,",
           "en présence du Docteur MARTIN et du médecin-conseil, aura lieu le 15 juillet 2025."});
  b.Line(57, 400, "Lieu");
  b.Line(200, 400, "3 rue des Tisserands, salle des conseillers élus");
  b.Line(57, 420, "Contact");
  b.Line(200, 420, "accueil de la caisse");
  b.Line(350, 530, "La directrice");
  b.Line(350, 580, "Hélène BOISSERAND");
  Reading reading;
  reading.pages.push_back(b.page());
  const std::vector<Letter> letters = Run(reading);
  REQUIRE(letters.size() == 1);
  CHECK(letters[0].type.value == "convocation_audition");
  CHECK_FALSE(letters[0].Field("medecin_conseil"));
  CHECK(Canonical(letters[0], "rdv_lieu") == "3 rue des Tisserands, salle des conseillers élus");
  CHECK(Canonical(letters[0], "rdv_date") == "2025-07-15");
  // No salutation: the office that stands alone on its line is the signatory's.
  CHECK(Canonical(letters[0], "signataire_qualite") == "directrice");
}

TEST_CASE("an object without a label, names in capitals, a cell that wraps, two remedies in one",
          "[template]") {
  PageBuilder b(1, PageSource::kTextLayer);
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET"});
  b.Lines(330, 150, {"DOCTEUR SIMON THOMAS", "8 place du Marché", "23200 AUBUSSON"});
  b.Line(400, 240, "Guéret, le 9 janvier 2026");
  b.Line(57, 290, "Décision de mise sous accord préalable");
  b.Line(57, 303, "Docteur,");
  b.Lines(
      57, 342,
      {"Vu l’article R. 148-9, l’avis de la commission du 13 novembre 2025 et celui de l’UNCAM",
       "du 29 décembre 2025, les prescriptions d’arrêts de travail du Docteur Thomas SIMON sont",
       "soumises à l’accord préalable du 1er février 2026 au 31 mai 2026."});
  b.Lines(
      57, 400,
      {"Recours gracieux auprès du directeur dans les deux mois ; recours contentieux devant le",
       "tribunal administratif de Limoges dans les deux mois."});
  b.Line(350, 530, "Le directeur");
  b.Line(350, 580, "Hélène BOISSERAND");
  Reading reading;
  reading.pages.push_back(b.page());
  const std::vector<Letter> letters = Run(reading);
  REQUIRE(letters.size() == 1);
  CHECK(letters[0].type.value == "decision_msap");
  CHECK(Canonical(letters[0], "objet") == "Décision de mise sous accord préalable");
  CHECK(Canonical(letters[0], "praticien_nom") == "Thomas SIMON");
  CHECK(Field(letters[0], "praticien_nom").status == FactStatus::kSure);
  CHECK(Canonical(letters[0], "prescriptions_visees") == "prescriptions d’arrêts de travail");
  CHECK(std::get<TextList>(Field(letters[0], "voies_recours").value).size() == 2);
}

// An activity statement; `headings` stand over the figures, 90 points apart.
PageReading Statement(const std::vector<std::string>& headings) {
  PageBuilder b(1, PageSource::kTextLayer);
  b.Line(57, 50, "CPAM de la Creuse");
  b.Line(57, 90, "Relevé individuel d’activité et de prescriptions (RIAP)");
  b.Line(57, 110, "Docteur Claire MARTIN RPPS : 10952601812");
  b.Line(57, 130, "Période du 1er janvier 2025 au 31 mars 2025");
  b.Line(57, 160, "Votre activité");
  const auto x = [](size_t i) { return 220 + 90 * static_cast<double>(i); };
  b.Line(57, 180, "Poste");
  for (size_t i = 0; i < headings.size(); ++i) b.Line(x(i), 180, headings[i]);
  const std::vector<std::string> labels = {"Consultations", "Visites", "Actes techniques",
                                           "Téléconsultations"};
  for (size_t r = 0; r < labels.size(); ++r) {
    const double y = 200 + 16 * static_cast<double>(r);
    b.Line(57, y, labels[r]);
    for (size_t i = 0; i < headings.size(); ++i)
      b.Line(x(i), y, std::to_string(100 * (r + 1) + 7 * i));
  }
  return b.page();
}

TEST_CASE("figures beside columns of unknown headings are doubted", "[template]") {
  const auto vous = [](const std::vector<std::string>& headings) {
    const std::vector<Letter> letters = Run(ReadingOf({Statement(headings)}));
    REQUIRE(letters.size() == 1);
    REQUIRE(letters[0].type.value == "riap");
    std::pair<int, int> counts;  // sure, doubted
    if (const auto t = letters[0].tables.find("lignes"); t != letters[0].tables.end())
      for (const auto& row : t->second)
        if (const auto c = row.find("vous"); c != row.end() && !c->second.text.empty())
          ++(c->second.status == FactStatus::kSure ? counts.first : counts.second);
    return counts;
  };
  CHECK(vous({"Volume", "Par patient"}).first == 4);
  const std::pair<int, int> unknown = vous({"Volume", "Zone bleue", "Zone verte"});
  CHECK(unknown.first == 0);
  CHECK(unknown.second == 4);
}

}  // namespace riposte
