// The idea: one pass of the literal automaton finds the cues of all templates; only templates that
// already have something are looked at again with errors allowed, or for their tables.
#include "extractors/template/choose.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <map>

#include "extractors/template/patterns.h"
#include "extractors/values/fold.h"

namespace riposte {
namespace {

// A type for which nearly everything speaks, though one thing it needs was not found in the words
// we know (or, with far more points, two): another hand wrote it. Better shown in doubt than
// unknown.
bool IsNear(const TypeScore& s) {
  if (s.possible || s.obstacles < 1 || s.obstacles > 2) return false;
  return s.score >= s.t->sure * (s.obstacles == 1 ? 0.9 : 1.3);
}

// Of letters left out of the count, these had a greater likeness with their own type, and unknown
// mail (leaflets, invoices, patients' letters) a smaller one with any: 0.17 at most.
constexpr double kAlike = 0.18;
// Where another type has at most this share of the best likeness, the best was right for 257 of 260
// letters left out, at 0.6 for 188 of 189.
constexpr double kClearly = 0.7;
constexpr double kSurely = 0.6;
// Of the points a type needs, those that it must have where only the words speak for it.
constexpr double kSomeCues = 0.5;
// Types that come closer than that are not told apart by their words.
constexpr double kAsAlike = 0.85;

// What the words of the letter say of its type.
class TypeWitness {
 public:
  TypeWitness(const LetterText& text, const Templates::Impl& impl, Trace* trace)
      : ranked_(impl.type_words.Rank(WordsOfLetter(text.text()))) {
    for (size_t i = 0; trace && i < std::min<size_t>(3, ranked_.size()); ++i)
      trace->Add(1, fmt::format("its words are like those of {}: {:.2f}", ranked_[i].type,
                                ranked_[i].value));
  }

  // Nothing was learned, or the letter is like none.
  bool silent() const { return ranked_.empty() || ranked_[0].value < kAlike; }
  const std::string& best() const { return ranked_.at(0).type; }
  // How near the type comes to the best, 0 to 1.
  double Share(const std::string& type) const {
    for (const TypeWords::Likeness& l : ranked_)
      if (l.type == type) return l.value / ranked_[0].value;
    return 0;
  }
  // No other type comes near the best.
  bool Lone(double share) const { return ranked_.size() < 2 || Share(ranked_[1].type) <= share; }

 private:
  std::vector<TypeWords::Likeness> ranked_;
};

class Scorer {
 public:
  Scorer(const LetterText& text, const Templates::Impl& impl, FieldReader* reader, Trace* trace)
      : text_(text), reader_(reader), trace_(trace), hits_(impl.literals.size()) {
    impl.literals.Find(text.key(), [&](int id, size_t end) {
      auto& list = hits_[static_cast<size_t>(id)];
      if (list.size() >= 16) return;
      if (auto r = text.Aligned(end, impl.literals.length(id))) list.push_back(*r);
    });
  }

  TypeScore Score(const Template& t, bool thorough) {
    TypeScore out;
    out.t = &t;
    std::string missing;
    for (const Cue& cue : t.cues) {
      if (!cue.table.empty() && !thorough) continue;
      const std::string where = Find(t, cue, thorough);
      const bool there = !where.empty();
      if (thorough && trace_ && (there || cue.required))
        trace_->Add(2, fmt::format("{} {}{}", there ? "+" : "-", cue.Name(),
                                   there ? fmt::format(" ({}): {}", cue.weight, where)
                                         : std::string(" required, not found")));
      if (cue.forbidden) {
        if (there && out.lost.empty()) out.lost = "forbidden cue " + cue.Name() + ": " + where;
        out.obstacles += there;
        continue;
      }
      if (there) out.score += cue.weight;
      if (!there && cue.pattern && !thorough) out.unread += std::max(0.0, cue.weight);
      if (!there && cue.required && missing.empty()) missing = cue.Name();
      if (!there && cue.required) out.obstacles += cue.weight > 1 ? 1 : 3;
    }
    if (out.lost.empty() && !missing.empty()) out.lost = "required cue missing: " + missing;
    if (out.lost.empty() && out.score < t.possible)
      out.lost = fmt::format("{} points, {} needed", out.score, t.possible);
    out.possible = out.lost.empty();
    return out;
  }

 private:
  bool Fits(const Cue& cue, Range r) const {
    const TextLine& line = text_.lines()[static_cast<size_t>(text_.LineAt(r.begin))];
    return (cue.page == 0 || line.page == cue.page - 1) &&
           text_.InZone(line.box, line.page, cue.zone);
  }

  // Where the cue stands, in words; empty when it does not.
  std::string Find(const Template& t, const Cue& cue, bool thorough) {
    for (int id : cue.literals)
      for (const Range& r : hits_[static_cast<size_t>(id)])
        if (Fits(cue, r)) return fmt::format("«{}»", text_.At(r));
    // What forbids a type must stand there to the letter: «avez reçu» is near «avez refusé».
    if (thorough && !cue.forbidden)
      for (const PhraseHit& h : text_.FindAny(cue.phrases))
        if (Fits(cue, h.range))
          return fmt::format("«{}», {} letters off", text_.At(h.range), h.errors);
    if (!cue.article.empty())
      for (const FieldReader::Typed& v : reader_->Values(ValueType::kTextList))
        if (const auto* list = std::get_if<TextList>(&v.found.value))
          for (const std::string& a : *list)
            if (a == cue.article && Fits(cue, v.range)) return "article " + a;
    if (cue.duration)
      for (const FieldReader::Typed& v : reader_->Values(ValueType::kDuration))
        if (const auto* d = std::get_if<Duration>(&v.found.value))
          if (*d == *cue.duration && Fits(cue, v.range))
            return fmt::format("delay «{}»", text_.At(v.range));
    if (cue.pattern && thorough) {
      const std::string key =
          fmt::format("{} {} {}", cue.page, static_cast<int>(cue.zone), cue.pattern->pattern());
      auto [known, is_new] = said_.try_emplace(key);
      if (is_new) known->second = FindPattern(cue);
      if (!known->second.empty()) return known->second;
    }
    if (!cue.table.empty()) {
      for (const TableSpec& spec : t.tables) {
        if (spec.id != cue.table) continue;
        const std::vector<GridTable>& tables = text_.Tables(spec.looked_for);
        if (!tables.empty()) return fmt::format("table of {} rows", tables[0].rows.size());
      }
    }
    return "";
  }

  // Every block, then every line, in plain letters, one below the other: a verb and its object may
  // stand on two lines, a title is a whole line.
  void BuildPlain() {
    const auto add = [&](Range r) {
      plain_at_.emplace_back(plain_.size(), r);
      plain_ += OneByteLetters(Plain(text_.At(r))) + "\n";
    };
    for (const TextBlock& block : text_.blocks()) add(block.range);
    for (const TextLine& line : text_.lines()) add(line.range);
  }

  std::string FindPattern(const Cue& cue) {
    if (plain_at_.empty()) BuildPlain();
    re2::StringPiece m;
    size_t pos = 0;
    while (pos < plain_.size() &&
           cue.pattern->Match(plain_, pos, plain_.size(), RE2::UNANCHORED, &m, 1)) {
      const auto at = static_cast<size_t>(m.data() - plain_.data());
      const auto piece =
          std::upper_bound(plain_at_.begin(), plain_at_.end(), at,
                           [](size_t p, const auto& begin) { return p < begin.first; });
      if (piece != plain_at_.begin() && Fits(cue, (piece - 1)->second))
        return fmt::format("«{}»", std::string_view(m.data(), m.size()));
      pos = at + std::max<size_t>(1, m.size());
    }
    return "";
  }

  const LetterText& text_;
  FieldReader* reader_;
  Trace* trace_;
  std::vector<std::vector<Range>> hits_;
  std::map<std::string, std::string> said_;  // by pattern and place
  std::string plain_;
  std::vector<std::pair<size_t, Range>> plain_at_;
};

}  // namespace

bool InForce(const Template& t, std::optional<Date> letter_date) {
  return !letter_date || ((!t.from || *letter_date >= *t.from) && (!t.to || *letter_date <= *t.to));
}

double MonthsOf(const std::optional<Duration>& d) {
  if (!d) return 1e9;
  return d->months + d->days / 30.0;
}

std::string Cue::Name() const {
  if (!phrases.empty()) return "«" + phrases[0].text + (phrases.size() > 1 ? "»…" : "»");
  if (pattern) return "pattern «" + pattern->pattern() + "»";
  if (!article.empty()) return "article " + article;
  if (duration) return "delay " + ToCanonical(*duration);
  return "table " + table;
}

Choice ChooseTemplate(const LetterText& text, const Templates::Impl& impl, FieldReader* reader,
                      std::optional<Date> letter_date, Trace* trace) {
  Choice choice;
  Scorer scorer(text, impl, reader, trace);
  for (const Template& t : impl.templates) {
    if (!InForce(t, letter_date)) {
      if (trace) trace->Add(1, t.id + ": not in force at the letter's date");
      continue;
    }
    choice.scores.push_back(scorer.Score(t, false));
  }
  std::stable_sort(choice.scores.begin(), choice.scores.end(),
                   [](const TypeScore& a, const TypeScore& b) {
                     return a.score / a.t->sure > b.score / b.t->sure;
                   });
  // Again, thoroughly, for the first six and those that may still have what they need: patterns and
  // tables have not spoken yet.
  for (size_t i = 0; i < choice.scores.size(); ++i) {
    TypeScore& s = choice.scores[i];
    if (s.score <= 0 || (i >= 6 && s.score + s.unread < s.t->possible)) {
      if (trace) trace->Add(1, fmt::format("{}: lost, {}", s.t->id, s.lost));
      continue;
    }
    if (trace) trace->Add(1, s.t->id + ": cues");
    s = scorer.Score(*s.t, true);
    if (trace)
      trace->Add(2, fmt::format("{} points (possible from {}, sure from {}){}", s.score,
                                s.t->possible, s.t->sure, s.possible ? "" : ": lost, " + s.lost));
  }
  std::stable_sort(choice.scores.begin(), choice.scores.end(),
                   [](const TypeScore& a, const TypeScore& b) {
                     if (a.possible != b.possible) return a.possible;
                     return a.score / a.t->sure > b.score / b.t->sure;
                   });
  const TypeWitness words(text, impl, trace);
  const auto score_of = [&choice](const std::string& type) {
    return std::find_if(choice.scores.begin(), choice.scores.end(),
                        [&](const TypeScore& s) { return s.t->id == type; });
  };
  choice.near = choice.scores.empty() || !choice.scores[0].possible;
  if (choice.near) std::stable_partition(choice.scores.begin(), choice.scores.end(), IsNear);
  if (choice.near && !words.silent() &&
      (!IsNear(choice.scores[0]) || words.Share(choice.scores[0].t->id) < kAsAlike))
    // Its cues need not suffice, but a court's letter that speaks of a claim has hardly any.
    if (const auto best = score_of(words.best());
        best != choice.scores.end() && best->score >= kSomeCues * best->t->possible) {
      choice.by_words = !IsNear(*best);
      std::rotate(choice.scores.begin(), best, best + 1);
    }
  if (choice.scores.empty() || (choice.near && !choice.by_words && !IsNear(choice.scores[0]))) {
    choice.near = false;
    choice.why.push_back("no_template");
    return choice;
  }
  const TypeScore& first = choice.scores[0];
  if (choice.near && trace) trace->Add(1, "no type is possible; the nearest is " + first.t->id);
  choice.best = first.t;
  const bool agreed = !words.silent() && words.best() == first.t->id;
  choice.sure = !choice.near && (first.score >= first.t->sure || (agreed && words.Lone(kSurely)));
  if (!choice.sure) choice.why.push_back("few_cues");
  const double reach = 0.75 * first.score / first.t->sure;
  for (size_t i = 1; i < choice.scores.size(); ++i) {
    const TypeScore& s = choice.scores[i];
    if (s.t->id == first.t->id) continue;
    const bool by_words =
        !words.silent() && s.t->id == words.best() && words.Share(first.t->id) <= kClearly;
    const bool by_cues = (choice.near ? IsNear(s) : s.possible) && s.score / s.t->sure >= reach &&
                         !(agreed && words.Share(s.t->id) <= kSurely);
    if (!by_words && !by_cues) continue;
    choice.contested |= by_words;
    if (choice.candidates.empty()) choice.candidates.push_back(first.t->id);
    choice.candidates.push_back(s.t->id);
    const double months = MonthsOf(s.t->delay), shortest = MonthsOf(choice.best->delay);
    if (months < shortest || (by_words && months == shortest)) choice.best = s.t;
  }
  if (!choice.candidates.empty()) {
    choice.sure = false;
    choice.why.push_back("types_compete");
    if (trace) trace->Add(1, "types compete: the shorter delay is shown, " + choice.best->id);
  }
  return choice;
}

}  // namespace riposte
