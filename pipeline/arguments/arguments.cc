// The schema carries the shape of the files. What a grammar cannot say is checked here: expressions
// on the invented full dossier, that every answer is asked for somewhere, that a text names only
// articles it declares and that those were read, that no text holds a forbidden wording.
#include "pipeline/arguments/arguments.h"

#include <re2/re2.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "extractors/template/vocabulary.h"
#include "extractors/values/format.h"
#include "extractors/values/value.h"
#include "pipeline/arguments/lint.h"
#include "pipeline/dossier/expression.h"

namespace riposte {
namespace {

namespace fs = std::filesystem;

// «R. 148‑1» and «R.148-1» are one article: no spaces, an ordinary hyphen.
std::string WithoutTypography(std::string text) {
  for (const auto& [from, to] : {std::pair("\u2011", "-"), std::pair("\u00A0", ""),
                                 std::pair("\u202F", ""), std::pair(" ", "")})
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
      text.replace(at, std::string_view(from).size(), to);
  return text;
}

std::string Literal(const std::vector<xml::Part>& parts) {
  std::string text;
  for (const xml::Part& p : parts) text += p.field.empty() ? p.text : " ";
  return text;
}

std::set<std::string> ArticlesNamedIn(const std::string& text) {
  static const RE2 article(R"(([LRD]\.[0-9]+(?:-(?:[0-9]+|A))*))");
  std::set<std::string> out;
  const std::string plain = WithoutTypography(text);
  std::string found;
  for (re2::StringPiece rest(plain); RE2::FindAndConsume(&rest, article, &found);)
    out.insert(found);
  return out;
}

void Take(const xmlNode* c, Argument& a) {
  const std::string_view name = xml::LocalName(c);
  const auto attribute = [c](const char* id) { return xml::Attribute(c, id); };
  if (name == "titre") a.title = xml::FlowedText(c);
  if (name == "si") a.condition = {xml::FlowedText(c), "", xml::LineOf(c)};
  if (name == "sinon") a.not_applicable = xml::FlowedText(c);
  if (name == "risque") a.risk = xml::FlowedText(c);
  if (name == "texte") a.text = xml::ReadParts(c);
  if (name == "fait") a.fact = xml::ReadParts(c);
  if (name == "interdit")
    a.forbidden.push_back({attribute("si"), xml::FlowedText(c), xml::LineOf(c)});
  if (name == "article")
    a.articles.push_back({attribute("code"), attribute("id"), attribute("paragraphe"), false});
  if (name == "decision")
    a.decisions.push_back({attribute("juridiction"), attribute("date"), attribute("numero"),
                           attribute("signe_par"), xml::FlowedText(c)});
  if (name == "joindre") a.enclosures.push_back({attribute("id"), xml::FlowedText(c)});
}

Argument ReadOne(const xmlNode* n, const std::string& file) {
  Argument a;
  a.file = file;
  a.line = xml::LineOf(n);
  a.id = xml::Attribute(n, "id");
  a.group = xml::Attribute(n, "groupe");
  a.codes = xml::Attribute(n, "codes");
  a.moment = xml::Attribute(n, "moment");
  a.strength = xml::Attribute(n, "force");
  a.letters = xml::Words(xml::Attribute(n, "lettres"));
  a.types = xml::Words(xml::Attribute(n, "courriers"));
  for (const xmlNode* c : xml::Elements(n)) Take(c, a);
  return a;
}

class Checker {
 public:
  Checker(const Law& law, const Questionnaire& questions, const Lint& lint)
      : law_(law), questions_(questions), lint_(lint) {}

  Status Check(Argument& a) const {
    for (const std::string& type : a.types)
      if (!IsDocumentType(type)) return Wrong(a, "unknown document type '" + type + "'");
    if (a.moment == "jamais" ? !a.letters.empty() || !a.text.empty()
                             : a.letters.empty() || a.text.empty())
      return Wrong(a, "a text and letters go together, and neither with moment=\"jamais\"");
    std::vector<ArgumentCondition> conditions = a.forbidden;
    conditions.push_back(a.condition);
    for (const ArgumentCondition& c : conditions) {
      if (Status s = CheckExpression(WithPiece(c.xpath, "P1"), a.file, c.line); !s.ok()) return s;
      if (Status s = TakeAnswers(a, c); !s.ok()) return s;
    }
    for (const auto* parts : {&a.text, &a.fact})
      for (const xml::Part& p : *parts)
        if (Status s = TakeAnswers(a, {"'" + p.field + "'", "", a.line}); !s.ok()) return s;
    if (Status s = CheckAuthorities(a); !s.ok()) return s;
    std::vector<std::string> printed = {Literal(a.text), Literal(a.fact)};
    for (const Enclosure& e : a.enclosures) printed.push_back(e.text);
    for (const std::string& text : printed)
      for (const LintFinding& f : lint_.Check(text))
        return Wrong(a, "forbidden wording '" + f.words + "' (" + f.id + ")");
    return {};
  }

 private:
  static Error Wrong(const Argument& a, const std::string& message) {
    return xml::TemplateError(a.file, a.line, "argument '" + a.id + "': " + message);
  }

  Status TakeAnswers(Argument& a, const ArgumentCondition& c) const {
    static const RE2 answer(R"('(reponse\.[a-z0-9_.]+)')");
    std::string fact;
    for (re2::StringPiece rest(c.xpath); RE2::FindAndConsume(&rest, answer, &fact);) {
      if (questions_.Find(fact) == nullptr)
        return xml::TemplateError(a.file, c.line, "nobody asks for '" + fact + "' (questions.xml)");
      if (std::count(a.answers.begin(), a.answers.end(), fact) == 0) a.answers.push_back(fact);
    }
    return {};
  }

  Status CheckAuthorities(Argument& a) const {
    std::set<std::string> named = ArticlesNamedIn(Literal(a.text));
    for (ArgumentArticle& article : a.articles) {
      article.printed = named.erase(article.article) > 0;
      // Whatever its confidence, an article that is cited is one that the law's files know.
      if (!law_.BasisOf(article.code, article.article, "",
                        Date{std::chrono::year(2100), std::chrono::January, std::chrono::day(1)}))
        return Wrong(a, "unknown article: " + article.code + " " + article.article +
                            " (templates/law/articles.xml)");
    }
    if (!named.empty()) return Wrong(a, "the text names " + *named.begin() + ", not declared");
    for (const ArgumentDecision& d : a.decisions)
      if (!d.signed_by.empty() && CitationOf(d).empty())
        return Wrong(a, "a decision is signed off with its date (2020-10-08) and number");
    return {};
  }

  const Law& law_;
  const Questionnaire& questions_;
  const Lint& lint_;
};

}  // namespace

std::string CitationOf(const ArgumentDecision& d) {
  const std::optional<Date> day = DateFromIso(d.date);
  if (!day || d.number.empty() || d.signed_by.empty()) return {};
  return d.court + ", " + FrenchDate(*day) + ", n° " + d.number;
}

Result<std::vector<Argument>> ReadArguments(const std::string& dir) {
  std::vector<std::string> files;
  std::error_code ec;
  for (const fs::directory_entry& e : fs::directory_iterator(dir + "/arguments", ec)) {
    const std::string name = e.path().filename().string();
    if (name.ends_with(".xml") && name != "questions.xml" && name != "interdits.xml")
      files.push_back(e.path().string());
  }
  if (ec) return xml::TemplateError(dir + "/arguments", 0, "no such folder");
  std::sort(files.begin(), files.end());
  std::vector<Argument> out;
  for (const std::string& file : files) {
    Result<xml::XmlDoc> doc = xml::ReadXml(file);
    if (!doc.ok()) return doc.error();
    if (Status s = xml::ValidateXml(doc->get(), file, dir + "/schema/arguments.rng"); !s.ok())
      return s.error();
    for (const xmlNode* n : xml::Elements(xmlDocGetRootElement(doc->get())))
      out.push_back(ReadOne(n, file));
  }
  return out;
}

Result<Arguments> Arguments::Load(const std::string& dir, const Law& law) {
  Arguments out;
  Result<Questionnaire> questions = Questionnaire::Load(dir);
  if (!questions.ok()) return questions.error();
  out.questions_ = std::move(questions.value());
  Result<Lint> lint = Lint::Load(dir);
  if (!lint.ok()) return lint.error();
  Result<std::vector<Argument>> all = ReadArguments(dir);
  if (!all.ok()) return all.error();
  for (const AskedQuestion& q : out.questions_.all())
    for (const LintFinding& f : lint->Check(q.text))
      return xml::TemplateError(dir + "/arguments/questions.xml", q.line,
                                "forbidden wording '" + f.words + "' (" + f.id + ")");
  const Checker checker(law, out.questions_, *lint);
  for (Argument& a : *all) {
    if (out.Find(a.id) != nullptr)
      return xml::TemplateError(a.file, a.line, "argument '" + a.id + "' is declared twice");
    if (Status s = checker.Check(a); !s.ok()) return s.error();
    out.all_.push_back(std::move(a));
  }
  return out;
}

const Argument* Arguments::Find(const std::string& id) const {
  const auto it =
      std::find_if(all_.begin(), all_.end(), [&](const Argument& a) { return a.id == id; });
  return it == all_.end() ? nullptr : &*it;
}

}  // namespace riposte
