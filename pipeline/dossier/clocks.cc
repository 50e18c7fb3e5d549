// The doctor's clocks. Each letter opens those that the law's files give to its type; one that no
// rule knows but that announces a delay itself gets that delay. Counted from the proven receipt,
// else from the worst case, and then marked so.
#include <algorithm>

#include "extractors/values/format.h"
#include "pipeline/dossier/case.h"
#include "pipeline/dossier/labels.h"

namespace riposte {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

// Letters without a rule of their own whose announced delay binds the doctor.
bool MayAnnounceDelay(const std::string& type) {
  static const std::vector<std::string> types = {"invitation_entretien",    "convocation_audition",
                                                 "proces_verbal_audition",  "saisine_commission",
                                                 "avis_commission",         "bilan_mso",
                                                 "manquement_conventionnel"};
  return std::count(types.begin(), types.end(), type) > 0;
}

// A sum claimed as an indu and one claimed as a penalty have the same letters; the dossier knows.
bool OfOtherProcedure(const std::string& rule, const std::string& procedure) {
  if (!rule.ends_with("mise_en_demeure")) return false;
  return (procedure == "penalite" && rule.starts_with("indu.")) ||
         (procedure == "indu" && rule.starts_with("penalite."));
}

class OwnClocks {
 public:
  explicit OwnClocks(Case& c) : c_(c), d_(c.d), steps_(c.law.Steps(c.today)) {}

  void Run() {
    for (const Piece& piece : d_.pieces) Of(piece);
  }

 private:
  void Of(const Piece& piece) {
    const std::string& type = piece.letter.type.value;
    if (piece.letter.type.status != FactStatus::kSure) {
      std::string text = "Le type du courrier " + piece.id + " (" + LabelOf(type) +
                         ") est à vérifier : ses délais en dépendent.";
      for (const std::string& other : piece.letter.type.candidates)
        if (other != type) text += " Autre lecture : " + LabelOf(other) + ".";
      d_.warnings.push_back(text);
    }
    std::vector<std::string> rules = c_.law.RulesOpenedBy(type, c_.CommissionOf(piece));
    std::erase_if(rules, [&](const std::string& r) { return OfOtherProcedure(r, d_.procedure); });
    const auto announced = EffectiveFact(d_, "delai_annonce", piece.id);
    if (rules.empty() && MayAnnounceDelay(type)) {
      if (As<Duration>(announced)) {
        rules = {"lettre.delai"};
      } else if (type == "manquement_conventionnel") {
        c_.Ask("delai_annonce",
               "Quel délai ce courrier donne-t-il pour répondre (" + c_.TitleOf(piece) +
                   ") ? Aucun texte connu ici ne le fixe : il est celui de la lettre.",
               piece.id);
        d_.timeline.push_back({.what = "lettre.delai",
                               .side = "praticien",
                               .state = "inconnu",
                               .piece = piece.id,
                               .note = "Le délai que la lettre donne n’est pas connu."});
      }
    }
    if (rules.empty()) return;

    const Receipt receipt = ReceiptOf(d_, piece);
    const std::optional<Start> start = StartOf(receipt);
    if (!start || start->provisional) c_.AskReceipt(piece, receipt);
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
    const std::string zone = c_.ZoneOf(piece);
    for (const std::string& rule : rules) Add(piece, rule, receipt, *start, zone);
  }

  void Add(const Piece& piece, const std::string& rule, const Receipt& receipt, const Start& start,
           const std::string& zone) {
    const auto announced = EffectiveFact(d_, "delai_annonce", piece.id);
    std::optional<Deadline> deadline = c_.Compute(piece.id, {.rule = rule,
                                                             .start = start.date,
                                                             .start_kind = start.kind,
                                                             .presented = start.presented,
                                                             .letter_date = receipt.letter,
                                                             .zone = zone,
                                                             .also = c_.ZonesOf(piece),
                                                             .announced = As<Duration>(announced)});
    if (!deadline) return;
    // A doubtful delay can only shorten: the rule stands where it is longer.
    if (announced && !announced->usable) {
      deadline->warnings.push_back("Le délai annoncé par la lettre est lui-même à vérifier.");
    }
    DossierDeadline own{.deadline = *deadline,
                        .piece = piece.id,
                        .provisional = start.provisional,
                        .basis_note = start.note};
    Finish(&own, piece);
    d_.deadlines.push_back(std::move(own));
  }

  void Finish(DossierDeadline* own, const Piece& piece) const {
    const Deadline& d = own->deadline;
    std::string said;
    if (Done(own, piece, &said)) {
      own->state = "fait";
      const auto at = DateFromIso(own->act_date);
      if (at && *at > d.extended) {
        own->late_days = static_cast<int>((sys_days(*at) - sys_days(d.extended)).count());
        own->since = ToIso(Date(sys_days(d.extended) + days(1)));
      }
      return;
    }
    if (const auto date = DateFromIso(said)) {
      own->deadline.warnings.push_back("Un envoi est noté le " + FrenchDate(*date) +
                                       " sans preuve de dépôt : l’échéance reste ouverte jusqu’à "
                                       "ce que la preuve soit au dossier.");
    }
    if (c_.today <= std::max(d.extended, c_.LatestEnd(piece, d.start, d.length, d.franc))) {
      own->state = "a_faire";
      return;
    }
    own->state = own->provisional ? "a_verifier" : "depasse";
    if (!own->provisional) own->since = ToIso(Date(sys_days(d.extended) + days(1)));
  }

  // Done by an event, by a posted reply, or shown done by a later letter. `said`: the day of a
  // posting that nothing proves.
  bool Done(DossierDeadline* own, const Piece& piece, std::string* said) const {
    const auto step = std::find_if(steps_.begin(), steps_.end(),
                                   [&](const LawStep& s) { return s.id == own->deadline.rule; });
    if (step != steps_.end()) {
      for (const ClosedBy& by : step->closed_by) {
        if (by.event.empty() ? ClosedByLetter(by, own, piece) : ClosedByEvent(by, own, piece, said))
          return true;
      }
    }
    const std::string reply = own->deadline.rule == "mso.observations" ? "observations"
                              : own->deadline.rule == "mso.refus"      ? "refus_mso"
                                                                       : "";
    for (const ReplyRecord& r : d_.replies) {
      if (reply.empty() || r.kind != reply || r.piece != piece.id) continue;
      // Said to be posted is not proven to be: the deadline stays open until a proof is filed.
      for (const ReplyStep& s : r.history) {
        if (s.state != "poste" && s.state != "recu") continue;
        if (s.proof.empty()) {
          *said = s.date;
          continue;
        }
        if (s.state == "poste") own->act_date = s.date;
        return true;
      }
    }
    return false;
  }

  // The earliest that is proven: a person's word alone leaves the deadline open.
  bool ClosedByEvent(const ClosedBy& by, DossierDeadline* own, const Piece& piece,
                     std::string* said) const {
    const Event* proven = nullptr;
    for (const Event& e : d_.events) {
      const bool about =
          e.piece == piece.id || (e.piece.empty() && OnlyOneOpens(own->deadline.rule));
      if (!about || e.kind != by.event) continue;
      // What came before the letter answers another one, unless a person says otherwise.
      const auto written = As<Date>(EffectiveFact(d_, "date_lettre", piece.id));
      if (e.piece.empty() && written && e.date < ToIso(*written)) continue;
      if (e.proof.empty()) {
        *said = e.date;
      } else if (proven == nullptr || e.date < proven->date) {
        proven = &e;
      }
    }
    if (proven != nullptr) own->act_date = proven->date;
    return proven != nullptr;
  }

  bool ClosedByLetter(const ClosedBy& by, DossierDeadline* own, const Piece& piece) const {
    if (!OnlyOneOpens(own->deadline.rule)) return false;
    const auto opened = As<Date>(EffectiveFact(d_, "date_lettre", piece.id));
    for (const Piece& p : d_.pieces) {
      if (&p == &piece || p.letter.type.value != by.type) continue;
      if (p.letter.type.status != FactStatus::kSure) continue;
      const auto date = As<Date>(EffectiveFact(d_, "date_lettre", p.id));
      if (date && opened ? *date < *opened : &p < &piece) continue;
      own->act = p.id;
      return true;
    }
    return false;
  }

  // What names no letter is clear only if one letter alone opens that clock.
  bool OnlyOneOpens(const std::string& rule) const {
    int count = 0;
    for (const Piece& p : d_.pieces) {
      const std::vector<std::string> rules = c_.law.RulesOpenedBy(p.letter.type.value);
      count += std::count(rules.begin(), rules.end(), rule) > 0 ? 1 : 0;
    }
    return count == 1;
  }

  Case& c_;
  Dossier& d_;
  const std::vector<LawStep> steps_;
};

}  // namespace

void AddOwnClocks(Case& c) { OwnClocks(c).Run(); }

}  // namespace riposte
