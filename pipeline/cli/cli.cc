// The command line: options in, one Session through the chosen command, the highest exit code out.
#include "pipeline/cli/cli.h"

#include <fcntl.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>

#include "extractors/values/parse.h"
#include "pipeline/cli/commands.h"

namespace riposte {

namespace {

std::string DefaultHome() {
  const char* home = std::getenv("HOME");
  return std::string(home && *home ? home : ".") + "/riposte";
}

std::string TemplatesDir() {
  if (const char* dir = std::getenv("RIPOSTE_TEMPLATES"); dir && *dir) return dir;
  return RIPOSTE_TEMPLATES_DIR;
}

}  // namespace

void Session::Fail(const Error& error) {
  std::fprintf(stderr, "riposte: %s\n", error.ToString().c_str());
  Raise(ExitCode(error.code));
}

Result<int> OpenInput(const std::string& path) {
  if (path != "-") {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
      return Error{.code = ErrorCode::kUsage,
                   .message = "cannot be opened",
                   .hint = "check the name and the rights",
                   .file = path};
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
      close(fd);
      return Error{.code = ErrorCode::kUsage, .message = "is not a regular file", .file = path};
    }
    return fd;
  }
  const int fd = memfd_create("stdin", MFD_CLOEXEC);
  if (fd < 0) return Error{.code = ErrorCode::kStorage, .message = "no memory for standard input"};
  char buffer[1 << 16];
  const int64_t limit = ReadLimits{}.max_bytes;
  int64_t total = 0;
  for (size_t n; (n = std::fread(buffer, 1, sizeof buffer, stdin)) > 0;) {
    total += static_cast<int64_t>(n);
    if (total > limit || write(fd, buffer, n) != static_cast<ssize_t>(n)) {
      close(fd);
      return Error{
          .code = ErrorCode::kTooLarge, .message = "standard input is too large", .file = "-"};
    }
  }
  return fd;
}

std::string ParseDateOption(const std::string& text, Date* date) {
  if (const auto iso = DateFromIso(text)) {
    *date = *iso;
    return {};
  }
  if (const auto found = ParseWhole(ValueType::kDate, text); found && found->doubts.empty()) {
    *date = std::get<Date>(found->value);
    return {};
  }
  return "'" + text + "' is not a date: write 2025-06-18 or 18/06/2025";
}

int RunCli(int argc, char** argv, Zygote& zygote) {
  // Logs are for the office's machine: stderr, warnings and worse, no name and no figure of a case.
  spdlog::set_default_logger(spdlog::stderr_color_st("riposte"));
  spdlog::set_level(spdlog::level::warn);
  spdlog::set_pattern("riposte: %l: %v");
  umask(077);

  Session session{zygote, DefaultHome(), TemplatesDir()};
  CLI::App app{
      "riposte reads the mail that a health-insurance fund sends to a doctor, works out the legal "
      "time\n"
      "limits and drafts the reply, which a person checks, completes and sends.",
      "riposte"};
  app.require_subcommand(1);
  app.set_version_flag("--version", "riposte " RIPOSTE_VERSION);
  AddMailCommands(app, session);
  AddExtractCommands(app, session);
  AddTemplateCommands(app, session);
  AddDossierCommands(app, session);
  AddCalculatorCommands(app, session);
  AddLawCommands(app, session);
  AddRospCommand(app, session);
  app.footer(
      "Exit codes: 0 done; 1 usage; 2 a document was refused; 3 a template or law file is wrong;\n"
      "4 needs a person; 5 storage; 6 another instance holds HOME; 70 a defect of riposte.\n"
      "With several files: the highest.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    // --help and --version come this way too, with code 0.
    return app.exit(e) == 0 ? 0 : ExitCode(ErrorCode::kUsage);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "riposte: %s\n", e.what());
    return ExitCode(ErrorCode::kDefect);
  }
  std::fflush(stdout);
  return session.exit_code;
}

}  // namespace riposte
