// JSON without binary fractions: a writer that prints numbers as they are given («1234.50» keeps
// its cents) and a reader that keeps the text of every number.
//
//   JsonWriter w(2);                       // indent for people; -1: one line
//   w.BeginObject();
//   w.Key("montant"); w.Value(Cents{123450});   // "montant": 1234.50
//   w.EndObject();
//   w.text();
//
//   Result<JsonNode> n = ParseJson(text);
//   const JsonNode* v = n->Find("montant");
//   std::optional<Value> amount = ValueFromJson(ValueType::kAmount, *v);
//
// The writer replaces bad UTF-8 by U+FFFD and prints no NaN (null instead). The reader treats its
// input as a stranger's: at most 64 MiB, 64 levels, 4 million nodes, strict JSON, else kDamaged.
// Plain values; a writer or a node is used by one thread at a time.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/values/value.h"

namespace riposte {

class JsonWriter {
 public:
  explicit JsonWriter(int indent = -1) : indent_(indent) {}

  void BeginObject() { Begin('{'); }
  void EndObject() { End('}'); }
  void BeginArray() { Begin('['); }
  void EndArray() { End(']'); }
  void Key(std::string_view key);
  void String(std::string_view utf8);
  void Int(int64_t v) { Raw(std::to_string(v)); }
  void Bool(bool v) { Raw(v ? "true" : "false"); }
  void Null() { Raw("null"); }
  // Rounded to `decimals` places, without trailing zeros.
  void Number(double v, int decimals);
  // null, string, number, boolean or array, as the contract prints a value of that type.
  void Value(const riposte::Value& v);
  // Text that is JSON already.
  void Raw(std::string_view json);
  // The next array or object stands on one line, whatever the indent.
  void OnOneLine() { flat_next_ = true; }

  const std::string& text() const { return out_; }

 private:
  struct Level {
    bool flat;
    bool any;
  };
  void Begin(char open);
  void End(char close);
  void Separate();
  void NewLine();

  std::string out_;
  std::vector<Level> levels_;
  int indent_;
  bool after_key_ = false;
  bool flat_next_ = false;
};

struct JsonNode {
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };
  JsonNode() {}  // not implicit: clang would need it before the type is complete
  Kind kind = Kind::kNull;
  bool boolean = false;
  std::string text;  // of a string, or a number's digits as they stood
  std::vector<JsonNode> items;
  std::vector<std::pair<std::string, JsonNode>> members;  // in order, keys unique

  const JsonNode* Find(std::string_view key) const;  // null when absent or not an object
};

Result<JsonNode> ParseJson(std::string_view json);

// None when the node is not of that type; JSON null gives monostate.
std::optional<Value> ValueFromJson(ValueType type, const JsonNode& node);
// Without a known type: string, integer, decimal, boolean, list of texts, null.
std::optional<Value> ValueFromJson(const JsonNode& node);

}  // namespace riposte
