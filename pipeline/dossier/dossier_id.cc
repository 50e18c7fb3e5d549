// Folder names. What comes from paper is cut down to ASCII letters, digits and single hyphens
// before it comes near a path, so that no name can climb out of HOME/dossiers, hide, or be an
// option.
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>

#include "pipeline/dossier/dossier.h"

namespace riposte {
namespace {

constexpr size_t kMaxFamily = 40, kMaxGiven = 30, kMaxProcedure = 20, kMaxId = 120;
// A name is a few words; what is longer was no name, and costs no time here.
constexpr size_t kMaxName = 400;

bool IsAlnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// «Lefèvre» -> «Lefevre», «Œ» -> «OE»; what has no Latin form is dropped later.
std::string Ascii(std::string_view utf8) {
  const icu::StringPiece bytes(utf8.data(), static_cast<int32_t>(std::min(utf8.size(), kMaxName)));
  icu::UnicodeString text = icu::UnicodeString::fromUTF8(bytes);
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> latin(
      icu::Transliterator::createInstance("Any-Latin; Latin-ASCII", UTRANS_FORWARD, status));
  if (U_SUCCESS(status) && latin) latin->transliterate(text);
  std::string out;
  text.toUTF8String(out);
  return out;
}

// Letters and digits, runs of anything else as one hyphen, none at the ends.
std::string Slug(std::string_view ascii, size_t limit) {
  std::string out;
  for (char c : ascii) {
    if (IsAlnum(c)) {
      out += c;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  if (out.size() > limit) out.resize(limit);
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

std::vector<std::string> Words(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  for (char c : text + " ") {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space) word += c;
    if (space && !word.empty()) words.push_back(std::exchange(word, ""));
  }
  return words;
}

bool IsCapitals(const std::string& word) {
  bool letter = false;
  for (char c : word) {
    if (c >= 'a' && c <= 'z') return false;
    letter = letter || (c >= 'A' && c <= 'Z');
  }
  return letter;
}

bool IsParticle(const std::string& word) {
  return word == "de" || word == "du" || word == "des" || word == "la" || word == "le" ||
         word == "d'" || word == "van" || word == "von" || word == "el";
}

// «Claire MARTIN» -> {"MARTIN", "Claire"}: the family name is the words in capitals at the end with
// their particles; without capitals the last word.
std::pair<std::string, std::string> SplitName(const std::string& nom) {
  const std::vector<std::string> words = Words(Ascii(nom));
  size_t family = words.size();
  while (family > 0 && IsCapitals(words.at(family - 1))) --family;
  if (family == words.size() && family > 0) --family;
  while (family > 1 && family < words.size() && IsParticle(words.at(family - 1))) --family;
  std::string first, last;
  for (size_t i = 0; i < words.size(); ++i) (i < family ? first : last) += words.at(i) + " ";
  std::transform(last.begin(), last.end(), last.begin(), Upper);
  return {Slug(last, kMaxFamily), Slug(first, kMaxGiven)};
}

}  // namespace

std::string NewDossierId(const Letter& letter, const std::string& procedure) {
  std::string family, given;
  if (const Fact* nom = letter.Field("praticien_nom")) {
    if (const auto* text = std::get_if<std::string>(&nom->value)) {
      std::tie(family, given) = SplitName(*text);
    }
  }
  std::string name = family.empty() ? "INCONNU" : family;
  if (!given.empty()) name += "-" + given;
  const std::string what = Slug(Ascii(procedure), kMaxProcedure);
  name += "-" + (what.empty() ? "autre" : what);

  const Fact* written = letter.Field("date_lettre");
  const Date* date = written != nullptr ? std::get_if<Date>(&written->value) : nullptr;
  if (date == nullptr || !date->ok()) return "sans-date/" + name;
  const std::string iso = ToIso(*date);
  if (iso.size() != 10 || iso[0] == '-') return "sans-date/" + name;
  return iso.substr(0, 4) + "/" + name + "-" + iso.substr(0, 7);
}

bool IsDossierId(std::string_view id) {
  const size_t slash = id.find('/');
  if (slash == std::string_view::npos || id.size() > kMaxId) return false;
  const std::string_view year = id.substr(0, slash), name = id.substr(slash + 1);
  const bool digits = year.size() == 4 && std::all_of(year.begin(), year.end(),
                                                      [](char c) { return c >= '0' && c <= '9'; });
  if (!digits && year != "sans-date") return false;
  if (name.empty() || !IsAlnum(name.front()) || !IsAlnum(name.back())) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return IsAlnum(c) || c == '-'; });
}

}  // namespace riposte
