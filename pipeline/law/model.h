// What templates/law/*.xml says, checked and linked. Lives behind Law; other rooms see law.h only.
//
// Time runs in rule sets: a chapter («mso») has consecutive sets («MSO-A», «MSO-B», …) chosen by
// the date of the letter. A rule has versions, each naming the sets it holds for. Articles have
// versions of their own, so that a deadline cites the version in force at the letter's date.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "pipeline/law/law.h"

namespace riposte {

struct Place {
  std::string file;
  int line = 0;
};

struct LawSource {
  std::string id, title;
  Date date;
  Place place;
};

struct ArticleVersion {
  Date from;
  std::string legi;  // Legifrance id, empty where the mirror has none
  std::string confidence, source, note;
  Date checked;
  Place place;
};

struct Article {
  std::string id, code;                  // «R.148-1», «CSS»
  std::vector<ArticleVersion> versions;  // ascending
  Place place;
  const ArticleVersion* At(Date date) const;  // null before the first version
};

struct RuleSet {
  std::string id;
  Date from;
  std::optional<Date> until;  // none: still in force
  std::vector<std::string> statutes;
  std::vector<std::string> warnings;
  Place place;
};

struct Chapter {
  std::string id, title;
  std::vector<RuleSet> sets;  // ascending, without gap
  Place place;
};

struct Citation {
  std::string article, paragraph;
  Place place;
};

struct LawWarning {
  std::vector<std::string> sets;  // empty: all sets of the version
  std::string text;
};

struct RuleVersion {
  std::vector<std::string> sets;
  Duration length;
  std::optional<Duration> prolongation;  // at the request of whoever is bound
  bool franc = false;
  bool fraud = false;     // in place of the other version of these sets where a fraud is alleged
  bool announced = true;  // the delay that the letter announces is this one
  std::string extension;  // CPC 642: "acquise", "probable", "douteuse"
  std::vector<LawStart> starts;
  std::string effect;  // of lateness: "forclusion", "abandon", …: see law.rng
  std::string if_missed, form;
  std::vector<Citation> citations;
  std::vector<std::string> remedies, notes;
  std::vector<LawWarning> warnings;
  Place place;
};

struct OpenedBy {
  std::string type;
  std::string procedure;  // only where the letter's field `procedure` says so; may be empty
};

struct LawRule {
  std::string id, chapter, row, side, label;
  std::vector<OpenedBy> opened_by;
  std::vector<ClosedBy> closed_by;
  std::vector<RuleVersion> versions;
  Place place;
};

struct Law::Impl {
  std::map<std::string, LawSource> sources;
  std::map<std::string, Article> articles;  // by «code article»: "CSS R.148-1"
  std::map<std::string, Chapter> chapters;
  std::vector<LawRule> rules;  // in the order of the files

  const LawRule* Find(const std::string& id) const;
  const Article* FindArticle(const std::string& key) const;
  // The set of the chapter at a date; null before the first.
  static const RuleSet* SetAt(const Chapter& chapter, Date date);
  static const RuleVersion* VersionFor(const LawRule& rule, const std::string& set, bool fraud);
};

// Reads and validates every templates/law/*.xml; semantic checks are those of CheckLaw.
Result<Law::Impl> ReadLaw(const std::string& templates_dir);
// Overlaps, gaps, unknown references, missing sources: the first as an error with its place.
Status CheckLaw(const Law::Impl& law);

}  // namespace riposte
