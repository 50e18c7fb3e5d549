// Lists beside the strata: the peers, the parts of the days, the spells; each as rows of a table or
// objects of a JSON list, through the same columns.
#include <fmt/format.h>

#include <algorithm>

#include "pipeline/ij/input.h"

namespace riposte {
namespace {

constexpr size_t kMostListed = 100'000;
constexpr int64_t kLongestSpell = 36500;  // days

const Columns<IjPart>& PartColumns() {
  static const Columns<IjPart> columns = {
      {"quoi", [](IjPart* p, const std::string& t) { return TextColumn(40)(&p->quoi, t); }},
      {"ij", [](IjPart* p, const std::string& t) { return SetInt(&p->ij, t); }},
      {"attendues_sans", Column(&IjPart::attendues_sans, CellDecimal, kNotNumber)},
  };
  return columns;
}

const Columns<IjPeer>& PeerColumns() {
  const auto set = [](Decimal IjPeer::*member) {
    return [member](IjPeer* p, const std::string& t) -> Message {
      const std::optional<Decimal> v = CellDecimal(t);
      if (v) p->*member = *v;
      return v ? "" : kNotNumber;
    };
  };
  static const Columns<IjPeer> columns = {{"observees", set(&IjPeer::observees)},
                                          {"attendues", set(&IjPeer::attendues)}};
  return columns;
}

template <class T>
Status ListFromJson(const Columns<T>& columns, const char* list, const JsonNode& node,
                    const std::string& file, std::vector<T>* out) {
  if (node.kind == JsonNode::Kind::kNull) return {};
  if (node.kind != JsonNode::Kind::kArray)
    return WrongInput(file, 0, std::string(list) + ": not a list");
  for (size_t i = 0; i < node.items.size(); ++i) {
    T item{};
    if (node.items[i].kind != JsonNode::Kind::kObject)
      return WrongInput(file, 0, fmt::format("{}, row {}: not an object", list, i + 1));
    for (const auto& [name, value] : node.items[i].members) {
      bool known = false;
      const Message wrong = SetFromJson(columns, &item, name, value, &known);
      if (!known || !wrong.empty())
        return WrongInput(file, 0,
                          fmt::format("{}, row {}, column {}: {}", list, i + 1, name,
                                      known ? wrong : "unknown column"),
                          "columns: " + ColumnNames(columns));
    }
    out->push_back(std::move(item));
  }
  return {};
}

// Every row gives every column of `needed`.
template <class T>
Status ListFromCsv(const Columns<T>& columns, const std::vector<const char*>& needed,
                   const CsvTable& table, const std::string& file, std::vector<T>* out) {
  for (const std::string& name : table.header)
    if (!columns.contains(name))
      return WrongInput(file, 1, "unknown column: " + name, "columns: " + ColumnNames(columns));
  for (const char* name : needed)
    if (!HasColumn(table, name)) return WrongInput(file, 1, std::string("missing column: ") + name);
  for (size_t r = 0; r < table.rows.size(); ++r) {
    T item{};
    for (size_t c = 0; c < table.header.size(); ++c) {
      const std::string &name = table.header[c], &cell = table.rows[r].cells[c];
      const bool must = std::find(needed.begin(), needed.end(), name) != needed.end();
      if (cell.empty() && !must) continue;
      const Message wrong = cell.empty()           ? "empty"
                            : LooksLikeTotal(cell) ? "a total is not a row: remove it"
                            : CellIsNegative(cell) ? "negative"
                                                   : columns.at(name)(&item, cell);
      if (!wrong.empty())
        return WrongInput(file, table.rows[r].line,
                          fmt::format("row {}, column {}: {}", r + 1, name, wrong));
    }
    out->push_back(std::move(item));
  }
  return {};
}

std::optional<int64_t> ShortNumber(std::string_view digits) {
  if (digits.empty() || digits.size() > 6) return std::nullopt;
  int64_t n = 0;
  for (char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    n = n * 10 + (c - '0');
  }
  return n;
}

}  // namespace

bool HasColumn(const CsvTable& table, const char* name) {
  return std::find(table.header.begin(), table.header.end(), name) != table.header.end();
}

Status PeersFromCsv(const CsvTable& table, const std::string& file, std::vector<IjPeer>* out) {
  return ListFromCsv(PeerColumns(), {"observees", "attendues"}, table, file, out);
}
Status PartsFromCsv(const CsvTable& table, const std::string& file, std::vector<IjPart>* out) {
  return ListFromCsv(PartColumns(), {"quoi", "ij"}, table, file, out);
}
Status PeersFromJson(const JsonNode& node, const std::string& file, std::vector<IjPeer>* out) {
  return ListFromJson(PeerColumns(), "pairs", node, file, out);
}
Status PartsFromJson(const JsonNode& node, const std::string& file, std::vector<IjPart>* out) {
  return ListFromJson(PartColumns(), "parts", node, file, out);
}

Result<std::vector<int>> SpellsOf(const std::string& text) {
  std::vector<int> spells;
  std::string plain = text + " ";
  for (size_t at; (at = plain.find("×")) != std::string::npos;)
    plain.replace(at, std::string("×").size(), "x");
  std::string token;
  for (char c : plain) {
    if (c != ' ' && c != ',' && c != ';' && c != '\n' && c != '\r' && c != '\t') {
      token += c;
      continue;
    }
    if (token.empty()) continue;
    const size_t times = token.find('x');
    const auto days = ShortNumber(std::string_view(token).substr(0, times));
    const auto count = times == std::string::npos
                           ? std::optional<int64_t>(1)
                           : ShortNumber(std::string_view(token).substr(times + 1));
    if (!days || !count || *days < 1 || *days > kLongestSpell || *count < 1)
      return Usage("not a list of lengths in days: " + token.substr(0, 40));
    if (spells.size() + static_cast<size_t>(*count) > kMostListed)
      return Usage("more than 100,000 spells");
    spells.insert(spells.end(), static_cast<size_t>(*count), static_cast<int>(*days));
    token.clear();
  }
  if (spells.empty()) return Usage("no length of a spell");
  return spells;
}

}  // namespace riposte
