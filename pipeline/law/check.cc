// What the schema cannot say. Dates first (a hole in time would compute with the wrong law), then
// references, so that a message names the cause and not its consequence.
#include <algorithm>
#include <set>

#include "pipeline/law/model.h"

namespace riposte {
namespace {

Error Wrong(const Place& place, std::string message) {
  return Error{.code = ErrorCode::kTemplate,
               .message = std::move(message),
               .file = place.file,
               .line = place.line};
}

Date DayAfter(Date d) { return Date(std::chrono::sys_days(d) + std::chrono::days(1)); }

Status CheckArticles(const Law::Impl& law) {
  for (const auto& [key, article] : law.articles) {
    const ArticleVersion* previous = nullptr;
    for (const ArticleVersion& v : article.versions) {
      if (previous && v.from <= previous->from)
        return Wrong(v.place, "article " + key + ": version of " + ToIso(v.from) +
                                  " overlaps the one before");
      if (!law.sources.contains(v.source))
        return Wrong(v.place, "article " + key + ": unknown source: " + v.source);
      if (v.checked < v.from && v.confidence != "X")
        return Wrong(v.place, "article " + key + ": read before it was in force");
      previous = &v;
    }
  }
  return {};
}

Status CheckChapter(const Law::Impl& law, const Chapter& chapter, std::set<std::string>* ids) {
  const RuleSet* previous = nullptr;
  for (const RuleSet& set : chapter.sets) {
    if (!ids->insert(set.id).second) return Wrong(set.place, "rule set twice: " + set.id);
    if (set.until && *set.until < set.from)
      return Wrong(set.place, "rule set " + set.id + " ends before it starts");
    if (previous) {
      if (!previous->until || set.from <= *previous->until)
        return Wrong(set.place, "rule sets overlap: " + previous->id + " and " + set.id);
      if (set.from != DayAfter(*previous->until))
        return Wrong(set.place, "gap between rule sets " + previous->id + " and " + set.id + ": " +
                                    ToIso(DayAfter(*previous->until)));
    }
    for (const std::string& key : set.statutes) {
      const Article* a = law.FindArticle(key);
      if (!a) return Wrong(set.place, "unknown article: " + key);
      if (!a->At(set.from))
        return Wrong(set.place, "article " + key + " has no version at " + ToIso(set.from));
    }
    previous = &set;
  }
  if (previous && previous->until)
    return Wrong(previous->place, "rule set " + previous->id + " ends and none follows");
  return {};
}

Status CheckRule(const Law::Impl& law, const LawRule& rule) {
  const auto chapter = law.chapters.find(rule.chapter);
  if (chapter == law.chapters.end()) return Wrong(rule.place, "unknown chapter: " + rule.chapter);
  const std::vector<RuleSet>& sets = chapter->second.sets;
  std::set<std::string> covered, where_fraud;
  for (const RuleVersion& v : rule.versions) {
    for (const std::string& id : v.sets) {
      const auto set =
          std::find_if(sets.begin(), sets.end(), [&](const RuleSet& s) { return s.id == id; });
      if (set == sets.end()) return Wrong(v.place, "rule " + rule.id + ": unknown rule set: " + id);
      if (!(v.fraud ? where_fraud : covered).insert(id).second)
        return Wrong(v.place, "rule " + rule.id + ": versions overlap in " + id);
      for (const Citation& c : v.citations) {
        const Article* a = law.FindArticle(c.article);
        if (!a) return Wrong(c.place, "rule " + rule.id + ": unknown article: " + c.article);
        if (!a->At(set->from))
          return Wrong(c.place, "rule " + rule.id + ": article " + c.article +
                                    " has no version at " + ToIso(set->from));
      }
    }
    for (const LawStart& s : v.starts)
      if (!s.of.empty() && !law.Find(s.of))
        return Wrong(v.place, "rule " + rule.id + ": unknown rule: " + s.of);
    for (const LawWarning& w : v.warnings)
      for (const std::string& id : w.sets)
        if (std::find(v.sets.begin(), v.sets.end(), id) == v.sets.end())
          return Wrong(v.place,
                       "rule " + rule.id + ": warning for a set of another version: " + id);
  }
  for (const RuleSet& set : sets)
    if (!covered.contains(set.id))
      return Wrong(rule.place, "rule " + rule.id + ": gap: no version for " + set.id);
  return {};
}

}  // namespace

Status CheckLaw(const Law::Impl& law) {
  if (Status s = CheckArticles(law); !s.ok()) return s;
  std::set<std::string> ids;
  for (const auto& [id, chapter] : law.chapters)
    if (Status s = CheckChapter(law, chapter, &ids); !s.ok()) return s;
  for (const LawRule& rule : law.rules)
    if (Status s = CheckRule(law, rule); !s.ok()) return s;
  return {};
}

}  // namespace riposte
