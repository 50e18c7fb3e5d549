// The idea: the schema has said that the XML is of the right shape; here every name is held against
// the vocabulary, every phrase folded, every pattern and equation compiled, so that a template that
// loads cannot fail on a letter. The first mistake is reported, at its line.
#include "extractors/template/loader.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "extractors/base/fingerprint.h"
#include "extractors/template/cells.h"
#include "extractors/template/checks.h"
#include "extractors/template/patterns.h"
#include "extractors/template/phrase.h"
#include "extractors/template/vocabulary.h"
#include "extractors/template/xml.h"
#include "extractors/values/fold.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kMostThreads = 4;

// Decimal numbers of attributes; the schema has checked their form.
double NumberOf(const std::string& text, double otherwise) {
  if (text.empty()) return otherwise;
  double v = otherwise;
  const char* begin = text.c_str() + (text[0] == '+' ? 1 : 0);
  std::from_chars(begin, text.c_str() + text.size(), v);
  return v;
}

int IntOf(const std::string& text, int otherwise) {
  if (text.empty()) return otherwise;
  int v = otherwise;
  std::from_chars(text.c_str(), text.c_str() + text.size(), v);
  return v;
}

template <class E>
E Named(const std::string& text, const std::map<std::string, E>& names, E otherwise) {
  auto it = names.find(text);
  return it == names.end() ? otherwise : it->second;
}

const std::map<std::string, Direction>& Directions() {
  static const std::map<std::string, Direction> names = {
      {"same-line", Direction::kSameLine}, {"right-of", Direction::kRightOf},
      {"below", Direction::kBelow},        {"in-section", Direction::kInSection},
      {"in-block", Direction::kInBlock},   {"anywhere", Direction::kAnywhere},
      {"above", Direction::kAbove},        {"before", Direction::kBefore},
      {"after", Direction::kAfter}};
  return names;
}

const std::map<std::string, As>& AsNames() {
  static const std::map<std::string, As> names = {{"person", As::kPerson},
                                                  {"name", As::kName},
                                                  {"fund", As::kFund},
                                                  {"fund-address", As::kFundAddress},
                                                  {"department", As::kDepartment},
                                                  {"address", As::kAddress},
                                                  {"period-start", As::kPeriodStart},
                                                  {"period-end", As::kPeriodEnd},
                                                  {"all", As::kAll},
                                                  {"sentences", As::kSentences},
                                                  {"reduction", As::kReduction},
                                                  {"principal", As::kPrincipal},
                                                  {"surcharge", As::kSurcharge}};
  return names;
}

const std::map<std::string, Take>& Takes() {
  static const std::map<std::string, Take> names = {{"line", Take::kLine},
                                                    {"lines", Take::kLines},
                                                    {"clause", Take::kClause},
                                                    {"sentence", Take::kSentence},
                                                    {"block", Take::kBlock}};
  return names;
}

const std::map<std::string, Zone>& Zones() {
  static const std::map<std::string, Zone> names = {{"letterhead", Zone::kLetterhead},
                                                    {"address", Zone::kAddress},
                                                    {"top", Zone::kTop},
                                                    {"body", Zone::kBody},
                                                    {"footer", Zone::kFooter}};
  return names;
}

// What `as` may be used for.
std::optional<std::string> AsMismatch(As as, ValueType type) {
  switch (as) {
    case As::kTyped:
      return std::nullopt;
    case As::kPeriodStart:
    case As::kPeriodEnd:
      if (type != ValueType::kDate) return "a date";
      return std::nullopt;
    case As::kAll:
    case As::kSentences:
      if (type != ValueType::kTextList) return "a list";
      return std::nullopt;
    case As::kPrincipal:
    case As::kSurcharge:
      if (type != ValueType::kAmount) return "an amount";
      return std::nullopt;
    case As::kReduction:
      if (type != ValueType::kPercent && type != ValueType::kDecimal) return "a percentage";
      return std::nullopt;
    default:
      if (type != ValueType::kText) return "a text";
      return std::nullopt;
  }
}

// Loads one file into the Impl; errors come out as kTemplate.
class FileLoader {
 public:
  FileLoader(const XmlFile& file, PatternPool* pool, Templates::Impl* impl)
      : file_(file), pool_(pool), impl_(impl) {}

  Status LoadCommon();
  Status LoadFunds();
  Status LoadTemplate();

 private:
  Result<Phrases> ReadPhrases(const XmlNode& parent, std::string_view name);
  Result<std::vector<Option>> ReadOptions(const XmlNode& parent, const std::string& id,
                                          ValueType type);
  Result<std::shared_ptr<const RE2>> ReadPlainPattern(const XmlNode& node);
  Result<Cue> ReadCue(const XmlNode& node, const Template& t);
  Result<Try> ReadTry(const XmlNode& node, const FieldSpec& field);
  Result<FieldSpec> ReadField(const XmlNode& node, const std::string& type);
  Result<std::shared_ptr<const RE2>> ReadPattern(const XmlNode& node, const std::string& name);
  Result<HeadingSense> ReadMeaning(const XmlNode& node);
  Result<TableSpec> ReadTable(const XmlNode& node, const std::string& type);
  Result<CheckSpec> ReadCheck(const XmlNode& node, const std::string& type);

  const XmlFile& file_;
  PatternPool* pool_;
  Templates::Impl* impl_;
  std::map<std::pair<std::string, std::string>, ValueType> grids_;  // their columns
};

Result<Phrases> FileLoader::ReadPhrases(const XmlNode& parent, std::string_view name) {
  Phrases out;
  for (const XmlNode& n : parent.Children(name)) {
    Phrase p{n.Text(), PhraseKey(n.Text())};
    if (p.key.empty()) return n.Wrong("a phrase without letters or digits matches nothing");
    for (const Phrase& o : out)
      if (o.key == p.key)
        return n.Wrong("«" + p.text + "» is the same as «" + o.text + "» once folded");
    out.push_back(std::move(p));
  }
  return out;
}

Result<std::vector<Option>> FileLoader::ReadOptions(const XmlNode& parent, const std::string& id,
                                                    ValueType type) {
  std::vector<Option> out;
  const std::vector<std::string>* closed = ClosedList(id);
  for (const XmlNode& n : parent.Children("option")) {
    Option o;
    o.value = n.Attribute("value");
    if (closed && std::find(closed->begin(), closed->end(), o.value) == closed->end())
      return n.Wrong("«" + o.value + "» is not a value of «" + id + "»");
    if (!FromCanonical(type, o.value))
      return n.Wrong("«" + o.value + "» is not of type " + std::string(Name(type)));
    Result<Phrases> phrases = ReadPhrases(n, "text");
    if (!phrases.ok()) return phrases.error();
    o.phrases = std::move(*phrases);
    out.push_back(std::move(o));
  }
  return out;
}

// Of cues and rivals: matched against lower case without accents. Null where the attribute is
// missing.
Result<std::shared_ptr<const RE2>> FileLoader::ReadPlainPattern(const XmlNode& node) {
  const std::string pattern = node.Attribute("pattern");
  if (pattern.empty()) return std::shared_ptr<const RE2>();
  std::shared_ptr<const RE2> re = pool_->Get(PatternKind::kPlain, pattern);
  if (!re->ok()) return node.Wrong("RE2 refuses the pattern: " + re->error());
  std::string letters = pattern;
  RE2::GlobalReplace(&letters, "\\\\.", "");
  if (RE2::PartialMatch(letters, "[A-Z]|[^\\x00-\\x7f]"))
    return node.Wrong("a " + node.name() + "'s pattern is written in lower case, without accents");
  return re;
}

Result<Cue> FileLoader::ReadCue(const XmlNode& node, const Template& t) {
  Cue cue;
  cue.weight = NumberOf(node.Attribute("weight"), 1);
  cue.required = node.Attribute("required") == "yes";
  cue.forbidden = node.Attribute("forbidden") == "yes";
  if (cue.required && cue.forbidden) return node.Wrong("a cue is required or forbidden, not both");
  cue.zone = Named(node.Attribute("zone"), Zones(), Zone::kAny);
  cue.page = IntOf(node.Attribute("page"), 0);
  cue.table = node.Attribute("table");
  if (!cue.table.empty() && !HasTable(t.id, cue.table))
    return node.Wrong("«" + cue.table + "» is not a table of «" + t.id + "»");
  for (char c : node.Attribute("article"))
    if (c != ' ') cue.article += c;
  if (!cue.article.empty() &&
      !RE2::FullMatch(cue.article, "(LO|[LRD])\\.[0-9]+(-[0-9]+)*(-[A-Z])?"))
    return node.Wrong("«" + cue.article + "» is not an article like R.148-1");
  Result<std::shared_ptr<const RE2>> pattern = ReadPlainPattern(node);
  if (!pattern.ok()) return pattern.error();
  cue.pattern = std::move(*pattern);
  if (const std::string d = node.Attribute("duration"); !d.empty()) {
    std::optional<Value> v = FromCanonical(ValueType::kDuration, d);
    if (!v) return node.Wrong("«" + d + "» is not a duration like P1M or P15D");
    cue.duration = std::get<Duration>(*v);
  }
  Result<Phrases> phrases = ReadPhrases(node, "text");
  if (!phrases.ok()) return phrases.error();
  cue.phrases = std::move(*phrases);
  for (const Phrase& p : cue.phrases) cue.literals.push_back(impl_->literals.Add(p.key));
  return cue;
}

Result<Try> FileLoader::ReadTry(const XmlNode& node, const FieldSpec& field) {
  Try t;
  t.line = node.line();
  t.rule = RuleKey(node, fs::path(file_.path()).filename().string(), field.id);
  t.direction = Named(node.Attribute("direction"), Directions(), Direction::kAnywhere);
  t.as = Named(node.Attribute("as"), AsNames(), As::kTyped);
  t.take = Named(node.Attribute("take"), Takes(), Take::kLine);
  t.within = Named(node.Attribute("within"), Takes(), Take::kClause);
  t.zone = Named(node.Attribute("zone"), Zones(), Zone::kAny);
  t.page = IntOf(node.Attribute("page"), 0);
  t.distance = NumberOf(node.Attribute("distance"), 6);
  t.gap = IntOf(node.Attribute("gap"), 8);
  t.nth = IntOf(node.Attribute("nth"), 1);
  const std::string occurrence = node.Attribute("occurrence");
  t.occurrence = occurrence == "first"  ? Occurrence::kFirst
                 : occurrence == "last" ? Occurrence::kLast
                                        : Occurrence::kAll;
  t.fallback = node.Attribute("fallback") == "yes";
  t.doubtful = node.Attribute("doubtful") == "yes";
  t.whole_line = node.Attribute("at") == "line";
  t.line_start = t.whole_line || node.Attribute("at") == "line-start";

  struct List {
    const char* name;
    Phrases* into;
  };
  for (const List& list :
       {List{"anchor", &t.anchors}, List{"under", &t.under}, List{"with", &t.with},
        List{"without", &t.without}, List{"stop", &t.stop}}) {
    Result<Phrases> phrases = ReadPhrases(node, list.name);
    if (!phrases.ok()) return phrases.error();
    *list.into = std::move(*phrases);
  }
  Result<std::vector<Option>> options = ReadOptions(node, field.id, field.type);
  if (!options.ok()) return options.error();
  t.options = std::move(*options);

  if (t.anchors.empty() && t.direction != Direction::kAnywhere)
    return node.Wrong("direction «" + node.Attribute("direction") + "» needs an <anchor>");
  if (!t.anchors.empty() && t.direction == Direction::kAnywhere)
    return node.Wrong("direction «anywhere» takes no <anchor>; use <with>");
  if (auto need = AsMismatch(t.as, field.type))
    return node.Wrong("as=\"" + node.Attribute("as") + "\" makes " + *need + ", but «" + field.id +
                      "» is of type " + Name(field.type));
  if (const std::string pattern = node.Attribute("pattern"); !pattern.empty()) {
    std::shared_ptr<const RE2> re = pool_->Get(PatternKind::kPrinted, pattern);
    if (!re->ok())
      return node.Wrong("RE2 refuses the pattern: " + re->error() +
                        (re->error_arg().empty() ? "" : " at «" + re->error_arg() + "»"));
    if (re->NumberOfCapturingGroups() > 1)
      return node.Wrong("a pattern has at most one group, the value; use (?:…) for others");
    t.pattern = std::move(re);
  }
  if (const std::string unless = node.Attribute("unless"); !unless.empty()) {
    std::shared_ptr<const RE2> re = pool_->Get(PatternKind::kPrintedAnyCase, unless);
    if (!re->ok()) return node.Wrong("RE2 refuses «unless»: " + re->error());
    t.unless = std::move(re);
  }
  if (t.direction == Direction::kAnywhere && field.type == ValueType::kText && t.as == As::kTyped &&
      !t.pattern && t.options.empty())
    return node.Wrong("a text «anywhere» needs a pattern, options or as=…");
  if (ClosedList(field.id) && t.options.empty())
    return node.Wrong("«" + field.id + "» has a closed list: give <option>s");
  return t;
}

// Null where the attribute is missing.
Result<std::shared_ptr<const RE2>> FileLoader::ReadPattern(const XmlNode& node,
                                                           const std::string& name) {
  const std::string pattern = node.Attribute(name);
  if (pattern.empty()) return std::shared_ptr<const RE2>();
  std::shared_ptr<const RE2> re = pool_->Get(PatternKind::kPrinted, pattern);
  if (!re->ok()) return node.Wrong("RE2 refuses the pattern: " + re->error());
  return re;
}

Result<HeadingSense> FileLoader::ReadMeaning(const XmlNode& node) {
  HeadingSense sense;
  for (auto& [name, out] : {std::pair{"with", &sense.with}, std::pair{"also", &sense.also},
                            std::pair{"without", &sense.without}}) {
    Result<std::shared_ptr<const RE2>> re = ReadPattern(node, name);
    if (!re.ok()) return re.error();
    *out = std::move(*re);
  }
  return sense;
}

Result<FieldSpec> FileLoader::ReadField(const XmlNode& node, const std::string& type) {
  FieldSpec f;
  f.id = node.Attribute("id");
  std::optional<ValueType> value_type = TypeOfField(type, f.id);
  if (!value_type) {
    if (TypeOfAnyField(f.id)) return node.Wrong("«" + f.id + "» is not a field of «" + type + "»");
    return node.Wrong("«" + f.id + "» is not in the vocabulary");
  }
  f.type = *value_type;
  f.required = node.Attribute("required") == "yes";
  if (node.Has("min")) f.min = NumberOf(node.Attribute("min"), 0);
  if (node.Has("max")) f.max = NumberOf(node.Attribute("max"), 0);
  if (f.min && f.max && *f.min > *f.max) return node.Wrong("min is greater than max");
  for (const XmlNode& n : node.Children("try")) {
    Result<Try> t = ReadTry(n, f);
    if (!t.ok()) return t.error();
    f.tries.push_back(std::move(*t));
  }
  for (const XmlNode& n : node.Children("cell")) {
    CellPlace place;
    place.table = n.Attribute("table");
    place.column = n.Attribute("column");
    const auto grid = grids_.find({place.table, place.column});
    const bool of_grid = grid != grids_.end();
    const std::optional<ValueType> cell =
        of_grid ? grid->second : TypeOfColumn(place.table, place.column);
    if (!cell || (!of_grid && !HasTable(type, place.table)))
      return n.Wrong("«" + place.table + "." + place.column + "» is no column of «" + type + "»");
    if (!of_grid && !n.Has("row")) return n.Wrong("the cell of a table needs a row");
    if (of_grid ? (*cell == ValueType::kText) != (f.type == ValueType::kText)
                : IsNumeric(*cell) != IsNumeric(f.type))
      return n.Wrong("«" + place.column + "» is not of the kind of «" + f.id + "»");
    Result<std::shared_ptr<const RE2>> row = ReadPattern(n, "row");
    if (!row.ok()) return row.error();
    place.row = std::move(*row);
    place.reduction = n.Attribute("as") == "reduction";
    if (place.reduction)
      if (auto need = AsMismatch(As::kReduction, f.type)) return n.Wrong("a reduction is " + *need);
    f.cells.push_back(std::move(place));
  }
  return f;
}

Result<TableSpec> FileLoader::ReadTable(const XmlNode& node, const std::string& type) {
  TableSpec table;
  table.id = node.Attribute("id");
  const bool grid = node.name() == "grid";
  if (HasTable(type, table.id) == grid)
    return node.Wrong("«" + table.id + "» is " + (grid ? "" : "not ") + "a table of «" + type +
                      "»");
  table.required = node.Attribute("required") == "yes";
  for (const XmlNode& n : node.Children("column")) {
    Column c;
    c.id = n.Attribute("id");
    std::optional<ValueType> value_type =
        grid ? ValueTypeNamed(n.Attribute("type")) : TypeOfColumn(table.id, c.id);
    if (!value_type) return n.Wrong("«" + c.id + "» is not a column of «" + table.id + "»");
    if (grid) grids_[{table.id, c.id}] = *value_type;
    for (const Column& o : table.columns)
      if (o.id == c.id) return n.Wrong("column «" + c.id + "» stands twice");
    c.type = *value_type;
    c.required = n.Attribute("required") == "yes";
    c.stars = n.Attribute("as") == "stars";
    if (c.stars && c.type != ValueType::kInteger) return n.Wrong("stars are counted: an integer");
    c.percent = n.Attribute("percent");
    if (!c.percent.empty() && !grid && !TypeOfColumn(table.id, c.percent))
      return n.Wrong("«" + c.percent + "» is not a column of «" + table.id + "»");
    c.unheaded = n.Attribute("unheaded") == "yes";
    for (const XmlNode& h : n.Children("header")) c.headers.push_back(h.Text());
    if (c.headers.empty() && !c.unheaded && !grid) return n.Wrong("a column needs a <header>");
    for (const XmlNode& m : n.Children("meaning")) {
      Result<HeadingSense> sense = ReadMeaning(m);
      if (!sense.ok()) return sense.error();
      c.senses.push_back(std::move(*sense));
    }
    Result<std::vector<Option>> options = ReadOptions(n, c.id, c.type);
    if (!options.ok()) return options.error();
    c.options = std::move(*options);
    table.columns.push_back(std::move(c));
  }
  for (const XmlNode& m : node.Children("other")) {
    Result<HeadingSense> sense = ReadMeaning(m);
    if (!sense.ok()) return sense.error();
    table.others.push_back(std::move(*sense));
  }
  for (const XmlNode& n : node.Children("section")) {
    SectionRule s;
    s.column = n.Attribute("column");
    s.value = n.Attribute("value");
    if (TypeOfColumn(table.id, s.column) != ValueType::kText)
      return n.Wrong("«" + s.column + "» is not a text column of «" + table.id + "»");
    const std::vector<std::string>* closed = ClosedList(s.column);
    if (closed && std::find(closed->begin(), closed->end(), s.value) == closed->end())
      return n.Wrong("«" + s.value + "» is not a value of «" + s.column + "»");
    Result<Phrases> phrases = ReadPhrases(n, "text");
    if (!phrases.ok()) return phrases.error();
    s.phrases = std::move(*phrases);
    table.sections.push_back(std::move(s));
  }
  if (std::optional<XmlNode> skip = node.Child("skip")) {
    Result<Phrases> phrases = ReadPhrases(*skip, "text");
    if (!phrases.ok()) return phrases.error();
    table.skip = std::move(*phrases);
  }
  if (std::optional<XmlNode> refuse = node.Child("refuse")) {
    Result<Phrases> phrases = ReadPhrases(*refuse, "text");
    if (!phrases.ok()) return phrases.error();
    table.refuse = std::move(*phrases);
  }
  table.looked_for = TableColumns(GridColumns(table));
  return table;
}

Result<CheckSpec> FileLoader::ReadCheck(const XmlNode& node, const std::string& type) {
  CheckSpec check;
  check.id = node.Text();
  Result<std::shared_ptr<const Equation>> equation = ParseEquation(check.id);
  if (!equation.ok()) return node.Wrong(equation.error().message);
  for (const auto& [table, id] : Operands(**equation)) {
    std::optional<ValueType> t;
    if (table.empty()) {
      t = TypeOfField(type, id);
      if (!t) return node.Wrong("«" + id + "» is not a field of «" + type + "»");
    } else {
      if (!HasTable(type, table))
        return node.Wrong("«" + table + "» is not a table of «" + type + "»");
      t = TypeOfColumn(table, id);
      if (!t) return node.Wrong("«" + id + "» is not a column of «" + table + "»");
    }
    using enum ValueType;
    if (*t != kInteger && *t != kDecimal && *t != kPercent && *t != kAmount && *t != kDate)
      return node.Wrong("«" + id + "» is of type " + std::string(Name(*t)) +
                        ": only numbers, amounts and dates can be checked");
  }
  check.equation = *equation;
  return check;
}

Status FileLoader::LoadCommon() {
  const XmlNode root = file_.root();
  struct List {
    const char* name;
    Phrases* into;
  };
  Common& common = impl_->common;
  for (const List& list : {List{"stamps", &common.stamps}, List{"breaks", &common.breaks},
                           List{"titles", &common.titles}, List{"alarms", &common.alarms},
                           List{"labels", &common.labels}}) {
    Result<Phrases> phrases = ReadPhrases(*root.Child(list.name), "text");
    if (!phrases.ok()) return phrases.error();
    *list.into = std::move(*phrases);
  }
  std::set<std::string> seen;
  for (const XmlNode& n : root.Children("field")) {
    // «inconnu» has the fields of every letter and no other.
    Result<FieldSpec> f = ReadField(n, "inconnu");
    if (!f.ok()) return f.error();
    if (!seen.insert(f->id).second) return n.Wrong("field «" + f->id + "» stands twice");
    common.fields.push_back(std::move(*f));
  }
  for (const XmlNode& n : root.Children("check")) {
    Result<CheckSpec> c = ReadCheck(n, "inconnu");
    if (!c.ok()) return c.error();
    common.checks.push_back(std::move(*c));
  }
  return {};
}

Status FileLoader::LoadFunds() {
  std::set<std::string> seen;
  for (const XmlNode& n : file_.root().Children("fund")) {
    Fund f;
    f.name = n.Attribute("name");
    f.department = n.Attribute("department");
    if (!seen.insert(f.name).second) return n.Wrong("fund «" + f.name + "» stands twice");
    // «CPAM de la Gironde»: letters may write the kind of fund in other ways, so the key is that
    // of the place alone, with its article.
    const size_t space = f.name.find(' ');
    if (space == std::string::npos) return n.Wrong("a fund's name is like «CPAM de l’Ain»");
    const std::string place = f.name.substr(space + 1);
    f.names.push_back({place, PhraseKey(place)});
    for (const XmlNode& a : n.Children("alias")) f.names.push_back({a.Text(), PhraseKey(a.Text())});
    for (const Phrase& p : f.names)
      if (p.key.empty()) return n.Wrong("a name without letters");
    impl_->funds.push_back(std::move(f));
  }
  return {};
}

Status FileLoader::LoadTemplate() {
  const XmlNode root = file_.root();
  Template t;
  t.id = root.Attribute("id");
  t.version = root.Attribute("version");
  t.file = file_.path();
  if (!IsDocumentType(t.id) || t.id == "inconnu")
    return root.Wrong("«" + t.id + "» is not a document type of the vocabulary");
  t.from = DateFromIso(root.Attribute("from"));
  t.to = DateFromIso(root.Attribute("to"));
  if (t.from && t.to && *t.to < *t.from) return root.Wrong("«to» is before «from»");
  for (const Template& o : impl_->templates) {
    if (o.id != t.id) continue;
    const bool apart = (o.to && t.from && *o.to < *t.from) || (t.to && o.from && *t.to < *o.from);
    if (!apart)
      return root.Wrong("«" + t.id + "» is already the type of " + o.file + " for the same dates");
  }
  if (const std::string d = root.Attribute("delay"); !d.empty()) {
    std::optional<Value> v = FromCanonical(ValueType::kDuration, d);
    if (!v) return root.Wrong("«" + d + "» is not a duration like P1M or P15D");
    t.delay = std::get<Duration>(*v);
  }
  for (const XmlNode& n : root.Children("sample")) {
    Sample s{n.Attribute("file"), n.Attribute("expected"), n.line()};
    if (s.expected.empty())
      s.expected = fs::path(s.file).replace_extension(".json").generic_string();
    for (const Sample& o : t.samples)
      if (o.file == s.file) return n.Wrong("the sample stands twice");
    t.samples.push_back(std::move(s));
  }
  const XmlNode type = *root.Child("type");
  t.possible = NumberOf(type.Attribute("possible"), 1);
  t.sure = NumberOf(type.Attribute("sure"), 1);
  if (t.sure < t.possible) return type.Wrong("«sure» is less than «possible»");
  double all = 0;
  for (const XmlNode& n : type.Children("cue")) {
    Result<Cue> cue = ReadCue(n, t);
    if (!cue.ok()) return cue.error();
    if (!cue->forbidden) all += std::max(0.0, cue->weight);
    t.cues.push_back(std::move(*cue));
  }
  for (const XmlNode& n : type.Children("rival")) {
    Rival rival{.type = n.Attribute("type")};
    if (!IsDocumentType(rival.type) || rival.type == t.id || rival.type == "inconnu")
      return n.Wrong("«" + rival.type + "» is not another document type of the vocabulary");
    Result<std::shared_ptr<const RE2>> pattern = ReadPlainPattern(n);
    if (!pattern.ok()) return pattern.error();
    rival.pattern = std::move(*pattern);
    t.rivals.push_back(std::move(rival));
  }
  if (all < t.sure) return type.Wrong("all cues together weigh less than «sure»");

  for (const XmlNode& n : root.Children("require")) {
    const std::string id = n.Attribute("field");
    if (!TypeOfField("inconnu", id))
      return n.Wrong("«" + id + "» is not a field of every letter; mark its <field> required");
    t.required.push_back(id);
  }
  for (const XmlNode& n : root.Children("omit")) {
    const std::string id = n.Attribute("field");
    if (!TypeOfField("inconnu", id)) return n.Wrong("«" + id + "» is not a field of every letter");
    if (std::find(t.required.begin(), t.required.end(), id) != t.required.end())
      return n.Wrong("«" + id + "» is required and omitted");
    t.omitted.push_back(id);
  }
  grids_.clear();
  for (const XmlNode& n : root.Children("grid")) {
    Result<TableSpec> grid = ReadTable(n, t.id);
    if (!grid.ok()) return grid.error();
    t.grids.push_back(std::move(*grid));
  }
  std::set<std::string> seen;
  for (const XmlNode& n : root.Children("field")) {
    Result<FieldSpec> f = ReadField(n, t.id);
    if (!f.ok()) return f.error();
    if (!seen.insert(f->id).second) return n.Wrong("field «" + f->id + "» stands twice");
    t.fields.push_back(std::move(*f));
  }
  for (const XmlNode& n : root.Children("table")) {
    Result<TableSpec> table = ReadTable(n, t.id);
    if (!table.ok()) return table.error();
    t.tables.push_back(std::move(*table));
  }
  for (const XmlNode& n : root.Children("check")) {
    Result<CheckSpec> c = ReadCheck(n, t.id);
    if (!c.ok()) return c.error();
    t.checks.push_back(std::move(*c));
  }
  impl_->templates.push_back(std::move(t));
  return {};
}

// The patterns of the element and all below it, as FileLoader will ask for them.
void AddPatterns(const XmlNode& node, std::vector<PatternPool::Wish>* wishes) {
  for (const char* name : {"pattern", "unless", "with", "also", "without", "row"}) {
    std::string pattern = node.Attribute(name);
    if (pattern.empty()) continue;
    const PatternKind kind = name == std::string_view("unless") ? PatternKind::kPrintedAnyCase
                             : node.name() == "cue" || node.name() == "rival"
                                 ? PatternKind::kPlain
                                 : PatternKind::kPrinted;
    wishes->emplace_back(kind, std::move(pattern));
  }
  for (const XmlNode& child : node.Children()) AddPatterns(child, wishes);
}

std::string Fingerprint(const std::vector<std::pair<std::string, std::string>>& files) {
  uint64_t h = kFnvOffset;
  for (const auto& [name, bytes] : files) h = Fnv1a(bytes + '\0', Fnv1a(name + '\0', h));
  char hex[17];
  std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(h));
  return hex;
}

constexpr size_t kMostWordBytes = 16 << 20;

// The first rules of a field are how most letters say it. Where they found nothing, what a later
// one finds is as good as its record (measured: templates/README.md).
void MarkUnproved(const RuleProofs& proofs, std::vector<FieldSpec>* fields) {
  constexpr size_t kFirstRules = 2;
  constexpr int kProved = 10, kOneWrongIn = 20;
  for (FieldSpec& f : *fields) {
    // A date or a number has its form, its range and the sums to speak for it.
    if (f.type != ValueType::kText && f.type != ValueType::kTextList &&
        f.type != ValueType::kBoolean && f.type != ValueType::kDuration)
      continue;
    for (size_t i = kFirstRules; i < f.tries.size(); ++i) {
      const RuleProofs::Proof proof = proofs.Count(f.tries[i].rule);
      f.tries[i].unproved = proof.right < kProved || proof.wrong * kOneWrongIn > proof.right;
    }
  }
}

Error Missing(const std::string& path, std::string message) {
  Error e;
  e.code = ErrorCode::kTemplate;
  e.file = path;
  e.message = std::move(message);
  return e;
}

}  // namespace

Templates::Templates(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Templates::Templates(Templates&&) noexcept = default;
Templates& Templates::operator=(Templates&&) noexcept = default;
Templates::~Templates() = default;

Result<Templates> Templates::Load(const std::string& dir) {
  Result<std::unique_ptr<Impl>> impl = LoadTemplates(dir);
  if (!impl.ok()) return impl.error();
  return Templates(std::move(*impl));
}

std::vector<std::string> Templates::ids() const {
  std::vector<std::string> out;
  for (const Template& t : impl_->templates) out.push_back(t.id);
  return out;
}

const std::string& Templates::fingerprint() const { return impl_->fingerprint; }

Result<std::unique_ptr<Templates::Impl>> LoadTemplates(const std::string& dir) {
  Result<XmlSchema> schema = XmlSchema::Load(dir + "/schema/letters.rng");
  if (!schema.ok()) return schema.error();

  std::vector<std::string> paths;
  std::error_code ec;
  for (fs::directory_iterator it(dir + "/letters", ec), end; !ec && it != end; it.increment(ec))
    if (it->path().extension() == ".xml") paths.push_back(it->path().string());
  if (ec) return Missing(dir + "/letters", "cannot be listed");
  std::sort(paths.begin(), paths.end());

  auto impl = std::make_unique<Templates::Impl>();
  std::vector<XmlFile> files;
  std::vector<std::pair<std::string, std::string>> parts;
  for (const std::string& path : paths) {
    Result<XmlFile> file = XmlFile::Read(path);
    if (!file.ok()) return file.error();
    if (Status s = schema->Validate(*file); !s.ok()) return s.error();
    parts.emplace_back(fs::path(path).filename().string(), file->bytes());
    files.push_back(std::move(*file));
  }
  PatternPool pool;
  std::vector<PatternPool::Wish> wishes;
  for (const XmlFile& file : files) AddPatterns(file.root(), &wishes);
  pool.Prepare(wishes,
               static_cast<int>(std::min(kMostThreads, std::thread::hardware_concurrency())));
  int common = 0, funds = 0;
  for (const XmlFile& file : files) {
    FileLoader loader(file, &pool, impl.get());
    const std::string root = file.root().name();
    Status s;
    if (root == "common") {
      if (++common > 1) return file.root().Wrong("a second <common> file");
      s = loader.LoadCommon();
    } else if (root == "funds") {
      if (++funds > 1) return file.root().Wrong("a second <funds> file");
      s = loader.LoadFunds();
    } else {
      s = loader.LoadTemplate();
    }
    if (!s.ok()) return s.error();
  }
  if (common == 0) return Missing(dir + "/letters", "no file holds the <common> fields");
  if (funds == 0) return Missing(dir + "/letters", "no file holds the <funds>");

  for (Template& t : impl->templates) {
    for (const FieldSpec& f : impl->common.fields) {
      const bool own = std::any_of(t.fields.begin(), t.fields.end(),
                                   [&](const FieldSpec& o) { return o.id == f.id; });
      if (own || std::find(t.omitted.begin(), t.omitted.end(), f.id) != t.omitted.end()) continue;
      t.fields.push_back(f);
      if (std::find(t.required.begin(), t.required.end(), f.id) != t.required.end())
        t.fields.back().required = true;
    }
    t.checks.insert(t.checks.end(), impl->common.checks.begin(), impl->common.checks.end());
  }
  impl->literals.Build();
  // Not needed: without them the cues and the anchors alone choose.
  const auto learned = [&](const char* file) -> Result<std::string> {
    const std::string path = dir + "/letters/" + file;
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::string();
    std::string tsv(kMostWordBytes + 1, '\0');
    in.read(tsv.data(), static_cast<std::streamsize>(tsv.size()));
    tsv.resize(static_cast<size_t>(in.gcount()));
    if (tsv.size() > kMostWordBytes) return Missing(path, "larger than 16 MiB");
    parts.emplace_back(file, tsv);
    return tsv;
  };
  const Result<std::string> types = learned("mots.tsv"), places = learned("abords.tsv"),
                            rules = learned("epreuves.tsv");
  if (!types.ok()) return types.error();
  if (!places.ok()) return places.error();
  if (!rules.ok()) return rules.error();
  Result<TypeWords> type_words = TypeWords::Parse(*types, dir + "/letters/mots.tsv");
  if (!type_words.ok()) return type_words.error();
  Result<PlaceWords> place_words = PlaceWords::Parse(*places, dir + "/letters/abords.tsv");
  if (!place_words.ok()) return place_words.error();
  impl->type_words = std::move(*type_words);
  impl->place_words = std::move(*place_words);
  Result<RuleProofs> proofs = RuleProofs::Parse(*rules, dir + "/letters/epreuves.tsv");
  if (!proofs.ok()) return proofs.error();
  impl->proofs = std::move(*proofs);
  if (!impl->proofs.empty())
    for (Template& t : impl->templates) MarkUnproved(impl->proofs, &t.fields);
  if (!impl->proofs.empty()) MarkUnproved(impl->proofs, &impl->common.fields);
  impl->fingerprint = Fingerprint(parts);
  return impl;
}

}  // namespace riposte
