// A RIAP typed from paper, as a table or as JSON: the rows by the names of contract/vocabulary.md,
// the period and the number of patients once or on every row.
#include <fmt/format.h>

#include "pipeline/ij/input.h"

namespace riposte {
namespace {

constexpr size_t kMostRows = 1000;

// «****» or a count.
Message SetStars(IjRiapRow* row, const std::string& text) {
  if (text.find_first_not_of('*') == std::string::npos) {
    row->etoiles = static_cast<int64_t>(text.size());
  } else if (Message wrong = SetInt(&row->etoiles, text); !wrong.empty()) {
    return "neither stars nor a count";
  }
  return row->etoiles <= 9 ? "" : "more than 9 stars";
}

template <class T>
auto Share(std::optional<Decimal> T::*member) {
  const auto set = Column(member, CellPercent, kNotNumber);
  return [=](T* t, const std::string& text) -> Message {
    Message wrong = set(t, text);
    return wrong.empty() && (t->*member)->ToDouble() > 100 ? "over 100" : wrong;
  };
}

const Columns<IjRiapRow>& RowColumns() {
  using R = IjRiapRow;
  const auto number = [](std::optional<Decimal> R::*member) {
    return Column(member, CellDecimal, kNotNumber);
  };
  static const Columns<R> columns = {
      {"rubrique", [](R* r, const std::string& t) { return TextColumn(100)(&r->rubrique, t); }},
      {"libelle", [](R* r, const std::string& t) { return TextColumn(200)(&r->libelle, t); }},
      {"vous", number(&R::vous)},
      {"vous_par_patient", number(&R::vous_par_patient)},
      {"vous_pct", Share(&R::vous_pct)},
      {"reference", number(&R::reference)},
      {"reference_par_patient", number(&R::reference_par_patient)},
      {"reference_pct", Share(&R::reference_pct)},
      {"etoiles", SetStars},
  };
  return columns;
}

const Columns<IjRiap>& HeadColumns() {
  static const Columns<IjRiap> columns = {
      {"periode_debut", Column(&IjRiap::periode_debut, CellDate, kNotDate)},
      {"periode_fin", Column(&IjRiap::periode_fin, CellDate, kNotDate)},
      {"patients_differents", Column(&IjRiap::patients_differents, CellInteger, kNotWhole)},
  };
  return columns;
}

Error Unknown(const std::string& file, int line, const std::string& name) {
  return WrongInput(file, line, "unknown column: " + name,
                    "columns: " + ColumnNames(HeadColumns()) + ", " + ColumnNames(RowColumns()));
}

Status CheckRead(const IjRiap& riap, const std::string& file) {
  Status s = CheckPeriod(riap.periode_debut, riap.periode_fin, true);
  if (s.ok() && riap.patients_differents && *riap.patients_differents == 0)
    s = Usage("column patients_differents: zero");
  if (s.ok() && riap.lignes.size() > kMostRows) s = Usage("more than 1,000 rows");
  if (s.ok()) return {};
  Error error = s.error();
  error.file = file;
  return error;
}

}  // namespace

Result<IjRiap> RiapFromCsv(const CsvTable& table, const std::string& file) {
  for (const std::string& name : table.header)
    if (!HeadColumns().contains(name) && !RowColumns().contains(name))
      return Unknown(file, 1, name);
  if (!HasColumn(table, "libelle")) return WrongInput(file, 1, "missing column: libelle");
  IjRiap riap;
  std::map<std::string, std::string> heads;  // may be repeated on every row, but not differ
  for (size_t r = 0; r < table.rows.size(); ++r) {
    const CsvRow& row = table.rows[r];
    IjRiapRow line;
    for (size_t c = 0; c < table.header.size(); ++c) {
      const std::string &name = table.header[c], &cell = row.cells[c];
      if (cell.empty()) continue;
      Message wrong;
      if (name != "libelle" && CellIsNegative(cell)) {
        wrong = "negative";
      } else if (const auto head = HeadColumns().find(name); head != HeadColumns().end()) {
        wrong = heads.emplace(name, cell).first->second != cell ? "not the value of the rows before"
                                                                : head->second(&riap, cell);
      } else {
        wrong = RowColumns().at(name)(&line, cell);
      }
      if (!wrong.empty())
        return WrongInput(file, row.line, fmt::format("row {}, column {}: {}", r + 1, name, wrong));
    }
    if (line.libelle.empty())
      return WrongInput(file, row.line, fmt::format("row {}, column libelle: empty", r + 1));
    riap.lignes.push_back(std::move(line));
  }
  if (Status s = CheckRead(riap, file); !s.ok()) return s.error();
  return riap;
}

Result<IjRiap> RiapFromJson(const JsonNode& node, const std::string& file) {
  if (node.kind != JsonNode::Kind::kObject) return WrongInput(file, 0, "riap: not an object");
  IjRiap riap;
  for (const auto& [name, value] : node.members) {
    if (name == "lignes" && value.kind == JsonNode::Kind::kArray) {
      for (size_t i = 0; i < value.items.size(); ++i) {
        IjRiapRow line;
        if (value.items[i].kind != JsonNode::Kind::kObject)
          return WrongInput(file, 0, fmt::format("riap, row {}: not an object", i + 1));
        for (const auto& [column, cell] : value.items[i].members) {
          bool known = false;
          const Message wrong = SetFromJson(RowColumns(), &line, column, cell, &known);
          if (!known) return Unknown(file, 0, column);
          if (!wrong.empty())
            return WrongInput(file, 0,
                              fmt::format("riap, row {}, column {}: {}", i + 1, column, wrong));
        }
        if (line.libelle.empty())
          return WrongInput(file, 0, fmt::format("riap, row {}, column libelle: empty", i + 1));
        riap.lignes.push_back(std::move(line));
      }
      continue;
    }
    bool known = false;
    const Message wrong = SetFromJson(HeadColumns(), &riap, name, value, &known);
    if (!known) return Unknown(file, 0, name);
    if (!wrong.empty()) return WrongInput(file, 0, "riap, column " + name + ": " + wrong);
  }
  if (Status s = CheckRead(riap, file); !s.ok()) return s.error();
  return riap;
}

}  // namespace riposte
