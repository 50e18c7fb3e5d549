// Lists by document type and validity. Loading checks what the schema cannot: articles that the law
// does not know, lists of one type that overlap, patterns without a word.
#include "pipeline/law/checklists.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "extractors/template/vocabulary.h"
#include "extractors/values/format.h"
#include "pipeline/law/law_xml.h"
#include "pipeline/law/mention_text.h"

namespace riposte {
namespace {

struct Mention {
  std::string id, label, note;
  bool decided_by_paper = true;
  std::vector<Citation> citations;  // none: those of the list
  std::vector<std::string> facts;
  std::vector<MentionPattern> words, hints;
};

struct List {
  std::string type, procedure;
  std::vector<std::string> cites;  // for letters that cite one of these; empty: for all
  Date from;
  std::optional<Date> until;
  std::string statute;  // «CSS L.162-1-15»: said where its wording is not known; may be empty
  std::vector<Citation> citations;
  std::vector<Mention> mentions;
  Place place;
};

std::pair<std::string, std::string> Parted(const std::string& key) {
  const size_t space = key.find(' ');
  return {key.substr(0, space), key.substr(space + 1)};
}

// « (msap) », « (si R.147-2 est cité) »: which letters of the type.
std::string Which(const List& l) {
  if (!l.procedure.empty()) return " (" + l.procedure + ")";
  std::string articles;
  for (const std::string& a : l.cites) articles += (articles.empty() ? "" : " ou ") + a;
  return articles.empty() ? "" : " (si " + articles + " est cité)";
}

std::string Cited(const std::vector<Citation>& citations) {
  std::string text;
  for (const Citation& c : citations)
    text +=
        (text.empty() ? "" : " ; ") + c.article + (c.paragraph.empty() ? "" : ", " + c.paragraph);
  return text;
}

}  // namespace

struct Checklists::Impl {
  std::vector<List> lists;
  // Articles and sets are those of the law at loading; bases are looked up by date.
  std::function<std::optional<Basis>(const std::string& key, const std::string& paragraph, Date at)>
      basis_of;

  // The list for the articles that the letter cites goes before the one for all.
  const List* For(const Letter& letter, std::optional<Date> at) const {
    const List* general = nullptr;
    std::string procedure;
    if (const Fact* f = letter.Field("procedure"); f && f->status == FactStatus::kSure)
      if (const auto* text = std::get_if<std::string>(&f->value)) procedure = *text;
    for (const List& l : lists) {
      if (l.type != letter.type.value) continue;
      if (!l.procedure.empty() && l.procedure != procedure) continue;
      if (at ? *at < l.from || (l.until && *at > *l.until) : l.until.has_value()) continue;
      if (l.cites.empty()) {
        general = general ? general : &l;
      } else if (CitesOne(letter, l.cites)) {
        return &l;
      }
    }
    return general;
  }

  static bool CitesOne(const Letter& letter, const std::vector<std::string>& articles) {
    const Fact* f = letter.Field("textes_cites");
    const auto* cited = f ? std::get_if<TextList>(&f->value) : nullptr;
    return cited && std::any_of(articles.begin(), articles.end(), [&](const std::string& a) {
             return std::find(cited->begin(), cited->end(), a) != cited->end();
           });
  }
};

namespace {

class ListReader {
 public:
  ListReader(std::string file, const Law& law, Checklists::Impl* lists)
      : file_(std::move(file)), law_(law), lists_(lists) {}

  Status Read(const xmlNode* root) {
    for (const xmlNode* n = root->children; n && ok_; n = n->next)
      if (IsLaw(n, "letter")) ReadList(n);
    return ok_ ? Status{} : Status{error_};
  }

 private:
  void Fail(const xmlNode* node, std::string message) {
    if (ok_) error_ = WrongLaw(LawPlace(file_, node), std::move(message));
    ok_ = false;
  }

  std::optional<Date> ReadDate(const xmlNode* node, const char* attribute) {
    const std::string text = LawAttribute(node, attribute);
    if (text.empty()) return std::nullopt;
    const std::optional<Date> date = DateFromIso(text);
    if (!date) Fail(node, std::string(attribute) + ": not a date: " + text);
    return date;
  }

  Citation ReadCitation(const xmlNode* node, Date from) {
    const std::string code = LawAttribute(node, "code"), article = LawAttribute(node, "article");
    if (!law_.BasisOf(code, article, "", from))
      Fail(node,
           "article " + code + " " + article + " is unknown or has no version at " + ToIso(from));
    return {code + " " + article, LawAttribute(node, "paragraph"), LawPlace(file_, node)};
  }

  void ReadList(const xmlNode* n) {
    List l{.type = LawAttribute(n, "type"),
           .procedure = LawAttribute(n, "procedure"),
           .cites = LawWords(LawAttribute(n, "cites")),
           .from = ReadDate(n, "from").value_or(Date{}),
           .until = ReadDate(n, "until"),
           .statute = LawAttribute(n, "statute"),
           .place = LawPlace(file_, n)};
    if (!l.statute.empty()) {
      const auto [code, article] = Parted(l.statute);
      using namespace std::chrono_literals;
      // Its versions may begin later than those of the decree.
      if (!law_.BasisOf(code, article, "", 2100y / 1 / 1)) Fail(n, "unknown statute: " + l.statute);
    }
    for (const xmlNode* e = n->children; e && ok_; e = e->next) {
      if (IsLaw(e, "cite")) l.citations.push_back(ReadCitation(e, l.from));
      if (IsLaw(e, "mention")) ReadMention(e, &l);
    }
    for (const List& other : lists_->lists) {
      if (other.type != l.type || other.procedure != l.procedure || other.cites != l.cites)
        continue;
      const bool before = other.until && *other.until < l.from;
      const bool after = l.until && *l.until < other.from;
      if (!before && !after) Fail(n, "lists of " + l.type + " overlap");
    }
    lists_->lists.push_back(std::move(l));
  }

  void ReadMention(const xmlNode* n, List* list) {
    Mention m{.id = LawAttribute(n, "id"),
              .decided_by_paper = LawAttribute(n, "otherwise") != "non_verifiable"};
    for (const Mention& other : list->mentions)
      if (other.id == m.id) Fail(n, "mention twice: " + m.id);
    for (const xmlNode* e = n->children; e && ok_; e = e->next) {
      if (IsLaw(e, "label")) m.label = LawText(e);
      if (IsLaw(e, "note")) m.note = LawText(e);
      if (IsLaw(e, "cite")) m.citations.push_back(ReadCitation(e, list->from));
      if (IsLaw(e, "fact")) {
        m.facts.push_back(LawAttribute(e, "id"));
        if (!TypeOfField(list->type, m.facts.back()))
          Fail(e, "a " + list->type + " has no field " + m.facts.back());
      }
      const bool words = IsLaw(e, "words");
      if (!words && !IsLaw(e, "hint")) continue;
      MentionPattern pattern(LawText(e));
      if (pattern.parts.empty()) Fail(e, "no word to look for");
      (words ? m.words : m.hints).push_back(std::move(pattern));
    }
    list->mentions.push_back(std::move(m));
  }

  std::string file_;
  const Law& law_;
  Checklists::Impl* lists_;
  bool ok_ = true;
  Error error_;
};

// A value that is there: an empty text or list says that nothing was found.
bool HasValue(const Fact& fact) {
  if (const auto* text = std::get_if<std::string>(&fact.value)) return !text->empty();
  if (const auto* list = std::get_if<TextList>(&fact.value)) return !list->empty();
  return !std::holds_alternative<std::monostate>(fact.value);
}

void Found(const MentionMatch& match, const char* state, Finding* f) {
  f->state = state;
  f->text = match.text;
  f->spans = match.spans;
}

void LookFor(const Mention& m, const Letter& letter, const MentionText& text, Finding* f) {
  for (const MentionPattern& p : m.words) f->looked_for.push_back(p.text);
  for (const MentionPattern& p : m.hints) f->looked_for.push_back(p.text);
  const Fact* doubtful = nullptr;
  for (const std::string& id : m.facts) {
    const Fact* fact = letter.Field(id);
    if (!fact || !HasValue(*fact)) continue;
    if (fact->status == FactStatus::kSure) {
      f->state = "trouve";
      f->text = fact->text;
      f->spans = fact->spans;
      return;
    }
    doubtful = fact;
  }
  std::optional<MentionMatch> near;
  for (const MentionPattern& p : m.words) {
    std::optional<MentionMatch> match = text.Find(p);
    if (!match) continue;
    // One word read with a wrong sign may be another word; three in their order are not.
    if (match->exact || p.parts.size() >= 3) return Found(*match, "trouve", f);
    if (!near) near = std::move(match);
  }
  for (const MentionPattern& p : m.hints)
    if (!near) near = text.Find(p);
  if (near) {
    Found(*near, "douteux", f);
    f->note = "Quelque chose d’approchant a été lu : à relire sur la lettre.";
    return;
  }
  if (doubtful) {
    f->state = "douteux";
    f->text = doubtful->text;
    f->spans = doubtful->spans;
    f->note = "Une valeur à vérifier la montre peut-être.";
    return;
  }
  if (!m.decided_by_paper) {
    f->state = "non_verifiable";
    f->note = m.note.empty() ? "La lettre seule ne le dit pas." : m.note;
    return;
  }
  if (letter.type.status != FactStatus::kSure || !text.badly_read().empty()) {
    f->state = "douteux";
    f->note =
        "Non trouvé, mais on ne peut pas dire que la mention manque. " +
        (text.badly_read().empty() ? "Le type du courrier est à vérifier." : text.badly_read());
    return;
  }
  f->state = "absent";
  f->note = "Toutes les pages ont été bien lues." + (m.note.empty() ? "" : " " + m.note);
}

}  // namespace

Checklists::Checklists(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Checklists::Checklists(Checklists&&) noexcept = default;
Checklists& Checklists::operator=(Checklists&&) noexcept = default;
Checklists::~Checklists() = default;

Result<Checklists> Checklists::Load(const std::string& templates_dir, const Law& law) {
  const Result<std::vector<std::string>> files = LawFiles(templates_dir + "/law/mentions");
  if (!files.ok()) return files.error();
  Result<LawSchema> schema = LoadLawSchema(templates_dir + "/schema/law-mentions.rng");
  if (!schema.ok()) return schema.error();
  auto impl = std::make_unique<Impl>();
  for (const std::string& file : *files) {
    Result<LawXml> doc = ReadLawXml(file, schema->get());
    if (!doc.ok()) return doc.error();
    ListReader reader(file, law, impl.get());
    if (Status s = reader.Read(xmlDocGetRootElement(doc->get())); !s.ok()) return s.error();
  }
  // The articles are copied, so that the lists may outlive the Law that checked them.
  auto articles = std::make_shared<std::map<std::string, Article>>(law.impl().articles);
  impl->basis_of = [articles](const std::string& key, const std::string& paragraph,
                              Date at) -> std::optional<Basis> {
    const auto it = articles->find(key);
    const ArticleVersion* v = it == articles->end() ? nullptr : it->second.At(at);
    if (!v) return std::nullopt;
    return Basis{it->second.id, it->second.code, v->confidence, paragraph, v->from};
  };
  return Checklists(std::move(impl));
}

std::vector<Finding> Checklists::Mentions(const Letter& letter, const Reading& reading) const {
  std::optional<Date> at;
  if (const Fact* f = letter.Field("date_lettre"))
    if (const auto* date = std::get_if<Date>(&f->value)) at = *date;
  const List* list = impl_->For(letter, at);
  if (!list) return {};
  const Date date = at.value_or(list->from);
  const MentionText text(letter, reading);
  std::string unread;
  if (!list->statute.empty()) {
    const auto statute = impl_->basis_of(list->statute, "", date);
    if (statute && statute->confidence == "X")
      unread = " L’article " + statute->article + " a changé le " + FrenchDate(statute->version) +
               " et son nouveau texte n’est pas connu ici.";
  }
  std::vector<Finding> findings;
  for (const Mention& m : list->mentions) {
    Finding f{.id = list->type + "." + m.id, .kind = "mention", .label = m.label};
    for (const Citation& c : m.citations.empty() ? list->citations : m.citations)
      if (auto basis = impl_->basis_of(c.article, c.paragraph, date)) f.basis.push_back(*basis);
    LookFor(m, letter, text, &f);
    if (f.state != "trouve") f.note += unread;
    findings.push_back(std::move(f));
  }
  return findings;
}

std::vector<std::string> Checklists::Types() const {
  std::vector<std::string> types;
  for (const List& l : impl_->lists)
    if (std::find(types.begin(), types.end(), l.type) == types.end()) types.push_back(l.type);
  return types;
}

size_t Checklists::size() const {
  size_t n = 0;
  for (const List& l : impl_->lists) n += l.mentions.size();
  return n;
}

Result<std::string> Checklists::Describe(const std::string& type) const {
  std::string out;
  for (const List& l : impl_->lists) {
    if (l.type != type) continue;
    out += fmt::format("{}{} : lettres {}{}\n", l.type, Which(l),
                       (l.until ? "du " : "depuis le ") + FrenchDate(l.from),
                       l.until ? " au " + FrenchDate(*l.until) : "");
    for (const Mention& m : l.mentions) {
      out += fmt::format("  {} : {} [{}]\n", m.id, m.label,
                         Cited(m.citations.empty() ? l.citations : m.citations));
      for (const std::string& id : m.facts) out += "    montré par : " + id + "\n";
      for (const MentionPattern& p : m.words) out += "    mots cherchés : « " + p.text + " »\n";
      for (const MentionPattern& p : m.hints) out += "    douteux si : « " + p.text + " »\n";
      if (!m.decided_by_paper) out += "    jamais « absent » : la lettre seule ne le dit pas\n";
      if (!m.note.empty()) out += "    " + m.note + "\n";
    }
  }
  if (!out.empty()) return out;
  std::string known;
  for (const std::string& t : Types()) known += (known.empty() ? "" : ", ") + t;
  return Error{.code = ErrorCode::kUsage,
               .message = "no list of mentions for " + type,
               .hint = "lists: " + known};
}

}  // namespace riposte
