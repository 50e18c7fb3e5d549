// What makes a dossier's folder true again after any change: facts -> deadlines, figures, questions
// -> replies -> dossier.xml -> register. The functions of dossier/ and reply/ are pure; here they
// meet the disk.
#include "pipeline/flow/case_files.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "extractors/values/fold.h"
#include "pipeline/dossier/expression.h"
#include "pipeline/dossier/filing.h"
#include "pipeline/flow/letter_life.h"
#include "pipeline/flow/slips.h"
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

std::string PieceName(const Letter& letter, const std::vector<Piece>& others) {
  std::string date = "sans-date";
  if (const Fact* f = letter.Field("date_lettre"))
    if (const auto* d = std::get_if<Date>(&f->value)) date = ToIso(*d);
  const std::string base = "pieces/" + date + "-" + letter.type.value;
  const auto taken = [&](const std::string& name) {
    return std::any_of(others.begin(), others.end(), [&](const Piece& p) {
      return p.file == name || std::any_of(p.copies.begin(), p.copies.end(),
                                           [&](const Copy& c) { return c.file == name; });
    });
  };
  std::string name = base + ".pdf";
  for (int n = 2; taken(name); ++n) name = base + "-" + std::to_string(n) + ".pdf";
  return name;
}

// «indicateurs.3.montant»: a cell of a table of that piece.
std::optional<Effective> CellAt(const Dossier& dossier, const std::string& id,
                                const std::string& piece) {
  const size_t first = id.find('.');
  const size_t second = id.find('.', first + 1);
  if (first == std::string::npos || second == std::string::npos) return std::nullopt;
  size_t row = 0;
  const auto [end, ec] = std::from_chars(id.data() + first + 1, id.data() + second, row);
  if (ec != std::errc{} || end != id.data() + second || row == 0) return std::nullopt;
  return EffectiveCell(dossier, piece, id.substr(0, first), row - 1, id.substr(second + 1));
}

// Where each figure of a letter was read, or that a person gave it, and the rule that made it.
std::vector<ReplySource> SourcesOf(const Dossier& dossier, const std::vector<FigureOrigin>& origins,
                                   const std::string& piece) {
  std::vector<ReplySource> out;
  for (const FigureOrigin& o : origins) {
    ReplySource source{.fact = o.fact, .rule = o.rule, .piece = piece};
    if (!o.fact.empty()) {
      const std::optional<Effective> fact = EffectiveFact(dossier, o.fact, piece);
      const std::optional<Effective> given = fact ? fact : CellAt(dossier, o.fact, piece);
      if (!given) continue;
      source.piece = given->piece;
      if (given->read != nullptr && !given->from_person) source.spans = given->read->spans;
    }
    out.push_back(std::move(source));
  }
  return out;
}

const int kPosted = RankOf("poste");

// The files stay on disk; the next draft is written beside them.
void ForgetFiles(ReplyRecord& record) {
  for (std::string* gone : {&record.odt, &record.pdf, &record.odt_sha256, &record.drafted_sha256})
    gone->clear();
}

// A second letter of the dossier that the same kind of reply answers has files of its own: what was
// written, approved or posted for the first stays.
std::string BaseName(const Dossier& dossier, const ReplyKind& kind, const ReplyRecord& record) {
  const auto first = std::find_if(dossier.replies.begin(), dossier.replies.end(),
                                  [&](const ReplyRecord& r) { return r.kind == record.kind; });
  std::string name = kind.base_name;
  if (first != dossier.replies.end() && first->piece != record.piece) name += "-" + record.piece;
  return record.version > 1 ? name + "-" + std::to_string(record.version) : name;
}

void RemoveDraft(const std::string& folder, ReplyRecord& record) {
  std::error_code ec;
  for (const std::string* name : {&record.odt, &record.pdf})
    if (!name->empty()) fs::remove(folder + *name, ec);
  ForgetFiles(record);
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
  // Another slip with that number, still waiting, says nothing.
  if (by_lrar && by_lrar->dossier.empty()) by_lrar.reset();
  const std::string lrar = TextOf(letter, "numero_lrar");
  if (letter.type.value == "avis_reception" && !by_lrar && !lrar.empty()) {
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
    if (p.letter.sha256 == letter.sha256 && p.letter.item == letter.item)
      file = p.file;
    else
      for (const Copy& c : p.copies)
        if (c.sha256 == letter.sha256 && c.item == letter.item) file = c.file;
  Result<std::string> piece = AddLetter(dossier, letter, file, ToIso(today));
  if (!piece.ok()) return piece;
  // Of a copy that was read less well nothing is kept but the file.
  const bool kept = std::any_of(dossier.pieces.begin(), dossier.pieces.end(), [&](const Piece& p) {
    return p.id == *piece && p.letter.sha256 == letter.sha256 && p.letter.item == letter.item;
  });
  if (kept) SetMentions(dossier, *piece, mentions);

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
    const ReplyRecord* r = LatestReply(*dossier, kind);
    if (!r) return NoReply(kind);
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
  for (const ReplyKind& k : *kinds) letters.push_back({k.id, k.moment, k.for_types, k.to_fund});
  Result<FieldNeeds> needs = maker_.Needs();
  if (!needs.ok()) return needs.error();
  return Judge(dossier, arguments_, law_, letters, *needs);
}

Status CaseFiles::Finish(Dossier& dossier, Date today) {
  Result<std::vector<ReplyKind>> kinds = maker_.Kinds();
  if (!kinds.ok()) return kinds.error();
  if (Status s = SettleSlips(dossier, *kinds, ToIso(today)); !s.ok()) return s;
  if (Status s = Compute(dossier, today); !s.ok()) return s;
  if (Status s = MakeReplies(dossier, ""); !s.ok()) return s;
  if (Status s = SaveDossier(home_, dossier); !s.ok()) return s;
  return register_.PutDossier(RecordOf(dossier));
}

Result<bool> CaseFiles::Holds(const std::string& xml, const std::string& kind,
                              const std::string& xpath, const std::string& piece) {
  Result<Evaluator> evaluator = Evaluator::Make(xml, piece);
  if (!evaluator.ok()) return evaluator.error();
  const Evaluated holds = evaluator->Boolean(WithPiece(xpath, piece));
  if (holds.state == Evaluated::kError)
    return Error{.code = ErrorCode::kTemplate,
                 .message = kind + ": " + holds.error,
                 .file = templates_ + "/replies/lettres.xml"};
  return holds.state == Evaluated::kValue && holds.boolean;
}

// What was approved, and what a person has worked on, stays on disk; a mere draft goes.
void CaseFiles::LayAside(const Dossier& dossier, ReplyRecord& record) const {
  if (RankOf(record.state) >= kPosted) return;
  const std::string folder = FolderOf(dossier.id) + "/";
  const bool approved = record.state != "projet";
  if (approved) {
    Withdraw(record);
    ++record.version;
    record.message =
        "Approbation retirée : ce que la lettre suppose n’est plus vrai (la décision du médecin a "
        "changé, ou n’est plus certaine).";
  } else {
    record.message = "Lettre non rédigée : ce qu’elle suppose n’est pas enregistré.";
    Result<std::string> sha = record.odt.empty() ? Error{} : Sha256OfFile(folder + record.odt);
    if (sha.ok() && *sha != record.odt_sha256) return;
    RemoveDraft(folder, record);
  }
  ForgetFiles(record);
}

Status CaseFiles::MakeReplies(Dossier& dossier, const std::string& only_kind) {
  Result<std::vector<ReplyKind>> kinds = maker_.Kinds();
  if (!kinds.ok()) return kinds.error();
  const std::string xml = ToXml(dossier);
  bool known = only_kind.empty();
  for (const ReplyKind& kind : *kinds) {
    if (!only_kind.empty() && kind.id != only_kind) continue;
    known = true;
    Result<std::vector<std::string>> answered = Answered(dossier, kind, xml, only_kind.empty());
    if (!answered.ok()) return answered.error();
    for (const std::string& id : *answered)
      if (Status s = MakeOne(dossier, kind, *dossier.FindPiece(id), xml, !only_kind.empty());
          !s.ok())
        return s;
  }
  if (!known)
    return Error{.code = ErrorCode::kUsage,
                 .message = "no letter of kind '" + only_kind + "'",
                 .hint = "templates/replies/lettres.xml lists them"};
  return {};
}

// The letter that this kind answers: the latest for which it may be written. With it, those that it
// answered before and whose reply has not left: a change of facts reaches them too.
Result<std::vector<std::string>> CaseFiles::Answered(const Dossier& dossier, const ReplyKind& kind,
                                                     const std::string& xml, bool earlier_too) {
  std::vector<std::string> out;
  const Piece* latest = AnsweredBy(dossier, kind);
  if (!latest) return out;
  out.push_back(latest->id);
  for (auto p = dossier.pieces.rbegin(); !kind.required.empty() && p != dossier.pieces.rend();
       ++p) {
    if (std::count(kind.for_types.begin(), kind.for_types.end(), p->letter.type.value) == 0)
      continue;
    Result<bool> holds = Holds(xml, kind.id, kind.required, p->id);
    if (!holds.ok()) return holds.error();
    if (!*holds) continue;
    out.front() = p->id;
    break;
  }
  for (const ReplyRecord& r : dossier.replies)
    if (earlier_too && r.kind == kind.id && r.piece != out.front() && dossier.FindPiece(r.piece) &&
        RankOf(r.state) < kPosted)
      out.push_back(r.piece);
  return out;
}

Status CaseFiles::MakeOne(Dossier& dossier, const ReplyKind& kind, const Piece& piece,
                          const std::string& xml, bool by_name) {
  // Asked for by name, a letter is drafted (or refused with its reasons) whatever its condition;
  // a kind that was drafted once is kept up to date.
  if (!by_name && !kind.condition.empty() && !FindReply(dossier, kind.id, piece.id)) {
    Result<bool> holds = Holds(xml, kind.id, kind.condition, piece.id);
    if (!holds.ok()) return holds.error();
    if (!*holds) return {};
  }
  // What has consequences is written once what it supposes is recorded, whoever asks for it.
  if (!kind.required.empty()) {
    Result<bool> holds = Holds(xml, kind.id, kind.required, piece.id);
    if (!holds.ok()) return holds.error();
    if (!*holds) {
      if (ReplyRecord* record = FindReply(dossier, kind.id, piece.id)) LayAside(dossier, *record);
      if (!by_name) return {};
      return NotDecided(dossier.id, kind);
    }
  }
  return MakeReply(dossier, kind, piece, xml);
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
  if (RankOf(record->state) >= kPosted) return {};
  const ReplyOptions options{
      .draft = true, .pdf = pdf_, .piece = piece.id, .pictures = PicturesOf(dossier)};
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
      ++record->version;
      ForgetFiles(*record);
    } else if (!edited) {
      RemoveDraft(folder, *record);
    }
    return {};
  }
  record->sources = SourcesOf(dossier, made->origins, piece.id);
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
  const std::string base = BaseName(dossier, kind, *record);
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

}  // namespace riposte
