// Structs from tables and JSON objects by column name, so that one list of names and one set of
// messages serve CSV and JSON.
//
//   const Columns<Row> columns = {{"taux", Column(&Row::taux, CellDecimal, kNotNumber)}};
//   Message wrong = columns.at("taux")(&row, "2,9");   // empty: set
//   SetFromJson(columns, &row, "taux", node, &known);    // null leaves the member as it is
//
// A Message is English, without the place: the caller adds «row 3, column ij». Plain functions;
// thread-safe.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "extractors/values/cells.h"
#include "extractors/values/json.h"

namespace riposte {

using Message = std::string;  // what is wrong, empty when nothing is
template <class T>
using Columns = std::map<std::string, std::function<Message(T*, const std::string&)>>;

inline constexpr const char* kNotWhole = "not a whole number";
inline constexpr const char* kNotNumber = "not a number";
inline constexpr const char* kNotAmount = "not an amount in euros";
inline constexpr const char* kNotDate = "not a date (2024-09-01 or 01/09/2024)";
inline constexpr const char* kNotFlag = "not oui or non";

template <class T, class V>
auto Column(V T::*member, std::optional<typename V::value_type> (*parse)(const std::string&),
            const char* wrong) {
  return [=](T* t, const std::string& text) -> Message {
    const auto v = parse(text);
    if (!v) return wrong;
    t->*member = *v;
    return "";
  };
}

template <class T>
std::string ColumnNames(const Columns<T>& columns) {
  std::string s;
  for (const auto& [name, setter] : columns) s += (s.empty() ? "" : ", ") + name;
  return s;
}

// The text of a scalar as a cell would have it; none for arrays, objects and null.
inline std::optional<std::string> ScalarText(const JsonNode& n) {
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

// `may_be_negative`: the column's own parser judges the sign.
template <class T>
Message SetFromJson(const Columns<T>& columns, T* t, const std::string& name, const JsonNode& node,
                    bool* known, bool may_be_negative = false) {
  const auto column = columns.find(name);
  *known = column != columns.end();
  if (!*known || node.kind == JsonNode::Kind::kNull) return "";
  const std::optional<std::string> text = ScalarText(node);
  if (!text) return "not a single value";
  if (!may_be_negative && node.kind == JsonNode::Kind::kNumber && CellIsNegative(*text))
    return "negative";
  return column->second(t, *text);
}

// A total carried along as a row would count everything twice.
inline bool LooksLikeTotal(const std::string& cell) {
  std::string s;
  for (char c : cell) s += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return s.starts_with("total") || s.starts_with("ensemble") || s.starts_with("somme");
}

// By the ending of the name, else by the first character: a table or a JSON object.
inline bool IsJson(const std::string& text, const std::string& filename) {
  if (filename.ends_with(".json")) return true;
  if (filename.ends_with(".csv")) return false;
  const size_t at = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return at != std::string::npos && text[at] == '{';
}

}  // namespace riposte
