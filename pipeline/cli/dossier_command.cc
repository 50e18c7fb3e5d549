// `riposte dossier …` and `riposte reply`: what a person sees of a case and does to it.
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "extractors/template/vocabulary.h"
#include "pipeline/cli/commands.h"

namespace riposte {

namespace {

struct DossierArgs {
  std::string dossier, fact, value, author, proof, piece, kind, date, lrar, outcome, text,
      step = "approuve", format = "text";
  std::vector<int> cut, join;
};

std::string UserName() {
  const char* user = std::getenv("USER");
  return user && *user ? user : "secrétariat";
}

// Opens HOME, finds the dossier, runs `act`, prints the dossier or tells the error.
void WithDossier(Session& session, const DossierArgs& args,
                 const std::function<Result<Dossier>(Flow&, const std::string&)>& act) {
  Workers workers(session.zygote, {});
  auto flow = Flow::Open({.home = session.home, .templates = session.templates}, workers);
  if (!flow.ok()) return session.Fail(flow.error());
  Result<std::string> id = (*flow)->FindDossier(args.dossier);
  if (!id.ok()) return session.Fail(id.error());
  Result<Dossier> dossier = act(**flow, *id);
  if (!dossier.ok()) return session.Fail(dossier.error());
  std::printf("%s\n",
              (args.format == "json" ? ToJson(*dossier) : Describe(*dossier, Today())).c_str());
}

Status ToFact(const DossierArgs& args, GivenFact* fact) {
  std::optional<ValueType> type = TypeOfGivenFact(args.fact);
  if (!type) type = TypeOfAnyField(args.fact);
  if (!type)
    return Error{.code = ErrorCode::kUsage,
                 .message = "'" + args.fact + "' is no fact of the vocabulary",
                 .hint = "riposte dossier show lists the facts and questions of a dossier"};
  std::optional<Value> value = FromCanonical(*type, args.value);
  if (!value && *type == ValueType::kDate) {
    Date d;
    if (ParseDateOption(args.value, &d).empty()) value = d;
  }
  if (!value)
    return Error{.code = ErrorCode::kUsage,
                 .message = "'" + args.value + "' is not a value of type " + Name(*type),
                 .hint = "dates 2025-06-18, numbers 21.45, amounts 1234.50, true or false"};
  *fact = {.id = args.fact,
           .value = *value,
           .author = args.author.empty() ? UserName() : args.author,
           .date = ToIso(Today()),
           .proof = args.proof,
           .piece = args.piece};
  return {};
}

void AddEventOf(Session& session, const DossierArgs& args) {
  if (args.date.empty())
    return session.Fail({.code = ErrorCode::kUsage,
                         .message = "an event needs the day when it happened",
                         .hint = "--date 2025-07-10"});
  Date date;
  if (std::string wrong = ParseDateOption(args.date, &date); !wrong.empty())
    return session.Fail({.code = ErrorCode::kUsage, .message = wrong});
  const Event event{.kind = args.value,
                    .date = ToIso(date),
                    .proof = args.proof,
                    .piece = args.piece,
                    .author = args.author.empty() ? UserName() : args.author,
                    .entered = ToIso(Today()),
                    .text = args.text};
  WithDossier(session, args, [&](Flow& f, const std::string& id) { return f.Add(id, event); });
}

void RecutFileOf(Session& session, const DossierArgs& args) {
  std::map<int, bool> cuts;
  std::string wrong = ParseCuts(args.cut, args.join, &cuts);
  if (wrong.empty() && cuts.empty()) wrong = "nothing to correct: give --cut or --join";
  if (!wrong.empty()) return session.Fail({.code = ErrorCode::kUsage, .message = wrong});
  Workers workers(session.zygote, {});
  auto flow = Flow::Open({.home = session.home, .templates = session.templates}, workers);
  if (!flow.ok()) return session.Fail(flow.error());
  Result<std::string> id = (*flow)->FindDossier(args.dossier);
  if (!id.ok()) return session.Fail(id.error());
  const Outcome outcome = (*flow)->Recut(*id, args.piece, cuts);
  if (outcome.error && outcome.letters.empty()) return session.Fail(*outcome.error);
  Tell(outcome, args.format == "json", session);
}

}  // namespace

void AddDossierCommands(CLI::App& app, Session& session) {
  auto args = std::make_shared<DossierArgs>();
  const auto common = [&session, args](CLI::App* c) {
    c->add_option("DOSSIER", args->dossier, "id, or its last part, or the beginning of that")
        ->required();
    c->add_option("--home", session.home);
    c->add_option("--format", args->format)->check(CLI::IsMember({"text", "json"}));
    return c;
  };

  auto* dossier =
      app.add_subcommand("dossier", "Cases: list, show, set, rebuild, recut, approve, sent, close");
  dossier->require_subcommand(1);

  AddQuestionCommands(*dossier, session);
  auto* list = dossier->add_subcommand("list", "All dossiers, what is due next first");
  list->add_option("--home", session.home);
  list->callback([&session] {
    Result<std::unique_ptr<Register>> reg = OpenSqliteRegister(session.home + "/register.db");
    if (!reg.ok()) return session.Fail(reg.error());
    Result<std::vector<DossierRecord>> all = (*reg)->Dossiers();
    if (!all.ok()) return session.Fail(all.error());
    SortByDue(&*all);
    for (const DossierRecord& d : *all)
      std::printf("%s\t%s\t%s\t%s\t%s\n", d.id.c_str(), d.etat.c_str(), d.next_due.c_str(),
                  d.next_rule.c_str(), d.next_provisional ? "provisoire" : "");
  });

  common(dossier->add_subcommand("show", "Facts, deadlines, figures, questions and replies"))
      ->callback([args, &session] {
        WithDossier(session, *args, [](Flow& f, const std::string& id) { return f.Show(id); });
      });

  auto* set = common(dossier->add_subcommand(
      "set", "Record a fact that a person knows or corrects; everything after it is made again"));
  set->add_option("FACT", args->fact,
                  "date_remise, decision_medecin, evenement, or the id of a field")
      ->required();
  set->add_option("VALUE", args->value)->required();
  set->add_option("--by", args->author, "who says so");
  set->add_option("--proof", args->proof, "a piece or a file that proves it");
  set->add_option("--piece", args->piece, "the piece it is about (P1); default: the whole dossier");
  set->add_option("--date", args->date, "of an event: the day when it happened");
  set->add_option("--text", args->text, "of an event: a few words");
  set->footer([] {
    std::string kinds = "Events: riposte dossier set DOSSIER evenement KIND --date DATE; kinds:";
    for (const std::string& kind : EventKinds()) kinds += " " + kind;
    return kinds;
  }());
  set->callback([args, &session] {
    if (args->fact == "evenement") return AddEventOf(session, *args);
    GivenFact fact;
    if (Status s = ToFact(*args, &fact); !s.ok()) return session.Fail(s.error());
    WithDossier(session, *args, [&](Flow& f, const std::string& id) { return f.Set(id, fact); });
  });

  common(dossier->add_subcommand("rebuild",
                                 "Extract again from what was read and make everything anew"))
      ->callback([args, &session] {
        WithDossier(session, *args, [](Flow& f, const std::string& id) { return f.Rebuild(id); });
      });

  auto* recut = common(dossier->add_subcommand(
      "recut", "Correct where the file of a piece was cut into letters; they are filed again"));
  recut->add_option("--piece", args->piece, "a piece of the file (P1)")->required();
  recut->add_option("--cut", args->cut, "pages of the file, by commas, that begin a letter")
      ->delimiter(',');
  recut->add_option("--join", args->join, "pages that go on with the letter before them")
      ->delimiter(',');
  recut->callback([args, &session] { RecutFileOf(session, *args); });

  auto* approve = common(dossier->add_subcommand(
      "approve", "Approve a letter: the draft mark goes and its hash is bound"));
  approve->add_option("--kind", args->kind, "which letter")->required();
  approve->add_option(
      "--piece", args->piece,
      "the piece that it answers (P2), where several letters of that kind are open");
  approve->add_option("--by", args->author);
  approve
      ->add_option("--step", args->step,
                   "approuve (the default), or after it accord_medecin (the doctor agrees), signe")
      ->check(CLI::IsMember({"approuve", "accord_medecin", "signe"}));
  approve->add_option("--date", args->date, "day of that step; default: today");
  approve->add_option("--proof", args->proof, "scan or message that shows it");
  approve->callback([args, &session] {
    Date date = Today();
    if (!args->date.empty())
      if (std::string wrong = ParseDateOption(args->date, &date); !wrong.empty())
        return session.Fail({.code = ErrorCode::kUsage, .message = wrong});
    WithDossier(session, *args, [&](Flow& f, const std::string& id) {
      const std::string author = args->author.empty() ? UserName() : args->author;
      if (args->step == "approuve") return f.Approve(id, args->kind, author, args->piece);
      return f.Step(id, args->kind, args->step, date, author, args->proof, args->piece);
    });
  });

  auto* sent = common(dossier->add_subcommand("sent", "Record that a letter was posted"));
  sent->add_option("--kind", args->kind, "which letter")->required();
  sent->add_option("--piece", args->piece,
                   "the piece that it answers (P2), where several letters of that kind are open");
  sent->add_option("--date", args->date, "day of posting")->required();
  sent->add_option("--lrar", args->lrar, "number of the registered letter");
  sent->add_option("--proof", args->proof, "scan of the proof of posting");
  sent->callback([args, &session] {
    Date date;
    if (std::string wrong = ParseDateOption(args->date, &date); !wrong.empty())
      return session.Fail({.code = ErrorCode::kUsage, .message = wrong});
    WithDossier(session, *args, [&](Flow& f, const std::string& id) {
      return f.Sent(id, args->kind, date, args->lrar, args->proof, args->piece);
    });
  });

  auto* close = common(dossier->add_subcommand("close", "Close a dossier with its outcome"));
  close
      ->add_option("--outcome", args->outcome,
                   "abandon, mso_accepte, mso_refuse, msap, annulation, …")
      ->required();
  close->callback([args, &session] {
    WithDossier(session, *args,
                [&](Flow& f, const std::string& id) { return f.Close(id, args->outcome); });
  });

  auto* reply =
      common(app.add_subcommand("reply", "Draft the replies of a dossier (.odt and .pdf)"));
  reply->add_option("--kind", args->kind, "one kind; default: all that apply");
  reply->callback([args, &session] {
    WithDossier(session, *args,
                [&](Flow& f, const std::string& id) { return f.Reply(id, args->kind); });
  });
}

}  // namespace riposte
