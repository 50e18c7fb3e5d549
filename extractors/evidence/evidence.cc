// Every ground of doubt is looked for, then what may clear it; a value is sure when none is left
// and, if it was read by OCR, something beyond the first reading speaks for it. Witnesses only ever
// raise doubt about a form; arithmetic and check digits clear it, since they cannot hold by the
// same mistake. What the page says elsewhere clears doubts of form, but not a lost comma: the same
// font loses it twice.
//
// The levels of confidence are provisional orders of size, from the first readings of this
// project's sample mail; tests/accuracy measures the share of right values for each pattern, and
// these constants are to be what it measured.
#include "extractors/evidence/evidence.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "extractors/values/fold.h"

namespace riposte {
namespace {

// ---- levels, by what speaks for a sure value
constexpr double kTextLayer = 0.998;
constexpr double kCheckDigitAndSecond = 0.998;
constexpr double kArithmetic = 0.995;
constexpr double kDigitsAndCommas = 0.985;  // second reading and comma witness
constexpr double kSecondReading = 0.985;
constexpr double kClosedList = 0.985;
constexpr double kCheckDigit = 0.98;
constexpr double kAgreeingPlaces = 0.98;
// ---- and by what speaks against it
constexpr double kUnbacked = 0.85;  // nothing against it, nothing for it
constexpr double kOddForm = 0.7;
constexpr double kContradicted = 0.5;
constexpr double kBroken = 0.3;

// Below it one word of the value was a guess of the recogniser.
constexpr double kLowWord = 0.6;
constexpr double kGoodWord = 0.85;
// Both readings of a fax see the same pixels: «cornpte», «noufication» at 0.87.
constexpr double kGoodBilevelWord = 0.9;
// Between it and kGoodWord two more readings that agree to the letter were right throughout (13 of
// 13 of 50 scanned letters; below, 9 of 11).
constexpr double kFairWord = 0.75;
constexpr double kLowPage = 0.5;
// Of a second reading: over it, it was no guess.
constexpr double kReadWell = 0.8;
// Dark share of a crop of print is 0.05 to 0.2; a third of the least is hardly visible.
constexpr double kLowInk = 0.015;
// A ratio rounded to two places does not feel the last digit of a count this large.
constexpr int64_t kRoundedAway = 1000;

bool IsNumber(ValueType t) {
  return t == ValueType::kInteger || t == ValueType::kDecimal || t == ValueType::kPercent ||
         t == ValueType::kAmount;
}

std::string Digits(std::string_view s) {
  std::string out;
  for (char c : s)
    if (c >= '0' && c <= '9') out += c;
  return out;
}

// The numbers of a line as bare digits: runs whose digits have only a space, comma or point
// between. Space variants (U+00A0, U+202F, U+2009) end in bytes over 0x7F and count as space.
std::vector<std::string> DigitRuns(std::string_view s) {
  std::vector<std::string> runs;
  bool open = false;
  for (size_t i = 0; i < s.size(); ++i) {
    const char c = s[i];
    if (c >= '0' && c <= '9') {
      if (!open) runs.emplace_back();
      runs.back() += c;
      open = true;
    } else if (c != ' ' && c != ',' && c != '.' && static_cast<unsigned char>(c) < 0x80) {
      open = false;
    }
  }
  return runs;
}

// Case, accents and spaces aside; letters and digits that look alike stay apart.
std::string Bare(std::string_view s) {
  std::string out;
  for (char c : Plain(s))
    if (c != ' ') out += c;
  while (!out.empty() && std::string_view(".,;:").find(out.back()) != std::string_view::npos)
    out.pop_back();
  return out;
}

// The lines of a text on paper: an address is written with « / » between them.
std::string Unslashed(std::string_view s) {
  std::string out(s);
  for (size_t at = out.find(" / "); at != std::string::npos; at = out.find(" / ", at + 1))
    out.replace(at, 3, " ");
  return out;
}

// What stands alone between two spaces and is neither letter nor digit: a speck, a rule's end.
std::string WithoutMarks(std::string_view s) {
  std::string out;
  while (!s.empty()) {
    const size_t cut = std::min(s.find(' '), s.size());
    const std::string_view token = s.substr(0, cut);
    const bool word = std::any_of(token.begin(), token.end(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
             static_cast<unsigned char>(c) >= 0x80;
    });
    if (word) out += (out.empty() ? "" : " ") + std::string(token);
    s.remove_prefix(std::min(cut + 1, s.size()));
  }
  return out;
}

// Do these words stand in the text, from the start of a word to the end of one? «Sébastien W» does
// not stand in «Sébastien WITTELSHEIM».
// `at_end`: and no word stands after it.
bool HasWords(std::string_view text, std::string_view bare, bool at_end = false) {
  const std::string plain = Plain(text);
  std::string squeezed;
  std::vector<size_t> places;
  for (size_t i = 0; i < plain.size(); ++i)
    if (plain[i] != ' ') {
      squeezed += plain[i];
      places.push_back(i);
    }
  const auto word = [&](size_t i) {
    return i < plain.size() && (std::isalnum(static_cast<unsigned char>(plain[i])) != 0);
  };
  for (size_t at = squeezed.find(bare); at != std::string::npos; at = squeezed.find(bare, at + 1)) {
    const size_t first = places[at], last = places[at + bare.size() - 1];
    const bool begins = first == 0 || !word(first - 1) || !word(first);
    bool rest = false;
    for (size_t i = last + 1; at_end && i < plain.size(); ++i) rest |= word(i);
    if (begins && !rest && (!word(last) || !word(last + 1))) return true;
  }
  return false;
}

// «O» stands for yes beside an «N» for no: a circle alone, read as whatever is as round.
bool IsCircle(std::string_view s) {
  static constexpr std::string_view kRound = "Oo0QCcGeD()[]@";
  std::string glyphs;
  for (size_t i = 0; i < s.size(); ++i) {
    if (s.substr(i).starts_with("©")) {
      glyphs += 'O';
      ++i;
    } else if (std::string_view(" ,.'3").find(s[i]) == std::string_view::npos) {
      glyphs += s[i];
    }
  }
  return !glyphs.empty() && glyphs.size() <= 3 &&
         glyphs.find_first_of("Oo0QCcGeD@") != std::string::npos &&
         glyphs.find_first_not_of(kRound) == std::string::npos;
}

bool OnlyStars(std::string_view s) {
  return !s.empty() && s.find_first_not_of("* ") == std::string_view::npos;
}

bool HoldsList(const TextList& wanted, std::string_view text) {
  TextList seen;
  for (const Found& f : FindAll(ValueType::kTextList, text))
    for (const std::string& s : std::get<TextList>(f.value)) seen.push_back(s);
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& w) {
    return std::find(seen.begin(), seen.end(), w) != seen.end();
  });
}

// Letters and figures alone, accents and case aside.
std::string Squeezed(std::string_view s) {
  std::string out;
  for (char c : Plain(s))
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) out += c;
  return out;
}

// The items of a list of sentences, between which print has its bullets.
bool HoldsSentences(const TextList& items, std::string_view text) {
  const std::string said = Squeezed(text);
  return !items.empty() && std::all_of(items.begin(), items.end(), [&](const std::string& item) {
    const std::string wanted = Squeezed(item);
    return wanted.find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos &&
           wanted.size() > 20 && said.find(wanted) != std::string::npos;
  });
}

// The model of numbers takes the letter of «2C20855613974» for a nought: figures must agree, and
// where the letter stands anything may.
bool SamePosted(std::string_view number, std::string_view text) {
  std::string said;
  for (char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) said += c;
  for (size_t at = 0; at + number.size() <= said.size(); ++at) {
    bool same = number.size() == 13;
    for (size_t i = 0; same && i < number.size(); ++i) {
      const bool digit = number[i] >= '0' && number[i] <= '9';
      same = said[at + i] == number[i] || (!digit && i > 0 && i < 3);
    }
    if (same) return true;
  }
  return false;
}

// «oul», «Ou!», «Qui» for «oui»: the other answer has no such letters.
bool SaysYes(std::string_view text) {
  std::string s;
  for (char c : Plain(text))
    s += c == 'l' || c == '!' || c == '1' || c == '|' ? 'i' : c == 'q' ? 'o' : c;
  return s == "oui" || s == "oui.";
}

// Does the second reading, often of the whole line, say the same digits or words?
bool SameReading(const Evidence& e, const CropReading& second) {
  if (std::holds_alternative<std::monostate>(e.found.value)) {
    return Bare(second.text).find_first_not_of("-_.,|'\"") == std::string::npos;
  }
  if (OnlyStars(e.text)) {
    const auto stars = [](std::string_view s) { return std::count(s.begin(), s.end(), '*'); };
    return stars(e.text) == stars(second.text);
  }
  if (e.type == ValueType::kText) {
    const std::string bare = Bare(Unslashed(e.text));
    if (e.within_line) {
      for (std::string_view parts = e.text; !parts.empty();) {
        const size_t cut = std::min(parts.find(" / "), parts.size());
        const std::string part = Bare(parts.substr(0, cut));
        const bool last = cut == parts.size();
        if (part.empty() || !HasWords(second.text, part, last && e.to_line_end)) return false;
        parts.remove_prefix(std::min(cut + 3, parts.size()));
      }
      return !bare.empty();
    }
    // An address is whole lines: more than it on paper means that it was cut.
    if (Unslashed(e.text) != e.text)
      return !bare.empty() && Bare(WithoutMarks(second.text)) == bare;
    return !bare.empty() && HasWords(second.text, bare, e.to_line_end);
  }
  if (const auto* list = std::get_if<TextList>(&e.found.value)) {
    const std::string bare = Bare(e.text);
    return HoldsList(*list, second.text) || HoldsSentences(*list, second.text) ||
           (!bare.empty() && Bare(second.text).find(bare) != std::string::npos);
  }
  for (const Found& f : FindAll(e.type, second.text))
    if (f.value == e.found.value) return true;
  if (const std::optional<Found> whole = ParseWhole(e.type, second.text))
    if (whole->value == e.found.value) return true;
  if (const auto* posted = std::get_if<std::string>(&e.found.value);
      posted && e.type == ValueType::kLrar && SamePosted(*posted, second.text))
    return true;
  if (e.type == ValueType::kBoolean)
    return HasWords(second.text, Bare(e.text)) || (SaysYes(e.text) && SaysYes(second.text)) ||
           (e.text == "O" && IsCircle(second.text));
  const std::string digits = Digits(e.text);
  if (digits.empty()) return Bare(second.text).find(Bare(e.text)) != std::string::npos;
  if (IsNumber(e.type)) {
    const std::vector<std::string> runs = DigitRuns(second.text);
    return std::find(runs.begin(), runs.end(), digits) != runs.end();
  }
  // Dates, times, durations and codes: the digits in order; words were matched on closed lists.
  return Digits(second.text) == digits;
}

// Decimal marks that the value must show, and whether print may show a point instead.
struct Marks {
  int commas = 0;
  bool point = false;
};

Marks ExpectedMarks(const Evidence& e) {
  Marks m;
  int scale = 0;
  if (const auto* d = std::get_if<Decimal>(&e.found.value)) scale = d->scale;
  if (std::holds_alternative<Cents>(e.found.value))
    scale = e.text.find_first_of(",.") != std::string::npos ? 2 : 0;
  if (scale == 0) return m;
  m.commas = 1;
  m.point = e.text.find(',') == std::string::npos && e.text.find('.') != std::string::npos;
  return m;
}

bool CommaDoubt(const Evidence& e, const CropReading& reading) {
  const Marks m = ExpectedMarks(e);
  // «210 %» that reads «21.0 %»: the mark that the witness missed was read.
  if (m.commas == 0 && (e.type == ValueType::kPercent || e.type == ValueType::kDecimal))
    for (const Found& f : FindAll(e.type, reading.text))
      if (const auto* d = std::get_if<Decimal>(&f.value);
          d && d->scale > 0 &&
          Digits(reading.text.substr(f.begin, f.end - f.begin)) == Digits(e.text))
        return true;
  if (reading.commas == m.commas) return false;
  // A faint comma that two models read at two sizes is there, seen by the witness or not: what the
  // witness is asked for is the comma that the engine passes over.
  if (reading.commas == 0 && m.commas == 1 && !m.point && !e.bilevel &&
      reading.confidence >= kGoodWord && reading.text.find(',') != std::string::npos)
    for (const Found& f : FindAll(e.type, reading.text))
      if (f.value == e.found.value) return false;
  if (!m.point || reading.commas != 0) return true;
  // «12.5» with a true point: the second reading must see it too.
  for (const Found& f : FindAll(e.type, reading.text))
    if (f.value == e.found.value && reading.text.find('.') != std::string::npos) return false;
  return true;
}

// To the letter, accents too: what two more readings must say of a text that the first one was not
// quite sure of. Spaces, and what ends a line, aside.
std::string Exact(std::string_view s) {
  std::string out;
  for (size_t i = 0; i < s.size(); ++i) {
    if (s.substr(i).starts_with("’")) {
      out += '\'';
      i += 2;
    } else if (s.substr(i).starts_with("—") || s.substr(i).starts_with("–")) {
      out += '-';
      i += 2;
    } else if (std::string_view(" .,;:").find(s[i]) == std::string_view::npos) {
      out += s[i];
    }
  }
  return out;
}

bool ReadThrice(const Evidence& e) {
  if (!e.second || !e.third || e.bilevel || e.word_confidence < kFairWord) return false;
  const std::string said = Exact(Unslashed(e.text));
  return said.size() >= 4 && Exact(e.second->text).find(said) != std::string::npos &&
         Exact(e.third->text).find(said) != std::string::npos;
}

// What was said for and against a value.
class Case {
 public:
  void Against(const char* why, double level) {
    if (std::find(verdict_.why.begin(), verdict_.why.end(), why) == verdict_.why.end())
      verdict_.why.emplace_back(why);
    least_ = std::min(least_, level);
  }
  void For(double level) { most_ = std::max(most_, level); }
  bool backed() const { return most_ > 0; }

  Verdict Close() {
    if (verdict_.why.empty() && !backed()) Against("no_second_reading", kUnbacked);
    verdict_.sure = verdict_.why.empty();
    verdict_.confidence = verdict_.sure ? most_ : std::min(least_, kUnbacked);
    return std::move(verdict_);
  }

 private:
  Verdict verdict_;
  double least_ = 1, most_ = 0;
};

bool Cleared(const Evidence& e, const std::string& doubt, bool digits_agree) {
  const bool second_plain = [&] {
    if (!e.second) return false;
    for (const Found& f : FindAll(e.type, e.second->text))
      if (f.value == e.found.value && f.doubts.empty()) return true;
    return false;
  }();
  if (doubt == "no_decimals")
    return e.source != PageSource::kOcr || e.arithmetic_holds || digits_agree;
  if (doubt == "comma_doubt") return e.arithmetic_holds;
  if (doubt == "ambiguous_separator" || doubt == "ambiguous_sign")
    return e.arithmetic_holds || e.agreeing_places > 0;
  // The odd form was the first reading's own if the second shows a plain one with the same value.
  // Of all days of a month only the first is written with «er».
  const bool first_day = e.type == ValueType::kDate && digits_agree &&
                         Digits(e.text.substr(0, 3)).empty() && e.text.size() > 5 &&
                         e.text.compare(1, 3, "er ") == 0;
  if (doubt == "ocr_form")
    return e.arithmetic_holds || e.agreeing_places > 0 || second_plain || first_day;
  // A printed list may well have an article and the longer one that begins like it.
  if (doubt == "cut_article") return e.source != PageSource::kOcr;
  if (doubt == "near_given_name" || doubt == "two_digit_year" || doubt == "year_inferred" ||
      doubt == "no_currency")
    return e.agreeing_places > 0;
  return false;
}

// A French text that ends with an article, a preposition or a conjunction has lost what follows: a
// short word that both readings passed over («montant des [IJ]»). «Bâtiment D» is whole in print.
bool LosesItsEnd(std::string_view text, bool picture) {
  static constexpr std::array<std::string_view, 24> kOpen = {
      "de",   "du",   "des",  "d",   "la",  "le",       "les",    "l",
      "en",   "et",   "ou",   "au",  "aux", "par",      "pour",   "sur",
      "dont", "hors", "avec", "que", "qui", "laquelle", "lequel", "duquel"};
  // «Jean-», and the rest under a signature.
  if (picture && text.ends_with("-")) return true;
  const std::string plain = Plain(text);
  const size_t space = plain.find_last_of(" '");
  const std::string_view last =
      std::string_view(plain).substr(space == std::string::npos ? 0 : space + 1);
  return space != std::string::npos && (picture || last.size() > 1) &&
         std::find(kOpen.begin(), kOpen.end(), last) != kOpen.end();
}

// Of one of its parts.
bool LosesAnEnd(std::string_view text, bool picture) {
  for (size_t cut = 0; cut != std::string_view::npos;) {
    cut = text.find(" / ");
    if (LosesItsEnd(text.substr(0, cut), picture)) return true;
    if (cut != std::string_view::npos) text.remove_prefix(cut + 3);
  }
  return false;
}

// Words of any kind: nothing but the engine's own confidence speaks against a wrong letter.
bool IsFreeText(const Evidence& e) {
  return e.type == ValueType::kText ||
         (e.bilevel && e.type == ValueType::kTextList &&
          e.text.find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos);
}

void JudgeOcr(const Evidence& e, Case& c) {
  const bool number = IsNumber(e.type) && !OnlyStars(e.text) &&
                      !std::holds_alternative<std::monostate>(e.found.value);
  const auto* count = std::get_if<int64_t>(&e.found.value);
  const bool rounded_away = count != nullptr && (*count >= kRoundedAway || *count <= -kRoundedAway);
  const bool luhn = e.type == ValueType::kRpps &&
                    std::holds_alternative<std::string>(e.found.value) &&
                    RppsKeyHolds(std::get<std::string>(e.found.value));

  int agree = 0;
  bool differ = false, commas_off = false;
  for (const std::optional<CropReading>* r : {&e.second, &e.third}) {
    if (!*r) continue;
    const bool same = SameReading(e, **r);
    agree += same ? 1 : 0;
    differ |= !same;
    if (number) commas_off |= CommaDoubt(e, **r);
    if ((*r)->ink > 0 && (*r)->ink < kLowInk) c.Against("low_ink", kOddForm);
  }
  if (differ && !(e.arithmetic_holds && !rounded_away))
    c.Against("second_reading_differs", kContradicted);
  if (commas_off && !e.arithmetic_holds) c.Against("comma_doubt", kContradicted);
  if (e.second_failed && !e.second && !e.arithmetic_holds && !luhn && !e.closed_list &&
      e.agreeing_places == 0)
    c.Against("second_reading_failed", kUnbacked);

  if (e.arithmetic_holds && (!rounded_away || (agree > 0 && !differ) || e.word_confidence >= 0.9))
    c.For(kArithmetic);
  if (agree > 0 && !differ) {
    if (!number)
      c.For(IsFreeText(e) && e.word_confidence < (e.bilevel ? kGoodBilevelWord : kGoodWord)
                ? 0
                : kSecondReading);
    else if (!commas_off)
      c.For(kDigitsAndCommas);
  }
  if (!number && !differ && ReadThrice(e)) c.For(kSecondReading);
  if (luhn) c.For(agree > 0 && !differ ? kCheckDigitAndSecond : kCheckDigit);
  if (!number && e.closed_list) c.For(kClosedList);
  if (!number && e.agreeing_places > 0) c.For(kAgreeingPlaces);
  // «un mois», «oui»: words of a closed list, far from each other.
  const bool words_only =
      Digits(e.text).empty() && (e.type == ValueType::kDuration || e.type == ValueType::kBoolean);
  if (words_only && e.word_confidence >= kGoodWord && !differ) c.For(kClosedList);

  // Another model that reads the same figures well says more than how the first one felt.
  const bool read_well = (number || e.type == ValueType::kLrar) && !e.bilevel && agree > 0 &&
                         !differ && !commas_off && e.second && e.second->confidence >= kReadWell;
  const bool firm = e.arithmetic_holds || luhn || e.closed_list || e.agreeing_places > 0;
  if (e.word_confidence < kLowWord && !firm && !read_well) c.Against("low_confidence", kOddForm);
  if (e.page_quality < kLowPage && !firm) c.Against("badly_read", kOddForm);
  if (IsFreeText(e) && !c.backed() && e.second && !differ) c.Against("low_confidence", kOddForm);
}

}  // namespace

Verdict Judge(const Evidence& e) {
  Case c;
  if (e.tie) c.Against("tie", kContradicted);
  if (e.differing_places > 0) c.Against("places_differ", kContradicted);
  if (e.out_of_range) c.Against("out_of_range", kBroken);
  if (e.arithmetic_broken) c.Against("check_broken", kBroken);
  const bool digits_agree = e.second && SameReading(e, *e.second) && !CommaDoubt(e, *e.second);
  for (const std::string& doubt : e.found.doubts)
    if (!Cleared(e, doubt, digits_agree)) c.Against(doubt.c_str(), kOddForm);
  if (e.type == ValueType::kText && !e.closed_list &&
      LosesAnEnd(e.text, e.source == PageSource::kOcr))
    c.Against("incomplete_text", kOddForm);
  if (e.source == PageSource::kOcr)
    JudgeOcr(e, c);
  else
    c.For(kTextLayer);
  return c.Close();
}

bool WantsThirdReading(const Evidence& e) {
  if (e.type != ValueType::kText || e.source != PageSource::kOcr || !e.second || e.third ||
      e.bilevel || e.closed_list || e.word_confidence < kFairWord || e.word_confidence >= kGoodWord)
    return false;
  Evidence best = e;
  best.third = e.second;
  return !Judge(e).sure && Judge(best).sure;
}

bool WantsSecondReading(const Evidence& e) {
  if (e.source != PageSource::kOcr || e.second || e.second_failed) return false;
  if (e.type == ValueType::kText && e.closed_list) return false;
  // The best it can do is to say the same, plainly: a value that is in doubt even then is not read
  // again for nothing.
  Evidence best = e;
  best.second = CropReading{.text = Unslashed(e.text), .confidence = 1, .ink = 0.1};
  best.second->commas = ExpectedMarks(e).commas;
  if (std::holds_alternative<std::monostate>(e.found.value)) best.second->text.clear();
  std::erase(best.found.doubts, "ocr_form");
  best.third = best.second;
  return Judge(best).sure;
}

}  // namespace riposte
