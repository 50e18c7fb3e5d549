// The parts of the engine that need no page: literals, names, periods, checks.
#include <catch2/catch.hpp>

#include "extractors/template/checks.h"
#include "extractors/template/literals.h"
#include "extractors/template/names.h"
#include "extractors/template/periods.h"
#include "extractors/template/phrase.h"

namespace riposte {

using namespace std::chrono;

TEST_CASE("a phrase has one key, however it is printed", "[template]") {
  CHECK(PhraseKey("N/Réf. :") == PhraseKey("n réf"));
  CHECK(PhraseKey("L’intéressé") == PhraseKey("L ' INTERESSE"));
  CHECK(PhraseKey("mise en demeure") == PhraseKey("rnise en derneure"));
  CHECK(PhraseKey("…").empty());
}

TEST_CASE("all literals are found in one pass, nested ones too", "[template]") {
  LiteralSet set;
  const int a = set.Add("misesousobjectlf"), b = set.Add("objectlf"), c = set.Add("sous");
  CHECK(set.Add("objectlf") == b);
  set.Build();
  std::vector<std::pair<int, size_t>> hits;
  set.Find("lamisesousobjectlf\nobjectlf", [&](int id, size_t end) { hits.emplace_back(id, end); });
  CHECK(hits == std::vector<std::pair<int, size_t>>{{c, 10}, {a, 18}, {b, 18}, {b, 27}});
}

TEST_CASE("names: given name first, family name in capitals", "[template]") {
  struct Case {
    const char *printed, *name;
    bool doubt;
  };
  for (const Case& c :
       {Case{"Docteur Claire MARTIN", "Claire MARTIN", false},
        Case{"Monsieur le Docteur LACAZE Étienne", "Étienne LACAZE", false},
        Case{"Dr MARTIN Claire", "Claire MARTIN", false},
        Case{"DOCTEUR VANHOUTTE BRIGITTE", "Brigitte VANHOUTTE", false},
        Case{"DR PASTORELLI JEAN-LUC", "Jean-Luc PASTORELLI", false},
        Case{"Docteur Karim Bensaïd", "Karim BENSAÏD", false},
        Case{"Docteur Olivier Wattiez", "Olivier WATTIEZ", false},
        Case{"Docteur LE GOFF Yann", "Yann LE GOFF", false},
        Case{"Dr Jeanne de LA TOUR", "Jeanne de LA TOUR", false},
        Case{"J.-P. WALLAERT", "J.-P. WALLAERT", false},
        Case{"Dr Gérard Lobry, service du contrôle médical", "Gérard LOBRY", false},
        Case{"DOCTEUR SOILIHI ABDALLAH", "Abdallah SOILIHI", false},
        Case{"Recouvrement Honorine BONDUES", "Honorine BONDUES", false},
        Case{"Guichet Honorine BONDUES", "Guichet Honorine BONDUES", true},
        Case{"DR M. LATTES", "M. LATTES", false}, Case{"DR SIMON THOMAS", "Thomas SIMON", true},
        Case{"DR OSTER LAMBREY", "Lambrey OSTER", true}}) {
    INFO(c.printed);
    std::optional<Person> p = ParsePerson(c.printed);
    REQUIRE(p);
    // A particle before the family name is part of it.
    if (std::string(c.name) != "Jeanne de LA TOUR")
      CHECK(p->name == c.name);
    else
      CHECK(p->family == "DE LA TOUR");
    CHECK(p->doubts.empty() != c.doubt);
  }
  CHECK(MayMisreadGivenName("Docteur Apelline TRÉLAZÉ"));
  CHECK(MayMisreadGivenName("Mme Solarge Petit"));
  CHECK(MayMisreadGivenName("Jeromme-Marie LUNEL"));
  CHECK(MayMisreadGivenName("Evariste MONTMOREAU"));
  CHECK_FALSE(MayMisreadGivenName("Évariste MONTMOREAU"));
  for (const char* usual : {"Docteur Apolline TRÉLAZÉ", "M. Martin Dupré", "Armand VIALA",
                            "Narcís ELNE", "Xanthe OSTER", "Le directeur"})
    CHECK_FALSE(MayMisreadGivenName(usual));
  // The full stop of a sentence is not the end of an abbreviation.
  CHECK(ParsePerson("Docteur Rodolphe VILLECONIN. Il vous suivra")->name == "Rodolphe VILLECONIN");
  CHECK_FALSE(ParsePerson("LE DIRECTEUR ADJOINT"));
  CHECK_FALSE(ParsePerson("27 rue des Mariniers"));
  CHECK_FALSE(ParsePerson("Madame,"));
  CHECK_FALSE(ParsePerson("Arrivé PÉROLS"));
  CHECK(ParsePerson("Docteur Michel ARRIVÉ"));
  CHECK(IsTitleOnly("Madame le Docteur"));
  CHECK_FALSE(IsTitleOnly("Docteur,"));
  CHECK(FindTitledPerson("Le Docteur Leïla MANSOURI, médecin-conseil,", true)->name ==
        "Leïla MANSOURI");
}

TEST_CASE("periods in French text", "[template]") {
  struct Case {
    const char* text;
    Date start, end;
  };
  for (const Case& c : {
           Case{"du 1er septembre 2024 au 28 février 2025", 2024y / 9 / 1, 2025y / 2 / 28},
           Case{"entre le 1er janvier 2025 et le 30 juin 2025,", 2025y / 1 / 1, 2025y / 6 / 30},
           Case{"01/01/2025 - 30/09/2025", 2025y / 1 / 1, 2025y / 9 / 30},
           Case{"du 01.09.2025 au 28.02.2026", 2025y / 9 / 1, 2026y / 2 / 28},
           Case{"du 1er janvier au 30 juin 2025", 2025y / 1 / 1, 2025y / 6 / 30},
           Case{"du 1er septembre au 28 février 2025", 2024y / 9 / 1, 2025y / 2 / 28},
           Case{"de septembre 2024 à février 2025", 2024y / 9 / 1, 2025y / 2 / 28},
           Case{"de septembre à février 2025", 2024y / 9 / 1, 2025y / 2 / 28},
           Case{"de janvier à février 2024", 2024y / 1 / 1, 2024y / 2 / 29},
           Case{"(1er semestre 2025)", 2025y / 1 / 1, 2025y / 6 / 30},
           Case{"premier semestre 2025", 2025y / 1 / 1, 2025y / 6 / 30},
           Case{"au titre du 3e trimestre 2025", 2025y / 7 / 1, 2025y / 9 / 30},
           Case{"au cours de l’année 2024", 2024y / 1 / 1, 2024y / 12 / 31},
           Case{"a couru du ter septembre 2025 au 28 février 2026", 2025y / 9 / 1, 2026y / 2 / 28},
           Case{"du lundi 20 avril 2026 au dimanche 19 juillet 2026", 2026y / 4 / 20,
                2026y / 7 / 19},
           Case{"du lundi 20 avril au dimanche 19 juillet 2026", 2026y / 4 / 20, 2026y / 7 / 19},
           Case{"cumul au 30/06/2024", 2024y / 1 / 1, 2024y / 6 / 30},
       }) {
    INFO(c.text);
    const std::vector<Period> p = FindPeriods(c.text);
    REQUIRE(p.size() == 1);
    CHECK(p[0].start == c.start);
    CHECK(p[0].end == c.end);
  }
  CHECK(FindPeriods("le 18 juin 2025 et le directeur").empty());
  CHECK(FindPeriods("du 30 juin 2025 au 1er janvier 2025").empty());
  const std::string text = "du 1er janvier au 30 juin 2025";
  const Period p = FindPeriods(text)[0];
  CHECK(text.substr(p.start_range.begin, p.start_range.end - p.start_range.begin) == "1er janvier");
  CHECK(text.substr(p.end_range.begin, p.end_range.end - p.end_range.begin) == "30 juin 2025");
}

namespace {

Fact Of(Value v) {
  Fact f;
  f.value = std::move(v);
  return f;
}

CheckResult Run(const std::string& text, const Letter& letter) {
  auto e = ParseEquation(text);
  REQUIRE(e.ok());
  return RunCheck(text, **e, letter);
}

bool Has(const std::vector<CheckedPlace>& places, const std::string& id, int row = -1) {
  for (const CheckedPlace& p : places)
    if (p.id == id && p.row == row) return true;
  return false;
}

}  // namespace

TEST_CASE("a rounded quotient holds, and vouches only for what it pins down", "[template]") {
  Letter letter;
  letter.fields["ij_prescrites"] = Of(int64_t{12458});
  letter.fields["patients_actifs"] = Of(int64_t{1234});
  letter.fields["ij_par_patient"] = Of(Decimal{1010, 2});
  const std::string id = "ij_par_patient = ij_prescrites / patients_actifs";
  CheckResult r = Run(id, letter);
  CHECK(r.check.status == "holds");
  CHECK(r.check.detail == "12458 / 1234 = 10.10");
  // 10.11 would break it; 12459 and 1235 would not all: 12459 / 1234 still prints 10.10.
  CHECK(Has(r.cleared, "ij_par_patient"));
  CHECK_FALSE(Has(r.cleared, "ij_prescrites"));

  letter.fields["ij_par_patient"] = Of(Decimal{1110, 2});
  r = Run(id, letter);
  CHECK(r.check.status == "broken");
  CHECK(r.check.detail == "12458 / 1234 = 10.10, printed 11.10");
  CHECK(Has(r.broken, "ij_par_patient"));
  CHECK(Has(r.broken, "ij_prescrites"));
  CHECK(Has(r.broken, "patients_actifs"));

  letter.fields.erase("patients_actifs");
  CHECK(Run(id, letter).check.status == "not_checkable");
}

TEST_CASE("a quotient of rounded numbers may miss the printed one by their rounding",
          "[template]") {
  Letter letter;
  letter.fields["ratio"] = Of(Decimal{222, 2});
  letter.fields["ij_par_patient"] = Of(Decimal{550, 2});
  letter.fields["ij_attendues_par_patient"] = Of(Decimal{248, 2});
  CHECK(Run("ratio = ij_par_patient / ij_attendues_par_patient", letter).check.status == "holds");
  letter.fields["ratio"] = Of(Decimal{221, 2});  // 5.495 / 2.485 = 2.2113: still within
  CHECK(Run("ratio = ij_par_patient / ij_attendues_par_patient", letter).check.status == "holds");
  letter.fields["ratio"] = Of(Decimal{220, 2});
  CHECK(Run("ratio = ij_par_patient / ij_attendues_par_patient", letter).check.status == "broken");
  letter.fields["ij_attendues_par_patient"] = Of(Decimal{0, 2});
  CHECK(Run("ratio = ij_par_patient / ij_attendues_par_patient", letter).check.status ==
        "not_checkable");
}

TEST_CASE("a share of an amount is rounded to the cent", "[template]") {
  Letter letter;
  letter.fields["montant"] = Of(Cents{40843});
  letter.fields["majoration"] = Of(Cents{4084});  // 40.843
  const CheckResult r = Run("majoration = montant * 10 / 100", letter);
  CHECK(r.check.status == "holds");
  CHECK(Has(r.cleared, "majoration"));
  CHECK_FALSE(Has(r.cleared, "montant"));  // a cent more has the same tenth
  letter.fields["majoration"] = Of(Cents{4085});
  CHECK(Run("majoration = montant * 10 / 100", letter).check.status == "broken");
  // A sum is not rounded.
  letter.fields["penalite_maximale"] = Of(Cents{44928});
  CHECK(Run("penalite_maximale = montant + majoration", letter).check.status == "holds");
  letter.fields["penalite_maximale"] = Of(Cents{44927});
  CHECK(Run("penalite_maximale = montant + majoration", letter).check.status == "broken");
}

TEST_CASE("the sum of a column vouches for every cell", "[template]") {
  Letter letter;
  letter.fields["ij_prescrites"] = Of(int64_t{30});
  letter.tables["profil"].resize(2);
  letter.tables["profil"][0]["ij"] = Of(int64_t{10});
  letter.tables["profil"][1]["ij"] = Of(int64_t{20});
  CheckResult r = Run("sum(profil.ij) = ij_prescrites", letter);
  CHECK(r.check.status == "holds");
  CHECK(r.check.detail == "30 = 30");
  CHECK(Has(r.cleared, "ij", 0));
  CHECK(Has(r.cleared, "ij", 1));
  CHECK(Has(r.cleared, "ij_prescrites"));
  letter.tables["profil"][1]["ij"] = Of(int64_t{28});
  CHECK(Run("sum(profil.ij) = ij_prescrites", letter).check.status == "broken");
  letter.tables["profil"][1]["ij"] = Of(Value{});
  CHECK(Run("sum(profil.ij) = ij_prescrites", letter).check.status == "not_checkable");
}

TEST_CASE("a check by row blames the row, not what all rows share", "[template]") {
  Letter letter;
  letter.fields["patients_differents"] = Of(int64_t{100});
  for (int i = 0; i < 3; ++i) {
    Row row;
    row["vous"] = Of(int64_t{100 * (i + 1)});
    row["vous_par_patient"] = Of(Decimal{100 * (i + 1), 2});
    letter.tables["lignes"].push_back(row);
  }
  letter.tables["lignes"][1]["vous_par_patient"] = Of(Decimal{201, 2});
  const CheckResult r = Run("lignes.vous_par_patient = lignes.vous / patients_differents", letter);
  CHECK(r.check.status == "broken");
  CHECK(r.check.detail == "1 of 3 rows: 200 / 100 = 2.00, printed 2.01");
  CHECK(Has(r.broken, "vous", 1));
  CHECK_FALSE(Has(r.broken, "vous", 0));
  CHECK_FALSE(Has(r.broken, "patients_differents"));
  CHECK(Has(r.cleared, "vous_par_patient", 0));

  // When most rows break, the column stands under the wrong header: also where nothing is checked.
  letter.tables["lignes"][0]["vous_par_patient"] = Of(Decimal{555, 2});
  letter.tables["lignes"][2]["vous_par_patient"] = Of(Value{});
  const CheckResult most =
      Run("lignes.vous_par_patient = lignes.vous / patients_differents", letter);
  CHECK(Has(most.broken, "vous", 2));
  CHECK(Has(most.broken, "patients_differents"));
}

TEST_CASE("dates are compared, and an order vouches for nothing", "[template]") {
  Letter letter;
  letter.fields["periode_debut"] = Of(Date{2024y / 9 / 1});
  letter.fields["periode_fin"] = Of(Date{2025y / 2 / 28});
  CheckResult r = Run("periode_debut < periode_fin", letter);
  CHECK(r.check.status == "holds");
  CHECK(r.check.detail == "2024-09-01 < 2025-02-28");
  CHECK(r.cleared.empty());
  r = Run("periode_fin < periode_debut", letter);
  CHECK(r.check.status == "broken");
  CHECK(r.check.detail == "2025-02-28 < 2024-09-01 does not hold");
}

}  // namespace riposte
