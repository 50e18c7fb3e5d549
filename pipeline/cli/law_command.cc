// `riposte law …`: the dated rules and checklists, in French, for a lawyer to sign off; whether the
// files hold together; what is newer in a copy of the codes. Changes nothing.
#include <cstdio>
#include <memory>

#include "pipeline/cli/commands.h"
#include "pipeline/law/checklists.h"
#include "pipeline/law/law.h"

namespace riposte {

namespace {

// Law and checklists, or the exit code for what is wrong with them.
struct WholeLaw {
  Law law;
  Checklists lists;
};

std::optional<WholeLaw> LoadAll(Session& session) {
  Result<Law> law = Law::Load(session.templates);
  if (!law.ok()) {
    session.Fail(law.error());
    return std::nullopt;
  }
  Result<Checklists> lists = Checklists::Load(session.templates, *law);
  if (!lists.ok()) {
    session.Fail(lists.error());
    return std::nullopt;
  }
  return WholeLaw{std::move(*law), std::move(*lists)};
}

void Print(const std::vector<LawFinding>& findings) {
  for (const LawFinding& f : findings)
    std::printf("%-10s %-16s %s\n", f.kind.c_str(), f.subject.c_str(), f.text.c_str());
}

void ListAll(Session& session) {
  const std::optional<WholeLaw> all = LoadAll(session);
  if (!all) return;
  std::printf("%s", ListRules(all->law).c_str());
  for (const std::string& type : all->lists.Types()) std::printf("mentions  %s\n", type.c_str());
}

void Show(Session& session, const std::string& name) {
  const std::optional<WholeLaw> all = LoadAll(session);
  if (!all) return;
  std::vector<std::string> names = {name};
  if (name.empty()) {
    names = all->law.rule_ids();
    for (const std::string& type : all->lists.Types()) names.push_back(type);
  }
  for (const std::string& one : names) {
    Result<std::string> text = all->law.Describe(one);
    if (!text.ok()) {
      Result<std::string> list = all->lists.Describe(one);
      // The rule's own message names the rules there are; a type has no dot.
      if (!list.ok()) return session.Fail(one.find('.') == one.npos ? list.error() : text.error());
      text = std::move(list);
    }
    std::printf("%s\n", text->c_str());
  }
}

void CheckFiles(Session& session) {
  const std::optional<WholeLaw> all = LoadAll(session);
  if (!all) return;
  std::printf("law: %zu rules, %zu mentions of %zu letter types\n", all->law.rule_ids().size(),
              all->lists.size(), all->lists.Types().size());
  Print(StaleArticles(all->law, Today()));
}

void Audit(Session& session, const std::string& dir) {
  const std::optional<WholeLaw> all = LoadAll(session);
  if (!all) return;
  Result<std::vector<LawFinding>> findings = AuditLaw(all->law, dir);
  if (!findings.ok()) return session.Fail(findings.error());
  Print(*findings);
}

}  // namespace

void AddLawCommands(CLI::App& app, Session& session) {
  auto* law = app.add_subcommand("law", "The dated rules and checklists: list, show, check, audit");
  law->require_subcommand(1);
  law->add_subcommand("list", "All rules, one a line, then the letter types with a checklist")
      ->callback([&session] { ListAll(session); });

  auto name = std::make_shared<std::string>();
  auto* show = law->add_subcommand(
      "show", "A rule or a letter type's checklist in French, for a lawyer to sign off");
  show->add_option("NAME", *name, "id of a rule, or a letter type; default: everything");
  show->callback([name, &session] { Show(session, *name); });

  law->add_subcommand("check",
                      "Validate every law file; warn of articles that nobody checked for a year")
      ->callback([&session] { CheckFiles(session); });

  auto dir = std::make_shared<std::string>();
  auto* audit = law->add_subcommand(
      "audit", "Hold every cited article against a copy of the codes; changes nothing");
  audit->add_option("DIR", *dir, "the unpacked npm package @socialgouv/legi-data, or its data")
      ->required();
  audit->callback([dir, &session] { Audit(session, *dir); });
}

}  // namespace riposte
