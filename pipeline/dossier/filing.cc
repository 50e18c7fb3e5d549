// First who, then what. `Same` compares a letter with one dossier and says yes, no, perhaps or
// contradiction; only yes and the narrow perhaps join.
#include "pipeline/dossier/filing.h"

#include <algorithm>
#include <map>

#include "extractors/values/fold.h"
#include "extractors/values/parse.h"

namespace riposte {
namespace {

struct Printed {
  std::string value;
  bool sure = false;
};

Printed PrintedText(const Letter& letter, const char* field) {
  const Fact* f = letter.Field(field);
  if (f == nullptr) return {};
  const auto* text = std::get_if<std::string>(&f->value);
  if (text == nullptr) return {};
  return {*text, f->status == FactStatus::kSure};
}

struct Doctor {
  Printed rpps, am;
  std::string name;
};

enum class Match { kNo, kYes, kConfirm, kContradiction };

Match Same(const Doctor& doctor, const DossierRecord& record) {
  const bool rpps_known = !doctor.rpps.value.empty() && !record.rpps.empty();
  const bool am_known = doctor.am.sure && !record.am.empty();
  const bool rpps_equal = rpps_known && doctor.rpps.value == record.rpps;
  const bool am_equal = am_known && doctor.am.value == record.am;
  if (rpps_known && doctor.rpps.sure) {
    // An AM number changes with the practice, so it does not speak against a RPPS.
    if (rpps_equal) return Match::kYes;
    return am_equal ? Match::kContradiction : Match::kNo;
  }
  if (rpps_known && !rpps_equal) return am_equal ? Match::kContradiction : Match::kNo;
  if (rpps_equal && am_known && !am_equal) return Match::kContradiction;
  if (am_equal) return Match::kYes;
  if (rpps_equal && RppsKeyHolds(doctor.rpps.value) && !doctor.name.empty() &&
      doctor.name == Plain(record.nom)) {
    return Match::kConfirm;
  }
  return Match::kNo;
}

// A sum claimed as an indu and one claimed as a penalty have the same letters: the articles that
// they surely cite tell them apart. L. 133-4 and R. 133-9-1 stand on both, so they say nothing
// beside those of penalties.
std::vector<std::string> ByArticles(const Letter& letter) {
  const Fact* f = letter.Field("textes_cites");
  const auto* cited = f ? std::get_if<TextList>(&f->value) : nullptr;
  const bool penalty = cited && f->status == FactStatus::kSure &&
                       std::any_of(cited->begin(), cited->end(), [](const std::string& article) {
                         return article.starts_with("L.114-17-") || article.starts_with("R.147-");
                       });
  if (penalty) return {"penalite", "indu"};
  return {"indu", "penalite"};
}

// The procedures a letter may belong to, the likeliest first. Empty: any.
std::vector<std::string> ProceduresOf(const Letter& letter) {
  const std::string& type = letter.type.value;
  if (type == "saisine_commission" || type == "avis_commission") {
    const Printed said = PrintedText(letter, "procedure");
    if (said.sure && said.value == "msap") return {"mso"};
    if (said.sure && said.value == "penalite") return {"penalite"};
    if (said.sure && said.value == "conventionnelle") return {"autre"};
    return {"mso", "penalite", "autre"};
  }
  if (type == "mise_en_demeure" || type == "contrainte") return ByArticles(letter);
  static const std::map<std::string, std::vector<std::string>> several = {
      {"convocation_audition", {"mso", "penalite", "controle"}},
      {"proces_verbal_audition", {"mso", "penalite", "controle"}},
      {"abandon_procedure", {"mso", "penalite", "controle"}},
      {"decision_cra", {"indu", "rosp"}},
      {"accuse_reception_recours", {"indu", "rosp", "penalite"}},
  };
  const auto it = several.find(type);
  if (it != several.end()) return it->second;
  const std::string one = ProcedureOf(type);
  return one.empty() ? std::vector<std::string>{} : std::vector<std::string>{one};
}

// Year and month at the end of an id («…-2025-06», «…-2025-06-2»), empty without.
std::string MonthOf(const std::string& id) {
  const auto digit = [&](size_t i) { return id.at(i) >= '0' && id.at(i) <= '9'; };
  for (size_t i = id.size(); i-- > 7;) {
    if (id.at(i - 7) != '-' || id.at(i - 2) != '-') continue;
    if (digit(i - 6) && digit(i - 5) && digit(i - 4) && digit(i - 3) && digit(i - 1) && digit(i)) {
      return id.substr(i - 6, 7);
    }
  }
  return "";
}

bool OpenedBefore(const DossierRecord* a, const DossierRecord* b) {
  return std::pair(MonthOf(a->id), a->id) < std::pair(MonthOf(b->id), b->id);
}

Question Attach(std::string text) { return {"reponse.rattachement", std::move(text), ""}; }

FilingDecision Join(const DossierRecord& record, const std::string& procedure, std::string why) {
  return {.action = FilingDecision::kJoin,
          .dossier = record.id,
          .procedure = procedure,
          .why = std::move(why)};
}

FilingDecision AvisReception(const std::optional<LetterRecord>& by_lrar,
                             const std::vector<DossierRecord>& candidates) {
  if (by_lrar && !by_lrar->dossier.empty()) {
    const auto it = std::find_if(candidates.begin(), candidates.end(),
                                 [&](const DossierRecord& r) { return r.id == by_lrar->dossier; });
    return {.action = FilingDecision::kJoin,
            .dossier = by_lrar->dossier,
            .procedure = it == candidates.end() ? "" : it->procedure,
            .why = "the registered letter of that number is in this dossier"};
  }
  return {.why = "no letter with that LRAR number is known"};
}

}  // namespace

std::string ProcedureOf(std::string_view document_type) {
  static const std::map<std::string_view, const char*> procedures = {
      {"invitation_entretien", "mso"},
      {"notification_mso", "mso"},
      {"convocation_audition", "mso"},
      {"proces_verbal_audition", "mso"},
      {"proposition_mso", "mso"},
      {"abandon_procedure", "mso"},
      {"bilan_mso", "mso"},
      {"saisine_commission", "mso"},
      {"avis_commission", "mso"},
      {"decision_msap", "mso"},
      {"notification_penalite", "penalite"},
      {"decision_penalite", "penalite"},
      {"notification_indu", "indu"},
      {"mise_en_demeure", "indu"},
      {"contrainte", "indu"},
      {"decision_cra", "indu"},
      {"accuse_reception_recours", "indu"},
      {"controle_activite", "controle"},
      {"compte_rendu_entretien", "controle"},
      {"manquement_conventionnel", "autre"},
      {"decompte_rosp", "rosp"},
      {"decompte_fmt", "rosp"},
      {"reponse_rosp", "rosp"},
  };
  const auto it = procedures.find(document_type);
  return it == procedures.end() ? "" : it->second;
}

FilingDecision Decide(const Letter& letter, const std::vector<DossierRecord>& candidates,
                      const std::optional<LetterRecord>& by_lrar) {
  const std::string& type = letter.type.value;
  if (type == "inconnu") return {.why = "unknown letters have no dossier"};
  if (type == "avis_reception") return AvisReception(by_lrar, candidates);

  const Doctor doctor{PrintedText(letter, "praticien_rpps"), PrintedText(letter, "praticien_am"),
                      Plain(PrintedText(letter, "praticien_nom").value)};
  const std::vector<std::string> procedures = ProceduresOf(letter);
  const std::string first = procedures.empty() ? "riap" : procedures.front();
  FilingDecision open{.action = FilingDecision::kOpen, .procedure = first};

  bool contradiction = false;
  std::vector<const DossierRecord*> own;
  std::vector<const DossierRecord*> to_confirm;
  for (const DossierRecord& r : candidates) {
    if (r.etat != "ouvert") continue;
    const Match match = Same(doctor, r);
    contradiction = contradiction || match == Match::kContradiction;
    if (match == Match::kYes) own.push_back(&r);
    if (match == Match::kConfirm) to_confirm.push_back(&r);
  }
  if (contradiction) {
    open.why = "RPPS and AM numbers disagree";
    open.questions = {
        Attach("Le numéro RPPS et le numéro AM lus sur ce courrier ne désignent pas le même "
               "médecin : de qui s’agit-il, et à quel dossier rattacher ce courrier ?")};
    return open;
  }
  const bool confirm = own.empty() && !to_confirm.empty();
  if (confirm) own = to_confirm;
  if (own.empty()) {
    open.why = "no open dossier of this doctor";
    if (!doctor.rpps.sure && !doctor.am.sure) {
      open.why = "neither the RPPS nor the AM number is sure";
      open.questions = {Attach(
          "Aucun numéro RPPS ou AM sûr n’a été lu sur ce courrier : quel est le médecin, et ce "
          "courrier va-t-il avec un dossier existant ?")};
    }
    return open;
  }

  std::sort(own.begin(), own.end(), OpenedBefore);
  std::vector<const DossierRecord*> fitting;
  for (const DossierRecord* r : own) {
    const bool fits = procedures.empty()
                          ? true
                          : std::count(procedures.begin(), procedures.end(), r->procedure) > 0;
    if (fits) fitting.push_back(r);
  }
  // Letters of a MSO take over a dossier that only held the doctor's RIAP.
  if (fitting.empty() && first == "mso") {
    for (const DossierRecord* r : own)
      if (r->procedure == "riap") fitting.push_back(r);
  }
  if (fitting.empty()) {
    open.why = "this doctor has no open dossier of this procedure";
    return open;
  }

  // Of several the one of the likeliest procedure (for a RIAP: mso), then the latest.
  const std::string wanted = procedures.empty() ? "mso" : first;
  const DossierRecord* chosen = fitting.back();
  for (const DossierRecord* r : fitting)
    if (r->procedure == wanted) chosen = r;
  const std::string procedure =
      chosen->procedure == "riap" && !procedures.empty() ? first : chosen->procedure;
  FilingDecision join = Join(*chosen, procedure, "same doctor, same procedure");
  if (confirm) {
    join.why = "a doubtful RPPS number that a dossier has, with the same name";
    join.questions.push_back(
        Attach("Le numéro RPPS de ce courrier est mal lu, mais il est celui de ce dossier, comme "
               "le nom : le courrier est-il bien à sa place ?"));
  } else if (fitting.size() > 1 && !procedures.empty()) {
    std::string others;
    for (const DossierRecord* r : fitting)
      if (r != chosen) others += (others.empty() ? "" : ", ") + r->id;
    join.why = "several open dossiers fit; the latest of the likeliest procedure";
    join.questions.push_back(Attach("Ce médecin a d’autres dossiers ouverts qui conviennent (" +
                                    others + ") : le courrier est-il bien à sa place ?"));
  }
  return join;
}

namespace {

// Two readings of one sheet of paper?
bool SameLetter(const Letter& a, const Letter& b) {
  if (a.type.value != b.type.value || a.type.value == "inconnu") return false;
  const auto agree = [&](const char* field) {
    const Fact *x = a.Field(field), *y = b.Field(field);
    return x != nullptr && y != nullptr && x->value == y->value;
  };
  if (!agree("date_lettre") || !(agree("numero_lrar") || agree("reference"))) return false;
  return std::none_of(a.fields.begin(), a.fields.end(), [&](const auto& field) {
    const Fact* other = b.Field(field.first);
    return other != nullptr && field.second.status == FactStatus::kSure &&
           other->status == FactStatus::kSure && field.second.value != other->value;
  });
}

size_t SureFacts(const Letter& letter) {
  size_t n = 0;
  for (const auto& [id, fact] : letter.fields) n += fact.status == FactStatus::kSure;
  for (const auto& [id, rows] : letter.tables)
    for (const Row& row : rows)
      for (const auto& [column, fact] : row) n += fact.status == FactStatus::kSure;
  return n;
}

void AddCopy(Piece& piece, const Letter& letter, const std::string& file,
             const std::string& received) {
  Copy copy{file, received, letter.sha256, letter.item};
  if (SureFacts(letter) > SureFacts(piece.letter)) {
    copy = {piece.file, piece.received, piece.letter.sha256, piece.letter.item};
    piece.letter = letter;
    piece.file = file;
    // What came first tells when the letter was there.
    if (copy.received.empty() || received < copy.received) piece.received = received;
  }
  piece.copies.push_back(std::move(copy));
}

}  // namespace

Result<std::string> AddLetter(Dossier& dossier, const Letter& letter, const std::string& file,
                              const std::string& received) {
  const auto sure = [&](const char* field) {
    const Printed r = PrintedText(letter, field);
    return r.sure ? r.value : std::string();
  };
  if (dossier.rpps.empty()) dossier.rpps = sure("praticien_rpps");
  if (dossier.am.empty()) dossier.am = sure("praticien_am");
  // The name only labels the dossier: a doubtful one is better than none.
  if (dossier.nom.empty()) dossier.nom = PrintedText(letter, "praticien_nom").value;

  for (Piece& p : dossier.pieces) {
    if (letter.sha256.empty() || p.letter.sha256 != letter.sha256) continue;
    if (p.letter.item != letter.item) continue;
    p.letter = letter;
    if (!file.empty()) p.file = file;
    return p.id;
  }
  for (Piece& p : dossier.pieces) {
    const bool known = std::any_of(p.copies.begin(), p.copies.end(), [&](const Copy& c) {
      return !letter.sha256.empty() && c.sha256 == letter.sha256 && c.item == letter.item;
    });
    if (!known && !SameLetter(p.letter, letter)) continue;
    if (!known) AddCopy(p, letter, file, received);
    return p.id;
  }
  if (dossier.pieces.size() >= 100'000) {
    return Error{.code = ErrorCode::kUsage, .message = "the dossier is full"};
  }
  // A piece may have left the dossier: no number is given twice.
  int number = static_cast<int>(dossier.pieces.size());
  for (const Piece& p : dossier.pieces)
    if (p.id.size() > 1) number = std::max(number, std::atoi(p.id.c_str() + 1));
  Piece piece{"P" + std::to_string(number + 1), file, received, letter};
  dossier.pieces.push_back(std::move(piece));
  return dossier.pieces.back().id;
}

void Ask(Dossier& dossier, const std::vector<Question>& questions) {
  for (const Question& q : questions) {
    const bool there =
        std::any_of(dossier.questions.begin(), dossier.questions.end(), [&](const Question& known) {
          return known.id == q.id && known.piece == q.piece && known.text == q.text;
        });
    if (!there) dossier.questions.push_back(q);
  }
}

DossierRecord RecordOf(const Dossier& dossier) {
  DossierRecord r{.id = dossier.id,
                  .procedure = dossier.procedure,
                  .rpps = dossier.rpps,
                  .am = dossier.am,
                  .nom = dossier.nom,
                  .etat = dossier.etat};
  for (const DossierDeadline& d : dossier.deadlines) {
    if (d.deadline.side != "praticien" || d.state == "fait" || d.state == "depasse") continue;
    const std::string due = ToIso(d.deadline.prudent);
    if (!r.next_due.empty() && r.next_due <= due) continue;
    r.next_due = due;
    r.next_rule = d.deadline.rule;
    r.next_provisional = d.provisional;
  }
  return r;
}

}  // namespace riposte
