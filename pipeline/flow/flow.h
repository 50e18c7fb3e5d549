// Flow: the one way through, from a file to an answered dossier, and what a person may do to a
// dossier.
//
//   Result<std::unique_ptr<Flow>> flow = Flow::Open({.home = "/home/x/riposte", .templates =
//   "templates"}, workers); Outcome o = (*flow)->Process(claimed, received);      // read, extract,
//   file, compute, reply, save
//   (*flow)->Set("2025/MARTIN-Claire-mso-2025-06", {…});  // a fact: everything after it is made
//   again
//
// Each stage is a function of its input and its version, so a document that a crash left half-way
// is simply run again: the store keeps Readings, a letter is filed by (file hash, item) and never
// twice. One document's failure never stops the next: it is in its Outcome, and the document in
// a-verifier/.
//
// Open takes HOME for this process (kLocked otherwise). One thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "extractors/base/error.h"
#include "extractors/template/extract.h"
#include "pipeline/arguments/questions.h"
#include "pipeline/dossier/dossier.h"
#include "pipeline/intake/intake.h"
#include "pipeline/law/law.h"
#include "pipeline/reply/reply.h"
#include "pipeline/store/register.h"
#include "pipeline/store/store.h"
#include "pipeline/worker/worker.h"

namespace riposte {

struct FlowOptions {
  std::string home;
  std::string templates;  // the templates/ folder
  SettleOptions settle;
  std::function<Date()> today;  // default: the system's date, local
  bool pdf = true;              // replies as PDF too
};

struct LetterOutcome {
  int item = 1;
  std::string type;
  bool type_sure = false;
  std::string dossier;  // id; empty: a-verifier
  bool needs_person = false;
  bool urgent = false;
  std::vector<std::string> to_confirm;  // required ids that are missing or to_review
  std::vector<int> maybe_cut;           // pages of the file where another letter may begin
};

struct Outcome {
  std::string sha256, name;
  bool duplicate = false;
  std::vector<LetterOutcome> letters;
  std::optional<Error> error;
  int exit_code() const;  // 0, 2 refused, 4 needs a person, …
};

class Flow {
 public:
  static Result<std::unique_ptr<Flow>> Open(const FlowOptions& options, Workers& workers);
  ~Flow();

  // Takes a file from anywhere (it stays there) and carries it through.
  // `cuts`: page -> it opens a letter, or goes with the page before; kept with the document, also
  // where it was processed before: see Recut.
  Outcome ProcessFile(const std::string& path, std::optional<Date> received,
                      const std::map<int, bool>& cuts = {});
  // The file of a piece, cut where a person says, and its letters filed again (flow/recut.h). The
  // pages are those of the file. kUsage for a page that the file has not, for the first one, and
  // where a letter that would go is answered.
  Outcome Recut(const std::string& id, const std::string& piece, const std::map<int, bool>& cuts);
  Outcome Process(const Claimed& claimed, std::optional<Date> received = std::nullopt);
  // Everything that waits: documents that a crash left, then the inbox. `done` hears each outcome.
  Status Drain(const std::function<void(const Outcome&)>& done);
  Status Watch(const std::function<void(const Outcome&)>& done, const std::atomic<bool>& stop);

  Result<std::vector<DossierRecord>> Dossiers();
  Result<std::vector<DocumentRecord>> ToVerify();
  // An id, its last part, or an unambiguous beginning of that.
  Result<std::string> FindDossier(const std::string& name);
  Result<Dossier> Show(const std::string& id);
  // kUsage for an answer that its question does not take, or for a social-security number.
  Result<Dossier> Set(const std::string& id, const GivenFact& fact);
  // What no letter tells: observations sent, a hearing held, the fund's silence confirmed.
  Result<Dossier> Add(const std::string& id, const Event& event);
  // All or none.
  Result<Dossier> Set(const std::string& id, const std::vector<GivenFact>& facts);
  const Questionnaire& Questions() const;
  // Extracts again from the stored Readings with today's templates and makes everything anew.
  Result<Dossier> Rebuild(const std::string& id);
  // Drafts one kind, or all that apply when empty.
  Result<Dossier> Reply(const std::string& id, const std::string& kind);
  // Approval binds the hash of the letter's PDF; the draft mark goes. `piece`, here and below: the
  // one that the letter answers; empty: the letter of that kind that has not left, kUsage if there
  // are several.
  Result<Dossier> Approve(const std::string& id, const std::string& kind, const std::string& author,
                          const std::string& piece = {});
  // "accord_medecin" or "signe", of an approved letter; proof: a file, may be empty.
  Result<Dossier> Step(const std::string& id, const std::string& kind, const std::string& state,
                       Date date, const std::string& author, const std::string& proof,
                       const std::string& piece = {});
  // Without a proof of posting the letter's deadline stays open.
  Result<Dossier> Sent(const std::string& id, const std::string& kind, Date date,
                       const std::string& lrar, const std::string& proof,
                       const std::string& piece = {});
  Result<Dossier> Close(const std::string& id, const std::string& outcome);

 private:
  struct Impl;
  explicit Flow(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace riposte
