// Which arguments stand in a letter was decided when the dossier was computed; here they only
// become text.
#include "pipeline/reply/arguments_used.h"

#include <algorithm>
#include <map>

#include "pipeline/arguments/arguments.h"
#include "pipeline/law/law.h"
#include "pipeline/reply/dossier_source.h"

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

}  // namespace

Result<UsedArguments> ArgumentsFor(const std::string& templates_dir, const Catalogue& catalogue,
                                   const std::string& dossier_xml, Evaluator& own,
                                   const std::string& kind, const std::string& piece,
                                   bool whole_dossier) {
  UsedArguments out;
  Result<std::vector<Used>> used = UsedIn(own, kind, piece, whole_dossier);
  if (!used.ok()) return used.error();
  if (used->empty()) return out;
  Result<std::vector<Argument>> declared = ReadArguments(templates_dir);
  if (!declared.ok()) return declared.error();
  std::map<std::string, Evaluator> others;  // of another piece: each reads the whole dossier
  for (const Used& u : *used) {
    const auto a = std::find_if(declared->begin(), declared->end(),
                                [&](const Argument& d) { return d.id == u.id; });
    // The dossier was computed with other templates: it is computed again before anything leaves.
    if (a == declared->end()) continue;
    if (whole_dossier && !others.contains(u.piece)) {
      Result<Evaluator> made = Evaluator::OnlyFactsOf(dossier_xml, u.piece);
      if (!made.ok()) return made.error();
      others.emplace(u.piece, std::move(made.value()));
    }
    DossierSource source(whole_dossier ? others.at(u.piece) : own);
    Resolver resolver(catalogue, source, u.piece);
    Result<Resolved> text = resolver.Text(a->text);
    if (!text.ok())
      return text.error().file.empty() ? TemplateError(a->file, a->line, text.error().message)
                                       : text.error();
    out.missing.insert(out.missing.end(), text->missing.begin(), text->missing.end());
    if (text->lines.empty()) continue;
    PlacedArgument placed{a->group, text->lines.front(), {}, {}};
    for (const Enclosure& e : a->enclosures) {
      placed.pieces.push_back(e.text);
      const std::string fact = "'reponse.joindre_" + e.id + "'";
      Result<Truth> ticked = resolver.Condition(
          {"r:present(" + fact + ") and r:texte(" + fact + ") = 'oui'", a->line}, a->file);
      if (!ticked.ok()) return ticked.error();
      if (ticked->holds) placed.enclosures.push_back(e.text);
    }
    out.placed.push_back(std::move(placed));
    for (const std::string& id : source.facts()) out.facts.push_back(id);
    for (const Origin& o : source.origins())
      out.origins.push_back({o.fact, o.rule.empty() ? "argument." + u.id : o.rule});
  }
  return out;
}

}  // namespace riposte::reply
