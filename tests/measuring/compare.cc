#include "tests/measuring/compare.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "extractors/template/vocabulary.h"

namespace riposte {

namespace {

using nlohmann::json;

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

std::string Folded(std::string text) {
  for (const char* space : {"\u00A0", "\u202F", "\u2009"}) ReplaceAll(text, space, " ");
  for (const char* quote : {"’", "‘", "´"}) ReplaceAll(text, quote, "'");
  for (const char* dash : {"–", "—", "−", "‑"}) ReplaceAll(text, dash, "-");
  std::string out;
  for (const char c : text)
    if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool IsNumber(const std::string& s) {
  return !s.empty() && s.find_first_not_of("0123456789.-") == std::string::npos &&
         std::count(s.begin(), s.end(), '.') <= 1 && s.find('-', 1) == std::string::npos;
}

// «5.50» and «5.5» are one number; ids of digits never go through here with different lengths.
std::string PlainNumber(std::string s) {
  if (s.find('.') == std::string::npos) return s;
  while (s.back() == '0') s.pop_back();
  if (s.back() == '.') s.pop_back();
  return s;
}

bool Same(const std::string& a, const std::string& b) {
  if (a == b) return true;
  if (IsNumber(a) && IsNumber(b)) return PlainNumber(a) == PlainNumber(b);
  return Folded(a) == Folded(b);
}

std::string Text(const json& j) {
  if (j.is_null()) return {};
  if (j.is_string()) return j.get<std::string>();
  if (j.is_array()) {
    std::string out;
    for (const json& item : j) out += (out.empty() ? "" : "\x1f") + Text(item);
    return out;
  }
  return j.dump();
}

Judged JudgeOne(const std::string* expected, const Fact* got) {
  Judged j;
  if (expected) j.expected = *expected;
  if (got) {
    j.got = ToCanonical(got->value);
    j.sure = got->status == FactStatus::kSure;
    j.why = got->why;
  }
  if (!got)
    j.mark = Mark::kMissing;
  else if (!expected)
    j.mark = Mark::kInvented;
  else
    j.mark = Same(j.expected, j.got) ? Mark::kRight : Mark::kWrong;
  return j;
}

using ExpectedRow = std::map<std::string, std::string>;

// Null cells need not be given by the extraction: an absent cell equals an empty one.
const Fact* Cell(const Row& row, const std::string& column) {
  const auto it = row.find(column);
  return it == row.end() ? nullptr : &it->second;
}

int AgreeingCells(const ExpectedRow& e, const Row& g) {
  int n = 0;
  for (const auto& [column, value] : e) {
    const Fact* fact = Cell(g, column);
    if (Same(value, fact ? ToCanonical(fact->value) : "")) n += value.empty() ? 1 : 3;
  }
  return n;
}

void CompareTable(const std::string& id, const std::vector<ExpectedRow>& expected,
                  const std::vector<Row>& got, Comparison& out) {
  const size_t n = expected.size(), m = got.size();
  std::vector<std::vector<int>> best(n + 1, std::vector<int>(m + 1, 0));
  for (size_t i = n; i-- > 0;)
    for (size_t k = m; k-- > 0;)
      best[i][k] = std::max({best[i + 1][k], best[i][k + 1],
                             best[i + 1][k + 1] + AgreeingCells(expected[i], got[k])});
  const auto row = [&](const ExpectedRow* e, const Row* g) {
    std::vector<std::string> columns;
    if (e)
      for (const auto& [column, value] : *e) columns.push_back(column);
    if (g)
      for (const auto& [column, fact] : *g)
        if (std::find(columns.begin(), columns.end(), column) == columns.end())
          columns.push_back(column);
    for (const std::string& column : columns) {
      const auto in_e = e ? e->find(column) : ExpectedRow::const_iterator{};
      const std::string* want = e && in_e != e->end() ? &in_e->second : nullptr;
      const Fact* fact = g ? Cell(*g, column) : nullptr;
      const bool want_empty = !want || want->empty();
      const bool got_empty = !fact || ToCanonical(fact->value).empty();
      if (want_empty && got_empty) {
        // An empty cell that is empty is right if the table has the row; it is always counted as
        // sure.
        if (e && g && want)
          out.cells.push_back({id + "." + column, Judged{Mark::kRight, true, "", "", {}}});
        continue;
      }
      out.cells.push_back(
          {id + "." + column, JudgeOne(want_empty ? nullptr : want, got_empty ? nullptr : fact)});
    }
  };
  size_t i = 0, k = 0;
  while (i < n || k < m) {
    if (i < n && k < m && best[i][k] == best[i + 1][k + 1] + AgreeingCells(expected[i], got[k]))
      row(&expected[i++], &got[k++]);
    else if (i < n && (k == m || best[i][k] == best[i + 1][k]))
      row(&expected[i++], nullptr);
    else
      row(nullptr, &got[k++]);
  }
}

}  // namespace

std::vector<std::string> Comparison::WrongAndSure() const {
  std::vector<std::string> out;
  if (!type_right && type_sure) out.push_back("type: got " + type_got);
  const auto add = [&](const std::string& id, const Judged& j) {
    if (j.sure && (j.mark == Mark::kWrong || j.mark == Mark::kInvented))
      out.push_back(id + ": expected '" + j.expected + "', got '" + j.got + "'");
  };
  for (const auto& [id, j] : fields) add(id, j);
  for (const auto& [id, j] : cells) add(id, j);
  return out;
}

Result<Expected> ExpectedFromJson(const std::string& text, const std::string& file) {
  const json j = json::parse(text, nullptr, false);
  if (!j.is_object() || !j.contains("type"))
    return Error{.code = ErrorCode::kUsage, .message = "is not an expected JSON", .file = file};
  Expected e;
  e.type = Text(j.at("type"));
  if (j.contains("fields"))
    for (const auto& [id, value] : j.at("fields").items()) e.fields[id] = Text(value);
  if (j.contains("tables"))
    for (const auto& [id, rows] : j.at("tables").items())
      for (const json& r : rows) {
        ExpectedRow row;
        for (const auto& [column, value] : r.items()) row[column] = Text(value);
        e.tables[id].push_back(std::move(row));
      }
  return e;
}

Result<Expected> ExpectedFromFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{.code = ErrorCode::kUsage, .message = "cannot be opened", .file = path};
  std::stringstream text;
  text << in.rdbuf();
  return ExpectedFromJson(text.str(), path);
}

Comparison Compare(const Expected& expected, const Letter& letter) {
  Comparison c;
  c.type_got = letter.type.value;
  c.type_right = letter.type.value == expected.type;
  c.type_sure = letter.type.status == FactStatus::kSure;
  for (const auto& [id, value] : expected.fields) {
    const Fact* fact = letter.Field(id);
    c.fields[id] = JudgeOne(&value, fact);
  }
  // Of an unknown letter nobody has written down what it says: its fields are not judged.
  const bool unknown = expected.type == "inconnu" && c.type_right;
  for (const auto& [id, fact] : letter.fields)
    if (!unknown && !expected.fields.contains(id)) c.fields[id] = JudgeOne(nullptr, &fact);
  static const std::vector<ExpectedRow> no_rows;
  static const std::vector<Row> no_facts;
  for (const auto& [id, rows] : expected.tables) {
    const auto it = letter.tables.find(id);
    CompareTable(id, rows, it == letter.tables.end() ? no_facts : it->second, c);
  }
  for (const auto& [id, rows] : letter.tables)
    if (!expected.tables.contains(id)) CompareTable(id, no_rows, rows, c);
  return c;
}

}  // namespace riposte
