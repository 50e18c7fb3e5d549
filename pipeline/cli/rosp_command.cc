// `riposte rosp`: a statement recomputed from a JSON or CSV file, without a dossier.
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/cli/commands.h"
#include "pipeline/rosp/rosp.h"
#include "pipeline/store/store.h"

namespace riposte {

namespace {

void ComputeFile(const std::string& file, const std::vector<std::string>& with,
                 const std::string& format, Session& session) {
  const auto fail = [&](Error e) {
    if (e.file.empty()) e.file = file;
    session.Fail(e);
  };
  Result<int> fd = OpenInput(file);
  if (!fd.ok()) return session.Fail(fd.error());
  Result<std::string> text = ReadWholeFile("/proc/self/fd/" + std::to_string(*fd));
  if (!text.ok()) return fail(text.error());
  Result<RospInput> input = ReadRospInput(*text, file);
  if (!input.ok()) return fail(input.error());
  for (const std::string& given : with) {
    const size_t at = given.find('=');
    const Status s =
        at == std::string::npos
            ? Status(Error{.code = ErrorCode::kUsage, .message = "--with takes NAME=VALUE"})
            : SetRospValue(&*input, given.substr(0, at), given.substr(at + 1));
    if (!s.ok()) return session.Fail(s.error());
  }
  Result<RospGrids> grids = RospGrids::Load(session.templates);
  if (!grids.ok()) return session.Fail(grids.error());
  input->aujourdhui = Date(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  Result<RospResult> result = ComputeRosp(*input, *grids);
  if (!result.ok()) return fail(result.error());
  std::printf("%s\n", (format == "json" ? ToJson(*result) : ToText(*result)).c_str());
}

}  // namespace

void AddRospCommand(CLI::App& app, Session& session) {
  auto* rosp = app.add_subcommand("rosp", "Recompute a ROSP statement from a JSON or CSV file");
  auto file = std::make_shared<std::string>();
  auto format = std::make_shared<std::string>("text");
  rosp->add_option("FILE", *file, "JSON or CSV (contract: rosp); - is standard input")->required();
  rosp->add_option("--format", *format)->check(CLI::IsMember({"text", "json"}));
  auto with = std::make_shared<std::vector<std::string>>();
  rosp->add_option("--with", *with,
                   "NAME=VALUE: what the statement does not print (patientele_propre=993, "
                   "installation=2013, arrondi=total…)");
  rosp->callback([=, &session] { ComputeFile(*file, *with, *format, session); });
}

}  // namespace riposte
