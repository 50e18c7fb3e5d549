// `riposte extract`: what a letter says, without a dossier and without a
// trace on disk.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "extractors/template/extract.h"
#include "pipeline/cli/commands.h"
#include "pipeline/store/store.h"

namespace riposte {

namespace {

struct ExtractArgs {
  std::vector<std::string> files;
  std::string format = "text";
  bool explain = false;
};

void ExtractOne(const std::string& file, const ExtractArgs& args, const Templates& templates,
                Workers& workers, Session& session) {
  const auto fail = [&](Error error) {
    error.file = file;
    session.Fail(error);
  };
  Result<int> fd = OpenInput(file);
  if (!fd.ok()) return fail(fd.error());
  const auto close_fd =
      std::unique_ptr<const int, void (*)(const int*)>(&*fd, [](const int* p) { close(*p); });
  Result<std::string> sha = Sha256OfDescriptor(*fd);
  if (!sha.ok()) return fail(sha.error());
  const bool terminal = isatty(STDERR_FILENO);
  Result<Reading> reading = workers.Read(*fd, *sha, [&](int done, int pages) {
    if (terminal && pages > 1)
      std::fprintf(stderr, "\r%s: page %d/%d%s", file.c_str(), done, pages,
                   done == pages ? "\n" : "");
  });
  if (!reading.ok()) return fail(reading.error());
  for (const PageReading& page : reading->pages)
    if (page.source == PageSource::kFailed)
      std::fprintf(stderr, "riposte: %s: page %d: could not be read (%s); the other pages stand\n",
                   file.c_str(), page.number, page.failure.c_str());

  LiveRereader rereader(workers, *fd);
  Trace trace;
  const std::vector<Letter> letters =
      Extract(*reading, templates, rereader, {std::filesystem::path(file).filename().string()},
              args.explain ? &trace : nullptr);
  for (const std::string& line : trace.lines()) std::fprintf(stderr, "%s\n", line.c_str());
  for (const Letter& letter : letters) {
    const std::string out = args.format == "json" ? ToJson(letter) : LetterText(letter);
    std::printf("%s\n", out.c_str());
    if (letter.NeedsPerson()) session.Raise(ExitCode(ErrorCode::kNeedsPerson));
  }
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
  extract->callback([args, &session] {
    Result<Templates> templates = Templates::Load(session.templates);
    if (!templates.ok()) return session.Fail(templates.error());
    Workers workers(session.zygote, {});
    for (const std::string& file : args->files)
      ExtractOne(file, *args, *templates, workers, session);
  });
}

}  // namespace riposte
