// The idea: what a value is, its form tells; which field it is, its place. Here only the form
// counts.
#include "extractors/template/candidates.h"

#include <re2/re2.h>

#include <algorithm>

#include "extractors/template/model.h"
#include "extractors/template/names.h"
#include "extractors/values/fold.h"
#include "extractors/values/given_names.h"

namespace riposte {
namespace {

constexpr size_t kLongestName = 90;  // bytes, with titles
constexpr std::string_view kPeople[] = {"interlocuteur", "signataire", "cosignataire",
                                        "medecin_conseil"};

bool IsPerson(const Person& person, std::string_view printed) {
  // «M. LATTES», «Docteur Bensaïd»; without a title a family name in capitals after another word.
  if (person.titled) return true;
  static const RE2 given_family("^(\\p{Lu}[\\p{L}]*\\p{Ll})[\\p{L} .-]* (?:[dl]['’])?\\p{Lu}{3}");
  re2::StringPiece given;
  return RE2::PartialMatch({printed.data(), printed.size()}, given_family, &given) &&
         IsGivenName(Plain({given.data(), given.size()}));
}

bool IsOtherNumber(std::string_view code) {
  constexpr ValueType kOthers[] = {ValueType::kDate, ValueType::kTextList, ValueType::kDecimal,
                                   ValueType::kTime, ValueType::kRpps,     ValueType::kLrar};
  return std::any_of(std::begin(kOthers), std::end(kOthers),
                     [&](ValueType type) { return ParseWhole(type, code).has_value(); });
}

}  // namespace

std::vector<Placed> PlacedValues(const LetterText& text, ValueType type) {
  std::vector<Placed> out;
  for (const TextBlock& block : text.blocks()) {
    std::vector<Placed> wrapped;
    for (Found& f : FindAll(type, text.At(block.range))) {
      const Range r{block.range.begin + f.begin, block.range.begin + f.end};
      const int first = text.LineAt(r.begin), last = text.LineAt(r.end - 1);
      if (first == last) {
        // «dans le mois» and, on the next line, «suivant la réception»: only both say how long.
        if (type == ValueType::kDuration && text.Wraps(first)) wrapped.push_back({r, std::move(f)});
        continue;
      }
      bool runs_on = true;
      for (int l = first; l < last; ++l) {
        const TextLine& line = text.lines()[static_cast<size_t>(l)];
        if (!text.Wraps(l)) runs_on = false;
        // Figures below each other are a column, not a wrapped number.
        if (IsNumeric(type) && line.last_word - line.first_word < 3) runs_on = false;
      }
      if (!runs_on) continue;
      // «310,04» and, on the next line, «€»: the number itself is whole.
      const std::string_view below =
          text.At({text.lines()[static_cast<size_t>(first) + 1].range.begin, r.end});
      const bool figures =
          std::any_of(below.begin(), below.end(), [](char c) { return c >= '0' && c <= '9'; });
      if (IsNumeric(type) && figures) f.doubts.push_back("wrapped");
      wrapped.push_back({r, std::move(f)});
    }
    for (int l = block.first_line; l < block.last_line; ++l) {
      const Range line = text.lines()[static_cast<size_t>(l)].range;
      for (Found& f : FindAll(type, text.At(line))) {
        const Range r{line.begin + f.begin, line.begin + f.end};
        const bool part = std::any_of(wrapped.begin(), wrapped.end(),
                                      [&](const Placed& w) { return w.range.Overlaps(r); });
        if (!part) out.push_back({r, std::move(f)});
      }
    }
    for (Placed& w : wrapped) out.push_back(std::move(w));
  }
  std::sort(out.begin(), out.end(),
            [](const Placed& a, const Placed& b) { return a.range.begin < b.range.begin; });
  return out;
}

std::vector<Placed> PlacedPeople(const LetterText& text, std::string_view field) {
  std::vector<Placed> out;
  for (const TextBlock& block : text.blocks()) {
    size_t done = block.range.begin;
    bool after_space = true;
    for (size_t i = block.range.begin; i < block.range.end; ++i) {
      const char c = text.text()[i];
      const bool start = after_space && i >= done;
      after_space = c == ' ' || c == '\n' || c == '(';
      const auto byte = static_cast<unsigned char>(c);
      // Names and titles have a capital, «docteur» and «monsieur» in a sentence may not.
      const bool capital = (c >= 'A' && c <= 'Z') || byte == 0xC3;
      if (!start || !(capital || c == 'd' || c == 'm')) continue;
      const std::string_view rest = text.At({i, std::min(block.range.end, i + kLongestName)});
      std::optional<Person> person = ParsePerson(rest);
      if (!person) continue;
      const Range name{i + person->range.begin, i + person->range.end};
      const std::string printed(text.At(name));
      if (!IsPerson(*person, printed)) continue;
      // «Mme Sandrine», whose name is elsewhere, and «Me Jeanne ROUX», who is the doctor's counsel.
      const std::string_view led = text.At({block.range.begin, i});
      if (IsGivenName(Plain(printed)) || led.ends_with("Me ") || led.ends_with("Maître ")) continue;
      done = name.end;
      Placed p;
      p.range = name;
      p.found.doubts = person->doubts;
      if (field == "interlocuteur" && person->titled) {
        p.range.begin = i;
        p.found.value = std::string(text.At(p.range));
      } else if (field == "interlocuteur" || field == "signataire") {
        p.found.value = printed;
      } else {
        p.found.value = person->name;
      }
      out.push_back(std::move(p));
    }
  }
  return out;
}

std::vector<Placed> PlacedCodes(const LetterText& text) {
  // Signs without a space, with a figure and a letter or a joint.
  static const RE2 code(
      "((?:[\\p{Lu}][\\p{L}]{0,5} )?(?:[\\p{L}0-9°]+[-/._])*[\\p{L}0-9°]*[0-9][\\p{L}0-9°]*"
      "(?:[-/._–][\\p{L}0-9°]+)*)");
  std::vector<Placed> out;
  const std::vector<Placed> articles = PlacedValues(text, ValueType::kTextList);
  for (const TextLine& line : text.lines()) {
    const std::string_view said = text.At(line.range);
    re2::StringPiece rest(said.data(), said.size()), found;
    while (RE2::FindAndConsume(&rest, code, &found)) {
      const std::string_view one(found.data(), found.size());
      const bool joint = one.find_first_of("-/._") != std::string_view::npos;
      const bool letter = std::any_of(one.begin(), one.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      });
      // «RPPS 10961234567», «CEDEX 9»: a word with a number.
      const bool labelled = one.find(' ') != std::string_view::npos;
      if (one.size() < 4 || (!joint && (!letter || labelled)) || IsOtherNumber(one)) continue;
      Placed p;
      p.range.begin = line.range.begin + static_cast<size_t>(found.data() - said.data());
      p.range.end = p.range.begin + found.size();
      p.found.value = std::string(one);
      // «133-4» of «L. 133-4».
      if (std::any_of(articles.begin(), articles.end(),
                      [&](const Placed& a) { return a.range.Overlaps(p.range); }))
        continue;
      out.push_back(std::move(p));
    }
  }
  return out;
}

std::vector<Placed> PlacedFor(const LetterText& text, std::string_view field, ValueType type) {
  switch (type) {
    case ValueType::kDate:
    case ValueType::kAmount:
    case ValueType::kInteger:
    case ValueType::kDecimal:
    case ValueType::kPercent:
    case ValueType::kDuration:
    case ValueType::kTime:
      return PlacedValues(text, type);
    case ValueType::kText:
      if (std::find(std::begin(kPeople), std::end(kPeople), field) != std::end(kPeople))
        return PlacedPeople(text, field);
      if (field == "reference" || field == "reference_origine") return PlacedCodes(text);
      return {};
    default:
      return {};
  }
}

}  // namespace riposte
