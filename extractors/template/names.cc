// The idea: French letters write the family name in capitals, the given name not; that settles most
// names whatever their order. The rest is settled by a list of usual given names or not at all.
#include "extractors/template/names.h"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "extractors/values/fold.h"
#include "extractors/values/given_names.h"

namespace riposte {
namespace {

constexpr std::string_view kTitles[] = {"docteur",  "docteure", "dr",         "dr.", "madame",
                                        "monsieur", "mme",      "mme.",       "m.",  "mr",
                                        "mr.",      "mlle",     "professeur", "pr",  "pr."};
constexpr std::string_view kLinks[] = {"le", "la", "l"};  // «Madame le Docteur»
constexpr std::string_view kParticles[] = {"de",  "du",  "des", "d",  "la", "le", "van", "von",
                                           "der", "den", "ben", "el", "al", "da", "dos", "di"};

// Words of offices and headings, which capitals make look like names.
constexpr std::string_view kNoNames[] = {"directeur",
                                         "directrice",
                                         "general",
                                         "generale",
                                         "adjoint",
                                         "adjointe",
                                         "responsable",
                                         "medecin",
                                         "medecin-conseil",
                                         "praticien",
                                         "praticien-conseil",
                                         "conseil",
                                         "service",
                                         "chef",
                                         "caisse",
                                         "cpam",
                                         "cpcam",
                                         "cgss",
                                         "assurance",
                                         "maladie",
                                         "pour",
                                         "delegation",
                                         "pole",
                                         "gestion",
                                         "risque",
                                         "annexe",
                                         "page",
                                         "objet",
                                         "lettre",
                                         "recommandee",
                                         "rpps",
                                         "signature",
                                         "cachet",
                                         "rue",
                                         "lutte",
                                         "fraude",
                                         "fraudes",
                                         "contre",
                                         "unite",
                                         "avenue",
                                         "boulevard",
                                         "place",
                                         "cedex",
                                         "courrier",
                                         "total",
                                         "envoi",
                                         "reference",
                                         "references",
                                         "dossier",
                                         "affaire",
                                         "votre",
                                         "notre",
                                         "suivi",
                                         "destinataire",
                                         "direction",
                                         "bonne",
                                         "reception"};

// What a stamp of arrival leaves before a name: «Arrivé PÉROLS». It may be a family name at the
// end.
constexpr std::string_view kStampWords[] = {"arrive", "arrivee", "recu", "recue"};

// Words of departments that stand right before a name: «la responsable Recouvrement Jeanne ROUX».
constexpr std::string_view kDepartments[] = {
    "recouvrement",  "contentieux",   "juridique", "prestations",    "regulation",
    "comptabilite",  "sante",         "relations", "professionnels", "conventions",
    "remunerations", "prescriptions", "penalites", "controle",       "controles",
    "qualite",       "facturation",   "creances",  "indus",          "maitrise",
    "offre",         "soins",         "medical"};

template <size_t N>
bool In(const std::string_view (&list)[N], std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

bool IsGiven(std::string_view word) {
  std::string plain = Plain(word);
  plain = plain.substr(0, plain.find('-'));
  return IsGivenName(plain);
}

struct Token {
  std::string_view text;
  Range range;
  bool ends = false;  // a comma or the like follows
};

std::vector<Token> Split(std::string_view text) {
  std::vector<Token> out;
  size_t i = 0;
  while (i < text.size()) {
    while (i < text.size() && (text[i] == ' ' || text[i] == '\n')) ++i;
    const size_t begin = i;
    while (i < text.size() && text[i] != ' ' && text[i] != '\n') ++i;
    size_t end = i;
    bool ends = i < text.size() && text[i] == '\n';
    while (end > begin && (text[end - 1] == ',' || text[end - 1] == ';' || text[end - 1] == ':' ||
                           text[end - 1] == ')')) {
      --end;
      ends = true;
    }
    // «… du Docteur Claire MARTIN.», but «Dr.», «J.-P.», «Ch.»: a longer word ends its sentence.
    constexpr size_t kAbbreviated = 4;
    const std::string_view word = text.substr(begin, end - begin);
    if (word.size() > kAbbreviated && word.find('.') == word.size() - 1) {
      --end;
      ends = true;
    }
    if (end > begin) out.push_back({text.substr(begin, end - begin), {begin, end}, ends});
  }
  return out;
}

// How many letters are upper and lower case, and whether all signs may stand in a name.
struct Shape {
  int upper = 0, lower = 0;
  bool name_like = true;
  bool first_upper = false;
  bool initials = true;  // every letter run is one letter with a dot: «J.-P.»
};

Shape ShapeOf(std::string_view word) {
  Shape s;
  int run = 0;
  bool first = true;
  const auto n = static_cast<int32_t>(word.size());
  for (int32_t i = 0; i < n;) {
    UChar32 c;
    U8_NEXT(word.data(), i, n, c);
    if (c >= 0 && u_isalpha(c)) {
      if (u_isupper(c)) {
        ++s.upper;
        if (first) s.first_upper = true;
      } else {
        ++s.lower;
      }
      if (++run > 1) s.initials = false;
      first = false;
    } else {
      if (run == 1 && c != '.') s.initials = false;
      run = 0;
      if (c != '-' && c != '\'' && c != 0x2019 && c != '.' && c != 0x2010 && c != 0x2011)
        s.name_like = false;
    }
  }
  if (run > 0 || word.find('.') == std::string_view::npos) s.initials = false;
  if (s.upper + s.lower == 0) s.name_like = false;
  // A dot at the end of a long word ends a sentence.
  if (!s.initials && !word.empty() && word.back() == '.') s.name_like = false;
  return s;
}

std::string Cased(std::string_view text, bool upper) {
  icu::UnicodeString u = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  const icu::Locale french("fr");
  if (upper)
    u.toUpper(french);
  else
    u.toTitle(nullptr, french);
  std::string out;
  u.toUTF8String(out);
  return out;
}

bool IsTitle(std::string_view word) {
  const std::string plain = Plain(word);
  return In(kTitles, plain);
}

bool IsDoctorTitle(std::string_view word) {
  const std::string plain = Plain(word);
  return plain == "docteur" || plain == "docteure" || plain == "dr" || plain == "dr.";
}

// Skips titles; gives the index of the first token that is none.
size_t SkipTitles(const std::vector<Token>& tokens, size_t from, Person* person) {
  size_t i = from;
  while (i < tokens.size()) {
    if (IsTitle(tokens[i].text)) {
      person->titled = true;
      if (IsDoctorTitle(tokens[i].text)) person->doctor = true;
      ++i;
    } else if (i + 1 < tokens.size() && In(kLinks, Plain(tokens[i].text)) &&
               IsTitle(tokens[i + 1].text)) {
      ++i;
    } else {
      break;
    }
  }
  return i;
}

std::optional<Person> ParseAt(const std::vector<Token>& tokens, size_t from) {
  Person person;
  size_t i = SkipTitles(tokens, from, &person);
  if (i > from && tokens[i - 1].ends) return std::nullopt;  // «Madame,»
  // «M. LATTES» may be Monsieur or an initial: kept as printed. «Dr M. LATTES» has an initial.
  const size_t title = i > from ? i - 1 : from;
  const bool initial = i > from && tokens[title].text == "M.";
  std::vector<const Token*> name;
  for (; i < tokens.size() && name.size() < 6; ++i) {
    const Shape s = ShapeOf(tokens[i].text);
    const bool particle = In(kParticles, Plain(tokens[i].text));
    if (!s.name_like || (!s.first_upper && !(particle && !name.empty()))) break;
    name.push_back(&tokens[i]);
    if (tokens[i].ends) break;
  }
  while (!name.empty() && ShapeOf(name.back()->text).upper == 0) name.pop_back();
  while (!name.empty() && In(kDepartments, Plain(name.front()->text))) name.erase(name.begin());
  if (name.empty()) return std::nullopt;
  for (const Token* t : name)
    if (In(kNoNames, Plain(t->text))) return std::nullopt;
  if (name.size() > 1 && In(kStampWords, Plain(name.front()->text))) return std::nullopt;

  auto is_family = [](const Token* t) {
    const Shape s = ShapeOf(t->text);
    return s.upper >= 2 && s.lower == 0 && !s.initials;
  };
  auto is_particle = [](const Token* t) { return In(kParticles, Plain(t->text)); };
  const auto upper = std::count_if(name.begin(), name.end(), is_family);
  const auto others = static_cast<std::ptrdiff_t>(name.size()) - upper;
  std::vector<std::string_view> given, family;
  if (upper > 0 && others > 0) {
    for (size_t k = 0; k < name.size(); ++k) {
      // «Yann Le GOFF», «de LA TOUR»: a particle before capitals goes with them.
      const bool with_family = is_family(name[k]) || (is_particle(name[k]) && k + 1 < name.size() &&
                                                      is_family(name[k + 1]));
      (with_family ? family : given).push_back(name[k]->text);
    }
  } else if (name.size() == 1) {
    family.push_back(name[0]->text);
  } else {
    // One case throughout: the list of given names decides.
    const bool front = IsGiven(name.front()->text), back = IsGiven(name.back()->text);
    const bool given_first = front && !back ? true : back && !front ? false : upper == 0;
    if (front == back && !ShapeOf(name.front()->text).initials)
      person.doubts.push_back("name_order");
    const size_t n = name.size();
    for (size_t k = 0; k < n; ++k) {
      const bool g = given_first ? k == 0 : k + 1 == n;
      (g ? given : family).push_back(name[k]->text);
    }
  }
  // A word of unknown kind before a known given name may be the end of an office.
  if (upper > 0 && given.size() > 1 && !person.titled && !IsGiven(given[0]) && IsGiven(given[1]) &&
      given[0] == name.front()->text && !ShapeOf(given[0]).initials)
    person.doubts.push_back("name_order");
  for (std::string_view g : given) {
    const Shape s = ShapeOf(g);
    person.name += s.lower == 0 && !s.initials ? Cased(g, false) : std::string(g);
    person.name += ' ';
  }
  for (std::string_view f : family) {
    if (!person.family.empty()) person.family += ' ';
    person.family += Cased(f, true);
  }
  if (initial && given.empty() && name.size() == 1) person.name = "M. ";
  person.name += person.family;
  person.range = {
      person.name.starts_with("M. ") ? tokens[title].range.begin : name.front()->range.begin,
      name.back()->range.end};
  return person;
}

}  // namespace

std::optional<Person> ParsePerson(std::string_view text) { return ParseAt(Split(text), 0); }

std::optional<Person> FindTitledPerson(std::string_view text, bool last) {
  const std::vector<Token> tokens = Split(text);
  std::optional<Person> out;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (!IsTitle(tokens[i].text)) continue;
    if (i > 0 && IsTitle(tokens[i - 1].text)) continue;
    if (std::optional<Person> p = ParseAt(tokens, i); p && p->titled) {
      out = std::move(p);
      if (!last) break;
    }
  }
  return out;
}

bool IsTitleOnly(std::string_view text) {
  const std::vector<Token> tokens = Split(text);
  Person person;
  return !tokens.empty() && !tokens.back().ends &&
         SkipTitles(tokens, 0, &person) == tokens.size() && person.titled;
}

bool StartsWithDoctor(std::string_view text) {
  const std::vector<Token> tokens = Split(text);
  Person person;
  SkipTitles(tokens, 0, &person);
  return person.doctor;
}

bool MayMisreadGivenName(std::string_view text) {
  const std::optional<Person> person = ParsePerson(text);
  if (!person) return false;
  const std::string_view name = person->name;
  const std::string_view given = name.substr(0, name.find_first_of(" -"));
  // The accent of a capital is what a picture loses first.
  static constexpr std::array<std::string_view, 20> kAccented = {
      "edith",  "edouard", "edmee",   "eleonore", "eliane",  "elie",   "elisabeth",
      "elise",  "elodie",  "eloi",    "eloise",   "emeline", "emeric", "emile",
      "emilie", "emilien", "etienne", "evariste", "evelyne", "eleazar"};
  const std::string plain = Plain(given);
  if (given.starts_with('E') &&
      std::find(kAccented.begin(), kAccented.end(), plain) != kAccented.end())
    return true;
  return IsNearGivenName(plain);
}

}  // namespace riposte
