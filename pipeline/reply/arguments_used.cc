// Which arguments stand in a letter was decided when the dossier was computed; here they only
// become text.
#include "pipeline/reply/arguments_used.h"

#include <algorithm>

#include "pipeline/arguments/arguments.h"
#include "pipeline/law/law.h"
#include "pipeline/reply/dossier_source.h"

namespace riposte::reply {
namespace {

struct Used {
  std::string id, piece;
};

Result<std::vector<Used>> UsedIn(const std::string& dossier_xml, const std::string& kind,
                                 const std::string& piece, bool whole_dossier) {
  Result<XmlDoc> doc = ParseXml(dossier_xml, "dossier.xml");
  if (!doc.ok()) return doc.error();
  std::vector<Used> out;
  for (const xmlNode* part : Elements(xmlDocGetRootElement(doc->get()))) {
    if (LocalName(part) != "arguments") continue;
    for (const xmlNode* a : Elements(part)) {
      if (Attribute(a, "etat") != "retenu") continue;
      if (!whole_dossier && Attribute(a, "piece") != piece) continue;
      const std::vector<xmlNode*> below = Elements(a);
      if (std::any_of(below.begin(), below.end(), [&](const xmlNode* n) {
            return LocalName(n) == "lettre" && Attribute(n, "id") == kind;
          }))
        out.push_back({Attribute(a, "id"), Attribute(a, "piece")});
    }
  }
  return out;
}

}  // namespace

Result<UsedArguments> ArgumentsFor(const std::string& templates_dir, const Catalogue& catalogue,
                                   const std::string& dossier_xml, const std::string& kind,
                                   const std::string& piece, bool whole_dossier) {
  UsedArguments out;
  Result<std::vector<Used>> used = UsedIn(dossier_xml, kind, piece, whole_dossier);
  if (!used.ok()) return used.error();
  if (used->empty()) return out;
  Result<std::vector<Argument>> declared = ReadArguments(templates_dir);
  if (!declared.ok()) return declared.error();
  for (const Used& u : *used) {
    const auto a = std::find_if(declared->begin(), declared->end(),
                                [&](const Argument& d) { return d.id == u.id; });
    // The dossier was computed with other templates: it is computed again before anything leaves.
    if (a == declared->end()) continue;
    Result<Evaluator> evaluator = Evaluator::OnlyFactsOf(dossier_xml, u.piece);
    if (!evaluator.ok()) return evaluator.error();
    DossierSource source(std::move(evaluator.value()));
    Resolver resolver(catalogue, source, u.piece);
    Result<Resolved> text = resolver.Text(a->text);
    if (!text.ok())
      return text.error().file.empty() ? TemplateError(a->file, a->line, text.error().message)
                                       : text.error();
    out.missing.insert(out.missing.end(), text->missing.begin(), text->missing.end());
    if (text->lines.empty()) continue;
    PlacedArgument placed{a->group, text->lines.front(), {}};
    for (const Enclosure& e : a->enclosures) {
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
