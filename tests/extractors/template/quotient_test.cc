// The terms of a quotient, found among the figures of a letter.
#include "extractors/template/quotient.h"

#include <catch2/catch.hpp>

#include "extractors/template/extract.h"
#include "tests/extractors/template/page_builder.h"

namespace riposte {
namespace {

template <class T, class Make>
std::vector<Figure> Figures(const T& numbers, Make make) {
  std::vector<Figure> out(numbers.size());
  size_t i = 0;
  for (const int64_t n : numbers) out[i++].value = make(n);
  return out;
}

std::vector<Figure> Whole(std::initializer_list<int64_t> numbers) {
  return Figures(numbers, [](int64_t n) { return n; });
}

std::vector<Figure> Hundredths(std::initializer_list<int64_t> digits) {
  return Figures(digits, [](int64_t d) { return Decimal{d, 2}; });
}

}  // namespace

TEST_CASE("a quotient of two fields is one, other equations are none", "[template][quotient]") {
  const auto terms = [](const char* text) { return QuotientOf(**ParseEquation(text)); };
  const auto mso = terms("ij_par_patient = ij_prescrites / patients_actifs");
  REQUIRE(mso);
  CHECK(mso->result == "ij_par_patient");
  CHECK(mso->over == "ij_prescrites");
  CHECK(mso->under == "patients_actifs");
  CHECK_FALSE(terms("sum(profil.ij) = ij_prescrites"));
  CHECK_FALSE(terms("sum(profil.ij_attendues) / patients_actifs = ij_attendues_par_patient"));
  CHECK_FALSE(terms("majoration = montant * 10 / 100"));
  CHECK_FALSE(terms("periode_debut < periode_fin"));
}

TEST_CASE("the three figures that are a quotient are found, if only those are",
          "[template][quotient]") {
  using At = std::array<size_t, 3>;
  // 4360 / 697 = 6.255…
  CHECK(OnlyQuotient(Hundredths({273, 626, 229}), Whole({200, 697, 4360}),
                     Whole({4360, 697, 200})) == At{1, 2, 1});
  CHECK_FALSE(OnlyQuotient(Hundredths({273, 624}), Whole({697, 4360}), Whole({697, 4360})));
  CHECK_FALSE(OnlyQuotient({}, Whole({697}), Whole({4360})));
  CHECK_FALSE(OnlyQuotient(Hundredths({626}), Whole({4360}), Whole({0})));
  // Two that hold: neither, unless the words around speak for one.
  std::vector<Figure> rates = Hundredths({626, 300});
  const std::vector<Figure> counts = Whole({4360, 2091}), patients = Whole({697});
  CHECK_FALSE(OnlyQuotient(rates, counts, patients));
  rates[0].score = 3;
  CHECK(OnlyQuotient(rates, counts, patients) == At{0, 0, 0});
  // One figure is not two of the three.
  std::vector<Figure> one = Hundredths({100}), over = Whole({697}), under = Whole({697});
  one[0].range = {10, 14};
  over[0].range = under[0].range = {20, 23};
  CHECK_FALSE(OnlyQuotient(one, over, under));
}

TEST_CASE("figures behind words never seen are told apart by arithmetic, never surely",
          "[template][quotient]") {
  class NoRereader : public Rereader {
    Result<CropReading> Reread(const CropRequest&) override { return CropReading{}; }
  } rereader;
  const Result<Templates> t = Templates::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates");
  REQUIRE(t.ok());
  const auto read = [&](const std::string& rate) {
    PageBuilder b;
    b.Lines(57, 50, {"CPAM de la Haute-Saône", "9 rue des Forges-Basses", "70020 VESOUL CEDEX"});
    b.Lines(330, 150, {"Docteur Perrine COURTOT", "31 grande rue", "70300 LUXEUIL-LES-BAINS"});
    b.Line(400, 240, "Vesoul, le 13 octobre 2025");
    b.Lines(57, 290,
            {"Objet : votre activité de prescription d’arrêts de travail", "Docteur,",
             "Vos prescriptions du 1er janvier au 30 juin 2025 ont été étudiées."});
    b.Line(57, 350, "journées issues de vos écrits : 4 360");
    b.Line(57, 370, "personnes vues au moins une fois : 697");
    b.Line(57, 390, "soit, pour chacune, " + rate + " ;");
    b.Line(57, 410, "au vu de votre patientèle on attendrait : 2,73, soit 2,29 fois moins.");
    b.Lines(57, 440,
            {"Je peux, sur le fondement de l’article L. 162-1-15 du code de la sécurité sociale et",
             "dans les conditions des articles R. 148-1 et suivants, vous proposer une mise sous",
             "objectif. Vous avez un mois à compter de la réception de cette lettre pour présenter",
             "vos observations ou demander à être entendue."});
    return Extract(ReadingOf({b.page()}), *t, rereader, {"lettre.pdf"}, nullptr).at(0);
  };
  const Letter solved = read("6,26");
  REQUIRE(solved.type.value == "notification_mso");
  const std::pair<const char*, const char*> expected[] = {
      {"ij_prescrites", "4360"}, {"patients_actifs", "697"}, {"ij_par_patient", "6.26"}};
  for (const auto& [id, value] : expected) {
    INFO(id);
    const Fact* fact = solved.Field(id);
    REQUIRE(fact);
    CHECK(ToCanonical(fact->value) == value);
    CHECK(fact->status == FactStatus::kToReview);
  }
  // Where no three figures are a quotient, none is made up.
  const Letter unsolved = read("6,41");
  for (const auto& [id, value] : expected) {
    INFO(id);
    if (const Fact* fact = unsolved.Field(id)) CHECK(fact->status == FactStatus::kToReview);
  }
}

TEST_CASE("a number in a row of a table is not the letter's", "[template][elsewhere]") {
  class NoRereader : public Rereader {
    Result<CropReading> Reread(const CropRequest&) override { return CropReading{}; }
  } rereader;
  const Result<Templates> t = Templates::Load(std::string(RIPOSTE_SOURCE_DIR) + "/templates");
  REQUIRE(t.ok());
  PageBuilder b;
  b.Lines(57, 50, {"CPAM de l’Yonne", "15 rue des Caves-Fortes", "89024 AUXERRE CEDEX"});
  b.Lines(330, 150, {"Docteur Séraphine QUILLIOT", "33 rue Basse", "89600 SAINT-FLORENTIN"});
  b.Line(400, 240, "Auxerre, le 28 avril 2025");
  b.Lines(57, 290,
          {"Rémunération sur objectifs de santé publique (ROSP) – exercice 2024",
           "Le point vaut 7 €. Le détail de vos indicateurs figure ci-dessous."});
  b.Line(57, 350, "Indicateur").Line(300, 350, "Nombre de patients");
  b.Line(420, 350, "Points").Line(500, 350, "Montant");
  double y = 366;
  for (const char* name : {"Diabète : HbA1c", "Diabète : fond d’œil", "Grippe : 65 ans et plus"}) {
    b.Line(57, y, name).Line(330, y, "62").Line(420, y, "30").Line(500, y, "175,56 €");
    y += 16;
  }
  const Letter letter = Extract(ReadingOf({b.page()}), *t, rereader, {"lettre.pdf"}, nullptr).at(0);
  REQUIRE(letter.type.value == "decompte_rosp");
  REQUIRE(letter.tables.contains("indicateurs"));
  REQUIRE(letter.Field("patientele_mt"));
  CHECK(letter.Field("patientele_mt")->status == FactStatus::kToReview);
}

}  // namespace riposte
