// A letter as a person reads it: in French, what needs a look marked and explained.
#include <fmt/format.h>

#include "extractors/values/format.h"
#include "pipeline/cli/commands.h"
#include "pipeline/dossier/labels.h"
#include "pipeline/law/law.h"

namespace riposte {

namespace {

std::string Reasons(const std::vector<std::string>& why) {
  std::string out;
  for (const std::string& w : why) out += (out.empty() ? "" : ", ") + WhyInFrench(w);
  return out;
}

std::string Doubt(const Fact& fact) {
  if (fact.status == FactStatus::kSure) return {};
  std::string out = "  ← à vérifier";
  if (!fact.why.empty()) out += " : " + Reasons(fact.why);
  for (const Candidate& c : fact.candidates) out += fmt::format(" ; ou « {} »", c.text);
  return out;
}

std::string Place(const Fact& fact) {
  return fact.spans.empty() ? "" : fmt::format("  [p. {}]", fact.spans.front().page);
}

}  // namespace

std::string LetterText(const Letter& letter) {
  std::string out = letter.source;
  if (letter.items > 1)
    out +=
        fmt::format(" (lettre {} sur {}, page {})", letter.item, letter.items, letter.first_page);
  out += fmt::format("\n  type : {} ({})", LabelOf(letter.type.value), letter.type.value);
  if (letter.type.status != FactStatus::kSure) {
    out += "  ← à vérifier";
    if (!letter.type.why.empty()) out += " : " + Reasons(letter.type.why);
  }
  if (letter.urgent) out += "\n  URGENT : ce courrier non reconnu peut faire courir un délai";
  for (const auto& [id, fact] : letter.fields)
    out += fmt::format("\n  {} : {}{}{}", LabelOf(id), ValueInFrench(id, fact.value), Place(fact),
                       Doubt(fact));
  for (const auto& [id, rows] : letter.tables) {
    out += fmt::format("\n  {} : {} lignes", LabelOf(id), rows.size());
    for (const Row& row : rows) {
      std::string line, doubts;
      for (const auto& [column, fact] : row) {
        const std::string value = French(fact.value);
        if (!value.empty())
          line += fmt::format("{}{} {}", line.empty() ? "" : " · ", LabelOf(column), value);
        if (fact.status != FactStatus::kSure)
          doubts += (doubts.empty() ? "" : ", ") + LabelOf(column);
      }
      out += "\n    " + line + (doubts.empty() ? "" : "  ← à vérifier : " + doubts);
    }
  }
  for (const Check& check : letter.checks)
    if (check.status != "not_checkable")
      out += fmt::format("\n  {} {} ({})",
                         check.status == "holds" ? "✓" : "✗ NE TOMBE PAS JUSTE :", check.id,
                         check.detail);
  for (const std::string& id : letter.missing) out += "\n  manque : " + LabelOf(id);
  for (const std::string& warning : letter.warnings) out += "\n  attention : " + warning;
  return out;
}

}  // namespace riposte
