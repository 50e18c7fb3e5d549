// A choice whose condition is unknown is passed over: what is not known can never select a wording.
#include "pipeline/reply/values.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>

#include "extractors/template/vocabulary.h"
#include "pipeline/dossier/labels.h"
#include "pipeline/reply/text_nodes.h"
#include "pipeline/reply/typography.h"
#include "pipeline/reply/xml.h"

namespace riposte::reply {
namespace {

constexpr int kMaxRows = 500;
constexpr size_t kMaxNamed = 10;  // ranks that one message names
constexpr int kMaxDepth = 4;      // values that hold values

std::vector<std::string> MissingOr(const Evaluated& e, const std::string& id) {
  return e.missing.empty() ? std::vector<std::string>{id} : e.missing;
}

}  // namespace

std::string WithDay(const std::string& xpath, const std::string& date) {
  static constexpr std::string_view kVariable = "$jour";
  std::string out = xpath;
  const std::string literal = "'" + date + "'";
  for (size_t at = out.find(kVariable); at != std::string::npos;
       at = out.find(kVariable, at + literal.size()))
    out.replace(at, kVariable.size(), literal);
  return out;
}

std::string Resolver::Bound(const std::string& xpath) const {
  return WithDay(WithPiece(xpath, piece_), date_);
}

Result<Resolved> Resolver::Formatted(const std::string& id, const Expression& read,
                                     const std::string& format, const FormatOptions& options,
                                     const std::string& file) {
  const Evaluated e = source_.Text(Bound(read.xpath));
  if (e.state == Evaluated::kError)
    return TemplateError(file, read.line, id + ": " + read.xpath + ": " + e.error);
  if (e.state == Evaluated::kPossible) return Resolved{{}, MissingOr(e, id)};
  // A number that the doctor answered is kept as text: «4.1» is printed «4,1», «1200» «1 200».
  static const RE2 decimal(R"(\d+(?:\.\d+)?)");
  const bool number =
      format == "texte" && id.starts_with("reponse.") && RE2::FullMatch(e.text, decimal);
  std::optional<std::vector<std::string>> lines =
      Format(number ? "nombre" : format, e.text, options);
  if (!lines) return Resolved{{}, {id}};
  return Resolved{std::move(*lines), {}};
}

Result<Resolved> Resolver::Field(const std::string& id) { return FieldAt(id, 0); }

Result<Resolved> Resolver::FieldAt(const std::string& id, int depth) {
  const auto value = catalogue_.values.find(id);
  if (value == catalogue_.values.end()) {
    std::optional<ValueType> type = TypeOfAnyField(id);
    if (!type) type = TypeOfGivenFact(id);
    if (!type) return TemplateError("", 0, "unknown field '" + id + "'");
    // Ids of the vocabulary have no quote, so they can stand in an XPath literal.
    return Formatted(id, {"r:texte('" + id + "')", 0}, DefaultFormat(*type), {}, "");
  }
  const DerivedValue& derived = value->second;
  if (depth > kMaxDepth)
    return TemplateError(catalogue_.values_file, derived.line, "'" + id + "' rests on itself");
  for (const Choice& c : derived.choices) {
    if (!c.condition.xpath.empty()) {
      Result<Truth> t = Condition(c.condition, catalogue_.values_file);
      if (!t.ok()) return t.error();
      if (!t->missing.empty() && c.refuse_if_unknown) return Resolved{{}, t->missing};
      if (!t->missing.empty() || !t->holds) continue;
    }
    if (c.read.xpath.empty()) {
      Result<Resolved> joined = Joined(c.parts, depth);
      if (!joined.ok() && joined.error().file.empty())
        return TemplateError(catalogue_.values_file, derived.line, joined.error().message);
      return joined;
    }
    Result<Resolved> r = Formatted(id, c.read, c.format, c.options, catalogue_.values_file);
    // Known facts that this format makes nothing of: the next way, if there is one.
    const bool nothing = r.ok() && r->missing == std::vector<std::string>{id};
    if (nothing && &c != &derived.choices.back()) continue;
    return r;
  }
  return Resolved{{}, {id}};
}

Result<Resolved> Resolver::Joined(const std::vector<Part>& parts, int depth) {
  Resolved out;
  std::string text;
  for (const Part& part : parts) {
    if (part.field.empty()) {
      text += CurlyApostrophes(part.text);
      continue;
    }
    Result<Resolved> r = FieldAt(part.field, depth + 1);
    if (!r.ok()) return r;
    out.missing.insert(out.missing.end(), r->missing.begin(), r->missing.end());
    for (size_t i = 0; i < r->lines.size(); ++i) text += (i ? ", " : "") + r->lines[i];
  }
  if (!out.missing.empty()) return out;
  out.blank = text.empty();
  if (!out.blank) out.lines = {text};
  return out;
}

Result<Truth> Resolver::Condition(const Expression& condition, const std::string& file) {
  const Evaluated e = source_.Boolean(Bound(condition.xpath));
  if (e.state == Evaluated::kError)
    return TemplateError(file, condition.line, condition.xpath + ": " + e.error);
  if (e.state == Evaluated::kPossible) return Truth{false, MissingOr(e, condition.xpath)};
  return Truth{e.boolean, {}};
}

Result<int> Resolver::Count(const Expression& of, std::vector<std::string>& missing) {
  const Evaluated e = source_.Text("string(count(" + Bound(of.xpath) + "))");
  int rows = 0;
  if (e.state == Evaluated::kPossible) {
    missing = e.missing;
    return 0;
  }
  if (e.state == Evaluated::kValue)
    std::from_chars(e.text.data(), e.text.data() + e.text.size(), rows);
  else
    return TemplateError(catalogue_.letters_file, of.line, of.xpath + ": " + e.error);
  return rows;
}

Result<int> Resolver::CountRows(const TableRule& table, std::vector<std::string>& missing) {
  Result<int> rows = Count(table.rows, missing);
  if (rows.ok() && *rows > kMaxRows)
    return Error{ErrorCode::kTooLarge, "a letter's table would have more than 500 rows"};
  return rows;
}

Result<std::string> Resolver::PickedInVain(const PickedRows& picked) {
  Result<Truth> about =
      Condition({"r:present('" + picked.fact + "') and (" + picked.condition.xpath + ")",
                 picked.condition.line},
                catalogue_.letters_file);
  if (!about.ok()) return about.error();
  if (!about->missing.empty() || !about->holds) return std::string();
  const Evaluated answer = source_.Text("r:texte('" + picked.fact + "')");
  std::vector<std::string> unknown;
  Result<int> rows = Count(picked.rows, unknown);
  if (!rows.ok()) return rows.error();
  // The same separators as in the conditions of lettres.xml.
  static const RE2 one(R"(([^ ,;]+))");
  std::vector<std::string> vain;
  std::string rank;
  for (re2::StringPiece rest(answer.text); RE2::FindAndConsume(&rest, one, &rank);) {
    int n = 0;
    const char* end = rank.data() + rank.size();
    const bool number = std::from_chars(rank.data(), end, n).ptr == end;
    const bool there = number && rank == std::to_string(n) && n >= 1 && n <= *rows;
    if (!there && vain.size() < kMaxNamed && std::count(vain.begin(), vain.end(), rank) == 0)
      vain.push_back(rank);
  }
  if (vain.empty()) return std::string();
  std::string out;
  for (const std::string& v : vain) out += (out.empty() ? "« " : ", « ") + Printable(v) + " »";
  out +=
      vain.size() > 1 ? " ne sont pas des rangs de ce tableau" : " n’est pas un rang de ce tableau";
  if (*rows == 0) return out + ", où aucune ligne n’a été lue";
  return out +
         (*rows == 1 ? ", qui a une seule ligne" : ", qui va de 1 à " + std::to_string(*rows));
}

Result<Resolved> Resolver::Cell(const TableRule& table, const Column& column, int row) {
  const std::string at = "(" + table.rows.xpath + ")[" + std::to_string(row) + "]";
  if (!column.require.xpath.empty()) {
    const std::string test = "boolean(" + at + "[" + column.require.xpath + "])";
    Result<Truth> t = Condition({test, column.require.line}, catalogue_.letters_file);
    if (!t.ok()) return t.error();
    if (!t->missing.empty() || !t->holds) return Resolved{{}, {column.name}};
  }
  const std::string cell = at + "/" + column.path.xpath;
  // The document itself leaves the cell empty, and nobody doubts it.
  if (!column.empty.empty()) {
    Result<Truth> t =
        Condition({"boolean(" + cell + "[. = ''])", column.path.line}, catalogue_.letters_file);
    if (!t.ok()) return t.error();
    if (t->missing.empty() && t->holds) return Resolved{{column.empty}, {}};
  }
  Result<Resolved> r = Formatted(column.name, {"string(" + cell + ")", column.path.line},
                                 column.format, column.options, catalogue_.letters_file);
  if (r.ok() && r->missing.empty()) NoteCell(at, column);
  return r;
}

// A row of a clock names its rule; one of a letter its table and number; one that the ROSP
// calculator made the claims it stands for.
void Resolver::NoteCell(const std::string& row, const Column& column) {
  if (row != noted_row_) {
    noted_row_ = row;
    const auto text = [&](const std::string& xpath) {
      const Evaluated e = source_.Text(Bound("string(" + xpath + ")"));
      return e.state == Evaluated::kValue ? e.text : std::string();
    };
    row_rule_ = text(row + "/@regle");
    row_cell_ = text(row + "/../@table");
    if (!row_cell_.empty()) row_cell_ += "." + text(row + "/@n") + ".";
    if (row_rule_.empty() && row_cell_.empty()) {
      std::string line = text(row + "/@code");
      if (line.empty()) line = text(row + "/@libelle");
      const std::string claim = row + "/../self::rosp/reclamation[@affirmable='true' and " +
                                "indicateur=\"" + line + "\"]/@id";
      if (!line.empty() && line.find('"') == std::string::npos) row_rule_ = text(claim);
      if (!row_rule_.empty()) row_rule_ = "rosp." + row_rule_;
    }
  }
  std::string name = column.path.xpath;
  if (name.starts_with('@')) name.erase(0, 1);
  if (!row_cell_.empty()) source_.Note({row_cell_ + name, ""});
  if (!row_rule_.empty()) source_.Note({"", row_rule_});
}

std::string LabelIn(const Catalogue& catalogue, const std::string& id) {
  const auto value = catalogue.values.find(id);
  return value == catalogue.values.end() ? LabelOf(id) : value->second.label;
}

}  // namespace riposte::reply
