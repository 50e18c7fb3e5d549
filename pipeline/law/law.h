// Dated rules and the counting of legal time limits (CPC 640-642, domain facts in
// templates/law/*.xml).
//
//   Law law = Law::Load("templates").value();              // kTemplate: file:line: message
//   Result<Deadline> d = law.Compute({.rule = "mso.observations", .start = 2026y/1/30});
//   d->raw == 2026y/2/28, d->extended == 2026y/3/2, d->prudent == 2026y/2/27
//
// `raw` counts as CPC 641 (months end on the same day number, else on the last day of the month;
// days do not count the starting day; months first, then days); `extended` adds CPC 642 (Saturday,
// Sunday, holiday of the zone); `prudent` is the last working day not after `raw`, counted from
// `presented` where that is earlier than `start`. The letter's date chooses the rule set; without
// it the start does. Whether CPC 642 applies before litigation is doubtful: both dates are always
// given.
//
// Time runs in rule sets per chapter (MSO-A … MSO-D); templates/law/README.md shows how to add one.
// A letter that announces another delay: both are shown, the one that ends first is used.
// Saint-Martin's doubtful days extend nothing and the prudent date avoids them.
//
// Law is immutable, may be shared by threads. Compute fails with kUsage (unknown rule, zone,
// impossible date, start before the law) and lists what exists.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/values/value.h"

namespace riposte {

// Zones of contract/cli.md: "metropole", "alsace-moselle", "alsace-moselle-vendredi-saint",
// "guadeloupe", …
const std::vector<std::string>& Zones();
// Zone of a département ("67" -> alsace-moselle without Good Friday; "971" -> guadeloupe), and
// whether a commune or an island decides; unknown: "metropole" with no extension by local holidays.
struct ZoneGuess {
  std::string zone = "metropole";
  std::string question;               // French, empty when nothing is open
  std::vector<std::string> possible;  // every zone that it may be, `zone` among them
};
ZoneGuess ZoneOfDepartement(const std::string& departement);

// Holidays of a zone in a year (1950 to 2100), sorted.
std::vector<Date> Holidays(const std::string& zone, int year);
bool IsWorkingDay(Date date, const std::string& zone);  // neither Saturday, Sunday nor holiday
// Days in the period, counted as CPC 641.
Date AddLegal(Date start, Duration length);

struct DeadlineQuery {
  std::string rule;
  Date start;  // hand-over, or what start_kind says
  std::string start_kind =
      "remise";  // "remise", "presentation", "lettre", "notification", "connaissance"
  std::optional<Date> presented;
  std::optional<Date> letter_date;
  std::string zone = "metropole";
  std::vector<std::string> also;  // zones that it may be too: the prudent date avoids their days
  std::optional<Duration> announced;  // the delay that the letter itself states
  std::optional<Date> today;  // to warn of rules that nobody checked for a year; none: letter date
  bool fraud = false;         // a fraud is alleged: its own version of the rule, where there is one
};

struct Basis {
  std::string article;     // "R.148-1"
  std::string code;        // "CSS", "CRPA", "CPC", "CJA"
  std::string confidence;  // "V", "V-aug", "S", "M", "X"
  std::string paragraph;   // "I", "II", "3°": where in the article; may be empty
  Date version;            // in force since
};

struct Deadline {
  std::string rule, side;  // side: "praticien", "caisse", "commission", "uncam", "cra"
  std::string row;         // "M2": the row of the step tables
  Date start;
  std::string start_kind;
  std::string zone;
  Duration length;
  Date raw, extended, prudent;
  bool franc = false;
  std::string label;      // French, short: «Observations ou demande d’audition»
  std::string if_missed;  // French
  std::string form;       // French
  std::string effect;     // of lateness: "forclusion", "acceptation", "abandon", "suite", …
  std::string extension;  // does CPC 642 apply? "acquise", "probable", "douteuse"
  Duration rule_length;   // of the rule, where `length` is the announced one
  std::vector<std::string> starts;    // French: what the delay starts from; the latest counts
  std::vector<std::string> remedies;  // French
  std::vector<Basis> basis;
  std::string rule_set;               // "MSO-C"
  std::vector<std::string> warnings;  // French sentences
};

// What a delay starts from. Several starts of a rule: the latest that applies.
struct LawStart {
  std::string kind;  // "reception", "echeance", "lendemain_audition", …: see law.rng
  std::string of;    // id of the rule whose end or product it is; may be empty
  std::string text;  // French
};

// What shows that the step was done: a letter of this type, or an event that a person recorded.
struct ClosedBy {
  std::string type;       // document type, or
  std::string event;      // kind of event
  std::string procedure;  // of a letter of the commission: "msap", "penalite"; may be empty
  // The letter shows that the step was done, not when: what did it may be missing in the dossier.
  bool since = false;
};

// A rule as a step of a procedure, in the order of the files (a start's `of` comes before).
struct LawStep {
  std::string id, side, label, effect;
  std::vector<LawStart> starts;
  std::vector<ClosedBy> closed_by;
  std::optional<Duration> prolongation;
  bool opened_by_letter = false;
};

class Law {
 public:
  static Result<Law> Load(const std::string& templates_dir);
  Law(Law&&) noexcept;
  Law& operator=(Law&&) noexcept;
  ~Law();

  std::vector<std::string> rule_ids() const;
  Result<Deadline> Compute(const DeadlineQuery& query) const;
  // Ids of the rules that a document type opens for the doctor ("notification_mso" ->
  // "mso.observations").
  std::vector<std::string> RulesOpenedBy(const std::string& document_type) const;
  // Like RulesOpenedBy, for a letter whose field `procedure` is known ("msap", "penalite").
  std::vector<std::string> RulesOpenedBy(const std::string& document_type,
                                         const std::string& procedure) const;
  // All rules as steps, in the version of that date (before the first: the first).
  std::vector<LawStep> Steps(Date at, bool fraud = false) const;
  // The delay that a letter gives where no rule does (`announced` is required; `rule` is ignored):
  // "lettre.delai", of the doctor, without a basis and saying so.
  Result<Deadline> LetterDelay(const DeadlineQuery& query) const;
  // The last day that a delay of that length can have: over Saint-Martin's doubtful days too.
  static Date LatestEnd(Date start, Duration length, bool franc, const std::string& zone);
  // Basis of an article at a date; none when the article is not known or not yet in force.
  std::optional<Basis> BasisOf(const std::string& code, const std::string& article,
                               const std::string& paragraph, Date at) const;
  // Rules as French text for a lawyer to sign off (`riposte law show`).
  Result<std::string> Describe(const std::string& rule) const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit Law(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

std::string ToJson(const Deadline& deadline);  // contract/cli.md
std::string ToText(const Deadline& deadline);  // French, for people

// `riposte law list`: one line a rule, newest version: id, row, side, length, label.
std::string ListRules(const Law& law);

struct LawFinding {
  std::string subject;  // "CSS R.148-1", or the code "CJA"
  std::string kind;     // "copy" "newer" "missing" "differs" "unknown" "gone" "ending" "stale"
  std::string text;     // French
};
// `riposte law check`: articles that nobody has checked for a year.
std::vector<LawFinding> StaleArticles(const Law& law, Date today);
// `riposte law audit DIR`: every cited article against a copy of the codes (the unpacked npm
// package
// @socialgouv/legi-data, or its data folder). Changes nothing. kUsage: a file that is not JSON.
Result<std::vector<LawFinding>> AuditLaw(const Law& law, const std::string& dir);

}  // namespace riposte
