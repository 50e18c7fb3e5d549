// Addresses: lines under or beside an anchor, an office or a doctor's practice in a sentence, and
// the fund's own on a line without its name.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "extractors/template/fields.h"

namespace riposte {
namespace {

// What stands between two lines of an address; «Service médical –» and «Secrétariat» are one name.
const char* JointOf(const LetterText& text, const Range& above, const Range& below) {
  static const RE2 goes_on("^\\s*[–—-]\\s*$");
  const Range line = text.lines()[static_cast<size_t>(text.LineAt(above.begin))].range;
  if (above.end > line.end || below.begin < line.end) return " / ";
  const std::string_view rest = text.At({above.end, line.end});
  return RE2::FullMatch({rest.data(), rest.size()}, goes_on) ? " – " : " / ";
}

}  // namespace

// «à l’adresse : DRM – Cellule MSO», and the street and the town on lines of their own: the lines
// as they are printed.
bool FieldReader::ReadPrintedAddress(const Context& c, Range rest, const std::string& where) {
  static const RE2 town("^[0-9]{5} \\p{Lu}[\\p{L}'’ -]*\\p{L}(?: [0-9]{1,2})?[.,;]?$");
  static const RE2 box("^(?i:bp|cs|tsa)\\s[0-9]");
  static const RE2 prose("\\. \\p{Lu}|(?i:\\b(?:vous|nous|je|jours|mois|tribunal|greffe)\\b)|,$");
  Hit hit;
  for (size_t l = static_cast<size_t>(text_.LineAt(rest.begin)); l < text_.lines().size(); ++l) {
    const Range line = text_.lines()[l].range;
    if (line.begin >= rest.end || hit.ranges.size() > 4) return false;
    Range part = Trimmed({std::max(line.begin, rest.begin), line.end});
    if (const size_t colon = text_.At(part).rfind(':'); colon != std::string_view::npos) {
      hit.ranges.clear();
      part = Trimmed({part.begin + colon + 1, part.end});
    }
    if (part.empty() && hit.ranges.empty()) continue;
    const std::string_view said = text_.At(part);
    if (part.empty() || RE2::PartialMatch({said.data(), said.size()}, prose)) return false;
    hit.ranges.push_back(part);
    if (RE2::FullMatch({said.data(), said.size()}, town)) break;
  }
  if (hit.ranges.size() < 3) return false;
  const std::string_view last = text_.At(hit.ranges.back());
  const std::string_view street = text_.At(hit.ranges[hit.ranges.size() - 2]);
  std::string why_not;
  if (!RE2::FullMatch({last.data(), last.size()}, town) ||
      !(IsStreetLine(street) || RE2::PartialMatch({street.data(), street.size()}, box)) ||
      !Accept(c, hit.ranges.front(), &why_not))
    return false;
  for (size_t i = 0; i < hit.ranges.size(); ++i)
    hit.text += std::string(i == 0 ? "" : JointOf(text_, hit.ranges[i - 1], hit.ranges[i])) +
                std::string(text_.At(hit.ranges[i]));
  hit.value = hit.text;
  hit.where = where;
  Add(c, std::move(hit));
  return true;
}

// «au Service médical du Gard, 60 place des Tanneurs, 30000 Nîmes, dans le délai»: an office in a
// sentence; the names, the street and the town are a line each.
bool FieldReader::ReadOffice(const Context& c, Range rest, const std::string& where) {
  static const RE2 office(
      "^[\\s,:]*(?:(?i:à cet effet|à cette fin|pour cela|pour ce faire|directement)[\\s,:]+)?"
      "(?:[^;:\\n€@]{3,120}\\s:\\s+)?(?:(?i:aux?|à la|à "
      "l['’]|à|le|la|l['’])\\s*:?\\s*)?(\\p{L}[^;:\\n€@]{2,160}?)[\\s,–—-]+"
      "([0-9]{5} \\p{Lu}[\\p{L}'’-]+(?:[ -]\\p{Lu}[\\p{L}'’-]+)*(?: [0-9]{1,2}\\b)?)"
      "(?:[^\\p{L}]|$)");
  static const RE2 line("((?:[^,–—]|,\\s*\\p{Ll}|[^\\s][–—])+)(?:[\\s,–—]+|$)");
  static const RE2 street_in("(?i)\\b(?:bp|cs|tsa|[0-9]{1,4}(?: ?(?:bis|ter))?,? \\p{L})");
  static const RE2 court("(?i)\\b(?:docteur|tribunal|greffe)\\b");
  static const RE2 other(
      "\\. \\p{Lu}\\p{Ll}|(?i:\\b(?:docteur|tribunal|greffe|commission de recours|cra)\\b)|"
      "(?i:\\b(?:vous|nous|je|jours|mois)\\b)");
  if (ReadPrintedAddress(c, rest, where)) return true;
  // The name may run over the end of a line.
  std::string said(text_.At(rest));
  std::replace(said.begin(), said.end(), '\n', ' ');
  // A street alone is the fund's own, and a commission's box needs none, unless it is called the
  // address to answer to.
  static const RE2 said_so("(?i)adresse[^.]{0,30}$");
  const size_t before = rest.begin < 40 ? 0 : rest.begin - 40;
  const std::string_view led = text_.At({before, rest.begin});
  // «au secrétariat de la commission : BP 30417, 87038 LIMOGES CEDEX 1»
  static const RE2 box("^[^;:\\n€@]{0,120}\\s:\\s+(?i:bp|cs|tsa)\\s[0-9]");
  const bool called =
      RE2::PartialMatch({led.data(), led.size()}, said_so) || RE2::PartialMatch(said, box);
  re2::StringPiece m[3];
  if (!office.Match({said.data(), said.size()}, 0, said.size(), RE2::ANCHOR_START, m, 3) ||
      (!called && (RE2::PartialMatch(m[1], other) || !RE2::PartialMatch(m[1], street_in))) ||
      RE2::PartialMatch(m[1], court))
    return false;
  // «à être entendu, au Service juridique, BP 34548»: what comes before is no part of the name.
  static const RE2 lead(
      "^.*[\\s,](?i:aux?|à la|à "
      "l['’]|à)\\s*(?:\\p{Lu}|service|secr|p[ôo]le|cellule|d[ée]part|caisse|"
      "direction|m[ée]decin|bureau)");
  static const RE2 article("^.*[\\s,](?i:aux?|à la|à l['’]|à)(?:\\s+|['’])");
  re2::StringPiece names = m[1];
  if (re2::StringPiece cut = names; RE2::Consume(&cut, lead)) {
    const re2::StringPiece head(names.data(), names.size() - cut.size());
    if (re2::StringPiece rest_of_head = head; RE2::Consume(&rest_of_head, article))
      names.remove_prefix(head.size() - rest_of_head.size());
  }
  const size_t open = std::string_view(names.data(), names.size()).rfind('(');
  if (open != std::string_view::npos) names.remove_prefix(open + 1);
  if (IsStreetLine({names.data(), names.size()}) && !called) return false;
  Hit hit;
  // «Secrétariat des entretiens 4 impasse des Hortillons»: a street needs no comma.
  static const RE2 street_begins(
      "^(.{4,}?)\\s+((?:BP|CS|TSA)\\s[0-9].*|[1-9][0-9]{0,3}(?: ?(?:bis|ter))?,? (?i:rue|avenue|"
      "boulevard|place|quai|cours|all[ée]e|chemin|route|impasse|passage|square)\\b.*)$");
  const auto put = [&](const Range& r) {
    const std::string_view joint = hit.ranges.empty() ? "" : JointOf(text_, hit.ranges.back(), r);
    hit.ranges.push_back(r);
    hit.text += std::string(joint) + said.substr(r.begin - rest.begin, r.end - r.begin);
  };
  const auto add = [&](re2::StringPiece part) {
    re2::StringPiece name, street;
    if (RE2::FullMatch(part, street_begins, &name, &street)) {
      for (re2::StringPiece piece : {name, street}) {
        const size_t from = rest.begin + static_cast<size_t>(piece.data() - said.data());
        const Range p = Trimmed({from, from + piece.size()});
        put(p);
      }
      return;
    }
    const size_t at = rest.begin + static_cast<size_t>(part.data() - said.data());
    const Range r = Trimmed({at, at + part.size()});
    if (r.empty()) return;
    put(r);
  };
  // «non pas au siège, mais à l’annexe, 41 faubourg des Tanneurs»
  static const RE2 vague("^(?:non|mais|pas|aux?|à|dans)[ ,]");
  re2::StringPiece part;
  while (RE2::Consume(&names, line, &part))
    if (names.empty() || !RE2::PartialMatch(part, vague)) add(part);
  // «CPAM 31, Secrétariat des commissions, 5 rue …»: one line or two.
  if (hit.ranges.size() > 2) hit.doubts.push_back("weak_anchor");
  // «à l’échelon local, 3 rue …»: what the office is, or its name.
  static const RE2 small("^\\p{Ll}");
  if (RE2::PartialMatch(hit.text, small)) hit.doubts.push_back("weak_anchor");
  add(m[2]);
  std::string why_not;
  if (!Accept(c, hit.ranges.front(), &why_not)) {
    Say(3, fmt::format("rejected: «{}»: {}", hit.text, why_not));
    return false;
  }
  hit.value = hit.text;
  hit.where = where;
  Add(c, std::move(hit));
  return true;
}

bool FieldReader::ReadAddress(const Context& c, Range r, const std::string& where) {
  const Try& t = c.t;
  const int line = text_.LineAt(r.begin);
  std::vector<Range> address;
  const Range here = Trimmed(r);
  if (t.direction == Direction::kAfter) {
    // «installé 27 chemin de la Glacière, 31140 AUCAMVILLE, inscrit au RPPS»: both parts run on in
    // the sentence, over the end of a line too.
    static const RE2 in_text(
        "^[\\s,:]*(?:[^0-9;:.\\n]{1,40}?[\\s,(])?"
        "([1-9][0-9]{0,3}(?: ?(?:bis|ter))?,? \\p{L}[^;:\\n]{3,90}?)[\\s,–—-]+"
        "([0-9]{5} (?:\\p{Lu}[\\p{Lu}'’ -]*\\p{Lu}|\\p{Lu}[\\p{L}'’-]+)(?: CEDEX(?: "
        "[0-9]{1,2})?)?)(?:[^\\p{L}]|$)");
    // «25300 PONTARLIER» and «RPPS …» below it.
    static const RE2 next_label(" (?:RPPS|AM|TEL|TÉL|ADELI|LRAR)$");
    const Range rest{r.begin,
                     text_.blocks()[static_cast<size_t>(text_.BlockAt(r.begin))].range.end};
    const std::string_view said = text_.At(rest);
    re2::StringPiece m[3];
    if (c.field.id == "adresse_reponse") return ReadOffice(c, rest, where);
    if (!in_text.Match({said.data(), said.size()}, 0, said.size(), RE2::ANCHOR_START, m, 3))
      return false;
    // A practice has no CEDEX: that is an office's.
    if (static const RE2 cedex("(?i)\\bcedex\\b");
        c.field.id == "praticien_adresse" && RE2::PartialMatch(m[2], cedex))
      return false;
    Hit hit;
    std::string town = m[2].as_string();
    if (RE2::Replace(&town, next_label, "")) m[2].remove_suffix(m[2].size() - town.size());
    for (int i : {1, 2}) {
      const size_t at = rest.begin + static_cast<size_t>(m[i].data() - said.data());
      hit.ranges.push_back({at, at + m[i].size()});
    }
    std::string why_not;
    if (!Accept(c, hit.ranges[0], &why_not)) {
      Say(3, fmt::format("rejected: «{}»: {}", text_.At(hit.ranges[0]), why_not));
      return false;
    }
    hit.text = m[1].as_string() + " / " + m[2].as_string();
    std::replace(hit.text.begin(), hit.text.end(), '\n', ' ');
    hit.value = hit.text;
    hit.where = where;
    Add(c, std::move(hit));
    return true;
  }
  if (!here.empty() && !IsPostalLine(text_.At(here)) && t.direction != Direction::kBelow)
    address.push_back(here);
  // «Service médical, 60 place des Tanneurs, 30000 NÎMES» under «Où écrire ?».
  if (c.field.id == "adresse_reponse" && t.direction == Direction::kBelow &&
      IsPostalLine(text_.At(text_.lines()[static_cast<size_t>(line)].range)))
    return ReadOffice(c, r, where);
  if (t.direction == Direction::kBelow) {
    const Range whole = text_.lines()[static_cast<size_t>(line)].range;
    const bool one_line = IsPostalLine(text_.At(whole));
    if (!one_line) address.push_back(whole);
    for (const Range& a : AddressUnder(text_, line, one_line ? whole.begin : whole.end, true))
      address.push_back(a);
    // A part of a sentence, not lines of an address.
    if (std::any_of(address.begin(), address.end(), [&](const Range& a) {
          return text_.At(a).ends_with(",") && text_.At(a).size() > 30;
        }))
      return false;
  } else {
    for (const Range& a : AddressUnder(text_, line, here.begin, true)) address.push_back(a);
    // «ADRESSE : 8 CHEMIN DES BURONS» and «12100 MILLAU» under the street.
    if (address.empty() && !here.empty() && IsStreetLine(text_.At(here))) {
      address = AddressUnder(text_, line, here.end, true, here);
      if (!address.empty()) address.insert(address.begin(), here);
    }
  }
  if (c.field.id == "praticien_adresse")
    std::erase_if(address, [&](const Range& a) { return IsAsideLine(text_.At(a)); });
  if (address.empty() || !IsPostalLine(text_.At(address.back()))) return false;
  // A practice has no CEDEX: that is an office's.
  static const RE2 cedex("(?i)\\bcedex\\b");
  const std::string_view town = text_.At(address.back());
  if (c.field.id == "praticien_adresse" && RE2::PartialMatch({town.data(), town.size()}, cedex))
    return false;
  Hit hit;
  for (const Range& a : address)
    hit.text += (hit.text.empty() ? "" : " / ") + std::string(text_.At(a));
  hit.value = hit.text;
  hit.ranges = address;
  hit.where = where;
  Add(c, std::move(hit));
  return true;
}

// «12 rue des Meuniers • 77951 MAINCY CEDEX»: a line that is an address of the fund's département
// and nothing else, away from the fund's name. Outside a letter's edges only large offices count:
// they have a CEDEX.
void FieldReader::ReadBareFundAddress(const Context& c) {
  if (funds_.empty()) return;
  static const RE2 cedex("(?i)\\bcedex\\b");
  static const RE2 alone("^[0-9]{5} [^0-9,;:(]+?(?: (?i:cedex)(?: [0-9]{1,2})?)?$");
  static const RE2 court("(?i)tribunal|greffe|cour d|minist[èe]re");
  for (size_t i = 0; i < text_.lines().size(); ++i) {
    const Range line = text_.lines()[i].range;
    const std::string_view said = text_.At(line);
    if (!PlaceFits(c.t, line) || DepartmentOfPostalLine(said) != funds_[0].fund->department)
      continue;
    if (c.t.zone == Zone::kAny && !RE2::PartialMatch({said.data(), said.size()}, cedex)) continue;
    // The end of a sentence: somebody else's address.
    const bool runs_on = i > 0 && text_.lines()[i - 1].block == text_.lines()[i].block &&
                         text_.Sentence(line.begin).begin < line.begin &&
                         text_.Wraps(static_cast<int>(i) - 1);
    std::vector<Range> parts;
    if (RE2::FullMatch({said.data(), said.size()}, alone)) {
      const Range street = StreetAbove(text_, static_cast<int>(i));
      if (!street.empty()) parts = {street, line};
    } else if (!runs_on && !said.ends_with(".")) {
      parts = AddressUnder(text_, static_cast<int>(i), line.begin, false);
    }
    if (parts.size() != 2 || !IsStreetLine(text_.At(parts[0]))) continue;
    if (addressee_ &&
        std::any_of(addressee_->address.begin(), addressee_->address.end(),
                    [&](const Range& a) { return a.Overlaps(parts[0]) || a.Overlaps(parts[1]); }))
      continue;
    const std::string_view before =
        text_.At(text_
                     .blocks()[static_cast<size_t>(
                         text_.lines()[static_cast<size_t>(text_.LineAt(parts[0].begin))].block)]
                     .range);
    if (RE2::PartialMatch({before.data(), before.size()}, court)) continue;
    Hit hit;
    hit.where = "address of the fund's département";
    for (const Range& r : parts)
      hit.text += (hit.text.empty() ? "" : " / ") + std::string(text_.At(r));
    hit.ranges = parts;
    hit.value = hit.text;
    Add(c, std::move(hit));
  }
}

// «à l’encontre du docteur X, 26 route de l’Izoard, 05600 GUILLESTRE (RPPS …)»: a letter without an
// address block. Other doctors and their addresses stand in sentences too, so that only one who is
// clearly meant is read surely.
void FieldReader::ReadAddressBesideDoctor(const Context& c) {
  static const RE2 beside(
      "((?i:encontre|contre|concern\\p{L}+|en cause|praticien(?:ne)?|destinataire|d[ée]bit\\p{L}+|"
      "entendue?|signature)\\s?:?\\s(?:(?i:d[eu]|le|au|à|de la)\\s)?)?"
      "(?:[Dd]octeure?|DOCTEUR|Dr\\.?|DR)\\s\\p{Lu}[\\p{L}.'’-]+(?:\\s(?:d[eu] |de la |d['’])?"
      "\\p{Lu}[\\p{L}'’-]+){0,3}\\s?,\\s(?:(?i:m[ée]decine? [^,;:0-9]{4,40}|\\p{L}+ologue|"
      "g[ée]n[ée]raliste),\\s)?(?:(?:dont le |ayant son |son )?(?:cabinet )?(?:est )?"
      "(?:situ[ée]|sis|install[ée]|domicili[ée]|demeurant|exer[çc]ant)e?\\s(?:au\\s)?)?"
      "((?:[1-9]|(?:Au|Le|La|Les|Rue|Place|R[ée]sidence|Lieu|Lotissement|Quartier|Route|Immeuble|"
      "Cit[ée]|Zone|Parc|Villa|Domaine|Centre|Cabinet|Maison|rue|place|route|lieu-dit|avenue)\\b)"
      "[^;:()@]{2,90}?)[\\s,–—-]+"
      "([0-9]{5}\\s(?:\\p{Lu}[\\p{Lu}'’ -]*\\p{Lu}\\b|\\p{Lu}[\\p{L}'’-]+))");
  static const RE2 office("(?i)\\bcedex\\b|tribunal|greffe|caisse|commission");
  for (const TextBlock& block : text_.blocks()) {
    const std::string_view said = text_.At(block.range);
    re2::StringPiece m[4];
    if (!beside.Match({said.data(), said.size()}, 0, said.size(), RE2::UNANCHORED, m, 4) ||
        RE2::PartialMatch(m[2], office) || RE2::PartialMatch(m[3], office))
      continue;
    const std::string_view after = said.substr(static_cast<size_t>(m[0].end() - said.data()));
    if (RE2::PartialMatch({after.data(), std::min<size_t>(after.size(), 8)}, office)) continue;
    Hit hit;
    for (int part : {2, 3}) {
      const size_t at = block.range.begin + static_cast<size_t>(m[part].data() - said.data());
      hit.ranges.push_back(Trimmed({at, at + m[part].size()}));
      hit.text += (hit.text.empty() ? "" : " / ") + std::string(text_.At(hit.ranges.back()));
    }
    if (!PlaceFits(c.t, hit.ranges.front())) continue;
    std::replace(hit.text.begin(), hit.text.end(), '\n', ' ');
    hit.value = hit.text;
    hit.where = "beside a doctor's name";
    if (m[1].empty()) hit.doubts.push_back("weak_anchor");
    Add(c, std::move(hit));
    return;
  }
}

}  // namespace riposte
