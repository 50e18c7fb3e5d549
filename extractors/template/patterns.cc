// A pattern on plain letters is compiled for single bytes: over UTF-8 a negated class alone takes
// a dozen states, and such patterns are full of them. «{date}», «{date-courte}», «{heure}»,
// «{code}», «{personne}», «{specialite}» stand for what a date, one with a year of two digits, a
// time of day, a reference, a person with «M.» or «Mme» and a doctor's specialty look like.
#include "extractors/template/patterns.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <array>
#include <string_view>

#include "extractors/base/parallel.h"

namespace riposte {
namespace {

// RE2 keeps the states that it has met up to the memory of a pattern, so that hundreds of patterns
// take more with every page read. Most do as fast with little; one whose program does not fit gets
// twice as much until it does. A pattern that needs more than the most is refused.
constexpr int64_t kMemory = 256 << 10, kMaxMemory = 8 << 20;

// What every pattern of a date or a time has to allow, in figures and in words; values/parse.h
// says whether it is one. Small: a pattern may have several.
constexpr std::string_view kDateInFigures =
    "(?:[0-9]{1,2}|1er|1ER|ler)\\s*[ ./-]\\s*[^\\s.,;:()/-]+\\s*[ ./-]\\s*";
constexpr std::string_view kUnitWords = "(?:un|deux|trois|quatre|cinq|six|sept|huit|neuf)";
constexpr std::string_view kSmallNumberWords =
    "deux|trois|quatre|cinq|six|sept|huit|neuf|dix(?:[ -](?:sept|huit|neuf))?|onze|douze|treize|"
    "quatorze|quinze|seize|";

std::string NumberInWords(std::string_view first, std::string_view tens) {
  return fmt::format("(?:{}{}{}(?:(?:[ -]et)?[ -]{})?)", first, kSmallNumberWords, tens,
                     kUnitWords);
}

std::string WordedDate() {
  return fmt::format("(?i:{}\\s[a-zéû]{{3,9}}\\sdeux[ -]mille[ -]{})",
                     NumberInWords("premier|", "(?:vingt|trente)"),
                     NumberInWords("", "(?:vingt|trente)"));
}

std::string TimeForm() {
  return fmt::format(
      "(?i:[0-9]{{1,2}}\\s?(?:heures?|h|:)(?:\\s?[0-9]{{2}})?(?:\\s?(?:min|mn)\\b)?|"
      "{}\\sheures?(?:\\s(?:et demie?|et (?:un )?quart|moins le quart|{})\\b)?"
      "(?:\\s(?:du matin|de l['’]apr[eè]s[ -]midi|du soir))?)",
      NumberInWords("une|", "vingt"), NumberInWords("", "(?:vingt|trente|quarante|cinquante)"));
}

// «RPS/AM/26-118», «83 2025 004 517 K», «PdS 25/88 – jmc», «26-CRA-005 (mb)»: words with figures,
// capitals between them, and the initials of whoever wrote.
constexpr std::string_view kCodeForm =
    "(?:(?:[\\p{L}./°_–-]*[0-9/][\\p{L}0-9./°_–-]*|[\\p{Lu}0-9./"
    "°_–-]+|\\p{Lu}\\p{L}{0,3}\\p{Lu}|n°|"
    "bis|ter) ){0,6}[\\p{L}./°_–-]*[0-9][\\p{L}0-9./°_–-]*(?: "
    "(?:[\\p{L}./°_–-]*[0-9/][\\p{L}0-9./°_–-]*|[\\p{Lu}0-9./°_–-]+|n°|bis|ter)){0,6}"
    "(?: [/–-] [a-z]{2,3}| \\([a-zA-Z]{2,4}\\))?";

// «Mme Sandrine PERROUD», «M. Jean de la Tour»: by the title of a person who is no doctor.
constexpr std::string_view kPersonForm =
    "(?:M\\.|Mr|MR|(?i:mme|mlle|monsieur|madame|mademoiselle))\\s+\\p{Lu}[\\p{L}.'’-]+"
    "(?: +(?:d[eu] |de la |d['’]|l[ea] )?\\p{Lu}[\\p{L}'’-]+|\n\\p{Lu}[\\p{Lu}'’-]+){1,3}";

constexpr std::string_view kSpecialtyForm =
    "(?i:m[ée]decine? g[ée]n[ée]ra(?:liste|le)(?: lib[ée]rale?| "
    "conventionn[ée]e?)?|g[ée]n[ée]raliste|"
    "omnipraticien(?:ne)?|(?:m[ée]decin )?sp[ée]cialiste en \\p{L}[\\p{L} ’'-]{3,40}?|cardiologue|"
    "p[ée]diatre|(?:p[ée]do)?psychiatre|gyn[ée]cologue(?:[ -]obst[ée]tricien(?:ne)?)?|dermatologue|"
    "rhumatologue|ophtalmolog(?:ue|iste)|pneumologue|gastro-ent[ée]rologue|endocrinologue|"
    "neurologue|"
    "g[ée]riatre|urologue|n[ée]phrologue|radiologue|anesth[ée]siste(?:-r[ée]animateur)?|"
    "allergologue|"
    "angiologue|oncologue|ORL|chirurgien(?:ne)?(?: [\\p{L}-]{4,20})?)";

// Letters of Latin script: those of every script make a class of a thousand ranges, and half of all
// programs' size. The names are those of the syntax; «º», «ᵉ» and «ʳ» are letters too.
constexpr std::string_view kLetters = "A-Za-zªµºÀ-ÖØ-öø-ɏʰ-ˁᴀ-ᶿ";
constexpr std::string_view kCapitals =
    "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚ";

// «\p{L}» and «\p{Lu}» by the ranges above, in a class or alone.
std::string InLatin(std::string_view pattern) {
  std::string out;
  bool in_class = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const std::string_view rest = pattern.substr(i);
    const bool capitals = rest.starts_with("\\p{Lu}");
    if (capitals || rest.starts_with("\\p{L}")) {
      const std::string_view letters = capitals ? kCapitals : kLetters;
      out += in_class ? std::string(letters) : fmt::format("[{}]", letters);
      i += capitals ? 5 : 4;
      continue;
    }
    out += pattern[i];
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      out += pattern[++i];
    } else if (in_class) {
      in_class = pattern[i] != ']';
    } else if (pattern[i] == '[') {
      in_class = true;
      // «[]x]» and «[^]x]» hold a bracket.
      if (i + 1 < pattern.size() && pattern[i + 1] == '^') out += pattern[++i];
      if (i + 1 < pattern.size() && pattern[i + 1] == ']') out += pattern[++i];
    }
  }
  return out;
}

std::string WithFormsSpelled(std::string pattern) {
  static const std::array<std::pair<std::string_view, std::string>, 6> kMacros = {
      {{"{date}", fmt::format("(?:{}[0-9]{{4}}|{})", kDateInFigures, WordedDate())},
       {"{date-courte}",
        fmt::format("(?:{}(?:[0-9]{{4}}|[0-9]{{2}})|{})", kDateInFigures, WordedDate())},
       {"{heure}", TimeForm()},
       {"{code}", std::string(kCodeForm)},
       {"{personne}", std::string(kPersonForm)},
       {"{specialite}", std::string(kSpecialtyForm)}}};
  for (const auto& [name, meaning] : kMacros)
    for (size_t at = pattern.find(name); at != std::string::npos; at = pattern.find(name, at)) {
      pattern.replace(at, name.size(), meaning);
      at += meaning.size();
    }
  return InLatin(pattern);
}

std::shared_ptr<const RE2> Compile(const PatternPool::Wish& wish) {
  RE2::Options options;
  options.set_log_errors(false);
  std::string text;
  if (wish.first == PatternKind::kPlain) {
    options.set_encoding(RE2::Options::EncodingLatin1);
    text = "(?m)" + wish.second;
  } else {
    if (wish.first == PatternKind::kPrintedAnyCase) options.set_case_sensitive(false);
    text = WithFormsSpelled(wish.second);
  }
  for (int64_t memory = kMemory;; memory *= 2) {
    options.set_max_mem(memory);
    auto pattern = std::make_shared<const RE2>(text, options);
    if (memory >= kMaxMemory || pattern->error_code() != RE2::ErrorPatternTooLarge) return pattern;
  }
}

}  // namespace

void PatternPool::Prepare(const std::vector<Wish>& wishes, int jobs) {
  std::vector<std::map<Wish, std::shared_ptr<const RE2>>::value_type*> open;
  for (const Wish& wish : wishes)
    if (auto [at, is_new] = known_.try_emplace(wish); is_new) open.push_back(&*at);
  ForEach(open.size(), jobs, [&](size_t i) { open[i]->second = Compile(open[i]->first); });
}

std::shared_ptr<const RE2> PatternPool::Get(PatternKind kind, const std::string& pattern) {
  std::shared_ptr<const RE2>& re = known_[{kind, pattern}];
  if (!re) re = Compile({kind, pattern});
  return re;
}

std::string OneByteLetters(std::string plain) {
  size_t to = 0;
  for (const char c : plain) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80)
      plain[to++] = c;
    else if (byte >= 0xC0)
      plain[to++] = kForeign;
  }
  plain.resize(to);
  return plain;
}

}  // namespace riposte
