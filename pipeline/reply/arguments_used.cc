// Which arguments stand in a letter was decided when the dossier was computed; here they only
// become text.
#include "pipeline/reply/arguments_used.h"

#include <algorithm>
#include <map>

#include "pipeline/arguments/arguments.h"
#include "pipeline/law/law.h"
#include "pipeline/reply/dossier_source.h"
#include "pipeline/reply/stated_facts.h"

namespace riposte::reply {
namespace {

struct Used {
  std::string id, piece;
};

Result<std::vector<Used>> UsedIn(Evaluator& evaluator, const std::string& kind,
                                 const std::string& piece, bool whole_dossier) {
  const std::string used = "arguments/argument[@etat='retenu' and lettre/@id='" + kind + "'" +
                           (whole_dossier ? "" : " and @piece='" + piece + "'") + "]";
  std::vector<Used> out;
  while (true) {
    const std::string row = "string(" + used + "[" + std::to_string(out.size() + 1) + "]/@";
    const Evaluated id = evaluator.Text(row + "id)"), about = evaluator.Text(row + "piece)");
    for (const Evaluated& e : {id, about})
      if (e.state == Evaluated::kError) return Error{ErrorCode::kDefect, e.error};
    if (id.text.empty()) return out;
    out.push_back({id.text, about.text});
  }
}

// For a sheet that lists pieces; letters name only what a person ticked.
struct Proofs {
  std::optional<Dossier> dossier;

  std::vector<std::string> Of(const DossierSource& source, const Argument& a,
                              const std::string& piece) const {
    std::vector<std::string> out, facts = source.facts();
    // What the letter says and the text does not repeat.
    for (const std::string& id : FactsNamedIn(a.condition.xpath))
      if (!id.starts_with("reponse.")) facts.push_back(id);
    for (const Enclosure& e : a.enclosures) out.push_back(e.text + " (à apporter)");
    if (!dossier) return out;
    const std::vector<std::string> proofs = ProofsOf(*dossier, facts, piece, out.empty());
    out.insert(out.begin(), proofs.begin(), proofs.end());
    return out;
  }
};

Error At(const Argument& a, const Error& e) {
  return e.file.empty() ? TemplateError(a.file, a.line, e.message) : e;
}

// One argument, filled from the letter it is about; none where a fact of its text is unusable.
Result<std::optional<PlacedArgument>> Place(const Argument& a, const Catalogue& catalogue,
                                            Evaluator& evaluator, const std::string& piece,
                                            const Proofs& proofs, UsedArguments& out) {
  DossierSource source(evaluator);
  Resolver resolver(catalogue, source, piece);
  Result<Resolved> text = resolver.Text(a.text);
  if (!text.ok()) return At(a, text.error());
  out.missing.insert(out.missing.end(), text->missing.begin(), text->missing.end());
  if (text->lines.empty()) return std::optional<PlacedArgument>();
  PlacedArgument placed{
      .group = a.group, .text = text->lines.front(), .enclosures = {}, .pieces = {}};
  placed.strength = a.strength;
  placed.pieces = proofs.Of(source, a, piece);
  if (!a.fact.empty()) {
    DossierSource read(evaluator);
    Result<Resolved> fact = Resolver(catalogue, read, piece).Text(a.fact);
    if (!fact.ok()) return At(a, fact.error());
    if (fact->missing.empty() && !fact->lines.empty()) {
      placed.fact = fact->lines.front();
      placed.fact_pieces = proofs.Of(read, a, piece);
    }
  }
  for (const Enclosure& e : a.enclosures) {
    const std::string id = "'reponse.joindre_" + e.id + "'";
    Result<Truth> ticked = resolver.Condition(
        {"r:present(" + id + ") and r:texte(" + id + ") = 'oui'", a.line}, a.file);
    if (!ticked.ok()) return ticked.error();
    if (ticked->holds) placed.enclosures.push_back(e.text);
  }
  for (const std::string& id : source.facts()) out.facts.push_back(id);
  for (const Origin& o : source.origins())
    out.origins.push_back({o.fact, o.rule.empty() ? "argument." + a.id : o.rule});
  return std::optional(std::move(placed));
}

}  // namespace

Result<UsedArguments> ArgumentsFor(const std::string& templates_dir, const Catalogue& catalogue,
                                   const std::string& dossier_xml, Evaluator& own,
                                   const LetterRule& rule, const std::string& piece) {
  UsedArguments out;
  const bool whole_dossier = rule.whole_dossier;
  Result<std::vector<Used>> used = UsedIn(own, rule.kind.id, piece, whole_dossier);
  if (!used.ok()) return used.error();
  if (used->empty() && rule.most_facts == 0) return out;
  Result<std::vector<Argument>> declared = ReadArguments(templates_dir);
  if (!declared.ok()) return declared.error();
  Proofs proofs;
  if (rule.most_facts > 0) {
    Result<Dossier> dossier = DossierFromXml(dossier_xml, "dossier.xml", templates_dir);
    if (!dossier.ok()) return dossier.error();
    proofs.dossier = std::move(dossier.value());
  }
  std::map<std::string, Evaluator> others;  // of another piece: each reads the whole dossier
  const auto only = [&](const std::string& id) -> Result<Evaluator*> {
    if (!others.contains(id)) {
      Result<Evaluator> made = Evaluator::OnlyFactsOf(dossier_xml, id);
      if (!made.ok()) return made.error();
      others.emplace(id, std::move(made.value()));
    }
    return &others.at(id);
  };
  for (const Used& u : *used) {
    const auto a = std::find_if(declared->begin(), declared->end(),
                                [&](const Argument& d) { return d.id == u.id; });
    // The dossier was computed with other templates: it is computed again before anything leaves.
    if (a == declared->end()) continue;
    Result<Evaluator*> evaluator = whole_dossier ? only(u.piece) : Result<Evaluator*>(&own);
    if (!evaluator.ok()) return evaluator.error();
    Result<std::optional<PlacedArgument>> placed =
        Place(*a, catalogue, **evaluator, u.piece, proofs, out);
    if (!placed.ok()) return placed.error();
    if (*placed) out.placed.push_back(std::move(**placed));
  }
  if (!proofs.dossier) return out;
  Result<std::vector<PlacedFact>> stated =
      StatedFacts(catalogue, rule, *proofs.dossier, only, out.placed, &out.origins);
  if (!stated.ok()) return stated.error();
  out.stated = std::move(stated.value());
  return out;
}

}  // namespace riposte::reply
