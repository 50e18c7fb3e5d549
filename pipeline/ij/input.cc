// Typed input from JSON or CSV. Both go through the same setters, by column name, so that one list
// of names and one set of messages serve both. An unknown name is an error: a misspelt column that
// is passed over gives wrong figures without a word.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "pipeline/ij/input.h"

namespace riposte {
namespace {

constexpr size_t kMostBytes = 8'000'000;
constexpr size_t kMostSpells = 100'000;

std::string Sex(const std::string& s) {
  return s == "f" ? "F" : s == "m" || s == "h" || s == "H" ? "M" : s;
}

const Columns<IjInput>& Totals() {
  static const Columns<IjInput> setters = {
      {"periode_debut", Column(&IjInput::periode_debut, CellDate, kNotDate)},
      {"periode_fin", Column(&IjInput::periode_fin, CellDate, kNotDate)},
      {"patients_actifs", Column(&IjInput::patients_actifs, CellInteger, kNotWhole)},
      {"ij_prescrites", Column(&IjInput::ij_prescrites, CellInteger, kNotWhole)},
      {"ij_par_patient", Column(&IjInput::ij_par_patient, CellDecimal, kNotNumber)},
      {"ij_attendues_par_patient",
       Column(&IjInput::ij_attendues_par_patient, CellDecimal, kNotNumber)},
      {"ratio", Column(&IjInput::ratio, CellDecimal, kNotNumber)},
      {"objectif_ij_par_patient",
       Column(&IjInput::objectif_ij_par_patient, CellDecimal, kNotNumber)},
      {"objectif_pct", Column(&IjInput::objectif_pct, CellPercent, kNotNumber)},
      {"perimetre_regime",
       [](IjInput* in, const std::string& t) { return TextColumn(200)(&in->perimetre_regime, t); }},
  };
  return setters;
}

const Columns<IjStratum>& StratumColumns() {
  static const Columns<IjStratum> setters = {
      {"sexe",
       [](IjStratum* s, const std::string& t) -> Message {
         s->sexe = Sex(t);
         return s->sexe == "F" || s->sexe == "M" ? "" : "not F or M";
       }},
      {"age", [](IjStratum* s, const std::string& t) { return TextColumn(40)(&s->age, t); }},
      {"ald", Column(&IjStratum::ald, CellFlag, kNotFlag)},
      {"c2s", Column(&IjStratum::c2s, CellFlag, kNotFlag)},
      {"patients", [](IjStratum* s, const std::string& t) { return SetInt(&s->patients, t); }},
      {"ij", [](IjStratum* s, const std::string& t) { return SetInt(&s->ij, t); }},
      {"taux_reference", Column(&IjStratum::taux_reference, CellDecimal, kNotNumber)},
      {"attendues", Column(&IjStratum::attendues, CellDecimal, kNotNumber)},
  };
  return setters;
}

Message AddSpell(std::vector<int>* spells, const std::string& text) {
  const std::optional<int64_t> v = CellInteger(text);
  if (!v) return kNotWhole;
  if (*v < 1 || *v > 36500) return "not between 1 and 36500 days";
  if (spells->size() >= kMostSpells) return "more than 100,000 spells";
  spells->push_back(static_cast<int>(*v));
  return "";
}

Error WrongName(const std::string& file, int line, const std::string& name) {
  return WrongInput(
      file, line, "unknown column: " + name,
      "columns: " + ColumnNames(Totals()) + ", " + ColumnNames(StratumColumns()) + ", arrets");
}

bool Negative(const std::string& column, const std::string& cell) {
  return column != "age" && column != "sexe" && column != "objectif_pct" && CellIsNegative(cell);
}

Result<IjInput> Ordered(IjInput in, const std::string& filename) {
  Status s = CheckPeriod(in.periode_debut, in.periode_fin, true);
  if (s.ok()) return in;
  Error error = s.error();
  error.file = filename;
  return error;
}

Result<IjInput> FromCsv(const std::string& text, const std::string& filename) {
  Result<CsvTable> table = ParseCsv(text, filename);
  if (!table.ok()) return table.error();
  IjInput in;
  if (HasColumn(*table, "rubrique")) {
    Result<IjRiap> riap = RiapFromCsv(*table, filename);
    if (!riap.ok()) return riap.error();
    in.riap = std::move(riap.value());
    return in;
  }
  if (HasColumn(*table, "observees") || HasColumn(*table, "quoi")) {
    const Status s = HasColumn(*table, "quoi") ? PartsFromCsv(*table, filename, &in.parts)
                                               : PeersFromCsv(*table, filename, &in.pairs);
    if (!s.ok()) return s.error();
    return in;
  }
  const std::vector<std::string>& header = table->header;
  for (const std::string& name : header)
    if (!Totals().contains(name) && !StratumColumns().contains(name) && name != "arrets")
      return WrongName(filename, 1, name);
  const bool strata = std::any_of(header.begin(), header.end(), [](const std::string& name) {
    return StratumColumns().contains(name);
  });
  if (strata && (!HasColumn(*table, "patients") || !HasColumn(*table, "ij")))
    return WrongInput(
        filename, 1,
        std::string("missing column: ") + (HasColumn(*table, "patients") ? "ij" : "patients"));
  std::vector<int> lines;                     // of the strata, for messages
  std::map<std::string, std::string> totals;  // may be repeated on every row, but not differ
  for (size_t r = 0; r < table->rows.size(); ++r) {
    const CsvRow& row = table->rows[r];
    IjStratum stratum;
    bool any = false, patients = false, ij = false;
    for (size_t c = 0; c < header.size(); ++c) {
      const std::string& cell = row.cells[c];
      if (cell.empty()) continue;
      Message wrong;
      if (LooksLikeTotal(cell)) {
        wrong = "a total is not a stratum: remove this row";
      } else if (Negative(header[c], cell)) {
        wrong = "negative";
      } else if (const auto total = Totals().find(header[c]); total != Totals().end()) {
        if (totals.emplace(header[c], cell).first->second != cell)
          wrong = "not the value of the rows before";
        else
          wrong = total->second(&in, cell);
      } else if (header[c] == "arrets") {
        wrong = AddSpell(&in.arrets, cell);
      } else {
        wrong = StratumColumns().at(header[c])(&stratum, cell);
        any = true;
        patients = patients || header[c] == "patients";
        ij = ij || header[c] == "ij";
      }
      if (!wrong.empty())
        return WrongInput(filename, row.line,
                          fmt::format("row {}, column {}: {}", r + 1, header[c], wrong));
    }
    if (any && (!patients || !ij))
      return WrongInput(
          filename, row.line,
          fmt::format("row {}, column {}: empty", r + 1, patients ? "ij" : "patients"));
    if (any) {
      in.strates.push_back(std::move(stratum));
      lines.push_back(row.line);
    }
  }
  if (Status s = CheckInput(in, lines); !s.ok()) {
    Error error = s.error();
    error.file = filename;
    return error;
  }
  return Ordered(std::move(in), filename);
}

Result<IjInput> StrataFromJson(const JsonNode& node, const std::string& filename, IjInput in) {
  if (node.kind == JsonNode::Kind::kNull) return in;
  if (node.kind != JsonNode::Kind::kArray) return WrongInput(filename, 0, "strates: not a list");
  for (size_t i = 0; i < node.items.size(); ++i) {
    const JsonNode& item = node.items[i];
    if (item.kind != JsonNode::Kind::kObject)
      return WrongInput(filename, 0, fmt::format("row {}: not an object", i + 1));
    IjStratum stratum;
    for (const auto& [name, value] : item.members) {
      bool known = false;
      const Message wrong = SetFromJson(StratumColumns(), &stratum, name, value, &known);
      if (!known) return WrongName(filename, 0, name);
      if (!wrong.empty())
        return WrongInput(filename, 0, fmt::format("row {}, column {}: {}", i + 1, name, wrong));
    }
    for (const char* needed : {"patients", "ij"}) {
      const JsonNode* value = item.Find(needed);
      if (!value || value->kind == JsonNode::Kind::kNull)
        return WrongInput(filename, 0, fmt::format("row {}, column {}: empty", i + 1, needed));
    }
    in.strates.push_back(std::move(stratum));
  }
  return in;
}

Result<IjInput> FromJson(std::string_view text, const std::string& filename) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Result<JsonNode> root = ParseJson(text);
  if (!root.ok()) {
    Error error = root.error();
    error.code = ErrorCode::kUsage;
    error.file = filename;
    return error;
  }
  if (root->kind != JsonNode::Kind::kObject) return WrongInput(filename, 0, "not a JSON object");
  if (root->Find("fields") && root->Find("type")) {
    Result<Letter> letter = LetterFromJson(text);
    if (!letter.ok()) {
      Error error = letter.error();
      error.code = ErrorCode::kUsage;
      error.file = filename;
      return error;
    }
    return IjInputOf(*letter);
  }
  IjInput in;
  for (const auto& [name, value] : root->members) {
    if (name == "strates") {
      Result<IjInput> with = StrataFromJson(value, filename, std::move(in));
      if (!with.ok()) return with.error();
      in = std::move(with.value());
      continue;
    }
    if (name == "arrets") {
      if (value.kind == JsonNode::Kind::kNull) continue;
      if (value.kind != JsonNode::Kind::kArray)
        return WrongInput(filename, 0, "arrets: not a list");
      for (size_t i = 0; i < value.items.size(); ++i) {
        const std::optional<std::string> cell = ScalarText(value.items[i]);
        const Message wrong = !cell                       ? kNotWhole
                              : Negative("arrets", *cell) ? "negative"
                                                          : AddSpell(&in.arrets, *cell);
        if (!wrong.empty())
          return WrongInput(filename, 0, fmt::format("row {}, column arrets: {}", i + 1, wrong));
      }
      continue;
    }
    if (name == "pairs" || name == "parts") {
      const Status s = name == "pairs" ? PeersFromJson(value, filename, &in.pairs)
                                       : PartsFromJson(value, filename, &in.parts);
      if (!s.ok()) return s.error();
      continue;
    }
    if (name == "riap") {
      if (value.kind == JsonNode::Kind::kNull) continue;
      Result<IjRiap> riap = RiapFromJson(value, filename);
      if (!riap.ok()) return riap.error();
      in.riap = std::move(riap.value());
      continue;
    }
    bool known = false;
    const Message wrong = SetFromJson(Totals(), &in, name, value, &known, name == "objectif_pct");
    if (!known) return WrongName(filename, 0, name);
    if (!wrong.empty()) return WrongInput(filename, 0, "column " + name + ": " + wrong);
  }
  return Ordered(std::move(in), filename);
}

}  // namespace

Result<IjInput> ReadIjInput(const std::string& text, const std::string& filename) {
  if (text.size() > kMostBytes) return WrongInput(filename, 0, "larger than 8 MB");
  Result<IjInput> in = IsJson(text, filename) ? FromJson(text, filename) : FromCsv(text, filename);
  if (!in.ok()) return in.error();
  for (const Status& s : {CheckInput(*in), CheckParts(*in)}) {
    if (s.ok()) continue;
    Error error = s.error();
    error.file = filename;
    return error;
  }
  return in;
}

}  // namespace riposte
