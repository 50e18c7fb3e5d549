// The idea: letterheads and addresses have no labels, but they have a form: a fund of a closed
// list, a doctor's title, a postal code with a town, lines that share an edge.
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

const RE2& Postal() {
  static const RE2 re("\\b((?:0[1-9]|[1-8][0-9]|9[0-578])[0-9]{3})\\s+\\p{L}");
  return re;
}

// Two lines of one address share an edge or their middle.
bool Aligned(const Box& a, const Box& b, double height) {
  const double slack = std::max(6.0, height * 0.8);
  return std::abs(a.left - b.left) <= slack || std::abs(a.right - b.right) <= slack ||
         std::abs(a.center_x() - b.center_x()) <= slack;
}

const TextLine& LineOf(const LetterText& t, int i) { return t.lines()[static_cast<size_t>(i)]; }

// From the middle of a line to that of the next line of one address, in heights of print; a
// letterhead may be set wider.
constexpr double kAddressReach = 2.6, kLetterheadReach = 3.6;

// The next line below on the same page that is aligned; -1 when the gap is too large.
int NextBelow(const LetterText& text, int line, const Box& reference,
              double reach = kAddressReach) {
  const TextLine& from = LineOf(text, line);
  int best = -1;
  double best_gap = std::max(from.height, 8.0) * reach;
  double best_shift = 1e9;  // of its left edge, among lines of one printed row
  for (size_t i = 0; i < text.lines().size(); ++i) {
    const TextLine& l = text.lines()[i];
    if (l.page != from.page || static_cast<int>(i) == line) continue;
    const double gap = l.box.center_y() - from.box.center_y();
    const double shift = std::abs(l.box.left - reference.left);
    const bool same_row = best >= 0 && std::abs(gap - best_gap) <= 0.3 * from.height;
    if (gap <= from.height * 0.5 || (same_row ? shift >= best_shift : gap >= best_gap)) continue;
    if (!Aligned(l.box, reference, from.height) && !Aligned(l.box, from.box, from.height)) continue;
    best_gap = gap;
    best_shift = shift;
    best = static_cast<int>(i);
  }
  return best;
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

// «ADRESSE ........ : 12 RUE X»: the label is no part of the line.
Range WithoutLabel(const LetterText& text, Range r) {
  static const RE2 label("^[^0-9:]{0,60}:\\s*");
  re2::StringPiece piece(text.text().data() + r.begin, r.end - r.begin);
  if (RE2::Consume(&piece, label) && piece.size() > 3)
    r.begin = static_cast<size_t>(piece.data() - text.text().data());
  return r;
}

// «15012 AURILLAC CEDEX – téléphone 04 71 …»: what follows the town is no part of it; neither is
// the service before «– 592 boulevard des Chapeliers».
Range AddressOnly(const LetterText& text, Range r) {
  static const RE2 tail(
      "[0-9]{5}\\s+\\p{L}[\\p{L}'’ -]*?(?:\\s(?i:cedex)(?:\\s[0-9]{1,2})?)?"
      "(\\s*(?:\\s[-–—•·|]\\s|,\\s|\\s(?i:RPPS|t[ée]l|fax|courriel|m[ée]l|site)\\b).*)$");
  const std::string_view said = text.At(r);
  re2::StringPiece rest;
  if (RE2::PartialMatch({said.data(), said.size()}, tail, &rest)) r.end -= rest.size();
  // «44 rue de la Manufacture   Beauvais, le 1er octobre 2024»: a line that two columns share.
  static const RE2 dated("(\\s+\\p{Lu}[\\p{L}'’-]+,\\s+(?i:le)\\s+(?:[0-9]|1er).*)$");
  const std::string_view kept = text.At(r);
  if (RE2::PartialMatch({kept.data(), kept.size()}, dated, &rest) && rest.size() < kept.size())
    r.end -= rest.size();
  for (std::string_view sep : {" – ", " — ", " - ", " · ", " • ", " | "}) {
    const size_t found = text.At(r).find(sep);
    if (found == std::string_view::npos) continue;
    const Range after{r.begin + found + sep.size(), r.end};
    if (!IsStreetLine(text.At(r)) && IsStreetLine(text.At(after))) return after;
  }
  return r;
}

// «Lotissement des Wapas      LRAR : 1A 182…»: two columns in one line; the one under the name.
Range ColumnUnder(const LetterText& text, Range r, const Box& reference) {
  Range best = r, part = r;
  double best_shift = 1e9, right = 0;
  bool first = true;
  const auto close = [&](size_t end) {
    part.end = end;
    const double shift = std::abs(text.BoxOf(part).left - reference.left);
    if (shift < best_shift) {
      best_shift = shift;
      best = part;
    }
  };
  for (size_t w : text.WordsIn(r)) {
    const Range at = text.words()[w].range;
    const Box box = text.BoxOf(at);
    if (!first && box.left - right > 2.5 * std::max(box.height(), 6.0)) {
      size_t end = at.begin;
      while (end > part.begin && text.text()[end - 1] == ' ') --end;
      close(end);
      part.begin = at.begin;
    }
    right = box.right;
    first = false;
  }
  if (part.begin != r.begin) close(r.end);
  return best;
}

// «58 chemin des Vacoas 97430 LE TAMPON», «42 rue des Oursins – 83082 TOULON»: street and town are
// two lines, however they are printed.
void SplitPostal(const LetterText& text, std::vector<Range>* lines) {
  const std::string_view last = text.At(lines->back());
  re2::StringPiece code;
  if (!RE2::PartialMatch({last.data(), last.size()}, Postal(), &code)) return;
  const size_t begin = lines->back().begin + static_cast<size_t>(code.data() - last.data());
  std::string_view street = text.At({lines->back().begin, begin});
  bool again = true;
  while (again) {
    again = false;
    for (std::string_view c :
         {" ", "-", "–", "—", ",", "•", "·", "/", "|", "+", "*", "=", "~", "«", "»", "°"})
      if (street.ends_with(c)) {
        street.remove_suffix(c.size());
        again = true;
      }
  }
  if (street.size() < 4) return;
  const Range postal{begin, lines->back().end};
  // «Rue des Frangipaniers · Parc d’activités · 97139 LES ABYMES»
  size_t at = lines->back().begin;
  const size_t end = at + street.size();
  lines->pop_back();
  while (at < end) {
    size_t next = end, skip = 0;
    for (std::string_view sep : {" · ", " • ", " | "})
      if (const size_t found = text.text().find(sep, at); found < next) {
        next = found;
        skip = sep.size();
      }
    if (next > at) lines->push_back({at, next});
    at = next + skip;
  }
  lines->push_back(postal);
}

}  // namespace

bool IsStreetLine(std::string_view s) {
  static const RE2 re(
      "(?i)^(?:[0-9]{1,4}\\s*(?:bis|ter|quater|[a-d])?\\b[ "
      ",]|bp\\b|cs\\b|tsa\\b|rue\\b|avenue\\b|av\\.|"
      "boulevard\\b|bd\\b|place\\b|cours\\b|quai\\b|all[ée]e|chemin\\b|route\\b|impasse\\b|"
      "r[ée]sidence\\b|immeuble\\b|passage\\b|square\\b|sente\\b|mont[ée]e\\b|venelle\\b|villa\\b|"
      "parc\\b|zone\\b|z\\.?[ai]\\b|b[âa]t(?:iment)?\\b)");
  return Matches(s, re);
}

bool IsAsideLine(std::string_view line) {
  static const RE2 specialty(
      "(?i)^(?:[0-9]{2}\\s*[-–—:]?\\s*)?(?:m[ée]decin|sp[ée]cialiste|m[ée]decine|(?:ancien|chef)"
      "\\b|"
      "chirurgie|chirurgien|\\p{L}+ologue|\\p{L}+ologiste|\\p{L}+ologie|\\p{L}+[iï]atre|"
      "\\p{L}+[iï]atrie|g[ée]riatre|radiologue|anesth[ée]siste)\\b");
  static const RE2 number(
      "(?i)^(?:(?:n°|no|num[ée]ro)\\s*)?(?:rpps|am|adeli|finess|ps|identifiant)\\b[^\\p{L}]*"
      "(?:[0-9]|rpps|am\\b)|^[0-9][0-9 ./-]{8,}$|^(?:rpps|identifiant)\\b|^[12][A-Z](?: "
      "?[0-9]){11}$");
  return Matches(line, specialty) || (Matches(line, number) && !IsPostalLine(line));
}

bool IsPostalLine(std::string_view line) { return Matches(line, Postal()); }

std::string DepartmentOfPostalLine(std::string_view line) {
  std::string code;
  if (!RE2::PartialMatch({line.data(), line.size()}, Postal(), &code)) return "";
  if (code.starts_with("97") || code.starts_with("98")) return code.substr(0, 3);
  // 203, 204 and 207 are codes of a CEDEX.
  for (const char* south : {"200", "201", "203", "207"})
    if (code.starts_with(south)) return "2A";
  for (const char* north : {"202", "204", "206"})
    if (code.starts_with(north)) return "2B";
  return code.substr(0, 2);
}

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

std::vector<Range> AddressUnder(const LetterText& text, int line, size_t from, bool all_lines,
                                Range over) {
  std::vector<Range> out;
  // On one line: «CGSS de La Réunion - 4 boulevard du Volcan-Bleu - 97741 SAINT-DENIS CEDEX 9».
  const TextLine& first = LineOf(text, line);
  const std::string_view rest = text.At({from, std::max(from, first.range.end)});
  if (IsPostalLine(rest)) {
    static const RE2 separator("^\\s*(?:[-–—•·,/|:]\\s*)*");
    size_t at = from;
    while (at < first.range.end && out.size() < 5) {
      re2::StringPiece piece(text.text().data() + at, first.range.end - at);
      RE2::Consume(&piece, separator);
      at = static_cast<size_t>(piece.data() - text.text().data());
      size_t end = first.range.end;
      for (std::string_view sep : {" - ", " – ", " — ", " • ", " · ", " | ", " / "}) {
        const size_t found = text.text().find(sep, at);
        if (found != std::string::npos && found < end) end = found;
      }
      if (end <= at) break;
      out.push_back(WithoutLabel(text, {at, end}));
      if (IsPostalLine(text.At({at, end}))) break;
      at = end;
    }
    if (!out.empty()) {
      SplitPostal(text, &out);
      // «Pôle juridique – 90 quai du Tisserand – 53084 LAVAL»: a service is no part of it.
      if (!all_lines && out.size() > 2 && IsStreetLine(text.At(out[out.size() - 2])))
        out.erase(out.begin(), out.end() - 2);
      return out;
    }
  }
  const Box reference = over.empty() ? first.box : text.BoxOf(over);
  int at = line;
  std::vector<Range> lines;
  for (int i = 0; i < 9; ++i) {
    at = NextBelow(text, at, reference, all_lines ? kAddressReach : kLetterheadReach);
    if (at < 0) return {};
    const Range next = ColumnUnder(text, LineOf(text, at).range, reference);
    // «rue du Champ-de-Foire-» and «aux-Laines»: one line that its column broke.
    const bool broken = !lines.empty() && text.At(lines.back()).ends_with("-") &&
                        lines.back().end <= next.begin && next.begin <= lines.back().end + 1;
    if (broken)
      lines.back().end = next.end;
    else
      lines.push_back(WithoutLabel(text, next));
    if (IsPostalLine(text.At(lines.back()))) break;
  }
  if (!lines.empty() && IsPostalLine(text.At(lines.back()))) {
    static const RE2 cedex("^(?i:cedex)(?: [0-9]{1,2})?$");
    const int below = NextBelow(text, at, reference);
    if (below >= 0 && LineOf(text, below).range.begin <= lines.back().end + 1 &&
        LineOf(text, below).range.begin >= lines.back().end &&
        Matches(text.At(LineOf(text, below).range), cedex))
      lines.back().end = LineOf(text, below).range.end;
  }
  if (lines.empty() || !IsPostalLine(text.At(lines.back()))) return {};
  size_t start = 0;
  if (!all_lines)
    for (Range& r : lines) r = AddressOnly(text, r);
  if (!all_lines) {
    // Services between the name and the street are not part of the address.
    for (size_t i = 0; i < lines.size(); ++i)
      if (IsStreetLine(text.At(lines[i]))) {
        start = i;
        break;
      } else if (i + 1 == lines.size()) {
        start = lines.size() >= 2 ? lines.size() - 2 : 0;
      }
  }
  std::vector<Range> picked(lines.begin() + static_cast<std::ptrdiff_t>(start), lines.end());
  SplitPostal(text, &picked);
  return picked;
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

Range StreetAbove(const LetterText& text, int postal_line) {
  const TextLine& postal = LineOf(text, postal_line);
  const TextLine* best = nullptr;
  for (const TextLine& l : text.lines()) {
    const double gap = postal.box.center_y() - l.box.center_y();
    if (l.page != postal.page || gap <= postal.height * 0.5 ||
        gap > std::max(postal.height, 8.0) * kAddressReach || !Aligned(l.box, postal.box, l.height))
      continue;
    if (!best || l.box.center_y() > best->box.center_y()) best = &l;
  }
  if (!best) return {};
  // «17 passage de la Grange-» and «Batelière»: one line that its column broke.
  if (best != &text.lines().front()) {
    const TextLine& over = *(best - 1);
    if (over.block == best->block && text.At(over.range).ends_with("-") &&
        IsStreetLine(text.At(over.range)))
      return {over.range.begin, best->range.end};
  }
  return IsStreetLine(text.At(best->range)) ? best->range : Range{};
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
