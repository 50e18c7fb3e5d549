// The idea: extract each sample as any letter is extracted and hold the answer against the expected
// values, typed by the vocabulary; texts are compared with quotes, dashes and spaces levelled.
#include "extractors/template/check.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "extractors/template/extract.h"
#include "extractors/template/model.h"
#include "extractors/template/vocabulary.h"
#include "extractors/values/json.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> Slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void ReplaceAll(std::string* s, std::string_view what, std::string_view with) {
  for (size_t at = s->find(what); at != std::string::npos; at = s->find(what, at + with.size()))
    s->replace(at, what.size(), with);
}

// Typography that a text layer may or may not keep.
std::string Levelled(std::string s) {
  for (const char* apostrophe : {"’", "‘", "ʼ"}) ReplaceAll(&s, apostrophe, "'");
  for (const char* dash : {"–", "—", "‑", "‐", "−"}) ReplaceAll(&s, dash, "-");
  for (const char* space : {"\u00a0", "\u202f", "\u2009"}) ReplaceAll(&s, space, " ");
  return s;
}

std::string Shown(const Value& v) {
  if (std::holds_alternative<std::monostate>(v)) return "nothing";
  std::string s = ToCanonical(v);
  ReplaceAll(&s, "\x1f", ", ");
  return "«" + s + "»";
}

// A bare value, or the object of the contract around it.
const JsonNode& Bare(const JsonNode& node) {
  const JsonNode* value = node.Find("value");
  return value ? *value : node;
}

class Checker {
 public:
  Checker(std::string dir, const Templates& templates, const SampleReader& read)
      : dir_(std::move(dir)), templates_(templates), read_(read) {}

  std::vector<Error> Run() {
    std::map<std::string, std::string> owner;
    for (const Template& t : templates_.impl().templates)
      for (const Sample& s : t.samples) {
        auto [it, is_new] = owner.emplace(fs::path(s.file).lexically_normal().string(), t.id);
        if (!is_new && it->second != t.id)
          Add(t, s, "also listed by the template «" + it->second + "»");
        CheckSample(t, s);
      }
    return std::move(errors_);
  }

 private:
  void Add(const Template& t, const Sample& s, std::string message) {
    Error e;
    e.code = ErrorCode::kTemplate;
    e.file = t.file;
    e.line = s.line;
    e.message = s.file + ": " + std::move(message);
    errors_.push_back(std::move(e));
  }

  std::string At(const std::string& path) const { return (fs::path(dir_) / path).string(); }

  Result<Reading> ReadSample(const Sample& s) {
    const std::string path = At(s.file);
    if (auto stored = Slurp(fs::path(path).replace_extension(".reading.json").string()))
      return ReadingFromJson(*stored);
    if (read_) return read_(path);
    Error e;
    e.message = "no stored reading (" + fs::path(path).replace_extension(".reading.json").string() +
                ") and nothing to read it with";
    return e;
  }

  void CheckSample(const Template& t, const Sample& s) {
    std::optional<std::string> json = Slurp(At(s.expected));
    if (!json) return Add(t, s, "no expected JSON at " + s.expected);
    Result<JsonNode> expected = ParseJson(*json);
    if (!expected.ok()) return Add(t, s, "expected JSON: " + expected.error().message);
    Result<Reading> reading = ReadSample(s);
    if (!reading.ok()) return Add(t, s, "cannot be read: " + reading.error().message);

    NeverReread rereader;  // samples are digital
    const std::vector<Letter> letters =
        Extract(*reading, templates_, rereader, {.source = s.file, .ask_words_around = false});
    if (letters.size() != 1)
      return Add(t, s, "taken for " + std::to_string(letters.size()) + " letters");
    const Letter& letter = letters[0];
    const JsonNode* type = expected->Find("type");
    if (!type || Bare(*type).text != t.id) Add(t, s, "its expected type is not «" + t.id + "»");
    if (letter.type.value != t.id)
      return Add(t, s, "no longer read as «" + t.id + "» but as «" + letter.type.value + "»");
    if (!letter.type.candidates.empty()) {
      std::string ids;
      for (const std::string& id : letter.type.candidates) ids += (ids.empty() ? "" : ", ") + id;
      Add(t, s, "templates compete for it: " + ids);
    } else if (letter.type.status != FactStatus::kSure) {
      Add(t, s, "its type is no longer sure: too few cues");
    }
    CheckFields(t, s, *expected, letter);
    CheckTables(t, s, *expected, letter);
  }

  void CheckFields(const Template& t, const Sample& s, const JsonNode& expected,
                   const Letter& letter) {
    const JsonNode* fields = expected.Find("fields");
    if (!fields) return Add(t, s, "the expected JSON has no «fields»");
    std::set<std::string> seen;
    for (const auto& [id, node] : fields->members) {
      seen.insert(id);
      std::optional<ValueType> type = TypeOfField(t.id, id);
      if (!type) {
        Add(t, s, "«" + id + "» is not a field of «" + t.id + "»");
        continue;
      }
      std::optional<Value> want = ValueFromJson(*type, Bare(node));
      if (!want) {
        Add(t, s, "the expected " + id + " is not of type " + Name(*type));
        continue;
      }
      const Fact* got = letter.Field(id);
      if (!got)
        Add(t, s, id + " is not read, expected " + Shown(*want));
      else if (!SameValue(got->value, *want))
        Add(t, s, id + " is read " + Shown(got->value) + ", expected " + Shown(*want));
    }
    for (const auto& [id, fact] : letter.fields)
      if (!seen.count(id)) Add(t, s, id + " is read " + Shown(fact.value) + ", but not expected");
  }

  void CheckTables(const Template& t, const Sample& s, const JsonNode& expected,
                   const Letter& letter) {
    const JsonNode* tables = expected.Find("tables");
    if (!tables) return;
    for (const auto& [id, rows] : tables->members) {
      if (!HasTable(t.id, id)) {
        Add(t, s, "«" + id + "» is not a table of «" + t.id + "»");
        continue;
      }
      auto it = letter.tables.find(id);
      const size_t got = it == letter.tables.end() ? 0 : it->second.size();
      if (got != rows.items.size()) {
        Add(t, s,
            id + " has " + std::to_string(got) + " rows, expected " +
                std::to_string(rows.items.size()));
        continue;
      }
      for (size_t r = 0; r < got; ++r)
        CheckRow(t, s, id + " row " + std::to_string(r + 1), id, rows.items[r], it->second[r]);
    }
    for (const auto& [id, rows] : letter.tables)
      if (!tables->Find(id)) Add(t, s, "the table " + id + " is read, but not expected");
  }

  void CheckRow(const Template& t, const Sample& s, const std::string& where,
                const std::string& table, const JsonNode& expected, const Row& row) {
    std::set<std::string> seen;
    for (const auto& [column, node] : expected.members) {
      seen.insert(column);
      std::optional<ValueType> type = TypeOfColumn(table, column);
      if (!type) {
        Add(t, s, where + ": «" + column + "» is not a column of «" + table + "»");
        continue;
      }
      std::optional<Value> want = ValueFromJson(*type, Bare(node));
      if (!want) {
        Add(t, s, where + ": the expected " + column + " is not of type " + Name(*type));
        continue;
      }
      auto cell = row.find(column);
      const Value got = cell == row.end() ? Value{} : cell->second.value;
      if (!SameValue(got, *want))
        Add(t, s, where + ": " + column + " is read " + Shown(got) + ", expected " + Shown(*want));
    }
    for (const auto& [column, fact] : row)
      if (!seen.count(column) && !std::holds_alternative<std::monostate>(fact.value))
        Add(t, s, where + ": " + column + " is read " + Shown(fact.value) + ", but not expected");
  }

  std::string dir_;
  const Templates& templates_;
  const SampleReader& read_;
  std::vector<Error> errors_;
};

}  // namespace

bool SameValue(const Value& a, const Value& b) {
  if (const auto* x = std::get_if<std::string>(&a))
    if (const auto* y = std::get_if<std::string>(&b)) return Levelled(*x) == Levelled(*y);
  if (const auto* x = std::get_if<TextList>(&a))
    if (const auto* y = std::get_if<TextList>(&b)) {
      if (x->size() != y->size()) return false;
      for (size_t i = 0; i < x->size(); ++i)
        if (Levelled((*x)[i]) != Levelled((*y)[i])) return false;
      return true;
    }
  return a == b;
}

std::vector<Error> CheckTemplates(const std::string& dir, const SampleReader& read) {
  Result<Templates> templates = Templates::Load(dir);
  if (!templates.ok()) return {templates.error()};
  return Checker(dir, *templates, read).Run();
}

}  // namespace riposte
