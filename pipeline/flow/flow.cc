// One document's way: bytes in the store -> Reading (kept) -> letters -> dossiers -> deadlines,
// figures, replies -> saved. Every step can be run again: the Reading is found in the store, a
// letter replaces itself in its dossier, a reply that did not change is not written.
#include "pipeline/flow/flow.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <set>

#include "extractors/reading/secret.h"
#include "pipeline/flow/case_files.h"
#include "pipeline/flow/letter_life.h"
#include "pipeline/flow/read_ahead.h"
#include "pipeline/flow/recut.h"
#include "pipeline/law/checklists.h"

namespace riposte {

namespace fs = std::filesystem;

namespace {

constexpr int kMaxAttempts = 3;

Date LocalToday() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  using namespace std::chrono;
  return Date{year{local.tm_year + 1900}, month(local.tm_mon + 1), day(local.tm_mday)};
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

Result<int> InMemory(const std::string& bytes) {
  const int fd = memfd_create("part", MFD_CLOEXEC);
  if (fd < 0)
    return Error{.code = ErrorCode::kStorage, .message = "no memory for a part of a document"};
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = write(fd, bytes.data() + done, bytes.size() - done);
    if (n <= 0) {
      close(fd);
      return Error{.code = ErrorCode::kStorage, .message = "no memory for a part of a document"};
    }
    done += static_cast<size_t>(n);
  }
  return fd;
}

std::string PageRange(const Letter& letter) {
  const std::string first = std::to_string(letter.first_page);
  return letter.pages > 1 ? first + "-" + std::to_string(letter.first_page + letter.pages - 1)
                          : first;
}

}  // namespace

int Outcome::exit_code() const {
  int code = error ? ExitCode(error->code) : 0;
  for (const LetterOutcome& letter : letters)
    if (letter.needs_person) code = std::max(code, ExitCode(ErrorCode::kNeedsPerson));
  return code;
}

struct Flow::Impl {
  Impl(FlowOptions o, Workers& w, HomeLock l, std::unique_ptr<Register> r, Templates t, Law law_,
       Checklists c, RospGrids g, Arguments x)
      : options(std::move(o)),
        workers(w),
        lock(std::move(l)),
        store(options.home),
        reg(std::move(r)),
        templates(std::move(t)),
        law(std::move(law_)),
        checklists(std::move(c)),
        grids(std::move(g)),
        arguments(std::move(x)),
        maker(options.templates),
        intake(options.home, store, *reg, options.settle),
        files(options.home, options.templates, law, grids, maker, *reg, arguments, options.pdf) {}

  FlowOptions options;
  Workers& workers;
  HomeLock lock;
  Store store;
  std::unique_ptr<Register> reg;
  Templates templates;
  Law law;
  Checklists checklists;
  RospGrids grids;
  Arguments arguments;
  ReplyMaker maker;
  Intake intake;
  CaseFiles files;

  // `read`: what was read ahead; none: it is read now.
  Outcome Process(const Claimed& claimed, std::optional<Date> received,
                  const std::function<Result<Reading>()>& read = {});
  void ProcessAll(const std::vector<Claimed>& all, const std::function<void(const Outcome&)>& done);
  Outcome Aside(DocumentRecord document, Outcome outcome, Error error);
  Result<Reading> ReadOnce(const std::string& sha256, int fd,
                           const std::function<Result<Reading>()>& read = {});
  Result<std::vector<Letter>> Letters(const DocumentRecord& document, const Reading& reading,
                                      int fd);
  Result<std::string> SearchablePiece(const Letter& letter, const Reading& reading, int fd);
  Outcome Known(const DocumentRecord& document, Outcome outcome);
  Status CanBeCut(const std::string& path, const std::map<int, bool>& cuts);
  Status CutAnew(const std::string& sha256, const std::map<int, bool>& told);
  Status FileWaitingSlips(const std::string& lrar);
};

Result<std::unique_ptr<Flow>> Flow::Open(const FlowOptions& given, Workers& workers) {
  FlowOptions options = given;
  if (!options.today) options.today = LocalToday;
  Result<Templates> templates = Templates::Load(options.templates);
  if (!templates.ok()) return templates.error();
  Result<Law> law = Law::Load(options.templates);
  if (!law.ok()) return law.error();
  Result<Checklists> checklists = Checklists::Load(options.templates, *law);
  if (!checklists.ok()) return checklists.error();
  Result<RospGrids> grids = RospGrids::Load(options.templates);
  if (!grids.ok()) return grids.error();
  Result<Arguments> arguments = Arguments::Load(options.templates, *law);
  if (!arguments.ok()) return arguments.error();
  std::error_code ec;
  fs::create_directories(options.home, ec);
  if (ec)
    return Error{.code = ErrorCode::kStorage,
                 .message = "cannot be made: " + ec.message(),
                 .hint = "choose another --home",
                 .file = options.home};
  fs::permissions(options.home, fs::perms::owner_all, ec);
  Result<HomeLock> lock = HomeLock::Take(options.home);
  if (!lock.ok()) return lock.error();
  for (const char* sub : {"inbox", "dossiers", "a-verifier"}) {
    fs::create_directories(options.home + "/" + sub, ec);
    fs::permissions(options.home + "/" + sub, fs::perms::owner_all, ec);
  }
  if (Status s = Store(options.home).Prepare(); !s.ok()) return s.error();
  Result<std::unique_ptr<Register>> reg = OpenSqliteRegister(options.home + "/register.db");
  if (!reg.ok()) return reg.error();
  return std::unique_ptr<Flow>(new Flow(std::make_unique<Impl>(
      std::move(options), workers, std::move(*lock), std::move(*reg), std::move(*templates),
      std::move(*law), std::move(*checklists), std::move(*grids), std::move(*arguments))));
}

Flow::Flow(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Flow::~Flow() = default;

Outcome Flow::ProcessFile(const std::string& path, std::optional<Date> received,
                          const std::map<int, bool>& cuts) {
  const auto failed = [&](const Error& error) {
    return Outcome{.name = fs::path(path).filename().string(), .error = error};
  };
  // A page that is not there is a slip of the pen: nothing is taken in then.
  if (!cuts.empty())
    if (Status s = impl_->CanBeCut(path, cuts); !s.ok()) return failed(s.error());
  Result<Claimed> claimed = impl_->intake.Take(path);
  if (!claimed.ok()) return failed(claimed.error());
  if (!cuts.empty())
    if (Status s = impl_->CutAnew(claimed->sha256, cuts); !s.ok())
      return {.sha256 = claimed->sha256, .name = claimed->name, .error = s.error()};
  return impl_->Process(*claimed, received);
}

Outcome Flow::Recut(const std::string& id, const std::string& piece,
                    const std::map<int, bool>& cuts) {
  const auto failed = [](const Error& error) { return Outcome{.error = error}; };
  Result<Dossier> dossier = impl_->files.Load(id);
  if (!dossier.ok()) return failed(dossier.error());
  const Piece* found = dossier->FindPiece(piece);
  if (!found)
    return failed({.code = ErrorCode::kUsage,
                   .message = "no piece '" + piece + "' in " + id,
                   .hint = "riposte dossier show lists the pieces"});
  const std::string sha256 = found->letter.sha256, name = found->letter.source;
  if (Status s = impl_->CutAnew(sha256, cuts); !s.ok()) return failed(s.error());
  return impl_->Process({.sha256 = sha256, .name = name}, std::nullopt);
}

Outcome Flow::Process(const Claimed& claimed, std::optional<Date> received) {
  return impl_->Process(claimed, received);
}

// A file that cannot be opened or counted has its own error later.
Status Flow::Impl::CanBeCut(const std::string& path, const std::map<int, bool>& cuts) {
  const int opened = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (opened < 0) return {};
  const Descriptor fd(opened);
  const Result<Census> census = workers.TakeCensus(fd.get());
  if (!census.ok()) return {};
  std::map<int, bool> all;
  return AddCuts(cuts, static_cast<int>(census->pages.size()), &all);
}

// What a document that was dealt with before came to.
Outcome Flow::Impl::Known(const DocumentRecord& document, Outcome outcome) {
  outcome.duplicate = true;
  Result<std::vector<LetterRecord>> letters = reg->LettersOf(document.sha256);
  if (letters.ok())
    for (const LetterRecord& l : *letters) {
      LetterOutcome known{.item = l.item, .type = l.type, .dossier = l.dossier};
      // Whether it is sure stands in the dossier; one that cannot be read makes nothing sure.
      const Result<Dossier> dossier =
          l.dossier.empty() ? Result<Dossier>(Error{}) : files.Load(l.dossier);
      if (dossier.ok())
        for (const Piece& piece : dossier->pieces)
          if (piece.letter.sha256 == l.sha256 && piece.letter.item == l.item)
            known.type_sure = piece.letter.type.status == FactStatus::kSure;
      outcome.letters.push_back(std::move(known));
    }
  return outcome;
}

// Until Process has filed the letters again the document waits for a person: a crash in between is
// seen in `status`, and the same command goes on.
Status Flow::Impl::CutAnew(const std::string& sha256, const std::map<int, bool>& told) {
  Result<std::optional<DocumentRecord>> found = reg->FindDocument(sha256);
  if (!found.ok()) return found.error();
  if (!*found) return Error{.code = ErrorCode::kDefect, .message = "a document without a record"};
  DocumentRecord document = **found;
  Result<int> opened = store.Open(sha256);
  if (!opened.ok()) return opened.error();
  const Descriptor fd(*opened);
  Result<Reading> reading = ReadOnce(sha256, fd.get());
  if (!reading.ok()) return {};  // Process says why and puts it aside
  std::map<int, bool> cuts = store.GetCuts(sha256);
  const int pages = static_cast<int>(reading->pages.size());
  if (Status s = AddCuts(told, pages, &cuts); !s.ok()) return s;
  LiveRereader live(workers, fd.get());
  const std::vector<Letter> letters =
      Extract(*reading, templates, *store.Replay(sha256, &live), {document.name, cuts});
  Result<std::vector<LetterRecord>> kept =
      riposte::Recut(files, *reg, sha256, letters, options.today());
  if (!kept.ok()) return kept.error();
  document.state = DocumentState::kAVerifier;
  document.reason = "decoupe";
  if (Status s = reg->UpdateDocument(document); !s.ok()) return s;
  if (Status s = store.PutCuts(sha256, cuts); !s.ok()) return s;
  return reg->ReplaceLetters(sha256, *kept);
}

// Slips that came before the letter that they belong to was known: filed now.
Status Flow::Impl::FileWaitingSlips(const std::string& lrar) {
  if (lrar.empty()) return {};
  Result<std::vector<DocumentRecord>> waiting = reg->Documents(DocumentState::kAVerifier);
  if (!waiting.ok()) return waiting.error();
  for (const DocumentRecord& document : *waiting) {
    Result<std::vector<LetterRecord>> letters = reg->LettersOf(document.sha256);
    if (!letters.ok()) return letters.error();
    const bool ours = std::any_of(letters->begin(), letters->end(), [&](const LetterRecord& l) {
      return l.type == "avis_reception" && l.dossier.empty() && l.numero_lrar == lrar;
    });
    if (!ours) continue;
    const Outcome filed = Process({.sha256 = document.sha256, .name = document.name}, std::nullopt);
    if (filed.error) return *filed.error;
  }
  return {};
}

Outcome Flow::Impl::Aside(DocumentRecord document, Outcome outcome, Error error) {
  // A template or law file that is wrong is named; any other file is the document's copy.
  if (error.code == ErrorCode::kTemplate) error.message = error.ToString();
  error.file.clear();
  error.line = 0;
  document.state = DocumentState::kAVerifier;
  document.reason = Name(error.code);
  // A document that nobody could read may carry a clock; a kind of file that is no letter does not.
  document.urgent = error.code != ErrorCode::kUnsupported && error.code != ErrorCode::kEmpty;
  document.detail = error.message;
  if (Status s = PutAside(options.home, store, document, error); !s.ok()) {
    error = s.error();
    document.urgent = true;  // nothing lies there that a person could see
  }
  if (Status s = reg->UpdateDocument(document); !s.ok()) error = s.error();
  outcome.error = std::move(error);
  return outcome;
}

Result<Reading> Flow::Impl::ReadOnce(const std::string& sha256, int fd,
                                     const std::function<Result<Reading>()>& read) {
  if (std::optional<Reading> kept = store.GetReading(sha256)) return std::move(*kept);
  Result<Reading> reading = read ? read() : workers.Read(fd, sha256);
  if (!reading.ok()) return reading;
  if (Status s = store.PutReading(*reading); !s.ok()) return s.error();
  return reading;
}

Result<std::vector<Letter>> Flow::Impl::Letters(const DocumentRecord& document,
                                                const Reading& reading, int fd) {
  LiveRereader live(workers, fd);
  const std::unique_ptr<Rereader> rereader = store.Replay(document.sha256, &live);
  return Extract(reading, templates, *rereader, {document.name, store.GetCuts(document.sha256)});
}

Result<std::string> Flow::Impl::SearchablePiece(const Letter& letter, const Reading& reading,
                                                int fd) {
  if (letter.items == 1) return workers.MakeSearchable(fd, reading);
  Result<std::string> part = workers.SplitPages(fd, letter.first_page, letter.pages);
  if (!part.ok()) return part;
  Result<int> memory = InMemory(*part);
  if (!memory.ok()) return memory.error();
  const Descriptor open(*memory);
  return workers.MakeSearchable(open.get(), PagesOf(reading, letter.first_page, letter.pages));
}

void Flow::Impl::ProcessAll(const std::vector<Claimed>& all,
                            const std::function<void(const Outcome&)>& done) {
  std::vector<ReadAhead<Reading>::Task> tasks;
  for (const Claimed& claimed : all)
    tasks.push_back([this, claimed]() -> Result<Reading> {
      Store own(options.home);  // a Store is for one thread
      if (std::optional<Reading> kept = own.GetReading(claimed.sha256)) return std::move(*kept);
      Result<int> opened = own.Open(claimed.sha256);
      if (!opened.ok()) return opened.error();
      const Descriptor fd(*opened);
      Result<Reading> reading = workers.Read(fd.get(), claimed.sha256);
      if (!reading.ok()) return reading;
      // For the second readings, which take as long as a page: they are recorded, and Process
      // replays them.
      LiveRereader live(workers, fd.get());
      (void)Extract(*reading, templates, *own.Replay(claimed.sha256, &live),
                    {claimed.name, own.GetCuts(claimed.sha256)});
      return reading;
    });
  ReadAhead<Reading> ahead(std::move(tasks), workers.jobs());
  for (size_t i = 0; i < all.size(); ++i)
    done(Process(all[i], std::nullopt, [&] { return ahead.Take(i); }));
}

Outcome Flow::Impl::Process(const Claimed& claimed, std::optional<Date> received,
                            const std::function<Result<Reading>()>& read) {
  Outcome outcome{.sha256 = claimed.sha256, .name = claimed.name};
  const auto failed = [&](const Error& error) {
    outcome.error = error;
    return outcome;
  };
  Result<std::optional<DocumentRecord>> found = reg->FindDocument(claimed.sha256);
  if (!found.ok()) return failed(found.error());
  if (!*found)
    return failed(
        {.code = ErrorCode::kDefect, .message = "a claimed document is not in the register"});
  DocumentRecord document = **found;
  if (document.state == DocumentState::kClasse) return Known(document, outcome);
  // The same bytes that were put aside before are put aside again, so that the person who drops
  // them again finds the note.
  Result<int> attempts = reg->BeginAttempt(document.sha256);
  if (!attempts.ok()) return failed(attempts.error());
  document.attempts = *attempts;
  if (document.state == DocumentState::kAVerifier) document.attempts = 1;
  if (document.attempts > kMaxAttempts)
    return Aside(document, outcome,
                 {.code = ErrorCode::kDefect, .message = "three attempts ended half-way"});

  Result<int> opened = store.Open(document.sha256);
  if (!opened.ok()) return failed(opened.error());
  const Descriptor fd(*opened);
  Result<Reading> reading = ReadOnce(document.sha256, fd.get(), read);
  if (!reading.ok()) {
    if (reading.error().code == ErrorCode::kStorage) return failed(reading.error());
    return Aside(document, outcome, reading.error());
  }
  document.state = DocumentState::kLu;
  if (Status s = reg->UpdateDocument(document); !s.ok()) return failed(s.error());

  Result<std::vector<Letter>> letters = Letters(document, *reading, fd.get());
  if (!letters.ok()) return failed(letters.error());
  bool filed = false;
  document.urgent = false;  // as it is read now
  std::string unknown_pages, cut_pages;
  const auto add = [](std::string* list, const std::string& pages) {
    *list += (list->empty() ? "" : ", ") + pages;
  };
  std::vector<std::string> numbers;  // of letters that a slip may be waiting for
  for (const Letter& letter : *letters) {
    LetterOutcome lo{.item = letter.item,
                     .type = letter.type.value,
                     .type_sure = letter.type.status == FactStatus::kSure,
                     .needs_person = letter.NeedsPerson(),
                     .urgent = letter.urgent};
    lo.to_confirm = letter.missing;
    lo.maybe_cut = UncertainCuts(letter);
    for (const std::string& id : letter.required)
      if (const Fact* f = letter.Field(id); f && f->status != FactStatus::kSure)
        lo.to_confirm.push_back(id);
    // A letter that was taken for the end of another may carry a clock of its own.
    lo.needs_person = lo.needs_person || !lo.maybe_cut.empty();
    for (const int page : lo.maybe_cut) add(&cut_pages, std::to_string(page));
    if (letter.type.value == "inconnu") {
      add(&unknown_pages, PageRange(letter));
      lo.needs_person = true;
      document.urgent = document.urgent || letter.urgent;
    } else {
      Result<std::string> piece = SearchablePiece(letter, *reading, fd.get());
      // Without its searchable copy a letter is filed all the same: with the original's bytes,
      // unless their text names patients.
      const bool secret = std::any_of(
          reading->pages.begin(), reading->pages.end(),
          [](const PageReading& p) { return Withheld(p) && p.source == PageSource::kTextLayer; });
      if (!piece.ok() && !secret) {
        spdlog::warn("no searchable copy: {}", piece.error().ToString());
        piece = ReadWholeFile(store.PathOf(document.sha256), ReadLimits{}.max_bytes);
      }
      if (!piece.ok()) return failed(piece.error());
      Result<std::string> dossier = files.File(letter, checklists.Mentions(letter, *reading),
                                               *piece, received, options.today());
      if (!dossier.ok()) return failed(dossier.error());
      lo.dossier = *dossier;
      filed = filed || !dossier->empty();
    }
    LetterRecord record{document.sha256, letter.item, letter.type.value, lo.dossier, ""};
    if (const Fact* lrar = letter.Field("numero_lrar"))
      if (const auto* text = std::get_if<std::string>(&lrar->value)) record.numero_lrar = *text;
    if (record.type != "avis_reception" && !record.dossier.empty())
      numbers.push_back(record.numero_lrar);
    if (Status s = reg->PutLetter(record); !s.ok()) return failed(s.error());
    outcome.letters.push_back(std::move(lo));
  }
  document.reason = cut_pages.empty() ? "" : "decoupe";
  document.detail = cut_pages;
  // One letter of a pile that nobody knows keeps the file before a person's eyes, whatever became
  // of the others.
  const bool aside = !unknown_pages.empty() || !filed;
  if (aside) {
    document.reason = "inconnu";
    document.detail = letters->size() > 1 ? unknown_pages : "";
    const Error why{.code = ErrorCode::kNeedsPerson, .message = "inconnu"};
    if (Status s = PutAside(options.home, store, document, why); !s.ok()) return failed(s.error());
  }
  document.state = aside ? DocumentState::kAVerifier : DocumentState::kClasse;
  if (Status s = reg->UpdateDocument(document); !s.ok()) return failed(s.error());
  for (const std::string& lrar : numbers)
    if (Status s = FileWaitingSlips(lrar); !s.ok()) return failed(s.error());
  return outcome;
}

Status Flow::Drain(const std::function<void(const Outcome&)>& done) {
  Result<std::vector<Claimed>> claimed = impl_->intake.Drain();
  if (!claimed.ok()) return claimed.error();
  impl_->ProcessAll(*claimed, done);
  if (impl_->intake.problems().empty()) return {};
  return impl_->intake.problems().front();
}

Status Flow::Watch(const std::function<void(const Outcome&)>& done, const std::atomic<bool>& stop) {
  if (Status s = Drain(done); !s.ok()) return s;
  return impl_->intake.Watch([&](const Claimed& c) { done(impl_->Process(c, std::nullopt)); },
                             stop);
}

Result<std::vector<DossierRecord>> Flow::Dossiers() { return impl_->reg->Dossiers(); }

Result<std::vector<DocumentRecord>> Flow::ToVerify() {
  return riposte::ToVerify(impl_->options.home, *impl_->reg);
}

Result<std::string> Flow::FindDossier(const std::string& name) {
  Result<std::vector<DossierRecord>> all = impl_->reg->Dossiers();
  if (!all.ok()) return all.error();
  std::vector<std::string> fits;
  for (const DossierRecord& d : *all) {
    if (d.id == name) return d.id;
    const std::string last = fs::path(d.id).filename().string();
    if (last == name) return d.id;
    if (!name.empty() && last.starts_with(name)) fits.push_back(d.id);
  }
  if (fits.size() == 1) return fits.front();
  return Error{.code = ErrorCode::kUsage,
               .message = fits.empty()
                              ? "no dossier '" + name + "'"
                              : std::to_string(fits.size()) + " dossiers begin with '" + name + "'",
               .hint = "riposte dossier list"};
}

Result<Dossier> Flow::Show(const std::string& id) { return impl_->files.Load(id); }

Result<Dossier> Flow::Set(const std::string& id, const GivenFact& fact) {
  return Set(id, std::vector<GivenFact>{fact});
}

Result<Dossier> Flow::Add(const std::string& id, const Event& event) {
  for (const std::string& text : {event.text, event.author, event.proof})
    if (Status s = NoPatient(text); !s.ok()) return s.error();
  return impl_->files.Change(id, impl_->options.today(),
                             [&](Dossier& d) { return AddEvent(d, event); });
}

Result<Dossier> Flow::Set(const std::string& id, const std::vector<GivenFact>& facts) {
  for (const GivenFact& fact : facts) {
    for (const std::string& beside : {fact.author, fact.proof})
      if (Status s = NoPatient(beside); !s.ok()) return s.error();
    if (const auto* list = std::get_if<TextList>(&fact.value))
      for (const std::string& entry : *list)
        if (Status s = NoPatient(entry); !s.ok()) return s.error();
    const auto* text = std::get_if<std::string>(&fact.value);
    if (text == nullptr) continue;
    if (Status s = Questions().CheckAnswer(fact.id, *text); !s.ok()) return s.error();
  }
  return impl_->files.Change(id, impl_->options.today(), [&](Dossier& d) -> Status {
    for (const GivenFact& fact : facts)
      if (Status s = SetGiven(d, fact); !s.ok()) return s;
    return {};
  });
}

const Questionnaire& Flow::Questions() const { return impl_->arguments.questions(); }

Result<Dossier> Flow::Rebuild(const std::string& id) {
  return impl_->files.Change(id, impl_->options.today(), [&](Dossier& d) -> Status {
    for (Piece& piece : d.pieces) {
      Result<int> opened = impl_->store.Open(piece.letter.sha256);
      if (!opened.ok()) return opened.error();
      const Descriptor fd(*opened);
      Result<Reading> reading = impl_->ReadOnce(piece.letter.sha256, fd.get());
      if (!reading.ok()) return reading.error();
      DocumentRecord document;
      document.sha256 = piece.letter.sha256;
      document.name = piece.letter.source;
      Result<std::vector<Letter>> letters = impl_->Letters(document, *reading, fd.get());
      if (!letters.ok()) return letters.error();
      for (const Letter& letter : *letters)
        if (letter.item == piece.letter.item && letter.first_page == piece.letter.first_page &&
            letter.type.value == piece.letter.type.value) {
          piece.letter = letter;
          SetMentions(d, piece.id, impl_->checklists.Mentions(letter, *reading));
        }
    }
    return {};
  });
}

Result<Dossier> Flow::Reply(const std::string& id, const std::string& kind) {
  return impl_->files.Reply(id, kind, impl_->options.today());
}

Result<Dossier> Flow::Approve(const std::string& id, const std::string& kind,
                              const std::string& author, const std::string& piece) {
  return impl_->files.Approve(id, kind, author, impl_->options.today(), piece);
}

Result<Dossier> Flow::Step(const std::string& id, const std::string& kind, const std::string& state,
                           Date date, const std::string& author, const std::string& proof,
                           const std::string& piece) {
  return impl_->files.Step(id, kind, state, date, author, proof, piece);
}

Result<Dossier> Flow::Sent(const std::string& id, const std::string& kind, Date date,
                           const std::string& lrar, const std::string& proof,
                           const std::string& piece) {
  Result<Dossier> sent =
      impl_->files.Sent(id, kind, date, lrar, proof, impl_->options.today(), piece);
  if (!sent.ok()) return sent;
  // As it was recorded: the number, without the blanks and dots that people put into it.
  std::set<std::string> said;
  for (const ReplyRecord& r : sent->replies)
    if (r.kind == kind)
      for (const ReplyStep& step : r.history) said.insert(step.numero_lrar);
  for (const std::string& number : said)
    if (Status s = impl_->FileWaitingSlips(number); !s.ok()) return s.error();
  return impl_->files.Load(id);
}

Result<Dossier> Flow::Close(const std::string& id, const std::string& outcome) {
  return impl_->files.Change(id, impl_->options.today(), [&](Dossier& d) -> Status {
    d.etat = "clos";
    return SetGiven(
        d, {.id = "issue", .value = outcome, .author = "", .date = ToIso(impl_->options.today())});
  });
}

}  // namespace riposte
