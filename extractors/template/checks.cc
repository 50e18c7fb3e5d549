// The idea: interval arithmetic. A printed number is the interval of all numbers that print like
// it; integers and amounts are exact. Equality means that intervals meet.
#include "extractors/template/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <set>

namespace riposte {
namespace {

// --- Parsing ---------------------------------------------------------------------------------

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<std::shared_ptr<const Equation>> Parse() {
    auto e = std::make_shared<Equation>();
    e->sides.push_back(Sum(0));
    while (error_.empty()) {
      Skip();
      if (at_ >= text_.size()) break;
      Equation::Relation r;
      if (Take("<=") || Take("≤"))
        r = Equation::Relation::kLessOrEqual;
      else if (Take("<"))
        r = Equation::Relation::kLess;
      else if (Take("="))
        r = Equation::Relation::kEqual;
      else {
        Fail("a relation (=, <, <=) was expected");
        break;
      }
      e->relations.push_back(r);
      e->sides.push_back(Sum(0));
    }
    if (error_.empty() && e->relations.empty()) Fail("a check compares: =, < or <=");
    if (error_.empty() && tables_.size() > 1)
      Fail("cells of two tables cannot stand in one row-wise check");
    if (!error_.empty()) {
      Error err;
      err.code = ErrorCode::kTemplate;
      err.message = error_;
      return err;
    }
    if (!tables_.empty()) e->row_table = *tables_.begin();
    return std::shared_ptr<const Equation>(e);
  }

 private:
  void Skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool Take(std::string_view what) {
    Skip();
    if (text_.substr(at_, what.size()) != what) return false;
    at_ += what.size();
    return true;
  }
  void Fail(std::string message) {
    if (error_.empty())
      error_ = "in the check, at «" + std::string(text_.substr(at_)) + "»: " + std::move(message);
  }
  std::unique_ptr<Term> Make(Term::Kind kind, std::unique_ptr<Term> l, std::unique_ptr<Term> r) {
    auto t = std::make_unique<Term>();
    t->kind = kind;
    t->left = std::move(l);
    t->right = std::move(r);
    return t;
  }
  std::unique_ptr<Term> Sum(int depth) {
    auto t = Product(depth);
    while (error_.empty()) {
      if (Take("+"))
        t = Make(Term::Kind::kAdd, std::move(t), Product(depth));
      else if (Take("-") || Take("−"))
        t = Make(Term::Kind::kSubtract, std::move(t), Product(depth));
      else
        break;
    }
    return t;
  }
  std::unique_ptr<Term> Product(int depth) {
    auto t = Factor(depth);
    while (error_.empty()) {
      if (Take("*") || Take("×"))
        t = Make(Term::Kind::kMultiply, std::move(t), Factor(depth));
      else if (Take("/"))
        t = Make(Term::Kind::kDivide, std::move(t), Factor(depth));
      else
        break;
    }
    return t;
  }
  std::string Identifier() {
    Skip();
    const size_t begin = at_;
    while (at_ < text_.size() && ((text_[at_] >= 'a' && text_[at_] <= 'z') || text_[at_] == '_' ||
                                  (at_ > begin && text_[at_] >= '0' && text_[at_] <= '9')))
      ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }
  std::unique_ptr<Term> Factor(int depth) {
    auto t = std::make_unique<Term>();
    Skip();
    if (depth > 20) {
      Fail("too deep");
      return t;
    }
    if (Take("(")) {
      t = Sum(depth + 1);
      if (!Take(")")) Fail("a «)» was expected");
      return t;
    }
    if (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
      const char* end = text_.data() + text_.size();
      auto [p, ec] = std::from_chars(text_.data() + at_, end, t->number);
      at_ = static_cast<size_t>(p - text_.data());
      return t;
    }
    std::string id = Identifier();
    if (id.empty()) {
      Fail("a field, a number or sum(table.column) was expected");
      return t;
    }
    if (id == "sum" && Take("(")) {
      t->kind = Term::Kind::kSum;
      t->table = Identifier();
      if (!Take(".")) Fail("sum takes table.column");
      t->id = Identifier();
      if (!Take(")")) Fail("a «)» was expected");
      return t;
    }
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      t->kind = Term::Kind::kCell;
      t->table = id;
      t->id = Identifier();
      tables_.insert(id);
      if (t->id.empty()) Fail("a column was expected");
      return t;
    }
    t->kind = Term::Kind::kField;
    t->id = std::move(id);
    return t;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string error_;
  std::set<std::string> tables_;
};

void Walk(const Term& t, const std::function<void(const Term&)>& visit) {
  visit(t);
  if (t.left) Walk(*t.left, visit);
  if (t.right) Walk(*t.right, visit);
}

// --- Evaluation ------------------------------------------------------------------------------

struct Interval {
  double low = 0, high = 0;
};

struct Number {
  Interval i;
  double printed = 0;
  double step = 0;  // one unit of the last digit; 0: a date or a constant
  int scale = 0;
};

std::optional<Number> NumberOf(const Value& v) {
  Number n;
  if (const auto* i = std::get_if<int64_t>(&v)) {
    n.printed = static_cast<double>(*i);
    n.i = {n.printed, n.printed};
    n.step = 1;
  } else if (const auto* d = std::get_if<Decimal>(&v)) {
    n.printed = d->ToDouble();
    n.scale = d->scale;
    n.step = std::pow(10.0, -d->scale);
    n.i = {n.printed - n.step / 2, n.printed + n.step / 2};
  } else if (const auto* c = std::get_if<Cents>(&v)) {
    n.printed = static_cast<double>(c->value) / 100;
    n.i = {n.printed, n.printed};
    n.step = 0.01;
    n.scale = 2;
  } else if (const auto* date = std::get_if<Date>(&v)) {
    n.printed = static_cast<double>(std::chrono::sys_days{*date}.time_since_epoch().count());
    n.i = {n.printed, n.printed};
  } else {
    return std::nullopt;
  }
  return n;
}

// One operand may be looked at as if it were another number: to learn whether the check would see
// a misread last digit.
struct Change {
  const Fact* fact = nullptr;
  double by = 0;
};

class Evaluator {
 public:
  Evaluator(const Letter& letter, int row, Change change)
      : letter_(letter), row_(row), change_(change) {}

  // None when a value is missing or a divisor may be zero.
  std::optional<Interval> Of(const Term& t) {
    using K = Term::Kind;
    switch (t.kind) {
      case K::kNumber:
        return Interval{t.number, t.number};
      case K::kField:
        return OfFact(letter_.Field(t.id), {"", t.id, -1});
      case K::kCell:
        return OfFact(Cell(t.table, t.id, row_), {t.table, t.id, row_});
      case K::kSum: {
        auto it = letter_.tables.find(t.table);
        if (it == letter_.tables.end() || it->second.empty()) return std::nullopt;
        Interval sum;
        for (size_t r = 0; r < it->second.size(); ++r) {
          const int row = static_cast<int>(r);
          std::optional<Interval> v = OfFact(Cell(t.table, t.id, row), {t.table, t.id, row});
          if (!v) return std::nullopt;
          sum = {sum.low + v->low, sum.high + v->high};
        }
        return sum;
      }
      default:
        break;
    }
    std::optional<Interval> a = Of(*t.left), b = Of(*t.right);
    if (!a || !b) return std::nullopt;
    auto corners = [&](auto op) {
      const double c[] = {op(a->low, b->low), op(a->low, b->high), op(a->high, b->low),
                          op(a->high, b->high)};
      return Interval{*std::min_element(c, c + 4), *std::max_element(c, c + 4)};
    };
    switch (t.kind) {
      case K::kAdd:
        return Interval{a->low + b->low, a->high + b->high};
      case K::kSubtract:
        return Interval{a->low - b->high, a->high - b->low};
      case K::kMultiply:
        return corners([](double x, double y) { return x * y; });
      case K::kDivide:
        if (b->low <= 0 && b->high >= 0) return std::nullopt;
        return corners([](double x, double y) { return x / y; });
      default:
        return std::nullopt;
    }
  }

  const std::vector<std::pair<CheckedPlace, const Fact*>>& used() const { return used_; }

 private:
  const Fact* Cell(const std::string& table, const std::string& id, int row) const {
    auto it = letter_.tables.find(table);
    if (it == letter_.tables.end() || row < 0 || row >= static_cast<int>(it->second.size()))
      return nullptr;
    const Row& cells = it->second[static_cast<size_t>(row)];
    auto cell = cells.find(id);
    return cell == cells.end() ? nullptr : &cell->second;
  }

  std::optional<Interval> OfFact(const Fact* fact, CheckedPlace place) {
    if (!fact) return std::nullopt;
    std::optional<Number> n = NumberOf(fact->value);
    if (!n) return std::nullopt;
    used_.emplace_back(std::move(place), fact);
    if (fact == change_.fact) {
      const double by = change_.by * n->step;
      return Interval{n->i.low + by, n->i.high + by};
    }
    return n->i;
  }

  const Letter& letter_;
  int row_;
  Change change_;
  std::vector<std::pair<CheckedPlace, const Fact*>> used_;
};

// A printed amount that a product or a quotient must equal was rounded to the cent.
double Rounding(const Term& printed, const Term& computed, const Letter& letter, int row) {
  using K = Term::Kind;
  if (computed.kind != K::kMultiply && computed.kind != K::kDivide) return 0;
  const Value* value = nullptr;
  if (printed.kind == K::kField) {
    if (const Fact* f = letter.Field(printed.id)) value = &f->value;
  } else if (printed.kind == K::kCell) {
    auto table = letter.tables.find(printed.table);
    if (table != letter.tables.end() && row >= 0 && row < static_cast<int>(table->second.size())) {
      const Row& cells = table->second[static_cast<size_t>(row)];
      if (auto cell = cells.find(printed.id); cell != cells.end()) value = &cell->second.value;
    }
  }
  return value && std::holds_alternative<Cents>(*value) ? 0.005 : 0;
}

enum class Outcome { kHolds, kBroken, kNotCheckable };

Outcome Compare(const Equation& e, const Letter& letter, int row, Change change,
                std::vector<std::pair<CheckedPlace, const Fact*>>* used) {
  Evaluator eval(letter, row, change);
  std::vector<Interval> sides;
  for (const auto& side : e.sides) {
    std::optional<Interval> v = eval.Of(*side);
    if (!v) return Outcome::kNotCheckable;
    sides.push_back(*v);
  }
  if (used) *used = eval.used();
  for (size_t i = 0; i < e.relations.size(); ++i) {
    const Interval &a = sides[i], &b = sides[i + 1];
    // A hair of slack for binary fractions.
    const double eps = 1e-9 * std::max({1.0, std::abs(a.high), std::abs(b.high)}) +
                       std::max(Rounding(*e.sides[i], *e.sides[i + 1], letter, row),
                                Rounding(*e.sides[i + 1], *e.sides[i], letter, row));
    bool ok = false;
    if (e.relations[i] == Equation::Relation::kEqual)
      ok = a.low <= b.high + eps && b.low <= a.high + eps;
    else if (e.relations[i] == Equation::Relation::kLess)
      ok = a.low < b.high - eps;
    else
      ok = a.low <= b.high + eps;
    if (!ok) return Outcome::kBroken;
  }
  return Outcome::kHolds;
}

std::string Shown(const Fact& fact) {
  if (const auto* d = std::get_if<Date>(&fact.value)) return ToIso(*d);
  return ToCanonical(fact.value);
}

// The equation with values for names: «12458 / 1234».
std::string Show(const Term& t, const Letter& letter, int row) {
  using K = Term::Kind;
  auto both = [&](const char* op) {
    return Show(*t.left, letter, row) + op + Show(*t.right, letter, row);
  };
  switch (t.kind) {
    case K::kNumber:
      return fmt::format("{}", t.number);
    case K::kField: {
      const Fact* f = letter.Field(t.id);
      return f ? Shown(*f) : t.id;
    }
    case K::kCell: {
      auto it = letter.tables.find(t.table);
      if (it != letter.tables.end() && row >= 0 && row < static_cast<int>(it->second.size())) {
        auto cell = it->second[static_cast<size_t>(row)].find(t.id);
        if (cell != it->second[static_cast<size_t>(row)].end()) return Shown(cell->second);
      }
      return t.id;
    }
    case K::kSum: {
      // A sum is shown by its result, at the scale of its cells.
      auto it = letter.tables.find(t.table);
      double sum = 0;
      int scale = 0;
      if (it != letter.tables.end())
        for (const Row& r : it->second)
          if (auto cell = r.find(t.id); cell != r.end())
            if (std::optional<Number> n = NumberOf(cell->second.value)) {
              sum += n->printed;
              scale = std::max(scale, n->scale);
            }
      return fmt::format("{:.{}f}", sum, scale);
    }
    case K::kAdd:
      return both(" + ");
    case K::kSubtract:
      return both(" - ");
    case K::kMultiply:
      return both(" * ");
    case K::kDivide:
      return both(" / ");
  }
  return "";
}

bool IsPlain(const Term& t) { return t.kind == Term::Kind::kField || t.kind == Term::Kind::kCell; }

// «12458 / 1234 = 10.10» when it holds, «12458 / 1234 = 10.10, printed 11.10» when it does not.
std::string Detail(const Equation& e, const Letter& letter, int row, bool holds) {
  using R = Equation::Relation;
  if (e.sides.size() == 2 && e.relations[0] == R::kEqual && IsPlain(*e.sides[0]) &&
      !IsPlain(*e.sides[1]) && e.sides[1]->kind != Term::Kind::kSum) {
    Evaluator eval(letter, row, {});
    std::optional<Interval> right = eval.Of(*e.sides[1]);
    Evaluator left_eval(letter, row, {});
    left_eval.Of(*e.sides[0]);
    int scale = 2;
    if (!left_eval.used().empty())
      if (std::optional<Number> n = NumberOf(left_eval.used()[0].second->value)) scale = n->scale;
    const std::string printed = Show(*e.sides[0], letter, row);
    std::string out = Show(*e.sides[1], letter, row);
    if (holds) return out + " = " + printed;
    if (right) out += fmt::format(" = {:.{}f}", (right->low + right->high) / 2, scale);
    return out + ", printed " + printed;
  }
  std::string out = Show(*e.sides[0], letter, row);
  for (size_t i = 0; i < e.relations.size(); ++i) {
    out += e.relations[i] == R::kEqual ? " = " : e.relations[i] == R::kLess ? " < " : " <= ";
    out += Show(*e.sides[i + 1], letter, row);
  }
  return holds ? out : out + " does not hold";
}

bool HasEquality(const Equation& e) {
  return std::find(e.relations.begin(), e.relations.end(), Equation::Relation::kEqual) !=
         e.relations.end();
}

}  // namespace

Result<std::shared_ptr<const Equation>> ParseEquation(std::string_view text) {
  return Parser(text).Parse();
}

std::vector<std::pair<std::string, std::string>> Operands(const Equation& equation) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& side : equation.sides)
    Walk(*side, [&](const Term& t) {
      if (!t.id.empty()) out.emplace_back(t.table, t.id);
    });
  return out;
}

CheckResult RunCheck(const std::string& id, const Equation& e, const Letter& letter) {
  CheckResult result;
  result.check.id = id;
  std::vector<int> rows{-1};
  if (!e.row_table.empty()) {
    rows.clear();
    auto it = letter.tables.find(e.row_table);
    if (it != letter.tables.end())
      for (size_t r = 0; r < it->second.size(); ++r) rows.push_back(static_cast<int>(r));
  }
  int held = 0, broke = 0;
  std::string first_detail, broken_detail;
  std::vector<CheckedPlace> shared;  // whole-letter operands of broken rows
  for (int row : rows) {
    std::vector<std::pair<CheckedPlace, const Fact*>> used;
    const Outcome outcome = Compare(e, letter, row, {}, &used);
    if (outcome == Outcome::kNotCheckable) continue;
    if (outcome == Outcome::kBroken) {
      ++broke;
      if (broken_detail.empty()) broken_detail = Detail(e, letter, row, false);
      // Broken sides were not all visited when a chain stops early: ask for each.
      Evaluator eval(letter, row, {});
      for (const auto& side : e.sides) eval.Of(*side);
      for (const auto& [place, fact] : eval.used())
        (row >= 0 && place.row < 0 ? shared : result.broken).push_back(place);
      continue;
    }
    ++held;
    if (first_detail.empty()) first_detail = Detail(e, letter, row, true);
    if (!HasEquality(e)) continue;  // an order vouches for nothing
    for (const auto& [place, fact] : used) {
      if (row >= 0 && place.row < 0) continue;
      const bool tight = Compare(e, letter, row, {fact, 1}, nullptr) == Outcome::kBroken &&
                         Compare(e, letter, row, {fact, -1}, nullptr) == Outcome::kBroken;
      if (tight) result.cleared.push_back(place);
    }
  }
  // A value that many rows share is to blame only when most of them break; so may the columns
  // themselves be, read under the wrong header: then no row of them can be trusted.
  if (broke > held) {
    for (CheckedPlace& p : shared) result.broken.push_back(std::move(p));
    if (!e.row_table.empty())
      for (const auto& [table, column] : Operands(e))
        for (int row : rows)
          if (table == e.row_table) result.broken.push_back({table, column, row});
  }
  result.check.status = broke > 0 ? "broken" : held > 0 ? "holds" : "not_checkable";
  if (broke > 0)
    result.check.detail =
        e.row_table.empty() ? broken_detail
                            : fmt::format("{} of {} rows: {}", broke, broke + held, broken_detail);
  else if (held > 0)
    result.check.detail =
        e.row_table.empty() ? first_detail : fmt::format("{} rows, as {}", held, first_detail);
  return result;
}

}  // namespace riposte
