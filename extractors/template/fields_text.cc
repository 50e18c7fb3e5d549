// Texts: what is left of a region after `stop`, `take` and `pattern`; names and options.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "extractors/template/fields.h"

namespace riposte {
bool FieldReader::ReadPattern(const Context& c, Range region, const std::string& where) {
  re2::StringPiece rest(text_.text().data() + region.begin, region.end - region.begin);
  re2::StringPiece group;
  const bool grouped = c.t.pattern->NumberOfCapturingGroups() == 1;
  re2::StringPiece m[2];
  size_t pos = 0;
  while (pos <= rest.size() &&
         c.t.pattern->Match(rest, pos, rest.size(), RE2::UNANCHORED, m, grouped ? 2 : 1)) {
    const re2::StringPiece& piece = grouped ? m[1] : m[0];
    pos = static_cast<size_t>(m[0].data() - rest.data()) + std::max<size_t>(1, m[0].size());
    if (!piece.data() || piece.empty()) continue;
    const size_t at = static_cast<size_t>(piece.data() - text_.text().data());
    Range r{at, at + piece.size()};
    if (c.field.type == ValueType::kDate && stamps_[static_cast<size_t>(text_.LineAt(at))]) {
      Say(3, fmt::format("rejected: «{}» stands in a stamp", text_.At(r)));
      continue;
    }
    // A pattern beside options says where the option may stand.
    if (!c.t.options.empty()) {
      if (ReadOptions(c, r, where)) return true;
      continue;
    }
    Hit hit;
    if (IsText(c.field.type)) {
      r = Trimmed(r);
      if (r.empty()) continue;
      // «Mme Gwladys MICHENEAU» over «Votre conseillère»: a name ends with its line.
      const TextLine& line = text_.lines()[static_cast<size_t>(text_.LineAt(r.begin))];
      static const RE2 no_name(
          "^\\s*(?:V(?:otre|os)|Notre|L[ae]s?|T[ée]l|Service|P[ôo]le|Assistante?)\\b");
      if ((c.field.id == "interlocuteur" || c.field.id == "signataire") && r.end > line.range.end) {
        const std::string_view below = text_.At({line.range.end, r.end});
        if (!text_.Wraps(text_.LineAt(r.begin)) ||
            RE2::PartialMatch({below.data(), below.size()}, no_name))
          r.end = line.range.end;
      }
      hit.text = std::string(text_.At(r));
      std::replace(hit.text.begin(), hit.text.end(), '\n', ' ');
      hit.value = hit.text;
    } else {
      std::optional<Found> f = ParseWhole(c.field.type, text_.At(r));
      if (!f) {
        Say(3, fmt::format("rejected: «{}» is no {}", text_.At(r), Name(c.field.type)));
        continue;
      }
      // A pattern that knows «10 h» finds the beginning of «10 heures 15».
      for (const Typed& v : Values(c.field.type))
        if (v.range.begin == r.begin && v.range.end > r.end) {
          r = v.range;
          f = v.found;
        }
      hit.text = std::string(text_.At(r));
      hit.value = f->value;
      hit.doubts = f->doubts;
    }
    std::string why_not;
    if (!Accept(c, r, &why_not)) {
      Say(3, fmt::format("rejected: «{}»: {}", text_.At(r), why_not));
      continue;
    }
    hit.ranges = {r};
    hit.where = where;
    Add(c, std::move(hit));
    return true;
  }
  return false;
}

// Are its words so well read that none can be a misread one?
bool FieldReader::ReadWell(Range r) const {
  constexpr double kWell = 0.9;
  const std::vector<size_t> words = text_.WordsIn(r);
  return std::all_of(words.begin(), words.end(), [&](size_t i) {
    const TextWord& w = text_.words()[i];
    const PageReading& page = *text_.pages()[static_cast<size_t>(w.page)];
    return page.words[static_cast<size_t>(w.word)].confidence >= kWell;
  });
}

bool FieldReader::ReadOptions(const Context& c, Range region, const std::string& where) {
  // Of two phrases at one place the one that is there to the letter, then the longer, is meant:
  // «pénalité n’est envisagée» is near «pénalité est envisagée».
  std::vector<std::pair<const Option*, PhraseHit>> found;
  for (const Option& o : c.t.options)
    for (const PhraseHit& h : text_.FindAny(o.phrases))
      if (region.Contains(h.range) && (h.errors == 0 || !ReadWell(h.range)))
        found.emplace_back(&o, h);
  auto length = [](const PhraseHit& h) { return h.range.end - h.range.begin; };
  std::stable_sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
    if (a.second.errors != b.second.errors) return a.second.errors < b.second.errors;
    return length(a.second) > length(b.second);
  });
  std::vector<std::pair<const Option*, PhraseHit>> kept;
  for (const auto& f : found) {
    // A near phrase never stands where one stands to the letter, be that kept or not.
    const auto& rivals = f.second.errors == 0 ? kept : found;
    const bool taken = std::any_of(rivals.begin(), rivals.end(), [&](const auto& k) {
      return (f.second.errors == 0 || k.second.errors < f.second.errors) &&
             k.second.range.Overlaps(f.second.range);
    });
    if (!taken) kept.push_back(f);
  }
  std::stable_sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) {
    return a.second.range.begin < b.second.range.begin;
  });
  bool any = false;
  for (const Option& o : c.t.options) {
    for (const auto& [option, h] : kept) {
      if (option != &o) continue;
      // «P/o le directeur» is not the director's own hand, even where «P/o» was misread.
      if (c.t.line_start &&
          (c.t.direction == Direction::kInSection || c.t.direction == Direction::kAnywhere)) {
        const TextLine& line = text_.lines()[static_cast<size_t>(text_.LineAt(h.range.begin))];
        if (!PhraseKey(text_.At({line.range.begin, h.range.begin})).empty()) continue;
      }
      std::string why_not;
      if (!Accept(c, h.range, &why_not)) {
        Say(3, fmt::format("rejected: «{}»: {}", text_.At(h.range), why_not));
        continue;
      }
      Hit hit;
      hit.value = FromCanonical(c.field.type, o.value).value_or(Value(o.value));
      hit.text = std::string(text_.At(h.range));
      hit.ranges = {h.range};
      // A phrase that is near one of the list may be another: «ne peut accueillir votre recours»
      // is near «accueilli votre recours», and a second reading of it says the same.
      hit.closed_list = h.errors == 0;
      hit.doubtful = h.errors > 0;
      hit.score = 2 * h.errors;
      hit.where = where;
      Add(c, std::move(hit));
      any = true;
      break;
    }
  }
  return any;
}

// A stamp or a signature over a name leaves one word or a few letters of it; a lone letter is the
// rest of a word or an initial that another mention would spell out.
bool FieldReader::CutShort(const Person& person, Range at) const {
  if (!text_.FromPicture(text_.lines()[static_cast<size_t>(text_.LineAt(at.begin))].page))
    return false;
  static const RE2 lone("(?:^| )\\p{L}\\.?(?: |$)|-\\p{L}{1,2}$");
  return person.family.size() < 3 || person.name.find(' ') == std::string::npos ||
         RE2::PartialMatch(person.name, lone);
}

bool FieldReader::ReadPerson(const Context& c, const PhraseHit& anchor, Range r,
                             const std::string& where) {
  const Try& t = c.t;
  const std::string_view s = text_.At(r);
  std::optional<Person> p;
  size_t shift = 0;
  if (t.direction == Direction::kBefore) {
    p = FindTitledPerson(s, true);
  } else {
    const Range trimmed = Trimmed(r);
    shift = trimmed.begin - r.begin;
    std::string_view whole = text_.At(trimmed);
    // «Corentin PROVINSAL (signature numérisée)»
    static const RE2 remark("(?i)(\\s*\\((?:signature|sign[ée]e?|original|cachet)[^()]*\\))$");
    re2::StringPiece said;
    if (RE2::PartialMatch({whole.data(), whole.size()}, remark, &said))
      whole.remove_suffix(said.size());
    p = ParsePerson(whole);
    // Without a title a name has two words, and under a signature it fills its line.
    if (p && !p->titled &&
        (p->name.find(' ') == std::string::npos ||
         (t.direction == Direction::kBelow && p->range.end - p->range.begin + 3 < whole.size())))
      p.reset();
    // «LE SECRÉTAIRE DE LA COMMISSION» under «P/O LA DIRECTRICE» is a second office.
    static const RE2 office(
        "(?i)\\b(?:commission|direct(?:eur|rice)|secr[ée]taire|pr[ée]sidente?|responsable|"
        "comptable|"
        "service|caisse|d[ée]l[ée]gation|m[ée]decin|praticien|gestionnaire|sous-dir|cheff?e?\\b)");
    if (p && RE2::PartialMatch(p->name, office)) p.reset();
    if (!p && t.direction != Direction::kBelow) {
      p = FindTitledPerson(s, false);
      shift = 0;
    }
  }
  if (!p) {
    Say(3, fmt::format("rejected: «{}» is no name", s.substr(0, 60)));
    return false;
  }
  const Range at{r.begin + shift + p->range.begin, r.begin + shift + p->range.end};
  std::string why_not;
  // «Mme GRANGE, directrice adjointe, et le médecin-conseil, docteur …»: somebody else.
  static const RE2 beside("(?:^|\\s)(?:et|ainsi que|avec)\\s");
  if (c.field.id == "medecin_conseil" && t.direction == Direction::kBefore &&
      at.end < anchor.range.begin) {
    const std::string_view between = text_.At({at.end, anchor.range.begin});
    if (RE2::PartialMatch({between.data(), between.size()}, beside)) {
      Say(3, fmt::format("rejected: «{}» stands beside the adviser", text_.At(at)));
      return false;
    }
  }
  // The adviser and the colleague who helps are doctors too.
  static const RE2 adviser_after(
      "(?i)^[\\s,(–—-]*(?:le |la )?(?:m[ée]decin|praticien)[\\s-]*conseil");
  static const RE2 other_before(
      "(?i)(?:(?:m[ée]decin|praticien)[\\s-]*conseil|confr[èe]res?|cons(?:œ|oe)urs?|"
      "(?:assist|accompagn)[ée]e?s? (?:de|du|par|d['’])|(?:en )?(?:compagnie|pr[ée]sence) "
      "(?:de|du|d['’])|r[ée]f[ée]rente?)[^.;:]{0,40}$");
  const size_t led_from = text_.Sentence(at.begin).begin;
  const std::string_view after = std::string_view(text_.text()).substr(at.end, 60);
  const std::string_view led = text_.At({led_from, at.begin});
  if (c.field.id == "praticien_nom" &&
      (RE2::PartialMatch({after.data(), after.size()}, adviser_after) ||
       RE2::PartialMatch({led.data(), led.size()}, other_before))) {
    Say(3, fmt::format("rejected: «{}» is another doctor", text_.At(at)));
    return false;
  }
  // «en présence du Docteur MARTIN»: the doctor the letter is for is nobody else in it.
  if (c.field.id != "praticien_nom" && addressee_ && p->family == addressee_->person.family) {
    Say(3, fmt::format("rejected: «{}» is the addressee", text_.At(at)));
    return false;
  }
  if (!Accept(c, at, &why_not)) {
    Say(3, fmt::format("rejected: «{}»: {}", text_.At(at), why_not));
    return false;
  }
  CompleteInitial(text_, &*p);
  Hit hit;
  hit.text = std::string(text_.At(at));
  std::replace(hit.text.begin(), hit.text.end(), '\n', ' ');
  static const RE2 initial("^\\p{Lu}\\. ");
  const bool completed =
      RE2::PartialMatch(hit.text, initial) && !RE2::PartialMatch(p->name, initial);
  hit.value = t.as == As::kName && !completed ? hit.text : p->name;
  hit.ranges = {at};
  hit.doubts = p->doubts;
  // «docteur Lucien» at the end of a line: the rest of the name is on the next.
  const bool at_end =
      at.end == text_.lines()[static_cast<size_t>(text_.LineAt(at.begin))].range.end;
  if (CutShort(*p, at) || (at_end && p->name.find(' ') == std::string::npos))
    hit.doubts.push_back("incomplete_text");
  hit.where = where;
  hit.score = 2 * anchor.errors;
  Add(c, std::move(hit));
  return true;
}

bool FieldReader::ReadTextIn(const Context& c, const PhraseHit& anchor,
                             const std::vector<Range>& regions) {
  const Try& t = c.t;
  const std::string where = Where(anchor);
  for (Range r : regions) {
    if (t.as == As::kAddress) {
      if (ReadAddress(c, r, where)) return true;
      continue;
    }
    if (t.as == As::kPerson || t.as == As::kName) {
      if (ReadPerson(c, anchor, r, where)) return true;
      continue;
    }
    if (t.as == As::kDepartment) {
      const std::string department = DepartmentOfPostalLine(text_.At(r));
      if (department.empty()) continue;
      Hit hit;
      hit.value = department;
      hit.text = std::string(text_.At(r));
      hit.ranges = {r};
      hit.closed_list = true;
      hit.where = where;
      Add(c, std::move(hit));
      return true;
    }
    if (!t.options.empty() && !t.pattern) {
      if (ReadOptions(c, r, where)) return true;
      continue;
    }
    if (t.take == Take::kLine && text_.At(r).ends_with("-")) {
      // «MSAP-25-» and «02»: a code that the width of its column broke.
      const size_t next = static_cast<size_t>(text_.LineAt(r.end - 1)) + 1;
      if (next < text_.lines().size() && text_.lines()[next].block == text_.lines()[next - 1].block)
        r.end = text_.lines()[next].range.end;
    }
    if (t.take == Take::kLines && t.direction != Direction::kInBlock)
      r = ContinuedLines(t, r, anchor.range);
    if (t.take == Take::kClause && (t.direction == Direction::kAfter))
      r.end = std::min(r.end, std::max(r.begin, text_.Clause({r.begin, r.begin}).end));
    if (t.take == Take::kSentence) r.end = std::max(r.begin, text_.Sentence(r.begin).end);
    const bool beside = t.direction == Direction::kSameLine || t.direction == Direction::kRightOf ||
                        t.direction == Direction::kBelow;
    if (beside && (t.take == Take::kLine || t.take == Take::kLines)) r = UpToNextLabel(r);
    if (t.pattern) {
      if (ReadPattern(c, r, where)) return true;
      if (t.direction != Direction::kInSection) continue;
      for (const TextLine& line : text_.lines())
        if (r.Contains(line.range) && ReadPattern(c, line.range, where)) return true;
      continue;
    }
    r = Trimmed(r);
    if (r.empty()) continue;
    std::string why_not;
    if (!Accept(c, r, &why_not)) {
      Say(3, fmt::format("rejected: «{}»: {}", text_.At(r), why_not));
      continue;
    }
    Hit hit;
    hit.text = std::string(text_.At(r));
    std::replace(hit.text.begin(), hit.text.end(), '\n', ' ');
    hit.value = hit.text;
    hit.ranges = {r};
    hit.where = where;
    hit.score = 2 * anchor.errors;
    Add(c, std::move(hit));
    return true;
  }
  return false;
}

}  // namespace riposte
