// `riposte process`, `watch`, `separator`, `status`: the mail and where it stands.
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "pipeline/cli/commands.h"
#include "pipeline/intake/intake.h"
#include "pipeline/intake/separator_sheet.h"
#include "pipeline/store/store.h"

namespace riposte {

namespace {

std::atomic<bool> stop_watching{false};

void StopWatching(int) { stop_watching = true; }

std::string OutcomeJson(const Outcome& o) {
  nlohmann::ordered_json j;
  j["source"] = o.name;
  j["sha256"] = o.sha256;
  j["duplicate"] = o.duplicate;
  j["letters"] = nlohmann::ordered_json::array();
  for (const LetterOutcome& l : o.letters)
    j["letters"].push_back({{"item", l.item},
                            {"type", l.type},
                            {"type_status", l.type_sure ? "sure" : "to_review"},
                            {"dossier", l.dossier},
                            {"needs_person", l.needs_person},
                            {"urgent", l.urgent},
                            {"to_confirm", l.to_confirm},
                            {"maybe_cut", l.maybe_cut}});
  if (o.error) j["error"] = {{"code", Name(o.error->code)}, {"message", o.error->message}};
  return j.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

void Tell(const Outcome& o, bool json, Session& session) {
  session.Raise(o.exit_code());
  if (json) {
    std::printf("%s\n", OutcomeJson(o).c_str());
    return;
  }
  if (o.error) {
    Error e = *o.error;
    e.file = o.name;
    std::fprintf(stderr, "riposte: %s\n", e.ToString().c_str());
    if (e.code != ErrorCode::kUsage) std::printf("%s : mis dans a-verifier\n", o.name.c_str());
  }
  for (const LetterOutcome& l : o.letters) {
    std::string line = o.name + " : ";
    if (o.duplicate) line += "déjà reçu, ";
    line += l.type;
    if (!l.type_sure) line += " (à vérifier)";
    line += l.dossier.empty() ? ", mis dans a-verifier" : " → " + l.dossier;
    if (l.urgent) line += " — URGENT";
    if (!l.to_confirm.empty()) {
      line += " ; à confirmer :";
      for (size_t i = 0; i < l.to_confirm.size(); ++i) line += (i ? ", " : " ") + l.to_confirm[i];
    }
    for (const int page : l.maybe_cut)
      line += " ; un autre courrier commence peut-être page " + std::to_string(page) +
              " (--cut ou --join)";
    std::printf("%s\n", line.c_str());
  }
  if (o.duplicate && o.letters.empty() && !o.error) std::printf("%s : déjà reçu\n", o.name.c_str());
  std::fflush(stdout);
}

std::string ParseCuts(const std::vector<int>& cut, const std::vector<int>& join,
                      std::map<int, bool>* cuts) {
  for (const int page : cut) (*cuts)[page] = true;
  for (const int page : join)
    if (const auto [at, added] = cuts->emplace(page, false); !added && at->second)
      return "page " + std::to_string(page) + " cannot be both cut and joined";
  return {};
}

namespace {

struct MailArgs {
  std::vector<std::string> files;
  std::vector<int> cut, join;
  std::string received;
  bool json = false;
  bool once = false;
  std::vector<std::string> done;
};

void AddHome(CLI::App* command, Session& session) {
  command->add_option("--home", session.home, "where dossiers, store and register lie (~/riposte)");
}

// «lot.pdf, pages 2-3 (inconnu)»
std::string AsideLine(const DocumentRecord& d) {
  const bool pages = d.reason == "inconnu" && !d.detail.empty();
  return d.name + (pages ? ", page" : "") +
         (pages && d.detail.find_first_of("-,") != std::string::npos ? "s" : "") +
         (pages ? " " + d.detail : "") + " (" + d.reason + ")";
}

// The copy of an urgent one was deleted: a word may have been read, or a file lost.
std::string GoneHint(const DocumentRecord& d) {
  return " — fichier supprimé, original : store/" + d.sha256.substr(0, 2) + "/" + d.sha256 +
         ".orig ; une fois traité : riposte status --done " + d.sha256.substr(0, 12);
}

void ShowStatus(Session& session, const std::vector<std::string>& done) {
  Result<std::unique_ptr<Register>> reg = OpenSqliteRegister(session.home + "/register.db");
  if (!reg.ok()) return session.Fail(reg.error());
  for (const std::string& name : done) {
    Result<DocumentRecord> d = FindToVerify(session.home, **reg, name);
    if (!d.ok()) return session.Fail(d.error());
    if (Status s = DealtWith(session.home, **reg, *d); !s.ok()) return session.Fail(s.error());
  }
  Result<std::vector<DocumentRecord>> waiting = ToVerify(session.home, **reg);
  if (!waiting.ok()) return session.Fail(waiting.error());
  Result<std::vector<DocumentRecord>> documents = (*reg)->Documents(std::nullopt);
  Result<std::vector<DossierRecord>> dossiers = (*reg)->Dossiers();
  if (!documents.ok()) return session.Fail(documents.error());
  if (!dossiers.ok()) return session.Fail(dossiers.error());
  const auto aside = [&](bool urgent, const char* mark) {
    for (const DocumentRecord& d : *waiting)
      if (d.urgent == urgent)
        std::printf("%s a-verifier : %s%s\n", mark, AsideLine(d).c_str(),
                    LiesAside(session.home, d) || !urgent ? "" : GoneHint(d).c_str());
  };
  // A paper that may carry a clock and that nobody has understood goes before everything else.
  aside(true, "URGENT     ");
  for (const DocumentRecord& d : *documents)
    if (d.reason == "decoupe")
      std::printf(
          "À DÉCOUPER  %s : un autre courrier commence peut-être page %s (riposte process "
          "FICHIER --cut ou --join)\n",
          d.name.c_str(), d.detail.c_str());
  SortByDue(&*dossiers);
  for (const DossierRecord& d : *dossiers)
    if (d.etat != "clos") std::printf("%s\n", StatusLine(d, Today()).c_str());
  aside(false, "—          ");
}

}  // namespace

void AddMailCommands(CLI::App& app, Session& session) {
  auto args = std::make_shared<MailArgs>();
  const auto open = [&session](Workers& workers) {
    return Flow::Open({.home = session.home, .templates = session.templates}, workers);
  };

  auto* process =
      app.add_subcommand("process", "Carry documents through to a dossier and its replies");
  process->add_option("FILE", args->files, "documents; they stay where they are")->required();
  AddHome(process, session);
  process->add_option("--received", args->received,
                      "day of the hand-over to the doctor (not to the office); one document only");
  process
      ->add_option("--cut", args->cut,
                   "pages of the file, by commas, that begin a letter whatever they look like; one "
                   "document only, which may have been processed before")
      ->delimiter(',');
  process->add_option("--join", args->join, "pages that go on with the letter before them")
      ->delimiter(',');
  process->add_flag("--json", args->json, "one JSON line a document");
  process->callback([args, &session, open] {
    std::optional<Date> received;
    if (!args->received.empty()) {
      Date d;
      std::string wrong = ParseDateOption(args->received, &d);
      if (wrong.empty() && args->files.size() > 1) wrong = "--received goes with one document only";
      if (!wrong.empty()) return session.Fail({.code = ErrorCode::kUsage, .message = wrong});
      received = d;
    }
    std::map<int, bool> cuts;
    std::string wrong = ParseCuts(args->cut, args->join, &cuts);
    if (!cuts.empty() && args->files.size() > 1)
      wrong = "--cut and --join go with one document only";
    if (!wrong.empty()) return session.Fail({.code = ErrorCode::kUsage, .message = wrong});
    Workers workers(session.zygote, {});
    auto flow = open(workers);
    if (!flow.ok()) return session.Fail(flow.error());
    for (const std::string& file : args->files)
      Tell((*flow)->ProcessFile(file, received, cuts), args->json, session);
  });

  auto* watch = app.add_subcommand("watch", "Carry through what is dropped into HOME/inbox");
  AddHome(watch, session);
  watch->add_flag("--once", args->once, "drain the inbox and exit");
  watch->callback([args, &session, open] {
    Workers workers(session.zygote, {});
    auto flow = open(workers);
    if (!flow.ok()) return session.Fail(flow.error());
    const auto tell = [&](const Outcome& o) { Tell(o, args->json, session); };
    if (args->once) {
      if (Status s = (*flow)->Drain(tell); !s.ok()) session.Fail(s.error());
      return;
    }
    std::signal(SIGINT, StopWatching);
    std::signal(SIGTERM, StopWatching);
    std::fprintf(stderr, "riposte: watching %s/inbox\n", session.home.c_str());
    if (Status s = (*flow)->Watch(tell, stop_watching); !s.ok()) session.Fail(s.error());
  });

  auto* separator = app.add_subcommand(
      "separator", "Print a separator sheet: lay one before each letter, scan the pile as one PDF");
  auto sheet = std::make_shared<std::string>();
  separator->add_option("OUT", *sheet, "the PDF to write; - is standard output")->required();
  separator->callback([sheet, &session] {
    const std::string pdf = SeparatorSheet();
    if (*sheet == "-") {
      std::fwrite(pdf.data(), 1, pdf.size(), stdout);
      return;
    }
    if (Status s = WriteFileDurably(*sheet, pdf); !s.ok()) session.Fail(s.error());
  });

  auto* status = app.add_subcommand("status", "What is due next, and what waits for a person");
  AddHome(status, session);
  status->add_option("--done", args->done,
                     "a document of a-verifier that a person has dealt with: it leaves the list "
                     "and the folder, the original stays in the store");
  status->callback([args, &session] { ShowStatus(session, args->done); });
}

}  // namespace riposte
