// The life of a letter on disk: approved, agreed, signed, posted, received. Approval binds the hash
// of the PDF that was read; each later step looks at it again.
#include <algorithm>
#include <cctype>
#include <filesystem>

#include "extractors/values/fold.h"
#include "pipeline/flow/case_files.h"
#include "pipeline/flow/letter_life.h"
#include "pipeline/store/store.h"

namespace riposte {

namespace fs = std::filesystem;

namespace {

// The extension of a file that a person names, if it is one of a scan.
std::string SafeExtension(const std::string& path) {
  const std::string extension = Plain(fs::path(path).extension().string());
  for (const char* known : {".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic"})
    if (extension == known) return extension;
  return ".bin";
}

std::string Digits13(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '-' || c == '.'; });
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

}  // namespace

Result<ReplyKind> CaseFiles::KindOf(const std::string& kind) {
  Result<std::vector<ReplyKind>> kinds = maker_.Kinds();
  if (!kinds.ok()) return kinds.error();
  for (ReplyKind& k : *kinds)
    if (k.id == kind) return std::move(k);
  return Error{.code = ErrorCode::kUsage,
               .message = "no letter of kind '" + kind + "'",
               .hint = "templates/replies/lettres.xml lists them"};
}

// The letter that a person read is the one that facts, templates and the day still give.
Status CaseFiles::AsRead(Dossier& dossier, const std::string& kind, const std::string& piece,
                         Date today) {
  Result<ReplyKind> rule = KindOf(kind);
  if (!rule.ok()) return rule.error();
  Result<ReplyRecord*> meant = MeantReply(dossier, kind, piece);
  if (!meant.ok()) return meant.error();
  const ReplyRecord before = **meant;
  if (Status s = Compute(dossier, today); !s.ok()) return s;
  const std::string xml = ToXml(dossier);
  if (!rule->required.empty()) {
    Result<bool> holds = Holds(xml, kind, rule->required, before.piece);
    if (!holds.ok()) return holds.error();
    if (!*holds) return NotDecided(dossier.id, *rule);
  }
  if (!before.missing.empty() || before.odt.empty()) return {};  // told by the caller
  Result<ReplyFiles> now = maker_.Make(
      xml, kind,
      {.draft = true, .pdf = false, .piece = before.piece, .pictures = PicturesOf(dossier)});
  if (now.ok() && Sha256(now->odt) == before.drafted_sha256) return {};
  if (!now.ok() && now.error().code != ErrorCode::kNeedsPerson) return now.error();
  if (Status s = Finish(dossier, today); !s.ok()) return s;
  return Error{.code = ErrorCode::kNeedsPerson,
               .message = "the letter has changed since it was drafted: read it again",
               .hint = "riposte dossier show DOSSIER",
               .file = dossier.id};
}

Status CaseFiles::IsBound(const std::string& id, const ReplyRecord& record) {
  for (const auto& [name, bound] :
       {std::pair(record.pdf, record.sha256), std::pair(record.odt, record.approved_odt_sha256)}) {
    // A letter that an earlier version approved has no ODT bound.
    if (bound.empty() && name == record.odt) continue;
    Result<std::string> now = Sha256OfFile(FolderOf(id) + "/" + name);
    if (!now.ok()) return now.error();
    if (*now != bound)
      return Error{.code = ErrorCode::kUsage,
                   .message = "«" + name + "» is not the one that was approved",
                   .hint = "approve it again",
                   .file = id};
  }
  return {};
}

Result<Dossier> CaseFiles::Approve(const std::string& id, const std::string& kind,
                                   const std::string& author, Date today,
                                   const std::string& piece) {
  Result<Dossier> dossier = Load(id);
  if (!dossier.ok()) return dossier;
  for (const char* consent : {"mandat", "accord_traitement"}) {
    const std::optional<Effective> given = EffectiveFact(*dossier, consent);
    const auto* since = given ? std::get_if<Date>(&given->value) : nullptr;
    if (!since || !given->usable || *since > today)
      return Error{
          .code = ErrorCode::kNeedsPerson,
          .message = std::string("'") + consent + "' is not recorded",
          .hint = std::string("riposte dossier set DOSSIER ") + consent + " DATE --proof FILE",
          .file = id};
  }
  Result<ReplyRecord*> meant = MeantReply(*dossier, kind, piece);
  if (!meant.ok()) return meant.error();
  ReplyRecord* record = *meant;
  if (Status s = MayBecome(*record, "approuve"); !s.ok()) return s.error();
  const std::string answered = record->piece;
  if (Status s = AsRead(*dossier, kind, answered, today); !s.ok()) return s.error();
  meant = MeantReply(*dossier, kind, answered);
  if (!meant.ok()) return meant.error();
  record = *meant;
  // A letter whose facts are to be confirmed again is on disk, but is no longer true.
  if (record->odt.empty() || !record->missing.empty())
    return Error{.code = ErrorCode::kNeedsPerson, .message = record->message, .file = id};
  const std::string folder = FolderOf(id) + "/";
  Result<std::string> odt = ReadWholeFile(folder + record->odt);
  if (!odt.ok()) return odt.error();
  std::string pdf;
  if (Sha256(*odt) == record->odt_sha256) {
    Result<ReplyFiles> made = maker_.Make(ToXml(*dossier), kind,
                                          {.draft = false,
                                           .pdf = true,
                                           .piece = record->piece,
                                           .date = ToIso(today),
                                           .pictures = PicturesOf(*dossier)});
    if (!made.ok()) return made.error();
    pdf = made->pdf;
    odt = made->odt;
    if (Status s = WriteFileDurably(folder + record->odt, *odt); !s.ok()) return s.error();
    record->odt_sha256 = Sha256(*odt);
  } else {
    // What a person wrote stays as it is: «written by us» remains the draft.
    Result<std::string> made = maker_.PdfOf(*odt, ToIso(today));
    if (!made.ok()) return made.error();
    pdf = *made;
  }
  if (pdf.empty())
    return Error{.code = ErrorCode::kNeedsPerson,
                 .message = "no PDF could be made, and approval binds a PDF",
                 .hint = "install libreoffice-writer-nogui",
                 .file = id};
  record->pdf = fs::path(record->odt).replace_extension(".pdf").string();
  if (Status s = WriteFileDurably(folder + record->pdf, pdf); !s.ok()) return s.error();
  record->sha256 = Sha256(pdf);
  record->approved_odt_sha256 = Sha256(*odt);
  record->state = "approuve";
  record->history.push_back(
      {.state = "approuve", .date = ToIso(today), .author = author, .sha256 = record->sha256});
  if (Status s = SaveDossier(home_, *dossier); !s.ok()) return s.error();
  return dossier;
}

Result<std::string> CaseFiles::KeepProof(const std::string& id, const std::string& kind, Date date,
                                         const std::string& proof) {
  if (proof.empty()) return std::string();
  Result<std::string> bytes = ReadWholeFile(proof);
  if (!bytes.ok()) return bytes;
  const std::string base = "pieces/" + ToIso(date) + "-preuve-" + kind;
  std::string kept = base + SafeExtension(proof);
  // Another proof of the same day stands beside the first.
  for (int n = 2; fs::exists(FolderOf(id) + "/" + kept); ++n) {
    Result<std::string> there = ReadWholeFile(FolderOf(id) + "/" + kept);
    if (there.ok() && *there == *bytes) return kept;
    kept = base + "-" + std::to_string(n) + SafeExtension(proof);
  }
  if (Status s = WriteFileDurably(FolderOf(id) + "/" + kept, *bytes); !s.ok()) return s.error();
  return kept;
}

Result<Dossier> CaseFiles::Step(const std::string& id, const std::string& kind,
                                const std::string& state, Date date, const std::string& author,
                                const std::string& proof, const std::string& piece) {
  Result<Dossier> dossier = Load(id);
  if (!dossier.ok()) return dossier;
  Result<ReplyRecord*> meant = MeantReply(*dossier, kind, piece);
  if (!meant.ok()) return meant.error();
  ReplyRecord* record = *meant;
  if (Status s = MayBecome(*record, state); !s.ok()) return s.error();
  if (Status s = IsBound(id, *record); !s.ok()) return s.error();
  Result<std::string> kept = KeepProof(id, kind + "-" + state, date, proof);
  if (!kept.ok()) return kept.error();
  record->state = state;
  record->history.push_back(
      {.state = state, .date = ToIso(date), .author = author, .proof = *kept});
  if (Status s = SaveDossier(home_, *dossier); !s.ok()) return s.error();
  return dossier;
}

Result<Dossier> CaseFiles::Sent(const std::string& id, const std::string& kind, Date date,
                                const std::string& given_lrar, const std::string& proof, Date today,
                                const std::string& piece) {
  const auto usage = [](std::string message, std::string hint) {
    return Error{.code = ErrorCode::kUsage, .message = std::move(message), .hint = std::move(hint)};
  };
  if (date > today) return usage("a letter cannot have been posted after today", "");
  const std::string lrar = Digits13(given_lrar);
  if (!lrar.empty() && !FromCanonical(ValueType::kLrar, lrar))
    return usage("«" + given_lrar + "» is not the number of a registered letter",
                 "13 characters, such as 1A00000000017");
  Result<Dossier> dossier = Load(id);
  if (!dossier.ok()) return dossier;
  for (const Piece& p : dossier->pieces)
    if (const auto own = EffectiveFact(*dossier, "numero_lrar", p.id);
        own && !lrar.empty() && p.letter.type.value != "avis_reception" &&
        own->value == Value(lrar))
      return usage("«" + lrar + "» is the number of the fund's letter " + p.id,
                   "give the number on your own proof of deposit");
  Result<ReplyRecord*> meant = MeantReply(*dossier, kind, piece);
  if (!meant.ok()) return meant.error();
  ReplyRecord* record = *meant;
  if (Status s = MayBecome(*record, "poste"); !s.ok()) return s.error();
  // What was posted is history, whatever has become of the files.
  if (record->state == "signe")
    if (Status s = IsBound(id, *record); !s.ok()) return s.error();
  Result<std::string> kept = KeepProof(id, kind, date, proof);
  if (!kept.ok()) return kept.error();
  if (record->state == "signe") record->state = "poste";
  record->history.push_back(
      {.state = "poste", .date = ToIso(date), .numero_lrar = lrar, .proof = *kept});
  // Without a proof of posting it is only said: no event, and the deadline stays open.
  if (!kept->empty()) {
    Result<ReplyKind> rule = KindOf(kind);
    if (!rule.ok()) return rule.error();
    const Event sent{.kind = rule->event,
                     .date = ToIso(date),
                     .proof = *kept,
                     .piece = record->piece,
                     .entered = ToIso(today)};
    if (Status s = AddEvent(*dossier, sent); !s.ok()) return s.error();
  }
  if (Status s = Finish(*dossier, today); !s.ok()) return s.error();
  return dossier;
}

Result<std::string> CaseFiles::PostedUnder(const std::string& lrar) {
  Result<std::vector<DossierRecord>> all = register_.Dossiers();
  if (!all.ok()) return all.error();
  for (const DossierRecord& d : *all) {
    Result<Dossier> dossier = Load(d.id);
    if (!dossier.ok()) continue;  // told when that dossier is opened
    for (const ReplyRecord& r : dossier->replies)
      for (const ReplyStep& s : r.history)
        if (s.numero_lrar == lrar) return d.id;
  }
  return std::string();
}

}  // namespace riposte
