// A letter is known by the page it begins on: numbers shift when a cut is made or undone.
#include "pipeline/flow/recut.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "pipeline/flow/letter_life.h"

namespace riposte {
namespace {

const Letter* BeginsOn(const std::vector<Letter>& letters, int page) {
  for (const Letter& l : letters)
    if (l.first_page == page) return &l;
  return nullptr;
}

// May the piece leave its dossier?
Status MayGo(const Dossier& dossier, const Piece& piece) {
  const bool answered =
      std::any_of(dossier.replies.begin(), dossier.replies.end(),
                  [&](const ReplyRecord& r) { return r.piece == piece.id && RankOf(r.state) > 0; });
  if (!answered && piece.copies.empty()) return {};
  return Error{
      .code = ErrorCode::kUsage,
      .message = "the letter of page " + std::to_string(piece.letter.first_page) +
                 (answered ? " is answered by an approved letter" : " came in other files too"),
      .hint = "it stays as it is: " + dossier.id + ", " + piece.id};
}

void Remove(Dossier& d, const std::string& id) {
  std::erase_if(d.pieces, [&](const Piece& p) { return p.id == id; });
  std::erase_if(d.given, [&](const GivenFact& g) { return g.piece == id; });
  std::erase_if(d.replies, [&](const ReplyRecord& r) { return r.piece == id; });
  std::erase_if(d.questions, [&](const Question& q) { return q.piece == id; });
  std::erase_if(d.findings, [&](const Finding& f) { return f.piece == id; });
  for (Event& e : d.events)
    if (e.piece == id) e.piece.clear();
}

// One dossier's pieces of this file.
Status Renumber(Dossier& d, const std::string& sha256, const std::vector<Letter>& letters,
                Date today, std::vector<LetterRecord>* kept) {
  std::vector<std::string> gone;
  for (Piece& piece : d.pieces) {
    if (piece.letter.sha256 != sha256) continue;
    if (const Letter* now = BeginsOn(letters, piece.letter.first_page)) {
      piece.letter.item = now->item;
      piece.letter.items = now->items;
      kept->push_back({.sha256 = sha256,
                       .item = now->item,
                       .type = now->type.value,
                       .dossier = d.id,
                       .numero_lrar = ""});
    } else {
      gone.push_back(piece.id);
    }
  }
  if (gone.size() == d.pieces.size()) {
    // Its pieces stay as they were read, under numbers that no letter of the file has.
    for (Piece& piece : d.pieces) piece.letter.item += static_cast<int>(letters.size());
    d.etat = "clos";
    return SetGiven(d, {.id = "issue",
                        .value = std::string("réuni au courrier qui précède dans le même fichier"),
                        .author = "découpe corrigée",
                        .date = ToIso(today)});
  }
  for (const std::string& id : gone) Remove(d, id);
  return {};
}

}  // namespace

std::vector<int> UncertainCuts(const Letter& letter) {
  static constexpr std::string_view kWarning = "cut_uncertain: page ";
  std::vector<int> pages;
  for (const std::string& w : letter.warnings)
    if (w.starts_with(kWarning)) pages.push_back(std::atoi(w.c_str() + kWarning.size()));
  return pages;
}

Reading PagesOf(const Reading& reading, int first, int count) {
  Reading part = reading;
  part.pages.clear();
  for (const PageReading& page : reading.pages) {
    if (page.number < first || page.number >= first + count) continue;
    part.pages.push_back(page);
    part.pages.back().number = page.number - first + 1;
  }
  return part;
}

Status AddCuts(const std::map<int, bool>& told, int pages, std::map<int, bool>* cuts) {
  for (const auto& [page, opens] : told) {
    if (page < 2 || page > pages)
      return Error{.code = ErrorCode::kUsage,
                   .message = "no cut before page " + std::to_string(page),
                   .hint = "the file has pages 1 to " + std::to_string(pages)};
    (*cuts)[page] = opens;
  }
  return {};
}

Result<std::vector<LetterRecord>> Recut(CaseFiles& files, Register& reg, const std::string& sha256,
                                        const std::vector<Letter>& letters, Date today) {
  Result<std::vector<LetterRecord>> before = reg.LettersOf(sha256);
  if (!before.ok()) return before;
  std::set<std::string> ids;
  for (const LetterRecord& l : *before)
    if (!l.dossier.empty()) ids.insert(l.dossier);
  for (const std::string& id : ids) {
    Result<Dossier> dossier = files.Load(id);
    if (!dossier.ok()) return dossier.error();
    for (const Piece& piece : dossier->pieces)
      if (piece.letter.sha256 == sha256 && !BeginsOn(letters, piece.letter.first_page))
        if (Status s = MayGo(*dossier, piece); !s.ok()) return s.error();
  }
  std::vector<LetterRecord> kept;
  for (const std::string& id : ids) {
    Result<Dossier> changed = files.Change(
        id, today, [&](Dossier& d) { return Renumber(d, sha256, letters, today, &kept); });
    if (!changed.ok()) return changed.error();
  }
  return kept;
}

}  // namespace riposte
