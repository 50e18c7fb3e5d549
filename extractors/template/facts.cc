// The JSON of a letter. The contract's keys come first, in its order; `required`, `missing` and
// `urgent` follow, so that a letter read back answers NeedsPerson as the first one did. The types
// of values are not in the JSON: they come from the vocabulary.
#include "extractors/template/facts.h"

#include <charconv>
#include <cmath>

#include "extractors/template/vocabulary.h"
#include "extractors/values/json.h"

namespace riposte {
namespace {

const char* Name(FactStatus s) { return s == FactStatus::kSure ? "sure" : "to_review"; }

// ---- writing

void WriteStrings(JsonWriter& w, std::string_view key, const std::vector<std::string>& list) {
  w.Key(key);
  w.OnOneLine();
  w.BeginArray();
  for (const std::string& s : list) w.String(s);
  w.EndArray();
}

void WriteSpans(JsonWriter& w, const std::vector<Span>& spans) {
  w.Key("spans");
  w.OnOneLine();
  w.BeginArray();
  for (const Span& s : spans) {
    w.BeginObject();
    w.Key("page");
    w.Int(s.page);
    w.Key("box");
    w.BeginArray();
    for (double v : {s.box.left, s.box.top, s.box.right, s.box.bottom}) w.Number(v, 2);
    w.EndArray();
    w.EndObject();
  }
  w.EndArray();
}

void WriteFact(JsonWriter& w, const Fact& f) {
  w.BeginObject();
  w.Key("value");
  w.Value(f.value);
  w.Key("text");
  w.String(f.text);
  WriteSpans(w, f.spans);
  w.Key("confidence");
  w.Number(f.confidence, 4);
  w.Key("status");
  w.String(Name(f.status));
  WriteStrings(w, "why", f.why);
  w.Key("candidates");
  w.BeginArray();
  for (const Candidate& c : f.candidates) {
    w.BeginObject();
    w.Key("value");
    w.Value(c.value);
    w.Key("text");
    w.String(c.text);
    WriteSpans(w, c.spans);
    w.EndObject();
  }
  w.EndArray();
  w.EndObject();
}

void WriteType(JsonWriter& w, const LetterType& t) {
  w.Key("type");
  w.OnOneLine();
  w.BeginObject();
  w.Key("value");
  w.String(t.value);
  w.Key("status");
  w.String(Name(t.status));
  WriteStrings(w, "why", t.why);
  WriteStrings(w, "candidates", t.candidates);
  w.Key("template");
  w.String(t.template_id);
  w.Key("template_version");
  w.String(t.template_version);
  w.EndObject();
}

// ---- reading; the first thing wrong is kept, with its path

class LetterReader {
 public:
  std::string failure;

  Letter Read(const JsonNode& n) {
    Letter l;
    if (n.kind != JsonNode::Kind::kObject) Fail("a letter is an object");
    l.source = Text(n, "source");
    l.sha256 = Text(n, "sha256");
    l.item = Count(n, "item", 1);
    l.items = Count(n, "items", 1);
    l.first_page = Count(n, "first_page", 1);
    l.pages = Count(n, "pages", 0);
    if (const JsonNode* t = Member(n, "type", JsonNode::Kind::kObject)) l.type = ReadType(*t);
    if (const JsonNode* fields = Member(n, "fields", JsonNode::Kind::kObject))
      for (const auto& [id, f] : fields->members) {
        auto type = TypeOfField(l.type.value, id);
        if (!type) type = TypeOfAnyField(id);
        l.fields.emplace(id, ReadFact(f, type, "fields." + id));
      }
    if (const JsonNode* tables = Member(n, "tables", JsonNode::Kind::kObject))
      for (const auto& [id, rows] : tables->members) l.tables.emplace(id, ReadTable(rows, id));
    if (const JsonNode* checks = Member(n, "checks", JsonNode::Kind::kArray))
      for (const JsonNode& c : checks->items)
        l.checks.push_back({Text(c, "id"), Text(c, "status"), Text(c, "detail")});
    l.warnings = Strings(n, "warnings", true);
    l.required = Strings(n, "required", false);
    l.missing = Strings(n, "missing", false);
    if (const JsonNode* u = n.Find("urgent"); u != nullptr) {
      if (u->kind != JsonNode::Kind::kBool) Fail("urgent");
      l.urgent = u->boolean;
    }
    return l;
  }

 private:
  void Fail(const std::string& what) {
    if (failure.empty()) failure = what;
  }

  const JsonNode* Member(const JsonNode& n, std::string_view key, JsonNode::Kind kind) {
    const JsonNode* m = n.Find(key);
    if (m == nullptr || m->kind != kind) {
      Fail("missing or of another kind: " + std::string(key));
      return nullptr;
    }
    return m;
  }

  std::string Text(const JsonNode& n, std::string_view key) {
    const JsonNode* m = Member(n, key, JsonNode::Kind::kString);
    return m ? m->text : "";
  }

  int ToInt(const JsonNode& n, int least, const std::string& what) {
    int v = 0;
    const char* end = n.text.data() + n.text.size();
    const auto r = std::from_chars(n.text.data(), end, v);
    if (n.kind != JsonNode::Kind::kNumber || r.ec != std::errc{} || r.ptr != end || v < least) {
      Fail("not a whole number in range: " + what);
      return least;
    }
    return v;
  }

  int Count(const JsonNode& n, std::string_view key, int least) {
    const JsonNode* m = Member(n, key, JsonNode::Kind::kNumber);
    return m ? ToInt(*m, least, std::string(key)) : least;
  }

  double ToDouble(const JsonNode& n, const std::string& what) {
    double v = 0;
    const char* end = n.text.data() + n.text.size();
    const auto r = std::from_chars(n.text.data(), end, v);
    // Places and shares; a page has at most 200,000 points.
    constexpr double kMost = 1e7;
    if (n.kind != JsonNode::Kind::kNumber || r.ec != std::errc{} || r.ptr != end ||
        !(std::abs(v) <= kMost)) {
      Fail("not a number, or out of range: " + what);
      return 0;
    }
    return v;
  }

  std::vector<std::string> Strings(const JsonNode& n, std::string_view key, bool required) {
    std::vector<std::string> list;
    const JsonNode* m = n.Find(key);
    if (m == nullptr && !required) return list;
    m = Member(n, key, JsonNode::Kind::kArray);
    if (m == nullptr) return list;
    for (const JsonNode& s : m->items) {
      if (s.kind != JsonNode::Kind::kString) Fail("not a list of texts: " + std::string(key));
      list.push_back(s.text);
    }
    return list;
  }

  FactStatus ReadStatus(const JsonNode& n) {
    const std::string s = Text(n, "status");
    if (s != "sure" && s != "to_review") Fail("status");
    return s == "sure" ? FactStatus::kSure : FactStatus::kToReview;
  }

  LetterType ReadType(const JsonNode& n) {
    LetterType t;
    t.value = Text(n, "value");
    if (!IsDocumentType(t.value)) Fail("unknown document type");
    t.status = ReadStatus(n);
    t.why = Strings(n, "why", true);
    t.candidates = Strings(n, "candidates", false);
    t.template_id = Text(n, "template");
    t.template_version = Text(n, "template_version");
    return t;
  }

  std::vector<Span> ReadSpans(const JsonNode& n, const std::string& path) {
    std::vector<Span> spans;
    const JsonNode* list = Member(n, "spans", JsonNode::Kind::kArray);
    if (list == nullptr) return spans;
    for (const JsonNode& s : list->items) {
      Span span;
      span.page = Count(s, "page", 1);
      const JsonNode* box = Member(s, "box", JsonNode::Kind::kArray);
      if (box == nullptr || box->items.size() != 4) {
        Fail("a box has four numbers: " + path);
        return spans;
      }
      span.box = {ToDouble(box->items[0], path), ToDouble(box->items[1], path),
                  ToDouble(box->items[2], path), ToDouble(box->items[3], path)};
      spans.push_back(span);
    }
    return spans;
  }

  Value ReadValue(const JsonNode& n, std::optional<ValueType> type, const std::string& path) {
    const JsonNode* v = n.Find("value");
    if (v == nullptr) {
      Fail("no value: " + path);
      return {};
    }
    const std::optional<Value> value = type ? ValueFromJson(*type, *v) : ValueFromJson(*v);
    if (!value) Fail("value of another type: " + path);
    return value.value_or(Value{});
  }

  Fact ReadFact(const JsonNode& n, std::optional<ValueType> type, const std::string& path) {
    Fact f;
    f.value = ReadValue(n, type, path);
    f.text = Text(n, "text");
    f.spans = ReadSpans(n, path);
    if (const JsonNode* c = Member(n, "confidence", JsonNode::Kind::kNumber))
      f.confidence = ToDouble(*c, path);
    if (f.confidence < 0 || f.confidence > 1) Fail("confidence: " + path);
    f.status = ReadStatus(n);
    f.why = Strings(n, "why", true);
    if (const JsonNode* list = n.Find("candidates"); list != nullptr)
      for (const JsonNode& c : list->items)
        f.candidates.push_back({ReadValue(c, type, path), Text(c, "text"), ReadSpans(c, path)});
    return f;
  }

  std::vector<Row> ReadTable(const JsonNode& rows, const std::string& id) {
    std::vector<Row> table;
    if (rows.kind != JsonNode::Kind::kArray) Fail("a table is a list: " + id);
    for (const JsonNode& r : rows.items) {
      if (r.kind != JsonNode::Kind::kObject) Fail("a row is an object: " + id);
      Row row;
      for (const auto& [column, cell] : r.members)
        row.emplace(column,
                    ReadFact(cell, TypeOfColumn(id, column), "tables." + id + "." + column));
      table.push_back(std::move(row));
    }
    return table;
  }
};

}  // namespace

const Fact* Letter::Field(std::string_view id) const {
  const auto it = fields.find(std::string(id));
  return it == fields.end() ? nullptr : &it->second;
}

bool Letter::NeedsPerson() const {
  if (type.status != FactStatus::kSure || !missing.empty()) return true;
  for (const std::string& id : required) {
    if (const Fact* f = Field(id)) {
      if (f->status != FactStatus::kSure) return true;
      continue;
    }
    const auto table = tables.find(id);
    if (table == tables.end() || table->second.empty()) return true;
    for (const Row& row : table->second)
      for (const auto& [column, cell] : row)
        if (cell.status != FactStatus::kSure) return true;
  }
  return false;
}

std::string ToJson(const Letter& l, int indent) {
  JsonWriter w(indent);
  w.BeginObject();
  w.Key("source");
  w.String(l.source);
  w.Key("sha256");
  w.String(l.sha256);
  const std::pair<const char*, int> counts[] = {
      {"item", l.item}, {"items", l.items}, {"first_page", l.first_page}, {"pages", l.pages}};
  for (const auto& [key, v] : counts) {
    w.Key(key);
    w.Int(v);
  }
  WriteType(w, l.type);
  w.Key("fields");
  w.BeginObject();
  for (const auto& [id, fact] : l.fields) {
    w.Key(id);
    WriteFact(w, fact);
  }
  w.EndObject();
  w.Key("tables");
  w.BeginObject();
  for (const auto& [id, rows] : l.tables) {
    w.Key(id);
    w.BeginArray();
    for (const Row& row : rows) {
      w.BeginObject();
      for (const auto& [column, cell] : row) {
        w.Key(column);
        w.OnOneLine();
        WriteFact(w, cell);
      }
      w.EndObject();
    }
    w.EndArray();
  }
  w.EndObject();
  w.Key("checks");
  w.BeginArray();
  for (const Check& c : l.checks) {
    w.OnOneLine();
    w.BeginObject();
    w.Key("id");
    w.String(c.id);
    w.Key("status");
    w.String(c.status);
    w.Key("detail");
    w.String(c.detail);
    w.EndObject();
  }
  w.EndArray();
  WriteStrings(w, "warnings", l.warnings);
  WriteStrings(w, "required", l.required);
  WriteStrings(w, "missing", l.missing);
  w.Key("urgent");
  w.Bool(l.urgent);
  w.EndObject();
  return w.text();
}

Result<Letter> LetterFromJson(std::string_view json) {
  Result<JsonNode> node = ParseJson(json);
  if (!node.ok()) return node.error();
  LetterReader reader;
  Letter letter = reader.Read(*node);
  if (!reader.failure.empty())
    return Error{.code = ErrorCode::kDamaged, .message = "letter: " + reader.failure};
  return letter;
}

}  // namespace riposte
