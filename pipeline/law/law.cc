// Loading, looking up, and the one computation. The order in Compute is the order of the contract:
// which law (letter date), which length (the shorter of rule and letter), raw, extended, prudent;
// then everything that a reader must know before relying on the dates.
#include "pipeline/law/law.h"

#include <algorithm>

#include "extractors/values/format.h"
#include "pipeline/law/calendar.h"
#include "pipeline/law/model.h"

namespace riposte {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year;

constexpr int kFirstYear = 1950, kLastYear = 2100;

const std::vector<std::string>& StartKinds() {
  static const std::vector<std::string> kinds = {"remise", "presentation", "lettre", "notification",
                                                 "connaissance"};
  return kinds;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string s;
  for (const std::string& w : words) s += (s.empty() ? "" : ", ") + w;
  return s;
}

Error Usage(std::string message, std::string hint = "") {
  return Error{.code = ErrorCode::kUsage, .message = std::move(message), .hint = std::move(hint)};
}

bool InRange(Date d) {
  return d.ok() && d.year() >= year(kFirstYear) && d.year() <= year(kLastYear);
}

// The end of CPC 641-642; a «franc» delay ends the day after, then 642.
Date Extended(Date raw, bool franc, const std::string& zone) {
  return NextWorkingDay(franc ? Date(sys_days(raw) + days(1)) : raw, zone);
}

Date Prudent(Date end, const DeadlineQuery& q) {
  Date prudent = PrudentDay(end, q.zone);
  for (const std::string& zone : q.also) prudent = std::min(prudent, PrudentDay(end, zone));
  return prudent;
}

void AddBasis(const Article& article, const std::string& paragraph, Date at,
              std::vector<Basis>* basis) {
  const ArticleVersion* v = article.At(at);
  if (!v) return;
  for (const Basis& b : *basis)
    if (b.article == article.id && b.code == article.code) return;
  basis->push_back({article.id, article.code, v->confidence, paragraph, v->from});
}

// When was the least recently checked of the cited articles read?
Date LastChecked(const Law::Impl& law, const RuleSet& set, const RuleVersion& version, Date at) {
  Date checked = Date(year(kLastYear) / 12 / 31);
  const auto take = [&](const std::string& key) {
    if (const Article* a = law.FindArticle(key))
      if (const ArticleVersion* v = a->At(at)) checked = std::min(checked, v->checked);
  };
  for (const Citation& c : version.citations) take(c.article);
  for (const std::string& key : set.statutes) take(key);
  return checked;
}

void WarnOfStart(const DeadlineQuery& q, const RuleVersion& version, const Deadline& d,
                 std::vector<std::string>* warnings) {
  if (q.letter_date && *q.letter_date > q.start)
    warnings->push_back("La lettre est datée du " + FrenchDate(*q.letter_date) +
                        ", après la date de départ retenue (" + FrenchDate(q.start) +
                        ") : l’une des deux dates est fausse.");
  if (q.start_kind == "lettre")
    warnings->push_back(
        "Date provisoire : le délai est compté de la date de la lettre, le cas le plus "
        "défavorable. La date de remise (avis de réception, enveloppe, suivi postal) est à "
        "donner.");
  if (q.start_kind == "presentation")
    warnings->push_back(
        "Le délai est compté de la première présentation du pli. Si le pli a été retiré plus tard, "
        "la date de remise est à donner ; s’il n’a pas été retiré, le point de départ est "
        "discuté.");
  if (q.start_kind == "connaissance")
    warnings->push_back(
        "Pli simple ou messagerie : le délai court du jour où la connaissance de la lettre est "
        "prouvée ; garder la preuve de cette date.");
  if (q.presented && *q.presented > q.start)
    warnings->push_back("La première présentation (" + FrenchDate(*q.presented) +
                        ") est postérieure à la date de départ (" + FrenchDate(q.start) +
                        ") : elle n’est pas prise en compte.");
  if (q.presented && *q.presented < q.start)
    warnings->push_back("Pli présenté le " + FrenchDate(*q.presented) + " et remis le " +
                        FrenchDate(q.start) +
                        " : le délai est compté de la remise, la date prudente de la première "
                        "présentation (" +
                        FrenchDateWithDay(d.prudent) + ").");
  if (version.starts.size() > 1) {
    const bool either = version.starts.back().kind == "sans_commission";
    std::string s = either ? "Le délai court, selon le cas, de l’un de ces points de départ : "
                           : "Le délai court du plus tardif de ces points de départ : ";
    for (size_t i = 0; i < version.starts.size(); ++i)
      s += (i ? " ; " : "") + version.starts[i].text;
    warnings->push_back(s + ".");
  }
}

void WarnOfEnd(const RuleVersion& version, const Deadline& d, std::vector<std::string>* warnings) {
  const bool theirs = d.side != "praticien";
  if (d.franc)
    warnings->push_back("Délai franc : le dernier jour utile est le " +
                        FrenchDateWithDay(d.extended) +
                        ". Par prudence, agir comme s’il ne l’était pas.");
  if (theirs && (version.effect == "abandon" || version.effect == "renonciation"))
    warnings->push_back("Ne soutenir le dépassement de ce délai que pour un acte postérieur au " +
                        FrenchDateWithDay(d.extended) + ", la date la plus tardive possible.");
  if (!theirs && !d.franc && d.extended != d.raw) {
    if (d.extension == "douteuse")
      warnings->push_back("Le délai finit le " + FrenchDateWithDay(d.raw) +
                          ". Aucun texte ne reporte expressément au jour ouvrable suivant dans "
                          "cette phase : agir au plus tard le " +
                          FrenchDateWithDay(d.prudent) + ".");
    if (d.extension == "probable")
      warnings->push_back("Le report au " + FrenchDateWithDay(d.extended) +
                          " est généralement admis, sans texte exprès : agir si possible au plus "
                          "tard le " +
                          FrenchDateWithDay(d.prudent) + ".");
  }
  for (Date doubtful : DoubtfulHolidays(d.zone, static_cast<int>(d.raw.year())))
    if (doubtful >= d.prudent && doubtful <= d.extended) {
      warnings->push_back(
          "Saint-Martin : la commémoration de l’abolition de l’esclavage est un jour férié le 27 "
          "mai selon le code du travail, le 28 mai selon la liste publiée par l’État. La date "
          "prolongée ne compte ni l’un ni l’autre ; la date prudente évite les deux.");
      break;
    }
  if (version.prolongation && theirs)
    warnings->push_back("Le délai peut être prolongé (" + FrenchDuration(*version.prolongation) +
                        ") à la demande de celui qu’il lie : vérifier avant de s’en prévaloir.");
}

// Chooses between the rule's length and the letter's, and says what it did.
void Announced(const DeadlineQuery& q, const std::string& side, Deadline* d) {
  const std::string announced = FrenchDuration(*q.announced);
  const std::string both = "La lettre annonce un délai " +
                           (announced.starts_with("un") ? "d’" + announced : "de " + announced) +
                           ", la règle donne " + FrenchDuration(d->rule_length);
  if (side != "praticien") {
    d->warnings.push_back(both +
                          " ; ce délai n’est pas celui du praticien, la règle est appliquée.");
    return;
  }
  const Date theirs = AddLegal(q.start, *q.announced), ours = AddLegal(q.start, d->length);
  if (theirs < ours) {
    d->length = *q.announced;
    d->warnings.push_back(both + " (fin le " + FrenchDate(ours) +
                          ") : par prudence, le plus court est retenu. La différence peut être un "
                          "argument.");
  } else {
    d->warnings.push_back(both + " : celui de la règle est retenu" +
                          (theirs > ours ? ", le plus court. " : ". ") +
                          "La différence peut être un argument.");
  }
}

Status CheckQuery(const DeadlineQuery& q) {
  if (!IsZone(q.zone)) return Usage("unknown zone: " + q.zone, "zones: " + Joined(Zones()));
  for (const std::string& zone : q.also)
    if (!IsZone(zone)) return Usage("unknown zone: " + zone, "zones: " + Joined(Zones()));
  if (std::find(StartKinds().begin(), StartKinds().end(), q.start_kind) == StartKinds().end())
    return Usage("unknown start kind: " + q.start_kind, "kinds: " + Joined(StartKinds()));
  for (const std::optional<Date>& date :
       {std::optional<Date>(q.start), q.presented, q.letter_date, q.today})
    if (date && !InRange(*date))
      return Usage("not a date between 1950 and 2100: " + (date->ok() ? ToIso(*date) : "invalid"));
  if (q.announced && (q.announced->months < 0 || q.announced->days < 0 ||
                      (q.announced->months == 0 && q.announced->days == 0) ||
                      q.announced->months > 1200 || q.announced->days > 36500))
    return Usage("the announced delay is not a length of time");
  return {};
}

}  // namespace

const ArticleVersion* Article::At(Date date) const {
  const ArticleVersion* found = nullptr;
  for (const ArticleVersion& v : versions)
    if (v.from <= date) found = &v;
  return found;
}

const LawRule* Law::Impl::Find(const std::string& id) const {
  for (const LawRule& r : rules)
    if (r.id == id) return &r;
  return nullptr;
}

const Article* Law::Impl::FindArticle(const std::string& key) const {
  const auto it = articles.find(key);
  return it == articles.end() ? nullptr : &it->second;
}

const RuleSet* Law::Impl::SetAt(const Chapter& chapter, Date date) {
  for (const RuleSet& s : chapter.sets)
    if (s.from <= date && (!s.until || date <= *s.until)) return &s;
  return nullptr;
}

const RuleVersion* Law::Impl::VersionFor(const LawRule& rule, const std::string& set, bool fraud) {
  const RuleVersion* found = nullptr;
  for (const RuleVersion& v : rule.versions) {
    if (std::find(v.sets.begin(), v.sets.end(), set) == v.sets.end()) continue;
    if (v.fraud == fraud) return &v;
    if (!v.fraud) found = &v;
  }
  return found;
}

Law::Law(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Law::Law(Law&&) noexcept = default;
Law& Law::operator=(Law&&) noexcept = default;
Law::~Law() = default;

Result<Law> Law::Load(const std::string& templates_dir) {
  Result<Impl> impl = ReadLaw(templates_dir);
  if (!impl.ok()) return impl.error();
  if (Status s = CheckLaw(*impl); !s.ok()) return s.error();
  return Law(std::make_unique<Impl>(std::move(impl.value())));
}

std::vector<std::string> Law::rule_ids() const {
  std::vector<std::string> ids;
  for (const LawRule& r : impl_->rules) ids.push_back(r.id);
  return ids;
}

std::vector<std::string> Law::RulesOpenedBy(const std::string& document_type,
                                            const std::string& procedure) const {
  std::vector<std::string> ids;
  for (const LawRule& r : impl_->rules) {
    if (r.side != "praticien") continue;
    for (const OpenedBy& o : r.opened_by)
      if (o.type == document_type &&
          (procedure.empty() || o.procedure.empty() || o.procedure == procedure)) {
        ids.push_back(r.id);
        break;
      }
  }
  return ids;
}

std::vector<std::string> Law::RulesOpenedBy(const std::string& document_type) const {
  return RulesOpenedBy(document_type, "");
}

std::vector<LawStep> Law::Steps(Date at, bool fraud) const {
  std::vector<LawStep> steps;
  for (const LawRule& r : impl_->rules) {
    const Chapter& chapter = impl_->chapters.at(r.chapter);
    const RuleSet* set = Impl::SetAt(chapter, at);
    const RuleVersion* v = Impl::VersionFor(r, set ? set->id : chapter.sets.front().id, fraud);
    if (!v) continue;
    steps.push_back({.id = r.id,
                     .side = r.side,
                     .label = r.label,
                     .effect = v->effect,
                     .starts = v->starts,
                     .closed_by = r.closed_by,
                     .prolongation = v->prolongation,
                     .opened_by_letter = !r.opened_by.empty()});
  }
  return steps;
}

Date Law::LatestEnd(Date start, Duration length, bool franc, const std::string& zone) {
  const Date raw = AddLegal(start, length);
  return LatestDay(franc ? Date(sys_days(raw) + days(1)) : raw, zone);
}

std::optional<Basis> Law::BasisOf(const std::string& code, const std::string& article,
                                  const std::string& paragraph, Date at) const {
  const Article* a = impl_->FindArticle(code + " " + article);
  std::vector<Basis> basis;
  if (a) AddBasis(*a, paragraph, at, &basis);
  return basis.empty() ? std::nullopt : std::optional(basis.front());
}

Result<Deadline> Law::LetterDelay(const DeadlineQuery& q) const {
  if (!q.announced) return Usage("the letter announces no delay");
  if (Status s = CheckQuery(q); !s.ok()) return s.error();
  Deadline d;
  d.rule = "lettre.delai";
  d.side = "praticien";
  d.start = q.start;
  d.start_kind = q.start_kind;
  d.zone = q.zone;
  d.length = d.rule_length = *q.announced;
  d.label = "Réponse dans le délai que la lettre annonce";
  d.if_missed = "Ce que la lettre annonce ; aucune règle n’est connue ici pour ce courrier.";
  d.form = "Celle que la lettre demande ; lettre recommandée avec avis de réception conseillée.";
  d.effect = "suite";
  d.extension = "douteuse";
  d.starts = {"ce que dit la lettre, à défaut sa réception"};
  d.raw = AddLegal(q.start, d.length);
  d.extended = Extended(d.raw, false, q.zone);
  const Date prudent_start = q.presented ? std::min(*q.presented, q.start) : q.start;
  d.prudent = Prudent(AddLegal(prudent_start, d.length), q);
  d.warnings.push_back(
      "Ce délai est celui de la lettre : aucune règle n’est connue ici pour ce courrier, le "
      "lire sur la lettre avant de s’y fier.");
  const RuleVersion none;
  WarnOfStart(q, none, d, &d.warnings);
  WarnOfEnd(none, d, &d.warnings);
  return d;
}

Result<Deadline> Law::Compute(const DeadlineQuery& q) const {
  const LawRule* rule = impl_->Find(q.rule);
  if (!rule) return Usage("unknown rule: " + q.rule, "rules: " + Joined(rule_ids()));
  if (Status s = CheckQuery(q); !s.ok()) return s.error();
  const Chapter& chapter = impl_->chapters.at(rule->chapter);
  const Date at = q.letter_date.value_or(q.start);
  const RuleSet* set = Impl::SetAt(chapter, at);
  if (!set)
    return Usage("no rule is known for " + q.rule + " at " + ToIso(at),
                 "the first known is " + chapter.sets.front().id + ", from " +
                     ToIso(chapter.sets.front().from));
  const RuleVersion* version = Impl::VersionFor(*rule, set->id, q.fraud);
  if (!version) return Error{.code = ErrorCode::kDefect, .message = "rule without a version"};

  Deadline d;
  d.rule = rule->id;
  d.side = rule->side;
  d.row = rule->row;
  d.start = q.start;
  // «remise» is the default of the query; a delay that starts from something else says from what.
  const std::string& kind = version->starts.front().kind;
  d.start_kind = q.start_kind == "remise" && kind != "reception" && kind != "notification"
                     ? kind
                     : q.start_kind;
  d.zone = q.zone;
  d.length = d.rule_length = version->length;
  d.franc = version->franc;
  d.label = rule->label;
  d.if_missed = version->if_missed;
  d.form = version->form;
  d.effect = version->effect;
  d.extension = version->extension;
  d.remedies = version->remedies;
  d.rule_set = set->id;
  for (const LawStart& s : version->starts) d.starts.push_back(s.text);

  const bool announced = version->announced && q.announced && *q.announced != d.length;
  if (announced) Announced(q, rule->side, &d);
  d.raw = AddLegal(q.start, d.length);
  d.extended = Extended(d.raw, d.franc, q.zone);
  const Date prudent_start = q.presented ? std::min(*q.presented, q.start) : q.start;
  // Which of a month and thirty days ends first depends on the start: the earlier end of both.
  Date earliest = AddLegal(prudent_start, d.rule_length);
  if (announced && d.side == "praticien")
    earliest = std::min(earliest, AddLegal(prudent_start, *q.announced));
  d.prudent = Prudent(earliest, q);

  for (const Citation& c : version->citations)
    AddBasis(impl_->articles.at(c.article), c.paragraph, at, &d.basis);
  for (const std::string& key : set->statutes) AddBasis(impl_->articles.at(key), "", at, &d.basis);

  for (const std::string& w : set->warnings) d.warnings.push_back(w);
  for (const LawWarning& w : version->warnings)
    if (w.sets.empty() || std::find(w.sets.begin(), w.sets.end(), set->id) != w.sets.end())
      d.warnings.push_back(w.text);
  WarnOfStart(q, *version, d, &d.warnings);
  WarnOfEnd(*version, d, &d.warnings);
  if (set->until && d.extended > *set->until)
    d.warnings.push_back(
        "Le droit a changé pendant ce délai : la lettre relève des règles en "
        "vigueur jusqu’au " +
        FrenchDate(*set->until) + ", mais la suite de la procédure peut relever des suivantes.");
  const Date checked = LastChecked(*impl_, *set, *version, at);
  const Date reference = q.today.value_or(at);
  if (reference > Date(sys_days(AddLegal(checked, Duration{12, 0}))))
    d.warnings.push_back("Règle vérifiée pour la dernière fois le " + FrenchDate(checked) +
                         ", il y a plus d’un an : à relire avant de s’y fier.");
  return d;
}

}  // namespace riposte
