// A fact without its place is worth little at a hearing: a sentence is listed with the pages of the
// letters that the facts in it were read from.
#include "pipeline/reply/stated_facts.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "extractors/values/format.h"
#include "extractors/values/value.h"
#include "pipeline/dossier/labels.h"
#include "pipeline/reply/dossier_source.h"

namespace riposte::reply {
namespace {

std::string PieceName(const Dossier& dossier, const Piece& piece) {
  std::string name = LabelOf(piece.letter.type.value);
  const std::optional<Effective> date = EffectiveFact(dossier, "date_lettre", piece.id);
  if (date && date->usable && date->piece == piece.id)
    if (const Date* day = std::get_if<Date>(&date->value)) name += " du " + FrenchDate(*day);
  return name;
}

std::string Pages(const std::set<int>& pages) {
  if (pages.empty()) return {};
  std::string out = pages.size() > 1 ? ", pages " : ", page ";
  size_t n = 0;
  for (int page : pages) {
    if (n > 0) out += n + 1 == pages.size() ? " et " : ", ";
    out += std::to_string(page);
    ++n;
  }
  return out;
}

std::string ProofOf(const Dossier& dossier, const GivenFact& given) {
  const Piece* proof = dossier.FindPiece(given.proof);
  return proof ? PieceName(dossier, *proof) : "justificatif de « " + LabelOf(given.id) + " »";
}

std::string WordOf(const GivenFact& given) {
  const std::optional<Date> day = DateFromIso(given.date);
  return std::string(given.id.starts_with("reponse.") ? "votre réponse" : "ce qui a été indiqué") +
         (day ? " du " + FrenchDate(*day) : "");
}

void AddOnce(std::vector<std::string>& to, const std::string& text) {
  if (std::find(to.begin(), to.end(), text) == to.end()) to.push_back(text);
}

}  // namespace

std::vector<std::string> ProofsOf(const Dossier& dossier, const std::vector<std::string>& facts,
                                  const std::string& piece, bool word_alone) {
  std::map<std::string, std::set<int>> read;  // piece -> pages
  std::vector<std::string> proofs, words;
  for (const std::string& id : facts) {
    const std::optional<Effective> fact = EffectiveFact(dossier, id, piece);
    if (!fact || !fact->usable) continue;
    if (fact->from_person) {
      for (const GivenFact& g : dossier.given) {
        if (g.id != id || g.piece != fact->piece) continue;
        g.proof.empty() ? AddOnce(words, WordOf(g)) : AddOnce(proofs, ProofOf(dossier, g));
      }
    } else if (fact->read != nullptr && dossier.FindPiece(fact->piece) != nullptr) {
      std::set<int>& pages = read[fact->piece];
      // Its date names a letter; what is said of the letter as a whole stands on no page.
      if (id == "date_lettre") continue;
      for (const Span& s : fact->read->spans) pages.insert(s.page);
    }
  }
  std::vector<std::string> out;
  for (const Piece& p : dossier.pieces)
    if (const auto found = read.find(p.id); found != read.end())
      out.push_back(PieceName(dossier, p) + Pages(found->second));
  for (const std::string& proof : proofs) AddOnce(out, proof);
  return out.empty() && word_alone ? words : out;
}

namespace {

// The sentence filled from this letter; none where one of its facts is not to be relied on.
Result<std::optional<PlacedFact>> Sentence(const FactSource& from, const Catalogue& catalogue,
                                           const Dossier& dossier, Evaluator& evaluator,
                                           const std::string& piece, std::vector<Origin>* origins) {
  DossierSource read(evaluator);
  Resolver resolver(catalogue, read, piece);
  Result<Truth> holds = resolver.Condition(from.condition, catalogue.letters_file);
  if (!holds.ok()) return holds.error();
  if (!holds->missing.empty() || !holds->holds) return std::optional<PlacedFact>();
  Result<Resolved> text = resolver.Text(from.parts);
  if (!text.ok())
    return text.error().file.empty()
               ? TemplateError(catalogue.letters_file, from.condition.line, text.error().message)
               : text.error();
  if (!text->missing.empty() || text->lines.empty()) return std::optional<PlacedFact>();
  origins->insert(origins->end(), read.origins().begin(), read.origins().end());
  return std::optional(
      PlacedFact{text->lines.front(), ProofsOf(dossier, read.facts(), piece, true)});
}

}  // namespace

Result<std::vector<PlacedFact>> StatedFacts(const Catalogue& catalogue, const LetterRule& rule,
                                            const Dossier& dossier, const EvaluatorOf& evaluator_of,
                                            const std::vector<PlacedArgument>& arguments,
                                            std::vector<Origin>* origins) {
  std::vector<PlacedFact> out;
  const auto add = [&](PlacedFact fact) {
    const auto same = [&](const PlacedFact& f) { return f.text == fact.text; };
    if (out.size() < rule.most_facts && std::none_of(out.begin(), out.end(), same))
      out.push_back(std::move(fact));
  };
  for (const FactSource& from : rule.facts) {
    if (out.size() == rule.most_facts) break;
    if (!from.strength.empty()) {
      for (const PlacedArgument& a : arguments)
        if (!a.fact.empty() && a.strength == from.strength &&
            (from.group.empty() || a.group == from.group))
          add({a.fact, a.fact_pieces});
      continue;
    }
    for (auto p = dossier.pieces.rbegin(); p != dossier.pieces.rend(); ++p) {
      Result<Evaluator*> evaluator = evaluator_of(p->id);
      if (!evaluator.ok()) return evaluator.error();
      Result<std::optional<PlacedFact>> said =
          Sentence(from, catalogue, dossier, **evaluator, p->id, origins);
      if (!said.ok()) return said.error();
      if (!*said) continue;
      add(std::move(**said));
      break;
    }
  }
  return out;
}

}  // namespace riposte::reply
