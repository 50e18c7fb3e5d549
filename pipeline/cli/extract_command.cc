// `riposte extract`: what a letter says, without a dossier and without a trace on disk.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "extractors/template/extract.h"
#include "pipeline/cli/commands.h"
#include "pipeline/flow/read_ahead.h"
#include "pipeline/store/store.h"

namespace riposte {

namespace {

struct ExtractArgs {
  std::vector<std::string> files;
  std::string format = "text";
  bool explain = false;
};

struct Input {
  std::string file;
  int fd = -1;
  std::string sha256;
  std::optional<Error> refused;
};

Input Open(const std::string& file) {
  Input input{.file = file};
  Result<int> fd = OpenInput(file);
  if (!fd.ok()) {
    input.refused = fd.error();
    return input;
  }
  input.fd = *fd;
  Result<std::string> sha = Sha256OfDescriptor(*fd);
  if (sha.ok())
    input.sha256 = *sha;
  else
    input.refused = sha.error();
  return input;
}

struct Extracted {
  std::vector<PageReading> failed;  // pages
  std::vector<Letter> letters;
  Trace trace;
};

Result<Extracted> ExtractOne(const Input& input, const ExtractArgs& args,
                             const Templates& templates, Workers& workers, bool progress) {
  if (input.refused) return *input.refused;
  Result<Reading> reading = workers.Read(input.fd, input.sha256, [&](int done, int pages) {
    if (progress && pages > 1)
      std::fprintf(stderr, "\rpage %d/%d%s", done, pages, done == pages ? "\n" : "");
  });
  if (!reading.ok()) return reading.error();
  LiveRereader rereader(workers, input.fd);
  Extracted out;
  out.letters = Extract(
      *reading, templates, rereader,
      {.source = std::filesystem::path(input.file).filename().string(), .jobs = workers.jobs()},
      args.explain ? &out.trace : nullptr);
  for (PageReading& page : reading->pages)
    if (page.source == PageSource::kFailed) out.failed.push_back(std::move(page));
  return out;
}

void Print(const Input& input, const Result<Extracted>& extracted, const ExtractArgs& args,
           Session& session) {
  if (!extracted.ok()) {
    Error error = extracted.error();
    error.file = input.file;
    return session.Fail(error);
  }
  for (const PageReading& page : extracted->failed)
    std::fprintf(stderr, "riposte: %s: page %d: could not be read (%s); the other pages stand\n",
                 input.file.c_str(), page.number, page.failure.c_str());
  for (const std::string& line : extracted->trace.lines())
    std::fprintf(stderr, "%s\n", line.c_str());
  for (const Letter& letter : extracted->letters) {
    const std::string out = args.format == "json" ? ToJson(letter) : LetterText(letter);
    std::printf("%s\n", out.c_str());
    if (letter.NeedsPerson()) session.Raise(ExitCode(ErrorCode::kNeedsPerson));
  }
}

void ExtractAll(const ExtractArgs& args, Session& session) {
  // The zygote loads its models meanwhile.
  Workers workers(session.zygote, {});
  Result<Templates> templates = Templates::Load(session.templates);
  if (!templates.ok()) return session.Fail(templates.error());
  std::vector<Input> inputs;
  for (const std::string& file : args.files) inputs.push_back(Open(file));
  const bool progress = isatty(STDERR_FILENO) && inputs.size() == 1;
  std::vector<ReadAhead<Extracted>::Task> tasks;
  for (const Input& input : inputs)
    tasks.push_back([&] { return ExtractOne(input, args, *templates, workers, progress); });
  {
    ReadAhead<Extracted> ahead(std::move(tasks), workers.jobs());
    for (size_t i = 0; i < inputs.size(); ++i) Print(inputs[i], ahead.Take(i), args, session);
  }
  for (const Input& input : inputs)
    if (input.fd >= 0) close(input.fd);
}

}  // namespace

void AddExtractCommands(CLI::App& app, Session& session) {
  auto* extract =
      app.add_subcommand("extract", "Read letters and print their facts; nothing is kept");
  auto args = std::make_shared<ExtractArgs>();
  extract->add_option("FILE", args->files, "PDF, TIFF, JPEG, PNG or HEIC; - is standard input")
      ->required();
  extract->add_option("--format", args->format, "text for people, json for programs (JSON Lines)")
      ->check(CLI::IsMember({"text", "json"}));
  extract->add_flag(
      "--explain", args->explain,
      "tell on stderr which templates were tried, which anchors were found where, and "
      "what was rejected");
  extract->callback([args, &session] { ExtractAll(*args, session); });
}

}  // namespace riposte
