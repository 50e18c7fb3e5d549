// The reader sits on nlohmann's SAX parser, which hands out each number with its text; the parser
// is iterative, so depth costs no stack, and the handler stops it at the limits.
#include "extractors/values/json.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

namespace riposte {
namespace {

constexpr size_t kMaxJsonBytes = 64u << 20;
constexpr size_t kMaxDepth = 64;
constexpr size_t kMaxNodes = 4'000'000;

class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  JsonNode root;
  std::string failure;

  bool null() override { return Add({}); }
  bool boolean(bool v) override {
    JsonNode n;
    n.kind = JsonNode::Kind::kBool;
    n.boolean = v;
    return Add(std::move(n));
  }
  bool number_integer(number_integer_t v) override { return AddNumber(std::to_string(v)); }
  bool number_unsigned(number_unsigned_t v) override { return AddNumber(std::to_string(v)); }
  bool number_float(number_float_t v, const string_t& text) override {
    if (!std::isfinite(v)) return Fail("number out of range");
    return AddNumber(text);
  }
  bool string(string_t& v) override {
    JsonNode n;
    n.kind = JsonNode::Kind::kString;
    n.text = std::move(v);
    return Add(std::move(n));
  }
  bool binary(binary_t&) override { return Fail("binary"); }
  bool start_object(size_t) override { return Open(JsonNode::Kind::kObject); }
  bool start_array(size_t) override { return Open(JsonNode::Kind::kArray); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool key(string_t& k) override {
    if (!keys_.back().insert(k).second) return Fail("a key stands twice");
    stack_.back()->members.emplace_back(std::move(k), JsonNode{});
    return true;
  }
  bool parse_error(size_t position, const std::string&, const nlohmann::json::exception&) override {
    return Fail("not JSON at byte " + std::to_string(position));
  }

 private:
  bool Fail(std::string why) {
    if (failure.empty()) failure = std::move(why);
    return false;
  }
  bool AddNumber(std::string text) {
    JsonNode n;
    n.kind = JsonNode::Kind::kNumber;
    n.text = std::move(text);
    return Add(std::move(n));
  }
  JsonNode* Place(JsonNode n) {
    if (stack_.empty()) {
      root = std::move(n);
      return &root;
    }
    JsonNode& parent = *stack_.back();
    if (parent.kind == JsonNode::Kind::kArray) {
      parent.items.push_back(std::move(n));
      return &parent.items.back();
    }
    parent.members.back().second = std::move(n);
    return &parent.members.back().second;
  }
  bool Add(JsonNode n) {
    if (++nodes_ > kMaxNodes) return Fail("too many values");
    Place(std::move(n));
    return true;
  }
  // A pointer on the stack stays good: its parent grows again only after it is closed.
  bool Open(JsonNode::Kind kind) {
    if (++nodes_ > kMaxNodes) return Fail("too many values");
    if (stack_.size() >= kMaxDepth) return Fail("nested too deeply");
    JsonNode n;
    n.kind = kind;
    stack_.push_back(Place(std::move(n)));
    keys_.emplace_back();
    return true;
  }
  bool Close() {
    stack_.pop_back();
    keys_.pop_back();
    return true;
  }

  std::vector<JsonNode*> stack_;
  std::vector<std::set<std::string>> keys_;
  size_t nodes_ = 0;
};

struct ValueWriter {
  JsonWriter& w;
  void operator()(std::monostate) const { w.Null(); }
  void operator()(const TextList& list) const {
    w.OnOneLine();
    w.BeginArray();
    for (const std::string& s : list) w.String(s);
    w.EndArray();
  }
  void operator()(int64_t v) const { w.Int(v); }
  void operator()(bool v) const { w.Bool(v); }
  void operator()(const Decimal& v) const { w.Raw(ToCanonical(v)); }
  void operator()(Cents v) const { w.Raw(ToCanonical(v)); }
  void operator()(const auto& v) const { w.String(ToCanonical(v)); }
};

}  // namespace

void JsonWriter::Separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  if (levels_.back().any) out_ += levels_.back().flat && indent_ >= 0 ? ", " : ",";
  levels_.back().any = true;
  NewLine();
}

void JsonWriter::NewLine() {
  if (indent_ < 0 || (!levels_.empty() && levels_.back().flat)) return;
  out_ += '\n';
  out_.append(levels_.size() * static_cast<size_t>(indent_), ' ');
}

void JsonWriter::Begin(char open) {
  Separate();
  const bool flat = flat_next_ || indent_ < 0 || (!levels_.empty() && levels_.back().flat);
  flat_next_ = false;
  levels_.push_back({flat, false});
  out_ += open;
}

void JsonWriter::End(char close) {
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.any && !level.flat) NewLine();
  out_ += close;
}

void JsonWriter::Key(std::string_view key) {
  String(key);
  out_ += indent_ >= 0 ? ": " : ":";
  after_key_ = true;
}

void JsonWriter::String(std::string_view utf8) {
  Raw(nlohmann::json(utf8).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void JsonWriter::Number(double v, int decimals) {
  if (!std::isfinite(v) || std::abs(v) > 1e15) return Null();
  char buffer[64];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, v, std::chars_format::fixed, decimals);
  std::string s(buffer, end.ptr);
  if (s.find('.') != std::string::npos) {
    s.erase(s.find_last_not_of('0') + 1);
    if (s.back() == '.') s.pop_back();
  }
  Raw(s == "-0" ? "0" : s);
}

void JsonWriter::Value(const riposte::Value& v) { std::visit(ValueWriter{*this}, v); }

void JsonWriter::Raw(std::string_view json) {
  Separate();
  out_ += json;
}

const JsonNode* JsonNode::Find(std::string_view key) const {
  for (const auto& [k, v] : members)
    if (k == key) return &v;
  return nullptr;
}

Result<JsonNode> ParseJson(std::string_view json) {
  if (json.size() > kMaxJsonBytes)
    return Error{.code = ErrorCode::kTooLarge, .message = "JSON over 64 MiB"};
  TreeBuilder builder;
  bool good = false;
  try {
    good = nlohmann::json::sax_parse(json, &builder);
  } catch (const std::exception& e) {
    builder.failure = "not JSON";
  }
  if (!good)
    return Error{.code = ErrorCode::kDamaged,
                 .message = builder.failure.empty() ? "not JSON" : builder.failure};
  return std::move(builder.root);
}

std::optional<Value> ValueFromJson(ValueType type, const JsonNode& node) {
  using Kind = JsonNode::Kind;
  switch (type) {
    case ValueType::kInteger:
    case ValueType::kDecimal:
    case ValueType::kPercent:
    case ValueType::kAmount:
      if (node.kind == Kind::kNull) return Value{};
      if (node.kind != Kind::kNumber) return std::nullopt;
      return FromCanonical(type, node.text);
    case ValueType::kBoolean:
      if (node.kind == Kind::kNull) return Value{};
      if (node.kind != Kind::kBool) return std::nullopt;
      return Value(node.boolean);
    case ValueType::kTextList: {
      if (node.kind == Kind::kNull) return Value{};
      if (node.kind != Kind::kArray) return std::nullopt;
      return ValueFromJson(node);
    }
    default:
      if (node.kind == Kind::kNull) return Value{};
      if (node.kind != Kind::kString) return std::nullopt;
      return FromCanonical(type, node.text);
  }
}

std::optional<Value> ValueFromJson(const JsonNode& node) {
  switch (node.kind) {
    case JsonNode::Kind::kNull:
      return Value{};
    case JsonNode::Kind::kBool:
      return Value(node.boolean);
    case JsonNode::Kind::kString:
      return Value(node.text);
    case JsonNode::Kind::kNumber:
      if (std::optional<Value> v = FromCanonical(ValueType::kInteger, node.text)) return v;
      return FromCanonical(ValueType::kDecimal, node.text);
    case JsonNode::Kind::kArray: {
      TextList list;
      for (const JsonNode& item : node.items) {
        if (item.kind != JsonNode::Kind::kString) return std::nullopt;
        list.push_back(item.text);
      }
      return Value(std::move(list));
    }
    case JsonNode::Kind::kObject:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace riposte
