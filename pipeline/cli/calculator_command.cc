// `riposte deadline`, `riposte ij`: what can be computed without a dossier.
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/cli/commands.h"
#include "pipeline/ij/ij.h"
#include "pipeline/law/law.h"
#include "pipeline/store/store.h"

namespace riposte {

namespace {

struct DeadlineArgs {
  std::string rule, start, presented, letter_date, zone = "metropole", format = "text";
  bool fraud = false;
};

void ComputeDeadline(const DeadlineArgs& args, Session& session) {
  Result<Law> law = Law::Load(session.templates);
  if (!law.ok()) return session.Fail(law.error());
  DeadlineQuery query{.rule = args.rule, .zone = args.zone, .today = Today(), .fraud = args.fraud};
  Date presented, letter;
  std::string wrong = ParseDateOption(args.start, &query.start);
  if (wrong.empty() && !args.presented.empty()) wrong = ParseDateOption(args.presented, &presented);
  if (wrong.empty() && !args.letter_date.empty())
    wrong = ParseDateOption(args.letter_date, &letter);
  if (!wrong.empty()) return session.Fail({.code = ErrorCode::kUsage, .message = wrong});
  if (!args.presented.empty()) query.presented = presented;
  if (!args.letter_date.empty()) query.letter_date = letter;
  Result<Deadline> d = law->Compute(query);
  if (!d.ok()) return session.Fail(d.error());
  std::printf("%s", (args.format == "json" ? ToJson(*d) + "\n" : ToText(*d)).c_str());
}

Result<IjInput> ReadAll(const std::vector<std::string>& files) {
  IjInput all;
  for (const std::string& file : files) {
    Result<int> fd = OpenInput(file);
    if (!fd.ok()) return fd.error();
    Result<std::string> text = ReadWholeFile("/proc/self/fd/" + std::to_string(*fd));
    if (!text.ok()) return text.error();
    Result<IjInput> input = ReadIjInput(*text, file);
    if (!input.ok()) return input;
    if (Status s = AddIjInput(std::move(input.value()), &all); !s.ok()) {
      Error error = s.error();
      error.file = file;
      return error;
    }
  }
  return all;
}

void DrawPictures(const IjInput& input, const IjResult& result, const std::string& dir,
                  Session& session) {
  const std::pair<const char*, std::string> pictures[] = {
      {"ij-entonnoir.svg", FunnelSvg(input, result)},
      {"ij-strates.svg", StrataSvg(result)},
      {"ij-arrets.svg", SpellsSvg(input)}};
  for (const auto& [name, svg] : pictures) {
    if (svg.empty()) continue;
    if (Status s = WriteFileDurably(dir + "/" + name, svg); !s.ok()) return session.Fail(s.error());
  }
}

}  // namespace

void AddCalculatorCommands(CLI::App& app, Session& session) {
  auto* deadline = app.add_subcommand("deadline", "Compute one legal time limit");
  auto args = std::make_shared<DeadlineArgs>();
  deadline->add_option("RULE", args->rule, "id of a rule (riposte law list)")->required();
  deadline->add_option("--start", args->start, "hand-over, or what the rule starts from")
      ->required();
  deadline->add_option("--presented", args->presented,
                       "first presentation of the registered letter");
  deadline->add_option("--letter-date", args->letter_date,
                       "date of the letter: chooses the rule set");
  deadline->add_option("--zone", args->zone, "whose holidays count");
  deadline->add_flag("--fraud", args->fraud, "a fraud is alleged (penalties: R. 147-11-2)");
  deadline->add_option("--format", args->format)->check(CLI::IsMember({"text", "json"}));
  deadline->callback([args, &session] { ComputeDeadline(*args, session); });

  auto* ij = app.add_subcommand("ij", "Recompute sick-leave figures from JSON or CSV files");
  auto files = std::make_shared<std::vector<std::string>>();
  auto format = std::make_shared<std::string>("text");
  ij->add_option("FILE", *files,
                 "JSON or CSV (contract: ij), or the JSON of an extracted letter or RIAP; further "
                 "files add spells, peers, a RIAP; two RIAPs of a year give the months between; - "
                 "is standard input")
      ->required();
  ij->add_option("--format", *format)->check(CLI::IsMember({"text", "json"}));
  auto pictures = std::make_shared<std::string>();
  ij->add_option("--pictures", *pictures, "also draw SVG files into this folder");
  ij->callback([files, format, pictures, &session] {
    Result<IjInput> input = ReadAll(*files);
    if (!input.ok()) return session.Fail(input.error());
    Result<IjResult> result = ComputeIj(*input);
    if (!result.ok()) {
      Error e = result.error();
      if (e.file.empty()) e.file = files->front();
      return session.Fail(e);
    }
    std::printf("%s\n", (*format == "json" ? ToJson(*result) : ToText(*result)).c_str());
    if (!pictures->empty()) DrawPictures(*input, *result, *pictures, session);
  });
}

}  // namespace riposte
