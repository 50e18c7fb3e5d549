// A rule in French, complete enough for a lawyer to sign off: every version with its dates, what it
// rests on, where and when that was read.
#include <fmt/format.h>

#include <algorithm>

#include "extractors/values/format.h"
#include "pipeline/law/model.h"

namespace riposte {
namespace {

std::string Side(const std::string& side) {
  if (side == "praticien") return "le praticien";
  if (side == "caisse") return "la caisse";
  if (side == "commission") return "la commission";
  if (side == "uncam") return "le directeur général de l’UNCAM";
  if (side == "cra") return "la commission de recours amiable";
  return side;
}

std::string Confidence(const std::string& tag) {
  if (tag == "V") return "texte lu";
  if (tag == "V-aug") return "texte lu, sans nouvelle version au 20 août 2026";
  if (tag == "S") return "source secondaire";
  if (tag == "M") return "de mémoire, à vérifier";
  if (tag == "X") return "TEXTE NON LU";
  return tag;
}

std::string Extension(const std::string& extension) {
  if (extension == "acquise") return "oui (code de procédure civile, art. 642)";
  if (extension == "probable") return "généralement admis, sans texte exprès";
  return "douteux : aucun texte ne l’applique expressément à cette phase";
}

void AddLine(std::string* out, const std::string& name, const std::string& value) {
  if (!value.empty()) *out += fmt::format("    {} : {}\n", name, value);
}

std::string Period(const RuleSet& set) {
  return set.until
             ? fmt::format("lettres du {} au {}", FrenchDate(set.from), FrenchDate(*set.until))
             : fmt::format("lettres depuis le {}", FrenchDate(set.from));
}

void DescribeArticle(const Law::Impl& law, const std::string& key, const std::string& paragraph,
                     const RuleSet& set, std::string* out) {
  const Article& a = law.articles.at(key);
  // Every version that was in force at some day of the set.
  for (size_t i = 0; i < a.versions.size(); ++i) {
    const ArticleVersion& v = a.versions[i];
    const bool over = i + 1 < a.versions.size() && a.versions[i + 1].from <= set.from;
    if (over || (set.until && v.from > *set.until)) continue;
    *out += fmt::format("      - {} {}{}, version du {}{} : {} ; source : {} ; vérifié le {}{}\n",
                        a.code, a.id, paragraph.empty() ? "" : " (" + paragraph + ")",
                        FrenchDate(v.from), v.legi.empty() ? "" : " (" + v.legi + ")",
                        Confidence(v.confidence), v.source, FrenchDate(v.checked),
                        v.note.empty() ? "" : ". " + v.note);
  }
}

void DescribeVersion(const Law::Impl& law, const Chapter& chapter, const RuleVersion& v,
                     std::string* out) {
  for (const RuleSet& set : chapter.sets)
    for (const std::string& id : v.sets)
      if (id == set.id) *out += fmt::format("  {} ({})\n", set.id, Period(set));
  if (v.fraud) *out += "  SI UNE FRAUDE EST ALLÉGUÉE\n";
  AddLine(out, "Délai", FrenchDuration(v.length) + (v.franc ? ", franc" : ""));
  if (v.prolongation) AddLine(out, "Prolongation possible", FrenchDuration(*v.prolongation));
  for (const LawStart& s : v.starts)
    AddLine(out, "Départ", s.text + (s.of.empty() ? "" : " [" + s.of + "]"));
  AddLine(out, "Report au jour ouvrable suivant", Extension(v.extension));
  AddLine(out, "Silence ou retard", v.if_missed + " [" + v.effect + "]");
  AddLine(out, "Forme", v.form);
  for (const std::string& r : v.remedies) AddLine(out, "Recours", r);
  for (const LawWarning& w : v.warnings) {
    std::string sets;
    for (const std::string& id : w.sets) sets += (sets.empty() ? "" : ", ") + id;
    AddLine(out, "Avertissement" + (sets.empty() ? "" : " (" + sets + ")"), w.text);
  }
  for (const std::string& n : v.notes) AddLine(out, "Note", n);
  *out += "    Fondement :\n";
  for (const RuleSet& set : chapter.sets)
    for (const std::string& id : v.sets) {
      if (id != set.id) continue;
      *out += "     " + set.id + "\n";
      for (const Citation& c : v.citations) DescribeArticle(law, c.article, c.paragraph, set, out);
      for (const std::string& key : set.statutes)
        if (std::none_of(v.citations.begin(), v.citations.end(),
                         [&](const Citation& c) { return c.article == key; }))
          DescribeArticle(law, key, "", set, out);
      for (const std::string& w : set.warnings) *out += "      ! " + w + "\n";
    }
}

}  // namespace

Result<std::string> Law::Describe(const std::string& id) const {
  const LawRule* rule = impl_->Find(id);
  if (!rule) {
    std::string all;
    for (const std::string& known : rule_ids()) all += (all.empty() ? "" : ", ") + known;
    return Error{
        .code = ErrorCode::kUsage, .message = "unknown rule: " + id, .hint = "rules: " + all};
  }
  const Chapter& chapter = impl_->chapters.at(rule->chapter);
  std::string out = fmt::format("{} ({}) : {}\n  {} ; lie {}\n", rule->id, rule->row, rule->label,
                                chapter.title, Side(rule->side));
  for (const OpenedBy& o : rule->opened_by)
    out += fmt::format("  Ouvert par : {}{}\n", o.type,
                       o.procedure.empty() ? "" : " (procédure : " + o.procedure + ")");
  for (const ClosedBy& c : rule->closed_by)
    out += fmt::format("  Montré fait par : {}{}{}\n",
                       c.event.empty() ? "courrier " + c.type : "événement " + c.event,
                       c.procedure.empty() ? "" : " (procédure : " + c.procedure + ")",
                       c.since ? ", sans dire quand" : "");
  for (const RuleVersion& v : rule->versions) DescribeVersion(*impl_, chapter, v, &out);
  for (const auto& [source, s] : impl_->sources)
    if (out.find(" " + source) != std::string::npos)
      out += fmt::format("  Source {} : {} ({})\n", source, s.title, FrenchDate(s.date));
  return out;
}

std::string ToText(const Deadline& d) {
  std::string out = fmt::format("{} ({}) : {}\n", d.rule, d.row, d.label);
  const bool ours = d.side == "praticien";
  AddLine(&out, "Lie", Side(d.side));
  AddLine(&out, "Départ", FrenchDateWithDay(d.start) + " (" + d.start_kind + ")");
  AddLine(&out, "Délai", FrenchDuration(d.length) + (d.franc ? ", franc" : ""));
  if (ours) AddLine(&out, "À faire au plus tard le", FrenchDateWithDay(d.prudent) + " (prudence)");
  AddLine(&out, "Fin du délai", FrenchDateWithDay(d.raw));
  AddLine(&out, ours ? "Date prolongée" : "Fin la plus tardive",
          FrenchDateWithDay(d.extended) + " (zone : " + d.zone + ")");
  AddLine(&out, "Silence ou retard", d.if_missed);
  AddLine(&out, "Forme", d.form);
  for (const std::string& r : d.remedies) AddLine(&out, "Recours", r);
  std::string basis;
  for (const Basis& b : d.basis)
    basis += fmt::format("{}{} {}{} ({})", basis.empty() ? "" : " ; ", b.code, b.article,
                         b.paragraph.empty() ? "" : ", " + b.paragraph, Confidence(b.confidence));
  AddLine(&out, "Fondement", basis + " [" + d.rule_set + "]");
  for (const std::string& w : d.warnings) out += "  ! " + w + "\n";
  return out;
}

}  // namespace riposte
