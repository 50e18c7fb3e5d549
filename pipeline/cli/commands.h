// What the commands share: where things are, how an error is told, and one function a command
// group. Internal to cli/.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/template/facts.h"
#include "pipeline/flow/flow.h"
#include "pipeline/worker/worker.h"

namespace riposte {

struct Session {
  Zygote& zygote;
  std::string home;       // --home, default ~/riposte
  std::string templates;  // $RIPOSTE_TEMPLATES, else where riposte was built or installed
  int exit_code = 0;      // the highest so far

  void Fail(const Error& error);  // tells it on stderr and raises exit_code
  void Raise(int code) { exit_code = std::max(exit_code, code); }
};

// Each adds its commands to `app`; their callbacks work on `session`.
void AddMailCommands(CLI::App& app, Session& session);          // process, watch, separator, status
void AddExtractCommands(CLI::App& app, Session& session);       // extract
void AddTemplateCommands(CLI::App& app, Session& session);      // templates
void AddDossierCommands(CLI::App& app, Session& session);       // dossier, reply
void AddQuestionCommands(CLI::App& dossier, Session& session);  // dossier questions, answer
void AddLawCommands(CLI::App& app, Session& session);           // law
void AddCalculatorCommands(CLI::App& app, Session& session);    // deadline, ij
void AddRospCommand(CLI::App& app, Session& session);           // rosp

// One line a letter of what became of a document, and its exit code.
void Tell(const Outcome& outcome, bool json, Session& session);
// --cut and --join; what is wrong with them, empty for nothing.
std::string ParseCuts(const std::vector<int>& cut, const std::vector<int>& join,
                      std::map<int, bool>* cuts);

// A letter as a person reads it, in French (`extract --format text`).
std::string LetterText(const Letter& letter);

// What is due next first; nothing due last.
void SortByDue(std::vector<DossierRecord>* dossiers);
// One dossier of `riposte status`: « 2025-07-18 mso.observations 2025/… provisoire : … ».
std::string StatusLine(const DossierRecord& dossier, Date today);
// The system's date, local.
Date Today();

// A file name or «-» (standard input, copied to memory) as a readable, seekable descriptor.
Result<int> OpenInput(const std::string& path);

// Takes «2025-06-18» and «18/06/2025»; CLI11 shows the message of a refusal.
std::string ParseDateOption(const std::string& text, Date* date);

}  // namespace riposte
