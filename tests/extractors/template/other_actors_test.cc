// What a letter says of others than the doctor, or denies: the fund's own delay, the day on which
// an opinion was asked for, the head of a service beside the doctor to meet, a claim not allowed.
#include <algorithm>
#include <catch2/catch.hpp>

#include "extractors/template/extract.h"
#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

// Reads every line again as it was read first.
class SameReader : public Rereader {
 public:
  explicit SameReader(const PageReading& page) : page_(page) {}
  Result<CropReading> Reread(const CropRequest& request) override {
    CropReading r;
    r.confidence = 0.95;
    r.ink = 0.1;
    for (const Word& w : page_.words)
      if (request.box.left - 1 <= w.box.left && w.box.right <= request.box.right + 1 &&
          request.box.top - 1 <= w.box.top && w.box.bottom <= request.box.bottom + 1)
        r.text += (r.text.empty() ? "" : " ") + w.text;
    return r;
  }

 private:
  const PageReading& page_;
};

Letter Read(PageReading page, PageSource source) {
  static const Result<Templates> all =
      Templates::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates");
  REQUIRE(all.ok());
  page.source = source;
  page.quality = 0.95;
  SameReader reader(page);
  std::vector<Letter> letters = Extract(ReadingOf({page}), *all, reader, {"lettre.pdf"}, nullptr);
  REQUIRE(letters.size() == 1);
  return letters[0];
}

Letter Read(const std::vector<std::string>& lines, PageSource source = PageSource::kTextLayer,
            const std::vector<std::string>& signature = {}) {
  PageBuilder b;
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET"}, 0.95);
  b.Lines(330, 150, {"Docteur Claire MARTIN", "8 place du Marché", "23200 AUBUSSON"}, 0.95);
  b.Line(400, 240, "Guéret, le 9 janvier 2026", 0.95);
  b.Line(57, 290, "Docteur,", 0.95);
  b.Lines(57, 320, lines, 0.95);
  b.Lines(57, 560, signature, 0.95);
  return Read(b.page(), source);
}

std::string Said(const Letter& l, const char* id) {
  const Fact* f = l.Field(id);
  return f ? ToCanonical(f->value) : std::string();
}

bool Sure(const Letter& l, const char* id) {
  const Fact* f = l.Field(id);
  return f && f->status == FactStatus::kSure;
}

}  // namespace

TEST_CASE("a commission that cannot allow a claim has not allowed it", "[template]") {
  for (const PageSource source : {PageSource::kTextLayer, PageSource::kOcr}) {
    const Letter l = Read(
        {"La commission de recours amiable, réunie le 16 décembre 2025, a examiné votre recours",
         "contre l’indu de 310,04 €. Elle ne peut donc accueillir votre recours.",
         "Le tribunal judiciaire de Guéret peut être saisi dans les deux mois."},
        source);
    CHECK(l.type.value == "decision_cra");
    CHECK(Said(l, "sens") == "rejet");
  }
}

TEST_CASE("a phrase well read that is near one of the list is another", "[template]") {
  const Letter l =
      Read({"La commission de recours amiable, réunie le 16 décembre 2025, a examiné votre recours",
            "contre l’indu de 310,04 €. Elle se garde bien d’accueillir votre recours.",
            "Le tribunal judiciaire de Guéret peut être saisi dans les deux mois."},
           PageSource::kOcr);
  CHECK(l.type.value == "decision_cra");
  CHECK(Said(l, "sens") != "acceptation");
}

TEST_CASE("the doctor's own registered letter has not the number of the fund's", "[template]") {
  const std::vector<std::string> received = {
      "Objet : enregistrement de votre réclamation devant la commission de recours amiable",
      "Votre lettre du 6 janvier 2026 est arrivée à la caisse le 8 janvier 2026. Elle sera",
      "soumise à la commission de recours amiable. Si aucune décision ne vous est parvenue dans",
      "les deux mois, vous pourrez considérer votre demande comme rejetée (article R. 142-6)."};
  std::vector<std::string> doctors = received, funds = received;
  doctors.insert(doctors.begin(), "Vos réf. : courrier LR 1A 205 884 3710 6");
  funds.insert(funds.begin(), "Lettre recommandée 1A 205 884 3710 6");
  CHECK(Said(Read(doctors), "numero_lrar").empty());
  CHECK(Said(Read(funds), "numero_lrar") == "1A20588437106");
}

TEST_CASE("on a picture «Vos références» is no misread «Nos références»", "[template]") {
  const std::vector<std::string> claim = {
      "MISE EN DEMEURE DE PAYER",
      "Vos références : 38 1 44706 5",
      "La créance de 807,95 €, notifiée le 2 mai 2025, n’a été ni réglée ni contestée. Vous êtes",
      "mis en demeure de payer cette somme dans le délai d’un mois à compter de la réception",
      "(articles L. 133-4 et R. 133-9-1 du code de la sécurité sociale). À défaut, une contrainte",
      "sera délivrée."};
  const Letter l = Read(claim, PageSource::kOcr);
  CHECK(l.type.value == "mise_en_demeure");
  CHECK_FALSE(Sure(l, "reference"));
}

TEST_CASE("a time that is over is no limit, nor is the fund's own", "[template]") {
  const Letter l = Read(
      {"Veuillez trouver ci-joint le procès-verbal d’audition du 6 janvier 2026.",
       "Le praticien fait valoir que ses patients sont sans recours depuis deux ans.",
       "Le directeur fera connaître sa décision dans le mois qui suit l’audition.",
       "Vous êtes invité à le retourner signé dans un délai de dix jours suivant sa réception."});
  CHECK(l.type.value == "proces_verbal_audition");
  CHECK(Said(l, "delai_annonce") == "P10D");
  CHECK(Said(l, "delai_point_depart") == "suivant sa réception");
}

TEST_CASE("the fund's own delay is not the doctor's", "[template]") {
  const Letter l = Read(
      {"Veuillez trouver ci-joint le procès-verbal d’audition du 6 janvier 2026. Un exemplaire",
       "signé est à nous renvoyer. Le praticien fait valoir que son cabinet est le seul du canton.",
       "Le délai d’un mois dont dispose le directeur pour se prononcer court à compter du",
       "lendemain de l’audition (article R. 148-1, II)."});
  CHECK(l.type.value == "proces_verbal_audition");
  CHECK_FALSE(Sure(l, "delai_annonce"));
  CHECK_FALSE(Sure(l, "delai_point_depart"));
}

TEST_CASE("the day on which UNCAM was asked is not that of its opinion", "[template]") {
  const Letter l = Read(
      {"La commission réunie le 2 octobre 2025 a estimé que les faits étaient établis.",
       "Le directeur général de l’Union nationale des caisses d’assurance maladie ou",
       "UNCAM, saisi le 14 octobre 2025, a rendu un avis favorable le 12 novembre 2025.",
       "Je fixe à 1 570,00 € la pénalité mise à votre charge (articles L. 114-17-1 et R. 147-2",
       "du code de la sécurité sociale). Cette somme est payable sous deux mois.",
       "Vous pouvez saisir dans le même délai de deux mois le tribunal judiciaire de Guéret."},
      PageSource::kOcr);
  CHECK(l.type.value == "decision_penalite");
  CHECK(Said(l, "avis_uncam_date") == "2025-11-12");
}

TEST_CASE("who signs as head of the service is not by that the doctor to meet", "[template]") {
  const std::vector<std::string> proposal = {
      "Objet : proposition de mise sous objectif", "Je vous propose, en application de l’article",
      "R. 148-3 du code de la sécurité sociale, de passer à 4,90 jours par patient.",
      "Nous en parlerons à mi-parcours."};
  const std::vector<std::string> head = {"Docteur Bernard OBERLIN",
                                         "Médecin-conseil chef de service"};
  CHECK_FALSE(Sure(Read(proposal, PageSource::kTextLayer, head), "medecin_conseil"));
  std::vector<std::string> named = proposal;
  named.back() = "Vous rencontrerez à mi-parcours votre référent, Mme le Dr Élodie SCHIRMECK.";
  CHECK(Said(Read(named, PageSource::kTextLayer, head), "medecin_conseil") == "Élodie SCHIRMECK");
}

TEST_CASE("what parts two levels is none, nor a day of a month or the most there is",
          "[template]") {
  const std::vector<std::string> outcome = {
      "Objet : bilan de votre mise sous objectif",
      "La période de mise sous objectif, du 1er janvier 2026 au 30 juin 2026, est achevée",
      "(article R. 148-6 du code de la sécurité sociale). L’objectif est atteint.",
      "Votre résultat est inférieur de 0,14 indemnité journalière par patient à l’objectif."};
  const Letter bilan = Read(outcome);
  CHECK(bilan.type.value == "bilan_mso");
  CHECK(Said(bilan, "ij_par_patient") != "0.14");

  const Letter rosp =
      Read({"Rémunération sur objectifs de santé publique (ROSP) : décompte 2024",
            "Points obtenus (sur 940) : 571,30", "Patientèle médecin traitant au 31 décembre : 864",
            "Valeur du point : 7 €", "Montant de votre rémunération : 4 319,02 €",
            "Taux de réalisation : voir au verso. Vous avez saisi vos données."});
  CHECK(rosp.type.value == "decompte_rosp");
  CHECK(Said(rosp, "points") == "571.30");
  CHECK(Said(rosp, "patientele_mt") != "31");
}

TEST_CASE("an office is no name, a doctor's number no reference, a place has no hour",
          "[template]") {
  const std::vector<std::string> lines = {
      "Réf. : RPPS 10951687333",
      "Objet : invitation à un entretien confraternel",
      "Je vous propose un entretien confraternel le 16 octobre 2025 sur vos arrêts de travail.",
      "Il aura lieu à 14 h 15, à l’antenne de la caisse à Guéret.",
      "",
      "Recevez, Docteur, mes salutations distinguées."};
  const Letter l = Read(lines, PageSource::kTextLayer, {"Directrice"});
  CHECK(l.type.value == "invitation_entretien");
  CHECK(Said(l, "reference").find("RPPS") == std::string::npos);
  CHECK(Said(l, "signataire").empty());
  CHECK(Said(l, "rdv_lieu").find("14 h") == std::string::npos);
}

TEST_CASE("a claim that is granted in one point is granted in part", "[template]") {
  const auto sense = [](const std::string& end) {
    return Said(Read({"Objet : rémunération sur objectifs de santé publique (ROSP), votre "
                      "réclamation",
                      "Vous avez contesté votre rémunération. Votre demande est accueillie", end}),
                "sens");
  };
  CHECK(sense("sur ce seul point.") == "partiel");
  CHECK(sense("sur les données. En revanche, nous ne pouvons vous suivre sur le reste.") ==
        "partiel");
  CHECK(sense("favorablement.") == "acceptation");
}

TEST_CASE("a number beside the words of a field may say something else", "[template]") {
  const Letter bilan = Read(
      {"Objet : bilan de votre mise sous objectif", "Votre mise sous objectif du 1er janvier 2026",
       "au 30 juin 2026 est achevée. Vous avez prescrit 4,53 indemnités journalières par patient.",
       "Votre objectif est donc atteint et même légèrement dépassé, de 0,17 indemnité",
       "journalière par patient. Aucune pénalité ne sera engagée."});
  CHECK(bilan.type.value == "bilan_mso");
  CHECK(Said(bilan, "objectif_ij_par_patient") != "0.17");

  const Letter rosp = Read({"Rémunération sur objectifs de santé publique – année 2023",
                            "Médecin traitant de l’adulte – année 2023",
                            "Patientèle « médecin traitant » (patients de 16 ans et plus) : 1 106",
                            "Indicateur   Points   Montant"});
  CHECK(Said(rosp, "patientele_mt") != "2023");
  CHECK(Said(rosp, "patientele_mt") != "16");
}

TEST_CASE("what a label of the next line, a colleague or a visitor says is not the field's",
          "[template]") {
  const Letter l =
      Read({"Veuillez trouver ci-joint le procès-verbal d’audition du 6 janvier 2026. Vous étiez",
            "accompagnée du docteur Paul Guittet, médecin généraliste à Bonnétable.",
            "Vous êtes invitée à le retourner signé dans les dix jours à compter de sa réception",
            "Correspondant : M. Rachid AZZOUG"});
  CHECK(l.type.value == "proces_verbal_audition");
  CHECK(Said(l, "delai_point_depart") == "à compter de sa réception");
  CHECK(Said(l, "praticien_specialite").empty());

  const Letter warned = Read(
      {"Avertissement – manquement à vos obligations conventionnelles",
       "Je dois constater, à nouveau, l’absence de transmission électronique de 68 % de vos",
       "feuilles de soins. Je vous invite à vous mettre en conformité dans un délai de trente "
       "jours",
       "à compter de la réception de cet avertissement et de rembourser, dans le même temps, les",
       "assurés. Un conseiller informatique, M. Loïc VERHAEGHE (03 20 00 83 12), peut se rendre",
       "à votre cabinet pour vous y aider."});
  CHECK(warned.type.value == "manquement_conventionnel");
  CHECK(Said(warned, "delai_point_depart") == "à compter de la réception de cet avertissement");
  CHECK_FALSE(Sure(warned, "interlocuteur"));
}

TEST_CASE("a time that has run and a cancelled sum are doubtful", "[template]") {
  const Letter bilan = Read(
      {"Objet : bilan de votre mise sous objectif",
       "Vous avez accepté, par votre silence à l’issue du délai de quinze jours à compter de la",
       "réception de ma lettre, la mise sous objectif du 1er janvier 2026 au 30 juin 2026."});
  CHECK_FALSE(Sure(bilan, "delai_annonce"));

  const Letter cra = Read(
      {"La commission de recours amiable, réunie le 12 mai 2026, a examiné votre recours contre",
       "l’indu de 2640,50 €. Le grief ne peut être maintenu à hauteur de 1085,00 €. Elle décide",
       "d’annuler l’indu à concurrence de 1085,00 € et de le maintenir pour le surplus,",
       "soit 1555,50 €. Le tribunal judiciaire de Guéret peut être saisi dans les deux mois."});
  CHECK(cra.type.value == "decision_cra");
  CHECK(Said(cra, "montant") == "1555.50");
}

TEST_CASE("a title names the matter, an address does not", "[template]") {
  PageBuilder b;
  b.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET"});
  b.Lines(330, 150, {"Docteur Claire MARTIN", "8 place du Marché", "23200 AUBUSSON"});
  b.Line(57, 290, "Votre rémunération sur objectifs de santé publique pour l’année 2024");
  b.Line(57, 330, "Docteur, vous trouverez ci-dessous le résultat de chacun des indicateurs.");
  const Letter rosp = Read(b.page(), PageSource::kTextLayer);
  CHECK(Said(rosp, "objet") ==
        "Votre rémunération sur objectifs de santé publique pour l’année 2024");

  PageBuilder bare;
  bare.Lines(57, 50, {"CPAM de la Creuse", "3 rue des Tisserands", "23000 GUÉRET"});
  bare.Lines(57, 150, {"Docteur Claire MARTIN", "8 place du Marché", "23200 AUBUSSON"});
  bare.Line(57, 205, "Docteur,");
  bare.Lines(57, 230,
             {"Nous vous invitons à un entretien le 9 janvier 2026 à 14 heures.",
              "Il portera sur vos prescriptions d’arrêts de travail."});
  CHECK(Said(Read(bare.page(), PageSource::kTextLayer), "objet").empty());
}

TEST_CASE("capitals of a picture that have an accent elsewhere in the letter", "[template]") {
  const auto read = [](const char* town, PageSource source) {
    PageBuilder b;
    b.Lines(57, 50, {"CPAM de la Charente", "20 rempart des Papetiers", town}, 0.95);
    b.Lines(330, 150, {"Docteur Claire MARTIN", "8 place du Marché", "16100 COGNAC"}, 0.95);
    b.Line(330, 240, "Angoulême, le 22 mai 2026", 0.95);
    b.Line(57, 290, "Docteur,", 0.95);
    b.Lines(57, 320,
            {"La commission de recours amiable, réunie le 12 mai 2026, a rejeté votre recours",
             "contre l’indu de 310,04 €. Le tribunal judiciaire d’Angoulême peut être saisi dans",
             "les deux mois."},
            0.95);
    return Read(b.page(), source);
  };
  CHECK_FALSE(Sure(read("16910 ANGOULEME CEDEX 9", PageSource::kOcr), "caisse_adresse"));
  CHECK(Said(read("16910 ANGOULEME CEDEX 9", PageSource::kOcr), "caisse_adresse") != "");
  CHECK(Sure(read("16910 ANGOULÊME CEDEX 9", PageSource::kOcr), "caisse_adresse"));
  CHECK(Sure(read("16910 ANGOULEME CEDEX 9", PageSource::kTextLayer), "caisse_adresse"));
}

}  // namespace riposte
