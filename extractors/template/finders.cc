// The idea: letterheads and addressees have no labels, but they have a form: a fund of a closed
// list, a doctor's title over the lines of an address.
#include "extractors/template/finders.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>

#include "extractors/values/fold.h"

namespace riposte {
namespace {

bool Matches(std::string_view s, const RE2& re) {
  return RE2::PartialMatch({s.data(), s.size()}, re);
}

// Where the first word stands that begins right below `r`, in the next line; 0: none.
size_t WordUnder(const LetterText& text, Range r) {
  const Box box = text.BoxOf(r);
  const TextLine& from = LineOf(text, text.LineAt(r.begin));
  for (const TextLine& l : text.lines()) {
    const double gap = l.box.center_y() - from.box.center_y();
    if (l.page != from.page || gap <= from.height * 0.5 || gap > from.height * kAddressReach)
      continue;
    for (size_t w : text.WordsIn(l.range)) {
      const Range at = text.words()[w].range;
      if (std::abs(text.BoxOf(at).left - box.left) < 0.5 * from.height) return at.begin;
    }
  }
  return 0;
}

Phrases Kinds() {
  Phrases out;
  for (const char* kind :
       {"CPAM", "CPCAM", "CGSS", "CCSS", "CSSM", "Caisse primaire d’assurance maladie",
        "Caisse primaire centrale d’assurance maladie", "Caisse générale de sécurité sociale",
        "Caisse commune de sécurité sociale", "Caisse de sécurité sociale"})
    out.push_back({kind, PhraseKey(kind)});
  return out;
}

const RE2& Article() {
  static const RE2 re("(?i)^(de la |de l['’]|des |du |de |d['’])");
  return re;
}

// The key without its article: letters write «CPAM Loire-Atlantique» as well.
std::string WithoutArticle(const Phrase& place) {
  std::string s = place.text;
  RE2::Replace(&s, Article(), "");
  return PhraseKey(s);
}

// The closed list's name with the letter's own article: «CPAM du Vaucluse», in capitals too. What
// was misread is not copied.
std::string WrittenPlace(const Fund& fund, std::string_view printed) {
  std::string place = fund.names[0].text;
  std::string own(printed);
  std::replace(own.begin(), own.end(), '\n', ' ');
  while (!own.empty() && own.front() == ' ') own.erase(0, 1);
  std::string article;
  if (!RE2::PartialMatch(own, Article(), &article)) return fund.name;
  // «de La Réunion»: the list knows which capital belongs to the name.
  std::string listed;
  if (RE2::PartialMatch(place, Article(), &listed) && Plain(listed) == Plain(article))
    return fund.name;
  for (char& c : article)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (article.ends_with("'")) article.replace(article.size() - 1, 1, "’");
  RE2::Replace(&place, Article(), "");
  RE2::Replace(&own, Article(), "");
  if (PhraseKey(own) != PhraseKey(place)) return fund.name;
  return fund.name.substr(0, fund.name.find(' ') + 1) + article + place;
}

// The fund of Lozère is a CCSS, that of the Bouches-du-Rhône a CPCAM; where the letter says CPAM,
// so does the value.
std::string Written(const Fund& fund, std::string_view kind, std::string_view place) {
  static const RE2 primary("^(?:cpam|caisse\\s+primaire\\s+d)");
  std::string name = WrittenPlace(fund, place);
  if (RE2::PartialMatch(Plain(kind), primary)) name = "CPAM" + name.substr(name.find(' '));
  return name;
}

}  // namespace

std::vector<FundHit> FindFunds(const LetterText& text, const std::vector<Fund>& funds) {
  static const Phrases kinds = Kinds();
  std::vector<FundHit> out;
  for (const PhraseHit& kind : text.FindAny(kinds)) {
    const bool picture =
        text.FromPicture(text.lines()[static_cast<size_t>(text.LineAt(kind.range.begin))].page);
    // The place follows at once, perhaps on the next line; or it stands under the rest of the name,
    // whatever the column beside says.
    std::vector<size_t> places{kind.range.end};
    const int kind_line = text.LineAt(kind.range.end - 1);
    if (kind.range.end == LineOf(text, kind_line).range.end) {
      const int below = NextBelow(text, kind_line, LineOf(text, kind_line).box);
      if (below >= 0) places.push_back(LineOf(text, below).range.begin);
      // Beside a logo the words of both may be one line.
      if (const size_t word = WordUnder(text, kind.range)) places.push_back(word);
    }
    FundHit best;
    for (const size_t place : places) {
      std::string after;
      const std::string_view rest = std::string_view(text.text()).substr(place, 80);
      // Word by word, so that the end of the place is the end of a word.
      size_t i = 0;
      std::vector<std::pair<size_t, size_t>> ends;  // (key length, text offset)
      while (i < rest.size()) {
        while (i < rest.size() && (rest[i] == ' ' || rest[i] == '\n')) ++i;
        const size_t begin = i;
        while (i < rest.size() && rest[i] != ' ' && rest[i] != '\n') ++i;
        std::string_view word = rest.substr(begin, i - begin);
        after += PhraseKey(word);
        while (!word.empty() && (word.back() == ',' || word.back() == '.' || word.back() == ';' ||
                                 word.back() == ')' || word.back() == ':'))
          word.remove_suffix(1);
        ends.emplace_back(after.size(), place + begin + word.size());
        if (ends.size() >= 10) break;
      }
      // Words of another column between the two are no part of the name.
      const size_t from =
          place > kind.range.end + 1 || place < kind.range.end ? place : kind.range.begin;
      size_t best_length = 0;
      size_t skip = 0;  // of an article, whichever the letter uses
      auto consider = [&](const Fund& fund, const std::string& key) {
        for (const auto& [total, offset] : ends) {
          if (total < skip) continue;
          const size_t length = total - skip;
          const int limit = picture && key.size() >= 10 ? 1 + static_cast<int>(key.size()) / 16 : 0;
          if (length + 2 < key.size() || length > key.size() + 2) continue;
          const int errors = EditDistance(std::string_view(after).substr(skip, length), key, limit);
          if (errors > limit) continue;
          const bool better = !best.fund || errors + kind.errors < best.errors ||
                              (errors + kind.errors == best.errors && key.size() > best_length);
          if (!better) continue;
          best = {&fund, "", {from, offset}, errors + kind.errors};
          best_length = key.size();
        }
      };
      for (const Fund& fund : funds)
        for (const Phrase& name : fund.names) {
          consider(fund, name.key);
          const std::string bare = WithoutArticle(name);
          if (bare.size() < 3) continue;
          consider(fund, bare);
          for (const char* article : {"de la", "de l", "des", "du", "de", "d"}) {
            skip = PhraseKey(article).size();
            if (after.starts_with(PhraseKey(article))) consider(fund, bare);
          }
          skip = 0;
        }
      if (best.fund)
        best.name = Written(*best.fund, text.At(kind.range), text.At({place, best.range.end}));
      if (best.fund) break;
    }
    if (best.fund) out.push_back(best);
  }
  return out;
}

namespace {

// «CAZAUBON Fabien» over «Médecin généraliste» is a doctor.
bool SpecialtyBelow(const LetterText& text, int line) {
  static const RE2 specialty(
      "(?i)^(?:m[ée]decin(?:e)? (?:g[ée]n[ée]rale?|g[ée]n[ée]raliste|sp[ée]cialiste)|"
      "sp[ée]cialiste en |(?:cardio|dermato|gyn[ée]co|rhumato|pneumo|neuro|uro|radio|ophtalmo)"
      "log|p[ée]diatre|psychiatre|g[ée]riatre)");
  const int below = NextBelow(text, line, LineOf(text, line).box);
  return below >= 0 && Matches(text.At(LineOf(text, below).range), specialty);
}

// A line that is a name and nothing else over lines that end with a town. `doctor`: it must say
// that this is one; «Monsieur Yohann TCHIBANGA» may also be somebody at the fund, whose town has a
// CEDEX.
// `zone` is where it may stand: a formal letter has it at the foot of its first page.
std::optional<Addressee> AddresseeAt(const LetterText& text, int i, bool doctor, Zone zone) {
  const TextLine& line = LineOf(text, i);
  if (!text.InZone(line.box, line.page, zone) || (zone == Zone::kAny && line.page > 0))
    return std::nullopt;
  std::string_view s = text.At(line.range);
  // «À : DOCTEUR MARTIN»
  static const RE2 to(
      "^(?:[ÀA] l['’]attention (?:du|de)|À|A|Pour|(?i:destinataire|d[ée]bit(?:eur|rice)|redevable|"
      "requ[ée]rante?|praticien(?:ne)?|m[ée]decin|assujettie?|professionnel de santé))\\s*:?\\s+");
  re2::StringPiece rest(s.data(), s.size());
  if (RE2::Consume(&rest, to)) s = {rest.data(), rest.size()};
  const size_t shift = static_cast<size_t>(s.data() - text.At(line.range).data());
  // «Claire MARTIN, médecin généraliste», «MARTIN Claire, docteur en médecine»
  static const RE2 physician(
      "(?i)^\\s*[,–—-]\\s*(?:docteure? en m[ée]decine(?:, m[ée]decine?(?: [^0-9,;:]{2,40})?)?|"
      "m[ée]decine?(?: [^0-9,;:]{2,40})?|(?:sp[ée]cialiste en )?\\p{L}{4,}(?:ologue|ologiste|"
      "[iï]atre)|g[ée]n[ée]raliste)\\s*[,.]?$");
  static const RE2 adviser("(?i)(?:m[ée]decin|praticien)[ -]conseil");
  Addressee a;
  a.line = i;
  std::optional<Person> p = ParsePerson(s);
  const std::string_view rest_of_line = p ? s.substr(std::min(s.size(), p->range.end)) : "";
  const bool called = p && Matches(rest_of_line, physician) && !Matches(rest_of_line, adviser);
  if (s.size() > 140 || (doctor && !called && !StartsWithDoctor(s))) return std::nullopt;
  if (called) p->titled = p->doctor = true;
  if (s.size() > 70 && !IsPostalLine(s)) return std::nullopt;
  if (!p && IsTitleOnly(s)) {
    a.line = NextBelow(text, i, line.box);
    if (a.line < 0) return std::nullopt;
    p = ParsePerson(text.At(LineOf(text, a.line).range));
    if (p && !doctor) p->titled = true;
  }
  if (!p || (!doctor && !p->titled && !SpecialtyBelow(text, a.line))) return std::nullopt;
  // Nothing but the name may stand there: «Docteur MARTIN, je vous écris» is no addressee.
  Range whole = LineOf(text, a.line).range;
  if (a.line == i) whole.begin += shift;
  if (!called && whole.end - whole.begin > p->range.end + 2) {
    // «Docteur MARTIN Claire, 3 rue des Lilas, 74220 LA CLUSAZ (RPPS …)»
    static const RE2 beside(
        "^\\s*[,;–—-]\\s*([1-9][0-9]{0,3}(?: ?(?:bis|ter))?,? \\p{L}[^;:(]{3,80}?)[\\s,–—-]+"
        "([0-9]{5}\\s+\\p{Lu}[\\p{L}'’ -]*\\p{L})\\s*(?:[(,;.–—]|$)");
    const std::string_view after = text.At({whole.begin + p->range.end, whole.end});
    re2::StringPiece m[3];
    if (a.line != i || !doctor ||
        !beside.Match({after.data(), after.size()}, 0, after.size(), RE2::ANCHOR_START, m, 3))
      return std::nullopt;
    for (int part : {1, 2}) {
      const size_t at =
          whole.begin + p->range.end + static_cast<size_t>(m[part].data() - after.data());
      a.address.push_back({at, at + m[part].size()});
    }
  } else {
    a.address =
        AddressUnder(text, a.line, whole.end, true, a.line == i && shift > 0 ? whole : Range{});
  }
  if (a.address.empty()) return std::nullopt;
  if (!doctor || zone == Zone::kAny) {
    static const RE2 office(
        "(?i)\\bcedex\\b|[0-9]{2}[ .][0-9]{2}[ .][0-9]{2}[ .][0-9]{2}|@|[ -]conseil\\b");
    for (const Range& r : a.address)
      if (Matches(text.At(r), office)) return std::nullopt;
  }
  a.name = {whole.begin + p->range.begin, whole.begin + p->range.end};
  // «Docteur Philomène DUBREUIL-» over «NAUD».
  static const RE2 name_rest("^\\p{Lu}[\\p{L}'’-]+$");
  if (a.address.size() > 1 && text.At(a.name).ends_with('-') &&
      Matches(text.At(a.address[0]), name_rest)) {
    const std::string joined = std::string(text.At(a.name)) + std::string(text.At(a.address[0]));
    if (std::optional<Person> again = ParsePerson(joined)) {
      p->name = again->name;
      p->family = again->family;
      a.address.erase(a.address.begin());
    }
  }
  SettleOrder(text, &*p);
  a.person = std::move(*p);
  return a;
}

}  // namespace

std::optional<Addressee> FindAddressee(const LetterText& text) {
  for (const auto& [doctor, zone] :
       {std::pair{true, Zone::kAddress}, {false, Zone::kAddress}, {true, Zone::kAny}})
    for (size_t i = 0; i < text.lines().size(); ++i)
      if (std::optional<Addressee> a = AddresseeAt(text, static_cast<int>(i), doctor, zone))
        return a;
  return std::nullopt;
}

void SettleOrder(const LetterText& text, Person* person) {
  static const Phrases titles = [] {
    Phrases out;
    for (const char* t : {"Docteur", "Dr", "Madame", "Monsieur", "Mme", "M."})
      out.push_back({t, PhraseKey(t)});
    return out;
  }();
  const auto order = std::find(person->doubts.begin(), person->doubts.end(), "name_order");
  const size_t space = person->name.find(' ');
  if (order == person->doubts.end() || space == std::string::npos ||
      person->name.find(' ', space + 1) != std::string::npos)
    return;
  const std::string given = person->name.substr(0, space);
  bool as_read = false, other_way = false;
  std::optional<Person> other;
  for (const PhraseHit& h : text.FindAny(titles)) {
    std::optional<Person> p = ParsePerson(std::string_view(text.text()).substr(h.range.begin, 80));
    if (!p || !p->doubts.empty()) continue;
    if (p->family == person->family) as_read = true;
    if (PhraseKey(p->family) != PhraseKey(given)) continue;
    other_way = true;
    if (p->name.find(' ') != std::string::npos) other = std::move(p);
  }
  if (as_read == other_way) return;
  if (other_way) {
    // The given name in its own case is printed elsewhere, or it is none that we could write.
    if (!other) return;
    person->name = other->name;
    person->family = other->family;
  }
  person->doubts.erase(order);
}

void CompleteInitial(const LetterText& text, Person* person) {
  std::string initial, family;
  static const RE2 short_form("^(\\p{Lu})\\. (.+)$");
  if (!RE2::FullMatch(person->name, short_form, &initial, &family)) return;
  const RE2 whole("(?:^|[^\\p{L}])(" + initial +
                  "[\\p{Ll}][\\p{L}'’-]*)[ \n](?i:" + RE2::QuoteMeta(family) + ")(?:[^\\p{L}]|$)");
  std::string given;
  if (RE2::PartialMatch(text.text(), whole, &given)) person->name = given + " " + family;
}

std::vector<bool> StampLines(const LetterText& text, const Phrases& stamps) {
  std::vector<bool> out(text.lines().size(), false);
  for (const PhraseHit& h : text.FindAny(stamps)) {
    const TextLine& line = LineOf(text, text.LineAt(h.range.begin));
    // «nous avons bien reçu le 12 mai» is a sentence, a stamp opens its line and is short.
    if (text.WordsIn(line.range).size() > 8 ||
        text.WordsBetween(line.range.begin, h.range.begin) > 1)
      continue;
    const double h3 = std::max(line.height, 8.0) * 3.5;
    for (size_t i = 0; i < text.lines().size(); ++i) {
      const TextLine& l = text.lines()[i];
      if (l.page != line.page || text.WordsIn(l.range).size() > 8) continue;
      const bool near_by = l.box.top < line.box.bottom + h3 && l.box.bottom > line.box.top - h3;
      const bool over = l.box.HorizontalOverlap(line.box) > 0.3;
      if (!near_by || !over) continue;
      // A line of the letter's own form next to a stamp stays the letter's: «Nantes, le 18 juin».
      static const RE2 own("(?i)\\p{L}{3,},?\\s+le\\s+(?:[0-9]|1er)");
      const bool stamp_line = static_cast<int>(i) == text.LineAt(h.range.begin);
      if (!stamp_line && Matches(text.At(l.range), own)) continue;
      out[i] = true;
    }
  }
  return out;
}

}  // namespace riposte
