// Typed input from JSON or CSV, by column name. An unknown name is an error: a misspelt column that
// is passed over gives wrong figures without a word.
#include <fmt/format.h>

#include "extractors/values/columns.h"
#include "extractors/values/csv.h"
#include "pipeline/rosp/figures.h"

namespace riposte {
namespace {

constexpr size_t kMostBytes = 8'000'000;

template <class T>
auto Text(std::string T::*member) {
  return [=](T* t, const std::string& text) -> Message {
    t->*member = text;
    return text.size() <= 300 ? "" : "too long";
  };
}

std::optional<Date> DateOrYear(const std::string& text) {
  if (const auto date = CellDate(text)) return date;
  const auto year = CellInteger(text);
  if (!year || *year < 1950 || *year > 2100) return std::nullopt;
  return Date(std::chrono::year(static_cast<int>(*year)), std::chrono::January,
              std::chrono::day(1));
}

struct Extras {
  std::optional<bool> synthese;
};

struct Top : RospInput, Extras {};

template <class V>
auto OfInput(V RospInput::*member,
             std::optional<typename V::value_type> (*parse)(const std::string&),
             const char* wrong) {
  const auto set = Column(member, parse, wrong);
  return [=](Top* t, const std::string& text) { return set(t, text); };
}

auto OfInput(std::string RospInput::*member) {
  const auto set = Text(member);
  return [=](Top* t, const std::string& text) { return set(t, text); };
}

const Columns<Top>& TopColumns() {
  static const Columns<Top> columns = {
      {"annee", OfInput(&RospInput::annee, CellInteger, kNotWhole)},
      {"regime", OfInput(&RospInput::regime)},
      {"patientele_mt", OfInput(&RospInput::patientele_mt, CellInteger, kNotWhole)},
      {"patientele_propre", OfInput(&RospInput::patientele_propre, CellInteger, kNotWhole)},
      {"patientele_regime_general",
       OfInput(&RospInput::patientele_regime_general, CellInteger, kNotWhole)},
      {"installation", OfInput(&RospInput::installation, DateOrYear, kNotDate)},
      {"fse", OfInput(&RospInput::fse, CellPercent, kNotNumber)},
      {"cahier_des_charges", OfInput(&RospInput::cahier_des_charges, CellFlag, kNotFlag)},
      {"synthese_en_mesure", OfInput(&RospInput::synthese_en_mesure, CellFlag, kNotFlag)},
      {"valeur_point", OfInput(&RospInput::valeur_point, CellAmount, kNotAmount)},
      {"majoration", OfInput(&RospInput::majoration, CellPercent, kNotNumber)},
      {"coefficient", OfInput(&RospInput::coefficient, CellDecimal, kNotNumber)},
      {"total_verse", OfInput(&RospInput::total_verse, CellAmount, kNotAmount)},
      {"montant_annee_precedente",
       OfInput(&RospInput::montant_annee_precedente, CellAmount, kNotAmount)},
      {"lecture_seuil", OfInput(&RospInput::lecture_seuil)},
      {"arrondi", OfInput(&RospInput::arrondi)},
      {"synthese",
       [](Top* t, const std::string& text) -> Message {
         t->synthese = CellFlag(text);
         return t->synthese ? "" : kNotFlag;
       }},
  };
  return columns;
}

const Columns<RospLineInput>& LineColumns() {
  using L = RospLineInput;
  static const Columns<L> columns = {
      {"code", Text(&L::code)},
      {"libelle", Text(&L::libelle)},
      {"sens", Text(&L::sens)},
      {"patients", Column(&L::patients, CellInteger, kNotWhole)},
      {"patients_depart", Column(&L::patients_depart, CellInteger, kNotWhole)},
      {"taux_depart", Column(&L::taux_depart, CellPercent, kNotNumber)},
      {"taux_suivi", Column(&L::taux_suivi, CellPercent, kNotNumber)},
      {"objectif_intermediaire", Column(&L::objectif_intermediaire, CellPercent, kNotNumber)},
      {"objectif_cible", Column(&L::objectif_cible, CellPercent, kNotNumber)},
      {"points", Column(&L::points, CellDecimal, kNotNumber)},
      {"taux_realisation", Column(&L::taux_realisation, CellPercent, kNotNumber)},
      {"taux_depart_precedent", Column(&L::taux_depart_precedent, CellPercent, kNotNumber)},
      {"seuil", Column(&L::seuil, CellInteger, kNotWhole)},
      {"atteint", Column(&L::atteint, CellFlag, kNotFlag)},
      {"pondere", Column(&L::pondere, CellFlag, kNotFlag)},
      {"montant_verse", Column(&L::montant_verse, CellAmount, kNotAmount)},
  };
  return columns;
}

Message SetClaims(RospClaims* claims, const std::string& name, int64_t n) {
  if (name == "total")
    claims->total = n;
  else if (name == "electroniques")
    claims->electroniques = n;
  else if (name == "ame")
    claims->ame = n;
  else if (name == "moins_de_trois_mois")
    claims->moins_de_trois_mois = n;
  else if (name == "sans_patient")
    claims->sans_patient = n;
  else if (name == "s3404")
    claims->s3404 = n;
  else
    return "unknown: " + name;
  return "";
}

Error Wrong(const std::string& file, int line, std::string message, std::string hint = "") {
  return Error{.code = ErrorCode::kUsage,
               .message = std::move(message),
               .hint = std::move(hint),
               .file = file,
               .line = line};
}

Error WrongName(const std::string& file, int line, const std::string& name) {
  return Wrong(file, line, "unknown column: " + name,
               "columns: " + ColumnNames(TopColumns()) + ", " + ColumnNames(LineColumns()));
}

// The yearly summary is one more line of the organisation part.
Result<RospInput> Finished(Top top, const std::string& filename) {
  if (top.synthese) {
    RospLineInput* line = nullptr;
    for (RospLineInput& l : top.lignes)
      if (l.code == "ORG_SYNTHESE") line = &l;
    if (!line) {
      if (top.annee && *top.annee > 2016) return RospInput(std::move(top));
      line = &top.lignes.emplace_back();
      line->code = "ORG_SYNTHESE";
    }
    if (line->atteint && *line->atteint != *top.synthese)
      return Wrong(filename, 0, "column synthese: not what ORG_SYNTHESE says");
    line->atteint = top.synthese;
  }
  return RospInput(std::move(top));
}

Result<RospInput> FromCsv(const std::string& text, const std::string& filename) {
  Result<CsvTable> table = ParseCsv(text, filename);
  if (!table.ok()) return table.error();
  const std::vector<std::string>& header = table->header;
  bool code = false, label = false, year = false;
  for (const std::string& name : header) {
    if (!TopColumns().contains(name) && !LineColumns().contains(name))
      return WrongName(filename, 1, name);
    code = code || name == "code";
    label = label || name == "libelle";
    year = year || name == "annee";
  }
  if (!code && !label) return Wrong(filename, 1, "missing column: code");
  if (!year) return Wrong(filename, 1, "missing column: annee");
  Top top;
  std::map<std::string, std::string> tops;  // may be repeated on every row, but not differ
  for (size_t r = 0; r < table->rows.size(); ++r) {
    const CsvRow& row = table->rows[r];
    RospLineInput line;
    bool any = false;
    for (size_t c = 0; c < header.size(); ++c) {
      const std::string& cell = row.cells[c];
      if (cell.empty()) continue;
      Message wrong;
      if ((header[c] == "code" || header[c] == "libelle") && LooksLikeTotal(cell)) {
        wrong = "a total is not an indicator: remove this row, give it in total_verse";
      } else if (CellIsNegative(cell)) {
        wrong = "negative";
      } else if (const auto found = TopColumns().find(header[c]); found != TopColumns().end()) {
        wrong = tops.emplace(header[c], cell).first->second != cell
                    ? "not the value of the rows before"
                    : found->second(&top, cell);
      } else {
        wrong = LineColumns().at(header[c])(&line, cell);
        any = true;
      }
      if (!wrong.empty())
        return Wrong(filename, row.line,
                     fmt::format("row {}, column {}: {}", r + 1, header[c], wrong));
    }
    if (any && line.code.empty() && line.libelle.empty())
      return Wrong(filename, row.line, fmt::format("row {}, column code: empty", r + 1));
    if (any) top.lignes.push_back(std::move(line));
  }
  return Finished(std::move(top), filename);
}

Status LinesFromJson(const JsonNode& node, const std::string& filename, Top* top) {
  if (node.kind == JsonNode::Kind::kNull) return {};
  if (node.kind != JsonNode::Kind::kArray) return Wrong(filename, 0, "indicateurs: not a list");
  for (size_t i = 0; i < node.items.size(); ++i) {
    const JsonNode& item = node.items[i];
    if (item.kind != JsonNode::Kind::kObject)
      return Wrong(filename, 0, fmt::format("row {}: not an object", i + 1));
    RospLineInput line;
    for (const auto& [name, value] : item.members) {
      bool known = false;
      const Message wrong = SetFromJson(LineColumns(), &line, name, value, &known);
      if (!known) return WrongName(filename, 0, name);
      if (!wrong.empty())
        return Wrong(filename, 0, fmt::format("row {}, column {}: {}", i + 1, name, wrong));
    }
    if (line.code.empty() && line.libelle.empty())
      return Wrong(filename, 0, fmt::format("row {}, column code: empty", i + 1));
    top->lignes.push_back(std::move(line));
  }
  return {};
}

// "ORG_DMI": true, or {"atteint": true, "montant_verse": 525.00}.
Status OrganisationFromJson(const JsonNode& node, const std::string& filename, Top* top) {
  if (node.kind == JsonNode::Kind::kNull) return {};
  if (node.kind != JsonNode::Kind::kObject)
    return Wrong(filename, 0, "organisation: not an object");
  for (const auto& [code, value] : node.members) {
    RospLineInput line;
    line.code = code;
    if (value.kind == JsonNode::Kind::kObject) {
      for (const auto& [name, cell] : value.members) {
        bool known = false;
        const Message wrong = SetFromJson(LineColumns(), &line, name, cell, &known);
        if (!known) return WrongName(filename, 0, name);
        if (!wrong.empty())
          return Wrong(filename, 0, fmt::format("organisation {}, {}: {}", code, name, wrong));
      }
    } else if (value.kind == JsonNode::Kind::kBool) {
      line.atteint = value.boolean;
    } else if (value.kind != JsonNode::Kind::kNull) {
      return Wrong(filename, 0, "organisation " + code + ": not true or false");
    }
    top->lignes.push_back(std::move(line));
  }
  return {};
}

Status ClaimsFromJson(const JsonNode& node, const std::string& filename, Top* top) {
  if (node.kind == JsonNode::Kind::kNull) return {};
  if (node.kind != JsonNode::Kind::kObject) return Wrong(filename, 0, "feuilles: not an object");
  top->feuilles.emplace();
  for (const auto& [name, value] : node.members) {
    const std::optional<std::string> text = ScalarText(value);
    const std::optional<int64_t> n = text ? CellInteger(*text) : std::nullopt;
    const Message wrong = n ? SetClaims(&*top->feuilles, name, *n) : kNotWhole;
    if (!wrong.empty()) return Wrong(filename, 0, "feuilles, " + name + ": " + wrong);
  }
  return {};
}

Result<RospInput> FromJson(std::string_view text, const std::string& filename) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto usage = [&](Error error) {
    error.code = ErrorCode::kUsage;
    error.file = filename;
    return error;
  };
  Result<JsonNode> root = ParseJson(text);
  if (!root.ok()) return usage(root.error());
  if (root->kind != JsonNode::Kind::kObject) return Wrong(filename, 0, "not a JSON object");
  if (root->Find("fields") && root->Find("type")) {
    Result<Letter> letter = LetterFromJson(text);
    if (!letter.ok()) return usage(letter.error());
    return RospInputOf(*letter);
  }
  Top top;
  for (const auto& [name, value] : root->members) {
    Status status;
    if (name == "indicateurs" || name == "organisation") continue;  // in this order, below
    if (name == "feuilles") {
      status = ClaimsFromJson(value, filename, &top);
    } else {
      bool known = false;
      const Message wrong = SetFromJson(TopColumns(), &top, name, value, &known);
      if (!known) return WrongName(filename, 0, name);
      if (!wrong.empty()) status = Wrong(filename, 0, "column " + name + ": " + wrong);
    }
    if (!status.ok()) return status.error();
  }
  if (const JsonNode* n = root->Find("indicateurs"))
    if (Status s = LinesFromJson(*n, filename, &top); !s.ok()) return s.error();
  if (const JsonNode* n = root->Find("organisation"))
    if (Status s = OrganisationFromJson(*n, filename, &top); !s.ok()) return s.error();
  return Finished(std::move(top), filename);
}

}  // namespace

Status SetRospValue(RospInput* in, const std::string& name, const std::string& text) {
  const auto column = TopColumns().find(name);
  if (column == TopColumns().end() || name == "synthese")
    return Wrong("", 0, "no such value: " + name, "values: " + ColumnNames(TopColumns()));
  Top top;
  static_cast<RospInput&>(top) = std::move(*in);
  const Message wrong = CellIsNegative(text) ? "negative" : column->second(&top, text);
  *in = std::move(static_cast<RospInput&>(top));
  return wrong.empty() ? Status() : Wrong("", 0, name + ": " + wrong);
}

Result<RospInput> ReadRospInput(const std::string& text, const std::string& filename) {
  if (text.size() > kMostBytes) return Wrong(filename, 0, "larger than 8 MB");
  return IsJson(text, filename) ? FromJson(text, filename) : FromCsv(text, filename);
}

}  // namespace riposte
