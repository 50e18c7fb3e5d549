// Every start is taken as late as it can be: a receipt at the latest on the day when the office had
// the letter, the doctor's month extended over holidays, an opinion whose receipt is not known
// counted with the post, from its own day or from the last on which it could be given, a
// prolongation as if it had been asked for. What no date bounds is not certain.
#include "pipeline/dossier/chain.h"

#include <algorithm>

#include "extractors/values/format.h"

namespace riposte {
namespace {

using std::chrono::days;

// Several starts of one rule: the latest that applies.
std::vector<LatestStart> OnePerLetter(std::vector<LatestStart> starts) {
  std::vector<LatestStart> latest;
  for (LatestStart& s : starts) {
    const auto same = std::find_if(latest.begin(), latest.end(),
                                   [&](const LatestStart& l) { return l.piece == s.piece; });
    if (same == latest.end()) {
      latest.push_back(std::move(s));
      continue;
    }
    const bool certain = same->certain && s.certain;
    if (s.date > same->date) *same = std::move(s);
    same->certain = certain;
  }
  return latest;
}

class StartFinder {
 public:
  StartFinder(Case& c, const std::vector<LawStep>& steps) : c_(c), d_(c.d), steps_(steps) {}

  void Starts(const LawStep& step, const LawStart& start, std::vector<LatestStart>* out) {
    if (start.kind == "echeance") return AfterClock(step, start, out);
    if (start.kind == "sans_commission") return WithoutCommission(step, start, out);
    if (start.kind == "lendemain_audition") return AfterHearing(step, days(1), out);
    if (start.kind == "audition") return AfterHearing(step, days(0), out);
    if (start.kind == "saisine" && start.of.empty()) return AfterReferral(step, out);
    if (start.kind == "avis") return AfterOpinion(start, out);
    if (!start.of.empty()) return AfterRequest(start, out);
    if (start.kind == "fin_periode") return AfterPeriod(out);
    if (start.kind == "entretien") return AfterInterview(out);
    if (start.kind == "reception_demande") return AfterClaim(step, out);
  }

 private:
  std::vector<const DossierDeadline*> Of(const std::string& rule) const {
    std::vector<const DossierDeadline*> found;
    for (const DossierDeadline& d : d_.deadlines)
      if (d.deadline.rule == rule) found.push_back(&d);
    return found;
  }

  // From the end of another clock.
  void AfterClock(const LawStep& step, const LawStart& start, std::vector<LatestStart>* out) {
    for (const DossierDeadline* of : Of(start.of)) {
      if (of->deadline.side != "praticien") {
        // What a silence of the CRA or of the fund opens for the doctor.
        if (of->state == "fait") continue;
        out->push_back({.date = of->deadline.raw,
                        .certain = !of->provisional,
                        .note = "Compté de la fin du délai de réponse, le " +
                                FrenchDate(of->deadline.raw) +
                                ", si aucune réponse n’est venue d’ici là.",
                        .zone = of->deadline.zone,
                        .piece = of->piece});
        continue;
      }
      const Piece* piece = d_.FindPiece(of->piece);
      if (piece == nullptr) continue;
      // Without an interview that was asked for there is no report to wait for, and the reverse.
      if (start.of == "controle.audition" && of->state == "fait") {
        if (Of("controle.compte_rendu").empty()) AskReport(*piece, step);
        continue;
      }
      out->push_back(LatestEndOf(*of, *piece));
    }
  }

  void AskReport(const Piece& piece, const LawStep& step) {
    Unknown(
        step, piece.id,
        "L’entretien a été demandé : ce délai court après le compte rendu d’entretien, qui n’est "
        "pas au dossier.");
  }

  // The latest end that a clock of the doctor's can have.
  LatestStart LatestEndOf(const DossierDeadline& of, const Piece& piece) {
    const Receipt receipt = ReceiptOf(d_, piece);
    const std::optional<Date> received = LatestReceipt(receipt, piece);
    LatestStart s{.zone = of.deadline.zone, .piece = piece.id, .letter_date = receipt.letter};
    const Date start = received.value_or(of.deadline.start);
    s.date = c_.LatestEnd(piece, start, of.deadline.rule_length, of.deadline.franc);
    if (const auto announced = As<Duration>(EffectiveFact(d_, "delai_annonce", piece.id)))
      s.date = std::max(s.date, c_.LatestEnd(piece, start, *announced));
    s.certain = received.has_value();
    s.note = "Compté de la fin la plus tardive du délai du médecin, le " + FrenchDate(s.date) + ".";
    if (!receipt.handed && received) {
      s.note += " La date de réception n’est pas connue : au plus tard le " +
                FrenchDate(*received) + ", jour où le secrétariat avait le courrier.";
    }
    if (!received) {
      s.note +=
          " La date de réception n’est pas connue : ce délai peut finir plus tard, ne pas s’en "
          "prévaloir.";
    }
    return s;
  }

  // The hearing, or the day after it, where that is later than the end of the doctor's month.
  void AfterHearing(const LawStep& step, days after, std::vector<LatestStart>* out) {
    for (LatestStart& s : *out) {
      const std::optional<Hearing> hearing = HearingOf(d_, s.piece);
      if (!hearing) continue;
      if (hearing->date && Later(*hearing->date, after) > s.date) {
        s.date = Later(*hearing->date, after);
        s.note = std::string("Compté ") +
                 (after == days(0) ? "de l’audition" : "du lendemain de l’audition") + ", le " +
                 FrenchDate(s.date) + ".";
      }
      if (!hearing->held) NotHeld(step, *hearing, &s);
    }
  }

  void NotHeld(const LawStep& step, const Hearing& hearing, LatestStart* s) {
    s->certain = false;
    s->note += hearing.date ? " L’audition fixée au " + FrenchDate(*hearing.date) +
                                  " a pu être reportée : tant que son procès-verbal ou sa date "
                                  "n’est pas au dossier, ce délai peut finir plus tard."
                            : " Une audition a été demandée et sa date n’est pas connue : si elle "
                              "est plus tardive, ce délai finit plus tard.";
    // A date to come, or an act that is in time whatever the date was, needs no answer.
    if (hearing.date && *hearing.date > c_.today) return;
    const Piece* piece = d_.FindPiece(s->piece);
    const std::optional<Act> act = FindAct(c_, step, *s);
    if (piece == nullptr || (act && act->earliest && *act->earliest <= s->date)) return;
    c_.Ask("evenement",
           "L’audition demandée a-t-elle eu lieu (" + c_.TitleOf(*piece) +
               ") ? Enregistrer sa date : evenement audition_tenue.",
           s->piece);
  }

  // Where a fraud is alleged the commission need not be asked. That the dossier has no letter about
  // it does not show that it was not.
  void WithoutCommission(const LawStep& step, const LawStart& start,
                         std::vector<LatestStart>* out) {
    for (const Piece& p : d_.pieces)
      if (p.letter.type.value == "saisine_commission" && c_.CommissionOf(p) == Family(step.id))
        return;
    for (const DossierDeadline* of : Of(start.of)) {
      const Piece* piece = d_.FindPiece(of->piece);
      if (piece == nullptr) continue;
      LatestStart s = LatestEndOf(*of, *piece);
      s.certain = false;
      s.note += " Si la commission a été consultée, ce délai finit plus tard.";
      out->push_back(std::move(s));
    }
  }

  static std::string Family(const std::string& rule) { return rule.substr(0, rule.find('.')); }

  // A referral to the commission, of which the doctor is told at the same time.
  void AfterReferral(const LawStep& step, std::vector<LatestStart>* out) {
    for (const Piece& p : d_.pieces) {
      if (p.letter.type.value != "saisine_commission") continue;
      if (c_.CommissionOf(p) != Family(step.id)) continue;
      const Receipt receipt = ReceiptOf(d_, p);
      const std::optional<Date> received = LatestReceipt(receipt, p);
      const std::optional<Date> start = received ? received : receipt.letter;
      if (!start) {
        Unknown(step, p.id, "Ni la date de la saisine ni celle de sa réception ne sont connues.");
        c_.AskReceipt(p, receipt);
        continue;
      }
      LatestStart s{.date = *start,
                    .certain = received.has_value(),
                    .note = "Compté de la saisine, connue du médecin au plus tard le " +
                            FrenchDate(*start) + ".",
                    .zone = c_.ZoneOf(p),
                    .piece = p.id,
                    .letter_date = receipt.letter};
      if (!received) s.note += " Sa réception n’est pas datée : ne pas se prévaloir de ce délai.";
      out->push_back(std::move(s));
    }
  }

  // From the receipt of an opinion, or from the day when it is deemed given.
  void AfterOpinion(const LawStart& start, std::vector<LatestStart>* out) {
    const bool uncam = start.of.ends_with("avis_uncam");
    const std::string what = uncam ? "l’avis de l’UNCAM" : "l’avis de la commission";
    for (const DossierDeadline* of : Of(start.of)) {
      LatestStart s = ChainedFrom(*of);
      s.note = "Compté du jour où " + what + " est réputé rendu au plus tard, le " +
               FrenchDate(s.date) +
               ", en laissant vingt jours à la poste : rendu à temps, il a pu arriver après.";
      std::optional<Date> known;
      if (!of->act_date.empty()) known = DateFromIso(of->act_date);
      const char* fact = uncam ? "avis_uncam_date" : "avis_commission_date";
      for (const char* type : {"decision_msap", "decision_penalite"}) {
        const Piece* decision = d_.LatestOf(type);
        const auto printed = decision ? EffectiveFact(d_, fact, decision->id) : std::nullopt;
        if (printed && printed->usable && printed->piece == decision->id)
          if (const auto date = As<Date>(printed)) known = date;
      }
      if (known && (*known < s.date || !s.certain)) {
        s.date = *known;
        s.certain = true;
        s.note = "Compté de " + what + ", daté du " + FrenchDate(*known) +
                 ", en laissant vingt jours à la poste : sa réception n’est pas connue.";
      }
      s.date = Later(s.date, kPost);
      out->push_back(std::move(s));
    }
  }

  // From a referral or request that the doctor does not see.
  void AfterRequest(const LawStart& start, std::vector<LatestStart>* out) {
    for (const DossierDeadline* of : Of(start.of)) {
      LatestStart s = ChainedFrom(*of);
      s.note = "Compté de la demande à l’UNCAM, faite au plus tard le " + FrenchDate(s.date) +
               " pour l’être à temps, en laissant vingt jours à la poste.";
      if (const auto known = DateFromIso(of->act_date)) {
        s.date = *known;
        s.certain = true;
        s.note = "Compté de la demande à l’UNCAM du " + FrenchDate(*known) +
                 ", en laissant vingt jours à la poste.";
      }
      s.date = Later(s.date, kPost);
      out->push_back(std::move(s));
    }
  }

  // The latest end of another clock of theirs, prolongation included.
  LatestStart ChainedFrom(const DossierDeadline& of) const {
    LatestStart s{.date = of.deadline.extended,
                  .certain = !of.provisional,
                  .zone = of.deadline.zone,
                  .piece = of.piece};
    const auto step = std::find_if(steps_.begin(), steps_.end(),
                                   [&](const LawStep& l) { return l.id == of.deadline.rule; });
    if (step != steps_.end() && step->prolongation) {
      const Duration whole{of.deadline.rule_length.months + step->prolongation->months,
                           of.deadline.rule_length.days + step->prolongation->days};
      if (const Piece* piece = d_.FindPiece(of.piece))
        s.date = c_.LatestEnd(*piece, of.deadline.start, whole);
    }
    if (const Piece* piece = d_.FindPiece(of.piece)) s.letter_date = ReceiptOf(d_, *piece).letter;
    return s;
  }

  // The end of the period of a MSO that was not refused.
  void AfterPeriod(std::vector<LatestStart>* out) {
    const Piece* proposal = d_.LatestOf("proposition_mso");
    if (proposal == nullptr) return;
    const auto refused = [](const Event& e) { return e.kind == "refus_envoye"; };
    if (std::any_of(d_.events.begin(), d_.events.end(), refused)) return;
    if (As<std::string>(EffectiveFact(d_, "decision_medecin")).value_or("") == "refus_mso") return;
    const auto end = EffectiveFact(d_, "mesure_fin", proposal->id);
    const auto date = As<Date>(end);
    if (!date) return;
    LatestStart s{
        .date = *date,
        .certain = end->usable,
        .note = "Compté de la fin de la période de l’objectif, le " + FrenchDate(*date) + ".",
        .zone = c_.ZoneOf(*proposal),
        .piece = proposal->id,
        .letter_date = ReceiptOf(d_, *proposal).letter};
    if (!end->usable) s.note += " Cette date est à vérifier.";
    out->push_back(std::move(s));
  }

  // The interview with the service médical, as its report or a person dates it.
  void AfterInterview(std::vector<LatestStart>* out) {
    const Piece* notice = d_.LatestOf("controle_activite");
    if (notice == nullptr) return;
    std::optional<Date> held;
    for (const Event& e : d_.events)
      if (e.kind == "audition_tenue" && (e.piece.empty() || e.piece == notice->id))
        held = DateFromIso(e.date);
    bool certain = held.has_value();
    const Piece* report = d_.LatestOf("compte_rendu_entretien");
    if (report != nullptr && !held) {
      const auto fact = EffectiveFact(d_, "rdv_date", report->id);
      if (fact && fact->piece == report->id) held = As<Date>(fact);
      certain = fact && fact->usable;
    }
    if (!held) return;
    out->push_back({.date = *held,
                    .certain = certain,
                    .note = "Compté de l’entretien du " + FrenchDate(*held) + ".",
                    .zone = c_.ZoneOf(*notice),
                    .piece = notice->id,
                    .letter_date = ReceiptOf(d_, *notice).letter});
  }

  // A claim to the CRA, or a request for documents. For what the silence opens the earliest date is
  // the safe one: the day of posting, where the receipt is not known.
  void AfterClaim(const LawStep& step, std::vector<LatestStart>* out) {
    const bool cra = step.side == "cra";
    if (cra) {
      for (const Piece& p : d_.pieces) {
        if (p.letter.type.value != "accuse_reception_recours") continue;
        const Receipt receipt = ReceiptOf(d_, p);
        const auto fact = EffectiveFact(d_, "date_recours", p.id);
        const auto said = As<Date>(fact);
        const std::optional<Date> start = said ? said : receipt.letter;
        if (!start) {
          Unknown(step, p.id, "La date à laquelle le recours est arrivé n’est pas connue.");
          c_.Ask("date_recours", "À quelle date le recours est-il arrivé (" + c_.TitleOf(p) + ") ?",
                 p.id);
          continue;
        }
        out->push_back({.date = *start,
                        .certain = said && fact->usable,
                        .note = said ? "Compté du recours, reçu le " + FrenchDate(*start) + "."
                                     : "Compté de la date de l’accusé de réception, le " +
                                           FrenchDate(*start) +
                                           " : celle de l’arrivée du recours n’est pas connue.",
                        .zone = c_.ZoneOf(p),
                        .piece = p.id,
                        .letter_date = receipt.letter});
      }
      if (!out->empty()) return;
    }
    for (const Event& e : d_.events) {
      if (e.kind != (cra ? "recours_cra_envoye" : "demande_documents")) continue;
      const auto date = DateFromIso(e.date);
      if (!date) continue;
      const Piece* piece = d_.FindPiece(e.piece);
      if (piece == nullptr && !d_.pieces.empty()) piece = &d_.pieces.back();
      if (piece == nullptr) continue;
      out->push_back({.date = *date,
                      .certain = false,
                      .note = "Compté de l’envoi du " + FrenchDate(*date) +
                              ", au plus tôt : la date de réception de la demande est à garder.",
                      .zone = c_.ZoneOf(*piece),
                      .piece = piece->id});
    }
  }

  void Unknown(const LawStep& step, const std::string& piece, const std::string& note) {
    d_.timeline.push_back({.what = step.id,
                           .side = step.side,
                           .state = "inconnu",
                           .piece = piece,
                           .note = step.label + ". " + note});
  }

  Case& c_;
  Dossier& d_;
  const std::vector<LawStep>& steps_;
};

}  // namespace

std::vector<LatestStart> StartsOf(Case& c, const std::vector<LawStep>& steps, const LawStep& step) {
  std::vector<LatestStart> starts;
  StartFinder finder(c, steps);
  for (const LawStart& start : step.starts) finder.Starts(step, start, &starts);
  return step.side == "praticien" ? starts : OnePerLetter(std::move(starts));
}

std::optional<Act> FindAct(const Case& c, const LawStep& step, const LatestStart& start) {
  std::optional<Act> act;
  for (const ClosedBy& by : step.closed_by) {
    for (const Event& e : c.d.events) {
      if (by.event.empty() || e.kind != by.event) continue;
      if (!e.piece.empty() && e.piece != start.piece) continue;
      return Act{.piece = "", .earliest = DateFromIso(e.date)};
    }
    for (const Piece& p : c.d.pieces) {
      if (by.type.empty() || p.letter.type.value != by.type || p.id == start.piece) continue;
      if (!by.procedure.empty() && c.CommissionOf(p) != by.procedure) continue;
      const Receipt receipt = ReceiptOf(c.d, p);
      if (receipt.letter && start.letter_date && *receipt.letter < *start.letter_date) continue;
      const bool doubtful = receipt.letter_doubtful || p.letter.type.status != FactStatus::kSure;
      if (act && act->earliest && (!receipt.letter || *receipt.letter >= *act->earliest)) continue;
      act = Act{.piece = p.id, .earliest = receipt.letter, .doubtful = doubtful, .since = by.since};
    }
  }
  return act;
}

}  // namespace riposte
