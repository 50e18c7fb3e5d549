// The clocks of the fund, the commission, UNCAM and the CRA, step after step, and those of the
// doctor that they open.
//
// A fund is said to be late only for certain: the earliest date that its act can have (the letter's
// own; R. 148-1 says « statué ») against the latest end that its time can have (chain.h). What no
// date bounds is watched, not claimed.
//
// No letter in the dossier is not silence: the doctor must have confirmed, 20 days after the end or
// later, that nothing came, and only where the act had to be sent to the doctor.
#include <algorithm>

#include "extractors/values/format.h"
#include "pipeline/dossier/chain.h"

namespace riposte {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

class OtherClocks {
 public:
  explicit OtherClocks(Case& c)
      : c_(c),
        d_(c.d),
        fraud_(FraudAlleged(c.d)),
        steps_(c.law.Steps(c.today, fraud_.value_or(false))) {}

  void Run() {
    for (const LawStep& step : steps_) {
      for (const LatestStart& s : StartsOf(c_, steps_, step)) {
        if (step.side == "praticien") {
          AddDoctors(step, s);
        } else {
          AddTheirs(step, s);
        }
      }
    }
    for (DossierDeadline& d : d_.deadlines) AfterDecision(&d);
  }

 private:
  // Once the decision has come, steps that the doctor did not see are a question of dates.
  void AfterDecision(DossierDeadline* d) const {
    if (d->state != "a_surveiller" || d->deadline.side == "praticien") return;
    const std::string decision =
        d->deadline.rule.substr(0, d->deadline.rule.find('.')) + ".decision";
    const auto step = std::find_if(steps_.begin(), steps_.end(),
                                   [&](const LawStep& s) { return s.id == d->deadline.rule; });
    if (step == steps_.end() || IsSentToDoctor(*step)) return;
    for (const DossierDeadline& other : d_.deadlines)
      if (other.deadline.rule == decision && other.piece == d->piece && !other.act.empty())
        d->state = "a_verifier";
  }

  // Must the act have been sent to the doctor? Then his word can tell that it was not.
  static bool IsSentToDoctor(const LawStep& step) {
    return std::any_of(step.closed_by.begin(), step.closed_by.end(),
                       [](const ClosedBy& by) { return !by.type.empty(); });
  }

  std::optional<Date> SilenceConfirmed() const {
    std::optional<Date> latest;
    for (const Event& e : d_.events) {
      const auto date = DateFromIso(e.date);
      if (e.kind == "silence_confirme" && date && (!latest || *date > *latest)) latest = date;
    }
    return latest;
  }

  // With the latest end that it can have, wherever the fund's seat may be.
  std::optional<Deadline> LatestOf(const LawStep& step, const LatestStart& start) {
    DeadlineQuery query{.rule = step.id,
                        .start = start.date,
                        .letter_date = start.letter_date,
                        .zone = start.zone,
                        .fraud = fraud_.value_or(false)};
    std::optional<Deadline> latest = c_.Compute(start.piece, query);
    const Piece* piece = d_.FindPiece(start.piece);
    if (!latest || piece == nullptr) return latest;
    for (const std::string& zone : c_.ZonesOf(*piece)) {
      query.zone = zone;
      const Result<Deadline> other = c_.law.Compute(query);
      if (other.ok() && other->extended > latest->extended) latest = *other;
    }
    const Date end = c_.LatestEnd(*piece, start.date, latest->length, latest->franc);
    if (end > latest->extended) {
      latest->extended = end;
      latest->warnings.push_back(
          "Un jour férié du lieu est douteux : ne soutenir le dépassement que pour un acte "
          "postérieur au " +
          FrenchDate(end) + ".");
    }
    return latest;
  }

  void AddTheirs(const LawStep& step, const LatestStart& start) {
    std::optional<Deadline> deadline = LatestOf(step, start);
    if (!deadline) return;
    DossierDeadline d{.deadline = *deadline,
                      .piece = start.piece,
                      .provisional = !start.certain,
                      .basis_note = start.note,
                      .state = "a_surveiller"};
    if (std::optional<Act> act = FindAct(c_, step, start)) {
      Judge(step, *act, &d);
    } else if (Over(start)) {
      d.state = "fait";
    } else if (c_.today > deadline->extended) {
      Silent(step, &d);
    }
    d_.deadlines.push_back(std::move(d));
  }

  // The fund dropped the procedure after this chain began.
  bool Over(const LatestStart& start) const {
    const Piece* dropped = d_.LatestOf("abandon_procedure");
    if (dropped == nullptr || dropped->letter.type.status != FactStatus::kSure) return false;
    const std::optional<Date> date = ReceiptOf(d_, *dropped).letter;
    return date && start.letter_date && *date >= *start.letter_date;
  }

  static std::string EffectState(const std::string& effect) {
    if (effect == "abandon" || effect == "renonciation") return "repute_abandonne";
    if (effect == "avis_rendu" || effect == "avis_favorable" || effect == "rejet_implicite")
      return "repute_acquis";
    return "depasse";
  }

  // An act that is there: in time, or late for certain.
  void Judge(const LawStep& step, const Act& act, DossierDeadline* d) {
    d->act = act.piece;
    if (act.earliest) d->act_date = ToIso(*act.earliest);
    const Date limit = d->deadline.extended;
    if (!act.earliest) {
      d->state = "a_verifier";
      d->basis_note += " La date de l’acte qui répond à ce délai n’est pas connue.";
      c_.Ask("date_lettre",
             "Quelle est la date de ce courrier ? Elle dit si la caisse a agi à temps.", act.piece);
      return;
    }
    if (*act.earliest <= limit) {
      d->state = "fait";
      return;
    }
    const int late = static_cast<int>((sys_days(*act.earliest) - sys_days(limit)).count());
    const std::string days_late = std::to_string(late) + (late == 1 ? " jour" : " jours");
    if (act.doubtful) {
      d->state = "a_verifier";
      d->basis_note += " L’acte semble postérieur de " + days_late +
                       ", mais sa date ou sa nature est à vérifier.";
      c_.Ask("date_lettre",
             "La date de ce courrier est-elle bien le " + FrenchDate(*act.earliest) +
                 " ? La caisse aurait alors agi " + days_late + " trop tard.",
             act.piece);
      return;
    }
    if (d->provisional) {
      d->state = "a_verifier";
      d->basis_note += " L’acte est du " + FrenchDate(*act.earliest) +
                       ", après cette date, qui n’est pas la plus tardive possible.";
      return;
    }
    if (MayBeFraud(step)) {
      d->state = "a_verifier";
      d->basis_note += " L’acte est du " + FrenchDate(*act.earliest) + ", " + days_late +
                       " après." + FraudNote();
      if (!fraud_)
        c_.Ask("fraude_alleguee", "La caisse allègue-t-elle une fraude ? Les délais en dépendent.",
               act.piece);
      return;
    }
    if (act.since && !Confirmed(limit)) {
      d->state = "a_verifier";
      d->basis_note += " Le courrier du " + FrenchDate(*act.earliest) + " vient " + days_late +
                       " après, mais un autre a pu venir à temps.";
      c_.Ask("evenement",
             "Avant le courrier du " + FrenchDate(*act.earliest) +
                 ", rien d’autre n’est-il venu de la caisse, ni lettre, ni avis de passage (" +
                 d->deadline.label +
                 ") ? Si le médecin le confirme, l’enregistrer : evenement silence_confirme.",
             act.piece);
      return;
    }
    Late(step, late, d);
    d->basis_note += " L’acte est du " + FrenchDate(*act.earliest) + ", " + days_late +
                     " après la fin la plus tardive possible.";
  }

  void Late(const LawStep& step, int late, DossierDeadline* d) {
    d->state = EffectState(step.effect);
    d->late_days = late;
    d->since = ToIso(Later(d->deadline.extended, days(1)));
  }

  // Where a fraud is or may be alleged a penalty has other clocks, and what lateness means there
  // rests on a reference of the decree to a paragraph that has moved: nothing is claimed.
  bool MayBeFraud(const LawStep& step) const {
    return step.id.starts_with("penalite.") && fraud_.value_or(true);
  }

  std::string FraudNote() const {
    return fraud_ ? " Une fraude est alléguée : faire vérifier ce délai et l’effet du retard (R. "
                    "147-11-2)."
                  : " D’autres délais valent si une fraude est alléguée (R. 147-11-2).";
  }

  bool Confirmed(Date limit) const {
    const std::optional<Date> confirmed = SilenceConfirmed();
    return confirmed && *confirmed >= Later(limit, kPost);
  }

  void AskSilence(const DossierDeadline& d) {
    c_.Ask("evenement",
           "Rien n’est-il venu de la caisse depuis le " + FrenchDate(d.deadline.extended) +
               ", ni lettre, ni avis de passage (" + d.deadline.label +
               ") ? Si le médecin le confirme, l’enregistrer : evenement silence_confirme.",
           d.piece);
  }

  // Nothing came and the time is over.
  void Silent(const LawStep& step, DossierDeadline* d) {
    const Date limit = d->deadline.extended;
    if (!IsSentToDoctor(step)) {
      d->basis_note +=
          " Cet acte n’est pas adressé au médecin : en demander la date et la preuve à la caisse.";
      return;
    }
    if (d->provisional) return;
    if (Confirmed(limit)) {
      if (MayBeFraud(step)) {
        d->state = "a_verifier";
        d->basis_note += FraudNote();
        return;
      }
      d->state = EffectState(step.effect);
      d->since = ToIso(Later(limit, days(1)));
      d->basis_note +=
          " Le médecin confirme que rien n’était venu au " + FrenchDate(*SilenceConfirmed()) + ".";
      return;
    }
    if (c_.today < Later(limit, kPost)) {
      d->basis_note +=
          " Le délai est passé, mais une lettre postée à temps peut encore arriver "
          "jusqu’au " +
          FrenchDate(Later(limit, kPost)) + ".";
      return;
    }
    AskSilence(*d);
  }

  // A clock of the doctor's that a silence opens.
  void AddDoctors(const LawStep& step, const LatestStart& start) {
    std::optional<Deadline> deadline = c_.Compute(start.piece, {.rule = step.id,
                                                                .start = start.date,
                                                                .letter_date = start.letter_date,
                                                                .zone = start.zone});
    if (!deadline) return;
    DossierDeadline d{
        .deadline = *deadline, .piece = start.piece, .provisional = true, .basis_note = start.note};
    d.state = c_.today <= deadline->extended ? "a_faire" : "a_verifier";
    for (const ClosedBy& by : step.closed_by)
      for (const Event& e : d_.events)
        if (!by.event.empty() && e.kind == by.event) {
          d.state = "fait";
          d.act_date = e.date;
        }
    d_.deadlines.push_back(std::move(d));
  }

  Case& c_;
  Dossier& d_;
  const std::optional<bool> fraud_;
  const std::vector<LawStep> steps_;
};

}  // namespace

void AddOtherClocks(Case& c) { OtherClocks(c).Run(); }

}  // namespace riposte
