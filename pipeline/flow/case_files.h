// CaseFiles: dossiers on disk. Finds the dossier of a letter, and after every change makes
// deadlines, figures and replies anew, writes the folder and the register. Internal to flow/.
//
// Order of writes, so that a crash leaves a dossier that the next run completes: pieces, replies,
// then dossier.xml (the truth), then the register (an index). A file that a person has changed is
// never overwritten: a new version stands beside it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "pipeline/arguments/arguments.h"
#include "pipeline/dossier/dossier.h"
#include "pipeline/law/law.h"
#include "pipeline/reply/reply.h"
#include "pipeline/store/register.h"

namespace riposte {

class CaseFiles {
 public:
  CaseFiles(std::string home, std::string templates, const Law& law, const RospGrids& grids,
            ReplyMaker& maker, Register& reg, const Arguments& arguments, bool pdf);

  // Files one letter, with the mentions found on it and the bytes of its piece; the id of its
  // dossier, empty when it has none. A letter that is filed already (same file hash and item)
  // replaces itself.
  Result<std::string> File(const Letter& letter, const std::vector<Finding>& mentions,
                           const std::string& piece_bytes, std::optional<Date> received,
                           Date today);
  Result<Dossier> Load(const std::string& id);
  // Loads, lets `change` work, makes everything after it anew, saves.
  Result<Dossier> Change(const std::string& id, Date today,
                         const std::function<Status(Dossier&)>& change);
  Result<Dossier> Reply(const std::string& id, const std::string& kind, Date today);
  // `piece`: as MeantReply of letter_life.h.
  Result<Dossier> Approve(const std::string& id, const std::string& kind, const std::string& author,
                          Date today, const std::string& piece);
  // The doctor's agreement, his signature: "accord_medecin", "signe", on an approved letter.
  Result<Dossier> Step(const std::string& id, const std::string& kind, const std::string& state,
                       Date date, const std::string& author, const std::string& proof,
                       const std::string& piece);
  Result<Dossier> Sent(const std::string& id, const std::string& kind, Date date,
                       const std::string& lrar, const std::string& proof, Date today,
                       const std::string& piece);

 private:
  std::string FolderOf(const std::string& id) const;
  Status Compute(Dossier& dossier, Date today);
  Status Finish(Dossier& dossier, Date today);
  Status MakeReplies(Dossier& dossier, const std::string& only_kind);
  // Copies a proof that a person names into the dossier's pieces; its new name there.
  Result<std::string> KeepProof(const std::string& id, const std::string& kind, Date date,
                                const std::string& proof);
  Result<ReplyKind> KindOf(const std::string& kind);
  // Whether a condition of lettres.xml holds for certain; kTemplate for a broken one.
  Result<bool> Holds(const std::string& xml, const std::string& kind, const std::string& xpath,
                     const std::string& piece);
  // A letter whose supposition (ReplyKind::required) does not hold any more.
  void LayAside(const Dossier& dossier, ReplyRecord& record) const;
  Status AsRead(Dossier& dossier, const std::string& kind, const std::string& piece, Date today);
  // PDF and ODT on disk are those that were approved.
  Status IsBound(const std::string& id, const ReplyRecord& record);
  // The dossier whose posted letter has that LRAR number, empty for none.
  Result<std::string> PostedUnder(const std::string& lrar);
  Result<std::vector<std::string>> Answered(const Dossier& dossier, const ReplyKind& kind,
                                            const std::string& xml, bool earlier_too);
  Status MakeOne(Dossier& dossier, const ReplyKind& kind, const Piece& piece,
                 const std::string& xml, bool by_name);
  Status MakeReply(Dossier& dossier, const ReplyKind& kind, const Piece& piece,
                   const std::string& xml);

  std::string home_, templates_;
  const Law& law_;
  const RospGrids& grids_;
  ReplyMaker& maker_;
  Register& register_;
  const Arguments& arguments_;
  bool pdf_;
};

}  // namespace riposte
