// What makes a dossier's folder true again after any change: facts -> deadlines, figures, questions
// -> replies -> dossier.xml -> register. The functions of dossier/ and reply/ are pure; here they
// meet the disk.
#include "pipeline/flow/case_files.h"

#include <algorithm>
#include <filesystem>

#include "extractors/values/fold.h"
#include "pipeline/dossier/expression.h"
#include "pipeline/dossier/filing.h"
#include "pipeline/store/store.h"

namespace riposte {

namespace fs = std::filesystem;

namespace {

// The letter that a kind of reply answers: the latest of its types.
const Piece* AnsweredBy(const Dossier& dossier, const ReplyKind& kind) {
  const Piece* latest = nullptr;
  for (const Piece& piece : dossier.pieces)
    if (std::find(kind.for_types.begin(), kind.for_types.end(), piece.letter.type.value) !=
        kind.for_types.end())
      latest = &piece;
  return latest;
}

ReplyRecord* FindReply(Dossier& dossier, const std::string& kind, const std::string& piece) {
  for (ReplyRecord& r : dossier.replies)
    if (r.kind == kind && r.piece == piece) return &r;
  return nullptr;
}

// The latest letter of a kind, whichever piece it answers.
ReplyRecord* FindReply(Dossier& dossier, const std::string& kind) {
  ReplyRecord* latest = nullptr;
  for (ReplyRecord& r : dossier.replies)
    if (r.kind == kind) latest = &r;
  return latest;
}

Status Unknown(const std::string& kind) {
  return Error{.code = ErrorCode::kUsage,
               .message = "the dossier has no letter of kind '" + kind + "'",
               .hint = "riposte dossier show lists its replies"};
}

std::string PieceName(const Letter& letter, const std::vector<Piece>& others) {
  std::string date = "sans-date";
  if (const Fact* f = letter.Field("date_lettre"))
    if (const auto* d = std::get_if<Date>(&f->value)) date = ToIso(*d);
  const std::string base = "pieces/" + date + "-" + letter.type.value;
  const auto taken = [&](const std::string& name) {
    return std::any_of(others.begin(), others.end(),
                       [&](const Piece& p) { return p.file == name; });
  };
  std::string name = base + ".pdf";
  for (int n = 2; taken(name); ++n) name = base + "-" + std::to_string(n) + ".pdf";
  return name;
}

// The extension of a file that a person names, if it is one of a scan.
std::string SafeExtension(const std::string& path) {
  const std::string extension = Plain(fs::path(path).extension().string());
  for (const char* known : {".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic"})
    if (extension == known) return extension;
  return ".bin";
}

// The facts have changed under an approved letter: it is a draft again, and its history says so.
void Withdraw(ReplyRecord& record) {
  if (record.state != "projet")
    record.history.push_back(
        {.state = "projet", .date = "", .author = "", .sha256 = record.sha256});
  record.state = "projet";
  record.sha256.clear();
}

// Where each fact that stands in a letter was read, or that a person gave it.
std::vector<ReplySource> SourcesOf(const Dossier& dossier, const std::vector<std::string>& facts,
                                   const std::string& piece) {
  std::vector<ReplySource> out;
  for (const std::string& id : facts) {
    const std::optional<Effective> fact = EffectiveFact(dossier, id, piece);
    if (!fact) continue;
    ReplySource source{.fact = id, .piece = fact->piece};
    if (fact->read != nullptr && !fact->from_person) source.spans = fact->read->spans;
    out.push_back(std::move(source));
  }
  return out;
}

// The order in the life of a letter.
int Rank(const std::string& state) {
  static const char* const kStates[] = {"projet", "approuve", "accord_medecin",
                                        "signe",  "poste",    "recu"};
  const auto it = std::find(std::begin(kStates), std::end(kStates), state);
  return static_cast<int>(it - std::begin(kStates));
}

std::string TextOf(const Letter& letter, std::string_view id) {
  const Fact* f = letter.Field(id);
  const auto* text = f ? std::get_if<std::string>(&f->value) : nullptr;
  return text ? *text : std::string();
}

}  // namespace

CaseFiles::CaseFiles(std::string home, std::string templates, const Law& law,
                     const RospGrids& grids, ReplyMaker& maker, Register& reg,
                     const Arguments& arguments, bool pdf)
    : home_(std::move(home)),
      templates_(std::move(templates)),
      law_(law),
      grids_(grids),
      maker_(maker),
      register_(reg),
      arguments_(arguments),
      pdf_(pdf) {}

std::string CaseFiles::FolderOf(const std::string& id) const { return home_ + "/dossiers/" + id; }

Result<Dossier> CaseFiles::Load(const std::string& id) {
  return LoadDossier(home_, id, templates_);
}

Result<std::string> CaseFiles::File(const Letter& letter, const std::vector<Finding>& mentions,
                                    const std::string& piece_bytes, std::optional<Date> received,
                                    Date today) {
  Result<std::vector<DossierRecord>> all = register_.Dossiers();
  if (!all.ok()) return all.error();
  Result<std::vector<LetterRecord>> known = register_.LettersOf(letter.sha256);
  if (!known.ok()) return known.error();
  std::optional<LetterRecord> by_lrar;
  if (const std::string lrar = TextOf(letter, "numero_lrar"); !lrar.empty()) {
    Result<std::optional<LetterRecord>> found = register_.LetterByLrar(lrar);
    if (!found.ok()) return found.error();
    by_lrar = *found;
  }
  const bool slip = letter.type.value == "avis_reception";
  const std::string lrar = TextOf(letter, "numero_lrar");
  if (slip && !by_lrar && !lrar.empty()) {
    Result<std::string> posted = PostedUnder(lrar);
    if (!posted.ok()) return posted;
    if (!posted->empty()) by_lrar = LetterRecord{.dossier = *posted};
  }
  FilingDecision decision = Decide(letter, *all, by_lrar);
  // A letter that was filed before a crash replaces itself.
  for (const LetterRecord& l : *known)
    if (l.item == letter.item && !l.dossier.empty()) {
      decision.action = FilingDecision::kJoin;
      decision.dossier = l.dossier;
    }
  if (decision.action == FilingDecision::kAside) return std::string();

  Dossier dossier;
  if (decision.action == FilingDecision::kJoin) {
    Result<Dossier> loaded = Load(decision.dossier);
    if (!loaded.ok()) return loaded.error();
    dossier = std::move(*loaded);
  } else {
    const std::string base = NewDossierId(letter, decision.procedure);
    dossier.id = base;
    for (int n = 2; fs::exists(FolderOf(dossier.id)); ++n)
      dossier.id = base + "-" + std::to_string(n);
  }
  if (!decision.procedure.empty()) dossier.procedure = decision.procedure;
  Ask(dossier, decision.questions);
  std::string file = PieceName(letter, dossier.pieces);
  for (const Piece& p : dossier.pieces)
    if (p.letter.sha256 == letter.sha256 && p.letter.item == letter.item) file = p.file;
  Result<std::string> piece = AddLetter(dossier, letter, file, ToIso(today));
  if (!piece.ok()) return piece;
  SetMentions(dossier, *piece, mentions);

  std::error_code ec;
  fs::create_directories(FolderOf(dossier.id) + "/pieces", ec);
  if (ec)
    return Error{.code = ErrorCode::kStorage,
                 .message = "cannot be made: " + ec.message(),
                 .file = FolderOf(dossier.id)};
  if (Status s = WriteFileDurably(FolderOf(dossier.id) + "/" + file, piece_bytes); !s.ok())
    return s.error();
  if (received) {
    const GivenFact fact{.id = "date_remise",
                         .value = *received,
                         .author = "à la réception",
                         .date = ToIso(today),
                         .piece = *piece};
    if (Status s = SetGiven(dossier, fact); !s.ok()) return s.error();
  }
  if (slip && !lrar.empty()) {
    // The slip of one of our letters: it is proof of its posting and of its receipt.
    const Fact* given = letter.Field("date_remise");
    const auto* day = given ? std::get_if<Date>(&given->value) : nullptr;
    for (ReplyRecord& r : dossier.replies)
      for (const ReplyStep& step : std::vector<ReplyStep>(r.history)) {
        if (step.numero_lrar != lrar || r.state == "recu") continue;
        r.state = "recu";
        r.history.push_back({.state = "recu",
                             .date = day ? ToIso(*day) : "",
                             .author = "",
                             .numero_lrar = lrar,
                             .proof = file});
      }
  }
  if (Status s = Finish(dossier, today); !s.ok()) return s.error();
  return dossier.id;
}

Result<Dossier> CaseFiles::Change(const std::string& id, Date today,
                                  const std::function<Status(Dossier&)>& change) {
  Result<Dossier> dossier = Load(id);
  if (!dossier.ok()) return dossier;
  if (Status s = change(*dossier); !s.ok()) return s.error();
  if (Status s = Finish(*dossier, today); !s.ok()) return s.error();
  return dossier;
}

Result<Dossier> CaseFiles::Reply(const std::string& id, const std::string& kind, Date today) {
  Result<Dossier> dossier = Load(id);
  if (!dossier.ok()) return dossier;
  if (Status s = Compute(*dossier, today); !s.ok()) return s.error();
  if (Status s = MakeReplies(*dossier, kind); !s.ok()) return s.error();
  if (Status s = SaveDossier(home_, *dossier); !s.ok()) return s.error();
  if (!kind.empty()) {
    const ReplyRecord* r = FindReply(*dossier, kind);
    if (!r) return Unknown(kind).error();
    if (!r->missing.empty() || r->odt.empty())
      return Error{.code = ErrorCode::kNeedsPerson, .message = r->message, .file = id};
  }
  return dossier;
}

Status CaseFiles::Compute(Dossier& dossier, Date today) {
  if (Status s = Recompute(dossier, law_, today, &grids_); !s.ok()) return s;
  Result<std::vector<ReplyKind>> kinds = maker_.Kinds();
  if (!kinds.ok()) return kinds.error();
  std::vector<ArgumentLetter> letters;
  for (const ReplyKind& k : *kinds) letters.push_back({k.id, k.moment, k.for_types});
  return Judge(dossier, arguments_, law_, letters);
}

Status CaseFiles::Finish(Dossier& dossier, Date today) {
  if (Status s = Compute(dossier, today); !s.ok()) return s;
  if (Status s = MakeReplies(dossier, ""); !s.ok()) return s;
  if (Status s = SaveDossier(home_, dossier); !s.ok()) return s;
  return register_.PutDossier(RecordOf(dossier));
}

Status CaseFiles::MakeReplies(Dossier& dossier, const std::string& only_kind) {
  Result<std::vector<ReplyKind>> kinds = maker_.Kinds();
  if (!kinds.ok()) return kinds.error();
  const std::string xml = ToXml(dossier);
  bool known = only_kind.empty();
  for (const ReplyKind& kind : *kinds) {
    if (!only_kind.empty() && kind.id != only_kind) continue;
    known = true;
    const Piece* piece = AnsweredBy(dossier, kind);
    if (!piece) continue;
    // Asked for by name, a letter is drafted (or refused with its reasons) whatever its condition;
    // a kind that was drafted once is kept up to date.
    if (only_kind.empty() && !kind.condition.empty() && !FindReply(dossier, kind.id, piece->id)) {
      Result<Evaluator> evaluator = Evaluator::Make(xml, piece->id);
      if (!evaluator.ok()) return evaluator.error();
      const Evaluated holds = evaluator->Boolean(kind.condition);
      if (holds.state == Evaluated::kError)
        return Error{.code = ErrorCode::kTemplate,
                     .message = kind.id + ": " + holds.error,
                     .file = templates_ + "/replies/lettres.xml"};
      if (holds.state != Evaluated::kValue || !holds.boolean) continue;
    }
    if (Status s = MakeReply(dossier, kind, *piece, xml); !s.ok()) return s;
  }
  if (!known)
    return Error{.code = ErrorCode::kUsage,
                 .message = "no letter of kind '" + only_kind + "'",
                 .hint = "templates/replies/lettres.xml lists them"};
  return {};
}

Status CaseFiles::MakeReply(Dossier& dossier, const ReplyKind& kind, const Piece& piece,
                            const std::string& xml) {
  ReplyRecord* record = FindReply(dossier, kind.id, piece.id);
  if (!record) {
    ReplyRecord fresh;
    fresh.kind = kind.id;
    fresh.piece = piece.id;
    dossier.replies.push_back(std::move(fresh));
    record = &dossier.replies.back();
  }
  // What was posted is history: it stays as it is.
  if (record->state == "poste" || record->state == "recu") return {};
  const ReplyOptions options{.draft = true, .pdf = pdf_, .piece = piece.id};
  Result<std::vector<MissingValue>> missing = maker_.Missing(xml, kind.id, options);
  if (!missing.ok()) return missing.error();
  Result<ReplyFiles> made = maker_.Make(xml, kind.id, options);
  const std::string folder = FolderOf(dossier.id) + "/";
  const auto on_disk = [&](const std::string& name) -> std::string {
    Result<std::string> sha = name.empty() ? Error{} : Sha256OfFile(folder + name);
    return sha.ok() ? *sha : std::string();
  };
  const bool edited = !record->odt.empty() && !on_disk(record->odt).empty() &&
                      on_disk(record->odt) != record->odt_sha256;
  if (!made.ok()) {
    if (made.error().code != ErrorCode::kNeedsPerson) return made.error();
    record->missing.clear();
    record->message = "Lettre non rédigée : à confirmer d’abord :";
    for (size_t i = 0; i < missing->size(); ++i) {
      record->missing.push_back(missing->at(i).id);
      record->message += (i ? ", " : " ") + missing->at(i).label;
    }
    if (missing->empty()) record->message = "Lettre non rédigée : " + made.error().message + ".";
    // A draft that the facts no longer carry goes, unless a person has worked on it or approved it.
    if (record->state != "projet") {
      Withdraw(*record);
    } else if (!edited) {
      std::error_code ec;
      for (const std::string* name : {&record->odt, &record->pdf})
        if (!name->empty()) fs::remove(folder + *name, ec);
      record->odt.clear();
      record->pdf.clear();
      record->odt_sha256.clear();
    }
    return {};
  }
  record->sources = SourcesOf(dossier, made->facts, piece.id);
  const std::string fresh_sha = Sha256(made->odt);
  const bool same_content = fresh_sha == record->drafted_sha256;
  record->missing.clear();
  record->message = made->warning;
  if (same_content && !on_disk(record->odt).empty() && (!record->pdf.empty() || made->pdf.empty()))
    return {};
  // The facts changed under an approved letter, or a person has edited the draft: a new version
  // beside it.
  if (!same_content && (edited || record->state != "projet")) {
    Withdraw(*record);
    ++record->version;
  }
  const std::string base =
      kind.base_name + (record->version > 1 ? "-" + std::to_string(record->version) : "");
  record->odt = base + ".odt";
  if (Status s = WriteFileDurably(folder + record->odt, made->odt); !s.ok()) return s;
  record->odt_sha256 = record->drafted_sha256 = fresh_sha;
  record->pdf.clear();
  if (!made->pdf.empty()) {
    record->pdf = base + ".pdf";
    if (Status s = WriteFileDurably(folder + record->pdf, made->pdf); !s.ok()) return s;
    record->sha256 = Sha256(made->pdf);
  }
  return {};
}

Result<Dossier> CaseFiles::Approve(const std::string& id, const std::string& kind,
                                   const std::string& author, Date today) {
  Result<Dossier> dossier = Load(id);
  if (!dossier.ok()) return dossier;
  for (const char* consent : {"mandat", "accord_traitement"}) {
    const std::optional<Effective> given = EffectiveFact(*dossier, consent);
    if (!given || !given->usable)
      return Error{
          .code = ErrorCode::kNeedsPerson,
          .message = std::string("'") + consent + "' is not recorded",
          .hint = std::string("riposte dossier set DOSSIER ") + consent + " DATE --proof FILE",
          .file = id};
  }
  ReplyRecord* record = FindReply(*dossier, kind);
  if (!record) return Unknown(kind).error();
  if (Rank(record->state) >= Rank("poste"))
    return Error{.code = ErrorCode::kUsage, .message = "the letter has been posted", .file = id};
  // A letter whose facts are to be confirmed again is on disk, but is no longer true.
  if (record->odt.empty() || !record->missing.empty())
    return Error{.code = ErrorCode::kNeedsPerson, .message = record->message, .file = id};
  const std::string folder = FolderOf(id) + "/";
  Result<std::string> odt = ReadWholeFile(folder + record->odt);
  if (!odt.ok()) return odt.error();
  std::string pdf;
  if (Sha256(*odt) == record->odt_sha256) {
    Result<ReplyFiles> made =
        maker_.Make(ToXml(*dossier), kind,
                    {.draft = false, .pdf = true, .piece = record->piece, .date = ToIso(today)});
    if (!made.ok()) return made.error();
    pdf = made->pdf;
    odt = made->odt;
    if (Status s = WriteFileDurably(folder + record->odt, *odt); !s.ok()) return s.error();
    record->odt_sha256 = Sha256(*odt);
  } else {
    Result<std::string> made = maker_.PdfOf(*odt);
    if (!made.ok()) return made.error();
    pdf = *made;
    record->odt_sha256 = Sha256(*odt);
  }
  if (pdf.empty())
    return Error{.code = ErrorCode::kNeedsPerson,
                 .message = "no PDF could be made, and approval binds a PDF",
                 .hint = "install libreoffice-writer-nogui",
                 .file = id};
  record->pdf = fs::path(record->odt).replace_extension(".pdf").string();
  if (Status s = WriteFileDurably(folder + record->pdf, pdf); !s.ok()) return s.error();
  record->sha256 = Sha256(pdf);
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
  const std::string kept = "pieces/" + ToIso(date) + "-preuve-" + kind + SafeExtension(proof);
  if (Status s = WriteFileDurably(FolderOf(id) + "/" + kept, *bytes); !s.ok()) return s.error();
  return kept;
}

Result<Dossier> CaseFiles::Step(const std::string& id, const std::string& kind,
                                const std::string& state, Date date, const std::string& author,
                                const std::string& proof) {
  Result<Dossier> dossier = Load(id);
  if (!dossier.ok()) return dossier;
  ReplyRecord* record = FindReply(*dossier, kind);
  if (!record) return Unknown(kind).error();
  if (Rank(record->state) < Rank("approuve") || Rank(record->state) >= Rank(state))
    return Error{
        .code = ErrorCode::kUsage,
        .message = "the letter is «" + record->state + "»: it cannot become «" + state + "» now",
        .hint = "projet, approuve, accord_medecin, signe, poste, recu",
        .file = id};
  Result<std::string> kept = KeepProof(id, kind + "-" + state, date, proof);
  if (!kept.ok()) return kept.error();
  record->state = state;
  record->history.push_back(
      {.state = state, .date = ToIso(date), .author = author, .proof = *kept});
  if (Status s = SaveDossier(home_, *dossier); !s.ok()) return s.error();
  return dossier;
}

Result<Dossier> CaseFiles::Sent(const std::string& id, const std::string& kind, Date date,
                                const std::string& lrar, const std::string& proof, Date today) {
  Result<Dossier> dossier = Load(id);
  if (!dossier.ok()) return dossier;
  ReplyRecord* record = FindReply(*dossier, kind);
  if (!record) return Unknown(kind).error();
  if (record->state == "projet")
    return Error{.code = ErrorCode::kUsage,
                 .message = "the letter is still a draft",
                 .hint = "riposte dossier approve",
                 .file = id};
  Result<std::string> pdf = Sha256OfFile(FolderOf(id) + "/" + record->pdf);
  if (!pdf.ok()) return pdf.error();
  if (*pdf != record->sha256)
    return Error{.code = ErrorCode::kUsage,
                 .message = "the PDF is not the one that was approved",
                 .hint = "approve it again",
                 .file = id};
  Result<std::string> kept = KeepProof(id, kind, date, proof);
  if (!kept.ok()) return kept.error();
  if (Rank(record->state) < Rank("poste")) record->state = "poste";
  record->history.push_back(
      {.state = "poste", .date = ToIso(date), .numero_lrar = lrar, .proof = *kept});
  // Without a proof of posting it is only said: no event, and the deadline stays open.
  if (!kept->empty()) {
    std::string event = "autre";
    Result<std::vector<ReplyKind>> kinds = maker_.Kinds();
    if (!kinds.ok()) return kinds.error();
    for (const ReplyKind& k : *kinds)
      if (k.id == kind) event = k.event;
    const Event sent{.kind = event,
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
