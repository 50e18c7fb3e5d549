// Only the chosen template's rivals are asked: one pass of a few patterns over the paragraphs.
#include "extractors/template/rivals.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "extractors/template/patterns.h"
#include "extractors/values/fold.h"

namespace riposte {
namespace {

double MonthsOrNever(const std::optional<Duration>& d) {
  return d ? d->months + d->days / 30.0 : 1e9;
}

const Template* InForce(const Templates::Impl& impl, const std::string& type,
                        std::optional<Date> letter_date) {
  for (const Template& t : impl.templates) {
    const bool dated =
        letter_date && ((t.from && *letter_date < *t.from) || (t.to && *letter_date > *t.to));
    if (t.id == type && !dated) return &t;
  }
  return nullptr;
}

}  // namespace

void HeedRivals(const LetterText& text, const Templates::Impl& impl,
                std::optional<Date> letter_date, Choice* choice, Trace* trace) {
  const Template* first = choice->best;
  if (first == nullptr || first->rivals.empty()) return;
  std::string plain;
  for (const TextBlock& block : text.blocks())
    plain += OneByteLetters(Plain(text.At(block.range))) + "\n";
  for (const TextLine& line : text.lines())
    plain += OneByteLetters(Plain(text.At(line.range))) + "\n";
  std::vector<std::string>& candidates = choice->candidates;
  for (const Rival& rival : first->rivals) {
    re2::StringPiece said;
    if (!rival.pattern->Match(plain, 0, plain.size(), RE2::UNANCHORED, &said, 1)) continue;
    const Template* other = InForce(impl, rival.type, letter_date);
    if (other == nullptr) continue;
    if (trace)
      trace->Add(1, fmt::format("{} may be {}: «{}»", first->id, rival.type,
                                std::string_view(said.data(), said.size())));
    if (candidates.empty()) candidates.push_back(first->id);
    if (std::find(candidates.begin(), candidates.end(), rival.type) == candidates.end())
      candidates.push_back(rival.type);
    if (MonthsOrNever(other->delay) < MonthsOrNever(choice->best->delay)) choice->best = other;
    choice->sure = false;
  }
  if (!candidates.empty() &&
      std::find(choice->why.begin(), choice->why.end(), "types_compete") == choice->why.end())
    choice->why.push_back("types_compete");
}

}  // namespace riposte
