// Letters that look alike and run on different clocks. Written so that a jurist could take each for
// either of two types: the shorter delay must rule, and the type must not be called sure. None is
// a sample, and no template was written for them.
#include <catch2/catch.hpp>

#include "extractors/template/extract.h"
#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

struct Blindfolded : Rereader {
  Result<CropReading> Reread(const CropRequest&) override {
    return Error{.code = ErrorCode::kUnsupported, .message = "none"};
  }
};

Letter ReadLetter(const std::string& subject, const std::vector<std::string>& body) {
  static const Result<Templates> templates =
      Templates::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates");
  REQUIRE(templates.ok());
  PageBuilder b;
  b.Lines(60, 50, {"CPAM de la Creuse", "3 rue de l’Ancienne-Poste", "23014 GUÉRET CEDEX"});
  b.Lines(330, 120, {"Docteur Aubin LAVALETTE", "7 place du Marché", "23300 LA SOUTERRAINE"});
  b.Line(350, 190, "Guéret, le 8 septembre 2025");
  b.Line(60, 215, "N/Réf : 23/2025/0417");
  if (!subject.empty()) b.Line(60, 245, "Objet : " + subject);
  double y = b.Lines(60, 275, {"Docteur,"});
  y = b.Lines(60, y + 13, body);
  b.Lines(330, y + 40, {"Le directeur,", "Ghislain PÉRONNE"});
  Blindfolded rereader;
  const std::vector<Letter> letters =
      Extract(ReadingOf({b.page()}), *templates, rereader, {"lettre.pdf"});
  REQUIRE(letters.size() == 1);
  return letters.front();
}

struct Ambiguous {
  const char* what;
  std::string subject;
  std::vector<std::string> body;
  // The type with the shorter delay.
  const char* shorter;
};

const std::vector<Ambiguous> kLetters = {
    {"a penalty that is envisaged in one sentence and pronounced in the next",
     "pénalité financière",
     {"Les anomalies de facturation relevées dans votre activité sont passibles d’une pénalité",
      "financière au titre de l’article L. 114-17-1 du code de la sécurité sociale. La pénalité",
      "retenue à votre égard s’élève à 2 400,00 €. Vous pouvez présenter vos observations écrites",
      "ou demander à être entendu dans un délai d’un mois à compter de la réception de ce",
      "courrier. Cette somme est à régler à l’agent comptable dans un délai de deux mois ; elle",
      "peut être contestée devant le pôle social du tribunal judiciaire de Guéret."},
     "notification_penalite"},
    {"a penalty without a verb: neither envisaged nor pronounced",
     "notification – article L. 114-17-1 du code de la sécurité sociale",
     {"Vous trouverez ci-après la notification de la pénalité financière d’un montant de",
      "1 850,00 € qui fait suite aux faits reprochés (articles L. 114-17-1 et R. 147-2).",
      "Vos observations éventuelles sont à adresser à la caisse sous un mois. La commission des",
      "pénalités a rendu son avis. Le paiement se fait auprès de l’agent comptable dans les deux",
      "mois, et tout recours est porté devant le tribunal judiciaire."},
     "notification_penalite"},
    {"an indu that is notified and enforced in one letter",
     "notification d’indu et mise en demeure",
     {"Le contrôle de vos facturations fait apparaître un indu de 3 120,40 € (article L. 133-4 du",
      "code de la sécurité sociale), dont je vous demande le remboursement dans un délai de deux",
      "mois. À défaut, la présente lettre vaut mise en demeure de payer cette somme dans un délai",
      "d’un mois, sous peine d’une majoration de 10 %. Vous pouvez présenter vos observations ou",
      "saisir la commission de recours amiable (article R. 133-9-1)."},
     "mise_en_demeure"},
    {"a demand that only hints at a formal notice",
     "somme restant due",
     {"Sauf erreur de ma part, la somme de 960,00 € versée à tort (article L. 133-4 du code de la",
      "sécurité sociale) n’a pas été réglée. Je vous demande de la rembourser dans un délai de",
      "deux mois, ou dans un délai d’un mois si vous avez déjà reçu la notification de l’indu.",
      "Passé ce délai, cette mise en demeure donnera lieu à une majoration et à des poursuites.",
      "La commission de recours amiable peut être saisie ; vos observations seront examinées."},
     "mise_en_demeure"},
    {"a formal notice that turns into an enforcement order",
     "mise en demeure valant contrainte",
     {"Vous restez redevable de la somme de 2 210,75 €, majorations comprises, au titre d’un indu",
      "(article L. 133-4 du code de la sécurité sociale). Je vous mets en demeure de la régler",
      "dans un délai d’un mois. À l’expiration de ce délai la présente contrainte produira les",
      "effets d’un jugement ; vous pouvez y former opposition dans les quinze jours devant le",
      "tribunal judiciaire de Guéret, par déclaration motivée."},
     "contrainte"},
    {"an enforcement order under the title of a last notice",
     "dernier avis avant poursuites",
     {"À ce jour, la somme de 2 210,75 € n’a pas été réglée malgré la mise en demeure du 4 mai",
      "2025. La contrainte émise par le directeur de la caisse primaire vous est adressée avec",
      "ce courrier. Vous êtes mis en demeure de payer dans un délai d’un mois, majorations",
      "comprises, ou de former opposition dans un délai de quinze jours devant le tribunal",
      "judiciaire (article R. 133-3 du code de la sécurité sociale)."},
     "contrainte"},
    {"a procedure that is opened and a target that is proposed at once",
     "procédure de mise sous objectif et proposition d’objectif",
     {"Votre activité de prescription d’arrêts de travail est significativement supérieure à la",
      "moyenne de vos confrères : 12,4 indemnités journalières par patient. J’engage donc à votre",
      "égard la procédure prévue aux articles L. 162-1-15 et R. 148-1 du code de la sécurité",
      "sociale. Vous pouvez présenter vos observations écrites ou demander à être entendu dans un",
      "délai d’un mois. Dès à présent, je vous propose un objectif de réduction de 20 % de vos",
      "prescriptions ; en l’absence de refus dans un délai de quinze jours, vous serez réputé",
      "avoir accepté cette proposition (article R. 148-3)."},
     "proposition_mso"},
};

}  // namespace

TEST_CASE("a letter that may be two types is in doubt, and the shorter delay rules",
          "[template][ambiguous]") {
  for (const Ambiguous& a : kLetters) {
    const Letter l = ReadLetter(a.subject, a.body);
    std::string candidates;
    for (const std::string& c : l.type.candidates) candidates += c + " ";
    CAPTURE(a.what, l.type.value, candidates, l.urgent);
    CHECK(l.type.status == FactStatus::kToReview);
    CHECK(l.type.value == a.shorter);
  }
}

TEST_CASE("a referral that may be for prior agreement or for a penalty does not choose",
          "[template][ambiguous]") {
  const Letter l = ReadLetter(
      "saisine de la commission",
      {"À la suite de l’échec de votre mise sous objectif, je saisis la commission prévue aux",
       "articles L. 162-1-15 et L. 114-17-1 du code de la sécurité sociale, afin qu’elle se",
       "prononce soit sur une mise sous accord préalable de vos prescriptions d’arrêts de travail,",
       "soit sur une pénalité financière. La séance se tiendra le 7 octobre 2025 à 14 h 30. Vous",
       "pouvez y être entendu, ou lui adresser vos observations écrites dans un délai d’un mois."});
  CHECK(l.type.value == "saisine_commission");
  const Fact* procedure = l.Field("procedure");
  CHECK((procedure == nullptr || procedure->status == FactStatus::kToReview));
}

TEST_CASE("the same letters without their second half are sure", "[template][ambiguous]") {
  // Else the tests above would hold for a reader that is never sure.
  const Letter indu = ReadLetter(
      "notification d’indu",
      {"Le contrôle de vos facturations fait apparaître un indu de 3 120,40 € (article L. 133-4 du",
       "code de la sécurité sociale), dont je vous demande le remboursement dans un délai de deux",
       "mois. Vous pouvez présenter vos observations ou saisir la commission de recours amiable",
       "(article R. 133-9-1)."});
  CHECK(indu.type.value == "notification_indu");
  CHECK(indu.type.status == FactStatus::kSure);
  const Letter contrainte = ReadLetter(
      "contrainte",
      {"Vous restez redevable de la somme de 2 210,75 €, majorations comprises, au titre d’un indu",
       "(article L. 133-4 du code de la sécurité sociale). À défaut de paiement la présente",
       "contrainte produira les effets d’un jugement ; vous pouvez y former opposition dans les",
       "quinze jours devant le tribunal judiciaire de Guéret, par déclaration motivée."});
  CHECK(contrainte.type.value == "contrainte");
  CHECK(contrainte.type.status == FactStatus::kSure);
}

}  // namespace riposte
