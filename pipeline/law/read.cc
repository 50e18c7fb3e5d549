// XML to model. The schema is checked first, so that what follows may rely on the attributes being
// there and well-formed; what is left to doubt (31 February) is checked at each conversion. The
// files are ours, but an office edits them: no network, no entities, no DTD.
#include "pipeline/law/law_xml.h"

namespace riposte {
namespace {

// Reads one file into the model. Stops at the first error.
class Reader {
 public:
  Reader(std::string file, Law::Impl* law) : file_(std::move(file)), law_(law) {}

  Status Read(const xmlNode* root) {
    for (const xmlNode* n = root->children; n && ok_; n = n->next) {
      if (IsLaw(n, "source")) ReadSource(n);
      if (IsLaw(n, "article")) ReadArticle(n);
      if (IsLaw(n, "chapter")) ReadChapter(n);
      if (IsLaw(n, "rule")) ReadRule(n);
    }
    return ok_ ? Status{} : Status{error_};
  }

 private:
  Place At(const xmlNode* node) const { return LawPlace(file_, node); }

  void Fail(const xmlNode* node, std::string message) {
    if (ok_) error_ = WrongLaw(At(node), std::move(message));
    ok_ = false;
  }

  Date ReadDate(const xmlNode* node, const char* attribute) {
    const std::string text = LawAttribute(node, attribute);
    const std::optional<Date> date = DateFromIso(text);
    if (!date) Fail(node, std::string(attribute) + ": not a date: " + text);
    return date.value_or(Date{});
  }

  Duration ReadDuration(const xmlNode* node, const char* attribute) {
    const std::string text = LawAttribute(node, attribute);
    const std::optional<Value> value = FromCanonical(ValueType::kDuration, text);
    const Duration* d = value ? std::get_if<Duration>(&*value) : nullptr;
    if (!d || (d->months == 0 && d->days == 0)) {
      Fail(node, std::string(attribute) + ": not a length: " + text);
      return {};
    }
    return *d;
  }

  void ReadSource(const xmlNode* n) {
    LawSource s{LawAttribute(n, "id"), LawText(n), ReadDate(n, "date"), At(n)};
    const std::string id = s.id;
    if (!law_->sources.emplace(id, std::move(s)).second) Fail(n, "source twice: " + id);
  }

  void ReadArticle(const xmlNode* n) {
    Article a{LawAttribute(n, "id"), LawAttribute(n, "code"), {}, At(n)};
    for (const xmlNode* v = n->children; v; v = v->next) {
      if (!IsLaw(v, "version")) continue;
      a.versions.push_back({ReadDate(v, "from"), LawAttribute(v, "legi"),
                            LawAttribute(v, "confidence"), LawAttribute(v, "source"), LawText(v),
                            ReadDate(v, "checked"), At(v)});
    }
    const std::string key = a.code + " " + a.id;
    if (!law_->articles.emplace(key, std::move(a)).second) Fail(n, "article twice: " + key);
  }

  static std::string ArticleKey(const xmlNode* n) {
    return LawAttribute(n, "code") + " " + LawAttribute(n, "article");
  }

  void ReadChapter(const xmlNode* n) {
    Chapter c{LawAttribute(n, "id"), LawAttribute(n, "title"), {}, At(n)};
    for (const xmlNode* s = n->children; s; s = s->next) {
      if (!IsLaw(s, "set")) continue;
      RuleSet set;
      set.id = LawAttribute(s, "id");
      set.from = ReadDate(s, "from");
      if (xmlHasProp(const_cast<xmlNode*>(s), reinterpret_cast<const xmlChar*>("until")))
        set.until = ReadDate(s, "until");
      for (const xmlNode* e = s->children; e; e = e->next) {
        if (IsLaw(e, "statute")) set.statutes.push_back(ArticleKey(e));
        if (IsLaw(e, "warning")) set.warnings.push_back(LawText(e));
      }
      set.place = At(s);
      c.sets.push_back(std::move(set));
    }
    const std::string id = c.id;
    if (!law_->chapters.emplace(id, std::move(c)).second) Fail(n, "chapter twice: " + id);
  }

  void ReadRule(const xmlNode* n) {
    LawRule r;
    r.id = LawAttribute(n, "id");
    r.chapter = LawAttribute(n, "chapter");
    r.row = LawAttribute(n, "row");
    r.side = LawAttribute(n, "side");
    r.place = At(n);
    for (const xmlNode* e = n->children; e; e = e->next) {
      if (IsLaw(e, "label")) r.label = LawText(e);
      if (IsLaw(e, "opened_by"))
        r.opened_by.push_back({LawAttribute(e, "type"), LawAttribute(e, "procedure")});
      if (IsLaw(e, "closed_by"))
        r.closed_by.push_back({LawAttribute(e, "type"), LawAttribute(e, "event"),
                               LawAttribute(e, "procedure"), LawFlag(e, "since", false)});
      if (IsLaw(e, "version")) r.versions.push_back(ReadVersion(e));
    }
    if (law_->Find(r.id)) Fail(n, "rule twice: " + r.id);
    law_->rules.push_back(std::move(r));
  }

  RuleVersion ReadVersion(const xmlNode* n) {
    RuleVersion v;
    v.sets = LawWords(LawAttribute(n, "sets"));
    v.length = ReadDuration(n, "length");
    if (!LawAttribute(n, "prolongation").empty()) v.prolongation = ReadDuration(n, "prolongation");
    v.franc = LawFlag(n, "franc", false);
    v.fraud = LawFlag(n, "fraud", false);
    v.announced = LawFlag(n, "announced", true);
    v.extension = LawAttribute(n, "extension");
    v.place = At(n);
    for (const xmlNode* e = n->children; e; e = e->next) {
      if (IsLaw(e, "start"))
        v.starts.push_back({LawAttribute(e, "kind"), LawAttribute(e, "of"), LawText(e)});
      if (IsLaw(e, "missed")) {
        v.effect = LawAttribute(e, "effect");
        v.if_missed = LawText(e);
      }
      if (IsLaw(e, "form")) v.form = LawText(e);
      if (IsLaw(e, "cite"))
        v.citations.push_back({ArticleKey(e), LawAttribute(e, "paragraph"), At(e)});
      if (IsLaw(e, "remedy")) v.remedies.push_back(LawText(e));
      if (IsLaw(e, "warning"))
        v.warnings.push_back({LawWords(LawAttribute(e, "sets")), LawText(e)});
      if (IsLaw(e, "note")) v.notes.push_back(LawText(e));
    }
    return v;
  }

  std::string file_;
  Law::Impl* law_;
  bool ok_ = true;
  Error error_;
};

}  // namespace

Result<Law::Impl> ReadLaw(const std::string& templates_dir) {
  const std::string dir = templates_dir + "/law";
  const Result<std::vector<std::string>> files = LawFiles(dir);
  if (!files.ok()) return files.error();

  Result<LawSchema> schema = LoadLawSchema(templates_dir + "/schema/law.rng");
  if (!schema.ok()) return schema.error();
  Law::Impl law;
  for (const std::string& file : *files) {
    Result<LawXml> doc = ReadLawXml(file, schema->get());
    if (!doc.ok()) return doc.error();
    if (Status s = Reader(file, &law).Read(xmlDocGetRootElement(doc->get())); !s.ok())
      return s.error();
  }
  return law;
}

}  // namespace riposte
