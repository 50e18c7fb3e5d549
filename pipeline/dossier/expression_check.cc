// An evaluation sees one branch; what `and`, `or` and predicates skip must be right too. So the
// words of the expression are read first: XPath's own rules (section 3.7 of the recommendation)
// tell a name that is an operator, a function, an axis or a node. Then it is evaluated on the
// example, where every fact is known, which finds the rest.
#include <array>
#include <map>
#include <mutex>
#include <set>

#include "extractors/template/vocabulary.h"
#include "pipeline/dossier/example.h"
#include "pipeline/dossier/expression.h"
#include "pipeline/dossier/given.h"
#include "pipeline/dossier/xml_tree.h"

namespace riposte {
namespace {

struct Arity {
  int least, most;
};
constexpr int kAny = 1000;

const std::map<std::string, Arity, std::less<>>& Functions() {
  static const std::map<std::string, Arity, std::less<>> functions = {
      {"last", {0, 0}},
      {"position", {0, 0}},
      {"count", {1, 1}},
      {"id", {1, 1}},
      {"local-name", {0, 1}},
      {"name", {0, 1}},
      {"namespace-uri", {0, 1}},
      {"string", {0, 1}},
      {"concat", {2, kAny}},
      {"starts-with", {2, 2}},
      {"contains", {2, 2}},
      {"substring-before", {2, 2}},
      {"substring", {2, 3}},
      {"substring-after", {2, 2}},
      {"string-length", {0, 1}},
      {"translate", {3, 3}},
      {"normalize-space", {0, 1}},
      {"boolean", {1, 1}},
      {"not", {1, 1}},
      {"true", {0, 0}},
      {"false", {0, 0}},
      {"lang", {1, 1}},
      {"number", {0, 1}},
      {"sum", {1, 1}},
      {"floor", {1, 1}},
      {"ceiling", {1, 1}},
      {"round", {1, 1}},
      {"r:nombre", {1, 1}},
      {"r:jour", {1, 1}},
      {"r:texte", {1, 1}},
      {"r:vrai", {1, 1}},
      {"r:present", {1, 1}},
  };
  return functions;
}

bool IsNodeType(std::string_view name) {
  return name == "text" || name == "node" || name == "comment" || name == "processing-instruction";
}

struct Token {
  enum Kind { kName, kLiteral, kNumber, kSymbol } kind;
  std::string text;
};

bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// None for an unfinished literal; everything else is left to libxml2's own judgement.
std::optional<std::vector<Token>> Tokens(const std::string& s) {
  std::vector<Token> tokens;
  for (size_t i = 0; i < s.size();) {
    const char c = s[i];
    size_t end = i + 1;
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      i = end;
      continue;
    }
    if (c == '\'' || c == '"') {
      end = s.find(c, i + 1);
      if (end == std::string::npos) return std::nullopt;
      tokens.push_back({Token::kLiteral, s.substr(i + 1, end - i - 1)});
      i = end + 1;
      continue;
    }
    Token::Kind kind = Token::kSymbol;
    if (IsNameStart(c)) {
      kind = Token::kName;
      const auto in_name = [&](size_t k) {
        return k < s.size() && (IsNameStart(s[k]) || IsDigit(s[k]) || s[k] == '-' || s[k] == '.');
      };
      while (in_name(end)) ++end;
      if (end + 1 < s.size() && s[end] == ':' && IsNameStart(s[end + 1])) {
        for (++end; in_name(end);) ++end;
      }
    } else if (IsDigit(c) || (c == '.' && end < s.size() && IsDigit(s[end]))) {
      kind = Token::kNumber;
      while (end < s.size() && (IsDigit(s[end]) || s[end] == '.')) ++end;
    } else if (end < s.size()) {
      const std::string two = s.substr(i, 2);
      if (two == "::" || two == ".." || two == "//" || two == "<=" || two == ">=" || two == "!=") {
        ++end;
      }
    }
    tokens.push_back({kind, s.substr(i, end - i)});
    i = end;
  }
  return tokens;
}

// The names that stand in the example's tree are all there are.
void Collect(const xmlNode* node, std::set<std::string, std::less<>>& names) {
  names.emplace(NameOf(node));
  for (const xmlAttr* a = node->properties; a != nullptr; a = a->next)
    names.emplace(reinterpret_cast<const char*>(a->name));
  for (const xmlNode* n = FirstElement(node); n != nullptr; n = NextElement(n)) Collect(n, names);
}

struct Example {
  std::set<std::string, std::less<>> names;
  std::optional<Evaluator> evaluator;
  std::string error;
};

Example MakeExample() {
  Example e;
  const std::string xml = ToXml(ExampleDossier());
  Result<XmlDocument> doc = ParseXml(xml, "example");
  Result<Evaluator> evaluator = Evaluator::Make(xml);
  if (!doc.ok() || !evaluator.ok()) {
    e.error = doc.ok() ? evaluator.error().message : doc.error().message;
    return e;
  }
  Collect(xmlDocGetRootElement(doc->get()), e.names);
  for (const char* name : {"rangs", "rang", "table", "n"}) e.names.emplace(name);
  for (const char* table : {"profil", "indicateurs", "lignes_indu", "lignes"})
    for (const std::string& column : ColumnsOf(table)) e.names.emplace(column);
  e.evaluator.emplace(std::move(evaluator).value());
  return e;
}

std::optional<ValueType> TypeOfFact(const std::string& id) {
  if (const auto given = TypeOfGivenFact(id)) return given;
  return TypeOfAnyField(id);
}

// Empty when the function may be asked for that fact.
std::string FactProblem(std::string_view function, const std::string& id) {
  const std::optional<ValueType> type = TypeOfFact(id);
  if (!type) return "unknown fact «" + id + "»";
  bool fits = true;
  if (function == "r:nombre") {
    fits = *type == ValueType::kInteger || *type == ValueType::kDecimal ||
           *type == ValueType::kPercent || *type == ValueType::kAmount;
  } else if (function == "r:jour") {
    fits = *type == ValueType::kDate;
  } else if (function == "r:vrai") {
    fits = *type == ValueType::kBoolean;
  }
  if (fits) return "";
  return std::string(function) + " does not fit «" + id + "», which is of the type " + Name(*type);
}

class Checker {
 public:
  Checker(const std::vector<Token>& tokens, const Example& example)
      : tokens_(tokens), example_(example) {}

  // The first problem, empty for none.
  std::string Problem() {
    for (i_ = 0; i_ < tokens_.size() && problem_.empty(); ++i_) {
      const Token& t = tokens_.at(i_);
      if (t.kind == Token::kName) Name(t.text);
      if (t.text == "$" && t.kind == Token::kSymbol) problem_ = "there are no variables";
      if (t.kind == Token::kSymbol) Bracket(t.text);
      if (t.kind != Token::kSymbol && !calls_.empty()) calls_.back().any = true;
    }
    return problem_;
  }

 private:
  struct Call {
    std::string function;  // empty: a mere parenthesis or a predicate
    int commas = 0;
    bool any = false;
  };

  bool Next(std::string_view symbol) const {
    return i_ + 1 < tokens_.size() && tokens_.at(i_ + 1).kind == Token::kSymbol &&
           tokens_.at(i_ + 1).text == symbol;
  }

  // Section 3.7: after an operand a name is an operator.
  bool AfterOperand() const {
    if (i_ == 0) return false;
    const Token& before = tokens_.at(i_ - 1);
    if (before.kind == Token::kName) return !previous_is_operator_;
    if (before.kind != Token::kSymbol) return true;
    return before.text == ")" || before.text == "]" || before.text == "." || before.text == "..";
  }

  void Name(const std::string& name) {
    const bool is_operator =
        AfterOperand() && (name == "and" || name == "or" || name == "mod" || name == "div");
    previous_is_operator_ = is_operator;
    if (is_operator || Next("::")) return;
    if (Next("(")) {
      if (IsNodeType(name)) return;
      if (!Functions().contains(name)) {
        problem_ = "unknown function «" + name + "»";
      } else if (name.starts_with("r:")) {
        Fact(name);
      }
      return;
    }
    const bool attribute = i_ > 0 && tokens_.at(i_ - 1).text == "@";
    if (!attribute && (name == "fait" || name == "table" || name == "ligne" || name == "donnees" ||
                       name == "candidat")) {
      problem_ = "facts are read through the r: functions, not through «" + name + "»";
    } else if (!example_.names.contains(name)) {
      problem_ = "a dossier has no element or attribute «" + name + "»";
    }
  }

  void Fact(const std::string& function) {
    const bool literal = i_ + 3 < tokens_.size() && tokens_.at(i_ + 2).kind == Token::kLiteral &&
                         tokens_.at(i_ + 3).text == ")";
    if (!literal) {
      problem_ = function + " takes the id of a fact, in quotes";
      return;
    }
    problem_ = FactProblem(function, tokens_.at(i_ + 2).text);
  }

  void Bracket(const std::string& symbol) {
    if (symbol == "(" || symbol == "[") {
      const bool call = symbol == "(" && i_ > 0 && tokens_.at(i_ - 1).kind == Token::kName &&
                        !previous_is_operator_ && !IsNodeType(tokens_.at(i_ - 1).text);
      if (!calls_.empty()) calls_.back().any = true;
      calls_.push_back({call ? tokens_.at(i_ - 1).text : ""});
      return;
    }
    if (calls_.empty()) return;
    if (symbol == ",") ++calls_.back().commas;
    if (symbol != ")" && symbol != "]") {
      calls_.back().any = true;
      return;
    }
    const Call call = calls_.back();
    calls_.pop_back();
    const auto function = Functions().find(call.function);
    if (function == Functions().end()) return;
    const int count = call.any ? call.commas + 1 : 0;
    if (count < function->second.least || count > function->second.most) {
      problem_ = "wrong number of arguments for «" + call.function + "»";
    }
  }

  const std::vector<Token>& tokens_;
  const Example& example_;
  size_t i_ = 0;
  bool previous_is_operator_ = false;
  std::vector<Call> calls_;
  std::string problem_;
};

}  // namespace

Status CheckExpression(const std::string& xpath, const std::string& file, int line) {
  // Loads happen in one thread as a rule; the example is built once and guarded for the others.
  static std::mutex mutex;
  const std::lock_guard<std::mutex> lock(mutex);
  static Example example = MakeExample();
  const auto wrong = [&](std::string message) {
    return Error{.code = ErrorCode::kTemplate,
                 .message = std::move(message) + ", in: " + xpath.substr(0, 120),
                 .file = file,
                 .line = line};
  };
  if (!example.evaluator) {
    return Error{.code = ErrorCode::kDefect, .message = "the example dossier: " + example.error};
  }
  const std::optional<std::vector<Token>> tokens = Tokens(xpath);
  if (!tokens) return wrong("a quotation mark is not closed");
  const std::string problem = Checker(*tokens, example).Problem();
  if (!problem.empty()) return wrong(problem);
  const Evaluated e = example.evaluator->Boolean(xpath);
  if (e.state == Evaluated::kError) return wrong(e.error);
  // The questionnaire is open: an answer that the example does not give is no error.
  for (const std::string& id : e.missing)
    if (!id.starts_with("reponse.")) return wrong("unknown fact «" + id + "»");
  return {};
}

}  // namespace riposte
