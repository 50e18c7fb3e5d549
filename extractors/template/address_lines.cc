// The idea: a street, a postal code with a town, and lines that share an edge make an address,
// whatever else their rows say.
#include "extractors/template/address_lines.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>

namespace riposte {
namespace {

bool LineHas(std::string_view s, const RE2& re) {
  return RE2::PartialMatch({s.data(), s.size()}, re);
}

// From the middle of a line to that of the next line of one letterhead, in heights of print: it may
// be set wider than an address.
constexpr double kLetterheadReach = 3.6;

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
  // «Lotissement des Wapas   LRAR : 1A …»
  static const RE2 labelled("(\\s+(?:LRAR|RPPS|AM|R[ée]f|Recommand[ée]|N°)\\b[^:]{0,20}:.*)$");
  const std::string_view whole = text.At(r);
  if (RE2::PartialMatch({whole.data(), whole.size()}, labelled, &rest) &&
      rest.size() < whole.size())
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

// «40011 MONT-DE-MARSAN CEDEX. Merci de …», «72033 LE MANS CEDEX 9 : SIRET …»: CEDEX and its number
// end an address, and so does the stop before a sentence.
Range UpToTown(const LetterText& text, Range r) {
  static const RE2 cedex(
      "[0-9]{5}\\s\\p{L}[^0-9]*?\\s(?i:cedex)(?:\\s[0-9]{1,2}\\b)?(\\s*[^0-9\\s].*)$");
  static const RE2 sentence(
      "[0-9]{5}\\s\\p{L}[\\p{L}'’ -]*\\p{L}(\\.\\s\\p{Lu}\\p{Ll}+\\s\\p{Ll}.*)$");
  for (const RE2* tail : {&cedex, &sentence}) {
    const std::string_view said = text.At(r);
    re2::StringPiece rest;
    if (RE2::PartialMatch({said.data(), said.size()}, *tail, &rest)) r.end -= rest.size();
  }
  return r;
}

// «58 chemin des Vacoas 97430 LE TAMPON», «42 rue des Oursins – 83082 TOULON»: street and town are
// two lines, however they are printed.
void SplitPostal(const LetterText& text, std::vector<Range>* lines) {
  const std::string_view last = text.At(lines->back());
  re2::StringPiece code;
  if (!RE2::PartialMatch({last.data(), last.size()}, Postal(), &code)) return;
  const size_t begin = lines->back().begin + static_cast<size_t>(code.data() - last.data());
  lines->back() = UpToTown(text, lines->back());
  std::string_view street = text.At({lines->back().begin, begin});
  bool again = true;
  while (again) {
    again = false;
    for (std::string_view c :
         {" ", "-", "–", "—", ",", "•", "·", "/", "|", "+", "*", "=", "~", "«", "»", "°", ":"})
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

int NextBelow(const LetterText& text, int line, const Box& reference, double reach) {
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

bool IsStreetLine(std::string_view s) {
  static const RE2 re(
      "(?i)^(?:[0-9]{1,4}\\s*(?:bis|ter|quater|[a-d])?\\b[ "
      ",]|bp\\b|cs\\b|tsa\\b|rue\\b|avenue\\b|av\\.|"
      "boulevard\\b|bd\\b|place\\b|cours\\b|quai\\b|all[ée]e|chemin\\b|route\\b|impasse\\b|"
      "r[ée]sidence\\b|immeuble\\b|passage\\b|square\\b|sente\\b|mont[ée]e\\b|venelle\\b|villa\\b|"
      "parc\\b|zone\\b|z\\.?[ai]\\b|b[âa]t(?:iment)?\\b|espace\\s\\p{Lu}|tour\\s\\p{Lu}|"
      "lotissement\\b|"
      "quartier\\b|lieu-?dit\\b|domaine\\b|technop[oô]le\\b|centre d['’]affaires\\b|"
      "cit[ée] administrative\\b)");
  return LineHas(s, re);
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
  return LineHas(line, specialty) || (LineHas(line, number) && !IsPostalLine(line));
}

bool IsPostalLine(std::string_view line) { return LineHas(line, Postal()); }

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
        LineHas(text.At(LineOf(text, below).range), cedex))
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
  return IsStreetLine(text.At(best->range)) ? AddressOnly(text, best->range) : Range{};
}

}  // namespace riposte
