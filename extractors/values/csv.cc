#include "extractors/values/csv.h"

#include <set>
#include <string_view>

namespace riposte {
namespace {

constexpr size_t kMostBytes = 8'000'000, kMostRows = 100'000;

Error Wrong(const std::string& file, int line, std::string message) {
  return Error{
      .code = ErrorCode::kUsage, .message = std::move(message), .file = file, .line = line};
}

bool IsUtf8(std::string_view s) {
  for (size_t i = 0; i < s.size();) {
    const auto c = static_cast<unsigned char>(s[i]);
    const size_t n = c < 0x80 ? 1 : c >> 5 == 6 ? 2 : c >> 4 == 14 ? 3 : c >> 3 == 30 ? 4 : 0;
    if (n == 0 || i + n > s.size()) return false;
    for (size_t k = 1; k < n; ++k)
      if ((static_cast<unsigned char>(s[i + k]) & 0xC0) != 0x80) return false;
    i += n;
  }
  return true;
}

void Append(std::string* out, unsigned code) {
  if (code < 0x80) {
    *out += static_cast<char>(code);
  } else if (code < 0x800) {
    *out += static_cast<char>(0xC0 | code >> 6);
    *out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    *out += static_cast<char>(0xE0 | code >> 12);
    *out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    *out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// Windows-1252 is Latin-1 but for 0x80-0x9F, of which a spreadsheet uses quotes, dashes and «€».
std::string FromWindows1252(std::string_view s) {
  std::string out;
  for (char raw : s) {
    const auto c = static_cast<unsigned char>(raw);
    unsigned code = c;
    if (c == 0x80) code = 0x20AC;
    if (c == 0x91) code = 0x2018;
    if (c == 0x92) code = 0x2019;
    if (c == 0x96) code = 0x2013;
    if (c == 0x97) code = 0x2014;
    Append(&out, code);
  }
  return out;
}

bool DropPrefix(std::string_view* s, std::string_view prefix) {
  if (!s->starts_with(prefix)) return false;
  s->remove_prefix(prefix.size());
  return true;
}

bool DropSuffix(std::string_view* s, std::string_view suffix) {
  if (!s->ends_with(suffix)) return false;
  s->remove_suffix(suffix.size());
  return true;
}

std::string Trimmed(std::string_view s) {
  constexpr std::string_view kSpaces[] = {" ", "\t", "\u00a0", "\u202f"};
  for (bool more = true; more;) {
    more = false;
    for (std::string_view space : kSpaces)
      while (DropPrefix(&s, space) || DropSuffix(&s, space)) more = true;
  }
  return std::string(s);
}

char SeparatorOf(std::string_view text) {
  const std::string_view first = text.substr(0, text.find_first_of("\r\n"));
  for (char c : {';', '\t', ','})
    if (first.find(c) != std::string_view::npos) return c;
  return ';';
}

// Splits into rows of cells; lines are counted inside quotes too.
Result<std::vector<CsvRow>> Split(std::string_view text, char separator, const std::string& file) {
  std::vector<CsvRow> rows;
  CsvRow row{1, {}};
  std::string cell;
  bool quoted = false;
  int line = 1, opened = 0;
  const auto end_cell = [&] {
    row.cells.push_back(Trimmed(cell));
    cell.clear();
  };
  const auto end_row = [&] {
    end_cell();
    bool empty = true;
    for (const std::string& c : row.cells) empty = empty && c.empty();
    if (!empty) rows.push_back(row);
    row = {line, {}};
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (quoted) {
      if (c != '"') {
        cell += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        cell += '"';
        ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"' && Trimmed(cell).empty()) {
      cell.clear();
      quoted = true;
      opened = line;
    } else if (c == separator) {
      end_cell();
    } else if (c == '\n') {
      end_row();
      if (rows.size() > kMostRows) return Wrong(file, line, "more than 100,000 rows");
    } else if (c != '\r') {
      cell += c;
    }
  }
  if (quoted) return Wrong(file, opened, "a quote is opened and not closed");
  end_row();
  return rows;
}

}  // namespace

Result<CsvTable> ParseCsv(const std::string& raw, const std::string& filename) {
  if (raw.size() > kMostBytes) return Wrong(filename, 0, "larger than 8 MB");
  std::string_view view = raw;
  DropPrefix(&view, "\xEF\xBB\xBF");
  if (view.find('\0') != std::string_view::npos)
    return Wrong(filename, 0, "not a text file (UTF-16?): save it as CSV, UTF-8");
  const std::string text = IsUtf8(view) ? std::string(view) : FromWindows1252(view);
  CsvTable table;
  table.separator = SeparatorOf(text);
  Result<std::vector<CsvRow>> rows = Split(text, table.separator, filename);
  if (!rows.ok()) return rows.error();
  if (rows->empty()) return Wrong(filename, 0, "empty");
  table.header = rows->front().cells;
  const int header_line = rows->front().line;
  while (!table.header.empty() && table.header.back().empty()) table.header.pop_back();
  std::set<std::string> names;
  for (const std::string& name : table.header) {
    if (name.empty()) return Wrong(filename, header_line, "a column without a name");
    if (!names.insert(name).second) return Wrong(filename, header_line, "column twice: " + name);
  }
  table.rows.assign(rows->begin() + 1, rows->end());
  for (CsvRow& row : table.rows) {
    while (row.cells.size() > table.header.size() && row.cells.back().empty()) row.cells.pop_back();
    if (row.cells.size() > table.header.size())
      return Wrong(filename, row.line, "more cells than the header has columns");
    row.cells.resize(table.header.size());
  }
  return table;
}

}  // namespace riposte
