// Deadlines, timeline and questions, made anew each time from what is known. The doctor's clocks
// come from the rules that each letter opens; the director's (mso.suite_directeur) starts where the
// doctor's month ends, so it is counted from the latest end there can be.
#include <algorithm>
#include <map>

#include "extractors/values/format.h"
#include "pipeline/dossier/dossier.h"
#include "pipeline/dossier/figures.h"
#include "pipeline/dossier/given.h"
#include "pipeline/dossier/labels.h"
#include "pipeline/dossier/receipt.h"

namespace riposte {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr const char* kZoneAnswer = "reponse.zone_feries";

template <class T>
std::optional<T> As(const std::optional<Effective>& fact) {
  if (!fact) return std::nullopt;
  const T* value = std::get_if<T>(&fact->value);
  return value != nullptr ? std::optional<T>(*value) : std::nullopt;
}

// « ouverture de la procédure MSO/MSAP du 18 juin 2025 »
std::string TitleOf(const Dossier& dossier, const Piece& piece) {
  std::string title = LabelOf(piece.letter.type.value);
  if (const auto date = As<Date>(EffectiveFact(dossier, "date_lettre", piece.id))) {
    title += " du " + FrenchDate(*date);
  }
  return title;
}

class Recomputer {
 public:
  Recomputer(Dossier& dossier, const Law& law, Date today)
      : d_(dossier), law_(law), today_(today) {}

  void Run() {
    KeepOpenQuestions();
    Identity();
    d_.deadlines.clear();
    d_.timeline.clear();
    d_.warnings.clear();
    for (const Piece& piece : d_.pieces) Deadlines(piece);
    ComputeFigures(d_);
    for (const Piece& piece : d_.pieces) FieldQuestions(piece);
    DecisionQuestion();
    Timeline();
  }

 private:
  // What others asked ("reponse.…") stays until it is answered.
  void KeepOpenQuestions() {
    std::erase_if(d_.questions, [&](const Question& q) {
      if (!q.id.starts_with("reponse.") || q.id == kZoneAnswer) return true;
      return FindGiven(d_, q.id, q.piece) != nullptr || FindGiven(d_, q.id, "") != nullptr;
    });
  }

  // A person's word on who the doctor is goes before what was read.
  void Identity() {
    for (const GivenFact& f : d_.given) {
      const auto* text = std::get_if<std::string>(&f.value);
      if (text == nullptr) continue;
      if (f.id == "praticien_rpps") d_.rpps = *text;
      if (f.id == "praticien_am") d_.am = *text;
      if (f.id == "praticien_nom") d_.nom = *text;
    }
  }

  void Ask(const std::string& id, const std::string& text, const std::string& piece) {
    for (const Question& q : d_.questions)
      if (q.id == id && q.piece == piece) return;
    d_.questions.push_back({id, text, piece});
  }

  void Deadlines(const Piece& piece) {
    const std::string& type = piece.letter.type.value;
    if (piece.letter.type.status != FactStatus::kSure) {
      std::string text = "Le type du courrier " + piece.id + " (" + LabelOf(type) +
                         ") est à vérifier : ses délais en dépendent.";
      for (const std::string& other : piece.letter.type.candidates)
        if (other != type) text += " Autre lecture : " + LabelOf(other) + ".";
      d_.warnings.push_back(text);
    }
    const auto said = EffectiveFact(d_, "procedure", piece.id);
    const bool own = said && said->usable && said->piece == piece.id;
    const std::vector<std::string> rules =
        law_.RulesOpenedBy(type, own ? As<std::string>(said).value_or("") : "");
    if (rules.empty()) return;

    const Receipt receipt = ReceiptOf(d_, piece);
    const std::optional<Start> start = StartOf(receipt);
    if (!start || start->provisional) AskReceipt(piece, receipt);
    if (!start) {
      d_.warnings.push_back("Un délai court pour le courrier " + piece.id + " (" + LabelOf(type) +
                            "), mais ni sa date ni celle de sa réception ne sont connues : il n’a "
                            "pas pu être calculé.");
      for (const std::string& rule : rules)
        d_.timeline.push_back({.what = rule,
                               .side = "praticien",
                               .state = "inconnu",
                               .piece = piece.id,
                               .note = "Aucune date de départ n’est connue."});
      return;
    }
    if (const auto came = DateFromIso(piece.received);
        came && receipt.letter && *receipt.letter > *came) {
      d_.warnings.push_back("Le courrier " + piece.id + " serait daté du " +
                            FrenchDate(*receipt.letter) + ", après son arrivée le " +
                            FrenchDate(*came) + " : sa date est à vérifier.");
    }
    const std::string zone = ZoneOf(piece);
    for (const std::string& rule : rules) Own(piece, rule, receipt, *start, zone);
  }

  void AskReceipt(const Piece& piece, const Receipt& receipt) {
    std::string text = "À quelle date le médecin a-t-il reçu ce courrier (" + TitleOf(d_, piece) +
                       ") ? Regarder l’avis de réception, l’enveloppe ou le suivi postal";
    text += receipt.letter || receipt.presented
                ? " : le délai est compté au plus défavorable en attendant."
                : " : aucun délai ne peut être compté sans elle.";
    Ask("date_remise", text, piece.id);
  }

  // The addressee's seat decides, and that is the fund.
  std::string ZoneOf(const Piece& piece) {
    if (const auto answer = As<std::string>(EffectiveFact(d_, kZoneAnswer, piece.id))) {
      if (std::count(Zones().begin(), Zones().end(), *answer) > 0) return *answer;
      d_.warnings.push_back("La réponse sur la zone de jours fériés n’est pas une zone connue.");
    }
    const auto departement = EffectiveFact(d_, "departement", piece.id);
    const auto text = As<std::string>(departement);
    if (!text || !departement->usable) {
      Ask("departement",
          "Dans quel département est la caisse ? Des jours fériés locaux peuvent en dépendre.",
          piece.id);
      return ZoneGuess().zone;
    }
    const ZoneGuess guess = ZoneOfDepartement(*text);
    if (!guess.question.empty()) Ask(kZoneAnswer, guess.question, "");
    return guess.zone;
  }

  std::optional<Deadline> Compute(const Piece& piece, const DeadlineQuery& query) {
    Result<Deadline> r = law_.Compute(query);
    if (r.ok()) return *r;
    d_.warnings.push_back("Un délai du courrier " + piece.id + " (règle " + query.rule +
                          ") n’a pas pu être calculé : aucune règle connue ne vaut pour une date "
                          "de départ au " +
                          FrenchDate(query.start) + ".");
    return std::nullopt;
  }

  void Own(const Piece& piece, const std::string& rule, const Receipt& receipt, const Start& start,
           const std::string& zone) {
    const auto announced = EffectiveFact(d_, "delai_annonce", piece.id);
    std::optional<Deadline> deadline = Compute(piece, {.rule = rule,
                                                       .start = start.date,
                                                       .start_kind = start.kind,
                                                       .presented = start.presented,
                                                       .letter_date = receipt.letter,
                                                       .zone = zone,
                                                       .announced = As<Duration>(announced)});
    if (!deadline) return;
    // A doubtful delay can only shorten: the rule stands where it is longer.
    if (announced && !announced->usable) {
      deadline->warnings.push_back("Le délai annoncé par la lettre est lui-même à vérifier.");
    }
    DossierDeadline own{.deadline = *deadline,
                        .piece = piece.id,
                        .provisional = start.provisional,
                        .basis_note = start.note,
                        .state = StateOf(*deadline, piece, start.provisional)};
    d_.deadlines.push_back(own);
    if (rule == "mso.observations") Director(piece, receipt, own);
  }

  // R. 148-1 II: one month from the end of the doctor's, or from the day after the hearing if that
  // is later.
  void Director(const Piece& piece, const Receipt& receipt, const DossierDeadline& own) {
    const std::string rule = "mso.suite_directeur";
    Date start = own.deadline.extended;
    std::string note =
        "Délai de la caisse, compté de la fin la plus tardive du délai du médecin, "
        "le " +
        FrenchDate(start) + ".";
    if (const auto hearing = Hearing(); hearing && sys_days(*hearing) + days(1) > sys_days(start)) {
      start = Date(sys_days(*hearing) + days(1));
      note = "Délai de la caisse, compté du lendemain de l’audition, le " + FrenchDate(start) + ".";
    }
    if (own.provisional) {
      note +=
          " La date de réception n’est pas connue : ce délai peut finir plus tard, ne pas s’en "
          "prévaloir.";
    }
    std::optional<Deadline> deadline = Compute(
        piece,
        {.rule = rule, .start = start, .letter_date = receipt.letter, .zone = own.deadline.zone});
    if (!deadline) return;
    const bool answered = FollowedBy(
        piece, {"proposition_mso", "abandon_procedure", "saisine_commission", "decision_msap"});
    d_.deadlines.push_back({.deadline = *deadline,
                            .piece = piece.id,
                            .provisional = own.provisional,
                            .basis_note = note,
                            .state = answered ? "fait" : "a_surveiller"});
  }

  // The latest hearing that was held or set.
  std::optional<Date> Hearing() const {
    std::optional<Date> latest;
    const auto take = [&](const std::optional<Date>& date) {
      if (date && (!latest || *date > *latest)) latest = date;
    };
    for (const Event& e : d_.events)
      if (e.kind == "audition_tenue") take(DateFromIso(e.date));
    for (const Piece& p : d_.pieces) {
      const std::string& type = p.letter.type.value;
      if (type != "convocation_audition" && type != "proces_verbal_audition") continue;
      // Even a doubtful date counts: a later end is the safe side of the fund's clock.
      take(As<Date>(EffectiveFact(d_, "rdv_date", p.id)));
    }
    return latest;
  }

  bool FollowedBy(const Piece& piece, const std::vector<std::string>& types) const {
    const auto date = As<Date>(EffectiveFact(d_, "date_lettre", piece.id));
    for (const Piece& p : d_.pieces) {
      if (&p == &piece) continue;
      if (std::count(types.begin(), types.end(), p.letter.type.value) == 0) continue;
      const auto other = As<Date>(EffectiveFact(d_, "date_lettre", p.id));
      if (date && other ? *other >= *date : &p > &piece) return true;
    }
    return false;
  }

  bool Done(const std::string& rule, const Piece& piece) const {
    static const std::map<std::string, std::vector<std::string>> closing = {
        {"mso.observations", {"observations_envoyees", "audition_demandee"}},
        {"mso.refus", {"refus_envoye", "acceptation_envoyee"}},
        {"msap.observations_commission", {"observations_envoyees", "audition_demandee"}},
        {"penalite.observations", {"observations_envoyees", "audition_demandee"}},
        {"controle.audition", {"audition_demandee"}},
    };
    static const std::map<std::string, std::string> answering = {
        {"mso.observations", "observations"}, {"mso.refus", "refus_mso"}};
    const auto events = closing.find(rule);
    if (events != closing.end()) {
      for (const Event& e : d_.events) {
        const bool about = e.piece == piece.id || (e.piece.empty() && OnlyOneOpens(rule));
        if (about && std::count(events->second.begin(), events->second.end(), e.kind) > 0) {
          return true;
        }
      }
    }
    const auto kind = answering.find(rule);
    if (kind == answering.end()) return false;
    return std::any_of(d_.replies.begin(), d_.replies.end(), [&](const ReplyRecord& r) {
      return r.kind == kind->second && r.piece == piece.id &&
             (r.state == "poste" || r.state == "recu");
    });
  }

  // An event that names no letter is clear only if one letter alone opens that clock.
  bool OnlyOneOpens(const std::string& rule) const {
    int count = 0;
    for (const Piece& p : d_.pieces) {
      const std::vector<std::string> rules = law_.RulesOpenedBy(p.letter.type.value);
      count += std::count(rules.begin(), rules.end(), rule) > 0 ? 1 : 0;
    }
    return count == 1;
  }

  std::string StateOf(const Deadline& d, const Piece& piece, bool provisional) const {
    if (Done(d.rule, piece)) return "fait";
    if (today_ <= d.extended) return "a_faire";
    return provisional ? "a_verifier" : "depasse";
  }

  void FieldQuestions(const Piece& piece) {
    const Letter& letter = piece.letter;
    std::vector<std::string> ids = letter.required;
    for (const std::string& id : letter.missing)
      if (std::count(ids.begin(), ids.end(), id) == 0) ids.push_back(id);
    for (const std::string& id : ids) {
      const std::string subject = "« " + LabelOf(id) + " » (" + TitleOf(d_, piece) + ")";
      if (const auto rows = letter.tables.find(id); rows != letter.tables.end()) {
        continue;  // a table's cells are shown and confirmed one by one
      }
      const auto fact = EffectiveFact(d_, id, piece.id);
      if (fact && fact->usable) continue;
      if (!fact || fact->read == nullptr || fact->piece != piece.id) {
        Ask(id, "Valeur à donner : " + subject + " n’a pas été trouvé sur le courrier.", piece.id);
        continue;
      }
      std::string text = "Valeur à confirmer : " + subject + ", lu « " + fact->text + " »";
      if (!fact->read->spans.empty()) {
        text += " page " + std::to_string(fact->read->spans.front().page);
      }
      std::string why;
      for (const std::string& w : fact->read->why)
        why += (why.empty() ? "" : ", ") + WhyInFrench(w);
      Ask(id, text + (why.empty() ? "." : " (" + why + ")."), piece.id);
    }
  }

  void DecisionQuestion() {
    const Piece* proposal = d_.LatestOf("proposition_mso");
    if (proposal == nullptr || EffectiveFact(d_, "decision_medecin")) return;
    Ask("decision_medecin",
        "Que décide le médecin après la " + TitleOf(d_, *proposal) +
            " : refuser (refus_mso), accepter (acceptation_mso) ou autre chose ? Son silence vaut "
            "acceptation.",
        "");
  }

  void Timeline() {
    for (const Piece& p : d_.pieces) {
      const auto date = As<Date>(EffectiveFact(d_, "date_lettre", p.id));
      d_.timeline.push_back({.date = date ? ToIso(*date) : "",
                             .what = p.letter.type.value,
                             .side = "caisse",
                             .state = "fait",
                             .piece = p.id});
    }
    for (const Event& e : d_.events)
      d_.timeline.push_back({.date = e.date,
                             .what = e.kind,
                             .side = "praticien",
                             .state = "fait",
                             .piece = e.piece,
                             .note = e.text});
    for (const DossierDeadline& d : d_.deadlines) {
      const bool ours = d.deadline.side == "praticien";
      const Date due = ours ? d.deadline.prudent : d.deadline.extended;
      Step step{.date = ToIso(due),
                .what = d.deadline.rule,
                .side = d.deadline.side,
                .state = "en_cours",
                .piece = d.piece,
                .note = d.deadline.label};
      if (d.state == "fait") step.state = "fait";
      if (d.state == "depasse") step.state = "manque";
      if (d.state == "a_verifier") step.state = "inconnu";
      if (d.state == "a_faire" && today_ >= due) step.state = "du";
      if (d.state == "a_surveiller" && today_ > due) step.state = "a_surveiller";
      if (d.state == "depasse" || step.state == "a_surveiller") {
        step.since = ToIso(Date(sys_days(d.deadline.extended) + days(1)));
      }
      d_.timeline.push_back(step);
    }
    std::stable_sort(d_.timeline.begin(), d_.timeline.end(), [](const Step& a, const Step& b) {
      return std::pair(a.date.empty(), a.date) < std::pair(b.date.empty(), b.date);
    });
  }

  Dossier& d_;
  const Law& law_;
  const Date today_;
};

}  // namespace

Status Recompute(Dossier& dossier, const Law& law, Date today) {
  if (!today.ok()) return Error{.code = ErrorCode::kUsage, .message = "today is not a date"};
  Recomputer(dossier, law, today).Run();
  return {};
}

}  // namespace riposte
