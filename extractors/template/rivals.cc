// Only the chosen template's rivals are asked: one pass of a few patterns over the paragraphs.
#include "extractors/template/rivals.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "extractors/template/patterns.h"
#include "extractors/values/fold.h"

namespace riposte {
namespace {

const Template* TemplateOf(const Templates::Impl& impl, const std::string& type,
                           std::optional<Date> letter_date) {
  for (const Template& t : impl.templates)
    if (t.id == type && InForce(t, letter_date)) return &t;
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
    const Template* other = TemplateOf(impl, rival.type, letter_date);
    if (other == nullptr) continue;
    if (trace)
      trace->Add(1, fmt::format("{} may be {}: «{}»", first->id, rival.type,
                                std::string_view(said.data(), said.size())));
    if (candidates.empty()) candidates.push_back(first->id);
    if (std::find(candidates.begin(), candidates.end(), rival.type) == candidates.end())
      candidates.push_back(rival.type);
    if (MonthsOf(other->delay) < MonthsOf(choice->best->delay)) choice->best = other;
    choice->sure = false;
    choice->contested = true;
  }
  if (!candidates.empty() &&
      std::find(choice->why.begin(), choice->why.end(), "types_compete") == choice->why.end())
    choice->why.push_back("types_compete");
}

}  // namespace riposte
