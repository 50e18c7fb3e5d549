// Every rule is a short closed list: the words that need an article or an elision in these letters
// are known (bodies of the Assurance maladie, départements, French towns). What no list knows is
// left without the article rather than given a wrong one.
#include "pipeline/reply/french.h"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>

#include "extractors/values/fold.h"
#include "extractors/values/format.h"
#include "pipeline/dossier/labels.h"
#include "pipeline/reply/typography.h"

namespace riposte::reply {
namespace {

constexpr std::string_view kNoBreak = "\u00A0";

std::string Trim(std::string_view s) {
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!s.empty() && space(s.front())) s.remove_prefix(1);
  while (!s.empty() && space(s.back())) s.remove_suffix(1);
  return std::string(s);
}

std::string ReplaceAll(std::string s, std::string_view from, std::string_view to) {
  for (size_t at = s.find(from); at != std::string::npos; at = s.find(from, at + to.size()))
    s.replace(at, from.size(), to);
  return s;
}

std::string NoBreaks(std::string s) { return ReplaceAll(std::move(s), " ", kNoBreak); }

bool StartsWithWord(std::string_view plain, std::string_view word) {
  return plain.starts_with(word) && (plain.size() == word.size() || plain[word.size()] == ' ');
}

// Initial h is mute in these words (places and names that letters meet); elsewhere it is taken as
// aspirate, which is never a mistake of agreement, only a lost elision.
constexpr std::array<std::string_view, 26> kMuteH = {
    "habit",     "halluin", "hendaye",  "henin",    "hennebont",  "henri",     "herault",
    "herbignac", "herblay", "hericy",   "hermine",  "herouville", "hippolyte", "hirson",
    "histoire",  "homme",   "honfleur", "honneur",  "honoraire",  "honore",    "hopita",
    "hortense",  "hospi",   "hotel",    "huningue", "hyeres"};
// A vowel in writing that French treats as a consonant: no elision.
constexpr std::array<std::string_view, 6> kNoElision = {"onz",   "oui",       "ouistiti",
                                                        "uhlan", "ululement", "yaourt"};

bool Elides(std::string_view word) {
  const std::string plain = Plain(word);
  if (plain.empty()) return false;
  for (std::string_view w : kNoElision)
    if (plain.starts_with(w)) return false;
  if (plain[0] == 'h')
    return std::any_of(kMuteH.begin(), kMuteH.end(),
                       [&](std::string_view w) { return plain.starts_with(w); });
  // y before a consonant is a vowel (Yvetot); before a vowel it glides, but for old French places.
  if (plain[0] == 'y')
    return (plain.size() > 1 && std::string_view("aeiou").find(plain[1]) == std::string::npos) ||
           plain.starts_with("yonne") || plain.starts_with("yerres") || plain.starts_with("yenne");
  return std::string_view("aeiou").find(plain[0]) != std::string::npos;
}

// Article of a body by its first word.
enum class Article { kNone, kLe, kLa, kElided, kLes };

Article ArticleOf(std::string_view body) {
  static constexpr std::array<std::string_view, 12> kFeminine = {
      "cpam", "cgss",      "cssm",       "css",       "caisse", "cnam",
      "msa",  "mutualite", "commission", "direction", "cra",    "union"};
  static constexpr std::array<std::string_view, 5> kMasculine = {"service", "pole", "tribunal",
                                                                 "departement", "centre"};
  const std::string plain = Plain(body);
  for (std::string_view w : kFeminine)
    if (StartsWithWord(plain, w)) return Elides(body) ? Article::kElided : Article::kLa;
  for (std::string_view w : kMasculine)
    if (StartsWithWord(plain, w)) return Article::kLe;
  if (StartsWithWord(plain, "assurance") || StartsWithWord(plain, "echelon"))
    return Article::kElided;
  return Article::kNone;
}

std::string Joined(std::string_view before, std::string_view word) {
  return std::string(before) + std::string(word);
}

std::string WithForm(Article article, std::string_view none, std::string_view le,
                     std::string_view la, std::string_view elided, std::string_view les,
                     std::string_view word) {
  switch (article) {
    case Article::kLe:
      return Joined(le, word);
    case Article::kLa:
      return Joined(la, word);
    case Article::kElided:
      return Joined(elided, word);
    case Article::kLes:
      return Joined(les, word);
    case Article::kNone:
      break;
  }
  return Joined(none, word);
}

// The first letter is the article: l elided, e le, a la, s les, - none.
const std::map<std::string_view, std::string_view>& Departements() {
  static const std::map<std::string_view, std::string_view> list = {
      {"01", "lAin"},
      {"02", "lAisne"},
      {"03", "lAllier"},
      {"04", "sAlpes-de-Haute-Provence"},
      {"05", "sHautes-Alpes"},
      {"06", "sAlpes-Maritimes"},
      {"07", "lArdèche"},
      {"08", "sArdennes"},
      {"09", "lAriège"},
      {"10", "lAube"},
      {"11", "lAude"},
      {"12", "lAveyron"},
      {"13", "sBouches-du-Rhône"},
      {"14", "eCalvados"},
      {"15", "eCantal"},
      {"16", "aCharente"},
      {"17", "aCharente-Maritime"},
      {"18", "eCher"},
      {"19", "aCorrèze"},
      {"2A", "aCorse-du-Sud"},
      {"2B", "aHaute-Corse"},
      {"21", "aCôte-d’Or"},
      {"22", "sCôtes-d’Armor"},
      {"23", "aCreuse"},
      {"24", "aDordogne"},
      {"25", "eDoubs"},
      {"26", "aDrôme"},
      {"27", "lEure"},
      {"28", "lEure-et-Loir"},
      {"29", "eFinistère"},
      {"30", "eGard"},
      {"31", "aHaute-Garonne"},
      {"32", "eGers"},
      {"33", "aGironde"},
      {"34", "lHérault"},
      {"35", "lIlle-et-Vilaine"},
      {"36", "lIndre"},
      {"37", "lIndre-et-Loire"},
      {"38", "lIsère"},
      {"39", "eJura"},
      {"40", "sLandes"},
      {"41", "eLoir-et-Cher"},
      {"42", "aLoire"},
      {"43", "aHaute-Loire"},
      {"44", "aLoire-Atlantique"},
      {"45", "eLoiret"},
      {"46", "eLot"},
      {"47", "eLot-et-Garonne"},
      {"48", "aLozère"},
      {"49", "eMaine-et-Loire"},
      {"50", "aManche"},
      {"51", "aMarne"},
      {"52", "aHaute-Marne"},
      {"53", "aMayenne"},
      {"54", "aMeurthe-et-Moselle"},
      {"55", "aMeuse"},
      {"56", "eMorbihan"},
      {"57", "aMoselle"},
      {"58", "aNièvre"},
      {"59", "eNord"},
      {"60", "lOise"},
      {"61", "lOrne"},
      {"62", "ePas-de-Calais"},
      {"63", "ePuy-de-Dôme"},
      {"64", "sPyrénées-Atlantiques"},
      {"65", "sHautes-Pyrénées"},
      {"66", "sPyrénées-Orientales"},
      {"67", "eBas-Rhin"},
      {"68", "eHaut-Rhin"},
      {"69", "eRhône"},
      {"70", "aHaute-Saône"},
      {"71", "aSaône-et-Loire"},
      {"72", "aSarthe"},
      {"73", "aSavoie"},
      {"74", "aHaute-Savoie"},
      {"75", "-Paris"},
      {"76", "aSeine-Maritime"},
      {"77", "aSeine-et-Marne"},
      {"78", "sYvelines"},
      {"79", "sDeux-Sèvres"},
      {"80", "aSomme"},
      {"81", "eTarn"},
      {"82", "eTarn-et-Garonne"},
      {"83", "eVar"},
      {"84", "eVaucluse"},
      {"85", "aVendée"},
      {"86", "aVienne"},
      {"87", "aHaute-Vienne"},
      {"88", "sVosges"},
      {"89", "lYonne"},
      {"90", "eTerritoire de Belfort"},
      {"91", "lEssonne"},
      {"92", "sHauts-de-Seine"},
      {"93", "aSeine-Saint-Denis"},
      {"94", "eVal-de-Marne"},
      {"95", "eVal-d’Oise"},
      {"971", "aGuadeloupe"},
      {"972", "aMartinique"},
      {"973", "aGuyane"},
      {"974", "-La Réunion"},
      {"975", "-Saint-Pierre-et-Miquelon"},
      {"976", "-Mayotte"},
      {"977", "-Saint-Barthélemy"},
      {"978", "-Saint-Martin"}};
  return list;
}

std::string Cased(std::string_view text, bool upper) {
  icu::UnicodeString u = icu::UnicodeString::fromUTF8(std::string(text));
  if (upper)
    u.toUpper(icu::Locale::getFrench());
  else
    u.toLower(icu::Locale::getFrench());
  std::string out;
  u.toUTF8String(out);
  return out;
}

std::string FirstUpper(const std::string& word) {
  icu::UnicodeString u = icu::UnicodeString::fromUTF8(word);
  if (u.isEmpty()) return word;
  icu::UnicodeString first(u.char32At(0));
  first.toUpper(icu::Locale::getFrench());
  u.replace(0, U16_LENGTH(u.char32At(0)), first);
  std::string out;
  u.toUTF8String(out);
  return out;
}

// Five digits and a space open a postal line («44200 NANTES»); overseas and Corsica too.
bool PostalLine(std::string_view line) {
  return line.size() > 6 && line[5] == ' ' &&
         std::all_of(line.begin(), line.begin() + 5, [](char c) { return c >= '0' && c <= '9'; });
}

using Lines = std::vector<std::string>;

std::optional<Lines> One(std::optional<std::string> s) {
  if (!s) return std::nullopt;
  return Lines{std::move(*s)};
}

std::optional<std::string> OfType(ValueType type, std::string_view canonical) {
  std::optional<Value> v = FromCanonical(type, canonical);
  if (!v) return std::nullopt;
  return French(*v);
}

std::optional<std::string> Number(std::string_view canonical, int decimals) {
  if (decimals >= 0) {
    std::optional<Decimal> d = Rounded(canonical, decimals);
    if (!d) return std::nullopt;
    return FrenchDecimal(*d);
  }
  return OfType(ValueType::kDecimal, canonical);
}

// An identifier in the groups in which it is printed; none if it has another length.
std::optional<std::string> Grouped(std::string_view id, std::initializer_list<size_t> groups) {
  std::string out;
  size_t at = 0;
  for (size_t n : groups) {
    if (at + n > id.size()) return std::nullopt;
    out += (at ? std::string(kNoBreak) : std::string()) + std::string(id.substr(at, n));
    at += n;
  }
  if (at != id.size()) return std::nullopt;
  return out;
}

// What a person typed, as a sentence: a capital first, a full stop last.
std::string AsSentence(const std::string& text) {
  icu::UnicodeString u = icu::UnicodeString::fromUTF8(text);
  const UChar32 first = u.char32At(0);
  u.replace(0, U16_LENGTH(first), icu::UnicodeString(u_toupper(first)));
  const UChar32 last = u.char32At(u.length() - 1);
  if (last != '.' && last != '!' && last != '?' && last != 0x2026) u.append('.');
  std::string out;
  u.toUTF8String(out);
  return out;
}

}  // namespace

std::optional<Decimal> Rounded(std::string_view canonical, int decimals) {
  if (decimals < 0 || decimals > 6) return std::nullopt;
  bool negative = canonical.starts_with('-');
  if (negative) canonical.remove_prefix(1);
  const size_t dot = canonical.find('.');
  const std::string_view whole = canonical.substr(0, dot);
  std::string_view fraction =
      dot == std::string_view::npos ? std::string_view() : canonical.substr(dot + 1);
  const auto digits = [](std::string_view s) {
    return std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (whole.empty() || whole.size() > 12 || !digits(whole) || !digits(fraction) ||
      (dot != std::string_view::npos && fraction.empty()))
    return std::nullopt;
  int64_t n = 0;
  for (char c : whole) n = n * 10 + (c - '0');
  for (int i = 0; i < decimals; ++i)
    n = n * 10 + (static_cast<size_t>(i) < fraction.size() ? fraction[i] - '0' : 0);
  if (fraction.size() > static_cast<size_t>(decimals) && fraction[decimals] >= '5') ++n;
  return Decimal{negative ? -n : n, decimals};
}

std::string WithDe(std::string_view word) {
  const std::string plain = Plain(word);
  return Joined(Elides(word) ? "d’" : "de ", word);
}

std::string WithArticle(std::string_view body) {
  return WithForm(ArticleOf(body), "", "le ", "la ", "l’", "les ", body);
}

std::string DeArticle(std::string_view body) {
  const Article a = ArticleOf(body);
  if (a == Article::kNone) return WithDe(body);
  return WithForm(a, "", "du ", "de la ", "de l’", "des ", body);
}

std::string AArticle(std::string_view body) {
  return WithForm(ArticleOf(body), "à ", "au ", "à la ", "à l’", "aux ", body);
}

std::optional<std::string> DepartementWithDe(std::string_view number) {
  const auto found = Departements().find(number);
  if (found == Departements().end()) return std::nullopt;
  const std::string_view name = found->second.substr(1);
  switch (found->second[0]) {
    case 'l':
      return Joined("de l’", name);
    case 'e':
      return Joined("du ", name);
    case 'a':
      return Joined("de la ", name);
    case 's':
      return Joined("des ", name);
    default:
      return Joined("de ", name);
  }
}

std::optional<std::string> Agree(std::string_view canonical_number, std::string_view singular,
                                 std::string_view plural) {
  const std::optional<Value> v = FromCanonical(ValueType::kDecimal, canonical_number);
  const Decimal* d = v ? std::get_if<Decimal>(&*v) : nullptr;
  if (!d) return std::nullopt;
  int64_t two = 2;
  for (int i = 0; i < d->scale; ++i) two *= 10;
  return std::string(d->digits >= two || d->digits <= -two ? plural : singular);
}

std::string Capitals(std::string_view text) { return Cased(text, true); }

std::string PlaceName(std::string_view text) {
  const std::string trimmed = Trim(text);
  if (Cased(trimmed, true) != trimmed) return trimmed;
  static constexpr std::array<std::string_view, 14> kSmall = {
      "sur", "sous", "en", "de", "du", "des", "le", "la", "les", "lès", "à", "aux", "et", "au"};
  const std::string lower = ReplaceAll(Cased(trimmed, false), "'", "’");
  std::string out, word;
  bool first = true;
  const auto flush = [&] {
    // «d’» and «l’» stay small inside a name: Villeneuve-d’Ascq, but L’Haÿ-les-Roses.
    const size_t quote = word.find("’");
    if (quote != std::string::npos) {
      const std::string head = word.substr(0, quote + 3), tail = word.substr(quote + 3);
      out += (first ? FirstUpper(head) : head) + FirstUpper(tail);
    } else if (!first && std::find(kSmall.begin(), kSmall.end(), word) != kSmall.end()) {
      out += word;
    } else {
      out += FirstUpper(word);
    }
    if (!word.empty()) first = false;
    word.clear();
  };
  for (char c : lower) {
    if (c == '-' || c == ' ') {
      flush();
      out += c;
    } else {
      word += c;
    }
  }
  flush();
  return out;
}

std::vector<std::string> SplitLines(std::string_view joined) {
  std::vector<std::string> lines;
  size_t from = 0;
  while (from <= joined.size()) {
    size_t at = std::min(joined.find(" / ", from), joined.find('\n', from));
    const std::string line = Trim(joined.substr(from, at - from));
    if (!line.empty() && line != "/") lines.push_back(line);
    if (at == std::string_view::npos) break;
    from = at + (joined[at] == '\n' ? 1 : 3);
  }
  return lines;
}

std::optional<std::string> CityOf(std::string_view address) {
  const Lines lines = SplitLines(address);
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (!PostalLine(*line)) continue;
    std::string town = Trim(std::string_view(*line).substr(6));
    const size_t cedex = Cased(town, true).find("CEDEX");
    if (cedex != std::string::npos && Cased(town, true).size() == town.size())
      town = Trim(std::string_view(town).substr(0, cedex));
    // «NANTES 3» of old cedex lines.
    while (!town.empty() && (town.back() == ' ' || (town.back() >= '0' && town.back() <= '9')))
      town.pop_back();
    if (town.empty()) return std::nullopt;
    return PlaceName(town);
  }
  return std::nullopt;
}

namespace {

// «ij_par_patient = ij_prescrites / patients_actifs» in the words of a person.
std::string Equation(const std::string& text) {
  std::istringstream words(text);
  std::string out;
  for (std::string w; words >> w;) {
    if (w == "<=") w = "≤";
    if (w == "arrets") w = "arrêts";
    if (w == "ratio") w = "rapport";
    if (w.find('_') != std::string::npos) w = LabelOf(w);
    out += (out.empty() ? "" : " ") + w;
  }
  return out;
}

}  // namespace

const std::vector<std::string>& FormatNames() {
  static const std::vector<std::string> names = {
      "texte",       "lignes",     "date",      "date_jour",      "nombre",    "montant",
      "pourcentage", "duree",      "heure",     "liste",          "accord",    "de",
      "article",     "de_article", "a_article", "de_departement", "capitales", "lieu",
      "ville",       "am",         "lrar",      "phrase",         "egalite"};
  return names;
}

std::optional<Lines> Format(std::string_view name, std::string_view canonical,
                            const FormatOptions& options) {
  const std::string text = Trim(canonical);
  if (text.empty()) return std::nullopt;
  if (name == "texte") return One(text);
  if (name == "egalite") return One(Equation(text));
  if (name == "phrase") return One(CurlyApostrophes(AsSentence(text)));
  if (name == "lignes") {
    Lines lines = SplitLines(text);
    if (lines.empty()) return std::nullopt;
    return lines;
  }
  if (name == "date" || name == "date_jour") {
    const std::optional<Date> d = DateFromIso(text);
    if (!d) return std::nullopt;
    return One(NoBreaks(name == "date" ? FrenchDate(*d) : FrenchDateWithDay(*d)));
  }
  if (name == "nombre") return One(Number(text, options.decimals));
  if (name == "montant") return One(OfType(ValueType::kAmount, text));
  if (name == "pourcentage") {
    std::optional<std::string> n = Number(text, options.decimals);
    if (!n) return std::nullopt;
    return One(*n + std::string(kNoBreak) + "%");
  }
  if (name == "duree") return One(OfType(ValueType::kDuration, text));
  if (name == "heure") return One(OfType(ValueType::kTime, text));
  if (name == "liste") return One(OfType(ValueType::kTextList, text));
  if (name == "accord") {
    if (options.forms.size() != 2) return std::nullopt;
    return One(Agree(text, options.forms[0], options.forms[1]));
  }
  if (name == "de") return One(WithDe(text));
  if (name == "article") return One(WithArticle(text));
  if (name == "de_article") return One(DeArticle(text));
  if (name == "a_article") return One(AArticle(text));
  if (name == "de_departement") return One(DepartementWithDe(text));
  if (name == "am") return One(Grouped(text, {2, 1, 5, 1}));
  if (name == "lrar") return One(Grouped(text, {2, 3, 3, 4, 1}));
  if (name == "capitales") return One(Capitals(text));
  if (name == "lieu") return One(PlaceName(text));
  if (name == "ville") return One(CityOf(text));
  return std::nullopt;
}

std::string DefaultFormat(ValueType type) {
  switch (type) {
    case ValueType::kInteger:
    case ValueType::kDecimal:
      return "nombre";
    case ValueType::kPercent:
      return "pourcentage";
    case ValueType::kAmount:
      return "montant";
    case ValueType::kDate:
      return "date";
    case ValueType::kDuration:
      return "duree";
    case ValueType::kTime:
      return "heure";
    case ValueType::kTextList:
      return "liste";
    default:
      return "texte";
  }
}

}  // namespace riposte::reply
