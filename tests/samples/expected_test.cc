// The expected values are the ground truth of every measure: they are checked against the
// vocabulary, against their own arithmetic and against the text of the letter itself.
#include <poppler-document.h>
#include <poppler-page.h>
#include <map>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "extractors/template/vocabulary.h"
#include "extractors/values/fold.h"
#include "extractors/values/parse.h"
#include "extractors/values/value.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::string kSamples = std::string(RIPOSTE_SOURCE_DIR) + "/samples/";

struct Sample {
  std::string name;
  json expected;
};

const std::vector<Sample>& Samples() {
  static const std::vector<Sample> samples = [] {
    std::vector<Sample> all;
    for (const auto& f : fs::directory_iterator(kSamples + "letters")) {
      if (f.path().extension() != ".json") continue;
      std::ifstream in(f.path());
      all.push_back({f.path().stem(), json::parse(in, nullptr, false)});
    }
    std::sort(all.begin(), all.end(),
              [](const Sample& a, const Sample& b) { return a.name < b.name; });
    return all;
  }();
  return samples;
}

bool HasForm(ValueType type, const json& v) {
  switch (type) {
    case ValueType::kInteger:
      return v.is_number_integer();
    case ValueType::kDecimal:
    case ValueType::kPercent:
    case ValueType::kAmount:
      return v.is_number();
    case ValueType::kBoolean:
      return v.is_boolean();
    case ValueType::kTextList:
      return v.is_array() && std::all_of(v.begin(), v.end(), [](const json& x) {
               return x.is_string() && !x.get<std::string>().empty();
             });
    default:
      if (!v.is_string() || v.get<std::string>().empty()) return false;
      return FromCanonical(type, v.get<std::string>()).has_value();
  }
}

// The words of the PDF without case, accents and spaces.
std::string Squeezed(const std::string& text) {
  std::string out;
  for (char c : Plain(text)) {
    if (c != ' ') out += c;
  }
  return out;
}

std::string TextOf(const std::string& name) {
  std::unique_ptr<poppler::document> d(
      poppler::document::load_from_file(kSamples + "mail/" + name + ".pdf"));
  REQUIRE(d);
  std::string text;
  for (int i = 0; i < d->pages(); ++i) {
    std::unique_ptr<poppler::page> p(d->create_page(i));
    for (const poppler::text_box& b : p->text_list()) {
      const poppler::byte_array utf8 = b.text().to_utf8();
      text.append(utf8.begin(), utf8.end());
      text += ' ';
    }
  }
  return text;
}

// A number as French print has it, without group separators: 1234.50 -> «1234,50».
std::vector<std::string> PrintedForms(const std::string& json_number) {
  std::string s = json_number;
  if (s.starts_with('-')) s.erase(0, 1);
  std::replace(s.begin(), s.end(), '.', ',');
  std::vector<std::string> forms{s};
  // «7 850 €» for 7850.00, «4,90» for 4.9: the parser of this test drops last zeros.
  if (const size_t comma = s.find(','); comma == std::string::npos) {
    forms.push_back(s + ",0");
    forms.push_back(s + ",00");
  } else {
    if (s.substr(comma) == ",0" || s.substr(comma) == ",00") forms.push_back(s.substr(0, comma));
    forms.push_back(s + "0");
  }
  return forms;
}

std::vector<std::string> DateForms(const std::string& iso) {
  constexpr const char* kMonths[] = {"janvier",   "fevrier", "mars",     "avril",
                                     "mai",       "juin",    "juillet",  "aout",
                                     "septembre", "octobre", "novembre", "decembre"};
  const std::string y = iso.substr(0, 4), m = iso.substr(5, 2), d = iso.substr(8, 2);
  const std::string month = kMonths[std::stoul(m) - 1];
  const std::string day = std::to_string(std::stoul(d));
  // «du 1er janvier au 30 juin 2025» prints one year for two dates.
  const std::string number = std::to_string(std::stoul(m));
  return {day + month + y,
          day + "er" + month + y,
          d + "/" + m + "/" + y,
          d + "." + m + "." + y,
          day + "er" + month,
          day + month,
          day + "/" + number + "/" + y};
}

bool HasAny(const std::string& text, const std::vector<std::string>& forms) {
  return std::any_of(forms.begin(), forms.end(), [&](const std::string& f) {
    return text.find(Squeezed(f)) != std::string::npos;
  });
}

double Number(const json& fields, const char* id) {
  return fields.contains(id) ? fields[id].get<double>() : NAN;
}

// |a - b| within half of the last printed digit, and a hair.
bool Agrees(double printed, double exact, int decimals) {
  return std::fabs(printed - exact) <= 0.5 * std::pow(10, -decimals) + 1e-9;
}

}  // namespace

TEST_CASE("expected values are of the vocabulary and well formed", "[samples]") {
  REQUIRE(Samples().size() >= 12);
  for (const Sample& s : Samples()) {
    INFO(s.name);
    REQUIRE(s.expected.is_object());
    const std::string type = s.expected.value("type", "");
    CHECK(IsDocumentType(type));
    CHECK(fs::exists(kSamples + "mail/" + s.name + ".pdf"));
    CHECK(fs::exists(kSamples + "letters/" + s.name + ".html"));
    CHECK((type == "inconnu") == s.expected.contains("urgent"));
    if (s.expected.contains("secret_medical")) CHECK(s.expected["tables"].empty());
    for (const auto& [id, v] : s.expected["fields"].items()) {
      INFO(id << " = " << v);
      const std::optional<ValueType> t = TypeOfField(type, id);
      REQUIRE(t);
      CHECK(HasForm(*t, v));
      if (const auto* list = ClosedList(id); list && v.is_string()) {
        CHECK(std::find(list->begin(), list->end(), v.get<std::string>()) != list->end());
      }
    }
    for (const auto& [table, rows] : s.expected["tables"].items()) {
      INFO(table);
      REQUIRE(HasTable(type, table));
      REQUIRE(!rows.empty());
      for (const json& row : rows) {
        for (const auto& [column, v] : row.items()) {
          INFO(column << " = " << v);
          const std::optional<ValueType> t = TypeOfColumn(table, column);
          REQUIRE(t);
          CHECK((v.is_null() || HasForm(*t, v)));
        }
        // One table, one set of columns; a RIAP, and a FMT statement in two parts, set several
        // tables below each other.
        if (type != "riap" && type != "decompte_fmt") CHECK(row.size() == rows.front().size());
      }
    }
  }
}

TEST_CASE("identifiers carry their key and their département", "[samples]") {
  std::set<std::string> rpps;
  for (const Sample& s : Samples()) {
    INFO(s.name);
    const json& f = s.expected["fields"];
    if (f.contains("praticien_rpps")) {
      const std::string n = f["praticien_rpps"];
      REQUIRE(n.size() == 11);
      int sum = 0;
      for (size_t i = 0; i < n.size(); ++i) {
        int d = n[n.size() - 1 - i] - '0';
        if (i % 2 == 1 && (d *= 2) > 9) d -= 9;
        sum += d;
      }
      CHECK(sum % 10 == 0);
      // A series that is not given out.
      CHECK(n.starts_with("109"));
    }
    if (f.contains("praticien_am") && f.contains("departement")) {
      const std::string am = f["praticien_am"], departement = f["departement"];
      CHECK(am.size() == 9);
      // Corsica kept 20 in these numbers.
      CHECK(am.substr(0, 2) == (departement.starts_with("2A") ? "20" : departement.substr(0, 2)));
    }
  }
}

TEST_CASE("the figures of a letter agree with one another", "[samples]") {
  for (const Sample& s : Samples()) {
    INFO(s.name);
    const json& f = s.expected["fields"];
    const double ij = Number(f, "ij_prescrites"), patients = Number(f, "patients_actifs");
    const double rate = Number(f, "ij_par_patient");
    const double awaited = Number(f, "ij_attendues_par_patient"), ratio = Number(f, "ratio");
    if (!std::isnan(ij + patients + rate)) CHECK(Agrees(rate, ij / patients, 2));
    if (!std::isnan(ratio)) {
      // The printed ratio comes from rounded or from exact rates: some rate that prints like those
      // of the letter must give it.
      const int decimals = std::fabs(ratio * 10 - std::round(ratio * 10)) < 1e-9 ? 1 : 2;
      bool agrees = Agrees(ratio, ij / patients / awaited, decimals);
      for (const double off : {-0.005, 0.0, 0.005})
        agrees |= Agrees(ratio, rate / (awaited + off), decimals);
      CHECK(agrees);
    }
    const auto date = [&](const char* id) { return f.value(id, std::string()); };
    for (const auto& [a, b] :
         {std::pair{"periode_debut", "periode_fin"}, std::pair{"mesure_debut", "mesure_fin"},
          std::pair{"periode_fin", "date_lettre"}}) {
      if (!date(a).empty() && !date(b).empty()) CHECK(date(a) < date(b));
    }
    const json& t = s.expected["tables"];
    if (t.contains("profil")) {
      double p = 0, o = 0, e = 0;
      for (const json& row : t["profil"]) {
        p += row.value("patients", 0.0);
        o += row.value("ij", 0.0);
        e += row.value("ij_attendues", 0.0);
      }
      CHECK(p == patients);
      CHECK(o == ij);
      CHECK(Agrees(awaited, e / patients, 2));
    }
    if (t.contains("lignes_indu")) {
      double sum = 0;
      for (const json& row : t["lignes_indu"]) sum += row["montant"].get<double>();
      CHECK(sum == Approx(Number(f, "montant")).epsilon(1e-12));
    }
    if (t.contains("indicateurs") && f.contains("montant")) {
      double sum = 0;
      bool all = true;
      for (const json& row : t["indicateurs"]) {
        all = all && row.contains("montant");
        if (row.contains("montant") && row["montant"].is_number())
          sum += row["montant"].get<double>();
      }
      // Of a FMT the follow-up is a sum without lines.
      if (s.expected["type"] == "decompte_fmt")
        CHECK(sum <= Number(f, "montant") + 1e-9);
      else if (all)
        CHECK(sum == Approx(Number(f, "montant")).epsilon(1e-12));
    }
    if (t.contains("lignes") && f.contains("patients_differents")) {
      const double n = Number(f, "patients_differents");
      for (const json& row : t["lignes"]) {
        if (!row.contains("vous_par_patient") || row["vous_par_patient"].is_null()) continue;
        INFO(row["libelle"]);
        CHECK(Agrees(row["vous_par_patient"].get<double>(), row["vous"].get<double>() / n, 2));
      }
    }
  }
}

TEST_CASE("what is expected stands in the text of the letter", "[samples]") {
  // Ids and derived values are not printed as such.
  const std::set<std::string> kDerived{"departement",
                                       "perimetre_comparaison",
                                       "signataire_qualite",
                                       "sens",
                                       "procedure",
                                       "delai_annonce",
                                       "duree_proposee",
                                       "sexe",
                                       "etoiles",
                                       "rubrique"};
  for (const Sample& s : Samples()) {
    INFO(s.name);
    const std::string whole = TextOf(s.name), text = Squeezed(whole);
    REQUIRE(text.size() > 200);
    const std::string type = s.expected["type"];
    const auto check = [&](const std::string& id, ValueType t, const json& v) {
      if (v.is_null() || v.is_boolean() || kDerived.contains(id)) return;
      INFO(id << " = " << v);
      if (t == ValueType::kDate) {
        // Spelled: «vingt-neuf juillet deux mille vingt-cinq».
        bool spelled = false;
        for (const Found& f : FindAll(ValueType::kDate, whole))
          spelled |= ToCanonical(f.value) == v;
        CHECK((spelled || HasAny(text, DateForms(v))));
      } else if (v.is_number()) {
        CHECK(HasAny(text, PrintedForms(v.dump())));
      } else if (t == ValueType::kTime) {
        const std::string h = v.get<std::string>().substr(0, 2), m = v.get<std::string>().substr(3);
        const std::string hour = std::to_string(std::stoul(h));
        // «quatorze heures trente»
        static const std::map<std::string, std::string> spelled = {
            {"08", "huit"},     {"09", "neuf"},   {"10", "dix"},          {"11", "onze"},
            {"14", "quatorze"}, {"13", "treize"}, {"15", "quinze"},       {"16", "seize"},
            {"00", ""},         {"30", "trente"}, {"45", "quarante-cinq"}};
        std::vector<std::string> forms = {hour + "h" + (m == "00" ? "" : m), h + ":" + m,
                                          hour + "heures", h + "h" + m};
        if (spelled.contains(h) && spelled.contains(m))
          forms.push_back(spelled.at(h) + "heures" + spelled.at(m));
        CHECK(HasAny(text, forms));
      } else {
        std::vector<std::string> texts;
        if (v.is_array()) {
          for (const json& x : v) texts.push_back(x);
        } else {
          texts.push_back(v);
        }
        for (std::string x : texts) {
          // « Caisse primaire d’assurance maladie de… » is printed for « CPAM de… ».
          if (id == "caisse") x.erase(0, x.find(' '));
          if (id == "textes_cites") x.erase(0, 2);
          std::istringstream words(x);
          for (std::string w; words >> w;) {
            if (w == "/") continue;
            // A name may be broken at its hyphen, with another column's words between.
            std::istringstream parts(w);
            bool whole = text.find(Squeezed(w)) != std::string::npos, in_parts = true;
            for (std::string part; std::getline(parts, part, '-');)
              in_parts &= text.find(Squeezed(part)) != std::string::npos;
            INFO(w);
            CHECK((whole || in_parts));
          }
        }
      }
    };
    for (const auto& [id, v] : s.expected["fields"].items()) check(id, *TypeOfField(type, id), v);
    for (const auto& [table, rows] : s.expected["tables"].items()) {
      for (const json& row : rows) {
        for (const auto& [column, v] : row.items()) check(column, *TypeOfColumn(table, column), v);
      }
    }
  }
}

}  // namespace riposte
