// Typed input from JSON or CSV. Both go through the same setters, by column name, so that one list
// of names and one set of messages serve both. An unknown name is an error: a misspelt column that
// is passed over gives wrong figures without a word.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>

#include "extractors/values/json.h"
#include "pipeline/ij/csv.h"
#include "pipeline/ij/figures.h"

namespace riposte {
namespace {

constexpr size_t kMostBytes = 8'000'000;
constexpr size_t kMostSpells = 100'000;

std::string Without(std::string s, std::initializer_list<std::string_view> parts) {
  for (std::string_view part : parts)
    for (size_t at = s.find(part); at != std::string::npos; at = s.find(part, at))
      s.erase(at, part.size());
  return s;
}

// «1 234», «1234»: digits with blanks between them, nothing else.
std::optional<int64_t> WholeNumber(const std::string& text) {
  const std::string s = Without(text, {" ", "\u00a0", "\u202f"});
  int64_t v = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (s.empty() || ec != std::errc{} || end != s.data() + s.size()) return std::nullopt;
  return v;
}

// «2,9», «2.9», «1 234,5»: one decimal mark at most.
std::optional<Decimal> DecimalNumber(const std::string& text) {
  std::string s = Without(text, {" ", "\u00a0", "\u202f"});
  if (std::count(s.begin(), s.end(), ',') + std::count(s.begin(), s.end(), '.') > 1)
    return std::nullopt;
  std::replace(s.begin(), s.end(), ',', '.');
  const std::optional<Value> v = FromCanonical(ValueType::kDecimal, s);
  return v ? std::optional<Decimal>(std::get<Decimal>(*v)) : std::nullopt;
}

// ISO, or «01/09/2024» as a French spreadsheet has it.
std::optional<Date> DateValue(const std::string& s) {
  if (const std::optional<Date> iso = DateFromIso(s)) return iso;
  if (s.size() != 10 || s[2] != '/' || s[5] != '/') return std::nullopt;
  return DateFromIso(s.substr(6) + "-" + s.substr(3, 2) + "-" + s.substr(0, 2));
}

std::optional<bool> Flag(const std::string& text) {
  std::string s = text;
  for (char& c : s)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (s == "oui" || s == "o" || s == "vrai" || s == "true" || s == "1") return true;
  if (s == "non" || s == "n" || s == "faux" || s == "false" || s == "0") return false;
  return std::nullopt;
}

std::string Sex(const std::string& s) {
  return s == "f" ? "F" : s == "m" || s == "h" || s == "H" ? "M" : s;
}

// A setter returns what is wrong, empty when nothing is.
using Message = std::string;
template <class T>
using Setters = std::map<std::string, std::function<Message(T*, const std::string&)>>;

template <class T, class V>
auto Set(V T::*member, std::optional<typename V::value_type> (*parse)(const std::string&),
         const char* wrong) {
  return [=](T* t, const std::string& text) -> Message {
    const auto v = parse(text);
    if (!v) return wrong;
    t->*member = *v;
    return "";
  };
}

constexpr const char* kWhole = "not a whole number";
constexpr const char* kNumber = "not a number";
constexpr const char* kDate = "not a date (2024-09-01 or 01/09/2024)";
constexpr const char* kFlag = "not oui or non";

const Setters<IjInput>& Totals() {
  static const Setters<IjInput> setters = {
      {"periode_debut", Set(&IjInput::periode_debut, DateValue, kDate)},
      {"periode_fin", Set(&IjInput::periode_fin, DateValue, kDate)},
      {"patients_actifs", Set(&IjInput::patients_actifs, WholeNumber, kWhole)},
      {"ij_prescrites", Set(&IjInput::ij_prescrites, WholeNumber, kWhole)},
      {"ij_par_patient", Set(&IjInput::ij_par_patient, DecimalNumber, kNumber)},
      {"ij_attendues_par_patient", Set(&IjInput::ij_attendues_par_patient, DecimalNumber, kNumber)},
      {"ratio", Set(&IjInput::ratio, DecimalNumber, kNumber)},
  };
  return setters;
}

Message SetInt(int64_t* out, const std::string& text) {
  const std::optional<int64_t> v = WholeNumber(text);
  if (!v) return kWhole;
  *out = *v;
  return "";
}

const Setters<IjStratum>& StratumColumns() {
  static const Setters<IjStratum> setters = {
      {"sexe",
       [](IjStratum* s, const std::string& t) -> Message {
         s->sexe = Sex(t);
         return s->sexe == "F" || s->sexe == "M" ? "" : "not F or M";
       }},
      {"age",
       [](IjStratum* s, const std::string& t) -> Message {
         s->age = t;
         return t.size() <= 40 ? "" : "too long";
       }},
      {"ald", Set(&IjStratum::ald, Flag, kFlag)},
      {"c2s", Set(&IjStratum::c2s, Flag, kFlag)},
      {"patients", [](IjStratum* s, const std::string& t) { return SetInt(&s->patients, t); }},
      {"ij", [](IjStratum* s, const std::string& t) { return SetInt(&s->ij, t); }},
      {"taux_reference", Set(&IjStratum::taux_reference, DecimalNumber, kNumber)},
      {"attendues", Set(&IjStratum::attendues, DecimalNumber, kNumber)},
  };
  return setters;
}

Message AddSpell(std::vector<int>* spells, const std::string& text) {
  const std::optional<int64_t> v = WholeNumber(text);
  if (!v) return kWhole;
  if (*v < 1 || *v > 36500) return "not between 1 and 36500 days";
  if (spells->size() >= kMostSpells) return "more than 100,000 spells";
  spells->push_back(static_cast<int>(*v));
  return "";
}

template <class T>
std::string Names(const Setters<T>& setters) {
  std::string s;
  for (const auto& [name, setter] : setters) s += (s.empty() ? "" : ", ") + name;
  return s;
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
               "columns: " + Names(Totals()) + ", " + Names(StratumColumns()) + ", arrets");
}

// Said on its own, so that nobody looks for a letter in the number.
bool Negative(const std::string& column, const std::string& cell) {
  return column != "age" && column != "sexe" && cell.size() > 1 && cell[0] == '-' &&
         cell[1] >= '0' && cell[1] <= '9';
}

// A total carried along as a stratum would count everybody twice.
bool LooksLikeTotal(const std::string& cell) {
  std::string s;
  for (char c : cell) s += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return s.starts_with("total") || s.starts_with("ensemble") || s.starts_with("somme");
}

Result<IjInput> FromCsv(const std::string& text, const std::string& filename) {
  Result<CsvTable> table = ParseCsv(text, filename);
  if (!table.ok()) return table.error();
  const std::vector<std::string>& header = table->header;
  for (const std::string& name : header)
    if (!Totals().contains(name) && !StratumColumns().contains(name) && name != "arrets")
      return WrongName(filename, 1, name);
  const auto has = [&](const char* name) {
    return std::find(header.begin(), header.end(), name) != header.end();
  };
  const bool strata = std::any_of(header.begin(), header.end(), [](const std::string& name) {
    return StratumColumns().contains(name);
  });
  if (strata && (!has("patients") || !has("ij")))
    return Wrong(filename, 1,
                 std::string("missing column: ") + (has("patients") ? "ij" : "patients"));
  IjInput in;
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
        return Wrong(filename, row.line,
                     fmt::format("row {}, column {}: {}", r + 1, header[c], wrong));
    }
    if (any && (!patients || !ij))
      return Wrong(filename, row.line,
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
  return in;
}

// The text of a scalar as a cell would have it; none for arrays and objects.
std::optional<std::string> Scalar(const JsonNode& n) {
  switch (n.kind) {
    case JsonNode::Kind::kBool:
      return n.boolean ? "true" : "false";
    case JsonNode::Kind::kNumber:
    case JsonNode::Kind::kString:
      return n.text;
    default:
      return std::nullopt;
  }
}

template <class T>
Message SetFrom(const Setters<T>& setters, T* t, const std::string& name, const JsonNode& node,
                bool* known) {
  const auto setter = setters.find(name);
  *known = setter != setters.end();
  if (!*known || node.kind == JsonNode::Kind::kNull) return "";
  const std::optional<std::string> text = Scalar(node);
  if (!text) return "not a single value";
  return Negative(name, *text) ? "negative" : setter->second(t, *text);
}

Result<IjInput> StrataFromJson(const JsonNode& node, const std::string& filename, IjInput in) {
  if (node.kind == JsonNode::Kind::kNull) return in;
  if (node.kind != JsonNode::Kind::kArray) return Wrong(filename, 0, "strates: not a list");
  for (size_t i = 0; i < node.items.size(); ++i) {
    const JsonNode& item = node.items[i];
    if (item.kind != JsonNode::Kind::kObject)
      return Wrong(filename, 0, fmt::format("row {}: not an object", i + 1));
    IjStratum stratum;
    for (const auto& [name, value] : item.members) {
      bool known = false;
      const Message wrong = SetFrom(StratumColumns(), &stratum, name, value, &known);
      if (!known) return WrongName(filename, 0, name);
      if (!wrong.empty())
        return Wrong(filename, 0, fmt::format("row {}, column {}: {}", i + 1, name, wrong));
    }
    for (const char* needed : {"patients", "ij"}) {
      const JsonNode* value = item.Find(needed);
      if (!value || value->kind == JsonNode::Kind::kNull)
        return Wrong(filename, 0, fmt::format("row {}, column {}: empty", i + 1, needed));
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
  if (root->kind != JsonNode::Kind::kObject) return Wrong(filename, 0, "not a JSON object");
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
      if (value.kind != JsonNode::Kind::kArray) return Wrong(filename, 0, "arrets: not a list");
      for (size_t i = 0; i < value.items.size(); ++i) {
        const std::optional<std::string> cell = Scalar(value.items[i]);
        const Message wrong = !cell                       ? kWhole
                              : Negative("arrets", *cell) ? "negative"
                                                          : AddSpell(&in.arrets, *cell);
        if (!wrong.empty())
          return Wrong(filename, 0, fmt::format("row {}, column arrets: {}", i + 1, wrong));
      }
      continue;
    }
    bool known = false;
    const Message wrong = SetFrom(Totals(), &in, name, value, &known);
    if (!known) return WrongName(filename, 0, name);
    if (!wrong.empty()) return Wrong(filename, 0, "column " + name + ": " + wrong);
  }
  return in;
}

bool IsJson(const std::string& text, const std::string& filename) {
  if (filename.ends_with(".json")) return true;
  if (filename.ends_with(".csv")) return false;
  const size_t at = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return at != std::string::npos && text[at] == '{';
}

}  // namespace

Result<IjInput> ReadIjInput(const std::string& text, const std::string& filename) {
  if (text.size() > kMostBytes) return Wrong(filename, 0, "larger than 8 MB");
  Result<IjInput> in = IsJson(text, filename) ? FromJson(text, filename) : FromCsv(text, filename);
  if (!in.ok()) return in.error();
  if (Status s = CheckInput(*in); !s.ok()) {
    Error error = s.error();
    error.file = filename;
    return error;
  }
  return in;
}

}  // namespace riposte
